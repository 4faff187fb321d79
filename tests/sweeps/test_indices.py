"""Sobol' indices: those of known functions, none shown of noise, none from results of which one is missing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import sobol_indices

import sim
from sim.errors import ScenarioError
from sim.report.sweep import sweep_answer, sweep_text
from sim.scenario.schema_sweep import Filling
from sim.scenario.sweep_file import read_sweep
from sim.statistics.intervals import Reals
from sim.sweeps import indices
from sim.sweeps.designs import _shares, points_of
from sim.sweeps.indices import _indices, has_too_few_points

from .small import HEAD, MEASURES, STAFF, WRAP_UP, desk, levels, made_up, tables, without

SMALL = f"{HEAD}design: {{sobol_indices: {{points: 4, ranges: {{{WRAP_UP}: 30 s .. 90 s, {STAFF}: 2 .. 3}}}}}}\n"
ALONE = SMALL.replace(MEASURES, "measures: [asa]")


def test_indices_of_a_known_function(tmp_path: Path) -> None:
    """Ishigami's function with a = 7, b = 0.1: first order 0.314, 0.442, 0, in total 0.558, 0.442, 0.244."""
    ranges = ", ".join(f"{name}: -3.14159 .. 3.14159" for name in "xyz")
    file = read_sweep(desk(tmp_path, f"{HEAD}design: {{sobol_indices: {{points: 1024, ranges: {{{ranges}}}}}}}\n"))
    x, y, z = np.array(levels(points_of(file)), dtype=np.float64).T
    assert len(x) == 1024 * 5
    values = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    found, low, high, seen = _indices(values, np.zeros((2, len(x))), 2, 1024)
    assert found == pytest.approx([0.314, 0.442, 0.0, 0.558, 0.442, 0.244], abs=0.03)
    assert (low <= found).all()
    assert (found <= high).all()
    assert seen.tolist() == [True, True, False, True, True, True]
    parts = values.reshape(5, 1, 1024)
    other = sobol_indices(func={"f_A": parts[0], "f_B": parts[1], "f_AB": parts[2:]}, n=1024)
    assert found[3:] == pytest.approx(other.total_order.ravel(), rel=1e-9)
    assert found[:3] == pytest.approx(other.first_order.ravel(), rel=1e-9)


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


def places(points: int, factors: int) -> Reals:
    """Shares of the designs of Sobol' indices, shape (designs, factors)."""
    return _shares("sobol_indices", Filling(points=points, ranges={f"f{n}": "0.0 .. 1.0" for n in range(factors)}))


def of_runs(runs: Reals, points: int) -> tuple[Reals, Reals, Reals, Reals]:
    """Indices of what each replication came to in each design."""
    return _indices(runs.mean(axis=0), runs - runs.mean(axis=0), len(runs), points)


@pytest.mark.parametrize("replications", [2, 5])
def test_noise_is_rarely_shown_as_an_effect(replications: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 100 measures that nothing changes, an index is shown of 5 at most, whether each design has noise of its own or
    all are off by the same chance; and of a factor without effect, beside one that has some, of 5 at most.

    Of 120 others each with 2, 3, 5 and 10 replications it was shown of none with noise of its own, and of 3 % at most
    with the same chance.
    """
    monkeypatch.setattr(indices, "RESAMPLES", 99)
    chance, at = np.random.default_rng(1), places(16, 3)
    alike, line = np.sin(37 * at.sum(axis=1)), at @ np.array([4.0, 2.0, 0.0])
    own, shared, beside = 0, 0, 0
    for _ in range(100):
        own += of_runs(50 + chance.standard_normal((replications, len(at))), 16)[3].any()
        common = chance.standard_normal((replications, 1)) * alike
        shared += of_runs(50 + common, 16)[3].any()
        beside += of_runs(50 + line + 0.3 * common, 16)[3][[2, 5]].any()
    assert max(own, shared, beside) <= 5


def test_what_is_rounded_is_no_effect(tmp_path: Path) -> None:
    """A measure that differs in its last digits only has none shown."""
    found = made_up(desk(tmp_path, ALONE), lambda at, _: 50 + 1e-11 * at[0])
    assert not found.indices_frame()[["first_seen", "total_seen"]].any(axis=None)


def test_noise_is_taken_out_of_indices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line with slopes 4, 2, 0 has the indices 0.8, 0.2, 0, however noisy; without the correction, others.

    The noise of a mean has 0.6 of the line's variance. Over 200 measures the standard error is 0.011 at most, and what
    128 points are off by 0.013: the allowance of 0.05 is left in less than 1 of 200 cases if all is well.
    """
    monkeypatch.setattr(indices, "RESAMPLES", 1)
    chance, at = np.random.default_rng(1), places(128, 3)
    line = at @ np.array([4.0, 2.0, 0.0])
    noisy = [line + 2 * chance.standard_normal((4, len(at))) for _ in range(200)]
    told = np.mean([of_runs(runs, 128)[0] for runs in noisy], axis=0)
    assert told == pytest.approx([0.8, 0.2, 0, 0.8, 0.2, 0], abs=0.05)
    plain = np.mean([_indices(runs.mean(axis=0), 0 * runs, 4, 128)[0] for runs in noisy], axis=0)
    assert plain[5] > 0.3  # the factor without effect


def test_effects_are_shown_through_noise() -> None:
    """With 10 replications the two slopes are shown, and held by their intervals, and the factor without effect is
    not; the same results give the same figures; with 2 replications as noisy nothing is."""
    chance, at = np.random.default_rng(1), places(128, 3)
    runs = at @ np.array([4.0, 2.0, 0.0]) + 0.3 * chance.standard_normal((10, len(at)))
    found, low, high, seen = of_runs(runs, 128)
    assert seen.tolist() == [True, True, False] * 2
    assert (low <= [0.8, 0.2, 0, 0.8, 0.2, 0]).all()
    assert (high >= [0.8, 0.2, 0, 0.8, 0.2, 0]).all()
    assert found[5] == pytest.approx(0, abs=0.01)
    for one, other in zip((found, low, high), of_runs(runs, 128)[:3], strict=True):
        assert one.tobytes() == other.tobytes()
    assert not of_runs(runs[:2] * 5, 128)[3][[2, 5]].any()


def test_one_replication_shows_nothing(tmp_path: Path) -> None:
    """Nothing tells its noise from effects: no interval, none shown, and a sentence that says what is needed."""
    alone = made_up(desk(tmp_path, ALONE), lambda at, _: 50 + 6 * at[0], replications=1)
    frame = alone.indices_frame()
    assert frame["total"].tolist() == pytest.approx([frame["total"][0], 0])
    assert frame[["first_low", "first_high", "total_low", "total_high"]].isna().all(axis=None)
    assert not frame[["first_seen", "total_seen"]].any(axis=None)
    assert "One replication does not tell noise from effects" in sweep_text(alone, "en")
    assert "仅一次重复无法区分噪声与效应" in sweep_text(alone, "zh")
    assert "One replication" not in sweep_text(sim.sweep(desk(tmp_path, SMALL)), "en")


def test_too_few_points_are_told(tmp_path: Path) -> None:
    """Two points put the first index of the only factor that matters at 2.4, whatever is resampled; 128 at 1."""
    for points, says in ((2, True), (128, False)):
        file = desk(tmp_path, ALONE.replace("points: 4", f"points: {points}"))
        found = made_up(file, lambda at, _: 50 + 6 * at[0])
        assert found.indices_frame()["first"].tolist() == pytest.approx([1 if points == 128 else 2.4, 0], abs=0.05)
        assert ("there are too few points" in sweep_text(found, "en")) is says
        assert ("点数过少" in sweep_text(found, "zh")) is says
    frame = found.indices_frame()
    for above in ({"first_low": 1.1}, {"total_low": 1.1}, {"first_low": 0.6, "total": 0.5}, {}):
        assert has_too_few_points(frame.assign(**({"first_low": 0.1, "total_low": 0.1, "total": 0.9} | above))) is bool(
            above
        )
    assert not has_too_few_points(frame.assign(first_low=pd.NA, total_low=pd.NA, total=pd.NA))


def test_the_same_results_give_the_same_tables(tmp_path: Path) -> None:
    """Byte for byte, in two folders."""
    for name in ("one", "other"):
        sim.sweep(desk(tmp_path, SMALL), out=tmp_path / name)
    one, other = (tables(tmp_path / name) for name in ("one", "other"))
    assert "indices.csv" in one
    assert one == other


def test_no_indices_come_from_missing_results(tmp_path: Path) -> None:
    """One failed run of many is enough to refuse, and so is another layout."""
    found = sim.sweep(desk(tmp_path, SMALL))
    lost = without(found, (3, 0), (3, 1))
    assert not lost.is_whole
    with pytest.raises(ScenarioError, match="need every result: 1 of 16 designs lack some"):
        lost.indices_frame()
    other = sim.sweep(desk(tmp_path, SMALL.replace("sobol_indices", "sobol")))
    with pytest.raises(ScenarioError, match="its points have a layout"):
        other.indices_frame()
