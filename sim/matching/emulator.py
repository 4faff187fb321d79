"""What stands in for the simulation between the points of a wave: a surface for each figure, and its own error."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

import numpy as np
from scipy.spatial import KDTree

from sim.errors import ScenarioError
from sim.matching.observed import Observed, Runs, in_deviations, students
from sim.statistics.intervals import Reals
from sim.statistics.kriging import AT_A_TIME, LEAST_FREE, Surface, surface_of

NEAR: Final = 10
"""What chance does at a place is the mean of so many points near it."""
Rule = Literal["maximum", "second_maximum"]


@dataclass(frozen=True)
class Variances:
    """What makes a figure differ from what is told of it, as variances, shape (places,) each.

    Attributes
    ----------
    rounding
        What was published is rounded.
    chance
        What was published is one period as it happened.
    emulator
        The surface is off, and its points have few replications.
    discrepancy
        The model is off.
    """

    rounding: Reals
    chance: Reals
    emulator: Reals
    discrepancy: Reals

    @property
    def total(self) -> Reals:
        """All together."""
        return np.asarray(self.rounding + self.chance + self.emulator + self.discrepancy)


@dataclass(frozen=True, eq=False)
class Emulator:
    """One figure between the points of a wave.

    Attributes
    ----------
    observed
        The published figure.
    surface
        Of its mean over very many replications.
    runs
        The points, and how replications deviate at them.
    number
        Of the figure in these.
    """

    observed: Observed
    surface: Surface
    runs: Runs = field(repr=False)
    number: int

    def told(self, at: Reals) -> tuple[Reals, Variances]:
        """What it tells of places, shape (places, unknowns), and why that may be off.

        Notes
        -----
        The points meet the same citizens, so their errors go together. Each replication's deviations are carried by the
        weights of the surface, and their variance at the place counts whatever they have in common.
        """
        value, spread, weights = self.surface.told(at)
        carried = self.runs.deviations[:, :, self.number] @ weights
        n = self.runs.replications
        noise = students(n) * (carried**2).sum(axis=0) / (n * (n - 1))
        _, near = self._tree.query(at, k=min(NEAR, len(self.runs.points)))
        chance = students(n) * self.runs.chance[near, self.number].mean(axis=1) / self.observed.mean_of
        same = np.ones(len(at))
        variances = Variances(
            self.observed.rounding_variance * same, chance, spread + noise, self.observed.discrepancy**2 * same
        )
        return np.clip(value, 0.0, 1.0 if self.observed.unit == "share" else np.inf), variances

    def implausibility(self, at: Reals) -> Reals:
        """How far places are from the figure, in standard deviations, shape (places,).

        Source
        ------
        Craig, Goldstein, Seheult and Smith (1997), Case Studies in Bayesian Statistics III, 37-93; with what chance
        does: Andrianakis et al. (2015), PLoS Computational Biology 11, e1003968.
        """
        value, variances = self.told(at)
        return in_deviations(value - self.observed.value, variances.total)

    @property
    def error(self) -> float:
        """By how much it is off at a point that it was not fitted to (root mean square)."""
        return float(np.sqrt(np.mean(self.surface.left_out[0] ** 2)))

    @property
    def beyond(self) -> float:
        """Share of the points that are off by more than three standard deviations of that."""
        off, variance = self.surface.left_out
        return float(np.mean(np.abs(off) > 3 * np.sqrt(variance)))

    @property
    def spread(self) -> float:
        """Standard deviation of the figure from point to point."""
        return float(self.surface.values.std(ddof=1))

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(self.runs.points)


@dataclass(frozen=True)
class Wave:
    """The emulators of one wave, and which points they leave."""

    emulators: tuple[Emulator, ...]
    rule: Rule

    def implausibilities(self, at: Reals) -> Reals:
        """Of each figure at places, shape (places, figures)."""
        parts = [at[first : first + AT_A_TIME] for first in range(0, len(at), AT_A_TIME)]
        each = [np.column_stack([one.implausibility(part) for one in self.emulators]) for part in parts]
        return np.concatenate(each)

    def implausibility(self, at: Reals) -> Reals:
        """Of places: that of the worst figure, or of the second worst one."""
        return by_rule(self.implausibilities(at), self.rule)


def by_rule(each: Reals, rule: Rule) -> Reals:
    """The worst of the figures, or the second worst, from shape (places, figures)."""
    return np.asarray(np.sort(each, axis=1)[:, -1 if rule == "maximum" else -2])


def wave_of(observed: tuple[Observed, ...], near: Runs, every: Runs, rule: Rule) -> Wave:
    """The emulators that are fitted to runs.

    Parameters
    ----------
    observed
        The figures.
    near
        Runs of what remained before the wave, and its own.
    every
        All runs: a figure that has data at too few of the near ones is fitted to these.
    rule
        How figures rule places out.

    Raises
    ------
    ScenarioError
        If a figure has data at too few of all points.
    """
    found = []
    for number, figure in enumerate(observed):
        emulator = _fitted(figure, number, near) or _fitted(figure, number, every)
        if emulator is None:
            known = int(np.isfinite(every.values[:, number]).sum())
            least = every.points.shape[1] + 1 + LEAST_FREE
            why = next(iter(every.failures), "the others have none")
            raise ScenarioError(
                f"{figure.name}: {known:,} of {len(every.points):,} points have data, and {least} are "
                f"needed: narrow the ranges, or write more points ({why})"
            )
        found.append(emulator)
    return Wave(tuple(found), rule)


def _fitted(figure: Observed, number: int, runs: Runs) -> Emulator | None:
    """A figure between those points that have data of it; None if these are too few."""
    known = runs.of(np.isfinite(runs.values[:, number]))
    try:
        surface = surface_of(known.points, known.values[:, number])
    except ValueError:
        return None
    return Emulator(figure, surface, known, number)
