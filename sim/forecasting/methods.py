"""Ways to forecast the totals of days: each takes the totals known and the kinds of day, and gives the next totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from sim.forecasting.history import Days

Reals = npt.NDArray[np.float64]
Method = Callable[[Reals, Days, int], Reals]
"""Totals of the first days, all days, how many to forecast -> totals of the days that follow the known ones."""
SHRINK: Final = 3.0
"""Penalty on effects of the calendar: an effect seen on three days counts by half."""
SHRINK_HOLIDAY: Final = 0.5
"""The same on what a holiday differs from a Sunday by, which may be much: two holidays tell four fifths of it."""
NO_SHRINK: Final = 1e-6
MOST_MEMORY: Final = 0.95
"""A deviation of the level decays; beyond this it would be one for good."""
LEVEL_WEIGHTS: Final = (0.05, 0.1, 0.2, 0.3, 0.5)
TREND_WEIGHTS: Final = (0.02, 0.05, 0.1, 0.15)
"""How much the last day weighs in a level and in a trend; the one with the least error a day ahead is used."""
BURN_IN: Final = 7
"""Days that tell where a level begins, and whose errors do not count."""
TREND_FADES: Final = 0.98
"""What is left of a trend from one day to the next."""
LEAST: Final = 0.5
"""A day without contacts counts as half of one where logarithms are taken."""
SEASONAL_NAIVE: Final = "same_weekday_last_week"
CALENDAR: Final = "calendar"


def seasonal_naive(totals: Reals, days: Days, ahead: int) -> Reals:
    """The total of the last day of the same kind: same weekday last week."""
    return _by_kind(totals, days, ahead, 1, np.mean)


def six_week_mean(totals: Reals, days: Days, ahead: int) -> Reals:
    """The mean of the last six days of the same kind."""
    return _by_kind(totals, days, ahead, 6, np.mean)


def five_week_median(totals: Reals, days: Days, ahead: int) -> Reals:
    """The median of the last five days of the same kind."""
    return _by_kind(totals, days, ahead, 5, np.median)


def weekdays_and_level(totals: Reals, days: Days, ahead: int) -> Reals:
    """Logarithm of the total = effect of the weekday + a level that remembers the last deviation."""
    return _regressed(totals, days, ahead, calendar=False)


def weekdays_calendar_level(totals: Reals, days: Days, ahead: int) -> Reals:
    """The same with effects of holidays, of the first day after a closed one, of the month's beginning and its end."""
    return _regressed(totals, days, ahead, calendar=True)


def following_level(totals: Reals, days: Days, ahead: int) -> Reals:
    """Effects of weekday and calendar on a level that follows the last days: simple exponential smoothing."""
    y, design, effects = _on_moving_level(totals, days, ahead)
    n = len(totals)
    z = y - design[:n] @ effects
    best = min((_smooth(z, weight) for weight in LEVEL_WEIGHTS), key=lambda one: one[1])
    return np.asarray(np.exp(best[0][-1] + design[n:] @ effects))


def following_trend(totals: Reals, days: Days, ahead: int) -> Reals:
    """The same with a trend that fades: double exponential smoothing.

    Source
    ------
    Brown, Smoothing, forecasting and prediction of discrete time series, 1963; fading trends: Gardner and McKenzie,
    Forecasting trends in time series, 1985.
    """
    y, design, effects = _on_moving_level(totals, days, ahead)
    n = len(totals)
    z = y - design[:n] @ effects
    best = min((_smooth_twice(z, weight) for weight in TREND_WEIGHTS), key=lambda one: one[2])
    steps = np.cumsum(TREND_FADES ** np.arange(1, ahead + 1))
    return np.asarray(np.exp(best[0] + best[1] * steps + design[n:] @ effects))


METHODS: Final[Mapping[str, Method]] = {
    SEASONAL_NAIVE: seasonal_naive,
    "mean_of_6_weeks": six_week_mean,
    "median_of_5_weeks": five_week_median,
    "weekdays": weekdays_and_level,
    CALENDAR: weekdays_calendar_level,
    "level": following_level,
    "trend": following_trend,
}


def _by_kind(totals: Reals, days: Days, ahead: int, weeks: int, middle: Callable[..., Reals]) -> Reals:
    n = len(totals)
    found = np.empty(ahead)
    for k in range(ahead):
        same = np.flatnonzero((days.kind[:n] == days.kind[n + k]) & (days.holiday[:n] == days.holiday[n + k]))
        if not len(same):
            same = np.flatnonzero(days.kind[:n] == days.kind[n + k])
        found[k] = middle(totals[same[-weeks:]] if len(same) else totals[-5 * weeks :])
    return found


def _regressed(totals: Reals, days: Days, ahead: int, calendar: bool) -> Reals:
    """Least squares on logarithms with shrunk effects, and a first-order memory of the last residual."""
    n = len(totals)
    design, kinds = _design(days, n + ahead, calendar)
    y = np.log(np.maximum(totals, LEAST))
    level = y.mean()  # a weekday that was never seen has the level of all
    effects = _effects(design[:n], kinds, y - level)
    residual = y - level - design[:n] @ effects
    power = float(residual[:-1] @ residual[:-1])
    memory = float(np.clip(residual[1:] @ residual[:-1] / power, 0.0, MOST_MEMORY)) if power > 0 else 0.0
    steps = np.arange(1, ahead + 1)
    return np.asarray(np.exp(level + design[n:] @ effects + residual[-1] * memory**steps))


def _design(days: Days, n: int, calendar: bool) -> tuple[Reals, int]:
    """A column for each weekday, for holidays and for the effects of the calendar; how many weekdays there are."""
    kinds = np.unique(days.kind[:n])
    columns = [days.kind[:n] == kind for kind in kinds] + [days.holiday[:n]]
    if calendar:
        columns += [marks[:n] for marks in (days.after_closed, days.first_days, days.last_days)]
    return np.column_stack(columns).astype(np.float64), len(kinds)


def _effects(design: Reals, kinds: int, y: Reals) -> Reals:
    """Least squares with a penalty on all effects but those of the weekdays."""
    penalty = np.r_[np.full(kinds, NO_SHRINK), SHRINK_HOLIDAY, np.full(design.shape[1] - kinds - 1, SHRINK)]
    return np.asarray(np.linalg.solve(design.T @ design + np.diag(penalty), design.T @ y))


def _on_moving_level(totals: Reals, days: Days, ahead: int) -> tuple[Reals, Reals, Reals]:
    """Logarithms, the design, and its effects on what lies around the mean of the week about each day."""
    n = len(totals)
    design, kinds = _design(days, n + ahead, calendar=True)
    y = np.log(np.maximum(totals, LEAST))
    week = min(kinds, n)
    about = np.convolve(y, np.ones(week), "valid") / week  # at the ends no whole week is about a day
    first = (week - 1) // 2
    inside = slice(first, first + len(about))
    effects = _effects(design[inside], kinds, y[inside] - about)
    return y, design, effects


def _smooth(z: Reals, weight: float) -> tuple[Reals, float]:
    """The level after each day, and the sum of squared errors a day ahead."""
    level, _ = lfilter([weight], [1.0, weight - 1.0], z, zi=[(1 - weight) * z[:BURN_IN].mean()])
    return level, float(((z[1:] - level[:-1])[BURN_IN:] ** 2).sum())


def _smooth_twice(z: Reals, weight: float) -> tuple[float, float, float]:
    """Level and trend after the last day, and the sum of squared errors a day ahead."""
    once, _ = _smooth(z, weight)
    twice, _ = _smooth(once, weight)
    level, slope = 2 * once - twice, weight / (1 - weight) * (once - twice)
    errors = z[1:] - (level + TREND_FADES * slope)[:-1]
    return float(level[-1]), float(slope[-1]), float((errors[BURN_IN:] ** 2).sum())
