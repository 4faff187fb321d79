"""Receipt: how tickets come to be, from the starting backlog, from contacts not answered directly, from transfers."""

from __future__ import annotations

from sim.chance.keyed import Purpose
from sim.model.closing import Closing
from sim.model.deadlines import Deadlines
from sim.model.dispatch import Dispatch
from sim.model.draws import Draws
from sim.model.entities import ONLINE, Citizen, Contact
from sim.model.environment import HotlineEnvironment
from sim.model.path import Path
from sim.model.ticket import Ticket
from sim.plans.plan import Plan
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET, STATED_COLUMNS, AtUnit, ClockStart, Source, Stage, TicketState
from sim.rules.receipt import dispatched_before_us, joins

NOTHING_STATED = [NOT_YET] * STATED_COLUMNS


class Receipt:
    """Where tickets come from."""

    def __init__(
        self,
        plan: Plan,
        part: TicketPlan,
        path: Path,
        dispatch: Dispatch,
        closing: Closing,
        deadlines: Deadlines,
        draws: Draws,
        stated: list[list[int]],
    ) -> None:
        self._backlog = part.backlog
        self._path = path
        self._load = dispatch.load
        self._open = closing.open
        self._deadlines = deadlines
        self._draws = draws
        self._stated = stated
        self._urgency_up_to = part.urgency_up_to.tolist()
        self._area_up_to = part.area_up_to.tolist()
        self._merges = {incident.name_key: incident.merge for s in plan.streams for incident in s.incidents}
        self._of_cause: dict[tuple[int, int], Ticket] = {}
        self._created = 0
        self.env: HotlineEnvironment

    def open_backlog(self, first_request: int) -> None:
        """Take up the tickets that are open at the start; their requests are numbered from `first_request`."""
        backlog = self._backlog
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
                self._deadlines.begin_with(ticket, due_us)
                ticket.stands_still_from_us = self.env.now  # it is as of the start
            elif stage > Stage.DISPATCH:  # both were before the start: what is known of that has to stand in
                ticket.stands_still_from_us = since_us
                dispatched_us = dispatched_before_us(at_unit, received_us, since_us)
                self._deadlines.begin(ticket, ClockStart.DISPATCH, dispatched_us)
                if at_unit != AtUnit.ACCEPTANCE:
                    self._deadlines.begin(ticket, ClockStart.ACCEPTANCE, received_us)
            if stage == Stage.HANDLING and unit != NOT_YET:
                self._load[unit] -= 1  # it was counted before the first of them; its assignment counts it again
            self._path.receive(ticket, TicketState(stage), unit)

    def receive_contact(self, contact: Contact) -> None:
        """A contact was not answered directly: it becomes a ticket, or joins the open one of the same cause."""
        who = contact.who
        cause = (who.name_key, who.entity >> 12)
        same = self._of_cause.get(cause)
        merges = self._merges.get(who.name_key, 0.0)
        if same is not None and joins(same.is_open, self._draws.uniform(Purpose.MERGED, who, 0), merges):
            same.requests += 1
            return
        source = Source.MESSAGE if contact.channel == ONLINE else Source.CALL
        ticket, unit = self._of_request(who, source)
        ticket.contact = contact.id
        if merges > 0:
            self._of_cause[cause] = ticket
        self._path.receive(ticket, unit=unit)

    def receive_transfer(self, who: Citizen) -> None:
        """A request arrives as a ticket."""
        ticket, unit = self._of_request(who, Source.TRANSFER)
        self._path.receive(ticket, unit=unit)

    def _of_request(self, who: Citizen, source: Source) -> tuple[Ticket, int]:
        """A new ticket with what a file states of it, and the unit that the file states; `NOT_YET`: routed."""
        urgency, area, unit, due_us, *_ = self._stated[who.request] if self._stated else NOTHING_STATED
        ticket = self._new_ticket(who, source, self.env.now, urgency, area)
        if due_us != NOT_YET:
            self._deadlines.begin_with(ticket, due_us)
        return ticket, unit

    def _new_ticket(self, who: Citizen, source: Source, received_us: int, urgency: int, area: int) -> Ticket:
        if urgency == NOT_YET:
            urgency = self._draws.pick(Purpose.URGENCY, who, 0, self._urgency_up_to[who.type])
        if area == NOT_YET and self._area_up_to:
            area = self._draws.pick(Purpose.AREA, who, 0, self._area_up_to)
        ticket = Ticket(self._created, who, urgency, area, source, received_us)
        self._created += 1
        self._open[ticket.id] = ticket
        return ticket
