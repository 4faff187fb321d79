"""People on duty: what a shift's end puts down, and when a pause may begin."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import Stage

CALLS: Final = tuple(int(stage) for stage in (Stage.CALL, Stage.CONFIRM, Stage.CRITICAL_CALL, Stage.FOLLOW_UP))
"""Stages that somebody on the phone takes part in."""


@rule
def may_be_put_down(stage: int) -> bool:
    """Whether a shift's end may put work of this stage down: calls are never interrupted."""
    return stage not in CALLS


@rule
def is_put_down(puts_down: bool, may_be: bool, in_wrap_up: bool, left_us: int) -> bool:
    """Whether work in hand is put down at the shift's end; live calls and wrap-up are always finished."""
    # Work that ends with the shift is done: to put it down with nothing left would need somebody to take it up.
    return puts_down and may_be and not in_wrap_up and left_us > 0


@rule
def rest_us(length_us: int, now_us: int, shift_end_us: int) -> int:
    """How long a pause lasts: its full length, but never beyond the shift's end."""
    return min(length_us, shift_end_us - now_us)


@rule
def may_go_on_break(away: int, most_away: int, now_us: int, shift_end_us: int) -> bool:
    """Whether a pause that is due may begin: not too many are away on the same one, and the shift is not over."""
    return away < most_away and now_us < shift_end_us
