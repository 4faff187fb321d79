"""Tickets as an event log that process mining tools read: XES, one trace for each ticket.

Source
------
IEEE Std 1849-2016, "IEEE Standard for eXtensible Event Stream (XES) for Achieving Interoperability in Event Logs and
Event Streams": sections 5 (XML serialization) and 7 (extensions Concept, Time, Lifecycle, Organizational).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final
from xml.sax.saxutils import quoteattr

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import MINUTE_US
from sim.errors import ScenarioError
from sim.exports.events import MACHINE, Events, events_of
from sim.exports.histories import Histories
from sim.logs.columns import TICKET_COLUMNS, Column
from sim.rules.codes import NOT_YET
from sim.store import whole_file

VERSION: Final = "1849.2016"
"""Number and year of the standard: the schema wants a decimal number here, which "1849-2016" is not."""
EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
TICKETS_AT_ONCE: Final = 5000
SQUEEZE: Final = 3
"""How hard a .gz is squeezed: harder takes twice the time for a tenth less."""
NAMES_OF_TICKET: Final = ("stream", "type", "urgency", "area", "source", "state")
TIMES_OF_TICKET: Final = ("received_us", "due_us", "closed_us")
COUNTS_OF_TICKET: Final = (
    "requests", "arms", "dispatches", "returns", "handlings", "tries", "reminders", "chase_ups",
)  # fmt: skip
CLAIMS_OF_TICKET: Final = ("right_first", "reached", "satisfied", "extended")
_UNPRINTABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xes(histories: Histories, folder: Path, squeezed: bool = False) -> str:
    """Write the tickets of a run as `tickets-<replication>.xes`, or `.xes.gz`; the name of the file.

    Raises
    ------
    ScenarioError
        If the run has no tickets.
    """
    if "tickets" not in histories.logs:
        raise ScenarioError("an event log tells what happened to tickets, and the scenario has no 'tickets'")
    name = f"tickets-{histories.replication:04d}.xes{'.gz' if squeezed else ''}"
    with whole_file(folder, name) as file, _maybe_squeezed(file, squeezed) as out:
        for part in xes_parts(histories):
            out.write(part.encode())
    return name


@contextmanager
def _maybe_squeezed(file: IO[bytes], squeezed: bool) -> Iterator[Any]:
    """The file, or a way into it that squeezes; without its name and time, so that equal logs give equal bytes."""
    if not squeezed:
        yield file
        return
    with gzip.GzipFile(filename="", mode="wb", compresslevel=SQUEEZE, fileobj=file, mtime=0) as out:
        yield out


def xes_parts(histories: Histories) -> Iterator[str]:
    """The text of the event log, part by part; every element on a line of its own, which simple readers count on."""
    yield _head(histories)
    yield from _traces(histories)
    yield "</log>\n"


def _attribute(kind: str, key: str, value: str) -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(_UNPRINTABLE.sub('?', value))}/>"


def _head(histories: Histories) -> str:
    name = f"{histories.scenario}, replication {histories.replication}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<log xes.version="{VERSION}" xes.features="" xmlns="http://www.xes-standard.org/">',
        *(f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>' for name, prefix, uri in EXTENSIONS),
        '<global scope="trace">',
        _attribute("string", "concept:name", ""),
        "</global>",
        '<global scope="event">',
        _attribute("string", "concept:name", ""),
        _attribute("string", "lifecycle:transition", "complete"),
        _attribute("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00"),
        "</global>",
        '<classifier scope="event" name="Activity" keys="concept:name"/>',
        '<classifier scope="event" name="Activity_and_transition" keys="concept:name lifecycle:transition"/>',
        _attribute("string", "concept:name", name),
        _attribute("string", "lifecycle:model", "standard"),
    ]
    return "\n".join(lines) + "\n"


def _traces(histories: Histories) -> Iterator[str]:
    """One trace after the other, in parts of many."""
    tickets = histories.logs["tickets"]
    events = events_of(histories)
    write_event = _event_writer(histories, events)
    write_ticket = _ticket_writer(histories)
    # The row of a ticket is its number.
    ends = np.searchsorted(events.ticket, np.arange(len(tickets["ticket"])), side="right")
    for first in range(0, len(ends), TICKETS_AT_ONCE):
        rows = slice(first, min(first + TICKETS_AT_ONCE, len(ends)))
        begin = int(ends[first - 1]) if first else 0
        told = write_event(slice(begin, int(ends[rows.stop - 1])))
        parts = []
        at = 0
        for head, end in zip(write_ticket(rows), (ends[rows] - begin).tolist(), strict=True):
            parts.append(f"<trace>\n{head}\n{''.join(told[at:end])}</trace>\n")
            at = end
        yield "".join(parts)


def _event_writer(histories: Histories, events: Events) -> Callable[[slice], list[str]]:
    """What writes some of the events: everything but the time is put together once for all that share it."""
    kinds = [
        f"<event>\n{_attribute('string', 'concept:name', name)}\n{_attribute('string', 'lifecycle:transition', how)}\n"
        '<date key="time:timestamp" value="'
        for name, how in events.kinds
    ]
    groups = histories.names["group"]
    rests, rest = _alike(events.group, events.person, events.handling, events.arm, events.visit, events.sent)
    ends = [f'"/>\n{_doer(groups, *row[:2])}{_instance(*row[2:])}' for row in rests]

    def write(part: slice) -> list[str]:
        times = said_times(histories.calendar, events.time_us[part])
        rows = zip(events.kind[part].tolist(), times, rest[part].tolist(), strict=True)
        return [f"{kinds[kind]}{time}{ends[number]}" for kind, time, number in rows]

    return write


def _alike(*columns: Column) -> tuple[list[list[int]], Column]:
    """The rows that differ, and which of them each row is."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        least = int(column.min(initial=0))
        key = key * (int(column.max(initial=0)) - least + 1) + (column - least)
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return np.stack([column[first] for column in columns], axis=1).tolist(), which


def _doer(groups: tuple[str, ...], group: int, person: int) -> str:
    doer = "machine" if person == MACHINE else f"{groups[group]} {person}"
    said = "" if person == NOT_YET else _attribute("string", "org:resource", doer) + "\n"
    return said if group == NOT_YET else f"{said}{_attribute('string', 'org:group', groups[group])}\n"


def _instance(handling: int, arm: int, visit: int, sent: int) -> str:
    """The end of an event: which of several alike it belongs to, if it can be one of several."""
    if handling == NOT_YET:
        return "</event>\n"
    instance = f'<string key="concept:instance" value="{handling}.{arm}.{visit}"/>\n'
    claim = "" if sent == NOT_YET else f'<boolean key="sent" value="{"true" if sent else "false"}"/>\n'
    return f'{instance}<int key="handling" value="{handling}"/>\n{claim}</event>\n'


def _ticket_writer(histories: Histories) -> Callable[[slice], list[str]]:
    """What writes the attributes of some tickets."""
    tickets = histories.logs["tickets"]
    texts: dict[str, dict[int, str]] = {}
    for name in NAMES_OF_TICKET:
        words = TICKET_COLUMNS[name].words(histories.names) or ()
        texts[name] = {
            number: _attribute("string", name, text) for number, text in enumerate(words) if text is not None
        }
    claims = {0: "false", 1: "true"}
    for name in CLAIMS_OF_TICKET:
        texts[name] = {number: _attribute("boolean", name, text) for number, text in claims.items()}

    def write(rows: slice) -> list[str]:
        columns = [[f'<string key="concept:name" value="{n}"/>' for n in tickets["ticket"][rows].tolist()]]
        for name, known in texts.items():
            columns.append([known.get(value, "") for value in tickets[name][rows].tolist()])
        for name in TIMES_OF_TICKET:
            times = said_times(histories.calendar, tickets[name][rows])
            key = name.removesuffix("_us")
            columns.append([f'<date key="{key}" value="{time}"/>' if time else "" for time in times])
        for name in COUNTS_OF_TICKET:
            columns.append([f'<int key="{name}" value="{value}"/>' for value in tickets[name][rows].tolist()])
        return ["\n".join(filter(None, row)) for row in zip(*columns, strict=True)]

    return write


def said_times(calendar: LocalCalendar, instants_us: Column) -> list[str]:
    """Local times in milliseconds with their offset from UTC, as XML dates; empty for what has not come."""
    local = calendar.local_times(instants_us).astype("datetime64[ms]")
    said = np.datetime_as_string(local).tolist()
    minutes, which = np.unique(calendar.utc_offsets_us(instants_us) // MINUTE_US, return_inverse=True)
    offsets = [f"{'-' if m < 0 else '+'}{abs(m) // 60:02d}:{abs(m) % 60:02d}" for m in minutes.tolist()]
    if len(offsets) == 1 and not np.isnat(local).any():
        return [text + offsets[0] for text in said]
    rows = zip(said, which.tolist(), np.isnat(local).tolist(), strict=True)
    return ["" if missing else text + offsets[number] for text, number, missing in rows]
