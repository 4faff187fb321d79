"""Tasks of tickets: the class they wait in and the pace of a crew."""

from __future__ import annotations

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET


@rule
def raised(stands: int) -> int:
    """The class of a ticket that is raised by one; 0 is the highest."""
    return stands - 1 if stands > 0 else 0


@rule
def pace_of_crew(pace: float, supervised_us: int, speed_up: float) -> float:
    """The pace of a crew: faster by a factor once its ticket is supervised."""
    return pace * speed_up if supervised_us != NOT_YET else pace
