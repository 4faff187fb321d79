"""`hotline need`: what it prints where, what it writes, and how it answers questions that make no sense."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from scipy.special import stdtrit

import sim
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_search
from sim.measures.targets import TargetResult
from sim.report.need import need_sentences, need_text
from sim.report.need_charts import need_charts
from sim.report.words import word
from sim.staffing.need import need
from sim.staffing.trials import runs_to_decide
from sim.store import read_manifest

from .command import call, no_constants

SCENARIO = """
hotline: 1
title: 小城热线 12345
clock: {start: "2022-01-10", days: 1}
demand:
  calls: {per_day: 400, types: {inquiry: 70 %, complaint: 30 %}}
callers: {patience: {law: exponential, mean: 120 s}}
operators:
  floor:
    talk: {law: exponential, mean: 150 s}
    wrap_up: {law: exponential, mean: 30 s}
    shifts:
      day: {start: "08:00", end: "20:00", staff: 2}
      night: {start: "20:00", end: "08:00", staff: 1}
targets:
  - {measure: service_level, within: 15 s, at_least: 80 %}
  - {measure: abandonment_rate, at_most: 10 %}
"""
FAST = ("--reps", 4, "--quiet")


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A small floor of two shifts, too few people in both."""
    path = tmp_path / "town.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def test_the_answer_comes_first(scenario: Path) -> None:
    """The first line says how many people; then stand the border, the formula, what was tried, shifts and intervals."""
    result = call("need", scenario, *FAST)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("All shifts together need ")
    assert lines[0].endswith(" people (now 3).")
    assert "every target is met" in lines[1]
    assert lines[2].startswith("For that roster ")
    assert lines[3].startswith("The formulas (Erlang A or C")
    for words in ("service level, 15 s >= 80 %", "abandonment rate <= 10 %", "<- needed", "floor / day", "rostered"):
        assert words in result.stdout
    assert result.stderr == ""


def test_chinese_can_be_read_on_a_chinese_console(scenario: Path) -> None:
    """The same in Chinese, with nothing left in English but names."""
    result = call("need", scenario, *FAST, "--lang", "zh")
    assert result.stdout.startswith("所有班次合计需要 ")
    for words in ("15秒接通率 >= 80 %", "<- 需要", "各时段人数", "按公式"):
        assert words in result.stdout
    result.stdout.encode("gbk")


def test_json_alone_is_on_stdout(scenario: Path) -> None:
    """One object with plain values, no NaN; its numbers are those of the Python call."""
    result = call("need", scenario, "--reps", 4, "--json", "--shift", "day", "--seed", 7)
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout, parse_constant=no_constants)
    found = need(sim.load_scenario(scenario), shift="day", replications=4, seed=7)
    assert (answer["what"], answer["name"], answer["now"], answer["seed"]) == ("shift", "day", 2, 7)
    assert answer["heads"] == found.heads
    assert answer["formula"] == (found.formula and found.formula.heads)
    assert [row["heads"] for row in answer["tried"]] == found.tried_frame()["heads"].tolist()
    columns = {"interval_start", "required", "scheduled", "present"}
    assert [set(row) for row in answer["intervals"]] == [columns] * (48 if found.heads is not None else 0)
    assert answer["status"] in {"found", "enough", "none", "undecided"}


def test_results_are_written_like_those_of_a_run(scenario: Path, tmp_path: Path) -> None:
    """Manifest, summary, tables and charts; the printed text is the one in the folder."""
    out = tmp_path / "out"
    result = call("need", scenario, *FAST, "--out", out)
    assert result.exit_code == 0, result.stderr
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    tables = {"summary.tried.csv", "summary.shifts.csv", "intervals.csv"}
    charts = ("need_service_level_15s", "need_abandonment_rate", "staffing_by_interval")
    assert {"manifest.json", "summary.json", "summary.txt", *tables} <= names
    assert {f"charts/{chart}.{kind}" for chart in charts for kind in ("png", "svg")} <= names
    assert (out / "summary.txt").read_text(encoding="utf-8") == result.stdout
    manifest = read_manifest(out)
    assert manifest["command"] == "need"
    assert manifest["kept"] == manifest["replications"] > 0


def test_the_variant_meets_the_targets_with_the_same_seed(scenario: Path, tmp_path: Path) -> None:
    """What --write leaves can be run: it builds on the scenario, keeps what was --set, and its targets are met."""
    variant = tmp_path / "staffed.yaml"
    changed = ("--set", "demand.calls.per_day=500", "--set", "targets.1.at_most=8 %")
    found = call("need", scenario, *FAST, "--seed", 3, *changed, "--write", variant, "--json")
    assert found.exit_code == 0, found.stderr
    answer = json.loads(found.stdout)
    loaded = sim.load_scenario(variant)
    assert 'extends: "town.yaml"' in variant.read_text(encoding="utf-8")
    assert {name: shift.staff for name, shift in loaded.operators["floor"].shifts.items()} == {
        row["shift"]: row["needed"] for row in answer["shifts"]
    }
    assert loaded.demand["calls"].per_day == 500
    run = json.loads(call("run", variant, *FAST, "--seed", 3, "--json").stdout)
    assert [target["status"] for target in run["targets"]] == ["met", "met"]
    assert [target["threshold"] for target in run["targets"]] == [0.8, 0.08]
    tried = {(row["heads"], row["measure"]): row["estimate"] for row in answer["tried"]}
    for target in run["targets"]:
        assert target["estimate"] == tried[answer["heads"], target["measure"]]


def test_a_target_out_of_reach_is_a_result(scenario: Path, tmp_path: Path) -> None:
    """Trunk lines block whoever answers: a sentence says what is not met; the exit code is 0, but 2 with --write."""
    setting = ("--set", "callers.trunks=1", "--set", "targets=[{measure: blocking_rate, at_most: 1 %}]")
    result = call("need", scenario, *FAST, *setting)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("No head count up to ")
    assert "blocking rate" in result.stdout
    assert "trunk lines" in result.stdout
    variant = tmp_path / "staffed.yaml"
    refused = call("need", scenario, *FAST, *setting, "--write", variant)
    assert refused.exit_code == 2
    assert "error: no head count up to" in refused.stderr
    assert not variant.exists()
    answer = json.loads(call("need", scenario, *FAST, *setting, "--json").stdout)
    assert (answer["heads"], answer["status"], answer["intervals"]) == (None, "none", [])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_an_answer_no_plan_is_drawn(scenario: Path, tmp_path: Path, lang: str) -> None:
    """What was tried is drawn, and its title says that it is no answer; a day left from an answer before goes."""
    out = tmp_path / "out"
    assert call("need", scenario, *FAST, "--out", out).exit_code == 0
    assert (out / "intervals.csv").exists()
    setting = ("--set", "callers.trunks=1", "--set", "targets=[{measure: blocking_rate, at_most: 1 %}]")
    result = call("need", scenario, *FAST, *setting, "--lang", lang, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert {path.name for path in (out / "charts").iterdir()} == {
        f"need_blocking_rate.{kind}" for kind in ("png", "svg")
    }
    tables = {path.name for path in out.iterdir() if path.suffix == ".csv"}
    assert tables == {"summary.tried.csv", "summary.shifts.csv"}
    assert word("need_day", lang) not in result.stdout
    out_of_reach = {"callers.trunks": 1, "targets": [{"measure": "blocking_rate", "at_most": 0.01}]}
    found = need(sim.load_scenario(scenario).replace(out_of_reach), replications=2)
    (figure,) = need_charts(found.heads_tried, need_sentences(found, lang)[0], lang).values()
    title = "blocking rate: No head count up to " if lang == "en" else "拥塞率：不超过 "
    assert figure.get_suptitle().startswith(title)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--shift", "dya"), "there is no shift 'dya' - did you mean 'day'?"),
        (("--group", "flor"), "there is no group 'flor' - did you mean 'floor'?"),
        (("--at-most", 1), "1 people cannot fill 2 shifts"),
        (("--set", "targets=[]"), "has no targets"),
        (("--write", "no/such/folder/x.yaml"), "does not exist"),
        (("--write", "sub/x.yaml"), "its own folder or below it"),
    ],
)
def test_bad_questions_are_a_sentence(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[object, ...], words: str
) -> None:
    """No traceback, nothing on stdout, exit code 2 (4 where a file cannot be written)."""
    monkeypatch.chdir(scenario.parent)
    (scenario.parent / "sub").mkdir()
    result = call("need", scenario, *FAST, *asked)
    assert result.exit_code in (2, 4)
    assert words in result.stderr.replace("\n", " ")
    assert result.stdout == ""


def test_a_variant_overwrites_nothing(scenario: Path) -> None:
    """A file that is there stays as it is, and nothing is simulated first."""
    result = call("need", scenario, "--write", scenario)
    assert result.exit_code == 4
    assert "is there already" in result.stderr
    assert scenario.read_text(encoding="utf-8") == SCENARIO


def test_a_long_horizon_is_not_printed_by_interval(scenario: Path) -> None:
    """Where there are too many rows to read, the file that has them is named."""
    long = sim.load_scenario(scenario).replace({"clock.days": 3, "demand.calls.per_day": 50})
    assert "intervals.csv" in need_text(need(long, replications=6))


@pytest.mark.parametrize("quiet", [True, False])
def test_progress_is_told_and_a_stop_is_obeyed(quiet: bool) -> None:
    """Progress may be told with and without a bar, for one head count after the other; after Ctrl-C it stops there."""
    interrupts = Interrupts()
    with progress_of_search(interrupts, quiet, "en", lambda heads: word("need_trying", "en", heads=heads)) as told:
        for heads in (12, 14):
            for share in (0.0, 0.5, 1.0):
                told(heads, 0, 4, share)
        interrupts._on_signal(2, None)
        with pytest.raises(KeyboardInterrupt):
            told(14, 1, 4, 0.0)


def test_the_hint_asks_for_as_many_runs_as_can_decide() -> None:
    """Five times as many usually; for 99.9 % of 100 calls a day the tens above what each of two looks takes."""

    def hint(*per_run: float) -> int:
        rows: list[Any] = [
            TargetResult(
                "service_level_20s", 0.999, "at_least", "run", 0.95, 1.0, 0.9954, 1.0, "share", 20, "undecided",
                None, None, None, per_run=calls,
            )
            for calls in per_run
        ]  # fmt: skip
        return runs_to_decide(rows, 20)

    alone, enough = rows_needed(100.0), rows_needed(10_000.0)
    assert hint() == hint(10_000.0) == 100 >= enough
    assert hint(100.0) == hint(100.0, 10_000.0) == -(-alone // 10) * 10 > 100


def rows_needed(calls: float) -> int:
    """Replications without a late call that bound it at 0.1 %, at the confidence of each of two looks."""
    n = 2
    while math.exp(stdtrit(n - 1, 1 - 0.8 * 0.025 / 2)) / (n * calls) > 0.001:
        n += 1
    return n


@pytest.mark.parametrize(("lang", "told"), [("en", "a person-hour a day buys most in floor"), ("zh", "用在 floor")])
def test_prices_are_told_in_both_languages(tmp_path: Path, lang: str, told: str) -> None:
    """And options that would be ignored are refused."""
    file = tmp_path / "town.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    done = call("need", file, "--prices", "--reps", "8", "--lang", lang)
    assert done.exit_code == 0
    assert told in done.stdout
    refused = call("need", file, "--prices", "--each")
    assert refused.exit_code == 2
    assert "leave out options but --reps" in refused.stderr
