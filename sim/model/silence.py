"""Silence: a wait before closure in which nothing more is done for a ticket, and which holds nobody."""

from __future__ import annotations

from sim.chance.keyed import Purpose
from sim.model.deadlines import Deadlines
from sim.model.draws import Draws
from sim.model.environment import HotlineEnvironment
from sim.model.tasks import Life, check_not_over
from sim.model.ticket import Ticket
from sim.plans.ticket_plan import TicketPlan
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, Rank, Standstill, TicketState, Timer
from sim.rules.handling import takes_time


class Silence:
    """Tickets for which all is done, until they are closed."""

    def __init__(self, part: TicketPlan, deadlines: Deadlines, draws: Draws) -> None:
        self._law = part.silence_law.tolist()
        self._share = part.silence_share
        self._deadlines = deadlines
        self._draws = draws
        self.env: HotlineEnvironment

    def pass_over(self, ticket: Ticket, begun: bool) -> Life:
        """Wait in silence, if this ticket does; one that stood in it at the start waits for what is left."""
        env, law = self.env, self._law[ticket.who.type]
        if not (
            takes_time(law, begun, ticket.left_us)
            if begun
            else self._draws.happens(Purpose.SILENT, ticket.who, 0, self._share)
        ):
            return
        end_us = env.now + self._length_us(ticket, law, begun)
        move_to(ticket, int(TicketState.SILENCE))
        ticket.silent_since_us = ticket.waits_since_us if begun else env.now
        self._deadlines.begin_standstill(ticket, Standstill.SILENCE, ticket.stands_still_from_us if begun else env.now)
        yield env.at(end_us, Rank.TIMER, Timer.SILENCE_OVER, ticket.id)
        check_not_over(ticket)
        self._deadlines.end_standstill(ticket, Standstill.SILENCE)

    def _length_us(self, ticket: Ticket, law: int, begun: bool) -> int:
        """Its length; what is left of one that had begun before the start: as stated, or given its age."""
        if not begun:
            return self._draws.length_us(Purpose.SILENCE_TIME, ticket.who, 0, law, self.env.now)
        if ticket.left_us != NOT_YET:
            return ticket.left_us
        since_us = ticket.waits_since_us
        return self._draws.left_us(Purpose.SILENCE_TIME, ticket.who, 0, law, since_us, self.env.now - since_us)
