"""How many operators does a wrap-up of 30 s instead of 55 s save, and how many more calls could the same staff take?

Run: python experiments/operators_saved.py [--reps 10] [--quick]. It searches; a sweep only runs designs known before.
By formula and simulated: (C) nobody gives up, 95 % answered in 15 s; (A) mean patience 120 s, at most 5 % give up.
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd

import sim
from sim.queueing.erlang import erlang_a
from sim.staffing.search import least_enough

CASES = ((2000, 120), (2000, 150), (2000, 180), (2000, 240), (600, 150), (200, 150), (50, 150))  # calls/h, talk in s
STAFF, CALLS = "operators.floor.shifts.all.staff", "demand.calls.per_day"


def keeps(erlang: str, heads: int, calls: float, aht_s: float) -> bool:
    """Whether the target is met by formula."""
    queue = erlang_a(heads, calls / 3600, aht_s, 120.0 if erlang == "A" else None)
    return queue.share_abandoned <= 0.05 if erlang == "A" else queue.service_level(15) >= 0.95


def row(erlang: str, calls: int, talk_s: int, reps: int, engine: str) -> dict[str, object]:
    """Operators at both wrap-ups, and the calls gained by the staff that 55 s need (simulated in steps of 1 %)."""
    found, n, most, limits = {"calls/h": calls, "talk s": talk_s, "Erlang": erlang}, [], [], []
    for w in (55, 30):
        n.append(least_enough(lambda k, w=w: keeps(erlang, k, calls, talk_s + w), 1, 1, 9999))
        most.append(least_enough(lambda c, w=w: not keeps(erlang, n[0], c / 100, talk_s + w), calls, 1, 10**8))
    found |= {"at 55 s": n[0], "at 30 s": n[1], "saved": n[0] - n[1], "gained": most[1] / most[0] - 1}
    base = sim.load_scenario(__file__.replace(".py", f"_{erlang.lower()}.yaml"))
    for w, heads, top in zip((55, 30), n, most, strict=True) if reps else ():
        print(f"simulating {calls} calls/h, talk {talk_s} s, wrap-up {w} s, Erlang {erlang}", file=sys.stderr)
        times = {"operators.floor.talk.mean": f"{talk_s} s", "operators.floor.wrap_up.mean": f"{w} s"}
        need = sim.need(base.replace(times | {CALLS: 24 * calls, STAFF: heads}), replications=reps, engine=engine)
        found |= {f"low {w} s": (need.undecided or need.shown).heads, f"sim {w} s": need.heads or float("nan")}

        def is_too_much(percent: int, design: sim.Scenario = base.replace(times | {STAFF: n[0]})) -> bool:  # noqa: B008
            grown = design.replace({CALLS: 0.24 * calls * percent})
            return sim.replicate(grown, reps, engine=engine).targets()[0].status != "met"

        limits.append(least_enough(is_too_much, top // calls, 1, 999))
        found |= {"sim saved": found["sim 55 s"] - found[f"sim {w} s"], "sim gained": limits[-1] / limits[0] - 1}
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=10)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--quick", action="store_true", help="simulate the smallest centre only")
    asked = parser.parse_args()
    reps = {case: 0 if asked.quick and case[0] > 50 else asked.reps for case in CASES}
    rows = [row(erlang, *case, reps[case], asked.engine) for case in CASES for erlang in "CA"]
    print(pd.DataFrame(rows).round(3).to_string(index=False, na_rep="-"))
