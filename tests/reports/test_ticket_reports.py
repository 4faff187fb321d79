"""Backlogs and event logs, as people reported what their tools got wrong."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import numpy as np

from sim.calendar.lengths import DAY_US
from sim.exports.histories import histories_of
from sim.exports.xes import write_xes
from sim.logs.run_log import RunLog
from sim.measures.run import measure

from .situations import Document, desk_of, fixed, local, run, shift, stamps, written

NAMESPACE = "{http://www.xes-standard.org/}"
ROUND_THE_CLOCK: Document = {"open": "00:00", "close": "24:00"}


def test_a_backlog_grows_where_more_comes_than_goes(tmp_path: Path) -> None:
    """Three come and two of them are closed: the backlog has grown by one (tracelytics/burndown#67)."""
    old = [{"count": 4, "type": "any", "stage": "handling", "unit": "office", "age": "40 d", "urgency": "normal"}]
    document = desk_of("2026-03-02 09:00", ROUND_THE_CLOCK, "30 d")
    document["units"] = {
        "office": {"outside": {"delay": fixed("900 d")}},
        "quick": {"work": fixed("1 h"), "shifts": {"day": shift("09:00", "17:00")}},
        "slow": {"outside": {"delay": fixed("900 d")}},
    }
    document["demand"]["tickets"] |= {
        "stamps": {"file": "tickets.csv", "type": "type"},
        "types": {"any": 0, "easy": 0.5, "hard": 0.5},
    }
    document["tickets"] |= {
        "routes": [
            {"types": ["easy"], "units": {"quick": 1}},
            {"types": ["hard"], "units": {"slow": 1}},
            {"units": {"office": 1}},
        ],
        "backlog": old,
    }
    table = "time,type\n2026-03-02 09:00,easy\n2026-03-02 09:30,hard\n2026-03-02 10:00,easy\n"
    found = measure(run(written(tmp_path, document, tickets=table))).values
    names = ("backlog_at_start", "tickets_received", "tickets_closed", "backlog_at_end")
    assert [found[name].value for name in names] == [4, 3, 2, 5]


def test_a_case_lasts_from_the_start_of_its_first_work(tmp_path: Path) -> None:
    """Work of an hour has a start and an end in the event log (process-intelligence-solutions/pm4py#357)."""
    document = desk_of("2026-03-02 08:00", ROUND_THE_CLOCK, "30 d")
    document["units"]["office"] = {"work": fixed("1 h"), "shifts": {"day": shift("09:00", "17:00")}}
    log = run(written(tmp_path, document, tickets=stamps("2026-03-02 08:00")))
    root = ET.parse(tmp_path / write_xes(histories_of(log), tmp_path)).getroot()
    events = [{part.get("key"): part.get("value") for part in event} for event in root.iter(f"{NAMESPACE}event")]
    work = [event for event in events if event["concept:name"] == "handling" and "org:resource" in event]
    assert [event["lifecycle:transition"] for event in work] == ["start", "complete"]
    assert [event["time:timestamp"][11:19] for event in work] == ["09:00:00", "10:00:00"]


def test_a_balanced_team_keeps_its_backlog(tmp_path: Path) -> None:
    """8 people close 160 tickets a day, so behind 2,400 one waits three weeks (Movidesk, 'Ticket backlog')."""
    document = desk_of("2026-03-02 09:00", ROUND_THE_CLOCK, "90 d")
    document["clock"]["days"] = 28
    document["units"]["office"] = {
        "work": fixed("24 min"),
        "shifts": {"day": shift("09:00", "17:00", 8, days=["mon", "tue", "wed", "thu", "fri"])},
    }
    document["tickets"]["backlog"] = [
        {"count": 2400, "type": "any", "stage": "handling", "unit": "office", "age": "30 d", "urgency": "normal"}
    ]
    days = [f"2026-03-{day:02d} 09:00" for day in range(2, 28) if date(2026, 3, day).weekday() < 5]
    log = run(written(tmp_path, document, tickets=stamps(*(day for day in days for _ in range(160)))))
    started, received = log.assignments["started_us"], log.tickets["received_us"]
    first = int(np.flatnonzero(received >= 0)[0])
    assert local(log, [started[first]]) == ["2026-03-23T09:00:00+01:00"]
    assert started[first] - received[first] == 21 * DAY_US
    assert measure(log).values["backlog_at_end"].value == 2400


def open_tickets(folder: Path, rows: tuple[str, ...], **more: object) -> RunLog:
    """A morning of 2 March 2026 whose open tickets come from an export with times of creation and closing."""
    document = desk_of("2026-03-02 09:00", ROUND_THE_CLOCK, "90 d")
    columns = {
        "type": "kind",
        "received": "created",
        "closed": "closed",
        "fixed": {"stage": "handling", "unit": "office"},
    }
    document["tickets"]["backlog_file"] = {"file": "open.csv", **columns, **more}
    table = "\n".join(["kind,created,closed", *rows, ""])
    return run(written(folder, document, tickets=stamps("2026-03-02 09:00"), open=table))


def test_open_on_a_day_is_whatever_was_not_closed_by_then(tmp_path: Path) -> None:
    """However old, a request that was not closed by that day was open on it (mozilla/bigquery-etl#9501)."""
    rows = (
        "any,2024-01-15 10:00,",
        "any,2026-02-27 10:00,2026-03-05 10:00",
        "any,2026-02-27 10:00,2026-02-28 10:00",
        "any,2026-03-03 10:00,",
    )
    log = open_tickets(tmp_path, rows, leave_out=["received_later"])
    assert measure(log).values["backlog_at_start"].value == 2
    assert local(log, log.tickets["received_us"])[:2] == ["2024-01-15T10:00:00+01:00", "2026-02-27T10:00:00+01:00"]


def test_closed_before_it_was_opened_is_named(tmp_path: Path) -> None:
    """A request closed before it was opened is named, and is no open one (hackforla/311-data#456)."""
    log = open_tickets(tmp_path, ("any,2026-02-20 10:00,", "any,2026-02-27 10:00,2026-02-26 10:00"))
    assert measure(log).values["backlog_at_start"].value == 1
    assert any("closed before the receipt" in said and "2026-02-26 10:00" in said for said in log.plan.warnings)
