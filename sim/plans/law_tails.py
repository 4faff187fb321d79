"""Which share of the lengths of a law are up to a length, and which are longer: both exact where they are small."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaincc, ndtr

from sim.scenario import laws

Floats = npt.NDArray[np.float64]
Tail = Callable[[Floats], Floats]
"""A share of lengths for each of some lengths in microseconds."""


def log_median_and_sigma(law: laws.Lognormal) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a lognormal length."""
    variance = math.log1p(law.cv**2)
    return math.log(law.mean) - variance / 2, math.sqrt(variance)


def branches_of(law: laws.Hyperexponential) -> tuple[Floats, Floats]:
    """Shares and means of the branches; by mean and cv, two branches that carry equal parts of the mean."""
    if law.branches is not None:
        kept = [branch for branch in law.branches if branch.share > 0]
        return np.array([b.share for b in kept]), np.array([float(b.mean) for b in kept])
    if law.mean is None or law.cv is None:
        raise AssertionError("checked when the scenario was read")
    share = (1 + math.sqrt((law.cv**2 - 1) / (law.cv**2 + 1))) / 2
    shares = np.array([share, 1 - share])
    return shares, law.mean / (2 * shares)


def tails_of(law: laws.PlainLaw) -> tuple[Tail, Tail]:
    """The share of lengths up to some lengths, and that of longer ones."""
    match law:
        case laws.Deterministic():
            return lambda x: (x >= law.value).astype(float), lambda x: (x < law.value).astype(float)
        case laws.Exponential():
            return _weibull_tails(law.mean, 1.0)
        case laws.Weibull():
            return _weibull_tails(law.mean / math.gamma(1 + 1 / law.shape), law.shape)
        case laws.Lognormal():
            median, sigma = log_median_and_sigma(law)
            return lambda x: ndtr((np.log(x) - median) / sigma), lambda x: ndtr((median - np.log(x)) / sigma)
        case laws.Gamma():
            return _gamma_tails(law.cv**-2, law.mean * law.cv**2)
        case laws.Erlang():
            return _gamma_tails(float(law.stages), law.mean / law.stages)
        case laws.Uniform():
            low, width = float(law.low), float(law.high - law.low)
            if width == 0:
                return tails_of(laws.Deterministic.model_construct(law="deterministic", value=law.high))
            return lambda x: np.clip((x - low) / width, 0, 1), lambda x: np.clip((low + width - x) / width, 0, 1)
        case laws.Triangular():
            return _triangular_tails(float(law.low), float(law.mode), float(law.high))
    shares, means = branches_of(law)
    return (
        lambda x: -(shares * np.expm1(-x[:, None] / means)).sum(axis=1),
        lambda x: (shares * np.exp(-x[:, None] / means)).sum(axis=1),
    )


def _weibull_tails(scale: float, shape: float) -> tuple[Tail, Tail]:
    return lambda x: -np.expm1(-((x / scale) ** shape)), lambda x: np.exp(-((x / scale) ** shape))


def _gamma_tails(shape: float, scale: float) -> tuple[Tail, Tail]:
    return lambda x: gammainc(shape, x / scale), lambda x: gammaincc(shape, x / scale)


def _triangular_tails(low: float, mode: float, high: float) -> tuple[Tail, Tail]:
    # One side may have no width: then nothing lies there, and 0 is divided by anything but 0.
    def rising(x: Floats) -> Floats:
        return np.asarray(np.clip(x - low, 0, None) ** 2 / ((high - low) * max(mode - low, 1e-300)))

    def falling(x: Floats) -> Floats:
        return np.asarray(np.clip(high - x, 0, None) ** 2 / ((high - low) * max(high - mode, 1e-300)))

    return (
        lambda x: np.where(x <= mode, rising(np.minimum(x, mode)), 1 - falling(np.maximum(x, mode))),
        lambda x: np.where(x <= mode, 1 - rising(np.minimum(x, mode)), falling(np.maximum(x, mode))),
    )
