"""Laws that change with the time: from which instant on which of them holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.plans.local_times import clock_of
from sim.plans.plan import Ints
from sim.scenario.laws import OtherTime

USUAL = -1
"""Stands for the usual law, which holds where no other time does."""


def steps_of(times: Sequence[OtherTime], calendar: LocalCalendar) -> tuple[Ints, Ints]:
    """From which instants of the run on which of the other times holds.

    A time holds while the local clock shows it, both times in an hour that comes twice. What goes beyond midnight is of
    the day on which it begins.

    Parameters
    ----------
    times
        The other times, of which the first that holds counts.
    calendar
        The run.

    Returns
    -------
    from_us, number
        Shape (steps,): instants in order, the first of them 0, and the place in `times` of what holds from each on, or
        `USUAL`.
    """
    from_us = _edges(times, calendar)
    day, clock_us, _ = clock_of(from_us, calendar)
    dates = calendar.dates(before=1)
    number = np.full(len(from_us), USUAL, dtype=np.int64)
    for place in reversed(range(len(times))):
        time = times[place]
        length_us = (time.end - time.start) % DAY_US or DAY_US
        begun_on = day - (clock_us < time.start)
        shows = (clock_us - time.start) % DAY_US < length_us
        chosen = np.array([calendar.is_one_of(date, time.days) for date in dates], dtype=np.bool_)
        number[shows & chosen[begun_on - day_number(dates[0])]] = place
    changes = np.flatnonzero(np.diff(number, prepend=USUAL - 1))
    return from_us[changes], number[changes]


def _edges(times: Sequence[OtherTime], calendar: LocalCalendar) -> Ints:
    """The start of the run and all its instants at which a day or another time may begin or end, in order."""
    changes_us, offsets_us = calendar.clock_changes
    inside = (changes_us > 0) & (changes_us < calendar.horizon_us)
    clocks = np.unique([0, *(clock_us for time in times for clock_us in (time.start, time.end))])
    local_us = (np.arange(calendar.days)[:, None] * DAY_US + clocks).ravel()
    # By each offset of the zone, be it the one that holds then or not: an edge too many is no harm.
    edges = [local_us - offset_us for offset_us in np.unique(offsets_us)]
    found = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), changes_us[inside], *edges]))
    return found[(found >= 0) & (found < calendar.horizon_us)]
