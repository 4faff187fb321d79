"""Exports of tickets: when each was received, dispatched, accepted, handled and closed, and by whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US, SECOND_US
from sim.errors import DataError
from sim.plans.numbers import read_numbers
from sim.plans.tables import Table, open_table
from sim.plans.times import UnreadCellError
from sim.records.calls import OF_CALLS
from sim.records.columns import columns_of
from sim.records.event_logs import EVENT_ROLES, log_of_rows, log_of_xes
from sim.records.event_rows import rows_of_tickets
from sim.records.rows import Marks, Sieve, Stamps, codes_of, far_days, stamps_of, types_of, where, whole_step_us
from sim.records.state_words import CLOSED_WORDS, URGENCY_WORDS
from sim.records.xes import is_xes
from sim.rules.codes import Urgency
from sim.scenario import schema_demand

Ints = npt.NDArray[np.int64]
NEVER: Final = np.iinfo(np.int64).min
"""Stands in columns of stamps for one that is not there."""
UNCOUNTED: Final = -1
"""Stands in columns of counts for one that is not there."""
MILESTONES: Final = ("received", "dispatched", "accepted", "begun", "worked", "handled", "closed")
"""What is stamped, in the order in which it comes; a crew works from `begun` to `worked`."""
ROLES: Final = (
    *MILESTONES, "unit", "co_units", "arms", "type", "urgency", "channel", "state", "returns", "reopened", "id",
    *EVENT_ROLES,
)  # fmt: skip
WHY: Final = ("no_time", "far", "backwards", "later", "again", "test", "total")
"""Why rows are left out."""
ODD: Final = ("placeholder", "date_only", "unstamped", "taken_up", "unordered", "no_unit")
"""What is odd about rows that are kept; `fit` says by which rule they count."""
EARLIEST_US, LATEST_US = (int(np.datetime64(day, "us").astype(np.int64)) for day in ("1971-01-01", "2100-01-01"))
MOST_TIMES: Final = 1_000
"""No ticket is returned or reopened so often: the cell is no count."""
MIDNIGHTS: Final = 0.02
"""If more of a column's stamps show midnight, those mean a date without a time of day."""
_BETWEEN: Final = re.compile(r"[;；、|]")
"""What stands between units in one cell."""
_WORK_OVER: Final = {"handled", "closed"}
_OVER: Final = frozenset((*CLOSED_WORDS, "resolved", "handled"))
_REOPENED: Final = frozenset(("reopened", "re-opened", "重办", "重办中", "返工", "退回重办"))
_AT_WORK: Final = frozenset(
    (
        "handling", "in progress", "work in progress", "active", "assigned", "dispatch",
        "办理中", "处理中", "待办理",
    )
)  # fmt: skip
"""Said of tickets at work; in some systems of all that are not closed, handled or not."""
SELDOM: Final = 0.5


@dataclass(frozen=True)
class TicketRecords:
    """Tickets of a file, in its order.

    Attributes
    ----------
    name
        The file.
    stamps
        Milestone -> shape (n,): when it was, by the local clock, in microseconds since 1970-01-01 00:00 of that
        clock, and `NEVER` where it is not there; only milestones that the file has. Stamps after `at_us` are not there.
    date_only
        Milestone -> shape (n,): whether its stamp is a date without a time of day, and so the beginning of that day.
    unit, units, type, types, channel, channels
        Shape (n,) of numbers, and the names that they number; one name '' where the file has none.
    arms
        Shape (n,): how many units handled it together; `unit` is the lead.
    urgency
        Shape (n,): `sim.rules.codes.Urgency`; all normal where the file has none.
    returns, reopened
        Shape (n,): how often; `UNCOUNTED` where the file does not say.
    is_open
        Shape (n,): whether it was open at `at_us`.
    is_over
        Shape (n,): whether its state says that it is closed or withdrawn, though it has no closing stamp.
    id
        The ticket's number as it is written; the line where the file has none.
    at_us
        The instant at which the file was made: its latest stamp, or as the user says.
    columns
        Role -> the column that was read.
    left_out, refused, rows, notes
        As those of `sim.records.calls.CallRecords`.
    odd
        What is odd -> lines of rows that are kept.
    """

    name: str
    stamps: dict[str, Ints]
    date_only: dict[str, Marks]
    unit: Ints
    units: tuple[str, ...]
    type: Ints
    types: tuple[str, ...]
    channel: Ints
    channels: tuple[str, ...]
    arms: Ints
    urgency: Ints
    returns: Ints
    reopened: Ints
    is_open: Marks
    is_over: Marks
    id: npt.NDArray[np.object_]
    at_us: int
    columns: dict[str, str]
    left_out: dict[str, list[int]]
    odd: dict[str, list[int]]
    refused: pd.DataFrame
    rows: int
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.is_open)

    @property
    def received_us(self) -> Ints:
        """Shape (n,): when each was received."""
        return self.stamps["received"]

    @property
    def end_of_work(self) -> str:
        """The milestone at which the work of a unit ends."""
        return "handled" if "handled" in self.stamps else "closed"

    def stamp(self, milestone: str) -> Ints:
        """Shape (n,): when it was; `NEVER` everywhere if the file has no such column."""
        return self.stamps.get(milestone, np.full(len(self), NEVER))

    def take(self, chosen: Marks) -> TicketRecords:
        """Some of the tickets, by a mark for each."""
        of_each = ("unit", "type", "channel", "arms", "urgency", "returns", "reopened", "is_open", "is_over", "id")
        return replace(
            self, stamps={role: one[chosen] for role, one in self.stamps.items()},
            date_only={role: one[chosen] for role, one in self.date_only.items()},
            **{name: getattr(self, name)[chosen] for name in of_each},
        )  # fmt: skip

    def as_of(self, at_us: int) -> TicketRecords:
        """What the same file would have said at an earlier instant, by its stamps."""
        stamps = {role: np.where(one <= at_us, one, NEVER) for role, one in self.stamps.items()}
        is_unstamped = ~self.is_open & _is_endless(self.stamps)
        then = replace(self, stamps=stamps, at_us=at_us, is_open=_is_endless(stamps) & ~is_unstamped)
        return then.take(stamps["received"] != NEVER)


def read_tickets(
    path: Path, named: Mapping[str, str | None], time_format: str | None = None, at: date | None = None,
    zone: str | None = None,
) -> TicketRecords:  # fmt: skip
    """Read tickets, or all that happened to them; rows that cannot be right are left out, counted and told.

    Parameters
    ----------
    path
        CSV (gzip allowed), Excel or Parquet with a row for each ticket, or for each event; or an event log in XES.
    named
        Columns by role (`ROLES`) where the user names them; others are found by their names.
    time_format
        How times are written; found if left out.
    at
        The day at whose end the file is taken to be made; the time of its latest stamp if left out.
    zone
        By whose clock times with an offset from UTC are read; as they are written if left out.

    Raises
    ------
    DataError
        If no column says when tickets were received, or none when they were handled or closed.
    """
    table, columns = _opened(path, named, time_format)
    written = stamps_of(table, columns, MILESTONES, "received", time_format, zone)
    stamps = _not_far({role: _plausible(one) for role, one in written.items()})
    date_only = {role: one.there & (~one.has_clock | _midnights(one)) for role, one in stamps.items()}
    latest = max(int(one.local_us[one.there].max(initial=0)) for one in stamps.values())
    at_us = latest if at is None else ((at - EPOCH).days + 1) * DAY_US - 1
    sieve = _sieve(table, columns, stamps, date_only, at_us)
    kept = sieve.kept
    if not len(kept):
        raise DataError(f"{path.name}: none of its {len(table):,} rows can be read as a ticket")
    told = {
        role: np.where(one.there & (one.local_us <= at_us), one.local_us, NEVER)[kept] for role, one in stamps.items()
    }
    date_only = {role: one[kept] for role, one in date_only.items()}
    taken_up = _taken_up(table, columns, told, kept)
    ordered = _in_order(told, date_only)
    units, unit, arms = _units(table, columns)
    types, of_type = types_of(table, columns.get("type"))
    channels, channel = codes_of(table, columns.get("channel"))
    endless = _is_endless(told)
    stamped = np.any([stamps[role].there for role in ("handled", "closed") if role in stamps], axis=0)
    said_over = _said(table, columns, _OVER)
    unstamped = (said_over & ~stamped)[kept]
    unclosed = said_over[kept] & (told["closed"] == NEVER if "closed" in told else unstamped)
    placeholder = np.any([written[role].there & ~one.there for role, one in stamps.items()], axis=0)[kept]
    odd = {
        "placeholder": placeholder, "date_only": np.any(list(date_only.values()), axis=0), "unstamped": unstamped,
        "taken_up": taken_up,
        "unordered": np.any([told[role] != one for role, one in ordered.items()], axis=0),
        "no_unit": np.array([not units[k] for k in unit[kept]]) & ("unit" in columns),
    }  # fmt: skip
    lines = {what: [table.line(int(kept[row])) for row in np.flatnonzero(rows)] for what, rows in odd.items()}
    cells = table.cells(columns["id"]) if "id" in columns else []
    id_of = np.array([cells[row] or str(table.line(row)) for row in kept] if cells else [table.line(k) for k in kept])
    return TicketRecords(
        path.name, ordered, date_only, unit[kept], units,
        of_type[kept], types, channel[kept], channels, arms[kept], _urgency(table, columns)[kept],
        _counts(table, columns.get("returns"))[kept], _counts(table, columns.get("reopened"))[kept],
        endless & ~unstamped, unclosed, id_of.astype(object), at_us, columns,
        sieve.lines(WHY), {what: found for what, found in lines.items() if found}, sieve.refused(), len(table),
        tuple(table.warnings),
    )  # fmt: skip


def _opened(path: Path, named: Mapping[str, str | None], time_format: str | None) -> tuple[Table, dict[str, str]]:
    """A row for each ticket, and its columns by role."""
    of_rows = {role: column for role, column in named.items() if role not in EVENT_ROLES}
    plain = tuple(role for role in ROLES if role not in EVENT_ROLES)
    log = log_of_xes(path, time_format) if is_xes(path) else None
    columns: dict[str, str] = {}
    if log is None:
        columns = {} if len(of_rows) < len(named) else columns_of(path, path.name, plain, of_rows)
        if "received" not in columns or not columns.keys() & _WORK_OVER:
            log = log_of_rows(path, named, time_format)
    if log is not None:
        table, columns = rows_of_tickets(log, named, plain)
    is_known = bool(columns.keys() & _WORK_OVER)
    if not is_known and log is None and not named and OF_CALLS & columns_of(path, path.name, OF_CALLS, {}).keys():
        raise DataError(f"{path.name}: its columns are those of a file of calls: give it with --calls")
    if "received" not in columns:
        raise DataError(
            f"{path.name}: no column is known to hold the times at which tickets were received: name it with "
            "--ticket-column received=..."
        )
    if not is_known and log is not None:
        raise DataError(
            f"{path.name}: no activity says when tickets were handled or closed: name it with --ticket-column "
            f"closed=...{log.known}"
        )
    if not is_known:
        raise DataError(
            f"{path.name}: no column says when tickets were handled or closed: name it with --ticket-column closed=..."
        )
    if log is None:
        part = schema_demand.Stamps.model_validate({"file": path.name, "time": columns["received"]})
        table = open_table(part, str(path.parent), list(dict.fromkeys(columns.values())))
    return table, columns


def _is_endless(stamps: Mapping[str, Ints]) -> Marks:
    """Tickets that are neither handled nor closed, by their stamps."""
    return np.asarray(np.all([stamps[role] == NEVER for role in ("handled", "closed") if role in stamps], axis=0))


def step_us(stamps_us: Ints) -> int:
    """The step of the clock that wrote some stamps."""
    return whole_step_us(stamps_us[stamps_us != NEVER], (DAY_US, MINUTE_US, SECOND_US))


def _plausible(stamps: Stamps) -> Stamps:
    """Without the dates that systems write for none, such as 1900-01-01 and 9999-12-31."""
    there = stamps.there & (stamps.local_us >= EARLIEST_US) & (stamps.local_us < LATEST_US)
    return Stamps(np.where(there, stamps.local_us, 0), there, stamps.has_clock & there)


def _not_far(stamps: Mapping[str, Stamps]) -> dict[str, Stamps]:
    """Without stamps that come long after nearly all of them: their year was typed wrongly."""
    days = np.concatenate([one.local_us[one.there] // DAY_US for one in stamps.values()])
    if not len(days):
        return dict(stamps)
    _, last = far_days(days)
    found = {}
    for role, one in stamps.items():
        there = one.there & (one.local_us // DAY_US <= last)
        found[role] = Stamps(np.where(there, one.local_us, 0), there, one.has_clock & there)
    return found


def _midnights(stamps: Stamps) -> Marks:
    """Stamps that show midnight, where those are too many to be chance."""
    midnight = stamps.has_clock & (stamps.local_us % DAY_US == 0)
    often = midnight.sum() > MIDNIGHTS * max(int(stamps.has_clock.sum()), 1)
    return midnight if often else np.zeros(len(midnight), dtype=np.bool_)


def _sieve(
    table: Table, columns: Mapping[str, str], stamps: Mapping[str, Stamps], date_only: Mapping[str, Marks], at_us: int
) -> Sieve:
    """Which rows are left out, and why."""
    sieve, received = Sieve(table, columns), stamps["received"]
    sieve.mark_totals("received")
    sieve.mark("no_time", ~received.there)
    day = received.local_us // DAY_US
    if received.there.any():  # old tickets that are still open are no mistake
        over = np.any([stamps[role].there for role in ("handled", "closed") if role in stamps], axis=0)
        sieve.mark("far", received.there & over & (day < far_days(day[received.there])[0]))
    for role, one in stamps.items():
        early = np.where(date_only[role], one.local_us // DAY_US < day, one.local_us < received.local_us)
        sieve.mark("backwards", received.there & one.there & early & (one.local_us <= at_us))
    sieve.mark("later", received.there & (received.local_us > at_us))
    sieve.mark_tests(("type",), ("state", "channel"))
    sieve.mark_repeats(keep_last=True)
    return sieve


def _said(table: Table, columns: Mapping[str, str], words: Collection[str]) -> Marks:
    """Rows whose state is one of some words."""
    if "state" not in columns:
        return np.zeros(len(table), dtype=np.bool_)
    return where(table.cells(columns["state"]), lambda cell: cell.casefold() in words)


def _taken_up(table: Table, columns: Mapping[str, str], told: dict[str, Ints], kept: Ints) -> Marks:
    """Rows that were handled, are not closed, and whose state says that they are at work again: that end is none.

    Words for work say so only where most tickets between their handling and their closure have others.
    """
    if "handled" not in told or "closed" not in told:
        return np.zeros(len(kept), dtype=np.bool_)
    between = (told["handled"] != NEVER) & (told["closed"] == NEVER)
    at_work = between & _said(table, columns, _AT_WORK)[kept]
    found: Marks = between & _said(table, columns, _REOPENED)[kept]
    if at_work.sum() <= SELDOM * (between & ~found).sum():
        found |= at_work
    told["handled"] = np.where(found, NEVER, told["handled"])
    return found


def _in_order(stamps: Mapping[str, Ints], date_only: Mapping[str, Marks]) -> dict[str, Ints]:
    """Milestones that are later than one that follows them are not there: the later milestones count."""
    found, next_us = dict(stamps), np.full(len(stamps["received"]), np.iinfo(np.int64).max)
    for role in reversed(MILESTONES):
        if role in found:
            found[role] = np.where(found[role] > next_us, NEVER, found[role])
            latest = found[role] + np.where(date_only[role], DAY_US - 1, 0)
            next_us = np.where(found[role] == NEVER, next_us, latest)
    return found


def _units(table: Table, columns: Mapping[str, str]) -> tuple[tuple[str, ...], Ints, Ints]:
    """The units' names, the number of each ticket's lead, and how many units handle it together.

    Several stand in one cell, the lead first, divided by a sign, or beside the lead in a column of their own.
    """
    names, unit = codes_of(table, columns.get("unit"))
    parts = [[part.strip() for part in _BETWEEN.split(name) if part.strip()] for name in names]
    of_leads = {name for name, those in zip(names, parts, strict=True) if len(those) < 2}
    several = [len(those) > 1 and of_leads.issuperset(those) for those in parts]
    place = {
        name: k for k, name in enumerate(name for name, is_many in zip(names, several, strict=True) if not is_many)
    }
    lead = [those[0] if many else name for name, those, many in zip(names, parts, several, strict=True)]
    count = np.array([len(those) if many else 1 for those, many in zip(parts, several, strict=True)])[unit]
    if "co_units" in columns:
        others, other = codes_of(table, columns["co_units"])
        count = count + np.array([sum(bool(one.strip()) for one in _BETWEEN.split(name)) for name in others])[other]
    if "arms" in columns:
        count = np.maximum(_counts(table, columns["arms"]), 1)
    return tuple(place), np.array([place[name] for name in lead], dtype=np.int64)[unit], count


def _urgency(table: Table, columns: Mapping[str, str]) -> Ints:
    """By the words of the file; a word that is not known is normal."""
    found = np.full(len(table), int(Urgency.NORMAL), dtype=np.int64)
    if "urgency" in columns:
        cells = table.cells(columns["urgency"])
        for urgency in (Urgency.URGENT, Urgency.CRITICAL):
            words = URGENCY_WORDS[urgency.name.lower()]
            found[where(cells, lambda cell, words=words: cell.casefold() in words)] = urgency  # type: ignore[misc]
    return found


def _counts(table: Table, column: str | None) -> Ints:
    """A column of numbers of times; a cell that is none is not counted."""
    if column is None:
        return np.full(len(table), UNCOUNTED)
    known = {}
    for cell in set(table.columns[column]):
        try:
            number = float(read_numbers([cell], table.delimiter)[0])
        except UnreadCellError:
            number = np.nan
        known[cell] = int(number) if 0 <= number < MOST_TIMES else UNCOUNTED
    return np.fromiter((known[cell] for cell in table.columns[column]), dtype=np.int64, count=len(table))
