"""Names of tasks and of draws about arms: never numbers of creation, so that two designs name them alike."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import rule
from sim.chance.keyed import Purpose

Parts = TypeVar("Parts", int, npt.NDArray[np.int64])
TASKS_FROM: Final = 1 << 48
"""Where two items stand alike in every other respect, contacts go before tasks."""
WHOLE_TICKET: Final = 15
"""Stands for the arm in the id of a task that concerns all arms."""
ARM_BITS: Final = 4
REMINDER_BITS: Final = 8
LAST_VISITS: Final = 15
"""Visits of a task count up to so many in its id: earlier ones are over by then."""
VISITS_OF_A_CHASE: Final = 1 << 16
"""The draws of a citizen's next call about a ticket are so many visits further on."""
TIME_OF: Final = (
    Purpose.TALK, Purpose.TALK, Purpose.CONFIRM_TIME, Purpose.AUDIT_TIME, Purpose.DISPATCH_TIME,
    Purpose.CRITICAL_CALL_TIME, Purpose.WORK, Purpose.REVIEW_TIME, Purpose.FOLLOW_UP_TIME, Purpose.SUPERVISION_TIME,
)  # fmt: skip
"""Whose draw the time of work is, by `Stage`."""


@rule
def task_id(ticket: int, stage: int, place: int, visit: int) -> int:
    """The id of a task among all that waits; `place` is its arm, or `WHOLE_TICKET`."""
    return TASKS_FROM + (ticket << 12 | stage << 8 | place << 4 | visit & LAST_VISITS)


@rule
def task_name(ticket: int, handling: int, stage: int, arm: int, visit: int) -> int:
    """The name of a task in the logs: one number that sorts by ticket, handling, stage, arm, visit."""
    return ((((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16) | visit


def parts_of_task(name: Parts) -> tuple[Parts, Parts, Parts, Parts, Parts]:
    """Ticket, handling, stage, arm and visit of the tasks of some names: the inverse of `task_name`."""
    return name >> 36, name >> 24 & 0xFFF, name >> 20 & 0xF, name >> 16 & 0xF, name & 0xFFFF


@rule
def name_of_arm(ticket: int, arm: int) -> int:
    """What a timer of an arm is called; `ARM_BITS` of it are the arm."""
    return ticket << ARM_BITS | arm


@rule
def name_of_reminder(ticket: int, number: int) -> int:
    """What the timer of a reminder is called; `REMINDER_BITS` of it are the reminder's number."""
    return ticket << REMINDER_BITS | number


@rule
def arm_visit(handling: int, dispatch: int, arm: int) -> int:
    """The visit of a draw about an arm: by the number of its dispatch in the handling of that number."""
    # A visit has 32 bits in the key: names repeat after 4,096 handlings.
    return (handling << 20 | dispatch << 4 | arm) & 0xFFFFFFFF
