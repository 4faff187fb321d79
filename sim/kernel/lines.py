"""Lines of waiting contacts: linked by slot, in the order (resumed first, first entry into the queue, id)."""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.rules.codes import NOT_YET


@inner
def touch(w: Any, pool: int) -> None:
    """Something changed in a pool: work is handed out there at the end of the instant."""
    if not w.pool[pool].is_touched:
        w.pool[pool].is_touched = 1
        clock = w.clock[0]
        w.touched[clock.touched] = pool
        clock.touched += 1


@inner
def wait(w: Any, slot: int) -> None:
    """A contact waits in its line: resumed work is put in from the head, everything else from the tail."""
    contact = w.contact[slot]
    line = w.line[contact.line]
    if contact.left_over_us > 0:
        before, after = NOT_YET, line.head
        while after != NOT_YET and w.contact[after].left_over_us > 0 and _is_before(w, after, slot):
            before, after = after, w.contact[after].after
    else:
        before, after = line.tail, NOT_YET
        while before != NOT_YET and w.contact[before].left_over_us == 0 and _is_before(w, slot, before):
            before, after = w.contact[before].before, before
    contact.before, contact.after = before, after
    if before == NOT_YET:
        line.head = slot
    else:
        w.contact[before].after = slot
    if after == NOT_YET:
        line.tail = slot
    else:
        w.contact[after].before = slot
    contact.is_waiting = 1
    w.pool[line.pool].waiting += 1
    touch(w, line.pool)


@inner
def _is_before(w: Any, slot_a: int, slot_b: int) -> bool:
    a, b = w.contact[slot_a], w.contact[slot_b]
    if a.queued_us != b.queued_us:
        return bool(a.queued_us < b.queued_us)
    return bool(a.id < b.id)


@inner
def stop_waiting(w: Any, slot: int) -> None:
    """A contact leaves its line, answered or not."""
    contact = w.contact[slot]
    line = w.line[contact.line]
    if contact.before == NOT_YET:
        line.head = contact.after
    else:
        w.contact[contact.before].after = contact.after
    if contact.after == NOT_YET:
        line.tail = contact.before
    else:
        w.contact[contact.after].before = contact.before
    contact.is_waiting = 0
    w.pool[line.pool].waiting -= 1
