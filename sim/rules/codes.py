"""Ranks, kinds, states and outcomes: the small whole numbers that both engines and the logs use.

Those on the engines' hottest path are plain numbers; those that tables print are enumerations with names.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

NOT_YET: Final = -1
"""What is not there: an instant that has not come, nobody, no law, no unit, no limit; -1 in every table and log."""
STATED_URGENCY: Final = 0
STATED_AREA: Final = 1
STATED_UNIT: Final = 2
STATED_DUE: Final = 3
STATED_TALK: Final = 4
STATED_WRAP_UP: Final = 5
STATED_COLUMNS: Final = 6
"""Columns of what a file says of a request: of its ticket, and talk and wrap-up of its first answered contact."""


class _Ranks(NamedTuple):
    """The order of events at one instant (docs/model.md, "One instant"); rank 4 is the hand-out, which is no event."""

    CALENDAR: int = 0
    COMPLETION: int = 1
    TIMER: int = 2
    ARRIVAL: int = 3
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
    WINDOW_CLOSES: int = 7
    WINDOW_OPENS: int = 8
    QUEUE_CLEARED: int = 9
    PAUSE_LOST: int = 10


Duty = _Duties()


class _ArrivalKinds(NamedTuple):
    """Kinds of entry, in their order at one instant (all of rank ARRIVAL)."""

    FRESH: int = 0
    AGAIN: int = 1
    POLLED: int = 2
    CHASE_UP: int = 3


ArrivalKind = _ArrivalKinds()


class _Timers(NamedTuple):
    """Kinds of timer, in their order at one instant (all of rank TIMER)."""

    OVERFLOW: int = 0
    MACHINE_DONE: int = 1
    UNIT_ANSWERS: int = 2
    OUTSIDE_OVER: int = 3
    NEXT_TRY: int = 4
    SILENCE_OVER: int = 5
    REMINDER: int = 6
    DUE: int = 7
    WITHDRAWAL: int = 8
    LONG_TERM: int = 9


Timer = _Timers()


class Channel(IntEnum):
    """How a contact comes in."""

    PHONE = 0
    ONLINE = 1


class Cause(IntEnum):
    """Why there is this contact."""

    FIRST = 0
    REDIAL = 1
    REPEAT = 2
    CHASE_UP = 3


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
    """A row of the roster (`Duty.LAST_START`) does it, before the shift's end: the end itself is as `FINISH`."""


class StaffState(IntEnum):
    """Kinds of row in the staff log."""

    ON_DUTY = 0
    BREAK = 1
    OFF_PHONE = 2
    ABSENT = 3
    STRETCH = 4


TRANSFER: Final = 2
"""The channel of a stream whose requests arrive as tickets; it has no contacts."""


class Stage(IntEnum):
    """What people do in a line: the first two are contacts (as `Channel`), the others tasks of tickets."""

    CALL = 0
    MESSAGE = 1
    CONFIRM = 2
    AUDIT = 3
    DISPATCH = 4
    CRITICAL_CALL = 5
    HANDLING = 6
    REVIEW = 7
    FOLLOW_UP = 8
    SUPERVISION = 9


class AtUnit(IntEnum):
    """What a ticket that is open at the start waits for at its unit."""

    ACCEPTANCE = 0
    CREW = 1
    OUTSIDE = 2
    WORK = 3
    """A crew has it in hand: it waits for nothing."""


class Urgency(IntEnum):
    """The urgency of a ticket; lower goes first."""

    CRITICAL = 0
    URGENT = 1
    NORMAL = 2


class UnitChoice(IntEnum):
    """How a route chooses the unit of an arm."""

    SHARES = 0
    LEAST_LOADED = 1
    ROUND_ROBIN = 2


class WorkOrder(IntEnum):
    """In which order a line gives out work of one class."""

    FIRST_COME = 0
    NEWEST_FIRST = 1
    RANDOM = 2
    SHORTEST_FIRST = 3


class Milestone(IntEnum):
    """What closes a ticket, by the scenario's `closed_at`; the last one closes it in any case."""

    HANDLED = 0
    REVIEWED = 1
    FOLLOWED_UP = 2
    SILENT = 3


class Standstill(IntEnum):
    """States in which the clock of a closure limit may stand still."""

    CONFIRM = 0
    OUTSIDE = 1
    FOLLOW_UP = 2
    SILENCE = 3


class ClockStart(IntEnum):
    """From when on the limit of closure runs."""

    RECEIPT = 0
    NEXT_DAY = 1
    DISPATCH = 2
    ACCEPTANCE = 3


class Source(IntEnum):
    """What a ticket was made from."""

    CALL = 0
    MESSAGE = 1
    TRANSFER = 2
    BACKLOG = 3


class TicketState(IntEnum):
    """Where a ticket stands; a stage that people do has the number that it has in `Stage`, silence comes after all."""

    CLOSED = 0
    WITHDRAWN = 1
    CONFIRM = 2
    AUDIT = 3
    DISPATCH = 4
    HANDLING = 6
    REVIEW = 7
    FOLLOW_UP = 8
    SILENCE = 10


class ArmState(IntEnum):
    """How an assignment ended; OPEN means that it had not at the end of the run."""

    OPEN = 0
    HANDLED = 1
    RETURNED = 2
    WITHDRAWN = 3


class LimitClock(IntEnum):
    """By which clock a time limit runs."""

    NONE = -1
    CALENDAR = 0
    WORKING_HOURS = 1
    WORKING_DAYS = 2
    SAME_DAY = 3
