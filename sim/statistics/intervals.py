"""Intervals over independent replications. A single replication yields none.

How often they cover the truth is measured in `benchmarks/interval_coverage.py` and told in docs/intervals.md.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

Reals = npt.NDArray[np.float64]
Numbers = Sequence[float] | Reals
Scale = Literal["share", "amount", "difference"]
"""Where a measure can be: a share between 0 and 1, an amount from 0 on, a difference anywhere."""

ALLOWED_ERROR: Final = 0.8
"""Share of the allowed error that is used up: what is left pays for the skewness that no small sample shows."""
SKEWED: Final = 2 / 3
ENOUGH: Final = 5
"""Fewer replications say so little that the scale is nearer to the logarithm: else there would be no upper end."""
FURTHEST: Final = 1.5
"""How many times further off than on the logarithm, with the plain degrees of freedom, an end may be."""
MOST_KURTOSIS: Final = 3.0
AGAINST: Final = 0.1
"""Up to this part of what speaks for a difference may speak against it, and it is taken as an amount."""
NO_END: Final = 100.0
"""An upper end so many times the estimate bounds nothing, and is not told."""
NO_WIDTH: Final = 1e-9
"""Replications that differ by less than this share of the estimate are equal: sums are rounded."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval.

    Attributes
    ----------
    estimate
        None means "no data".
    low, high
        Ends of the interval; None where nothing bounds it on that side, both with fewer than two replications.
    n
        Number of replications with data.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Spread:
    """An estimate, and how the replications deviate from it.

    Attributes
    ----------
    estimate
        None means "no data".
    deviations
        Shape (replications,): what each replication adds to the estimate's error, times their number; the sum is 0.
    n
        Number of replications with data.
    trials
        Calls, tickets or replications behind the estimate, in all: what a share of none or all is bounded by.
    """

    estimate: float | None
    deviations: Reals
    n: int
    trials: float

    def interval(self, confidence: float, scale: Scale, one: float = 1.0) -> Interval:
        """The estimate with its interval, as `ends` gives it; `one` is what a single one of an amount comes to."""
        if self.estimate is None or self.n < 2:
            return Interval(self.estimate, None, None, self.n)
        low, high = ends(
            np.array([self.estimate]), np.array([self._error]), np.array([self.n]), np.array([self.trials]) / one,
            confidence, scale,
        )  # fmt: skip
        return Interval(self.estimate, _end(low[0]), _end(high[0]), self.n)

    def prediction(self, confidence: float, runs: int = 1) -> Interval:
        """Where the mean of so many further runs falls: those of one more year, or of the twelve months published.

        Source
        ------
        Mean -/+ t s sqrt(1/runs + 1/n): Hahn and Meeker (1991), Statistical Intervals, section 4.8. Exact for normal
        values.
        """
        if self.estimate is None or self.n < 2:
            return Interval(self.estimate, None, None, self.n)
        half = float(stdtrit(self.n - 1, 0.5 + confidence / 2)) * self._error * float(np.sqrt(self.n / runs + 1))
        return Interval(self.estimate, self.estimate - half, self.estimate + half, self.n)

    def interval_of_difference(self, confidence: float) -> Interval:
        """A difference with its interval: Student's; where hardly any replication goes against it, few rare days may
        make most of it, and the end away from zero is an amount's."""
        if self.estimate is not None and self.estimate < 0:
            turned = Spread(-self.estimate, -self.deviations, self.n, self.trials).interval_of_difference(confidence)
            return Interval(self.estimate, _turned(turned.high), _turned(turned.low), self.n)
        plain = self.interval(confidence, "difference")
        if not self._is_one_sided:
            return plain
        return Interval(plain.estimate, plain.low, self.interval(confidence, "amount").high, plain.n)

    @property
    def _is_one_sided(self) -> bool:
        """Whether hardly any replication goes against a difference above 0: then the rare ones that make it are few."""
        parts = (self.estimate or 0.0) + self.deviations
        return bool(self.deviations.any() and -parts[parts < 0].sum() < AGAINST * parts[parts > 0].sum())

    @property
    def _error(self) -> float:
        """Standard error of the estimate."""
        return float(standard_error(self.deviations, self.n))

    def less(self, base: Spread) -> Spread:
        """This estimate less another one over replications that had the same chance; what both share cancels."""
        if self.estimate is None or base.estimate is None:
            return Spread(None, np.zeros(0), 0, 0)
        deviations = self.deviations - base.deviations
        return Spread(self.estimate - base.estimate, deviations, min(self.n, base.n), min(self.trials, base.trials))


def _turned(end: float | None) -> float | None:
    return None if end is None else -end


def _end(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def standard_error(deviations: Reals, n: int | npt.NDArray[np.signedinteger]) -> Reals:
    """Of estimates, from how the replications deviate from them: shape (replications, ...), and how many have data."""
    error: Reals = np.sqrt((deviations**2).sum(axis=0) / (n - 1) * n) / len(deviations)
    return error


def ratio_spread(numerators: Numbers, denominators: Numbers) -> Spread:
    """Ratio of the sums over replications; one in which nothing happened (0 / 0) adds nothing to either sum.

    Source
    ------
    Delta method: Cochran (1977), Sampling Techniques, section 6.4; Law (2015), section 9.5.
    """
    x, y = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if y.sum() == 0:
        return Spread(None, np.zeros(len(y)), 0, 0)
    ratio = float(x.sum() / y.sum())
    return Spread(ratio, (x - ratio * y) / y.mean(), int(np.count_nonzero(y)), float(y.sum()))


def ends(
    estimate: Reals, error: Reals, n: npt.NDArray[np.signedinteger], trials: Reals, confidence: float, scale: Scale
) -> tuple[Reals, Reals]:
    """Ends of many intervals at once; infinite where nothing bounds them.

    Parameters
    ----------
    estimate, error
        Shape (k,): estimates and their standard errors, from replications.
    n
        Shape (k,): replications behind each, at least 2.
    trials
        Shape (k,): what was counted in all; of an amount in units of what a single one comes to.
    confidence
        Such as 0.95.
    scale
        On a difference the interval is Student's. On an amount, and on the odds of a share, its ends lie further off
        on the side on which rare bad days are still missing: they are Student's on the scale of the power -`SKEWED`.
        Where all replications show none (or all), `none_seen` bounds it.

    Notes
    -----
    The power is that of replications about as skewed as a gamma law, whose skewness is twice its coefficient of
    variation; a share near one half is not skewed. Degrees of freedom: replications that differ much say little about
    how much they differ. The spread of their variance is that of counts of rare events, whose excess kurtosis is their
    squared coefficient of variation.

    Source
    ------
    Intervals on transformed scales: Hall (1992), Journal of the Royal Statistical Society B 54, 221; odds of shares
    over clusters: Korn and Graubard (1998), Survey Methodology 24, 193. Degrees of freedom from the variance of the
    variance: Satterthwaite (1946), Biometrics 2, 110. What they cover was measured (docs/intervals.md).
    """
    with np.errstate(all="ignore"):
        if scale == "difference":
            half = stdtrit(n - 1, 0.5 + confidence / 2) * error
            return estimate - half, estimate + half
        is_most = estimate > 0.5 if scale == "share" else np.zeros(len(estimate), dtype=np.bool_)
        part = np.where(is_most, 1 - estimate, estimate)
        rest = 1 - part if scale == "share" else np.ones(len(part))
        relative = np.nan_to_num(error / (part * rest), posinf=0.0)
        kurtosis = np.minimum(n * relative**2, MOST_KURTOSIS)
        t = stdtrit(2 / (kurtosis / n + 2 / (n - 1)), 1 - ALLOWED_ERROR * (1 - confidence) / 2)
        power = SKEWED * np.minimum((n - 2) / (ENOUGH - 2), 1.0) * (rest - part if scale == "share" else rest)
        power = np.maximum(power, NO_WIDTH)
        low, high = (part / rest * np.maximum(1 - sign * power * t * relative, 0.0) ** (-1 / power) for sign in (-1, 1))
        # One bad day among few must not bound less than none would.
        plain = stdtrit(n - 1, 1 - ALLOWED_ERROR * (1 - confidence) / 2)
        high = np.minimum(high, part / rest * np.exp(FURTHEST * plain * relative))
        high = np.where(high > NO_END * part / rest, np.inf, high) if scale == "amount" else high
        if scale == "share":
            low, high = low / (1 + low), np.where(np.isinf(high), 1.0, high / (1 + high))
        high = np.where(part > 0, high, none_seen(n, trials, confidence, scale))
        return np.where(is_most, 1 - high, low), np.where(is_most, 1 - low, high)


def none_seen(n: npt.NDArray[np.signedinteger], trials: Reals, confidence: float, scale: Scale) -> Reals:
    """Upper end where nothing was seen in any replication.

    It is what the end of an interval on the logarithm would be if the next one counted had been the first: exp(t) over
    what was counted, with Student's t for the replications. A share is never bounded more loosely than by the
    replications alone: n of them without a failure leave room for failing ones of 1 - a^(1/n), for a chance a of 2.5 %
    (the "rule of three").

    Source
    ------
    Hanley and Lippman-Hand (1983), JAMA 249, 1743 ("If nothing goes wrong, is everything all right?").
    """
    tail = ALLOWED_ERROR * (1 - confidence) / 2
    with np.errstate(all="ignore"):
        one_more: Reals = np.exp(stdtrit(n - 1, 1 - tail)) / trials
        return np.minimum(one_more, 1 - tail ** (1 / n)) if scale == "share" else one_more


def runs_without(bound: float, per_run: float, confidence: float) -> int:
    """How many replications without a failure bound the share of failures so closely.

    Parameters
    ----------
    bound
        Above 0.
    per_run
        Calls or tickets counted in each of them.
    confidence
        Such as 0.95.
    """

    def is_enough(n: int) -> bool:
        return bool(none_seen(np.array([n]), np.array([n * per_run]), confidence, "share")[0] <= bound)

    most = 2
    while not is_enough(most):
        most *= 2
    return bisect_left(range(most), True, lo=2, key=is_enough)


def t_interval(values: Numbers, confidence: float = 0.95, scale: Scale = "difference") -> Interval:
    """Mean over replications with its interval.

    Parameters
    ----------
    values
        One value per replication, in any unit.
    confidence
        Chance that the interval covers the true mean, such as 0.95.
    scale
        Where the mean can be.

    Source
    ------
    Student (1908); Law (2015), Simulation Modeling and Analysis, section 4.5.
    """
    return ratio_interval(values, np.ones(len(values)), confidence, scale)


def ratio_interval(
    numerators: Numbers, denominators: Numbers, confidence: float = 0.95, scale: Scale = "difference"
) -> Interval:
    """Ratio of the sums over replications, such as all calls answered in time / all calls offered.

    It differs from the mean of the daily ratios: here a call counts the same on a busy and on a quiet day.

    Parameters
    ----------
    numerators, denominators
        One of each per replication.
    confidence
        Such as 0.95.
    scale
        Where the ratio can be.
    """
    return ratio_spread(numerators, denominators).interval(confidence, scale)


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


def paired_share_difference(gained: int, lost: int, n: int, confidence: float = 0.95) -> Interval:
    """How much larger a share of replications is under a variant, from those in which only one of the two has it.

    Parameters
    ----------
    gained, lost
        Replications in which only the variant has it, and only the base.
    n
        Replications in all; the same chance in both.
    confidence
        Such as 0.95.

    Source
    ------
    Agresti and Min (2005), Statistics in Medicine 24, 729: the normal interval after half a replication was added to
    each of the four cases. It has a width where no replication differs, too.
    """
    if n == 0:
        return Interval(None, None, None, 0)
    more, fewer, total = gained + 0.5, lost + 0.5, n + 2.0
    middle = (more - fewer) / total
    half = float(ndtri(0.5 + confidence / 2)) * float(np.sqrt((more + fewer) / total - middle**2)) / total**0.5
    found = (gained - lost) / n
    return Interval(found, max(min(middle - half, found), -1.0), min(max(middle + half, found), 1.0), n)


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
    base = ratio_spread(base_numerators, base_denominators)
    variant = ratio_spread(variant_numerators, variant_denominators)
    return variant.less(base).interval_of_difference(confidence)
