"""Situations of practice, written as a planner writes them: a scenario file with its tables, run by both engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from sim.exports.xes import said_times
from sim.logs.columns import LOGS
from sim.logs.run_log import RunLog
from sim.measures.identities import check_identities
from sim.measures.run import measure
from sim.rules.codes import NOT_YET
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.simulation import simulate

FOR_EVER = {"law": "deterministic", "value": "900 d"}
Document = dict[str, Any]


def written(folder: Path, document: Document, **tables: str) -> Scenario:
    """A scenario from a file in `folder`, beside it its tables by name (without '.csv')."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    path = folder / "situation.yaml"
    path.write_text(json.dumps({"hotline": 1, **document}), encoding="utf-8")
    return load_scenario(path)


def run(scenario: Scenario) -> RunLog:
    """One replication, which both engines give alike and in which the books balance."""
    log, other = (simulate(scenario, engine=engine) for engine in ("model", "kernel"))
    for name in LOGS:
        for column, values in getattr(log, name).items():
            assert np.array_equal(values, getattr(other, name)[column]), (name, column)
    assert check_identities(log, measure(log)) == []
    return log


def fixed(length: str) -> Document:
    """A law without spread."""
    return {"law": "deterministic", "value": length}


def shift(start: str, end: str, staff: int = 1, **more: Any) -> Document:
    """A shift by its clock times."""
    return {"start": start, "end": end, "staff": staff, **more}


def stamps(*times: str) -> str:
    """A table of arrivals."""
    return "\n".join(["time", *times, ""])


def calls(*times: str) -> tuple[Document, str]:
    """Demand that replays calls of these local times, and its table 'calls'."""
    return {"calls": {"stamps": {"file": "calls.csv"}, "types": {"any": 1}}}, stamps(*times)


def local(log: RunLog, instants_us: Any) -> list[str]:
    """Local times with their offset, such as '2022-10-30T02:00:00+01:00'; '-' for what has not come."""
    said = said_times(log.plan.calendar, np.asarray(instants_us, dtype=np.int64))
    return [text.replace(".000", "") or "-" for text in said]


def clock_times(log: RunLog, instants_us: Any) -> list[str]:
    """Local clock times such as '09:10:00'; '-' for what has not come."""
    return [text[11:19] or text for text in local(log, instants_us)]


def desk_of(received: str, office: Document | list[Document], limit: str, **closure: Any) -> Document:
    """A line that takes one ticket, which nobody ever closes, under a deadline by its office hours."""
    return {
        "clock": {"start": received[:10], "days": 1, "zone": "Europe/Berlin"},
        "demand": {"tickets": {"channel": "transfer", "stamps": {"file": "tickets.csv"}, "types": {"any": 1}}},
        "units": {"office": {"outside": {"delay": FOR_EVER}}},
        "tickets": {
            "routes": [{"units": {"office": 1}}],
            "office_hours": office,
            "deadlines": {"closure": {"limits": {"normal": limit}, **closure}},
        },
    }


def due(
    folder: Path, received: str, office: Document | list[Document], limit: str, clock: Document | None = None
) -> str:
    """When a ticket received at a local time is due, such as '2018-09-14 12:55:49'; `clock` over the usual one.

    Parameters
    ----------
    office
        Hours that count: open, close, days; or a list of such spells.
    limit
        The time limit, such as '8 working hours'.
    """
    document = desk_of(received, office, limit)
    document["clock"] |= clock or {}
    log = run(written(folder, document, tickets=stamps(received)))
    assert log.tickets["closed_us"].tolist() == [NOT_YET]
    return local(log, log.tickets["due_us"])[0].replace("T", " ")[:19]
