"""What a folder of results exports: what its logs do not say themselves comes from its manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli import main

from .test_independent import QUICK


def call(*arguments: object) -> None:
    """A command that works."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("to", ["handling", "dispatch"])
def test_a_reopened_ticket_is_sent_or_not_also_from_a_folder(
    to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The column `sent` is that of the run, by where reopened tickets go; exports.json knows every file by its sum."""
    monkeypatch.setattr("sim.report.run_charts.draw_charts", lambda *_given: {})
    monkeypatch.setattr("sim.report.run_charts.draw_ticket_charts", lambda *_given: {})
    path, out = tmp_path / "quick.yaml", tmp_path / "out"
    path.write_text(QUICK.replace("to: dispatch", f"to: {to}").replace("days: 7", "days: 2"), encoding="utf-8")
    call("run", path, "--reps", 1, "--quiet", "--out", out)
    call("export", out, "--format", "csv", "--format", "xes", "--format", "queues")
    call("export", path, "--format", "csv", "--out", tmp_path / "again")
    name = "assignments-0000.csv"
    assert (out / "exports" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    rows = pd.read_csv(out / "exports" / name)
    again = rows[(rows["handling"] > 0) & (rows["dispatch"] == 0)]
    assert len(again) > 3
    assert set(again["sent"]) == {int(to == "dispatch")}
    notes = json.loads((out / "exports" / "exports.json").read_text(encoding="utf-8"))["files"]
    files = {file for file in (out / "exports").iterdir() if file.name != "exports.json"}
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == {
        name: note["sha256"] for name, note in notes.items()
    }
