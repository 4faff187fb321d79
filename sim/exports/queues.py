"""Contacts and tickets as the tables that animations of queues are made from, such as those of vidigi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from sim.calendar.lengths import MINUTE_US
from sim.exports.histories import Flags, Histories, Spells, delays_of, spells_of
from sim.exports.tables import write_rows
from sim.logs.columns import Column
from sim.rules.codes import NOT_YET, Channel, Stage
from sim.store import harmless, whole_file

ARRIVAL, QUEUE, USE, USE_END = "arrival_departure", "queue", "resource_use", "resource_use_end"
BETWEEN: Final = "between_steps"
"""Where an entity is shown that nobody works on and that waits in no line of people."""
# What happens to an entity at one instant is told in this order.
COMES, ENDS, ANSWERS, WAITS, BEGINS, GOES = range(6)


class Rows(NamedTuple):
    """Some rows of one kind: the event and its type, order at one instant, entities, instants, and who works."""

    event_type: str
    event: str
    place: int
    entity: Column
    time_us: Column
    group: Column | int = NOT_YET
    person: Column | int = NOT_YET


@dataclass(frozen=True)
class QueueTable:
    """All rows of one table, entity by entity in order of time: shape (rows,) each; texts by number in `kinds`."""

    entity: Column
    time_us: Column
    kind: Column
    group: Column
    person: Column
    kinds: tuple[tuple[str, str], ...]


def write_queues(histories: Histories, folder: Path) -> list[str]:
    """Write `queue_contacts-<replication>.csv`, and `queue_tickets-...` if there are any; their names."""
    import pyarrow as pa

    names = []
    groups, types = (_texts(map(harmless, histories.names[name])) for name in ("group", "type"))
    for log in ("contacts", "tickets"):
        if log not in histories.logs:
            continue
        table = queue_table(histories, log)
        columns = {
            "entity_id": pa.array(table.entity),
            # The row of a contact or a ticket is its number.
            "pathway": _picked(types, histories.logs[log]["type"][table.entity]),
            "event_type": _picked(_texts(event_type for event_type, _ in table.kinds), table.kind),
            "event": _picked(_texts(event for _, event in table.kinds), table.kind),
            "time": pa.array(np.round(table.time_us / MINUTE_US, 6)),
            "resource_id": _whole(resource_ids(table)),
            "group": _picked(groups, table.group),
            "person": _whole(table.person),
        }
        rows = pa.table(columns).take(pa.array(np.argsort(table.time_us, kind="stable")))
        names.append(f"queue_{log}-{histories.replication:04d}.csv")
        with whole_file(folder, names[-1]) as file:
            write_rows(rows, file)
    return names


def _texts(texts: Iterable[str]) -> Any:
    import pyarrow as pa

    return pa.array(list(texts), type=pa.string())


def _picked(texts: Any, numbers: Column) -> Any:
    """Texts by number; none for NOT_YET."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers == NOT_YET), texts).cast(pa.string())


def _whole(numbers: Column) -> Any:
    import pyarrow as pa

    return pa.array(numbers, mask=numbers == NOT_YET)


def queue_table(histories: Histories, log: str) -> QueueTable:
    """The rows of contacts ('contacts') or tickets ('tickets'), with a stop between two steps where there is a gap."""
    parts = list(_contacts(histories) if log == "contacts" else _tickets(histories))
    table = _put_in_order(parts)
    return _put_in_order([*parts, _gaps(table)])


def _gaps(table: QueueTable) -> Rows:
    """Where one has come, or a step is over, and nothing follows at once."""
    types = np.array([event_type for event_type, _ in table.kinds])[table.kind]
    events = np.array([event for _, event in table.kinds])[table.kind]
    free = ((types == USE_END) | (events == "arrival")).nonzero()[0]
    after = np.minimum(free + 1, len(table.entity) - 1)
    follows = (
        (after > free) & (table.entity[after] == table.entity[free]) & (table.time_us[after] == table.time_us[free])
    )
    rows = free[~follows]
    return Rows(QUEUE, BETWEEN, WAITS, table.entity[rows], table.time_us[rows])


def resource_ids(table: QueueTable) -> Column:
    """Numbers from 1 for the people that ever work at a step: an animation draws one place for each of them."""
    ids = np.full(len(table.person), NOT_YET, dtype=np.int64)
    steps = np.array([_step(event) for _, event in table.kinds])
    for step in np.unique(steps):
        mine = (steps == step)[table.kind] & (table.person != NOT_YET)
        ids[mine] = np.unique(table.person[mine], return_inverse=True)[1] + 1
    return ids


def _step(event: str) -> str:
    """The step that an event is about: its beginning and its end share their places."""
    return event.removesuffix("_begins").removesuffix("_complete")


def _put_in_order(parts: list[Rows]) -> QueueTable:
    kinds: dict[tuple[str, str], int] = {}
    columns: list[list[Column]] = [[] for _ in range(6)]
    for part in parts:
        kind = kinds.setdefault((part.event_type, part.event), len(kinds))
        row = (part.entity, part.time_us, part.place, kind, part.group, part.person)
        for column, value in zip(columns, row, strict=True):
            column.append(np.broadcast_to(np.asarray(value, dtype=np.int64), len(part.entity)))
    whole = [np.concatenate(column) for column in columns]
    order = np.lexsort(whole[2::-1])
    entity, time_us, _, number, group, person = (column[order] for column in whole)
    return QueueTable(entity, time_us, number, group, person, tuple(kinds))


def _contacts(histories: Histories) -> Iterator[Rows]:
    """Calls and messages; a call stays until its wrap-up is over, for so long it holds a person."""
    contacts = histories.logs["contacts"]
    number = contacts["contact"]
    yield Rows(ARRIVAL, "arrival", COMES, number, contacts["arrived_us"])
    spells = spells_of(histories, "contacts")
    for channel in Channel:
        name = "call" if channel == Channel.PHONE else "message"
        waits = (contacts["channel"] == channel) & (contacts["queued_us"] != NOT_YET)
        yield Rows(QUEUE, f"{name}_wait_begins", WAITS, number[waits], contacts["queued_us"][waits])
        yield from _work(name, spells, contacts["channel"][spells.row] == channel, number)
    gone = np.maximum(contacts["left_us"], contacts["wrap_up_end_us"])
    yield Rows(ARRIVAL, "depart", GOES, number[gone != NOT_YET], gone[gone != NOT_YET])


def _work(name: str, spells: Spells, mine: Flags, number: Column) -> Iterator[Rows]:
    """People at work: each stretch begins and ends, whether or not the work goes on later."""
    ended = mine & (spells.end_us != NOT_YET)
    for kind, ending, place, rows, time in (
        (USE, "begins", BEGINS, mine, spells.start_us),
        (USE_END, "complete", ENDS, ended, spells.end_us),
    ):
        yield Rows(
            kind,
            f"{name}_{ending}",
            place,
            number[spells.row[rows]],
            time[rows],
            spells.group[rows],
            spells.person[rows],
        )


def _tickets(histories: Histories) -> Iterator[Rows]:
    """Tickets while they are open; what was before the run is told at its start."""
    tickets = histories.logs["tickets"]
    gone = np.maximum(tickets["closed_us"], tickets["withdrawn_us"])
    last_us = np.where(gone == NOT_YET, histories.horizon_us, gone)
    for rows in _all_of_tickets(histories, last_us):
        kept = rows.time_us <= last_us[rows.entity]
        group, person = (np.broadcast_to(np.asarray(who), len(kept))[kept] for who in (rows.group, rows.person))
        time_us = np.maximum(rows.time_us[kept], 0)
        yield rows._replace(entity=rows.entity[kept], time_us=time_us, group=group, person=person)
    there = gone != NOT_YET
    yield Rows(ARRIVAL, "depart", GOES, tickets["ticket"][there], gone[there])


def _all_of_tickets(histories: Histories, last_us: Column) -> Iterator[Rows]:
    tickets, tasks, arms = (histories.logs[name] for name in ("tickets", "tasks", "assignments"))
    yield Rows(ARRIVAL, "arrival", COMES, tickets["ticket"], tickets["received_us"])
    spells = spells_of(histories, "tasks")
    # Work that goes on when a ticket is closed or withdrawn is no longer about it: there it ends here.
    gone_us = last_us[tasks["ticket"][spells.row]]
    spells = replace(spells, end_us=np.minimum(spells.end_us, gone_us))
    about = spells.start_us <= gone_us
    for code in np.unique(tasks["stage"]).tolist():
        name, mine = Stage(code).name.lower(), tasks["stage"] == code
        yield Rows(QUEUE, f"{name}_wait_begins", WAITS, tasks["ticket"][mine], tasks["queued_us"][mine])
        yield from _work(name, spells, mine[spells.row] & about, tasks["ticket"])
    answered = np.maximum(arms["accepted_us"], arms["returned_us"])
    waits = (answered == NOT_YET) | (answered > arms["dispatched_us"])
    yield Rows(QUEUE, "acceptance_wait_begins", WAITS, arms["ticket"][waits], arms["dispatched_us"][waits])
    delayed, begin = delays_of(histories)
    yield Rows(QUEUE, "outside_begins", WAITS, arms["ticket"][delayed], begin[delayed])
    silent = tickets["silent_since_us"] != NOT_YET
    yield Rows(QUEUE, "silence_begins", WAITS, tickets["ticket"][silent], tickets["silent_since_us"][silent])
