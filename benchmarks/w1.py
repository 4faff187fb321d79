"""Workload W1, side by side in one run: an idiomatic SimPy script, our two engines, a kernel by hand, and others.

Run: python benchmarks/w1.py [--rounds 9] [--calls 32000] [--peers]
Prints CPU seconds of each (median) and ratios round by round; what takes milliseconds is run over and over, as in a
sweep. Ours are timed with drawing their outside world, every keyed draw on the way, and all logs. The idiomatic script
gets its draws free, those of ours. The kernel written by hand for this workload alone (`by_hand.py`) draws its own, and
is the practical limit. `--peers` adds ciw, salabim and cimba (`pip install ciw salabim cimba`), which draw their own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from by_hand import simulate_day as simulate_by_hand  # scripts beside this one
from idiomatic_simpy import simulate_day
from peers import PEERS, Day

from sim.chance.keyed import Purpose, uniform_column
from sim.chance.laws import quantile_column
from sim.kernel.run import run_kernel
from sim.logs.run_log import RunLog
from sim.model.run import run_model
from sim.plans.build import build_plan
from sim.plans.plan import Plan
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.workload import Workload, draw_workload

HANDLE_S = 210
SHORTEST_S = 0.33
Engine = Callable[[Plan, Workload], RunLog]
OURS: dict[str, Engine] = {"model": run_model, "kernel": run_kernel}


def scenario(calls: int) -> Scenario:
    """W1: staff of each hour = offered load of the hour, rounded up, + 2."""
    shares = np.array(NAMED_PROFILES["hotline_day"])
    staff = [int(np.ceil(share / shares.sum() * calls * HANDLE_S / 3600)) + 2 for share in shares]
    hour = {f"h{h:02d}": {"start": f"{h:02d}:00", "end": f"{h + 1:02d}:00", "staff": n} for h, n in enumerate(staff)}
    return Scenario.from_document(
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


def others(plan: Plan, calls: int, with_peers: bool) -> dict[str, Callable[[int], int]]:
    """Those that are timed against our engines: each runs one replication, and says how many calls it answered."""
    shares = np.array(NAMED_PROFILES["hotline_day"])
    by_hour = shares / shares.sum() * calls
    staff = peer_inputs(plan, draw_workload(plan, 1, 0))["staff_by_hour"]

    def by_hand(replication: int) -> int:
        rows = simulate_by_hand(replication, by_hour, np.array(staff), 180.0, 1.0, 30.0, 120.0)
        return int((rows[2] == 1).sum())

    def of_peer(day: Day) -> Callable[[int], int]:
        return lambda replication: day(replication, by_hour.tolist(), staff)

    found: dict[str, Callable[[int], int]] = {"by_hand": by_hand}
    for name, day in PEERS.items() if with_peers else ():
        if find_spec(name) is None:
            print(f"{name} is not installed: pip install {name}", file=sys.stderr)
        else:
            found[name] = of_peer(day)
    return found


def ours(engine: Engine, plan: Plan, replication: int) -> int:
    """One replication by one of our engines, its outside world included."""
    log = engine(plan, draw_workload(plan, 1, replication))
    return int((log.contacts["outcome"] == 1).sum())


def timed(run: Callable[[int], int], replication: int) -> tuple[int, float]:
    """What it says, and the CPU seconds of one run: of as many as fill a third of a second, as in a sweep."""
    begun, runs = time.process_time(), 0
    while runs == 0 or time.process_time() < begun + SHORTEST_S:
        answered = run(replication)
        runs += 1
    return answered, (time.process_time() - begun) / runs


def _ratios(peer: list[float], own: list[float]) -> dict[str, float]:
    found = [a / b for a, b in zip(peer, own, strict=True)]
    return {"min": round(min(found), 2), "median": round(statistics.median(found), 2), "max": round(max(found), 2)}


def main() -> None:
    """Interleave them all and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=32_000)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    if options.peers and find_spec("cimba") is not None:
        PEERS["cimba"](1, [100.0] * 24, [10] * 24)  # it compiles only where nothing else has been compiled before
    plan = build_plan(scenario(options.calls))
    prepared: list[dict[str, list[int]]] = []

    def idiomatic(_replication: int) -> int:
        return int((simulate_day(**prepared[0])[:, 2] == 1).sum())

    sides = {"idiomatic": idiomatic, **{name: partial(ours, engine, plan) for name, engine in OURS.items()}}
    sides |= others(plan, options.calls, options.peers)
    for name, run in sides.items():
        if name != "idiomatic":
            run(10**6)  # compile first
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    answered: dict[str, int] = {}
    for replication in range(options.rounds):
        prepared[:] = [peer_inputs(plan, draw_workload(plan, 1, replication))]  # its draws are a present
        for name, run in sides.items():
            answered[name], each = timed(run, replication)
            seconds[name].append(each)
    result: dict[str, Any] = {
        "calls": options.calls,
        "rounds": options.rounds,
        "cpu_s": {name: round(statistics.median(values), 4) for name, values in seconds.items()},
        **{
            f"{peer}_over": {name: _ratios(seconds[peer], seconds[name]) for name in OURS}
            for peer in sides
            if peer not in (*OURS, "by_hand")
        },
        "kernel_over_by_hand": _ratios(seconds["kernel"], seconds["by_hand"]),
        "answered_last_round": answered,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
