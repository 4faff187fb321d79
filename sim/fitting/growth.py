"""Growth of daily volumes over a file, told from chance where days differ by more than a Poisson count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.fitting.laws import CONFIDENCE

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
FEWEST_DAYS: Final = 56
"""Over fewer days, from the first to the last, a trend is not told from chance."""
SURE: Final = 0.001
"""There is growth if a line without any would show as much with this chance at most."""
MONTH_DAYS: Final = 365.25 / 12
FASTEST: Final = float(np.log(5.0))
"""A line that grows to five times itself in a month, or shrinks so, is being opened or closed: that does not go on."""
MOST_MEMORY: Final = 0.9
"""Of one day for the day before, in what is neither weekday nor growth."""
FEWEST_FREE: Final = 3.0
ROUNDS: Final = 25
SMALL: Final = 1e-10


@dataclass(frozen=True)
class Growth:
    """Steady growth of a volume.

    Attributes
    ----------
    slope, error
        Growth of the logarithm by the day, and its standard error.
    freedom
        Of Student's t, after days that are like the day before have been taken for fewer days.
    days
        Days it rests on.
    """

    slope: float
    error: float
    freedom: float
    days: int

    @property
    def is_clear(self) -> bool:
        """Whether a line without growth would hardly show as much, and it may go on."""
        may_go_on = abs(self.slope) * MONTH_DAYS < FASTEST
        return may_go_on and float(2 * stats.t.sf(abs(self.slope) / self.error, self.freedom)) < SURE

    @property
    def reach(self) -> float:
        """How far the interval of 95 % of the slope reaches to each side."""
        return float(stats.t.ppf((1 + CONFIDENCE) / 2, self.freedom)) * self.error

    def factor(self, day: Ints, base: int) -> Reals:
        """The volume of some days over that of another, all counted from 1970-01-01."""
        return np.asarray(np.exp(self.slope * (day - base)))

    @property
    def monthly(self) -> tuple[float, float, float]:
        """Growth a month, as a share, and its interval of 95 %."""
        value, low, high = np.expm1(MONTH_DAYS * (self.slope + self.reach * np.array([0.0, -1.0, 1.0]))).tolist()
        return value, low, high


def growth_of(totals: Reals, day: Ints, weekday: Ints) -> Growth | None:
    """The growth of daily totals with a level for each weekday; None where the days are too few.

    Parameters
    ----------
    totals, day, weekday
        Shape (days,), in their order: contacts, days since 1970-01-01, and the weekday that each is like.

    Notes
    -----
    Quasi-likelihood with a logarithmic link: the variance of a total is its mean, and the square of its mean times a
    squared coefficient of variation that the days themselves show. What is left of one day for the next (the first
    autocorrelation, put right for the bias it has beside a trend) makes n days worth n (1 - r) / (1 + r).

    Source
    ------
    Wedderburn, Quasi-likelihood functions, 1974; Bayley and Hammersley, The "effective" number of independent
    observations in an autocorrelated time series, 1946.
    """
    kinds = np.unique(weekday)
    freedom = len(totals) - len(kinds) - 1
    if int(day[-1] - day[0]) + 1 < FEWEST_DAYS or freedom < FEWEST_FREE:
        return None
    design = np.column_stack([weekday[:, None] == kinds, day - day.mean()]).astype(np.float64)
    means = np.array([totals[weekday == k].mean() for k in weekday])
    effects, spread = np.append([np.log(totals[weekday == k].mean()) for k in kinds], 0.0), 0.0
    for _ in range(ROUNDS):
        weight = 1 / (1 / means + spread)
        off = totals / means - 1
        information = design.T @ (weight[:, None] * design)
        step = np.linalg.solve(information, design.T @ (weight * off))
        effects = effects + step
        means = np.exp(design @ effects)
        spread = max(float(((totals / means - 1) ** 2).sum()) / freedom - float((1 / means).mean()), 0.0)
        if np.abs(step).max() < SMALL:
            break
    weight = 1 / (1 / means + spread)
    residual = np.sqrt(weight) * (totals / means - 1)
    scale = max(float((residual**2).sum()) / freedom, 1.0)  # no fewer than chance alone brings
    variance = scale * float(np.linalg.inv(design.T @ (weight[:, None] * design))[-1, -1])
    memory = _memory(residual)
    worth = (1 - memory) / (1 + memory)
    error = float(np.sqrt(variance / worth))
    return Growth(float(effects[-1]), error, max(freedom * worth, FEWEST_FREE), len(totals))


def _memory(residual: Reals) -> float:
    """The first autocorrelation, none below zero, with the bias that a fitted line leaves taken off."""
    power = float(residual @ residual)
    if power == 0:
        return 0.0
    seen = float(residual[1:] @ residual[:-1]) / power
    return float(np.clip(seen + (2 + 4 * max(seen, 0.0)) / len(residual), 0.0, MOST_MEMORY))
