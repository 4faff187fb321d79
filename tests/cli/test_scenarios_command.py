"""`hotline scenarios` and `hotline schema`: what to start from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim import shipped

from .command import SCENARIO, call


def test_shipped_scenarios_are_listed_and_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy brings the files a scenario builds on, and never overwrites unless told to."""
    folder = tmp_path / "shipped"
    (folder / "data").mkdir(parents=True)
    (folder / "base.yaml").write_text(SCENARIO.replace("per_day: 200", "counts: {file: data/calls.csv, interval: 1 h}"))
    (folder / "data" / "calls.csv").write_text("time,count\n2022-01-10 00:00,5\n")
    (folder / "variant.yaml").write_text("hotline: 1\nextends: base.yaml\ntitle: A variant\n")
    monkeypatch.setattr(shipped, "scenarios_folder", lambda: folder)
    listed = call("scenarios")
    assert listed.exit_code == 0
    assert listed.stdout.splitlines() == ["base     小城热线 12345", "variant  A variant"]
    copied = call("scenarios", "copy", "variant", tmp_path / "mine")
    assert copied.exit_code == 0, copied.stderr
    assert sorted(path.name for path in (tmp_path / "mine").rglob("*.*")) == ["base.yaml", "calls.csv", "variant.yaml"]
    (tmp_path / "mine" / "base.yaml").write_text("my own")
    assert call("scenarios", "copy", "variant", tmp_path / "mine").exit_code == 4
    assert (tmp_path / "mine" / "base.yaml").read_text() == "my own"
    assert call("scenarios", "copy", "variant", tmp_path / "mine", "--force").exit_code == 0
    assert call("scenarios", "copy", "varient").exit_code == 2
    assert "did you mean variant" in call("run", "varient").stderr


def test_the_schema_is_json(tmp_path: Path) -> None:
    """The JSON Schema is printed, or written to a file."""
    printed = call("schema")
    assert printed.exit_code == 0, printed.stderr
    assert call("schema", "--out", tmp_path / "schema.json").exit_code == 0
    assert json.loads(printed.stdout) == json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    assert call("schema", "--out", tmp_path / "no" / "schema.json").exit_code == 4
