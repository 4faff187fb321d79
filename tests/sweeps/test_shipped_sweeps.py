"""The shipped sweep files: each is checked and run by the command, and says what was found with what it asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.scenario.sweep_file import is_sweep_file, read_sweep
from sim.sweeps.experiment import experiment_of

ROOT = Path(__file__).parents[2]
SWEEPS = sorted(path for path in (ROOT / "experiments").glob("*.yaml") if is_sweep_file(path))


def shorter(path: Path, folder: Path) -> Path:
    """A copy of a sweep of Baiyun over two days, as its months take long; any other sweep as it is."""
    text = path.read_text(encoding="utf-8")
    if "scenario: baiyun" not in text:
        return path
    copy = folder / path.name
    copy.write_text(f"{text}set: {{clock.days: 2}}\n", encoding="utf-8")
    return copy


QUICK = ("polling_by_people", "factors_of_a_town")


def _marked(path: Path) -> object:
    return pytest.param(path, id=path.stem, marks=() if path.stem in QUICK else pytest.mark.long)


@pytest.mark.parametrize("path", [_marked(path) for path in SWEEPS])
def test_each_is_checked_and_runs(path: Path, tmp_path: Path) -> None:
    """The command accepts it and measures every design once; none fails, and every measure is there."""
    file = str(shorter(path, tmp_path))
    checked = CliRunner().invoke(main, ["check", file])
    assert checked.exit_code == 0, checked.output
    out = tmp_path / "results"
    done = CliRunner().invoke(main, ["sweep", file, "--reps", "1", "--out", str(out), "--quiet"])
    assert done.exit_code == 0, done.output
    assert not (out / "failures.csv").exists()
    made = experiment_of(read_sweep(path))
    summary = pd.read_csv(out / "summary.csv", encoding="utf-8-sig")
    assert summary.groupby("point").measure.agg(tuple).tolist() == [made.measures] * len(made.points)
    assert summary.estimate.notna().all()


@pytest.mark.parametrize("path", SWEEPS, ids=lambda path: path.stem)
def test_each_says_what_was_found(path: Path) -> None:
    """What was found names the replications and the seed of the file, and the page of experiments names the file."""
    sweep = read_sweep(path).sweep
    found = re.match(r"Found with (\d+) replications( of [^,]+)?, seed (\d+)", sweep.description)
    assert found is not None
    assert (int(found[1]), int(found[3])) == (sweep.replications, sweep.seed)
    assert path.name in (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")
