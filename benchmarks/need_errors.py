"""How often does `need` find too few people? Five floors whose answer is known, 200 seeds each, at its defaults.

Run: python benchmarks/need_errors.py [--seeds 200] [--floor NAME ...] [--long 4000] [--most 100]
The known answer is the least head count whose measure keeps the target over a long run of other citizens.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pandas as pd
from tqdm import tqdm

import sim
from sim.measures.estimate import estimate_measure
from sim.measures.run import measure
from sim.measures.selection import selection_key

FILE = Path(__file__).parent / "interval_coverage_floor.yaml"
CALLS, STAFF, BUSY = "demand.calls.per_day", "operators.desk.shifts.all.staff", "demand.calls.busyness_cv"
LONG_SEED = 4_000_000_000
LEVEL = {"measure": "service_level", "within": "20 s"}
FLOORS = {
    "99.9 % in 20 s": {CALLS: 100, "targets": [LEVEL | {"at_least": "99.9 %"}]},
    "80 % in 20 s": {CALLS: 300, "targets": [LEVEL | {"at_least": "80 %"}]},
    "95 % connected, days differ": {
        CALLS: 300, BUSY: "15 %", "targets": [{"measure": "connection_rate", "at_least": "95 %"}],
    },
    "mean wait 10 s": {CALLS: 200, "targets": [{"measure": "asa", "at_most": "10 s"}]},
    "abandoned 1 %": {CALLS: 150, "targets": [{"measure": "abandonment_rate", "at_most": "1 %"}]},
}  # fmt: skip


def known_answer(scenario: sim.Scenario, replications: int) -> tuple[int, list[float]]:
    """The least head count that keeps the target over a long run, and what each head count up to it gave."""
    target, found = scenario.targets[0], []
    for heads in count(1):
        variant = scenario.replace({STAFF: heads})
        with ThreadPoolExecutor(2) as pool:
            logs = pool.map(
                lambda r, v=variant: measure(sim.simulate(v, seed=LONG_SEED, replication=r, engine="kernel")),
                range(replications),
            )
            figures = [measures.values[selection_key(target)] for measures in logs]
        found.append(estimate_measure(selection_key(target), figures).estimate or 0.0)
        keeps = found[-1] >= target.at_least if target.at_least is not None else found[-1] <= (target.at_most or 0)
        if keeps:
            return heads, found
    raise AssertionError


def row(name: str, seeds: int, replications: int, most: int | None) -> dict[str, object]:
    """How the answers of all seeds lie around the known one."""
    scenario = sim.load_scenario(str(FILE)).replace(FLOORS[name])
    known, measures = known_answer(scenario, replications)
    print(f"{name}: known answer {known}", file=sys.stderr)
    numbers = tqdm(range(1, seeds + 1), desc=name, unit="seed")
    answers = [sim.need(scenario, seed=seed, engine="kernel", most=most).heads for seed in numbers]
    below = sum(heads is not None and heads < known for heads in answers)
    return {
        "target": name,
        "known": known,
        "one fewer gives": f"{measures[-2]:.4g}" if known > 1 else "-",
        "it gives": f"{measures[-1]:.4g}",
        "too few": below,
        "too few, %": 100 * below / seeds,
        "right": sum(heads == known for heads in answers),
        "more": sum(heads is not None and heads > known for heads in answers),
        "none": sum(heads is None for heads in answers),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--long", type=int, default=4000)
    parser.add_argument("--floor", action="append", choices=list(FLOORS), help="only these; all if left out")
    parser.add_argument("--most", type=int, help="go on with so many replications where the answer is open")
    asked = parser.parse_args()
    rows = [row(name, asked.seeds, asked.long, asked.most) for name in asked.floor or FLOORS]
    print(pd.DataFrame(rows).to_string(index=False))
