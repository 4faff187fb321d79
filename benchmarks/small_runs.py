"""What stands around the compiled simulation, beside an older commit: small runs, and the measures of a day.

Run: python benchmarks/small_runs.py COMMIT [--rounds 31] [--reps 40] [--counts 3]
`run`: CPU milliseconds of each replication of a floor of sixty calls a day (`small_runs.yaml`), of which drawing and
running; `around` is the difference. `swept`: the same as tasks of a sweep of four measures, or as replications where
the commit has no sweeps yet. `day`: of one run of `tianjin_day`, its interval table, its measures and the check
of its conservation laws. Each side has a process with one thread; they take turns of about a tenth of a second, so that
a busy machine is busy for both. Each figure has its least, median and largest value; ratios, here to the commit, are
those of the rounds. The commit's sources are unpacked to a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
MEASURES = ("asa", "service_level_15s", "abandonment_rate", "connection_rate")
TINY = Path(__file__).with_suffix(".yaml").resolve()


def cpu_ms(task: Callable[[], object], times: int) -> float:
    """CPU milliseconds of one of so many repetitions."""
    begun = time.process_time()
    for _ in range(times):
        task()
    return (time.process_time() - begun) * 1_000 / times


def part(reps: int, counts: int) -> None:
    """The figures of this process's sources: a line of JSON for each line of the input."""
    import sim
    from sim.checks import checked_plan
    from sim.measures.by_interval import interval_table
    from sim.measures.identities import check_identities
    from sim.measures.run import measure
    from sim.measures.work import Work
    from sim.simulation import run_plan

    tiny, day = sim.load_scenario(TINY), sim.load_scenario("scenarios/tianjin_day.yaml")
    plan, log = checked_plan(tiny), sim.simulate(day, engine="kernel")

    def runs() -> None:
        sim.replicate(tiny, reps, engine="kernel", workers=1)

    def swept() -> None:
        for replication in range(reps):
            measured(task, replication)

    def simulated() -> None:
        for replication in range(reps):
            run_plan(plan, 1, replication, "kernel")

    def count() -> None:
        work = Work(log)
        table = interval_table(log, None, work)
        if check_identities(log, measure(log, table, work)):
            raise RuntimeError("a run breaks its own books")

    try:
        from sim.sweeps.tasks import Work as Task
        from sim.sweeps.tasks import measured

        task, as_swept = Task(plan, 1, "kernel", (), MEASURES), swept
    except ImportError:  # there were no sweeps: a study was made of replications
        as_swept = runs
    runs()
    as_swept()
    count()
    for _ in sys.stdin:
        run_ms, simulated_ms = cpu_ms(runs, 1) / reps, cpu_ms(simulated, 1) / reps
        swept_ms = cpu_ms(as_swept, 1) / reps
        figures = {"run": run_ms, "drawn_and_run": simulated_ms, "around": run_ms - simulated_ms}
        figures |= {"swept": swept_ms, "around_swept": swept_ms - simulated_ms}
        print(json.dumps({**figures, "day": cpu_ms(count, counts)}), flush=True)


class Side:
    """One side's process, which waits for its turns."""

    def __init__(self, root: Path, reps: int, counts: int) -> None:
        words = [sys.executable, __file__, "--part", str(reps), str(counts)]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(words, cwd=root, env=environment, stdin=pipe, stdout=pipe, text=True)

    def turn(self) -> dict[str, float]:
        """Its figures of one round."""
        print(file=self._process.stdin, flush=True)
        figures: dict[str, float] = json.loads(next(iter(self._process.stdout or ())))
        return figures

    def end(self) -> None:
        """It has no more turns."""
        self._process.communicate()


def unpacked(commit: str, folder: str) -> Path:
    """The sources of a commit."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    return Path(folder)


def spread(values: list[float]) -> list[float]:
    """Least, median and largest."""
    return [round(value, 3) for value in (min(values), statistics.median(values), max(values))]


def main() -> None:
    """Time both sides in turns, and print figures and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?")
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--reps", type=int, default=40)
    parser.add_argument("--counts", type=int, default=3)
    parser.add_argument("--part", nargs=2, type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        part(*asked.part)
        return
    if asked.commit is None:
        parser.error("name a commit to compare with")
    found: dict[str, list[dict[str, float]]] = {"here": [], "commit": []}
    with tempfile.TemporaryDirectory() as folder:
        roots = {"here": ROOT, "commit": unpacked(asked.commit, folder)}
        sides = {name: Side(root, asked.reps, asked.counts) for name, root in roots.items()}
        for side in sides.values():
            side.turn()  # what is compiled is compiled first
        for _ in range(asked.rounds):
            for name, side in sides.items():
                found[name].append(side.turn())
        for side in sides.values():
            side.end()
    table = {side: {name: spread([one[name] for one in each]) for name in each[0]} for side, each in found.items()}
    ratios = {
        name: spread([here[name] / there[name] for here, there in zip(found["here"], found["commit"], strict=True)])
        for name in found["here"][0]
    }
    print(json.dumps({"commit": asked.commit, "rounds": asked.rounds, "cpu_ms": table, "ratio": ratios}, indent=2))


if __name__ == "__main__":
    main()
