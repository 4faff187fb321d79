"""How many contacts come, on which weekday and when, and how much days differ by more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.fitting.laws import CONFIDENCE

Reals = npt.NDArray[np.float64]
WEEKEND: Final = (5, 6)
APART: Final = 3.0
"""Weekends have a profile of their own if chi-square between it and that of other days is so many times its mean."""
SURE: Final = 0.001
"""Weekdays have volumes of their own if days that are all alike would differ so with this chance at most."""


@dataclass(frozen=True)
class Volumes:
    """Contacts by weekday, by interval, and their spread.

    Attributes
    ----------
    by_weekday
        Weekday (Monday 0) -> mean contacts of a day, its interval of 95 %, days it rests on.
    alike
        Whether no weekday clearly differs from another; `every_day` is the mean of all then.
    every_day
        Mean contacts of a day, its interval, days.
    profile
        Shape (intervals,): the share of each interval in its day.
    weekend_profile
        The same of Saturdays and Sundays where it clearly differs; `profile` is that of the other days then.
    busyness_cv, busyness_interval
        Coefficient of variation of a day's factor beyond a Poisson count, with its interval.
    fine_busyness_cv
        The same of an interval within its day.
    days
        Days it rests on.
    """

    by_weekday: dict[int, tuple[float, tuple[float, float], int]]
    alike: bool
    every_day: tuple[float, tuple[float, float], int]
    profile: Reals
    weekend_profile: Reals | None
    busyness_cv: float
    busyness_interval: tuple[float, float]
    fine_busyness_cv: float
    days: int


def volumes_of(counts: Mapping[date, Reals]) -> Volumes:
    """Volumes of whole days, those without any contact on weekdays that never have one left out."""
    days = [day for day, row in sorted(counts.items()) if row.sum() > 0]
    table = np.array([counts[day] for day in days])
    weekday = np.array([day.weekday() for day in days])
    totals = table.sum(axis=1)
    groups = {k: totals[weekday == k] for k in range(7) if (weekday == k).any()}
    alike = _are_alike([group for group in groups.values() if len(group) > 1])
    means = np.full(len(days), totals.mean()) if alike else np.array([groups[k].mean() for k in weekday])
    freedom = len(days) - (1 if alike else len(groups))
    rest = np.isin(weekday, WEEKEND)
    apart = _differ(table[rest].sum(axis=0), table[~rest].sum(axis=0))
    profile, weekend = (_shares(table[~rest] if apart else table), _shares(table[rest]) if apart else None)
    busy, interval = _busyness(totals, means, freedom)
    shares = np.where(rest[:, None], profile if weekend is None else weekend, profile)
    expected = totals[:, None] * shares
    chance = expected * (1 - shares)
    fine = ((table - expected) ** 2 - chance).sum() / (expected**2).sum()
    return Volumes(
        {k: _mean(group, totals - means, freedom) for k, group in groups.items()}, alike,
        _mean(totals, totals - means, freedom), profile, weekend, busy, interval, float(np.sqrt(max(fine, 0.0))),
        len(days),
    )  # fmt: skip


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


def _mean(values: Reals, residuals: Reals, freedom: int) -> tuple[float, tuple[float, float], int]:
    """A mean of days with Student's interval, the spread taken from all days alike."""
    mean = float(values.mean())
    if freedom < 1:
        return mean, (0.0, float("inf")), len(values)
    spread = float(np.sqrt((residuals**2).sum() / freedom))
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * spread / np.sqrt(len(values))
    return mean, (max(mean - reach, 0.0), mean + reach), len(values)


def _busyness(totals: Reals, means: Reals, freedom: int) -> tuple[float, tuple[float, float]]:
    """From the variance of totals about their means less that of Poisson counts; its interval as of a variance.

    Source
    ------
    Moments of a Poisson count whose mean is multiplied by a random factor: variance = mean + cv^2 mean^2.
    """
    if freedom < 2:
        return 0.0, (0.0, float("inf"))
    relative = ((totals - means) ** 2 / means**2).sum() / freedom
    poisson = float((1 / means).mean())
    tails = (1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2
    ends = [relative * freedom / stats.chi2.ppf(tail, freedom) - poisson for tail in tails]
    low, high = (float(np.sqrt(max(end, 0.0))) for end in ends)
    return float(np.sqrt(max(relative - poisson, 0.0))), (low, high)
