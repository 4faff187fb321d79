"""The rows of an export as tickets that are open at the start: which of them count, and what they say.

What a row cannot be is refused with its line, or left out where the scenario allows that; what is odd is counted and
named. Nothing is left out without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.errors import LONGEST_LINE, ScenarioError
from sim.plans.backlog_names import AT_UNIT_CODES, DRAWN, MOST_WORDS, STAGE_CODES, URGENCY_CODES, Ints, Units, one_of
from sim.plans.far_dates import MOST_YEARS, far_fault, is_far
from sim.plans.file_lengths import optional_lengths_us
from sim.plans.tables import DateAlone, Table, blank_hint, open_whole, wanted_rows
from sim.rules.codes import NOT_YET, TicketState
from sim.scenario.schema_backlog import HAS_REST, WORDS, BacklogFile, Word
from sim.scenario.units import say_clock

Flags = npt.NDArray[np.bool_]
IF_NOT_SAID: Final[dict[Word, str]] = {"type": "", "urgency": "normal", "stage": "dispatch", "unit": "", "area": ""}
A_WORD: Final[dict[Word, str]] = {
    "type": "a request type", "urgency": "an urgency", "stage": "a stage", "unit": "a unit", "area": "an area"
}  # fmt: skip
MOST_NAMED: Final = 4
"""So many lines are named; the others are counted."""


def rows_of_file(
    part: BacklogFile,
    calendar: LocalCalendar,
    types: Mapping[str, int],
    areas: Mapping[str, int],
    units: Units,
    folder: str,
) -> tuple[dict[str, Ints], list[str]]:
    """The columns of the tickets that a file holds, in its order, and what was odd or left out, a sentence each.

    A ticket's `entity` is its row's place among the rows read, so that leaving rows out leaves the others' draws.

    Raises
    ------
    DataError
        If a cell cannot be used: file, line, column and cell are named.
    """
    table = open_whole(part, folder, part.columns)
    told: list[str] = []
    wanted = wanted_rows(table, part.where)
    table = table.take(wanted & _one_of_each_id(table, part, wanted, told))
    instants = _instants(table, part, calendar)
    for choose in (_possible, _open_at_start):
        chosen = choose(table, part, instants, calendar, told)
        table = table.take(chosen)
        instants = {key: column[chosen] for key, column in instants.items()}
    told += table.warnings
    if len(table) == 0:
        told.append(f"{part.file}: none of its rows is a ticket that is open at the start")
    said = _words_of(table, part, types, areas, units)
    since_us = _since(table, part, instants, calendar.begin_us, told)
    _tell_of_due_before_receipt(table, part, instants, told)
    return {
        **said,
        "received_us": instants["received"],
        "due_us": instants["due"],
        "entity": table.rows,
        "waits_since_us": np.where(since_us == NOT_YET, instants["received"], since_us),
        "since_is_said": (since_us != NOT_YET).astype(np.int64),
        "left_us": _left(table, part, said, told),
    }, told


_INSTANTS: Final[dict[str, DateAlone]] = {"received": "start", "stage_since": "start", "due": "end", "closed": "end"}
"""Keys of columns of instants, and which end of its day a date alone is; all but the first may have empty cells."""


def _instants(table: Table, part: BacklogFile, calendar: LocalCalendar) -> dict[str, Ints]:
    """Every column of instants; where there is none, receipt is at the start and the others have not come."""
    found = {}
    for key, date_alone in _INSTANTS.items():
        column = getattr(part, key)
        if column is None:
            found[key] = np.full(len(table), NOT_YET if key != "received" else calendar.begin_us, dtype=np.int64)
        elif key == "received":
            found[key] = table.instants_or_dates(column, calendar, part.time_format, date_alone, may_be_blank=False)
        else:
            found[key] = table.optional_instants(column, calendar, part.time_format, date_alone, part.blank)
    return found


# --- which rows count


def _one_of_each_id(table: Table, part: BacklogFile, wanted: Flags, told: list[str]) -> Flags:
    """One row for each number; rows of one number that differ are refused, unless it is said which counts.

    All rows of a number stand for it, those that `where` does not want too: a ticket that was closed later is closed.
    """
    n = len(table)
    kept = np.ones(n, dtype=np.bool_)
    if part.id is None:
        return kept
    numbers = table.cells(part.id)
    of_interest = {numbers[row] for row in np.flatnonzero(wanted).tolist()}
    row_of: dict[str, int] = {}
    differ: list[int] = []
    for row, number in enumerate(numbers):
        if number not in of_interest or (not number and not wanted[row]):
            continue
        if not number:
            raise table.fault(row, part.id, "is empty: each row needs the number of its ticket")
        first = row_of.setdefault(number, row)
        if first == row:
            continue
        if any(cells[row].strip() != cells[first].strip() for cells in table.columns.values()):
            differ.append(row)
        if part.same_id == "last":
            kept[first], row_of[number] = False, row
        else:
            kept[row] = False
    if differ and part.same_id is None:
        row = differ[0]
        first = row_of[numbers[row]]
        other = next(name for name, cells in table.columns.items() if cells[row].strip() != cells[first].strip())
        cells = table.columns[other]
        what = (
            f"stands at line {table.line(first)} too, with another {other} ({cells[first][:40]!r}, here "
            f"{cells[row][:40]!r}){_more(len(differ) - 1, 'row')}: say with 'same_id' which counts, first or last"
        )
        raise table.fault(row, part.id, what)
    if not kept.all():
        lost = int((~kept).sum())
        told.append(
            f"{part.file}: {_rows(lost)} repeat{'s' if lost == 1 else ''} an id in '{part.id}': the "
            f"{part.same_id or 'first'} row of each counts"
        )
    return kept


def _possible(table: Table, part: BacklogFile, instants: dict[str, Ints], _: LocalCalendar, told: list[str]) -> Flags:
    """Rows without a date that cannot be: the others are refused, or left out if that is allowed."""
    wrong = {key: is_far(instants[key]) for key in _INSTANTS}
    lost: Flags = np.any(np.stack(list(wrong.values())), axis=0)
    if lost.any() and "impossible_dates" not in part.leave_out:
        row = int(np.flatnonzero(lost)[0])
        key = next(key for key in _INSTANTS if wrong[key][row])
        others = _more(int(lost.sum()) - 1, "row")
        raise far_fault(table, row, getattr(part, key), int(instants[key][row]), others, key != "received")
    if lost.any():
        told.append(
            f"{part.file}: {_are(int(lost.sum()))} left out for a date more than {MOST_YEARS} years from the start "
            f"({_lines(table, lost)})"
        )
    return ~lost


def _open_at_start(
    table: Table, part: BacklogFile, instants: dict[str, Ints], calendar: LocalCalendar, told: list[str]
) -> Flags:
    """Rows received by the start and not closed by it."""
    received_us, closed_us, begin_us = instants["received"], instants["closed"], calendar.begin_us
    early = (closed_us != NOT_YET) & (closed_us < received_us)
    is_closed = (closed_us != NOT_YET) & (closed_us <= begin_us) & ~early
    is_later = (received_us > begin_us) & ~early
    first_day = np.flatnonzero((received_us == begin_us) & ~is_closed)
    if part.received is not None and len(first_day):  # a date alone is not midnight: it came in the course of that day
        ends_us = table.take(first_day).instants_or_dates(part.received, calendar, part.time_format, "end")
        is_later[first_day] = ends_us > begin_us
    if is_closed.any():
        told.append(f"{part.file}: {_are(int(is_closed.sum()))} left out as closed by the start, by '{part.closed}'")
    if early.any():
        rows = np.flatnonzero(early)
        cell = table.cells(str(part.closed))[rows[closed_us[rows].argmin()]][:40]
        told.append(
            f"{part.file}: {_are(int(early.sum()))} closed before the receipt, and left out ({_lines(table, early)}; "
            f"the earliest {part.closed} is {cell!r}){blank_hint(cell)}"
        )
    for row in np.flatnonzero(is_later)[:1]:
        if part.closed is None and "received_later" not in part.leave_out:
            what = (
                f"is after the start ({_start_of(calendar)}){_more(int(is_later.sum()) - 1, 'row')}: write "
                "leave_out: [received_later] to do without such rows, or another clock.start"
            )
            raise table.fault(int(row), str(part.received), what)
        told.append(f"{part.file}: {_are(int(is_later.sum()))} left out as received after the start")
    counts: Flags = ~(is_closed | is_later | early)
    return counts


# --- what they say


def _words_of(
    table: Table, part: BacklogFile, types: Mapping[str, int], areas: Mapping[str, int], units: Units
) -> dict[str, Ints]:
    """Type, urgency, stage, unit and area of each row, by its words or the fixed ones."""
    words = {word: _words(table, part, word) for word in WORDS}
    known: dict[Word, Mapping[str, int]] = {
        "type": types,
        "urgency": URGENCY_CODES,
        "stage": STAGE_CODES,
        "unit": dict.fromkeys(units.copies, 0) | {"": DRAWN},
        "area": {**areas, "": DRAWN},
    }
    found: dict[str, Ints] = {}
    for word, texts in words.items():
        _check_known(table, part, word, texts, known[word])
        found[word] = np.array([known[word][text] for text in texts], dtype=np.int64)
    for row in np.flatnonzero(found["unit"] != DRAWN).tolist():
        found["unit"][row] = units.next_of(words["unit"][row], 1)[0]
    found["at_unit"] = np.array([AT_UNIT_CODES.get(stage, NOT_YET) for stage in words["stage"]], dtype=np.int64)
    return found


def _words(table: Table, part: BacklogFile, word: Word) -> list[str]:
    """A word of each row, as the scenario has it: read in its column, or the same for all."""
    column = None if word in part.fixed else getattr(part, word)
    if column is None:
        return [part.fixed.get(word, IF_NOT_SAID[word])] * len(table)
    blank = dict.fromkeys(part.blank, "") if word in ("unit", "area") else {}
    instead = blank | part.read_as.get(word, {})
    return [instead.get(text, text) for text in table.cells(column)]


def _check_known(table: Table, part: BacklogFile, word: Word, texts: list[str], known: Mapping[str, int]) -> None:
    """Refuse words that are not known, all of them in one sentence, the first one with its line."""
    unknown = {text: 0 for text in texts if text not in known}
    if not unknown:
        return
    for text in texts:
        if text in unknown:
            unknown[text] += 1
    (first, times), *others = unknown.items()
    names = [name for name in known if name]
    if word in part.fixed:
        raise ScenarioError(f"tickets.backlog_file.fixed.{word}: '{first[:40]}' is not {A_WORD[word]} {one_of(names)}")
    row, column = texts.index(first), getattr(part, word)
    cell = table.columns[column][row].strip()

    def what(most: int) -> str:
        named = [f"'{text[:40]}' ({count:,})" for text, count in others[:most]]
        more = [f"{len(others) - most:,} more"] if len(others) > most else []
        nor = f", nor are {' and '.join([', '.join(named)] * bool(named) + more)}" if others else ""
        return (
            f"{'' if cell == first else f'is read as {first[:40]!r}, which '}is not {A_WORD[word]}"
            f"{f' ({_rows(times)})' if times > 1 or others else ''}{nor} {one_of(names, max(most, 1))}: "
            f"{_right(word, cell)}"
        )

    most = MOST_WORDS
    while most and len(str(table.fault(row, column, what(most)))) >= LONGEST_LINE:
        most -= 1
    raise table.fault(row, column, what(most))


def _right(word: Word, cell: str) -> str:
    """What a planner can do about a word that is not known."""
    by_word = f"say what it stands for with read_as: {{{word}: {{'{cell[:40]}': ...}}}}"
    if word in ("unit", "area"):
        return f"name it under '{word}s', {by_word}, or leave it empty if it is to be drawn"
    if word == "type":
        return f"name it under 'types', {by_word}, or keep other rows only with 'where'"
    return by_word


def _since(table: Table, part: BacklogFile, instants: dict[str, Ints], begin_us: int, told: list[str]) -> Ints:
    """Since when each stands at its stage: not after the start, and not before its receipt."""
    since_us, received_us = instants["stage_since"], instants["received"]
    later = since_us > begin_us
    for row in np.flatnonzero(later)[:1].tolist():
        what = (
            f"is after the start{_more(int(later.sum()) - 1, 'row')}: at what stage it was then is not said; "
            "name that, or do without 'stage_since'"
        )
        raise table.fault(row, str(part.stage_since), what)
    early = (since_us != NOT_YET) & (since_us < received_us)
    if early.any():
        told.append(
            f"{part.file}: {_are(int(early.sum()))} at a stage since before the receipt, which counts instead "
            f"({_lines(table, early)})"
        )
    return np.where(early, received_us, since_us)


def _tell_of_due_before_receipt(table: Table, part: BacklogFile, instants: dict[str, Ints], told: list[str]) -> None:
    early = (instants["due"] != NOT_YET) & (instants["due"] < instants["received"])
    if early.any():
        row = int(np.flatnonzero(early)[0])
        told.append(
            f"{part.file}: {_are(int(early.sum()))} due before the receipt, and so late from the start "
            f"({_lines(table, early)}, {part.due}: {table.columns[str(part.due)][row][:40]!r})"
        )


def _left(table: Table, part: BacklogFile, said: Mapping[str, Ints], told: list[str]) -> Ints:
    """What is left of acceptance, crew's work, outside delay or silence, at least 1 us; empty cells are drawn."""
    if part.remaining is None:
        return np.full(len(table), NOT_YET, dtype=np.int64)
    blank = {cell.casefold() for cell in part.blank}
    lengths_us = optional_lengths_us(table, part.remaining, part.remaining_in, "remaining_in", blank)
    found = np.where(lengths_us == 0, 1, lengths_us)
    idle = (found != NOT_YET) & (said["at_unit"] == NOT_YET) & (said["stage"] != TicketState.SILENCE)
    if idle.any():
        told.append(
            f"{part.file}: {part.remaining} has no effect in {_rows(int(idle.sum()))} ({_lines(table, idle)}): it "
            f"counts at the stages {', '.join(HAS_REST)}"
        )
    return np.where(idle, NOT_YET, found)


# --- wording


def _start_of(calendar: LocalCalendar) -> str:
    """The begin of the run, as a sentence names it."""
    begins_at = calendar.begins_at_us
    return f"{calendar.start} {say_clock(begins_at)}" if begins_at else f"{calendar.start}, midnight"


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def _are(count: int) -> str:
    return f"{_rows(count)} {'is' if count == 1 else 'are'}"


def _more(count: int, what: str) -> str:
    return f" (and {count:,} more {what}{'s' if count != 1 else ''})" if count else ""


def _lines(table: Table, chosen: Flags) -> str:
    """The lines of some rows, as far as they are named."""
    lines = [table.line(row) for row in np.flatnonzero(chosen)[: MOST_NAMED + 1].tolist()]
    named = ", ".join(map(str, lines[:MOST_NAMED]))
    return f"line{'s' if len(lines) > 1 else ''} {named}{', ...' if len(lines) > MOST_NAMED else ''}"
