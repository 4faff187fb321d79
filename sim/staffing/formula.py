"""What the formulas of Erlang A and C say of a roster, before the same calls as the simulation.

They know calls, patience and people; not redials, trunks, priorities, skills or the law of the handle time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sim.checks import checked_plan
from sim.measures.by_interval import IntervalTable
from sim.measures.work import call_groups
from sim.plans.expectations import mean_patience_us, staffed_us
from sim.queueing.erlang import SERVICE_LEVELS, ErlangA, ErlangC, erlang_a
from sim.queueing.load import offered_load
from sim.queueing.requirement import Ints, Reals, erlang_a_shares, level
from sim.rules.codes import Channel
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Target
from sim.staffing.direction import asks_for_fewer
from sim.statistics.time_sums import SECOND_US, count_by
from sim.workload import draw_workload

SAME_RATE_DIGITS: Final = 4
"""Rates that agree in so many digits are one: days of a long horizon repeat each other."""
BY_CITIZEN: Final = {"service_level_citizens": "service_level", "connection_rate_citizens": "connection_rate"}
"""Formulas know calls, not citizens; without redials these are the same."""
SAME: Final = 1e-12
"""Sums closer to zero than this share of what was added up are zero."""
HOUR_S: Final = 3600.0
Queue = ErlangA | ErlangC


@dataclass(frozen=True)
class Demand:
    """The calls that the formulas are given.

    Attributes
    ----------
    calls_per_s
        Shape (intervals,): mean rate of first calls over the replications.
    load
        Shape (intervals,): mean offered load in erlang, which follows the calls by a handle time.
    aht_s
        Mean handle time in seconds.
    patience_s
        Mean patience in seconds; None: nobody gives up.
    width_us, length_us
        Length of the intervals, and shape (intervals,): of each one inside the horizon.
    """

    calls_per_s: Reals
    load: Reals
    aht_s: float
    patience_s: float | None
    width_us: int
    length_us: Reals


def call_takers(scenario: Scenario) -> list[str]:
    """The groups of operators that take calls."""
    return [
        name
        for name, group in scenario.operators.items()
        if group.skills is None or any(skill.channel == "phone" for skill in group.skills)
    ]


def formula_knows(target: Target) -> bool:
    """Whether a formula gives the measure of a target, and the target asks for more people."""
    if asks_for_fewer(target.measure, "at_least" if target.at_least is not None else "at_most"):
        return False
    id_ = BY_CITIZEN.get(target.measure, target.measure)
    return id_ in SERVICE_LEVELS or id_ in ("connection_rate", "abandonment_rate", "asa", "mean_wait", "occupancy")


def demand_of(scenario: Scenario, seed: int, tables: Sequence[IntervalTable]) -> Demand | None:
    """The first calls of the citizens that the replications have, and the handle time these showed.

    Parameters
    ----------
    scenario, seed
        Whose citizens.
    tables
        One per replication, of any design.

    Returns
    -------
    Demand or None
        None where no call came, or none was handled, so that no handle time is known.
    """
    handled = sum(int(table.counts["handled"].sum()) for table in tables)
    if not handled:
        return None
    aht_s = sum(int(table.handle_us.sum()) for table in tables) / handled / SECOND_US
    plan = checked_plan(scenario)
    is_call = np.array([stream.channel == Channel.PHONE for stream in plan.streams])
    calls = np.zeros(len(tables[0]), dtype=np.int64)
    for replication in range(len(tables)):
        workload = draw_workload(plan, seed, replication)
        calls += count_by(workload.arrival_us[is_call[workload.stream]] // tables[0].width_us, len(calls))
    length_us = tables[0].length_us
    rate = calls / len(tables) / (length_us / SECOND_US)
    if not rate.any():
        return None
    patience_us = mean_patience_us(plan)
    return Demand(
        calls_per_s=rate,
        load=offered_load(rate, length_us / SECOND_US, aht_s),
        aht_s=aht_s,
        patience_s=None if patience_us is None else patience_us / SECOND_US,
        width_us=tables[0].width_us,
        length_us=length_us.astype(np.float64),
    )


def present_heads(scenario: Scenario, width_us: int) -> Reals:
    """People expected at work and not on a break, who may take calls: mean over each interval, shape (intervals,)."""
    plan = checked_plan(scenario)
    edges_us = np.minimum(np.arange(-(-plan.horizon_us // width_us) + 1) * width_us, plan.horizon_us)
    return np.asarray(staffed_us(plan, edges_us)[call_groups(plan)].sum(axis=0) / np.diff(edges_us))


def holds_by_formula(targets: Sequence[Target], demand: Demand, heads: Reals) -> bool:
    """Whether every target holds with so many heads in each interval.

    Parameters
    ----------
    targets
        The promises; formulas must know them.
    demand
        The calls.
    heads
        Shape (intervals,): people at work; between whole numbers the measure is taken to be straight.

    Source
    ------
    Each interval in steady state at its modified offered load (Jennings, Mandelbaum, Massey and Whitt 1996), the
    intervals weighted by their calls, as `sim.queueing.load.least_operators_by_offered_load`.
    """
    return all(_holds(target, demand, heads) for target in targets)


def _holds(target: Target, demand: Demand, heads: Reals) -> bool:
    busy = np.flatnonzero(demand.load > 0).tolist()
    calls = [interval for interval in busy if weight_of(target, demand, interval, heads[interval])]
    gains = np.array([gain_of(target, demand, interval, float(heads[interval])) for interval in calls])
    return bool((gains >= 0).all() if target.per == "interval" else gains.sum() >= -SAME * np.abs(gains).sum())


def gain_of(target: Target, demand: Demand, interval: int, heads: float) -> float:
    """What an interval with so many people at work adds to a target, which holds where the sum is not below 0.

    Returns
    -------
    float
        The measure's numerator less the threshold times its denominator; of a promise `at_most` its negative. Minus
        infinity where a queue never settles.
    """
    value = _between(_measure_of(target), demand, interval, heads)
    weight = weight_of(target, demand, interval, heads)
    if target.at_least is not None:
        return weight * (value - target.at_least)
    return weight * ((target.at_most or 0.0) - value) if weight else 0.0


def gains_of(target: Target, demand: Demand, intervals: Ints, heads: Reals) -> Reals:
    """`gain_of` for some intervals, shape (n,), and whole head counts, shape (n, points); shape (n, points)."""
    id_ = BY_CITIZEN.get(target.measure, target.measure)
    if id_ not in SERVICE_LEVELS or demand.patience_s is None:
        rows = zip(intervals.tolist(), heads.tolist(), strict=True)
        return np.array([[gain_of(target, demand, one, count) for count in row] for one, row in rows])
    operators = heads.astype(np.int64)
    rates = np.array([_rate(demand, one) for one in intervals.tolist()])
    load = np.broadcast_to((rates * demand.aht_s)[:, None], operators.shape)
    weight = np.broadcast_to(
        (demand.calls_per_s * demand.length_us / SECOND_US)[intervals, None], operators.shape
    )  # as `weight_of`: all but occupancy count calls
    found = np.empty(operators.shape)
    none = operators < 1
    shares = erlang_a_shares(
        operators[~none],
        load[~none],
        np.full(int((~none).sum()), demand.patience_s / demand.aht_s),
        np.full(int((~none).sum()), (target.within or 0) / SECOND_US / demand.aht_s),
    )
    found[~none] = level(id_, shares)
    for row, place in np.argwhere(none).tolist():
        found[row, place] = _between(_measure_of(target), demand, int(intervals[row]), 0.0)
    if target.at_least is not None:
        return np.asarray(weight * (found - target.at_least))
    return np.where(weight > 0, weight * ((target.at_most or 0.0) - found), 0.0)


def weight_of(target: Target, demand: Demand, interval: int, heads: float) -> float:
    """The denominator of a measure: calls, or people's hours."""
    length_s = float(demand.length_us[interval]) / SECOND_US
    if target.measure == "occupancy":
        return heads * length_s / HOUR_S
    return float(demand.calls_per_s[interval]) * length_s


def _between(of: Callable[[Queue], float], demand: Demand, interval: int, heads: float) -> float:
    rate = _rate(demand, interval)
    whole = math.floor(heads + 1e-9)
    part = max(heads - whole, 0.0)
    low = of(_queue(whole, rate, demand.aht_s, demand.patience_s))
    if part < 1e-9 or math.isinf(low):
        return low
    return (1 - part) * low + part * of(_queue(whole + 1, rate, demand.aht_s, demand.patience_s))


def _rate(demand: Demand, interval: int) -> float:
    """Calls a second that keep so many people busy as the load of an interval, in few digits."""
    return float(f"{demand.load[interval] / demand.aht_s:.{SAME_RATE_DIGITS}g}")


@lru_cache(maxsize=50_000)
def _queue(operators: int, calls_per_s: float, aht_s: float, patience_s: float | None) -> Queue:
    return erlang_a(operators, calls_per_s, aht_s, patience_s)


def _measure_of(target: Target) -> Callable[[Queue], float]:
    """How a target's measure is read off a queue."""
    id_ = BY_CITIZEN.get(target.measure, target.measure)
    if id_ in SERVICE_LEVELS:
        within_s = (target.within or 0) / SECOND_US
        return lambda queue: queue.service_level(within_s, id_)
    if id_ == "occupancy":
        return lambda queue: queue.occupancy
    if id_ == "mean_wait":
        return lambda queue: queue.mean_wait_s
    if id_ == "asa":
        return lambda queue: queue.asa_s if isinstance(queue, ErlangA) else queue.mean_wait_s
    if id_ == "abandonment_rate":
        return lambda queue: 1 - _share_answered(queue)
    return _share_answered


def _share_answered(queue: Queue) -> float:
    return queue.share_answered if isinstance(queue, ErlangA) else 1.0
