"""Any number of people in each slot, as shifts: who is there in slots that follow one another is one person."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np

from sim.calendar.lengths import DAY_US
from sim.planning.pattern import WEEK, Pattern
from sim.rostering.program import Ints
from sim.scenario.fields import WEEKDAYS
from sim.scenario.units import say_clock

Run = tuple[int, int]
"""First slot of a day, and the one after the last."""


def profile_shifts(heads: Ints, pattern: Pattern) -> dict[str, dict[str, Any]]:
    """Shifts of a scenario with so many people in each slot of a pattern, and no breaks.

    Parameters
    ----------
    heads
        Shape (slots,). Person i is there in every slot with more than i people; at midnight people change.
    pattern
        Its slots.
    """
    days: dict[frozenset[tuple[Run, int]], list[int]] = {}
    for day in range(pattern.days):
        runs = frozenset(_runs(heads[day * pattern.a_day : (day + 1) * pattern.a_day]).items())
        days.setdefault(runs, []).append(day)
    shifts = {}
    for number, (runs, on) in enumerate(days.items()):
        for (first, last), count in sorted(runs):
            start_us, end_us = first * pattern.width_us, last * pattern.width_us % DAY_US
            shift: dict[str, Any] = {
                "start": say_clock(start_us),
                "end": say_clock(end_us),
                "staff": count,
                "breaks": [],
            }
            if pattern.days == WEEK and len(on) < WEEK:
                shift["days"] = [WEEKDAYS[day] for day in on]
            shifts[f"{number} {first}-{last}"] = shift
    return shifts


def _runs(heads: Ints) -> Counter[Run]:
    """How many people are there from one slot to another of a day."""
    found = Counter[Run]()
    levels = np.unique(np.concatenate([[0], heads]))
    for low, high in pairwise(levels.tolist()):
        there = np.concatenate([[False], heads > low, [False]]).astype(np.int8)
        edges = np.diff(there)
        for first, last in zip(np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True):
            found[first, last] += high - low
    return found
