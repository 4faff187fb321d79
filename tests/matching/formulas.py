"""Simulations that are formulas: points whose figures, and whose chance, are known exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.matching.observed import Observed, Runs
from sim.matching.space import Snap
from sim.matching.waves import Settings, Simulate
from sim.statistics.intervals import Reals

REPLICATIONS = 10


def exactly(formula: Callable[[Reals], Reals], chance: float) -> Simulate:
    """Runs whose means are a formula of the points, (points, unknowns) to (points, figures), and whose single runs
    differ by a known variance."""

    def simulate(points: Reals, _wave: int) -> Runs:
        values = formula(points)
        deviations = np.zeros((REPLICATIONS, *values.shape))
        return Runs(points, values, deviations, np.full(values.shape, chance), ())

    return simulate


def by_chance(formula: Callable[[Reals], Reals], sd: float, own: float, seed: int) -> Simulate:
    """Runs of a formula and of noise: what all points have in common in a replication, and what each has for itself."""

    def simulate(points: Reals, wave: int) -> Runs:
        means = formula(points)
        together = np.random.default_rng(seed).normal(0, sd * np.sqrt(1 - own), (REPLICATIONS, 1, means.shape[1]))
        apart = np.random.default_rng([seed, wave]).normal(0, sd * np.sqrt(own), (REPLICATIONS, *means.shape))
        each = means + together + apart
        values = each.mean(axis=0)
        return Runs(points, values, each - values, each.var(axis=0, ddof=1), ())

    return simulate


def asked(unknowns: int, waves: int = 4, points: int = 20, cut_off: float = 3.0, seed: int = 1) -> Settings:
    """How it is done."""
    return Settings(unknowns, waves, points, cut_off, "maximum", seed)


def seen(name: str, value: float, width: float = 0.0, unit: str = "s") -> Observed:
    """A figure, rounded to a width."""
    return Observed(name, name, unit, value - width / 2, value + width / 2)


def whole(*many: int) -> Snap:
    """Numbers with so many values each, evenly over their ranges; 0 where any value is possible."""

    def snapped(places: Reals) -> Reals:
        found = np.array(places)
        for number, values in enumerate(many):
            if values:
                found[:, number] = np.minimum(np.floor(places[:, number] * values), values - 1) / (values - 1)
        return found

    return snapped


def anywhere(places: Reals) -> Reals:
    """A scenario can be at every place."""
    return places
