"""What no plan of some shifts can cost less than: each slot by itself, with plenty of people before and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from sim.planning.gains import Gains
from sim.planning.pattern import Pattern
from sim.planning.trial import Trial
from sim.rostering.program import Ints, Reals
from sim.scenario.schema_results import Target

LEVELS: Final = (0.0, 0.5, 0.75, 0.9, 1.0, 1.1)
"""Head counts that are tried in each slot, as shares of the plan's own."""
TURNS: Final = 3
"""Slots take turns: every third one has few people, and the two between clear what is left of it."""
PLENTY_ROOTS: Final = 8.0
MOST_OF_PLENTY: Final = 10
CALLS: Final = 1000.0
"""Gains are told as of so many calls: numbers that the solver is at home with."""


def levels_of(present: Reals) -> Ints:
    """Head counts to try in each slot, shape (levels, slots): from nobody to somewhat more than a plan has."""
    levels = np.array([np.rint(share * present) for share in LEVELS])
    return np.asarray(levels, dtype=np.int64)


def plenty_of(load: Reals, present: Reals) -> Ints:
    """So many people that hardly anybody waits, shape (slots,)."""
    most = np.maximum(load, present)
    return np.ceil(most + PLENTY_ROOTS * np.sqrt(most) + MOST_OF_PLENTY).astype(np.int64)


def isolated(
    targets: Mapping[int, Target], levels: Ints, plenty: Ints, pattern: Pattern, tried: Callable[[Ints], Trial]
) -> dict[int, Gains]:
    """What each slot gives towards each target with so many people in it, and plenty in its neighbours.

    Parameters
    ----------
    targets
        By number; those whose measure is not known by interval are left out.
    levels, plenty
        As `levels_of` and `plenty_of` give them.
    pattern
        The slots.
    tried
        Simulates a number of people in each slot.

    Notes
    -----
    More people are taken to be never worse, here as in `hotline need`. What a plan gives in a slot is then no more than
    this, whatever it does elsewhere, so that the cheapest shifts that keep the sum of these where it must be cost no
    more than any plan that keeps the targets before the same citizens. Between two head counts that were tried it is
    taken to be straight, or to bend downwards.
    """
    base = tried(plenty)
    known = {number: found for number in targets if (found := base.gained(number, pattern)) is not None}
    points = np.concatenate([levels, plenty[None, :]]).T.astype(np.float64)
    values = {number: np.zeros(points.shape) for number in known}
    for number, (gained, whole) in known.items():
        values[number][:, -1] = gained / whole
    for place, heads in enumerate(levels):
        for turn in range(TURNS):
            mine = np.arange(pattern.slots) % TURNS == turn
            trial = tried(np.where(mine, heads, plenty))
            for number, (_, whole) in known.items():
                found = trial.gained(number, pattern)
                assert found is not None
                values[number][mine, place] = found[0][mine] / whole
    return {number: _rising(targets[number], points, found) for number, found in values.items()}


def _rising(target: Target, points: Reals, values: Reals) -> Gains:
    """Gains at rising head counts."""
    order = np.argsort(points, axis=1, kind="stable")
    rows = np.arange(len(points))[:, None]
    apart = 1e-9 * np.arange(points.shape[1])
    return Gains(target, points[rows, order] + apart, CALLS * np.maximum.accumulate(values[rows, order], axis=1))
