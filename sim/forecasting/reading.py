"""Recorded contacts from a file: counts by interval or by day, or a row for each contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.errors import DataError
from sim.records.calls import read_calls
from sim.records.calls_again import calls_again
from sim.records.columns import columns_of
from sim.records.intervals import DAY_MINUTES, open_timed

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
USUAL_MINUTES: Final = 30
MOST_DAYS: Final = 20_000
SURELY_SOME: Final = 10.0
"""So many contacts that are expected and do not come say that the file ends, or begins, within the day."""


@dataclass(frozen=True)
class Recorded:
    """Contacts as a file has them.

    Attributes
    ----------
    counts
        By date, shape (intervals of a day,): contacts; whole days only.
    width_minutes
        Length of an interval.
    today, so_far
        The day within which the file ends, and shape (intervals passed,): its contacts; None where it ends with a day.
    columns
        Role -> the column that was read.
    notes
        What is to be known of the reading, a sentence each.
    """

    counts: dict[date, Reals]
    width_minutes: int
    today: date | None
    so_far: Reals | None
    columns: dict[str, str]
    notes: tuple[str, ...]


def read_recorded(
    path: Path,
    named: Mapping[str, str | None],
    time_format: str | None = None,
    width_minutes: int | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    first_calls: bool = False,
) -> Recorded:
    """Read contacts from CSV (gzip allowed), Excel or Parquet.

    Parameters
    ----------
    path
        The file.
    named
        The columns 'date', 'time' and 'count' where the user names them; others are found by their names.
    time_format
        How times are written; found if left out.
    width_minutes
        Length of the intervals; half an hour, or the file's own if that is longer.
    where
        Only rows that have one of these values in each of these columns.
    first_calls
        Rows are calls as a switch has them: those that cannot be right, and redials, are left out.

    Raises
    ------
    DataError
        If the file cannot be used: with the row and the cell.
    """
    name = path.name
    found = _first_calls(path, named, time_format, where) if first_calls else _rows(path, named, time_format, where)
    local_us, width = found.local_us, _width(width_minutes, found.own_minutes, name)
    counts = _by_day(local_us, found.numbers, width, name)
    notes = list(found.notes)
    first, last = min(counts), max(counts)
    edge = _clock(local_us.min()) // width, _clock(local_us.max()) // width
    today, so_far = None, None
    if width < DAY_MINUTES:
        if _expected(counts, first, slice(0, edge[0])) > SURELY_SOME:
            counts.pop(first)
            notes.append(f"{name}: {first}: the file begins within this day: it is left out")
        if last in counts and _expected(counts, last, slice(edge[1] + 1, None)) > SURELY_SOME:
            today, so_far = last, counts.pop(last)[: edge[1] + 1]
            notes.append(f"{name}: {last}: the file ends within this day: what has come moves the rest of it only")
    if sum(row.sum() > 0 for row in counts.values()) < 2:
        raise DataError(f"{name}: contacts on two whole days at least are needed")
    return Recorded(counts, width, today, so_far, found.columns, tuple(notes))


@dataclass(frozen=True)
class _Contacts:
    """Rows of a file: their local times, how many contacts each is, how far apart they are, and what is to be known."""

    local_us: Ints
    numbers: Reals
    own_minutes: int
    columns: dict[str, str]
    notes: tuple[str, ...]


def _rows(
    path: Path,
    named: Mapping[str, str | None],
    time_format: str | None,
    where: Mapping[str, tuple[str, ...]] | None,
) -> _Contacts:
    """Rows as they stand: counts, or a contact each."""
    columns = columns_of(path, path.name, ("time", "date", "count"), named)
    if "time" not in columns and "date" not in columns:
        raise DataError(f"{path.name}: no column is known to hold dates or times: name it with --time")
    timed = open_timed(path, columns, "count", where or {}, time_format)
    table = timed.table
    own_minutes = timed.own_minutes if "count" in columns or not timed.has_clock else 1
    numbers = table.numbers(columns["count"], low=0.0, high=1e7) if "count" in columns else np.ones(len(table))
    return _Contacts(timed.local_us, numbers, own_minutes, columns, tuple(table.warnings))


def _first_calls(
    path: Path,
    named: Mapping[str, str | None],
    time_format: str | None,
    where: Mapping[str, tuple[str, ...]] | None,
) -> _Contacts:
    """Calls that are no redials, of rows that can be right."""
    if where or any(column for role, column in named.items() if role != "time"):
        raise DataError(
            "--first-calls reads each row as a call with its caller: --where, --date and --count go without"
        )
    records = read_calls(path, {role: column for role, column in named.items() if column}, time_format)
    if "caller" not in records.columns:
        raise DataError(f"{path.name}: no column is known to say who called: without it no redial is known to be one")
    again = calls_again(records).is_again
    first = records.arrived_us[~again]
    note = (
        f"{path.name}: {len(first):,} first calls of {records.rows:,} rows: {int(again.sum()):,} redials and "
        f"{records.rows - len(records):,} rows that cannot be right are left out"
    )
    return _Contacts(first, np.ones(len(first)), 1, records.columns, (*records.notes, note))


def whole_days(local_us: Ints, width_minutes: int, name: str) -> dict[date, Reals]:
    """Contacts of each date by interval, from their times; without a first and a last day that are there in part."""
    counts = _by_day(local_us, np.ones(len(local_us)), width_minutes, name)
    first, last = min(counts), max(counts)
    edge = _clock(local_us.min()) // width_minutes, _clock(local_us.max()) // width_minutes
    ends = {first: slice(0, edge[0]), last: slice(edge[1] + 1, None)}
    partly = {day for day, rest in ends.items() if _expected(counts, day, rest) > SURELY_SOME}
    return {day: row for day, row in counts.items() if day not in partly}


def _clock(local_us: Ints) -> Ints:
    return np.asarray(local_us % DAY_US // MINUTE_US)


def _width(asked: int | None, own: int, name: str) -> int:
    width = asked or (own if own > USUAL_MINUTES or USUAL_MINUTES % own else USUAL_MINUTES)
    if DAY_MINUTES % width or width % own:
        raise DataError(
            f"{name}: intervals of {width} minutes cannot be made: the file has one every {own} minutes, and a day is "
            "to have a whole number of them"
        )
    return width


def _by_day(local_us: Ints, numbers: Reals, width: int, name: str) -> dict[date, Reals]:
    day, slot = local_us // DAY_US, _clock(local_us) // width
    first, last = int(day.min()), int(day.max())
    if last - first >= MOST_DAYS:
        raise DataError(f"{name}: from {_date(first)} to {_date(last)}: a time in it is wrong, or it is too long")
    slots = DAY_MINUTES // width
    table = np.bincount((day - first) * slots + slot, weights=numbers, minlength=(last - first + 1) * slots)
    return dict(zip(map(_date, range(first, last + 1)), table.reshape(-1, slots), strict=True))


def _date(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _expected(counts: Mapping[date, Reals], day: date, rest: slice) -> float:
    """How many contacts other days of this weekday have had in a part of the day, in the mean."""
    same = [row[rest].sum() for other, row in counts.items() if other != day and other.weekday() == day.weekday()]
    there = [value for value in same if value > 0]
    return float(np.mean(same)) if there else 0.0
