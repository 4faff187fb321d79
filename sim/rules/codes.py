"""Ranks, kinds, states and outcomes: the small whole numbers that both engines and the logs use.

Those on the engines' hottest path are plain numbers; those that tables print are enumerations with names.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

NOT_YET: Final = -1
"""An instant that has not come, or a person who has not been found."""


class _Ranks(NamedTuple):
    """The order of things at one instant (docs/model.md, "Exact rules")."""

    WAKE_UP: int = -1
    CALENDAR: int = 0
    COMPLETION: int = 1
    TIMER: int = 2
    ARRIVAL: int = 3
    ASSIGNMENT: int = 4
    PATIENCE: int = 5


Rank = _Ranks()


class _Duties(NamedTuple):
    """Kinds of roster row, in their order at one instant (all of rank CALENDAR)."""

    SHIFT_END: int = 0
    BREAK_END: int = 1
    SHIFT_START: int = 2
    LAST_START: int = 3
    PAUSE_DUE: int = 4
    LINE_CLOSES: int = 5
    LINE_OPENS: int = 6


Duty = _Duties()


class _ArrivalKinds(NamedTuple):
    """Kinds of entry, in their order at one instant (all of rank ARRIVAL)."""

    FRESH: int = 0
    AGAIN: int = 1
    POLLED: int = 2


ArrivalKind = _ArrivalKinds()


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
