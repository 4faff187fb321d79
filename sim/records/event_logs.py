"""Event logs of tickets: a row, or an event in XES, for each thing that happened to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.plans.tables import open_table
from sim.plans.times import read_times_that_are
from sim.records.columns import columns_of, time_format_of
from sim.records.xes import ACTIVITY, COMPLETE, MOMENT, TRANSITION, traces_of
from sim.scenario import schema_demand

Ints = npt.NDArray[np.int64]
EVENT_ROLES: Final = ("event", "at")
"""Roles of the columns that say what happened, and when."""
OF_EVENTS: Final = ("id", "event", "at", "unit", "type", "urgency", "channel", "returns", "reopened")
"""Roles that columns of a file with a row for each event may play."""
MOST_NAMED: Final = 20


@dataclass(frozen=True)
class Log:
    """What happened to tickets, event by event.

    Attributes
    ----------
    name
        The file.
    ticket, order
        Shape (events,): the number of the ticket, and the events in order of ticket and time.
    what, kinds
        Shape (events,) of numbers, and the activities that they number.
    at
        The time of each event as it is written.
    group
        Who did it, as far as is known.
    of_ticket
        Column -> what each ticket has.
    columns
        Role -> column that was read, of what happened, when, and who did it.
    line
        Where the row of a ticket begins in the file.
    warnings
        What was found odd while reading, a sentence each.
    """

    name: str
    ticket: Ints
    order: Ints
    what: Ints
    kinds: tuple[str, ...]
    at: list[str]
    group: list[str]
    of_ticket: dict[str, list[str]]
    columns: dict[str, str]
    line: list[int]
    warnings: list[str]

    @property
    def known(self) -> str:
        """The rest of a sentence about something that is not in the log."""
        names = [*self.of_ticket, *self.kinds]
        return f": it has {', '.join(name[:40] for name in names[:MOST_NAMED])}{', ...' * (len(names) > MOST_NAMED)}"


def log_of_xes(path: Path, time_format: str | None = None) -> Log:
    """Read an event log in XES; a ticket is a trace.

    Raises
    ------
    DataError
        If the file cannot be used, or no event has an activity and a time.
    """
    ticket: list[int] = []
    labels: list[tuple[str, str]] = []
    at: list[str] = []
    group: list[str] = []
    told: list[dict[str, str]] = []
    for number, (attributes, events) in enumerate(traces_of(path, path.name)):
        told.append({"id" if key == ACTIVITY else key: value for key, value in attributes.items()})
        for event in events:
            ticket.append(number)
            labels.append((event.get(ACTIVITY, ""), event.get(TRANSITION, COMPLETE)))
            at.append(event.get(MOMENT, ""))
            group.append(event.get("org:group", ""))
    several = {name for name, how in set(labels) if how.casefold() != COMPLETE}
    names = [f"{name} {how}" if name in several and name else name for name, how in labels]
    columns = {key: [one.get(key, "") for one in told] for key in dict.fromkeys(key for one in told for key in one)}
    lines = list(range(1, len(told) + 1))
    roles = {"unit": "org:group"}
    return _ordered(path.name, np.array(ticket, dtype=np.int64), names, at, group, columns, roles, lines, time_format)


def log_of_rows(path: Path, named: Mapping[str, str | None], time_format: str | None = None) -> Log | None:
    """Read a file with a row for each event; None if its columns do not say that it is one.

    Raises
    ------
    DataError
        If it cannot be used, or columns that were named are not there.
    """
    own = {role: column for role, column in named.items() if role in OF_EVENTS}
    columns = columns_of(path, path.name, OF_EVENTS, own)
    if not {"id", *EVENT_ROLES} <= columns.keys():
        return None
    part = schema_demand.Stamps.model_validate({"file": path.name, "time": columns["at"]})
    table = open_table(part, str(path.parent), list(dict.fromkeys(columns.values())))
    cells = table.cells(columns["id"])
    number: dict[str, int] = {}
    ticket = np.array([number.setdefault(cell, len(number)) for cell in cells], dtype=np.int64)
    if len(number) == len(cells) and not named.keys() & set(EVENT_ROLES):
        return None
    first = np.unique(ticket, return_index=True)[1]
    of_ticket = {columns["id"]: list(number)}
    for role in OF_EVENTS[3:]:
        if role in columns and role != "unit":
            of_ticket[columns[role]] = _latest(table.cells(columns[role]), ticket, len(number))
    group = table.cells(columns["unit"]) if "unit" in columns else [""] * len(table)
    form = time_format or time_format_of(table, columns["at"])
    lines = [table.line(int(row)) for row in first]
    return _ordered(
        path.name, ticket, table.cells(columns["event"]), table.cells(columns["at"]), group, of_ticket,
        {role: column for role, column in columns.items() if role in ("event", "at", "unit")}, lines, form,
        table.warnings,
    )  # fmt: skip


def _latest(cells: Sequence[str], ticket: Ints, count: int) -> list[str]:
    """The last text that a ticket has in the order of the file."""
    found = [""] * count
    for cell, number in zip(cells, ticket.tolist(), strict=True):
        if cell:
            found[number] = cell
    return found


def _ordered(
    name: str, ticket: Ints, names: Sequence[str], at: list[str], group: list[str], of_ticket: dict[str, list[str]],
    columns: dict[str, str], line: list[int], time_format: str | None, warnings: Sequence[str] = (),
) -> Log:  # fmt: skip
    """The log without events that have no time or no activity."""
    written, there = read_times_that_are(at, time_format) if at else (None, np.zeros(0, dtype=np.bool_))
    there = there & np.array([bool(one) for one in names], dtype=np.bool_)
    if written is None or not there.any():
        raise DataError(f"{name}: none of its {len(at):,} events has an activity and a time")
    told = list(warnings)
    if not there.all():
        told.append(f"{name}: events without an activity or a time are not read: {int((~there).sum())}")
    kinds = tuple(sorted({names[k] for k in np.flatnonzero(there).tolist()}))
    number = {kind: k for k, kind in enumerate(kinds)}
    what = np.array([number.get(one, 0) for one in names], dtype=np.int64)
    order = np.lexsort([np.arange(len(at)), written.local_us, ticket])
    return Log(name, ticket, order[there[order]], what, kinds, at, group, of_ticket, columns, line, told)
