"""One replication of the SimPy model, from a plan and its outside world to the logs."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

from simpy.events import Event

from sim.errors import BudgetError
from sim.model.callers import Callers
from sim.model.environment import HotlineEnvironment
from sim.model.floor import Floor
from sim.model.people import People
from sim.plan.plan import Plan
from sim.rules.codes import Cause, Duty, Rank
from sim.runlog import CONTACT_COLUMNS, STAFF_COLUMNS, RunLog
from sim.scenario.units import say_duration
from sim.workload import Workload

LOOK_EVERY = 4096
"""Budgets and progress are looked at after so many events."""


class Hotline:
    """The parts of one replication, wired together."""

    def __init__(self, plan: Plan, workload: Workload) -> None:
        self.plan = plan
        self.people = People(plan, workload.absent.tolist())
        self.floor = Floor(plan, self.people)
        self.callers = Callers(plan, workload, self.floor)
        self.env = HotlineEnvironment(self.floor.hand_out)
        for part in (self.people, self.floor, self.callers):
            part.env = self.env
        self.floor.start_patience = self.callers.start_patience
        self.callers.line_is_open = plan.scenario.callers.hours is None
        self.env.process(self.calendar())
        self.env.process(self.callers.arrivals())

    def calendar(self) -> Generator[Event, None, None]:
        """Do what the roster says, row by row."""
        roster = self.plan.roster
        columns = (roster.time_us, roster.kind, roster.id, roster.duty, roster.length_us, roster.state)
        for time_us, kind, number, duty, length_us, state in zip(*(c.tolist() for c in columns), strict=True):
            yield self.env.at(time_us, Rank.CALENDAR, kind, number)
            if kind == Duty.LINE_OPENS:
                self.callers.line_is_open = True
            elif kind == Duty.LINE_CLOSES:
                self.callers.line_is_open = False
                self.floor.line_closes(self.plan.callers.clear_at_close)
            else:
                self.people.roster_row(kind, number, duty, length_us, state)


def run_model(plan: Plan, workload: Workload, progress: Callable[[float], None] | None = None) -> RunLog:
    """Run one replication.

    Parameters
    ----------
    plan, workload
        What to run.
    progress
        Called now and then with the share of the horizon that is done.

    Raises
    ------
    BudgetError
        When the run exceeds its budget of events, open contacts, memory or time.
    """
    with _collector_off():
        return _run(plan, workload, progress)


@contextmanager
def _collector_off() -> Iterator[None]:
    """Without the cycle collector: finished contacts leave no cycles behind, so it would only cost time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run(plan: Plan, workload: Workload, progress: Callable[[float], None] | None) -> RunLog:
    hotline = Hotline(plan, workload)
    env, end_us = hotline.env, plan.horizon_us
    begun = time.monotonic()
    most_events = plan.scenario.budget.events
    while env.run_before(end_us, min(LOOK_EVERY, most_events + 1 - env.events)):
        _check_budget(hotline, begun)
        if progress is not None:
            progress(min(env.now / end_us, 1.0))
    hotline.callers.log_unfinished()
    hotline.people.log_unfinished()
    return RunLog(
        plan=plan,
        seed=workload.seed,
        replication=workload.replication,
        engine="model",
        contacts=hotline.callers.log.columns(CONTACT_COLUMNS, sort_by=("contact",)),
        staff=hotline.people.log.columns(STAFF_COLUMNS, sort_by=("planned_start_us", "person", "state", "contact")),
        deflected=workload.deflected,
        events=env.events,
    )


def _check_budget(hotline: Hotline, begun: float) -> None:
    budget = hotline.plan.scenario.budget
    is_open = len(hotline.callers.open)
    used_mb = _memory_mb()
    if hotline.env.events > budget.events:
        what = f"event budget {budget.events:,}"
    elif is_open > budget.contacts_open:
        what = f"budget of {budget.contacts_open:,} open contacts"
    elif used_mb > budget.memory_mb:
        what = f"memory budget {budget.memory_mb:,} MB"
    elif (time.monotonic() - begun) * 1e6 > budget.wall_time:
        what = f"time budget {say_duration(budget.wall_time)}"
    else:
        return
    causes = [contact.cause for contact in hotline.callers.open.values()]
    again = sum(cause != Cause.FIRST for cause in causes)
    loop = " (loop: the same citizens keep coming back)" if again > len(causes) / 2 else ""
    raise BudgetError(
        f"{what} reached at {say_duration(hotline.env.now)} of {say_duration(hotline.plan.horizon_us)}, "
        f"{hotline.env.events:,} events, {is_open:,} contacts open{loop}; raise it under 'budget' if that is meant"
    )


def _memory_mb() -> float:
    """The largest memory this process has held; 0 where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_048_576 if sys.platform == "darwin" else 1_024)
