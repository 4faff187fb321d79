"""Backlogs and event logs, as people reported what their tools got wrong."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from sim.exports.histories import histories_of
from sim.exports.xes import write_xes
from sim.measures.run import measure

from .situations import Document, desk_of, fixed, run, shift, stamps, written

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
