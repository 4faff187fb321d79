"""A file of one week that stands for all weeks of a horizon."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, day_number, weekdays_of
from sim.calendar.lengths import DAY_US
from sim.plans.tables import Table
from sim.plans.times import NO_OFFSET
from sim.scenario.schema_operators import StaffFile

Ints = npt.NDArray[np.int64]
WEEK_US = 7 * DAY_US


def every_week(table: Table, part: StaffFile, calendar: LocalCalendar) -> tuple[Table, StaffFile]:
    """The rows of each weekday on all its dates of the horizon, and what the scenario says of a file that has them so.

    Raises
    ------
    DataError
        If the file has a weekday on two dates. Times with an offset may: a week elsewhere begins within a day here.
    """
    written = table.written(part.time, part.time_format)
    local_us, has_offset = written.local_us, bool((written.offset_us != NO_OFFSET).any())
    if has_offset:
        found = table.local_times(part.time, calendar, part.time_format, one_an_interval=True)
        local_us = found.local_us + day_number(calendar.start) * DAY_US
    rows_of = _rows_of_weekdays(table, part, local_us, has_offset)
    clocks = [
        f" {us // 3_600_000_000:02}:{us // 60_000_000 % 60:02}:{us // 1_000_000 % 60:02}" if is_there else ""
        for us, is_there in zip((local_us % DAY_US).tolist(), written.has_clock.tolist(), strict=True)
    ]
    chosen = [(row, date) for date in calendar.dates() for row in rows_of.get(date.weekday(), ())]
    repeated = table.take(np.array([row for row, _ in chosen], dtype=np.int64))
    times = [f"{date}{clocks[row]}" for row, date in chosen]
    return repeated.with_column(part.time, times), part.model_copy(update={"time_format": None})


def _rows_of_weekdays(table: Table, part: StaffFile, local_us: Ints, has_offset: bool) -> dict[int, list[int]]:
    """Weekday to its rows."""
    day = local_us // DAY_US
    rows_of: dict[int, list[int]] = {}
    for row, kind in enumerate(weekdays_of(day).tolist()):
        rows = rows_of.setdefault(kind, [])
        first = rows[0] if rows else row
        is_of_one_week = has_offset and abs(local_us[row] - local_us[first]) < WEEK_US
        if day[row] != day[first] and not is_of_one_week:
            other = np.datetime64(int(day[first]), "D")
            what = f"is of the same weekday as {other}: with 'repeat: week' a file has each weekday once"
            raise table.fault(row, part.time, f"{what}; 'where' chooses rows")
        rows.append(row)
    return rows_of
