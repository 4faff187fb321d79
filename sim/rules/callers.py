"""Callers and those who write: trunks, polls, calling again, the line's close."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.chance.laws import whole_us
from sim.rules.codes import NOT_YET, Outcome

ABANDONED: Final = int(Outcome.ABANDONED)
BLOCKED: Final = int(Outcome.BLOCKED)
CLOSED: Final = int(Outcome.CLOSED)


@rule
def lasts_as_recorded(recorded_us: int, channel: int, own_channel: int) -> bool:
    """Whether a phase of the first answered contact of a request takes the time that a file has for its channel."""
    return recorded_us != NOT_YET and channel == own_channel


@rule
def recorded_at_pace_us(recorded_us: int, pace: float) -> int:
    """How long a recorded phase of work takes at a pace; at 1 it was recorded, and none stays none."""
    return whole_us(recorded_us / pace) if recorded_us > 0 else 0


@rule
def is_blocked(trunks: int, taken: int) -> bool:
    """Whether a caller finds every trunk taken; 0 trunks: no limit."""
    return trunks > 0 and taken >= trunks


@rule
def turned_away_as(line_is_open: bool) -> int:
    """The outcome of a caller who is not let in: an open line had no trunk."""
    return BLOCKED if line_is_open else CLOSED


@rule
def share_calling_again(outcome: int, after_abandon: float, after_block: float) -> float:
    """Share of the callers of an outcome who call again; a line that is closed makes nobody try again."""
    if outcome == ABANDONED:
        return after_abandon
    return after_block if outcome == BLOCKED else 0.0


@rule
def may_try_again(attempt: int, max_tries: int) -> bool:
    """Whether a caller who was not answered has a try left; `attempt` counts from 0, `max_tries` contacts in all."""
    return attempt + 1 < max_tries


@rule
def next_poll_us(arrived_us: int, poll_us: int, midnight_us: int, next_midnight_us: int) -> int:
    """When a message is seen: at once, or at the next poll (a poll at the same instant sees it).

    Polls are counted from each local midnight: the first one of a day is at midnight.
    """
    if poll_us <= 0:
        return arrived_us
    # Rounded up.
    polls = -(-(arrived_us - midnight_us) // poll_us)
    return min(midnight_us + polls * poll_us, next_midnight_us)


@rule
def is_cleared_at_close(clear_at_close: bool, deferred: bool) -> bool:
    """Whether those waiting are turned away when the line closes; messages stay."""
    return clear_at_close and not deferred
