"""What a draw decides, and which entry of a list of shares it is held against."""

from __future__ import annotations

from sim.chance.compiled import rule
from sim.rules.columns import Floats


@rule
def happens(u: float, share: float) -> bool:
    """Whether something with this chance happens."""
    # Numbers are above 0 and below 1: never at 0 %, always at 100 %.
    return u < share


@rule
def share_that_holds(shares: Floats, number: int) -> float:
    """The share of the first, second, ... time (`number` from 0); the last one of a list holds on."""
    return shares[min(number, len(shares) - 1)]
