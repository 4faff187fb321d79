"""Interval tables of a phone switch: how many called, were answered and gave up, and how long on the mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, SECOND_US
from sim.errors import DataError
from sim.plans.numbers import PAIR, read_numbers
from sim.plans.tables import Table
from sim.plans.times import UnreadCellError
from sim.records.calls import ROLES as CALL_ROLES
from sim.records.calls import lengths_of_calls_us, pairs_note
from sim.records.columns import columns_of
from sim.records.intervals import open_timed
from sim.records.rows import BLANK, Marks, Sieve

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
NUMBERS: Final = ("count", "taken", "given_up", "staff")
MEANS: Final = ("mean_wait", "mean_left", "mean_talk", "mean_wrap", "mean_handle")
INTERVAL_ROLES: Final = ("time", "date", *NUMBERS, *MEANS)
ROW_OF_A_CALL: Final = ("outcome", "answered", "ended", "talk", "caller")
"""Columns of which a file with a row for each call has one at least; what it counts it does not say."""
MORE: Final = 1.01
"""More answered and given up than so many of those that came, in all, is a mistake."""
OF_ROWS: Final = ("negative", "too_many", "earlier")
"""Why rows are left out."""


@dataclass(frozen=True)
class IntervalRecords:
    """Rows of an interval table, in its order.

    Attributes
    ----------
    name
        The file.
    local_us
        Shape (n,): the start of each interval by the local clock, in microseconds since 1970-01-01 00:00 of that clock.
    width_minutes
        Length of an interval.
    numbers
        Role of `NUMBERS` -> shape (n,): counts; only those that the file has.
    means
        Role of `MEANS` -> shape (n,): mean lengths in seconds, nan where there was nobody; only those that it has.
    columns, left_out, refused, rows, notes
        As those of `sim.records.calls.CallRecords`.
    """

    name: str
    local_us: Ints
    width_minutes: int
    numbers: dict[str, Reals]
    means: dict[str, Reals]
    columns: dict[str, str]
    left_out: dict[str, list[int]]
    refused: pd.DataFrame
    rows: int
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.local_us)

    def number(self, role: str) -> Reals:
        """A column of counts; what it is by the others where the file has none."""
        if role in self.numbers:
            return self.numbers[role]
        other = {"taken": "given_up", "given_up": "taken"}[role]
        return self.numbers["count"] - self.numbers[other]

    def take(self, chosen: Marks) -> IntervalRecords:
        """Some of the rows, by a mark for each."""
        numbers, means = ({role: one[chosen] for role, one in those.items()} for those in (self.numbers, self.means))
        return replace(self, local_us=self.local_us[chosen], numbers=numbers, means=means)


def is_interval_table(path: Path, named: Mapping[str, str | None]) -> bool:
    """Whether a file has a row for each interval: numbers of calls, and no column that one call alone would have."""
    if named.keys() & set(ROW_OF_A_CALL):
        return False
    if named.get("count"):
        return True
    stated = {role: column for role, column in named.items() if role in INTERVAL_ROLES}
    counts = columns_of(path, path.name, INTERVAL_ROLES, stated)
    if "count" not in counts or not counts.keys() & {"taken", "given_up"}:
        return False
    of_calls = {role: column for role, column in named.items() if role in CALL_ROLES}
    rows = columns_of(path, path.name, CALL_ROLES, of_calls)
    return not {rows.get(role) for role in ROW_OF_A_CALL} - {None, *counts.values()}


def read_intervals(
    path: Path, named: Mapping[str, str | None], time_format: str | None = None, since: date | None = None,
    zone: str | None = None,
) -> IntervalRecords:  # fmt: skip
    """Read a table that has a row for each interval; rows that cannot be right are left out, counted and told.

    Parameters
    ----------
    path
        CSV (gzip allowed), Excel or Parquet.
    named
        Columns by role (`INTERVAL_ROLES`) where the user names them; others are found by their names.
    time_format
        How times are written; found if left out.
    since
        Rows before this day are left out; none if left out.
    zone
        By whose clock times with an offset from UTC are read; as they are written if left out.

    Raises
    ------
    DataError
        If the file cannot be used: with the row and the cell.
    """
    columns = columns_of(path, path.name, INTERVAL_ROLES, named)
    if "time" not in columns and "date" not in columns:
        raise DataError(f"{path.name}: no column is known to hold the starts of the intervals: call it 'time'")
    if not columns.keys() & {"taken", "given_up"}:
        raise DataError(
            f"{path.name}: no column says how many calls were answered or gave up: name it with --column taken=..."
        )
    further = [columns[role] for role in (*NUMBERS[1:], *MEANS) if role in columns]
    timed = open_timed(path, columns, "count", {}, time_format, further, zone)
    table = timed.table
    numbers: dict[str, Reals] = {role: _numbers(table, columns[role]) for role in NUMBERS if role in columns}
    means: dict[str, Reals] = {role: _means(table, columns[role]) for role in MEANS if role in columns}
    pairs = [
        pairs_note(table, columns[role]) for role in means if any(map(PAIR.fullmatch, set(table.cells(columns[role]))))
    ]
    sieve = Sieve(table, columns)
    sieve.mark("negative", np.any([one < 0 for one in (*numbers.values(), *means.values())], axis=0))
    known = sum((numbers[role] for role in ("taken", "given_up") if role in numbers), np.zeros(len(table)))
    if known.sum() > MORE * numbers["count"].sum():  # else who came late is answered in the next interval
        sieve.mark("too_many", known > numbers["count"] + 0.5)
    if since is not None:
        sieve.mark("earlier", timed.local_us < (since - EPOCH).days * DAY_US)
    kept = sieve.why == ""
    if not kept.any():
        raise DataError(f"{path.name}: none of its {len(table):,} rows can be read as an interval")
    whole = IntervalRecords(
        path.name, timed.local_us, timed.own_minutes, numbers, means, columns, sieve.lines(OF_ROWS), sieve.refused(),
        len(table), (*table.warnings, *pairs, *_of_averages(table, columns, numbers)),
    )  # fmt: skip
    return whole.take(kept)


def _of_averages(table: Table, columns: Mapping[str, str], numbers: Mapping[str, Reals]) -> list[str]:
    """A warning where counts of calls are no whole numbers: means of several days or runs, not what came."""
    counted = {role: numbers[role] for role in ("count", "taken", "given_up") if role in numbers}
    row = min((int(np.flatnonzero(one % 1)[0]) for one in counted.values() if (one % 1).any()), default=None)
    if row is None:
        return []
    role = next(role for role, one in counted.items() if one[row] % 1)
    return [
        f"{table.name}:{table.line(row)}: {columns[role]}: {table.cells(columns[role])[row]!r} is no whole number of "
        "calls: a table of means, over several days or runs, differs less from day to day than calls do, and intervals "
        "of what is fitted to it are too narrow: give the table of the days themselves"
    ]


def _numbers(table: Table, column: str) -> Reals:
    """Counts, none where nothing stands."""
    cells = ["0" if cell.casefold() in BLANK else cell for cell in table.cells(column)]
    try:
        found = read_numbers(cells, table.delimiter)
    except UnreadCellError as unread:
        raise table.fault(unread.row, column, unread.what) from None
    for row in np.flatnonzero(~np.isfinite(found))[:1].tolist():
        raise table.fault(row, column, "is not a number")
    return found


def _means(table: Table, column: str) -> Reals:
    """Mean lengths in seconds, nan where nothing stands."""
    there = np.array([cell.casefold() not in BLANK for cell in table.cells(column)], dtype=np.bool_)
    cells = [cell if is_there else "0" for cell, is_there in zip(table.cells(column), there, strict=True)]
    try:
        found = lengths_of_calls_us(cells, table.delimiter)[0] / SECOND_US
    except UnreadCellError as unread:
        raise table.fault(unread.row, column, unread.what) from None
    for row in np.flatnonzero(~np.isfinite(found))[:1].tolist():
        raise table.fault(row, column, "is not a number or a length such as 0:03:20")
    return np.where(there, found, np.nan)
