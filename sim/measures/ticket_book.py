"""The ticket logs of a run, ready to be counted: local days, units, and any part of the tickets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column, are
from sim.logs.run_log import RunLog
from sim.measures.figures import Figure
from sim.measures.parts import Filters, Moments, both
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, Source, Stage
from sim.rules.names import task_name

if TYPE_CHECKING:
    from sim.measures.stays import StageRows
    from sim.plans.plan import Plan

Flags = npt.NDArray[np.bool_]
Kind = TypeVar("Kind", np.int64, np.bool_)


class TicketBook:
    """A run's tickets, their assignments and the work on them; each column is worked out when first asked for.

    Rows of tickets are their numbers, so that `assignments["ticket"]` is a row of `tickets`.
    """

    def __init__(self, log: RunLog, work: Work | None = None) -> None:
        self.log = log
        self.work = work or Work(log)
        self.tickets = log.tickets
        self.assignments = log.assignments
        self.tasks = log.tasks
        self.horizon_us = log.plan.horizon_us
        self.begin_us = log.plan.calendar.begin_us
        self.length_us = log.plan.horizon_us - self.begin_us
        self.stages: dict[str, StageRows] = {}
        self._parts: dict[Filters, Part] = {}

    @cached_property
    def received(self) -> Moments:
        """When each ticket was received."""
        return Moments(self.log, self.tickets, self.tickets["received_us"], self.is_fresh)

    @cached_property
    def is_fresh(self) -> Flags:
        """Which tickets came during the run."""
        return ~are(self.tickets["source"], Source.BACKLOG)

    @cached_property
    def lead_unit(self) -> Column:
        """The unit that has the lead arm of each ticket, or had it last; NOT_YET before its first dispatch."""
        lead = self.assignments["arm"] == 0
        units = np.full(len(self.tickets["ticket"]), NOT_YET, dtype=np.int64)
        # Rows are in order of dispatch, and of several values for one place the last one stays.
        units[self.assignments["ticket"][lead]] = self.assignments["unit"][lead]
        return units

    @cached_property
    def delays(self) -> tuple[Flags, Column]:
        """Which assignments others delay, or delayed, and since when."""
        return delayed_rows(self.assignments, self.tasks)

    @cached_property
    def is_sent(self) -> Flags:
        """Which assignments a dispatch of the run made."""
        return sent_rows(self.assignments, self.tickets["dispatched_us"], reopens_at_unit(self.log.plan))

    def part(self, which: Filters) -> Part:
        """Some of the tickets; the same part is made once."""
        if which not in self._parts:
            self._parts[which] = Part(self, which)
        return self._parts[which]

    def forget(self, which: Filters) -> None:
        """Give up the memory of a part that is no longer needed."""
        self._parts.pop(which, None)

    def close(self) -> None:
        """Give up all parts: a book and its parts know each other, and would keep the run's logs until Python looks
        for such circles, which it does seldom where there are few objects, however large."""
        self._parts.clear()


class Part:
    """Some of a run's tickets, with the assignments and the work that go with them.

    A ticket belongs to the unit that has its lead arm; an assignment and a crew's work to the unit they went to.
    """

    def __init__(self, book: TicketBook, which: Filters) -> None:
        self.book = book
        self.which = which
        self._columns: dict[str, Column] = {}
        self._figures: dict[str, Figure] | None = None

    def counted(self, count: Callable[[Part], dict[str, Figure]]) -> dict[str, Figure]:
        """What `count` finds in this part; it is asked once."""
        if self._figures is None:
            self._figures = count(self)
        return self._figures

    @cached_property
    def chosen(self) -> Flags | None:
        """Which tickets, unit left aside; None for all."""
        return self.book.received.chosen(self.which)

    @cached_property
    def rows(self) -> Flags | None:
        """Which tickets; None for all."""
        if self.which.units is None:
            return self.chosen
        return both(self.chosen, np.isin(self.book.lead_unit, self.which.units))

    def of_tickets(self, column: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
        """A column of the book, these tickets only."""
        return column if self.rows is None else column[self.rows]

    def __getitem__(self, name: str) -> Column:
        """A column of the ticket log, these tickets only."""
        if name not in self._columns:
            self._columns[name] = self.of_tickets(self.book.tickets[name])
        return self._columns[name]

    @cached_property
    def is_fresh(self) -> Flags:
        """Which of them came during the run."""
        return self.of_tickets(self.book.is_fresh)

    def by_unit(self, ticket: Column, unit: Column) -> Flags:
        """Which rows of another log belong here, given the ticket and the unit of each."""
        mine = np.ones(len(ticket), dtype=np.bool_) if self.chosen is None else self.chosen[ticket]
        return mine if self.which.units is None else mine & np.isin(unit, self.which.units)

    def by_ticket(self, ticket: Column) -> Flags:
        """Which rows of another log belong here, given the ticket of each."""
        return np.ones(len(ticket), dtype=np.bool_) if self.rows is None else self.rows[ticket]

    @cached_property
    def sent(self) -> dict[str, Column]:
        """The assignment log, only what was dispatched of this part."""
        table = self.book.assignments
        mine = self.book.is_sent
        if self.chosen is not None or self.which.units is not None:
            mine = mine & self.by_unit(table["ticket"], table["unit"])
        return table if mine.all() else {name: column[mine] for name, column in table.items()}


def reopens_at_unit(plan: Plan) -> bool:
    """Whether a reopened ticket goes back to its unit without a dispatch."""
    part = plan.scenario.tickets
    return part is not None and part.reopen is not None and part.reopen.to == "handling"


def delayed_rows(rows: Mapping[str, Column], tasks: Mapping[str, Column]) -> tuple[Flags, Column]:
    """Which assignments others delay, or delayed, and since when: the crew's end, else the acceptance.

    A crew's task is in the log as soon as a unit has accepted, so an accepted arm without one waits for no crew.

    Parameters
    ----------
    rows, tasks
        The assignment log and the task log, the latter in order of its names.
    """
    ticket, handling, arm = (rows[key].astype(np.int64) for key in ("ticket", "handling", "arm"))
    crew = task_name(ticket, handling, Stage.HANDLING, arm, 0)  # type: ignore[arg-type]  # columns
    names = np.append(tasks["task"], NOT_YET)
    has_crew = names[np.searchsorted(tasks["task"], crew)] == crew
    worked = rows["worked_us"] != NOT_YET
    begin_us = np.where(worked, rows["worked_us"], rows["accepted_us"])
    return (begin_us != NOT_YET) & (worked | ~has_crew), begin_us


def sent_rows(rows: Mapping[str, Column], dispatched_us: Column, at_unit: bool) -> Flags:
    """Which assignments a dispatch of the run made.

    The others are at a unit without one: after a reopening that goes to the unit itself, or from the start on.

    Parameters
    ----------
    rows
        The assignment log.
    dispatched_us
        First dispatch of each ticket.
    at_unit
        Whether a reopened ticket goes back to its unit without a dispatch.
    """
    first = rows["dispatch"] == 0
    sent_us = dispatched_us[rows["ticket"]]
    unsent = ((sent_us == NOT_YET) | (sent_us > rows["dispatched_us"])) & (rows["handling"] == 0)
    flags: Flags = ~(first & (unsent | (at_unit & (rows["handling"] > 0))))
    return flags
