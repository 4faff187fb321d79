"""Receipt: what becomes a ticket of its own."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import AtUnit

ACCEPTANCE: Final = int(AtUnit.ACCEPTANCE)


@rule
def dispatched_before_us(at_unit: int, received_us: int, waits_since_us: int) -> int:
    """When a ticket was dispatched that is at its unit at the start: as far as is known of that."""
    return waits_since_us if at_unit == ACCEPTANCE else received_us


@rule
def joins(is_open: bool, u: float, share: float) -> bool:
    """Whether a request joins the ticket of the same cause: there is one, it is open, and somebody notices."""
    # A closed ticket takes no more requests: the next one makes a ticket of its own.
    return is_open and u < share
