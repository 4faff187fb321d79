"""The changes that docs/adding-a-rule.md shows can be made, and do what the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")
ENGINES = ("sim/model/", "sim/kernel/")


def _diffs(heading: str, page: str = PAGE) -> list[str]:
    """The diffs under a heading of a page."""
    section = page.split(f"## {heading}")[1].split("\n## ")[0]
    return re.findall(r"^```diff\n(.*?)^```", section, re.S | re.M)


def _files(diff: str) -> list[str]:
    return re.findall(r"^\+\+\+ b/(.*)$", diff, re.M)


def _apply(copy: Path, diff: str) -> None:
    outside = {**os.environ, "GIT_CEILING_DIRECTORIES": str(copy.parent)}  # a copy is no part of a repository around it
    done = subprocess.run(
        ["git", "apply", "-"], cwd=copy, env=outside, input=diff.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def _failing(copy: Path, *tests: str) -> tuple[int, set[str]]:
    """Run tests of the copy uncompiled; the exit code and the tests that fail."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy)}
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore::RuntimeWarning", "-rf", *tests]
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    return done.returncode, set(re.findall(r"^FAILED \S+::(\S+)", done.stdout, re.M))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources, to be changed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, which applies the diffs")
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.long
def test_a_choice_touches_three_files(copy: Path) -> None:
    """Another way to choose a unit costs its word, its number and its rule, and a test."""
    diffs = _diffs("A choice")
    changed = {name for diff in diffs for name in _files(diff) if name.startswith("sim/")}
    assert changed == {"sim/scenario/schema_tickets.py", "sim/rules/codes.py", "sim/rules/dispatch.py"}
    for diff in diffs:
        _apply(copy, diff)
    assert _failing(copy, "tests/test_first_free.py") == (0, set())


def test_a_rule_touches_neither_engine(copy: Path) -> None:
    """Callers over 70 go first, in both engines, though neither was changed."""
    diffs = _diffs("A rule")
    for diff in diffs:
        assert not [name for name in _files(diff) if name.startswith(ENGINES)]
        _apply(copy, diff)
    assert _failing(copy, "tests/test_over_70.py") == (0, set())


def test_the_equality_test_guides_a_step(copy: Path) -> None:
    """With the model alone changed the tests of the compiled engine fail; with both changed all pass."""
    model, kernel = _diffs("A step")
    assert all(name.startswith("sim/kernel/") for name in _files(kernel))
    _apply(copy, model)
    assert _failing(copy, "tests/test_announcement.py") == (
        1, {"test_a_lone_caller_hears_it_out[kernel]", "test_both_engines_agree"},
    )  # fmt: skip
    _apply(copy, kernel)
    assert _failing(copy, "tests/test_announcement.py") == (0, set())
