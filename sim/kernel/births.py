"""Where tickets come from: the starting backlog, contacts that were not answered directly, and transfers."""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.deadlines import begin, begin_with
from sim.kernel.draws import chance, stated
from sim.kernel.path import is_received
from sim.kernel.ticket_tables import ACCEPTANCE, DISPATCH
from sim.kernel.tickets import is_open, new_ticket, start_ticket
from sim.rules.codes import (
    NOT_YET,
    STATED_AREA,
    STATED_DUE,
    STATED_UNIT,
    STATED_URGENCY,
    AtUnit,
    Channel,
    Source,
    Stage,
)

ONLINE = int(Channel.ONLINE)
CALL, MESSAGE, TRANSFER, BACKLOG = int(Source.CALL), int(Source.MESSAGE), int(Source.TRANSFER), int(Source.BACKLOG)
AT_CONFIRM, AT_DISPATCH = int(Stage.CONFIRM), int(Stage.DISPATCH)
AWAITS_ACCEPTANCE = int(AtUnit.ACCEPTANCE)


@inner
def from_backlog(w: Any, row: int) -> None:
    """A ticket that is open at the start; the requests of these are numbered after those of the workload."""
    entry = w.backlog[row]
    of = new_ticket(w)
    ticket = w.ticket[of]
    ticket.request, ticket.stream, ticket.type = w.arrival_us.size + row, NOT_YET, entry.type
    ticket.entity, ticket.name_key, ticket.known_unit = entry.entity, entry.name_key, entry.unit
    start_ticket(w, of, BACKLOG, entry.received_us, entry.urgency, entry.area)
    ticket.at_unit, ticket.waits_since_us, ticket.left_us = entry.at_unit, entry.waits_since_us, entry.left_us
    if entry.due_us != NOT_YET:
        begin_with(w, of, entry.due_us)
    elif entry.stage > AT_DISPATCH:  # both were before the start: what is known of that has to stand in
        ticket.stands_still_from_us = entry.waits_since_us
        begin(w, of, DISPATCH, entry.waits_since_us if entry.at_unit == AWAITS_ACCEPTANCE else entry.received_us)
        if entry.at_unit != AWAITS_ACCEPTANCE:
            begin(w, of, ACCEPTANCE, entry.received_us)
    is_received(w, of, entry.stage)


@inner
def from_contact(w: Any, slot: int) -> None:
    """A contact was not answered directly: it becomes a ticket, or joins the open one of the same cause."""
    contact = w.contact[slot]
    cause = w.cause_of[contact.request] if w.cause_of.size > 0 else NOT_YET
    if cause != NOT_YET:
        same = w.cause[cause].ticket
        if (
            same != NOT_YET
            and w.ticket[same].id == w.cause[cause].number
            and is_open(w, same)
            and chance(w, Purpose.MERGED, contact, 0, w.merge_share[cause])
        ):
            w.ticket[same].requests += 1
            return
    of = _of_request(w, contact.request)
    _start(w, of, MESSAGE if w.item[slot].stage == ONLINE else CALL)
    w.ticket[of].contact = w.item[slot].id
    if cause != NOT_YET:
        w.cause[cause].ticket, w.cause[cause].number = of, w.ticket[of].id
    is_received(w, of, AT_CONFIRM)


@inner
def from_transfer(w: Any, request: int) -> None:
    """A request arrives as a ticket."""
    of = _of_request(w, request)
    _start(w, of, TRANSFER)
    is_received(w, of, AT_CONFIRM)


@inner
def _start(w: Any, of: int, source: int) -> None:
    """The ticket of a request begins, with what a file states of it."""
    request = w.ticket[of].request
    start_ticket(w, of, source, w.clock[0].now, stated(w, request, STATED_URGENCY), stated(w, request, STATED_AREA))
    due_us = stated(w, request, STATED_DUE)
    if due_us != NOT_YET:
        begin_with(w, of, due_us)


@inner
def _of_request(w: Any, request: int) -> int:
    of = new_ticket(w)
    ticket = w.ticket[of]
    ticket.request, ticket.stream, ticket.type = request, w.arrival_stream[request], w.arrival_type[request]
    ticket.entity, ticket.name_key = w.arrival_entity[request], w.arrival_name_key[request]
    ticket.known_unit = stated(w, request, STATED_UNIT)
    return of
