"""Workload W2 as a careful SimPy user would write it: the honest peer that our model of tickets is timed against.

One day of calls as in W1; what is not answered directly becomes a ticket: audit, dispatch with returns, one of sixteen
districts with crews by day, a call back by the operators, perhaps a reopening. Three urgencies. Nothing is done to slow
it: its queues are kept sorted by insertion, for SimPy's own sort their whole queue at every request. It is given all
its draws.
"""

from __future__ import annotations

import itertools
from bisect import insort
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import simpy
from simpy.resources.resource import PriorityResource, SortedQueue

HOUR_US = 3_600_000_000
ANSWERED, ABANDONED = 1, 2
AWAY, CALL, FOLLOW_UP = 0, 1, 2
"""Priorities at the operators; crews and desks use AWAY and, from 1 on, the urgency of the ticket."""


class InsertingQueue(SortedQueue):
    """Puts a new request in its place instead of sorting all of them."""

    def append(self, item: Any) -> None:
        """Insert one request behind those of its key."""
        insort(self, item, key=attrgetter("key"))


class Resource(PriorityResource):
    """A priority resource with such a queue."""

    PutQueue = InsertingQueue


@dataclass(frozen=True)
class Inputs:
    """Everything drawn beforehand, in microseconds; lists by call, then by ticket and visit."""

    arrival_us: Sequence[int]
    talk_us: Sequence[int]
    wrap_up_us: Sequence[int]
    patience_us: Sequence[int]
    staff_by_hour: Sequence[int]
    becomes_ticket: Sequence[bool]
    urgency: Sequence[int]
    district: Sequence[int]
    audit_us: Sequence[int]
    dispatch_us: Sequence[Sequence[int]]
    returned: Sequence[Sequence[bool]]
    field_us: Sequence[Sequence[int]]
    follow_up_us: Sequence[Sequence[int]]
    reopened: Sequence[Sequence[bool]]


@dataclass(frozen=True)
class Pools:
    """How many people there are besides the operators, and when crews are there."""

    auditors: int
    dispatchers: int
    districts: int
    crews: int
    begin_hour: int
    end_hour: int
    notice_us: int
    days: int


def simulate_chain(
    inputs: Inputs, pools: Pools, team_class: type[PriorityResource] = Resource
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Run until the last ticket is closed, or the days are over; returns the rows of contacts and of tickets.

    With SimPy's own `PriorityResource` as `team_class`, whole queues are sorted at every request.
    """
    env = simpy.Environment()
    most = max(inputs.staff_by_hour)
    operators = team_class(env, capacity=most)
    auditors, dispatchers = team_class(env, capacity=pools.auditors), team_class(env, capacity=pools.dispatchers)
    crews = [team_class(env, capacity=pools.crews) for _ in range(pools.districts)]
    contacts: list[tuple[int, ...]] = []
    tickets: list[tuple[int, ...]] = []

    def away(team: PriorityResource, until_us: int) -> Generator[Any, Any, None]:
        """Somebody who is not on duty holds a place of the team."""
        with team.request(priority=AWAY) as place:
            yield place
            if env.now < until_us:
                yield env.timeout(until_us - env.now)

    def roster() -> Generator[Any, Any, None]:
        """At each full hour, operators who are off duty in it take their places."""
        for hour in range(24 * pools.days):
            for _ in range(most - inputs.staff_by_hour[hour % 24]):
                env.process(away(operators, (hour + 1) * HOUR_US))
            yield env.timeout(HOUR_US)

    def nights() -> Generator[Any, Any, None]:
        """Crews are away until the morning."""
        for day in range(pools.days):
            begin_us = (24 * day + pools.begin_hour) * HOUR_US
            for _ in range(pools.crews):
                for team in crews:
                    env.process(away(team, begin_us))
            yield env.timeout((24 * day + pools.end_hour) * HOUR_US - env.now)

    def call(number: int) -> Generator[Any, Any, None]:
        arrived = env.now
        with operators.request(priority=CALL) as operator:
            result = yield operator | env.timeout(inputs.patience_us[number])
            if operator not in result:
                contacts.append((number, arrived, ABANDONED, env.now, -1, -1, -1))
                return
            answered = env.now
            yield env.timeout(inputs.talk_us[number])
            talk_end = env.now
            yield env.timeout(inputs.wrap_up_us[number])
            contacts.append((number, arrived, ANSWERED, -1, answered, talk_end, env.now))
        if inputs.becomes_ticket[number]:
            env.process(ticket(number))

    def work(team: PriorityResource, priority: int, length_us: int) -> Generator[Any, Any, int]:
        with team.request(priority=priority) as person:
            yield person
            started: int = env.now
            yield env.timeout(length_us)
        return started

    def ticket(number: int) -> Generator[Any, Any, None]:
        received, urgency = env.now, 1 + inputs.urgency[number]
        team = crews[inputs.district[number]]
        yield env.process(work(auditors, urgency, inputs.audit_us[number]))
        audited = env.now
        for visit in itertools.count():
            yield env.process(work(dispatchers, urgency, inputs.dispatch_us[number][visit]))
            if not inputs.returned[number][visit]:
                break
            yield env.timeout(pools.notice_us)
        dispatched = env.now
        for handling in itertools.count():
            started = yield env.process(work(team, urgency, inputs.field_us[number][handling]))
            handled = env.now
            yield env.process(work(operators, FOLLOW_UP, inputs.follow_up_us[number][handling]))
            if not inputs.reopened[number][handling]:
                break
        tickets.append((number, received, audited, dispatched, started, handled, env.now, visit, handling))

    def source() -> Generator[Any, Any, None]:
        for number, at in enumerate(inputs.arrival_us):
            yield env.timeout(at - env.now)
            env.process(call(number))

    env.process(roster())
    env.process(nights())
    env.process(source())
    env.run(until=24 * HOUR_US * pools.days)
    contacts.sort()
    tickets.sort()
    return contacts, tickets
