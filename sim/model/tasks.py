"""What people do on tickets: a task waits in its line, is done, and the ticket goes on."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from simpy.events import Event

from sim.calendar.lengths import MINUTE_US
from sim.chance.keyed import Purpose
from sim.chance.laws import whole_us
from sim.logs.rows import RowBlock
from sim.model.draws import Draws
from sim.model.entities import ABANDONED
from sim.model.environment import HotlineEnvironment
from sim.model.floor import Floor
from sim.model.ticket import Assignment, Task, Ticket
from sim.plans.plan import Plan
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET, AtUnit, Stage
from sim.rules.handling import class_of_work, had_begun, is_in_hand
from sim.rules.names import TIME_OF
from sim.rules.tasks import is_by_entry, order_key, pace_of_crew

Life = Generator[Event, None, None]


class TicketOverError(Exception):
    """The ticket was withdrawn or closed meanwhile: what was done for it ends here."""


def check_not_over(ticket: Ticket) -> None:
    """End the life that asks, if its ticket is over meanwhile."""
    if ticket.is_over:
        raise TicketOverError


class Tasks:
    """The tasks of all tickets, and the lines they wait in."""

    def __init__(self, plan: Plan, part: TicketPlan, floor: Floor, draws: Draws) -> None:
        self._floor = floor
        self._draws = draws
        self._law = part.task_law.tolist()
        self._line = part.task_line.tolist()
        self._unit_line = part.unit_line.tolist()
        self._travel_law = [unit.travel_law.tolist() for unit in part.units]
        self._work_law = [unit.work_law.tolist() for unit in part.units]
        self._begin_us = plan.calendar.begin_us
        paces = plan.pace.tolist()
        self._pace = [paces[group.pace] for group in plan.groups]
        self._speed_up = part.supervision.speed_up
        self._still_in_hand: dict[Task, None] = {}
        self.log = RowBlock("tasks")
        self.env: HotlineEnvironment

    def exist(self, stage: Stage) -> bool:
        """Whether there are people for a stage."""
        return bool(self._line[stage][0] != NOT_YET)

    def need_a_crew(self, unit: int, kind: int) -> bool:
        """Whether tickets of a type take a crew of a unit."""
        return bool(self._travel_law[unit][kind] >= 0 or self._work_law[unit][kind] >= 0)

    def leave_lines(self, ticket: Ticket) -> None:
        """A ticket is over: what waits leaves its line, what is in hand is finished and leads nowhere."""
        for task in list(ticket.tasks):
            if task.is_waiting:
                self._floor.leave(task, ABANDONED)
            else:
                self._still_in_hand[task] = None

    def log_unfinished(self, tickets: Iterable[Ticket]) -> None:
        """Log the tasks of open tickets, and those in hand of tickets that are over."""
        for task in self._still_in_hand:
            self.log.add(task.row())
        for ticket in tickets:
            for task in ticket.tasks:
                self.log.add(task.row())

    def work(
        self,
        ticket: Ticket,
        stage: Stage,
        arm: int = NOT_YET,
        visit: int = 0,
        draw_visit: int = 0,
        assignment: Assignment | None = None,
        own_law: int = NOT_YET,
    ) -> Life:
        """A task waits for a person and is done; put down at a shift's end, it is taken up again by somebody."""
        unit = assignment.unit if assignment is not None else NOT_YET
        lines = self._line[stage] if unit == NOT_YET else self._unit_line[unit]
        env = self.env
        in_hand = stage == Stage.HANDLING and is_in_hand(ticket.at_unit, ticket.handling)
        stands = class_of_work(in_hand, ticket.stands)
        task = Task(ticket, stage, arm, visit, unit, stands, lines[stands], env)
        task.length_of = self._length_us
        task.draw_visit = draw_visit
        task.law = own_law if own_law >= 0 else self._law[stage][ticket.who.type]
        if assignment is not None:
            assignment.crew = task
        ticket.tasks.append(task)
        order = self._floor.lines[task.line].order
        if not is_by_entry(order):
            u = self._draws.uniform(Purpose.ORDER, ticket.who, draw_visit)
            task.order_key = order_key(order, task.queued_us, u, self._crew_us(task, task.queued_us, 1.0))
        self._floor.wait(task)
        yield task.next_step
        ticket.tasks.remove(task)
        if task.outcome != ABANDONED:
            task.ended_us = env.now
            self._floor.people.end_work(task.person)
        self.log.add(task.row())
        if ticket.is_over:
            self._still_in_hand.pop(task, None)
            raise TicketOverError

    def raise_class(self, ticket: Ticket, stands: int) -> None:
        """The ticket's work stands in a better class from now on; what waits moves to that line."""
        if stands == ticket.stands:
            return
        ticket.stands = stands
        for task in ticket.tasks:
            if task.is_waiting:
                lines = self._line[task.stage] if task.unit == NOT_YET else self._unit_line[task.unit]
                # What was in hand at the start stands before all else already.
                task.stands = min(task.stands, stands)
                self._floor.change_line(task, lines[task.stands])

    def _length_us(self, task: Task) -> int:
        """The length of a task, drawn by key; pace and law are those of its start."""
        who = task.ticket.who
        pace = self._pace[task.person.group][task.started_us // MINUTE_US]
        if task.stage != Stage.HANDLING:
            return self._draws.length_us(TIME_OF[task.stage], who, task.draw_visit, task.law, task.started_us, pace)
        return self._crew_us(task, task.started_us, pace_of_crew(pace, task.ticket.supervised_us, self._speed_up))

    def _crew_us(self, task: Task, at_us: int, pace: float) -> int:
        """The time of a crew's travel and work begun at an instant; what is left of it at the start, if it is known."""
        draws, who = self._draws, task.ticket.who
        at_unit, left_us = task.ticket.at_unit, task.ticket.left_us
        in_hand = is_in_hand(at_unit, task.handling)
        if left_us != NOT_YET and (in_hand or had_begun(at_unit, AtUnit.CREW, task.handling)):
            return whole_us(left_us / pace)
        travel_law, work_law = self._travel_law[task.unit][who.type], self._work_law[task.unit][who.type]
        if in_hand:
            since_us = task.ticket.waits_since_us
            return draws.work_left_us(who, travel_law, work_law, since_us, self._begin_us - since_us, pace)
        return sum(
            draws.length_us(purpose, who, task.draw_visit, law, at_us, pace)
            for purpose, law in ((Purpose.TRAVEL, travel_law), (Purpose.WORK, work_law))
            if law >= 0
        )
