"""People needed in each interval of each pool, by formula: what is asked for, the work that comes, and Erlang's answer.

The work of all pools is that of runs with people without limit: nobody waits, nobody gives up, and no stage is held up
by the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from sim.errors import ScenarioError
from sim.logs.columns import Column
from sim.measures.requirement import promise
from sim.plans.expectations import mean_patience_us, staffed_us, time_in
from sim.plans.plan import Plan, StreamPlan
from sim.queueing.load import least_operators_by_offered_load, offered_load
from sim.queueing.requirement import Ints, Reals
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.staffing.heads import pools_of
from sim.staffing.pool_work import PoolItems, hours_of
from sim.statistics.time_sums import SECOND_US, count_by, interval_count

PARTS_OF_A_LAW: Final = 400
"""Equal parts in which the laws of two factors are cut to find a quantile of their product."""
WHOLE: Final = 1.0


@dataclass(frozen=True)
class Asked:
    """What people of a pool are needed for: a share of their work begun within a time.

    Attributes
    ----------
    definition
        One of `sim.queueing.erlang.SERVICE_LEVELS`; the virtual one for work that nobody gives up, and for a delay.
    within_us, share
        The time, and the share wanted.
    """

    definition: str
    within_us: int
    share: float

    @property
    def within_s(self) -> float:
        """The time in seconds."""
        return self.within_us / SECOND_US


def asked_of(scenario: Scenario, delay: float | None, within_us: int | None) -> tuple[Asked, Asked]:
    """What is asked for calls, and for all other work.

    Parameters
    ----------
    scenario
        Whose first target for a service level holds where no delay is asked for, else 80 % within 20 s.
    delay
        Share of the work that may wait at all (or longer than `within_us`); None: as the service level has it.
    within_us
        Other work than calls may wait so long; the length of an interval if left out, or nothing if a delay is given.

    Raises
    ------
    ScenarioError
        If the target promises all calls.
    """
    if delay is not None:
        return Asked("service_level_virtual", 0, 1 - delay), Asked("service_level_virtual", within_us or 0, 1 - delay)
    found = promise(scenario)
    if found.share >= WHOLE:
        raise ScenarioError("the scenario promises all calls in time, which no number of people keeps: give --delay")
    interval_us = scenario.report.interval if within_us is None else within_us
    return Asked(*found), Asked("service_level_virtual", interval_us, found.share)


def plan_of_day(plan: Plan, share: float | None) -> Plan:
    """The same plan on a day that is as busy as a share of days at most: busyness is no matter of chance any more.

    Parameters
    ----------
    plan
        Of the scenario.
    share
        Such as 0.9: in each interval no more than on the busiest tenth of days; None: the mean day.

    Notes
    -----
    Streams that share their day factor are busy on the same days, so that each has its own quantile. Of two factors,
    the day's and a finer one, it is the quantile of their product. Recorded contacts stay as they are.
    """
    streams = tuple(
        replace(stream, mean=stream.mean * factor_of_day(stream, share), busyness_cv=0.0, fine_cv=0.0)
        for stream in plan.streams
    )
    return replace(plan, streams=streams)


def factor_of_day(stream: StreamPlan, share: float | None) -> float:
    """How many times its mean a stream brings where a share of days bring no more; 1 on the mean day."""
    spreads = [cv for cv in (stream.busyness_cv, stream.fine_cv) if cv > 0]
    if share is None or not spreads:
        return 1.0
    if len(spreads) == 1:
        return float(_gamma(spreads[0], np.array([share]))[0])
    parts = (np.arange(PARTS_OF_A_LAW) + 0.5) / PARTS_OF_A_LAW
    return float(np.quantile(np.outer(*(_gamma(cv, parts) for cv in spreads)), share))


def _gamma(cv: float, share: Reals) -> Reals:
    """Quantiles of the gamma law with mean 1, as `sim.workload.busyness` draws factors."""
    return np.asarray(gammaincinv(cv**-2, share) * cv**2)


@dataclass(frozen=True)
class Stream:
    """Work of one kind that comes to a pool, on average over replications.

    Attributes
    ----------
    offered
        Shape (intervals,): what could be begun in each interval, by all copies together.
    aht_us
        Mean time of work on one; 0 where none was done.
    """

    offered: Reals
    aht_us: float

    @property
    def comes(self) -> bool:
        """Whether there is any, and it is known how long it takes."""
        return self.aht_us > 0 and bool(self.offered.any())

    def __add__(self, other: Stream) -> Stream:
        """Both as one, each as long as it is."""
        offered = self.offered + other.offered
        work = self.offered.sum() * self.aht_us + other.offered.sum() * other.aht_us
        return Stream(offered, float(work / offered.sum()) if offered.any() else 0.0)


@dataclass(frozen=True)
class PoolLoad:
    """The work of one pool, and its people by the scenario.

    Attributes
    ----------
    name, section
        Of the pool, and where it stands in the scenario.
    groups
        Numbers of its groups: one, or one for each copy of a unit.
    calls, others
        What callers wait for, and all other work: messages, and tasks of tickets.
    share_held
        Share of the work that came outside the hours or the window in which it can be done.
    is_open
        Shape (intervals,): whether it works at some time of each interval.
    rostered, present
        Shape (intervals,): people of all copies by the scenario: rostered, and less breaks, time off the phone and mean
        absence.
    """

    name: str
    section: str
    groups: tuple[int, ...]
    calls: Stream
    others: Stream
    share_held: float
    is_open: npt.NDArray[np.bool_]
    rostered: Reals
    present: Reals

    @property
    def copies(self) -> int:
        """How many copies of the pool there are."""
        return len(self.groups)

    @property
    def work(self) -> Stream:
        """All of its work."""
        return self.calls + self.others


@dataclass(frozen=True)
class Come:
    """What came to each group in a run: calls first, then other work.

    Attributes
    ----------
    ready
        Shape (2, groups, intervals): what could be begun in each interval.
    held, done, worked_us
        Shape (2, groups): of these, how many had waited for hours, how many were done, and the time that took.
    """

    ready: Ints
    held: Ints
    done: Ints
    worked_us: Ints

    @classmethod
    def of(cls, items: Sequence[PoolItems], width_us: int, horizon_us: int) -> Come:
        """Counted from the work of each group."""
        n = interval_count(width_us, horizon_us)
        ready, held, done, worked_us = [], [], [], []
        for of_calls in (True, False):
            for part in items:
                mine = part.is_call == of_calls
                ended = mine & (part.worked_us != NOT_YET)
                ready.append(count_by(part.ready_us[mine] // width_us, n))
                held.append(np.count_nonzero(part.is_held & mine))
                done.append(np.count_nonzero(ended))
                worked_us.append(int(part.worked_us[ended].sum()))
        shape = (2, len(items))
        return cls(
            np.array(ready, dtype=np.int64).reshape(*shape, n),
            *(np.array(column, dtype=np.int64).reshape(shape) for column in (held, done, worked_us)),
        )


def loads_of_pools(plan: Plan, runs: Sequence[Come], width_us: int) -> tuple[PoolLoad, ...]:
    """The work of every pool, from what came in runs with people without limit; pools that nothing comes to too."""
    edges_us = edges_of(plan, width_us)
    length_us = np.diff(edges_us)
    present = staffed_us(plan, edges_us) / length_us
    rostered = _rostered_us(plan, edges_us) / length_us
    hours = hours_of(plan)
    found = []
    for name, pool in pools_of(plan.scenario).items():
        groups = [number for number, part in enumerate(plan.group_parts) if part == (pool.section, name)]
        held, done, worked_us = (
            np.sum([getattr(run, what)[:, groups].sum(axis=1) for run in runs], axis=0)
            for what in ("held", "done", "worked_us")
        )
        offered = np.mean([run.ready[:, groups].sum(axis=1) for run in runs], axis=0)
        calls, others = (
            Stream(come, float(time_us / ended) if ended else 0.0)
            for come, time_us, ended in zip(offered, worked_us, done, strict=True)
        )
        found.append(
            PoolLoad(
                name=name,
                section=pool.section,
                groups=tuple(groups),
                calls=calls,
                others=others,
                share_held=float(held.sum() / max(offered.sum() * len(runs), 1)),
                is_open=np.diff(time_in(*hours[groups[0]], edges_us)) > 0,
                rostered=rostered[groups].sum(axis=0),
                present=present[groups].sum(axis=0),
            )
        )
    return tuple(found)


def edges_of(plan: Plan, width_us: int) -> Column:
    """Where intervals begin, and the end of the run; shape (intervals + 1,)."""
    n = interval_count(width_us, plan.horizon_us)
    return np.minimum(np.arange(n + 1, dtype=np.int64) * width_us, plan.horizon_us)


def _rostered_us(plan: Plan, edges_us: Column) -> Reals:
    """Time of people on the roster between edges, breaks included; shape (groups, intervals)."""
    roster = plan.roster
    group = plan.person_group[roster.duty_person]
    return np.array(
        [
            np.diff(time_in(roster.duty_start_us[mine], roster.duty_end_us[mine], edges_us))
            for mine in (group == number for number in range(len(plan.group_names)))
        ],
        dtype=np.float64,
    )


def patience_s(plan: Plan) -> float | None:
    """Mean patience of callers in seconds; None where nobody gives up."""
    found = mean_patience_us(plan)
    return None if found is None else found / SECOND_US


def load_of(stream: Stream, edges_us: Column) -> Reals:
    """Offered load of each interval in erlang, all copies together: it follows the work by the time that it takes."""
    if not stream.comes:
        return np.zeros(len(stream.offered))
    length_s = np.diff(edges_us) / SECOND_US
    return offered_load(stream.offered / length_s, length_s, stream.aht_us / SECOND_US)


def required_by_formula(plan: Plan, pool: PoolLoad, calls: Asked, others: Asked, edges_us: Column) -> Ints:
    """People of all copies of a pool that are needed at work in each interval.

    Parameters
    ----------
    plan, pool
        Whose patience, and whose work.
    calls, others
        What is asked for calls, which go before other work; and for all work of a pool that has other work, too.
    edges_us
        As `edges_of` gives them.

    Source
    ------
    Jennings, Mandelbaum, Massey and Whitt (1996), Server staffing to meet time-varying demand, Management Science
    42(10), 1383-1394: Erlang A (C where nobody gives up) at the modified offered load of each interval.
    """
    length_s = np.diff(edges_us) / SECOND_US
    needed = np.zeros(len(length_s), dtype=np.int64)
    asked = [(pool.calls, calls, patience_s(plan))]
    asked += [(pool.work, others, None)] if pool.others.comes else []
    for stream, promised, patience in asked:
        if stream.comes:
            one = least_operators_by_offered_load(
                stream.offered / pool.copies / length_s, length_s, stream.aht_us / SECOND_US, patience,
                promised.within_s, promised.share, promised.definition,
            )  # fmt: skip
            needed = np.maximum(needed, one * pool.copies)
    return np.where(pool.is_open, needed, 0)
