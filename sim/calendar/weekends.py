"""Which days of the week are free, by country and date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True)
class Weekends:
    """The free days of the week, each set from a date on until the next one.

    Attributes
    ----------
    since
        The dates from which each set holds, in order; the first set holds before its date too.
    days
        The sets, Monday 0.
    """

    since: tuple[date, ...]
    days: tuple[frozenset[int], ...]

    def on(self, day: date) -> frozenset[int]:
        """The free days of the week that a date lies in."""
        return self.days[max(bisect_right(self.since, day) - 1, 0)]


def always(*days: int) -> Weekends:
    """The same days at all times."""
    return Weekends((date.min,), (frozenset(days),))


def changing(first: tuple[int, ...], *changes: tuple[date, tuple[int, ...]]) -> Weekends:
    """Some days at first, others from each date on."""
    return Weekends(
        (date.min, *(since for since, _ in changes)), (frozenset(first), *(frozenset(days) for _, days in changes))
    )


SATURDAY_SUNDAY: Final = always(SAT, SUN)
CORRECTIONS: Final = {
    "AE": changing((THU, FRI), (date(2006, 9, 1), (FRI, SAT)), (date(2022, 1, 1), (SAT, SUN))),
    "BH": changing((THU, FRI), (date(2006, 9, 1), (FRI, SAT))),
    "DZ": changing((THU, FRI), (date(2009, 8, 14), (FRI, SAT))),
    "LY": always(FRI, SAT),
    "MR": changing((FRI, SAT), (date(2014, 10, 1), (SAT, SUN))),
    "NP": changing((SAT,), (date(2022, 5, 15), (SAT, SUN)), (date(2022, 6, 15), (SAT,))),
    "PS": always(FRI, SAT),
}
"""Where the `holidays` package says otherwise, or says nothing; the sources stand in docs/calendars.md."""


def weekends_of(country: str, free_on: Callable[[date], set[int]], first: date, last: date) -> Weekends:
    """The weekends of a country between two dates.

    Parameters
    ----------
    country
        Its code in capitals.
    free_on
        The free weekdays by the `holidays` package, on a date.
    first, last
        The dates that matter.
    """
    if country in CORRECTIONS:
        return CORRECTIONS[country]
    since: list[date] = []
    sets: list[frozenset[int]] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        free = frozenset(free_on(day))
        if not sets or sets[-1] != free:
            since.append(day)
            sets.append(free)
    return Weekends(tuple(since), tuple(sets))
