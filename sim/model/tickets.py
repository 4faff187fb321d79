"""The life of tickets: confirm call, audit, dispatch, handling by one or more units, review, follow-up, closure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator
from itertools import accumulate

from simpy.events import Event

from sim.calendar.lengths import MINUTE_US
from sim.chance.keyed import Purpose
from sim.model.clock import WorkClock
from sim.model.deadlines import Deadlines
from sim.model.draws import Draws
from sim.model.entities import ABANDONED, ONLINE, Citizen, Contact
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.floor import Floor
from sim.model.ticket import Arm, Assignment, Task, Ticket
from sim.plan.plan import Plan
from sim.plan.ticket_plan import TicketPlan
from sim.rules.clocks import FAR
from sim.rules.codes import NOT_YET, ArmState, Rank, Source, Stage, TicketState, Timer, Urgency
from sim.rules.decisions import (
    hands_over,
    is_designated,
    machine_dispatches,
    raised,
    share_right,
    tries_once_more,
    was_in_time,
    wrong_unit,
)
from sim.rules.names import TIME_OF, VISITS_OF_A_CHASE, arm_visit
from sim.runlog import RowBlock

Life = Generator[Event, None, None]


class _WithdrawnError(Exception):
    """The citizen has withdrawn the ticket: its life ends here."""


class Tickets:
    """All tickets of a run.

    Attributes
    ----------
    when_chased
        Called with the citizen, the ticket's number and the visits its earlier contacts have used.
    """

    def __init__(self, plan: Plan, part: TicketPlan, floor: Floor, draws: Draws) -> None:
        self._plan = part
        self._floor = floor
        self._draws = draws
        self._urgency_up_to = part.urgency_up_to.tolist()
        self._area_up_to = part.area_up_to.tolist()
        self._route_of = part.routes.of.tolist()
        self._unit_share = part.routes.unit_share.tolist()
        self._unit_up_to = part.routes.unit_share.cumsum(axis=1).tolist()
        self._arms_up_to = part.routes.arms_up_to.tolist()
        self._limit_clock = part.acceptance.clock.tolist()
        self._limit_amount = part.acceptance.amount.tolist()
        self._task_law = part.task_law.tolist()
        self._task_line = part.task_line.tolist()
        self._unit_line = part.unit_line.tolist()
        self._travel_law = [unit.travel_law.tolist() for unit in part.units]
        self._work_law = [unit.work_law.tolist() for unit in part.units]
        self._hours = [WorkClock(unit.hours, part.midnight_us) for unit in part.units]
        self._pace = [group.pace.tolist() for group in plan.groups]
        self._merges = {incident.name_key: incident.merge for s in plan.streams for incident in s.incidents}
        self._of_cause: dict[tuple[int, int], Ticket] = {}
        self._created = 0
        self._still_in_hand: dict[Task, None] = {}
        self.deadlines = Deadlines(part, draws)
        self.deadlines.when_reminded = lambda ticket: self._raise(ticket, raised(ticket.stands))
        self.deadlines.when_overdue = self._is_overdue
        self.deadlines.when_chased = self._is_chased
        self.open: dict[int, Ticket] = {}
        self.log, self.assignments, self.tasks = RowBlock(), RowBlock(), RowBlock()
        self.env: HotlineEnvironment
        self.when_chased: Callable[[Citizen, int, int], None]

    def open_backlog(self, first_request: int) -> None:
        """Take up the tickets that are open at the start; their requests are numbered from `first_request`."""
        backlog = self._plan.backlog
        columns = (
            backlog.type, backlog.urgency, backlog.stage, backlog.unit, backlog.received_us, backlog.due_us,
            backlog.entity, backlog.name_key,
        )  # fmt: skip
        for row, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            kind, urgency, stage, unit, received_us, due_us, entity, name_key = values
            who = Citizen(first_request + row, NOT_YET, kind, entity, name_key)
            ticket = self._new_ticket(who, Source.BACKLOG, received_us, urgency)
            if due_us != NOT_YET:
                self.deadlines.begin_with(ticket, due_us)
            elif stage > Stage.DISPATCH:  # both were before the start: the receipt has to stand in
                self.deadlines.begin(ticket, "dispatch", received_us)
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
        ticket = self._new_ticket(who, source, self.env.now)
        ticket.contact = contact.id
        if merges > 0:
            self._of_cause[cause] = ticket
        self._begin(ticket)

    def from_transfer(self, who: Citizen) -> None:
        """A request arrives as a ticket."""
        self._begin(self._new_ticket(who, Source.TRANSFER, self.env.now))

    def log_unfinished(self) -> None:
        """Log what is open at the end of the horizon."""
        for task in self._still_in_hand:
            self.tasks.add(task.row())
        for ticket in self.open.values():
            for task in ticket.tasks:
                self.tasks.add(task.row())
            for arm in ticket.arms:
                if arm.is_at_unit:
                    self.assignments.add(arm.present.row())
            self.log.add(ticket.row())

    # --- birth and end

    def _new_ticket(self, who: Citizen, source: Source, received_us: int, urgency: int = NOT_YET) -> Ticket:
        if urgency == NOT_YET:
            urgency = self._pick(Purpose.URGENCY, who, 0, self._urgency_up_to[who.type])
        area = self._pick(Purpose.AREA, who, 0, self._area_up_to) if self._area_up_to else NOT_YET
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
                self._end_assignment(arm.present, ArmState.WITHDRAWN)
        self._end(ticket)

    def _to_long_term_list(self, ticket: Ticket) -> None:
        ticket.long_term_us = self.env.now
        self.deadlines.end(ticket)

    def _end(self, ticket: Ticket) -> None:
        """The ticket's life is over: what still waits leaves its line, what is in hand is finished."""
        ticket.is_over = True
        for task in list(ticket.tasks):
            if task.is_waiting:
                self._floor.leave(task, ABANDONED)
            else:
                self._still_in_hand[task] = None
        self.log.add(ticket.row())
        ticket.arms.clear()  # arms know their crew's task, and that its ticket: such a ring would outlive the ticket
        del self.open[ticket.id]

    # --- the path

    def _life(self, ticket: Ticket, stage: Stage, unit: int) -> Life:
        try:
            yield from self._path(ticket, stage, unit)
        except _WithdrawnError:
            return

    def _path(self, ticket: Ticket, stage: Stage, unit: int) -> Life:
        """From receipt, or the stage at which a ticket of the backlog is, to the last stage."""
        part, env = self._plan, self.env
        if stage <= Stage.CONFIRM and self._exists(Stage.CONFIRM, ticket, Purpose.CONFIRMED, part.confirm_share):
            ticket.is_at(TicketState.CONFIRM)
            self.deadlines.stand_still(ticket, "confirm")
            yield from self._work(ticket, Stage.CONFIRM)
            self.deadlines.run_on(ticket, "confirm")
            ticket.confirmed_us = env.now
        if stage <= Stage.AUDIT and self._exists(Stage.AUDIT, ticket):
            ticket.is_at(TicketState.AUDIT)
            yield from self._work(ticket, Stage.AUDIT)
            ticket.audited_us = env.now
        self._find_units(ticket, unit)
        if stage <= Stage.DISPATCH:
            yield from self._dispatch(ticket, ticket.arms)
        elif stage == Stage.HANDLING:
            for arm in ticket.arms:
                self._assign(ticket, arm, False, True, ticket.received_us)
        is_accepted = stage == Stage.HANDLING
        while True:
            if stage <= Stage.HANDLING:
                yield from self._handling(ticket, is_accepted)
            if stage <= Stage.REVIEW and self._exists(Stage.REVIEW, ticket):
                ticket.is_at(TicketState.REVIEW)
                yield from self._work(ticket, Stage.REVIEW)
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

    def _handling(self, ticket: Ticket, is_accepted: bool) -> Life:
        """All arms side by side; the last one to end ends the handling."""
        ticket.is_at(TicketState.HANDLING)
        arms = [arm for arm in ticket.arms if arm.is_at_unit]
        if len(arms) == 1:
            yield from self._arm_path(ticket, arms[0], is_accepted)
        elif arms:
            ticket.open_arms = len(arms)
            ticket.arms_done = Event(self.env)
            for arm in arms:
                Begun(self.env, self._arm(ticket, arm, is_accepted))
            yield ticket.arms_done
        ticket.handled_us = self.env.now
        self._milestone(ticket, "handled")

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
            yield from self._dispatch(ticket, arms)
        else:
            for arm in arms:
                self._assign(ticket, arm, False, True, self.env.now)
        return not reopen.to_dispatch

    def _milestone(self, ticket: Ticket, name: str) -> None:
        """At the milestone that closes tickets, or the last one, the ticket is closed."""
        if ticket.closed_us == NOT_YET and name in (self._plan.closed_at, "followed_up"):
            ticket.closed_us = self.env.now
            ticket.state = int(TicketState.CLOSED)

    def _exists(self, stage: Stage, ticket: Ticket, purpose: int = NOT_YET, share: float = 1.0) -> bool:
        """Whether this ticket goes through a stage that people do."""
        if self._task_line[stage][0] == NOT_YET:
            return False
        return purpose == NOT_YET or self._draws.happens(purpose, ticket.who, 0, share)

    # --- dispatch

    def _find_units(self, ticket: Ticket, unit: int) -> None:
        """Draw the arms: how many, and the right unit of each; a ticket of the backlog may be at a unit already."""
        who = ticket.who
        route = self._route_of[who.type][max(ticket.area, 0)]
        if route == NOT_YET:
            return
        share, up_to = self._unit_share[route], self._unit_up_to[route]
        for number in range(1 + self._pick(Purpose.ARMS, who, 0, self._arms_up_to[route])):
            if number:
                taken = {arm.unit for arm in ticket.arms}
                up_to = list(accumulate(0.0 if place in taken else part for place, part in enumerate(share)))
            if number or unit == NOT_YET:
                unit = self._pick(Purpose.UNIT, who, number, up_to)
            ticket.arms.append(Arm(number, unit))

    def _dispatch(self, ticket: Ticket, arms: list[Arm]) -> Life:
        """One dispatch of all arms together, or of an arm that came back; by a person or the machine."""
        part, env, who, draws = self._plan.dispatch, self.env, ticket.who, self._draws
        again = bool(arms) and arms[0].dispatches > 0
        if part is None or not arms:
            self._send(ticket, arms, False, [True] * len(arms))
            return
        if not again:
            ticket.is_at(TicketState.DISPATCH)
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
            length_us = draws.length_us(Purpose.MACHINE_TIME, who, visit, part.machine_law)
            yield env.at(env.now + length_us, Rank.TIMER, Timer.MACHINE_DONE, ticket.id << 4 | arms[0].id)
            self._check_withdrawn(ticket)
            accuracy = part.machine_accuracy[who.type]
        else:
            arm = arms[0].id if again else NOT_YET
            yield from self._work(ticket, Stage.DISPATCH, arm, arms[0].dispatches, visit)
            accuracy = part.accuracy[who.type]
        right: list[bool] = []
        for arm_ in arms:
            share = float(accuracy[min(arm_.dispatches, len(accuracy) - 1)])
            if by_machine:
                share = share_right(share, confidence, part.hand_over_below)
            visit = arm_visit(ticket.handling, arm_.dispatches, arm_.id)
            is_right = is_designated(arm_.dispatches, part.max_returns) or draws.happens(
                Purpose.ACCURACY, who, visit, share
            )
            right.append(is_right)
        self._send(ticket, arms, by_machine, right)

    def _send(self, ticket: Ticket, arms: list[Arm], by_machine: bool, right: list[bool]) -> None:
        for arm, is_right in zip(arms, right, strict=True):
            self._assign(ticket, arm, by_machine, is_right, self.env.now)
        if ticket.dispatched_us == NOT_YET and arms:
            ticket.dispatched_us = self.env.now
            ticket.right_first = int(all(right))
            self.deadlines.begin(ticket, "dispatch", self.env.now)
        if ticket.urgency == Urgency.CRITICAL and arms and self._task_line[Stage.CRITICAL_CALL][0] != NOT_YET:
            for arm in arms:
                arm.answer = Event(self.env)
            Begun(self.env, self._critical_call(ticket, arms, [arm.present for arm in arms]))

    def _assign(self, ticket: Ticket, arm: Arm, by_machine: bool, is_right: bool, dispatched_us: int) -> None:
        unit = arm.unit
        if not is_right:
            visit = arm_visit(ticket.handling, arm.dispatches, arm.id)
            unit = wrong_unit(
                self._draws.uniform(Purpose.WRONG_UNIT, ticket.who, visit), len(self._plan.units), arm.unit
            )
        assignment = Assignment(ticket, arm, unit, by_machine, is_right, dispatched_us)
        clock = self._limit_clock[ticket.who.type][ticket.urgency]
        if clock != NOT_YET:
            amount = self._limit_amount[ticket.who.type][ticket.urgency]
            due_us = self._hours[unit].due_us(clock, amount, dispatched_us)
            assignment.accept_due_us = due_us if due_us < FAR else NOT_YET
        arm.assignment = assignment
        arm.dispatches += 1
        ticket.dispatches += 1

    def _critical_call(self, ticket: Ticket, arms: list[Arm], assignments: list[Assignment]) -> Life:
        """A call to the units of a critical ticket: they answer at its end at the latest."""
        try:
            whole = NOT_YET if len(arms) == len(ticket.arms) else arms[0].id
            visit = arm_visit(ticket.handling, arms[0].dispatches, arms[0].id)
            yield from self._work(ticket, Stage.CRITICAL_CALL, whole, arms[0].dispatches - 1, visit)
        except _WithdrawnError:
            return
        for arm, assignment in zip(arms, assignments, strict=True):
            if arm.assignment is assignment and arm.answer is not None and not arm.answer.triggered:
                arm.due_us = self.env.now
                arm.answer.succeed()

    # --- handling

    def _arm(self, ticket: Ticket, arm: Arm, is_accepted: bool) -> Life:
        """One arm from its dispatch to the end of its handling; from a wrong unit it comes back."""
        try:
            yield from self._arm_path(ticket, arm, is_accepted)
        except _WithdrawnError:
            return
        ticket.open_arms -= 1
        if ticket.open_arms == 0:
            ticket.arms_done.succeed()

    def _arm_path(self, ticket: Ticket, arm: Arm, is_accepted: bool) -> Life:
        env, draws, who = self.env, self._draws, ticket.who
        while True:
            assignment = arm.present
            unit = self._plan.units[assignment.unit]
            law = unit.acceptance_law if assignment.is_right else unit.notice_law
            visit = arm_visit(ticket.handling, arm.dispatches, arm.id)
            if law >= 0 and not is_accepted:
                purpose = Purpose.ACCEPTANCE if assignment.is_right else Purpose.NOTICE
                length_us = draws.length_us(purpose, who, visit, law)
                arm.due_us = self._hours[assignment.unit].after_us(env.now, length_us)
                yield from self._answer(ticket, arm)
            arm.answer = None
            if assignment.is_right:
                break
            assignment.returned_us = env.now
            ticket.returns += 1
            self._end_assignment(assignment, ArmState.RETURNED)
            yield from self._dispatch(ticket, [arm])
        assignment.accepted_us = env.now if not is_accepted else assignment.dispatched_us
        if ticket.accepted_us == NOT_YET:
            ticket.accepted_us = assignment.accepted_us
            self.deadlines.begin(ticket, "acceptance", self.env.now)
        travel_law, work_law = self._travel_law[arm.unit][who.type], self._work_law[arm.unit][who.type]
        if travel_law >= 0 or work_law >= 0:
            yield from self._work(ticket, Stage.HANDLING, arm.id, 0, visit, assignment)
        if draws.happens(Purpose.OUTSIDE, who, visit, unit.outside_share):
            length_us = draws.length_us(Purpose.OUTSIDE_DELAY, who, visit, unit.outside_law)
            end_us = (
                self._hours[arm.unit].after_us(env.now, length_us) if unit.outside_in_hours else env.now + length_us
            )
            self.deadlines.stand_still(ticket, "outside")
            yield env.at(end_us, Rank.TIMER, Timer.OUTSIDE_OVER, ticket.id << 4 | arm.id)
            self._check_withdrawn(ticket)
            self.deadlines.run_on(ticket, "outside")
        self._end_assignment(assignment, ArmState.HANDLED)

    def _answer(self, ticket: Ticket, arm: Arm) -> Life:
        """Wait until the unit answers: accepts, or notices that the ticket is not its own."""
        answer = arm.answer
        if answer is None:
            yield self.env.at(arm.due_us, Rank.TIMER, Timer.UNIT_ANSWERS, ticket.id << 4 | arm.id)
        else:

            def in_its_own_time(_: Event) -> None:
                if not answer.triggered:
                    answer.succeed()

            self.env.at(arm.due_us, Rank.TIMER, Timer.UNIT_ANSWERS, ticket.id << 4 | arm.id, in_its_own_time)
            if not answer.triggered:
                yield answer
        self._check_withdrawn(ticket)

    def _end_assignment(self, assignment: Assignment, state: ArmState) -> None:
        assignment.ended_us = self.env.now
        assignment.state = int(state)
        self.assignments.add(assignment.row())

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
            yield from self._work(ticket, Stage.FOLLOW_UP, NOT_YET, ticket.tries, visit, own_law=law)
            ticket.tries += 1
            ticket.reached = int(reached)
            if not tries_once_more(reached, ticket.tries, part.tries):
                break
            self.deadlines.stand_still(ticket, "follow_up")
            yield env.at(env.now + part.gap_us, Rank.TIMER, Timer.NEXT_TRY, ticket.id)
            self._check_withdrawn(ticket)
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

    # --- work of people

    def _work(
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
        lines = self._task_line[stage] if unit == NOT_YET else self._unit_line[unit]
        env = self.env
        task = Task(ticket, stage, arm, visit, unit, lines[ticket.stands], env)
        task.length_of = self._length_us
        task.draw_visit = draw_visit
        task.law = own_law if own_law >= 0 else self._task_law[stage][ticket.who.type]
        if assignment is not None:
            assignment.crew = task
        ticket.tasks.append(task)
        self._floor.wait(task)
        yield task.next_step
        ticket.tasks.remove(task)
        if task.outcome != ABANDONED:
            task.ended_us = env.now
            self._floor.people.stand_by(task.taker)
        self.tasks.add(task.row())
        if ticket.is_over:
            self._still_in_hand.pop(task, None)
            raise _WithdrawnError

    def _length_us(self, task: Task) -> int:
        """The length of a task, drawn by key; the pace is that of its start."""
        by_law, who, visit = self._draws.by_law, task.ticket.who, task.draw_visit
        pace = self._pace[task.taker.group][task.started_us // MINUTE_US]
        if task.stage != Stage.HANDLING:
            return by_law[task.law](TIME_OF[task.stage], who.name_key, who.entity, visit, pace)
        pace *= task.ticket.pace
        travel_law, work_law = self._travel_law[task.unit][who.type], self._work_law[task.unit][who.type]
        key = (who.name_key, who.entity, visit, pace)
        travel_us = by_law[travel_law](Purpose.TRAVEL, *key) if travel_law >= 0 else 0
        return travel_us + (by_law[work_law](Purpose.WORK, *key) if work_law >= 0 else 0)

    def _check_withdrawn(self, ticket: Ticket) -> None:
        if ticket.is_over:
            raise _WithdrawnError

    # --- supervision

    def _raise(self, ticket: Ticket, stands: int) -> None:
        """The ticket's work stands in a better class from now on; what waits moves to that line."""
        if stands == ticket.stands:
            return
        ticket.stands = stands
        for task in ticket.tasks:
            if task.is_waiting:
                lines = self._task_line[task.stage] if task.unit == NOT_YET else self._unit_line[task.unit]
                task.stands = stands
                self._floor.change_line(task, lines[stands])

    def _is_overdue(self, ticket: Ticket) -> None:
        if self._plan.supervision.acts and not ticket.is_supervised:
            ticket.is_supervised = True
            Begun(self.env, self._supervise(ticket))

    def _supervise(self, ticket: Ticket) -> Life:
        try:
            yield from self._work(ticket, Stage.SUPERVISION)
        except _WithdrawnError:
            return
        ticket.supervised_us = self.env.now
        ticket.pace = self._plan.supervision.speed_up
        self._raise(ticket, int(Urgency.CRITICAL))

    def _is_chased(self, ticket: Ticket) -> None:
        self.when_chased(ticket.who, ticket.id, (ticket.chase_ups + 1) * VISITS_OF_A_CHASE)

    def _pick(self, purpose: int, who: Citizen, visit: int, up_to: list[float]) -> int:
        """The number drawn from cumulated shares; a certain one needs no draw."""
        if up_to[0] >= up_to[-1]:
            return 0
        return min(bisect_right(up_to, self._draws.uniform(purpose, who, visit) * up_to[-1]), len(up_to) - 1)
