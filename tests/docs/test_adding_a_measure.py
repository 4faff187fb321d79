"""The changes that docs/adding-a-measure.md shows can be made, and do what the page says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .test_adding_a_rule import ROOT, _apply, _diffs, _failing, _files

PAGE = (ROOT / "docs" / "adding-a-measure.md").read_text(encoding="utf-8")
ON_THE_PAGE = "test_every_measure_is_on_the_page"
EXPORTS = (
    "tests/exports/test_independent.py",
    "tests/exports/test_wrong_denominators.py",
    f"tests/exports/test_recompute.py::{ON_THE_PAGE}",
)
TWINS = "tests/measures/test_naive_tickets.py::test_ticket_measures_equal_their_naive_twins"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources and the tests that the page speaks of, to be changed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, which applies the diffs")
    for name in ("sim", "tests", "scenarios"):
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


@pytest.mark.long
def test_the_exports_follow(copy: Path) -> None:
    """Without recipe, script and slip the tests of the exports ask for them; with them all agree; five files in all."""
    diffs = {heading: _diffs(heading, PAGE) for heading in ("The measure", "Its twin", "From the exports")}
    _apply(copy, diffs["The measure"][0])
    code, failing = _failing(copy, EXPORTS[0], EXPORTS[-1])
    assert code == 1
    assert failing == {"test_no_measure_is_left_out[chain]", "test_no_measure_is_left_out[quick]", ON_THE_PAGE}
    for diff in (*diffs["Its twin"], *diffs["From the exports"]):
        _apply(copy, diff)
    assert _failing(copy, *EXPORTS) == (0, set())
    assert len({name for shown in diffs.values() for diff in shown for name in _files(diff)}) == 5
