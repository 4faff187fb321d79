"""Workers that are lost: killed ones cost nothing, a run that always ends its worker costs itself only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..sweeps.small import HEAD, STAFF, desk, tables
from ..sweeps.test_processes import experiment, with_worker
from .reliability_page import write_section

ROOT = Path(__file__).parents[2]
LOST = """
*Processes*: 1,000 runs of a small scenario in two processes, of which one run always ends its process (SIGKILL): the
others have to finish. *Cluster*: a Dask scheduler and two workers that are started on this machine, of which one is
killed every few seconds and replaced, in a sweep of 4 designs and 50 replications; the tables have to be those of one
thread, byte for byte.
"""


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="signals of Unix end the processes here")
def test_lost_workers_cost_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has the counts."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'hotline-sim[cluster]'")
    kills, runs = killed_cluster(tmp_path / "cluster")
    others = poisoned(tmp_path / "processes", monkeypatch)
    rows: list[tuple[object, ...]] = [
        ("one run of 1,000 always ends its process", 2, f"{others} of 999", "-"),
        ("Dask workers killed", kills, f"{runs} of 200", "yes"),
    ]
    write_section("Lost workers", LOST, ("what", "processes lost", "other runs finished", "same bytes"), rows)


def poisoned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many runs finish beside one that ends its process each time."""
    from sim.sweeps.loop import run_experiment
    from sim.sweeps.processes import in_processes

    folder.mkdir()
    with_worker(folder, monkeypatch, "replication == 417", "os.kill(os.getpid(), signal.SIGKILL)")
    found = run_experiment(experiment(folder, 1000), None, "kernel", in_processes)
    assert list(found.failures) == [(0, 417)]
    assert len(found.figures) == 999
    return len(found.figures)


def killed_cluster(folder: Path) -> tuple[int, int]:
    """Number of workers killed during a sweep, and of runs that finished all the same."""
    folder.mkdir()
    grid = f"{{{STAFF}: [2, 3], clock.days: [5, 6]}}"
    desk(folder, f"{HEAD}design: {{grid: {grid}}}\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(*words: str) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([sys.executable, "-m", *words], env=environment, **quiet)  # type: ignore[call-overload,no-any-return]

    def sweep(out: str, *words: str) -> subprocess.Popen[bytes]:
        return start("sim", "sweep", str(folder / "sweep.yaml"), "--reps", "50", "--out", str(folder / out), *words)

    file = folder / "scheduler.json"
    worker = ("distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
    worker = (*worker, "--no-dashboard", "--host", "127.0.0.1")
    scheduler = ("distributed.cli.dask_scheduler", "--scheduler-file", str(file), "--host", "127.0.0.1", "--port", "0")
    alive = [start(*scheduler, "--no-dashboard", "--no-show"), *(start(*worker) for _ in range(2))]
    kills = 0
    try:
        running = sweep("cluster", "--engine", "model", "--cluster", str(file))
        begun = time.monotonic()
        while running.poll() is None:
            time.sleep(0.5)
            if time.monotonic() - begun > 6:
                begun = time.monotonic()
                victim = alive.pop(1)
                victim.kill()
                victim.wait()
                kills += 1
                alive.append(start(*worker))
        assert running.returncode == 0
    finally:
        for process in alive:
            process.kill()
            process.wait()
    assert sweep("threads", "--engine", "kernel").wait() == 0
    assert tables(folder / "cluster") == tables(folder / "threads")
    assert kills >= 3
    manifest = json.loads((folder / "cluster" / "manifest.json").read_text())
    return kills, manifest["kept"]
