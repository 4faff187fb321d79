"""The order of one instant: what comes first of all that happens at the same microsecond.

An event's place is one number: its rank, then its kind within the rank, then the number of whom it is about. Work is
handed out once, after all that may free a person or bring work, and before anyone's patience ends.
"""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import Rank

KIND_BITS: Final = 48
"""Below them stands the number of whom an event is about."""
RANK_BITS: Final = 56
KIND_MASK: Final = (1 << (RANK_BITS - KIND_BITS)) - 1
NUMBER_MASK: Final = (1 << KIND_BITS) - 1
PATIENCE_PLACE: Final = Rank.PATIENCE << RANK_BITS
"""The first place of those whose patience ends."""


@rule
def place_in_instant(rank: int, kind: int, number: int) -> int:
    """The place of an event among those of its instant; lower comes first."""
    return rank << RANK_BITS | kind << KIND_BITS | number


@rule
def is_time_to_hand_out(next_us: int, next_place: int, now_us: int) -> bool:
    """Whether work is handed out before the next event: it is later, or somebody's patience ends."""
    # Before patience: a caller who is served at the very instant it would give up is served.
    return next_us > now_us or next_place >= PATIENCE_PLACE


@rule
def place_of_completion(item: int) -> int:
    """The place of an end of work: contacts by their number, then tasks, whose ids begin above all numbers."""
    return place_in_instant(Rank.COMPLETION, 0, item)
