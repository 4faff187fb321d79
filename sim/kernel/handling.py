"""Handling: units accept what is theirs and return what is not; crews work; others may keep it waiting."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clocks import after_us, open_between_us
from sim.kernel.closing import end_assignment
from sim.kernel.deadlines import begin, begin_standstill
from sim.kernel.dispatch import dispatch
from sim.kernel.draws import happens, length, length_left
from sim.kernel.events import push
from sim.kernel.tasks import needs_crew, wait_for
from sim.kernel.tickets import arm_of
from sim.kernel.world import World
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, ArmState, AtUnit, ClockStart, Rank, Stage, Standstill, Timer
from sim.rules.handling import had_begun, takes_time, waits_for
from sim.rules.instant import place_in_instant
from sim.rules.names import arm_visit, name_of_arm

AT_HANDLING = int(Stage.HANDLING)
ACCEPTANCE, OUTSIDE = int(AtUnit.ACCEPTANCE), int(AtUnit.OUTSIDE)
OPEN, ARM_HANDLED, RETURNED = int(ArmState.OPEN), int(ArmState.HANDLED), int(ArmState.RETURNED)
FROM_ACCEPTANCE = int(ClockStart.ACCEPTANCE)
IN_OUTSIDE = int(Standstill.OUTSIDE)


@inner
def _delay_us(w: World, slot: int, unit: int, purpose: int, visit: int, law: int, begun: bool, in_hours: bool) -> int:
    """A delay's length; what is left of one that had begun before the start: as stated, or given its age."""
    ticket = w.ticket[slot]
    if not begun:
        return length(w, purpose, ticket, visit, law, w.clock[0].now, 1.0)
    if ticket.left_us != NOT_YET:
        return int(ticket.left_us)
    now, since_us = w.clock[0].now, ticket.waits_since_us
    age_us = open_between_us(w, w.hours_of[unit], since_us, now) if in_hours else now - since_us
    return length_left(w, purpose, ticket, visit, law, since_us, age_us)


@inner
def end_arm(w: World, slot: int, arm: int) -> bool:
    """One arm is done. Returns whether it was the last one; so does every function that may end an arm."""
    end_assignment(w, slot, arm, ARM_HANDLED)
    ticket = w.ticket[slot]
    ticket.open_arms -= 1
    return bool(ticket.open_arms == 0)


@inner
def end_work(w: World, slot: int, arm: int) -> bool:
    """The crew is done, or none was needed; some wait for others, which holds nobody."""
    ticket, record = w.ticket[slot], arm_of(w, slot, arm)
    unit = record.unit
    law, in_hours = w.outside_law[unit, ticket.type], w.outside_in_hours[unit, ticket.type] != 0
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    begun = had_begun(waits_for(ticket.at_unit, needs_crew(w, unit, ticket.type)), OUTSIDE, ticket.handling)
    if begun:
        is_outside = takes_time(law, begun, ticket.left_us)
    else:
        is_outside = happens(w, Purpose.OUTSIDE, ticket, visit, w.outside_share[unit, ticket.type])
    if not is_outside:
        return end_arm(w, slot, arm)
    now = w.clock[0].now
    length_us = _delay_us(w, slot, unit, Purpose.OUTSIDE_DELAY, visit, law, begun, in_hours)
    end_us = after_us(w, w.hours_of[unit], now, length_us) if in_hours else now + length_us
    begin_standstill(w, slot, IN_OUTSIDE, ticket.stands_still_from_us if begun else now)
    push(w, end_us, place_in_instant(Rank.TIMER, Timer.OUTSIDE_OVER, name_of_arm(ticket.id, arm)), slot)
    return False


@inner
def accept(w: World, slot: int, arm: int, accepted_us: int) -> bool:
    """The right unit takes the arm: a crew sets out when there is one."""
    ticket, record = w.ticket[slot], arm_of(w, slot, arm)
    record.accepted_us = accepted_us
    if ticket.accepted_us == NOT_YET:
        ticket.accepted_us = accepted_us
        begin(w, slot, FROM_ACCEPTANCE, w.clock[0].now)
    # A ticket that stood outside at the start had its crew before.
    crew = needs_crew(w, record.unit, ticket.type)
    if crew and not had_begun(ticket.at_unit, OUTSIDE, ticket.handling):
        visit = arm_visit(ticket.handling, record.dispatches, arm)
        wait_for(w, slot, AT_HANDLING, arm=arm, visit=0, draw_visit=visit, own_law=NOT_YET)
        return False
    return end_work(w, slot, arm)


@inner
def answer(w: World, slot: int, arm: int) -> bool:
    """The unit accepts the arm, or notices that it is not its own and gives it back to be dispatched again."""
    record, now = arm_of(w, slot, arm), w.clock[0].now
    record.answers_us = NOT_YET
    if record.is_right:
        return accept(w, slot, arm, now)
    record.returned_us = now
    w.ticket[slot].returns += 1
    end_assignment(w, slot, arm, RETURNED)
    dispatch(w, slot, arm)
    return False


@inner
def end_critical_call(w: World, slot: int, arm: int, arms: int, handling: int, dispatch_: int) -> bool:
    """The call about a dispatch is over: the units that have not answered do so now."""
    is_last = False
    for one in range(arm, arm + arms):
        record = arm_of(w, slot, one)
        is_meant = record.handling == handling and record.dispatch == dispatch_
        # The arm may have been returned and sent anew since: that dispatch has a call of its own.
        if is_meant and record.answers_us != NOT_YET:
            is_last = answer(w, slot, one)
    return is_last


@inner
def reach_unit(w: World, slot: int, arm: int) -> bool:
    """A unit has got an arm, and takes its time to answer."""
    ticket, record = w.ticket[slot], arm_of(w, slot, arm)
    unit = w.unit[record.unit]
    law = unit.acceptance_law if record.is_right else unit.notice_law
    begun = bool(record.is_right) and had_begun(ticket.at_unit, ACCEPTANCE, ticket.handling)
    if not takes_time(law, begun, ticket.left_us):
        return answer(w, slot, arm)
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    purpose = Purpose.ACCEPTANCE if record.is_right else Purpose.NOTICE
    length_us = _delay_us(w, slot, record.unit, purpose, visit, law, begun, True)
    record.answers_us = after_us(w, w.hours_of[record.unit], w.clock[0].now, length_us)
    place = place_in_instant(Rank.TIMER, Timer.UNIT_ANSWERS, name_of_arm(ticket.id, arm))
    push(w, record.answers_us, place, slot)
    return False


@inner
def handle(w: World, slot: int, is_accepted: bool) -> bool:
    """All arms side by side; whether they are all done at once."""
    ticket = w.ticket[slot]
    move_to(ticket, AT_HANDLING)
    ticket.open_arms = 0
    # Counted before any of them goes on: an arm that takes no time must not end the handling of the others.
    for arm in range(ticket.arms):
        ticket.open_arms += arm_of(w, slot, arm).state == OPEN
    for arm in range(ticket.arms):
        record = arm_of(w, slot, arm)
        if record.state == OPEN:
            if is_accepted:
                accept(w, slot, arm, record.dispatched_us)
            else:
                reach_unit(w, slot, arm)
    return bool(ticket.open_arms == 0)
