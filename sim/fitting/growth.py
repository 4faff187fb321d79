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
LIKELIER: Final = 10.0
"""A step is meant if twice the logarithm of its likelihood is so much above that of growth."""
SHORTEST: Final = 7
"""Days before a step, and after it, at least."""
LEAST: Final = 0.5
TINY: Final = 1e-12
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
    step
        The day, since 1970-01-01, from which on another level holds, where that says clearly more than growth does;
        None else.
    """

    slope: float
    error: float
    freedom: float
    days: int
    step: int | None = None

    @property
    def is_clear(self) -> bool:
        """Whether a line without growth would hardly show as much, it may go on, and is no single step."""
        may_go_on = abs(self.slope) * MONTH_DAYS < FASTEST
        return self.changes and may_go_on and self.step is None

    @property
    def changes(self) -> bool:
        """Whether a line that stays as it is would hardly show as much."""
        return float(2 * stats.t.sf(abs(self.slope) / self.error, self.freedom)) < SURE

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
    other = _step(totals, day, weekday)
    return Growth(float(effects[-1]), error, max(freedom * worth, FEWEST_FREE), len(totals), other)


def _step(totals: Reals, day: Ints, weekday: Ints) -> int | None:
    """The day from which on another level holds, if that is clearly likelier than a slope; weekdays have a level each.

    Least squares on logarithms. Sums from each day on give what a step there takes off, with no fit for each of them.
    """
    if len(totals) < 3 * SHORTEST:
        return None
    same = (weekday[:, None] == np.unique(weekday)).astype(np.float64)
    usual = same / same.sum(axis=0)
    logs = np.log(np.maximum(totals, LEAST))
    about, time = (one - same @ (usual.T @ one) for one in (logs, day.astype(np.float64)))
    after = np.cumsum(same[::-1], axis=0)[::-1]
    room = (after * (1 - after / same.sum(axis=0))).sum(axis=1)[SHORTEST:-SHORTEST]
    takes_off = np.cumsum(about[::-1])[::-1][SHORTEST:-SHORTEST] ** 2 / np.maximum(room, TINY)
    best = int(takes_off.argmax())
    whole = float(about @ about)
    left = whole - np.array([float(about @ time) ** 2 / float(time @ time), float(takes_off[best])])
    if left[1] <= TINY * whole or len(totals) * np.log(left[0] / left[1]) > LIKELIER:
        return int(day[SHORTEST + best]) if left[0] > TINY * whole else None
    return None


def _memory(residual: Reals) -> float:
    """The first autocorrelation, none below zero, with the bias that a fitted line leaves taken off."""
    power = float(residual @ residual)
    if power == 0:
        return 0.0
    seen = float(residual[1:] @ residual[:-1]) / power
    return float(np.clip(seen + (2 + 4 * max(seen, 0.0)) / len(residual), 0.0, MOST_MEMORY))
