"""Office hours of a unit as its stamps show them, and lengths of time counted in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import weekdays_of
from sim.calendar.lengths import DAY_US, MINUTE_US

Ints = npt.NDArray[np.int64]
SLOT_US: Final = 5 * MINUTE_US
HALF_US: Final = 30 * MINUTE_US
HALVES: Final = DAY_US // HALF_US
FEWEST: Final = 200
"""With fewer stamps no hours are stated."""
INSIDE: Final = 0.90
"""Nor with a smaller share of them inside the hours."""
MOST_BATCHED: Final = 0.20
"""Nor with a larger share of them in slots in which many tickets are closed at once."""
LESS: Final = 0.5
TELLING: Final = 0.02
"""Nor if more than half as many ends lie outside as would if the unit never closed, or next to none would."""
BATCH_TIMES: Final = 8.0
BATCH_SHARE: Final = 0.02
ONE_MINUTE: Final = 0.6
"""A slot of five minutes has batches if it holds so many times the stamps of the middle slot, and such a share of all,
and more than the last share of its own in one minute of the day."""
DAY_SHARE: Final = 0.20
"""A weekday works if it has so many stamps, of the middle of the five busiest."""
OPEN_SHARE: Final = 0.25
"""A half hour is open if it has so many stamps, of the middle of the sixteen busiest."""
BUSIEST_DAYS: Final = 5
BUSIEST_HALVES: Final = 16
GAP_HALVES: Final = 4
"""Half hours without stamps that do not end the hours: lunch."""
ROUND_THE_CLOCK: Final = 44
"""With so many open half hours it never closes."""
HOLIDAY_STAMPS: Final = 7.0
"""A working weekday without a stamp was a holiday if so many are usual: chance leaves one of 1,000 such days empty."""


@dataclass(frozen=True)
class SeenHours:
    """Hours that stamps show.

    Attributes
    ----------
    days
        The weekdays that work, Monday 0; all if no hours are seen.
    open_us, close_us
        From midnight; 0 and 24 h if no hours are seen.
    stamps, inside, batched
        How many stamps there are, and which share of them is inside the hours and in batches.
    why_none
        Why no hours are stated: 'few', 'batches', 'outside', 'always' (stamps all round the clock) or 'arrivals'
        (stamps when tickets come); '' if they are.
    """

    days: tuple[int, ...]
    open_us: int
    close_us: int
    stamps: int
    inside: float
    batched: float
    why_none: str = ""

    @property
    def are_seen(self) -> bool:
        """Whether hours are stated."""
        return not self.why_none

    def hold(self, local_us: Ints) -> npt.NDArray[np.bool_]:
        """Whether some instants lie within them."""
        clock = local_us % DAY_US
        works = np.isin(weekdays_of(local_us // DAY_US), self.days)
        return np.asarray(works & (clock >= self.open_us) & (clock <= self.close_us))


def hours_seen(ends_us: Ints, begins_us: Ints) -> SeenHours:
    """The office hours that stamps of the end of work show, to half hours.

    Parameters
    ----------
    ends_us, begins_us
        Shape (n,): when the work ended, and when the unit got it, by the local clock, in microseconds since 1970-01-01
        00:00 of that clock.

    Notes
    -----
    Stamps tell when work ends: a unit whose first ticket of the day takes long is seen to open late. A unit that never
    closes and answers soon has stamps at the hours at which tickets come: hours are stated only if fewer than half as
    many ends lie outside them as would if each ticket took as long as another one did.
    """
    n = len(ends_us)
    if n < FEWEST:
        return _none(n, 1.0, 0.0, "few")
    clock, weekday = ends_us % DAY_US, weekdays_of(ends_us // DAY_US)
    batched = _in_batches(clock)
    share = float(batched.mean())
    if share > MOST_BATCHED:
        return _none(n, 1.0, share, "batches")
    clock, weekday = clock[~batched], weekday[~batched]
    per_day = np.bincount(weekday, minlength=7)
    works = per_day > DAY_SHARE * np.median(np.sort(per_day)[-BUSIEST_DAYS:])
    on_days = works[weekday]
    per_half = np.bincount(clock[on_days] // HALF_US, minlength=HALVES)
    is_open = per_half > OPEN_SHARE * np.median(np.sort(per_half)[-BUSIEST_HALVES:])
    if is_open.sum() >= ROUND_THE_CLOCK:
        return _none(n, 1.0, share, "always")
    first, last = _longest_run(is_open, per_half)
    inside = on_days & (clock >= first * HALF_US) & (clock < (last + 1) * HALF_US)
    if inside.mean() < INSIDE:
        return _none(n, float(inside.mean()), share, "outside")
    days = tuple(int(k) for k in np.flatnonzero(works))
    hours = SeenHours(days, first * HALF_US, (last + 1) * HALF_US, n, float(inside.mean()), share)
    others = begins_us + np.random.default_rng(0).permutation(ends_us - begins_us)
    outside, expected = (float(np.mean(~hours.hold(one))) for one in (ends_us, others))
    if outside > LESS * expected or expected < TELLING:
        return _none(n, float(inside.mean()), share, "arrivals")
    return hours


def _none(stamps: int, inside: float, batched: float, why: str) -> SeenHours:
    return SeenHours(tuple(range(7)), 0, DAY_US, stamps, inside, batched, why)


def _in_batches(clock_us: Ints) -> npt.NDArray[np.bool_]:
    """Stamps in slots that are far fuller than others, most of them in one minute: people spread, machines do not."""
    slot, minutes = clock_us // SLOT_US, SLOT_US // MINUTE_US
    per_minute = np.bincount(clock_us // MINUTE_US, minlength=DAY_US // MINUTE_US).reshape(-1, minutes)
    per_slot = per_minute.sum(axis=1)
    usual = float(np.median(per_slot[per_slot > 0]))
    is_full = per_slot > max(BATCH_TIMES * usual, BATCH_SHARE * len(clock_us))
    return np.asarray((is_full & (per_minute.max(axis=1) > ONE_MINUTE * per_slot))[slot])


def _longest_run(is_open: npt.NDArray[np.bool_], per_half: Ints) -> tuple[int, int]:
    """First and last half hour of the run with most stamps, over short gaps."""
    runs: list[list[int]] = []
    for half in np.flatnonzero(is_open).tolist():
        if runs and half - runs[-1][1] - 1 <= GAP_HALVES:
            runs[-1][1] = half
        else:
            runs.append([half, half])
    first, last = max(runs, key=lambda run: int(per_half[run[0] : run[1] + 1].sum()))
    return first, last


@dataclass(frozen=True)
class OpenTime:
    """How much time a unit was open until any instant.

    Attributes
    ----------
    hours
        Its hours.
    first_day
        The first day that it knows, counted from 1970-01-01.
    is_open
        Shape (days,): on which days it opened; a working weekday without any stamp was a holiday.
    """

    hours: SeenHours
    first_day: int
    is_open: npt.NDArray[np.bool_]

    def until(self, local_us: Ints) -> Ints:
        """Open time from the first day until some instants, in microseconds."""
        length = self.hours.close_us - self.hours.open_us
        before = np.concatenate([[0], np.cumsum(self.is_open * length)])
        day = np.clip(local_us // DAY_US - self.first_day, 0, len(self.is_open) - 1)
        today = np.clip(local_us - (day + self.first_day) * DAY_US - self.hours.open_us, 0, length)
        return np.asarray(before[day] + np.where(self.is_open[day], today, 0))

    def between(self, first_us: Ints, last_us: Ints) -> Ints:
        """Open time between pairs of instants, in microseconds."""
        return self.until(last_us) - self.until(first_us)


def always(clock: OpenTime) -> OpenTime:
    """The clock of a unit that never closes, over the same days."""
    hours = replace(clock.hours, days=tuple(range(7)), open_us=0, close_us=DAY_US, why_none="always")
    return OpenTime(hours, clock.first_day, np.ones(len(clock.is_open), dtype=np.bool_))


def open_time(hours: SeenHours, stamps_us: Ints, first_day: int, last_day: int) -> OpenTime:
    """The days on which a unit opened, from its weekdays and from days without stamps that should have some."""
    days = first_day + np.arange(last_day - first_day + 1)
    weekday = weekdays_of(days)
    works = np.isin(weekday, hours.days)
    if hours.are_seen:
        there = np.bincount(np.clip(stamps_us // DAY_US - first_day, 0, len(days) - 1), minlength=len(days))
        usual = np.array([np.median(there[weekday == k]) if (weekday == k).any() else 0.0 for k in range(7)])
        works &= (there > 0) | (usual[weekday] < HOLIDAY_STAMPS)
    return OpenTime(hours, first_day, works)
