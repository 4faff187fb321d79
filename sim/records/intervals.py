"""Tables with a row for each interval, or for each contact: their local times, and how far apart the rows are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.errors import DataError
from sim.plans.interval_files import open_intervals, without_totals
from sim.plans.tables import Table, open_table
from sim.records.columns import check_offsets, columns_of, in_zone, time_format_of
from sim.scenario.schema_demand import Counts, Stamps

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
DAY_MINUTES: Final = DAY_US // MINUTE_US


@dataclass(frozen=True)
class Timed:
    """A table and its times.

    Attributes
    ----------
    table
        The rows without totals.
    local_us
        Shape (n,): what the local clock showed, in microseconds since 1970-01-01 00:00 of that clock.
    has_clock
        Whether there is a time of day, not dates alone.
    own_minutes
        The distance of the intervals: the least between two times of day; a day where there is one a day.
    """

    table: Table
    local_us: Ints
    has_clock: bool
    own_minutes: int


def open_timed(
    path: Path, columns: Mapping[str, str], number: str, where: Mapping[str, tuple[str, ...]],
    time_format: str | None = None, further: Collection[str] = (), zone: str | None = None,
) -> Timed:  # fmt: skip
    """Open a table by its columns.

    Parameters
    ----------
    path
        The file.
    columns
        Role -> column: 'time' or 'date', or both; and that of the number, if it has one.
    number
        The role of the column of numbers.
    where
        Only rows that have one of these values in each of these columns.
    time_format
        How times are written; found if left out.
    further
        Columns that are needed besides.
    zone
        By whose clock times with an offset from UTC are read; as they are written if left out.

    Raises
    ------
    DataError
        If the file cannot be used, with the row and the cell.
    """
    table, when = _opened(path, columns, number, where, further)
    form = time_format or time_format_of(table, when)
    written = table.written(when, form) if "time" in columns else None
    if written is None or not written.has_clock.any():
        days = np.array([(day - EPOCH).days for day in table.dates(when, form)], dtype=np.int64)
        return Timed(table, days * DAY_US, False, DAY_MINUTES)
    check_offsets(table, when, written)
    local_us = in_zone(table, when, written, zone)
    return Timed(table, local_us, True, _own_minutes(local_us))


def read_staff(path: Path, width_minutes: int, time_format: str | None = None) -> dict[date, Reals]:
    """People at work by date and interval, from a table with a row for each interval; means where rows are finer.

    Dates without a row are not there: they are not known.

    Raises
    ------
    DataError
        If the file cannot be used, or its intervals are longer.
    """
    columns = columns_of(path, path.name, ("time", "date", "staff"), {})
    for role in ("time", "staff"):
        if role not in columns:
            raise DataError(f"{path.name}: no column is known to hold {ROSTER_HOLDS[role]}: call it '{role}'")
    timed = open_timed(path, columns, "staff", {}, time_format)
    staff = timed.table.numbers(columns["staff"], low=0.0, high=1e6)
    if width_minutes % timed.own_minutes:
        raise DataError(
            f"{path.name}: rows every {timed.own_minutes} minutes: {width_minutes} minutes at most are read"
        )
    slots = DAY_MINUTES // width_minutes
    day, slot = timed.local_us // DAY_US, timed.local_us % DAY_US // (width_minutes * MINUTE_US)
    place = (day - day.min()) * slots + slot
    size = int(day.max() - day.min() + 1) * slots
    people, rows = np.bincount(place, weights=staff, minlength=size), np.bincount(place, minlength=size)
    table = np.divide(people, rows, out=np.zeros(size), where=rows > 0).reshape(-1, slots)
    known = np.unique(day - day.min()).tolist()
    return {EPOCH + timedelta(days=int(day.min()) + k): table[k] for k in known}


ROSTER_HOLDS: Final = {"time": "the starts of the intervals", "staff": "numbers of people"}


def _opened(
    path: Path, columns: Mapping[str, str], number: str, where: Mapping[str, tuple[str, ...]], further: Collection[str]
) -> tuple[Table, str]:
    """The table, and its column with the times (date and time of day joined), or with the dates."""
    written = {"file": path.name, "where": where}
    counted = list(dict.fromkeys([*([columns[number]] if number in columns else []), *further]))
    if "time" in columns and "date" in columns:
        part = Counts.model_validate({**written, "time": columns["time"], "date": columns["date"]})
        table = open_intervals(part, str(path.parent), counted)
        return _plain_dates(table, columns), columns["time"]
    when = columns.get("time") or columns["date"]
    if counted:
        return open_intervals(Counts.model_validate({**written, "time": when}), str(path.parent), counted), when
    table = open_table(Stamps.model_validate({**written, "time": when}), str(path.parent), [when])
    return without_totals(table, when), when


def _plain_dates(table: Table, columns: Mapping[str, str]) -> Table:
    """Where the column of times has its dates already, those of the column beside it are not needed."""
    times = table.columns[columns["time"]]
    doubled = [cell for cell in times if len(cell.split()) >= 3]
    if len(doubled) < len(times):
        return table
    return table.with_column(columns["time"], [cell.split(maxsplit=1)[1] for cell in times])


def _own_minutes(local_us: Ints) -> int:
    """The distance of the intervals: the least between two times of day, in whole minutes."""
    clocks = np.unique(np.unique(local_us) % DAY_US // MINUTE_US)
    return int(np.gcd.reduce(np.diff(clocks))) if len(clocks) > 1 else DAY_MINUTES
