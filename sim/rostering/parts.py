"""What a roster is made of: shifts, people with their contracts and wishes, the cover wanted, and the rules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

DAY: Final = 1440
HOUR: Final = 60
"""Minutes."""
WEEK: Final = 7
"""Days."""
OFF: Final = -1
"""Stands in a roster for a day without a shift."""
MUST: Final = math.inf
"""Weight of cover that has to be there."""
Cells = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Shift:
    """A shift by name; it belongs to the day on which it starts.

    Attributes
    ----------
    name
        As in the roster.
    start
        Minute of the day.
    minutes
        On duty, from start to end; the end may lie on the next day.
    paid
        Minutes that count as working time, breaks without pay left out; None: all.
    is_night
        Whether it counts as a night.
    """

    name: str
    start: int
    minutes: int
    paid: int | None = None
    is_night: bool = False

    @property
    def end(self) -> int:
        """Minute of the day on which it starts; beyond 1,440 it lies on the next."""
        return self.start + self.minutes

    @property
    def worked(self) -> int:
        """Minutes of working time."""
        return self.minutes if self.paid is None else self.paid


@dataclass(frozen=True)
class Person:
    """Somebody who works shifts.

    Attributes
    ----------
    name
        Or number; no two are the same.
    may_work
        The shifts this person may work, and the most of each in the horizon, None for any number; None: all shifts.
    skills
        What cover may ask for.
    fewest_minutes, most_minutes
        Of working time in the horizon; absent days count by `absence_minutes` each.
    most_minutes_a_week
        Of working time; the rule for all holds too.
    absence_minutes
        How much of the contract a day of absence fulfils.
    days_off
        Days, 0 the first, on which no shift may start: agreed.
    absences
        The same, for leave, training or illness.
    fixed
        The shift of a day that is settled.
    fewest_days_in_a_row, most_days_in_a_row, fewest_days_off_in_a_row
        Lengths of runs. A run that is cut by the first or last day known counts as long enough.
    most_weekends
        In the horizon with a shift that starts on one of their days.
    may_work_nights, most_nights, most_nights_in_a_row
        Of shifts that count as nights; most in the horizon.
    share
        Of full time; nights and weekends are shared out by it.
    before
        Shifts of the last days before the horizon, the latest last; None for a day off. What is counted in runs, weeks
        and windows goes on from there.
    """

    name: str
    may_work: Mapping[str, int | None] | None = None
    skills: frozenset[str] = frozenset()
    fewest_minutes: int = 0
    most_minutes: int | None = None
    most_minutes_a_week: int | None = None
    absence_minutes: int = 0
    days_off: frozenset[int] = frozenset()
    absences: frozenset[int] = frozenset()
    fixed: Mapping[int, str] = field(default_factory=dict)
    fewest_days_in_a_row: int = 1
    most_days_in_a_row: int | None = None
    fewest_days_off_in_a_row: int = 1
    most_weekends: int | None = None
    may_work_nights: bool = True
    most_nights: int | None = None
    most_nights_in_a_row: int | None = None
    share: float = 1.0
    before: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Wish:
    """Something that costs its weight if it is not granted.

    Attributes
    ----------
    person, day
        Who, and on which day, 0 the first.
    shift
        The shift; None: any.
    is_for
        Whether it is wanted, or is to be free.
    weight
        What it costs, in the unit of all costs.
    """

    person: str
    day: int
    shift: str | None = None
    is_for: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Cover:
    """How many are wanted on a shift, or throughout a part of a day.

    Attributes
    ----------
    day
        0 is the first.
    shift
        By name; None for a window.
    window
        From and to, in minutes of the day; those count who are on duty all the time between, on whatever shift.
    skill
        Only those who have it count; None: all.
    wanted
        Heads.
    under, over
        What each head too few and too many costs; `MUST`: there must not be one too few.
    """

    day: int
    shift: str | None = None
    window: tuple[int, int] | None = None
    skill: str | None = None
    wanted: int = 1
    under: float = 1.0
    over: float = 0.0


@dataclass(frozen=True)
class Rules:
    """What holds for everybody; None: no such rule.

    Attributes
    ----------
    rest_minutes
        Fewest from the end of a shift to the start of the next.
    most_minutes_a_day
        Of working time in a shift.
    most_minutes_a_week, weeks_averaged
        Most of working time a week, on average over so many weeks in a row from the first on.
    most_minutes_a_month
        Of working time in a month of the calendar, as far as it lies in the horizon.
    most_days_in_a_row, most_nights_in_a_row
        Longest runs.
    rest_days_in_seven
        Fewest days off in any seven days in a row.
    """

    rest_minutes: int = 0
    most_minutes_a_day: int | None = None
    most_minutes_a_week: int | None = None
    weeks_averaged: int = 1
    most_minutes_a_month: int | None = None
    most_days_in_a_row: int | None = None
    most_nights_in_a_row: int | None = None
    rest_days_in_seven: int = 0


@dataclass(frozen=True)
class Fairness:
    """What it costs that some have more nights, weekends or hours than others.

    Attributes
    ----------
    nights, weekends, hours
        Cost of each night, worked weekend or working hour, days absent included, that the one with most has more than
        the one with fewest, of those who may have any; numbers of part-time people are divided by their share.
    """

    nights: float = 0.0
    weekends: float = 0.0
    hours: float = 0.0


NO_RULES: Final = Rules()
NO_FAIRNESS: Final = Fairness()
"""Where nothing is asked for."""
