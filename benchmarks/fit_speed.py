"""How long a file of calls takes to be read and fitted, and how much memory.

Run: python benchmarks/fit_speed.py [--calls 1000000]

Makes up calls of a year (a Poisson stream, lognormal talks, Weibull patience, stamps in whole seconds, callers), writes
them as a switch would, and runs `hotline fit` on them as a command of its own. Says seconds and megabytes as JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

DAYS = 365


def made_calls(n: int) -> pd.DataFrame:
    """So many calls of a year."""
    rng = np.random.default_rng(1)
    arrived = np.sort(rng.integers(0, DAYS * 86_400, n))
    patience, offered = 120 * rng.weibull(0.8, n), rng.exponential(40, n) * (rng.random(n) < 0.6)
    answered = offered <= patience
    wait = np.where(answered, offered, patience).astype(np.int64)
    talk, wrap = rng.lognormal(4.8, 0.8, n).astype(np.int64), rng.exponential(40, n).astype(np.int64)
    start = np.datetime64("2025-01-01T00:00:00")

    def stamp(seconds: np.ndarray, there: np.ndarray) -> np.ndarray:
        return np.where(there, np.datetime_as_string(start + seconds.astype("timedelta64[s]")), "")

    every = np.ones(n, dtype=bool)
    frame = {
        "call id": np.arange(n),
        "caller id": rng.integers(0, n, n),
        "received at": stamp(arrived, every),
        "answered at": stamp(arrived + wait, answered),
        "talk end": stamp(arrived + wait + talk, answered),
        "acw end": stamp(arrived + wait + talk + wrap, answered),
        "abandoned at": stamp(arrived + wait, ~answered),
        "result": np.where(answered, "answered", "abandoned"),
        "queue": rng.choice(["tax", "water", "roads"], n),
    }
    return pd.DataFrame(frame)


def main() -> None:
    """Write, run and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    n = parser.parse_args().calls
    with tempfile.TemporaryDirectory() as box:
        file = Path(box) / "calls.csv"
        made_calls(n).to_csv(file, index=False)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "sim", "fit", "--calls", str(file), "--out", str(Path(box) / "out"), "--json"],
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        size = file.stat().st_size
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    answer = json.loads(done.stdout)
    print(json.dumps({"calls": n, "file_mb": round(size / 1e6), "seconds": round(seconds, 1),
                      "largest_mb": round(held), "read": answer["files"]["calls"]["read"]}, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
