"""Work against people, pool by pool: what comes on each day of the horizon, and who is there to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.calendar.lengths import MINUTE_US
from sim.checks.work import STAGES, contact_us, crew_us, stage_us, visit_us
from sim.plan.expectations import direct_at, expected_contacts, open_share, spread, staffed_us
from sim.plan.plan import Floats, Ints, Plan, StreamPlan
from sim.rules.codes import NOT_YET, TRANSFER, AtUnit, Channel, Stage

INTERVAL_US: Final = 30 * MINUTE_US
"""The busiest interval is looked for among so long ones, counted from the start."""


@dataclass(frozen=True)
class Busiest:
    """The interval with most work of calls for the people in it: its start, its calls, and work / people."""

    start_us: int
    calls: float
    load: float


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
    """What comes on each local day of the horizon: shape (days,) by channel, and of tickets (days, types)."""

    contacts: dict[int, Floats]
    tickets: Floats


def expected_days(plan: Plan) -> Expected:
    """Contacts by channel, and tickets, that come on each day if every contact is answered."""
    edges_us = plan.calendar.day_starts_us
    contacts: dict[int, Floats] = {}
    tickets = np.zeros((len(edges_us) - 1, len(plan.type_names)))
    for stream in plan.streams:
        coming = expected_contacts(stream)
        by_day = spread(stream.start_us, stream.end_us, coming.sum(axis=1), edges_us)
        contacts[stream.channel] = contacts.get(stream.channel, 0.0) + by_day
        becomes = coming if stream.channel == TRANSFER else coming * (1 - direct_at(plan, stream.start_us))
        becomes = becomes * open_share(plan, stream)[:, None]
        for kind in np.flatnonzero(becomes.any(axis=0)):
            tickets[:, kind] += spread(stream.start_us, stream.end_us, becomes[:, kind], edges_us)
    return Expected(contacts, tickets if plan.tickets is not None else np.zeros_like(tickets))


def pool_loads(plan: Plan) -> list[PoolLoad]:
    """Every pool that has people or work, in the order of its first group."""
    days = plan.calendar.day_starts_us
    groups = np.array([group.pool for group in plan.groups], dtype=np.int64)
    pools = int(max((line.pool for line in plan.lines), default=-1)) + 1
    pools = max(pools, int(groups.max(initial=-1)) + 1)
    by_group = staffed_us(plan, days)
    there, weight = np.zeros((pools, len(days) - 1)), by_group.sum(axis=1)
    np.add.at(there, groups, by_group)
    calls, deferred, per_interval = _contact_work(plan, pools, weight)
    in_intervals = staffed_us(plan, interval_edges_us(plan)) if per_interval else by_group
    backlog = np.zeros(pools)
    if plan.tickets is not None:
        deferred += _ticket_work(plan, pools, weight)
        backlog = _backlog_work(plan, pools)
    return [
        PoolLoad(
            groups=tuple(np.flatnonzero(groups == pool).tolist()),
            calls_us=calls[pool],
            deferred_us=deferred[pool],
            backlog_us=float(backlog[pool]),
            staffed_us=there[pool],
            busiest=_busiest(plan, in_intervals[groups == pool].sum(axis=0), *per_interval[pool])
            if pool in per_interval
            else None,
        )
        for pool in dict.fromkeys(groups.tolist())
        if there[pool].any() or calls[pool].any() or deferred[pool].any() or backlog[pool]
    ]


def _contact_work(plan: Plan, pools: int, weight: Floats) -> tuple[Floats, Floats, dict[int, tuple[Floats, Floats]]]:
    """Work of calls and of messages by (pool, day), and for each pool with calls their work and number by interval."""
    days = plan.calendar.day_starts_us
    calls, messages = np.zeros((2, pools, len(days) - 1))
    edges_us = interval_edges_us(plan)
    per_interval: dict[int, tuple[Floats, Floats]] = {}
    for stream in plan.streams:
        if stream.channel == TRANSFER:
            continue
        coming = expected_contacts(stream) * open_share(plan, stream)[:, None]
        work = coming * contact_us(plan, stream, weight)
        for pool, kinds in _types_by_pool(plan, stream).items():
            amount = work[:, kinds].sum(axis=1)
            by_day = spread(stream.start_us, stream.end_us, amount, days)
            if stream.channel != Channel.PHONE:
                messages[pool] += by_day
                continue
            calls[pool] += by_day
            known = per_interval.setdefault(pool, (np.zeros(len(edges_us) - 1), np.zeros(len(edges_us) - 1)))
            known[0][:] += spread(stream.start_us, stream.end_us, amount, edges_us)
            known[1][:] += spread(stream.start_us, stream.end_us, coming[:, kinds].sum(axis=1), edges_us)
    return calls, messages, per_interval


def _types_by_pool(plan: Plan, stream: StreamPlan) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for kind in range(len(plan.type_names)):
        line = plan.line_of[stream.channel, kind]
        if line != NOT_YET:
            found.setdefault(plan.lines[line].pool, []).append(kind)
    return found


def interval_edges_us(plan: Plan) -> Ints:
    """Edges of the intervals that a busiest one is looked for in; shape (intervals + 1,)."""
    count = -(-plan.horizon_us // INTERVAL_US)
    return np.asarray(np.minimum(np.arange(count + 1) * INTERVAL_US, plan.horizon_us))


def _busiest(plan: Plan, there: Floats, work: Floats, calls: Floats) -> Busiest | None:
    load = np.divide(work, there, out=np.zeros_like(work), where=there > 0)
    if not load.any():
        return None
    most = int(load.argmax())
    return Busiest(int(interval_edges_us(plan)[most]), float(calls[most]), float(load[most]))


def _ticket_work(plan: Plan, pools: int, weight: Floats) -> Floats:
    """Work on tickets by (pool, day of receipt)."""
    part = plan.tickets
    days = plan.calendar.day_starts_us
    work = np.zeros((pools, len(days) - 1))
    if part is None:
        return work
    arising = expected_days(plan).tickets
    by_stage = stage_us(plan, part, days[:-1])
    for stage in Stage:
        line = part.task_line[stage, 0]
        if line != NOT_YET:
            work[plan.lines[line].pool] += (arising * by_stage[:, stage]).sum(axis=1) / _pace(plan, line, weight)
    by_unit = arising @ crew_us(plan, part).T
    for unit, line in enumerate(part.unit_line[:, 0]):
        if line != NOT_YET:
            work[plan.lines[line].pool] += by_unit[:, unit] / _pace(plan, line, weight)
    return work


def _pace(plan: Plan, line: int, weight: Floats) -> float:
    """Mean pace of those who may take a line's work, by their time."""
    able = np.flatnonzero(plan.preference[line] >= 0)
    pace = np.array([plan.pace[plan.groups[group].pace].mean() for group in able])
    shares = weight[able] if weight[able].any() else np.ones(len(able))
    return float((pace * shares).sum() / shares.sum()) if len(able) else 1.0


def _backlog_work(plan: Plan, pools: int) -> Floats:
    """Work that tickets open at the start still need, from the stage on at which each stands."""
    part = plan.tickets
    found = np.zeros(pools)
    if part is None or not len(part.backlog.type):
        return found
    backlog = part.backlog
    each = stage_us(plan, part, plan.calendar.day_starts_us[:1])[0]
    for stage in STAGES:
        line = part.task_line[stage, 0]
        if line != NOT_YET:
            waiting = backlog.type[backlog.stage <= stage]
            found[plan.lines[line].pool] += each[stage, waiting].sum()
    crews = crew_us(plan, part)
    in_field = (backlog.stage <= Stage.HANDLING) & (backlog.at_unit != AtUnit.OUTSIDE)
    for unit, line in enumerate(part.unit_line[:, 0]):
        if line != NOT_YET:
            own, drawn = (backlog.type[in_field & chosen] for chosen in (backlog.unit == unit, backlog.unit < 0))
            each_us = visit_us(plan, part.units[unit])
            found[plan.lines[line].pool] += each_us[own].sum() + crews[unit, drawn].sum()
    return found
