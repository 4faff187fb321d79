"""The `hotline` command: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim import load_scenario, shipped, simulate, store
from sim.cli import main
from sim.errors import StoreError
from sim.store import files

SCENARIO = """
hotline: 1
title: 小城热线 12345
clock: {start: "2022-01-10", days: 1}
demand:
  calls: {per_day: 200, types: {inquiry: 70 %, "=complaint": 30 %}}
callers: {patience: {law: exponential, mean: 120 s}}
operators:
  floor:
    talk: {law: lognormal, mean: 150 s, cv: 1.0}
    wrap_up: {law: exponential, mean: 30 s}
    shifts:
      all: {start: "00:00", end: "24:00", staff: 2}
targets:
  - {measure: service_level, within: 15 s, at_least: 10 %}
  - {measure: abandonment_rate, at_most: 0 %}
published:
  - {measure: calls_per_person_day, value: 100, kind: predicted, source: the yearbook}
origins:
  demand: {kind: stated, source: the yearbook}
"""
MEASURE_KEYS = {"estimate", "low", "high", "unit", "n"}
TARGET_KEYS = {"measure", "threshold", "estimate", "low", "high", "status"}
PUBLISHED_KEYS = {"measure", "kind", "value", "mean_of", "estimate", "low", "high", "status", "source"}
ANSWER_KEYS = {"scenario", "seed", "replications", "engine", "measures", "targets", "published", "warnings"}


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A small scenario file."""
    path = tmp_path / "small.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saves the time of drawing where charts are not what is tested."""
    monkeypatch.setattr("sim.report.run_charts.draw_charts", lambda *_given: {})
    monkeypatch.setattr("sim.report.run_charts.draw_ticket_charts", lambda *_given: {})


def call(*arguments: object) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def start(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
    )


def no_constants(text: str) -> float:
    """Refuses NaN and Infinity in JSON."""
    raise AssertionError(text)


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


def test_the_summary_is_for_people_in_both_languages(scenario: Path) -> None:
    """Groups, units, target verdicts in words and the origins are there; a Chinese and an ASCII console can show it."""
    english, chinese = (call("run", scenario, "--reps", 3, "--lang", lang).stdout for lang in ("en", "zh"))
    for words in ("Calls", "95 % interval", "+ met", "service level, 15 s: at least 10 %", "predicted", "stated"):
        assert words in english
    for words in ("来电", "95% 置信区间", "+ 达标", "15秒接通率：要求至少 10 %", "预测", "假设"):
        assert words in chinese
    english.replace("小城热线", "").encode("ascii")
    chinese.encode("gbk")


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda path: path.write_text("hotline: 1\ntitel: x\n"), "titel"),
        (lambda path: path.write_text("a: [1, 2"), "small.yaml"),
        (lambda path: path.unlink(), "small.yaml"),
    ],
)
def test_bad_input_is_a_sentence(scenario: Path, command: str, change: Callable[[Path], Any], named: str) -> None:
    """A scenario that cannot be used ends with exit code 2, at most 5 lines on stderr, nothing on stdout."""
    change(scenario)
    result = call(command, scenario)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert named in result.stderr
    assert len(result.stderr.splitlines()) <= 5
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--reps", "0"], ["--engine", "steam"], ["--set", "title"], ["--seed", "-1"], ["--lang", "fr"], ["--rep", "2"]],
)
def test_bad_options_are_usage_errors(scenario: Path, arguments: list[str]) -> None:
    """A wrong option is exit code 2 with a plain sentence."""
    result = call("run", scenario, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 0 < len(result.stderr.splitlines()) <= 5


def test_a_budget_ends_with_3(scenario: Path) -> None:
    """A run that exceeds its budget of events is exit code 3."""
    result = call("run", scenario, "--reps", 2, "--set", "budget.events=50", "--set", "demand.calls.per_day=9000")
    assert result.exit_code == 3, result.stderr
    assert "budget" in result.stderr


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


@pytest.mark.usefixtures("no_charts")
def test_a_full_disk_loses_nothing_that_is_finished(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept before the disk was full is summarised all the same, with one sentence and exit code 4."""
    whole, out = files.write_files, tmp_path / "out"

    def full(folder: Path, new: dict[str, bytes]) -> None:
        if "logs/contacts-0002.parquet" in new:
            raise StoreError(f"no space left writing results in {folder}; {store.kept(folder)} replications kept there")
        whole(folder, new)

    monkeypatch.setattr("sim.store.folder.write_files", full)
    result = call("run", scenario, "--reps", 9, "--out", out, "--json", "--quiet")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["replications"] == 2
    assert "no space left" in result.stderr
    assert "stopped: 2 of 9 replications kept" in result.stderr
    assert store.kept(out) == 2


def test_ctrl_c_keeps_what_is_finished(scenario: Path, tmp_path: Path) -> None:
    """One Ctrl-C ends with 130 within seconds; finished replications are stored, counted once and summarised."""
    out = tmp_path / "out"
    process = start("run", scenario, "--reps", 100_000, "--out", out, "--json")
    deadline = time.monotonic() + 60
    while store.kept(out) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    stdout, stderr = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10
    assert process.returncode == 130
    answer, kept = json.loads(stdout, parse_constant=no_constants), store.kept(out)
    assert 3 <= answer["replications"] == kept
    assert f"stopped: {kept} of 100000 replications kept" in stderr.decode()
    assert b"Traceback" not in stderr
    assert answer == json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert store.read_manifest(out)["finished"] is False
    store.read_log(out, kept - 1)
    assert not list(out.rglob(".part-*"))


def test_a_fault_of_the_program_is_one_sentence(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error says how to report it, with exit code 1; its traceback only when asked for."""

    def broken(_given: str) -> Path:
        raise KeyError("oops")

    monkeypatch.setattr("sim.shipped.find_scenario", broken)
    result = call("check", scenario)
    assert result.exit_code == 1
    assert "report" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("HOTLINE_DEBUG", "1")
    assert "Traceback" in call("check", scenario).stderr


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", "utf-8"), ("gbk", "gbk"), ("latin-1", "latin-1")])
def test_any_console_shows_what_it_can(scenario: Path, encoding: str, shown: str) -> None:
    """Chinese words never end in an encoding error; a console that has none of them is told how to get them."""
    process = start("check", scenario, "--lang", "zh", PYTHONIOENCODING=encoding, LC_ALL="C")
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert (": 小城热线 12345" in stdout.decode(shown)) == (encoding != "latin-1")
    assert (b"PYTHONIOENCODING=utf-8" in stderr) == (encoding == "latin-1")


CHAIN = """
hotline: 1
title: 小城热线，从来电到办结
clock: {start: "2022-01-10", days: 2}
demand:
  calls: {per_day: 200, types: {repair: 100 %}}
operators:
  floor:
    talk: {law: exponential, mean: 150 s}
    shifts: {all: {start: "00:00", end: "24:00", staff: 4}}
direct_answer: 20 %
desks:
  desk:
    shifts: {all: {start: "00:00", end: "24:00", staff: 2}}
units:
  district:
    copies: 2
    work: {law: exponential, mean: 30 min}
    shifts: {day: {start: "08:00", end: "18:00", staff: 8}}
tickets:
  dispatch: {by: desk, time: {law: exponential, mean: 2 min}, accuracy: 90 %}
  routes: [{units: {district: 100 %}}]
published:
  - {measure: closed_within, within: 24 h, value: 90 %, kind: predicted, source: the yearbook}
"""


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """A small scenario file with tickets."""
    path = tmp_path / "chain.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    return path


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


@pytest.mark.usefixtures("no_charts")
def test_a_kept_run_is_exported_as_it_was(chain: Path, tmp_path: Path) -> None:
    """From the folder of a run and from its scenario the same files come, byte for byte."""
    out, again = tmp_path / "out", tmp_path / "again"
    formats = [word for form in ("csv", "xes", "xes.gz", "queues") for word in ("--format", form)]
    assert call("run", chain, "--reps", 2, "--no-ceiling", "--out", out, "--quiet").exit_code == 0
    kept = call("export", out, *formats, "--replication", 1)
    assert kept.exit_code == 0, kept.stderr
    made = call("export", chain, *formats, "--replication", 1, "--out", again)
    assert made.exit_code == 0, made.stderr
    files = [Path(line) for line in kept.stdout.splitlines()]
    assert {file.parent for file in files} == {out / "exports"}
    assert [file.name for file in files] == [Path(line).name for line in made.stdout.splitlines()]
    assert len(files) == 9
    for file in files:
        assert file.read_bytes() == (again / file.name).read_bytes(), file.name
    assert call("run", chain, "--reps", 1, "--out", out, "--quiet").exit_code == 0
    assert {path.name for path in (out / "exports").iterdir()} >= {file.name for file in files}  # its replication stays
    assert call("run", chain, "--reps", 1, "--seed", 5, "--out", out, "--quiet").exit_code == 0
    assert list((out / "exports").iterdir()) == []  # what was exported from another run went with it


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["SMALL"], 4, "say where to write with --out DIR"),
        (["SMALL", "--format", "xes", "--out", "DIR"], 2, "the scenario has no 'tickets'"),
        (["SMALL", "--out", "DIR/no/such"], 4, "does not exist"),
        (["SMALL", "--out", "SMALL"], 4, "it is a file, not a folder"),
        (["RUN", "--replication", "3"], 4, "holds no replication 3: it has 1, counted from 0"),
        (["RUN", "--seed", "2"], 2, "a run that is done"),
        (["nowhere", "--out", "DIR"], 2, "no such file"),
    ],
)
@pytest.mark.usefixtures("no_charts")
def test_what_cannot_be_exported_is_a_sentence(
    scenario: Path, tmp_path: Path, arguments: list[str], code: int, why: str
) -> None:
    """One sentence says what is missing, and nothing is left behind."""
    run, out = tmp_path / "run", tmp_path / "dir"
    if arguments[0] == "RUN":
        assert call("run", scenario, "--reps", 1, "--out", run, "--quiet").exit_code == 0
    places = {"SMALL": str(scenario), "RUN": str(run), "DIR": str(out), "DIR/no/such": str(out / "no" / "such")}
    result = call("export", *(places.get(argument, argument) for argument in arguments))
    assert (result.exit_code, result.stdout) == (code, "")
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not list(out.rglob("*.*"))


def test_names_cannot_steer_the_terminal(scenario: Path) -> None:
    """Control characters in what a user typed are shown, not sent."""
    result = call("run", scenario.with_name("\x1b[31mred\x07\u202e.yaml"))
    assert result.exit_code == 2
    assert "\\x1b[31mred\\x07\\x202e.yaml" in result.stderr
    assert "\x1b" not in result.stderr


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


def test_shipped_scenarios_are_listed_and_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy brings the files a scenario builds on, and never overwrites unless told to."""
    folder = tmp_path / "shipped"
    (folder / "data").mkdir(parents=True)
    (folder / "base.yaml").write_text(SCENARIO.replace("per_day: 200", "counts: {file: data/calls.csv, interval: 1 h}"))
    (folder / "data" / "calls.csv").write_text("time,count\n2022-01-10 00:00,5\n")
    (folder / "variant.yaml").write_text("hotline: 1\nextends: base.yaml\ntitle: A variant\n")
    monkeypatch.setattr(shipped, "scenarios_folder", lambda: folder)
    listed = call("scenarios")
    assert listed.exit_code == 0
    assert listed.stdout.splitlines() == ["base     小城热线 12345", "variant  A variant"]
    copied = call("scenarios", "copy", "variant", tmp_path / "mine")
    assert copied.exit_code == 0, copied.stderr
    assert sorted(path.name for path in (tmp_path / "mine").rglob("*.*")) == ["base.yaml", "calls.csv", "variant.yaml"]
    (tmp_path / "mine" / "base.yaml").write_text("my own")
    assert call("scenarios", "copy", "variant", tmp_path / "mine").exit_code == 4
    assert (tmp_path / "mine" / "base.yaml").read_text() == "my own"
    assert call("scenarios", "copy", "variant", tmp_path / "mine", "--force").exit_code == 0
    assert call("scenarios", "copy", "varient").exit_code == 2
    assert "did you mean variant" in call("run", "varient").stderr


def test_the_schema_is_json(tmp_path: Path) -> None:
    """The JSON Schema is printed, or written to a file."""
    printed = call("schema")
    assert printed.exit_code == 0, printed.stderr
    assert call("schema", "--out", tmp_path / "schema.json").exit_code == 0
    assert json.loads(printed.stdout) == json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    assert call("schema", "--out", tmp_path / "no" / "schema.json").exit_code == 4


def test_help_answers_at_once() -> None:
    """`hotline --help` imports nothing heavy: under 0.4 s of CPU, the best of three."""
    used = []
    for _ in range(3):
        before = os.times()
        process = start("--help")
        stdout, _stderr = process.communicate(timeout=60)
        after = os.times()
        used.append(after.children_user + after.children_system - before.children_user - before.children_system)
        assert process.returncode == 0
        assert b"scenarios" in stdout
    assert min(used) < 0.4


def test_versions_are_shown() -> None:
    """`--version` names the program and what its numbers depend on."""
    result = call("--version")
    assert result.exit_code == 0
    assert "numpy" in result.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_is_full_is_a_storage_error(scenario: Path) -> None:
    """When stdout cannot be written the command says so once and exits with 4."""
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "sim", "check", str(scenario)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    assert process.returncode == 4
    assert process.stderr.decode() == "error: output: no space left on device\n"
