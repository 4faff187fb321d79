"""Every design's estimate of a measure, for what is worked out from all designs at once: none may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.errors import ScenarioError
from sim.measures.estimate import spread_of

if TYPE_CHECKING:
    from sim.statistics.intervals import Spread
    from sim.sweeps.results import SweepResults


def spreads_of(
    results: SweepResults, measure: str, what: Literal["Sobol' indices", "elementary effects", "metamodels"]
) -> list[Spread]:
    """A measure in every design, in their order: estimates, and how the replications deviate from them.

    Raises
    ------
    ScenarioError
        If a run failed, or a design has no data: `what` would be wrong altogether.
    """
    made, found = results.experiment, []
    for point in made.points:
        known = results.figures.of_design(point.number, measure)
        spread = spread_of(measure, known) if len(known) == made.replications else None
        if spread is not None and spread.estimate is not None:
            found.append(spread)
    lost = len(made.points) - len(found)
    if lost:
        raise ScenarioError(
            f"{what} need every result: {lost:,} of {len(made.points):,} designs lack some of '{measure}'"
        )
    return found
