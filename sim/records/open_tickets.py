"""An export of tickets as those that a scenario has open at its start: columns by their names, words in the scenario's.

The rows are read as the language reads a starting backlog (`sim.plans.backlog_file`): here is said what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sim.calendar.days import day_number
from sim.calendar.lengths import DAY_US
from sim.errors import DataError
from sim.plans.backlog_file import rows_of_file
from sim.plans.backlog_names import AT_UNIT_CODES, STAGE_CODES, STAGES, Ints, Units, one_of
from sim.plans.tables import Table, open_whole
from sim.plans.tickets import unit_copies, unit_numbers
from sim.records.columns import columns_of, time_format_of
from sim.records.event_logs import EVENT_ROLES
from sim.records.state_words import CLOSED_WORDS, URGENCY_WORDS
from sim.records.tickets import MILESTONES, NEVER, TicketRecords, read_tickets
from sim.records.tickets import ROLES as STAMPED_ROLES
from sim.records.xes import is_xes
from sim.rules.codes import NOT_YET
from sim.scenario.clock import calendar_of
from sim.scenario.fields import URGENCIES
from sim.scenario.labels import names_of
from sim.scenario.schema import Scenario
from sim.scenario.schema_backlog import AT_UNIT, BacklogFile, Stage
from sim.scenario.schema_data import DataFile
from sim.scenario.schema_units import Unit
from sim.scenario.stages import areas_of, needs_crew, ticket_types

ROLES: Final = ("id", "type", "received", "stage", "stage_since", "unit", "urgency", "due", "closed")
IS_CLOSED: Final = "closed"
STAGE_AFTER: Final[Mapping[str, Stage]] = {
    "received": "dispatch", "dispatched": "acceptance", "accepted": "handling", "begun": "work", "worked": "outside",
    "handled": "review",
}  # fmt: skip
"""The stage that a milestone begins."""
STAGE_OF: Final = {(STAGE_CODES[stage], AT_UNIT_CODES.get(stage, NOT_YET)): stage for stage in STAGES}
"""Stages of the language by their place on the path and what is waited for there."""
STAGE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "confirm": ("confirm", "to be confirmed", "待核实", "待确认"),
    "audit": ("audit", "to be audited", "待审核", "审核中"),
    "dispatch": ("dispatch", "new", "open", "received", "unassigned", "待派单", "待派发", "待转办", "待分派", "待派遣"),
    "acceptance": ("acceptance", "sent", "dispatched", "待签收", "待接收", "待受理", "已派单", "已派发"),
    "handling": (
        "handling", "accepted", "assigned", "in progress", "待办理", "待处置", "办理中", "处理中", "已签收",
    ),
    "work": ("work", "on site", "crew at work", "处置中", "现场处置", "现场处置中"),
    "outside": ("outside", "pending", "on hold", "waiting", "挂起", "待第三方", "等待中", "外部处理"),
    "review": ("review", "handled", "resolved", "待结案", "待办结", "待复核", "待办结审核", "已办理", "已处置"),
    "follow_up": ("follow_up", "follow up", "to be called back", "待回访", "回访中"),
    "silence": ("silence", "silent", "awaiting closure", "静默期", "待自动办结", "待静默办结"),
    IS_CLOSED: CLOSED_WORDS,
}  # fmt: skip
"""What exports call the stages of the language, and what is over."""


@dataclass(frozen=True)
class OpenNow:
    """Tickets that are open at a time.

    Attributes
    ----------
    entries
        Each as an entry of `tickets.backlog`, those at a crew first, as the plan numbers them.
    numbers
        What the file calls each: its number, or its line where it has none.
    tells_work
        Whether the file tells when crews are at work: if not, who is being handled may be through with them.
    columns
        Role -> the column that was read.
    notes
        What is to be known of the reading, a sentence each.
    """

    entries: tuple[dict[str, Any], ...]
    numbers: tuple[str, ...]
    tells_work: bool
    columns: dict[str, str]
    notes: tuple[str, ...]


def read_open_tickets(
    path: Path, scenario: Scenario, named: Mapping[str, str | None], time_format: str | None = None
) -> OpenNow:
    """The tickets of an export that are open as a scenario begins.

    Parameters
    ----------
    path, scenario, named, time_format
        As `backlog_of`.

    Raises
    ------
    DataError
        If the file cannot be used: file, line, column and cell are named.
    """
    roles = dict.fromkeys((*ROLES, *STAMPED_ROLES))
    unknown = next((role for role in named if role not in roles), None)
    if unknown is not None:
        raise DataError(f"--column {unknown[:40]}: there is no such role: choose one of {', '.join(roles)}")
    stamped = {role: named[role] for role in named if role in STAMPED_ROLES}
    if is_xes(path) or named.keys() & set(EVENT_ROLES):
        return _by_stamps(path, scenario, stamped, time_format)
    looked_for = (*ROLES, *MILESTONES)
    here = {role: column for role, column in named.items() if role in looked_for}
    known = columns_of(path, path.name, looked_for, here).keys()
    if "stage" not in named and known & set(STAGE_AFTER) - {"received"} and known & {"handled", "closed"}:
        return _by_stamps(path, scenario, stamped, time_format)
    return _by_stages(path, scenario, {role: named[role] for role in named if role in ROLES}, time_format)


def _by_stamps(path: Path, scenario: Scenario, named: Mapping[str, str | None], time_format: str | None) -> OpenNow:
    """Tickets without a closing stamp by now, each at the stage that its latest stamp begins."""
    clock = scenario.clock
    now_us = day_number(clock.start) * DAY_US + clock.begins_at
    records = read_tickets(path, named, time_format, zone=clock.zone).as_of(now_us)
    is_unclosed = records.stamp("closed") == NEVER
    is_open = is_unclosed & ~records.is_over if "closed" in records.stamps else records.is_open
    records = records.take(is_open)
    types = [_meant(records.name, "type", name, _types(scenario)) for name in records.types]
    known = names_of(scenario.units) | {name.casefold(): name for name in unit_copies(scenario)}
    units = [_meant(records.name, "unit", name, known) for name in records.units]
    entries = []
    for row in range(len(records)):
        told = {role: int(stamp[row]) for role, stamp in records.stamps.items() if stamp[row] != NEVER}
        last = next(role for role in reversed(MILESTONES) if role in told)
        unit = units[records.unit[row]]
        entry = {
            "count": 1, "type": types[records.type[row]], "urgency": URGENCIES[records.urgency[row]],
            "stage": _stage(last, unit, records, scenario), "age": _seconds(now_us - told["received"]),
        }  # fmt: skip
        if unit and entry["stage"] in AT_UNIT:
            entry["unit"] = unit
        if last != "received" and not records.date_only[last][row]:
            entry["in_stage_for"] = _seconds(now_us - told[last])
        entries.append(entry)
    left_out = sum(len(lines) for lines in records.left_out.values())
    notes = [f"{path.name}: {left_out:,} of {records.rows:,} rows cannot be right and are left out"] if left_out else []
    order = sorted(range(len(entries)), key=lambda row: entries[row]["stage"] != "work")
    return OpenNow(
        tuple(entries[row] for row in order), tuple(str(records.id[row]) for row in order),
        bool(records.stamps.keys() & {"begun", "worked"}), records.columns,
        (*records.notes, *notes),
    )  # fmt: skip


def _stage(last: str, unit: str, records: TicketRecords, scenario: Scenario) -> str:
    """The stage at which a ticket stands whose latest stamp is that of a milestone."""
    if last == "received" and unit and not records.stamps.keys() & {"dispatched", "accepted"}:
        return "handling"  # the file does not tell when a unit gets a ticket
    if last == "handled":
        after = (
            name for name in ("review", "follow_up", "silence") if getattr(scenario.tickets, name, None) is not None
        )
        return next(after, "follow_up")
    if last == "begun" and unit and not needs_crew(_unit_of(unit, scenario)):
        return "handling"
    return STAGE_AFTER[last]


def _unit_of(name: str, scenario: Scenario) -> Unit:
    """The unit of a name, be it that of one of its copies."""
    return scenario.units[name] if name in scenario.units else unit_copies(scenario)[name][1]


def _meant(name: str, what: str, said: str, known: Mapping[str, str]) -> str:
    """The scenario's name for a word of a file; nothing for nothing, and the only one where there is but one type."""
    if not said and what == "unit":
        return ""
    if not said and len(set(known.values())) == 1:
        return next(iter(known.values()))
    if said.casefold() not in known:
        raise DataError(
            f"{name}: {what} '{said[:40]}' is not one of the scenario {one_of(dict.fromkeys(known.values()))}: give it "
            "that label there, or the scenario's word in the file"
        )
    return known[said.casefold()]


def _by_stages(path: Path, scenario: Scenario, named: Mapping[str, str | None], time_format: str | None) -> OpenNow:
    """Tickets whose stage stands in a column, as the language reads them."""
    part = backlog_of(path, scenario, named, time_format)
    calendar, _ = calendar_of(scenario.clock)
    types = list(dict.fromkeys(_types(scenario).values()))
    copies = unit_copies(scenario)
    units = Units(unit_numbers(copies))
    areas = {name: number for number, name in enumerate(areas_of(scenario.tickets))}
    rows, told = rows_of_file(part, calendar, {name: n for n, name in enumerate(types)}, areas, units, str(path.parent))
    begin_us, unit_names = calendar.begin_us, list(copies)
    entries: list[dict[str, Any]] = []
    for kind, urgency, stage, at_unit, unit, received_us, since_us, said, due_us in zip(
        *(rows[name].tolist() for name in ("type", "urgency", "stage", "at_unit", "unit", "received_us")),
        *(rows[name].tolist() for name in ("waits_since_us", "since_is_said", "due_us")),
        strict=True,
    ):
        entry = {
            "count": 1, "type": types[kind], "urgency": URGENCIES[urgency], "stage": STAGE_OF[stage, at_unit],
            "age": _seconds(begin_us - received_us),
        }  # fmt: skip
        if unit != NOT_YET:
            entry["unit"] = unit_names[unit]
        if said:
            entry["in_stage_for"] = _seconds(begin_us - since_us)
        if due_us != NOT_YET:
            entry["due_in"] = _seconds(max(due_us - begin_us, 0))
        entries.append(entry)
    numbers = _numbers(path, part, rows["entity"])
    order = sorted(range(len(entries)), key=lambda row: entries[row]["stage"] != "work")
    return OpenNow(
        tuple(entries[row] for row in order),
        tuple(numbers[row] for row in order),
        True,
        _columns_read(part),
        tuple(told),
    )


def _seconds(length_us: int) -> str:
    return f"{Decimal(length_us) / 1_000_000} s"


def _numbers(path: Path, part: BacklogFile, rows: Ints) -> tuple[str, ...]:
    """What the file calls its rows of such numbers."""
    table = open_whole(DataFile(file=path.name), str(path.parent), part.columns)
    if part.id is None:
        return tuple(f"{table.line_of(row)}" for row in rows.tolist())
    cell_of = dict(zip(table.rows.tolist(), table.cells(part.id), strict=True))
    return tuple(cell_of[row] for row in rows.tolist())


def _columns_read(part: BacklogFile) -> dict[str, str]:
    named = {role: getattr(part, role) for role in ROLES}
    return {role: column for role, column in named.items() if column in part.columns}


def backlog_of(
    path: Path, scenario: Scenario, named: Mapping[str, str | None], time_format: str | None = None
) -> BacklogFile:
    """How the language is to read an export of tickets.

    Parameters
    ----------
    path
        CSV (gzip allowed) or an Excel workbook, a row for each ticket.
    scenario
        Whose types, units and their labels the file's words may be.
    named
        The columns that the user names, by their roles (`ROLES`); others are found by their names.
    time_format
        How times are written; found if left out.

    Raises
    ------
    DataError
        If it is no table, or nothing says of what type tickets are.
    """
    columns = columns_of(path, path.name, ROLES, named)
    types = _types(scenario)
    fixed = {} if "type" in columns or len(types) != 1 else {"type": next(iter(types.values()))}
    if "type" not in columns and not fixed:
        raise DataError(f"{path.name}: no column is known to hold the types of tickets: name it with --column type=...")
    table = open_whole(DataFile(file=path.name), str(path.parent), list(columns.values()))
    part: dict[str, Any] = {
        "file": path.name,
        "leave_out": ["received_later"],
        **columns,
    }
    if "id" in columns:
        part["same_id"] = "last"
    if "received" in columns:
        part["time_format"] = time_format or time_format_of(table, columns["received"])
    read_as = _read_as(table, columns, scenario)
    if "stage" in columns:
        stage = read_as["stage"]
        over = {word for word, meant in stage.items() if meant == IS_CLOSED}
        if over:
            part["where"] = {columns["stage"]: sorted(set(table.cells(columns["stage"])) - over)}
        read_as["stage"] = {word: meant for word, meant in stage.items() if meant != IS_CLOSED}
    elif "unit" in columns:
        fixed["stage"] = "handling"
    return BacklogFile.model_validate(
        {**part, "read_as": {word: m for word, m in read_as.items() if m}, "fixed": fixed}
    )


def _read_as(table: Table, columns: Mapping[str, str], scenario: Scenario) -> dict[str, dict[str, str]]:
    """The file's words in the scenario's, as far as they are known."""
    known: dict[str, Mapping[str, str]] = {
        "type": _types(scenario),
        "unit": names_of(scenario.units),
        "urgency": _by_word(URGENCY_WORDS),
        "stage": _by_word(STAGE_WORDS),
    }
    found: dict[str, dict[str, str]] = {}
    for word, names in known.items():
        cells: Iterable[str] = dict.fromkeys(table.cells(columns[word])) if word in columns else ()
        meant = {cell: names.get(cell.casefold(), cell) for cell in cells if cell}
        found[word] = {cell: name for cell, name in meant.items() if name != cell or name == IS_CLOSED}
    return found


def _types(scenario: Scenario) -> dict[str, str]:
    """The types by all that they are called; some are named by the demand alone."""
    return {name.casefold(): name for name in ticket_types(scenario)} | names_of(scenario.types)


def _by_word(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: meant for meant, those in words.items() for word in those}
