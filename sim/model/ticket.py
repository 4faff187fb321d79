"""A ticket, its arms, and the tasks that people do for it."""

from __future__ import annotations

from simpy.events import Event

from sim.model.entities import Citizen, Item
from sim.model.environment import HotlineEnvironment
from sim.rules.closing import is_open
from sim.rules.codes import NOT_YET, ArmState, Stage, TicketState
from sim.rules.instant import place_of_completion
from sim.rules.names import WHOLE_TICKET, task_id, task_name
from sim.rules.people import may_be_put_down


class Ticket:
    """One ticket from receipt to closure; an instant that has not come is NOT_YET."""

    contact: int = NOT_YET
    requests = 1
    confirmed_us = audited_us = dispatched_us = accepted_us = handled_us = reviewed_us = NOT_YET
    followed_up_us = silent_since_us = NOT_YET
    closed_us = withdrawn_us = long_term_us = due_us = supervised_us = NOT_YET
    state: int = int(TicketState.CONFIRM)
    right_first = NOT_YET
    dispatches = returns = handling = tries = reminders = chase_ups = 0
    reached = satisfied = NOT_YET
    is_extended = is_late = is_supervised = 0
    is_over = False
    clock: int = NOT_YET
    limit_length_us = 0
    pauses = 0
    paused_at_us = NOT_YET
    suspended_due_us = NOT_YET
    watched_us = NOT_YET
    chase_due_us = NOT_YET
    open_arms = 0
    at_unit: int = NOT_YET
    """What it waited for at its unit at the start (`AtUnit`); since when, and what is left of that, if stated."""
    waits_since_us = 0
    left_us = NOT_YET
    stands_still_from_us = 0
    """From when on its clock stands still where it was outside at the start."""

    def __init__(self, number: int, who: Citizen, urgency: int, area: int, source: int, received_us: int) -> None:
        self.id = number
        self.who = who
        self.urgency = urgency
        self.stands = urgency
        self.area = area
        self.source = source
        self.received_us = received_us
        self.arms: list[Arm] = []
        self.tasks: list[Task] = []
        self.arms_done: Event

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor withdrawn."""
        return is_open(self)

    def row(self) -> dict[str, int]:
        """The ticket as a row of the ticket log."""
        who = self.who
        return {
            "ticket": self.id,
            "request": who.request,
            "citizen": who.entity,
            "stream": who.stream,
            "type": who.type,
            "urgency": self.urgency,
            "area": self.area,
            "source": self.source,
            "contact": self.contact,
            "requests": self.requests,
            "received_us": self.received_us,
            "confirmed_us": self.confirmed_us,
            "audited_us": self.audited_us,
            "dispatched_us": self.dispatched_us,
            "accepted_us": self.accepted_us,
            "handled_us": self.handled_us,
            "reviewed_us": self.reviewed_us,
            "followed_up_us": self.followed_up_us,
            "silent_since_us": self.silent_since_us,
            "closed_us": self.closed_us,
            "withdrawn_us": self.withdrawn_us,
            "long_term_us": self.long_term_us,
            "due_us": self.due_us,
            "state": self.state,
            "arms": len(self.arms),
            "right_first": self.right_first,
            "dispatches": self.dispatches,
            "returns": self.returns,
            "handlings": self.handling + 1 if self.arms else 0,
            "tries": self.tries,
            "reached": self.reached,
            "satisfied": self.satisfied,
            "reminders": self.reminders,
            "supervised_us": self.supervised_us,
            "extended": self.is_extended,
            "chase_ups": self.chase_ups,
        }


class Arm:
    """One of the units a ticket needs, and its present assignment."""

    dispatches = 0
    """Assignments of this arm in this handling so far."""
    due_us = NOT_YET
    answer: Event | None = None
    """Comes when the unit answers; only where a call may hasten it."""

    def __init__(self, number: int, unit: int) -> None:
        self.id = number
        self.unit = unit
        """The one to which it belongs; `NOT_YET` until it is chosen, at its first dispatch."""
        self.assignment: Assignment | None = None

    @property
    def present(self) -> Assignment:
        """Its present assignment."""
        if self.assignment is None:
            raise AssertionError("this arm has not been dispatched yet")
        return self.assignment

    @property
    def is_at_unit(self) -> bool:
        """Whether a unit has it; an arm of the backlog may be past that without ever having been dispatched here."""
        return self.assignment is not None and self.assignment.state == ArmState.OPEN


class Assignment:
    """One dispatch of one arm to one unit."""

    accept_due_us = accepted_us = returned_us = ended_us = NOT_YET
    crew: Task | None = None
    """The work of its crew."""
    state: int = int(ArmState.OPEN)

    def __init__(
        self, ticket: Ticket, arm: Arm, unit: int, by_machine: bool, is_right: bool, dispatched_us: int
    ) -> None:
        self.ticket = ticket.id
        self.handling = ticket.handling
        self.arm = arm.id
        self.dispatch = arm.dispatches
        self.unit = unit
        self.by_machine = by_machine
        self.is_right = is_right
        self.dispatched_us = dispatched_us

    def row(self) -> dict[str, int]:
        """The assignment as a row of the assignment log."""
        crew = self.crew
        return {
            "ticket": self.ticket,
            "handling": self.handling,
            "arm": self.arm,
            "dispatch": self.dispatch,
            "unit": self.unit,
            "machine": int(self.by_machine),
            "right": int(self.is_right),
            "dispatched_us": self.dispatched_us,
            "accept_due_us": self.accept_due_us,
            "accepted_us": self.accepted_us,
            "returned_us": self.returned_us,
            "started_us": NOT_YET if crew is None else crew.started_us,
            "worked_us": NOT_YET if crew is None else crew.ended_us,
            "ended_us": self.ended_us,
            "state": self.state,
        }


class Task(Item):
    """Work of one person, or one crew, on a ticket."""

    ended_us = NOT_YET
    draw_visit: int
    law: int

    def __init__(
        self,
        ticket: Ticket,
        stage: Stage,
        arm: int,
        visit: int,
        unit: int,
        stands: int,
        line: int,
        env: HotlineEnvironment,
    ) -> None:
        place = WHOLE_TICKET if arm == NOT_YET else arm
        self.id = task_id(ticket.id, stage, place, visit)
        self.completion = place_of_completion(self.id)
        self.line = line
        self.next_step = Event(env)
        self.queued_us = env.now
        self.ticket = ticket
        self.stage = stage
        self.arm = max(arm, 0)
        self.visit = visit
        self.unit = unit
        self.handling = ticket.handling
        self.stands = stands

    @property
    def leads_nowhere(self) -> bool:  # type: ignore[override]  # a constant of other items
        """Whether its ticket was withdrawn, or closed, while it was in hand."""
        return self.ticket.is_over

    @property
    def may_be_put_down(self) -> bool:  # type: ignore[override]  # a constant of other items
        """Whether a shift's end may put it down: calls are never interrupted."""
        return may_be_put_down(self.stage)

    @property
    def name(self) -> int:
        """Its name in the logs."""
        return task_name(self.ticket.id, self.handling, self.stage, self.arm, self.visit)

    @property
    def names_in_log(self) -> tuple[int, int]:  # type: ignore[override]  # a constant of other items
        """The contact and the task in the staff log."""
        return NOT_YET, self.name

    def row(self) -> dict[str, int]:
        """The task as a row of the task log."""
        person = self.person
        return {
            "task": self.name,
            "ticket": self.ticket.id,
            "stage": self.stage,
            "handling": self.handling,
            "arm": self.arm,
            "visit": self.visit,
            "unit": self.unit,
            "class": self.stands,
            "queued_us": self.queued_us,
            "started_us": self.started_us,
            "resumed_us": self.resumed_us,
            "ended_us": self.ended_us,
            "left_us": self.left_us,
            "group": person.group,
            "person": person.id,
        }
