"""The room of all values: what is not ruled out of it, and points that fill what remains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import qmc

from sim.statistics.intervals import Reals

CANDIDATES: Final = 2**14
"""Places at which it is asked what is ruled out."""
ENOUGH: Final = 1_000
"""With fewer that remain, the same number is tried in a smaller box around them."""
BEST: Final = 50
"""A box is drawn around so many at least, of the least implausible ones."""
MOST_BOXES: Final = 12
MARGIN: Final = 0.25
"""A box goes beyond those that remain by this part of its sides."""
FILLED: Final = 2_000
"""Among so many that remain the points of a wave are chosen."""
Implausible = Callable[[Reals], Reals]
"""From places, shape (places, unknowns), to their implausibility."""
Snap = Callable[[Reals], Reals]
"""From places to the nearest ones that a scenario can have."""


@dataclass(frozen=True)
class Remaining:
    """What is not ruled out.

    Attributes
    ----------
    points
        Places spread evenly over it, shape (places, unknowns); none if it is empty.
    implausibility
        Of each.
    share
        How much of the whole room it is.
    best
        The least implausible place that was met.
    least
        Its implausibility.
    """

    points: Reals
    implausibility: Reals
    share: float
    best: Reals
    least: float

    @property
    def is_empty(self) -> bool:
        """Whether everything is ruled out."""
        return len(self.points) == 0


def whole_room(unknowns: int) -> Remaining:
    """Everything, before the first wave."""
    return Remaining(np.full((1, unknowns), 0.5), np.zeros(1), 1.0, np.full(unknowns, 0.5), 0.0)


def what_remains(implausible: Implausible, unknowns: int, snap: Snap, cut_off: float, seed: int) -> Remaining:
    """Look for what is not ruled out, first in the whole room, then in smaller boxes, until enough places are met.

    A whole number stands for a part of its range: boxes are drawn around places as they were before `snap`.

    Parameters
    ----------
    implausible
        What rules places out.
    unknowns
        How many there are.
    snap
        What places are possible.
    cut_off
        The largest implausibility that rules nothing out.
    seed
        Of the places.
    """
    low, high = np.zeros(unknowns), np.ones(unknowns)
    places = qmc.Sobol(unknowns, rng=np.random.default_rng(seed)).random(CANDIDATES)
    for _ in range(MOST_BOXES):
        anywhere = low + (high - low) * places
        points = snap(anywhere)
        found = implausible(points)
        is_left, order = found <= cut_off, np.argsort(found, kind="stable")
        many = int(is_left.sum())
        remaining = Remaining(
            points[is_left], found[is_left], float(np.prod(high - low)) * many / len(points), points[order[0]],
            float(found[order[0]]),
        )  # fmt: skip
        if many >= ENOUGH:
            break
        near = anywhere[order[: max(many, BEST)]]
        edge = MARGIN * np.ptp(near, axis=0) + 1 / len(points)
        lower, upper = np.maximum(near.min(axis=0) - edge, low), np.minimum(near.max(axis=0) + edge, high)
        if np.prod(upper - lower) > 0.9 * np.prod(high - low):
            break
        low, high = lower, upper
    return remaining


def first_points(many: int, unknowns: int, seed: int) -> Reals:
    """Points that fill the whole room, each with a slice of every range to itself."""
    chance = np.random.default_rng(seed)
    return np.asarray(qmc.LatinHypercube(unknowns, rng=chance, optimization="random-cd").random(many))


def filling(remaining: Reals, there: Reals, many: int, seed: int) -> Reals:
    """Points that fill what remains: one after the other the one that is farthest from all that are there.

    Parameters
    ----------
    remaining
        Places to choose from.
    there
        Points that have been run, shape (points, unknowns), maybe none.
    many
        How many are wanted; fewer come where fewer different places remain.
    seed
        Of the choice.

    Source
    ------
    Kennard and Stone (1969), Technometrics 11, 137-148.
    """
    chance = np.random.default_rng(seed)
    choices = np.unique(chance.permutation(remaining)[:FILLED], axis=0)
    away = cdist(choices, there).min(axis=1) if len(there) else np.full(len(choices), np.inf)
    chosen: list[int] = []
    while len(chosen) < many:
        farthest = int(np.argmax(away))
        if away[farthest] == 0:
            break
        chosen.append(farthest)
        away = np.minimum(away, cdist(choices, choices[farthest : farthest + 1])[:, 0])
    return np.asarray(choices[chosen])
