"""How accurate must a dispatching machine be, so that tickets take no longer than when people dispatch them?

Run: python experiments/break_even_accuracy.py [--desk lever_night] [--hand 0.85] [--share 0.785] [--reps 2] [--days 28]
Both designs see the same tickets; below the break-even the time that the machine saves is lost in returned tickets.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import pandas as pd

import sim

SCENARIOS = Path(__file__).parent.parent / "scenarios"
ACCURACIES = (0.55, 0.65, 0.75, 0.85, 0.90, 0.97)
MEASURE, HOUR_S = "processing_time_mean", 3600.0


def break_even(rows: list[dict[str, float]]) -> float | None:
    """The accuracy at which the difference in mean processing time changes its sign, on a straight line between two."""
    for a, b in pairwise(rows):
        if a["difference"] > 0 >= b["difference"]:
            share = a["difference"] / (a["difference"] - b["difference"])
            return a["accuracy"] + share * (b["accuracy"] - a["accuracy"])
    return None


def main() -> None:
    """Run by hand once, by machine at each accuracy, and print where both take as long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--desk", default="before", help="before: open by day; lever_night: open at night too")
    parser.add_argument("--hand", type=float, default=0.85, help="accuracy of people")
    parser.add_argument("--share", type=float, default=0.785, help="share of dispatches that the machine looks at")
    parser.add_argument("--reps", type=int, default=2)
    parser.add_argument("--days", type=int, default=28)
    asked = parser.parse_args()

    by_hand = sim.load_scenario(SCENARIOS / f"baiyun_2021_{asked.desk}.yaml")
    by_hand = by_hand.replace({"clock.days": asked.days, "tickets.dispatch.accuracy": [asked.hand]})
    seconds, rows = {"law": "deterministic", "value": "5 s"}, []
    for accuracy in ACCURACIES:
        smart = {"share": asked.share, "time": seconds, "accuracy": [accuracy]}
        by_machine = by_hand.replace({"tickets.dispatch.smart": smart})
        gain = sim.compare(by_hand, by_machine, replications=asked.reps, progress=True).difference(MEASURE)
        hours = {name: getattr(gain, name) for name in ("base", "variant", "difference", "low", "high")}
        rows.append({"accuracy": accuracy} | {k: v / HOUR_S for k, v in hours.items() if v is not None})
    table = pd.DataFrame(rows).rename(columns={"base": "by hand, h", "variant": "by machine, h"})
    print(table.round(3).to_string(index=False))
    found = break_even(rows)
    print(f"break-even accuracy: {found:.1%}" if found is not None else "no break-even among these accuracies")


if __name__ == "__main__":
    main()
