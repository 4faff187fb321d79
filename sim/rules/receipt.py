"""Receipt: what becomes a ticket of its own."""

from __future__ import annotations

from sim.chance.compiled import rule


@rule
def joins(is_open: bool, u: float, share: float) -> bool:
    """Whether a request joins the ticket of the same cause: there is one, it is open, and somebody notices."""
    # A closed ticket does not come back for another caller: that is what reopening is for.
    return is_open and u < share
