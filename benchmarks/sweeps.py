"""Sweeps, side by side in one run: one processor and two, with a store and without, joblib by hand, 100,000 small runs.

Run: python benchmarks/sweeps.py processors|store|peer|memory [--reps N] [--rounds N]
`processors`: replications of `tianjin_day` in one thread and two, and in one process of its own and two.
`store`: which share of the time of such a sweep in two threads goes to its ledger, manifest and tables.
`peer`: W1 (a day of 32,000 calls) at three lengths of wrap-up, by `sim.sweep` with its store and by a script that runs
the idiomatic SimPy model with joblib (`pip install joblib`), both on two processors, with the same four measures.
`memory`: how much the process grows over so many runs of a floor of sixty calls a day, store included.
Wall-clock time in rounds that take turns: nothing else should run. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from idiomatic_simpy import ABANDONED, COLUMNS, simulate_day  # scripts beside this one
from w1 import HANDLE_S, scenario

import sim
from sim.scenario.profiles import NAMED_PROFILES
from sim.store.folder import ResultFolder
from sim.store.ledger import Ledger

WRAP_UPS_S = (30, 45, 60)
CALLS = 32_000
MEASURES = ["asa", {"measure": "service_level", "within": "15 s"}, "abandonment_rate", "connection_rate"]
TINY = Path(__file__).parent / "small_runs.yaml"


def seconds(task: Callable[[], object]) -> float:
    """Wall-clock seconds of it."""
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def of(values: list[float]) -> dict[str, float]:
    """Least, median and largest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return {"min": round(low, 3), "median": round(middle, 3), "max": round(high, 3)}


def tianjin(reps: int) -> dict[str, Any]:
    """A sweep of one design, Tianjin's floor on a day."""
    return {
        "sweep": 1, "scenario": "tianjin_day", "replications": reps, "measures": MEASURES,
        "design": {"list": [{"name": "now"}]},
    }  # fmt: skip


def processors(options: argparse.Namespace) -> dict[str, Any]:
    """How many times as fast two are."""
    found: dict[str, list[float]] = {"threads": [], "processes": []}
    sim.sweep(tianjin(4), engine="kernel", processes=True, workers=2)
    for _ in range(options.rounds):
        for name, times in found.items():
            one, two = (
                seconds(
                    lambda workers=workers, name=name: sim.sweep(  # type: ignore[misc]
                        tianjin(options.reps), engine="kernel", workers=workers, processes=name == "processes"
                    )
                )
                for workers in (1, 2)
            )
            times.append(one / two)
    return {name: of(times) for name, times in found.items()}


def store(options: argparse.Namespace) -> dict[str, Any]:
    """The share of what is written."""
    spent = 0.0

    def timed(call: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **more: Any) -> Any:
            nonlocal spent
            begun = time.perf_counter()
            try:
                return call(*given, **more)
            finally:
                spent += time.perf_counter() - begun

        return measured

    for kind, names in ((Ledger, ("plan", "start", "done", "commit")), (ResultFolder, ("start", "add", "finish"))):
        for name in names:
            setattr(kind, name, timed(getattr(kind, name)))
    shares = []
    for _ in range(options.rounds):
        spent = 0.0
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            whole = seconds(lambda out=out: sim.sweep(tianjin(options.reps), engine="kernel", out=out))  # type: ignore[misc]
        shares.append(spent / whole)
    return {"share": of(shares)}


def by_hand(wrap_up_s: int, replication: int) -> dict[str, float]:
    """One run as a researcher would write it: draws by numpy, the tutorial's model, measures from its rows."""
    chance = np.random.default_rng([wrap_up_s, replication])
    weights = np.array(NAMED_PROFILES["hotline_day"])
    shares = weights / weights.sum()
    hours = chance.choice(24, size=chance.poisson(CALLS), p=shares)
    arrivals = np.sort(((hours + chance.random(hours.size)) * 3.6e9).astype(np.int64))
    spread = np.log(2.0)  # of a coefficient of variation of 1
    talk = chance.lognormal(np.log(180) - spread / 2, np.sqrt(spread), arrivals.size) * 1e6
    wrap_up, patience = (chance.exponential(mean * 1e6, arrivals.size) for mean in (wrap_up_s, 120))
    staff = [int(np.ceil(share * CALLS * HANDLE_S / 3600)) + 2 for share in shares]
    given = (arrivals, talk.astype(np.int64), wrap_up.astype(np.int64), patience.astype(np.int64))
    rows = simulate_day(*(column.tolist() for column in given), staff)
    row = {name: rows[:, place] for place, name in enumerate(COLUMNS)}
    is_answered = row["outcome"] != ABANDONED
    waits = (row["answered_us"] - row["arrived_us"])[is_answered] / 1e6
    return {
        "asa": float(waits.mean()),
        "service_level_15s": float(np.count_nonzero(waits <= 15) / len(rows)),
        "abandonment_rate": 1 - float(is_answered.mean()),
        "connection_rate": float(is_answered.mean()),
    }


def peer(options: argparse.Namespace) -> dict[str, Any]:
    """Seconds of a run on either side, and their ratio."""
    from joblib import Parallel, delayed

    few = max(2, options.reps // 50)
    ratios, ours, theirs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day.yaml"
        file.write_text(scenario(CALLS).to_yaml(), encoding="utf-8")
        design = {"grid": {"operators.floor.wrap_up.mean": [f"{wrap_up} s" for wrap_up in WRAP_UPS_S]}}
        asked = Path(folder) / "sweep.yaml"
        asked.write_text(
            json.dumps({"sweep": 1, "scenario": "day.yaml", "measures": MEASURES, "design": design}), encoding="utf-8"
        )
        sim.sweep(asked, replications=2, engine="kernel")
        for number in range(options.rounds):
            out = Path(folder) / f"out {number}"
            runs = len(WRAP_UPS_S) * options.reps
            ours.append(
                seconds(lambda out=out: sim.sweep(asked, replications=options.reps, engine="kernel", out=out)) / runs  # type: ignore[misc]
            )
            tasks = [delayed(by_hand)(wrap_up, replication) for wrap_up in WRAP_UPS_S for replication in range(few)]
            theirs.append(seconds(lambda tasks=tasks: Parallel(n_jobs=2)(tasks)) / len(tasks))  # type: ignore[misc]
            ratios.append(theirs[-1] / ours[-1])
    return {"ours_s": of(ours), "by_hand_s": of(theirs), "ratio": of(ratios)}


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Largest memory after a tenth of the runs and after all of them, in megabytes."""
    found = {}
    for runs in (options.reps // 10, options.reps):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "tiny.yaml").write_bytes(TINY.read_bytes())
            asked = Path(folder) / "sweep.yaml"
            text = {"sweep": 1, "scenario": "tiny.yaml", "measures": MEASURES, "design": {"list": [{"name": "now"}]}}
            asked.write_text(json.dumps(text), encoding="utf-8")
            out = Path(folder) / "out"
            took = seconds(
                lambda asked=asked, runs=runs, out=out: sim.sweep(asked, replications=runs, engine="kernel", out=out)  # type: ignore[misc]
            )
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        found[runs] = {"largest_mb": round(largest), "ms_a_run": round(took * 1000 / runs, 2)}
    return {str(runs): told for runs, told in found.items()}


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "processors": processors,
    "store": store,
    "peer": peer,
    "memory": memory,
}


def main() -> None:
    """Time what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--reps", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(json.dumps({**vars(options), **PARTS[options.part](options)}, indent=2))


if __name__ == "__main__":
    main()
