"""Tickets that are open at the start: counts in the scenario, then the rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from typing import get_args

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.chance.keyed import name_key
from sim.errors import ScenarioError
from sim.plan.tables import Table, open_table
from sim.rules.codes import NOT_YET
from sim.rules.codes import Stage as StageCode
from sim.rules.codes import Urgency as UrgencyCode
from sim.scenario.schema_tickets import URGENCIES, BacklogFile, Stage, Tickets

Ints = npt.NDArray[np.int64]
DRAWN = -1
"""The unit of a ticket that names none."""
URGENCY_CODES: dict[str, int] = {urgency: int(UrgencyCode[urgency.upper()]) for urgency in URGENCIES}
STAGE_CODES: dict[str, int] = {stage: int(StageCode[stage.upper()]) for stage in get_args(Stage)}


@dataclass(frozen=True)
class BacklogPlan:
    """Tickets open at the start, a place each.

    Attributes
    ----------
    type, urgency, stage
        Shape (n,): number of the type; `Urgency`; the `Stage` at which each stands.
    unit
        Who has it at the stage of handling; -1: drawn.
    received_us
        When it was received, not after the start: minus its age.
    due_us
        When it is due; `NOT_YET`: by the deadlines.
    entity, name_key
        The names of its draws.
    """

    type: Ints
    urgency: Ints
    stage: Ints
    unit: Ints
    received_us: Ints
    due_us: Ints
    entity: Ints
    name_key: Ints


def open_tickets(
    tickets: Tickets, calendar: LocalCalendar, type_names: tuple[str, ...], unit_names: tuple[str, ...], folder: str
) -> BacklogPlan:
    """The starting backlog: the scenario's counts in their order, then the rows of its file.

    Parameters
    ----------
    tickets
        The scenario's tickets.
    calendar
        Tells when a local time is.
    type_names, unit_names
        Names by number. Tickets of a unit with copies ('district' where there are 'district 1', 'district 2') go to its
        copies in turn.
    folder
        Where the file lies.

    Raises
    ------
    ScenarioError
        If a type or unit of the scenario's counts is not known.
    DataError
        If the file cannot be used: file, line and cell are named.
    """
    types = {name: type_names.index(name) for name in type_names}
    units = _Units(unit_names)
    parts = [_of_counts(tickets, types, units)]
    if tickets.backlog_file is not None:
        parts.append(_of_file(tickets.backlog_file, calendar, types, units, folder))
    kind, urgency, stage, unit, received_us, due_us, entity, key = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    return BacklogPlan(kind, urgency, stage, unit, _not_the_mark(received_us), due_us, entity, key)


class _Units:
    """Numbers of units by name; a name with copies gives them in turn."""

    def __init__(self, unit_names: tuple[str, ...]) -> None:
        number_of = {name: number for number, name in enumerate(unit_names)}
        self._given: dict[str, int] = {}
        self.copies: dict[str, list[int]] = {}
        for name in unit_names:
            base = name.removesuffix(" 1")
            if base not in number_of:
                numbered = takewhile(number_of.__contains__, (f"{base} {copy}" for copy in count(1)))
                self.copies[base] = [number_of[copy] for copy in numbered]
        self.copies = {base: copies for base, copies in self.copies.items() if len(copies) > 1}
        self.copies |= {name: [number] for name, number in number_of.items()}

    def next_of(self, name: str, tickets: int) -> Ints:
        """The units of the next so many tickets of this name."""
        copies = np.array(self.copies[name], dtype=np.int64)
        given = self._given.get(name, 0)
        self._given[name] = given + tickets
        return copies[np.arange(given, given + tickets) % len(copies)]


def _of_counts(tickets: Tickets, types: Mapping[str, int], units: _Units) -> list[Ints]:
    rows = []
    for place, entry in enumerate(tickets.backlog):
        where = f"tickets.backlog.{place}"
        if entry.type not in types:
            raise ScenarioError(f"{where}.type: '{entry.type}' {_not_one_of(types, 'a request type')}")
        if entry.unit is not None and entry.unit not in units.copies:
            raise ScenarioError(f"{where}.unit: '{entry.unit}' {_not_one_of(units.copies, 'a unit')}")
        number = (
            types[entry.type],
            URGENCY_CODES[entry.urgency],
            STAGE_CODES[entry.stage],
            DRAWN,
            -entry.age,
            NOT_YET if entry.due_in is None else entry.due_in,
        )
        columns = [np.full(entry.count, value, dtype=np.int64) for value in number]
        if entry.unit is not None:
            columns[3] = units.next_of(entry.unit, entry.count)
        rows.append(columns)
    empty = [np.empty(0, dtype=np.int64)] * 6
    return _named([np.concatenate(columns) for columns in zip(empty, *rows, strict=True)], "backlog")


def _of_file(
    part: BacklogFile, calendar: LocalCalendar, types: Mapping[str, int], units: _Units, folder: str
) -> list[Ints]:
    chosen = (part.type, part.urgency, part.stage, part.unit, part.received, part.due)
    table = open_table(part, folder, [name for name in chosen if name is not None])
    n = len(table)
    urgency = np.full(n, URGENCY_CODES["normal"], dtype=np.int64)
    stage = np.full(n, STAGE_CODES["dispatch"], dtype=np.int64)
    unit = np.full(n, DRAWN, dtype=np.int64)
    received_us, due_us = np.zeros(n, dtype=np.int64), np.full(n, NOT_YET, dtype=np.int64)
    if part.urgency is not None:
        urgency = _words(table, part.urgency, URGENCY_CODES, "an urgency")
    if part.stage is not None:
        stage = _words(table, part.stage, STAGE_CODES, "a stage")
    if part.unit is not None:
        unit = _units_of(table, part.unit, units)
    if part.received is not None:
        received_us = table.instants(part.received, calendar, part.time_format, date_alone="start")
        for row in np.flatnonzero(received_us > 0)[:1]:
            raise table.fault(int(row), part.received, f"is after the start ({calendar.start}, midnight)")
    if part.due is not None:
        due_us = table.optional_instants(part.due, calendar, part.time_format, date_alone="start")
    kind = _words(table, part.type, types, "a request type")
    return _named([kind, urgency, stage, unit, received_us, due_us], "backlog_file")


def _named(columns: list[Ints], name: str) -> list[Ints]:
    n = len(columns[0])
    return [*columns, np.arange(n, dtype=np.int64), np.full(n, name_key(name), dtype=np.int64)]


def _words(table: Table, column: str, codes: Mapping[str, int], what: str) -> Ints:
    """A column of words as numbers."""
    return _cells(table, column, lambda text: codes[text], lambda: _not_one_of(codes, what))


def _units_of(table: Table, column: str, units: _Units) -> Ints:
    """A column of units; an empty cell is drawn."""
    return _cells(
        table,
        column,
        lambda text: int(units.next_of(text, 1)[0]) if text else DRAWN,
        lambda: f"{_not_one_of(units.copies, 'a unit')}; leave it empty if it is to be drawn",
    )


def _cells(table: Table, column: str, read: Callable[[str], int], what: Callable[[], str]) -> Ints:
    values = np.empty(len(table), dtype=np.int64)
    for row, text in enumerate(table.columns[column]):
        try:
            values[row] = read(text.strip())
        except KeyError:
            raise table.fault(row, column, what()) from None
    return values


def _not_the_mark(instants: Ints) -> Ints:
    """Instants as they are, but none that looks like one that has not come: that one is a microsecond earlier."""
    return np.where(instants == NOT_YET, NOT_YET - 1, instants)


def _not_one_of(known: Mapping[str, object], what: str) -> str:
    named = list(known)
    return f"is not {what} (known: {', '.join(named[:12]) or 'none'}{', ...' if len(named) > 12 else ''})"
