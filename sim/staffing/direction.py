"""Which targets ask for more people, and which for fewer."""

from __future__ import annotations

from typing import Final

FALL_WITH_PEOPLE: Final = frozenset(
    ("occupancy", "occupancy_on_duty", "calls_per_person_day", "calls_answered_per_person_shift")
)
RISE_WITH_PEOPLE: Final = frozenset(
    ("person_hours", "on_duty_share", "on_duty_share_peak", "scheduled_heads", "present_heads")
)


def asks_for_fewer(measure: str, side: str) -> bool:
    """Whether a target is a limit on people: they are to be busy at least so much, or to be at most so many."""
    return measure in (FALL_WITH_PEOPLE if side == "at_least" else RISE_WITH_PEOPLE)
