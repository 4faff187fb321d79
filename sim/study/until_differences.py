"""Replications of several designs until their differences to the first are known well enough: the rule of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.checks.asked import asking
from sim.errors import ScenarioError
from sim.measures.run import Measures
from sim.scenario.schema import Scenario
from sim.statistics.intervals import Interval
from sim.statistics.precision import allowed_half_width, half_width, runs_for
from sim.statistics.selection import alike_after
from sim.study.difference import Difference, difference_of
from sim.study.until import CONFIDENCE, Finding, Looks, Wanted


@dataclass
class DifferenceWatch:
    """Looks at designs as their replications come, and says when they are enough.

    Attributes
    ----------
    designs
        What is run, the first one the base: they take every measure that is asked about.
    looks
        What is asked, and what came of it.
    """

    designs: list[Scenario]
    looks: Looks

    @classmethod
    def of(
        cls, designs: Sequence[Scenario], until: str | Sequence[str] | None, first: int | None, most: int | None
    ) -> DifferenceWatch | None:
        """The same in plain words, looked over; None where nothing is asked.

        Raises
        ------
        ScenarioError
            If a design can have nothing of the kind, or the numbers leave no two looks.
        """
        asked = Looks.of(until, first, most)
        if asked is None:
            return None
        if len(asked.measures) < len(asked.asked):
            raise ScenarioError("until 'decided': a comparison has no verdicts; name a measure, such as 'asa +- 2 s'")
        return cls([asking(design, asked.measures) for design in designs], asked)

    def is_enough(self, measures: Sequence[Sequence[Measures]]) -> bool:
        """Whether these replications, of each design some, are enough; they are looked at as all have what is due."""
        n = len(measures[0])
        if n not in self.looks.due or any(len(of_design) != n for of_design in measures):
            return False
        base, *variants = measures
        found = [
            _of_pair(one, key, (design.name, self.designs[0].name), difference_of(key, base, variant, CONFIDENCE), n)
            for one, key in zip(self.looks.asked, self.looks.measures, strict=True)
            for design, variant in zip(self.designs[1:], variants, strict=True)
        ]
        return self.looks.are_enough(n, found)


def _of_pair(one: Wanted, key: str, pair: tuple[str, str], found: Difference, n: int) -> Finding:
    """How far one difference is known; per cent are of the first design's value.

    Pairs of which too few differ have no interval to be trusted; of which none does, once one in twenty would have.
    """
    half = half_width(Interval(found.difference, found.low, found.high, found.n))
    if half is None or found.base is None:
        return Finding(one, key, found.unit, half, None, False, None, CONFIDENCE, pair)
    allowed = allowed_half_width(found.base, one.half, one.relative)
    if not found.is_backed and (found.differing or n < alike_after(1 - CONFIDENCE)):
        return Finding(one, key, found.unit, half, allowed, False, None, CONFIDENCE, pair, found.differing)
    holds = half <= allowed
    needed = None if holds else runs_for(n, half, allowed)
    return Finding(one, key, found.unit, half, allowed, holds, needed, CONFIDENCE, pair)
