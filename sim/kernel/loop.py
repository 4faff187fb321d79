"""The loop: the next event of heap, roster and arrivals, and the hand-out of work at the end of an instant."""

from __future__ import annotations

from typing import Any, Final

from sim.chance.compiled import compiled, inner
from sim.kernel.births import from_backlog, from_transfer
from sim.kernel.callers import (
    chase_up,
    comes_again,
    first_contact,
    gives_up,
    is_seen,
    line_closes,
    log_contact,
    phase_ends,
    queue_cleared,
    start_patience,
    talk_begins,
)
from sim.kernel.deadlines import falls_due, is_on_long_term_list, is_reminded, next_chase
from sim.kernel.events import KIND_BITS, NEVER, PATIENCE_ORDER, RANK_BITS, drop_first, next_hour, order, push
from sim.kernel.lines import stop_waiting, touch, window_opens
from sim.kernel.path import task_ends, timer_goes_off
from sim.kernel.people import begins_work, log_unfinished_person, pause_over, roster_row, shift_of_many_ends
from sim.kernel.tasks import log_task, task_begins
from sim.kernel.tickets import is_open, is_withdrawn, log_unfinished_ticket
from sim.kernel.world import MOST_AT_ONCE, State, World
from sim.rules.codes import NOT_YET, TRANSFER, ArrivalKind, Channel, Duty, Rank, Timer
from sim.rules.decisions import goes_before, may_take, serves_before, standing

DONE: Final = 0
"""Nothing is left before the horizon, and what is open is logged."""
ROOM: Final = 1
"""A log is full, or the tables are: make room and call again."""
MORE: Final = 2
"""As many events were handled as were asked for: call again."""

KIND_MASK: Final = (1 << (RANK_BITS - KIND_BITS)) - 1
ID_MASK: Final = (1 << KIND_BITS) - 1
ONLINE: Final = int(Channel.ONLINE)
SPARE: Final = 32
"""Events that one event can add besides those of hand-outs, overflow and reminders."""


@compiled
def run(state: State, most_events: int) -> int:
    """Go on with a replication until it is done, needs room, or has handled so many events."""
    return int(_go_on(World(*state), most_events))  # type: ignore[no-untyped-call]


@inner
def _go_on(w: Any, most_events: int) -> int:
    clock = w.clock[0]
    stop_at = clock.events + most_events
    horizon_us = w.settings[0].horizon_us
    while clock.events < stop_at:
        if clock.backlog_at < w.backlog.size:
            if _needs_room(w):
                return ROOM
            clock.backlog_at += 1
            from_backlog(w, clock.backlog_at - 1)
            continue
        while clock.heap == 0 and clock.aside > 0:
            next_hour(w)
        time_us, key, source = NEVER, NEVER, 0
        if clock.heap > 0:
            time_us, key, source = w.heap[0].time_us, w.heap[0].key, 1
        if clock.roster_at < w.roster.size:
            row = w.roster[clock.roster_at]
            its_key = order(Rank.CALENDAR, row.kind, row.id)
            if row.time_us < time_us or (row.time_us == time_us and its_key <= key):
                time_us, key, source = row.time_us, its_key, 2
        if clock.arrival_at < w.arrival_us.size:
            its_us = w.arrival_us[clock.arrival_at]
            its_key = order(Rank.ARRIVAL, ArrivalKind.FRESH, clock.arrival_at)
            if its_us < time_us or (its_us == time_us and its_key <= key):
                time_us, key, source = its_us, its_key, 3
        if clock.touched > 0 and (time_us > clock.now or key >= PATIENCE_ORDER):
            _hand_out(w)
            continue
        if time_us >= horizon_us:
            return _close(w)
        if _needs_room(w):
            return ROOM
        clock.now = time_us
        clock.events += 1
        if source == 1:
            slot = w.heap[0].slot
            drop_first(w)
            _happens(w, key, slot)
        elif source == 2:
            clock.roster_at += 1
            _calendar(w, clock.roster_at - 1)
        else:
            clock.arrival_at += 1
            _arrives(w, clock.arrival_at - 1)
    return MORE


@inner
def _needs_room(w: Any) -> bool:
    """Whether the next event, and the hand-out after it, might not find room for all that they add."""
    clock = w.clock[0]
    # A hand-out brings each person an end of work; people without limit take all there is, which may be put down, too.
    taken = 2 * w.item.size if w.settings[0].unlimited else w.person.size
    more = taken + clock.newcomers + w.timers_us.shape[1] + 2 * w.reminder_share.size + SPARE
    return bool(
        w.item.size - clock.slots_taken < MOST_AT_ONCE
        or (clock.free_ticket == NOT_YET and w.ticket.size > 0)
        or w.heap.size - clock.heap - clock.aside < more
        or _is_log_full(w)
    )


@inner
def _is_log_full(w: Any) -> bool:
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
def _arrives(w: Any, request: int) -> None:
    if w.stream_channel[w.arrival_stream[request]] == TRANSFER:
        from_transfer(w, request)
    else:
        first_contact(w, request)


@inner
def _happens(w: Any, key: int, slot: int) -> None:
    """An event of the heap; what it is about may have ended long ago."""
    rank, kind, number = key >> RANK_BITS, (key >> KIND_BITS) & KIND_MASK, key & ID_MASK
    if rank == Rank.CALENDAR and kind == Duty.SHIFT_END:
        shift_of_many_ends(w, number, slot)
    elif rank == Rank.CALENDAR:
        pause_over(w, slot)
    elif rank == Rank.COMPLETION:
        item = w.item[slot]
        if item.id == key - order(Rank.COMPLETION, 0, 0) and item.due_us == w.clock[0].now:
            if item.stage <= ONLINE:
                phase_ends(w, slot)
            else:
                task_ends(w, slot)
    elif rank == Rank.TIMER and kind != Timer.OVERFLOW:
        _timer(w, slot, kind, number)
    elif rank == Rank.ARRIVAL:
        if kind == ArrivalKind.AGAIN:
            comes_again(w, slot)
        elif kind == ArrivalKind.POLLED:
            is_seen(w, slot)
        else:
            _chases(w, slot, number)
    elif w.item[slot].id == number and w.item[slot].is_waiting:
        if rank == Rank.PATIENCE:
            gives_up(w, slot)
        else:
            touch(w, w.line[w.item[slot].line].pool)


@inner
def _timer(w: Any, of: int, kind: int, number: int) -> None:
    """A timer of a ticket, which counts only while the ticket is there; some name an arm, or a reminder."""
    ticket = w.ticket[of]
    if kind == Timer.REMINDER:
        if ticket.id == number >> 8:
            is_reminded(w, of, number & 255)
    elif kind in (Timer.MACHINE_DONE, Timer.UNIT_ANSWERS, Timer.OUTSIDE_OVER):
        if ticket.id == number >> 4 and not ticket.is_over:
            timer_goes_off(w, of, kind, number & 15)
    elif ticket.id == number and not ticket.is_over:
        if kind == Timer.NEXT_TRY:
            timer_goes_off(w, of, kind, 0)
        elif kind == Timer.DUE:
            falls_due(w, of)
        elif is_open(w, of):
            if kind == Timer.WITHDRAWAL:
                is_withdrawn(w, of)
            else:
                is_on_long_term_list(w, of)


@inner
def _chases(w: Any, of: int, number: int) -> None:
    """The citizen of an overdue ticket calls about it, and will call again."""
    ticket = w.ticket[of]
    if ticket.id == number and ticket.is_late and ticket.chase_due_us == w.clock[0].now and is_open(w, of):
        chase_up(w, of)
        ticket.chase_ups += 1
        next_chase(w, of)


@inner
def _calendar(w: Any, row: int) -> None:
    kind = w.roster[row].kind
    if kind == Duty.LINE_OPENS:
        w.clock[0].line_is_open = 1
    elif kind == Duty.LINE_CLOSES:
        line_closes(w)
    elif kind == Duty.QUEUE_CLEARED:
        queue_cleared(w, w.roster[row].id)
    elif kind in (Duty.WINDOW_OPENS, Duty.WINDOW_CLOSES):
        window_opens(w, w.roster[row].id, kind == Duty.WINDOW_OPENS)
    else:
        roster_row(w, row)


@inner
def _hand_out(w: Any) -> None:
    """Give out work in every pool where something changed, then start the patience of callers left waiting."""
    clock = w.clock[0]
    for place in range(clock.touched):
        pool = w.touched[place]
        w.pool[pool].is_touched = 0
        _match(w, pool)
    clock.touched = 0
    for place in range(clock.newcomers):
        slot = w.newcomers[place]
        if w.item[slot].is_waiting:
            start_patience(w, slot)
    clock.newcomers = 0


@inner
def _match(w: Any, pool: int) -> None:
    """Repeat: the first item in order that has an eligible person goes to the best of them."""
    now = w.clock[0].now
    while w.pool[pool].waiting:
        best, best_class, best_person = NOT_YET, 0, NOT_YET
        for place in range(w.pool_line_at[pool], w.pool_line_at[pool + 1]):
            number = w.pool_line[place]
            line = w.line[number]
            head = line.head
            if head == NOT_YET or not line.is_open:
                continue
            item = w.item[head]
            waited_us = now - item.since_us
            stands = standing(line.base_class, line.top_class, line.ageing_us, waited_us)
            if best != NOT_YET and not goes_before(
                stands, item.since_us, item.id, best_class, w.item[best].since_us, w.item[best].id
            ):
                continue
            who = _person_for(w, pool, number, waited_us)
            if who != NOT_YET:
                best, best_class, best_person = head, stands, who
        if best == NOT_YET:
            return
        _assign(w, best, best_person)


@inner
def _assign(w: Any, slot: int, who: int) -> None:
    """A person begins work on something, or takes up what was put down."""
    stop_waiting(w, slot)
    begins_work(w, who, slot)
    item = w.item[slot]
    item.person = who
    item.resumed_us = w.clock[0].now
    if item.resumed:
        item.due_us = item.resumed_us + item.left_over_us
        push(w, item.due_us, order(Rank.COMPLETION, 0, item.id), slot)
    elif item.stage <= ONLINE:
        talk_begins(w, slot)
    else:
        task_begins(w, slot)


@inner
def _person_for(w: Any, pool: int, line: int, waited_us: int) -> int:
    """The eligible person of best preference, then longest idle, then lowest number."""
    chosen, chosen_preference = NOT_YET, 0
    for place in range(w.pool_group_at[pool], w.pool_group_at[pool + 1]):
        number = w.pool_group[place]
        group = w.group[number]
        preference = w.preference[line, number]
        if group.idle and may_take(
            preference, w.overflow_us[line, number], waited_us, group.idle, w.reserve[line, number]
        ):
            who = group.head
            if chosen == NOT_YET or serves_before(
                preference,
                w.person[who].since_us,
                who,
                chosen_preference,
                w.person[chosen].since_us,
                chosen,
            ):
                chosen, chosen_preference = who, preference
    return int(chosen)


@inner
def _close(w: Any) -> int:
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
            if w.item[place].stage <= ONLINE:
                log_contact(w, place)
            else:
                log_task(w, place)
        clock.closing += 1
    return DONE
