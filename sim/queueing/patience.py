"""Laws of patience: how long callers stay in the queue before they hang up. Lengths are in seconds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import gammainc, gammaincc, ndtr

from sim.queueing.requirement import Reals


class Patience(Protocol):
    """A law of patience. Both functions take an array of lengths x >= 0."""

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x), which keeps its digits where it is small."""

    @property
    def kinks_s(self) -> tuple[float, ...]:
        """Where the law jumps or bends; others are found, but more slowly."""


def _above_zero(what: str, *numbers: float) -> None:
    for number in numbers:
        if not 0 < number < math.inf:
            raise ValueError(f"{what} of patience is {number:g}: it must be a number above 0")


@dataclass(frozen=True)
class Exponential:
    """Exponential patience with its mean: the chance to hang up in the next second never changes."""

    mean_s: float
    kinks_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _above_zero("the mean", self.mean_s)

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.exp(-x / self.mean_s)

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return -np.expm1(-x / self.mean_s)


@dataclass(frozen=True)
class Deterministic:
    """Everybody hangs up after the same length of time."""

    length_s: float

    def __post_init__(self) -> None:
        _above_zero("the length", self.length_s)

    @property
    def kinks_s(self) -> tuple[float, ...]:
        """The one length."""
        return (self.length_s,)

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.where(x < self.length_s, 1.0, 0.0)

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return 1 - self.survival(x)


@dataclass(frozen=True)
class Uniform:
    """Patience anywhere between two lengths with the same chance."""

    least_s: float
    most_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.least_s < self.most_s < math.inf:
            raise ValueError(f"patience from {self.least_s:g} to {self.most_s:g}: the first must be below the second")

    @property
    def kinks_s(self) -> tuple[float, ...]:
        """Both ends."""
        return (self.least_s, self.most_s)

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.clip((self.most_s - x) / (self.most_s - self.least_s), 0, 1)

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return np.clip((x - self.least_s) / (self.most_s - self.least_s), 0, 1)


@dataclass(frozen=True)
class Lognormal:
    """Lognormal patience with its mean and its coefficient of variation (standard deviation / mean)."""

    mean_s: float
    cv: float
    kinks_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _above_zero("the mean or variation", self.mean_s, self.cv)

    def _standard(self, x: Reals) -> Reals:
        spread = math.sqrt(math.log1p(self.cv**2))
        with np.errstate(divide="ignore"):
            return np.asarray((np.log(x / self.mean_s) + spread**2 / 2) / spread)

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.asarray(ndtr(-self._standard(x)))

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return np.asarray(ndtr(self._standard(x)))


@dataclass(frozen=True)
class Weibull:
    """Weibull patience by scale and shape: survival exp(-(x / scale)^shape); below shape 1 the impatient go first."""

    scale_s: float
    shape: float
    kinks_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _above_zero("the scale or shape", self.scale_s, self.shape)

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.exp(-((x / self.scale_s) ** self.shape))

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return -np.expm1(-((x / self.scale_s) ** self.shape))


@dataclass(frozen=True)
class Gamma:
    """Gamma patience by its mean and shape (shape 1: exponential; a whole shape: Erlang's phases)."""

    mean_s: float
    shape: float
    kinks_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _above_zero("the mean or shape", self.mean_s, self.shape)

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.asarray(gammaincc(self.shape, x * self.shape / self.mean_s))

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return np.asarray(gammainc(self.shape, x * self.shape / self.mean_s))


@dataclass(frozen=True)
class Hyperexponential:
    """Several kinds of callers, each with an exponential patience: their shares (which sum to 1) and means."""

    shares: tuple[float, ...]
    means_s: tuple[float, ...]
    kinks_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _above_zero("a mean", *self.means_s)
        fits = len(self.shares) == len(self.means_s) and min(self.shares, default=-1) >= 0
        if not fits or abs(sum(self.shares) - 1) > 1e-12:
            raise ValueError(f"shares {self.shares} of callers do not sum to 1, or there is not one for each mean")

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.asarray(sum(p * np.exp(-x / m) for p, m in zip(self.shares, self.means_s, strict=True)))

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return np.asarray(sum(p * -np.expm1(-x / m) for p, m in zip(self.shares, self.means_s, strict=True)))


@dataclass(frozen=True)
class Balking:
    """A share of the callers who hang up at once when they are not answered at once; the others follow a law."""

    share: float
    others: Patience

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise ValueError(f"a share of {self.share:g} hangs up at once: it must be at least 0 and below 1")

    @property
    def kinks_s(self) -> tuple[float, ...]:
        """Those of the others."""
        return self.others.kinks_s

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return (1 - self.share) * self.others.survival(x)

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return self.share + (1 - self.share) * self.others.cdf(x)


@dataclass(frozen=True)
class BySurvival:
    """Patience by any survival function of an array of seconds, which must fall from at most 1 towards 0."""

    function: Callable[[Reals], Reals]
    kinks_s: tuple[float, ...] = ()

    def survival(self, x: Reals) -> Reals:
        """P(patience > x)."""
        return np.asarray(self.function(x), dtype=np.float64)

    def cdf(self, x: Reals) -> Reals:
        """P(patience <= x)."""
        return 1 - self.survival(x)
