"""The columns of a run's logs: what they mean, how wide they are, and in which order the rows stand.

Instants are whole microseconds since the start of the scenario; `NOT_YET` (-1) stands where something has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.signedinteger[Any]]
"""Whole numbers as wide as `kind_of` says: what is reckoned from other columns than instants is widened first."""

CONTACT_COLUMNS: dict[str, str] = {
    "contact": "number of the contact, in order of creation",
    "request": "number of the request in the workload; contacts of one request share it",
    "citizen": "key of the request within its stream: the same citizen under every staffing design",
    "attempt": "0 for the request's first contact, 1 for the second, ...",
    "cause": "why there is this contact: first, redial, repeat",
    "stream": "stream the request came in by",
    "type": "request type",
    "channel": "phone or online",
    "arrived_us": "the ring, or the message's arrival",
    "queued_us": "entry into the queue (a polled message's poll); NOT_YET if blocked or turned away",
    "outcome": "answered, abandoned, blocked, closed, or waiting at the end of the horizon",
    "left_us": "instant at which a contact that was not answered was blocked, gave up or was turned away",
    "answered_us": "start of the talk (of the work, for a message)",
    "resumed_us": "start of the last stretch of that work: answered_us unless it was paused at a shift's end",
    "talk_end_us": "end of the talk (of the work)",
    "wrap_up_end_us": "end of the wrap-up: the person is free",
    "group": "group of the person; the last one if the work was paused",
    "person": "the person; the last one if the work was paused",
    "direct": "1 answered directly, 0 becomes a ticket, NOT_YET before the talk ends",
}
"""Name and meaning of each column of the contact log."""

TICKET_COLUMNS: dict[str, str] = {
    "ticket": "number of the ticket, in order of receipt; those of the starting backlog first",
    "request": "the request it comes from (as in the contact log)",
    "citizen": "key of the request within its stream: the same citizen under every design",
    "stream": "stream the request came in by; NOT_YET for the starting backlog",
    "type": "request type",
    "urgency": "critical, urgent, normal",
    "area": "area; NOT_YET where the scenario has none",
    "source": "call, message, transfer, backlog",
    "contact": "the contact it was made from, else NOT_YET",
    "requests": "requests it stands for: more than 1 where similar ones were merged into it",
    "received_us": "receipt: the end of the wrap-up, the transfer's arrival; negative for the starting backlog",
    "confirmed_us": "end of the confirm call",
    "audited_us": "end of the audit",
    "dispatched_us": "end of the first dispatch",
    "accepted_us": "first acceptance by a right unit",
    "handled_us": "end of the last arm of the last handling",
    "reviewed_us": "end of the last closure review",
    "followed_up_us": "end of the last follow-up: the citizen was reached, or the last try was made",
    "closed_us": "final closure, by the scenario's `closed_at`; NOT_YET while open or withdrawn",
    "withdrawn_us": "withdrawal by the citizen",
    "long_term_us": "entry into the long-term list: no deadline from then on",
    "due_us": "when it is (or was) due for closure, extension and pauses included; NOT_YET without a deadline, before "
    "its clock starts and while it stands still",
    "state": "closed, withdrawn, or the stage it is in at the end of the run",
    "arms": "units that handle it together",
    "right_first": "1 if every arm of the first dispatch was right, 0 if not, NOT_YET before",
    "dispatches": "assignments made",
    "returns": "assignments returned",
    "handlings": "handlings begun: 1 + reopenings",
    "tries": "follow-up tries since the last handling",
    "reached": "1 reached by the last follow-up, 0 not, NOT_YET if not followed up",
    "satisfied": "1 or 0 as said in the follow-up that closed it, else NOT_YET",
    "reminders": "reminders sent",
    "supervised_us": "end of the act of supervision",
    "extended": "1 if its deadline was extended",
    "chase_ups": "calls of its citizen about it",
}
"""Name and meaning of each column of the ticket log."""

ASSIGNMENT_COLUMNS: dict[str, str] = {
    "ticket": "the ticket",
    "handling": "number of the handling of the ticket, from 0; above 0 after a reopening",
    "arm": "arm of the ticket, from 0; arm 0 is the lead",
    "dispatch": "number of the dispatch of this arm in this handling, from 0",
    "unit": "the unit it went to",
    "machine": "1 if a machine dispatched it, 0 if a person did",
    "right": "1 if the unit is the right one",
    "dispatched_us": "the dispatch",
    "accept_due_us": "when acceptance is due; NOT_YET without such a deadline",
    "accepted_us": "acceptance",
    "returned_us": "return by a wrong unit",
    "started_us": "a crew sets out; NOT_YET where no crew is needed",
    "worked_us": "the crew is done",
    "ended_us": "end of the arm: handled after any outside delay, returned, or withdrawn",
    "state": "open, handled, returned, withdrawn",
}
"""Name and meaning of each column of the assignment log."""

TASK_COLUMNS: dict[str, str] = {
    "task": "name of the task: ticket, handling, stage, arm and visit in one number (`sim.rules.names.task_name`)",
    "ticket": "the ticket",
    "stage": "confirm, audit, dispatch, critical_call, handling, review, follow_up, supervision",
    "handling": "number of the handling of the ticket, from 0",
    "arm": "the arm, for handling and for the dispatch of a returned arm; else 0",
    "visit": "number of such a task of the ticket (and arm) in this handling, from 0: a new dispatch, another try",
    "unit": "the unit, for handling; else NOT_YET",
    "class": "urgency it last waited with, reminders counted (0 highest)",
    "queued_us": "entry into the line",
    "started_us": "start of the work",
    "resumed_us": "start of the last stretch of it: started_us unless it was paused at a shift's end",
    "ended_us": "end of the work",
    "left_us": "left the line undone: the ticket was withdrawn or closed",
    "group": "group of the person; the last one if the work was paused",
    "person": "the person; the last one if the work was paused",
}
"""Name and meaning of each column of the task log: work of people on tickets."""

STAFF_COLUMNS: dict[str, str] = {
    "person": "the person",
    "group": "the person's group",
    "shift": "the shift (its number among the plan's shift names)",
    "state": "on_duty, break, off_phone, absent, or stretch (work in hand that a shift's end paused)",
    "planned_start_us": "as rostered (of a stretch: its actual start)",
    "planned_end_us": "as rostered (of a stretch: its actual end)",
    "start_us": "as it came; NOT_YET for an absence or a lost break",
    "end_us": "as it came; NOT_YET for an absence or a lost break, and for what lasts beyond the horizon",
    "contact": "the contact of a stretch, else NOT_YET",
    "task": "name of the task of a stretch, as in the task log, else NOT_YET",
}
"""Name and meaning of each column of the staff log."""


class LogShape(NamedTuple):
    """The columns of a log, and those by which its rows are sorted, the first one first.

    Where it says so, the rows are numbered by the first column, from 0 without a gap.
    """

    columns: dict[str, str]
    sort_by: tuple[str, ...]
    is_numbered: bool = False


LOGS: Final = {
    "contacts": LogShape(CONTACT_COLUMNS, ("contact",), is_numbered=True),
    "staff": LogShape(STAFF_COLUMNS, ("planned_start_us", "person", "state", "contact", "task")),
    "tickets": LogShape(TICKET_COLUMNS, ("ticket",), is_numbered=True),
    "assignments": LogShape(ASSIGNMENT_COLUMNS, ("ticket", "handling", "arm", "dispatch")),
    "tasks": LogShape(TASK_COLUMNS, ("task",)),
}
"""Every log of a run by its name in `RunLog`."""

_CODES: Final = {
    "arm", "arms", "cause", "channel", "class", "direct", "extended", "machine", "outcome", "reached", "right",
    "right_first", "satisfied", "source", "stage", "state", "urgency",
}  # fmt: skip
_NAMES: Final = {"citizen", "task"}


@cache
def kind_of(column: str) -> np.dtype[np.signedinteger[Any]]:
    """The width of a column: instants and names of 64 bits, numbers of 32, codes of 8."""
    if column.endswith("_us") or column in _NAMES:
        return np.dtype(np.int64)
    return np.dtype(np.int8 if column in _CODES else np.int32)


class Rows(Mapping[str, Column]):
    """Some rows of a log: a column is picked out when it is asked for, and not kept."""

    def __init__(self, columns: Mapping[str, Column], chosen: npt.NDArray[np.bool_]) -> None:
        self._columns = columns
        self._chosen = None if chosen.all() else chosen

    def __getitem__(self, name: str) -> Column:
        column = self._columns[name]
        return column if self._chosen is None else column[self._chosen]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def no_rows(log: str) -> dict[str, Column]:
    """A log in which nothing happened."""
    return {name: np.empty(0, dtype=kind_of(name)) for name in LOGS[log].columns}
