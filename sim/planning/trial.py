"""One plan of shifts, simulated before the same citizens as all others, and judged by the targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.targets import TargetResult
from sim.planning.pattern import Pattern
from sim.rostering.program import Reals
from sim.staffing.trials import verdict_of

if TYPE_CHECKING:
    from sim.measures.targets import Status


SMALLEST: Final = 1e-300


Parts = tuple[Reals, Reals]
"""A measure's numerator and denominator in each interval, per run; shape (intervals,) each."""


@dataclass(frozen=True)
class Trial:
    """How a plan fared.

    Attributes
    ----------
    n, seed, engine
        Replications, their seed, and what ran them.
    targets
        How each target fared.
    parts
        Of each target's measure; None where it is not known by interval.
    """

    n: int
    seed: int
    engine: str
    targets: tuple[TargetResult, ...]
    parts: tuple[Parts | None, ...]

    @property
    def verdict(self) -> Status:
        """`met` if every target is, `not met` if one is not, else `undecided`."""
        return verdict_of(self.targets)

    def slack(self, number: int) -> float:
        """By how much the unsafe end of a target's interval lies on the right side, in the measure's unit.

        Minus infinity where nothing is known.
        """
        target = self.targets[number]
        end = target.low if target.side == "at_least" else target.high
        if end is None:
            return -np.inf
        return end - target.threshold if target.side == "at_least" else target.threshold - end

    def half_width(self, number: int) -> float:
        """How far the unsafe end of a target's interval lies from its estimate; 0 where nothing is known."""
        target = self.targets[number]
        end = target.low if target.side == "at_least" else target.high
        return 0.0 if end is None or target.estimate is None else abs(target.estimate - end)

    def seen(self, number: int, pattern: Pattern) -> Reals | None:
        """What each slot adds to a target's measure less its threshold; None if it is not known by interval."""
        found = self.gained(number, pattern)
        return None if found is None else found[0] / max(found[1], SMALLEST)

    def gained(self, number: int, pattern: Pattern) -> tuple[Reals, float] | None:
        """What each slot adds to a target, and the denominator of its measure, per run.

        Returns
        -------
        tuple or None
            Shape (slots,): the numerator less the threshold times the denominator, or of a promise `at_most` its
            negative; and the sum of the denominators. None if the measure is not known by interval.
        """
        parts, target = self.parts[number], self.targets[number]
        if parts is None:
            return None
        above, below = parts
        sign = 1.0 if target.side == "at_least" else -1.0
        return sign * pattern.folded(above - target.threshold * below), float(below.sum())
