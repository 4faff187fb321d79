"""`hotline check`: a scenario read aloud."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .command import call, no_constants


def test_check_reads_the_scenario_aloud(scenario: Path) -> None:
    """Calls per day, people per shift and work against people are printed, and the same as JSON."""
    result = call("check", scenario)
    assert result.exit_code == 0, result.stderr
    for words in ("ok: 小城热线", "Calls per day: 200", "floor / all: 2 people", "floor: 10 h of work"):
        assert words in result.stdout
    reading = json.loads(call("check", scenario, "--json").stdout, parse_constant=no_constants)
    assert reading["pools"][0]["load"] == pytest.approx(200 * 180 / 3600 / 48, abs=0.0001)
    assert reading["origins"]["stated"] == 3
    assert "日" in call("check", scenario, "--lang", "zh").stdout
