"""Deadlines of tickets: when they run, stand still and pass; reminders, and the calls of citizens who wait too long."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clocks import limit_ends_us, limit_length_us, moved_us, share_used_us
from sim.kernel.draws import happens, length
from sim.kernel.events import push
from sim.kernel.tasks import raise_class, wait_for
from sim.kernel.world import World
from sim.rules.codes import NOT_YET, ArrivalKind, Rank, Stage, Timer
from sim.rules.deadlines import (
    become_late,
    begins,
    extend,
    is_due,
    is_reminded,
    leave_standstill,
    next_chase_up_us,
    resume_deadline,
    run_on,
    set_due,
    stand_still,
    starts_us,
)
from sim.rules.instant import place_in_instant
from sim.rules.names import name_of_reminder
from sim.rules.tasks import raised

SUPERVISION = int(Stage.SUPERVISION)


@inner
def begin(w: World, slot: int, milestone: int, at_us: int) -> None:
    """A milestone was reached at an instant: a deadline that runs from it is set, but only the first time."""
    ticket = w.ticket[slot]
    clock = w.closure_clock[ticket.type, ticket.urgency]
    if begins(ticket, milestone, w.path[0].starts_at, clock):
        start_us = starts_us(milestone, at_us, w.all_midnights_us)
        amount = w.closure_amount[ticket.type, ticket.urgency]
        _set(w, slot, clock, start_us, limit_ends_us(w, _office(w), clock, amount, start_us))


@inner
def begin_with(w: World, slot: int, due_us: int) -> None:
    """A file states the due time of the ticket."""
    ticket = w.ticket[slot]
    _set(w, slot, max(w.closure_clock[ticket.type, ticket.urgency], 0), ticket.received_us, due_us)


@inner
def begin_standstill(w: World, slot: int, state: int, from_us: int) -> None:
    """A state begins, or had begun before the start, in which the clock may stand still.

    The confirm call (`path`), the wait for others (`handling`), the gap between two tries (`follow_up`), silence.
    """
    if w.pauses_in[state]:
        stand_still(w.ticket[slot], from_us)


@inner
def end_standstill(w: World, slot: int, state: int) -> None:
    """The state ends: the due time moves by as long as the clock stood still."""
    ticket = w.ticket[slot]
    if w.pauses_in[state] and leave_standstill(ticket):
        now = w.clock[0].now
        due_us = moved_us(w, _office(w), ticket.clock, ticket.suspended_due_us, ticket.paused_at_us, now)
        if run_on(ticket, due_us):
            _watch(w, slot)


@inner
def reopen_deadline(w: World, slot: int) -> None:
    """A closed ticket is open again: its deadline holds as before."""
    if resume_deadline(w.ticket[slot]):
        _watch(w, slot)


@inner
def remind(w: World, slot: int, number: int) -> None:
    """A share of the time limit is used up: what waits of the ticket stands one class better."""
    ticket = w.ticket[slot]
    if is_reminded(ticket, number, _reminder_us(w, slot, number), w.clock[0].now):
        ticket.reminders += 1
        raise_class(w, slot, raised(ticket.stands))


@inner
def fall_due(w: World, slot: int) -> None:
    """The due time: a ticket that is still open may get more time, else it is overdue."""
    ticket, now, path = w.ticket[slot], w.clock[0].now, w.path[0]
    if not is_due(ticket, now):
        return
    # Drawn by the ticket alone, so a ticket that is reopened gets the same answer again.
    if happens(w, Purpose.EXTENSION, ticket, 0, w.path_shares[0].extension):
        later_us = limit_ends_us(w, _office(w), path.extension_clock, path.extension_amount, ticket.due_us)
        if extend(ticket, later_us, now):
            _watch(w, slot)
            return
    if become_late(ticket, path.acts != 0):
        wait_for(w, slot, SUPERVISION, arm=NOT_YET, visit=0, draw_visit=0, own_law=NOT_YET)
    if path.gap_law >= 0:
        await_chase_up(w, slot)


@inner
def await_chase_up(w: World, slot: int) -> None:
    """The citizen of an overdue ticket will call about it, after an exponential time on the profile of the day."""
    ticket, now = w.ticket[slot], w.clock[0].now
    gap_us = length(w, Purpose.CHASE_GAP, ticket, ticket.chase_ups, w.path[0].gap_law, now, 1.0)
    at_us = next_chase_up_us(w.day_up_to, w.all_midnights_us, now, gap_us)
    if at_us != NOT_YET:
        # The call is dropped if the ticket is closed, reopened or on the long-term list by then.
        ticket.chase_due_us = at_us
        push(w, at_us, place_in_instant(Rank.ARRIVAL, ArrivalKind.CHASE_UP, ticket.id), slot)


@inner
def _set(w: World, slot: int, clock: int, start_us: int, due_us: int) -> None:
    if set_due(w.ticket[slot], clock, due_us, limit_length_us(w, _office(w), clock, start_us, due_us)):
        _watch(w, slot)


@inner
def _watch(w: World, slot: int) -> None:
    """Timers for what is still to come; those of an earlier due time find that they come at another instant."""
    ticket = w.ticket[slot]
    now = w.clock[0].now
    ticket.watched_us = now
    push(w, max(ticket.due_us, now), place_in_instant(Rank.TIMER, Timer.DUE, ticket.id), slot)
    # Those that came are not sent again, also where the due time has moved.
    for number in range(ticket.reminders, w.reminder_share.size):
        at_us = max(_reminder_us(w, slot, number), now)
        push(w, at_us, place_in_instant(Rank.TIMER, Timer.REMINDER, name_of_reminder(ticket.id, number)), slot)


@inner
def _reminder_us(w: World, slot: int, number: int) -> int:
    ticket = w.ticket[slot]
    share = w.reminder_share[number]
    return share_used_us(w, _office(w), ticket.clock, share, ticket.limit_length_us, ticket.due_us)


@inner
def _office(w: World) -> int:
    """The row of the line's own hours."""
    return int(w.hours_of[w.hours_of.size - 1])
