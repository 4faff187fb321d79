"""Replications of all designs of a sweep until every one is known well enough: the rule of a run, for each design."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import ScenarioError
from sim.study.until import Finding, Looks, finding_of

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
    """Whether all designs are known well enough; each thing is told of the design that is known least."""
    estimates, found = results.estimates(), []
    for one, measure in zip(looks.asked, looks.measures, strict=True):
        each = [
            finding_of(one, measure, estimate, results.experiment.replications)
            for (_, key), estimate in estimates.items()
            if key == measure
        ]
        if each:
            found.append(max(each, key=_lack))
    return looks.are_enough(results.experiment.replications, found)


def _lack(found: Finding) -> float:
    """How many times too wide an interval is."""
    if found.half_width is None or found.allowed is None:
        return float("inf")
    return found.half_width / found.allowed if found.allowed else float(found.half_width > 0)
