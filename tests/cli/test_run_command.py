"""`hotline run`: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from sim import load_scenario, simulate, store

from .command import call, no_constants

MEASURE_KEYS = {"estimate", "low", "high", "unit", "n"}
TARGET_KEYS = {"measure", "threshold", "estimate", "low", "high", "status"}
PUBLISHED_KEYS = {"measure", "kind", "value", "mean_of", "estimate", "low", "high", "status", "source"}
ANSWER_KEYS = {
    "scenario", "seed", "replications", "engine", "horizon", "until", "measures", "targets", "published", "warnings",
}  # fmt: skip


@pytest.mark.usefixtures("no_charts")
def test_json_is_the_contract(scenario: Path, tmp_path: Path) -> None:
    """One object on stdout with the agreed keys, no NaN, the same in summary.json; unmet targets still exit 0."""
    result = call("run", scenario, "--reps", 3, "--seed", 7, "--json", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout, parse_constant=no_constants)
    assert set(answer) == ANSWER_KEYS
    assert (answer["scenario"], answer["seed"], answer["replications"]) == ("small", 7, 3)
    assert all(set(measure) == MEASURE_KEYS for measure in answer["measures"].values())
    assert [set(target) for target in answer["targets"]] == [TARGET_KEYS, TARGET_KEYS]
    assert answer["targets"][0]["status"] == "met"
    assert [set(row) for row in answer["published"]] == [PUBLISHED_KEYS]
    assert {row["status"] for row in answer["targets"] + answer["published"]} <= {"met", "not met", "undecided"}
    assert answer == json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))


def test_one_replication_has_no_interval(scenario: Path) -> None:
    """A single run gives estimates with null intervals, and no target is decided by it."""
    answer = json.loads(call("run", scenario, "--reps", 1, "--json").stdout, parse_constant=no_constants)
    assert all(m["low"] is None and m["high"] is None for m in answer["measures"].values())
    assert {target["status"] for target in answer["targets"]} == {"undecided"}


def test_a_result_folder_is_complete(scenario: Path, tmp_path: Path) -> None:
    """Manifest, summaries, tables, logs of every replication and charts are there, and the logs can be read back."""
    out = tmp_path / "out"
    assert call("run", scenario, "--reps", 2, "--out", out, "--quiet").exit_code == 0
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"manifest.json", "summary.json", "summary.txt", "intervals.csv", "measures.csv"} <= names
    assert {f"logs/{kind}-000{i}.parquet" for kind in ("contacts", "staff") for i in range(2)} <= names
    charts = ("calls_by_interval", "service_level_by_interval", "staffing_by_interval", "occupancy")
    assert {f"charts/{chart}.{kind}" for chart in charts for kind in ("png", "svg")} <= names
    assert not any(".part-" in name for name in names)
    manifest = store.read_manifest(out)
    assert (manifest["finished"], manifest["kept"], manifest["replications"]) == (True, 2, 2)
    assert len(store.read_log(out, 1)[0]["contact"]) > 0


def test_a_result_folder_has_both_halves(chain: Path, tmp_path: Path) -> None:
    """Logs, tables and charts of tickets stand beside those of calls; the ceiling is a measure among the others."""
    out = tmp_path / "out"
    result = call("run", chain, "--reps", 2, "--out", out, "--json")
    assert result.exit_code == 0, result.stderr
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    for log in ("contacts", "staff", "tickets", "assignments", "tasks"):
        assert {f"logs/{log}-000{i}.parquet" for i in range(2)} <= names
    assert {f"tables/{table}.csv" for table in ("backlog", "closure", "hours", "units", "people")} <= names
    charts = (
        "calls_by_interval",
        "tickets_open",
        "tickets_closure",
        "tickets_by_hour",
        "tickets_stages",
        "tickets_units",
    )
    assert {f"charts/{chart}.{kind}" for chart in charts for kind in ("png", "svg")} <= names
    measures = json.loads(result.stdout, parse_constant=no_constants)["measures"]
    assert measures["same_day_ceiling"]["estimate"] >= measures["same_day_closure"]["estimate"] > 0
    assert measures["same_day_ceiling"]["n"] == 1
    text = (out / "summary.txt").read_text(encoding="utf-8")
    assert "ceiling of same-day closure" in text
    assert "predicted    closed within 24 h: published 90 %" in text


def test_the_summary_is_for_people_in_both_languages(scenario: Path) -> None:
    """Groups, units, target verdicts in words and the origins are there; a Chinese and an ASCII console can show it."""
    english, chinese = (call("run", scenario, "--reps", 3, "--lang", lang).stdout for lang in ("en", "zh"))
    for words in ("Calls", "95 % interval", "+ met", "service level, 15 s: at least 10 %", "predicted", "stated"):
        assert words in english
    for words in ("来电", "95% 置信区间", "+ 达标", "15秒接通率：要求至少 10 %", "预测", "假设"):
        assert words in chinese
    english.replace("小城热线", "").encode("ascii")
    chinese.encode("gbk")


@pytest.mark.usefixtures("no_charts")
def test_a_set_value_changes_the_run(scenario: Path, tmp_path: Path) -> None:
    """`--set` goes into the scenario, its results and its hash."""
    staffed, out = "operators.floor.shifts.all.staff", tmp_path / "out"
    hashes, present = [], []
    for staff in (2, 3):
        answer = json.loads(
            call("run", scenario, "--reps", 1, "--json", "--set", f"{staffed}={staff}", "--out", out).stdout
        )
        present.append(answer["measures"]["scheduled_heads"]["estimate"])
        hashes.append(store.read_manifest(out)["scenario_sha256"])
    assert present == [2, 3]
    assert hashes[0] != hashes[1]


@pytest.mark.usefixtures("no_charts")
def test_the_ceiling_can_be_left_out(chain: Path, scenario: Path) -> None:
    """With --no-ceiling, for a single run, and without tickets there is none."""
    for arguments in ([chain, "--reps", 2, "--no-ceiling"], [chain, "--reps", 1], [scenario, "--reps", 2]):
        result = call("run", *arguments, "--json")
        assert result.exit_code == 0, result.stderr
        assert "same_day_ceiling" not in json.loads(result.stdout)["measures"]


@pytest.mark.usefixtures("no_charts")
def test_results_stand_without_a_ceiling_that_exceeds_the_budget(chain: Path) -> None:
    """One crew in the copies of a unit does little in a day, people without limit do it all: a budget of the events of
    the first stops the second, which is said, and the measures are those of a run without a ceiling."""
    few = ("--set", "units.district.shifts.day.staff=1", "--reps", 2, "--engine", "model", "--json")
    scenario = load_scenario(chain, ["units.district.shifts.day.staff=1"])
    events = max(simulate(scenario, replication=replication, engine="model").events for replication in range(2))
    run = call("run", chain, *few, "--set", f"budget.events={events}")
    assert run.exit_code == 0, run.stderr
    assert "no ceiling of same-day closure: event budget" in run.stderr
    plain = call("run", chain, *few, "--no-ceiling")
    assert json.loads(run.stdout)["measures"] == json.loads(plain.stdout)["measures"]


def test_a_budget_ends_with_3(scenario: Path) -> None:
    """A run that exceeds its budget of events is exit code 3."""
    result = call("run", scenario, "--reps", 2, "--set", "budget.events=50", "--set", "demand.calls.per_day=9000")
    assert result.exit_code == 3, result.stderr
    assert "budget" in result.stderr


def test_out_is_refused_before_any_work(scenario: Path, tmp_path: Path) -> None:
    """A folder that cannot be written is refused in under a second of work, with one sentence and exit code 4."""
    refused: list[tuple[Path, str]] = [
        (scenario, "it is a file"),
        (tmp_path, "holds other files"),
        (tmp_path / "no" / "such", "does not exist"),
    ]
    if Path("/proc/self").exists():
        refused.append((Path("/proc/self/results"), "cannot write to"))
    for out, why in refused:
        begun = time.process_time()
        result = call("run", scenario, "--reps", 100_000, "--out", out)
        assert time.process_time() - begun < 1
        assert (result.exit_code, result.stdout) == (4, "")
        assert why in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.usefixtures("no_charts")
def test_a_failed_run_leaves_earlier_results_alone(scenario: Path, tmp_path: Path) -> None:
    """Results are replaced once there are new ones, not when a run could not even start."""
    out = tmp_path / "out"
    assert call("run", scenario, "--reps", 1, "--out", out).exit_code == 0
    before = (out / "summary.json").read_bytes()
    assert call("run", scenario, "--reps", 1, "--out", out, "--set", "demand.calls.per_day=-1").exit_code == 2
    assert (out / "summary.json").read_bytes() == before
