"""The small scenarios as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command import CHAIN, SCENARIO


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A small scenario file."""
    path = tmp_path / "small.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """A small scenario file with tickets."""
    path = tmp_path / "chain.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    return path


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saves the time of drawing where charts are not what is tested."""
    monkeypatch.setattr("sim.report.run_charts.draw_charts", lambda *_given: {})
    monkeypatch.setattr("sim.report.run_charts.draw_ticket_charts", lambda *_given: {})
