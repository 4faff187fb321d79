"""A sweep that is killed goes on with other workers, and ends with the tables of one that nobody disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from .reliability_page import write_section

ROOT = Path(__file__).parents[2]
MUST_BE_0 = ("lost", "torn", "crashes", "not taken", "doubled", "different")
KILLED = """
A sweep of 6 designs and 4 replications of a small scenario, killed (SIGKILL) up to four times in a row and gone on with
by another number of workers (1 to 4): at a random time, while a commit of the ledger waits for the disk, or as the
program opens or renames a file. No result that the ledger had may be *lost* or run again (*not taken*), none may be
there twice (*doubled*), no table *torn*, and in the end all tables must be those of an undisturbed run, byte for byte
(else *different*).
"""


def killed(folder: Path, seed: int, kills: int) -> Counter[str]:
    """Counts of so many kills, in a process of their own: see `killing_sweeps.py`."""
    script = [sys.executable, str(Path(__file__).parent / "killing_sweeps.py"), str(folder), str(seed), str(kills)]
    done = subprocess.run(
        script, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = Counter[str](json.loads(done.stdout))
    assert {key: found[key] for key in MUST_BE_0} == dict.fromkeys(MUST_BE_0, 0), found
    assert found["kills"] >= kills
    return found


def test_killed_sweeps_end_as_undisturbed_ones(tmp_path: Path) -> None:
    """No result is lost, doubled or torn."""
    killed(tmp_path, 7, 6)


@pytest.mark.long
def test_a_hundred_kills_change_nothing(tmp_path: Path) -> None:
    """At least 30 of them strike while a commit waits for the disk; the page has the counts."""
    found = killed(tmp_path, 16, 100)
    assert found["killed in a commit"] >= 30
    rows: list[tuple[object, ...]] = [
        (f"killed {kind}", found[f"killed {kind}"], *("" for _ in MUST_BE_0))
        for kind in ("any time", "in a commit", "at a file")
    ]
    rows.append(("all, resumed in the end", found["kills"], *(found[key] for key in MUST_BE_0)))
    write_section("Sweeps", KILLED, ("what", "times", *MUST_BE_0), rows)
