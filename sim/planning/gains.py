"""What people at work in a slot give towards a target, by the formulas: the more, the less each further one adds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from typing import Final

import numpy as np

from sim.planning.pattern import Pattern
from sim.rostering.program import Reals
from sim.rostering.shift_parts import Promise
from sim.scenario.schema_results import Target
from sim.staffing.formula import Demand, gain_of, gains_of
from sim.statistics.time_sums import SECOND_US

SPREAD: Final = 4.0
"""So many square roots of the load above it, further people change nothing that can be seen."""
LONGEST_WAIT_S: Final = 3600.0
"""A queue that never settles counts as such a wait, so that sums stay finite."""
MOST_POINTS: Final = 16
"""Head counts at which a slot's gain is worked out; between them it is taken to be straight."""


@dataclass(frozen=True)
class Gains:
    """What a target gains, slot by slot, from people at work.

    Attributes
    ----------
    target
        Which.
    heads
        Shape (slots, points): rising head counts, 0 first.
    values
        Shape (slots, points): the numerator less the threshold times the denominator, summed over the intervals of the
        slot; of a promise `at_most` its negative. The target is kept where the sum over all slots is not below 0.
    """

    target: Target
    heads: Reals
    values: Reals

    @classmethod
    def of(cls, target: Target, demand: Demand, pattern: Pattern) -> Gains:
        """By the formulas of steady state at the modified offered load of each interval."""
        load = pattern.largest(demand.load)
        points = _points(load)
        values = np.zeros(points.shape)
        busy = np.flatnonzero(demand.load > 0)
        slots = pattern.slot[busy]
        least = -LONGEST_WAIT_S * demand.calls_per_s[busy] * demand.length_us[busy] / SECOND_US
        np.add.at(values, slots, np.maximum(gains_of(target, demand, busy, points[slots]), least[:, None]))
        return cls(target, points, values)

    def at(self, present: Reals) -> Reals:
        """The value of each slot with so many people at work, shape (slots,)."""
        rows = zip(present, self.heads, self.values, strict=True)
        return np.array([np.interp(heads, points, values) for heads, points, values in rows])

    def shifted(self, by: Reals) -> Gains:
        """The same where each slot needs so many people more for the same value."""
        rows = zip(self.heads, self.values, by, strict=True)
        values = [np.interp(points - more, points, values) for points, values, more in rows]
        return Gains(self.target, self.heads, np.array(values))

    def behind(self, present: Reals, seen: Reals, most: Reals) -> Reals:
        """How many people fewer would by the formulas give what was seen, slot by slot, at most so many either way."""
        found = np.zeros(len(present))
        for slot, (points, values) in enumerate(zip(self.heads, self.values, strict=True)):
            rising = np.maximum.accumulate(values)
            span = rising[-1] - rising[0]
            if span <= 0:
                continue
            inside = np.clip(seen[slot], rising[0] + 0.02 * span, rising[-1] - 0.02 * span)
            mine = np.clip(np.interp(present[slot], points, rising), rising[0] + 0.02 * span, rising[-1] - 0.02 * span)
            back = np.interp([mine, inside], rising, points)
            found[slot] = np.clip(back[0] - back[1], -most[slot], most[slot])
        return found

    def promise(self, pools: tuple[int, ...], others: Reals, at_least: float) -> Promise:
        """As a promise of a design.

        Parameters
        ----------
        pools
            Whose heads count together.
        others
            Shape (slots,): people at work beside them, whose shifts stay as they are.
        at_least
            What the sum must come to: 0 where the formulas are believed.
        """
        return Promise(self.target.measure, pools, self.heads - others[:, None], self.concave.values, at_least)

    @cached_property
    def concave(self) -> Gains:
        """The least concave curves on or above these: what a design takes them for."""
        rows = zip(self.heads, self.values, strict=True)
        return Gains(self.target, self.heads, np.array([concave(*row) for row in rows]))


def _points(load: Reals) -> Reals:
    """Head counts for each slot, as many for all: 0, and whole numbers around the load.

    They are multiples of their distance, so that slots with about the same load have the same ones: the fewer different
    ones there are, the less there is to search.
    """
    found = np.zeros((len(load), MOST_POINTS))
    for slot, erlang in enumerate(load.tolist()):
        width = SPREAD * sqrt(erlang)
        top, low = ceil(erlang + width) + 2, max(1, int(erlang - width))
        step = ceil((top - low) / (MOST_POINTS - 3))
        found[slot, 1:] = step * (max(1, low // step) + np.arange(MOST_POINTS - 1))
    return found


def concave(points: Reals, values: Reals) -> Reals:
    """The least concave curve on or above some values at rising points that never falls, at the same points."""
    hull: list[tuple[float, float]] = []
    for x, y in zip(points.tolist(), values.tolist(), strict=True):
        while len(hull) >= 2 and _rises(hull[-2], hull[-1]) <= _rises(hull[-1], (x, y)) + 1e-12:
            hull.pop()
        hull.append((x, y))
    known, heights = np.array(hull).T
    return np.maximum.accumulate(np.interp(points, known, heights))  # more people make nothing worse


def _rises(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (other[1] - one[1]) / (other[0] - one[0])


def least_in_each(target: Target, demand: Demand, pattern: Pattern, most: int) -> Reals:
    """Fewest people at work in each slot with whom a target that is judged per interval holds in each of its own."""
    found = np.zeros(pattern.slots)
    for interval in np.flatnonzero((demand.load > 0) & (demand.calls_per_s > 0)).tolist():
        slot = pattern.slot[interval]
        heads = int(found[slot])
        while heads < most and gain_of(target, demand, interval, heads) < 0:
            heads += 1
        found[slot] = max(found[slot], heads)
    return found
