"""Workload W1, side by side in one run: an idiomatic SimPy script and our two engines on the same draws.

Run: python benchmarks/w1.py [--rounds 9] [--calls 32000]
Prints CPU seconds of each (median), ratios to ours round by round, and memory before and at the peak of a process each.
Ours is timed with drawing its outside world, every keyed draw on the way, and all logs; the peer gets its draws free.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from idiomatic_simpy import simulate_day  # a script beside this one

from sim.chance.keyed import Purpose, uniform_column
from sim.chance.laws import quantile_column
from sim.kernel.run import run_kernel
from sim.model.run import run_model
from sim.plan.build import build_plan
from sim.plan.plan import Plan
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.workload import Workload, draw_workload

HANDLE_S = 210
OURS = {"model": run_model, "kernel": run_kernel}


def scenario(calls: int) -> Scenario:
    """W1: staff of each hour = offered load of the hour, rounded up, + 2."""
    shares = np.array(NAMED_PROFILES["hotline_day"])
    staff = [int(np.ceil(share / shares.sum() * calls * HANDLE_S / 3600)) + 2 for share in shares]
    hour = {f"h{h:02d}": {"start": f"{h:02d}:00", "end": f"{h + 1:02d}:00", "staff": n} for h, n in enumerate(staff)}
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2022-01-10", "days": 1},
            "demand": {"calls": {"per_day": calls, "profile": "hotline_day", "types": {"any": 1}}},
            "callers": {"patience": {"law": "exponential", "mean": "120 s"}},
            "operators": {
                "floor": {
                    "talk": {"law": "lognormal", "mean": "180 s", "cv": 1.0},
                    "wrap_up": {"law": "exponential", "mean": "30 s"},
                    "shifts": hour,
                }
            },
        }
    )


def peer_inputs(plan: Plan, workload: Workload) -> dict[str, list[int]]:
    """The same arrivals and lengths as ours, as plain lists."""

    def column(purpose: int, row: int) -> list[int]:
        u = uniform_column(workload.seed, workload.replication, purpose, int(workload.name_key[0]), workload.entity, 0)
        laws = plan.laws
        return quantile_column(
            int(laws.kind[row]), float(laws.a[row]), float(laws.b[row]), float(laws.c[row]), laws.table, u
        ).tolist()

    roster = plan.roster
    staff = np.bincount(roster.duty_start_us // 3_600_000_000, minlength=24)
    return {
        "arrival_us": workload.arrival_us.tolist(),
        "talk_us": column(Purpose.TALK, int(plan.talk_law[0, 0, 0])),
        "wrap_up_us": column(Purpose.WRAP_UP, int(plan.wrap_up_law[0, 0, 0])),
        "patience_us": column(Purpose.PATIENCE, int(plan.callers.patience_law[0])),
        "staff_by_hour": staff.tolist(),
    }


def memory_mb(engine: str, calls: int) -> list[int]:
    """Memory of a fresh process before it runs one day, and at its peak."""
    out = subprocess.run(
        [sys.executable, __file__, "--only", engine, "--calls", str(calls)], check=True, capture_output=True, text=True
    )
    return [round(float(part)) for part in out.stdout.split()]


def run_only(engine: str, plan: Plan) -> None:
    """One day by one engine; prints the memory before it and at its peak (the same libraries are loaded in both)."""
    workload = draw_workload(plan, 1, 0)
    inputs = peer_inputs(plan, workload)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if engine in OURS:
        OURS[engine](plan, workload)
    else:
        simulate_day(**inputs)
    print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _ratios(peer: list[float], own: list[float]) -> dict[str, float]:
    found = [a / b for a, b in zip(peer, own, strict=True)]
    return {"min": round(min(found), 2), "median": round(statistics.median(found), 2), "max": round(max(found), 2)}


def main() -> None:
    """Interleave the three and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=32_000)
    parser.add_argument("--only", choices=(*OURS, "idiomatic"))
    options = parser.parse_args()
    plan = build_plan(scenario(options.calls))
    if options.only:
        run_only(options.only, plan)
        return
    seconds: dict[str, list[float]] = {"idiomatic": [], "model": [], "kernel": []}
    answered: dict[str, int] = {}
    for engine in OURS.values():
        engine(plan, draw_workload(plan, 1, 10**6))  # compile first
    for replication in range(options.rounds):
        inputs = peer_inputs(plan, draw_workload(plan, 1, replication))
        begun = time.process_time()
        rows = simulate_day(**inputs)
        seconds["idiomatic"].append(time.process_time() - begun)
        answered["idiomatic"] = int((rows[:, 2] == 1).sum())
        for name, engine in OURS.items():
            begun = time.process_time()
            log = engine(plan, draw_workload(plan, 1, replication))
            seconds[name].append(time.process_time() - begun)
            answered[name] = int((log.contacts["outcome"] == 1).sum())
    result: dict[str, Any] = {
        "calls": options.calls,
        "rounds": options.rounds,
        "cpu_s": {name: round(statistics.median(values), 4) for name, values in seconds.items()},
        "idiomatic_over": {name: _ratios(seconds["idiomatic"], seconds[name]) for name in OURS},
        "answered_last_round": answered,
        "memory_before_and_peak_mb": {name: memory_mb(name, options.calls) for name in seconds},
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
