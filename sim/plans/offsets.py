"""Offsets from UTC that a column of times has: those that no clock has, and ends of intervals that look like one."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.scenario.units import say_clock

Ints = npt.NDArray[np.int64]
WEST_US: Final = -12 * HOUR_US
EAST_US: Final = 14 * HOUR_US
HALF_HOURS_WEST: Final = (-9.5, -4.5, -3.5, -2.5)
"""Offsets behind UTC of no whole hours that clocks have had since 1970 (Marquesas, Caracas, Newfoundland)."""
LONGEST_LABEL_US: Final = 12 * HOUR_US


def offset_fault(local_us: Ints, offset_us: Ints) -> tuple[int, str] | None:
    """The first time of a column whose offset cannot be meant, and the rest of the sentence about it.

    '08:00-08:30' may be a time with an offset of -08:30, or an interval. It is an interval where every 'offset' lies
    behind its own clock time by no more than half a day, and either the same step lies between most of them, while the
    clock goes on, or the next time begins where the one before it ends, or no clock has such an offset.

    Parameters
    ----------
    local_us
        Shape (n,): the clock times shown, since midnight of some day.
    offset_us
        Shape (n,): how far each clock is ahead of UTC.
    """
    clock_us, end_us = local_us % DAY_US, -offset_us
    beyond = (offset_us < WEST_US) | (offset_us > EAST_US)
    if _are_intervals(clock_us, end_us):
        return 0, _an_interval(int(clock_us[0]), int(end_us[0]))
    for row in np.flatnonzero(beyond)[:1].tolist():
        if clock_us[row] < end_us[row] <= DAY_US:
            return row, _an_interval(int(clock_us[row]), int(end_us[row]))
        said = say_offset(int(offset_us[row]))
        return row, f"has an offset of {said} from UTC: they go from -12:00 to +14:00"
    return None


def say_offset(offset_us: int) -> str:
    """An offset such as -05:00."""
    return f"{'-' if offset_us < 0 else '+'}{say_clock(abs(offset_us))}"


def _an_interval(clock_us: int, end_us: int) -> str:
    return f"looks like an interval {say_clock(clock_us)} to {say_clock(end_us)}: keep the start only"


def _are_intervals(clock_us: Ints, end_us: Ints) -> bool:
    step_us = (end_us - clock_us) % DAY_US
    if (end_us < 0).any() or (step_us == 0).any() or (step_us > LONGEST_LABEL_US).any():
        return False
    hours = -end_us / HOUR_US
    if ((hours != np.round(hours)) & ~np.isin(hours, HALF_HOURS_WEST)).any():
        return True
    if len(np.unique(end_us)) < 2:
        return False
    steps, times = np.unique(step_us, return_counts=True)
    usual = step_us == steps[times.argmax()]
    follow = end_us[:-1] % DAY_US == clock_us[1:]
    return bool(
        (2 * usual.sum() >= len(usual) and len(np.unique(clock_us[usual])) > 1) or 2 * follow.sum() >= len(follow)
    )
