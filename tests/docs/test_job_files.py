"""The job files of docs/clusters: what they run, run as the batch system would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.store.ledger import opened

from ..sweeps.small import GRID, desk, tables

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "clusters"
PARTS = 8

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash runs the job files")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with a sweep of eight runs, and the command `hotline`."""
    desk(tmp_path, GRID)
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "hotline"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sim "$@"\n')
    script.chmod(0o755)
    return tmp_path


def run(study: Path, words: list[str], **environment: str) -> None:
    """One job of the array."""
    path = os.pathsep.join((str(study / "bin"), os.environ["PATH"]))
    outside = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run(words, cwd=study, env=outside, check=True, timeout=300)


def test_a_job_of_each_kind_works(study: Path) -> None:
    """The second of eight: on both its part has one run of the eight."""
    shutil.copy(FOLDER / "sweep.slurm", study)
    job = YAML(typ="safe").load((FOLDER / "job.yaml").read_text(encoding="utf-8"))
    (container,) = job["spec"]["template"]["spec"]["containers"]
    run(study, ["bash", "sweep.slurm"], SLURM_ARRAY_TASK_ID="2", SLURM_CPUS_PER_TASK="2")
    run(study, container["command"], JOB_COMPLETION_INDEX="1")
    keys = []
    for part in ("2", "1"):
        with opened(study / "parts" / part, to_read=True) as ledger:
            keys.append(ledger.done_of())
    assert sum(keys[0].values()) == 1
    assert keys[0] == keys[1]


def all_parts_are_there(study: Path) -> bool:
    """Merged, they are the tables of a whole run."""
    parts = sorted(str(path) for path in (study / "parts").iterdir())
    run(study, ["hotline", "merge", "sweep.yaml", *parts, "--out", "merged", "--quiet"])
    run(study, ["hotline", "sweep", "sweep.yaml", "--out", "whole", "--quiet"])
    return len(parts) == PARTS and tables(study / "merged") == tables(study / "whole")


@pytest.mark.long
def test_the_job_of_slurm_works(study: Path) -> None:
    """Its array has as many jobs as its command says parts."""
    shutil.copy(FOLDER / "sweep.slurm", study)
    assert f"#SBATCH --array=1-{PARTS}\n" in (study / "sweep.slurm").read_text()
    for number in range(1, PARTS + 1):
        run(study, ["bash", "sweep.slurm"], SLURM_ARRAY_TASK_ID=str(number), SLURM_CPUS_PER_TASK="2")
    assert all_parts_are_there(study)


@pytest.mark.long
def test_the_job_of_kubernetes_works(study: Path) -> None:
    """Its indices begin at 0."""
    job = YAML(typ="safe").load((FOLDER / "job.yaml").read_text(encoding="utf-8"))
    spec = job["spec"]
    assert (job["kind"], spec["completionMode"], spec["completions"]) == ("Job", "Indexed", PARTS)
    (container,) = spec["template"]["spec"]["containers"]
    for number in range(PARTS):
        run(study, container["command"], JOB_COMPLETION_INDEX=str(number))
    assert all_parts_are_there(study)
