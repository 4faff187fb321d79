"""One replication of the compiled engine, from a plan and its outside world to the logs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from sim.budget import BudgetWatch, collector_off
from sim.kernel.loop import DONE, ROOM, run
from sim.kernel.records import numbers
from sim.kernel.world import LOGS, MOST_AT_ONCE, State, most_taken
from sim.logs.columns import LOGS as LOG_SHAPES
from sim.logs.columns import Column
from sim.logs.rows import RowBlock, Rows
from sim.logs.run_log import RunLog
from sim.plans.plan import Ints, Plan
from sim.rules.codes import NOT_YET, Cause, Stage
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
    with collector_off():
        return _run(plan, workload, progress)


def _run(plan: Plan, workload: Workload, progress: Callable[[float], None] | None) -> RunLog:
    state, watch = State.of(plan, workload), BudgetWatch(plan)
    logs = {log: RowBlock(log, len(workload.arrival_us) if log == "contacts" else 0) for log in LOGS}
    clock = state.clock[0]
    while True:
        ended = run(state, watch.events_before_look(int(clock["events"]), LOOK_EVERY))
        # Rows leave the block before it is handed in again: the loop writes from its start.
        if ended in (DONE, ROOM):
            for log, name in LOGS.items():
                logs[log].add_all(numbers(getattr(state, f"{name}_log"), clock[f"{name}_rows"]))
        if ended == DONE:
            break
        # The loop asks for the same event again once there is room.
        if ended == ROOM:
            state = _with_room(state)
        # Between two calls, never inside: compiled code can neither ask the time nor be interrupted.
        is_open = int(clock["contacts_open"]) + int(clock["tickets_open"])
        watch.check(int(clock["now"]), int(clock["events"]), is_open, partial(_again, state))
        if progress is not None:
            progress(min(int(clock["now"]) / plan.horizon_us, 1.0))
    return RunLog(
        plan=plan,
        seed=workload.seed,
        replication=workload.replication,
        engine="kernel",
        deflected=workload.deflected,
        events=int(clock["events"]),
        **{log: rows.columns() for log, rows in logs.items()},
    )


class SameMemory:
    """Replications of one plan, one after the other in the same memory: for runs so short that to find memory for each,
    and to pack its rows, takes longer than the run.

    Parameters
    ----------
    plan
        What to run.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._state: State | None = None
        self._over_blank: list[tuple[Ints, Ints]] = []

    def run(self, workload: Workload) -> RunLog:
        """Run one replication, as `run_kernel`.

        Returns
        -------
        RunLog
            Its columns are as wide as numbers can be, and hold until the next run. Tickets and contacts are in the
            order of their numbers, the rows of the other logs as they came.
        """
        plan = self._plan
        with collector_off():
            if self._state is None:
                self._state = State.of(plan, workload)
                self._over_blank = self._state.over_blank(plan)
            else:
                for written, blank in self._over_blank:
                    np.copyto(written, blank)
            state = self._state.with_citizens(plan, workload)
            if run(state, min(plan.scenario.budget.events, LOOK_EVERY)) != DONE:
                return _run(plan, workload, None)  # it is no short run: room has to be made, or budgets looked at
        clock = state.clock[0]
        logs = {
            log: _columns(log, numbers(getattr(state, f"{name}_log"), clock[f"{name}_rows"]))
            for log, name in LOGS.items()
        }
        return RunLog(
            plan, workload.seed, workload.replication, "kernel", deflected=workload.deflected,
            events=int(clock["events"]), **logs,
        )  # fmt: skip


def _columns(log: str, rows: Rows) -> dict[str, Column]:
    """The columns of a log as its rows were written; those that are numbered in their order."""
    if LOG_SHAPES[log].is_numbered:
        rows = rows[np.argsort(rows[:, 0])]
    return dict(zip(LOG_SHAPES[log].columns, rows.T, strict=True))


def _again(state: State) -> int:
    """How many open contacts are not the first of their request."""
    is_contact = (state.item["id"] != NOT_YET) & (state.item["stage"] <= Stage.MESSAGE)
    return int((is_contact & (state.contact["cause"] != Cause.FIRST)).sum())


def _with_room(state: State) -> State:
    """Empty logs, and tables twice as long where they are full."""
    clock = state.clock[0]
    if len(state.item) - clock["slots_taken"] < MOST_AT_ONCE:
        state = state.with_slots(2 * len(state.item))
    if len(state.ticket) and clock["free_ticket"] == NOT_YET:
        state = state.with_tickets(2 * len(state.ticket))
    taken = most_taken(bool(state.settings["unlimited"][0]), len(state.item), len(state.person))
    needed = int(clock["heap"]) + int(clock["aside"]) + int(clock["newcomers"]) + taken + 1_024
    if 2 * needed > len(state.heap):
        state = state.with_events(4 * needed)
    return state.with_empty_logs()
