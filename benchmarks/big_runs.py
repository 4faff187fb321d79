"""The ceiling of same-day closure beside a run, and the five hotlines as the command runs them; beside another version.

Run: python benchmarks/big_runs.py [--rounds 3] [--reps 3] [--scenarios jingxi_2022 ...] [--against FOLDER] [--only ...]
`ceiling`: in fresh processes that have run something small before, one replication planned, drawn, run and measured as
`hotline run` does, and its ceiling, planned, drawn and run; CPU seconds, the largest memory of the process, and the
ratio of both in each round. `hotlines`: `hotline run` with all its results, by wall clock, CPU and largest memory; it
uses as many threads as there are processors. Sides and rounds take turns, and each figure has its least, median and
largest value. `--against` is a folder with other sources, such as an older commit: its ceiling of Tianjin takes 12 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HOTLINES = ("baiyun_2021", "jingxi_2022", "tianjin_2022", "zhoukou_2022", "zhujing_2020")
SMALL = "template_chain"


def run_of(scenario: Any) -> None:
    """One replication, planned, run and measured."""
    import sim
    from sim.plans.build import build_plan
    from sim.study.counted import count

    build_plan(scenario)
    count(sim.simulate(scenario, engine="kernel"))


def ceiling_of(scenario: Any) -> tuple[float, float]:
    """Numerator and denominator of the ceiling of the same replication; older versions give it without being asked."""
    from sim.study.ceiling import same_day_ceiling

    found: Any = same_day_ceiling(scenario, engine="kernel")
    run = found(0) if callable(found) else found
    figure = getattr(run, "same_day", run)
    return figure.numerator, figure.denominator


PARTS: dict[str, Callable[[Any], Any]] = {"run": run_of, "ceiling": ceiling_of}


def part(name: str, which: str) -> dict[str, Any]:
    """CPU seconds and memory of one part, in this process."""
    import sim

    small, large = (sim.load_scenario(Path("scenarios") / f"{stem}.yaml") for stem in (SMALL, name))
    PARTS[which](small)
    begun = time.process_time()
    found = PARTS[which](large)
    cpu_s = time.process_time() - begun
    return {"cpu_s": cpu_s, "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, "found": found}


def in_a_process(root: Path, *words: str) -> str:
    """What a fresh process of one side prints."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, *words], cwd=root, env=environment, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def command(root: Path, name: str, reps: int) -> dict[str, float]:
    """`hotline run` with all its results: wall clock, CPU seconds and the largest memory."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["-m", "sim", "run", f"scenarios/{name}.yaml", "--reps", str(reps), "--quiet", "--out", f"{folder}/out"]
        begun = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, *words], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(child.pid, 0)
        wall_s = time.monotonic() - begun
    if status != 0:
        raise RuntimeError(f"{name} ended with {status}")
    return {"wall_s": wall_s, "cpu_s": used.ru_utime + used.ru_stime, "peak_gb": used.ru_maxrss / 1e6}


def spread(values: list[float]) -> list[float]:
    """Least, median and largest."""
    return [round(value, 3) for value in (min(values), statistics.median(values), max(values))]


def ceilings(sides: dict[str, Path], names: list[str], rounds: int) -> dict[str, Any]:
    """Runs and ceilings of each scenario, in turns."""
    table: dict[str, Any] = {}
    for name in names:
        found: dict[str, list[dict[str, Any]]] = {}
        for _ in range(rounds):
            for side, root in sides.items():
                for which in PARTS:
                    text = in_a_process(root, __file__, "--part", which, name)
                    found.setdefault(f"{side}_{which}", []).append(json.loads(text))
                    print(name, side, which, found[f"{side}_{which}"][-1], file=sys.stderr)
        figures = {tuple(one["found"]) for key, each in found.items() if key.endswith("ceiling") for one in each}
        if len(figures) != 1:
            raise RuntimeError(f"{name}: ceilings differ: {figures}")
        row: dict[str, Any] = {"ceiling": list(figures.pop())}
        for side in sides:
            run, ceiling = found[f"{side}_run"], found[f"{side}_ceiling"]
            for key in ("cpu_s", "peak_gb"):
                row[f"{side}_run_{key}"] = spread([one[key] for one in run])
                row[f"{side}_ceiling_{key}"] = spread([one[key] for one in ceiling])
                row[f"{side}_ratio_{key}"] = spread([b[key] / a[key] for a, b in zip(run, ceiling, strict=True)])
        table[name] = row
    return table


def hotlines(sides: dict[str, Path], names: list[str], rounds: int, reps: int) -> dict[str, Any]:
    """The command on each scenario, in turns."""
    found: dict[str, dict[str, list[dict[str, float]]]] = {name: {side: [] for side in sides} for name in names}
    for _ in range(rounds):
        for name in names:
            for side, root in sides.items():
                found[name][side].append(command(root, name, reps))
                print(name, side, found[name][side][-1], file=sys.stderr)
    return {
        name: {side: {key: spread([one[key] for one in each]) for key in each[0]} for side, each in of.items()}
        for name, of in found.items()
    }


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--scenarios", nargs="+", default=list(HOTLINES))
    parser.add_argument("--against", type=Path)
    parser.add_argument("--only", choices=["ceiling", "hotlines"])
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(part(asked.part[1], asked.part[0])))
        return
    sides = {"here": ROOT} | ({"against": asked.against.resolve()} if asked.against else {})
    result: dict[str, Any] = {"rounds": asked.rounds, "processors": os.cpu_count(), "load": os.getloadavg()[0]}
    if asked.only != "hotlines":
        result["ceiling"] = ceilings(sides, asked.scenarios, asked.rounds)
    if asked.only != "ceiling":
        result["hotlines"] = {
            "reps": asked.reps, **hotlines(sides, asked.scenarios, asked.rounds, asked.reps)
        }  # fmt: skip
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
