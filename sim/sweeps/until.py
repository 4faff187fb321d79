"""Replications of all designs of a sweep until every one is known well enough: the rule of a run, for each design."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.study.until import CONFIDENCE, Finding, Looks, finding_of

if TYPE_CHECKING:
    from sim.sweeps.experiment import Experiment
    from sim.sweeps.results import SweepResults


def looks_of(made: Experiment, until: str | Sequence[str] | None, first: int | None, most: int | None) -> Looks | None:
    """What is asked, in plain words, looked over; None where nothing is.

    Raises
    ------
    ScenarioError
        If the sweep does not measure it, or the numbers leave no two looks.
    """
    looks = Looks.of(until, first, most)
    if looks is None:
        return None
    if len(looks.measures) < len(looks.asked):
        raise ScenarioError("until 'decided': a sweep has no verdicts; name a measure, such as 'asa +- 2 s'")
    for measure in looks.measures:
        if measure not in made.measures:
            raise ScenarioError(f"until '{measure[:80]}': the sweep does not measure it: add it to 'measures'")
    return looks


def are_enough(looks: Looks, results: SweepResults) -> bool:
    """Whether all designs are known well enough; each thing is told of the design that is known least.

    A design whose runs all failed is not known, so that the failures are told and nothing is called known.
    """
    made, estimates = results.experiment, results.estimates()
    found = []
    for one, measure in zip(looks.asked, looks.measures, strict=True):
        each = [estimates.get((point.number, measure)) for point in made.points]
        unknown = Finding(one, measure, definition_of(measure).unit, None, None, False, None, CONFIDENCE)
        known = (unknown if of is None else finding_of(one, measure, of, made.replications) for of in each)
        found.append(max(known, key=_lack))
    return looks.are_enough(made.replications, found)


def _lack(found: Finding) -> float:
    """How many times too wide an interval is."""
    if found.half_width is None or found.allowed is None:
        return inf
    if found.allowed == 0:
        return inf if found.half_width > 0 else 0.0
    return found.half_width / found.allowed
