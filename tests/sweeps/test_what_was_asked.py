"""The folder of a sweep says what was swept, also to somebody who has nothing else a year later."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import StoreError
from sim.scenario.sweep_file import read_sweep
from sim.store import check_results, read_manifest
from sim.store.folder import results_in
from sim.sweeps.experiment import experiment_of
from sim.sweeps.shards import merge

from .small import GRID, HEAD, TOWN, desk


def asked(folder: Path) -> dict[str, bytes]:
    """What the folder says of it, by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.yaml")}


def test_the_sweep_file_and_its_scenario_stay_with_the_results(tmp_path: Path) -> None:
    """The file byte for byte, comments too; the scenario with all that it extends; under the sums of the folder."""
    (tmp_path / "larger.yaml").write_text("extends: town.yaml\ndemand: {calls: {per_day: 150}}\n", encoding="utf-8")
    text = GRID.replace("town.yaml", "larger.yaml  # 两倍") + "# why: see the minutes\r\n"
    file, out = desk(tmp_path), tmp_path / "out"
    file.write_bytes(text.encode())
    sim.sweep(file, out=out)
    larger = sim.load_scenario(tmp_path / "larger.yaml")
    assert asked(out) == {"sweep.yaml": text.encode(), "scenario.yaml": larger.to_yaml().encode()}
    told = read_manifest(out)["scenarios"]
    assert told == {
        "scenario.yaml": {"name": "larger.yaml", "scenario_sha256": sim.store.scenario_hash(larger), "data_sha256": {}}
    }
    (out / "sweep.yaml").write_bytes(text.replace("30 s", "31 s").encode())
    with pytest.raises(StoreError, match=r"sweep\.yaml is not what was written"):
        check_results(out)
    sim.sweep(file, out=out)
    assert asked(out)["sweep.yaml"] == text.encode()
    check_results(out)


def test_the_kept_files_are_the_same_sweep(tmp_path: Path) -> None:
    """Put beside each other under their names they have the same designs and keys."""
    file, again = desk(tmp_path), tmp_path / "again"
    sim.sweep(file, out=tmp_path / "out")
    again.mkdir()
    (again / "town.yaml").write_bytes(asked(tmp_path / "out")["scenario.yaml"])
    (again / "sweep.yaml").write_bytes(asked(tmp_path / "out")["sweep.yaml"])
    assert experiment_of(read_sweep(again / "sweep.yaml")).key == experiment_of(read_sweep(file)).key


def test_parts_and_their_whole_keep_the_same(tmp_path: Path) -> None:
    """Also a part that has no tasks; a part is told from a whole though it has files."""
    file = desk(tmp_path)
    parts = [tmp_path / f"part {n}" for n in range(1, 10)]
    for n, part in enumerate(parts, 1):
        sim.sweep(file, out=part, shard=f"{n}/9")
        assert check_results(part)["shard"]
    with results_in(tmp_path / "merged") as out:
        assert out is not None
        merge(experiment_of(read_sweep(file)), out, parts)
    sim.sweep(file, out=tmp_path / "whole", workers=1)
    for folder in (*parts, tmp_path / "merged"):
        assert asked(folder) == asked(tmp_path / "whole")
    assert check_results(tmp_path / "merged")["shard"] is None


def test_it_is_there_before_anything_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep that is stopped says what it was to be."""

    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.sweeps.tasks.run_plan", stop)
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(desk(tmp_path), out=tmp_path / "out", workers=1)
    assert sorted(asked(tmp_path / "out")) == ["scenario.yaml", "sweep.yaml"]
    check_results(tmp_path / "out")


def test_every_scenario_file_is_kept_under_a_number(tmp_path: Path) -> None:
    """The manifest says how the sweep calls each; fewer of them later on leave none behind."""
    (tmp_path / "more.yaml").write_text(TOWN.replace("staff: 2", "staff: 4"), encoding="utf-8")
    text = f"{HEAD}design: {{grid: {{town: {{files: [town.yaml, more.yaml]}}}}}}\n"
    sim.sweep(desk(tmp_path, text), out=tmp_path / "out")
    told = read_manifest(tmp_path / "out")["scenarios"]
    assert {kept: one["name"] for kept, one in told.items()} == {
        "scenario.yaml": "town.yaml", "scenario_2.yaml": "more.yaml"
    }  # fmt: skip
    more = sim.load_scenario(tmp_path / "more.yaml").to_yaml()
    assert asked(tmp_path / "out")["scenario_2.yaml"] == more.encode()
    sim.sweep(desk(tmp_path), out=tmp_path / "out")
    assert sorted(asked(tmp_path / "out")) == ["scenario.yaml", "sweep.yaml"]


def test_a_mapping_is_kept_as_the_file_that_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges, names and numbers are read back as they were given."""
    desk(tmp_path)
    monkeypatch.chdir(tmp_path)
    staff = "operators.floor.shifts.all.staff"
    ranges = {"operators.floor.wrap_up.mean": "30 s .. 90 s", "people": {"range": "2 .. 5", "keys": [staff]}}
    given = {
        "sweep": 1, "title": "晚班 2: yes", "scenario": "town.yaml", "replications": 1,
        "measures": ["asa", {"measure": "service_level", "within": "25 s"}],
        "design": {"sobol": {"points": 2, "ranges": ranges}},
    }  # fmt: skip
    found = sim.sweep(given, out=tmp_path / "out")
    (tmp_path / "again.yaml").write_bytes(asked(tmp_path / "out")["sweep.yaml"])
    again = read_sweep(tmp_path / "again.yaml")
    assert again.sweep == found.experiment.file.sweep
    assert experiment_of(again).key == found.experiment.key


def test_a_file_of_the_user_of_that_name_is_not_replaced(tmp_path: Path) -> None:
    """In a folder that a part of the program wrote before it kept these files."""
    file, out = desk(tmp_path), tmp_path / "out"
    sim.sweep(file, out=out)
    with results_in(out) as folder:
        assert folder is not None
        folder.start({**read_manifest(out), "files": {}})
        folder.finish(True)
    (out / "scenario.yaml").write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"scenario\.yaml was not written by this program"):
        sim.sweep(file, out=out)
    assert (out / "scenario.yaml").read_bytes() == b"mine"
