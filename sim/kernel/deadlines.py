"""Deadlines of tickets: when they run, stand still and pass; reminders, and the calls of citizens who wait too long."""

from __future__ import annotations

from typing import Any

from sim.calendar.lengths import DAY_US
from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clock import limit_ends_us, limit_length_us, moved_us, share_used_us
from sim.kernel.draws import chance, length
from sim.kernel.events import order, push
from sim.kernel.tasks import raise_to, wait_for
from sim.kernel.ticket_tables import NEXT_DAY
from sim.kernel.tickets import is_open
from sim.rules.clocks import FAR, place_in
from sim.rules.codes import NOT_YET, ArrivalKind, Rank, Stage, Timer
from sim.rules.decisions import day_share_at, instant_in_day, is_due, raised

SUPERVISION = int(Stage.SUPERVISION)


@inner
def begin(w: Any, of: int, milestone: int, at_us: int) -> None:
    """A milestone was reached at an instant: a deadline that runs from it is set, but only the first time."""
    ticket = w.ticket[of]
    if milestone != w.path[0].starts_at or ticket.clock != NOT_YET or ticket.due_us != NOT_YET:
        return
    clock = w.closure_clock[ticket.type, ticket.urgency]
    if ticket.long_term_us != NOT_YET or clock == NOT_YET:
        return
    if milestone == NEXT_DAY:
        at_us = w.all_midnights_us[place_in(w.all_midnights_us, at_us)]
    amount = w.closure_amount[ticket.type, ticket.urgency]
    _set(w, of, clock, at_us, limit_ends_us(w, _office(w), clock, amount, at_us))


@inner
def begin_with(w: Any, of: int, due_us: int) -> None:
    """A file states the due time of the ticket."""
    ticket = w.ticket[of]
    _set(w, of, max(w.closure_clock[ticket.type, ticket.urgency], 0), ticket.received_us, due_us)


@inner
def stand_still(w: Any, of: int, from_us: int) -> None:
    """A state begins, or had begun before the start, in which the clock stands still."""
    ticket = w.ticket[of]
    ticket.pauses += 1
    if ticket.pauses == 1 and ticket.due_us > from_us and is_open(w, of):
        ticket.paused_at_us, ticket.suspended_due_us = from_us, ticket.due_us
        ticket.due_us = NOT_YET


@inner
def run_on(w: Any, of: int) -> None:
    """The state ends: the due time moves by as long as the clock stood still."""
    ticket = w.ticket[of]
    ticket.pauses -= 1
    if ticket.pauses == 0 and ticket.paused_at_us != NOT_YET:
        now = w.clock[0].now
        due_us = moved_us(w, _office(w), ticket.clock, ticket.suspended_due_us, ticket.paused_at_us, now)
        ticket.paused_at_us = ticket.suspended_due_us = NOT_YET
        if ticket.long_term_us == NOT_YET:
            ticket.due_us = due_us
            _watch(w, of)


@inner
def is_on_long_term_list(w: Any, of: int) -> None:
    """From now on no deadline holds."""
    ticket = w.ticket[of]
    ticket.long_term_us = w.clock[0].now
    ticket.due_us = NOT_YET
    ticket.is_late = 0


@inner
def reopened(w: Any, of: int) -> None:
    """A closed ticket is open again: its deadline holds as before."""
    if w.ticket[of].due_us != NOT_YET:
        w.ticket[of].is_late = 0
        _watch(w, of)


@inner
def is_reminded(w: Any, of: int, number: int) -> None:
    """A share of the time limit is used up; the timer of a due time that was moved does nothing."""
    ticket = w.ticket[of]
    if ticket.reminders != number or ticket.due_us == NOT_YET or not is_open(w, of):
        return
    if max(_reminder_us(w, of, number), ticket.watched_us) == w.clock[0].now:
        ticket.reminders += 1
        raise_to(w, of, raised(ticket.stands))


@inner
def falls_due(w: Any, of: int) -> None:
    """The due time: a ticket that is still open may get more time, else it is overdue."""
    ticket = w.ticket[of]
    now, path = w.clock[0].now, w.path[0]
    due_us = ticket.due_us
    if ticket.is_late or due_us == NOT_YET:
        return
    if not is_due(max(due_us, ticket.watched_us), now, is_open(w, of)):
        return
    if not ticket.is_extended and chance(w, Purpose.EXTENSION, ticket, 0, w.path_shares[0].extension):
        later_us = limit_ends_us(w, _office(w), path.extension_clock, path.extension_amount, due_us)
        if later_us > now:
            ticket.is_extended = 1
            ticket.due_us = min(later_us, FAR)
            _watch(w, of)
            return
    ticket.is_late = 1
    if path.acts and not ticket.is_supervised:
        ticket.is_supervised = 1
        wait_for(w, of, SUPERVISION, NOT_YET, 0, 0, NOT_YET)
    if path.gap_law >= 0:
        next_chase(w, of)


@inner
def next_chase(w: Any, of: int) -> None:
    """The citizen of an overdue ticket calls after an exponential time on the profile of the day."""
    ticket = w.ticket[of]
    now, midnights_us = w.clock[0].now, w.all_midnights_us
    gap_us = length(w, Purpose.CHASE_GAP, ticket, ticket.chase_ups, w.path[0].gap_law, 1.0)
    day = place_in(midnights_us, now) - 1
    share = day_share_at(w.day_up_to, now, midnights_us[day], midnights_us[day + 1]) + gap_us / DAY_US
    day += int(share)
    if day + 1 >= midnights_us.size:
        return
    at_us = instant_in_day(w.day_up_to, share - int(share), midnights_us[day], midnights_us[day + 1])
    ticket.chase_due_us = max(at_us, now)
    push(w, ticket.chase_due_us, order(Rank.ARRIVAL, ArrivalKind.CHASE_UP, ticket.id), of)


@inner
def _set(w: Any, of: int, clock: int, start_us: int, due_us: int) -> None:
    if due_us >= FAR:
        return
    ticket = w.ticket[of]
    ticket.clock = clock
    ticket.due_us = due_us
    ticket.limit_length_us = limit_length_us(w, _office(w), clock, start_us, due_us)
    _watch(w, of)


@inner
def _watch(w: Any, of: int) -> None:
    """Timers for what is still to come; those of an earlier due time find that they come at another instant."""
    ticket = w.ticket[of]
    now = w.clock[0].now
    ticket.watched_us = now
    push(w, max(ticket.due_us, now), order(Rank.TIMER, Timer.DUE, ticket.id), of)
    for number in range(ticket.reminders, w.reminder_share.size):
        at_us = max(_reminder_us(w, of, number), now)
        push(w, at_us, order(Rank.TIMER, Timer.REMINDER, ticket.id << 8 | number), of)


@inner
def _reminder_us(w: Any, of: int, number: int) -> int:
    ticket = w.ticket[of]
    share = w.reminder_share[number]
    return share_used_us(w, _office(w), ticket.clock, share, ticket.limit_length_us, ticket.due_us)


@inner
def _office(w: Any) -> int:
    """The row of the line's own hours."""
    return int(w.hours_of[w.hours_of.size - 1])
