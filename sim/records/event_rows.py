"""Event logs as tables with a row for each ticket: when things happened to it first, or last, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.plans.tables import Table
from sim.records.event_logs import EVENT_ROLES, Log
from sim.records.headings import ACTIVITIES, guessed, plain_name
from sim.records.xes import COMPLETE

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
FIRST: Final = "first "
LAST: Final = "last "
TIMES: Final = "times "
ONCE: Final = "only "
"""What columns begin with: when something happened first, last, how often, or when if it happened once only."""
BEGIN: Final = "first event"
OR: Final = " or "
BEFORE: Final = 0.9
"""What happens before the end of the work in such a share of all cases is part of the work."""
COUNTED: Final = ("returns", "reopened")
ENDS: Final = ("handled", "closed")
"""Milestones of which the last time counts."""
BEFORE_END: Final = ("dispatched", "accepted", "begun")
"""Milestones before the end of the work, whenever they come."""
WORK: Final = ("begun", "worked")
"""Milestones between which a crew works: of work that was done in several pieces they do not tell how long it took."""


def rows_of_tickets(log: Log, named: Mapping[str, str | None], roles: Collection[str]) -> tuple[Table, dict[str, str]]:
    """A row for each ticket, and its columns by role: those that were named, else those whose names say so.

    Raises
    ------
    DataError
        If something is named that is neither an attribute nor an activity of the log.
    """
    columns = _columns(log, named, roles)
    last_us = _work_over(log, columns)
    cells = {column: log.of_ticket[column] for column in dict.fromkeys(columns.values()) if column in log.of_ticket}
    for role, column in columns.items():
        if column not in cells and role not in ("unit", *EVENT_ROLES):
            cells[column] = _cells(log, column, last_us if role in ENDS else None)
    if "unit" in columns and columns["unit"] not in cells:
        cells[columns["unit"]] = _units(log, columns)
    line = log.line
    return Table(log.name, cells, ",", np.arange(len(line)), line.__getitem__, log.warnings), columns


def _columns(log: Log, named: Mapping[str, str | None], roles: Collection[str]) -> dict[str, str]:
    """Role -> column of a ticket's row."""
    there = list(log.of_ticket)
    stated = {role: column for role, column in named.items() if column and role not in EVENT_ROLES}
    found: dict[str, str] = {}
    for role, column in stated.items():
        is_there = column in there or (role == "unit" and column == log.columns.get("unit"))
        found[role] = column if is_there else _spoken(log, role, column)
    wanted = [role for role in roles if not named.get(role) and role not in EVENT_ROLES]
    found |= guessed([column for column in there if column not in found.values()], wanted)
    for role in wanted:
        kinds = [kind for kind in log.kinds if plain_name(kind) in ACTIVITIES.get(role, ())]
        if kinds and role not in found:
            found[role] = _start(role) + OR.join(kinds)
    if "received" not in found:
        found["received"] = BEGIN
    if "unit" not in found and any(log.group):
        found["unit"] = log.columns["unit"]
    return found | {role: log.columns[role] for role in EVENT_ROLES if role in log.columns}


def _start(role: str) -> str:
    return TIMES if role in COUNTED else LAST if role in ENDS else ONCE if role in WORK else FIRST


def _spoken(log: Log, role: str, column: str) -> str:
    """What a column that the user names is called, if it is known."""
    if column == BEGIN:
        return column
    start, kinds = _parts(log, column)
    if not kinds:
        raise DataError(f"{log.name}: '{column[:40]}' is neither a column nor an activity of it{log.known}")
    return (start or _start(role)) + OR.join(kinds)


def _parts(log: Log, column: str) -> tuple[str, list[str]]:
    """What a column begins with, '' if that is not said, and its activities; none if these are not known."""
    start = next((one for one in (FIRST, LAST, TIMES, ONCE) if column.startswith(one) and column not in log.kinds), "")
    said = column.removeprefix(start)
    kinds = [said] if said in log.kinds else said.split(OR)
    return start, kinds if all(kind in log.kinds for kind in kinds) else []


def _rows(log: Log, kinds: Collection[str]) -> Ints:
    """Events of some activities, in order of ticket and time."""
    return log.order[np.isin(log.what[log.order], [k for k, kind in enumerate(log.kinds) if kind in kinds])]


def _cells(log: Log, column: str, not_before: Ints | None) -> list[str]:
    """What each ticket has in a column; an end that work goes on after is none."""
    start, kinds = _parts(log, column)
    rows = log.order if column == BEGIN else _rows(log, kinds)
    count = len(log.line)
    if start == TIMES:
        times = Counter(log.ticket[rows].tolist())
        return [str(times.get(number, 0)) for number in range(count)]
    cells = [""] * count
    if start == ONCE:
        rows = rows[~_in_pieces(log, rows, kinds)[log.ticket[rows]]]
    for row in rows.tolist() if start == LAST else rows[::-1].tolist():
        cells[int(log.ticket[row])] = log.at[row]
    if not_before is not None:
        place = _place(log)
        latest = np.full(count, -1, dtype=np.int64)
        latest[log.ticket[rows]] = place[rows]
        for number in np.flatnonzero(latest < not_before).tolist():
            cells[number] = ""
    return cells


def _in_pieces(log: Log, rows: Ints, kinds: Collection[str]) -> Marks:
    """Shape (tickets,): whether something happened more than once, or was put down and taken up again."""
    again = [f"{kind.rpartition(' ')[0]} resume" for kind in kinds]
    count = len(log.line)
    return np.asarray(
        (np.bincount(log.ticket[rows], minlength=count) > 1)
        | (np.bincount(log.ticket[_rows(log, again)], minlength=count) > 0)
    )


def _place(log: Log) -> Ints:
    """Shape (events,): how many events come before, ticket by ticket."""
    place = np.full(len(log.ticket), -1, dtype=np.int64)
    place[log.order] = np.arange(len(log.order))
    return place


def _work_over(log: Log, columns: Mapping[str, str]) -> Ints:
    """Shape (tickets,): the place of the last event that is part of the work, and not its end."""
    place, count = _place(log), len(log.line)
    ending = _parts(log, columns.get("handled", columns.get("closed", "")))[1]
    if not ending:
        return np.full(count, -1, dtype=np.int64)
    ends = _rows(log, ending)
    first_end = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first_end, log.ticket[ends], place[ends])
    before = place[log.order] < first_end[log.ticket[log.order]]
    has_end = first_end[log.ticket[log.order]] < np.iinfo(np.int64).max
    what = log.what[log.order]
    seen = np.bincount(what[has_end], minlength=len(log.kinds))
    early = np.bincount(what[has_end & before], minlength=len(log.kinds))
    closing = [kind for role in ENDS if role in columns for kind in _parts(log, columns[role])[1]]
    is_work = (early >= BEFORE * np.maximum(seen, 1)) & ~np.isin(log.kinds, closing)
    of_work = [role for role in (*BEFORE_END, *COUNTED) if role in columns]
    is_work |= np.isin(log.kinds, [kind for role in of_work for kind in _parts(log, columns[role])[1]])
    rows = log.order[is_work[what]]
    found = np.full(count, -1, dtype=np.int64)
    np.maximum.at(found, log.ticket[rows], place[rows])
    found[_half_done(log, closing)] = len(log.ticket)
    return found


def _half_done(log: Log, closing: Collection[str]) -> Marks:
    """Shape (tickets,): whether an activity that ends the work has begun more often than it was over."""
    found = np.zeros(len(log.line), dtype=np.bool_)

    def times(kinds: Collection[str]) -> Ints:
        return np.bincount(log.ticket[_rows(log, kinds)], minlength=len(log.line))

    for kind in closing:
        activity = kind.removesuffix(f" {COMPLETE}")
        if activity == kind:
            continue
        begun = np.maximum(times([f"{activity} schedule"]), times([f"{activity} start"]))
        found |= begun > times([kind])
    return found


def _units(log: Log, columns: Mapping[str, str]) -> list[str]:
    """The group that ended a ticket's work, else accepted or got it, else one like these that it was with last."""
    of_work = [_parts(log, columns[role])[1] for role in ("dispatched", "accepted", "handled") if role in columns]
    rows_of_work = [_rows(log, kinds) for kinds in of_work]
    units = {log.group[row] for rows in rows_of_work for row in rows.tolist()} - {""}
    found = [""] * len(log.line)
    for rows in [log.order, *rows_of_work]:
        for row in rows.tolist():
            if log.group[row] in units or (not units and log.group[row]):
                found[int(log.ticket[row])] = log.group[row]
    return found
