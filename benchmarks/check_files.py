"""`hotline check` on a file of time stamps: processor seconds and the largest memory, beside another version of it.

Run: python benchmarks/check_files.py [--rows 1000000] [--rounds 3] [--against FOLDER]
The file holds a month of calls, one to the second, each with one of three types. Each figure is the median of `rounds`
fresh processes; those of the two sides take turns. `--against` is a folder with other sources, such as an older commit.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
SCENARIO = """
hotline: 1
clock: {start: 2026-03-02, days: 30, zone: Europe/Paris}
demand: {calls: {stamps: {file: stamps.csv, type: type}, types: {a: 50 %, b: 30 %, c: 20 %}}}
operators:
  desk:
    talk: {law: exponential, mean: 3 min}
    shifts: {all: {start: "00:00", end: "24:00", staff: 100}}
"""


def write_inputs(folder: Path, rows: int) -> None:
    """A scenario and its file of stamps, in order of time, none in the hour that the clocks skip."""
    draws = np.random.default_rng(1)
    seconds = np.sort(draws.integers(0, 27 * 86_400, rows)).astype("timedelta64[s]")
    times = np.datetime_as_string(np.datetime64("2026-03-02T00:00:00") + seconds)
    kinds = draws.choice(["a", "b", "c"], rows)
    lines = (f"{time[:10]} {time[11:]},{kind}\n" for time, kind in zip(times.tolist(), kinds.tolist(), strict=True))
    (folder / "stamps.csv").write_text("time,type\n" + "".join(lines), encoding="utf-8")
    (folder / "s.yaml").write_text(SCENARIO, encoding="utf-8")


def check(root: Path, folder: Path) -> dict[str, float]:
    """One fresh process: its processor seconds and its largest memory in MB."""
    program = (
        "import resource, sys; from sim.cli import main; sys.argv[1:] = ['check', 's.yaml']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env={**os.environ, "PYTHONPATH": str(root)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    code, cpu_s, peak_mb = done.stdout.splitlines()[-1].split()
    if code not in ("0", "None"):
        raise RuntimeError(done.stdout + done.stderr)
    return {"cpu_s": float(cpu_s), "peak_mb": float(peak_mb)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path)
    asked = parser.parse_args()
    sides = {"here": ROOT} | ({"against": asked.against.resolve()} if asked.against else {})
    with tempfile.TemporaryDirectory() as made:
        write_inputs(Path(made), asked.rows)
        rounds = [{side: check(root, Path(made)) for side, root in sides.items()} for _ in range(asked.rounds)]
    result: dict[str, object] = {"rows": asked.rows}
    for side in sides:
        result[side] = {key: statistics.median(one[side][key] for one in rounds) for key in ("cpu_s", "peak_mb")}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
