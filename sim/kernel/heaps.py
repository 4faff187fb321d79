"""Pairing heaps, of what waits in a line where what comes may belong anywhere: nothing is searched for.

The head is the first of all; below each member stand, in no order, members that come after it. Putting in takes one
comparison, taking out about log2(n) of them on average.

Source
------
Fredman, Sedgewick, Sleator, Tarjan (1986), The pairing heap: a new form of self-adjusting heap, Algorithmica 1,
111-129.
"""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.entities import Ends, Item
from sim.kernel.lists import stands_before
from sim.kernel.records import Table
from sim.rules.codes import NOT_YET


@inner
def put_into_heap(ends: Ends, members: Table[Item], number: int) -> None:
    """A member joins the heap."""
    member = members[number]
    member.before = member.after = member.child = NOT_YET
    ends.head = number if ends.head == NOT_YET else _one_of(members, ends.head, number)


@inner
def take_from_heap(ends: Ends, members: Table[Item], number: int) -> None:
    """A member leaves the heap, from wherever it stands; those below it stay."""
    member = members[number]
    below = _all_in_one(members, member.child)
    if number == ends.head:
        ends.head = below
        return
    above = member.before
    if members[above].child == number:
        members[above].child = member.after
    else:
        members[above].after = member.after
    if member.after != NOT_YET:
        members[member.after].before = above
    if below != NOT_YET:
        ends.head = _one_of(members, ends.head, below)


@inner
def _one_of(members: Table[Item], one: int, other: int) -> int:
    """Two heaps become one: the head that comes later goes below the other, which is returned."""
    head, under = (one, other) if stands_before(members, one, other) else (other, one)
    beside = members[head].child
    members[under].before, members[under].after = head, beside
    if beside != NOT_YET:
        members[beside].before = under
    members[head].child = under
    return head


@inner
def _all_in_one(members: Table[Item], first: int) -> int:
    """Heaps that stand side by side become one, whose head is returned: by pairs first, then from the last pair on."""
    pairs = NOT_YET
    while first != NOT_YET:
        other = members[first].after
        following = NOT_YET if other == NOT_YET else members[other].after
        head = first if other == NOT_YET else _one_of(members, first, other)
        # The pairs are chained backwards by `after`, so that they are met from the last one on.
        members[head].after = pairs
        pairs, first = head, following
    whole = NOT_YET
    while pairs != NOT_YET:
        following = members[pairs].after
        whole = pairs if whole == NOT_YET else _one_of(members, whole, pairs)
        pairs = following
    if whole != NOT_YET:
        members[whole].before = members[whole].after = NOT_YET
    return whole
