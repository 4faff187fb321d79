"""The life of tickets: confirm call, audit, dispatch, handling by one or more units, review, follow-up, closure."""

from __future__ import annotations

from collections.abc import Callable, Generator

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.log_rows import RowBlock
from sim.model.clock import WorkClock
from sim.model.deadlines import Deadlines
from sim.model.dispatch import Dispatch
from sim.model.draws import Draws
from sim.model.entities import ONLINE, Citizen, Contact
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.floor import Floor
from sim.model.handling import Handling
from sim.model.tasks import Life, Tasks, WithdrawnError, check_not_over
from sim.model.ticket import Ticket
from sim.plan.plan import Plan
from sim.plan.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET, STATED_COLUMNS, ArmState, AtUnit, Rank, Source, Stage, TicketState, Timer, Urgency
from sim.rules.decisions import (
    raised,
    tries_once_more,
    was_in_time,
)
from sim.rules.names import VISITS_OF_A_CHASE, arm_visit

NOTHING_STATED = (NOT_YET,) * STATED_COLUMNS


class Tickets:
    """All tickets of a run.

    Attributes
    ----------
    when_chased
        Called with the citizen, the ticket's number and the visits its earlier contacts have used.
    """

    def __init__(self, plan: Plan, part: TicketPlan, floor: Floor, draws: Draws, stated: list[tuple[int, ...]]) -> None:
        self._stated = stated
        self._plan = part
        self._draws = draws
        self._urgency_up_to = part.urgency_up_to.tolist()
        self._area_up_to = part.area_up_to.tolist()
        self._merges = {incident.name_key: incident.merge for s in plan.streams for incident in s.incidents}
        self._of_cause: dict[tuple[int, int], Ticket] = {}
        self._created = 0
        hours = [WorkClock(unit.hours, part.midnight_us) for unit in part.units]
        self.deadlines = Deadlines(part, draws)
        self.tasks = Tasks(plan, part, floor, draws)
        self.dispatch = Dispatch(part, self.tasks, self.deadlines, hours, draws)
        self.handling = Handling(part, self.tasks, self.dispatch, self.deadlines, hours, draws)
        self.deadlines.when_reminded = lambda ticket: self.tasks.raise_class(ticket, raised(ticket.stands))
        self.deadlines.when_overdue = self._is_overdue
        self.deadlines.when_chased = self._is_chased
        self.open: dict[int, Ticket] = {}
        self.log = RowBlock("tickets")
        self.env: HotlineEnvironment
        self.when_chased: Callable[[Citizen, int, int], None]

    def live_in(self, env: HotlineEnvironment) -> None:
        """Give all that belongs to tickets its clock."""
        self.env = self.deadlines.env = self.tasks.env = self.dispatch.env = self.handling.env = env

    def open_backlog(self, first_request: int) -> None:
        """Take up the tickets that are open at the start; their requests are numbered from `first_request`."""
        backlog = self._plan.backlog
        columns = (
            backlog.type, backlog.urgency, backlog.stage, backlog.unit, backlog.received_us, backlog.due_us,
            backlog.entity, backlog.name_key, backlog.area, backlog.at_unit, backlog.waits_since_us, backlog.left_us,
        )  # fmt: skip
        for row, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            kind, urgency, stage, unit, received_us, due_us, entity, name_key, area, at_unit, since_us, left_us = values
            who = Citizen(first_request + row, NOT_YET, kind, entity, name_key)
            ticket = self._new_ticket(who, Source.BACKLOG, received_us, urgency, area)
            ticket.at_unit, ticket.waits_since_us, ticket.left_us = at_unit, since_us, left_us
            if due_us != NOT_YET:
                self.deadlines.begin_with(ticket, due_us)
            elif stage > Stage.DISPATCH:  # both were before the start: what is known of that has to stand in
                ticket.stands_still_from_us = since_us
                self.deadlines.begin(ticket, "dispatch", since_us if at_unit == AtUnit.ACCEPTANCE else received_us)
                if at_unit != AtUnit.ACCEPTANCE:
                    self.deadlines.begin(ticket, "acceptance", received_us)
            self._begin(ticket, Stage(stage), unit)

    def from_contact(self, contact: Contact) -> None:
        """A contact was not answered directly: it becomes a ticket, or joins the open one of the same cause."""
        who = contact.who
        cause = (who.name_key, who.entity >> 12)
        same = self._of_cause.get(cause)
        merges = self._merges.get(who.name_key, 0.0)
        if same is not None and same.is_open and self._draws.happens(Purpose.MERGED, who, 0, merges):
            same.requests += 1
            return
        source = Source.MESSAGE if contact.channel == ONLINE else Source.CALL
        ticket, unit = self._of_request(who, source)
        ticket.contact = contact.id
        if merges > 0:
            self._of_cause[cause] = ticket
        self._begin(ticket, unit=unit)

    def from_transfer(self, who: Citizen) -> None:
        """A request arrives as a ticket."""
        ticket, unit = self._of_request(who, Source.TRANSFER)
        self._begin(ticket, unit=unit)

    def log_unfinished(self) -> None:
        """Log what is open at the end of the horizon."""
        self.tasks.log_unfinished(self.open.values())
        for ticket in self.open.values():
            for arm in ticket.arms:
                if arm.is_at_unit:
                    self.handling.log.add(arm.present.row())
            self.log.add(ticket.row())

    # --- birth and end

    def _of_request(self, who: Citizen, source: Source) -> tuple[Ticket, int]:
        """A new ticket with what a file states of it, and the unit that the file states; `NOT_YET`: routed."""
        urgency, area, unit, due_us, _ = self._stated[who.request] if self._stated else NOTHING_STATED
        ticket = self._new_ticket(who, source, self.env.now, urgency, area)
        if due_us != NOT_YET:
            self.deadlines.begin_with(ticket, due_us)
        return ticket, unit

    def _new_ticket(
        self, who: Citizen, source: Source, received_us: int, urgency: int = NOT_YET, area: int = NOT_YET
    ) -> Ticket:
        if urgency == NOT_YET:
            urgency = self._draws.pick(Purpose.URGENCY, who, 0, self._urgency_up_to[who.type])
        if area == NOT_YET and self._area_up_to:
            area = self._draws.pick(Purpose.AREA, who, 0, self._area_up_to)
        ticket = Ticket(self._created, who, urgency, area, source, received_us)
        self._created += 1
        self.open[ticket.id] = ticket
        return ticket

    def _begin(self, ticket: Ticket, stage: Stage = Stage.CONFIRM, unit: int = NOT_YET) -> None:
        self.deadlines.begin(ticket, "receipt", ticket.received_us)
        self.deadlines.begin(ticket, "next_day", ticket.received_us)
        self._may_happen_later(
            ticket, self._plan.withdrawal_share, self._plan.withdrawal_law, Purpose.WITHDRAWAL, Timer.WITHDRAWAL,
            self._withdraw,
        )  # fmt: skip
        self._may_happen_later(
            ticket, self._plan.long_term_share, self._plan.long_term_law, Purpose.LONG_TERM, Timer.LONG_TERM,
            self._to_long_term_list,
        )  # fmt: skip
        Begun(self.env, self._life(ticket, stage, unit))

    def _may_happen_later(
        self, ticket: Ticket, share: float, law: int, purpose: int, timer: int, what: Callable[[Ticket], None]
    ) -> None:
        if self._draws.happens(purpose, ticket.who, 0, share):
            at_us = self.env.now + self._draws.length_us(purpose + 1, ticket.who, 0, law)
            self.env.at(at_us, Rank.TIMER, timer, ticket.id, lambda _: what(ticket) if ticket.is_open else None)

    def _withdraw(self, ticket: Ticket) -> None:
        ticket.withdrawn_us = self.env.now
        ticket.state = int(TicketState.WITHDRAWN)
        for arm in ticket.arms:
            if arm.is_at_unit:
                self.handling.end_assignment(arm.present, ArmState.WITHDRAWN)
        self._end(ticket)

    def _to_long_term_list(self, ticket: Ticket) -> None:
        ticket.long_term_us = self.env.now
        self.deadlines.end(ticket)

    def _end(self, ticket: Ticket) -> None:
        """The ticket's life is over: what still waits leaves its line, what is in hand is finished."""
        ticket.is_over = True
        self.tasks.leave_lines(ticket)
        self.log.add(ticket.row())
        ticket.arms.clear()  # arms know their crew's task, and that its ticket: such a ring would outlive the ticket
        del self.open[ticket.id]

    # --- the path

    def _life(self, ticket: Ticket, stage: Stage, unit: int) -> Life:
        try:
            yield from self._path(ticket, stage, unit)
        except WithdrawnError:
            return

    def _path(self, ticket: Ticket, stage: Stage, unit: int) -> Life:
        """From receipt, or the stage at which a ticket of the backlog is, to the last stage."""
        part, env = self._plan, self.env
        if stage <= Stage.CONFIRM and self._draws.happens(Purpose.CONFIRMED, ticket.who, 0, part.confirm_share):
            ticket.is_at(TicketState.CONFIRM)
            self.deadlines.stand_still(ticket, "confirm", env.now)
            yield from self.tasks.work(ticket, Stage.CONFIRM)
            self.deadlines.run_on(ticket, "confirm")
            ticket.confirmed_us = env.now
        if stage <= Stage.AUDIT and self.tasks.exist(Stage.AUDIT):
            ticket.is_at(TicketState.AUDIT)
            yield from self.tasks.work(ticket, Stage.AUDIT)
            ticket.audited_us = env.now
        self.dispatch.find_units(ticket, unit)
        if stage <= Stage.DISPATCH:
            yield from self.dispatch.dispatch(ticket, ticket.arms)
        elif stage == Stage.HANDLING:
            for arm in ticket.arms:
                self.dispatch.assign(ticket, arm, False, True, _was_dispatched_us(ticket))
        is_accepted = stage == Stage.HANDLING and ticket.at_unit != AtUnit.ACCEPTANCE
        while True:
            if stage <= Stage.HANDLING:
                yield from self.handling.handle(ticket, is_accepted)
                self._milestone(ticket, "handled")
            if stage <= Stage.REVIEW and self.tasks.exist(Stage.REVIEW):
                ticket.is_at(TicketState.REVIEW)
                yield from self.tasks.work(ticket, Stage.REVIEW, draw_visit=arm_visit(ticket.handling, 0, 0))
                ticket.reviewed_us = env.now
            self._milestone(ticket, "reviewed")
            is_solved = True
            if part.follow_up is not None and self._is_followed_up(ticket):
                is_solved = yield from self._follow_up(ticket)
            if is_solved:
                self._milestone(ticket, "followed_up")
                self._end(ticket)
                return
            is_accepted = yield from self._reopen(ticket)
            stage = Stage.HANDLING

    def _reopen(self, ticket: Ticket) -> Generator[Event, None, bool]:
        """Back to the units, or to dispatch: the lead's part, or all; returns whether the units have accepted it."""
        reopen = self._plan.reopen
        if reopen is None:
            raise AssertionError("only a scenario with 'reopen' has unsolved tickets")
        ticket.handling += 1
        ticket.tries = 0
        if ticket.closed_us != NOT_YET:
            ticket.closed_us = NOT_YET
            self.deadlines.reopened(ticket)
        arms = ticket.arms if reopen.all_arms else ticket.arms[:1]
        for arm in arms:
            arm.dispatches = 0
        if reopen.to_dispatch:
            yield from self.dispatch.dispatch(ticket, arms)
        else:
            for arm in arms:
                self.dispatch.assign(ticket, arm, False, True, self.env.now)
        return not reopen.to_dispatch

    def _milestone(self, ticket: Ticket, name: str) -> None:
        """At the milestone that closes tickets, or the last one, the ticket is closed."""
        if ticket.closed_us == NOT_YET and name in (self._plan.closed_at, "followed_up"):
            ticket.closed_us = self.env.now
            ticket.state = int(TicketState.CLOSED)

    # --- follow-up

    def _is_followed_up(self, ticket: Ticket) -> bool:
        part = self._plan.follow_up
        return part is not None and self._draws.happens(Purpose.FOLLOWED_UP, ticket.who, ticket.handling, part.share)

    def _follow_up(self, ticket: Ticket) -> Generator[Event, None, bool]:
        """Call the citizen until reached, or often enough; returns whether the matter is solved."""
        part, env, draws, who = self._plan.follow_up, self.env, self._draws, ticket.who
        if part is None:
            raise AssertionError("only a scenario with 'follow_up' calls back")
        ticket.is_at(TicketState.FOLLOW_UP)
        while True:
            visit = arm_visit(ticket.handling, ticket.tries, 0)
            reached = not draws.happens(Purpose.REACHED, who, visit, part.unreached)
            law = part.unreached_law if not reached and part.unreached_law >= 0 else NOT_YET
            yield from self.tasks.work(ticket, Stage.FOLLOW_UP, NOT_YET, ticket.tries, visit, own_law=law)
            ticket.tries += 1
            ticket.reached = int(reached)
            if not tries_once_more(reached, ticket.tries, part.tries):
                break
            self.deadlines.stand_still(ticket, "follow_up", env.now)
            yield env.at(env.now + part.gap_us, Rank.TIMER, Timer.NEXT_TRY, ticket.id)
            check_not_over(ticket)
            self.deadlines.run_on(ticket, "follow_up")
        ticket.followed_up_us = env.now
        if not reached:
            return True
        reopen = self._plan.reopen
        if reopen is not None:
            share = float(reopen.share[min(ticket.handling, len(reopen.share) - 1)])
            if draws.happens(Purpose.REOPEN, who, ticket.handling, share):
                return False
        ended_us = env.now if ticket.is_open else ticket.closed_us
        in_time = was_in_time(ended_us, ticket.due_us)
        share = part.satisfied_in_time if in_time else part.satisfied_late
        ticket.satisfied = int(draws.happens(Purpose.SATISFIED, who, ticket.handling, share))
        return True

    # --- supervision

    def _is_overdue(self, ticket: Ticket) -> None:
        if self._plan.supervision.acts and not ticket.is_supervised:
            ticket.is_supervised = True
            Begun(self.env, self._supervise(ticket))

    def _supervise(self, ticket: Ticket) -> Life:
        try:
            yield from self.tasks.work(ticket, Stage.SUPERVISION)
        except WithdrawnError:
            return
        ticket.supervised_us = self.env.now
        ticket.pace = self._plan.supervision.speed_up
        self.tasks.raise_class(ticket, int(Urgency.CRITICAL))

    def _is_chased(self, ticket: Ticket) -> None:
        self.when_chased(ticket.who, ticket.id, (ticket.chase_ups + 1) * VISITS_OF_A_CHASE)


def _was_dispatched_us(ticket: Ticket) -> int:
    """When an open ticket came to its unit: its waiting for acceptance began then, else its receipt has to stand in."""
    return ticket.waits_since_us if ticket.at_unit == AtUnit.ACCEPTANCE else ticket.received_us
