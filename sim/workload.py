"""What comes from outside: arrivals, busyness of days, absences; and the key for everything drawn later.

An arrival is named by (stream, date, interval, j): its count comes from one keyed number by inverse CDF and its time
is the j-th keyed uniform of its interval, so a higher volume keeps the citizens there were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, pdtr, pdtrik

from sim.chance.compiled import compiled
from sim.chance.keyed import (
    MEMBERS_OF_A_SLOT,
    Purpose,
    copy_column,
    draw_uniform,
    entity_column,
    member_mark,
    uniform,
    uniform_column,
)
from sim.chance.laws import LONGEST, quantile_column
from sim.errors import DataError
from sim.plans.plan import IncidentPlan, Ints, Laws, Plan, Scaling, StreamPlan
from sim.rules.codes import NOT_YET, STATED_COLUMNS

Floats = npt.NDArray[np.float64]
INCIDENTS_OF_A_SLOT = 1 << 12
"""Members of an incident share the 24 bits of j: 12 for the incident, 12 for the member."""
CROWDED = 64
"""Requests in a part of the whole time, as many parts as requests, from which on sorting by comparing takes longer."""


@dataclass(frozen=True)
class Workload:
    """One replication's outside world.

    Attributes
    ----------
    seed, replication
        The key of every draw.
    arrival_us, stream, type, entity, name_key
        Shape (requests,): first contacts in order of arrival, who they are, and the keys of their draws.
    stated
        Shape (requests, 6), or (0, 6) where no file states any: urgency, area, unit and due time of their tickets and
        lengths of their talk and wrap-up; -1 if drawn or as the time limits say.
    absent
        Shape (duties,): who misses a shift.
    deflected
        Shape (streams, types): requests that self-service kept away.
    """

    seed: int
    replication: int
    arrival_us: Ints
    stream: npt.NDArray[np.int32]
    type: npt.NDArray[np.int32]
    entity: Ints
    name_key: Ints
    stated: Ints
    absent: npt.NDArray[np.bool_]
    deflected: Ints


@dataclass(frozen=True)
class _Arrivals:
    time_us: Ints
    type: npt.NDArray[np.signedinteger[Any]]
    entity: Ints
    name_key: int
    kept: npt.NDArray[np.bool_]
    stated: Ints = field(default_factory=lambda: _nothing_stated(0))

    def only(self, rows: npt.NDArray[np.bool_]) -> _Arrivals:
        """Some of them."""
        stated = self.stated[rows] if len(self.stated) else self.stated
        return _Arrivals(self.time_us[rows], self.type[rows], self.entity[rows], self.name_key, self.kept[rows], stated)


def draw_workload(plan: Plan, seed: int, replication: int) -> Workload:
    """Draw everything that does not depend on how the floor is run."""
    arrivals: list[_Arrivals] = []
    stream_of: list[int] = []
    deflected = np.zeros((len(plan.streams), len(plan.type_names)), dtype=np.int64)
    for number, stream in enumerate(plan.streams):
        parts = [_fresh(stream, seed, replication)]
        parts += [_batch(plan, stream, incident, seed, replication) for incident in stream.incidents]
        for part in parts:
            inside = part.kept & (part.time_us < plan.horizon_us)
            deflected[number] += np.bincount(part.type[~part.kept], minlength=len(plan.type_names))
            arrivals.append(part if inside.all() else part.only(inside))
            stream_of.append(number)
    nothing = np.empty(0, dtype=np.int64)
    time_us = np.concatenate([nothing, *(part.time_us for part in arrivals)])
    order = _in_order(time_us)
    sizes = [len(part.time_us) for part in arrivals]
    roster = plan.roster
    may_miss = np.flatnonzero(roster.duty_absence > 0)
    chance = np.ones(len(roster.duty_absence))
    chance[may_miss] = [
        draw_uniform(seed, replication, Purpose.ABSENCE, key, entity, 0)
        for key, entity in zip(roster.duty_key[may_miss].tolist(), roster.duty_entity[may_miss].tolist(), strict=True)
    ]
    return Workload(
        seed=seed,
        replication=replication,
        arrival_us=time_us[order],
        stream=np.repeat(np.array(stream_of, dtype=np.int32), sizes)[order],
        type=np.concatenate([nothing, *(part.type for part in arrivals)], dtype=np.int32)[order],
        entity=np.concatenate([nothing, *(part.entity for part in arrivals)])[order],
        name_key=np.repeat(np.array([part.name_key for part in arrivals], dtype=np.int64), sizes)[order],
        stated=_all_stated(arrivals)[order] if any(len(part.stated) for part in arrivals) else _nothing_stated(0),
        absent=chance < roster.duty_absence,
        deflected=deflected,
    )


def _all_stated(arrivals: list[_Arrivals]) -> Ints:
    """What files state of all requests."""
    return np.concatenate(
        [part.stated if len(part.stated) else _nothing_stated(len(part.time_us)) for part in arrivals]
    )


def _nothing_stated(requests: int) -> Ints:
    return np.full((requests, STATED_COLUMNS), NOT_YET, dtype=np.int64)


def busyness(stream: StreamPlan, seed: int, replication: int) -> Floats:
    """Shape (n,): the random factor of each interval, with mean 1: a day's, times a finer one."""
    factor = np.ones(len(stream.day))
    for cv, purpose, slot in (
        (stream.busyness_cv, Purpose.DAY_FACTOR, np.zeros_like(stream.fine_block)),
        (stream.fine_cv, Purpose.FINE_FACTOR, stream.fine_block),
    ):
        if cv > 0:
            u = uniform_column(seed, replication, purpose, stream.busyness_key, entity_column(stream.day, slot, 0), 0)
            factor *= gammaincinv(cv**-2, u) * cv**2
    return factor


def poisson_quantile(u: Floats, mean: Floats) -> Ints:
    """The smallest count whose distribution function reaches u: rises with both u and the mean."""
    guess = np.ceil(np.where(mean > 0, pdtrik(u, np.maximum(mean, 1e-300)), 0.0))
    guess = np.maximum(np.nan_to_num(guess), 0.0)
    below = np.maximum(guess - 1, 0.0)
    count = np.where((pdtr(below, mean) >= u) & (guess > 0), below, guess)
    return np.where(mean > 0, count, 0).astype(np.int64)


def _fresh(stream: StreamPlan, seed: int, replication: int) -> _Arrivals:
    """First contacts of one stream: in order of (interval, j), then the copies of recorded ones."""
    share = np.cumsum(stream.mean, axis=1)
    total = share[:, -1] if share.shape[1] else np.zeros(len(share))
    share = np.divide(share, total[:, None], out=np.ones_like(share), where=total[:, None] > 0)
    if len(stream.stamp_us):
        count = np.ones(len(stream.stamp_us), dtype=np.int64)
        arrivals = _replayed(stream, share, seed, replication)
    else:
        slots = entity_column(stream.day, stream.slot, 0)
        u = uniform_column(seed, replication, Purpose.COUNT, stream.name_key, slots, 0)
        drawn_count = poisson_quantile(u, total * busyness(stream, seed, replication))
        count = np.where(stream.exact >= 0, stream.exact, drawn_count)
        _check_room(count, MEMBERS_OF_A_SLOT)
        columns = _fill(
            seed, replication, stream.name_key, slots, stream.start_us, stream.end_us - stream.start_us, count, share,
            stream.deflect, stream.is_typed,
        )  # fmt: skip
        arrivals = _Arrivals(columns[0], columns[1], columns[2], stream.name_key, columns[3])
    if stream.scaling is None:
        return arrivals
    return _scaled(stream, stream.scaling, arrivals, np.repeat(np.arange(len(count)), count), seed, replication)


def _replayed(stream: StreamPlan, share: Floats, seed: int, replication: int) -> _Arrivals:
    """The stamps of a file as they are, with the file's types or drawn ones."""
    entity = _stamp_entities(stream)
    u_type = uniform_column(seed, replication, Purpose.TYPE, stream.name_key, entity, 0)
    drawn = (share <= u_type[:, None]).sum(axis=1)
    kind = np.where(stream.stamp_type >= 0, stream.stamp_type, drawn)
    kept = _not_deflected(stream, np.arange(len(entity)), kind, entity, seed, replication)
    return _Arrivals(stream.stamp_us, kind, entity, stream.name_key, kept, stream.stamp_stated)


def _scaled(
    stream: StreamPlan, scaling: Scaling, recorded: _Arrivals, place: Ints, seed: int, replication: int
) -> _Arrivals:
    """Recorded contacts under growth, phases and events: number c of those that stand for one comes if c + u < factor.

    Number 0 is the recorded contact itself; the others are copies: citizens of their own, of the same type, who come at
    their own instant of `Scaling`'s spell. A higher factor keeps everyone whom a lower one brings.
    """
    u = uniform_column(seed, replication, Purpose.COPIES, stream.name_key, recorded.entity, 0)
    come = np.ceil(scaling.factor[place, recorded.type] - u).astype(np.int64)
    more = np.maximum(come - 1, 0)
    of = np.repeat(np.arange(len(more)), more)
    copy = 1 + np.arange(len(of)) - np.repeat(np.cumsum(more) - more, more)
    entity, kind = copy_column(recorded.entity[of], copy), recorded.type[of]
    at = uniform_column(seed, replication, Purpose.ARRIVAL, stream.name_key, entity, 0)
    from_us, to_us = scaling.from_us[place[of]], scaling.to_us[place[of]]
    time_us = from_us + np.minimum((at * (to_us - from_us)).astype(np.int64), to_us - from_us - 1)
    kept = _not_deflected(stream, place[of], kind, entity, seed, replication)
    themselves = recorded.only(come > 0)
    return _Arrivals(
        np.concatenate([themselves.time_us, time_us]),
        np.concatenate([themselves.type, kind]),
        np.concatenate([themselves.entity, entity]),
        stream.name_key,
        np.concatenate([themselves.kept, kept]),
        np.concatenate([themselves.stated, recorded.stated[of]]) if len(recorded.stated) else recorded.stated,
    )


def _not_deflected(
    stream: StreamPlan,
    place: Ints,
    kind: npt.NDArray[np.signedinteger[Any]],
    entity: Ints,
    seed: int,
    replication: int,
) -> npt.NDArray[np.bool_]:
    """Whom self-service does not keep away, for some citizens of the intervals `place`."""
    if not stream.deflect.any():
        return np.ones(len(entity), dtype=bool)
    u = uniform_column(seed, replication, Purpose.DEFLECTION, stream.name_key, entity, 0)
    return np.asarray(u >= stream.deflect[place, kind])


def _in_order(time_us: Ints) -> Ints:
    """The requests by time, those of one instant as they stand."""
    order = _spread_out(time_us) if len(time_us) else time_us
    return order if len(order) == len(time_us) else np.argsort(time_us, kind="stable")


@compiled
def _spread_out(time_us: Ints) -> Ints:
    """The stable order of times that are spread out evenly enough, else nothing.

    The whole time has as many equal parts as there are requests. Each request goes to the first free place of its part,
    and from there to its own place by comparing.
    """
    count, first = time_us.size, time_us.min()
    parts_per_us = count / (time_us.max() - first + 1.0)
    free = np.zeros(count + 2, dtype=np.int64)
    for time in time_us:
        free[int((time - first) * parts_per_us) + 1] += 1
    if free.max() > CROWDED:
        return free[:0]
    for part in range(1, count + 1):
        free[part] += free[part - 1]
    order = np.empty(count, dtype=np.int64)
    for i in range(count):
        part = int((time_us[i] - first) * parts_per_us)
        order[free[part]] = i
        free[part] += 1
    for at in range(1, count):
        i, place = order[at], at
        while place > 0 and time_us[order[place - 1]] > time_us[i]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = i
    return order


@compiled
def _fill(
    seed: int,
    replication: int,
    name_key: int,
    slots: Ints,
    start_us: Ints,
    length_us: Ints,
    count: Ints,
    share: Floats,
    deflect: Floats,
    in_turn: bool,
) -> tuple[Ints, npt.NDArray[np.int32], Ints, npt.NDArray[np.bool_]]:
    """Time, type, entity and whether it still comes, of every citizen of every interval.

    Types are drawn, or `in_turn`: just as many of each as its share of the count says.
    """
    total = count.sum()
    time_us = np.empty(total, dtype=np.int64)
    kind = np.empty(total, dtype=np.int32)
    entity = np.empty(total, dtype=np.int64)
    kept = np.empty(total, dtype=np.bool_)
    row = 0
    types = share.shape[1]
    for i in range(slots.size):
        for j in range(count[i]):
            who = slots[i] | j
            u = uniform(seed, replication, 2, name_key, who, 0)
            time_us[row] = start_us[i] + min(int(u * length_us[i]), length_us[i] - 1)
            t = 0
            if share[i, 0] < 1.0:  # else it is certain, and needs no draw
                u = (j + 0.5) / count[i] if in_turn else uniform(seed, replication, 3, name_key, who, 0)
                while t < types - 1 and share[i, t] <= u:
                    t += 1
            kind[row] = t
            entity[row] = who
            kept[row] = deflect[i, t] <= 0.0 or uniform(seed, replication, 4, name_key, who, 0) >= deflect[i, t]
            row += 1
    return time_us, kind, entity, kept


def _stamp_entities(stream: StreamPlan) -> Ints:
    """Citizens of one minute are told apart by their order in the file; a minute's second time is another minute."""
    minute = entity_column(stream.day, stream.slot, 0)
    begins = np.flatnonzero(np.diff(minute, prepend=-1) != 0)
    first = np.repeat(begins, np.diff(begins, append=len(minute)))
    return minute | (np.arange(len(minute)) - first)


def _batch(plan: Plan, stream: StreamPlan, incident: IncidentPlan, seed: int, replication: int) -> _Arrivals:
    """Requests of incidents: each cause brings 1 + Poisson(mean size - 1), each after its own delay."""
    slots = entity_column(stream.day, stream.slot, 0)
    key = incident.name_key
    causes = poisson_quantile(
        uniform_column(seed, replication, Purpose.INCIDENT_COUNT, key, slots, 0), incident.cause_mean
    )
    _check_room(causes, INCIDENTS_OF_A_SLOT)
    place = np.repeat(np.arange(len(slots)), causes)
    nth = np.arange(len(place)) - np.repeat(np.cumsum(causes) - causes, causes)
    cause = slots[place] | (nth * INCIDENTS_OF_A_SLOT)
    at = uniform_column(seed, replication, Purpose.INCIDENT_TIME, key, cause, 0)
    cause_us = stream.start_us[place] + (at * (stream.end_us - stream.start_us)[place]).astype(np.int64)
    u_size = uniform_column(seed, replication, Purpose.INCIDENT_SIZE, key, cause, 0)
    size = 1 + poisson_quantile(u_size, np.full(len(cause), incident.mean_size - 1))
    _check_room(size, INCIDENTS_OF_A_SLOT)
    nth_member = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    member = np.repeat(cause, size) | nth_member | member_mark(key)
    u_delay = uniform_column(seed, replication, Purpose.INCIDENT_DELAY, key, member, 0)
    cause_us = np.repeat(cause_us, size)
    delay_us = _lengths_us(plan.laws, incident.delay_law, u_delay, cause_us)
    kind = np.full(len(member), incident.type, dtype=np.int64)
    return _Arrivals(cause_us + delay_us, kind, member, key, np.ones(len(member), dtype=bool))


def _lengths_us(laws: Laws, row: int, u: Floats, at_us: Ints) -> Ints:
    """Lengths of time by the law that holds at each instant in a law's row; shape (n,), that of `u` and `at_us`."""
    found = np.empty(len(u), dtype=np.int64)
    held, factor = laws.holding(row, at_us)
    for law in np.unique(held).tolist():
        mine = held == law
        of = int(laws.kind[law]), float(laws.a[law]), float(laws.b[law]), float(laws.c[law])
        found[mine] = quantile_column(*of, laws.table, u[mine])
    changed = factor != 1
    found[changed] = np.clip(np.rint(found[changed] * factor[changed]), 1, LONGEST)
    return found


def _check_room(count: Ints, room: int) -> None:
    if len(count) and count.max() >= room:
        raise DataError(f"an interval has {count.max():,} arrivals, and at most {room - 1:,} can be told apart")
