"""The ticket half of the model: its parts, wired together."""

from __future__ import annotations

from collections.abc import Callable

from sim.model.clocks import WorkClock
from sim.model.closing import Closing
from sim.model.deadlines import Deadlines
from sim.model.dispatch import Dispatch
from sim.model.draws import Draws
from sim.model.entities import Citizen
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.floor import Floor
from sim.model.follow_up import FollowUp
from sim.model.handling import Handling
from sim.model.path import Path
from sim.model.receipt import Receipt
from sim.model.silence import Silence
from sim.model.tasks import Life, Tasks, TicketOverError
from sim.model.ticket import Ticket
from sim.plans.plan import Plan
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import Stage, Urgency
from sim.rules.names import VISITS_OF_A_CHASE
from sim.rules.tasks import raised


class Tickets:
    """All tickets of a run.

    Attributes
    ----------
    when_chased
        Called with the citizen, the ticket's number and the visits its earlier contacts have used.
    """

    def __init__(self, plan: Plan, part: TicketPlan, floor: Floor, draws: Draws, stated: list[list[int]]) -> None:
        hours = [WorkClock(unit.hours, part.midnight_us) for unit in part.units]
        self.deadlines = Deadlines(part, draws)
        self.tasks = Tasks(plan, part, floor, draws)
        self.dispatch = Dispatch(part, self.tasks, self.deadlines, hours, draws)
        self.handling = Handling(part, self.tasks, self.dispatch, self.deadlines, hours, draws)
        self.follow_up = FollowUp(part, self.tasks, self.deadlines, draws)
        self.silence = Silence(part, self.deadlines, draws)
        self.closing = Closing(part, self.tasks, self.handling, draws)
        self.path = Path(
            part, self.tasks, self.dispatch, self.handling, self.follow_up, self.silence, self.closing, self.deadlines,
            draws,
        )  # fmt: skip
        self.receipt = Receipt(plan, part, self.path, self.dispatch, self.closing, self.deadlines, draws, stated)
        self.deadlines.when_reminded = lambda ticket: self.tasks.raise_class(ticket, raised(ticket.stands))
        self.deadlines.when_supervised = self._begin_supervision
        self.deadlines.when_chased = self._chase
        self.env: HotlineEnvironment
        self.when_chased: Callable[[Citizen, int, int], None]

    def live_in(self, env: HotlineEnvironment) -> None:
        """Give all that belongs to tickets its clock."""
        self.env = env
        for part in (
            self.deadlines, self.tasks, self.dispatch, self.handling, self.follow_up, self.silence, self.closing,
            self.path, self.receipt,
        ):  # fmt: skip
            part.env = env

    def _begin_supervision(self, ticket: Ticket) -> None:
        Begun(self.env, self._supervise(ticket))

    def _supervise(self, ticket: Ticket) -> Life:
        try:
            yield from self.tasks.work(ticket, Stage.SUPERVISION)
        except TicketOverError:
            return
        ticket.supervised_us = self.env.now
        self.tasks.raise_class(ticket, int(Urgency.CRITICAL))

    def _chase(self, ticket: Ticket) -> None:
        self.when_chased(ticket.who, ticket.id, (ticket.chase_ups + 1) * VISITS_OF_A_CHASE)
