"""A ticket as rules see one: a thing with numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sim.rules.codes import NOT_YET, LimitClock, TicketState


def ticket(**given: int) -> Any:
    """An open ticket without a deadline, but for what is given."""
    instants = (
        "closed_us", "withdrawn_us", "due_us", "paused_at_us", "suspended_due_us", "watched_us", "long_term_us",
        "chase_due_us",
    )  # fmt: skip
    counts = ("limit_length_us", "pauses", "is_extended", "is_late", "is_supervised", "reminders", "handling", "tries")
    start = dict.fromkeys(instants, NOT_YET) | dict.fromkeys(counts, 0)
    start |= {"clock": int(LimitClock.NONE), "state": int(TicketState.HANDLING)}
    return SimpleNamespace(**(start | given))
