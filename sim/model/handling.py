"""Handling: units accept what is theirs and return what is not; crews work; others may keep it waiting."""

from __future__ import annotations

from simpy.events import Event

from sim.chance.keyed import Purpose
from sim.logs.rows import RowBlock
from sim.model.clocks import WorkClock
from sim.model.deadlines import Deadlines
from sim.model.dispatch import Dispatch
from sim.model.draws import Draws
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.tasks import Life, Tasks, TicketOverError, check_not_over
from sim.model.ticket import Arm, Assignment, Ticket
from sim.plans.ticket_plan import TicketPlan
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, ArmState, AtUnit, ClockStart, Rank, Stage, Standstill, TicketState, Timer
from sim.rules.handling import had_begun, takes_time, waits_for
from sim.rules.names import arm_visit, name_of_arm


class Handling:
    """The arms of tickets at their units."""

    def __init__(
        self,
        part: TicketPlan,
        tasks: Tasks,
        dispatch: Dispatch,
        deadlines: Deadlines,
        hours: list[WorkClock],
        draws: Draws,
    ) -> None:
        self._units = part.units
        self._outside_law = [unit.outside_law.tolist() for unit in part.units]
        self._outside_share = [unit.outside_share.tolist() for unit in part.units]
        self._outside_in_hours = [unit.outside_in_hours.tolist() for unit in part.units]
        self._tasks = tasks
        self._dispatch = dispatch
        self._deadlines = deadlines
        self._hours = hours
        self._draws = draws
        self.log = RowBlock("assignments")
        self.env: HotlineEnvironment

    def handle(self, ticket: Ticket, is_accepted: bool) -> Life:
        """All arms side by side; the last one to end ends the handling."""
        move_to(ticket, int(TicketState.HANDLING))
        arms = [arm for arm in ticket.arms if arm.is_at_unit]
        if len(arms) == 1:
            yield from self._arm_path(ticket, arms[0], is_accepted)
        elif arms:
            ticket.open_arms = len(arms)
            ticket.arms_done = Event(self.env)
            for arm in arms:
                Begun(self.env, self._arm(ticket, arm, is_accepted))
            if ticket.open_arms:  # all may be done at once
                yield ticket.arms_done
        ticket.handled_us = self.env.now

    def end_assignment(self, assignment: Assignment, state: ArmState) -> None:
        """A unit has done its part, returns it, or has nothing more to do with it."""
        assignment.ended_us = self.env.now
        assignment.state = int(state)
        self._dispatch.load[assignment.unit] -= 1
        self.log.add(assignment.row())

    def _arm(self, ticket: Ticket, arm: Arm, is_accepted: bool) -> Life:
        """One arm from its dispatch to the end of its handling; from a wrong unit it comes back."""
        try:
            yield from self._arm_path(ticket, arm, is_accepted)
        except TicketOverError:
            return
        ticket.open_arms -= 1
        if ticket.open_arms == 0:
            ticket.arms_done.succeed()

    def _arm_path(self, ticket: Ticket, arm: Arm, is_accepted: bool) -> Life:
        env, draws, who = self.env, self._draws, ticket.who
        while True:
            assignment = arm.present
            unit = self._units[assignment.unit]
            law = unit.acceptance_law if assignment.is_right else unit.notice_law
            visit = arm_visit(ticket.handling, arm.dispatches, arm.id)
            begun = had_begun(ticket.at_unit, AtUnit.ACCEPTANCE, ticket.handling) and assignment.is_right
            if not is_accepted and takes_time(law, begun, ticket.left_us):
                purpose = Purpose.ACCEPTANCE if assignment.is_right else Purpose.NOTICE
                length_us = self._delay_us(ticket, assignment.unit, purpose, visit, law, begun, True)
                arm.due_us = self._hours[assignment.unit].after_us(env.now, length_us)
                yield from self._answer(ticket, arm)
            arm.answer = None
            if assignment.is_right:
                break
            assignment.returned_us = env.now
            ticket.returns += 1
            self.end_assignment(assignment, ArmState.RETURNED)
            yield from self._dispatch.dispatch(ticket, [arm])
        assignment.accepted_us = env.now if not is_accepted else assignment.dispatched_us
        if ticket.accepted_us == NOT_YET:
            ticket.accepted_us = assignment.accepted_us
            self._deadlines.begin(ticket, ClockStart.ACCEPTANCE, self.env.now)
        needs_crew = self._tasks.need_a_crew(arm.unit, who.type)
        begun = had_begun(waits_for(ticket.at_unit, needs_crew), AtUnit.OUTSIDE, ticket.handling)
        if needs_crew and not begun:
            yield from self._tasks.work(ticket, Stage.HANDLING, arm.id, 0, visit, assignment)
        if (
            takes_time(self._outside_law[arm.unit][who.type], begun, ticket.left_us)
            if begun
            else draws.happens(Purpose.OUTSIDE, who, visit, self._outside_share[arm.unit][who.type])
        ):
            yield from self._wait_outside(ticket, arm, visit, begun)
        self.end_assignment(assignment, ArmState.HANDLED)

    def _wait_outside(self, ticket: Ticket, arm: Arm, visit: int, begun: bool) -> Life:
        """Wait for others, which holds nobody."""
        env, kind = self.env, ticket.who.type
        law, in_hours = self._outside_law[arm.unit][kind], self._outside_in_hours[arm.unit][kind]
        length_us = self._delay_us(ticket, arm.unit, Purpose.OUTSIDE_DELAY, visit, law, begun, in_hours)
        end_us = self._hours[arm.unit].after_us(env.now, length_us) if in_hours else env.now + length_us
        self._deadlines.begin_standstill(ticket, Standstill.OUTSIDE, ticket.stands_still_from_us if begun else env.now)
        yield env.at(end_us, Rank.TIMER, Timer.OUTSIDE_OVER, name_of_arm(ticket.id, arm.id))
        check_not_over(ticket)
        self._deadlines.end_standstill(ticket, Standstill.OUTSIDE)

    def _delay_us(
        self, ticket: Ticket, unit: int, purpose: int, visit: int, law: int, begun: bool, in_hours: bool
    ) -> int:
        """A delay's length; what is left of one that had begun before the start: as stated, or given its age."""
        if not begun:
            return self._draws.length_us(purpose, ticket.who, visit, law, self.env.now)
        if ticket.left_us != NOT_YET:
            return ticket.left_us
        now_us, since_us = self.env.now, ticket.waits_since_us
        age_us = self._hours[unit].open_between_us(since_us, now_us) if in_hours else now_us - since_us
        return self._draws.left_us(purpose, ticket.who, visit, law, since_us, age_us)

    def _answer(self, ticket: Ticket, arm: Arm) -> Life:
        """Wait until the unit answers: accepts, or notices that the ticket is not its own."""
        answer = arm.answer
        if answer is None:
            yield self.env.at(arm.due_us, Rank.TIMER, Timer.UNIT_ANSWERS, name_of_arm(ticket.id, arm.id))
        else:

            def in_its_own_time(_: Event) -> None:
                if not answer.triggered:
                    answer.succeed()

            self.env.at(arm.due_us, Rank.TIMER, Timer.UNIT_ANSWERS, name_of_arm(ticket.id, arm.id), in_its_own_time)
            if not answer.triggered:
                yield answer
        check_not_over(ticket)
