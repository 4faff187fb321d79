"""The heap of events: (time, place in the instant), and the slot of whom it is about."""

from __future__ import annotations

from typing import Any, Final

from sim.chance.compiled import inner
from sim.rules.codes import Rank

KIND_BITS: Final = 48
RANK_BITS: Final = 56
PATIENCE_ORDER: Final = Rank.PATIENCE << RANK_BITS


@inner
def order(rank: int, kind: int, number: int) -> int:
    """An event's place in its instant."""
    return (rank << RANK_BITS) | (kind << KIND_BITS) | number


@inner
def push(w: Any, time_us: int, key: int, slot: int) -> None:
    """Add an event; one that would come at the horizon or after it never happens."""
    clock = w.clock[0]
    if time_us >= w.settings[0].horizon_us:
        return
    times, keys, slots = w.heap_us, w.heap_key, w.heap_slot
    place = clock.heap
    clock.heap += 1
    while place > 0:
        above = (place - 1) >> 1
        if times[above] < time_us or (times[above] == time_us and keys[above] <= key):
            break
        times[place], keys[place], slots[place] = times[above], keys[above], slots[above]
        place = above
    times[place], keys[place], slots[place] = time_us, key, slot


@inner
def drop_first(w: Any) -> None:
    """Take the first event away."""
    clock = w.clock[0]
    times, keys, slots = w.heap_us, w.heap_key, w.heap_slot
    clock.heap -= 1
    last = clock.heap
    time_us, key, slot = times[last], keys[last], slots[last]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        other = below + 1
        if other < last and (
            times[other] < times[below] or (times[other] == times[below] and keys[other] < keys[below])
        ):
            below = other
        if times[below] > time_us or (times[below] == time_us and keys[below] >= key):
            break
        times[place], keys[place], slots[place] = times[below], keys[below], slots[below]
        place = below
    times[place], keys[place], slots[place] = time_us, key, slot
