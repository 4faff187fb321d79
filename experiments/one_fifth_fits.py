"""One figure, several unknowns: which readings of Baiyun make the machine save one fifth of the processing time?

Run: python experiments/one_fifth_fits.py [--reps 2] [--days 28] [--out FILE.csv]
Sweeps what is not published (how many dispatch, how well, what share the machine takes) and solves for the mean delay
outside the units. That delay holds nobody, so it moves both means alike and one pair of runs is enough for each row.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path

import pandas as pd

import sim

SCENARIOS = Path(__file__).parent.parent / "scenarios"
STAFF, HAND, SHARE = (11, 12, 14), (0.80, 0.85, 0.90), (0.785, 0.60)
RATIO, HOUR_US, HOUR_S = 0.80, 3_600_000_000, 3600.0


def main() -> None:
    """Run every pair and print the delay that fits, where one does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=2)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()

    names = ("before", "after")
    before, after = (sim.load_scenario(SCENARIOS / f"baiyun_2021_{name}.yaml") for name in names)
    outside = before.units["street"].outside
    rows = []
    for staff, hand, share in product(STAFF, HAND, SHARE):
        both = {"clock.days": asked.days, "desks.dispatchers.shifts.day.staff": staff}
        both["tickets.dispatch.accuracy"] = [hand]
        smart = {"tickets.dispatch.smart.share": share}
        pair = sim.compare(before.replace(both), after.replace(both | smart), replications=asked.reps, progress=True)
        gain = pair.difference("processing_time_mean")
        by_hand, by_machine = gain.base / HOUR_S, gain.variant / HOUR_S
        shift = (RATIO * by_hand - by_machine) / (1 - RATIO)
        delay = outside.delay.mean / HOUR_US + shift / outside.share
        row = {"dispatchers": staff, "by hand": hand, "share": share, "ratio": by_machine / by_hand}
        rows.append(
            row | {"outside delay that fits, h": delay if delay > 0 else None, "by hand then, h": by_hand + shift}
        )
    table = pd.DataFrame(rows)
    print(table.round(3).to_string(index=False, na_rep="none"))
    if asked.out:
        table.to_csv(asked.out, index=False, encoding="utf-8-sig")


if __name__ == "__main__":
    main()
