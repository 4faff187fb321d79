"""Floors in the steady state: one group round the clock, Poisson calls, and what became of the callers counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.chance.keyed import Purpose, uniform_column
from sim.chance.laws import quantile_column
from sim.logs.run_log import RunLog
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, Outcome
from sim.scenario.schema import Scenario
from sim.simulation import Engine
from sim.study.loop import each_run
from sim.verification.evidence import Reals
from sim.workload import draw_workload

Law = dict[str, Any]

HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US
TAIL_US: Final = HOUR_US
"""Callers of the last hour are not counted: what becomes of them might lie beyond the end."""


class Trial(NamedTuple):
    """By which engine a case is run, and with which seed: each case has its own."""

    engine: Engine
    seed: int


def exponential(mean_s: float) -> Law:
    """A law of lengths in seconds."""
    return {"law": "exponential", "mean": f"{mean_s:.6f} s"}


@dataclass(frozen=True)
class Floor:
    """A floor in the steady state.

    Attributes
    ----------
    operators
        On duty round the clock.
    calls_per_hour
        Poisson.
    talk, wrap_up, patience
        Laws as in a scenario; None: no wrap-up, endless patience.
    trunks, balk
        Lines, and the share that leaves at once if not answered at once.
    types
        Priority by request type, and the share of calls by type.
    redial
        As in a scenario.
    days, warm_up_us
        Length of a replication, and the part of it that is not counted.
    """

    operators: int
    calls_per_hour: float
    talk: Law
    patience: Law | None = None
    wrap_up: Law | None = None
    trunks: int | None = None
    balk: float = 0.0
    types: dict[str, tuple[int, float]] = field(default_factory=lambda: {"any": (5, 1.0)})
    redial: dict[str, Any] | None = None
    days: int = 1
    warm_up_us: int = 3 * HOUR_US

    def scenario(self) -> Scenario:
        """The floor as a scenario."""
        callers: dict[str, Any] = {"balk": self.balk}
        for name, value in (("patience", self.patience), ("trunks", self.trunks), ("redial", self.redial)):
            if value is not None:
                callers[name] = value
        group: dict[str, Any] = {
            "talk": self.talk,
            "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": self.operators}},
        }
        if self.wrap_up is not None:
            group["wrap_up"] = self.wrap_up
        return Scenario.model_validate(
            {
                "hotline": 1,
                "clock": {"start": "2025-06-02", "days": self.days, "zone": "UTC"},
                "types": {name: {"priority": priority} for name, (priority, _) in self.types.items()},
                "demand": {
                    "calls": {
                        "per_day": 24 * self.calls_per_hour,
                        "types": {name: share for name, (_, share) in self.types.items()},
                    }
                },
                "callers": callers,
                "operators": {"floor": group},
            }
        )


@dataclass(frozen=True)
class Sample:
    """The counted contacts of one replication.

    Attributes
    ----------
    wait_s
        Shape (contacts,): time in the queue.
    outcome, type
        Shape (contacts,): as in the contact log.
    controls
        Numbers with mean zero.
    """

    wait_s: Reals
    outcome: npt.NDArray[np.int64]
    type: npt.NDArray[np.int64]
    controls: tuple[float, ...]


def samples(floor: Floor, replications: int, trial: Trial) -> list[Sample]:
    """So many independent replications of a floor."""
    scenario = floor.scenario()
    return [_sample(floor, log) for log in logs(scenario, replications, trial)]


def logs(scenario: Scenario, replications: int, trial: Trial) -> Iterator[RunLog]:
    """So many replications of a scenario, one after the other."""
    return each_run(scenario, range(replications), lambda log: log, seed=trial.seed, engine=trial.engine)


def _sample(floor: Floor, log: RunLog) -> Sample:
    c, end_us = log.contacts, floor.days * DAY_US - TAIL_US
    counted = (c["arrived_us"] >= floor.warm_up_us) & (c["arrived_us"] < end_us)
    outcome = c["outcome"][counted]
    if (outcome == Outcome.WAITING).any():
        raise AssertionError("a counted caller is still waiting at the end: the tail is too short for this floor")
    left_us = np.where(c["answered_us"] == NOT_YET, c["left_us"], c["answered_us"])[counted]
    wait_s = (left_us - c["arrived_us"][counted]) / 1e6
    return Sample(wait_s, outcome, c["type"][counted], _controls(floor, log, end_us))


def _controls(floor: Floor, log: RunLog, end_us: int) -> tuple[float, ...]:
    """Distances from their exact means of: citizens, their lengths and patience, and how busy endless staff would be.

    Endless staff are busy by a Poisson law whatever the law of lengths (Erlang's loss formula without loss).
    """
    plan = log.plan
    world = draw_workload(plan, log.seed, log.replication)
    counted = (world.arrival_us >= floor.warm_up_us) & (world.arrival_us < end_us)
    lengths_us, spent = np.zeros(len(world.arrival_us), dtype=np.int64), np.zeros(len(world.arrival_us))
    for purpose, laws in ((Purpose.TALK, plan.talk_law), (Purpose.WRAP_UP, plan.wrap_up_law)):
        law = int(laws[0, 0, 0])
        if law >= 0:
            u = uniform_column(log.seed, log.replication, purpose, int(world.name_key[0]), world.entity, 0)
            lengths_us += _lengths_us(plan, law, u)
            spent -= np.log1p(-u)
    phases = 1 + (floor.wrap_up is not None)
    gone_us = np.sort(world.arrival_us + lengths_us)
    busy = np.arange(len(gone_us)) - np.searchsorted(gone_us, world.arrival_us)
    load = floor.calls_per_hour * _mean_us(plan) / HOUR_US
    states = stats.poisson(load)
    many = float(states.sf(floor.operators - 1))
    over = load * float(states.sf(floor.operators - 2)) - floor.operators * many
    n = int(counted.sum())
    is_busy = counted & (busy >= floor.operators)
    found = [
        n - floor.calls_per_hour * (end_us - floor.warm_up_us) / HOUR_US,
        float(spent[counted].sum()) - phases * n,
        float(is_busy.sum()) - n * many,
        float(np.maximum(busy - floor.operators, 0)[counted].sum()) - n * over,
        float((spent - phases)[is_busy].sum()),
    ]
    if floor.patience is not None:
        u = uniform_column(log.seed, log.replication, Purpose.PATIENCE, int(world.name_key[0]), world.entity, 0)
        found += [float(((u < part) - part)[is_busy].sum()) for part in (0.1, 0.3, 0.6)]
    return tuple(found)


def _lengths_us(plan: Plan, law: int, u: Reals) -> npt.NDArray[np.int64]:
    laws = plan.laws
    return quantile_column(
        int(laws.kind[law]), float(laws.a[law]), float(laws.b[law]), float(laws.c[law]), laws.table, u
    )


def _mean_us(plan: Plan) -> float:
    """Mean handle time."""
    return float(plan.laws.means_of(np.array([plan.talk_law[0, 0, 0], plan.wrap_up_law[0, 0, 0]])).sum())


def controls_of(found: list[Sample]) -> Reals:
    """Shape (replications, k)."""
    return np.array([sample.controls for sample in found])


def per_replication(found: list[Sample], value: Callable[[Sample], float]) -> Reals:
    """Shape (replications,): a number of each."""
    return np.array([float(value(sample)) for sample in found])
