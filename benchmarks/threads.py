"""Replications in threads: how much of a second processor they use.

Run: python benchmarks/threads.py [--scenario tianjin_chain_day] [--reps 8] [--rounds 9] [--workers 2]
Each round runs the same replications one after the other, then side by side: `whole` with their measures and
conservation laws, as `hotline run` does, and `engine` alone. Efficiency is the time in one thread over that in many,
divided by their number; wall-clock time, so nothing else should run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import sim
from sim.study.parallel import in_order

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Time rounds of both, and print efficiencies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="tianjin_chain_day")
    parser.add_argument("--reps", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    scenario = sim.load_scenario(ROOT / "scenarios" / f"{options.scenario}.yaml")

    def whole(workers: int) -> None:
        sim.replicate(scenario, replications=options.reps, engine="kernel", workers=workers)

    def one(replication: int) -> int:
        return sim.simulate(scenario, replication=replication, engine="kernel").events

    def engine(workers: int) -> None:
        for _ in in_order(one, range(options.reps), workers):
            pass

    sides: dict[str, Callable[[int], None]] = {"whole": whole, "engine": engine}
    for run in sides.values():
        run(options.workers)  # what is compiled is compiled first
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, run in sides.items():
            seconds = []
            for workers in (1, options.workers):
                begun = time.perf_counter()
                run(workers)
                seconds.append(time.perf_counter() - begun)
            found[name].append(seconds[0] / seconds[1] / options.workers)
    efficiency = {
        name: {"min": round(min(each), 3), "median": round(statistics.median(each), 3), "max": round(max(each), 3)}
        for name, each in found.items()
    }
    shape = {name: vars(options)[name] for name in ("scenario", "reps", "rounds", "workers")}
    print(json.dumps({**shape, "efficiency": efficiency}, indent=2))


if __name__ == "__main__":
    main()
