"""Where does Baiyun's one fifth of the processing time come from? Each lever alone, before the same tickets.

Run: python experiments/one_fifth.py [--reps 3] [--days 28] [--out FILE.csv]
Prints mean processing and dispatch times in hours, and the paired difference from dispatch by hand with its interval.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import sim

SCENARIOS = Path(__file__).parent.parent / "scenarios"
LEVERS = {
    "after": "the machine",
    "lever_seconds": "seconds instead of minutes, by day",
    "lever_night": "a desk open at night, minutes as before",
    "lever_returns": "95 % right by hand",
    "next_day_start": "without the start on the same day",
}
HOUR_S = 3600.0


def main() -> None:
    """Compare each lever with dispatch by hand and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()

    names = ("before", *LEVERS)
    found = {name: sim.load_scenario(SCENARIOS / f"baiyun_2021_{name}.yaml") for name in names}
    designs = {name: scenario.replace({"clock.days": asked.days}) for name, scenario in found.items()}
    rows = []
    for name, words in LEVERS.items():
        pair = sim.compare(designs["before"], designs[name], replications=asked.reps, progress=True)
        whole, dispatch = pair.difference("processing_time_mean"), pair.difference("dispatch_time_mean")
        seconds = {"by hand": whole.base, "so": whole.variant, "difference": whole.difference, "low": whole.low}
        seconds |= {"high": whole.high, "dispatch by hand": dispatch.base, "dispatch so": dispatch.variant}
        row = {key: value / HOUR_S for key, value in seconds.items() if value is not None}
        rows.append({"lever": words} | row | {"ratio": row["so"] / row["by hand"]})
    table = pd.DataFrame(rows)
    print(table.round(2).to_string(index=False))
    if asked.out:
        table.to_csv(asked.out, index=False, encoding="utf-8-sig")


if __name__ == "__main__":
    main()
