"""Work that only some groups of a pool may take, or only at some hours, against the people who can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.checks.load import LineLoads
from sim.plans.expectations import staffed_us, windows_of
from sim.plans.plan import Floats, Plan


class SkillLoad(NamedTuple):
    """Groups, and the work of calls and all other work that nobody else may take, against people; shapes (days,)."""

    groups: tuple[int, ...]
    calls_us: Floats
    deferred_us: Floats
    staffed_us: Floats


class WindowLoad(NamedTuple):
    """A line whose work is done in a window of the day, and its work against people in the window; shapes (days,)."""

    line: int
    work_us: Floats
    staffed_us: Floats


def skill_loads(plan: Plan, lines: LineLoads) -> Iterator[SkillLoad]:
    """Every set of groups, smaller than a pool, that some work is kept to."""
    has_work = np.flatnonzero((lines.calls_us + lines.deferred_us).any(axis=1)).tolist()
    able_of = {line: frozenset(np.flatnonzero(plan.preference[line] >= 0).tolist()) for line in has_work}
    pool = np.array([group.pool for group in plan.groups], dtype=np.int64)
    pools = {frozenset(np.flatnonzero(pool == number).tolist()) for number in np.unique(pool)}
    chosen = sorted(set(able_of.values()) - pools, key=sorted)
    staffed = staffed_us(plan, plan.calendar.day_starts_us) if chosen else np.zeros((0, 0))
    for able in chosen:
        groups = tuple(sorted(able))
        theirs = [line for line, takers in able_of.items() if takers <= able]
        calls_us, deferred_us = (part[theirs].sum(axis=0) for part in (lines.calls_us, lines.deferred_us))
        yield SkillLoad(groups, calls_us, deferred_us, staffed[list(groups)].sum(axis=0))


def window_loads(plan: Plan, lines: LineLoads) -> Iterator[WindowLoad]:
    """Every line with a window that has work."""
    days_us = plan.calendar.day_starts_us
    for number, line in enumerate(plan.lines):
        if not line.has_window or not lines.deferred_us[number].any():
            continue
        open_us, close_us = windows_of(plan, number)
        edges_us = np.minimum(np.column_stack([open_us, close_us]).ravel(), plan.horizon_us)
        within = staffed_us(plan, edges_us)[plan.preference[number] >= 0].sum(axis=0)[::2]
        in_run = open_us < plan.horizon_us  # a run may end before the last day's window opens
        by_day = np.zeros(len(days_us) - 1)
        np.add.at(by_day, np.searchsorted(days_us, open_us[in_run], side="right") - 1, within[in_run])
        yield WindowLoad(number, lines.deferred_us[number], by_day)
