"""What was published, what a wave of runs measured, and how far the one is from the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Reals


@dataclass(frozen=True)
class Observed:
    """A published figure.

    Attributes
    ----------
    name
        What it is called in tables: the key of what is measured, and what it is compared with.
    measure
        The key of what is measured.
    unit
        Of the figure.
    low, high
        Between which values it lay before it was rounded.
    mean_of
        Of how many periods it is the mean.
    discrepancy
        By how much the model may be off: a standard deviation.
    """

    name: str
    measure: str
    unit: str
    low: float
    high: float
    mean_of: int = 1
    discrepancy: float = 0.0

    @property
    def value(self) -> float:
        """The middle of what it may have been."""
        return (self.low + self.high) / 2

    @property
    def rounding_variance(self) -> float:
        """Of what it may have been: with nothing else known, any value between the ends is as likely as another."""
        return (self.high - self.low) ** 2 / 12


@dataclass(frozen=True)
class Runs:
    """What points came to, before the same citizens.

    Attributes
    ----------
    points
        Shape (points, unknowns), each from 0 to 1 over its range.
    values
        Shape (points, figures); NaN where there is none.
    deviations
        What each replication deviates from these by, shape (replications, points, figures).
    chance
        Variance of one period as it happens, shape (points, figures).
    failures
        Why runs failed, a sentence each.
    """

    points: Reals
    values: Reals
    deviations: Reals
    chance: Reals
    failures: tuple[str, ...]

    @property
    def replications(self) -> int:
        """Of each point."""
        return int(self.deviations.shape[0])

    def of(self, chosen: npt.NDArray[np.bool_]) -> Runs:
        """Those of some points, with all that failed."""
        parts = self.points[chosen], self.values[chosen], self.deviations[:, chosen], self.chance[chosen]
        return Runs(*parts, self.failures)

    def and_those(self, other: Runs) -> Runs:
        """These, then others with as many replications."""
        return Runs(
            np.concatenate([self.points, other.points]),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.deviations, other.deviations], axis=1),
            np.concatenate([self.chance, other.chance]),
            self.failures + other.failures,
        )

    def implausibility(self, observed: tuple[Observed, ...]) -> Reals:
        """How far each point itself is from each figure, in standard deviations, shape (points, figures)."""
        off = self.values - np.array([figure.value for figure in observed])
        periods = np.array([figure.mean_of for figure in observed])
        known = np.array([figure.rounding_variance + figure.discrepancy**2 for figure in observed])
        by_chance = students(self.replications) * self.chance * (1 / periods + 1 / self.replications)
        return in_deviations(off, known + by_chance)


def students(replications: int) -> float:
    """How many times the variance of Student's t with a deviation taken from replications is that of the normal law."""
    return (replications - 1) / (replications - 3)


def in_deviations(off: Reals, variance: Reals) -> Reals:
    """How far off something is in standard deviations; what has none is off by nothing or beyond all bounds."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.abs(off) / np.sqrt(variance)
    return np.where(off == 0, 0.0, found)
