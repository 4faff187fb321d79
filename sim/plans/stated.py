"""What a file of stamps says of a request besides its type: of its ticket, and how long its talk and wrap-up took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.plans.backlog_names import DRAWN, URGENCY_CODES, Units, one_of
from sim.plans.demand_files import RecordedFile
from sim.plans.far_dates import far_fault, is_far
from sim.plans.file_lengths import SAYS_NOTHING, optional_lengths_us
from sim.plans.tables import Table
from sim.plans.tickets import unit_copies, unit_numbers
from sim.rules.codes import (
    STATED_AREA,
    STATED_COLUMNS,
    STATED_DUE,
    STATED_TALK,
    STATED_UNIT,
    STATED_URGENCY,
    STATED_WRAP_UP,
)
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Counts, Stamps
from sim.scenario.stages import areas_of

Ints = npt.NDArray[np.int64]
NOTHING_STATED: Final[Ints] = np.empty((0, STATED_COLUMNS), dtype=np.int64)


def recorded_file(part: Counts | Stamps, table: Table, scenario: Scenario, calendar: LocalCalendar) -> RecordedFile:
    """A file that contacts stand in, with what it says of each."""
    stated = stated_of(part, table, scenario, calendar) if isinstance(part, Stamps) else NOTHING_STATED
    return RecordedFile(table, stated)


def stated_of(stamps: Stamps, table: Table, scenario: Scenario, calendar: LocalCalendar) -> Ints:
    """Shape (rows, 6), or (0, 6) where the scenario names no such column: see `sim.rules.codes`; or `DRAWN`.

    An empty cell is drawn, or follows the time limits, as if there were no column; so is a talk of length zero, which
    callers have who gave up, and a wrap-up of zero beside such a talk. A due date without a time of day is the end of
    that day. Tickets of a unit with copies go to these in turn.

    Raises
    ------
    DataError
        If a cell names an urgency, area or unit that is not known, or a due time or length that cannot be read.
    """
    if stamps.urgency is stamps.area is stamps.unit is stamps.due is stamps.talk is stamps.wrap_up is None:
        return NOTHING_STATED
    areas = areas_of(scenario.tickets)
    found = np.full((len(table), STATED_COLUMNS), DRAWN, dtype=np.int64)
    if stamps.urgency is not None:
        found[:, STATED_URGENCY] = _words(table, stamps, stamps.urgency, URGENCY_CODES, "an urgency")
    if stamps.area is not None:
        found[:, STATED_AREA] = _words(
            table, stamps, stamps.area, {name: i for i, name in enumerate(areas)}, "an area of tickets.areas"
        )
    if stamps.unit is not None:
        units = Units(unit_numbers(unit_copies(scenario)))
        number = {name: i for i, name in enumerate(units.copies)}
        named = _words(table, stamps, stamps.unit, number, "a unit")
        for name, i in number.items():
            rows = np.flatnonzero(named == i)
            found[rows, STATED_UNIT] = units.next_of(name, len(rows))
    if stamps.due is not None:
        found[:, STATED_DUE] = table.optional_instants(stamps.due, calendar, stamps.time_format, "end", stamps.blank)
        for row in np.flatnonzero(is_far(found[:, STATED_DUE]))[:1].tolist():
            raise far_fault(table, row, stamps.due, int(found[row, STATED_DUE]), "", may_be_blank=True)
    if stamps.talk is not None:
        found[:, STATED_TALK] = _talks_us(table, stamps, stamps.talk)
    if stamps.wrap_up is not None:
        found[:, STATED_WRAP_UP] = _lengths_us(table, stamps, stamps.wrap_up, "wrap_up_in")
        if stamps.talk is not None:
            unsaid = (found[:, STATED_TALK] == DRAWN) & (found[:, STATED_WRAP_UP] == 0)
            found[unsaid, STATED_WRAP_UP] = DRAWN
    return found


def _lengths_us(table: Table, stamps: Stamps, column: str, key: Literal["talk_in", "wrap_up_in"]) -> Ints:
    """The lengths of a column, written as `key` of the stamps says; `DRAWN` where the cell says nothing."""
    blank = SAYS_NOTHING | {cell.casefold() for cell in stamps.blank}
    return optional_lengths_us(table, column, getattr(stamps, key), key, blank)


def _talks_us(table: Table, stamps: Stamps, column: str) -> Ints:
    """The lengths of talks; `DRAWN` where there was none."""
    talks_us = _lengths_us(table, stamps, column, "talk_in")
    none = talks_us == 0
    if none.all():
        raise table.fault(0, column, "is zero, as all its lengths are: no talk can be taken from this column")
    if none.any():
        count = int(none.sum())
        table.warnings.append(
            f"{table.name}: {count} of {len(table)} rows have a '{column[:40]}' of zero: their talk is drawn"
        )
    return np.where(none, DRAWN, talks_us)


def _words(table: Table, stamps: Stamps, column: str, codes: Mapping[str, int], what: str) -> Ints:
    nothing = dict.fromkeys(("", *stamps.blank), DRAWN)
    return table.words(column, {**nothing, **codes}, lambda: f"is not {what} {one_of(codes)}; empty if it is drawn")
