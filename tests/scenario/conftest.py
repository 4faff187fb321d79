"""A small sound scenario, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.checks import load_scenario
from sim.errors import ScenarioError
from sim.scenario import Scenario

TOWN = """\
hotline: 1
clock: {start: 2026-03-02, days: 7, zone: Asia/Shanghai, calendar: china}
demand:
  calls:
    channel: phone
    per_day: 960
    types: {inquiry: 60 %, help: 40 %}
callers:
  patience: {law: exponential, mean: 2 min}
operators:
  floor:
    talk: {law: lognormal, mean: 150 s, cv: 1}
    wrap_up: {law: exponential, mean: 30 s}
    shifts:
      day: {start: "08:00", end: "20:00", staff: 12}
      night: {start: "20:00", end: "08:00", staff: 4}
"""

Write = Callable[..., Path]
Load = Callable[..., Scenario]
Fault = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into the current folder, a fresh one, and return its name there."""
    monkeypatch.chdir(tmp_path)

    def written(text: str | bytes = TOWN, name: str = "town.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Path(name)

    return written


@pytest.fixture
def town(write: Write) -> Load:
    """The town with some values set; the scenario."""

    def loaded(*sets: str) -> Scenario:
        return load_scenario(write(), sets)

    return loaded


@pytest.fixture
def fault(write: Write) -> Fault:
    """The town with some values set (or another text); what the user is told."""

    def told(*sets: str, text: str | bytes = TOWN) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(write(text), sets)
        return str(caught.value)

    return told
