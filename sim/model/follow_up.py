"""Follow-up: the citizen is called back until reached, or often enough, and says whether the matter is solved."""

from __future__ import annotations

from collections.abc import Generator

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.model.deadlines import Deadlines
from sim.model.draws import Draws
from sim.model.environment import HotlineEnvironment
from sim.model.tasks import Tasks, check_not_over
from sim.model.ticket import Ticket
from sim.plans.ticket_plan import FollowUpPlan, TicketPlan
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, Rank, Stage, Standstill, TicketState, Timer
from sim.rules.draws import share_that_holds
from sim.rules.follow_up import share_satisfied, tries_once_more
from sim.rules.names import arm_visit


class FollowUp:
    """Calls to citizens after the handling of their tickets."""

    def __init__(self, part: TicketPlan, tasks: Tasks, deadlines: Deadlines, draws: Draws) -> None:
        self._plan = part.follow_up
        self._reopen_shares = part.reopen.share.tolist() if part.reopen is not None else None
        self._tasks = tasks
        self._deadlines = deadlines
        self._draws = draws
        self.env: HotlineEnvironment

    def follow_up(self, ticket: Ticket) -> Generator[Event, None, bool]:
        """Call the citizen of a ticket, if that is done; returns whether the matter is solved."""
        part, draws, who = self._plan, self._draws, ticket.who
        if part is None or not draws.happens(Purpose.FOLLOWED_UP, who, ticket.handling, part.share):
            return True
        move_to(ticket, int(TicketState.FOLLOW_UP))
        reached = yield from self._call(ticket, part)
        ticket.followed_up_us = self.env.now
        if not reached:
            return True
        if self._reopen_shares is not None:
            share = share_that_holds(self._reopen_shares, ticket.handling)
            if draws.happens(Purpose.REOPEN, who, ticket.handling, share):
                return False
        share = share_satisfied(
            ticket.is_open, self.env.now, ticket.closed_us, ticket.due_us, part.satisfied_in_time, part.satisfied_late
        )
        ticket.satisfied = int(draws.happens(Purpose.SATISFIED, who, ticket.handling, share))
        return True

    def _call(self, ticket: Ticket, part: FollowUpPlan) -> Generator[Event, None, bool]:
        """Call until somebody is reached, or often enough; returns whether that was so."""
        env, draws, who = self.env, self._draws, ticket.who
        while True:
            visit = arm_visit(ticket.handling, ticket.tries, 0)
            reached = not draws.happens(Purpose.REACHED, who, visit, part.unreached)
            law = part.unreached_law if not reached and part.unreached_law >= 0 else NOT_YET
            yield from self._tasks.work(ticket, Stage.FOLLOW_UP, NOT_YET, ticket.tries, visit, own_law=law)
            ticket.tries += 1
            ticket.reached = int(reached)
            if not tries_once_more(reached, ticket.tries, part.tries):
                return reached
            self._deadlines.begin_standstill(ticket, Standstill.FOLLOW_UP, env.now)
            yield env.at(env.now + part.gap_us, Rank.TIMER, Timer.NEXT_TRY, ticket.id)
            check_not_over(ticket)
            self._deadlines.end_standstill(ticket, Standstill.FOLLOW_UP)
