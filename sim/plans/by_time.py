"""Laws that change with the time: from which instant on which of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.calendar.days import DAYS_BEFORE, LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.plans.local_times import clock_of
from sim.plans.plan import Floats, Ints
from sim.scenario.demand import growth_on
from sim.scenario.laws import ByTime, OtherTime
from sim.scenario.schema import Scenario

USUAL = -1
"""Stands for the usual law, which holds where no other time does."""


@dataclass(frozen=True)
class Steps:
    """What a law by time says, step by step.

    Attributes
    ----------
    from_us
        Shape (steps,): instants in order; the first of them is 0, or as many days before as was asked.
    place
        Shape (steps,): which of the other times holds from each on, or `USUAL`.
    trend
        Shape (steps,): by what the trend multiplies lengths from each on.
    """

    from_us: Ints
    place: Ints
    trend: Floats


def days_told(scenario: Scenario) -> int:
    """How many days before the start it matters what laws by time say: tickets open then may have begun something."""
    tickets = scenario.tickets
    has_open = tickets is not None and (tickets.backlog or tickets.backlog_file is not None)
    return DAYS_BEFORE if has_open else 0


def steps_of(law: ByTime, calendar: LocalCalendar, before: int = 0) -> Steps:
    """From which instants of the run, and of so many days before it, on a law by time says something else.

    A time holds while the local clock shows it, both times in an hour that comes twice. What goes beyond midnight is of
    the day on which it begins. A trend makes a step at each midnight.
    """
    from_us = _edges(law.at_times, calendar, before)
    day, clock_us, _ = clock_of(from_us, calendar)
    # One more for what goes beyond midnight, and one for where the clock of the first instant showed the day before.
    dates = calendar.dates(before=before + 2)
    day -= day_number(dates[0])
    place = np.full(len(from_us), USUAL, dtype=np.int64)
    for number, time in reversed(list(enumerate(law.at_times))):
        length_us = (time.end - time.start) % DAY_US or DAY_US
        begun_on = day - (clock_us < time.start)
        shows = (clock_us - time.start) % DAY_US < length_us
        chosen = np.array([_begins_on(time, one, calendar) for one in dates], dtype=np.bool_)
        place[shows & chosen[begun_on]] = number
    trend = np.array([growth_on(law.trend, one, calendar.start) for one in dates])[day]
    steps = np.flatnonzero((np.diff(place, prepend=USUAL - 1) != 0) | (np.diff(trend, prepend=0.0) != 0))
    return Steps(from_us[steps], place[steps], trend[steps])


def _begins_on(time: OtherTime, day: date, calendar: LocalCalendar) -> bool:
    begun, over = time.from_date or date.min, time.to_date or date.max
    return begun <= day <= over and calendar.is_one_of(day, time.days)


def _edges(times: Sequence[OtherTime], calendar: LocalCalendar, before: int) -> Ints:
    """The first instant, and all later ones of the run at which a day or another time may begin or end, in order."""
    first_us = -before * DAY_US
    changes_us, offsets_us = calendar.clock_changes
    inside = (changes_us > first_us) & (changes_us < calendar.horizon_us)
    clocks = np.unique([0, *(clock_us for time in times for clock_us in (time.start, time.end))])
    local_us = (np.arange(-before, calendar.days)[:, None] * DAY_US + clocks).ravel()
    # By each offset of the zone, be it the one that holds then or not: an edge too many is no harm.
    edges = [local_us - offset_us for offset_us in np.unique(offsets_us)]
    found = np.unique(np.concatenate([np.array([first_us]), changes_us[inside], *edges]))
    return found[(found >= first_us) & (found < calendar.horizon_us)]
