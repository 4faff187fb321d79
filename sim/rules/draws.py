"""What a draw decides, and which entry of a list of shares it is held against."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.clocks import Instants, place_in
from sim.rules.columns import Floats

ANY: Final = 0.5
"""Stands for a number where nothing is left to chance: whichever is drawn, the answer is the same."""


@rule
def happens(u: float, share: float) -> bool:
    """Whether something with this chance happens."""
    # Numbers are above 0 and below 1: never at 0 %, always at 100 %.
    return u < share


@rule
def is_certain(share: float) -> bool:
    """Whether something with this chance needs no draw: it never happens, or always."""
    return share <= 0.0 or share >= 1.0


@rule
def share_that_holds(shares: Floats, number: int) -> float:
    """The share of the first, second, ... time (`number` from 0); the last one of a list holds on."""
    return shares[min(number, len(shares) - 1)]


@rule
def step_that_holds(from_us: Instants, at_us: int) -> int:
    """Which of the steps of a law by time holds at an instant; before all of them the first one."""
    return max(place_in(from_us, at_us) - 1, 0)


@rule
def picked(u: float, up_to: Floats) -> int:
    """The number drawn from cumulated shares; the last of them is the sum of all, which need not be 1."""
    last = len(up_to) - 1
    place = 0
    # A walk, not a bisection: these lists are short.
    while place < last and up_to[place] <= u * up_to[last]:
        place += 1
    return place


@rule
def first_takes_all(up_to: Floats) -> bool:
    """Whether a number from cumulated shares needs no draw: the first has all there is."""
    return up_to[0] >= up_to[len(up_to) - 1]
