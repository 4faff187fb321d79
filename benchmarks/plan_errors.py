"""How often does a plan fail a target that it was said to keep? Plans of made-up floors, looked at again 400 times.

Run: python benchmarks/plan_errors.py [--floors 200] [--reps 20] [--again 400] [--seed 1]

Each floor has other calls, hours, handle times, patience, busyness, shifts and one or two targets. What `hotline plan`
calls `met` is simulated again before citizens it never met. A target has failed where it does not hold on average over
these; what is not met by more than its own standard error counts in the second column. Prints a table.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import numpy as np

import sim
from sim.errors import InfeasibleError


def floor(chance: np.random.Generator) -> dict[str, Any]:
    """A scenario and its staffing, as a staffing file says it."""
    hours = np.arange(24)
    peak, second = chance.uniform(9, 11), chance.uniform(13, 16)
    profile = np.exp(-(((hours - peak) / 2) ** 2)) + chance.uniform(0.5, 1.2) * np.exp(-(((hours - second) / 2.5) ** 2))
    profile = np.where((hours >= 8) & (hours < 18), profile + 0.05, 0.0)
    within, level = int(chance.choice([15, 20, 30, 60])), round(float(chance.uniform(0.7, 0.9)), 2)
    targets = [{"measure": "service_level", "within": f"{within} s", "at_least": level}]
    if chance.random() < 0.5:
        targets.append({"measure": "abandonment_rate", "at_most": round(float(chance.uniform(0.04, 0.1)), 2)})
    return {
        "per_day": int(chance.integers(200, 1500)),
        "profile": [round(float(value), 4) for value in profile],
        "busyness": round(float(chance.choice([0.0, 0.05, 0.1, 0.15])), 2),
        "talk": f"{int(chance.integers(100, 300))} s",
        "wrap_up": f"{int(chance.integers(10, 60))} s",
        "patience": f"{int(chance.integers(60, 240))} s",
        "absence": round(float(chance.choice([0.0, 0.03, 0.06])), 2),
        "targets": targets,
        "every": str(chance.choice(["1 h", "2 h"])),
        "lengths": [["8 h"], ["6 h", "8 h"], ["4 h", "8 h"]][int(chance.integers(3))],
    }


def asked(one: dict[str, Any]) -> dict[str, Any]:
    """The staffing file of a floor: the shipped town with other numbers."""
    return {
        "staffing": 1,
        "scenario": "template_town",
        "set": {
            "demand.calls.per_day": one["per_day"],
            "demand.calls.profile": one["profile"],
            "demand.calls.busyness_cv": one["busyness"],
            "callers.patience.mean": one["patience"],
            "callers.trunks": None,
            "callers.redial": None,
            "operators.desk.talk.mean": one["talk"],
            "operators.desk.wrap_up.mean": one["wrap_up"],
            "operators.desk.absence": one["absence"],
            "targets": one["targets"],
            "origins": None,
        },
        "pools": {
            "desk": {
                "starts": {"first": "06:00", "last": "14:00", "every": one["every"]},
                "lengths": one["lengths"],
                "breaks": [{"after": "2 h", "until": "5 h", "length": "30 min", "least_shift": "8 h"}],
            }
        },
    }


def main() -> None:
    """Count, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--floors", type=int, default=200)
    parser.add_argument("--reps", type=int, default=20)
    parser.add_argument("--again", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, found = np.random.default_rng(options.seed), Counter[str]()
    for number in range(options.floors):
        one = floor(chance)
        try:
            plan = sim.plan(asked(one), replications=options.reps, bound=False, engine="kernel")
        except InfeasibleError:
            found["no plan"] += 1
            continue
        found[plan.verdict] += 1
        if plan.verdict != "met":
            continue
        again = sim.replicate(plan.scenario, options.again, seed=1_000_000 + number, engine="kernel")
        short, sure = False, False
        for target in again.targets():
            assert target.estimate is not None
            sign = 1 if target.side == "at_least" else -1
            short |= sign * (target.estimate - target.threshold) < 0
            sure |= target.status == "not met"
        found["fails a target on average"] += short
        found["surely"] += sure
    kept = max(found["met"], 1)
    print("| floors | no plan | met | not met | undecided | met, but a target fails on average | of these surely |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print(
        f"| {options.floors} | {found['no plan']} | {found['met']} | {found['not met']} | {found['undecided']} | "
        f"{found['fails a target on average']} ({found['fails a target on average'] / kept:.1%}) | {found['surely']} |"
    )


if __name__ == "__main__":
    main()
