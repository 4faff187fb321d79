"""The engine against the next-free-person recursion: equal call for call, to the microsecond."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.chance.keyed import Purpose, draw_uniform
from sim.logs.run_log import RunLog
from sim.plans.plan import Plan
from sim.scenario.schema import Scenario
from sim.simulation import simulate
from sim.workload import Workload

from ..workload.building import DAY, HOUR, MINUTE, SECOND, outside, scenario_of, write_csv
from .recursion import ABANDONED, ANSWERED, Call, Stint, serve

Length = Callable[[float], float]


def exponential(mean_s: float) -> tuple[dict[str, Any], Length]:
    """An exponential law as the scenario says it, and as a function of the uniform number."""
    mean_us = round(mean_s * SECOND)
    return {"law": "exponential", "mean": f"{mean_us / 1000} ms"}, lambda u: -mean_us * math.log1p(-u)


def fixed(seconds: int) -> tuple[dict[str, Any], Length]:
    """Always so many seconds."""
    return {"law": "deterministic", "value": f"{seconds} s"}, lambda _: float(seconds * SECOND)


def observed(folder: Path, name: str, seconds: list[int]) -> tuple[dict[str, Any], Length]:
    """Whole seconds from a file, each equally likely."""
    write_csv(folder, name, "seconds", [str(length) for length in seconds])
    ordered = sorted(seconds)
    law = {"law": "empirical", "file": name, "column": "seconds"}
    return law, lambda u: float(ordered[int(u * len(ordered))] * SECOND)


def calls_of(
    world: Workload, talk: Length, wrap_up: Length | None, patience: Length | None, balk: float = 0.0
) -> list[Call]:
    """What each caller brings, read from the keyed uniform numbers alone."""

    def length_us(purpose: int, key: int, who: int, law: Length | None) -> int:
        if law is None:
            return 0
        u = draw_uniform(world.seed, world.replication, purpose, key, who, 0)
        return max(1, math.floor(law(u) + 0.5))

    calls = []
    rows = zip(world.arrival_us.tolist(), world.name_key.tolist(), world.entity.tolist(), strict=True)
    for arrived, key, who in rows:
        leaves_at_once = balk > 0 and draw_uniform(world.seed, world.replication, Purpose.BALK, key, who, 0) < balk
        waits = None if patience is None else length_us(Purpose.PATIENCE, key, who, patience)
        calls.append(
            Call(
                arrived,
                0 if leaves_at_once else waits,
                length_us(Purpose.TALK, key, who, talk),
                length_us(Purpose.WRAP_UP, key, who, wrap_up),
            )
        )
    return calls


def equal(log: RunLog, calls: list[Call], team: list[list[Stint]]) -> np.ndarray:
    """Hold the contact log against the recursion; returns the outcomes."""
    horizon = log.plan.horizon_us
    ends = serve(calls, team, horizon)
    c = log.contacts
    assert c["arrived_us"].tolist() == [call.arrived for call in calls]
    names = ("outcome", "left_us", "answered_us", "talk_end_us", "wrap_up_end_us", "person")
    found = list(zip(*(c[name].tolist() for name in names), strict=True))
    for number, (row, end) in enumerate(zip(found, ends, strict=True)):
        assert row == tuple(end), f"call {number}, {calls[number]}"
    return c["outcome"]


def always(staff: int, days: int = 1) -> list[list[Stint]]:
    """So many people round the clock, a shift a day."""
    return [[Stint(day * DAY, (day + 1) * DAY) for day in range(days)] for _ in range(staff)]


def by_interval(
    heads: list[int], interval_us: int, breaks: list[tuple[int, int]] | None = None, waves: int = 8
) -> list[list[Stint]]:
    """Person i is there while the head count is above i, from midnight to midnight; breaks in waves by number."""
    team: list[list[Stint]] = [[] for _ in range(max(heads))]
    for place, staff in enumerate(heads):
        start = place * interval_us
        for stints in team[:staff]:
            if stints and stints[-1].end == start and start % DAY:
                stints[-1].end = start + interval_us
            else:
                stints.append(Stint(start, start + interval_us))
    for i, stints in enumerate(team):
        for stint in stints:
            due = [(stint.start + after + i % waves * length, length) for after, length in breaks or []]
            stint.breaks = sorted((start, length) for start, length in due if start < stint.end)
    return team


def staffed_by_file(folder: Path, heads: list[int], interval_us: int) -> dict[str, Any]:
    """A head count per interval from 2 June 2025 on."""
    start = np.datetime64("2025-06-02T00:00")
    times = [start + np.timedelta64(i * interval_us // MINUTE, "m") for i in range(len(heads))]
    write_csv(folder, "staff.csv", "time,staff", [f"{time},{n}" for time, n in zip(times, heads, strict=True)])
    return {"staff_file": {"file": "staff.csv", "interval": f"{interval_us // MINUTE} min"}}


def run(scenario: Scenario, replication: int = 0) -> tuple[Plan, Workload, RunLog]:
    """One replication and its outside world."""
    log = simulate(scenario, seed=9, replication=replication, engine="model")
    return log.plan, outside(log.plan, replication, seed=9), log


@pytest.mark.parametrize("load", [0.5, 0.95, 1.0, 1.6])
@pytest.mark.parametrize(
    ("staff", "hours", "calls"), [(1, 24, 1_000), (2, 24, 1_000), (5, 24, 1_500), (50, 24, 2_000), (1000, 2, 5_000)]
)
def test_constant_staff(staff, hours, calls, load):
    """With 1, 2, 5, 50 and 1,000 operators, from light load to overload, with and without patience."""
    busy_s = load * hours * 3600 * staff / calls
    talk, wrap_up, patience = exponential(0.8 * busy_s), exponential(0.2 * busy_s), exponential(busy_s)
    for replication, gives_up in enumerate((True, False)):
        scenario = scenario_of(
            demand={"calls": {"per_day": calls, "profile": [1] * hours + [0] * (24 - hours), "types": {"any": 1.0}}},
            callers={"patience": patience[0], "balk": 0.1} if gives_up else {},
            operators={
                "floor": {
                    "talk": talk[0],
                    "wrap_up": wrap_up[0],
                    "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": staff}},
                }
            },
        )
        _, world, log = run(scenario, replication)
        brought = calls_of(world, talk[1], wrap_up[1], patience[1] if gives_up else None, 0.1 if gives_up else 0.0)
        outcome = equal(log, brought, always(staff))
        assert (outcome == ANSWERED).sum() > calls / 3
        if gives_up and load > 1:
            assert (outcome == ABANDONED).sum() > calls / 20


@pytest.mark.parametrize(("staff", "calls"), [(1, 1_000), (2, 1_500), (5, 2_000), (50, 3_000), (1000, 6_000)])
@pytest.mark.parametrize("load", [0.6, 1.2])
def test_staff_changes_by_the_hour(tmp_path, staff, calls, load):
    """The head count changes every hour, down to nobody and by hundreds at once; whoever is at work finishes first."""
    rng = np.random.default_rng(1000 * staff + round(10 * load))
    heads = rng.integers(0, 2 * staff, 48, endpoint=True).tolist()
    busy_s = load * 48 * 3600 * staff / calls
    talk, wrap_up, patience = exponential(0.7 * busy_s), exponential(0.3 * busy_s), exponential(0.5 * busy_s)
    scenario = scenario_of(
        tmp_path,
        clock={"days": 2},
        demand={"calls": {"per_day": calls / 2, "types": {"any": 1.0}}},
        callers={"patience": patience[0]},
        operators={"floor": {"talk": talk[0], "wrap_up": wrap_up[0], **staffed_by_file(tmp_path, heads, HOUR)}},
    )
    _, world, log = run(scenario)
    equal(log, calls_of(world, talk[1], wrap_up[1], patience[1]), by_interval(heads, HOUR))
    over = log.staff["end_us"] - log.staff["planned_end_us"]
    assert over.max() > 0


@pytest.mark.parametrize("staff", [1, 2, 5, 50, 1000])
@pytest.mark.parametrize("load", [0.7, 1.3])
def test_ties_on_whole_seconds(tmp_path, staff, load):
    """Rings, talks, wrap-ups, patience, shifts and breaks all fall on whole five seconds: every kind of tie."""
    rng = np.random.default_rng(77 * staff + round(10 * load))
    calls = min(3_000, 1_000 + 40 * staff)
    hours = 6 if staff < 1000 else 1
    rings = np.sort(rng.integers(0, hours * 720, calls)) * 5
    write_csv(tmp_path, "rings.csv", "time", [str(np.datetime64("2025-06-02T00:00:00") + int(ring)) for ring in rings])
    steps = max(1, round(load * hours * 720 * staff / calls / 2.5))
    talk = observed(tmp_path, "talk.csv", [5 * k for k in range(1, 2 * steps + 1)])
    wrap_up = observed(tmp_path, "wrap_up.csv", [5 * k for k in range(1, max(2, steps) + 1)])
    patience = observed(tmp_path, "patience.csv", [0, 5, 5, 10, 15, 20, 60, 5 * steps, 20 * steps, 3600])
    heads = rng.integers(0, 2 * staff, hours * 6, endpoint=True).tolist()
    scenario = scenario_of(
        tmp_path,
        demand={"calls": {"stamps": {"file": "rings.csv"}, "types": {"any": 1.0}}},
        callers={"patience": patience[0], "balk": 0.05},
        operators={
            "floor": {
                "talk": talk[0],
                "wrap_up": wrap_up[0],
                "breaks": [
                    {"after": "100 s", "length": "50 s", "waves": 1},
                    {"after": "8 min", "length": "40 s", "waves": 1},
                ],
                **staffed_by_file(tmp_path, heads, 10 * MINUTE),
            }
        },
    )
    _, world, log = run(scenario)
    # All at once: where breaks are taken in turn, others decide when one may go (tests/engines/naive_breaks.py).
    team = by_interval(heads, 10 * MINUTE, [(100 * SECOND, 50 * SECOND), (480 * SECOND, 40 * SECOND)], waves=1)
    outcome = equal(log, calls_of(world, talk[1], wrap_up[1], patience[1], balk=0.05), team)
    assert set(outcome.tolist()) >= {ANSWERED, ABANDONED}
    freed = np.intersect1d(log.contacts["wrap_up_end_us"], log.contacts["arrived_us"])
    assert len(freed) > 50 if staff > 1 else len(freed) > 5


@pytest.mark.parametrize("staff", [1, 3, 7])
def test_clockwork(staff):
    """Fixed talk, wrap-up and patience at full load (M/D/c+D): everyone who waits just a minute is still answered."""
    talk, wrap_up = fixed(50), fixed(10)
    scenario = scenario_of(
        demand={"calls": {"per_day": 1440 * staff, "types": {"any": 1.0}}},
        callers={"patience": fixed(60)[0]},
        operators={
            "floor": {
                "talk": talk[0],
                "wrap_up": wrap_up[0],
                "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": staff}},
            }
        },
    )
    _, world, log = run(scenario)
    equal(log, calls_of(world, talk[1], wrap_up[1], fixed(60)[1]), always(staff))


def test_full_clockwork(tmp_path):
    """Thirty people, a call every two seconds, sixty seconds of work each: all always busy, nobody ever waits."""
    rings = np.datetime64("2025-06-02T00:00:00") + 2 * np.arange(3_000)
    write_csv(tmp_path, "rings.csv", "time", [str(ring) for ring in rings])
    scenario = scenario_of(
        tmp_path,
        demand={"calls": {"stamps": {"file": "rings.csv"}, "types": {"any": 1.0}}},
        callers={"balk": 1.0},
        operators={
            "floor": {
                "talk": fixed(50)[0],
                "wrap_up": fixed(10)[0],
                "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 30}},
            }
        },
    )
    _, _, log = run(scenario)
    c = log.contacts
    assert (c["outcome"] == ANSWERED).all()
    assert (c["answered_us"] == c["arrived_us"]).all()
    assert c["person"].tolist() == [i % 30 for i in range(3_000)]
