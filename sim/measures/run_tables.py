"""What charts and pages need of one run: its calls, people and tickets counted into keyed columns.

Each table has one row for each key (an instant and a band of ages, an hour, a unit, a pool) and columns that are summed
over replications, which `sim.measures.chart_tables` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, SECOND_US
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.closure import HOURS_OF_A_DAY, closure_figure, same_day_by_hour
from sim.measures.parts import EVERYTHING, Filters, filters
from sim.measures.people import heads_needed, hours_worked
from sim.measures.stays import processing_times
from sim.measures.ticket_book import Part, TicketBook
from sim.measures.ticket_counts import open_spells, volume
from sim.measures.time_to_closure import ClosureTimes, closure_times, promises
from sim.measures.work import Spells, Work, are_of
from sim.rules.codes import NOT_YET, StaffState, Urgency
from sim.scenario.demand import taken_types
from sim.statistics.intervals import Reals
from sim.statistics.survival import Stays
from sim.statistics.time_sums import count_by, interval_count, time_by

Columns = dict[str, npt.NDArray[Any]]

AGE_BANDS_US: Final = (0, 4 * HOUR_US, DAY_US, 3 * DAY_US, 7 * DAY_US, 30 * DAY_US)
"""Where each band of ages of open tickets begins; the last one has no end."""
HOURLY_DAYS: Final = 14
"""Up to so many days the backlog is counted every hour, else every day."""
WAIT_BINS_US: Final = tuple(int(s * SECOND_US) for s in (0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600))
"""Where each bin of waits begins, those of no wait at all first; the last one has no end."""
MOST_UNITS_OVER_TIME: Final = 400
"""Of so many units the open tickets are counted day by day; of more, their table would be longer than anybody reads."""
ALL: Final = "all"
CLOSURE: Final = "closure"
UNITS: Final = "units"


@dataclass(frozen=True)
class RunTables:
    """What the tables need of one run.

    Attributes
    ----------
    closed_at
        Which milestone closes a ticket.
    horizon_us, length_us
        End of the run since its first midnight, and its length.
    tables
        Keys and summed columns by name.
    stays
        How long tickets took, by table and its row.
    times
        Where the time of tickets goes; None where the log has no plan of tickets.
    promised
        Share that each promise of closure asks for: its targets, or without any its deadlines.
    """

    closed_at: str
    horizon_us: int
    length_us: int
    tables: dict[str, tuple[Columns, Columns]]
    stays: dict[tuple[str, str], Stays]
    times: ClosureTimes | None
    promised: dict[str, float]


def run_tables(log: RunLog, work: Work | None = None) -> RunTables:
    """Count one run: its calls, its people, and its tickets if it has any."""
    plan, work = log.plan, work or Work(log)
    tables = {
        "waits": _waits(work),
        "pool_hours": _pool_hours(log, work),
        "people": _people(log, work),
        "skills": _skills(log),
    }
    stays: dict[tuple[str, str], Stays] = {}
    times = None
    if plan.scenario.tickets is not None:
        book = TicketBook(log, work)
        tables |= _ticket_tables(book)
        stays = _stays(book)
        times = closure_times(book) if plan.tickets is not None else None
        book.close()
    return RunTables(
        closed_at=plan.tickets.closed_at.name.lower() if plan.tickets is not None else "",
        horizon_us=plan.horizon_us,
        length_us=plan.horizon_us - plan.calendar.begin_us,
        tables={
            name: (keys, {key: values.astype(float) for key, values in sums.items()})
            for name, (keys, sums) in tables.items()
        },
        stays=stays,
        times=times,
        promised={key: share for key, (_, share) in promises(plan.scenario).items()} if stays else {},
    )


def _ticket_tables(book: TicketBook) -> dict[str, tuple[Columns, Columns]]:
    """Keys and summed columns of each table of tickets."""
    log = book.log
    whole = book.part(filters(log, EVERYTHING))
    tables = {"backlog": _backlog(whole), "hours": _hours(whole)}
    if log.plan.unit_names:
        tables["units"] = _units(book)
        if len(tables["units"][0]["unit"]) <= MOST_UNITS_OVER_TIME:
            tables["unit_open"] = _unit_open(book)
    return tables


def _waits(work: Work) -> tuple[Columns, Columns]:
    """How long callers waited, of those answered and of those who gave up."""
    edges = np.array(WAIT_BINS_US)
    # Whoever did not wait at all stands alone: the first bin is that of 0, the second begins behind it.
    bins = np.concatenate([edges[:1], edges[:1] + 1, edges[1:]])
    counts = {
        name: np.bincount(np.searchsorted(bins, waits, side="right") - 1, minlength=len(bins))
        for name, waits in (("answered", work.phone.answered_waits), ("abandoned", work.phone.abandoned_waits))
    }
    seconds = edges / SECOND_US
    keys = {
        "from_seconds": np.concatenate([seconds[:1], seconds]),
        "to_seconds": np.concatenate([seconds[:1], seconds[1:], [np.nan]]),
    }
    return keys, counts


def _pool_hours(log: RunLog, work: Work) -> tuple[Columns, Columns]:
    """Time of each pool's people ready for work and at work, by hour of the day."""
    plan = log.plan
    hours = np.arange(interval_count(HOUR_US, plan.horizon_us), dtype=np.int64) * HOUR_US
    clock = plan.calendar.local_times(hours).astype("datetime64[h]").astype(np.int64) % 24
    names = [name for _, name in plan.group_parts]
    pools = list(dict.fromkeys(names))
    members = [np.flatnonzero([name == pool for name in names]) for pool in pools]

    def by_hour(spells: Iterable[Spells]) -> Reals:
        rows = np.zeros((len(pools), 24))
        for part in spells:
            for number, groups in enumerate(members):
                mine = are_of(part.group, groups)
                spent = time_by(part.start_us[mine], part.end_us[mine], HOUR_US, plan.horizon_us)
                rows[number] += np.bincount(clock, spent / HOUR_US, minlength=24)
        return rows

    on_duty = by_hour([work.staff_spells(StaffState.ON_DUTY)])
    away = by_hour([work.staff_spells(StaffState.BREAK), work.staff_spells(StaffState.OFF_PHONE)])
    busy = by_hour(work.busy(np.arange(len(names))))
    keys = {"pool": np.repeat(np.array(pools, dtype=object), 24), "hour": np.tile(np.arange(24), len(pools))}
    return keys, {"ready_hours": (on_duty - away).ravel(), "busy_hours": busy.ravel()}


def _skills(log: RunLog) -> tuple[Columns, Columns]:
    """Contacts that each group of operators took, by type, and whether it may take any of that type."""
    plan = log.plan
    groups, types = plan.scenario.operators, list(plan.type_names)
    number = {name: place for place, name in enumerate(groups)}
    place = np.array([number.get(name, NOT_YET) for name in plan.group_names], dtype=np.int64)
    took, kind = log.contacts["group"], log.contacts["type"]
    mine = took != NOT_YET
    group = place[took[mine]]
    of_operators = group != NOT_YET
    cells = group[of_operators] * len(types) + kind[mine][of_operators]
    able = [
        {kind for channel in ("phone", "online") for kind in taken_types(group, channel, types)}
        for group in groups.values()
    ]
    keys = {
        "pool": np.repeat(np.array(list(groups), dtype=object), len(types)),
        "type": np.tile(np.array(types, dtype=object), len(groups)),
        "able": np.array([kind in mine for mine in able for kind in types], dtype=np.bool_),
    }
    return keys, {"taken": np.bincount(cells, minlength=len(groups) * len(types))}


def _backlog(part: Part) -> tuple[Columns, Columns]:
    """Open tickets by age, every hour or every day."""
    plan = part.book.log.plan
    hourly = plan.calendar.days <= HOURLY_DAYS
    every_hour = np.append(np.arange(0, plan.horizon_us, HOUR_US), plan.horizon_us)
    moments = every_hour if hourly else plan.calendar.day_starts_us
    received, (start, end) = part["received_us"], _open_at_the_end(part)
    counts = []
    for low, high in zip(AGE_BANDS_US, (*AGE_BANDS_US[1:], None), strict=True):
        begins = np.maximum(received + low, start)
        ends = end if high is None else np.minimum(received + high, end)
        inside = begins < ends
        counts.append(_open_at(begins[inside], ends[inside], moments))
    bands = np.array(AGE_BANDS_US) / HOUR_US
    keys = {
        "moment": np.repeat(plan.calendar.local_times(moments), len(bands)),
        "elapsed_hours": np.repeat(moments / HOUR_US, len(bands)),
        "from_hours": np.tile(bands, len(moments)),
        "to_hours": np.tile(np.append(bands[1:], np.nan), len(moments)),
    }
    return keys, {"open": np.array(counts).T.ravel()}


def _open_at_the_end(part: Part) -> tuple[Column, Column]:
    """When each ticket was open; what is open at the end of the run is open at that instant, too."""
    start, end = open_spells(part)
    gone = (part["closed_us"] != NOT_YET) | (part["withdrawn_us"] != NOT_YET)
    return start, np.where(gone, end, part.book.log.plan.horizon_us + 1)


def _open_at(start: Column, end: Column, moments: Column) -> Column:
    """How many are open at each moment."""
    came = np.searchsorted(np.sort(start), moments, side="right")
    return came - np.searchsorted(np.sort(end), moments, side="right")


def _stays(book: TicketBook) -> dict[tuple[str, str], Stays]:
    """How long tickets took from receipt to closure: all of them, by urgency, and those of each unit."""
    parts = {(CLOSURE, ALL): filters(book.log, EVERYTHING)}
    parts |= {(CLOSURE, urgency.name.lower()): Filters(urgency=int(urgency)) for urgency in Urgency}
    parts |= {(UNITS, name): Filters(units=tuple(numbers)) for name, numbers in _copies(book).items()}
    found = {}
    for key, which in parts.items():
        lasting = processing_times(book.part(which))["processing_time_mean"].lasting
        found[key] = Stays(np.empty(0, dtype=np.int64)) if lasting is None else lasting.stays
        if key != (CLOSURE, ALL):
            book.forget(which)
    return found


def _copies(book: TicketBook) -> dict[str, list[int]]:
    """The numbers of the copies of each unit."""
    copies: dict[str, list[int]] = {}
    for number, name in enumerate(book.log.plan.unit_parts):
        copies.setdefault(name, []).append(number)
    return copies


def _hours(part: Part) -> tuple[Columns, Columns]:
    """Tickets by hour of receipt, and those of them closed on the same date."""
    received, closed = same_day_by_hour(part)
    return {"hour": np.arange(HOURS_OF_A_DAY)}, {"received": received, "closed_same_day": closed}


def _units(book: TicketBook) -> tuple[Columns, Columns]:
    """What came to each unit, and how soon it was closed; copies of a unit are one."""
    copies = _copies(book)
    rows: list[list[float]] = []
    for numbers in copies.values():
        which = Filters(units=tuple(numbers))
        part = book.part(which)
        counts = volume(part)
        figures = [counts[key].value for key in ("tickets_received", "tickets_closed", "backlog_at_end")]
        for ratio in ("on_time_closure", "same_day_closure"):
            figure = closure_figure(part, ratio)
            figures += [figure.numerator, figure.denominator]
        rows.append([value or 0.0 for value in figures])
        book.forget(which)
    names = ("received", "closed", "open", "closed_on_time", "due", "closed_same_day", "fresh")
    keys = {
        "unit": np.array(list(copies), dtype=object),
        "copies": np.array([len(numbers) for numbers in copies.values()]),
    }
    return keys, dict(zip(names, np.array(rows).T, strict=True))


def _unit_open(book: TicketBook) -> tuple[Columns, Columns]:
    """Open tickets of each unit at each midnight; copies of a unit are one."""
    copies, calendar = _copies(book), book.log.plan.calendar
    moments = calendar.day_starts_us
    counts = []
    for numbers in copies.values():
        which = Filters(units=tuple(numbers))
        counts.append(_open_at(*_open_at_the_end(book.part(which)), moments))
        book.forget(which)
    keys = {
        "unit": np.repeat(np.array(list(copies), dtype=object), len(moments)),
        "moment": np.tile(calendar.local_times(moments), len(copies)),
        "elapsed_hours": np.tile(moments / HOUR_US, len(copies)),
    }
    return keys, {"open": np.concatenate(counts)}


def _people(log: RunLog, work: Work) -> tuple[Columns, Columns]:
    """People, hours, and what the law on working hours asks for, pool by pool."""
    plan, groups = log.plan, len(log.plan.group_names)
    duty, times = work.staff_spells(StaffState.ON_DUTY), work.of_groups
    on_duty = np.unique(np.stack([duty.group, duty.person]), axis=1)[0]
    people = np.bincount(on_duty, minlength=groups)
    worked, heads = hours_worked(log), heads_needed(plan)
    by_group: Columns = {
        "people": people,
        "person_weeks": people * (plan.calendar.days / 7),
        "worked_hours": (times.duty_us - times.break_us) / HOUR_US,
        "ready_hours": times.ready_us / HOUR_US,
        "busy_hours": times.busy_us / HOUR_US,
        "person_days": np.array([row.days for row in worked]),
        "long_days": np.array([row.long_days for row in worked]),
        "whole_weeks": np.array([row.weeks for row in worked]),
        "weeks_over_40": np.array([row.over_40 for row in worked]),
        "weeks_over_44": np.array([row.over_44 for row in worked]),
        "weeks_without_rest": np.array([row.without_rest for row in worked]),
        "heads_for_40_hours": np.array([row.for_40_hours for row in heads]),
        "heads_for_44_hours": np.array([row.for_44_hours for row in heads]),
        "heads_for_rest_day": np.array([row.for_rest_day for row in heads]),
    }
    names = [name for _, name in plan.group_parts]
    pools = list(dict.fromkeys(names))
    pool = np.array([pools.index(name) for name in names], dtype=np.int64)
    sums = {name: np.bincount(pool, values, minlength=len(pools)) for name, values in by_group.items()}
    return {"pool": np.array(pools, dtype=object), "groups": count_by(pool, len(pools))}, sums
