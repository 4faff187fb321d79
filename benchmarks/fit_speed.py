"""How long files of calls and tickets take to be read and fitted, how much memory, and how long it takes plainly.

Run: python benchmarks/fit_speed.py [--calls 1000000] [--tickets 300000] [--plain]

Makes up a year (calls by a Poisson stream, lognormal talks, Weibull patience; tickets of twelve units, half of them
offices), writes both files as systems would, with stamps in whole seconds, and runs `hotline fit` on them as a command
of its own on one processor. `--plain` runs `benchmarks/fit_plain.py` on the same files, too: the same steps in pandas
row by row. Says seconds by the clock and of the processor, and megabytes, as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

DAYS: Final = 365
UNITS: Final = 12
START: Final = np.datetime64("2025-01-01T00:00:00")
MEASURE: Final = (
    "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE); "
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); sys.stdout.buffer.write(done.stdout); "
    "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr); sys.exit(done.returncode)"
)
"""A process of its own for each, so that what one used is not taken for another's."""


def _stamp(seconds: np.ndarray, there: np.ndarray) -> np.ndarray:
    return np.where(there, np.datetime_as_string(START + seconds.astype("timedelta64[s]")), "")


def made_calls(n: int) -> pd.DataFrame:
    """So many calls of a year."""
    rng = np.random.default_rng(1)
    arrived = np.sort(rng.integers(0, DAYS * 86_400, n))
    patience, offered = 120 * rng.weibull(0.8, n), rng.exponential(40, n) * (rng.random(n) < 0.6)
    answered = offered <= patience
    wait = np.where(answered, offered, patience).astype(np.int64)
    talk, wrap = rng.lognormal(4.8, 0.8, n).astype(np.int64), rng.exponential(40, n).astype(np.int64)
    every = np.ones(n, dtype=bool)
    frame = {
        "call id": np.arange(n),
        "caller id": rng.integers(0, n, n),
        "received at": _stamp(arrived, every),
        "answered at": _stamp(arrived + wait, answered),
        "talk end": _stamp(arrived + wait + talk, answered),
        "acw end": _stamp(arrived + wait + talk + wrap, answered),
        "abandoned at": _stamp(arrived + wait, ~answered),
        "result": np.where(answered, "answered", "abandoned"),
        "queue": rng.choice(["tax", "water", "roads"], n),
    }
    return pd.DataFrame(frame)


def made_tickets(n: int) -> pd.DataFrame:
    """So many tickets of a year; the even units work from 08:00 to 18:00 every day."""
    rng = np.random.default_rng(2)
    received = np.sort(rng.integers(0, DAYS * 86_400, n))
    unit = rng.integers(0, UNITS, n)
    handled = received + rng.lognormal(10.5, 1.2, n).astype(np.int64)
    in_office = (unit % 2 == 0) & ((handled % 86_400 < 28_800) | (handled % 86_400 >= 64_800))
    handled = np.where(in_office, (handled // 86_400 + 1) * 86_400 + rng.integers(28_800, 64_800, n), handled)
    seen = handled < DAYS * 86_400
    frame = {
        "ticket": np.arange(n),
        "type": rng.choice(["tax", "water", "roads"], n),
        "unit": np.char.add("unit ", unit.astype(str)),
        "received at": _stamp(received, np.ones(n, dtype=bool)),
        "handled at": _stamp(handled, seen),
    }
    return pd.DataFrame(frame)


def measured(words: list[str]) -> tuple[dict[str, Any], dict[str, float]]:
    """What a command says, and what it used."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *words], capture_output=True, text=True, check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    processor, largest = map(float, done.stderr.split()[-2:])
    seconds = time.perf_counter() - begun
    return json.loads(done.stdout), {
        "seconds": round(seconds, 1), "processor_seconds": round(processor, 1), "largest_mb": round(largest),
    }  # fmt: skip


def main() -> None:
    """Write, run and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--tickets", type=int, default=300_000)
    parser.add_argument("--plain", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as box:
        calls, tickets = Path(box) / "calls.csv", Path(box) / "tickets.csv"
        made_calls(asked.calls).to_csv(calls, index=False)
        made_tickets(asked.tickets).to_csv(tickets, index=False)
        files = ["--calls", str(calls), "--tickets", str(tickets)]
        answer, used = measured([sys.executable, "-m", "sim", "fit", *files, "--out", str(Path(box) / "o"), "--json"])
        found: dict[str, Any] = {
            "calls": asked.calls, "tickets": asked.tickets,
            "file_mb": [round(one.stat().st_size / 1e6) for one in (calls, tickets)],
            "read": [answer["files"][name]["read"] for name in ("calls", "tickets")], **used,
        }  # fmt: skip
        if asked.plain:
            script = str(Path(__file__).with_name("fit_plain.py"))
            told, plain = measured([sys.executable, script, str(calls), str(tickets)])
            by_key = {one["key"]: one["value"] for one in answer["parameters"]}
            found["plain"] = plain
            found["times_as_fast"] = round(plain["processor_seconds"] / used["processor_seconds"], 1)
            found["talk_mean_both"] = [by_key["operators.floor.talk.mean"], told["calls"]["talk"][1]]
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
