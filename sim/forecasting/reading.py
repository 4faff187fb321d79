"""Recorded contacts from a file: counts by interval or by day, or a row for each contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.errors import DataError
from sim.forecasting.edges import Edges, edges_of
from sim.records.calls import read_calls
from sim.records.calls_again import calls_again
from sim.records.columns import columns_of
from sim.records.intervals import DAY_MINUTES, open_timed

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
USUAL_MINUTES: Final = 30
MOST_DAYS: Final = 20_000
FEWEST_DAYS: Final = 2


@dataclass(frozen=True)
class Recorded:
    """Contacts as a file has them.

    Attributes
    ----------
    edges
        Its whole days, and what it has of the day within which it ends.
    width_minutes
        Length of an interval.
    columns
        Role -> the column that was read.
    notes
        What is to be known of the reading, a sentence each.
    """

    edges: Edges
    width_minutes: int
    columns: dict[str, str]
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[date, Reals]:
        """By date, shape (intervals of a day,): contacts; whole days only."""
        return self.edges.counts

    @property
    def today(self) -> date | None:
        """The day within which the file ends; None where it ends with a day."""
        return self.edges.today

    @property
    def so_far(self) -> Reals | None:
        """Contacts of this day, shape (intervals begun,)."""
        return self.edges.so_far


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
        The columns 'date', 'time' and 'count' where the user names them, or with `first_calls` those of a file of
        calls, as `sim.records.calls` has them; others are found by their names.
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
    width = _width(width_minutes, found.own_minutes, name)
    if not (found.numbers > 0).any():
        raise DataError(f"{name}: contacts on two whole days at least are needed")
    edges = _edges(found, width, name)
    if sum(row.sum() > 0 for row in edges.counts.values()) < FEWEST_DAYS:
        raise DataError(f"{name}: contacts on two whole days at least are needed")
    return Recorded(edges, width, found.columns, (*found.notes, *_parts_told(edges, name)))


def _parts_told(edges: Edges, name: str) -> Iterator[str]:
    """Which days the file has in part, or not at all."""
    if edges.begins_within is not None:
        yield f"{name}: {edges.begins_within}: the file begins within this day: it is left out"
    if edges.today is not None:
        yield f"{name}: {edges.today}: the file ends within this day: what has come moves the rest of it only"
    if edges.silent_from is not None:
        yield (
            f"{name}: from {edges.silent_from} on it has no contacts where there usually are some: these days are "
            "taken for days to come"
        )


@dataclass(frozen=True)
class _Contacts:
    """Rows of a file: their local times, how many contacts each is, how far apart they are (rows that are contacts: a
    minute), and what is to be known."""

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
    if where or named.get("date") or named.get("count"):
        raise DataError(
            "--first-calls reads each row as a call with its caller: --where, --date and --count go without"
        )
    records = read_calls(
        path, {role: name for role, name in named.items() if role not in ("date", "count")}, time_format
    )
    if "caller" not in records.columns:
        raise DataError(
            f"{path.name}: no column is known to say who called, which tells redials: name it with --column caller=..."
        )
    again = calls_again(records).is_again
    first = records.arrived_us[~again]
    note = (
        f"{path.name}: {len(first):,} first calls of {records.rows:,} rows: {int(again.sum()):,} redials and "
        f"{records.rows - len(records):,} rows that cannot be right are left out"
    )
    return _Contacts(first, np.ones(len(first)), 1, records.columns, (*records.notes, note))


def whole_days(
    local_us: Ints, width_minutes: int, name: str, numbers: Reals | None = None, own_minutes: int = 1
) -> dict[date, Reals]:
    """Contacts of each date by interval, without a first and a last day that are there in part.

    Times are those of single contacts, or with `numbers` the beginnings of intervals of `own_minutes`.
    """
    counts = np.ones(len(local_us)) if numbers is None else numbers
    return _edges(_Contacts(local_us, counts, own_minutes, {}, ()), width_minutes, name).counts


def _edges(found: _Contacts, width: int, name: str) -> Edges:
    """Days of rows with contacts, as whole ones and parts."""
    fine = _by_day(found.local_us, found.numbers, found.own_minutes, name)
    came = _minutes(found.local_us[found.numbers > 0]) // found.own_minutes * found.own_minutes
    return edges_of(fine, width, int(came.min()), int(came.max()) + found.own_minutes)


def _minutes(local_us: Ints) -> Ints:
    """Whole minutes since 1970: a minute with a contact has passed, for stamps may have minutes only."""
    return np.asarray(local_us // MINUTE_US)


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
