"""Events to come: (time, place in the instant), and the slot of whom it is about.

Those of this hour stand in a heap, each above four others; those of later hours are put aside until then.
"""

from __future__ import annotations

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.chance.compiled import inner
from sim.kernel.entities import NEVER, Event
from sim.kernel.records import Table
from sim.kernel.world import World
from sim.rules.codes import NOT_YET


@inner
def push(w: World, time_us: int, key: int, slot: int) -> None:
    """Add an event; one that would come at the horizon or after it never happens."""
    # Only this hour's events are kept in order: most are of later hours, and a small heap has few levels.
    if time_us < w.clock[0].heap_until_us:
        _enter(w, time_us, key, slot)
    elif time_us < w.settings[0].horizon_us:
        _put_aside(w, time_us, key, slot)


@inner
def next_hour(w: World) -> None:
    """Take what was put aside for the next hour into the heap."""
    clock = w.clock[0]
    place = w.first_of_hour[clock.heap_until_us // HOUR_US]
    clock.heap_until_us += HOUR_US
    while place != NOT_YET:
        event = w.aside[place]
        # They stand in no order: the heap puts them into theirs.
        _enter(w, event.time_us, event.key, event.slot)
        after = event.after
        event.after = clock.free_aside
        clock.free_aside = place
        clock.aside -= 1
        place = after


@inner
def _put_aside(w: World, time_us: int, key: int, slot: int) -> None:
    """Keep an event of a later hour, in no order: the heap stays small, and is walked through in few steps."""
    clock, hour = w.clock[0], time_us // HOUR_US
    place = clock.free_aside
    event = w.aside[place]
    clock.free_aside = event.after
    clock.aside += 1
    event.time_us, event.key, event.slot, event.after = time_us, key, slot, w.first_of_hour[hour]
    w.first_of_hour[hour] = place


@inner
def _enter(w: World, time_us: int, key: int, slot: int) -> None:
    clock, heap = w.clock[0], w.heap
    place = clock.heap
    clock.heap += 1
    while place > 0:
        # Four below each: half as many levels as with two, and the four stand side by side in memory.
        above = (place - 1) >> 2
        if heap[above].time_us < time_us or (heap[above].time_us == time_us and heap[above].key <= key):
            break
        _move(heap, above, place)
        place = above
    heap[place].time_us, heap[place].key, heap[place].slot = time_us, key, slot


@inner
def drop_first(w: World) -> None:
    """Take the first event away."""
    clock, heap = w.clock[0], w.heap
    clock.heap -= 1
    last = clock.heap
    place = 0
    while 4 * place + 1 < last:
        first = 4 * place + 1
        # Reckoned, not branched: no processor foresees which of the four is first. Beyond the last stands NEVER.
        one = first + _is_before(heap, first + 1, first)
        other = first + 2 + _is_before(heap, first + 3, first + 2)
        below = one + (other - one) * _is_before(heap, other, one)
        if not _is_before(heap, below, last):
            break
        _move(heap, below, place)
        place = below
    _move(heap, last, place)
    # So that a comparison with the place behind the last one needs no question whether it is there.
    heap[last].time_us = NEVER


@inner
def _is_before(heap: Table[Event], a: int, b: int) -> int:
    one, other = heap[np.uintp(a)], heap[np.uintp(b)]
    a_us, b_us = one.time_us, other.time_us
    return int((a_us < b_us) | ((a_us == b_us) & (one.key < other.key)))


@inner
def _move(heap: Table[Event], start: int, end: int) -> None:
    heap[end].time_us, heap[end].key, heap[end].slot = heap[start].time_us, heap[start].key, heap[start].slot
