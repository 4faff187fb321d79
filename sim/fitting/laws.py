"""Laws of lengths by maximum likelihood, where some lengths were cut off and all were rounded by the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

Reals = npt.NDArray[np.float64]
ALWAYS: Final = "deterministic"
"""The law of lengths that are all alike."""
DIGITS: Final = 3
"""Lengths are put together by their first three digits: a million of them are some thousand values with weights."""
FEWEST_ENDED: Final = 50
"""With fewer ends that were seen no law is fitted."""
WIDEST: Final = 10.0
"""A law whose spread is so many times its mean, or whose shape is as far from an exponential one, is none."""
SURE_ENDED: Final = 200
"""With fewer the intervals are wide, and said to be."""
CONFIDENCE: Final = 0.95
REACH: Final = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
"""An interval of 95 % reaches so many standard errors to each side."""
SIMPLEX: Final = 0.3
FINE: Final = 0.02
"""Bounds that are so close, as a share, leave an error of the mass below 1 in 10,000."""
STEP: Final = 1e-3
"""Of the logarithms of parameters, for the curvature of the likelihood."""


@dataclass(frozen=True)
class Lengths:
    """Lengths in seconds.

    Attributes
    ----------
    ended
        Shape (n,): those whose end was seen.
    cut
        Shape (m,): those that were cut off: they lasted longer.
    rounding
        The clock's step: a length of x lay between x + `low` and x + `low` + rounding; 0 for none.
    low
        -rounding / 2 for a difference of two stamps of one step, 0 for a length that was cut to whole steps or for what
        ends on a date, -rounding for what begins on one.
    beyond
        Only lengths longer than this are among them.
    """

    ended: Reals
    cut: Reals
    rounding: float = 0.0
    low: float = 0.0
    beyond: float = 0.0

    @property
    def middles(self) -> Reals:
        """Shape (n,): the middle of what each length that ended may have been; never below zero."""
        return np.maximum(self.ended + self.low + self.rounding / 2, 0.0)


@dataclass(frozen=True)
class FittedLaw:
    """A law of lengths that was fitted.

    Attributes
    ----------
    law
        As a scenario calls it.
    mean, mean_interval
        In seconds, with the interval of 95 %.
    second, second_name, second_interval
        Its other parameter: 'cv' of a lognormal or gamma law, 'shape' of a Weibull law; '' where there is none.
    likelihood
        Logarithm of the likelihood.
    information
        Akaike's criterion, the less the better: 2 (parameters - likelihood).
    distance
        Largest distance between the law and what was seen (Kaplan and Meier's estimate), as a share.
    ended, cut
        How many lengths it rests on.
    """

    law: str
    mean: float
    mean_interval: tuple[float, float]
    second: float
    second_name: str
    second_interval: tuple[float, float]
    likelihood: float
    information: float
    distance: float
    ended: int
    cut: int

    @property
    def is_wide(self) -> bool:
        """Whether it spreads over more than lengths do: what was seen does not determine it."""
        is_flat = self.second_name == "shape" and self.second < 1 / WIDEST
        return is_flat or self.second > WIDEST or not np.isfinite(self.mean)


@dataclass(frozen=True)
class _Law:
    """A law by the logarithms of its parameters: of its survival and density at lengths, and what they mean."""

    start: Callable[[float, float], tuple[float, ...]]
    log_survival: Callable[[Reals, Reals], Reals]
    log_density: Callable[[Reals, Reals], Reals]
    log_mean: Callable[[Reals], float]
    second_name: str = ""
    log_second: Callable[[Reals], float] = lambda theta: 0.0


def _log_cv_of_lognormal(theta: Reals) -> float:
    """log sqrt(exp(s) - 1) at s = sigma squared, also where exp(s) is too large to be written."""
    square = np.exp(2 * theta[1])
    return float((square + np.log(-np.expm1(-square))) / 2)


def _exponential(x: Reals, theta: Reals) -> Reals:
    return np.asarray(-x / np.exp(theta[0]))


def _weibull(x: Reals, theta: Reals) -> Reals:
    return np.asarray(-((x / np.exp(theta[0])) ** np.exp(theta[1])))


def _weibull_density(x: Reals, theta: Reals) -> Reals:
    z = np.log(x) - theta[0]
    return np.asarray(theta[1] - np.log(x) + np.exp(theta[1]) * z - np.exp(np.exp(theta[1]) * z))


def _lognormal(x: Reals, theta: Reals) -> Reals:
    with np.errstate(divide="ignore"):
        return np.asarray(special.log_ndtr(-(np.log(x) - theta[0]) / np.exp(theta[1])))


def _lognormal_density(x: Reals, theta: Reals) -> Reals:
    z = (np.log(x) - theta[0]) / np.exp(theta[1])
    return np.asarray(-0.5 * z**2 - np.log(x) - theta[1] - 0.5 * np.log(2 * np.pi))


def _gamma(x: Reals, theta: Reals) -> Reals:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(special.gammaincc(np.exp(theta[1]), x / np.exp(theta[0]))))


def _gamma_density(x: Reals, theta: Reals) -> Reals:
    shape, scale = np.exp(theta[1]), np.exp(theta[0])
    return np.asarray((shape - 1) * np.log(x) - x / scale - special.gammaln(shape) - shape * theta[0])


LAWS: Final[Mapping[str, _Law]] = {
    "exponential": _Law(
        lambda mean, _: (np.log(mean),), _exponential, lambda x, t: -t[0] - x / np.exp(t[0]), lambda t: float(t[0])
    ),
    "weibull": _Law(
        lambda mean, _: (np.log(mean), 0.0), _weibull, _weibull_density,
        lambda t: float(t[0] + special.gammaln(1 + np.exp(-t[1]))), "shape", lambda t: float(t[1]),
    ),
    "lognormal": _Law(
        lambda mean, spread: (np.log(mean) - spread**2 / 2, np.log(spread)), _lognormal, _lognormal_density,
        lambda t: float(t[0] + np.exp(2 * t[1]) / 2), "cv", _log_cv_of_lognormal,
    ),
    "gamma": _Law(
        lambda mean, _: (np.log(mean), 0.0), _gamma, _gamma_density, lambda t: float(t[0] + t[1]), "cv",
        lambda t: float(-t[1] / 2),
    ),
}  # fmt: skip
"""By log mean; by log scale and log shape (Weibull, gamma); by mean and log spread of the logarithms (lognormal)."""


def fit_laws(lengths: Lengths, names: tuple[str, ...] = tuple(LAWS)) -> list[FittedLaw]:
    """Each law fitted, the best by Akaike's criterion first; none where too few ends were seen.

    Notes
    -----
    The likelihood of a length that ended is the law's mass between the bounds that the clock leaves open, or its
    density where the clock is fine; of one that was cut off its survival. Intervals come from the likelihood's
    curvature, of the logarithms of parameters.

    Source
    ------
    Kalbfleisch and Prentice, The statistical analysis of failure time data, 2002, chapter 3.
    """
    if len(lengths.ended) < FEWEST_ENDED or not lengths.ended.any():
        return []
    if np.ptp(lengths.ended) <= lengths.rounding and not (lengths.cut > lengths.ended.max()).any():
        return [_always(lengths)]
    unit = float(lengths.middles.mean()) or 1.0
    data = _gathered(lengths, unit)
    seen = survival_seen(lengths)
    found = [_fitted(name, LAWS[name], data, unit, lengths, seen) for name in names]
    return sorted(found, key=lambda one: one.information)


def drawn_anew(lengths: Lengths, random: np.random.Generator) -> Lengths:
    """As many lengths, each one of these by chance, cut off where it is; one at least has ended."""
    ended, n = len(lengths.ended), len(lengths.ended) + len(lengths.cut)
    drawn = random.integers(0, n, n)
    drawn[0] = drawn[0] if (drawn < ended).any() else random.integers(0, ended)
    return replace(lengths, ended=lengths.ended[drawn[drawn < ended]], cut=lengths.cut[drawn[drawn >= ended] - ended])


def survival_seen(lengths: Lengths) -> tuple[Reals, Reals]:
    """Lengths and the share that lasts longer: Kaplan and Meier's estimate."""
    sample = stats.CensoredData(uncensored=lengths.ended, right=lengths.cut)
    found = stats.ecdf(sample).sf
    return np.asarray(found.quantiles), np.asarray(found.probabilities)


def _always(lengths: Lengths) -> FittedLaw:
    """Lengths that are all alike but for the clock's step: always their mean."""
    mean = float(lengths.ended.mean())
    ends = mean + lengths.low, mean + lengths.low + lengths.rounding
    return FittedLaw(ALWAYS, mean, ends, 0.0, "", (0.0, 0.0), 0.0, 0.0, 0.0, len(lengths.ended), len(lengths.cut))


def survival_of(law: FittedLaw, x: Reals) -> Reals:
    """The share that lasts longer than x seconds, by a law that was fitted."""
    if law.law == ALWAYS:
        return (np.asarray(x, dtype=float) < law.mean).astype(float)
    return np.exp(LAWS[law.law].log_survival(np.asarray(x, dtype=float), theta_of(law)))


def theta_of(law: FittedLaw) -> Reals:
    """Logarithms of the parameters of `LAWS`."""
    if law.law == "exponential":
        return np.array([np.log(law.mean)])
    if law.law == "lognormal":
        spread = np.sqrt(np.log1p(law.second**2))
        return np.array([np.log(law.mean) - spread**2 / 2, np.log(spread)])
    shape = law.second if law.law == "weibull" else law.second**-2
    scale = law.mean / special.gamma(1 + 1 / shape) if law.law == "weibull" else law.mean / shape
    return np.array([np.log(scale), np.log(shape)])


@dataclass
class _Data:
    """Lengths over their unit, with weights: bounds of those that ended, and those that were cut off.

    Where the bounds are close, the mass between them is the density in their middle times their distance. Where they
    are one, as of a fine clock, the density of seconds counts, whatever the unit: likelihoods can be compared.
    """

    low: Reals
    high: Reals
    weight: Reals
    cut: Reals
    cut_weight: Reals
    unit: float

    def __post_init__(self) -> None:
        width = self.high - self.low
        wide = width > FINE * self.low
        self.bounds = self.low[wide], self.high[wide], self.weight[wide]
        self.exact = (self.low + width / 2)[~wide], self.weight[~wide]
        self.log_width = float(self.exact[1] @ np.log(np.where(width > 0, width, 1.0 / self.unit))[~wide])
        self.count = float(self.weight.sum() + self.cut_weight.sum())


def _gathered(lengths: Lengths, unit: float) -> _Data:
    values, weight = _weighted(lengths.ended)
    cut, cut_weight = _weighted(lengths.cut)
    low = np.maximum(values + lengths.low, 0.0)
    # Two stamps of one step that show the same moment may lie a whole step apart; a length is never nothing at all.
    least = lengths.rounding * (1.0 if lengths.low == -lengths.rounding / 2 else STEP)
    high = np.maximum(values + lengths.low + lengths.rounding, least)
    if lengths.rounding == 0:  # the density of a length of zero is none
        low = high = np.maximum(values, values[values > 0].min(initial=unit) / 2)
    return _Data(low / unit, high / unit, weight, cut / unit, cut_weight, unit)


def _weighted(values: Reals) -> tuple[Reals, Reals]:
    """Different values to three digits, and how many there are of each."""
    there = values[values > 0]
    steps = 10.0 ** (np.floor(np.log10(there)) - DIGITS + 1) if len(there) else there
    rounded = np.concatenate([values[values <= 0], np.round(there / steps) * steps])
    found, counts = np.unique(rounded, return_counts=True)
    return found, counts.astype(np.float64)


def _fitted(name: str, law: _Law, data: _Data, unit: float, lengths: Lengths, seen: tuple[Reals, Reals]) -> FittedLaw:
    """The parameters at which what was seen is likeliest, and how curved the likelihood is there."""

    def loss(theta: Reals) -> float:
        if np.abs(theta).max() > 30:
            return 1e300
        with np.errstate(all="ignore"):
            low, high, weight = data.bounds
            early, late = law.log_survival(low, theta), law.log_survival(high, theta)
            total = weight @ (early + np.log(-np.expm1(np.minimum(late - early, 0.0))))
            middle, weight = data.exact
            total += weight @ law.log_density(middle, theta) + data.log_width
            total += data.cut_weight @ law.log_survival(data.cut, theta)
            if lengths.beyond:
                total -= data.count * float(law.log_survival(np.array([lengths.beyond / unit]), theta)[0])
        return float(-total) if np.isfinite(total) else 1e300

    exposed = float(lengths.middles.sum() + lengths.cut.sum()) / len(lengths.ended) / unit
    start = np.array(law.start(exposed, 1.0))
    theta = _lowest(loss, _lowest(loss, start))  # once more from there: a simplex may shrink before it has arrived
    spread = _covariance(loss, theta)
    mean, mean_interval = _with_interval(law.log_mean, theta, spread, unit)
    second, second_interval = (
        _with_interval(law.log_second, theta, spread, 1.0) if law.second_name else (0.0, (0.0, 0.0))
    )
    at, share = seen
    # Who is shown to last longer lasts beyond the whole step; of an end on a date its middle is the best guess.
    step = lengths.rounding / 2 if lengths.low == 0 else lengths.low + lengths.rounding
    latest = np.maximum(at + step, 0.0)
    told = np.exp(law.log_survival(latest / unit, theta))
    if lengths.beyond:
        told = np.minimum(told / np.exp(float(law.log_survival(np.array([lengths.beyond / unit]), theta)[0])), 1.0)
    return FittedLaw(
        name, mean, mean_interval, second, law.second_name, second_interval, -loss(theta),
        2 * (len(theta) + loss(theta)), float(np.nan_to_num(np.abs(told - share), nan=1.0).max(initial=0.0)),
        len(lengths.ended), len(lengths.cut),
    )  # fmt: skip


def _lowest(loss: Callable[[Reals], float], start: Reals) -> Reals:
    """Where the loss is least, looked for from a simplex about the start."""
    simplex = np.vstack([start, start + SIMPLEX * np.eye(len(start))])
    options = {"xatol": 1e-7, "fatol": 1e-7, "maxiter": 2_000, "maxfev": 4_000, "initial_simplex": simplex}
    return np.asarray(optimize.minimize(loss, start, method="Nelder-Mead", options=options).x)


def _covariance(loss: Callable[[Reals], float], theta: Reals) -> Reals:
    """The inverse of the curvature of the negative logarithm of the likelihood."""
    n = len(theta)
    steps = np.eye(n) * STEP
    curvature = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            a, b = steps[i], steps[j]
            corners = loss(theta + a + b) - loss(theta + a - b) - loss(theta - a + b) + loss(theta - a - b)
            curvature[i, j] = corners / (4 * STEP**2)
    try:
        return np.asarray(np.linalg.inv(curvature))
    except np.linalg.LinAlgError:
        return np.full((n, n), np.nan)


def _with_interval(
    logarithm: Callable[[Reals], float], theta: Reals, spread: Reals, unit: float
) -> tuple[float, tuple[float, float]]:
    """A parameter and its interval, by the delta method on its logarithm."""
    steps = np.eye(len(theta)) * STEP
    slope = np.array([(logarithm(theta + step) - logarithm(theta - step)) / (2 * STEP) for step in steps])
    variance = float(slope @ spread @ slope)
    reach = REACH * np.sqrt(variance) if variance >= 0 else np.inf
    value = logarithm(theta)
    low, high = (float(np.exp(min(value + side * reach, 700.0)) * unit) for side in (-1, 1))
    return float(np.exp(min(value, 700.0)) * unit), (low, high)
