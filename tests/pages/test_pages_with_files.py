"""Pages of scenarios whose numbers stand in data files: these lie with the scenario, not with the results."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim import store

from ..planning.floors import SHIFTS, staffing_file
from .conftest import call

LINE = """
hotline: 1
title: A line with files
clock: {start: 2026-03-02, days: 1, zone: Asia/Shanghai}
types: {help: {label: Repairs}}
demand: {calls: {counts: {file: calls.csv, interval: 30 min}, types: {help: 1}}}
operators:
  desk:
    talk: {law: exponential, mean: 150 s}
    staff_file: {file: staff.csv, interval: 30 min}
  late:
    talk: {law: exponential, mean: 150 s}
    shifts: {day: {start: "08:00", end: "20:00", staff: 1}}
targets: [{measure: service_level, within: 20 s, type: help, at_least: 10 %}]
"""
COMMANDS = {
    "run": ("run", "line.yaml", "--reps", 2),
    "compare": ("compare", "line.yaml", "--with", "two: operators.late.shifts.day.staff=2", "--reps", 2),
    "need": ("need", "line.yaml", "--reps", 2),
    "requirement": ("need", "line.yaml", "--by-interval", "--reps", 2),
}


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with such a scenario and its files."""
    folder = tmp_path_factory.mktemp("files")
    clock = [f"2026-03-02 {k // 2:02d}:{k % 2 * 30:02d}" for k in range(48)]
    (folder / "calls.csv").write_text("time,count\n" + "".join(f"{at},{k % 9}\n" for k, at in enumerate(clock)))
    (folder / "staff.csv").write_text("time,staff\n" + "".join(f"{at},2\n" for at in clock))
    (folder / "line.yaml").write_text(LINE, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_needs_no_data_file(box: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made as the command ends, and made again where only the results were sent; by label, in both languages."""
    monkeypatch.chdir(box)
    call(*COMMANDS[command], "--out", command, "--report", "--quiet")
    sent = box / f"sent_{command}"
    shutil.copytree(box / command, sent)
    call("report", sent, "--quiet")
    assert (sent / "report.html").read_bytes() == (box / command / "report.html").read_bytes()
    call("report", sent, "--lang", "zh", "--xlsx", "--quiet")
    page = (sent / "report.html").read_text(encoding="utf-8")
    if command != "requirement":
        assert "type: Repairs" in page
        assert "type: help" not in page
    assert store.check_results(sent)["finished"]


def test_a_plan_has_its_page_too(box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor's counts stand in a file."""
    file = staffing_file(tmp_path, SHIFTS, {"demand": {"calls": {"counts": {"file": "calls.csv", "interval": "30 min"},
                                                                 "types": {"all": 1}}}})  # fmt: skip
    days = [f"2026-03-{day:02d}" for day in range(1, 32)]
    rows = [f"{day} {k // 2:02d}:{k % 2 * 30:02d},{4 if 18 <= k < 34 else 0}\n" for day in days for k in range(48)]
    (tmp_path / "calls.csv").write_text("time,count\n" + "".join(rows))
    monkeypatch.chdir(tmp_path)
    call("plan", file, "--reps", 2, "--no-bound", "--quiet", "--out", "out", "--report")
    (tmp_path / "calls.csv").unlink()
    before = (tmp_path / "out" / "report.html").read_bytes()
    call("report", "out", "--quiet")
    assert (tmp_path / "out" / "report.html").read_bytes() == before
