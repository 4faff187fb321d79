"""Lines of what waits for a person: contacts, and tasks of tickets. Nothing but the head of a line is looked at."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.heaps import put_into_heap, take_from_heap
from sim.kernel.lists import put_in, take_out
from sim.kernel.world import World
from sim.rules.codes import NOT_YET, Outcome, Stage, WorkOrder

WAITING = int(Outcome.WAITING)
MESSAGE = int(Stage.MESSAGE)
ANYWHERE = (int(WorkOrder.RANDOM), int(WorkOrder.SHORTEST_FIRST))
"""Orders in which what comes may belong anywhere in a line, and not mostly near an end."""


@inner
def is_contact(stage: int) -> bool:
    """Whether what waits is a contact, and not a task of a ticket."""
    return stage <= MESSAGE


@inner
def touch(w: World, pool: int) -> None:
    """Something changed in a pool: work is handed out there at the end of the instant."""
    if not w.pool[pool].is_touched:
        w.pool[pool].is_touched = 1
        clock = w.clock[0]
        w.touched[clock.touched] = pool
        clock.touched += 1


@inner
def wait(w: World, slot: int) -> None:
    """Something takes its place in its line: resumed work first, then its key, first entry into the queue, id."""
    item = w.item[slot]
    line = w.line[item.line]
    # By key and first entry, also after a pause or a change of line: nobody loses their place.
    if line.order in ANYWHERE:
        put_into_heap(line, w.item, slot)
    else:
        put_in(line, w.item, slot)
    item.is_waiting = 1
    w.pool[line.pool].waiting += 1
    touch(w, line.pool)


@inner
def stop_waiting(w: World, slot: int) -> None:
    """Something leaves its line, taken or not."""
    item = w.item[slot]
    line = w.line[item.line]
    if line.order in ANYWHERE:
        take_from_heap(line, w.item, slot)
    else:
        take_out(line, w.item, slot)
    item.is_waiting = 0
    w.pool[line.pool].waiting -= 1


@inner
def change_line(w: World, slot: int, line: int) -> None:
    """Something that waits moves to another line of the same order and keeps its place in that order."""
    stop_waiting(w, slot)
    w.item[slot].line = line
    wait(w, slot)


@inner
def set_window(w: World, number: int, is_open: bool) -> None:
    """The window of a line's calls opens or closes."""
    line = w.line[number]
    line.is_open = int(is_open)
    if is_open:
        touch(w, line.pool)


@inner
def new_slot(w: World) -> int:
    """A free slot for a contact or a task."""
    clock = w.clock[0]
    slot = clock.free_slot
    clock.free_slot = w.item[slot].after
    clock.slots_taken += 1
    return int(slot)


@inner
def free_slot(w: World, slot: int) -> None:
    """What was in a slot is over, and nothing will come of it."""
    clock = w.clock[0]
    w.item[slot].after = clock.free_slot
    clock.free_slot = slot
    clock.slots_taken -= 1


@inner
def start_anew(w: World, slot: int, number: int, stage: int, line: int) -> None:
    """A contact or a task takes its slot: it has not waited yet, and nobody has taken it."""
    item = w.item[slot]
    item.id, item.stage, item.line = number, stage, line
    item.resumed = item.order_key = item.is_waiting = item.left_over_us = 0
    item.since_us = item.left_us = item.resumed_us = item.due_us = NOT_YET
    item.person = item.before = item.after = NOT_YET
    # Slots are used again: whatever the item before left must not show.
    item.outcome = WAITING
