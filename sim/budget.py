"""Every run ends: what a replication may spend, and the sentence when it has spent it."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from sim.errors import BudgetError
from sim.plans.plan import Plan
from sim.scenario.units import say_duration

LOOK_EVERY: Final = 4096
"""Budgets and progress are looked at after so many events."""


class BudgetWatch:
    """The budget of one replication, from now on."""

    def __init__(self, plan: Plan) -> None:
        self._budget = plan.scenario.budget
        self._horizon_us = plan.horizon_us
        self._begun = time.monotonic()

    def events_before_look(self, events: int, look_every: int = LOOK_EVERY) -> int:
        """How many events may follow so many, before the budget is looked at again."""
        return min(look_every, self._budget.events + 1 - events)

    def check(self, now_us: int, events: int, is_open: int, again: Callable[[], int]) -> None:
        """Stop a run that has spent its budget.

        Parameters
        ----------
        now_us, events
            How far the run has come, and after how many events.
        is_open
            Contacts and tickets open now.
        again
            How many of them are not the first of their request; asked only when the run is stopped.

        Raises
        ------
        BudgetError
            When events, open contacts, memory or time exceed the budget.
        """
        budget = self._budget
        if events > budget.events:
            what = f"event budget {budget.events:,}"
        elif is_open > budget.contacts_open:
            what = f"budget of {budget.contacts_open:,} open contacts and tickets"
        elif _memory_mb() > budget.memory_mb:
            what = f"memory budget {budget.memory_mb:,} MB"
        elif (time.monotonic() - self._begun) * 1e6 > budget.wall_time:
            what = f"time budget {say_duration(budget.wall_time)}"
        else:
            return
        loop = " (loop: the same citizens keep coming back)" if again() > is_open / 2 else ""
        raise BudgetError(
            f"{what} reached at {say_duration(now_us)} of {say_duration(self._horizon_us)}, {events:,} events, "
            f"{is_open:,} contacts and tickets open{loop}; raise it under 'budget' if that is meant"
        )


@contextmanager
def collector_off() -> Iterator[None]:
    """Without the cycle collector: a run leaves no cycles behind, so it would only cost time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _memory_mb() -> float:
    """The memory that this process holds; the largest it has held where the system tells no more, 0 if not even that.

    Linux counts what the program that started this one has held into the largest.
    """
    with suppress(OSError, ValueError, IndexError):
        # Without Python's file objects, which take ten times as long: it is asked several times a run.
        file = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            pages = int(os.read(file, 256).split()[1])
        finally:
            os.close(file)
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_048_576
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_048_576 if sys.platform == "darwin" else 1_024)
