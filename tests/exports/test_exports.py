"""What other programs read: CSV, XES, and the columns of queue animations."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sim.exports.histories import histories_of
from sim.exports.queues import write_queues
from sim.exports.tables import write_tables
from sim.exports.xes import write_xes
from sim.logs.columns import ASSIGNMENT_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, Stage
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

from .xes_schema import TRANSITIONS

ROOT = Path(__file__).parent.parent.parent
XES = "{http://www.xes-standard.org/}"
KINDS = {"string", "date", "int", "float", "boolean", "id", "list"}


@pytest.fixture(scope="module")
def log() -> RunLog:
    """Four days of the chain template."""
    scenario = load_scenario(ROOT / "scenarios" / "template_chain.yaml").replace({"clock.days": 4})
    return simulate(scenario, seed=3, engine="model")


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file as another program reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_says_what_the_logs_say(log: RunLog, tmp_path: Path) -> None:
    """Every row and column of the ticket, assignment and task logs: names, local times, empty cells."""
    names = write_tables(histories_of(log), tmp_path)
    files = {name.partition("-")[0]: rows_of(tmp_path / name) for name in names}
    assert set(files) == {"contacts", "staff", "tickets", "assignments", "tasks"}
    start = datetime(2026, 3, 2)
    for name, columns, whole in (
        ("tickets", log.tickets, TICKET_COLUMNS),
        ("assignments", log.assignments, ASSIGNMENT_COLUMNS),
        ("tasks", log.tasks, TASK_COLUMNS),
    ):
        rows = files[name]
        assert len(rows) == len(next(iter(columns.values()))) > 50
        more = {"assignments": ["sent"], "tickets": ["unit"]}.get(name, [])
        in_utc = [f"{column.removesuffix('_us')}_utc" for column in whole if column.endswith("_us")]
        assert list(rows[0]) == [*(column.removesuffix("_us") for column in whole), *more, *in_utc]
        for column, values in columns.items():
            cells = [row[column.removesuffix("_us")] for row in rows]
            assert [cell == "" for cell in cells] == (values == NOT_YET).tolist(), column
            if column.endswith("_us"):
                moments = [datetime.fromisoformat(cell) for cell in cells if cell]
                assert moments == [start + timedelta(microseconds=int(v)) for v in values if v != NOT_YET], column
    stages = {row["stage"] for row in files["tasks"]}
    assert stages <= {stage.name.lower() for stage in Stage}


def test_a_formula_stays_text(tmp_path: Path) -> None:
    """A name that a spreadsheet would take for a formula gets an apostrophe."""
    scenario = load_scenario(ROOT / "scenarios" / "template_chain.yaml").replace(
        {"clock.days": 1, "demand.=cmd()": {"channel": "transfer", "per_day": 50, "types": {"repair": 1.0}}}
    )
    write_tables(histories_of(simulate(scenario, engine="model")), tmp_path)
    assert "'=cmd()" in {row["stream"] for row in rows_of(tmp_path / "tickets-0000.csv")}


def test_xes_keeps_the_standard(log: RunLog, tmp_path: Path) -> None:
    """IEEE 1849: a log of traces of events; typed attributes with key and value; instants with their zone, in order."""
    path = tmp_path / write_xes(histories_of(log), tmp_path, squeezed=True)
    with gzip.open(path, "rb") as file:
        root = ET.parse(file).getroot()
    assert root.tag == f"{XES}log"
    assert root.get("xes.version") == "1849.2016"
    for part in root.iter():
        kind = part.tag.removeprefix(XES)
        if kind in KINDS:
            assert part.get("key"), kind
            assert part.get("value") is not None
    declared = {extension.get("prefix") for extension in root.findall(f"{XES}extension")}
    traces = root.findall(f"{XES}trace")
    assert len(traces) == len(log.tickets["ticket"])
    for trace in traces:
        moments = []
        for event in trace.findall(f"{XES}event"):
            keys = [part.get("key") or "" for part in event]
            assert len(keys) == len(set(keys))
            assert {key.split(":")[0] for key in keys if ":" in key} <= declared
            values = {part.get("key"): part.get("value") for part in event}
            assert values["lifecycle:transition"] in TRANSITIONS
            moments.append(datetime.fromisoformat(values["time:timestamp"] or ""))
        assert moments == sorted(moments)
        assert moments[0].utcoffset() == timedelta(hours=8)


def test_xes_tells_every_ticket_s_story(log: RunLog, tmp_path: Path) -> None:
    """As many receipts, closures, dispatches and returns as in the logs, and each task as often as it was done."""
    path = tmp_path / write_xes(histories_of(log), tmp_path)
    said: dict[tuple[str, str], int] = {}
    for event in ET.parse(path).getroot().iter(f"{XES}event"):
        values = {part.get("key"): part.get("value") or "" for part in event}
        key = (values["concept:name"], values["lifecycle:transition"])
        said[key] = said.get(key, 0) + 1
    tickets, assignments, tasks = log.tickets, log.assignments, log.tasks
    assert said["receive", "complete"] == len(tickets["ticket"])
    assert said["close", "complete"] == (tickets["closed_us"] != NOT_YET).sum()
    assert said["dispatch to unit", "complete"] == len(assignments["ticket"])
    assert said["return", "complete"] == (assignments["returned_us"] != NOT_YET).sum()
    for stage in Stage:
        mine = tasks["stage"] == stage
        for transition, column in (("schedule", "queued_us"), ("start", "started_us"), ("complete", "ended_us")):
            assert said.get((stage.name.lower(), transition), 0) == (tasks[column][mine] != NOT_YET).sum()


def test_queue_columns(log: RunLog, tmp_path: Path) -> None:
    """The columns animations read; every resource that is used is given back, and nobody departs before arriving."""
    write_queues(histories_of(log), tmp_path)
    rows = rows_of(tmp_path / "queue_tickets-0000.csv")
    assert list(rows[0])[:6] == ["entity_id", "pathway", "event_type", "event", "time", "resource_id"]
    times = [float(row["time"]) for row in rows]
    assert times == sorted(times)
    used = [row for row in rows if row["event_type"] == "resource_use"]
    given_back = [row for row in rows if row["event_type"] == "resource_use_end"]
    still_used = (log.tasks["started_us"] != NOT_YET).sum() - (log.tasks["ended_us"] != NOT_YET).sum()
    assert len(used) > 50
    assert 0 <= len(used) - len(given_back) <= still_used
    arrived = {row["entity_id"]: float(row["time"]) for row in rows if row["event"] == "arrival"}
    departed = {row["entity_id"]: float(row["time"]) for row in rows if row["event"] == "depart"}
    assert len(arrived) == len(log.tickets["ticket"])
    assert all(time >= arrived[ticket] for ticket, time in departed.items())


def test_the_command(tmp_path: Path) -> None:
    """`hotline export` writes the files that it names on stdout, one a line."""
    command = [sys.executable, "-m", "sim", "export", "template_chain", "--format", "csv", "--format", "xes"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out"), "--set", "clock.days=1"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert len(files) == 6
    assert all(file.stat().st_size > 100 for file in files)
