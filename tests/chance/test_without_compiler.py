"""Where numba cannot be imported the model runs all the same, more slowly, and says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SMALL = {"demand.calls.per_day": 60, "callers.patience": {"law": "gamma", "mean": "90 s", "cv": "150 %"}}
RUN = """
import hashlib, sys
if {blocked}:
    sys.modules["numba"] = None
import sim
scenario = sim.load_scenario({path!r}).replace({changes!r})
log = sim.simulate(scenario, seed=7)
columns = [*log.contacts.values(), *log.staff.values()]
print(hashlib.sha256(b"".join(column.tobytes() for column in columns)).hexdigest())
"""


def _digest(blocked: bool) -> str:
    path = str(ROOT / "scenarios" / "template_town.yaml")
    code = RUN.format(blocked=blocked, path=path, changes=SMALL)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_same_bytes_with_and_without_a_compiler() -> None:
    """Compiled or not, every column of both logs has the same bytes."""
    assert _digest(blocked=True) == _digest(blocked=False)


def test_the_command_says_that_it_is_slower() -> None:
    """A planner is told why it takes longer."""
    code = "import sys; sys.modules['numba'] = None; sys.argv[0] = 'hotline'; from sim.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "template_town", "--reps", "1", "--set", "demand.calls.per_day=20"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "numba" in done.stderr


def test_the_cache_folder_is_named_by_the_sources(tmp_path: Path) -> None:
    """Compiled code is cached in a folder of the user's, and a folder that cannot be written does not stop the run."""
    code = "from sim.chance.compiled import _cache_folder; print(_cache_folder())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOTLINE_CACHE_DIR": str(tmp_path)}
    folder = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert Path(folder.stdout.strip()).parent.parent == tmp_path
    (tmp_path / "file").write_text("")
    environment["HOTLINE_CACHE_DIR"] = str(tmp_path / "file")
    none = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert none.stdout.strip() == "None"
