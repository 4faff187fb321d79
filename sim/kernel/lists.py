"""Linked lists, of what waits in a line and of who is idle in a group; and what goes before what there.

Resumed work first, then by the key of the line's order, then since when, then id.
"""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.entities import Ends, Item, Person
from sim.kernel.records import Table
from sim.rules.codes import NOT_YET


@inner
def put_in(ends: Ends, members: Table[Item] | Table[Person], number: int) -> None:
    """A member takes its place, looked for from both ends at once: the way to the nearer one is walked."""
    before, after = ends.tail, NOT_YET
    late, early = ends.tail, ends.head
    # From both ends: new ones belong to the tail, paused work near the head; either alone is quadratic for the other.
    while late != NOT_YET:
        if stands_before(members, late, number):
            before, after = late, members[late].after
            break
        if stands_before(members, number, early):
            before, after = members[early].before, early
            break
        late, early = members[late].before, members[early].after
    members[number].before, members[number].after = before, after
    if before == NOT_YET:
        ends.head = number
    else:
        members[before].after = number
    if after == NOT_YET:
        ends.tail = number
    else:
        members[after].before = number


@inner
def take_out(ends: Ends, members: Table[Item] | Table[Person], number: int) -> None:
    """A member leaves the list."""
    # No search: a member knows its neighbours.
    member = members[number]
    if member.before == NOT_YET:
        ends.head = member.after
    else:
        members[member.before].after = member.after
    if member.after == NOT_YET:
        ends.tail = member.before
    else:
        members[member.after].before = member.before


@inner
def stands_before(members: Table[Item] | Table[Person], number_a: int, number_b: int) -> bool:
    """Whether one member stands before another."""
    a, b = members[number_a], members[number_b]
    if a.resumed != b.resumed:
        return bool(a.resumed > b.resumed)
    if a.order_key != b.order_key:
        return bool(a.order_key < b.order_key)
    if a.since_us != b.since_us:
        return bool(a.since_us < b.since_us)
    return bool(a.id < b.id)
