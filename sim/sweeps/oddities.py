"""What is odd in the plans of a sweep's designs, such as more work than people have hours for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sim.checks import checked_plan
from sim.errors import HotlineError

if TYPE_CHECKING:
    from sim.sweeps.experiment import Experiment

MOST_PLANNED: Final = 100
"""Designs of a sweep that `plans_of` looks at: a plan takes up to a third of a second."""
_NUMBERS: Final = re.compile(r"\d[\d,.:]*")


@dataclass(frozen=True)
class Oddity:
    """Something odd, with the numbers that it has in the first of the designs that have it.

    Attributes
    ----------
    text
        The warning; or the sentence, of designs that cannot be planned.
    first
        Number of the first design.
    designs
        How many have it.
    """

    text: str
    first: int
    designs: int


@dataclass
class PlanOddities:
    """What was found odd in the plans that were made so far.

    Attributes
    ----------
    planned
        Numbers of the designs whose plans were made, or could not be.
    """

    planned: set[int] = field(default_factory=set)
    _odd: dict[str, dict[int, str]] = field(default_factory=dict)
    _faults: dict[str, dict[int, str]] = field(default_factory=dict)

    def note(self, design: int, warnings: Iterable[str]) -> None:
        """Keep the warnings of the plan of a design."""
        self.planned.add(design)
        for text in warnings:
            self._odd.setdefault(_NUMBERS.sub("#", text), {})[design] = text

    def note_fault(self, design: int, sentence: str) -> None:
        """Keep why a design cannot be planned."""
        self.planned.add(design)
        self._faults.setdefault(_NUMBERS.sub("#", sentence), {})[design] = sentence

    @property
    def odd(self) -> list[Oddity]:
        """Every warning once, whatever its numbers."""
        return _told(self._odd)

    @property
    def faults(self) -> list[Oddity]:
        """Every reason why designs cannot be planned, once."""
        return _told(self._faults)


def plans_of(made: Experiment) -> PlanOddities:
    """What is odd in the plans of all designs, or where these are many, of some from the first to the last."""
    found, many = PlanOddities(), len(made.points)
    some = min(many, MOST_PLANNED)
    for point in (made.points[number * (many - 1) // max(some - 1, 1)] for number in range(some)):
        scenario = made.scenario_of(point)
        try:
            found.note(point.number, checked_plan(scenario).warnings)
        except HotlineError as error:
            found.note_fault(point.number, error.sentence)
    return found


def _told(found: dict[str, dict[int, str]]) -> list[Oddity]:
    firsts = ((min(texts), texts) for texts in found.values())
    return [Oddity(texts[first], first, len(texts)) for first, texts in firsts]
