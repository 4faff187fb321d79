"""Tasks of tickets: the class they wait in, their place among those of their class, the pace of a crew."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET, WorkOrder

FIRST_COME: Final = int(WorkOrder.FIRST_COME)
NEWEST_FIRST: Final = int(WorkOrder.NEWEST_FIRST)
RANDOM: Final = int(WorkOrder.RANDOM)
PLACES_AT_RANDOM: Final = 1 << 52
"""A number in (0, 1) has so many values: as a whole number it keeps them all."""


@rule
def raised(stands: int) -> int:
    """The class of a ticket that is raised by one; 0 is the highest."""
    return stands - 1 if stands > 0 else 0


@rule
def is_by_entry(order: int) -> bool:
    """Whether a line gives out its work in the order of entry, so that no work needs a key."""
    return order == FIRST_COME


@rule
def order_key(order: int, queued_us: int, u: float, length_us: int) -> int:
    """The key of work among that of its class, fixed as it joins its line: lower first, then first entry.

    Parameters
    ----------
    order
        A `WorkOrder`.
    queued_us
        When it enters the queue.
    u
        A number in (0, 1), drawn for it.
    length_us
        How long it takes at the pace 1.
    """
    if order == NEWEST_FIRST:
        return -queued_us
    return int(u * PLACES_AT_RANDOM) if order == RANDOM else length_us


@rule
def pace_of_crew(pace: float, supervised_us: int, speed_up: float) -> float:
    """The pace of a crew: faster by a factor once its ticket is supervised."""
    return pace * speed_up if supervised_us != NOT_YET else pace
