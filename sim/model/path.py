"""The path of a ticket: confirm call, audit, dispatch, handling by its units, review, follow-up, silence."""

from __future__ import annotations

from collections.abc import Generator

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.model.closing import Closing
from sim.model.deadlines import Deadlines
from sim.model.dispatch import Dispatch
from sim.model.draws import Draws
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.follow_up import FollowUp
from sim.model.handling import Handling
from sim.model.silence import Silence
from sim.model.tasks import Life, Tasks, TicketOverError
from sim.model.ticket import Ticket
from sim.plans.ticket_plan import TicketPlan
from sim.rules.closing import move_to, reopen
from sim.rules.codes import NOT_YET, AtUnit, ClockStart, Milestone, Stage, Standstill, TicketState
from sim.rules.follow_up import arms_reopened
from sim.rules.names import arm_visit
from sim.rules.receipt import dispatched_before_us


class Path:
    """What every ticket goes through, one stage after the other."""

    def __init__(
        self,
        part: TicketPlan,
        tasks: Tasks,
        dispatch: Dispatch,
        handling: Handling,
        follow_up: FollowUp,
        silence: Silence,
        closing: Closing,
        deadlines: Deadlines,
        draws: Draws,
    ) -> None:
        self._plan = part
        self._tasks = tasks
        self._dispatch = dispatch
        self._handling = handling
        self._follow_up = follow_up
        self._silence = silence
        self._closing = closing
        self._deadlines = deadlines
        self._draws = draws
        self.env: HotlineEnvironment

    def receive(self, ticket: Ticket, stage: TicketState = TicketState.CONFIRM, unit: int = NOT_YET) -> None:
        """A ticket begins, at its first stage or, from the backlog, at a later one; perhaps at a known unit."""
        self._deadlines.begin(ticket, ClockStart.RECEIPT, ticket.received_us)
        self._deadlines.begin(ticket, ClockStart.NEXT_DAY, ticket.received_us)
        self._closing.watch(ticket)
        Begun(self.env, self._life(ticket, stage, unit))

    def _life(self, ticket: Ticket, stage: TicketState, unit: int) -> Life:
        try:
            if stage < TicketState.SILENCE:
                yield from self._path(ticket, stage, unit)
            else:
                self._dispatch.find_arms(ticket, unit)
            yield from self._silence.pass_over(ticket, begun=stage == TicketState.SILENCE)
        except TicketOverError:
            return
        self._closing.solve(ticket)

    def _path(self, ticket: Ticket, stage: TicketState, unit: int) -> Life:
        """All that is done for a ticket, until its matter is solved."""
        tasks, dispatch, closing, env = self._tasks, self._dispatch, self._closing, self.env
        if stage <= TicketState.CONFIRM and self._draws.happens(
            Purpose.CONFIRMED, ticket.who, 0, self._plan.confirm_share
        ):
            move_to(ticket, int(TicketState.CONFIRM))
            self._deadlines.begin_standstill(ticket, Standstill.CONFIRM, env.now)
            yield from tasks.work(ticket, Stage.CONFIRM)
            self._deadlines.end_standstill(ticket, Standstill.CONFIRM)
            ticket.confirmed_us = env.now
        if stage <= TicketState.AUDIT and tasks.exist(Stage.AUDIT):
            move_to(ticket, int(TicketState.AUDIT))
            yield from tasks.work(ticket, Stage.AUDIT)
            ticket.audited_us = env.now
        dispatch.find_arms(ticket, unit)
        if stage <= TicketState.DISPATCH:
            yield from dispatch.dispatch(ticket, ticket.arms)
        elif stage == TicketState.HANDLING:
            dispatched_us = dispatched_before_us(ticket.at_unit, ticket.received_us, ticket.waits_since_us)
            for arm in ticket.arms:
                dispatch.assign(ticket, arm, by_machine=False, is_right=True, dispatched_us=dispatched_us)
        is_accepted = stage == TicketState.HANDLING and ticket.at_unit != AtUnit.ACCEPTANCE
        while True:
            if stage <= TicketState.HANDLING:
                yield from self._handling.handle(ticket, is_accepted)
                closing.reach(ticket, Milestone.HANDLED)
            if stage <= TicketState.REVIEW and tasks.exist(Stage.REVIEW):
                move_to(ticket, int(TicketState.REVIEW))
                yield from tasks.work(ticket, Stage.REVIEW, draw_visit=arm_visit(ticket.handling, 0, 0))
                ticket.reviewed_us = env.now
            closing.reach(ticket, Milestone.REVIEWED)
            is_solved = yield from self._follow_up.follow_up(ticket)
            if is_solved:
                return
            is_accepted = yield from self._reopen(ticket)
            stage = TicketState.HANDLING

    def _reopen(self, ticket: Ticket) -> Generator[Event, None, bool]:
        """Back to the units, or to dispatch: the lead's part, or all; returns whether the units have accepted it."""
        part = self._plan.reopen
        if part is None:
            raise AssertionError("only a scenario with 'reopen' has unsolved tickets")
        if reopen(ticket):
            self._deadlines.reopen(ticket)
        arms = ticket.arms[: arms_reopened(len(ticket.arms), part.all_arms)]
        for arm in arms:
            arm.dispatches = 0
        if part.to_dispatch:
            yield from self._dispatch.dispatch(ticket, arms)
        else:
            for arm in arms:
                self._dispatch.assign(ticket, arm, by_machine=False, is_right=True, dispatched_us=self.env.now)
        return not part.to_dispatch
