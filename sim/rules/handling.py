"""Handling at units: what a ticket waits for, and what had begun before the start."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET, AtUnit

CREW: Final = int(AtUnit.CREW)
OUTSIDE: Final = int(AtUnit.OUTSIDE)
WORK: Final = int(AtUnit.WORK)


@rule
def waits_for(at_unit: int, needs_crew: bool) -> int:
    """What a ticket waits for that stood `at_unit` (`AtUnit`) at the start: where no crew is needed, for others."""
    return OUTSIDE if at_unit == CREW and not needs_crew else at_unit


@rule
def had_begun(at_unit: int, step: int, handling: int) -> bool:
    """Whether a step at a unit had begun before the start: the one at which the ticket stood, in its first handling."""
    # After a reopening nothing is left over from the start.
    return handling == 0 and at_unit == step


@rule
def is_in_hand(at_unit: int, handling: int) -> bool:
    """Whether a crew had the work in hand at the start, and goes on with it."""
    return had_begun(at_unit, WORK, handling)


@rule
def class_of_work(in_hand: bool, stands: int) -> int:
    """The class in which a crew's work waits: what it had in hand at the start goes before all else."""
    return 0 if in_hand else stands


@rule
def takes_time(law: int, begun: bool, left_us: int) -> bool:
    """Whether a delay takes any time: it has a law, or it had begun and what is left of it is stated."""
    return law >= 0 or (begun and left_us != NOT_YET)
