"""Shift design beside pyworkforce: its own scheduling problem and a week of more shifts; seconds and costs in one run.

Run: python benchmarks/shift_design.py --peer PYTHON [--rounds 5]

PYTHON is the interpreter of an environment with pyworkforce (`E/bin/pip install pyworkforce==0.5.1`).
`readme`: two days of 24 periods and four shifts, as pyworkforce's documentation has it: heads per shift and day so that
the sum of differences between heads and requirement is least. `week`: seven days of 48 half hours, 18 shifts of 8 and 6
hours, requirements of a city's line. Both answer the same question to the end; the costs must be equal. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from typing import Any

import numpy as np

PEER = """
import json, sys, time
from pyworkforce.scheduling import MinAbsDifference
for line in sys.stdin:
    asked = json.loads(line)
    begun = time.perf_counter()
    found = MinAbsDifference(
        num_days=len(asked["required"]), periods=len(asked["required"][0]), shifts_coverage=asked["shifts"],
        required_resources=asked["required"], max_period_concurrency=asked["most"], max_shift_concurrency=asked["most"],
        max_search_time=120.0, num_search_workers=2,
    ).solve()
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "cost": found["cost"], "status": found["status"]}), flush=True)
"""
README = {
    "required": [
        [9, 11, 17, 9, 7, 12, 5, 11, 8, 9, 18, 17, 8, 12, 16, 8, 7, 12, 11, 10, 13, 19, 16, 7],
        [13, 13, 12, 15, 18, 20, 13, 16, 17, 8, 13, 11, 6, 19, 11, 20, 19, 17, 10, 13, 14, 23, 16, 8],
    ],
    "shifts": {
        "Morning": [0] * 6 + [1] * 8 + [0] * 10,
        "Afternoon": [0] * 13 + [1] * 8 + [0] * 3,
        "Night": [1] * 6 + [0] * 15 + [1] * 3,
        "Mixed": [0] * 11 + [1] * 8 + [0] * 5,
    },
    "most": 40,
}  # fmt: skip


def week(seed: int = 1) -> dict[str, Any]:
    """Half hours of seven days of a line that is busiest at ten and at three."""
    chance, hours = np.random.default_rng(seed), np.arange(48) / 2
    shape = 4 + 26 * np.exp(-(((hours - 10) / 3) ** 2)) + 20 * np.exp(-(((hours - 15) / 3.5) ** 2))
    level = np.array([1.1, 1.0, 1.0, 0.95, 0.95, 0.6, 0.5])
    required = np.rint(chance.poisson(np.outer(level, shape))).astype(int)
    shifts = {}
    for length in (12, 16):
        for start in range(0, 48, 6 if length == 12 else 5):
            at = (start + np.arange(length)) % 48
            shifts[f"{start / 2:g} {length / 2:g}h"] = [int(slot in at) for slot in range(48)]
    return {"required": required.tolist(), "shifts": shifts, "most": 60}


def ours(asked: dict[str, Any]) -> dict[str, Any]:
    """The same by `sim.rostering.design`: each slot's difference costs one, heads cost nothing."""
    from sim.rostering.design import design
    from sim.rostering.shift_parts import Cover, Kind, Piece, Problem

    required = np.array(asked["required"])
    days, periods = required.shape
    kinds = []
    for name, covered in asked["shifts"].items():
        runs = np.flatnonzero(np.diff([0, *covered]) == 1).tolist()
        pieces = [(start, covered[start:].index(0) if 0 in covered[start:] else periods - start) for start in runs]
        kinds += [
            Kind(f"{name} {day}", name, 0, tuple(Piece((day * periods + at,), length) for at, length in pieces), 0.0,
                 most=asked["most"])
            for day in range(days)
        ]  # fmt: skip
    cover = Cover((0,), required.ravel().astype(float), under_price=1.0, over_price=1.0)
    begun = time.perf_counter()
    found = design(Problem(days * periods, ("all",), tuple(kinds), (cover,)), seconds=120, gap=0.0)
    return {"seconds": time.perf_counter() - begun, "cost": found.cost, "status": "OPTIMAL" if found.is_best else "?"}


def main() -> None:
    """Print costs, seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    peer = subprocess.Popen(
        [options.peer, "-c", PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert peer.stdin is not None
    assert peer.stdout is not None

    def theirs(asked: dict[str, Any]) -> dict[str, Any]:
        print(json.dumps(asked), file=peer.stdin, flush=True)
        answer: dict[str, Any] = json.loads(peer.stdout.readline())
        return answer

    told = {}
    for name, asked in (("readme", README), ("week", week())):
        sides: dict[str, list[dict[str, Any]]] = {"here": [], "pyworkforce": []}
        for solve in (ours, theirs):
            solve(asked)  # what is loaded once is loaded
        for _ in range(options.rounds):
            sides["here"].append(ours(asked))
            sides["pyworkforce"].append(theirs(asked))
        ratios = [b["seconds"] / a["seconds"] for a, b in zip(sides["here"], sides["pyworkforce"], strict=True)]
        told[name] = {
            side: {
                "cost": runs[0]["cost"],
                "status": runs[0]["status"],
                "seconds": round(statistics.median(run["seconds"] for run in runs), 4),
            }
            for side, runs in sides.items()
        } | {"times as fast": [round(value, 2) for value in (min(ratios), statistics.median(ratios), max(ratios))]}
    peer.communicate()
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
