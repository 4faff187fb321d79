"""Deadlines of tickets: when they run, stand still and pass; reminders, and the calls of citizens who wait too long."""

from __future__ import annotations

from collections.abc import Callable

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.model.clocks import WorkClock
from sim.model.draws import Draws
from sim.model.environment import HotlineEnvironment
from sim.model.ticket import Ticket
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET, ArrivalKind, ClockStart, Rank, Standstill, Timer
from sim.rules.deadlines import (
    become_late,
    begins,
    extend,
    is_chased,
    is_due,
    is_reminded,
    leave_standstill,
    next_chase_up_us,
    resume_deadline,
    run_on,
    set_due,
    stand_still,
    starts_us,
)
from sim.rules.names import name_of_reminder


class Deadlines:
    """The closure deadlines of all tickets.

    Attributes
    ----------
    when_reminded, when_supervised, when_chased
        Called with a ticket: at a reminder, when an act of supervision begins, when its citizen calls about it.
    """

    def __init__(self, plan: TicketPlan, draws: Draws) -> None:
        self._plan = plan
        self._draws = draws
        self._office = WorkClock(plan.office, plan.midnight_us)
        self._midnights = plan.midnight_us.tolist()
        closure = plan.closure
        self._start = closure.start if closure is not None else NOT_YET
        self._pauses_in = closure.pauses_in if closure is not None else frozenset()
        self._clock = closure.limits.clock.tolist() if closure is not None else []
        self._amount = closure.limits.amount.tolist() if closure is not None else []
        self._reminders = plan.supervision.reminders
        self._day_up_to = plan.chase_up.day_up_to.tolist() if plan.chase_up is not None else []
        self.env: HotlineEnvironment
        self.when_reminded: Callable[[Ticket], None]
        self.when_supervised: Callable[[Ticket], None]
        self.when_chased: Callable[[Ticket], None]

    def begin(self, ticket: Ticket, milestone: ClockStart, at_us: int) -> None:
        """A milestone was reached at an instant: a deadline that runs from it is set, but only the first time."""
        clock = self._clock[ticket.who.type][ticket.urgency] if self._clock else NOT_YET
        if begins(ticket, milestone, self._start, clock):
            start_us = starts_us(milestone, at_us, self._midnights)
            due_us = self._office.limit_ends_us(clock, self._amount[ticket.who.type][ticket.urgency], start_us)
            self._set(ticket, clock, start_us, due_us)

    def begin_with(self, ticket: Ticket, due_us: int) -> None:
        """A file states the due time of the ticket."""
        clock = self._clock[ticket.who.type][ticket.urgency] if self._clock else NOT_YET
        self._set(ticket, max(clock, 0), ticket.received_us, due_us)

    def begin_standstill(self, ticket: Ticket, state: Standstill, from_us: int) -> None:
        """A state begins, or had begun before the start, in which the clock may stand still."""
        if state in self._pauses_in:
            stand_still(ticket, from_us)

    def end_standstill(self, ticket: Ticket, state: Standstill) -> None:
        """The state ends: the due time moves by as long as the clock stood still."""
        if state in self._pauses_in and leave_standstill(ticket):
            due_us = self._office.moved_us(ticket.clock, ticket.suspended_due_us, ticket.paused_at_us, self.env.now)
            if run_on(ticket, due_us):
                self._watch(ticket)

    def reopen(self, ticket: Ticket) -> None:
        """A closed ticket is open again: its deadline holds as before."""
        if resume_deadline(ticket):
            self._watch(ticket)

    def _set(self, ticket: Ticket, clock: int, start_us: int, due_us: int) -> None:
        if set_due(ticket, clock, due_us, self._office.limit_length_us(clock, start_us, due_us)):
            self._watch(ticket)

    def _watch(self, ticket: Ticket) -> None:
        """Timers for what is still to come; those of an earlier due time find that they come at another instant."""
        env = self.env
        ticket.watched_us = env.now
        env.at(max(ticket.due_us, env.now), Rank.TIMER, Timer.DUE, ticket.id, lambda _: self._fall_due(ticket))
        for number in range(ticket.reminders, len(self._reminders)):
            self._remind_at(ticket, number, max(self._reminder_us(ticket, number), env.now))

    def _remind_at(self, ticket: Ticket, number: int, at_us: int) -> None:
        def remind(_: Event) -> None:
            if is_reminded(ticket, number, self._reminder_us(ticket, number), self.env.now):
                ticket.reminders += 1
                self.when_reminded(ticket)

        self.env.at(at_us, Rank.TIMER, Timer.REMINDER, name_of_reminder(ticket.id, number), remind)

    def _reminder_us(self, ticket: Ticket, number: int) -> int:
        share = self._reminders[number]
        return self._office.share_used_us(ticket.clock, share, ticket.limit_length_us, ticket.due_us)

    def _fall_due(self, ticket: Ticket) -> None:
        """The due time: a ticket that is still open may get more time, else it is overdue."""
        closure, now = self._plan.closure, self.env.now
        if not is_due(ticket, now):
            return
        if closure is not None and self._draws.happens(Purpose.EXTENSION, ticket.who, 0, closure.extension_share):
            later_us = self._office.limit_ends_us(closure.extension_clock, closure.extension_amount, ticket.due_us)
            if extend(ticket, later_us, now):
                self._watch(ticket)
                return
        if become_late(ticket, self._plan.supervision.acts):
            self.when_supervised(ticket)
        if self._plan.chase_up is not None:
            self._await_chase_up(ticket, self._plan.chase_up.gap_law)

    def _await_chase_up(self, ticket: Ticket, gap_law: int) -> None:
        """The citizen of an overdue ticket will call about it, after an exponential time on the profile of the day."""
        gap_us = self._draws.length_us(Purpose.CHASE_GAP, ticket.who, ticket.chase_ups, gap_law, self.env.now)
        at_us = next_chase_up_us(self._day_up_to, self._midnights, self.env.now, gap_us)
        if at_us == NOT_YET:
            return
        ticket.chase_due_us = at_us

        def chase(_: Event) -> None:
            if is_chased(ticket, self.env.now):
                self.when_chased(ticket)
                ticket.chase_ups += 1
                self._await_chase_up(ticket, gap_law)

        self.env.at(at_us, Rank.ARRIVAL, ArrivalKind.CHASE_UP, ticket.id, chase)
