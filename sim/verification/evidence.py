"""How a simulated figure is held against an exact one, and how small an error that would find."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

Reals = npt.NDArray[np.float64]

FALSE_ALARM: Final = 5e-9
"""Two-sided chance that a sound comparison is called wrong: |z| beyond 5.85; 200 comparisons, once in a million."""
SHOWN: Final = 0.95
"""Confidence of the intervals shown: about one in twenty misses the theory by chance alone."""
POWER_Z: Final = 2.33
"""An error (limit + 2.33) standard errors away is found with chance 0.99."""


@dataclass(frozen=True)
class Evidence:
    """One figure, from theory and from independent replications.

    Attributes
    ----------
    quantity
        What it is (a key of `sim.report.words`).
    unit
        'share', 's' or 'number'.
    theory, simulated
        The exact value and the estimate.
    low, high
        The 95 % interval of the estimate.
    t, limit
        Distance in standard errors, and the |t| beyond which it is called wrong (5.85 for many replications).
    finds
        The smallest relative error of the simulation that would be found with chance 0.99.
    """

    quantity: str
    unit: str
    theory: float
    simulated: float
    low: float
    high: float
    t: float
    limit: float
    finds: float

    @property
    def agrees(self) -> bool:
        """Whether theory and simulation agree."""
        return abs(self.t) < self.limit

    @property
    def inside(self) -> bool:
        """Whether the theory lies in the interval shown."""
        return self.low <= self.theory <= self.high


def hold(
    quantity: str, unit: str, theory: float, sums: Reals, counts: Reals, controls: Reals | None = None
) -> Evidence:
    """Hold a ratio of sums to counts against its exact value.

    Parameters
    ----------
    sums, counts
        Shape (replications,): the sum over counted callers (or a number), and how many were counted (or ones).
    theory
        The exact mean of sums / mean of counts: then sums - counts x theory has mean zero, without the bias of ratios.
    controls
        Shape (replications, k): control variates of mean zero; taken out by regression.

    Source
    ------
    Control variates with known means: Law (2015), Simulation Modeling and Analysis, section 11.4. Where callers come
    by a Poisson process, those counted see time averages (Wolff 1982), so the theory is that of the steady state.
    """
    surprise = sums - counts * theory
    terms = np.ones((len(surprise), 1))
    if controls is not None:
        spread = controls.std(axis=0)
        terms = np.column_stack([terms, controls[:, spread > 0] / spread[spread > 0]])
    fit = np.linalg.lstsq(terms, surprise, rcond=None)[0]
    free = len(surprise) - terms.shape[1]
    variance = float(((surprise - terms @ fit) ** 2).sum()) / free * float(np.linalg.inv(terms.T @ terms)[0, 0])
    error = math.sqrt(variance) / float(counts.mean())
    distance = float(fit[0]) / float(counts.mean())
    return _evidence(quantity, unit, theory, theory + distance, error, free)


def hold_published(quantity: str, unit: str, published: float, half_width: float, values: Reals) -> Evidence:
    """Hold the mean of replications against another simulator's, given with its own 95 % interval.

    Parameters
    ----------
    published, half_width
        Their estimate, and half of its interval.
    values
        Shape (replications,): ours.
    """
    theirs = half_width / float(stats.norm.isf((1 - SHOWN) / 2))
    ours = float(values.std(ddof=1)) / math.sqrt(len(values))
    return _evidence(quantity, unit, published, float(values.mean()), math.hypot(ours, theirs), len(values) - 1)


def _evidence(quantity: str, unit: str, theory: float, simulated: float, error: float, free: int) -> Evidence:
    limit = float(stats.t.isf(FALSE_ALARM / 2, free))
    half = float(stats.t.isf((1 - SHOWN) / 2, free)) * error
    distance = simulated - theory
    return Evidence(
        quantity=quantity,
        unit=unit,
        theory=theory,
        simulated=simulated,
        low=simulated - half,
        high=simulated + half,
        t=distance / error if error else math.copysign(math.inf, distance) if distance else 0.0,
        limit=limit,
        finds=(limit + POWER_Z) * error / abs(theory) if theory else math.inf,
    )
