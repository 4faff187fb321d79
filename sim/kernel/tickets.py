"""Tickets, their arms and assignments: birth, the logs, the end."""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clock import limit_ends_us
from sim.kernel.draws import chance, length, number, pick
from sim.kernel.events import order, push
from sim.kernel.tasks import leave_all
from sim.rules.clocks import FAR
from sim.rules.codes import NOT_YET, ArmState, Rank, TicketState
from sim.rules.decisions import wrong_unit
from sim.rules.names import arm_visit

OPEN, WITHDRAWN = int(ArmState.OPEN), int(ArmState.WITHDRAWN)
AT_CONFIRM, TICKET_WITHDRAWN = int(TicketState.CONFIRM), int(TicketState.WITHDRAWN)


@inner
def new_ticket(w: Any) -> int:
    """A free slot for a ticket."""
    clock = w.clock[0]
    of = clock.free_ticket
    clock.free_ticket = w.ticket[of].after
    clock.tickets_open += 1
    return int(of)


@inner
def start_ticket(w: Any, of: int, source: int, received_us: int, urgency: int, area: int) -> None:
    """It gets its number, and by chance its urgency and its area, unless it has them."""
    ticket, clock = w.ticket[of], w.clock[0]
    ticket.id = clock.tickets
    clock.tickets += 1
    ticket.source = source
    ticket.received_us = received_us
    if urgency == NOT_YET:
        urgency = pick(w, Purpose.URGENCY, ticket, 0, w.urgency_up_to[ticket.type])
    ticket.urgency = ticket.stands = urgency
    if area == NOT_YET and w.path[0].areas > 0:
        area = pick(w, Purpose.AREA, ticket, 0, w.area_up_to)
    ticket.area = area
    ticket.contact = NOT_YET
    ticket.requests = 1
    ticket.confirmed_us = ticket.audited_us = ticket.dispatched_us = ticket.accepted_us = ticket.handled_us = NOT_YET
    ticket.reviewed_us = ticket.followed_up_us = ticket.closed_us = ticket.withdrawn_us = NOT_YET
    ticket.long_term_us = ticket.due_us = ticket.supervised_us = NOT_YET
    ticket.state = AT_CONFIRM
    ticket.right_first = ticket.reached = ticket.satisfied = ticket.clock = NOT_YET
    ticket.arms = ticket.dispatches = ticket.returns = ticket.handling = ticket.tries = ticket.reminders = 0
    ticket.is_extended = ticket.chase_ups = ticket.is_over = ticket.is_late = ticket.is_supervised = 0
    ticket.limit_length_us = ticket.pauses = ticket.open_arms = ticket.tasks = 0
    ticket.paused_at_us = ticket.suspended_due_us = ticket.chase_due_us = ticket.watched_us = NOT_YET
    ticket.first_task = ticket.after = ticket.at_unit = ticket.left_us = NOT_YET
    ticket.waits_since_us = ticket.stands_still_from_us = 0


@inner
def may_happen_later(w: Any, of: int, share: float, law: int, purpose: int, timer: int) -> None:
    """Withdrawal, or the long-term list: drawn at the start, and of effect only if it is still open then."""
    ticket = w.ticket[of]
    if chance(w, purpose, ticket, 0, share):
        at_us = w.clock[0].now + length(w, purpose + 1, ticket, 0, law, 1.0)
        push(w, at_us, order(Rank.TIMER, timer, ticket.id), of)


@inner
def find_units(w: Any, of: int) -> None:
    """Draw the arms: how many, and the right unit of each; a ticket of the backlog may be at a unit already."""
    ticket = w.ticket[of]
    route = w.route_of[ticket.type, max(ticket.area, 0)]
    if route == NOT_YET:
        return
    first = of * w.path[0].most_arms
    for arm in range(1 + pick(w, Purpose.ARMS, ticket, 0, w.arms_up_to[route])):
        unit = ticket.known_unit
        if arm > 0 or unit == NOT_YET:
            unit = _another_unit(w, of, route, arm)
        record = w.arm[first + arm]
        record.right_unit = unit
        record.dispatches = record.has_call = 0
        record.answers_us = record.state = NOT_YET
        ticket.arms = arm + 1


@inner
def _another_unit(w: Any, of: int, route: int, arm: int) -> int:
    """The unit of an arm, drawn by its share among those that the arms before do not have."""
    first, units = of * w.path[0].most_arms, w.unit_share.shape[1]
    total, own = 0.0, 0.0
    for unit in range(units):
        total += _share_left(w, route, unit, first, arm)
        if unit == 0:
            own = total
    if own >= total:
        return 0
    drawn = number(w, Purpose.UNIT, w.ticket[of], arm) * total
    up_to = 0.0
    for unit in range(units - 1):
        up_to += _share_left(w, route, unit, first, arm)
        if up_to > drawn:
            return unit
    return int(units - 1)


@inner
def _share_left(w: Any, route: int, unit: int, first: int, arms: int) -> float:
    for row in range(first, first + arms):
        if w.arm[row].right_unit == unit:
            return 0.0
    return float(w.unit_share[route, unit])


@inner
def assign(w: Any, of: int, arm: int, by_machine: bool, is_right: bool, dispatched_us: int) -> None:
    """One dispatch of one arm to one unit: the right one, or any other."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    unit = record.right_unit
    if not is_right:
        visit = arm_visit(ticket.handling, record.dispatches, arm)
        unit = wrong_unit(number(w, Purpose.WRONG_UNIT, ticket, visit), w.unit.size, unit)
    record.handling, record.dispatch, record.unit = ticket.handling, record.dispatches, unit
    record.by_machine, record.is_right, record.dispatched_us = int(by_machine), int(is_right), dispatched_us
    record.accept_due_us = record.accepted_us = record.returned_us = NOT_YET
    record.started_us = record.worked_us = record.ended_us = NOT_YET
    record.state = OPEN
    clock = w.acceptance_clock[ticket.type, ticket.urgency]
    if clock != NOT_YET:
        amount = w.acceptance_amount[ticket.type, ticket.urgency]
        due_us = limit_ends_us(w, w.hours_of[unit], clock, amount, dispatched_us)
        record.accept_due_us = due_us if due_us < FAR else NOT_YET
    record.dispatches += 1
    ticket.dispatches += 1


@inner
def end_assignment(w: Any, of: int, arm: int, state: int) -> None:
    """An assignment is handled, returned or withdrawn."""
    record = w.arm[of * w.path[0].most_arms + arm]
    record.ended_us = w.clock[0].now
    record.state = state
    log_assignment(w, of, arm)


@inner
def is_withdrawn(w: Any, of: int) -> None:
    """The citizen withdraws the ticket."""
    ticket = w.ticket[of]
    ticket.withdrawn_us = w.clock[0].now
    ticket.state = TICKET_WITHDRAWN
    for arm in range(ticket.arms):
        if w.arm[of * w.path[0].most_arms + arm].state == OPEN:
            end_assignment(w, of, arm, WITHDRAWN)
    end_ticket(w, of)


@inner
def end_ticket(w: Any, of: int) -> None:
    """The ticket's life is over: what still waits leaves its line, what is in hand is finished."""
    ticket = w.ticket[of]
    ticket.is_over = 1
    leave_all(w, of)
    log_ticket(w, of)
    w.clock[0].tickets_open -= 1
    let_go(w, of)


@inner
def let_go(w: Any, of: int) -> None:
    """A ticket's slot is free again when it is over and nobody works for it any more."""
    ticket = w.ticket[of]
    if ticket.is_over and ticket.tasks == 0:
        ticket.id = NOT_YET
        ticket.after = w.clock[0].free_ticket
        w.clock[0].free_ticket = of


@inner
def log_unfinished_ticket(w: Any, of: int) -> None:
    """Log a ticket that is open at the end of the horizon, and what it is assigned to."""
    ticket = w.ticket[of]
    if ticket.id == NOT_YET or ticket.is_over:
        return
    for arm in range(ticket.arms):
        if w.arm[of * w.path[0].most_arms + arm].state == OPEN:
            log_assignment(w, of, arm)
    log_ticket(w, of)


@inner
def log_ticket(w: Any, of: int) -> None:
    """Write the ticket's row."""
    clock = w.clock[0]
    row = w.ticket_log[clock.ticket_rows]
    clock.ticket_rows += 1
    t = w.ticket[of]
    row[0], row[1], row[2], row[3], row[4], row[5] = t.id, t.request, t.entity, t.stream, t.type, t.urgency
    row[6], row[7], row[8], row[9], row[10] = t.area, t.source, t.contact, t.requests, t.received_us
    row[11], row[12], row[13], row[14] = t.confirmed_us, t.audited_us, t.dispatched_us, t.accepted_us
    row[15], row[16], row[17], row[18] = t.handled_us, t.reviewed_us, t.followed_up_us, t.closed_us
    row[19], row[20], row[21], row[22], row[23] = t.withdrawn_us, t.long_term_us, t.due_us, t.state, t.arms
    row[24], row[25], row[26] = t.right_first, t.dispatches, t.returns
    row[27] = t.handling + 1 if t.arms else 0
    row[28], row[29], row[30], row[31] = t.tries, t.reached, t.satisfied, t.reminders
    row[32], row[33], row[34] = t.supervised_us, t.is_extended, t.chase_ups


@inner
def log_assignment(w: Any, of: int, arm: int) -> None:
    """Write the row of an arm's present assignment."""
    clock = w.clock[0]
    row = w.assignment_log[clock.assignment_rows]
    clock.assignment_rows += 1
    a = w.arm[of * w.path[0].most_arms + arm]
    row[0], row[1], row[2], row[3], row[4] = w.ticket[of].id, a.handling, arm, a.dispatch, a.unit
    row[5], row[6], row[7], row[8], row[9] = a.by_machine, a.is_right, a.dispatched_us, a.accept_due_us, a.accepted_us
    row[10], row[11], row[12], row[13], row[14] = a.returned_us, a.started_us, a.worked_us, a.ended_us, a.state


@inner
def is_open(w: Any, of: int) -> bool:
    """Whether a ticket is neither closed nor withdrawn."""
    ticket = w.ticket[of]
    return bool(ticket.closed_us == NOT_YET and ticket.withdrawn_us == NOT_YET)


@inner
def is_at(w: Any, of: int, stage: int) -> None:
    """It is in a stage now; a closed ticket stays closed while it is reviewed or followed up."""
    if is_open(w, of):
        w.ticket[of].state = stage


@inner
def exists(w: Any, stage: int) -> bool:
    """Whether people do a stage."""
    return bool(w.task_line[stage, 0] != NOT_YET)
