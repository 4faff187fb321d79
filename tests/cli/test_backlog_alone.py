"""A scenario of open tickets and nothing new, through every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main

SCENARIO = """
hotline: 1
title: clear what is open
clock: {start: 2026-03-02, days: 3, zone: UTC}
demand: {}
types: {pothole: {}, lamp: {}}
tickets:
  dispatch: {smart: {time: {law: deterministic, value: 5 s}, accuracy: 100 %}}
  routes: [{units: {crew: 100 %}}]
  deadlines: {closure: {limits: {normal: 5 d}}}
  backlog:
    - {count: 5, type: pothole}
    - {count: 3, type: lamp, stage: outside, age: 9 d, in_stage_for: 9 d}
units:
  crew:
    work: {law: deterministic, value: 1 h}
    outside: {share: 50 %, delay: {law: deterministic, value: 10 d}}
    shifts: {day: {start: "08:00", end: "16:00", staff: 1}}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """The scenario as a file."""
    path = tmp_path / "clear.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def call(*arguments: object) -> Result:
    """The command in this process; it must succeed."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done


def test_check(scenario: Path) -> None:
    """`check` has nothing against a scenario without demand."""
    assert "!" not in call("check", scenario).output


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_run(scenario: Path, engine: str) -> None:
    """Both engines close what they can: the lamps that have one of ten days left, and the potholes not kept outside."""
    answer = json.loads(call("run", scenario, "--engine", engine, "--reps", 2, "--json").stdout)
    measures = answer["measures"]
    assert measures["backlog_at_start"]["estimate"] == 8
    assert measures["tickets_received"]["estimate"] == 0
    assert 3 <= measures["tickets_closed"]["estimate"] <= 8


def test_what_a_run_leaves_behind(scenario: Path, tmp_path: Path) -> None:
    """`run --out` writes tables, logs and charts, and every export format works."""
    out = tmp_path / "out"
    call("run", scenario, "--reps", 1, "--engine", "model", "--out", out)
    assert {path.name for path in out.iterdir()} >= {"manifest.json", "summary.txt", "measures.csv", "charts"}
    assert any((out / "charts").iterdir())
    for form in ("csv", "queues", "xes"):
        call("export", scenario, "--engine", "model", "--format", form, "--out", tmp_path / form)
    log = next((tmp_path / "xes").rglob("*.xes*"))
    assert log.stat().st_size > 0
