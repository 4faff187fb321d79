"""A run's tickets as an XES event log (IEEE 1849-2016), which process-mining programs read: a trace per ticket."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

import numpy as np

from sim.exports.events import NAMES, TRANSITIONS, ticket_events
from sim.rules.codes import Source, Urgency
from sim.runlog import RunLog

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
"""


def write_xes(log: RunLog, path: Path) -> int:
    """Write the tickets of a run as an event log; the number of events.

    Parameters
    ----------
    log
        The run.
    path
        The file; packed if it ends in .gz.

    Notes
    -----
    A trace per ticket (its number, type, urgency, source, stream, state) with the events of
    `sim.exports.events`: receive, dispatch to unit, accept, return, close, withdraw, and schedule, start and complete
    of each task. `org:group` is the group or the unit, `org:resource` the person. Times are local with their offset.
    """
    with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        return _write(log, file)


def _write(log: RunLog, file: IO[str]) -> int:
    plan, tickets, events = log.plan, log.tickets, ticket_events(log)
    file.write(HEAD + _string("concept:name", plan.scenario.title or plan.scenario.name))
    heads = [
        f'<string key="concept:name" value="{ticket}"/>\n{type_}{urgency}{source}'
        for ticket, type_, urgency, source in zip(
            tickets["ticket"].tolist(),
            _named("type", plan.type_names, tickets["type"]),
            _named("urgency", [code.name.lower() for code in Urgency], tickets["urgency"]),
            _named("source", [code.name.lower() for code in Source], tickets["source"]),
            strict=True,
        )
    ]
    stamps = np.datetime_as_string(plan.calendar.local_times(events.at_us), unit="ms")
    offsets = _offset_texts(log, events.at_us)
    does = [
        [f"{_string('concept:name', name)}{_string('lifecycle:transition', transition)}" for transition in TRANSITIONS]
        for name in NAMES
    ]
    groups = np.where(
        events.group >= 0, events.group, np.where(events.unit >= 0, len(plan.group_names) + events.unit, -1)
    )
    who = [_string("org:group", name) for name in (*plan.group_names, *plan.unit_names)] + [""]
    first = [*np.searchsorted(events.ticket, tickets["ticket"]).tolist(), len(events.ticket)]
    rows = list(
        zip(
            stamps.tolist(), offsets, events.activity.tolist(), events.transition.tolist(), groups.tolist(),
            events.person.tolist(), strict=True,
        )
    )  # fmt: skip
    for number, head in enumerate(heads):
        file.write(f"<trace>\n{head}")
        for stamp, offset, activity, transition, group, person in rows[first[number] : first[number + 1]]:
            by = f'<string key="org:resource" value="{person}"/>\n' if person >= 0 else ""
            file.write(
                f'<event>\n{does[activity][transition]}<date key="time:timestamp" value="{stamp}{offset}"/>\n'
                f"{who[group]}{by}</event>\n"
            )
        file.write("</trace>\n")
    file.write("</log>\n")
    return len(rows)


def _string(key: str, value: str) -> str:
    printable = "".join(c for c in value if c >= " " or c in "\t\n\r")
    return f'<string key="{key}" value={quoteattr(printable)}/>\n'


def _named(
    key: str, names: list[str] | tuple[str, ...], column: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> list[str]:
    texts = [_string(key, name) for name in names]
    return [texts[number] for number in column.tolist()]


def _offset_texts(log: RunLog, instants_us: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    """How far local time is ahead of UTC at each instant, such as +08:00."""
    minutes = log.plan.calendar.utc_offsets_us(instants_us) // 60_000_000
    found, which = np.unique(minutes, return_inverse=True)
    texts = [f"{'+' if m >= 0 else '-'}{abs(m) // 60:02d}:{abs(m) % 60:02d}" for m in found.tolist()]
    return [texts[number] for number in which.tolist()]
