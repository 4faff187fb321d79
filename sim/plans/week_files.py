"""A file of one week that stands for all weeks of a horizon."""

from __future__ import annotations

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US
from sim.plans.tables import Table
from sim.scenario.schema_operators import StaffFile

EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""


def every_week(table: Table, part: StaffFile, calendar: LocalCalendar) -> tuple[Table, StaffFile]:
    """The rows of each weekday on all its dates of the horizon, and what the scenario says of a file that has them so.

    Raises
    ------
    DataError
        If the file has a weekday on two dates.
    """
    written = table.written(part.time, part.time_format)
    day = written.local_us // DAY_US
    weekday = (day + EPOCH_WEEKDAY) % 7
    rows_of: dict[int, list[int]] = {}
    for row, kind in enumerate(weekday.tolist()):
        first = rows_of.setdefault(kind, [row])
        if day[row] != day[first[0]]:
            other = np.datetime64(int(day[first[0]]), "D")
            what = f"is of the same weekday as {other}: with 'repeat: week' a file has each weekday once"
            raise table.fault(row, part.time, f"{what}; 'where' chooses rows")
        if row != first[0]:
            first.append(row)
    clocks = [
        f" {us // 3_600_000_000:02}:{us // 60_000_000 % 60:02}:{us // 1_000_000 % 60:02}" if is_there else ""
        for us, is_there in zip((written.local_us % DAY_US).tolist(), written.has_clock.tolist(), strict=True)
    ]
    chosen = [(row, date) for date in calendar.dates() for row in rows_of.get(date.weekday(), ())]
    repeated = table.take(np.array([row for row, _ in chosen], dtype=np.int64))
    times = [f"{date}{clocks[row]}" for row, date in chosen]
    return repeated.with_column(part.time, times), part.model_copy(update={"time_format": None})
