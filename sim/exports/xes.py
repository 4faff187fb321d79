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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import MINUTE_US
from sim.errors import ScenarioError
from sim.exports.histories import Histories, spells_of
from sim.exports.tables import CODES, STATES
from sim.log_columns import Column
from sim.rules.codes import NOT_YET, ArmState, Stage
from sim.store import whole_file

EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
TICKETS_AT_ONCE: Final = 5000
SQUEEZE: Final = 3
"""How hard a .gz is squeezed: harder takes twice the time for a tenth less."""
MACHINE: Final = -2
"""Stands for the machine where an event names a person."""

# What happens at one instant is told in this order.
RECEIVE, END, MILESTONE, ANSWER, ENTER, BEGIN, CLOSE = range(7)

NAMES_OF_TICKET: Final = ("stream", "type", "urgency", "area", "source", "state")
TIMES_OF_TICKET: Final = ("received_us", "due_us", "closed_us")
COUNTS_OF_TICKET: Final = (
    "requests", "arms", "dispatches", "returns", "handlings", "tries", "reminders", "chase_ups",
)  # fmt: skip
CLAIMS_OF_TICKET: Final = ("right_first", "reached", "satisfied", "extended")
_UNPRINTABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Events:
    """Events of tickets, shape (events,) each.

    Attributes
    ----------
    ticket, time_us
        Whose event, and when.
    place
        Order of what happens at one instant.
    kind
        Number in `kinds`.
    group, person
        Who did it: NOT_YET for nobody, `MACHINE` for the machine.
    handling, arm, visit
        Which of several alike.
    kinds
        Activity and transition by number.
    """

    ticket: Column
    time_us: Column
    place: Column
    kind: Column
    group: Column
    person: Column
    handling: Column
    arm: Column
    visit: Column
    kinds: tuple[tuple[str, str], ...]


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
        '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">',
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
        '<classifier scope="event" name="Activity and transition" keys="concept:name lifecycle:transition"/>',
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
    rests, rest = _alike(events.group, events.person, events.handling, events.arm, events.visit)
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


def _instance(handling: int, arm: int, visit: int) -> str:
    """The end of an event: which of several alike it belongs to, if it can be one of several."""
    if handling == NOT_YET:
        return "</event>\n"
    instance = f'<string key="concept:instance" value="{handling}.{arm}.{visit}"/>\n'
    return f'{instance}<int key="handling" value="{handling}"/>\n</event>\n'


def _ticket_writer(histories: Histories) -> Callable[[slice], list[str]]:
    """What writes the attributes of some tickets."""
    tickets = histories.logs["tickets"]
    texts: dict[str, dict[int, str]] = {}
    for name in NAMES_OF_TICKET:
        codes = STATES["tickets"] if name == "state" else CODES.get(name)
        named = {int(c): c.name.lower() for c in codes} if codes else dict(enumerate(histories.names[name]))
        texts[name] = {number: _attribute("string", name, text) for number, text in named.items()}
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


def events_of(histories: Histories) -> Events:
    """All that happens to the tickets, ticket by ticket in order of time."""
    kinds: dict[tuple[str, str], int] = {}
    parts = [*_of_tickets(histories), *_of_tasks(histories), *_of_assignments(histories)]
    columns: list[list[Column]] = [[] for _ in range(9)]
    for name, how, place, ticket, time, more in parts:
        kind = kinds.setdefault((name, how), len(kinds))
        n = len(ticket)
        given = {"group": NOT_YET, "person": NOT_YET, "handling": NOT_YET, "arm": 0, "visit": 0, **more}
        row = (ticket, time, place, kind, *(given[key] for key in ("group", "person", "handling", "arm", "visit")))
        for column, value in zip(columns, row, strict=True):
            column.append(np.broadcast_to(np.asarray(value, dtype=np.int64), n))
    whole = [np.concatenate(column) for column in columns]
    order = np.lexsort(whole[2::-1])
    names = ("ticket", "time_us", "place", "kind", "group", "person", "handling", "arm", "visit")
    ordered = {name: column[order] for name, column in zip(names, whole, strict=True)}
    return Events(kinds=tuple(kinds), **ordered)


Part = tuple[str, str, int, Column, Column, dict[str, Any]]
"""Activity, transition, order at one instant, tickets, instants, and what else is known of the events."""


def _of_tickets(histories: Histories) -> Iterator[Part]:
    """Milestones that nobody works on."""
    tickets = histories.logs["tickets"]
    yield "receive", "complete", RECEIVE, tickets["ticket"], tickets["received_us"], {}
    for name, column in (("close", "closed_us"), ("withdraw", "withdrawn_us"), ("long_term_list", "long_term_us")):
        there = tickets[column] != NOT_YET
        place = MILESTONE if name == "long_term_list" else CLOSE
        yield name, "complete", place, tickets["ticket"][there], tickets[column][there], {}


def _of_tasks(histories: Histories) -> Iterator[Part]:
    """People's work: put in a line, begun, put down, taken up again, done; and reopenings, which follow-ups lead to."""
    tasks, spells = histories.logs["tasks"], spells_of(histories, "tasks")
    stage, is_over = tasks["stage"][spells.row], spells.end_us != NOT_YET
    for code in np.unique(tasks["stage"]).tolist():
        mine, name = stage == code, Stage(code).name.lower()
        entered = tasks["stage"] == code
        known = {key: tasks[key][entered] for key in ("handling", "arm", "visit")}
        yield name, "schedule", ENTER, tasks["ticket"][entered], tasks["queued_us"][entered], known
        for how, place, rows, time in (
            ("start", BEGIN, mine & spells.is_first, spells.start_us),
            ("resume", BEGIN, mine & ~spells.is_first, spells.start_us),
            ("suspend", END, mine & ~spells.is_last & is_over, spells.end_us),
            ("complete", END, mine & spells.is_last & is_over, spells.end_us),
        ):
            row = spells.row[rows]
            more = {key: tasks[key][row] for key in ("handling", "arm", "visit")}
            more |= {"group": spells.group[rows], "person": spells.person[rows]}
            yield name, how, place, tasks["ticket"][row], time[rows], more
    again = _reopenings(histories)
    yield "reopen", "complete", MILESTONE, tasks["ticket"][again], tasks["ended_us"][again], {}


def _reopenings(histories: Histories) -> Column:
    """Rows of the follow-ups after which the ticket was handled again: the last one of each handling but the last."""
    tasks, handlings = histories.logs["tasks"], histories.logs["tickets"]["handlings"]
    rows = np.flatnonzero((tasks["stage"] == Stage.FOLLOW_UP) & (tasks["ended_us"] != NOT_YET))
    ticket, handling = tasks["ticket"][rows], tasks["handling"][rows]
    is_last = np.ones(len(rows), dtype=np.bool_)
    is_last[:-1] = (ticket[1:] != ticket[:-1]) | (handling[1:] != handling[:-1])
    return rows[is_last & (handling < handlings[ticket] - 1)]


def _of_assignments(histories: Histories) -> Iterator[Part]:
    """What happens at units without anybody's work: a ticket comes to them, is accepted or returned, is delayed."""
    rows = histories.logs["assignments"]
    group = _group_of_unit(histories)[rows["unit"]] if len(rows["unit"]) else rows["unit"]

    def part(name: str, how: str, place: int, mine: npt.NDArray[np.bool_], time: Column, **more: Any) -> Part:
        known = {"handling": rows["handling"][mine], "arm": rows["arm"][mine], "visit": rows["dispatch"][mine]}
        return name, how, place, rows["ticket"][mine], time[mine], {**known, **more}

    machine = np.where(rows["machine"] == 1, MACHINE, NOT_YET)
    every = np.ones(len(machine), dtype=np.bool_)
    yield part("dispatch to unit", "complete", MILESTONE, every, rows["dispatched_us"], group=group, person=machine)
    for name, column in (("accept", "accepted_us"), ("return", "returned_us")):
        there = rows[column] != NOT_YET
        yield part(name, "complete", ANSWER, there, rows[column], group=group[there])
    begin = np.where(rows["worked_us"] != NOT_YET, rows["worked_us"], rows["accepted_us"])
    delayed = (rows["state"] == ArmState.HANDLED) & (begin != NOT_YET) & (rows["ended_us"] > begin)
    yield part("outside", "start", ENTER, delayed, begin, group=group[delayed])
    yield part("outside", "complete", END, delayed, rows["ended_us"], group=group[delayed])


def _group_of_unit(histories: Histories) -> Column:
    """The group of each unit's people; NOT_YET for a unit without any."""
    groups = {name: number for number, name in enumerate(histories.names["group"])}
    return np.array([groups.get(name, NOT_YET) for name in histories.names["unit"]], dtype=np.int64)
