"""People needed in each interval of each pool, by simulation: staffing that is iterated before the same citizens.

It begins with plenty of people. From what work then finds in the house as it comes, each slot gets the least number
with which enough of it is begun in time; the same citizens come before these people, and so on until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US
from sim.logs.columns import Column
from sim.planning.bound import plenty_of
from sim.planning.pattern import WEEK, Pattern
from sim.plans.by_heads import plan_with_heads
from sim.plans.plan import Plan
from sim.queueing.requirement import Ints, Reals
from sim.queueing.seen import least_operators_seen
from sim.staffing.by_interval import Asked, PoolLoad, edges_of, load_of, patience_s, required_by_formula
from sim.staffing.pool_work import Hours, PoolItems, hours_of
from sim.statistics.time_sums import SECOND_US, count_by

MOST_ROUNDS: Final = 20
FREE: Final = 10
"""So many rounds go both ways; after them people only come, so that it ends where few have a long time to begin."""
SETTLING: Final = 6
"""After so many rounds changes of one person are chance, and no more rounds are run for them."""
LOOKS: Final = 4
"""At so many instants of an interval the house is looked at where nothing comes in it in any run."""
MOST_HEADS: Final = 20_000
"""More people than a scenario lets one shift have."""
HOUSE: Final = 1 << 32
"""More than any number in the house: with the slot above it both are one number."""


@dataclass(frozen=True)
class Slots:
    """Which intervals of a run are taken as one, with one number of people: those of one clock time and kind of day.

    Attributes
    ----------
    of
        Shape (intervals,): the slot of each interval.
    count
        How many there are.
    """

    of: Ints
    count: int

    @classmethod
    def of_plan(cls, plan: Plan, width_us: int) -> Slots:
        """Of a week or more those of one weekday, holidays apart; of fewer days every interval for itself."""
        starts = edges_of(plan, width_us)[:-1]
        if DAY_US % width_us:
            return cls(np.arange(len(starts)), len(starts))
        pattern = Pattern.of(plan, width_us, plan.calendar.local_times(starts))
        if pattern.days < WEEK:
            return cls(np.arange(len(starts)), len(starts))
        of = np.where(pattern.is_holiday, pattern.slots + pattern.slot % pattern.a_day, pattern.slot)
        return cls(of, pattern.slots + pattern.a_day)


@dataclass(frozen=True)
class Kind:
    """Work of one kind in a run, slot by slot.

    Attributes
    ----------
    found, times
        Shape (pairs,): slot and number found in the house, as one number, and how often.
    in_time, all
        Shape (slots,): numerator and denominator of the share begun in time.
    """

    found: Column
    times: Column
    in_time: Ints
    all: Ints


@dataclass(frozen=True)
class Seen:
    """What calls and other work of each pool found in a run, and what looks between them did; a list by pool each."""

    calls: list[Kind]
    others: list[Kind]
    looks: list[tuple[Column, Column]]


@dataclass(frozen=True)
class Iterated:
    """The end of the iteration.

    Attributes
    ----------
    slots
        Of the run.
    heads
        Shape (pools, slots): people of one copy of each pool.
    rounds
        How many numbers of people were simulated, the first with plenty.
    changed
        By how many people the last round still asked for more or fewer in some slot.
    runs
        What was seen with these people, replication by replication.
    """

    slots: Slots
    heads: Ints
    rounds: int
    changed: int
    runs: list[Seen]

    def shares(self, pool: int) -> tuple[Reals, Reals]:
        """Work of a pool begun in time, calls where it takes any, and all of it: shape (replications, slots) each."""
        kinds = [run.calls[pool] for run in self.runs]
        if not any(kind.all.any() for kind in kinds):
            kinds = [run.others[pool] for run in self.runs]
        return np.array([kind.in_time for kind in kinds]), np.array([kind.all for kind in kinds])


Simulate = Callable[[Plan, Callable[[Sequence[PoolItems]], Seen], int], list[Seen]]
"""Runs all replications of a plan and keeps what is seen of each; the number is that of the people at most."""


def iterate(
    plan: Plan, pools: Sequence[PoolLoad], asked: tuple[Asked, Asked], width_us: int, run: Simulate
) -> Iterated:
    """The least people in each slot with whom enough work is begun in time.

    Parameters
    ----------
    plan
        Of the scenario: its demand, hours and rules.
    pools
        Their work with people without limit, for the beginning.
    asked
        What is asked for calls, and for other work.
    width_us
        Length of an interval.
    run
        Runs the replications.

    Source
    ------
    Feldman, Mandelbaum, Massey and Whitt (2008), Staffing of time-varying queues to achieve time-stable performance,
    Management Science 54(2), 324-338: s(t) is the least k with P(N(t) >= k) <= alpha, N(t) from the round before. Here
    N is what work finds as it comes, over an interval and all replications; for a wait it is turned into a chance by
    the law of the wait behind so many (`sim.queueing.seen`). Steps are halved, and from some round on only upwards:
    where work may wait long, one person fewer may leave a pile that a later interval would ask many people for.
    """
    edges_us, slots, hours = edges_of(plan, width_us), Slots.of_plan(plan, width_us), hours_of(plan)
    house = _House(plan, pools, asked, edges_us, slots, hours)

    def tried(heads: Ints) -> tuple[list[Seen], Ints]:
        runs = run(house.with_heads(heads), house.seen, int(heads.sum(axis=0).max(initial=0)))
        return runs, house.wanted(runs)

    _, wanted = tried(house.plenty())
    heads = np.maximum(wanted, house.by_formula())  # a queue that never settles would tell nothing
    for rounds in range(2, MOST_ROUNDS + 1):
        runs, wanted = tried(heads)
        more = wanted - heads if rounds <= FREE else np.maximum(wanted - heads, 0)
        changed = int(np.abs(more).max(initial=0))
        if changed == 0:
            return Iterated(slots, heads, rounds, 0, runs)
        if rounds >= SETTLING and changed == 1:
            break
        heads = heads + np.sign(more) * -(-np.abs(more) // 2)
    heads = np.maximum(heads, wanted)
    runs, wanted = tried(heads)
    return Iterated(slots, heads, rounds + 1, int((wanted - heads).max(initial=0)), runs)


@dataclass(frozen=True)
class _House:
    """Everything that stays from round to round."""

    plan: Plan
    pools: Sequence[PoolLoad]
    asked: tuple[Asked, Asked]
    edges_us: Column
    slots: Slots
    hours: tuple[Hours, ...]

    def plenty(self) -> Ints:
        """So many people of one copy of each pool that hardly anything waits, shape (pools, slots)."""
        load = [np.where(pool.is_open, load_of(pool.work, self.edges_us) / pool.copies, 0.0) for pool in self.pools]
        most = np.array([self._largest(values) for values in load])
        is_open = np.array([self._largest(pool.is_open & pool.work.comes) for pool in self.pools])
        return np.where(is_open > 0, plenty_of(most, most), 0)

    def by_formula(self) -> Ints:
        """Where the iteration goes on from: the formulas' answer for one copy of each pool, shape (pools, slots)."""
        needed = [
            required_by_formula(self.plan, pool, *self.asked, self.edges_us) // pool.copies for pool in self.pools
        ]
        return np.array([self._largest(values) for values in needed], dtype=np.int64)

    def _largest(self, values: npt.ArrayLike) -> Reals:
        """The largest of the intervals of each slot."""
        found = np.zeros(self.slots.count)
        np.maximum.at(found, self.slots.of, np.asarray(values, dtype=np.float64))
        return found

    def with_heads(self, heads: Ints) -> Plan:
        """The plan with so many people, shape (pools, slots), in the hours of their pools."""
        horizon_us = self.plan.horizon_us
        opening = [edge for hours in self.hours for ends in hours for edge in ends.tolist()]
        edges_us = np.unique(np.concatenate([self.edges_us, np.array(opening, dtype=np.int64)]))
        edges_us = edges_us[(edges_us >= self.plan.calendar.begin_us) & (edges_us <= horizon_us)]
        starts = edges_us[:-1]
        slot = self.slots.of[np.searchsorted(self.edges_us, starts, side="right") - 1]
        by_group = np.zeros((len(self.hours), len(starts)), dtype=np.int64)
        for number, pool in enumerate(self.pools):
            for group in pool.groups:
                is_open = self.hours[group].next_open(starts, horizon_us) == starts
                by_group[group] = np.where(is_open, heads[number][slot], 0)
        return plan_with_heads(self.plan, by_group, edges_us)

    def seen(self, items: Sequence[PoolItems]) -> Seen:
        """What the work of a run found, from the work of each group."""
        calls, others, looks = [], [], []
        for pool in self.pools:
            parts = [items[group] for group in pool.groups]
            calls.append(_together([self._kind(part, True, self.asked[0]) for part in parts]))
            others.append(_together([self._kind(part, False, self.asked[1]) for part in parts]))
            looks.append(_added([self._looks(part) for part in parts]))
        return Seen(calls, others, looks)

    def _kind(self, items: PoolItems, of_calls: bool, asked: Asked) -> Kind:
        mine = items.is_call == of_calls
        found = (items.found_by_calls() if of_calls else items.found())[mine]
        slot = self.slots.of[np.searchsorted(self.edges_us, items.ready_us[mine], side="right") - 1]
        good, counts = _in_time(items.done[mine], items.wait_us[mine], asked)
        return Kind(
            *np.unique(slot * HOUSE + found, return_counts=True),
            in_time=count_by(slot[good], self.slots.count),
            all=count_by(slot[counts], self.slots.count),
        )

    def _looks(self, items: PoolItems) -> tuple[Column, Column]:
        """What stands in the house at some instants of every interval."""
        parts = (np.arange(LOOKS) + 0.5) / LOOKS
        length = np.diff(self.edges_us)
        at_us = (self.edges_us[:-1, None] + (length[:, None] * parts).astype(np.int64)).ravel()
        found = np.unique(np.repeat(self.slots.of, LOOKS) * HOUSE + items.in_house(at_us), return_counts=True)
        return found[0], found[1]

    def wanted(self, runs: Sequence[Seen]) -> Ints:
        """People of one copy of each pool by what the runs show, shape (pools, slots)."""
        found = np.zeros((len(self.pools), self.slots.count), dtype=np.int64)
        for number, pool in enumerate(self.pools):
            calls = _added([(run.calls[number].found, run.calls[number].times) for run in runs])
            others = _added([(run.others[number].found, run.others[number].times) for run in runs])
            looks = _added([run.looks[number] for run in runs])
            for slot in np.flatnonzero(self._largest(pool.is_open)).tolist():
                of_calls, of_others = (_counts(pairs, slot) for pairs in (calls, others))
                found[number, slot] = max(
                    self._least(of_calls, pool.calls.aht_us, patience_s(self.plan), self.asked[0]),
                    self._least(of_others, pool.work.aht_us, None, self.asked[1]),
                )
                if not of_calls.any() and not of_others.any():
                    found[number, slot] = self._least_idle(_counts(looks, slot), pool)
        return np.minimum(found, MOST_HEADS)

    def _least(self, counts: Reals, aht_us: float, patience: float | None, asked: Asked) -> int:
        aht_s = (aht_us or SECOND_US) / SECOND_US
        return least_operators_seen(counts, aht_s, patience, asked.within_s, asked.share, asked.definition)

    def _least_idle(self, counts: Reals, pool: PoolLoad) -> int:
        """Where nothing comes: nobody if the house is mostly empty, else enough for what is left in it."""
        if not counts.any() or counts[0] >= self.asked[1].share * counts.sum():
            return 0
        return self._least(counts, pool.work.aht_us, None, self.asked[1])


def _in_time(done: npt.NDArray[np.bool_], wait_us: Column, asked: Asked) -> tuple[npt.NDArray[np.bool_], ...]:
    """Which of some work counts as in time, and which counts at all, by the definition of a service level."""
    short = wait_us <= asked.within_us
    everything = np.ones(len(done), dtype=np.bool_)
    if asked.definition == "service_level_or_gone":
        return short, everything
    if asked.definition == "service_level_answered":
        return done & short, done
    if asked.definition == "service_level_less_short":
        return done & short, done | ~short
    return done & short, everything


def _together(kinds: Sequence[Kind]) -> Kind:
    """The work of all copies as of one: each finds its own house."""
    found, times = _added([(kind.found, kind.times) for kind in kinds])
    return Kind(found, times, np.sum([k.in_time for k in kinds], axis=0), np.sum([k.all for k in kinds], axis=0))


def _added(parts: Sequence[tuple[Column, Column]]) -> tuple[Column, Column]:
    """Pairs of slot and number, and how often, of several."""
    found, place = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    times = np.bincount(place, weights=np.concatenate([part[1] for part in parts]), minlength=len(found))
    return found, times.astype(np.int64)


def _counts(pairs: tuple[Column, Column], slot: int) -> Reals:
    """How often each number was found in a slot, from 0 on."""
    first, last = np.searchsorted(pairs[0], [slot * HOUSE, (slot + 1) * HOUSE])
    return np.bincount(pairs[0][first:last] - slot * HOUSE, weights=pairs[1][first:last]).astype(np.float64)
