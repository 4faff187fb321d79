"""A sweep that is killed, stopped, starved or damaged goes on, and ends with the tables of one nobody disturbed."""

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
MUST_BE_0 = ("lost", "torn", "crashes", "not taken", "doubled", "different", "not found", "served", "slow")
TOLD = MUST_BE_0[:6]
TROUBLED = """
A sweep of 6 designs and 4 replications of a small scenario, disturbed up to four times in a row and gone on with by
another number of workers (1 to 4). *Killed* (SIGKILL): at a random time, while a commit of the ledger waits for the
disk, or as the program opens or renames a file. *Stopped*: Ctrl-C or SIGTERM at a random time, obeyed within 10 s.
*Full disk*: no file may grow beyond a size. *Two at once*: one is refused in a sentence, or comes after the other.
*Ledger*: that of a finished sweep loses its last 1 to 200 bytes, or one bit is turned; `hotline check` and the next
sweep have to say so, and no wrong result may be used.
No result that the ledger had may be *lost* or run again (*not taken*), none may be there twice (*doubled*), no table
*torn*, and in the end all tables must be those of an undisturbed run, byte for byte (else *different*).
"""
FEW = {
    "killed any time": 1, "killed in a commit": 1, "killed at a file": 1, "stopped": 2, "full disk": 2,
    "two at once": 1, "ledger cut": 1, "ledger with a flipped bit": 5,
}  # fmt: skip
MANY = {
    "killed any time": 35, "killed in a commit": 35, "killed at a file": 35, "stopped": 20, "full disk": 20,
    "two at once": 50, "ledger cut": 50, "ledger with a flipped bit": 200,
}  # fmt: skip


def troubled(folder: Path, seed: int, times: dict[str, int]) -> dict[str, Counter[str]]:
    """Counts by kind of trouble, in a process of their own: see `killing_sweeps.py`."""
    asked = [str(part) for one in times.items() for part in one]
    script = [sys.executable, str(Path(__file__).parent / "killing_sweeps.py"), str(folder), str(seed), *asked]
    done = subprocess.run(
        script, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = {kind: Counter[str](found) for kind, found in json.loads(done.stdout).items()}
    for kind, found in told.items():
        assert {key: found[key] for key in MUST_BE_0} == dict.fromkeys(MUST_BE_0, 0), (kind, found, done.stderr[-3000:])
        assert found["times"] >= times[kind]
    return told


def test_troubled_sweeps_end_as_undisturbed_ones(tmp_path: Path) -> None:
    """No result is lost, doubled or torn, no damage goes unseen."""
    assert set(troubled(tmp_path, 7, FEW)) == set(FEW)


@pytest.mark.long
def test_hundreds_of_troubles_change_nothing(tmp_path: Path) -> None:
    """The page has the counts."""
    told = troubled(tmp_path, 16, MANY)
    rows = [(kind, found["times"], *(found[key] for key in TOLD)) for kind, found in told.items()]
    write_section("Sweeps", TROUBLED, ("what", "times", *TOLD), rows)
