"""Call by call records of a phone switch: when each call came, how long it waited, what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, MINUTE_US, SECOND_US
from sim.errors import DataError
from sim.plans.interval_files import TOTALS
from sim.plans.numbers import read_lengths_us
from sim.plans.tables import Table, open_table
from sim.plans.times import UnreadCellError, read_times_that_are
from sim.records.columns import check_offsets, columns_of, time_format_of
from sim.scenario.schema_demand import Stamps

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
ANSWERED: Final = 0
GAVE_UP: Final = 1
TURNED_AWAY: Final = 2
"""What became of a call; turned away: found the line busy, or closed."""
UNKNOWN: Final = -1
"""Stands in columns of lengths for one that is not known."""
LONGEST_US: Final = DAY_US
OF_EACH: Final = ("wait_us", "talk_us", "wrap_us", "outcome", "type", "caller")
ROLES: Final = (
    "time", "answered", "ended", "left", "wrapped", "wait", "talk", "wrap", "outcome", "type", "caller", "id",
)  # fmt: skip
_ANSWERED: Final = frozenset(
    (
        "answered", "answer", "handled", "connected", "completed", "success", "served", "agent", "yes", "1", "true",
        "接通", "已接通", "已接", "接听", "人工接听", "成功", "是",
    )
)  # fmt: skip
_TURNED_AWAY: Final = frozenset(("blocked", "busy", "closed", "rejected", "占线", "忙", "下班", "拦截", "拒接"))
_TEST: Final = re.compile(r"\btest\b|测试", re.IGNORECASE)
WHY: Final = ("no_time", "backwards", "negative", "too_long", "again", "test", "total")
"""Why rows are left out, in the order in which it is looked for."""


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
    rounding_us, low_us
        The clock's step, and what it is below a difference of stamps: see `sim.fitting.laws.Lengths`.
    columns
        Role -> the column that was read.
    left_out
        Why -> lines of the rows that are left out.
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
    rounding_us: int
    low_us: int
    columns: dict[str, str]
    left_out: dict[str, list[int]]
    rows: int
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arrived_us)

    def take(self, chosen: Marks) -> CallRecords:
        """Some of the calls, by a mark for each."""
        columns = {name: getattr(self, name)[chosen] for name in ("arrived_us", *OF_EACH)}
        return replace(self, **columns)


def read_calls(path: Path, named: Mapping[str, str | None], time_format: str | None = None) -> CallRecords:
    """Read a file that has a row for each call; rows that cannot be right are left out, counted and told.

    Parameters
    ----------
    path
        CSV (gzip allowed) or Excel.
    named
        Columns by role (`ROLES`) where the user names them; others are found by their names.
    time_format
        How times are written; found if left out.

    Raises
    ------
    DataError
        If no column has times, or none says what became of the calls.
    """
    for role in named:
        if role not in ROLES:
            raise DataError(f"'{role}' is no role of a column: there are {', '.join(ROLES)}")
    columns = columns_of(path, path.name, ROLES, named)
    if "time" not in columns:
        raise DataError(
            f"{path.name}: no column is known to hold the times at which calls came: name it with --column time=..."
        )
    if not columns.keys() & {"outcome", "answered", "talk"}:
        raise DataError(
            f"{path.name}: no column says which calls were answered: one of outcome, answering time or talk is needed"
        )
    part = Stamps.model_validate({"file": path.name, "time": columns["time"]})
    table = open_table(part, str(path.parent), list(dict.fromkeys(columns.values())))
    stamps, readable = _stamps(table, columns, time_format)
    lengths = _lengths(table, columns, stamps, readable)
    outcome = _outcome(table, columns, lengths, readable)
    wait = np.where(outcome == ANSWERED, lengths["answered"], lengths["given_up"])
    why = _left_out(table, columns, readable, {**lengths, "wait": wait})
    kept = np.flatnonzero(why == "")
    if not len(kept):
        raise DataError(f"{path.name}: none of its {len(table):,} rows can be read as a call")
    types, of_type = _codes(table, columns.get("type"))
    callers, of_caller = _codes(table, columns.get("caller"))
    if "" in callers:  # a withheld number is nobody in particular
        of_caller = np.where(of_caller == callers.index(""), UNKNOWN, of_caller)
    step, low = _rounding(stamps["time"][kept], lengths["from_stamps"])
    talk, wrap = (np.where(outcome == ANSWERED, lengths[what], UNKNOWN)[kept] for what in ("talk", "wrap"))
    lines = {reason: [table.line(row) for row in np.flatnonzero(why == reason).tolist()] for reason in WHY}
    return CallRecords(
        path.name, stamps["time"][kept], wait[kept], talk, wrap, outcome[kept], of_type[kept], types, of_caller[kept],
        step, low, columns, {reason: found for reason, found in lines.items() if found}, len(table),
        tuple(table.warnings),
    )  # fmt: skip


def _stamps(
    table: Table, columns: Mapping[str, str], time_format: str | None
) -> tuple[dict[str, Ints], dict[str, Marks]]:
    """Each column of times, and which of its cells are times; all are written in one way."""
    form = time_format or time_format_of(table, columns["time"])
    stamps, readable = {}, {}
    for role in ("time", "answered", "ended", "left", "wrapped"):
        if role in columns:
            written, there = read_times_that_are(table.columns[columns[role]], form)
            readable[role] = there & written.has_clock
            check_offsets(table.take(readable[role]), columns[role], written.take(readable[role]))
            stamps[role] = written.local_us
    return stamps, readable


def _lengths(
    table: Table, columns: Mapping[str, str], stamps: Mapping[str, Ints], readable: Mapping[str, Marks]
) -> dict[str, Ints]:
    """Waits of the answered and of the others, talks and wrap-ups: from columns of lengths, else between stamps."""
    n = len(table)
    unknown = np.full(n, UNKNOWN, dtype=np.int64)

    def between(first: str, last: str) -> Ints:
        if first not in stamps or last not in stamps:
            return unknown
        there = readable[first] & readable[last]
        found = stamps[last] - stamps[first]
        return np.where(there, np.where(found == UNKNOWN, UNKNOWN - 1, found), UNKNOWN)

    def column(role: str, otherwise: Ints) -> Ints:
        if role not in columns:
            return otherwise
        cells = table.columns[columns[role]]
        try:
            found = read_lengths_us([cell if cell.strip() else "0" for cell in cells], "s", table.delimiter)
        except UnreadCellError as unread:
            raise table.fault(unread.row, columns[role], unread.what) from None
        there = np.array([bool(cell.strip()) for cell in cells]) & np.isfinite(found)
        whole = np.where(there, found, 0.0).astype(np.int64)
        return np.where(there, np.where(whole < 0, np.minimum(whole, UNKNOWN - 1), whole), otherwise)

    given_up = between("time", "left")
    given_up = np.where(given_up == UNKNOWN, between("time", "ended"), given_up)
    talk = between("answered", "ended")
    return {
        "answered": column("wait", between("time", "answered")),
        "given_up": column("wait", given_up),
        "talk": column("talk", talk),
        "wrap": column("wrap", between("ended", "wrapped")),
        "from_stamps": np.array(int("wait" not in columns), dtype=np.int64),
    }


def _outcome(
    table: Table, columns: Mapping[str, str], lengths: Mapping[str, Ints], readable: Mapping[str, Marks]
) -> Ints:
    """By the word of the file, else by whether there is an answering time or a talk."""
    there = readable.get("answered", lengths["talk"] > 0)
    if "outcome" not in columns:
        return np.where(there, ANSWERED, GAVE_UP)
    words = [cell.casefold() for cell in table.cells(columns["outcome"])]
    kinds = {word: _kind(word) for word in set(words)}
    if ANSWERED not in kinds.values():  # the file's words are not known: its stamps tell
        return np.where(there, ANSWERED, GAVE_UP)
    return np.fromiter((kinds[word] for word in words), dtype=np.int64, count=len(words))


def _kind(word: str) -> int:
    return ANSWERED if word in _ANSWERED else TURNED_AWAY if word in _TURNED_AWAY else GAVE_UP


def _left_out(
    table: Table, columns: Mapping[str, str], readable: Mapping[str, Marks], lengths: Mapping[str, Ints]
) -> npt.NDArray[np.str_]:
    """Why each row is left out, '' for one that is kept."""
    n = len(table)
    why = np.full(n, "", dtype="U9")

    def mark(reason: str, rows: npt.ArrayLike) -> None:
        why[np.asarray(rows) & (why == "")] = reason

    first = table.cells(columns["time"])
    mark("total", [cell.casefold() in TOTALS for cell in first])
    mark("no_time", ~readable["time"])
    between = [
        role for role, stamp in (("wait", "answered"), ("talk", "ended"), ("wrap", "wrapped")) if stamp in columns
    ]
    for role in ("wait", "talk", "wrap"):
        mark("backwards" if role in between and role not in columns else "negative", lengths[role] < UNKNOWN)
        mark("too_long", lengths[role] > LONGEST_US)
    for role in ("type", "caller", "outcome"):
        if role in columns:
            mark("test", _where(table.cells(columns[role]), lambda cell: _TEST.search(cell) is not None))
    if "id" in columns:
        cells = table.cells(columns["id"])
        first_row = {cell: n - 1 - row for row, cell in enumerate(reversed(cells))}
        if len(first_row) > n / 2:  # else it is no id of calls
            mark("again", [first_row[cell] != row for row, cell in enumerate(cells)])
    return why


def _where(cells: list[str], test: Callable[[str], bool]) -> Marks:
    known = {cell: test(cell) for cell in set(cells)}
    return np.fromiter((known[cell] for cell in cells), dtype=np.bool_, count=len(cells))


def _codes(table: Table, column: str | None) -> tuple[tuple[str, ...], Ints]:
    """The different texts of a column, in order of their names, and a number for each row."""
    if column is None:
        return ("",), np.zeros(len(table), dtype=np.int64)
    cells = table.cells(column)
    names = tuple(sorted(set(cells)))
    number = {name: k for k, name in enumerate(names)}
    return names, np.fromiter((number[cell] for cell in cells), dtype=np.int64, count=len(cells))


def _rounding(stamps_us: Ints, from_stamps: Ints) -> tuple[int, int]:
    """The step of the clock, and what a length may lie below what it shows."""
    step = next((step for step in (MINUTE_US, SECOND_US) if not (stamps_us % step).any()), 0)
    return step, -step // 2 if bool(from_stamps) else 0
