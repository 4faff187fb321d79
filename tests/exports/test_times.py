"""Times of the tables on the night when clocks go back: each has its UTC, and nothing ends before it begins."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from sim.exports.exporting import export
from sim.exports.histories import histories_of
from sim.exports.tables import write_tables
from sim.logs.run_log import RunLog
from sim.measures.ticket_book import TicketBook
from sim.rules.codes import NOT_YET
from sim.scenario.loading import load_scenario
from sim.simulation import Engine, simulate
from sim.study.replicate import replicate

NEW_YORK = ZoneInfo("America/New_York")
NOVEMBER = """\
hotline: 1
title: A line of which the clock shows 01:00 to 02:00 twice on the second night
clock: {start: 2026-10-31, days: 2, zone: America/New_York, calendar: US}
demand:
  calls:
    per_day: 900
    profile: [4, 9, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    types: {any: 100 %}
operators:
  floor:
    talk: {law: exponential, mean: 2 min}
    shifts: {all: {start: "00:00", end: "24:00", staff: 6}}
direct_answer: 20 %
desks: {desk: {shifts: {all: {start: "00:00", end: "24:00", staff: 3}}, shift_end: pause}}
units:
  crew:
    acceptance: {law: exponential, mean: 5 min}
    work: {law: exponential, mean: 10 min}
    shifts: {night: {start: "00:00", end: "05:00", staff: 9}, day: {start: "05:00", end: "24:00", staff: 9}}
    shift_end: pause
tickets:
  dispatch: {by: desk, time: {law: exponential, mean: 1 min}}
  routes: [{units: {crew: 100 %}}]
  deadlines: {acceptance: {limits: {normal: 30 min}}, closure: {limits: {normal: 1 h}}}
  withdrawal: {share: 20 %, after: {law: exponential, mean: 1 h}}
  backlog: [{count: 20, type: any, stage: dispatch, age: 4 h}]
"""
FOLLOWS = {
    "contacts": ("arrived", "queued", "answered", "resumed", "talk_end", "wrap_up_end"),
    "tickets": ("received", "dispatched", "accepted", "handled", "closed"),
    "assignments": ("dispatched", "accepted", "started", "worked", "ended"),
    "tasks": ("queued", "started", "resumed", "ended"),
    "staff": ("start", "end"),
}
"""Times of a row that come one after the other."""
Rows = list[dict[str, str]]


def november(folder: Path, engine: Engine) -> tuple[RunLog, dict[str, Rows]]:
    """A run over the night, and its tables as another program reads them."""
    path = folder / "november.yaml"
    path.write_text(NOVEMBER, encoding="utf-8")
    log = simulate(load_scenario(path), seed=4, engine=engine)
    tables = {}
    for name in write_tables(histories_of(log), folder):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            tables[name.partition("-")[0]] = list(csv.DictReader(file))
    return log, tables


def in_utc(cell: str) -> datetime:
    """The instant of a cell in UTC."""
    return datetime.fromisoformat(cell).replace(tzinfo=UTC)


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_nothing_ends_before_it_begins(engine: Engine, tmp_path: Path) -> None:
    """In UTC every row runs forwards, by either engine; by the local clock some do not, on the night of the change."""
    _, tables = november(tmp_path, engine)
    backwards = dict.fromkeys(FOLLOWS, 0)
    for name, times in FOLLOWS.items():
        for row in tables[name]:
            local = [row[time] for time in times if row[time]]
            backwards[name] += local != sorted(local)
            instants = [in_utc(row[f"{time}_utc"]) for time in times if row[time]]
            assert instants == sorted(instants), (name, row)
    assert min(backwards[name] for name in ("contacts", "tickets", "assignments", "tasks")) > 0
    tickets = [row for row in tables["tickets"] if row["closed"]]
    assert sum(row["closed"] < row["received"] for row in tickets) > 5, "the night is not in the run"
    assert all(in_utc(row["closed_utc"]) > in_utc(row["received_utc"]) for row in tickets)


def test_local_times_and_utc_are_one_instant(tmp_path: Path) -> None:
    """Each pair says one instant, as the system's zone data has it, and that of the log; both empty or neither."""
    log, tables = november(tmp_path, "kernel")
    start = datetime(2026, 10, 31, tzinfo=NEW_YORK).astimezone(UTC)
    twice = set()
    for name, rows in tables.items():
        for column, values in getattr(log, name).items():
            if not column.endswith("_us"):
                continue
            key = column.removesuffix("_us")
            for row, value in zip(rows, values.tolist(), strict=True):
                assert (row[key] == "") == (row[f"{key}_utc"] == "") == (value == NOT_YET)
                if row[key]:
                    instant = in_utc(row[f"{key}_utc"])
                    assert instant == start + timedelta(microseconds=value)
                    local = instant.astimezone(NEW_YORK)
                    assert datetime.fromisoformat(row[key]) == local.replace(tzinfo=None)
                    twice.add((local.hour, local.fold)) if local.day == 1 else None
    assert {(1, 0), (1, 1)} <= twice


def test_intervals_of_one_name_differ_in_utc(tmp_path: Path) -> None:
    """In intervals.csv the hour that is there twice has two starts in UTC, and intervals are equally far apart."""
    path = tmp_path / "november.yaml"
    path.write_text(NOVEMBER, encoding="utf-8")
    results = replicate(load_scenario(path), replications=1)
    for frame in (results.intervals_frame(), results.intervals[0].to_frame()):
        assert frame["interval_start"].duplicated().sum() == 2
        assert set(frame["interval_start_utc"].diff().dropna()) == {pd.Timedelta("30 min")}
        assert frame["interval_start_utc"][0] == pd.Timestamp("2026-10-31 04:00")


def test_names_are_texts_that_no_program_rounds(tmp_path: Path) -> None:
    """Tasks and citizens are read back as they are: one task a name, found again in the staff table."""
    log, _ = november(tmp_path, "kernel")
    tasks, staff, contacts, tickets = (
        pd.read_csv(tmp_path / f"{name}-0000.csv") for name in ("tasks", "staff", "contacts", "tickets")
    )
    assert tasks["task"].is_unique
    said = tasks[["ticket", "stage", "handling", "arm", "visit"]].astype(str).agg(".".join, axis=1)
    assert tasks["task"].tolist() == said.tolist()
    stretches = staff["task"].dropna()
    assert len(stretches) >= 3
    assert stretches.isin(tasks["task"]).all()
    assert len(set(log.contacts["citizen"].tolist())) == contacts["citizen"].nunique() > 1000
    made = tickets.dropna(subset="contact").merge(contacts, on="contact", suffixes=("", "_of_contact"))
    assert len(made) > 500
    assert (made["citizen"] == made["citizen_of_contact"]).all()


def test_the_unit_of_a_ticket_is_that_of_its_last_assignment(tmp_path: Path) -> None:
    """Walking through the assignments of the lead arm, in their order, the last one's unit stands with the ticket."""
    export("template_chain", ("csv",), out=tmp_path, seed=4, sets=("clock.days=4",))
    tickets = pd.read_csv(tmp_path / "tickets-0000.csv", dtype=str, keep_default_na=False)
    arms = pd.read_csv(tmp_path / "assignments-0000.csv", dtype=str)
    last: dict[str, str] = {}
    for arm in sorted(arms.to_dict("records"), key=lambda one: (int(one["handling"]), int(one["dispatch"]))):
        if arm["arm"] == "0":
            last[arm["ticket"]] = arm["unit"]
    assert [last.get(ticket, "") for ticket in tickets["ticket"]] == tickets["unit"].tolist()
    assert len(set(last.values())) == 8


def test_sent_is_what_a_dispatch_of_the_run_made(tmp_path: Path) -> None:
    """The column is the rule of the measures, whether or not a reopened ticket is dispatched anew."""
    world = load_scenario(Path(__file__).parent.parent.parent / "scenarios" / "template_chain.yaml")
    for to in ("handling", "dispatch"):
        log = simulate(world.replace({"clock.days": 5, "tickets.reopen.to": to, "tickets.reopen.share": 0.3}))
        write_tables(histories_of(log), tmp_path)
        sent = pd.read_csv(tmp_path / "assignments-0000.csv")["sent"].to_numpy()
        assert np.array_equal(sent == 1, TicketBook(log).is_sent)
        again = log.assignments["handling"] > 0
        assert again.sum() > 20
        assert (sent[again & (log.assignments["dispatch"] == 0)] == (to == "dispatch")).all()
