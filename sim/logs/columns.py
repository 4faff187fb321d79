"""The columns of a run's logs, each once: what it means, how wide it is, what its numbers stand for.

Instants are whole microseconds since the start of the scenario; `NOT_YET` (-1) stands where something has not happened,
or where there is none. Rows are written by the names of these columns, and read by what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.rules.codes import ArmState, Cause, Channel, Outcome, Source, StaffState, Stage, TicketState, Urgency

Column = npt.NDArray[np.signedinteger[Any]]
"""Whole numbers, as wide as `LogColumn.dtype` says; sums of others than instants are widened first."""
Holds = Literal["instant", "key", "number", "small", "code", "name"]
"""An instant, a key of many digits, a number, a small one (a flag, an arm), a code, a place in a list of names."""
_BITS: Final = {"instant": 64, "key": 64, "number": 32, "name": 32, "small": 8, "code": 8}


@dataclass(frozen=True)
class LogColumn:
    """One column of a log.

    Attributes
    ----------
    name
        Its name in the log; that of an instant ends with `_us`.
    meaning
        What it says, in one sentence.
    holds
        What its numbers are.
    codes
        The enumeration of a code.
    """

    name: str
    meaning: str
    holds: Holds
    codes: type[IntEnum] | None = None

    @cached_property
    def dtype(self) -> np.dtype[np.signedinteger[Any]]:
        """How wide it is: instants and keys 64 bits, numbers 32, small ones and codes 8."""
        return np.dtype(f"int{_BITS[self.holds]}")

    @property
    def shown(self) -> str:
        """Its name in tables for people, where instants are times."""
        return self.name.removesuffix("_us") if self.holds == "instant" else self.name

    def words(self, names: Mapping[str, Sequence[str]]) -> tuple[str | None, ...] | None:
        """What each of its numbers stands for, from 0 on; None in a gap of codes, and for columns of plain numbers.

        Parameters
        ----------
        names
            The scenario's names by column: 'stream', 'type', 'group', 'shift', 'unit', 'area'.
        """
        if self.holds == "name":
            return tuple(names[self.name])
        if self.codes is None:
            return None
        known = {int(code): code.name.lower() for code in self.codes}
        return tuple(known.get(number) for number in range(max(known) + 1))


def instant(name: str, meaning: str) -> LogColumn:
    """When something happened."""
    return LogColumn(name, meaning, "instant")


def key(name: str, meaning: str) -> LogColumn:
    """A number of many digits that names something."""
    return LogColumn(name, meaning, "key")


def number(name: str, meaning: str) -> LogColumn:
    """How many, or which one."""
    return LogColumn(name, meaning, "number")


def small(name: str, meaning: str) -> LogColumn:
    """A number of at most 127."""
    return LogColumn(name, meaning, "small")


def code(name: str, codes: type[IntEnum], meaning: str) -> LogColumn:
    """Which of some kinds."""
    return LogColumn(name, meaning, "code", codes)


def named(name: str, meaning: str) -> LogColumn:
    """Which of the scenario's own names; the column is called as their list is."""
    return LogColumn(name, meaning, "name")


def _table(*columns: LogColumn) -> dict[str, LogColumn]:
    return {column.name: column for column in columns}


CONTACT_COLUMNS: Final = _table(
    number("contact", "number of the contact, in order of creation"),
    number("request", "number of the request in the workload; contacts of one request share it"),
    key("citizen", "key of the request within its stream: the same citizen under every staffing design"),
    number("attempt", "0 for the request's first contact, 1 for the second, ..."),
    code("cause", Cause, "why there is this contact: first, redial, repeat, chase_up"),
    named("stream", "stream the request came in by"),
    named("type", "request type"),
    code("channel", Channel, "phone or online"),
    instant("arrived_us", "the ring, or the message's arrival"),
    instant("queued_us", "entry into the queue (a polled message's poll); NOT_YET if blocked or turned away"),
    code("outcome", Outcome, "answered, abandoned, blocked, closed, or waiting at the end of the horizon"),
    instant("left_us", "instant at which a contact that was not answered was blocked, gave up or was turned away"),
    instant("answered_us", "start of the talk (of the work, for a message)"),
    instant("resumed_us", "start of the last stretch of that work: answered_us unless it was paused at a shift's end"),
    instant("talk_end_us", "end of the talk (of the work)"),
    instant("wrap_up_end_us", "end of the wrap-up: the person is free"),
    named("group", "group of the person; the last one if the work was paused"),
    number("person", "the person; the last one if the work was paused"),
    small(
        "direct", "1 answered directly, 0 becomes a ticket; NOT_YET before the talk ends, and if it asks after a ticket"
    ),
)

TICKET_COLUMNS: Final = _table(
    number("ticket", "number of the ticket, in order of receipt; those of the starting backlog first"),
    number("request", "the request it comes from (as in the contact log)"),
    key("citizen", "key of the request within its stream: the same citizen under every design"),
    named("stream", "stream the request came in by; NOT_YET for the starting backlog"),
    named("type", "request type"),
    code("urgency", Urgency, "critical, urgent, normal"),
    named("area", "area; NOT_YET where the scenario has none"),
    code("source", Source, "call, message, transfer, backlog"),
    number("contact", "the contact it was made from, else NOT_YET"),
    number("requests", "requests it stands for: more than 1 where similar ones were merged into it"),
    instant(
        "received_us",
        "receipt: the end of the wrap-up, the transfer's arrival; before the run for the starting backlog",
    ),
    instant("confirmed_us", "end of the confirm call"),
    instant("audited_us", "end of the audit"),
    instant("dispatched_us", "end of the first dispatch"),
    instant("accepted_us", "first acceptance by a right unit"),
    instant("handled_us", "end of the last arm of the last handling"),
    instant("reviewed_us", "end of the last closure review"),
    instant("followed_up_us", "end of the last follow-up: the citizen was reached, or the last try was made"),
    instant(
        "silent_since_us",
        "begin of the silence before closure, with the last thing done for it; NOT_YET where there is no such wait",
    ),
    instant("closed_us", "final closure, by the scenario's `closed_at`; NOT_YET while open or withdrawn"),
    instant("withdrawn_us", "withdrawal by the citizen"),
    instant("long_term_us", "entry into the long-term list: no deadline from then on"),
    instant(
        "due_us",
        "when it is (or was) due for closure, extension and pauses included; NOT_YET without a deadline, before its "
        "clock starts and while it stands still",
    ),
    code("state", TicketState, "closed, withdrawn, or the stage it is in at the end of the run"),
    small("arms", "units that handle it together"),
    small("right_first", "1 if every arm of the first dispatch was right, 0 if not, NOT_YET before"),
    number("dispatches", "assignments made"),
    number("returns", "assignments returned"),
    number("handlings", "1 + reopenings; 0 before its units are found"),
    number("tries", "follow-up tries since the last handling"),
    small("reached", "1 reached by the last follow-up, 0 not, NOT_YET if not followed up"),
    small("satisfied", "1 or 0 as said in the last follow-up, else NOT_YET"),
    number("reminders", "reminders sent"),
    instant("supervised_us", "end of the act of supervision"),
    small("extended", "1 if its deadline was extended"),
    number("chase_ups", "calls of its citizen about it"),
)

ASSIGNMENT_COLUMNS: Final = _table(
    number("ticket", "the ticket"),
    number("handling", "number of the handling of the ticket, from 0; above 0 after a reopening"),
    small("arm", "arm of the ticket, from 0; arm 0 is the lead"),
    number("dispatch", "number of the dispatch of this arm in this handling, from 0"),
    named("unit", "the unit it went to"),
    small("machine", "1 if a machine dispatched it, 0 if a person did"),
    small("right", "1 if the unit is the right one"),
    instant("dispatched_us", "the dispatch"),
    instant("accept_due_us", "when acceptance is due; NOT_YET without such a deadline"),
    instant("accepted_us", "acceptance"),
    instant("returned_us", "return by a wrong unit"),
    instant("started_us", "a crew sets out; NOT_YET where no crew is needed"),
    instant("worked_us", "the crew is done"),
    instant("ended_us", "end of the arm: handled after any outside delay, returned, or withdrawn"),
    code("state", ArmState, "open, handled, returned, withdrawn"),
)

TASK_COLUMNS: Final = _table(
    key("task", "name of the task: ticket, handling, stage, arm and visit in one number (`sim.rules.names.task_name`)"),
    number("ticket", "the ticket"),
    code("stage", Stage, "confirm, audit, dispatch, critical_call, handling, review, follow_up, supervision"),
    number("handling", "number of the handling of the ticket, from 0"),
    small("arm", "the arm, for handling, and for the dispatch of a returned arm and the call about it; else 0"),
    number(
        "visit", "number of such a task of the ticket (and arm) in this handling, from 0: a new dispatch, another try"
    ),
    named("unit", "the unit, for handling; else NOT_YET"),
    code("class", Urgency, "urgency it last waited with, reminders counted (0 highest)"),
    instant("queued_us", "entry into the line"),
    instant("started_us", "start of the work"),
    instant("resumed_us", "start of the last stretch of it: started_us unless it was paused at a shift's end"),
    instant("ended_us", "end of the work"),
    instant("left_us", "left the line undone: the ticket was withdrawn or closed"),
    named("group", "group of the person; the last one if the work was paused"),
    number("person", "the person; the last one if the work was paused"),
)

STAFF_COLUMNS: Final = _table(
    number("person", "the person"),
    named("group", "the person's group"),
    named("shift", "the shift (its number among the plan's shift names)"),
    code("state", StaffState, "on_duty, break, off_phone, absent, or stretch (work in hand that a shift's end paused)"),
    instant("planned_start_us", "as rostered (of a stretch: its actual start)"),
    instant("planned_end_us", "as rostered (of a stretch: its actual end)"),
    instant("start_us", "as it came; NOT_YET for an absence or a lost break"),
    instant("end_us", "as it came; NOT_YET for an absence or a lost break, and for what lasts beyond the horizon"),
    number("contact", "the contact of a stretch, else NOT_YET"),
    key("task", "name of the task of a stretch, as in the task log, else NOT_YET"),
)


@dataclass(frozen=True)
class LogShape:
    """The columns of a log in their order, and those by which its rows are sorted, the first one first.

    Where it says so, the rows are numbered by the first column, from 0 without a gap.
    """

    columns: dict[str, LogColumn]
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
NAMED: Final = ("stream", "type", "group", "shift", "unit", "area")
"""Columns whose numbers are places in a list of the scenario's names."""


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


def are(column: Column, code: int) -> npt.NDArray[np.bool_]:
    """Which rows hold a code, such as `Outcome.ANSWERED`.

    As a plain number: numpy takes several times as long for members of enumerations, and widens the column for them.
    """
    flags: npt.NDArray[np.bool_] = column == int(code)
    return flags


def no_rows(log: str) -> dict[str, Column]:
    """A log in which nothing happened."""
    return {name: np.empty(0, dtype=column.dtype) for name, column in LOGS[log].columns.items()}
