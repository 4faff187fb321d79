"""Dispatch: how many arms a ticket has, who sends them, to which units, and whether those are the right ones."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clocks import limit_ends_us
from sim.kernel.deadlines import begin
from sim.kernel.draws import happens, length, pick, uniform
from sim.kernel.events import push
from sim.kernel.tasks import wait_for
from sim.kernel.tickets import arm_of, exists
from sim.kernel.world import World
from sim.rules.clocks import due_if_known_us
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, ArmState, ClockStart, Rank, Stage, Timer, Urgency
from sim.rules.dispatch import chosen_unit, hands_over, is_designated, machine_dispatches, share_right, wrong_unit
from sim.rules.instant import place_in_instant
from sim.rules.names import arm_visit, name_of_arm

AT_DISPATCH, AT_CALL = int(Stage.DISPATCH), int(Stage.CRITICAL_CALL)
OPEN = int(ArmState.OPEN)
CRITICAL = int(Urgency.CRITICAL)
FROM_DISPATCH = int(ClockStart.DISPATCH)


@inner
def find_arms(w: World, slot: int) -> None:
    """Draw how many units handle the ticket together; one of the backlog may be at a unit already."""
    ticket = w.ticket[slot]
    route = w.route_of[ticket.type, max(ticket.area, 0)]
    if route == NOT_YET:
        return
    # Units are chosen as the arms are sent; how many there are is known, and logged, from here on.
    ticket.arms = 1 + pick(w, Purpose.ARMS, ticket, 0, w.arms_up_to[route])
    for arm in range(ticket.arms):
        record = arm_of(w, slot, arm)
        record.right_unit = ticket.known_unit if arm == 0 else NOT_YET
        record.dispatches = 0
        record.answers_us = record.state = NOT_YET


@inner
def dispatch(w: World, slot: int, arm: int) -> None:
    """Some arms wait to be sent to units, by the machine or a person: one that came back, or all from arm 0 on."""
    ticket, record = w.ticket[slot], arm_of(w, slot, arm)
    now, path, shares = w.clock[0].now, w.path[0], w.path_shares[0]
    again = record.dispatches > 0
    if not again:
        move_to(ticket, AT_DISPATCH)
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    u, by_people = uniform(w, Purpose.MACHINE, ticket, visit), path.by_people != 0
    by_machine = path.machine_law >= 0 and machine_dispatches(
        u, shares.machine, now, path.machine_from_us, again, by_people
    )
    # The draw of its confidence is the same as in `send`: by key, so it need not be kept.
    if by_machine and shares.hand_over_below > 0:
        by_machine = not hands_over(uniform(w, Purpose.CONFIDENCE, ticket, visit), shares.hand_over_below)
    if by_machine:
        length_us = length(w, Purpose.MACHINE_TIME, ticket, visit, path.machine_law, now, 1.0)
        push(w, now + length_us, place_in_instant(Rank.TIMER, Timer.MACHINE_DONE, name_of_arm(ticket.id, arm)), slot)
    else:
        which = arm if again else NOT_YET
        wait_for(w, slot, AT_DISPATCH, arm=which, visit=record.dispatches, draw_visit=visit, own_law=NOT_YET)


@inner
def send(w: World, slot: int, arm: int, arms: int, by_machine: bool) -> None:
    """Arms go to units, `arms` of them from `arm` on: each to the right one, or by mistake to another."""
    ticket, path, shares, now = w.ticket[slot], w.path[0], w.path_shares[0], w.clock[0].now
    confidence = 1.0
    if by_machine and shares.hand_over_below > 0:
        visit = arm_visit(ticket.handling, arm_of(w, slot, arm).dispatches, arm)
        confidence = uniform(w, Purpose.CONFIDENCE, ticket, visit)
    all_right = True
    for one in range(arm, arm + arms):
        dispatches = arm_of(w, slot, one).dispatches
        # Where nobody dispatches, tickets are at the right unit by themselves.
        is_right = not path.has_dispatch or is_designated(dispatches, path.max_returns)
        if not is_right:
            accuracies = w.machine_accuracy[ticket.type] if by_machine else w.accuracy[ticket.type]
            share = share_right(accuracies, dispatches, by_machine, confidence, shares.hand_over_below)
            is_right = happens(w, Purpose.ACCURACY, ticket, arm_visit(ticket.handling, dispatches, one), share)
        all_right = all_right and is_right
        assign(w, slot, one, by_machine, is_right, now)
    if arms == 0:
        return
    if ticket.dispatched_us == NOT_YET:
        ticket.dispatched_us = now
        ticket.right_first = int(all_right)
        begin(w, slot, FROM_DISPATCH, now)
    if ticket.urgency == CRITICAL and exists(w, AT_CALL):
        dispatches = arm_of(w, slot, arm).dispatches
        visit = arm_visit(ticket.handling, dispatches, arm)
        which = NOT_YET if arms == ticket.arms else arm
        wait_for(w, slot, AT_CALL, arm=which, visit=dispatches - 1, draw_visit=visit, own_law=NOT_YET)


@inner
def assign(w: World, slot: int, arm: int, by_machine: bool, is_right: bool, dispatched_us: int) -> None:
    """One arm goes to its unit, or by mistake to another one."""
    ticket, record = w.ticket[slot], arm_of(w, slot, arm)
    if record.right_unit == NOT_YET:
        record.right_unit = _choose_unit(w, slot, arm)
    unit = record.right_unit
    if not is_right:
        visit = arm_visit(ticket.handling, record.dispatches, arm)
        unit = wrong_unit(uniform(w, Purpose.WRONG_UNIT, ticket, visit), w.unit.size, unit)
    # Also at a wrong unit: it is in that unit's hands until it is returned.
    w.unit_load[unit] += 1
    record.handling, record.dispatch, record.unit = ticket.handling, record.dispatches, unit
    record.by_machine, record.is_right, record.dispatched_us = int(by_machine), int(is_right), dispatched_us
    record.accept_due_us = record.accepted_us = record.returned_us = NOT_YET
    record.started_us = record.worked_us = record.ended_us = NOT_YET
    record.state = OPEN
    clock = w.acceptance_clock[ticket.type, ticket.urgency]
    if clock != NOT_YET:
        amount = w.acceptance_amount[ticket.type, ticket.urgency]
        due_us = limit_ends_us(w, w.hours_of[unit], clock, amount, dispatched_us)
        record.accept_due_us = due_if_known_us(due_us)
    record.dispatches += 1
    ticket.dispatches += 1


@inner
def _choose_unit(w: World, slot: int, arm: int) -> int:
    """The unit to which an arm belongs, by its route; it is counted there."""
    ticket, first = w.ticket[slot], slot * w.path[0].most_arms
    route = w.route_of[ticket.type, max(ticket.area, 0)]
    # A column of the arms before this one, without a copy.
    taken = w.arm[first : first + arm]["right_unit"]
    u = uniform(w, Purpose.UNIT, ticket, arm)
    unit = chosen_unit(
        w.unit_choice[route], w.unit_share[route], w.unit_weight[route], taken, u, w.unit_load, w.unit_given[route]
    )
    w.unit_given[route, unit] += 1
    return unit
