"""The days of a scenario folded into one pattern of slots: a week, or a day where there are fewer than seven."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.plans.plan import Plan
from sim.rostering.program import Ints, Reals
from sim.scenario.fields import WEEKDAYS, Weekday
from sim.scenario.schema_staffing import Alike, Hours
from sim.scenario.units import say_clock

WEEK: Final = 7
_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_MONDAY: Final = np.datetime64("1970-01-05", "D")
DAY_GROUPS: Final[dict[Alike, tuple[tuple[str, tuple[int, ...]], ...]]] = {
    "all_days": (("", tuple(range(WEEK))),),
    "workweek": (("workdays", (0, 1, 2, 3, 4)), ("weekend", (5, 6))),
    "each_day": tuple((name, (number,)) for number, name in enumerate(WEEKDAYS)),
}
"""Name and weekdays (Monday 0) of the days that have the same head counts."""


@dataclass(frozen=True)
class DayGroup:
    """Days that have the same head counts.

    Attributes
    ----------
    name
        Of them; empty where there is one group only.
    weekdays
        As a scenario writes them; empty: every day.
    days
        Which days of the pattern they are.
    """

    name: str
    weekdays: tuple[Weekday, ...]
    days: tuple[int, ...]


@dataclass(frozen=True)
class Pattern:
    """Slots of a week or a day, and which intervals of the run fall into each.

    Attributes
    ----------
    width_us
        Length of a slot, and of an interval.
    days
        7, or 1.
    slot
        Shape (intervals,): the slot of each interval of the run, by its local time.
    times
        Shape (slots,): how many intervals fall into each.
    is_holiday
        Shape (intervals,): whether an interval lies on a holiday of the scenario's calendar.
    """

    width_us: int
    days: int
    slot: Ints
    times: Ints
    is_holiday: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, plan: Plan, width_us: int, local_start: npt.NDArray[np.datetime64]) -> Pattern:
        """The pattern of a plan whose intervals begin at these local times."""
        dates = local_start.astype("datetime64[D]")
        of_day = (local_start - dates).astype("timedelta64[us]").astype(np.int64) // width_us
        days = WEEK if len(np.unique(dates)) >= WEEK else 1
        weekday = (dates - _FIRST_MONDAY).astype(np.int64) % WEEK if days == WEEK else np.zeros(len(dates), np.int64)
        a_day = DAY_US // width_us
        slot = weekday * a_day + of_day
        holidays = np.array(sorted(plan.calendar.holidays), dtype="datetime64[D]")
        return cls(width_us, days, slot, np.bincount(slot, minlength=days * a_day), np.isin(dates, holidays))

    @property
    def a_day(self) -> int:
        """Slots of a day."""
        return DAY_US // self.width_us

    @property
    def slots(self) -> int:
        """Slots of the pattern."""
        return self.days * self.a_day

    def groups(self, alike: Alike) -> tuple[DayGroup, ...]:
        """The days that are planned alike."""
        if self.days == 1:
            return (DayGroup("", (), (0,)),)
        groups = DAY_GROUPS[alike]
        if len(groups) == 1:
            return (DayGroup("", (), groups[0][1]),)
        return tuple(DayGroup(name, tuple(WEEKDAYS[day] for day in days), days) for name, days in groups)

    def folded(self, values: npt.ArrayLike) -> Reals:
        """Sums over the intervals of each slot, shape (slots,)."""
        weights = np.asarray(values, dtype=np.float64)
        return np.bincount(self.slot, weights=weights, minlength=self.slots).astype(np.float64)

    def largest(self, values: Reals) -> Reals:
        """The largest of the intervals of each slot, 0 where there is none; shape (slots,)."""
        found = np.zeros(self.slots)
        np.maximum.at(found, self.slot, values)
        return found

    @cached_property
    def holiday_share(self) -> Reals:
        """Which share of the intervals of each slot lies on a holiday."""
        return self.folded(self.is_holiday) / np.maximum(self.times, 1)

    def is_in(self, hours: Hours) -> npt.NDArray[np.bool_]:
        """Which slots begin within some hours of the day."""
        at = np.arange(self.slots) % self.a_day * self.width_us
        if hours.start <= hours.end:
            return (at >= hours.start) & (at < hours.end)
        return (at >= hours.start) | (at < hours.end)

    def when(self, slot: int) -> str:
        """A slot as sentences tell it, such as 'on Tuesday 10:00-10:30'."""
        day, number = divmod(slot, self.a_day)
        hours = f"{say_clock(number * self.width_us)}-{say_clock((number + 1) * self.width_us)}"
        return f"on {_DAY_NAMES[day]} {hours}" if self.days > 1 else f"at {hours}"

    @property
    def is_weekend(self) -> npt.NDArray[np.bool_]:
        """Which slots lie on a Saturday or Sunday; none of a pattern of one day."""
        return np.arange(self.slots) // self.a_day >= WEEK - 2

    @property
    def slot_hours(self) -> float:
        """Length of a slot in hours."""
        return self.width_us / HOUR_US


def holidays_in_week(plan: Plan, pattern: Pattern) -> list[str]:
    """That holidays count as the weekday they fall on where a week is planned, a sentence at most."""
    holidays = [day for day in plan.calendar.dates() if day in plan.calendar.holidays]
    if pattern.days != WEEK or not holidays:
        return []
    more = f" (and {len(holidays) - 1} more holidays)" if len(holidays) > 1 else ""
    return [
        f"{holidays[0]}{more} is a holiday and counts as the day of the week that it is: its calls are averaged in, "
        "and the plan has people on it; take it out of the run if it is another kind of day"
    ]
