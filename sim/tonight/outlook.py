"""outlook(rest) -> Outlook: how the rest of a day ends, over thousands of replications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import MINUTE_US
from sim.checks import checked_plan
from sim.logs.columns import Column, are
from sim.plans.tickets import unit_copies
from sim.rules.codes import NOT_YET, ArmState, Source, Stage, TicketState
from sim.statistics.intervals import Interval, t_interval, wilson
from sim.study.loop import each_short_run
from sim.tonight.rest_of_day import Rest

if TYPE_CHECKING:
    from sim.logs.run_log import RunLog
    from sim.simulation import Engine

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
STEP_US: Final = 15 * MINUTE_US
"""How far apart the instants are at which open tickets are counted."""
STAGES: Final = ("confirm", "audit", "dispatch", "review", "follow_up", "silence")
"""Stages at which no unit has a ticket."""
STATES: Final = max(TicketState) + 1


class Ending(NamedTuple):
    """How one replication ends, or with a first axis for the replications, how all of them do.

    Attributes
    ----------
    is_left
        Shape (open now,): which of the tickets that are open now are open at the end.
    received, left_of_new
        Tickets received until the end, and those of them that are open then.
    gone
        Tickets that were closed or withdrawn.
    by_state
        Shape (states,): tickets left by `TicketState`; those that came back from their unit at their dispatch.
    with_people, outside
        Shape (units,): arms of tickets left that the people of a unit have, and that wait for others after their work.
    open_at, now_at
        Shape (instants,): open tickets, every `STEP_US` from now on and at the end; those of them that are open now.
    """

    is_left: Flags
    received: Any
    left_of_new: Any
    gone: Any
    by_state: Ints
    with_people: Ints
    outside: Ints
    open_at: Ints
    now_at: Ints


@dataclass(frozen=True)
class Outlook:
    """How the rest of a day ends.

    Attributes
    ----------
    rest
        What was run.
    seed, engine
        How.
    moments_us
        Shape (instants,): instants at which open tickets are counted, now first and the end last.
    endings
        Of all replications.
    """

    rest: Rest
    seed: int
    engine: str
    moments_us: Ints
    endings: Ending

    @property
    def replications(self) -> int:
        """How many there are."""
        return len(self.endings.is_left)

    @property
    def open_now(self) -> int:
        """Tickets that are open now."""
        return int(self.endings.is_left.shape[1])

    @property
    def left_of_now(self) -> Ints:
        """Shape (replications,): those of the tickets that are open now that are open at the end."""
        return np.asarray(self.endings.is_left.sum(axis=1))

    @property
    def left(self) -> Ints:
        """Shape (replications,): all tickets that are open at the end."""
        return np.asarray(self.left_of_now + self.endings.left_of_new)

    def by_unit(self, outside: bool) -> dict[str, Ints]:
        """Shape (replications,) for each unit, its copies together: arms left there, with others or with its people."""
        units = np.array([label for label, _ in unit_copies(self.rest.scenario).values()])
        counts = self.endings.outside if outside else self.endings.with_people
        return {name: counts[:, units == name].sum(axis=1) for name in dict.fromkeys(units.tolist())}

    def by_stage(self) -> dict[str, Ints]:
        """Shape (replications,) for each stage at which no unit has a ticket: tickets left there."""
        return {stage: self.endings.by_state[:, TicketState[stage.upper()]] for stage in STAGES}


def share_with(holds: Flags) -> Interval:
    """The chance of what holds in some replications: their share, with Wilson's interval."""
    return wilson(int(np.count_nonzero(holds)), len(holds))


def mean_of(counts: Ints) -> Interval:
    """The mean of a count over replications, with its interval."""
    return t_interval(counts.astype(np.float64), scale="amount")


def outlook(
    rest: Rest,
    *,
    replications: int = 5_000,
    seed: int = 1,
    engine: Engine = "auto",
    progress: Callable[[int, float], None] | None = None,
) -> Outlook:
    """Simulate the rest of a day again and again.

    Parameters
    ----------
    rest
        What is known now.
    replications, seed, engine
        As `sim.study.replicate.replicate`.
    progress
        Called with the number of a replication and how far it is.

    Raises
    ------
    ScenarioError, DataError, BudgetError
        As a run.
    """
    from sim.simulation import choose_engine

    scenario = rest.scenario
    plan = checked_plan(scenario)
    chosen = choose_engine(scenario, engine, replications)
    moments_us = np.append(np.arange(plan.calendar.begin_us, plan.horizon_us, STEP_US), plan.horizon_us)
    runs = each_short_run(
        scenario, range(replications), lambda log: ending(log, moments_us), seed=seed, engine=chosen, progress=progress
    )
    return Outlook(rest, seed, chosen, moments_us, Ending(*map(np.array, zip(*runs, strict=True))))


def ending(log: RunLog, moments_us: Ints) -> Ending:
    """What a run says of the question; open at an instant is who was received by then and is not gone by then."""
    tickets, arms, tasks = log.tickets, log.assignments, log.tasks
    was_open = are(tickets["source"], Source.BACKLOG)
    gone_us = np.maximum(tickets["closed_us"], tickets["withdrawn_us"])
    is_left = gone_us == NOT_YET
    left_arms = are(arms["state"], ArmState.OPEN) & is_left[arms["ticket"]]
    # Its people have what is not accepted yet, and what waits for a crew or has one.
    of_crews = are(tasks["stage"], Stage.HANDLING) & (tasks["ended_us"] == NOT_YET) & is_left[tasks["ticket"]]
    at_people = (arms["unit"][left_arms & (arms["accepted_us"] == NOT_YET)], tasks["unit"][of_crews])
    units = len(log.plan.unit_names)
    # What came back from its only unit waits for another dispatch.
    at_a_unit = np.bincount(arms["ticket"][left_arms], minlength=len(is_left)) > 0
    came_back = are(tickets["state"], TicketState.HANDLING) & ~at_a_unit
    state = np.where(came_back, int(TicketState.DISPATCH), tickets["state"])
    with_people = np.bincount(np.concatenate(at_people), minlength=units)
    received = _by(tickets["received_us"][~was_open], moments_us)
    gone, gone_of_new = (_by(gone_us[rows], moments_us) for rows in (~is_left, ~is_left & ~was_open))
    open_now = int(np.count_nonzero(was_open))
    return Ending(
        is_left=is_left[was_open],
        received=len(was_open) - open_now,
        left_of_new=int(np.count_nonzero(is_left & ~was_open)),
        gone=int(np.count_nonzero(~is_left)),
        by_state=np.bincount(state[is_left], minlength=STATES),
        with_people=with_people,
        outside=np.bincount(arms["unit"][left_arms], minlength=units) - with_people,
        open_at=open_now + received - gone,
        now_at=open_now - gone + gone_of_new,
    )


def _by(instants_us: Column, moments_us: Ints) -> Ints:
    """How many of some instants have come by each moment."""
    return np.searchsorted(np.sort(instants_us), moments_us, side="right")
