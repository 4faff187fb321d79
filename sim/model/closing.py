"""Closing: the milestone that closes a ticket, its end, withdrawal, the long-term list."""

from __future__ import annotations

from collections.abc import Callable

from sim.chance.keyed import Purpose
from sim.logs.rows import RowBlock
from sim.model.draws import Draws
from sim.model.environment import HotlineEnvironment
from sim.model.handling import Handling
from sim.model.tasks import Tasks
from sim.model.ticket import Ticket
from sim.plans.ticket_plan import TicketPlan
from sim.rules.closing import close_at, withdraw_at
from sim.rules.codes import ArmState, Milestone, Rank, Timer
from sim.rules.deadlines import lift


class Closing:
    """Tickets that are open, and the log of those that are over."""

    def __init__(self, part: TicketPlan, tasks: Tasks, handling: Handling, draws: Draws) -> None:
        self._plan = part
        self._tasks = tasks
        self._handling = handling
        self._draws = draws
        self.open: dict[int, Ticket] = {}
        self.log = RowBlock("tickets")
        self.env: HotlineEnvironment

    def watch(self, ticket: Ticket) -> None:
        """Withdrawal and the long-term list, which are drawn as a ticket begins."""
        part = self._plan
        self._draw_event(
            ticket, part.withdrawal_share, part.withdrawal_law, Purpose.WITHDRAWAL, Timer.WITHDRAWAL, self._withdraw
        )
        self._draw_event(
            ticket, part.long_term_share, part.long_term_law, Purpose.LONG_TERM, Timer.LONG_TERM,
            lambda ticket: lift(ticket, self.env.now),
        )  # fmt: skip

    def reach(self, ticket: Ticket, milestone: Milestone) -> None:
        """A milestone is reached, which may be the one that closes tickets."""
        close_at(ticket, milestone, self._plan.closed_at, self.env.now)

    def solve(self, ticket: Ticket) -> None:
        """The matter is solved: the ticket closes, and its life ends."""
        self.reach(ticket, Milestone.SILENT)
        self._end(ticket)

    def log_unfinished(self) -> None:
        """Log what is open at the end of the horizon."""
        self._tasks.log_unfinished(self.open.values())
        for ticket in self.open.values():
            for arm in ticket.arms:
                if arm.is_at_unit:
                    self._handling.log.add(arm.present.row())
            self.log.add(ticket.row())

    def _draw_event(
        self, ticket: Ticket, share: float, law: int, purpose: int, timer: int, what: Callable[[Ticket], None]
    ) -> None:
        if self._draws.happens(purpose, ticket.who, 0, share):
            at_us = self.env.now + self._draws.length_us(purpose + 1, ticket.who, 0, law, self.env.now)
            self.env.at(at_us, Rank.TIMER, timer, ticket.id, lambda _: what(ticket) if ticket.is_open else None)

    def _withdraw(self, ticket: Ticket) -> None:
        withdraw_at(ticket, self.env.now)
        for arm in ticket.arms:
            if arm.is_at_unit:
                self._handling.end_assignment(arm.present, ArmState.WITHDRAWN)
        self._end(ticket)

    def _end(self, ticket: Ticket) -> None:
        """The ticket's life is over: what still waits leaves its line, what is in hand is finished."""
        ticket.is_over = True
        self._tasks.leave_lines(ticket)
        self.log.add(ticket.row())
        ticket.arms.clear()  # arms know their crew's task, and that its ticket: such a ring would outlive the ticket
        del self.open[ticket.id]
