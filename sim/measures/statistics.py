"""Intervals over independent replications. A single replication yields none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

Reals = npt.NDArray[np.float64]
Numbers = Sequence[float] | Reals


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval.

    Attributes
    ----------
    estimate
        None means "no data".
    low, high
        Ends of the interval; None where fewer than two replications have data.
    n
        Number of replications with data.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: int


def _t_quantile(n: int, confidence: float) -> float:
    return float(stdtrit(n - 1, 0.5 + confidence / 2))


def _around(estimate: float, deviations: Reals, confidence: float) -> Interval:
    """Interval of an estimate whose replications deviate so; the deviations sum to zero."""
    n = len(deviations)
    if n < 2:
        return Interval(estimate, None, None, n)
    spread = float(np.sqrt((deviations**2).sum() / (n - 1)))
    half = _t_quantile(n, confidence) * spread / float(np.sqrt(n))
    return Interval(estimate, estimate - half, estimate + half, n)


def t_interval(values: Numbers, confidence: float = 0.95) -> Interval:
    """Mean over replications with Student's interval.

    Parameters
    ----------
    values
        One value per replication, in any unit.
    confidence
        Chance that the interval covers the true mean, such as 0.95.

    Source
    ------
    Student (1908); Law (2015), Simulation Modeling and Analysis, section 4.5. Exact for normal values.
    """
    x = np.asarray(values, dtype=np.float64)
    if len(x) == 0:
        return Interval(None, None, None, 0)
    mean = float(x.mean())
    return _around(mean, x - mean, confidence)


def ratio_interval(numerators: Numbers, denominators: Numbers, confidence: float = 0.95) -> Interval:
    """Ratio of the sums over replications, such as all calls answered in time / all calls offered.

    It differs from the mean of the daily ratios: here a call counts the same on a busy and on a quiet day. A
    replication in which nothing happened (0 / 0) adds nothing to either sum, and does count in n.

    Parameters
    ----------
    numerators, denominators
        One of each per replication.
    confidence
        Such as 0.95.

    Source
    ------
    Delta method (Cochran 1977, Sampling Techniques, section 6.4; Law 2015, section 9.5), with Student's quantile
    for n - 1 degrees of freedom.
    """
    x, y = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if len(y) == 0 or y.sum() == 0:
        return Interval(None, None, None, 0)
    ratio = float(x.sum() / y.sum())
    return _around(ratio, (x - ratio * y) / y.mean(), confidence)


def prediction_interval(values: Numbers, confidence: float = 0.95) -> Interval:
    """Where one further replication falls, given these: one more year, one more day, like the published one.

    Parameters
    ----------
    values
        One value per replication.
    confidence
        Chance that the further value lies within.

    Source
    ------
    Mean -/+ t s sqrt(1 + 1/n): Hahn and Meeker (1991), Statistical Intervals, section 4.8. Exact for normal values.
    """
    x = np.asarray(values, dtype=np.float64)
    n = len(x)
    if n < 2:
        return Interval(float(x[0]) if n else None, None, None, n)
    half = _t_quantile(n, confidence) * float(x.std(ddof=1)) * float(np.sqrt(1 + 1 / n))
    return Interval(float(x.mean()), float(x.mean()) - half, float(x.mean()) + half, n)


def wilson(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Share of independent replications in which something held, with Wilson's interval.

    Parameters
    ----------
    successes, n
        Replications in which it held, and in all. Not for calls of one run: these are not independent.
    confidence
        Such as 0.95.

    Source
    ------
    Wilson (1927), JASA 22, 209-212; recommended by Brown, Cai and DasGupta (2001), Statistical Science 16(2).
    """
    if n == 0:
        return Interval(None, None, None, 0)
    z = float(ndtri(0.5 + confidence / 2))
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    # At the ends the interval touches 0 or 1 exactly; rounding must not carry it past the estimate.
    return Interval(share, min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share), n)


def paired_difference(base: Numbers, variant: Numbers, confidence: float = 0.95) -> Interval:
    """Mean of variant - base over replications that had the same chance.

    Source
    ------
    Paired t interval under common random numbers: Law (2015), section 10.2.1.
    """
    return t_interval(np.asarray(variant, dtype=np.float64) - np.asarray(base, dtype=np.float64), confidence)


def paired_ratio_difference(
    base_numerators: Numbers,
    base_denominators: Numbers,
    variant_numerators: Numbers,
    variant_denominators: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """Difference (variant - base) of two ratios of sums over replications that had the same chance.

    Source
    ------
    Delta method on the four sums: the deviations of the two ratios are taken off each other replication by
    replication, so that what both share cancels.
    """
    ratios, deviations = [], []
    for numerators, denominators in (
        (base_numerators, base_denominators),
        (variant_numerators, variant_denominators),
    ):
        x, y = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
        if len(y) == 0 or y.sum() == 0:
            return Interval(None, None, None, 0)
        ratio = float(x.sum() / y.sum())
        ratios.append(ratio)
        deviations.append((x - ratio * y) / y.mean())
    return _around(ratios[1] - ratios[0], deviations[1] - deviations[0], confidence)
