"""Sobol' indices: the known ones of a known function, none from results of which one is missing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import ScenarioError
from sim.report.sweep import sweep_answer, sweep_text
from sim.scenario.sweep_file import read_sweep
from sim.sweeps import indices
from sim.sweeps.designs import points_of
from sim.sweeps.indices import _indices

from .small import HEAD, STAFF, WRAP_UP, desk, levels

SMALL = f"{HEAD}design: {{sobol_indices: {{points: 4, ranges: {{{WRAP_UP}: 30 s .. 90 s, {STAFF}: 2 .. 3}}}}}}\n"


def test_indices_of_a_known_function(tmp_path: Path) -> None:
    """Ishigami's function with a = 7, b = 0.1: first order 0.314, 0.442, 0, in total 0.558, 0.442, 0.244."""
    ranges = ", ".join(f"{name}: -3.14159 .. 3.14159" for name in "xyz")
    file = read_sweep(desk(tmp_path, f"{HEAD}design: {{sobol_indices: {{points: 1024, ranges: {{{ranges}}}}}}}\n"))
    x, y, z = np.array(levels(points_of(file)), dtype=np.float64).T
    assert len(x) == 1024 * 5
    first, total = _indices(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x), 1024, 3)
    assert first[0] == pytest.approx([0.314, 0.442, 0.0], abs=0.03)
    assert total[0] == pytest.approx([0.558, 0.442, 0.244], abs=0.03)
    for found, low, high in (first, total):
        assert (low <= found).all()
        assert (found <= high).all()


def test_a_sweep_tells_its_indices(tmp_path: Path) -> None:
    """A row for each measure and factor, in a table of their own; a measure that never differs has none shown."""
    found = sim.sweep(desk(tmp_path, SMALL.replace("asa,", "blocked,")), out=tmp_path / "out")
    frame = found.indices_frame()
    assert len(found.experiment.points) == 16
    assert len(frame) == 3 * 2
    still = frame[frame["measure"] == "blocked"]
    assert still["total"].tolist() == [0, 0]
    assert not still["total_seen"].any()
    assert (tmp_path / "out" / "indices.csv").exists()
    told = sweep_answer(found)
    assert len(json.loads(json.dumps(told, allow_nan=False))["indices"]) == 6
    assert "none shown" in sweep_text(found, "en")
    assert "未显示" in sweep_text(found, "zh")


def test_an_index_is_seen_that_is_more_than_half_the_width_of_its_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just half the width is noise, and so is an index without an interval."""
    half = np.array([0.25, np.nextafter(0.25, 1)]), np.array([0.125, 0.125]), np.array([0.625, 0.625])
    none = np.array([0.5, 0.1]), np.array([np.nan, -0.2]), np.array([np.nan, 0.0])
    found = sim.sweep(desk(tmp_path, SMALL))
    monkeypatch.setattr(indices, "_indices", lambda *_: (half, none))
    frame = found.indices_frame()
    assert frame["first_seen"].tolist() == [False, True] * 3
    assert frame["total_seen"].tolist() == [False, False] * 3
    assert frame["total_low"].isna().tolist() == [True, False] * 3


def test_no_indices_come_from_missing_results(tmp_path: Path) -> None:
    """One failed run of many is enough to refuse, and so is another layout."""
    found = sim.sweep(desk(tmp_path, SMALL))
    figures = {task: told for task, told in found.figures.items() if task[0] != 3}
    lost = type(found)(found.experiment, figures, {(3, 0): "budget", (3, 1): "budget"})
    assert not lost.is_whole
    with pytest.raises(ScenarioError, match="need every result: 1 of 16 designs lack some"):
        lost.indices_frame()
    other = sim.sweep(desk(tmp_path, SMALL.replace("sobol_indices", "sobol")))
    with pytest.raises(ScenarioError, match="its points have a layout"):
        other.indices_frame()
