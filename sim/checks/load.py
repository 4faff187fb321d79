"""Work against people: what comes for each line on each day of the horizon, and who is there to do it, pool by pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.calendar.lengths import MINUTE_US
from sim.checks.work import STAGES, Known, contact_us, crew_visits, stage_us, visit_us
from sim.plans.backlog import BacklogPlan
from sim.plans.expectations import (
    direct_in,
    expected_contacts,
    open_share,
    repeats,
    spread,
    staffed_us,
    taken_contacts,
)
from sim.plans.plan import Floats, Ints, Plan, StreamPlan
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import (
    NOT_YET,
    STATED_AREA,
    STATED_UNIT,
    STATED_URGENCY,
    TRANSFER,
    AtUnit,
    Channel,
    Stage,
    TicketState,
)

INTERVAL_US: Final = 30 * MINUTE_US
"""The busiest interval is looked for among so long ones, counted from the start."""


@dataclass(frozen=True)
class Busiest:
    """The interval with most work of calls for the people in it: its start, its calls, and work / people."""

    start_us: int
    calls: float
    load: float


@dataclass(frozen=True)
class LineLoads:
    """How much work comes for each line, in expected microseconds of people.

    Attributes
    ----------
    calls_us, deferred_us
        Shape (lines, days): talk and wrap-up of calls, and all other work that arises from a day's contacts and
        transfers.
    backlog_us
        Shape (lines,): work that tickets open at the start still need.
    calls_in, work_in
        Shape (lines, intervals): calls, and their work, by interval of `INTERVAL_US`.
    """

    calls_us: Floats
    deferred_us: Floats
    backlog_us: Floats
    calls_in: Floats
    work_in: Floats


@dataclass(frozen=True)
class PoolLoad:
    """Groups that share some work, and how much of it comes; amounts are expected microseconds of people.

    Attributes
    ----------
    groups
        Numbers of the groups.
    calls_us, deferred_us
        Shape (days,): talk and wrap-up of calls, and all other work that arises from a day's contacts and transfers.
    backlog_us
        Work that tickets open at the start still need.
    staffed_us
        Shape (days,): people at work by local day, less breaks, time off the phone and expected absence.
    busiest
        None for a pool that takes no calls, or has no people.
    """

    groups: tuple[int, ...]
    calls_us: Floats
    deferred_us: Floats
    backlog_us: float
    staffed_us: Floats
    busiest: Busiest | None

    @property
    def work_us(self) -> Floats:
        """All work by the day on which it arises; shape (days,)."""
        return np.asarray(self.calls_us + self.deferred_us)

    @property
    def load(self) -> float | None:
        """Work that comes over the time of people, over the whole horizon; None without people."""
        there = float(self.staffed_us.sum())
        return float(self.work_us.sum()) / there if there > 0 else None


@dataclass(frozen=True)
class Expected:
    """What comes on each local day of the horizon, if every contact that is taken is answered.

    Attributes
    ----------
    contacts
        Shape (days,) for each channel; repeated contacts are counted, redials are not.
    tickets_of
        Shape (days, types) for each thing that a file may state of tickets.
    """

    contacts: dict[int, Floats]
    tickets_of: dict[Known, Floats]

    @property
    def tickets(self) -> Floats:
        """All tickets; shape (days, types)."""
        return np.asarray(sum(self.tickets_of.values()))


def expected_days(plan: Plan) -> Expected:
    """Contacts by channel, and tickets, that come on each day."""
    edges_us = plan.calendar.day_starts_us
    contacts: dict[int, Floats] = {}
    tickets_of = {Known(): np.zeros((len(edges_us) - 1, len(plan.type_names)))}
    for stream in plan.streams:
        coming = expected_contacts(stream) * repeats(plan, stream)
        by_day = spread(stream.start_us, stream.end_us, coming.sum(axis=1), edges_us)
        contacts[stream.channel] = contacts.get(stream.channel, 0.0) + by_day
        if plan.tickets is None:
            continue
        of_rows, of_incidents = _tickets_of(plan, stream)
        for known, rows in _by_known(stream).items():
            found = tickets_of.setdefault(known, np.zeros_like(tickets_of[Known()]))
            _add_by_day(found, stream, of_rows * rows[:, None], edges_us)
        _add_by_day(tickets_of[Known()], stream, of_incidents, edges_us)
    return Expected(contacts, tickets_of)


def _add_by_day(found: Floats, stream: StreamPlan, amount: Floats, edges_us: Ints) -> None:
    for kind in np.flatnonzero(amount.any(axis=0)):
        found[:, kind] += spread(stream.start_us, stream.end_us, amount[:, kind], edges_us)


def _tickets_of(plan: Plan, stream: StreamPlan) -> tuple[Floats, Floats]:
    """Mean tickets that a stream's own contacts become, and those of its incidents; shapes (intervals, types).

    Of an incident whose requests join the open ticket of their cause, the ticket is taken to stay open for all of them.
    """
    becomes = np.ones((len(stream.start_us), len(plan.type_names)))
    if stream.channel != TRANSFER:
        becomes = (1 - direct_in(plan, stream)) * repeats(plan, stream)
        becomes = np.minimum(becomes, 1.0)
    taken = open_share(plan, stream)[:, None]
    own = stream.expected() * (1 - stream.deflect) * taken * becomes
    incidents = np.zeros_like(own)
    for incident in stream.incidents:
        share = (becomes * taken)[:, incident.type]
        merge = incident.merge if stream.channel != TRANSFER else 0.0
        any_of_them = 1 - (1 - share) * np.exp(-(incident.mean_size - 1) * share)
        each = (1 - merge) * incident.mean_size * share + merge * any_of_them
        incidents[:, incident.type] += incident.cause_mean * each
    return own, incidents


def _by_known(stream: StreamPlan) -> dict[Known, Floats]:
    """Which intervals of a stream have tickets of which a file states the same; shape (intervals,), of 0 and 1."""
    everything = np.ones(len(stream.start_us))
    if not len(stream.stamp_stated):
        return {Known(): everything}
    stated = stream.stamp_stated[:, [STATED_URGENCY, STATED_AREA, STATED_UNIT]]
    room = stated.max(axis=0) - NOT_YET + 1  # as one number, rows of a million stamps are compared in no time
    number = ((stated[:, 0] - NOT_YET) * room[1] + stated[:, 1] - NOT_YET) * room[2] + stated[:, 2] - NOT_YET
    _, first, place = np.unique(number, return_index=True, return_inverse=True)
    kinds = stated[first].tolist()
    return {Known(*kind): (place == i).astype(np.float64) for i, kind in enumerate(kinds)}


def line_loads(plan: Plan) -> LineLoads:
    """The work of every line of a plan."""
    lines, days, intervals = len(plan.lines), plan.calendar.days, len(interval_edges_us(plan)) - 1
    found = LineLoads(
        np.zeros((lines, days)), np.zeros((lines, days)), np.zeros(lines), *np.zeros((2, lines, intervals))
    )
    weight = staffed_us(plan, plan.calendar.day_starts_us).sum(axis=1)
    _add_contacts(plan, found, weight)
    if plan.tickets is not None:
        _add_tickets(plan, plan.tickets, found, weight)
        _add_backlog(plan, plan.tickets, found, weight)
    return found


def pool_loads(plan: Plan, lines: LineLoads) -> list[PoolLoad]:
    """Every pool that has people or work, in the order of its first group."""
    days = plan.calendar.day_starts_us
    group_pool = np.array([group.pool for group in plan.groups], dtype=np.int64)
    line_pool = np.array([line.pool for line in plan.lines], dtype=np.int64)
    by_group = staffed_us(plan, days)
    in_intervals = staffed_us(plan, interval_edges_us(plan)) if lines.work_in.any() else None
    found = []
    for pool in dict.fromkeys(group_pool.tolist()):
        groups, mine = group_pool == pool, line_pool == pool
        busiest = None
        if in_intervals is not None and lines.work_in[mine].any():
            there = in_intervals[groups].sum(axis=0)
            busiest = _busiest(plan, there, lines.work_in[mine].sum(axis=0), lines.calls_in[mine].sum(axis=0))
        load = PoolLoad(
            groups=tuple(np.flatnonzero(groups).tolist()),
            calls_us=lines.calls_us[mine].sum(axis=0),
            deferred_us=lines.deferred_us[mine].sum(axis=0),
            backlog_us=float(lines.backlog_us[mine].sum()),
            staffed_us=by_group[groups].sum(axis=0),
            busiest=busiest,
        )
        if load.staffed_us.any() or load.work_us.any() or load.backlog_us:
            found.append(load)
    return found


def interval_edges_us(plan: Plan) -> Ints:
    """Edges of the intervals that a busiest one is looked for in; shape (intervals + 1,)."""
    count = -(-plan.horizon_us // INTERVAL_US)
    return np.asarray(np.minimum(np.arange(count + 1) * INTERVAL_US, plan.horizon_us))


def _busiest(plan: Plan, there: Floats, work: Floats, calls: Floats) -> Busiest | None:
    load = np.divide(work, there, out=np.zeros_like(work), where=there > 0)
    if not load.any():
        return None
    most = int(load.round(6).argmax())  # of equal ones the first, whatever the last digits
    return Busiest(int(interval_edges_us(plan)[most]), float(calls[most]), float(load[most]))


def _add_contacts(plan: Plan, found: LineLoads, weight: Floats) -> None:
    """Talk and wrap-up of calls and of messages."""
    days, edges_us = plan.calendar.day_starts_us, interval_edges_us(plan)
    for stream in plan.streams:
        if stream.channel == TRANSFER:
            continue
        coming = taken_contacts(plan, stream)
        work = coming * contact_us(plan, stream, weight)
        line_of = plan.line_of[stream.channel]
        for line in np.unique(line_of[line_of != NOT_YET]).tolist():
            calls, amount = (part[:, line_of == line].sum(axis=1) for part in (coming, work))
            by_day = spread(stream.start_us, stream.end_us, amount, days)
            if stream.channel != Channel.PHONE:
                found.deferred_us[line] += by_day
                continue
            found.calls_us[line] += by_day
            found.calls_in[line] += spread(stream.start_us, stream.end_us, calls, edges_us)
            found.work_in[line] += spread(stream.start_us, stream.end_us, amount, edges_us)


def _add_tickets(plan: Plan, part: TicketPlan, found: LineLoads, weight: Floats) -> None:
    """Work on tickets by day of receipt."""
    days_us = plan.calendar.day_starts_us[:-1]
    visit = [visit_us(plan, unit, days_us) for unit in part.units]
    for known, arising in expected_days(plan).tickets_of.items():
        if not arising.any():
            continue
        by_stage = stage_us(plan, part, days_us, known).all
        for stage in Stage:
            line = part.task_line[stage, 0]
            if line != NOT_YET:
                found.deferred_us[line] += (arising * by_stage[:, stage]).sum(axis=1) / _pace(plan, line, weight)
        visits = crew_visits(plan, part, known).all
        for unit, line in enumerate(part.unit_line[:, 0]):
            if line != NOT_YET:
                found.deferred_us[line] += (arising * visit[unit]) @ visits[unit] / _pace(plan, line, weight)


def _pace(plan: Plan, line: int, weight: Floats) -> float:
    """Mean pace of those who may take a line's work, by their time."""
    able = np.flatnonzero(plan.preference[line] >= 0)
    pace = np.array([plan.pace[plan.groups[group].pace].mean() for group in able])
    shares = weight[able] if weight[able].any() else np.ones(len(able))
    return float((pace * shares).sum() / shares.sum()) if len(able) else 1.0


def _add_backlog(plan: Plan, part: TicketPlan, found: LineLoads, weight: Floats) -> None:
    """Work that tickets open at the start still need, from the stage on at which each stands."""
    first_us = plan.calendar.day_starts_us[:1]
    visit = [visit_us(plan, unit, first_us)[0] for unit in part.units]
    for known, stage, at_unit, count, left_us in _open_tickets(part.backlog, len(plan.type_names)):
        if stage == TicketState.SILENCE:  # all is done for it, and nothing reopens it
            continue
        stages = stage_us(plan, part, first_us, known)
        for s in STAGES:
            line = part.task_line[s, 0]
            if line != NOT_YET:
                each_us = stages.first[0, s] * (stage <= s) + stages.again[0, s]
                found.backlog_us[line] += float(each_us @ count) / _pace(plan, line, weight)
        visits = crew_visits(plan, part, known)
        is_told = left_us.any()  # of work in hand it is said what is left
        comes = stage <= Stage.HANDLING and at_unit != AtUnit.OUTSIDE and not is_told
        for unit, line in enumerate(part.unit_line[:, 0]):
            if line != NOT_YET:
                whole = (visits.first[unit] * comes + visits.again[unit]) * visit[unit]
                work_us = whole @ count + visits.first[unit] @ left_us
                found.backlog_us[line] += float(work_us) / _pace(plan, line, weight)


def _open_tickets(backlog: BacklogPlan, types: int) -> Iterator[tuple[Known, int, int, Floats, Floats]]:
    """Open tickets that are alike: what is known of them, their stage, where at their unit, how many by type, and what
    is left of the crew's work where that is stated."""
    is_told = np.isin(backlog.at_unit, (AtUnit.CREW, AtUnit.WORK)) & (backlog.left_us != NOT_YET)
    columns = (backlog.urgency, backlog.area, backlog.unit, backlog.stage, backlog.at_unit, is_told)
    alike, place = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    for i, row in enumerate(alike.tolist()):
        mine = place.ravel() == i
        left_us = np.where(is_told, backlog.left_us, 0)[mine].astype(np.float64)
        count = np.bincount(backlog.type[mine], minlength=types).astype(np.float64)
        by_type = np.bincount(backlog.type[mine], left_us, minlength=types).astype(np.float64)
        yield Known(*row[:3]), row[3], row[4], count, by_type
