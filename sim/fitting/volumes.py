"""How many contacts come, on which day and when, whether they grow, and how much days differ by more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.calendar.days import LocalCalendar, day_number
from sim.fitting.growth import Growth, growth_of
from sim.fitting.laws import CONFIDENCE, REACH

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Mean = tuple[float, tuple[float, float], int]
"""A mean of days, its interval of 95 %, and the days it rests on."""
WEEKEND: Final = (5, 6)
APART: Final = 3.0
"""Weekends have a profile of their own if chi-square between it and that of other days is so many times its mean."""
SURE: Final = 0.001
"""Weekdays have volumes of their own if days that are all alike would differ so with this chance at most."""
SPECIAL: Final = ("holiday", "make_up_day")
"""The kinds of day that are kept apart from weekdays, as a scenario calls them."""
WIDTH_MINUTES: Final = 30
"""Length of the intervals of a fit."""
CLEAR_ERRORS: Final = 4.0
"""An interval's own spread is stated where it is so many standard errors above none."""
FEWEST_FINE: Final = 14
"""With fewer days nothing is said of it."""
SURELY_SOME: Final = 7.0
"""Where so many are usual, a day without any has a chance of 1 in 1,000: it was closed."""
FEWEST_OF_KIND: Final = 3
"""So many days of such a kind say what comes on it."""
LESS: Final = 0.5
FAR_OFF: Final = 3.0
"""A day may be a holiday if so large a part of its weekday's contacts is missing, and so many spreads of other days."""
QUARTILE: Final = float(stats.norm.ppf(0.75))


@dataclass(frozen=True)
class KindOfDays:
    """Holidays, or make-up days.

    Attributes
    ----------
    kind
        One of `SPECIAL`.
    dates
        Those in the file.
    mean
        Mean contacts of a day; None where there are fewer than `FEWEST_OF_KIND`, or the line was closed on some of
        them and not on others.
    is_mixed
        Whether that is so.
    profile
        Shape (intervals,): the share of each interval, where it clearly differs from that of the days that it would
        be taken from.
    """

    kind: str
    dates: tuple[date, ...]
    mean: Mean | None
    profile: Reals | None
    is_mixed: bool = False


@dataclass(frozen=True)
class Volumes:
    """Contacts by weekday, by interval, and their spread.

    Attributes
    ----------
    by_weekday
        Weekday (Monday 0) -> mean contacts of a day, its interval of 95 %, days it rests on; none on one that never
        has any.
    alike
        Whether no weekday clearly differs from another; `every_day` is the mean of all then. Never where `special`
        says what comes on a kind of day.
    every_day
        Mean contacts of a day, its interval, days.
    profile
        Shape (intervals,): the share of each interval in its day.
    weekend_profile
        The same of Saturdays and Sundays where it clearly differs; `profile` is that of the other days then.
    busyness_cv, busyness_interval
        Coefficient of variation of a day's factor beyond a Poisson count, with its interval.
    fine_busyness
        The same of an interval within its day; None where it is not clearly there.
    days
        Days it rests on.
    growth
        The growth that the days show, clear or not; None where they are too few. Where it is clear, means are those of
        `next_day`.
    next_day
        The day after the last one of the file.
    special
        The kinds of day that are kept apart; none where no calendar names them.
    between
        Rest days between two holidays: they say nothing of weekdays, and are no holidays of the calendar.
    quiet
        Days without a calendar that say themselves that they are special: far fewer contacts than on their weekday.
    """

    by_weekday: dict[int, Mean]
    alike: bool
    every_day: Mean
    profile: Reals
    weekend_profile: Reals | None
    busyness_cv: float
    busyness_interval: tuple[float, float]
    fine_busyness: tuple[float, tuple[float, float]] | None
    days: int
    growth: Growth | None
    next_day: date
    special: tuple[KindOfDays, ...]
    between: tuple[date, ...]
    quiet: tuple[date, ...]

    @property
    def grows(self) -> bool:
        """Whether there clearly is growth."""
        return self.growth is not None and self.growth.is_clear


def special_days(days: Iterable[date], calendar: LocalCalendar | None) -> dict[str, tuple[date, ...]]:
    """The days of each kind of `SPECIAL`, in their order; none without a calendar."""
    kinds = {day: () if calendar is None else calendar.kinds(day) for day in sorted(days)}
    return {kind: tuple(day for day, found in kinds.items() if kind in found) for kind in SPECIAL}


def ordinary_days(counts: Mapping[date, Reals], calendar: LocalCalendar | None) -> list[date]:
    """The days that are neither holidays nor make-up days, nor rest days between two holidays, in their order."""
    apart = {day for dates in special_days(counts, calendar).values() for day in dates}
    return [day for day in sorted(counts) if day not in apart and not _is_between(day, calendar)]


def _is_between(day: date, calendar: LocalCalendar | None) -> bool:
    """Whether a date is a rest day with a holiday before it and after it, over other rest days."""
    if calendar is None or calendar.kind(day) != "rest_day":
        return False
    ends = []
    for step in (timedelta(days=-1), timedelta(days=1)):
        other = day
        while calendar.kind(other) == "rest_day":
            other += step
        ends.append(calendar.kind(other))
    return ends == ["holiday", "holiday"]


def volumes_of(counts: Mapping[date, Reals], calendar: LocalCalendar | None = None) -> Volumes:
    """Volumes of whole days.

    A day without any contact was closed where so many usually come on its weekday that chance hardly leaves none; it is
    left out. So is a weekday that never has one, and the volume is then told by weekday.

    Parameters
    ----------
    counts
        Contacts of each date by interval, arrays of one length.
    calendar
        Says which days are holidays and make-up days; they are kept apart from weekdays. None: nobody knows.
    """
    days, shut = _open_days(counts, ordinary_days(counts, calendar))
    table = np.array([counts[day] for day in days])
    weekday = np.array([day.weekday() for day in days])
    level = _Level.of(table.sum(axis=1), days, weekday, max(counts) + timedelta(days=1))
    totals = level.totals
    rest = np.array([_is_rest(day, calendar) for day in days])
    apart = _differ(table[rest].sum(axis=0), table[~rest].sum(axis=0))
    profile, weekend = (_shares(table[~rest] if apart else table), _shares(table[rest]) if apart else None)
    usual = {"holiday": table[rest] if apart else table, "make_up_day": table[~rest] if apart else table}
    kinds = special_days(counts, calendar).items()
    special = tuple(_kind_of_days(kind, dates, counts, usual[kind], level) for kind, dates in kinds if dates)
    groups = {k: totals[weekday == k] for k in range(7) if (weekday == k).any()}
    alike = _are_alike([group for group in groups.values() if len(group) > 1])
    alike &= not shut and all(one.mean is None for one in special)
    means = np.full(len(days), totals.mean()) if alike else np.array([groups[k].mean() for k in weekday])
    freedom = len(days) - (1 if alike else len(groups)) - int(level.grows)
    busy, interval = _busyness(totals, means, level.factor, freedom)
    of_weekdays = {k: level.mean(weekday == k, totals - means, freedom) for k in groups}
    of_weekdays |= {k: (0.0, (0.0, 0.0), sum(day.weekday() == k for day in counts)) for k in shut}
    return Volumes(
        dict(sorted(of_weekdays.items())), alike,
        level.mean(np.ones(len(days), dtype=np.bool_), totals - means, freedom), profile, weekend, busy, interval,
        _fine_busyness(table, np.where(rest[:, None], profile if weekend is None else weekend, profile)), len(days),
        level.growth, level.next_day, special, tuple(day for day in sorted(counts) if _is_between(day, calendar)),
        () if calendar else _quiet(totals, weekday, days),
    )  # fmt: skip


def _open_days(counts: Mapping[date, Reals], days: list[date]) -> tuple[list[date], set[int]]:
    """The days on which the line was open, and the weekdays on which it never is."""
    totals = {day: float(counts[day].sum()) for day in days}
    usual = float(np.mean([total for total in totals.values() if total > 0] or [0.0]))
    of_weekday = {k: [totals[day] for day in days if day.weekday() == k] for k in range(7)}
    shut = {k for k, those in of_weekday.items() if those and not any(those) and len(those) * usual >= SURELY_SOME}
    means = {k: float(np.mean([one for one in those if one > 0] or [usual])) for k, those in of_weekday.items()}
    is_open = {
        day: total > 0 or (day.weekday() not in shut and means[day.weekday()] < SURELY_SOME)
        for day, total in totals.items()
    }
    return [day for day in days if is_open[day]], shut


def _is_rest(day: date, calendar: LocalCalendar | None) -> bool:
    return day.weekday() in (WEEKEND if calendar is None else calendar.weekends.on(day))


def _fine_busyness(table: Reals, shares: Reals) -> tuple[float, tuple[float, float]] | None:
    """Coefficient of variation of an interval's factor within its day, beyond chance, with its interval of 95 %.

    None where days do not clearly show that there is one. Days are taken to be independent: the standard error of the
    square is that of a ratio of sums over days.
    """
    expected = table.sum(axis=1, keepdims=True) * shares
    over = ((table - expected) ** 2 - expected * (1 - shares)).sum(axis=1)
    squares = (expected**2).sum(axis=1)
    fine = float(over.sum() / squares.sum())
    error = float(np.sqrt(((over - fine * squares) ** 2).sum()) / squares.sum())
    if len(table) < FEWEST_FINE or fine < CLEAR_ERRORS * error:
        return None
    reach = REACH * error
    return float(np.sqrt(fine)), (float(np.sqrt(max(fine - reach, 0.0))), float(np.sqrt(fine + reach)))


@dataclass(frozen=True)
class _Level:
    """Totals of days as they would have been on the day after the file, where they clearly grow.

    Attributes
    ----------
    totals, factor, day
        Shape (days,): totals at the level of that day, what they were divided by, and days since 1970-01-01.
    growth, next_day
        See `Volumes`.
    """

    totals: Reals
    factor: Reals
    day: Ints
    growth: Growth | None
    next_day: date

    @classmethod
    def of(cls, totals: Reals, days: list[date], weekday: Ints, next_day: date) -> _Level:
        number = np.array([day_number(day) for day in days])
        growth = growth_of(totals, number, weekday)
        clear = growth is not None and growth.is_clear
        factor = growth.factor(number, day_number(next_day)) if growth is not None and clear else np.ones(len(days))
        return cls(totals / factor, factor, number, growth, next_day)

    @property
    def grows(self) -> bool:
        return self.growth is not None and self.growth.is_clear

    def mean(self, chosen: Marks, residuals: Reals, freedom: int) -> Mean:
        """The mean of some days, the spread taken from all days alike."""
        return self.mean_of(self.totals[chosen], self.day[chosen], residuals, freedom)

    def mean_of(self, values: Reals, day: Ints, residuals: Reals, freedom: int) -> Mean:
        """A mean with Student's interval, and with what is unknown of the growth from those days on."""
        mean = float(values.mean())
        if freedom < 1:
            return mean, (0.0, float("inf")), len(values)
        spread = float(np.sqrt((residuals**2).sum() / freedom))
        reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * spread / float(np.sqrt(len(values)))
        if self.growth is not None and self.growth.is_clear:
            unknown = self.growth.reach * (day_number(self.next_day) - float(day.mean()))
            reach = float(np.hypot(reach, mean * unknown))
        return mean, (max(mean - reach, 0.0), mean + reach), len(values)


def _kind_of_days(
    kind: str, dates: tuple[date, ...], counts: Mapping[date, Reals], usual: Reals, level: _Level
) -> KindOfDays:
    """What comes on holidays, or make-up days, where there are enough; `usual` are the days they would be like."""
    if len(dates) < FEWEST_OF_KIND:
        return KindOfDays(kind, dates, None, None)
    table = np.array([counts[day] for day in dates])
    number = np.array([day_number(day) for day in dates])
    values = table.sum(axis=1)
    if (values == 0).any() and values.any():
        return KindOfDays(kind, dates, None, None, is_mixed=True)
    if level.growth is not None and level.grows:
        values = values / level.growth.factor(number, day_number(level.next_day))
    profile = _shares(table) if _differ(table.sum(axis=0), usual.sum(axis=0)) else None
    return KindOfDays(kind, dates, level.mean_of(values, number, values - values.mean(), len(dates) - 1), profile)


def _quiet(totals: Reals, weekday: Ints, days: list[date]) -> tuple[date, ...]:
    """Days with less than half of what is usual on their weekday, as far as other days hardly differ."""
    usual = np.array([np.median(totals[weekday == k]) for k in weekday])
    missing = 1 - totals / np.maximum(usual, 1.0)
    spread = np.maximum(np.median(np.abs(missing)) / QUARTILE, 1 / np.sqrt(np.maximum(usual, 1.0)))
    is_quiet = missing > np.maximum(LESS, FAR_OFF * spread)
    return tuple(day for day, quiet in zip(days, is_quiet, strict=True) if quiet)


def _are_alike(groups: list[Reals]) -> bool:
    """Whether weekdays do not clearly differ: analysis of variance; without any chance equal means are asked for."""
    if len(groups) < 2:
        return True
    if not any(np.ptp(group) for group in groups):
        return len({float(group[0]) for group in groups}) == 1
    return float(stats.f_oneway(*groups).pvalue) > SURE


def _shares(table: Reals) -> Reals:
    return np.asarray(table.sum(axis=0) / table.sum())


def _differ(some: Reals, others: Reals) -> bool:
    """Whether two kinds of day clearly have other profiles, of intervals that both kinds have."""
    if not some.sum() or not others.sum():
        return False
    whole = some + others
    expected = np.outer([some.sum(), others.sum()], whole[whole > 0]) / whole.sum()
    seen = np.stack([some, others])[:, whole > 0]
    freedom = int((whole > 0).sum()) - 1
    return freedom > 0 and float(((seen - expected) ** 2 / expected).sum()) > APART * freedom


def _busyness(totals: Reals, means: Reals, factor: Reals, freedom: int) -> tuple[float, tuple[float, float]]:
    """From the variance of totals about their means less that of Poisson counts; its interval as of a variance.

    Totals and means are counts over a factor.

    Source
    ------
    Moments of a Poisson count whose mean is multiplied by a random factor: variance = mean + cv^2 mean^2.
    """
    if freedom < 2:
        return 0.0, (0.0, float("inf"))
    relative = ((totals - means) ** 2 / means**2).sum() / freedom
    poisson = float((1 / (means * factor)).mean())
    tails = (1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2
    ends = [relative * freedom / stats.chi2.ppf(tail, freedom) - poisson for tail in tails]
    low, high = (float(np.sqrt(max(end, 0.0))) for end in ends)
    return float(np.sqrt(max(relative - poisson, 0.0))), (low, high)
