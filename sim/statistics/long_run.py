"""Long-run averages from one long series: how much of its beginning to leave out, batch means, and whether it drifts.

Replications of a stated period need none of this: their figures are of that period (docs/precision.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtr

from sim.statistics.intervals import Interval, Numbers, Reals, t_interval

MSER_BATCH: Final = 5
FEWEST_BATCHES: Final = 20
BATCHES: Final = 30
"""Batches are as large as leaves so many, or of one cycle each where there are fewer cycles: 30 to 59, or 20 to 29,
hold all but less than one batch of what there is."""
FALSE_ALARM: Final = 0.001
"""Chance that a series without drift is said to have one."""
WORTH_TELLING: Final = 0.01
"""A drift below this share of the level per step is not told, however sure it is."""
FEWEST_SLOPES: Final = 5


@dataclass(frozen=True)
class LongRun:
    """The long-run mean of a series.

    Attributes
    ----------
    mean
        With its interval, from the means of batches; `n` is their number.
    left_out
        Values at the beginning that are left out.
    batch
        Values in each batch.
    lag_one
        Correlation of neighbouring batches, by von Neumann's ratio: 0 on average where there is none.
    is_settled
        Whether no correlation of neighbours shows (5 % false alarm): otherwise the interval is too narrow, and the
        series too short.
    """

    mean: Interval
    left_out: int
    batch: int
    lag_one: float
    is_settled: bool


def warm_up(values: Numbers, period: int = MSER_BATCH) -> int | None:
    """How many values at the beginning to leave out: whole batches, so that the rest is as sure as it can be.

    Parameters
    ----------
    values
        The series, such as each day's mean backlog; over several replications the mean of each day.
    period
        Values in a batch: 5, or for daily values with a weekly cycle 7, so that whole weeks are left out.

    Returns
    -------
    int or None
        None if no cut in the first half is best: the series is too short to say, or never settles. Cuts beyond are not
        tried, since a few alike values at the end always look settled.

    Source
    ------
    MSER-5: White (1997), Simulation 69, 323; Hoad, Robinson and Davies (2010), JORS 61, 1389, found it the one of 44
    methods fit to run by itself.
    """
    batches = batch_means(values, len(values) // period, period)
    m = len(batches)
    if m < 2:
        return None
    rest = np.arange(m, 0, -1)
    # Sums from each batch to the last give the variance of what is left after every cut at once.
    centred = batches - batches.mean()
    sums, squares = centred[::-1].cumsum()[::-1], (centred**2)[::-1].cumsum()[::-1]
    statistic = (squares - sums**2 / rest) / rest**2
    best = int(np.argmin(statistic[: m // 2 + 1]))
    return best * period if best < m // 2 else None


def batch_means(values: Numbers, batches: int, size: int) -> Reals:
    """Means of so many batches of equal size, the last ones of the series."""
    used = np.asarray(values, dtype=np.float64)[len(values) - batches * size :]
    means: Reals = used.reshape(batches, size).mean(axis=1)
    return means


def long_run(values: Numbers, period: int = 1, confidence: float = 0.95) -> LongRun | None:
    """The long-run mean of a series that begins somewhere else, with its interval.

    Parameters
    ----------
    values
        The series in the order of time: waits of successive calls, or daily values.
    period
        Length of a cycle, such as 7 for daily values: batches hold whole cycles.
    confidence
        Of the interval.

    Returns
    -------
    LongRun or None
        None if the series is too short: its beginning takes more than half of it, or fewer than 20 batches are left.

    Source
    ------
    Law (2015), Simulation Modeling and Analysis, section 9.5.3; for the correlation von Neumann (1941), Annals of
    Mathematical Statistics 12, 367.
    """
    left_out = warm_up(values, period if period > 1 else MSER_BATCH)
    if left_out is None:
        return None
    rest = np.asarray(values, dtype=np.float64)[left_out:]
    cycles = len(rest) // period
    if cycles < FEWEST_BATCHES:
        return None
    size = max(cycles // BATCHES, 1) * period
    means = batch_means(rest, len(rest) // size, size)
    lag_one = _lag_one(means)
    m = len(means)
    is_settled = lag_one <= 1.645 * np.sqrt((m - 2) / (m**2 - 1))
    return LongRun(t_interval(means, confidence), left_out, size, lag_one, bool(is_settled))


def _lag_one(means: Reals) -> float:
    """Correlation of neighbours; 0 where nothing varies."""
    total = float(((means - means.mean()) ** 2).sum())
    return 1 - float((np.diff(means) ** 2).sum()) / (2 * total) if total > 0 else 0.0


def drift(series: Reals) -> float | None:
    """By how much the series of independent replications still grow per step; None if not beyond chance.

    Parameters
    ----------
    series
        Shape (replications, steps): such as the open tickets of each Monday in the second half of a run.

    Notes
    -----
    Each replication's slope by least squares is one value; Student's one-sided test asks whether their mean is above 0.
    Without drift it says so once in 1,000 (`FALSE_ALARM`), and less often where the level is high (`WORTH_TELLING`).
    """
    n, steps = series.shape
    if n < FEWEST_SLOPES or steps < 3:
        return None
    time = np.arange(steps) - (steps - 1) / 2
    slopes = series @ time / (time @ time)
    slope, spread = float(slopes.mean()), float(slopes.std(ddof=1))
    if slope <= 0 or slope < WORTH_TELLING * float(series.mean()):
        return None
    chance = 0.0 if spread == 0 else float(stdtr(n - 1, -slope / (spread / np.sqrt(n))))
    return slope if chance < FALSE_ALARM else None
