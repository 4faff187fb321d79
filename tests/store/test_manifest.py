"""What a manifest tells apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim import store
from sim.errors import StoreError
from sim.store.sealed import sum_of

from .fabricated_runs import FakeScenario, contents, manifest_of, written

WITH_FILE = """
hotline: 1
title: a
clock: {start: "2022-01-10", days: 1}
demand:
  calls: {counts: {file: calls.csv, time: time, count: count, interval: 1 h}, types: {file: 40 %, inquiry: 60 %}}
operators:
  floor: {talk: {law: exponential, mean: 3 min}, shifts: {all: {start: "00:00", end: "24:00", staff: 2}}}
"""


def test_the_manifest_tells_scenarios_apart() -> None:
    """The hash depends on what a scenario says, not on the order of its keys."""
    document = {"title": "a", "clock": {"days": 1, "start": "2022-01-10"}}
    turned = dict(reversed(document.items()))
    scenarios: list[Any] = [FakeScenario(document=d) for d in (document, turned, {**document, "title": "b"})]
    hashes = [store.scenario_hash(scenario) for scenario in scenarios]
    assert hashes[0] == hashes[1] != hashes[2]
    manifest = manifest_of()
    assert {"python", "hotline-sim", "numpy", "scipy", "simpy", "numba", "holidays", "tzdata"} == set(
        manifest["versions"]
    )
    json.dumps(manifest, allow_nan=False)


def test_data_files_are_part_of_a_run(tmp_path: Path) -> None:
    """A changed data file makes another run; a type that is called `file` is no data file."""
    (tmp_path / "a.yaml").write_text(WITH_FILE)
    keys = []
    for rows in ("2022-01-10 00:00,5\n", "2022-01-10 00:00,6\n"):
        (tmp_path / "calls.csv").write_text("time,count\n" + rows)
        scenario = sim.load_scenario(tmp_path / "a.yaml")
        manifest = store.make_manifest(scenario, 1, 2, "model", "now")
        assert list(manifest["data_sha256"]) == ["calls.csv"]
        keys.append(manifest["run_key"])
    assert keys[0] != keys[1]


def test_a_run_is_the_same_only_if_all_that_decides_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seed, scenario, versions and the program's own sources make another run; replications and engine do not."""
    key = manifest_of()["run_key"]
    assert manifest_of(replications=9)["run_key"] == manifest_of(engine="kernel")["run_key"] == key
    assert manifest_of(seed=2)["run_key"] != key
    assert manifest_of(document={"hotline": 1})["run_key"] != key
    monkeypatch.setattr("sim.store.manifest.program_hash", lambda: "edited")
    assert manifest_of()["run_key"] != key
    monkeypatch.undo()
    monkeypatch.setattr("sim.__version__", "9.9.9")
    assert manifest_of()["run_key"] != key


def test_every_file_has_its_sum_in_the_manifest(tmp_path: Path) -> None:
    """A finished folder holds what its manifest lists, byte for byte, and nothing else."""
    out = written(tmp_path / "out")
    manifest, files = store.read_manifest(out), contents(out)
    del files["manifest.json"]
    assert manifest["files"] == {name: sum_of(data) for name, data in files.items()}
    assert (manifest["finished"], manifest["kept"]) == (True, 3)
    assert "replaced" not in manifest


@pytest.mark.parametrize(("version", "why"), [(store.STORE_VERSION + 1, "newer version"), (1, "earlier version")])
def test_another_version_of_the_store_is_refused(tmp_path: Path, version: int, why: str) -> None:
    """Results of a later version are not misread, those of an earlier one, which had no sums, not trusted."""
    (tmp_path / "manifest.json").write_text(json.dumps({"store_version": version}))
    with pytest.raises(StoreError, match=why):
        store.read_manifest(tmp_path)
