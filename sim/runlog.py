"""What a run leaves behind: raw histories, one row per contact and one per stretch of a person's day.

Nothing is measured while running; every measure can be recomputed from these rows alone. Instants are whole
microseconds since the start of the scenario; `NOT_YET` (-1) stands where something has not happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.rules.codes import ArmState, Cause, Channel, Outcome, Source, StaffState, Stage, TicketState, Urgency

if TYPE_CHECKING:
    import pandas as pd

    from sim.plan.plan import Plan

Column = npt.NDArray[np.int64]

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
"""Name and meaning of each column of the contact log; all int64."""

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
"""Name and meaning of each column of the ticket log; all int64."""

ASSIGNMENT_COLUMNS: dict[str, str] = {
    "ticket": "the ticket",
    "handling": "how-manieth handling of the ticket, from 0; above 0 after a reopening",
    "arm": "arm of the ticket, from 0; arm 0 is the lead",
    "dispatch": "how-manieth dispatch of this arm in this handling, from 0",
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
"""Name and meaning of each column of the assignment log; all int64."""

TASK_COLUMNS: dict[str, str] = {
    "task": "name of the task: ticket, handling, stage, arm and visit in one number (`sim.rules.names.task_name`)",
    "ticket": "the ticket",
    "stage": "confirm, audit, dispatch, critical_call, handling, review, follow_up, supervision",
    "handling": "how-manieth handling of the ticket, from 0",
    "arm": "the arm, for handling and for the dispatch of a returned arm; else 0",
    "visit": "how-manieth such task of the ticket (and arm) in this handling: a new dispatch, another try",
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
"""Name and meaning of each column of the task log: work of people on tickets; all int64."""

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
"""Name and meaning of each column of the staff log; all int64."""


class RowBlock:
    """Collects finished rows and packs them into columns block by block, so that memory stays small."""

    BLOCK_ROWS = 65_536

    def __init__(self) -> None:
        self._rows: list[tuple[int, ...]] = []
        self._packed: list[Column] = []

    def add(self, row: tuple[int, ...]) -> None:
        """Append one finished row."""
        self._rows.append(row)
        if len(self._rows) == self.BLOCK_ROWS:
            self._pack()

    def add_all(self, rows: Column) -> None:
        """Append finished rows, shape (rows, columns)."""
        if len(rows):
            self._packed.append(np.ascontiguousarray(rows.T))

    def _pack(self) -> None:
        if self._rows:
            width = len(self._rows[0])
            numbers = np.fromiter(chain.from_iterable(self._rows), dtype=np.int64, count=width * len(self._rows))
            self._packed.append(numbers.reshape(-1, width).T.copy())
            self._rows.clear()

    def columns(self, names: Iterable[str], sort_by: tuple[str, ...]) -> dict[str, Column]:
        """All rows as columns, stably sorted by the columns `sort_by` (first one first)."""
        self._pack()
        names = list(names)
        if not self._packed:
            return no_rows(names)
        table = np.concatenate(self._packed, axis=1)
        self._packed = [table]
        keys = [table[names.index(key)] for key in sort_by]
        # Rows come nearly in order, which a stable sort by one key makes use of.
        order = np.argsort(keys[0], kind="stable") if len(keys) == 1 else np.lexsort(keys[::-1])
        return {name: table[i][order] for i, name in enumerate(names)}


def no_rows(names: Iterable[str]) -> dict[str, Column]:
    """A log in which nothing happened."""
    return {name: np.empty(0, dtype=np.int64) for name in names}


@dataclass(frozen=True)
class RunLog:
    """The raw histories of one replication.

    Attributes
    ----------
    plan
        The plan that was run: names, calendar and report settings.
    seed, replication
        Which chance it had.
    engine
        Which engine ran it.
    contacts, staff
        Columns by name (`CONTACT_COLUMNS`, `STAFF_COLUMNS`), all int64 of equal length.
    deflected
        Number of requests that self-service kept away, by (stream, type).
    events
        Number of events the engine handled.
    tickets, assignments, tasks
        Columns by name (`TICKET_COLUMNS`, `ASSIGNMENT_COLUMNS`, `TASK_COLUMNS`): tickets by number, assignments by
        (ticket, handling, arm, dispatch), tasks by name. No rows where a scenario has no tickets.
    """

    plan: Plan
    seed: int
    replication: int
    engine: str
    contacts: dict[str, Column]
    staff: dict[str, Column]
    deflected: npt.NDArray[np.int64]
    events: int = field(compare=False)
    tickets: dict[str, Column] = field(default_factory=lambda: no_rows(TICKET_COLUMNS))
    assignments: dict[str, Column] = field(default_factory=lambda: no_rows(ASSIGNMENT_COLUMNS))
    tasks: dict[str, Column] = field(default_factory=lambda: no_rows(TASK_COLUMNS))

    @cached_property
    def contact_count(self) -> int:
        """Number of contacts."""
        return len(self.contacts["contact"])

    def to_frame(self) -> pd.DataFrame:
        """The contact log as a tidy table: names instead of numbers, local times instead of microseconds."""
        return _decoded(self.contacts, self.plan, {})

    def staff_frame(self) -> pd.DataFrame:
        """The staff log as a tidy table."""
        return _decoded(self.staff, self.plan, {"state": _names(StaffState)})

    def ticket_frame(self) -> pd.DataFrame:
        """The ticket log as a tidy table."""
        areas = self.plan.area_names
        names: dict[str, Sequence[str | None]] = {"area": areas, "state": _names(TicketState)}
        names |= {"urgency": _names(Urgency), "source": _names(Source)}
        return _decoded(self.tickets, self.plan, names)

    def assignment_frame(self) -> pd.DataFrame:
        """The assignment log as a tidy table."""
        names: dict[str, Sequence[str | None]] = {"unit": self.plan.unit_names, "state": _names(ArmState)}
        return _decoded(self.assignments, self.plan, names)

    def task_frame(self) -> pd.DataFrame:
        """The task log as a tidy table."""
        names: dict[str, Sequence[str | None]] = {"unit": self.plan.unit_names, "stage": _names(Stage)}
        names["class"] = _names(Urgency)
        return _decoded(self.tasks, self.plan, names)


def _names(codes: type[IntEnum]) -> tuple[str | None, ...]:
    """The name of each code in lower case, by its number; None for a number that no code has."""
    known = {int(code): code.name.lower() for code in codes}
    return tuple(known.get(number) for number in range(max(known) + 1))


def _decoded(columns: dict[str, Column], plan: Plan, more: dict[str, Sequence[str | None]]) -> pd.DataFrame:
    """Columns as a table; `more` are the names of this log alone."""
    import pandas as pd

    names: dict[str, Sequence[str | None]] = {
        "stream": plan.stream_names,
        "type": plan.type_names,
        "group": plan.group_names,
        "shift": plan.shift_names,
        "channel": _names(Channel),
        "outcome": _names(Outcome),
        "cause": _names(Cause),
        **more,
    }
    frame: dict[str, Any] = {}
    for name, column in columns.items():
        if name in names:
            frame[name] = _categories(column, names[name])
        elif name.endswith("_us"):
            frame[name.removesuffix("_us")] = plan.calendar.local_times(column)
        else:
            frame[name] = column
    return pd.DataFrame(frame)


def _categories(column: Column, names: Sequence[str | None]) -> pd.Categorical:
    """Names by number; NOT_YET has none."""
    import pandas as pd

    used = [number for number, name in enumerate(names) if name is not None]
    places = np.full(len(names) + 1, -1, dtype=np.int64)
    places[used] = np.arange(len(used))
    return pd.Categorical.from_codes(places[column], categories=pd.Index([names[number] for number in used]))
