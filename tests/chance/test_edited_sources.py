"""Compiled code is that of the sources as they are now: after an edit the old machine code is never used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
QUANTILES = """
import json
import numpy as np
from sim.chance import laws
column = laws.quantile_column(laws.EXPONENTIAL, 1e6, 0.0, 0.0, np.zeros(1), np.array([0.5, 0.9]))
print(json.dumps([column.tolist(), sum(laws.quantile_column.stats.cache_hits.values())]))
"""
BREAKS = """
import json, sys
import sim
scenario = sim.load_scenario("scenarios/template_town.yaml")
found = []
for engine in ("model", "kernel"):
    log = sim.simulate(scenario, seed=5, engine=engine)
    pause = log.staff["state"] == 1
    found.append([log.staff["start_us"][pause].tolist(), log.staff["end_us"][pause].tolist()])
print(json.dumps(found))
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package and its scenarios, to edit."""
    for folder in ("sim", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / "tree" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "tree"


def run(tree: Path, code: str) -> list:
    """Run code with the package of the tree, in a process of its own, with a cache beside the tree."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "HOTLINE_CACHE_DIR": str(tree.parent / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tree, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def edit(path: Path, old: str, new: str) -> None:
    """Change one place, and keep the time of the file: a cache that goes by times would not notice."""
    text, times = path.read_text(encoding="utf-8"), path.stat()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_law_is_edited(tree):
    """A function that the compiled one calls: found in the cache as long as it stands, and compiled anew after."""
    pytest.importorskip("numba")
    before, hits = run(tree, QUANTILES)
    assert (len(before), hits) == (2, 0)
    assert run(tree, QUANTILES) == [before, 1]
    edit(tree / "sim" / "chance" / "laws.py", "return -a * math.log1p(-u)\n", "return -2*a*math.log1p(-u)\n")
    after, hits = run(tree, QUANTILES)
    assert after == pytest.approx([2 * length for length in before], abs=1)
    assert hits == 0


@pytest.mark.long
def test_a_rule_is_edited(tree):
    """A rule of the loop, in which both engines believe: breaks of half the length."""
    pytest.importorskip("numba")
    model, kernel = run(tree, BREAKS)
    assert model == kernel
    lengths = [b - a for a, b in zip(*model, strict=True) if a >= 0 and b >= 0]
    rules = tree / "sim" / "rules" / "people.py"
    edit(rules, "return min(length_us, shift_end_us", "return min(length_us // 2, shift_end_us")
    model_after, kernel_after = run(tree, BREAKS)
    assert model_after == kernel_after != model
    halves = [b - a for a, b in zip(*kernel_after, strict=True) if a >= 0 and b >= 0]
    assert max(halves) == max(lengths) // 2
