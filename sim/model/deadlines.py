"""Deadlines of tickets: when they run, stand still and pass; reminders, and the calls of citizens who wait too long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.model.clock import WorkClock
from sim.model.draws import Draws
from sim.model.environment import HotlineEnvironment
from sim.model.ticket import Ticket
from sim.plan.ticket_plan import TicketPlan
from sim.rules.clocks import FAR
from sim.rules.codes import NOT_YET, ArrivalKind, Rank, Timer
from sim.rules.decisions import day_share_at, instant_in_day, is_due

DAY_US = 86_400_000_000


class Deadlines:
    """The closure deadlines of all tickets.

    Attributes
    ----------
    when_reminded, when_overdue, when_chased
        Called with a ticket: at a reminder, when it becomes overdue, when its citizen calls about it.
    """

    def __init__(self, plan: TicketPlan, draws: Draws) -> None:
        self._plan = plan
        self._draws = draws
        self._office = WorkClock(plan.office, plan.midnight_us)
        self._midnights = plan.midnight_us.tolist()
        closure = plan.closure
        self._start = closure.start if closure is not None else ""
        self._pauses_in = closure.pauses_in if closure is not None else frozenset()
        self._clock = closure.limits.clock.tolist() if closure is not None else []
        self._amount = closure.limits.amount.tolist() if closure is not None else []
        self._reminders = plan.supervision.reminders
        self._day_up_to = plan.chase_up.day_up_to.tolist() if plan.chase_up is not None else []
        self.env: HotlineEnvironment
        self.when_reminded: Callable[[Ticket], None]
        self.when_overdue: Callable[[Ticket], None]
        self.when_chased: Callable[[Ticket], None]

    def begin(self, ticket: Ticket, milestone: str, at_us: int) -> None:
        """A milestone was reached at an instant: a deadline that runs from it is set, but only the first time."""
        if milestone != self._start or ticket.clock != NOT_YET or ticket.due_us != NOT_YET:
            return
        if ticket.long_term_us != NOT_YET:
            return
        clock = self._clock[ticket.who.type][ticket.urgency]
        if clock == NOT_YET:
            return
        if milestone == "next_day":
            at_us = self._midnights[bisect_right(self._midnights, at_us)]
        due_us = self._office.due_us(clock, self._amount[ticket.who.type][ticket.urgency], at_us)
        self._set(ticket, clock, at_us, due_us)

    def begin_with(self, ticket: Ticket, due_us: int) -> None:
        """A file states the due time of the ticket."""
        clock = self._clock[ticket.who.type][ticket.urgency] if self._clock else NOT_YET
        self._set(ticket, max(clock, 0), ticket.received_us, due_us)

    def stand_still(self, ticket: Ticket, state: str, from_us: int) -> None:
        """A state begins, or had begun before the start, in which the clock may stand still."""
        if state not in self._pauses_in:
            return
        ticket.pauses += 1
        if ticket.pauses == 1 and ticket.is_open and ticket.due_us > from_us:
            ticket.paused_at_us, ticket.suspended_due_us = from_us, ticket.due_us
            ticket.due_us = NOT_YET

    def run_on(self, ticket: Ticket, state: str) -> None:
        """The state ends: the due time moves by as long as the clock stood still."""
        if state not in self._pauses_in:
            return
        ticket.pauses -= 1
        if ticket.pauses == 0 and ticket.paused_at_us != NOT_YET:
            due_us = self._office.moved_us(ticket.clock, ticket.suspended_due_us, ticket.paused_at_us, self.env.now)
            ticket.paused_at_us = ticket.suspended_due_us = NOT_YET
            if ticket.long_term_us == NOT_YET:
                ticket.due_us = due_us
                self._watch(ticket)

    def end(self, ticket: Ticket) -> None:
        """From now on no deadline holds."""
        ticket.due_us = NOT_YET
        ticket.is_late = False

    def reopened(self, ticket: Ticket) -> None:
        """A closed ticket is open again: its deadline holds as before."""
        if ticket.due_us != NOT_YET:
            ticket.is_late = False
            self._watch(ticket)

    def _set(self, ticket: Ticket, clock: int, start_us: int, due_us: int) -> None:
        if due_us >= FAR:
            return
        ticket.clock = clock
        ticket.due_us = due_us
        ticket.limit_length_us = self._office.length_us(clock, start_us, due_us)
        self._watch(ticket)

    def _watch(self, ticket: Ticket) -> None:
        """Timers for what is still to come; a timer whose due time was moved does nothing."""
        env, due_us = self.env, ticket.due_us
        env.at(max(due_us, env.now), Rank.TIMER, Timer.DUE, ticket.id, lambda _: self._falls_due(ticket, due_us))
        for number in range(ticket.reminders, len(self._reminders)):
            at_us = self._office.reminder_us(ticket.clock, self._reminders[number], ticket.limit_length_us, due_us)
            self._remind_at(ticket, number, max(at_us, env.now), due_us)

    def _remind_at(self, ticket: Ticket, number: int, at_us: int, due_us: int) -> None:
        def remind(_: Event) -> None:
            if ticket.is_open and ticket.due_us == due_us and ticket.reminders == number:
                ticket.reminders += 1
                self.when_reminded(ticket)

        self.env.at(at_us, Rank.TIMER, Timer.REMINDER, ticket.id << 8 | number, remind)

    def _falls_due(self, ticket: Ticket, due_us: int) -> None:
        if ticket.is_late or not is_due(ticket.due_us, due_us, ticket.is_open):
            return
        closure = self._plan.closure
        if (
            closure is not None
            and not ticket.is_extended
            and self._draws.happens(Purpose.EXTENSION, ticket.who, 0, closure.extension_share)
        ):
            later_us = self._office.due_us(closure.extension_clock, closure.extension_amount, due_us)
            if later_us > self.env.now:
                ticket.is_extended = True
                ticket.due_us = min(later_us, FAR)
                self._watch(ticket)
                return
        ticket.is_late = True
        self.when_overdue(ticket)
        if self._plan.chase_up is not None:
            self._next_chase(ticket)

    def _next_chase(self, ticket: Ticket) -> None:
        """The citizen of an overdue ticket calls after an exponential time on the profile of the day."""
        chase_up, now = self._plan.chase_up, self.env.now
        if chase_up is None:
            return
        gap_us = self._draws.length_us(Purpose.CHASE_GAP, ticket.who, ticket.chase_ups, chase_up.gap_law)
        day = bisect_right(self._midnights, now) - 1
        share = day_share_at(self._day_up_to, now, self._midnights[day], self._midnights[day + 1]) + gap_us / DAY_US
        day += int(share)
        if day + 1 >= len(self._midnights):
            return
        at_us = instant_in_day(self._day_up_to, share - int(share), self._midnights[day], self._midnights[day + 1])
        ticket.chase_due_us = at_us = max(at_us, now)

        def chase(_: Event) -> None:
            if ticket.is_open and ticket.is_late and ticket.chase_due_us == at_us:
                self.when_chased(ticket)
                ticket.chase_ups += 1
                self._next_chase(ticket)

        self.env.at(at_us, Rank.ARRIVAL, ArrivalKind.CHASE_UP, ticket.id, chase)
