"""Follow-up: how often the citizen is called, how satisfied, and what a reopening concerns."""

from __future__ import annotations

from sim.chance.compiled import rule
from sim.rules.closing import was_in_time


@rule
def tries_once_more(reached: bool, tries: int, most_tries: int) -> bool:
    """Whether a citizen who was not reached is called once more."""
    return not reached and tries < most_tries


@rule
def share_satisfied(is_open: bool, now_us: int, closed_us: int, due_us: int, in_time: float, late: float) -> float:
    """Share of the citizens who are satisfied: by whether their ticket was closed in time, or would be now."""
    # A ticket closed at its handling is judged by that; one that waits for this call, by this instant.
    return in_time if was_in_time(now_us if is_open else closed_us, due_us) else late


@rule
def arms_reopened(arms: int, all_arms: bool) -> int:
    """How many arms a reopening concerns: all, or the lead alone."""
    return arms if all_arms else min(arms, 1)
