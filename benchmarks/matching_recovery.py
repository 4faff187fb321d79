"""How often matching rules out the truth: hotlines with known numbers, whose rounded figures are matched.

python benchmarks/matching_recovery.py --truths 100

Each truth is drawn from the ranges; its figures are the means of ten days, rounded to whole per cent. Told are how many
truths were ruled out, how much of the room was left on average, and how many of the places that were drawn from it
reproduced the figures before other citizens.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

import sim

TALK, PATIENCE = "operators.floor.talk.mean", "callers.patience.mean"
BASE: dict[str, Any] = {
    "hotline": 1,
    "clock": {"start": "2022-01-10", "days": 1},
    "demand": {"calls": {"per_day": 700, "types": {"any": "100 %"}}},
    "callers": {"patience": {"law": "exponential", "mean": "120 s"}},
    "operators": {
        "floor": {
            "talk": {"law": "exponential", "mean": "150 s"},
            "wrap_up": {"law": "exponential", "mean": "30 s"},
            "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 2}},
        }
    },
}
MEASURES = ("occupancy", "abandonment_rate")
DAYS = 10


def matched(seed: int, folder: str) -> tuple[bool, float, int, int]:
    """Of one truth: whether it is ruled out, what is left, and how many of the places drawn reproduce the figures."""
    place = np.random.default_rng([11, seed]).random(2)
    truth = {TALK: f"{100 + 120 * place[0]:.6g} s", PATIENCE: f"{30 * 10 ** place[1]:.6g} s"}
    base = sim.Scenario.from_document(BASE, folder, "base")
    days = sim.replicate(base.replace(truth), replications=DAYS, seed=10_000 + seed)
    published = {measure: days.estimate(measure).estimate or 0.0 for measure in MEASURES}
    found = sim.match(
        {
            "match": 1,
            "scenario": "base.yaml",
            "unknown": {TALK: "100 s .. 220 s", PATIENCE: {"range": "30 s .. 300 s", "scale": "log"}},
            "figures": [
                {"measure": measure, "value": f"{100 * value:.0f} %", "mean_of": DAYS}
                for measure, value in published.items()
            ],
            "waves": 3,
            "draws": 5,
        }
    )
    drawn = found.simulated_frame().query("place == 'drawn'")
    is_lost = bool(found.waves.implausibility(place[np.newaxis])[0] > 3)
    return is_lost, found.waves.remaining.share, int(drawn["reproduced"].sum()), len(drawn)


def main() -> None:
    """Print what was found as JSON."""
    import os
    import tempfile
    from pathlib import Path

    options = argparse.ArgumentParser()
    options.add_argument("--truths", type=int, default=100)
    truths = options.parse_args().truths
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("base.yaml").write_text(json.dumps(BASE), encoding="utf-8")
        each = [matched(seed, folder) for seed in range(truths)]
    lost, left, good, drawn = zip(*each, strict=True)
    print(
        json.dumps(
            {
                "truths": truths,
                "ruled_out": sum(lost),
                "share_left": round(float(np.mean(left)), 4),
                "reproduced": sum(good),
                "drawn": sum(drawn),
            }
        )
    )


if __name__ == "__main__":
    main()
