"""Dispatch: to which units a ticket goes, who sends it there, and whether they are the right ones."""

from __future__ import annotations

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.model.clocks import WorkClock
from sim.model.deadlines import Deadlines
from sim.model.draws import Draws
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.tasks import Life, Tasks, TicketOverError, check_not_over
from sim.model.ticket import Arm, Assignment, Ticket
from sim.plans.ticket_plan import TicketPlan
from sim.rules.clocks import due_if_known_us
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, ClockStart, Rank, Stage, TicketState, Timer, Urgency
from sim.rules.dispatch import chosen_unit, hands_over, is_designated, machine_dispatches, share_right, wrong_unit
from sim.rules.names import arm_visit, name_of_arm


class Dispatch:
    """Desk and machine, and the calls that follow the dispatch of critical tickets."""

    def __init__(
        self, part: TicketPlan, tasks: Tasks, deadlines: Deadlines, hours: list[WorkClock], draws: Draws
    ) -> None:
        self._plan = part
        self._tasks = tasks
        self._deadlines = deadlines
        self._hours = hours
        self._draws = draws
        self._route_of = part.routes.of.tolist()
        self._choice = part.routes.choice.tolist()
        self._unit_share = part.routes.unit_share.tolist()
        self._unit_weight = part.routes.unit_weight.tolist()
        self._given = [[0] * len(part.units) for _ in part.routes.choice]
        self.load = part.backlog.at_units(len(part.units)).tolist()
        """How many assignments are at each unit now."""
        self._arms_up_to = part.routes.arms_up_to.tolist()
        self._limit_clock = part.acceptance.clock.tolist()
        self._limit_amount = part.acceptance.amount.tolist()
        self.env: HotlineEnvironment

    def find_arms(self, ticket: Ticket, unit: int) -> None:
        """Draw how many units handle the ticket together; one of the backlog may be at a unit already."""
        route = self._route_of[ticket.who.type][max(ticket.area, 0)]
        if route == NOT_YET:
            return
        for number in range(1 + self._draws.pick(Purpose.ARMS, ticket.who, 0, self._arms_up_to[route])):
            ticket.arms.append(Arm(number, unit if number == 0 else NOT_YET))

    def dispatch(self, ticket: Ticket, arms: list[Arm]) -> Life:
        """One dispatch of all arms together, or of an arm that came back; by a person or the machine."""
        part, env, who, draws = self._plan.dispatch, self.env, ticket.who, self._draws
        again = bool(arms) and arms[0].dispatches > 0
        if part is None or not arms:
            self._send(ticket, arms, False, [True] * len(arms))
            return
        if not again:
            move_to(ticket, int(TicketState.DISPATCH))
        visit = arm_visit(ticket.handling, arms[0].dispatches, arms[0].id)
        by_machine = part.machine_law >= 0 and machine_dispatches(
            draws.uniform(Purpose.MACHINE, who, visit), part.machine_share, env.now, part.machine_from_us, again,
            part.by_people,
        )  # fmt: skip
        confidence = 1.0
        if by_machine and part.hand_over_below > 0:
            confidence = draws.uniform(Purpose.CONFIDENCE, who, visit)
            by_machine = not hands_over(confidence, part.hand_over_below)
        if by_machine:
            length_us = draws.length_us(Purpose.MACHINE_TIME, who, visit, part.machine_law, env.now)
            yield env.at(env.now + length_us, Rank.TIMER, Timer.MACHINE_DONE, name_of_arm(ticket.id, arms[0].id))
            check_not_over(ticket)
            accuracies = part.machine_accuracy[who.type].tolist()
        else:
            arm = arms[0].id if again else NOT_YET
            yield from self._tasks.work(ticket, Stage.DISPATCH, arm, arms[0].dispatches, visit)
            accuracies = part.accuracy[who.type].tolist()
        right: list[bool] = []
        for arm_ in arms:
            share = share_right(accuracies, arm_.dispatches, by_machine, confidence, part.hand_over_below)
            visit = arm_visit(ticket.handling, arm_.dispatches, arm_.id)
            is_right = is_designated(arm_.dispatches, part.max_returns) or draws.happens(
                Purpose.ACCURACY, who, visit, share
            )
            right.append(is_right)
        self._send(ticket, arms, by_machine, right)

    def assign(self, ticket: Ticket, arm: Arm, by_machine: bool, is_right: bool, dispatched_us: int) -> None:
        """One arm goes to its unit, or by mistake to another one."""
        if arm.unit == NOT_YET:
            arm.unit = self._choose_unit(ticket, arm)
        unit = arm.unit
        if not is_right:
            visit = arm_visit(ticket.handling, arm.dispatches, arm.id)
            unit = wrong_unit(
                self._draws.uniform(Purpose.WRONG_UNIT, ticket.who, visit), len(self._plan.units), arm.unit
            )
        self.load[unit] += 1
        assignment = Assignment(ticket, arm, unit, by_machine, is_right, dispatched_us)
        clock = self._limit_clock[ticket.who.type][ticket.urgency]
        if clock != NOT_YET:
            amount = self._limit_amount[ticket.who.type][ticket.urgency]
            due_us = self._hours[unit].limit_ends_us(clock, amount, dispatched_us)
            assignment.accept_due_us = due_if_known_us(due_us)
        arm.assignment = assignment
        arm.dispatches += 1
        ticket.dispatches += 1

    def _choose_unit(self, ticket: Ticket, arm: Arm) -> int:
        """The unit to which an arm belongs, by its route; it is counted there."""
        route = self._route_of[ticket.who.type][max(ticket.area, 0)]
        taken = [other.unit for other in ticket.arms[: arm.id]]
        u = self._draws.uniform(Purpose.UNIT, ticket.who, arm.id)
        unit = chosen_unit(
            self._choice[route], self._unit_share[route], self._unit_weight[route], taken, u, self.load,
            self._given[route],
        )  # fmt: skip
        self._given[route][unit] += 1
        return unit

    def _send(self, ticket: Ticket, arms: list[Arm], by_machine: bool, right: list[bool]) -> None:
        for arm, is_right in zip(arms, right, strict=True):
            self.assign(ticket, arm, by_machine, is_right, self.env.now)
        if ticket.dispatched_us == NOT_YET and arms:
            ticket.dispatched_us = self.env.now
            ticket.right_first = int(all(right))
            self._deadlines.begin(ticket, ClockStart.DISPATCH, self.env.now)
        if ticket.urgency == Urgency.CRITICAL and arms and self._tasks.exist(Stage.CRITICAL_CALL):
            for arm in arms:
                arm.answer = Event(self.env)
            Begun(self.env, self._critical_call(ticket, arms, [arm.present for arm in arms]))

    def _critical_call(self, ticket: Ticket, arms: list[Arm], assignments: list[Assignment]) -> Life:
        """A call to the units of a critical ticket: they answer at its end at the latest."""
        try:
            whole = NOT_YET if len(arms) == len(ticket.arms) else arms[0].id
            visit = arm_visit(ticket.handling, arms[0].dispatches, arms[0].id)
            yield from self._tasks.work(ticket, Stage.CRITICAL_CALL, whole, arms[0].dispatches - 1, visit)
        except TicketOverError:
            return
        for arm, assignment in zip(arms, assignments, strict=True):
            if arm.assignment is assignment and arm.answer is not None and not arm.answer.triggered:
                arm.due_us = self.env.now
                arm.answer.succeed()
