"""`hotline run --until`: whatever ran it, the same; what was kept goes on; what is open is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim import store

from .command import call, no_constants

pytestmark = pytest.mark.usefixtures("no_charts")
ASKED = ("--until", "asa +- 4 s", "--engine", "kernel", "--no-ceiling", "--quiet")


def _files(folder: Path) -> dict[str, bytes]:
    """Everything in a result folder but its manifest, which has the time of day."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json" and not path.name.startswith(".")
    }


def test_threads_change_no_byte(scenario: Path, tmp_path: Path) -> None:
    """With one thread or three the same files come out; what threads ran beyond the last look is not kept."""
    one, three = tmp_path / "one", tmp_path / "three"
    assert call("run", scenario, *ASKED, "--out", one, "--workers", 1).exit_code == 0
    assert call("run", scenario, *ASKED, "--out", three, "--workers", 3).exit_code == 0
    assert _files(one) == _files(three)
    manifest = store.read_manifest(one)
    answer = json.loads((one / "summary.json").read_text(encoding="utf-8"), parse_constant=no_constants)
    n = answer["replications"]
    assert (manifest["finished"], manifest["kept"], manifest["replications"]) == (True, n, n)
    assert store.kept(one) == n
    assert answer["until"]["reached"]
    assert (answer["until"]["first"], answer["until"]["most"]) == (10, 1000)
    assert answer["until"]["wanted"][0]["half_width"] <= answer["until"]["wanted"][0]["allowed"] == 4.0


def test_going_on_is_asking_for_more_at_once(scenario: Path, tmp_path: Path) -> None:
    """A run that ended at --most is taken up by one that may have more, and gives what that gives from the start."""
    steps, whole = tmp_path / "steps", tmp_path / "whole"
    first = call("run", scenario, *ASKED, "--out", steps, "--most", 12)
    assert first.exit_code == 0
    assert store.read_manifest(steps)["replications"] == 12
    before = _files(steps)["logs/contacts-0003.parquet"]
    assert call("run", scenario, *ASKED, "--out", steps).exit_code == 0
    assert call("run", scenario, *ASKED, "--out", whole).exit_code == 0
    assert _files(steps) == _files(whole)
    assert _files(steps)["logs/contacts-0003.parquet"] == before


def test_what_is_open_is_told(scenario: Path) -> None:
    """At --most the exit code is 0, and the page says how wide the interval is and how many replications would do."""
    found = call("run", scenario, "--until", "asa +- 0.5 s", "--until", "service_level_15s +- 5 %", "--most", 15)
    assert found.exit_code == 0
    assert "Not known well enough within 15 replications" in found.stdout
    assert "? average speed of answer: wanted +- 0.5 s, found +- " in found.stdout
    assert "by the present variance about " in found.stdout
    assert "service level, 15 s: wanted +- 5 % of its value (" in found.stdout


def test_what_only_the_question_names_is_measured(scenario: Path) -> None:
    """The summary has the threshold that no target names."""
    found = call("run", scenario, "--until", "service_level_17s +- 50 points", "--most", 15, "--quiet", "--json")
    assert found.exit_code == 0, found.stderr
    answer = json.loads(found.stdout, parse_constant=no_constants)
    assert answer["until"]["wanted"][0]["measure"] == "service_level_17s"
    assert "service_level_17s" in answer["measures"]


def test_targets_decide(scenario: Path) -> None:
    """`decided` goes on until each target is met or not met, and says how sure each look was."""
    found = call("run", scenario, "--until", "decided", "--most", 60, "--lang", "zh")
    assert found.exit_code == 0
    assert "次重复仿真后已足够精确" in found.stdout
    assert "已判定（每次检查的置信水平为 99.5 %）" in found.stdout
    answer = json.loads(call("run", scenario, "--until", "decided", "--most", 60, "--json").stdout)
    assert "undecided" not in {target["status"] for target in answer["targets"]}


def test_questions_that_make_no_sense(scenario: Path, tmp_path: Path) -> None:
    """They end with a sentence and exit code 2, in either language, before anything is written."""
    out = tmp_path / "out"
    found = call("run", scenario, "--until", "closed_within_24h +- 1 point", "--out", out)
    assert (found.exit_code, out.exists()) == (2, False)
    assert "is about tickets, and the scenario has none" in found.stderr
    found = call("run", scenario, "--most", 30, "--lang", "zh")
    assert found.exit_code == 2
    assert "请说明何时停止" in found.stderr


def test_the_horizon_is_told(scenario: Path, chain: Path) -> None:
    """Every summary says that its figures are of a period, how long it is, and what it begins with."""
    found = call("run", scenario, "--reps", 1)
    assert "figures are of this period of 1 day, begun empty" in found.stdout
    begun = "tickets.backlog=[{count: 5, type: repair, age: 1 d}]"
    answer = json.loads(call("run", chain, "--reps", 1, "--json").stdout)
    assert answer["horizon"] == {"kind": "terminating", "days": 2, "start": "empty", "weekly_growth": None}
    found = call("run", chain, "--reps", 1, "--set", begun)
    assert "begun with the stated open tickets" in found.stdout, found.stderr


def test_a_growing_backlog_is_told(chain: Path) -> None:
    """Too few people for ten weeks: the open tickets still grow in the second half, and the summary says so."""
    few = ("--set", "clock.days=70", "--set", "units.district.shifts.day.staff=2", "--reps", 5, "--no-ceiling")
    found = call("run", chain, *few)
    assert "the open tickets still grow by " in found.stdout, found.stderr
    answer = json.loads(call("run", chain, *few, "--json").stdout)
    assert answer["horizon"]["weekly_growth"] > 50
    enough = json.loads(call("run", chain, "--set", "clock.days=70", "--reps", 5, "--no-ceiling", "--json").stdout)
    assert enough["horizon"]["weekly_growth"] is None
