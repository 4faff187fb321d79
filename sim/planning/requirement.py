"""requirement(scenario) -> Requirement: people needed in each interval of each pool, by formula or by simulation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import numpy as np

from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.logs.run_log import RunLog
from sim.planning.iterated import Iterated, Seen, iterate
from sim.plans.plan import Plan
from sim.plans.unlimited import unlimited_plan
from sim.queueing.requirement import Reals
from sim.scenario.schema import Scenario
from sim.scenario.spelling import did_you_mean
from sim.scenario.units import parse_duration, parse_share
from sim.staffing.by_interval import (
    Asked,
    Come,
    PoolLoad,
    asked_of,
    edges_of,
    loads_of_pools,
    plan_of_day,
    required_by_formula,
)
from sim.staffing.pool_work import PoolItems, hours_of, items_of
from sim.staffing.trials import DEFAULT_REPLICATIONS, Progress
from sim.statistics.intervals import ratio_spread
from sim.statistics.time_sums import SECOND_US
from sim.study.parallel import in_order, workers_for

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine

Method = Literal["formula", "simulation"]
METHODS: Final[tuple[Method, ...]] = ("formula", "simulation")
CONFIDENCE: Final = 0.95
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Needed:
    """People needed of one pool.

    Attributes
    ----------
    load
        Its work, and its people by the scenario.
    asked
        What they are needed for.
    required
        Shape (intervals,): people of all copies at work.
    in_time, low, high
        Shape (intervals,): share of the work that was begun in time with them, and its 95 % interval over the
        replications; NaN is "no data". Empty where nothing was simulated. Intervals that were taken as one share it.
    """

    load: PoolLoad
    asked: Asked
    required: Reals
    in_time: Reals
    low: Reals
    high: Reals


@dataclass(frozen=True)
class Requirement:
    """People needed in each interval of each pool.

    Attributes
    ----------
    scenario
        Whose.
    method
        By `formula` or by `simulation`.
    days
        Share of days on which they are enough; None: the mean day.
    seed, replications, engine
        Of the runs.
    pools
        Those that anything comes to, or anybody is rostered for.
    rounds, changed
        By simulation: how many numbers of people were tried, and by how many the last still asked for more or fewer in
        some interval; None by formula.
    """

    scenario: Scenario
    method: Method
    days: float | None
    seed: int
    replications: int
    engine: str
    pools: tuple[Needed, ...]
    rounds: int | None
    changed: int | None

    @property
    def is_settled(self) -> bool:
        """Whether the iteration came to rest: no interval changed by more than one person any more."""
        return self.changed is None or self.changed <= 1

    @property
    def alike(self) -> list[list[str]]:
        """Names of the pools that take the same work in the same order, where several do."""
        plan = checked_plan(self.scenario)
        shown, found = [pool.load for pool in self.pools], dict[bytes, list[str]]()
        for load in shown:
            able = np.stack([plan.preference[:, load.groups[0]], plan.overflow_us[:, load.groups[0]]])
            found.setdefault(able.tobytes(), []).append(load.name)
        return [names for names in found.values() if len(names) > 1]

    def frame(self) -> pd.DataFrame:
        """One row per pool and interval.

        Returns
        -------
        DataFrame
            Columns pool, interval_start (local time), day_kind (working_day, rest_day, holiday), offered (what could be
            begun in the interval, on average), aht (seconds), required, rostered, present, over_under (present less
            required); by simulation also in_time, in_time_low, in_time_high: the share of the work begun in time, with
            its 95 % interval. Empty cells are "no data".
        """
        import pandas as pd

        plan = checked_plan(self.scenario)
        edges_us = edges_of(plan, self.scenario.report.interval)
        start = plan.calendar.local_times(edges_us[:-1])
        kinds = [plan.calendar.kind(moment.date()) for moment in start.tolist()]
        parts = []
        for pool in self.pools:
            load = pool.load
            frame = {
                "pool": load.name,
                "interval_start": start,
                "day_kind": kinds,
                "offered": load.work.offered,
                "aht": pd.array([load.work.aht_us / SECOND_US or pd.NA] * len(start), dtype="Float64"),
                "required": pool.required.astype(np.int64),
                "rostered": load.rostered,
                "present": load.present,
                "over_under": load.present - pool.required,
            }
            if self.method == "simulation":
                for name, values in zip(
                    ("in_time", "in_time_low", "in_time_high"), (pool.in_time, pool.low, pool.high), strict=True
                ):
                    frame[name] = pd.arrays.FloatingArray(np.nan_to_num(values), np.isnan(values))
            parts.append(pd.DataFrame(frame))
        return pd.concat(parts, ignore_index=True)

    def person_hours(self) -> pd.DataFrame:
        """One row per pool and date: person-hours required, rostered and present, and the peak of each.

        Returns
        -------
        DataFrame
            Columns pool, date, required, rostered, present (hours), required_peak, rostered_peak, present_peak
            (people).
        """
        frame = self.frame()
        frame["date"] = frame["interval_start"].dt.normalize()
        heads = ["required", "rostered", "present"]
        hours = self.scenario.report.interval / SECOND_US / 3600
        by = frame.groupby(["pool", "date"], sort=False)[heads]
        return (by.sum() * hours).join(by.max().add_suffix("_peak")).reset_index()


def requirement(
    scenario: Scenario,
    *,
    method: Method = "formula",
    group: str | None = None,
    delay: float | str | None = None,
    within: str | None = None,
    days: float | str | None = None,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
) -> Requirement:
    """How many people of each pool are needed at work in each interval.

    Parameters
    ----------
    scenario
        Whose demand, work, hours and rules; `report.interval` is the length of the intervals.
    method
        `formula`: Erlang A or C at the modified offered load of each interval; `simulation`: staffing iterated before
        the same citizens.
    group
        One group of operators, desk or unit only; all of them if left out.
    delay
        Share of the work that may wait, such as '20 %'. If left out, the scenario's first target for a service level
        (80 % within 20 s without one) holds for calls, and its share for other work that may wait for `within`.
    within
        How long other work than calls may wait, such as '30 min'; an interval, or with `delay` nothing, if left out.
    days
        Share of days on which the people are to be enough, such as '90 %': days as busy as that; the mean day if left
        out.
    replications
        The scenario's `replications`, or 20, if left out.
    seed, engine
        As `sim.study.replicate.replicate`.
    progress
        Called as runs go on.

    Returns
    -------
    Requirement
        `frame()` has a row for each pool and interval.

    Raises
    ------
    ScenarioError
        If there is no such group, or something asked for makes no sense.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town")
    >>> needed = sim.requirement(town, replications=2).frame()
    >>> len(needed), list(needed.columns[:5])
    (48, ['pool', 'interval_start', 'day_kind', 'offered', 'aht'])
    """
    from sim.simulation import choose_engine

    if method not in METHODS:
        raise ScenarioError(f"there is no method '{method}': choose 'formula' or 'simulation'")
    late, of_days = _share("delay", delay), _share("days", days)
    calls, others = asked_of(scenario, late, None if within is None else _length(within))
    n = replications or scenario.replications or DEFAULT_REPLICATIONS
    if n < 2:
        raise ScenarioError("a single replication tells no requirement: ask for 2 or more, better 20")
    plan = plan_of_day(checked_plan(scenario), of_days)
    chosen = choose_engine(scenario, engine, n)
    width_us = scenario.report.interval
    runs = _Runs(scenario, seed, n, chosen, progress)
    hours = hours_of(plan)
    come = runs.all(
        unlimited_plan(plan), lambda log: Come.of(items_of(log, hours), width_us, plan.horizon_us), _most_rostered(plan)
    )
    edges_us = edges_of(plan, width_us)
    pools = loads_of_pools(plan, come, width_us)
    if group is not None and group not in [pool.name for pool in pools]:
        known = [pool.name for pool in pools]
        raise ScenarioError(f"there is no group '{group[:60]}'{did_you_mean(group, known, 'groups')}")
    iterated = None
    if method == "simulation":

        def simulate(with_heads: Plan, see: Callable[[Sequence[PoolItems]], Seen], heads: int) -> list[Seen]:
            return runs.all(with_heads, lambda log: see(items_of(log, hours)), heads)

        iterated = iterate(plan, pools, (calls, others), width_us, simulate)
    found = []
    for number, pool in enumerate(pools):
        if group not in (None, pool.name) or not (pool.work.offered.any() or pool.rostered.any()):
            continue
        asked = calls if pool.calls.comes else others
        if iterated is None:
            needed, nothing = required_by_formula(plan, pool, calls, others, edges_us), np.empty(0)
            found.append(Needed(pool, asked, needed.astype(np.float64), nothing, nothing, nothing))
        else:
            found.append(_simulated(pool, asked, number, iterated))
    return Requirement(
        scenario=scenario,
        method=method,
        days=of_days,
        seed=seed,
        replications=n,
        engine=chosen,
        pools=tuple(found),
        rounds=None if iterated is None else iterated.rounds,
        changed=None if iterated is None else iterated.changed,
    )


def _simulated(pool: PoolLoad, asked: Asked, number: int, iterated: Iterated) -> Needed:
    """What the iteration found for a pool, slot by slot, as intervals."""
    slots = iterated.slots
    good, everything = iterated.shares(number)
    told = np.full((3, slots.count), np.nan)
    for slot in np.flatnonzero(everything.any(axis=0)).tolist():
        interval = ratio_spread(good[:, slot], everything[:, slot]).interval(CONFIDENCE, "share")
        told[:, slot] = [np.nan if end is None else end for end in (interval.estimate, interval.low, interval.high)]
    heads = np.where(pool.is_open, iterated.heads[number][slots.of] * pool.copies, 0)
    return Needed(pool, asked, heads.astype(np.float64), *(part[slots.of] for part in told))


@dataclass(frozen=True)
class _Runs:
    """All replications of a plan before the same citizens."""

    scenario: Scenario
    seed: int
    replications: int
    engine: Engine
    progress: Progress | None

    def all(self, plan: Plan, look: Callable[[RunLog], Kept], heads: int) -> list[Kept]:
        """What is kept of each, in order; `heads` is told as they go on."""
        from sim.simulation import run_plan

        def one(replication: int) -> Kept:
            progress = self.progress
            told = None if progress is None else lambda part: progress(heads, replication, self.replications, part)
            return look(run_plan(plan, self.seed, replication, self.engine, told))

        workers = workers_for(self.scenario, self.engine, self.replications)
        return list(in_order(one, range(self.replications), workers))


def _most_rostered(plan: Plan) -> int:
    """People rostered at all."""
    return len(plan.person_group)


def _share(name: str, given: float | str | None) -> float | None:
    """A share that is neither nothing nor all."""
    if given is None:
        return None
    try:
        share = parse_share(given)
    except ValueError as error:
        raise ScenarioError(f"--{name}: {error}") from None
    if not 0 < share < 1:
        raise ScenarioError(f"--{name}: {given!r} is out of range: write a share above 0 % and below 100 %")
    return share


def _length(given: str) -> int:
    try:
        return parse_duration(given)
    except ValueError as error:
        raise ScenarioError(f"--within: {error}") from None
