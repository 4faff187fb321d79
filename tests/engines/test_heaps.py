"""Heaps of what waits: after any putting in and taking out the head is the first of all there are."""

from __future__ import annotations

import random

import numpy as np
import pytest

from sim.kernel import heaps
from sim.kernel.entities import Ends, Item
from sim.kernel.records import records
from sim.rules.codes import NOT_YET


@pytest.fixture(autouse=True)
def interpreted(monkeypatch):
    """Machine code of parts of the loop cannot be called from Python: their source is."""
    for name, part in list(vars(heaps).items()):
        if hasattr(part, "py_func"):
            monkeypatch.setattr(heaps, name, part.py_func)


def empty_heap(room):
    """A heap without members, and slots for them."""
    return records(Ends, 1, NOT_YET).view(np.recarray)[0], records(Item, room, NOT_YET).view(np.recarray)


@pytest.mark.parametrize("seed", range(20))
def test_the_head_is_the_first_of_all(seed):
    """Against a plain list that is searched each time; half of what leaves is the head, the rest stands anywhere."""
    dice = random.Random(seed)
    ends, members = empty_heap(60)
    free, there = list(range(60)), {}
    for _ in range(600):
        if free and (not there or dice.random() < 0.55):
            slot = free.pop(dice.randrange(len(free)))
            item = members[slot]
            item.resumed, item.order_key, item.since_us = dice.random() < 0.2, dice.randrange(4), dice.randrange(4)
            item.id = dice.randrange(1 << 40)
            there[slot] = (-item.resumed, item.order_key, item.since_us, item.id)
            heaps.put_into_heap(ends, members, slot)
        else:
            slot = int(ends.head) if dice.random() < 0.5 else dice.choice(list(there))
            heaps.take_from_heap(ends, members, slot)
            del there[slot]
            free.append(slot)
        assert ends.head == (min(there, key=there.__getitem__) if there else NOT_YET)


@pytest.mark.parametrize("order", ["rising", "falling", "shuffled"])
def test_few_comparisons(order, monkeypatch):
    """Filling and emptying takes at most 2 log2(n) comparisons a member, however they come: nothing is quadratic."""
    size, asked = 2_000, 0
    right = heaps.stands_before

    def counted(*arguments):
        nonlocal asked
        asked += 1
        return right(*arguments)

    monkeypatch.setattr(heaps, "stands_before", counted)
    ends, members = empty_heap(size)
    keys = list(range(size)) if order != "falling" else list(range(size, 0, -1))
    if order == "shuffled":
        random.Random(5).shuffle(keys)
    members.resumed = members.since_us = 0
    members.id, members.order_key = range(size), keys
    for slot in range(size):
        heaps.put_into_heap(ends, members, slot)
    found = []
    while ends.head != NOT_YET:
        found.append(int(members[ends.head].order_key))
        heaps.take_from_heap(ends, members, int(ends.head))
    assert found == sorted(keys)
    assert asked <= 2 * size * np.log2(size)
