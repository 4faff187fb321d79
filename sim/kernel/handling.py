"""The middle of a ticket's path: its arms at their units, accepted or returned, worked on. See `sim.kernel.path`."""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clock import after_us
from sim.kernel.closing import is_handled
from sim.kernel.deadlines import begin, stand_still
from sim.kernel.draws import chance, length, number
from sim.kernel.events import order, push
from sim.kernel.tasks import wait_for
from sim.kernel.ticket_tables import ACCEPTANCE
from sim.kernel.tickets import end_assignment, is_at
from sim.rules.codes import NOT_YET, ArmState, Rank, Stage, Timer
from sim.rules.decisions import hands_over, machine_dispatches
from sim.rules.names import arm_visit

AT_DISPATCH, AT_HANDLING = int(Stage.DISPATCH), int(Stage.HANDLING)
OPEN, ARM_HANDLED, RETURNED = int(ArmState.OPEN), int(ArmState.HANDLED), int(ArmState.RETURNED)


@inner
def arm_is_handled(w: Any, of: int, arm: int) -> None:
    """One arm is done."""
    end_assignment(w, of, arm, ARM_HANDLED)
    ticket = w.ticket[of]
    ticket.open_arms -= 1
    if ticket.open_arms == 0:
        is_handled(w, of)


@inner
def is_worked(w: Any, of: int, arm: int) -> None:
    """The crew is done, or none was needed; some wait for others, which holds nobody."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    unit = record.unit
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    if not chance(w, Purpose.OUTSIDE, ticket, visit, w.outside_share[unit]):
        arm_is_handled(w, of, arm)
        return
    now = w.clock[0].now
    length_us = length(w, Purpose.OUTSIDE_DELAY, ticket, visit, w.unit[unit].outside_law, 1.0)
    end_us = after_us(w, w.hours_of[unit], now, length_us) if w.unit[unit].outside_in_hours else now + length_us
    if w.path[0].pauses_in_outside:
        stand_still(w, of)
    push(w, end_us, order(Rank.TIMER, Timer.OUTSIDE_OVER, ticket.id << 4 | arm), of)


@inner
def is_accepted(w: Any, of: int, arm: int, accepted_us: int) -> None:
    """The right unit takes the arm: a crew sets out when there is one."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    record.accepted_us = accepted_us
    if ticket.accepted_us == NOT_YET:
        ticket.accepted_us = accepted_us
        begin(w, of, ACCEPTANCE, w.clock[0].now)
    if w.travel_law[record.unit, ticket.type] >= 0 or w.work_law[record.unit, ticket.type] >= 0:
        visit = arm_visit(ticket.handling, record.dispatches, arm)
        wait_for(w, of, AT_HANDLING, arm, 0, visit, NOT_YET)
    else:
        is_worked(w, of, arm)


@inner
def is_to_be_dispatched(w: Any, of: int, arm: int) -> None:
    """Some arms are given to units, by the machine or a person: one that came back, or from arm 0 on."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    now, path, shares = w.clock[0].now, w.path[0], w.path_shares[0]
    again = record.dispatches > 0
    if not again:
        is_at(w, of, AT_DISPATCH)
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    by_machine = path.machine_law >= 0 and machine_dispatches(
        number(w, Purpose.MACHINE, ticket, visit), shares.machine, now, path.machine_from_us, again, path.by_people
    )
    if by_machine and shares.hand_over_below > 0:
        by_machine = not hands_over(number(w, Purpose.CONFIDENCE, ticket, visit), shares.hand_over_below)
    if by_machine:
        length_us = length(w, Purpose.MACHINE_TIME, ticket, visit, path.machine_law, 1.0)
        push(w, now + length_us, order(Rank.TIMER, Timer.MACHINE_DONE, ticket.id << 4 | arm), of)
    else:
        wait_for(w, of, AT_DISPATCH, arm if again else NOT_YET, record.dispatches, visit, NOT_YET)


@inner
def is_returned(w: Any, of: int, arm: int) -> None:
    """A wrong unit gives the arm back: it is dispatched again, on its own."""
    w.arm[of * w.path[0].most_arms + arm].returned_us = w.clock[0].now
    w.ticket[of].returns += 1
    end_assignment(w, of, arm, RETURNED)
    is_to_be_dispatched(w, of, arm)


@inner
def is_answered(w: Any, of: int, arm: int) -> None:
    """The unit accepts the arm, or notices that it is not its own."""
    record = w.arm[of * w.path[0].most_arms + arm]
    record.answers_us = NOT_YET
    record.has_call = 0
    if record.is_right:
        is_accepted(w, of, arm, w.clock[0].now)
    else:
        is_returned(w, of, arm)


@inner
def is_at_unit(w: Any, of: int, arm: int) -> None:
    """A unit has got an arm, and takes its time to answer."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    unit = w.unit[record.unit]
    law = unit.acceptance_law if record.is_right else unit.notice_law
    if law < 0:
        is_answered(w, of, arm)
        return
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    purpose = Purpose.ACCEPTANCE if record.is_right else Purpose.NOTICE
    length_us = length(w, purpose, ticket, visit, law, 1.0)
    record.answers_us = after_us(w, w.hours_of[record.unit], w.clock[0].now, length_us)
    push(w, record.answers_us, order(Rank.TIMER, Timer.UNIT_ANSWERS, ticket.id << 4 | arm), of)


@inner
def is_in_handling(w: Any, of: int, accepted: bool) -> None:
    """All arms side by side; the last one to end ends the handling."""
    ticket, first = w.ticket[of], of * w.path[0].most_arms
    is_at(w, of, AT_HANDLING)
    arms = ticket.arms
    ticket.open_arms = 0
    for arm in range(arms):
        ticket.open_arms += w.arm[first + arm].state == OPEN
    if ticket.open_arms == 0:
        is_handled(w, of)
        return
    for arm in range(arms):
        record = w.arm[first + arm]
        if record.state == OPEN:
            if accepted:
                record.has_call = 0
                is_accepted(w, of, arm, record.dispatched_us)
            else:
                is_at_unit(w, of, arm)


@inner
def is_called_up(w: Any, of: int, arm: int, arms: int, handling: int, dispatch: int) -> None:
    """The call about a dispatch is over: the units that have not answered do so now."""
    for one in range(arm, arm + arms):
        record = w.arm[of * w.path[0].most_arms + one]
        is_meant = record.handling == handling and record.dispatch == dispatch
        if is_meant and record.has_call and record.answers_us != NOT_YET:
            is_answered(w, of, one)
