"""The middle of a ticket's path: its arms at their units, accepted or returned, worked on. See `sim.kernel.path`."""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clock import after_us, open_between_us
from sim.kernel.closing import is_handled
from sim.kernel.deadlines import begin, stand_still
from sim.kernel.draws import chance, length, length_left, number
from sim.kernel.events import order, push
from sim.kernel.tasks import needs_crew, wait_for
from sim.kernel.ticket_tables import ACCEPTANCE as ACCEPTED
from sim.kernel.tickets import end_assignment, is_at
from sim.rules.codes import NOT_YET, ArmState, AtUnit, Rank, Stage, Timer
from sim.rules.decisions import had_begun, hands_over, machine_dispatches, waits_for
from sim.rules.names import arm_visit

AT_DISPATCH, AT_HANDLING = int(Stage.DISPATCH), int(Stage.HANDLING)
ACCEPTANCE, OUTSIDE = int(AtUnit.ACCEPTANCE), int(AtUnit.OUTSIDE)
OPEN, ARM_HANDLED, RETURNED = int(ArmState.OPEN), int(ArmState.HANDLED), int(ArmState.RETURNED)


@inner
def _delay_us(w: Any, of: int, unit: int, purpose: int, visit: int, law: int, begun: bool, in_hours: bool) -> int:
    """A delay's length; what is left of one that had begun before the start: as stated, or given its age."""
    ticket = w.ticket[of]
    if not begun:
        return length(w, purpose, ticket, visit, law, 1.0)
    if ticket.left_us != NOT_YET:
        return int(ticket.left_us)
    now, since_us = w.clock[0].now, ticket.waits_since_us
    age_us = open_between_us(w, w.hours_of[unit], since_us, now) if in_hours else now - since_us
    return length_left(w, purpose, ticket, visit, law, age_us)


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
    law, in_hours = w.unit[unit].outside_law, w.unit[unit].outside_in_hours
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    begun = had_begun(waits_for(ticket.at_unit, needs_crew(w, unit, ticket.type)), OUTSIDE, ticket.handling)
    if begun:
        is_outside = law >= 0 or ticket.left_us != NOT_YET
    else:
        is_outside = chance(w, Purpose.OUTSIDE, ticket, visit, w.outside_share[unit])
    if not is_outside:
        arm_is_handled(w, of, arm)
        return
    now = w.clock[0].now
    length_us = _delay_us(w, of, unit, Purpose.OUTSIDE_DELAY, visit, law, begun, in_hours)
    end_us = after_us(w, w.hours_of[unit], now, length_us) if in_hours else now + length_us
    if w.path[0].pauses_in_outside:
        stand_still(w, of, ticket.stands_still_from_us if begun else now)
    push(w, end_us, order(Rank.TIMER, Timer.OUTSIDE_OVER, ticket.id << 4 | arm), of)


@inner
def is_accepted(w: Any, of: int, arm: int, accepted_us: int) -> None:
    """The right unit takes the arm: a crew sets out when there is one."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    record.accepted_us = accepted_us
    if ticket.accepted_us == NOT_YET:
        ticket.accepted_us = accepted_us
        begin(w, of, ACCEPTED, w.clock[0].now)
    crew = needs_crew(w, record.unit, ticket.type)
    if crew and not had_begun(ticket.at_unit, OUTSIDE, ticket.handling):
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
    begun = bool(record.is_right) and had_begun(ticket.at_unit, ACCEPTANCE, ticket.handling)
    if law < 0 and not (begun and ticket.left_us != NOT_YET):
        is_answered(w, of, arm)
        return
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    purpose = Purpose.ACCEPTANCE if record.is_right else Purpose.NOTICE
    length_us = _delay_us(w, of, record.unit, purpose, visit, law, begun, True)
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
