"""docs/exports.md names every column, attribute and event of the files."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sim.exports.histories import Histories, histories_of
from sim.exports.queues import write_queues
from sim.exports.tables import write_tables
from sim.exports.xes import write_xes
from sim.logs.run_log import RunLog
from sim.measures.chart_tables import ChartTables
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

from .xes_schema import NAMESPACE

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def log() -> RunLog:
    """Three days from ring to closure."""
    return simulate(load_scenario(ROOT / "scenarios" / "template_chain.yaml").replace({"clock.days": 3}))


@pytest.fixture(scope="module")
def histories(log: RunLog) -> Histories:
    """The same with its names."""
    return histories_of(log)


def section(heading: str) -> str:
    """The text under a heading of the page."""
    _, _, rest = PAGE.partition(f"{heading}\n")
    assert rest, heading
    return rest.partition("\n## ")[0].partition("\n### ")[0]


def head_of(path: Path) -> list[str]:
    """The names of a file's columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def test_every_column_has_its_row(histories: Histories, tmp_path: Path) -> None:
    """The tables of the page have the columns of the files, in their order; then come all times in UTC."""
    for name in write_tables(histories, tmp_path):
        rows = [line.split("`")[1] for line in section(f"### {name}").splitlines() if line.startswith("| `")]
        times = [column.removesuffix("_us") for column in histories.logs[name[:-9]] if column.endswith("_us")]
        assert [*rows, *(f"{time}_utc" for time in times)] == head_of(tmp_path / name), name
    queues = section("## Queues")
    for name in write_queues(histories, tmp_path):
        assert name in queues
        assert all(f"| `{column}` |" in queues for column in head_of(tmp_path / name))


def test_every_attribute_and_activity_is_named(histories: Histories, tmp_path: Path) -> None:
    """Nothing is in the event log that the page does not explain."""
    page = section("## XES")
    root = ET.parse(tmp_path / write_xes(histories, tmp_path)).getroot()
    for trace in root.iter(f"{NAMESPACE}trace"):
        for part in trace.iter():
            assert part.get("key") is None or f"`{part.get('key')}`" in page
        for event in trace.iter(f"{NAMESPACE}event"):
            activity, transition = event[0].get("value"), event[1].get("value")
            assert f"`{activity}`" in page
            assert str(transition) in page


def test_every_table_of_a_run_is_named(log: RunLog) -> None:
    """The columns of tables/*.csv stand beside the name of the file."""
    tables = ChartTables()
    tables.add(log)
    rows = {line.split(" ")[1]: line for line in PAGE.splitlines() if line.startswith("| ") and ".csv |" in line}
    for name, frame in tables.frames().items():
        assert all(f"`{column}`" in rows[f"{name}.csv"] for column in frame.columns), name
