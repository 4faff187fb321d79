"""Parts may be called what a planner likes: a scenario of odd names is checked, run, drawn and exported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.data_files import data_files

MINUTE = {"law": "exponential", "mean": "1 min"}
ALL_DAY = {"start": "00:00", "end": "24:00"}
NAMES = (
    ("file", "law", "id", "..", "file", "a\\b", "CON", "file", "=cmd|calc", "a/b", "nul", '"q"'),
    ("$a_{$", "\\frac", "_x", "100 %", "{0}", "%s", "热线 😀", "<b>", "null", "true", "1", "2022-01-08"),
    ("counts", "stamps", "per_date", "origins", "extends", "types", "all", "a.b", "town 3", "x" * 200, "-", "a[b=c],d"),
)
"""One for each kind of part; each of a dozen kinds has three of them."""


def chain(names: tuple[str, ...]) -> dict[str, Any]:
    """A day with tickets, in which parts of each kind have these names."""
    kind, stream, group, desk, unit, shift, crew, area, event, batch, measure, other = names
    return {
        "hotline": 1,
        "title": f"{kind} {stream}",
        "clock": {"start": "2026-03-02", "days": 1},
        "types": {kind: {"priority": 4}},
        "demand": {
            stream: {
                "per_day": 40,
                "types": {kind: "100 %"},
                "events": {event: {"start": "2026-03-02", "peak": 1.5, "half_life": "1 h"}},
                "deflection": {measure: {"start": "2026-03-02", "share": 0.1}},
                "incidents": {batch: {"per_day": 1, "mean_size": 2, "delay": MINUTE, "type": kind}},
            }
        },
        "operators": {group: {"talk": MINUTE, "by_type": {kind: {}}, "shifts": {shift: {**ALL_DAY, "staff": 3}}}},
        "desks": {desk: {"shifts": {shift: ALL_DAY}, "rotation": {"crews": {crew: 2}, "cycle": [shift]}}},
        "units": {
            unit: {"work": MINUTE, "by_type": {kind: {"work": MINUTE}}, "shifts": {shift: {**ALL_DAY, "staff": 1}}},
            other: {"copies": 2, "work": MINUTE, "shifts": {shift: {**ALL_DAY, "staff": 1}}},
        },
        "direct_answer": 0.5,
        "tickets": {
            "areas": {area: "100 %"},
            "dispatch": {"by": desk, "time": MINUTE, "time_by_type": {kind: MINUTE}},
            "routes": [{"types": [kind], "areas": [area], "units": {unit: "50 %", other: "50 %"}}],
            "deadlines": {"closure": {"limits": {"normal": "8 h"}, "by_type": {kind: {"normal": "4 h"}}}},
            "backlog": [{"count": 3, "type": kind, "stage": "handling", "unit": unit, "age": "1 h"}],
        },
        "targets": [{"measure": "same_day_closure", "type": kind, "unit": unit, "at_least": 0.5}],
    }


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_a_scenario_of_odd_names_goes_all_the_way(number: int, tmp_path: Path) -> None:
    """Check, run with all files and charts, and every export end well, whatever the parts are called."""
    path = tmp_path / "town.yaml"
    path.write_text(json.dumps(chain(NAMES[number]), ensure_ascii=False), encoding="utf-8")
    out, lang = tmp_path / "out", ("en", "zh")[number % 2]
    call = ["run", str(path), "--reps", "1", "--engine", "model", "--quiet", "--lang", lang, "--out", str(out)]
    formats = [word for name in ("csv", "xes", "queues") for word in ("--format", name)]
    for words in (["check", str(path)], call, ["export", str(out), *formats]):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.stderr
    assert (out / "charts" / "tickets_units.png").stat().st_size > 5_000
    assert not list(data_files(load_scenario(path)))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x" * 10_000, "a name of 10,000 characters is too long"), ("a\nb", "control character U.000A"),
        ("a\tb", "control character U.0009"), ("a\x1b[31m", "control character U.001B"), ("  ", "a name is empty"),
    ],
)  # fmt: skip
def test_names_that_would_spoil_tables_are_refused(name: str, why: str, tmp_path: Path) -> None:
    """Line breaks, tabs, control codes, blanks alone and endless names are told, in short lines."""
    path = tmp_path / "town.yaml"
    path.write_text(json.dumps(chain((name, *NAMES[0][1:])), ensure_ascii=True), encoding="utf-8")
    with pytest.raises(ScenarioError, match=why) as caught:
        load_scenario(path)
    assert max(map(len, str(caught.value).splitlines())) <= 300


def test_files_are_found_by_the_schema(tmp_path: Path) -> None:
    """Names such as 'counts' and 'file' hide no data file, and a folder's files are named from that folder."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "calls.csv").write_text("time,count\n2026-03-02 09:00,3\n")
    town = {
        "hotline": 1,
        "clock": {"start": "2026-03-02", "days": 1},
        "types": {"counts": {"priority": 3}, "file": {"priority": 2}},
        "demand": {
            "stamps": {"counts": {"file": "calls.csv", "interval": "1 h"}, "types": {"counts": 0.5, "file": 0.5}}
        },
        "operators": {"file": {"talk": MINUTE, "shifts": {"counts": {**ALL_DAY, "staff": 1}}}},
    }
    (tmp_path / "below" / "base.yaml").write_text(json.dumps(town))
    path = tmp_path / "town.yaml"
    path.write_text("extends: below/base.yaml\ntitle: over\n")
    found = list(data_files(load_scenario(path)))
    assert found == [(("demand", "stamps", "counts", "file"), "below/calls.csv")]
