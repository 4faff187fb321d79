"""Tianjin's whole chain over 1, 10 and 103 days: the cost of a request, memory, and what starting costs.

Run: python benchmarks/whole_period.py [--days 1 10 103] [--rounds 3]
Each figure is the median of `rounds` fresh processes. Prints CPU seconds of planning, drawing, running and measuring
one replication in the compiled engine (on average, where two seconds hold several), microseconds of the last three
together per request and per event, and the largest memory of the process; then CPU seconds to read a small scenario
and to run and measure its first replication, imports included, with machine code that has to be compiled (cold) and
that lies in the cache (warm).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
SMALL, LARGE = "template_chain.yaml", "tianjin_2022.yaml"
SHORTEST_S = 2.0


def first_replication() -> dict[str, float]:
    """Reading a small scenario, from the start of the process; then one replication of it and its measures."""
    import sim

    scenario = sim.load_scenario(ROOT / "scenarios" / SMALL)
    read_s = time.process_time()
    sim.measure(sim.simulate(scenario, engine="kernel"))
    return {"read_s": read_s, "run_s": time.process_time() - read_s}


def whole_period(days: int) -> dict[str, float]:
    """The first days of the large scenario, step by step, after a small one; in replications that fill two seconds."""
    import sim
    from sim.kernel.run import run_kernel
    from sim.plans.build import build_plan
    from sim.workload import draw_workload

    first_replication()
    begun = time.process_time()
    plan = build_plan(sim.load_scenario(ROOT / "scenarios" / LARGE).replace({"clock.days": days}))
    plan_s = time.process_time() - begun
    counts, steps, runs = np.zeros(3), np.zeros(3), 0
    while steps.sum() < SHORTEST_S:
        laps = [time.process_time()]
        workload = draw_workload(plan, seed=1, replication=runs)
        laps.append(time.process_time())
        requests = len(workload.arrival_us)
        log = run_kernel(plan, workload)
        laps.append(time.process_time())
        del workload
        sim.measure(log)
        laps.append(time.process_time())
        counts += requests, len(log.tickets["ticket"]), log.events
        steps += np.diff(laps)
        runs += 1
        del log
    return {
        **dict(zip(("requests", "tickets", "events"), (counts / runs).tolist(), strict=True)),
        "plan_s": plan_s,
        **dict(zip(("draw_s", "run_s", "measure_s"), (steps / runs).tolist(), strict=True)),
        "per_request_us": steps.sum() / counts[0] * 1e6,
        "per_event_us": steps.sum() / counts[2] * 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }


def in_a_process(*words: str, cache: str | None = None) -> dict[str, float]:
    """What this script prints in a process of its own, with a cache folder of its own if one is given."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} | ({"HOTLINE_CACHE_DIR": cache} if cache else {})
    done = subprocess.run(
        [sys.executable, __file__, *words], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Of each figure."""
    return {name: round(statistics.median(each[name] for each in rounds), 3) for name in rounds[0]}


def main() -> None:
    """Time every horizon and both starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, nargs="+", default=[1, 10, 103])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["period", "first"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only == "first":
        print(json.dumps(first_replication()))
        return
    if options.only == "period":
        print(json.dumps(whole_period(options.days[0])))
        return
    starts: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    periods: dict[int, list[dict[str, float]]] = {days: [] for days in options.days}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as cache:
            for start in starts.values():
                start.append(in_a_process("--only", "first", cache=cache))
            for days, period in periods.items():
                period.append(in_a_process("--only", "period", "--days", str(days), cache=cache))
                print(f"{days} days: {period[-1]}", file=sys.stderr)
    result = {
        "rounds": options.rounds,
        "first_replication": {name: medians(start) for name, start in starts.items()},
        "days": {days: medians(period) for days, period in periods.items()},
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
