"""Tickets in their slots: taking one, giving it back, their arms, and their rows in the logs."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.ticket import Arm
from sim.kernel.world import World
from sim.rules.codes import NOT_YET, ArmState

OPEN = int(ArmState.OPEN)


@inner
def take_slot(w: World) -> int:
    """A free slot for a ticket."""
    clock = w.clock[0]
    slot = clock.free_ticket
    clock.free_ticket = w.ticket[slot].after
    clock.tickets_open += 1
    return int(slot)


@inner
def let_go(w: World, slot: int) -> None:
    """A ticket's slot is free again when it is over and nobody works for it any more."""
    ticket = w.ticket[slot]
    # Work in hand is finished though it leads nowhere: until then its ticket must be found.
    if ticket.is_over and ticket.tasks == 0:
        ticket.id = NOT_YET
        ticket.after = w.clock[0].free_ticket
        w.clock[0].free_ticket = slot


@inner
def arm_of(w: World, slot: int, arm: int) -> Arm:
    """An arm of a ticket."""
    return w.arm[slot * w.path[0].most_arms + arm]


@inner
def exists(w: World, stage: int) -> bool:
    """Whether people do a stage."""
    return bool(w.task_line[stage, 0] != NOT_YET)


@inner
def log_unfinished_ticket(w: World, slot: int) -> None:
    """Log a ticket that is open at the end of the horizon, and what it is assigned to."""
    ticket = w.ticket[slot]
    if ticket.id == NOT_YET or ticket.is_over:
        return
    for arm in range(ticket.arms):
        # Those that have ended were logged as they did.
        if arm_of(w, slot, arm).state == OPEN:
            log_assignment(w, slot, arm)
    log_ticket(w, slot)


@inner
def log_ticket(w: World, slot: int) -> None:
    """Write the ticket's row."""
    clock, ticket = w.clock[0], w.ticket[slot]
    row = w.ticket_log[clock.ticket_rows]
    clock.ticket_rows += 1
    row["ticket"] = ticket.id
    row["request"] = ticket.request
    row["citizen"] = ticket.entity
    row["stream"] = ticket.stream
    row["type"] = ticket.type
    row["urgency"] = ticket.urgency
    row["area"] = ticket.area
    row["source"] = ticket.source
    row["contact"] = ticket.contact
    row["requests"] = ticket.requests
    row["received_us"] = ticket.received_us
    row["confirmed_us"] = ticket.confirmed_us
    row["audited_us"] = ticket.audited_us
    row["dispatched_us"] = ticket.dispatched_us
    row["accepted_us"] = ticket.accepted_us
    row["handled_us"] = ticket.handled_us
    row["reviewed_us"] = ticket.reviewed_us
    row["followed_up_us"] = ticket.followed_up_us
    row["silent_since_us"] = ticket.silent_since_us
    row["closed_us"] = ticket.closed_us
    row["withdrawn_us"] = ticket.withdrawn_us
    row["long_term_us"] = ticket.long_term_us
    row["due_us"] = ticket.due_us
    row["state"] = ticket.state
    row["arms"] = ticket.arms
    row["right_first"] = ticket.right_first
    row["dispatches"] = ticket.dispatches
    row["returns"] = ticket.returns
    row["handlings"] = ticket.handling + 1 if ticket.arms else 0
    row["tries"] = ticket.tries
    row["reached"] = ticket.reached
    row["satisfied"] = ticket.satisfied
    row["reminders"] = ticket.reminders
    row["supervised_us"] = ticket.supervised_us
    row["extended"] = ticket.is_extended
    row["chase_ups"] = ticket.chase_ups


@inner
def log_assignment(w: World, slot: int, arm: int) -> None:
    """Write the row of an arm's present assignment."""
    clock, record = w.clock[0], arm_of(w, slot, arm)
    row = w.assignment_log[clock.assignment_rows]
    clock.assignment_rows += 1
    row["ticket"] = w.ticket[slot].id
    row["handling"] = record.handling
    row["arm"] = arm
    row["dispatch"] = record.dispatch
    row["unit"] = record.unit
    row["machine"] = record.by_machine
    row["right"] = record.is_right
    row["dispatched_us"] = record.dispatched_us
    row["accept_due_us"] = record.accept_due_us
    row["accepted_us"] = record.accepted_us
    row["returned_us"] = record.returned_us
    row["started_us"] = record.started_us
    row["worked_us"] = record.worked_us
    row["ended_us"] = record.ended_us
    row["state"] = record.state
