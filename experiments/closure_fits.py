"""Which pairs of rates fit the closure counts of Jingxi (504 of 541) and Zhujing (323 of 365)? One count leaves many.

Run: python experiments/closure_fits.py [--reps 5] [--seed 1] [--only jingxi_2022] [--out fits.csv]
Sweeps the share of tickets that wait for others against the mean of that wait. In each cell stand the closure rate, `*`
where it fits the published count up to chance, and beside it: in Jingxi the share closed of the tickets of the days
before (same-day clearance says 100 %), in Zhujing the share closed within the time limits (assumed, not published).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

import sim

ROOT = Path(__file__).parent.parent / "scenarios"
OLDER = "closure_rate[at=2022-07-14 13:00, received=..2022-07-13]"
SQUAD, TOWN = ("handling_group", "grid_team"), ("village", "department", "company")
CASES = {  # scenario: days until the count, units that wait for others, what stands beside, delays
    "jingxi_2022": (5, SQUAD, OLDER, ("2 h", "3.5 h", "5.5 h", "8 h", "12 h")),
    "jingxi_2022_from_13": (2, SQUAD, OLDER, ("10 min", "20 min", "30 min", "1 h", "2 h")),
    "zhujing_2020": (34, TOWN, "on_time_closure", ("2 d", "3.5 d", "4.5 d", "7 d", "12 d")),
}
SHARES = ("30 %", "50 %", "70 %", "90 %", "100 %")


def cell(name: str, share: str, delay: str, reps: int, seed: int) -> dict[str, object]:
    """The two figures at one pair of rates, and whether the first fits the published count."""
    days, units, beside, _ = CASES[name]
    changes: dict[str, object] = {"clock.days": days}
    changes |= {f"units.{unit}.outside.share": share for unit in units}
    changes |= {f"units.{unit}.outside.delay.mean": delay for unit in units}
    runs = sim.replicate(sim.load_scenario(ROOT / f"{name}.yaml").replace(changes), replications=reps, seed=seed)
    count = next(figure for figure in runs.published() if figure.kind == "fitted")
    rate, other = count.estimate or 0.0, runs.estimate(beside).estimate or 0.0
    said = f"{rate:.3f}{'*' if (fits := count.published_low <= rate <= count.published_high) else ' '} {other:.3f}"
    return {"scenario": name, "share": share, "delay": delay, "rate": rate, "fits": fits, beside: other, "cell": said}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=tuple(CASES))
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    rows = []
    for name in (asked.only,) if asked.only else CASES:
        print(f"sweeping {name}", file=sys.stderr)
        delays = list(CASES[name][3])
        swept = [cell(name, share, delay, asked.reps, asked.seed) for share in SHARES for delay in delays]
        table = pd.DataFrame(swept).pivot(index="share", columns="delay", values="cell")
        print(f"\n{name}\n{table.loc[list(SHARES), delays].to_string()}", flush=True)
        rows += swept
    if asked.out:
        pd.DataFrame(rows).drop(columns="cell").to_csv(asked.out, index=False, encoding="utf-8-sig")
