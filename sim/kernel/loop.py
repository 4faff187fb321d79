"""The loop: the next event of heap, roster and arrivals, and the hand-out of work at the end of an instant."""

from __future__ import annotations

from typing import Any, Final

from sim.chance.compiled import compiled, inner
from sim.kernel.callers import (
    comes_again,
    first_contact,
    gives_up,
    is_seen,
    is_taken,
    line_closes,
    log_contact,
    phase_ends,
    start_patience,
)
from sim.kernel.events import KIND_BITS, PATIENCE_ORDER, RANK_BITS, drop_first, order
from sim.kernel.lines import stop_waiting, touch
from sim.kernel.people import log_unfinished_person, no_longer_idle, pause_over, roster_row
from sim.kernel.world import State, World
from sim.rules.codes import NOT_YET, ArrivalKind, Channel, Duty, Rank
from sim.rules.decisions import goes_before, may_take, serves_before, standing

DONE: Final = 0
"""Nothing is left before the horizon, and what is open is logged."""
ROOM: Final = 1
"""A log is full, or the tables are: make room and call again."""
MORE: Final = 2
"""As many events were handled as were asked for: call again."""

NEVER: Final = (1 << 63) - 1
KIND_MASK: Final = (1 << (RANK_BITS - KIND_BITS)) - 1
ID_MASK: Final = (1 << KIND_BITS) - 1
PHONE: Final = int(Channel.PHONE)
SPARE: Final = 16
"""Events that one event can add besides those of hand-outs and timers."""


@compiled
def run(state: State, most_events: int) -> int:
    """Go on with a replication until it is done, needs room, or has handled so many events."""
    w: Any = World(*state)  # type: ignore[no-untyped-call]
    clock = w.clock[0]
    stop_at = clock.events + most_events
    horizon_us = w.settings[0].horizon_us
    while clock.events < stop_at:
        if _needs_room(w):
            return ROOM
        time_us, key, source = NEVER, NEVER, 0
        if clock.heap > 0:
            time_us, key, source = w.heap_us[0], w.heap_key[0], 1
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
        clock.now = time_us
        clock.events += 1
        if source == 1:
            slot = w.heap_slot[0]
            drop_first(w)
            _happens(w, key, slot)
        elif source == 2:
            clock.roster_at += 1
            _calendar(w, clock.roster_at - 1)
        else:
            clock.arrival_at += 1
            first_contact(w, clock.arrival_at - 1)
    return MORE


@inner
def _needs_room(w: Any) -> bool:
    """Whether the next event or hand-out might not find room for all that it adds."""
    clock = w.clock[0]
    return bool(
        clock.free_slot == NOT_YET
        or w.heap_us.size - clock.heap < w.person.size + clock.newcomers + w.timers_us.shape[1] + SPARE
        or _is_log_full(w)
    )


@inner
def _is_log_full(w: Any) -> bool:
    """Whether a log might not hold all rows that one event can finish: all contacts, or one person's pauses."""
    clock = w.clock[0]
    return bool(
        w.contact_log.shape[0] - clock.contact_rows < clock.open + 2
        or w.staff_log.shape[0] - clock.staff_rows < w.settings[0].most_pauses + 4
    )


@inner
def _happens(w: Any, key: int, slot: int) -> None:
    """An event of the heap; what it is about may have ended long ago."""
    rank, kind, number = key >> RANK_BITS, (key >> KIND_BITS) & KIND_MASK, key & ID_MASK
    if rank == Rank.CALENDAR:
        pause_over(w, slot)
    elif rank == Rank.ARRIVAL:
        if kind == ArrivalKind.AGAIN:
            comes_again(w, slot)
        else:
            is_seen(w, slot)
    elif w.contact[slot].id == number:
        if rank == Rank.COMPLETION:
            if w.contact[slot].due_us == w.clock[0].now:
                phase_ends(w, slot)
        elif w.contact[slot].is_waiting:
            if rank == Rank.PATIENCE:
                gives_up(w, slot)
            else:
                touch(w, w.line[w.contact[slot].line].pool)


@inner
def _calendar(w: Any, row: int) -> None:
    kind = w.roster[row].kind
    if kind == Duty.LINE_OPENS:
        w.clock[0].line_is_open = 1
    elif kind == Duty.LINE_CLOSES:
        line_closes(w)
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
        if w.contact[slot].is_waiting and w.contact[slot].channel == PHONE:
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
            if head == NOT_YET:
                continue
            contact = w.contact[head]
            waited_us = now - contact.queued_us
            stands = standing(line.base_class, line.top_class, line.ageing_us, waited_us)
            if best != NOT_YET and not goes_before(
                stands, contact.queued_us, contact.id, best_class, w.contact[best].queued_us, w.contact[best].id
            ):
                continue
            who = _person_for(w, pool, number, waited_us)
            if who != NOT_YET:
                best, best_class, best_person = head, stands, who
        if best == NOT_YET:
            return
        stop_waiting(w, best)
        no_longer_idle(w, best_person)
        w.person[best_person].contact = best
        is_taken(w, best, best_person)


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
                w.person[who].idle_since_us,
                who,
                chosen_preference,
                w.person[chosen].idle_since_us,
                chosen,
            ):
                chosen, chosen_preference = who, preference
    return int(chosen)


@inner
def _close(w: Any) -> int:
    """Log all that is still open at the end of the horizon, as room allows."""
    clock = w.clock[0]
    contacts, people = w.contact.size, w.person.size
    while clock.closing < contacts + people:
        if _is_log_full(w):
            return ROOM
        if clock.closing >= contacts:
            log_unfinished_person(w, clock.closing - contacts)
        elif w.contact[clock.closing].id != NOT_YET:
            log_contact(w, clock.closing)
        clock.closing += 1
    return DONE
