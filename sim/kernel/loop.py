"""The loop: the next event of heap, roster and arrivals, and the hand-out of work at the end of an instant."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import compiled, inner
from sim.kernel.callers import (
    call_again,
    chase_up,
    clear_queue,
    close_line,
    end_phase,
    first_contact,
    give_up,
    join_queue,
    log_contact,
    overflow,
)
from sim.kernel.closing import withdraw
from sim.kernel.deadlines import await_chase_up, fall_due, remind
from sim.kernel.entities import NEVER
from sim.kernel.events import drop_first, next_hour
from sim.kernel.floor import hand_out
from sim.kernel.lines import is_contact, set_window
from sim.kernel.path import end_task, end_wait
from sim.kernel.people import end_pause, end_shift_of_many, log_unfinished_person, roster_row
from sim.kernel.receipt import open_backlog, receive_transfer
from sim.kernel.tasks import log_task
from sim.kernel.tickets import log_unfinished_ticket
from sim.kernel.world import MOST_AT_ONCE, State, World, most_taken
from sim.rules.closing import is_open
from sim.rules.codes import NOT_YET, TRANSFER, ArrivalKind, Duty, Rank, Timer
from sim.rules.deadlines import is_chased, lift
from sim.rules.instant import (
    KIND_BITS,
    KIND_MASK,
    NUMBER_MASK,
    RANK_BITS,
    is_time_to_hand_out,
    place_in_instant,
    place_of_completion,
)
from sim.rules.names import ARM_BITS, REMINDER_BITS

DONE: Final = 0
"""Nothing is left before the horizon, and what is open is logged."""
ROOM: Final = 1
"""A log is full, or the tables are: make room and call again."""
MORE: Final = 2
"""As many events were handled as were asked for: call again."""

SPARE: Final = 32
"""Events that one event can add besides those of hand-outs, overflow and reminders."""


@compiled
def run(state: State, most_events: int) -> int:
    """Go on with a replication until it is done, needs room, or has handled so many events."""
    return int(_go_on(World(*state), most_events))


@inner
def _go_on(w: World, most_events: int) -> int:
    clock = w.clock[0]
    stop_at = clock.events + most_events
    horizon_us = w.settings[0].horizon_us
    while clock.events < stop_at:
        # Open tickets are there before anything happens, the roster's first row included.
        if clock.backlog_at < w.backlog.size:
            if _needs_room(w):
                return ROOM
            clock.backlog_at += 1
            open_backlog(w, clock.backlog_at - 1)
            continue
        while clock.heap == 0 and clock.aside > 0:
            next_hour(w)
        # Roster and arrivals are known and sorted before the run: two cursors, and the heap stays small.
        time_us, key, source = NEVER, NEVER, 0
        if clock.heap > 0:
            time_us, key, source = w.heap[0].time_us, w.heap[0].key, 1
        if clock.roster_at < w.roster.size:
            row = w.roster[clock.roster_at]
            its_key = place_in_instant(Rank.CALENDAR, row.kind, row.id)
            # What is known before the run comes first where all else is equal.
            if row.time_us < time_us or (row.time_us == time_us and its_key <= key):
                time_us, key, source = row.time_us, its_key, 2
        if clock.arrival_at < w.arrival_us.size:
            its_us = w.arrival_us[clock.arrival_at]
            its_key = place_in_instant(Rank.ARRIVAL, ArrivalKind.FRESH, clock.arrival_at)
            if its_us < time_us or (its_us == time_us and its_key <= key):
                time_us, key, source = its_us, its_key, 3
        if clock.touched > 0 and is_time_to_hand_out(time_us, key, clock.now):
            hand_out(w)
            continue
        if time_us >= horizon_us:
            return _log_unfinished(w)
        # Asked before, not after: an event that has begun cannot be begun again.
        if _needs_room(w):
            return ROOM
        clock.now = time_us
        clock.events += 1
        if source == 1:
            slot = w.heap[0].slot
            drop_first(w)
            _happen(w, key, slot)
        elif source == 2:
            clock.roster_at += 1
            _follow_roster(w, clock.roster_at - 1)
        else:
            clock.arrival_at += 1
            _arrive(w, clock.arrival_at - 1)
    return MORE


@inner
def _needs_room(w: World) -> bool:
    """Whether the next event, and the hand-out after it, might not find room for all that they add."""
    clock = w.clock[0]
    taken = most_taken(w.settings[0].unlimited != 0, w.item.size, w.person.size)
    more = taken + clock.newcomers + w.timers_us.shape[1] + 2 * w.reminder_share.size + SPARE
    return bool(
        w.item.size - clock.slots_taken < MOST_AT_ONCE
        or (clock.free_ticket == NOT_YET and w.ticket.size > 0)
        or w.heap.size - clock.heap - clock.aside < more
        or _is_log_full(w)
    )


@inner
def _is_log_full(w: World) -> bool:
    """Whether a log might not hold all rows that one event can finish: all contacts, a ticket, one person's pauses."""
    clock = w.clock[0]
    return bool(
        w.contact_log.shape[0] - clock.contact_rows < clock.contacts_open + 2
        or w.staff_log.shape[0] - clock.staff_rows < w.settings[0].most_pauses + 4
        or (
            w.ticket.size > 0
            and (
                w.ticket_log.shape[0] - clock.ticket_rows < 2
                or w.assignment_log.shape[0] - clock.assignment_rows < 2 * w.path[0].most_arms + 2
                or w.task_log.shape[0] - clock.task_rows < clock.most_tasks + 2
            )
        )
    )


@inner
def _arrive(w: World, request: int) -> None:
    if w.stream_channel[w.arrival_stream[request]] == TRANSFER:
        receive_transfer(w, request)
    else:
        first_contact(w, request)


@inner
def _happen(w: World, key: int, slot: int) -> None:
    """An event of the heap; what it is about may have ended long ago."""
    rank, kind, number = key >> RANK_BITS, (key >> KIND_BITS) & KIND_MASK, key & NUMBER_MASK
    if rank == Rank.CALENDAR and kind == Duty.SHIFT_END:
        end_shift_of_many(w, number, slot)
    elif rank == Rank.CALENDAR:
        end_pause(w, slot)
    elif rank == Rank.COMPLETION:
        item = w.item[slot]
        # An end that was put down, or of an item long gone, finds another due time or another id in the slot.
        if item.id == key - place_of_completion(0) and item.due_us == w.clock[0].now:
            if is_contact(item.stage):
                end_phase(w, slot)
            else:
                end_task(w, slot)
    elif rank == Rank.TIMER and kind != Timer.OVERFLOW:
        _end_timer(w, slot, kind, number)
    elif rank == Rank.ARRIVAL:
        if kind == ArrivalKind.AGAIN:
            call_again(w, slot)
        elif kind == ArrivalKind.POLLED:
            join_queue(w, slot)
        else:
            _chase(w, slot, number)
    elif rank == Rank.PATIENCE:
        give_up(w, slot, number)
    else:
        overflow(w, slot, number)


@inner
def _end_timer(w: World, slot: int, kind: int, number: int) -> None:
    """A timer of a ticket, which counts only while the ticket is there; some name an arm, or a reminder."""
    ticket = w.ticket[slot]
    if kind == Timer.REMINDER:
        if ticket.id == number >> REMINDER_BITS:
            remind(w, slot, number & (1 << REMINDER_BITS) - 1)
    elif kind in (Timer.MACHINE_DONE, Timer.UNIT_ANSWERS, Timer.OUTSIDE_OVER):
        if ticket.id == number >> ARM_BITS and not ticket.is_over:
            end_wait(w, slot, kind, number & (1 << ARM_BITS) - 1)
    # The slot may hold another ticket by now: the event names the one it was about.
    elif ticket.id == number and not ticket.is_over:
        if kind in (Timer.NEXT_TRY, Timer.SILENCE_OVER):
            end_wait(w, slot, kind, 0)
        elif kind == Timer.DUE:
            fall_due(w, slot)
        elif is_open(ticket):
            if kind == Timer.WITHDRAWAL:
                withdraw(w, slot)
            else:
                lift(ticket, w.clock[0].now)


@inner
def _chase(w: World, slot: int, number: int) -> None:
    """The citizen of an overdue ticket calls about it, and will call again."""
    ticket = w.ticket[slot]
    if ticket.id == number and is_chased(ticket, w.clock[0].now):
        chase_up(w, slot)
        ticket.chase_ups += 1
        await_chase_up(w, slot)


@inner
def _follow_roster(w: World, row: int) -> None:
    kind = w.roster[row].kind
    if kind == Duty.LINE_OPENS:
        w.clock[0].line_is_open = 1
    elif kind == Duty.LINE_CLOSES:
        close_line(w)
    elif kind == Duty.QUEUE_CLEARED:
        clear_queue(w, w.roster[row].id)
    elif kind in (Duty.WINDOW_OPENS, Duty.WINDOW_CLOSES):
        set_window(w, w.roster[row].id, kind == Duty.WINDOW_OPENS)
    else:
        roster_row(w, row)


@inner
def _log_unfinished(w: World) -> int:
    """Log all that is still open at the end of the horizon, as room allows."""
    clock = w.clock[0]
    slots, tickets, people = w.item.size, w.ticket.size, w.person.size
    while clock.closing < slots + tickets + people:
        if _is_log_full(w):
            return ROOM
        place = clock.closing
        if place >= slots + tickets:
            log_unfinished_person(w, place - slots - tickets)
        elif place >= slots:
            log_unfinished_ticket(w, place - slots)
        elif w.item[place].id != NOT_YET:
            if is_contact(w.item[place].stage):
                log_contact(w, place)
            else:
                log_task(w, place)
        clock.closing += 1
    return DONE
