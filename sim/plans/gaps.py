"""What a file of intervals or dates does not have: closed hours, missing rows, missing dates, a sentence each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH, WEEKDAY_NAMES, LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.scenario.units import say_clock

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
MOST_NAMED: Final = 5
"""So many dates or spells are named, then it is only said that there are more."""
SURELY_SOME: Final = 20.0
"""Where so many are expected on a date, the chance that none comes is 2e-9."""


def missing_dates(days: Ints, calendar: LocalCalendar) -> list[date]:
    """The dates of the horizon that are not among some days (since 1970)."""
    there = set(days.tolist())
    return [day for day in calendar.dates() if day_number(day) not in there]


def say_dates(dates: list[date], calendar: LocalCalendar) -> str:
    """Some dates of the horizon in words: 'on 9 of 28 dates (every sat, sun; 2026-04-06)'."""
    lost, by_weekday = set(dates), [calendar.dates()[first::7] for first in range(min(7, calendar.days))]
    always = [days for days in by_weekday if len(days) > 1 and lost.issuperset(days)]
    names = [WEEKDAY_NAMES[number] for number in sorted(days[0].weekday() for days in always)]
    others = sorted(lost.difference(*always))
    parts = [f"every {', '.join(names)}"] if names else []
    parts += [_some([day.isoformat() for day in others])] if others else []
    return f"on {len(dates)} of {calendar.days} dates ({'; '.join(parts)})"


def missing_rows(day: Ints, clock_us: Ints, interval_us: int, calendar: LocalCalendar, closed_hours: bool) -> list[str]:
    """What the intervals of a file leave out of the horizon, in sentences without their subject.

    Parameters
    ----------
    day, clock_us
        Shape (n,): the day (since 1970) and the local start of each interval of the horizon.
    interval_us
        Their length.
    calendar
        The horizon.
    closed_hours
        Whether hours that no date has are worth a sentence.
    """
    said = []
    lost = missing_dates(day, calendar)
    if lost:
        said.append(f"no rows {say_dates(lost, calendar)}")
    slots = DAY_US // interval_us
    if slots < 2:
        return said
    dates, place = np.unique(day, return_inverse=True)
    there = np.zeros((len(dates), slots), dtype=np.bool_)
    there[place, np.minimum(clock_us // interval_us, slots - 1)] = True
    skipped = np.array([_skipped(number, interval_us, slots, calendar) for number in dates.tolist()])
    outside = _outside(dates, interval_us, slots, calendar)
    never = ~(there | skipped).any(axis=0) & ~outside.all(axis=0)
    gaps = _lost_rows(there, dates, calendar) & ~skipped & ~outside
    never &= ~gaps.any(axis=0)
    if closed_hours and never.any():
        said.append(f"no rows for {_say_spells(never, interval_us)} on any date")
    found = [f"{_date(dates[i])} {_say_spells(gaps[i], interval_us)}" for i in np.flatnonzero(gaps.any(axis=1))]
    if found:
        beside = "stand between rows" if len(dates) == 1 else "other dates have or stand between rows"
        said.append(f"no rows for {_some(found)}, which {beside}")
    return said


def _outside(dates: Ints, interval_us: int, slots: int, calendar: LocalCalendar) -> Marks:
    """Shape (dates, slots): intervals of a run's first or last day that are before its begin or after its end."""
    midnight_us = np.array([calendar.instant_us(_date(number), 0) for number in dates.tolist()], dtype=np.int64)
    begin_us = midnight_us[:, None] + np.arange(slots) * interval_us
    outside: Marks = (begin_us + interval_us <= calendar.begin_us) | (begin_us >= calendar.horizon_us)
    return outside


def _lost_rows(there: Marks, dates: Ints, calendar: LocalCalendar) -> Marks:
    """Shape (dates, slots): rows that a date lacks: between its own where half of all dates have them, else those that
    most dates of its kind have."""
    slots = np.arange(there.shape[1])
    first, last = there.argmax(axis=1), there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
    between = (slots > first[:, None]) & (slots < last[:, None])
    lost: Marks = ~there & between & ((there.mean(axis=0) >= 0.5) | (len(dates) == 1))
    kinds = np.array([calendar.kind(_date(number)) for number in dates.tolist()])
    for kind in np.unique(kinds):
        same = kinds == kind
        lost[same] |= ~there[same] & (there[same].mean(axis=0) > 0.5)
    return lost


def _date(number: int) -> date:
    day: date = EPOCH + timedelta(days=int(number))
    return day


def _skipped(number: int, interval_us: int, slots: int, calendar: LocalCalendar) -> Marks:
    """Which intervals of a day its clock skips."""
    midnight_us, end_us = (calendar.instant_us(_date(number), clock_us) for clock_us in (0, DAY_US))
    shown = calendar.local_times(np.arange(midnight_us, end_us, interval_us, dtype=np.int64))
    clock_us = (shown - shown.astype("datetime64[D]")).astype(np.int64)
    skipped = np.ones(slots, dtype=np.bool_)
    skipped[np.minimum(clock_us // interval_us, slots - 1)] = False
    return skipped


def _say_spells(chosen: Marks, interval_us: int) -> str:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8))).tolist()
    spells = zip(edges[::2], edges[1::2], strict=True)
    return _some([f"{say_clock(begin * interval_us)}-{say_clock(end * interval_us)}" for begin, end in spells])


def _some(named: list[str]) -> str:
    return ", ".join(named[:MOST_NAMED]) + (", ..." if len(named) > MOST_NAMED else "")
