"""Call by call records of a phone switch: when each call came, how long it waited, what became of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US, SECOND_US
from sim.errors import DataError
from sim.plans.interval_files import MIDNIGHT
from sim.plans.numbers import PAIR, read_lengths_us
from sim.plans.tables import Table, open_table
from sim.plans.times import UnreadCellError
from sim.records.columns import columns_of
from sim.records.rows import (
    UNNAMED,
    Marks,
    Sieve,
    Stamps,
    far_days,
    numbers_of,
    stamps_of,
    types_of,
    where,
    whole_step_us,
)
from sim.records.state_words import GAVE_UP_WORDS
from sim.scenario import schema_demand

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
ANSWERED: Final = 0
GAVE_UP: Final = 1
TURNED_AWAY: Final = 2
"""What became of a call; turned away: found the line busy, or closed."""
UNKNOWN: Final = UNNAMED
"""Stands in columns of lengths for one that is not known."""
LONGEST_US: Final = DAY_US
OF_EACH: Final = ("wait_us", "talk_us", "wrap_us", "outcome", "type", "caller")
ROLES: Final = (
    "time", "date", "answered", "ended", "left", "wrapped", "wait", "talk", "wrap", "outcome", "type", "caller", "id",
)  # fmt: skip
OF_CALLS: Final = frozenset(("answered", "ended", "left", "wrapped", "wait", "talk", "wrap"))
OF_TICKETS: Final = frozenset(("unit", "closed"))
"""Roles of columns that a file of calls has some of, and that a file of tickets has."""
_ANSWERED: Final = frozenset(
    (
        "answered", "answer", "handled", "connected", "completed", "success", "served", "agent", "yes", "1", "true",
        "接通", "已接通", "已接", "接听", "人工接听", "成功", "是",
    )
)  # fmt: skip
_CLOCK_ONLY: Final = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[ap]\.?m\.?)?", re.IGNORECASE)
_TURNED_AWAY: Final = frozenset(("blocked", "busy", "closed", "rejected", "占线", "忙", "下班", "拦截", "拒接"))
LENGTHS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "wait": ("time", ("answered", "left", "ended")),
    "talk": ("answered", ("ended",)),
    "wrap": ("ended", ("wrapped",)),
}
"""Role of a length -> the stamp at its beginning, and those that may be its end."""
STAMPED: Final = ("time", "answered", "ended", "left", "wrapped")
"""Roles of columns of times."""
MOST_TOLD: Final = 5
"""So many words that are not known are told, the most frequent ones."""
STEPS_US: Final = (MINUTE_US, SECOND_US)
"""What clocks and lengths may be cut to."""
FEW_VALUES: Final = 3
"""With fewer different values a column of lengths does not show whether it has whole minutes."""
WHY: Final = ("no_time", "far", "backwards", "negative", "too_long", "again", "test", "total", "earlier")
"""Why rows are left out, in the order in which it is looked for."""


class Step(NamedTuple):
    """The step of a length, and what it may lie below what it shows, as in `sim.fitting.laws.Lengths`; microseconds."""

    rounding_us: int
    low_us: int


@dataclass(frozen=True)
class CallRecords:
    """Calls of a file, in its order.

    Attributes
    ----------
    name
        The file.
    arrived_us
        Shape (n,): when each came, by the local clock, in microseconds since 1970-01-01 00:00 of that clock.
    wait_us
        Shape (n,): until it was answered, or given up; `UNKNOWN` where the file does not say.
    talk_us, wrap_us
        Shape (n,): of the answered ones; `UNKNOWN` else.
    outcome
        Shape (n,): `ANSWERED`, `GAVE_UP` or `TURNED_AWAY`.
    type, types
        Shape (n,) of numbers, and the types that they number; one type '' where the file has none.
    caller
        Shape (n,): a number for each caller; `UNKNOWN` where the file does not say who it was.
    steps
        Role of a length ('wait', 'talk', 'wrap') -> its step.
    columns
        Role -> the column that was read.
    left_out
        Why -> lines of the rows that are left out.
    refused
        These rows as they stand in the file: `line`, `why`, and the columns that were read.
    rows
        How many rows the file has.
    notes
        What is to be known of the reading, a sentence each.
    """

    name: str
    arrived_us: Ints
    wait_us: Ints
    talk_us: Ints
    wrap_us: Ints
    outcome: Ints
    type: Ints
    types: tuple[str, ...]
    caller: Ints
    steps: Mapping[str, Step]
    columns: dict[str, str]
    left_out: dict[str, list[int]]
    refused: pd.DataFrame
    rows: int
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arrived_us)

    def take(self, chosen: Marks) -> CallRecords:
        """Some of the calls, by a mark for each."""
        columns = {name: getattr(self, name)[chosen] for name in ("arrived_us", *OF_EACH)}
        return replace(self, **columns)


def read_calls(
    path: Path, named: Mapping[str, str | None], time_format: str | None = None, since: date | None = None,
    zone: str | None = None,
) -> CallRecords:  # fmt: skip
    """Read a file that has a row for each call; rows that cannot be right are left out, counted and told.

    Parameters
    ----------
    path
        CSV (gzip allowed), Excel or Parquet.
    named
        Columns by role (`ROLES`) where the user names them; others are found by their names.
    time_format
        How times are written; found if left out.
    since
        Rows of calls before this day are left out; none if left out.
    zone
        By whose clock times with an offset from UTC are read; as they are written if left out.

    Raises
    ------
    DataError
        If no column has times, or none says what became of the calls.
    """
    columns = columns_of(path, path.name, ROLES, named)
    if not named and not columns.keys() & OF_CALLS and columns_of(path, path.name, OF_TICKETS, {}).keys() >= OF_TICKETS:
        raise DataError(f"{path.name}: its columns are those of a file of tickets: give it with --tickets")
    if "time" not in columns:
        raise DataError(
            f"{path.name}: no column is known to hold the times at which calls came: name it with --column time=..."
        )
    if not columns.keys() & {"outcome", "answered", "talk"}:
        raise DataError(
            f"{path.name}: no column says which calls were answered: one of outcome, answering time or talk is needed"
        )
    part = schema_demand.Stamps.model_validate({"file": path.name, "time": columns["time"]})
    table = open_table(part, str(path.parent), list(dict.fromkeys(columns.values())))
    table = _dated(table, columns)
    stamps = stamps_of(table, columns, STAMPED, "time", time_format, zone)
    if "answered" in stamps and not stamps["answered"].there.any() and "outcome" not in columns:
        columns["outcome"] = columns.pop("answered")  # yes and no, and no times
        del stamps["answered"]
    lengths, read_as = _lengths(table, columns, stamps)
    outcome, unknown = _outcome(table, columns, lengths, stamps)
    wait = lengths["wait"] = np.where(outcome == ANSWERED, lengths["answered"], lengths["given_up"])
    sieve = _sieve(table, columns, stamps, lengths)
    if since is not None:
        sieve.mark("earlier", stamps["time"].there & (stamps["time"].local_us < (since - EPOCH).days * DAY_US))
    kept = sieve.kept
    if not len(kept):
        raise DataError(f"{path.name}: none of its {len(table):,} rows can be read as a call")
    types, of_type = types_of(table, columns.get("type"))
    nobody = np.full(len(table), UNKNOWN)  # nor is a withheld number anybody in particular
    of_caller = numbers_of(table.cells(columns["caller"])) if "caller" in columns else nobody
    steps = {
        role: _step_of_column(lengths[role][kept]) if role in columns else _step_of_stamps(stamps, role, kept)
        for role in LENGTHS
    }
    talk, wrap = (np.where(outcome == ANSWERED, lengths[what], UNKNOWN)[kept] for what in ("talk", "wrap"))
    return CallRecords(
        path.name, stamps["time"].local_us[kept], wait[kept], talk, wrap, outcome[kept], of_type[kept], types,
        of_caller[kept], steps, columns, sieve.lines(WHY), sieve.refused(), len(table),
        (*table.warnings, *read_as, *unknown),
    )  # fmt: skip


def _dated(table: Table, columns: Mapping[str, str]) -> Table:
    """With the date of a column of its own before times that are a time of day alone; those after midnight are next."""
    if "date" not in columns:
        return table
    clock = where(table.cells(columns["time"]), lambda cell: _CLOCK_ONLY.fullmatch(cell) is not None)
    if clock.sum() <= len(table) / 2:
        return table
    for role in STAMPED:
        if role in columns:
            cells = [
                f"{MIDNIGHT.sub('', date)} {cell}" if _CLOCK_ONLY.fullmatch(cell) else cell
                for date, cell in zip(table.cells(columns["date"]), table.cells(columns[role]), strict=True)
            ]
            table = table.with_column(columns[role], cells)
    return table


def _lengths(
    table: Table, columns: Mapping[str, str], stamps: Mapping[str, Stamps]
) -> tuple[dict[str, Ints], list[str]]:
    """Waits of the answered and of the others, talks and wrap-ups: from columns of lengths, else between stamps.

    Two numbers with a colon are minutes and seconds, as phone switches write them; which columns have such is told.
    """
    n = len(table)
    notes: list[str] = []
    unknown = np.full(n, UNKNOWN, dtype=np.int64)

    def between(first: str, last: str) -> Ints:
        if first not in stamps or last not in stamps:
            return unknown
        there = stamps[first].has_clock & stamps[last].has_clock
        found = stamps[last].local_us - stamps[first].local_us
        if "date" in columns:  # which day it was is that of the call: what ends after midnight seems to end before
            found = np.where(found < -DAY_US // 2, found + DAY_US, found)
        return np.where(there, np.where(found == UNKNOWN, UNKNOWN - 1, found), UNKNOWN)

    def column(role: str, otherwise: Ints) -> Ints:
        if role not in columns:
            return otherwise
        cells = [cell if cell.strip() else "0" for cell in table.columns[columns[role]]]
        try:
            found, is_pair = lengths_of_calls_us(cells, table.delimiter)
        except UnreadCellError as unread:
            raise table.fault(unread.row, columns[role], unread.what) from None
        if is_pair:
            notes.append(pairs_note(table, columns[role]))
        there = np.array([bool(cell.strip()) for cell in table.columns[columns[role]]]) & np.isfinite(found)
        whole = np.where(there, found, 0.0).astype(np.int64)
        return np.where(there, np.where(whole < 0, np.minimum(whole, UNKNOWN - 1), whole), otherwise)

    given_up = between("time", "left")
    given_up = np.where(given_up == UNKNOWN, between("time", "ended"), given_up)
    talk = between("answered", "ended")
    found = {
        "answered": column("wait", between("time", "answered")),
        "given_up": column("wait", given_up),
        "talk": column("talk", talk),
        "wrap": column("wrap", between("ended", "wrapped")),
    }
    return found, list(dict.fromkeys(notes))


def lengths_of_calls_us(cells: list[str], delimiter: str) -> tuple[Reals, bool]:
    """A column of lengths of calls in microseconds, and whether it has two numbers with a colon.

    Raises
    ------
    UnreadCellError
        If a number may be read in two ways.
    """
    is_pair = any(PAIR.fullmatch(cell.strip()) for cell in set(cells))
    return read_lengths_us(cells, "mm:ss" if is_pair else "s", delimiter), is_pair


def pairs_note(table: Table, column: str) -> str:
    """What is told of a column with two numbers and a colon."""
    return f"{table.name}: {column}: two numbers with a colon, such as 03:20, are read as minutes and seconds"


def _outcome(
    table: Table, columns: Mapping[str, str], lengths: Mapping[str, Ints], stamps: Mapping[str, Stamps]
) -> tuple[Ints, list[str]]:
    """By the word of the file, else by whether there is an answering time or a talk; which words are not known."""
    there = (stamps["answered"].has_clock if "answered" in stamps else False) | (lengths["talk"] > 0)
    by_times = np.where(there, ANSWERED, GAVE_UP)
    if "outcome" not in columns:
        return by_times, []
    words = np.array([cell.casefold() for cell in table.cells(columns["outcome"])], dtype=object)
    known = {
        word: kind
        for kind, those in ((ANSWERED, _ANSWERED), (TURNED_AWAY, _TURNED_AWAY), (GAVE_UP, GAVE_UP_WORDS))
        for word in those
    }
    other = Counter(word for word in words.tolist() if word and word not in known)
    if ANSWERED not in {known.get(word) for word in set(words.tolist())}:  # its words are not known: its times tell
        return by_times, []
    found = np.array([known.get(word, UNKNOWN) for word in words.tolist()], dtype=np.int64)
    notes = [
        f"{table.name}: {columns['outcome']}: {word[:40]!r} is not known ({n:,} rows): such a call counts as answered "
        "if it has a talk, else as given up"
        for word, n in other.most_common(MOST_TOLD)
    ]
    return np.where(found == UNKNOWN, by_times, found), notes


def _sieve(
    table: Table, columns: Mapping[str, str], stamps: Mapping[str, Stamps], lengths: Mapping[str, Ints]
) -> Sieve:
    """Which rows are left out, and why."""
    sieve = Sieve(table, columns)
    sieve.mark_totals("time")
    there = stamps["time"].has_clock
    sieve.mark("no_time", ~there)
    day = stamps["time"].local_us // DAY_US
    if there.any():
        first, last = far_days(day[there])
        sieve.mark("far", (day < first) | (day > last))
    between = [
        role for role, stamp in (("wait", "answered"), ("talk", "ended"), ("wrap", "wrapped")) if stamp in columns
    ]
    for role in ("wait", "talk", "wrap"):
        sieve.mark("backwards" if role in between and role not in columns else "negative", lengths[role] < UNKNOWN)
        sieve.mark("too_long", lengths[role] > LONGEST_US)
    sieve.mark_tests(("type",), ("caller", "outcome"))
    sieve.mark_repeats()
    return sieve


def _step_of_column(lengths_us: Ints) -> Step:
    """Of lengths that the file has itself: they are cut to whole steps."""
    values = np.unique(lengths_us[lengths_us > 0])
    step = whole_step_us(values, STEPS_US)
    return Step(min(step, SECOND_US) if len(values) < FEW_VALUES else step, 0)


def _step_of_stamps(stamps: Mapping[str, Stamps], role: str, kept: Ints) -> Step:
    """Of differences of two stamps: each clock cuts to whole steps of its own, before and after."""
    begin, ends = LENGTHS[role]
    if begin not in stamps or not any(end in stamps for end in ends):
        return Step(0, 0)
    first = whole_step_us(_clocked(stamps[begin], kept), STEPS_US)
    last = max(whole_step_us(_clocked(stamps[end], kept), STEPS_US) for end in ends if end in stamps)
    return Step(max(first, last), min(first, last) // 2 - first)


def _clocked(stamps: Stamps, kept: Ints) -> Ints:
    return stamps.local_us[kept][stamps.has_clock[kept]]
