"""One replication of the compiled engine, from a plan and its outside world to the logs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from sim.budget import Purse
from sim.kernel.loop import DONE, ROOM, run
from sim.kernel.world import State
from sim.plan.plan import Plan
from sim.rules.codes import NOT_YET, Cause
from sim.runlog import CONTACT_COLUMNS, STAFF_COLUMNS, RowBlock, RunLog
from sim.workload import Workload

LOOK_EVERY: Final = 1 << 18
"""Budgets and progress are looked at after so many events: a few tens of milliseconds."""


def run_kernel(plan: Plan, workload: Workload, progress: Callable[[float], None] | None = None) -> RunLog:
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
    state, purse = State.of(plan, workload), Purse(plan)
    contacts, staff = RowBlock(), RowBlock()
    clock = state.clock[0]
    while True:
        ended = run(state, purse.events_before_look(int(clock["events"]), LOOK_EVERY))
        if ended in (DONE, ROOM):
            contacts.add_all(state.contact_log[: clock["contact_rows"]])
            staff.add_all(state.staff_log[: clock["staff_rows"]])
        if ended == DONE:
            break
        if ended == ROOM:
            state = _with_room(state)
        purse.check(int(clock["now"]), int(clock["events"]), int(clock["open"]), partial(_again, state))
        if progress is not None:
            progress(min(int(clock["now"]) / plan.horizon_us, 1.0))
    return RunLog(
        plan=plan,
        seed=workload.seed,
        replication=workload.replication,
        engine="kernel",
        contacts=contacts.columns(CONTACT_COLUMNS, sort_by=("contact",)),
        staff=staff.columns(STAFF_COLUMNS, sort_by=("planned_start_us", "person", "state", "contact")),
        deflected=workload.deflected,
        events=int(clock["events"]),
    )


def _again(state: State) -> int:
    """How many open contacts are not the first of their request."""
    return int(((state.contact["id"] != NOT_YET) & (state.contact["cause"] != Cause.FIRST)).sum())


def _with_room(state: State) -> State:
    """Empty logs, and tables twice as long where they are full."""
    clock = state.clock[0]
    if clock["free_slot"] == NOT_YET:
        state = state.with_slots(2 * len(state.contact))
    needed = int(clock["heap"]) + len(state.newcomers) + len(state.person)
    if 2 * needed > len(state.heap_us):
        state = state.with_heap(4 * needed)
    return state.with_empty_logs()
