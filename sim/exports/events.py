"""What happened to tickets, one row per event, for programs that read event logs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rules.codes import NOT_YET, Stage
from sim.runlog import RunLog

Column = npt.NDArray[np.int64]
MILESTONES = ("received_us", "closed_us", "withdrawn_us")
ASSIGNED = ("dispatched_us", "accepted_us", "returned_us")
NAMES = (
    "receive",
    "close",
    "withdraw",
    "dispatch to unit",
    "accept",
    "return",
    *(stage.name.lower() for stage in Stage),
)
"""Activities by number; from `FIRST_STAGE` on, those of people by `Stage`."""
FIRST_STAGE = 6
SCHEDULE, START, COMPLETE = 0, 1, 2
TRANSITIONS = ("schedule", "start", "complete")


@dataclass(frozen=True)
class Events:
    """Events in order of ticket, then instant: shape (events,) each.

    Attributes
    ----------
    ticket, at_us
        The ticket, and when.
    activity
        Number in `NAMES`.
    transition
        schedule, start or complete (`TRANSITIONS`).
    unit, group, person
        Who has it or does it; NOT_YET where nobody.
    """

    ticket: Column
    at_us: Column
    activity: Column
    transition: Column
    unit: Column
    group: Column
    person: Column


def ticket_events(log: RunLog) -> Events:
    """Everything that happened to tickets: milestones, dispatches and answers of units, and the work of people."""
    tickets, assignments, tasks = log.tickets, log.assignments, log.tasks
    blocks = [
        _block(tickets["ticket"], tickets[column], activity, COMPLETE) for activity, column in enumerate(MILESTONES)
    ]
    blocks += [
        _block(assignments["ticket"], assignments[column], len(MILESTONES) + i, COMPLETE, assignments["unit"])
        for i, column in enumerate(ASSIGNED)
    ]
    activity = FIRST_STAGE + tasks["stage"]
    for transition, column in ((SCHEDULE, "queued_us"), (START, "started_us"), (COMPLETE, "ended_us")):
        by_people = (tasks["unit"], tasks["group"], tasks["person"]) if transition != SCHEDULE else (tasks["unit"],)
        blocks.append(_block(tasks["ticket"], tasks[column], activity, transition, *by_people))
    table = np.concatenate(blocks, axis=1)
    # At one instant: receipt first, work as it goes (done before the next begins), then closure.
    late = np.isin(table[2], (MILESTONES.index("closed_us"), MILESTONES.index("withdrawn_us")))
    order = np.lexsort((table[2], -table[3], late, table[1], table[0]))
    return Events(*table[:, order])


def _block(
    ticket: Column,
    at_us: Column,
    activity: Column | int,
    transition: int,
    unit: Column | int = NOT_YET,
    group: Column | int = NOT_YET,
    person: Column | int = NOT_YET,
) -> Column:
    """Events that have come, shape (7, events)."""
    came = at_us != NOT_YET
    columns = (ticket, at_us, activity, transition, unit, group, person)
    return np.stack([np.broadcast_to(np.asarray(column, dtype=np.int64), at_us.shape)[came] for column in columns])
