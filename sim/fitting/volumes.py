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
    several = [group for group in groups.values() if len(group) > 1]
    alike = len(several) < 2 or float(stats.f_oneway(*several).pvalue) > SURE
    means = np.full(len(days), totals.mean()) if alike else np.array([groups[k].mean() for k in weekday])
    freedom = len(days) - (1 if alike else len(groups))
    profile = table.sum(axis=0) / table.sum()
    busy, interval = _busyness(totals, means, freedom)
    expected = totals[:, None] * profile
    chance = expected * (1 - profile)
    fine = ((table - expected) ** 2 - chance).sum() / (expected**2).sum()
    return Volumes(
        {k: _mean(group, totals - means, freedom) for k, group in groups.items()}, alike,
        _mean(totals, totals - means, freedom), profile, busy, interval, float(np.sqrt(max(fine, 0.0))), len(days),
    )  # fmt: skip


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
