"""One measure under two designs: the paired difference, its interval, and what can be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from sim.measures.definitions import definition_of
from sim.measures.estimate import differing, figures_of, spread_of
from sim.measures.worth_naming import is_clear, names_a_difference
from sim.statistics.intervals import Interval, Spread

if TYPE_CHECKING:
    from sim.measures.run import Measures

Verdict = Literal["better", "worse", "higher", "lower", "hardly any difference", "no clear difference", "no data"]
ENOUGH_PAIRS: Final = 5
"""With fewer pairs that differ an interval misses the truth more often than it says (docs/intervals.md)."""


@dataclass(frozen=True)
class Difference:
    """One measure under both designs.

    Attributes
    ----------
    base, variant
        Estimates of the two; None means "no data".
    difference, low, high
        variant - base with its paired interval, in `unit`.
    unit, n
        Unit, and number of replications with data on the side that has fewer of them.
    differing
        Number of pairs that differ: with fewer than five the interval misses the truth more often than it says
        (docs/intervals.md).
    verdict
        `better` or `worse` (`higher` or `lower` where neither direction is the better one) if the interval lies on
        one side of zero and the difference is worth naming (`sim.measures.worth_naming`); `hardly any difference` if
        it is clear, but too small for that.
    variance_saved
        Share of the difference's variance that the same citizens save; None where neither design varies.
    """

    base: float | None
    variant: float | None
    difference: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    differing: int
    verdict: Verdict
    variance_saved: float | None = None

    @property
    def is_backed(self) -> bool:
        """Whether enough pairs of replications differ for the interval to keep what it says."""
        return self.differing >= ENOUGH_PAIRS

    @property
    def is_none(self) -> bool:
        """Whether the measure is the same in every pair, be it of other calls or tickets."""
        return self.difference is not None and (self.differing == 0 or self.low == self.high == self.difference == 0)

    @property
    def not_excluded(self) -> float | None:
        """The largest difference, either way, that the interval does not exclude; None if it excludes none.

        Where too few pairs differ, or none at all, no interval excludes anything.
        """
        if self.low is None or self.high is None or self.is_none or not self.is_backed:
            return None
        return max(abs(self.low), abs(self.high))


def difference_of(
    key: str, base: Sequence[Measures], variant: Sequence[Measures], confidence: float = 0.95
) -> Difference:
    """One measure's paired difference: the variant's estimate less the base's.

    Parameters
    ----------
    key
        The measure's.
    base, variant
        Of as many replications, each pair with the same chance.
    confidence
        Of the interval.
    """
    figures = [figures_of(key, side) for side in (base, variant)]
    of_base, of_variant = (spread_of(key, of_side) for of_side in figures)
    interval = of_variant.less(of_base).interval_of_difference(confidence)
    if definition_of(key).unit == "share":  # shares differ by no more than all
        low, high = (None if end is None else min(max(end, -1.0), 1.0) for end in (interval.low, interval.high))
        interval = replace(interval, low=low, high=high)
    return Difference(
        base=of_base.estimate,
        variant=of_variant.estimate,
        difference=interval.estimate,
        low=interval.low,
        high=interval.high,
        unit=definition_of(key).unit,
        n=interval.n,
        differing=differing(*figures),
        verdict=verdict_of(key, interval, of_base.estimate),
        variance_saved=variance_saved(of_base, of_variant),
    )


def variance_saved(base: Spread, variant: Spread) -> float | None:
    """Share of the difference's variance that the same citizens save: none of 0, all of 1; below 0 they cost some.

    Compared with designs that have citizens of their own, whose variances add up; None where neither varies.
    """
    alone = float((base.deviations**2).sum() + (variant.deviations**2).sum())
    if alone == 0 or len(base.deviations) != len(variant.deviations):
        return None
    return 1 - float(((variant.deviations - base.deviations) ** 2).sum()) / alone


def verdict_of(key: str, interval: Interval, base: float | None) -> Verdict:
    """What may be said of a difference by its interval, beside the base's estimate."""
    if interval.estimate is None:
        return "no data"
    if not is_clear(interval):
        return "no clear difference"
    if not names_a_difference(interval, base, definition_of(key).unit):
        return "hardly any difference"
    direction: Verdict = "higher" if interval.estimate > 0 else "lower"
    wanted = definition_of(key).better
    if wanted == "neither":
        return direction
    return "better" if wanted == direction else "worse"
