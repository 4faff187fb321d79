"""A week's plan of Tianjin's floor, by the clock, beside the same loop around an idiomatic SimPy floor.

Run: python benchmarks/plan_week.py [--rounds 3] [--reps 20] [--days 3]

The plan: seven days in half hours, shifts of eight hours with three breaks, five targets, fresh chance; two processors.
Each round has citizens of its own.
The loop around SimPy is not run whole. It designs as often as ours, and simulates as many calls, at the seconds a call
that some days of the idiomatic script take in the same round (`idiomatic_simpy.py`, with the draws and the measures of
`sweeps.py peer`), on two processors without any loss. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from sweeps import CALLS, by_hand, of  # a script beside this one

import sim
from sim.planning import steps

PROCESSORS = 2
ASKED: dict[str, Any] = {
    "staffing": 1,
    "scenario": "tianjin_day",
    "set": {
        "clock.days": 7,
        "targets": [
            {"measure": "connection_rate", "at_least": "95 %"},
            {"measure": "service_level", "within": "15 s", "at_least": "80 %"},
            {"measure": "abandonment_rate", "at_most": "5 %"},
            {"measure": "asa", "at_most": "20 s"},
            {"measure": "occupancy", "at_most": "90 %"},
        ],
    },
    "pools": {
        "floor": {
            "starts": {"first": "00:00", "last": "16:00", "every": "1 h"},
            "lengths": ["8 h"],
            "breaks": [
                {"after": "1.5 h", "until": "2.5 h", "length": "10 min"},
                {"after": "3 h", "until": "5 h", "length": "30 min"},
                {"after": "6 h", "until": "7 h", "length": "10 min"},
            ],
        }
    },
}


def planned(reps: int, seed: int) -> tuple[Any, float, float]:
    """The plan, its seconds, and those of designing."""
    designing, design = 0.0, steps.design

    def timed(*given: Any, **more: Any) -> Any:
        nonlocal designing
        begun = time.perf_counter()
        try:
            return design(*given, **more)
        finally:
            designing += time.perf_counter() - begun

    steps.design = timed
    begun = time.perf_counter()
    try:
        found = sim.plan(ASKED, replications=reps, seed=seed, bound=False, engine="kernel")
    finally:
        steps.design = design
    return found, time.perf_counter() - begun, designing


def main() -> None:
    """Time both sides in turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reps", type=int, default=20)
    parser.add_argument("--days", type=int, default=3)
    options = parser.parse_args()
    sim.plan(ASKED | {"set": {**ASKED["set"], "clock.days": 1}}, replications=2, bound=False, engine="kernel")
    seconds, designing, ratios, calls, verdicts = [], [], [], 0.0, []
    for number in range(options.rounds):
        found, whole, designed = planned(options.reps, number + 1)
        begun = time.perf_counter()
        for day in range(options.days):
            by_hand(30, number * options.days + day)
        a_call = (time.perf_counter() - begun) / options.days / CALLS
        trials = [found.today, *(one.trial for one in found.rounds)]
        a_run = [float(table.counts["offered"].sum()) for table in found.runs_today.intervals]
        calls = sum(trial.n for trial in trials) * sum(a_run) / len(a_run)
        seconds.append(whole)
        designing.append(designed)
        ratios.append((designed + calls * a_call / PROCESSORS) / whole)
        verdicts.append((found.verdict, found.cost))
    told = {
        "seconds": of(seconds), "of them designing": of(designing), "calls simulated": round(calls),
        "times as fast as the loop around SimPy": of(ratios), "verdict and cost": verdicts,
    }  # fmt: skip
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
