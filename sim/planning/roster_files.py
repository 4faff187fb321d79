"""Rosters as files: CSV, Excel and iCalendar out; CSV and Excel in again after changes by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sim.errors import DataError
from sim.planning.day_words import UnreadDayError, days_of
from sim.planning.people_file import COLUMNS, not_known
from sim.plans.roster_file import DAYS_OFF
from sim.plans.sheets import Sheet, merged_over, plain, read_sheets
from sim.rostering.parts import OFF
from sim.rostering.problem import Problem, Roster
from sim.store.tables import table_bytes
from sim.store.workbook import workbook_bytes

if TYPE_CHECKING:
    import pandas as pd

DAYS_BEFORE: Final = 28
"""So many days of the roster before are looked at."""
LONGEST_LINE: Final = 75
"""Bytes of a line of iCalendar (RFC 5545, 3.1)."""
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "name": {"en": "name", "zh": "姓名"},
    "roster": {"en": "roster", "zh": "排班表"},
    "list": {"en": "list", "zh": "明细"},
    "shift": {"en": "shift", "zh": "班次"},
    "start": {"en": "start", "zh": "开始"},
    "end": {"en": "end", "zh": "结束"},
    "hours": {"en": "working hours", "zh": "工时"},
}
"""Names of sheets and columns."""
_DAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def roster_csv(problem: Problem, roster: Roster, lang: str = "en") -> bytes:
    """A roster as CSV: a row for each person, a column for each day; no cell becomes a formula."""
    return table_bytes(_grid(problem, roster, lang))


def roster_workbook(problem: Problem, roster: Roster, lang: str = "en") -> bytes:
    """A roster as an Excel workbook: the table of people and days, and a list of all shifts with their times."""
    sheets = {"roster": _grid(problem, roster, lang), "list": _list(problem, roster, lang)}
    return workbook_bytes({WORDS[name][lang]: sheet for name, sheet in sheets.items()})


def roster_calendar(problem: Problem, roster: Roster, zone: str, made_at: datetime | None = None) -> bytes:
    """A roster as iCalendar, an event for each shift of each person.

    Parameters
    ----------
    problem, roster
        The shifts and who has them.
    zone
        Time zone in whose clock the shifts are, such as `Asia/Shanghai`; the file has them in UTC.
    made_at
        When the file was made, with its zone; None: now.

    Notes
    -----
    RFC 5545. A shift keeps its UID as long as its person, day and name are the same, so that a calendar that takes the
    file up again has it once.
    """
    stamp = _utc(made_at or datetime.now(UTC))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hotline-sim//roster//EN", "CALSCALE:GREGORIAN"]
    clock = ZoneInfo(zone)
    for name, shift, day in _worked(problem, roster):
        begins, ends = _times(problem, shift, day)
        key = "\0".join((name, problem.shifts[shift].name, str(problem.date(day))))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@hotline-sim",
            f"DTSTAMP:{stamp}",
            f"DTSTART:{_utc(begins.replace(tzinfo=clock))}",
            f"DTEND:{_utc(ends.replace(tzinfo=clock))}",
            f"SUMMARY:{_escaped(f'{problem.shifts[shift].name} {name}')}",
            f"CATEGORIES:{_escaped(problem.shifts[shift].name)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


@dataclass(frozen=True)
class ReadRoster:
    """A roster that was read, and where it stands.

    Attributes
    ----------
    roster
        Who works when.
    sheet, lines, columns
        Of which sheet, each person's row and each day's column.
    """

    roster: Roster
    sheet: Sheet
    lines: dict[str, int]
    columns: dict[int, int]

    def place(self, person: str, day: int | None) -> str:
        """A person's cell on a day, or that with the name."""
        return self.sheet.place(self.lines[person], 0 if day is None else self.columns[day])


def read_roster(path: str | Path, problem: Problem) -> ReadRoster:
    """A roster from the table of people and days, as `roster_csv` and `roster_workbook` write it.

    Parameters
    ----------
    path
        `.xlsx` or CSV; empty cells and words such as 'off' and 休 are days off.
    problem
        Whose people, shifts and days it is about; `breaches` says which rules it breaks.

    Raises
    ------
    DataError
        If a cell, a name or a day is not known or is missing: the message names the place.
    """
    names = {plain(name) for name in COLUMNS["name"]}
    sheets = read_sheets(path, names)
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:10]):
            if _is_head(row, names, problem.first_day, problem.days):
                return _read_grid(sheet, number, problem)
    raise DataError(
        f"{Path(path).name}: no table of a roster: its first row has 'name' or '姓名', then a date for each day "
        f"such as {problem.date(0)}"
    )


def read_before(path: str | Path, problem: Problem) -> dict[str, tuple[str | None, ...]]:
    """The last shifts of the roster before, by name, the latest last: what a person's `before` takes.

    Parameters
    ----------
    path
        A table of people and days, as `read_roster` reads it; it ends the day before the roster that is to be made.
        People who are not there any more, and columns of other kinds, do nothing.
    problem
        Whose first day, shifts and people count.

    Raises
    ------
    DataError
        If there is no such table, it does not end the day before, or a cell is no shift.
    """
    first = problem.first_day - timedelta(days=DAYS_BEFORE)
    shifts = {shift.name.casefold(): shift.name for shift in problem.shifts}
    names = {plain(name) for name in COLUMNS["name"]}
    for sheet in read_sheets(path, names):
        for number, row in enumerate(sheet.rows[:10]):
            if not _is_head(row, names, first, DAYS_BEFORE):
                continue
            days = {at: _day(cell, first, DAYS_BEFORE) for at, cell in enumerate(row) if at}
            columns = {day: at for at, day in days.items() if day is not None}
            if DAYS_BEFORE - 1 not in columns:
                last = first + timedelta(days=max(columns))
                begins = f"this one begins on {problem.first_day}: give one that ends the day before"
                raise DataError(f"{sheet.place(number)}: the roster before ends on {last}, and {begins}")
            known = [day for day in range(DAYS_BEFORE) if all(later in columns for later in range(day, DAYS_BEFORE))]
            found = {}
            for line in range(number + 1, len(sheet.rows)):
                name = sheet.cell(line, 0).strip()
                if name in problem.person_numbers:
                    cells = [(sheet.cell(line, columns[day]).strip(), columns[day]) for day in known]
                    found[name] = tuple(_shift_of(text, shifts, sheet, line, at) for text, at in cells)
            return found
    raise DataError(f"{Path(path).name}: no table of a roster that ends on {problem.first_day - timedelta(days=1)}")


def _shift_of(text: str, shifts: Mapping[str, str], sheet: Sheet, line: int, column: int) -> str | None:
    word = text.casefold()
    if word in DAYS_OFF and word not in shifts:
        return None
    if word not in shifts:
        raise DataError(
            f"{sheet.place(line, column)}: '{text[:60]}' is no shift{not_known(text, list(shifts.values()))}"
        )
    return shifts[word]


def _is_head(row: Sequence[str], names: Collection[str], first_day: date, days: int) -> bool:
    """Whether a row is the head of a table of people and days."""
    return bool(row) and plain(row[0]) in names and any(_day(cell, first_day, days) is not None for cell in row[1:])


def _read_grid(sheet: Sheet, head: int, problem: Problem) -> ReadRoster:
    for merged in merged_over(sheet, head):
        raise DataError(f"{sheet.place(head)}: the cells {merged} are merged: give each day a column of its own")
    columns: dict[int, int] = {}
    for column, cell in enumerate(sheet.rows[head][1:], start=1):
        day = _day(cell, problem.first_day, problem.days)
        if day is None:
            continue  # remarks, sums: a day that is misspelt has no column
        if day in columns:
            raise DataError(f"{sheet.place(head, column)}: '{cell[:60]}' stands there twice")
        columns[day] = column
    missing = next((day for day in range(problem.days) if day not in columns), None)
    if missing is not None:
        raise DataError(f"{sheet.place(head)}: {problem.date(missing)} has no column: each day of the roster needs one")
    shifts = {shift.name.casefold(): shift.name for shift in problem.shifts}
    rows: dict[str, list[str | None]] = {}
    lines: dict[str, int] = {}
    for number in range(head + 1, len(sheet.rows)):
        name = sheet.cell(number, 0).strip()
        if name not in problem.person_numbers:
            raise DataError(f"{sheet.place(number, 0)}: '{name[:60]}' is not one of the people")
        if name in rows:
            raise DataError(f"{sheet.place(number, 0)}: '{name[:60]}' stands there twice")
        rows[name], lines[name] = [], number
        for day in range(problem.days):
            text = sheet.cell(number, columns[day]).strip()
            word = text.casefold()
            if word not in shifts and word not in DAYS_OFF:
                hint = not_known(text, list(shifts.values()))
                raise DataError(
                    f"{sheet.place(number, columns[day])}: {name}: '{text[:60]}' on {problem.date(day)} is no shift"
                    f"{hint}; an empty cell is a day off"
                )
            rows[name].append(shifts.get(word))
    gone = next((person.name for person in problem.people if person.name not in rows), None)
    if gone is not None:
        raise DataError(f"{sheet.file}: '{gone[:60]}' has no row: each of the people needs one")
    return ReadRoster(Roster.of(problem, rows), sheet, lines, columns)


def _day(cell: str, first_day: date, days: int) -> int | None:
    """The day that a column's name begins with, if it is one of so many."""
    try:
        found = list(days_of(cell.split(" ")[0], first_day, days))
    except UnreadDayError:
        return None
    return found[0] if len(found) == 1 else None


def _grid(problem: Problem, roster: Roster, lang: str) -> pd.DataFrame:
    import pandas as pd

    rows = roster.names(problem)
    columns: dict[str, list[str]] = {WORDS["name"][lang]: list(rows)}
    for day in range(problem.days):
        on = problem.date(day)
        columns[f"{on} {_DAYS[lang][on.weekday()]}"] = [row[day] or "" for row in rows.values()]
    return pd.DataFrame(columns, dtype=object)


def _list(problem: Problem, roster: Roster, lang: str) -> pd.DataFrame:
    import pandas as pd

    words = {name: said[lang] for name, said in WORDS.items()}
    found = [(name, shift, *_times(problem, shift, day)) for name, shift, day in _worked(problem, roster)]
    return pd.DataFrame(
        {
            words["name"]: pd.Series([name for name, *_ in found], dtype=object),
            words["shift"]: pd.Series([problem.shifts[shift].name for _, shift, *_ in found], dtype=object),
            words["start"]: pd.Series([begins for *_, begins, _ in found], dtype="datetime64[us]"),
            words["end"]: pd.Series([ends for *_, ends in found], dtype="datetime64[us]"),
            words["hours"]: pd.Series([problem.shifts[shift].worked / 60 for _, shift, *_ in found], dtype=float),
        }
    )


def _worked(problem: Problem, roster: Roster) -> Iterator[tuple[str, int, int]]:
    """Everybody's shifts, day by day: name, the shift's place, day."""
    for person, row in zip(problem.people, roster.cells.tolist(), strict=True):
        yield from ((person.name, shift, day) for day, shift in enumerate(row) if shift != OFF)


def _times(problem: Problem, shift: int, day: int) -> tuple[datetime, datetime]:
    """Start and end by the wall clock."""
    midnight = datetime.combine(problem.date(day), datetime.min.time())
    found = problem.shifts[shift]
    return midnight + timedelta(minutes=found.start), midnight + timedelta(minutes=found.end)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text of iCalendar (RFC 5545, 3.3.11), without characters that steer."""
    plain_text = "".join(c if c.isprintable() else " " for c in text)
    return plain_text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """A line in pieces of so many bytes; no character is cut in two."""
    pieces, piece = [], b""
    for character in line:
        more = character.encode("utf-8", "replace")
        if len(piece) + len(more) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += more
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
