"""Tickets that are open at the start: counts in the scenario, then the rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.chance.keyed import name_key
from sim.errors import ScenarioError
from sim.plans.backlog_file import rows_of_file
from sim.plans.backlog_names import AT_UNIT_CODES, DRAWN, STAGE_CODES, URGENCY_CODES, Units, one_of
from sim.rules.codes import NOT_YET, AtUnit, Stage
from sim.scenario.schema_backlog import OpenTickets
from sim.scenario.schema_tickets import Tickets
from sim.scenario.stages import areas_of

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BacklogPlan:
    """Tickets open at the start, a place each.

    Attributes
    ----------
    type, urgency, stage
        Shape (n,): number of the type; `Urgency`; the stage at which each stands (`TicketState`).
    unit
        Who has it at the stage of handling; -1: drawn.
    received_us
        When it was received, not after the begin of the run.
    due_us
        When it is due; `NOT_YET`: by the deadlines.
    entity, name_key
        The names of its draws.
    area
        Where the matter arose; -1: drawn.
    at_unit
        What it waits for at its unit (`AtUnit`); -1: no unit has it.
    waits_since_us
        Since when it stands there, not before its receipt.
    left_us
        What is left of that, where it is stated; else `NOT_YET`.
    """

    type: Ints
    urgency: Ints
    stage: Ints
    unit: Ints
    received_us: Ints
    due_us: Ints
    entity: Ints
    name_key: Ints
    area: Ints
    at_unit: Ints
    waits_since_us: Ints
    left_us: Ints

    def at_units(self, units: int) -> Ints:
        """How many tickets each unit has at the start, of those of which it is known; shape (units,)."""
        known = self.unit[(self.stage == Stage.HANDLING) & (self.unit != NOT_YET)]
        return np.bincount(known, minlength=units).astype(np.int64)


def open_tickets(
    tickets: Tickets,
    calendar: LocalCalendar,
    type_names: Sequence[str],
    unit_copies: Mapping[str, Sequence[int]],
    folder: str,
) -> tuple[BacklogPlan, Flags, list[str]]:
    """The starting backlog: the scenario's counts in their order, then the rows of its file.

    Parameters
    ----------
    tickets
        The scenario's tickets.
    calendar
        Tells when a local time is.
    type_names
        Names by number.
    unit_copies
        The numbers of the units that a name stands for. Tickets of a unit with copies go to its copies in turn.
    folder
        Where the file lies.

    Returns
    -------
    tuple
        The tickets; of which of them it is said since when they stand at their stage; and what was odd in the file.

    Raises
    ------
    ScenarioError
        If a type, unit or area of the scenario's counts is not known.
    DataError
        If the file cannot be used: file, line and cell are named.
    """
    types = {name: number for number, name in enumerate(type_names)}
    areas = {name: number for number, name in enumerate(areas_of(tickets))}
    units = Units(unit_copies)
    odd: list[str] = []
    parts = [_of_counts(tickets.backlog, types, areas, units, calendar.begin_us)]
    if tickets.backlog_file is not None:
        rows, odd = rows_of_file(tickets.backlog_file, calendar, types, areas, units, folder)
        parts.append(rows | {"name_key": np.full(len(rows["type"]), name_key("backlog_file"), dtype=np.int64)})
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    said = whole.pop("since_is_said").astype(np.bool_)
    for name in ("received_us", "waits_since_us"):  # none may look like an instant that has not come
        whole[name] = np.where(whole[name] == NOT_YET, NOT_YET - 1, whole[name])
    in_hand = whole["at_unit"] == AtUnit.WORK
    whole["waits_since_us"][in_hand & ~said] = calendar.begin_us  # work of which nothing is known begins anew
    order = np.argsort(~in_hand, kind="stable")  # what is in hand goes before all that waits
    return BacklogPlan(**{name: column[order] for name, column in whole.items()}), said[order], odd


def _of_counts(
    backlog: Sequence[OpenTickets], types: Mapping[str, int], areas: Mapping[str, int], units: Units, begin_us: int
) -> dict[str, Ints]:
    """The columns of the scenario's counts; their ages are those at the begin of the run."""
    names = [field.name for field in fields(BacklogPlan)] + ["since_is_said"]
    columns: dict[str, list[Ints]] = {name: [np.empty(0, dtype=np.int64)] for name in names}
    for place, entry in enumerate(backlog):
        where = f"tickets.backlog.{place}"
        if entry.type not in types:
            raise ScenarioError(f"{where}.type: '{entry.type}' is not a request type {one_of(types)}")
        if entry.unit is not None and entry.unit not in units.copies:
            raise ScenarioError(f"{where}.unit: '{entry.unit}' is not a unit {one_of(units.copies)}")
        if entry.area is not None and entry.area not in areas:
            raise ScenarioError(f"{where}.area: '{entry.area}' is not an area {one_of(areas)}")
        alike = {
            "type": types[entry.type],
            "urgency": URGENCY_CODES[entry.urgency],
            "stage": STAGE_CODES[entry.stage],
            "unit": DRAWN,
            "received_us": begin_us - entry.age,
            "due_us": NOT_YET if entry.due_in is None else begin_us + entry.due_in,
            "area": DRAWN if entry.area is None else areas[entry.area],
            "at_unit": AT_UNIT_CODES.get(entry.stage, NOT_YET),
            "waits_since_us": begin_us - (entry.age if entry.in_stage_for is None else entry.in_stage_for),
            "left_us": NOT_YET if entry.remaining is None else max(entry.remaining, 1),
            "since_is_said": int(entry.in_stage_for is not None),
        }
        for name, value in alike.items():
            columns[name].append(np.full(entry.count, value, dtype=np.int64))
        if entry.unit is not None:
            columns["unit"][-1] = units.next_of(entry.unit, entry.count)
    n = sum(entry.count for entry in backlog)
    columns["entity"] = [np.arange(n, dtype=np.int64)]
    columns["name_key"] = [np.full(n, name_key("backlog"), dtype=np.int64)]
    return {name: np.concatenate(parts) for name, parts in columns.items()}
