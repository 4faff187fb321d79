"""What cases about tickets run and count: scenarios of ready-made tickets, and those of a run that are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
from scipy import stats

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.plans.plan import Ints
from sim.queueing.phase_type import PhaseType
from sim.rules.codes import NOT_YET, Stage
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.verification.evidence import Evidence, Reals, hold
from sim.verification.floors import HOUR_US, Trial, logs

NEVER_US: Final = 1 << 60
MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0


def people(staff: int, **more: Any) -> dict[str, Any]:
    """So many round the clock."""
    return {"shifts": {"all": {"start": "00:00", "end": "24:00", "staff": staff}}} | more


def ticket_scenario(
    days: int, per_s: float | None, units: dict[str, Any], stages: dict[str, Any], **more: Any
) -> Scenario:
    """Tickets that arrive ready-made, at a rate, or by the demand given."""
    tickets = {"channel": "transfer", "per_day": 86_400 * (per_s or 0.0), "types": {"any": 1.0}}
    only = {"routes": [{"units": {next(iter(units)): 1.0}}]}
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2025-06-02", "days": days, "zone": "UTC"},
            "demand": {"tickets": tickets},
            "units": units,
            "tickets": only | stages,
        }
        | more
    )


def ticket_logs(scenario: Scenario, replications: int, trial: Trial) -> Iterator[RunLog]:
    """So many replications, by the engine on trial or, if it does not know tickets, by one that does."""
    return logs(scenario, replications, trial._replace(engine="model" if trial.engine == "model" else "auto"))


class Counted:
    """The tickets of one replication that are counted: those received after a warm-up and before a tail.

    Times longer than the tail count as the tail.

    Parameters
    ----------
    log
        Of the run.
    warm_up_h, tail_h
        Hours at the beginning and at the end whose tickets are not counted.
    """

    def __init__(self, log: RunLog, warm_up_h: int, tail_h: int) -> None:
        t = log.tickets
        begin_us, end_us = warm_up_h * HOUR_US, log.plan.horizon_us - tail_h * HOUR_US
        self.counted = (t["received_us"] >= begin_us) & (t["received_us"] < end_us)
        self.window_s, self.tail_s = (end_us - begin_us) / 1e6, tail_h * HOUR_S
        lasted_us = np.where(t["closed_us"] == NOT_YET, NEVER_US, t["closed_us"]) - t["received_us"]
        self.time_s: Reals = np.minimum(lasted_us[self.counted] / 1e6, self.tail_s)
        self._tickets, self._tasks = t, log.tasks

    def column(self, name: str) -> Column:
        """A column of the ticket log."""
        return self._tickets[name][self.counted]

    def _of(self, stage: Stage) -> tuple[Ints, dict[str, Column]]:
        mine = (self._tasks["stage"] == stage) & self.counted[self._tasks["ticket"]]
        return self._tasks["ticket"][mine], {name: column[mine] for name, column in self._tasks.items()}

    def tasks_of(self, stage: Stage) -> Ints:
        """Tasks of a stage, by ticket."""
        ticket, _ = self._of(stage)
        return np.bincount(ticket, minlength=len(self.counted))[self.counted]

    def waits_s(self, stage: Stage) -> Reals:
        """Time waited in the line of a stage, by ticket."""
        ticket, rows = self._of(stage)
        waits = np.bincount(ticket, rows["started_us"] - rows["queued_us"], minlength=len(self.counted))
        return np.asarray(waits[self.counted] / 1e6)

    def works_s(self, stage: Stage) -> Reals:
        """Time worked at a stage, by ticket."""
        ticket, rows = self._of(stage)
        works = np.bincount(ticket, rows["ended_us"] - rows["started_us"], minlength=len(self.counted))
        return np.asarray(works[self.counted] / 1e6)

    def surplus(self, stage: Stage, mean_s: float, unit: int = NOT_YET) -> float:
        """Work of a stage (at one unit) in mean lengths, less the number of works: zero on average."""
        _, rows = self._of(stage)
        mine = (rows["ended_us"] != NOT_YET) & ((rows["unit"] == unit) | (unit == NOT_YET))
        worked_s = (rows["ended_us"] - rows["started_us"])[mine].sum() / 1e6
        return float(worked_s / mean_s) - float(mine.sum())

    def busy_if_endless(self) -> Ints:
        """How many crews each counted ticket would find busy if there were always one more."""
        rows = self._tasks
        done = rows["ended_us"] != NOT_YET
        gone_us = np.sort((rows["queued_us"] + rows["ended_us"] - rows["started_us"])[done])
        came_us = self._tickets["received_us"]
        busy = np.arange(len(came_us)) - np.searchsorted(gone_us, came_us, "right")
        return np.asarray(busy[self.counted])

    def check_nobody_waited(self) -> None:
        """Every work began as it was there to be done."""
        begun = self._tasks["started_us"] != NOT_YET
        if (self._tasks["started_us"] != self._tasks["queued_us"])[begun].any():
            raise AssertionError("somebody waited for a person, though there shall be enough")


def controls_of(found: list[Counted], per_s: float, lengths: dict[Stage, float]) -> Reals:
    """Shape (replications, k): more tickets than expected, and longer works."""
    rows = []
    for one in found:
        more = len(one.time_s) - per_s * one.window_s
        rows.append([more, *(one.surplus(stage, mean_s) for stage, mean_s in lengths.items())])
    return np.array(rows)


def controls_of_endless(found: list[Counted], crews: int, load: float) -> Reals:
    """Shape (replications, 2): how often more crews would be busy if there were always one more, and how many more.

    Endless crews are busy by a Poisson law.
    """
    states = stats.poisson(load)
    many = float(states.sf(crews - 1))
    over = load * float(states.sf(crews - 2)) - crews * many
    rows = []
    for one in found:
        busy = one.busy_if_endless()
        n = len(busy)
        rows.append([float((busy >= crews).sum()) - n * many, float(np.maximum(busy - crews, 0).sum()) - n * over])
    return np.array(rows)


def times(
    found: list[Counted],
    theory: PhaseType,
    controls: Reals,
    within_s: Iterable[float],
    name: str = "closed_in_min",
) -> list[Evidence]:
    """Shares closed within some times, and the mean time."""
    n = numbers(found)
    unit_s = HOUR_S if name.endswith("_h") else MINUTE_S
    rows = [
        hold(
            f"{name}_{at_s / unit_s:g}",
            "share",
            theory.share_within(at_s),
            sums_of((one.time_s <= at_s).sum() for one in found),
            n,
            controls,
        )
        for at_s in within_s
    ]
    mean_s = theory.mean_s - theory.excess_s(found[0].tail_s)
    return [*rows, hold("mean_closure", "s", mean_s, sums_of(one.time_s.sum() for one in found), n, controls)]


def numbers(found: list[Counted]) -> Reals:
    return sums_of(len(one.time_s) for one in found)


def sums(found: list[Counted], column: str) -> Reals:
    return sums_of(one.column(column).sum() for one in found)


def sums_of(values: Iterable[float]) -> Reals:
    return np.array(list(values), dtype=np.float64)


def hourly(profile: str) -> list[float]:
    """Share of a day's calls in each hour."""
    shares = np.array(NAMED_PROFILES[profile], dtype=np.float64).reshape(24, -1).sum(axis=1)
    return list((shares / shares.sum()).tolist())
