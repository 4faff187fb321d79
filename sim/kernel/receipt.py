"""Receipt: how tickets come to be, from the starting backlog, from contacts not answered directly, from transfers."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.deadlines import begin, begin_with
from sim.kernel.draws import pick, stated, uniform
from sim.kernel.path import receive
from sim.kernel.tickets import take_slot
from sim.kernel.world import World
from sim.rules.closing import is_open
from sim.rules.codes import (
    NOT_YET,
    STATED_AREA,
    STATED_DUE,
    STATED_UNIT,
    STATED_URGENCY,
    AtUnit,
    Channel,
    ClockStart,
    Source,
    Stage,
    TicketState,
)
from sim.rules.receipt import dispatched_before_us, joins

ONLINE = int(Channel.ONLINE)
CALL, MESSAGE, TRANSFER, BACKLOG = int(Source.CALL), int(Source.MESSAGE), int(Source.TRANSFER), int(Source.BACKLOG)
AT_CONFIRM, AT_DISPATCH, AT_HANDLING = int(Stage.CONFIRM), int(Stage.DISPATCH), int(Stage.HANDLING)
FIRST_STATE = int(TicketState.CONFIRM)
AWAITS_ACCEPTANCE = int(AtUnit.ACCEPTANCE)
FROM_DISPATCH, FROM_ACCEPTANCE = int(ClockStart.DISPATCH), int(ClockStart.ACCEPTANCE)


@inner
def open_backlog(w: World, row: int) -> None:
    """Take up a ticket that is open at the start; the requests of these are numbered after those of the workload."""
    entry = w.backlog[row]
    slot = take_slot(w)
    ticket = w.ticket[slot]
    ticket.request, ticket.stream, ticket.type = w.arrival_us.size + row, NOT_YET, entry.type
    ticket.entity, ticket.name_key, ticket.known_unit = entry.entity, entry.name_key, entry.unit
    _start(w, slot, BACKLOG, entry.received_us, entry.urgency, entry.area)
    ticket.at_unit, ticket.waits_since_us, ticket.left_us = entry.at_unit, entry.waits_since_us, entry.left_us
    if entry.due_us != NOT_YET:
        begin_with(w, slot, entry.due_us)
        ticket.stands_still_from_us = w.clock[0].now  # it is as of the start
    elif entry.stage > AT_DISPATCH:  # both were before the start: what is known of that has to stand in
        ticket.stands_still_from_us = entry.waits_since_us
        dispatched_us = dispatched_before_us(entry.at_unit, entry.received_us, entry.waits_since_us)
        begin(w, slot, FROM_DISPATCH, dispatched_us)
        if entry.at_unit != AWAITS_ACCEPTANCE:
            begin(w, slot, FROM_ACCEPTANCE, entry.received_us)
    if entry.stage == AT_HANDLING and entry.unit != NOT_YET:
        w.unit_load[entry.unit] -= 1  # it was counted before the first of them; its assignment counts it again
    receive(w, slot, entry.stage)


@inner
def receive_contact(w: World, item_slot: int) -> None:
    """A contact was not answered directly: it becomes a ticket, or joins the open one of the same cause."""
    contact = w.contact[item_slot]
    cause = w.cause_of[contact.request] if w.cause_of.size > 0 else NOT_YET
    if cause != NOT_YET:
        same = w.cause[cause].ticket
        # Slots are used again: the number says whether it is still that ticket.
        is_there = same != NOT_YET and w.ticket[same].id == w.cause[cause].number
        if is_there and joins(is_open(w.ticket[same]), uniform(w, Purpose.MERGED, contact, 0), w.merge_share[cause]):
            w.ticket[same].requests += 1
            return
    slot = _of_request(w, contact.request, MESSAGE if w.item[item_slot].stage == ONLINE else CALL)
    w.ticket[slot].contact = w.item[item_slot].id
    if cause != NOT_YET:
        w.cause[cause].ticket, w.cause[cause].number = slot, w.ticket[slot].id
    receive(w, slot, AT_CONFIRM)


@inner
def receive_transfer(w: World, request: int) -> None:
    """A request arrives as a ticket."""
    receive(w, _of_request(w, request, TRANSFER), AT_CONFIRM)


@inner
def _of_request(w: World, request: int, source: int) -> int:
    """The ticket of a request begins, with what a file states of it."""
    slot = take_slot(w)
    ticket = w.ticket[slot]
    ticket.request, ticket.stream, ticket.type = request, w.arrival_stream[request], w.arrival_type[request]
    ticket.entity, ticket.name_key = w.arrival_entity[request], w.arrival_name_key[request]
    ticket.known_unit = stated(w, request, STATED_UNIT)
    _start(w, slot, source, w.clock[0].now, stated(w, request, STATED_URGENCY), stated(w, request, STATED_AREA))
    due_us = stated(w, request, STATED_DUE)
    if due_us != NOT_YET:
        begin_with(w, slot, due_us)
    return slot


@inner
def _start(w: World, slot: int, source: int, received_us: int, urgency: int, area: int) -> None:
    """It gets its number, and by chance its urgency and its area, unless it has them."""
    ticket, clock = w.ticket[slot], w.clock[0]
    # Numbers by order of receipt, in both engines: what happens at one instant goes by them.
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
    ticket.silent_since_us = ticket.long_term_us = ticket.due_us = ticket.supervised_us = NOT_YET
    ticket.state = FIRST_STATE
    ticket.right_first = ticket.reached = ticket.satisfied = ticket.clock = NOT_YET
    ticket.arms = ticket.dispatches = ticket.returns = ticket.handling = ticket.tries = ticket.reminders = 0
    ticket.is_extended = ticket.chase_ups = ticket.is_over = ticket.is_late = ticket.is_supervised = 0
    ticket.limit_length_us = ticket.pauses = ticket.open_arms = ticket.tasks = 0
    ticket.paused_at_us = ticket.suspended_due_us = ticket.chase_due_us = ticket.watched_us = NOT_YET
    ticket.first_task = ticket.after = ticket.at_unit = ticket.left_us = NOT_YET
    ticket.waits_since_us = ticket.stands_still_from_us = 0
