"""The changes that docs/adding-a-measure.md shows can be made, and do what the page says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .test_adding_a_rule import ROOT, _apply, _diffs, _failing, _files

PAGE = (ROOT / "docs" / "adding-a-measure.md").read_text(encoding="utf-8")
TWINS = "tests/measures/test_naive_tickets.py::test_ticket_measures_equal_their_naive_twins"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources and the tests that the page speaks of, to be changed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, which applies the diffs")
    for name in ("sim", "tests/measures", "tests/engines", "tests/exports"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    for name in ("pyproject.toml", "docs/recompute.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_measure_is_a_row_a_line_and_a_twin(copy: Path) -> None:
    """With the measure alone its twin is asked for; with the twin, on every random log, both are equal."""
    (measure,) = _diffs("The measure", PAGE)
    assert _files(measure) == ["sim/measures/dispatch.py"]
    _apply(copy, measure)
    code, failing = _failing(copy, TWINS)
    assert code == 1
    assert {re.sub(r"\[.*", "", name) for name in failing} == {TWINS.rpartition("::")[2]}
    (twin,) = _diffs("Its twin", PAGE)
    _apply(copy, twin)
    assert _failing(copy, TWINS) == (0, set())


def test_the_exports_follow(copy: Path) -> None:
    """Recipe, script and slip can be applied to the files they name, and five files are touched in all."""
    diffs = [diff for heading in ("The measure", "Its twin", "From the exports") for diff in _diffs(heading, PAGE)]
    for diff in diffs:
        _apply(copy, diff)
    assert len({name for diff in diffs for name in _files(diff)}) == 5
