"""`hotline sweep`: tables beside the file, going on where it stopped, plain sentences and exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import sim

from ..sweeps.small import ASA, GRID, RANGES, desk, tables
from .command import call, no_constants


def test_a_sweep_writes_its_tables_beside_the_file(tmp_path: Path) -> None:
    """The answer is a table; the same command again takes everything, with more replications what is there."""
    file = desk(tmp_path)
    first = call("sweep", file)
    assert first.exit_code == 0, first.stderr
    assert "sweep: 4 designs, 2 replications each, seed 1" in first.stdout
    assert "60 s, 3" in first.stdout
    assert len(tables(tmp_path / "sweep_results")) == 9
    assert call("check", tmp_path / "sweep_results").exit_code == 0
    assert "stays as it was" in call("check", tmp_path / "sweep_results", "--set", "clock.days=1").stderr
    again = call("sweep", file)
    assert "8 of 8 runs taken from" in again.stderr
    assert again.stdout == first.stdout
    assert "8 of 12 runs taken from" in call("sweep", file, "--reps", 3).stderr


def test_why_an_interval_is_not_there_is_told_once(tmp_path: Path) -> None:
    """Of one replication; of two that differ too much for an upper end, which cells say; not where all is there."""
    file, alone, open_ = desk(tmp_path), "A single replication gives no interval", "Where it says 'or more'"
    told = call("sweep", file, "--reps", 1).stdout
    assert (told.count(alone), open_ in told) == (1, False)
    told = call("sweep", desk(tmp_path, GRID.replace("[2, 3]", "[3, 4]"))).stdout
    assert (alone in told, told.count(open_)) == (False, 1)
    assert " or more)" in told
    assert "标有“以上”处" in call("sweep", file, "--reps", 2, "--lang", "zh").stdout
    whole = call("sweep", file, "--reps", 30).stdout
    assert alone not in whole
    assert open_ not in whole


def test_json_stands_alone_on_stdout(tmp_path: Path) -> None:
    """Every design with its levels and measures; words are on stderr."""
    answer = json.loads(call("sweep", desk(tmp_path), "--json").stdout, parse_constant=no_constants)
    assert [point["name"] for point in answer["points"]] == ["30 s, 2", "30 s, 3", "60 s, 2", "60 s, 3"]
    assert answer["points"][0]["measures"]["asa"]["n"] == 2
    assert answer["failures"] == []


def test_it_speaks_chinese(tmp_path: Path) -> None:
    """Headings, counts and notices, and what is wrong."""
    told = call("sweep", desk(tmp_path), "--lang", "zh")
    assert "4 个方案" in told.stdout
    assert "已写入" in told.stderr
    wrong = call("check", desk(tmp_path, GRID.replace("grid", "grids")), "--lang", "zh")
    assert wrong.exit_code == 2
    assert "是否想写" in wrong.stderr


def test_check_tells_what_would_be_run(tmp_path: Path) -> None:
    """Designs, runs and levels; nothing is run or written."""
    told = call("check", desk(tmp_path))
    assert "4 designs, 2 replications each: 8 runs, seed 1." in told.stdout
    assert json.loads(call("check", desk(tmp_path), "--json").stdout)["runs"] == 8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sweep.yaml", "town.yaml"]
    assert "Seed of the points" not in told.stdout
    filled = desk(tmp_path, f"{ASA}design: {{sobol: {{points: 2, seed: 7, ranges: {RANGES}}}}}\n")
    assert "Seed of the points between: 7." in call("check", filled).stdout
    assert json.loads(call("check", filled, "--json").stdout)["design_seed"] == 7


def test_a_stopped_sweep_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C keeps what is finished; the same command goes on and ends with the tables of an undisturbed one."""
    from sim.sweeps import tasks

    file, run_plan, left = desk(tmp_path), tasks.run_plan, [3]

    def stopping(*given: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return run_plan(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "run_plan", stopping)
        stopped = call("sweep", file, "--workers", 1)
    assert stopped.exit_code == 130
    assert "stopped: 3 of 8 runs kept in" in stopped.stderr
    assert "the same command goes on" in stopped.stderr
    assert not tables(tmp_path / "sweep_results")
    looked = call("check", tmp_path / "sweep_results")
    assert looked.exit_code == 0
    assert "the sweep is not finished" in looked.stdout
    assert "3 of 8 runs taken from" in call("sweep", file).stderr
    call("sweep", file, "--out", tmp_path / "whole")
    assert tables(tmp_path / "sweep_results") == tables(tmp_path / "whole")


METAMODEL = f"{ASA}metamodel: linear\ndesign: {{sobol: {{points: 8, ranges: {RANGES}}}}}\n"


def test_metamodels_are_drawn_beside_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be drawn leaves the tables as they are, and says so; a sweep without one draws nothing."""
    file, charts = desk(tmp_path, METAMODEL), tmp_path / "sweep_results" / "charts"
    assert "Told of each measure: a metamodel and its error." in call("check", file).stdout
    assert "另给出各指标的元模型及其误差。" in call("check", file, "--lang", "zh").stdout
    assert call("sweep", file).exit_code == 0
    assert sorted(path.name for path in charts.iterdir()) == ["metamodel.png", "metamodel.svg"]
    sim.sweep(file, out=tmp_path / "sweep_results")  # draws nothing, and leaves what is drawn of the same results
    assert call("check", tmp_path / "sweep_results").exit_code == 0
    assert sorted(path.name for path in charts.iterdir()) == ["metamodel.png", "metamodel.svg"]
    with monkeypatch.context() as patched:
        patched.setattr("sim.report.sweep_charts.metamodel_chart", None)
        told = call("sweep", file)
    assert told.exit_code == 1
    assert "error" in told.stderr
    assert "linear metamodel of" in told.stdout
    assert not list(charts.iterdir())
    assert "finished: false" in (tmp_path / "sweep_results" / "manifest.json").read_text().replace('"', "")
    (charts / "metamodel.png").write_bytes(b"mine")
    refused = call("sweep", file, "--seed", 2)
    assert refused.exit_code == 4
    assert "metamodel.png" in refused.stderr


def test_some_failures_are_an_exit_code_of_their_own(tmp_path: Path) -> None:
    """They are counted and the first is told; the other designs have their answers."""
    budget = "{together: {free: {}, bound: {budget.events: 50, operators.floor.talk.mean: 151 s}}}"
    told = call(
        "sweep", desk(tmp_path, GRID.replace("[30 s, 60 s]", "[30 s]").replace("[2, 3]}", f"[2], b: {budget}}}"))
    )
    assert told.exit_code == 1
    assert "2 of 4 runs failed" in told.stdout
    assert "no data" in told.stdout


def test_what_cannot_be_is_refused_before_any_run(tmp_path: Path) -> None:
    """A file that is wrong, and a folder that cannot be: nothing is made."""
    assert call("sweep", tmp_path / "none.yaml").exit_code == 2
    assert call("sweep", desk(tmp_path), "--out", tmp_path / "a" / "b").exit_code == 4
    assert call("sweep", desk(tmp_path), "--out", tmp_path / "town.yaml").exit_code == 4
    assert call("check", desk(tmp_path), "--set", "clock.days=1").exit_code == 2
    for asked, told in (
        (("--most", 30), "at most 30 replications: say until when, such as until 'asa +- 2 s'"),
        (("--until", "soon"), "until 'soon': write a measure and how well, such as 'asa +- 2 s'"),
        (("--tls-ca", tmp_path / "town.yaml"), "files for TLS are of a cluster that is reached by it"),
        (("--tls-ca", tmp_path / "town.yaml", "--cluster", "local:2"), "files for TLS are of a cluster"),
    ):
        refused = call("sweep", desk(tmp_path), *asked)
        assert refused.exit_code == 2, asked
        assert f"error: {told}" in refused.stderr
    assert sorted(os.listdir(tmp_path)) == ["sweep.yaml", "town.yaml"]
