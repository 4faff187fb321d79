"""What no plan of some shifts can cost less than: each slot by itself, with plenty of people before and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor
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
    levels[-1] = np.maximum(levels[-1], levels[-2] + 1)
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
    more than any plan that keeps the targets before the same citizens. Between two head counts that were tried it lies
    below the lines through its neighbours on either side, where it bends downwards, and below their chord where not.
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
    """Gains that are nowhere below what was tried, or may be in between."""
    rows = [_above(*row) for row in zip(points, values, strict=True)]
    longest = max(len(heads) for heads, _ in rows)
    heads = np.array([np.append(x, x[-1] + 1.0 + np.arange(longest - len(x))) for x, _ in rows])
    gains = np.array([np.append(y, np.full(longest - len(y), y[-1])) for _, y in rows])
    return Gains(target, heads, CALLS * gains)


def _above(points: Reals, values: Reals) -> tuple[Reals, Reals]:
    """A curve on or above all that never falls and bends downwards between the neighbours of each gap."""
    x, place = np.unique(points, return_inverse=True)
    y = np.full(len(x), -np.inf)
    np.maximum.at(y, place, values)
    y = np.maximum.accumulate(y)
    slopes = np.append(np.diff(y) / np.diff(x), 0.0)
    told: list[tuple[float, float]] = []
    for gap in range(len(x) - 1):
        low, high, chord = y[gap], y[gap + 1], slopes[gap]
        before = slopes[gap - 1] if gap else np.inf
        after = slopes[gap + 1] if gap + 1 < len(x) - 1 else 0.0
        told.append((x[gap], low))
        if before <= chord or after >= chord:
            continue  # it bends upwards: the chord is above it
        far = high - after * (x[gap + 1] - x[gap])
        meets = 0.0 if np.isinf(before) else (far - low) / (before - after)
        for at in sorted({floor(meets) or 1, ceil(meets) or 1}):
            if at < x[gap + 1] - x[gap]:  # heads are whole numbers
                told.append((x[gap] + at, min(low + before * at, far + after * at)))
    told.append((x[-1], y[-1]))
    heads, gains = np.array(told).T
    return heads, np.maximum.accumulate(gains)
