"""Ranks, kinds, states and outcomes: the small whole numbers that both engines and the logs use.

Those on the engines' hottest path are plain numbers; those that tables print are enumerations with names.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

NOT_YET: Final = -1
"""An instant that has not come, or a person who has not been found."""


class Rank:
    """The order of things at one instant (docs/model.md, "Exact rules")."""

    WAKE_UP: Final = -1
    CALENDAR: Final = 0
    COMPLETION: Final = 1
    TIMER: Final = 2
    ARRIVAL: Final = 3
    ASSIGNMENT: Final = 4
    PATIENCE: Final = 5


class Duty:
    """Kinds of roster row, in their order at one instant (all of rank CALENDAR)."""

    SHIFT_END: Final = 0
    BREAK_END: Final = 1
    SHIFT_START: Final = 2
    LAST_START: Final = 3
    PAUSE_DUE: Final = 4
    LINE_CLOSES: Final = 5
    LINE_OPENS: Final = 6


class ArrivalKind:
    """Kinds of entry, in their order at one instant (all of rank ARRIVAL)."""

    FRESH: Final = 0
    AGAIN: Final = 1
    POLLED: Final = 2


class Channel(IntEnum):
    """How a contact comes in."""

    PHONE = 0
    ONLINE = 1


class Cause(IntEnum):
    """Why there is this contact."""

    FIRST = 0
    REDIAL = 1
    REPEAT = 2


class Outcome(IntEnum):
    """How the waiting of a contact ended; WAITING means that it was still waiting at the end of the horizon."""

    WAITING = 0
    ANSWERED = 1
    ABANDONED = 2
    BLOCKED = 3
    CLOSED = 4


class ShiftEnd(IntEnum):
    """What becomes of work in hand when a shift ends."""

    FINISH = 0
    PAUSE = 1
    NO_LATE_START = 2


class StaffState(IntEnum):
    """Kinds of row in the staff log."""

    ON_DUTY = 0
    BREAK = 1
    OFF_PHONE = 2
    ABSENT = 3
    STRETCH = 4
