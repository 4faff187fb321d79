"""A sweep that is killed goes on with other workers, and ends with the tables of one that nobody disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MUST_BE_0 = ("lost", "torn", "crashes", "not taken", "doubled", "different")


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.long)])
def test_killed_sweeps_end_as_undisturbed_ones(kills: int, tmp_path: Path) -> None:
    """No result is lost, doubled or torn; a third of the kills strike while a commit waits for the disk."""
    script = [sys.executable, str(Path(__file__).parent / "killing_sweeps.py"), str(tmp_path), str(kills), str(kills)]
    done = subprocess.run(
        script, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {key: found.get(key, 0) for key in MUST_BE_0} == dict.fromkeys(MUST_BE_0, 0), found
    assert found["kills"] >= kills
    assert kills < 100 or found["killed in a commit"] >= 30
