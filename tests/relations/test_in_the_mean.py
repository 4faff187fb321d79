"""What helps on the whole though it may hurt somebody: paired differences on the same callers.

Each is held by a one-sided t test at a false-alarm chance of 2.5e-9; the seeds are fixed.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ..workload.building import z_limit
from .floors import Caller, Fate, fates, random_callers, with_double_patience, with_half_the_talk

FLOORS = 150


def t_of(differences: list[int]) -> float:
    """Mean over standard error."""
    values = np.asarray(differences, dtype=float)
    return float(values.mean() / (values.std(ddof=1) / math.sqrt(len(values))))


def gave_up(found: dict[str, Fate]) -> int:
    """How many gave up."""
    return sum(fate.gave_up for fate in found.values())


def waited(found: dict[str, Fate]) -> int:
    """Seconds in the queue, all callers."""
    return sum(fate.waited_s for fate in found.values())


@pytest.fixture(scope="module")
def impatient() -> list[tuple[list[Caller], int, dict[str, Fate]]]:
    """Callers with patience, their operators, and their fates."""
    floors = [(random_callers(3000 + seed, patience=True), 2 + seed % 2) for seed in range(FLOORS)]
    return [(callers, operators, fates(callers, operators)) for callers, operators in floors]


def test_one_more_operator(impatient):
    """With one operator more fewer callers give up, and they wait less in all."""
    after = [fates(callers, operators + 1) for callers, operators, _ in impatient]
    pairs = list(zip(after, (before for *_, before in impatient), strict=True))
    assert t_of([gave_up(new) - gave_up(old) for new, old in pairs]) < -z_limit(FLOORS)
    assert t_of([waited(new) - waited(old) for new, old in pairs]) < -z_limit(FLOORS)


def test_double_patience(impatient):
    """When all wait twice as long fewer callers give up."""
    after = [fates(with_double_patience(callers), operators) for callers, operators, _ in impatient]
    changes = [gave_up(new) - gave_up(old) for new, (*_, old) in zip(after, impatient, strict=True)]
    assert t_of(changes) < -z_limit(FLOORS)


def test_half_a_talk(impatient):
    """With the longest talk halved fewer callers give up."""
    changes = []
    for callers, operators, before in impatient:
        longest = max(range(len(callers)), key=lambda i: callers[i].talk_s)
        changes.append(gave_up(fates(with_half_the_talk(callers, longest), operators)) - gave_up(before))
    assert t_of(changes) < -z_limit(FLOORS)


@pytest.mark.long
def test_one_more_operator_for_two_classes():
    """With urgent and other calls and one operator more, both classes wait less in all."""
    changes: dict[bool, list[int]] = {True: [], False: []}
    for seed in range(FLOORS):
        callers = [replace(c, urgent=i % 3 == 0) for i, c in enumerate(random_callers(4000 + seed))]
        before, after = fates(callers, 2), fates(callers, 3)
        for urgent, found in changes.items():
            names = [caller.name for caller in callers if caller.urgent == urgent]
            found.append(sum(after[name].waited_s - before[name].waited_s for name in names))
    assert all(t_of(found) < -z_limit(FLOORS) for found in changes.values())
