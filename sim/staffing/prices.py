"""prices(scenario) -> Prices: what one more person-hour of each pool buys towards each target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sim.calendar.lengths import HOUR_US
from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.measures.selection import selection_key
from sim.plans.expectations import rostered_us
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Target
from sim.staffing.heads import Pool, find_posts, pools_of
from sim.staffing.trials import DEFAULT_REPLICATIONS
from sim.study.compare import compare
from sim.study.difference import Difference
from sim.study.missing import missing_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.misses import Missing
    from sim.simulation import Engine

Change = Literal["heads", "days"]
"""One more person in each shift; the same people on every day of the week."""


@dataclass(frozen=True)
class Price:
    """What a change of one pool does to a target.

    Attributes
    ----------
    pool, change
        Whose people, and what is changed.
    hours
        Person-hours a day that it adds.
    target
        Which target.
    difference
        The target's measure with the change less without it, from paired runs; its interval holds together with those
        of all other changes and targets.
    """

    pool: str
    change: Change
    hours: float
    target: Target
    difference: Difference

    @property
    def gained(self) -> float | None:
        """How much better the measure is for each person-hour a day, in its unit; None: no data."""
        if self.difference.difference is None or not self.hours:
            return None
        return self._sign * self.difference.difference / self.hours

    @property
    def sure(self) -> float:
        """The same at the end of the interval that promises less; 0 where no difference is shown."""
        end = self.difference.low if self._sign > 0 else self.difference.high
        if end is None or not self.hours or not self.difference.is_backed:
            return 0.0
        return max(0.0, self._sign * end / self.hours)

    @property
    def _sign(self) -> float:
        return 1.0 if self.target.at_least is not None else -1.0


@dataclass(frozen=True)
class Prices:
    """What one more person-hour buys, pool by pool.

    Attributes
    ----------
    scenario
        As it is.
    seed, replications, engine
        Of every variant.
    prices
        One for each pool, change and target.
    confidence
        That all intervals hold the truth.
    missing
        Where the tickets that miss a promise of closure lose their time, as the scenario is.
    """

    scenario: Scenario
    seed: int
    replications: int
    engine: str
    prices: tuple[Price, ...]
    confidence: float
    missing: tuple[Missing, ...] = ()

    def best(self, target: Target) -> Price | None:
        """The change that is sure to buy most for a person-hour; None where none is sure to buy anything."""
        found = max((price for price in self.prices if price.target == target), key=lambda price: price.sure)
        return found if found.sure > 0 else None

    def to_frame(self) -> pd.DataFrame:
        """One row for each pool, change and target.

        Returns
        -------
        DataFrame
            Columns pool, change, person_hours (a day), measure, difference, low, high (of the whole change), gained
            (by one person-hour a day; better is more, whichever way the measure goes), unit, n. Empty cells: no data.
        """
        import pandas as pd

        found = [price.difference for price in self.prices]
        ends = {name: [getattr(one, name) for one in found] for name in ("difference", "low", "high")}
        return pd.DataFrame(
            {
                "pool": [price.pool for price in self.prices],
                "change": [price.change for price in self.prices],
                "person_hours": [price.hours for price in self.prices],
                "measure": [selection_key(price.target) for price in self.prices],
                **{name: pd.array(values, dtype="Float64") for name, values in ends.items()},
                "gained": pd.array([price.gained for price in self.prices], dtype="Float64"),
                "unit": [price.difference.unit for price in self.prices],
                "n": [price.difference.n for price in self.prices],
            }
        )


def prices(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    confidence: float = 0.95,
) -> Prices:
    """What one more person-hour of each pool buys towards each target.

    Parameters
    ----------
    scenario
        Whose targets, and whose pools: groups of operators, desks and units.
    replications
        Of every variant; the scenario's, or 20, if left out.
    seed, engine
        As `sim.replicate`; every variant has the same citizens.
    confidence
        That all intervals hold the truth (Bonferroni).

    Raises
    ------
    ScenarioError
        If there are no targets, or no pool has shifts that could be changed.

    Notes
    -----
    Each pool is changed alone: one more person in each of its shifts, and, where some of its shifts are not worked on
    every day, all of them on every day. Differences are those of paired runs. Where heads buy nothing and days do, the
    hours are short; where neither does, the tickets wait for something else.
    """
    targets = [target for target in scenario.targets if target.per == "run"]
    if not targets:
        raise ScenarioError("the scenario has no targets: say under 'targets' what must hold")
    n = replications or scenario.replications or DEFAULT_REPLICATIONS
    pools = pools_of(scenario).items()
    variants = {(name, change): made for name, pool in pools for change, made in _of(scenario, name, pool)}
    if not variants:
        raise ScenarioError("no shift has a head count that could be changed: the staff stand in a file")
    now = rostered_us(checked_plan(scenario)).sum()
    names = [scenario.name, *(f"{name} / {change}" for name, change in variants)]
    found = compare(scenario, *variants.values(), replications=n, seed=seed, engine=engine, names=names)
    keys = [selection_key(target) for target in targets]
    together = found.together(keys, confidence=confidence)
    rows = {(row.design, row.measure): row.difference for row in together.rows}
    days = checked_plan(scenario).calendar.length_days
    listed = [
        Price(name, change, float(rostered_us(checked_plan(made)).sum() - now) / HOUR_US / days, target,
              rows[f"{name} / {change}", key])
        for (name, change), made in variants.items()
        for target, key in zip(targets, keys, strict=True)
    ]  # fmt: skip
    lost = missing_of(scenario, n, seed=seed, engine=engine)
    return Prices(scenario, seed, n, found.base.engine, tuple(listed), confidence, lost)


def _of(scenario: Scenario, name: str, pool: Pool) -> list[tuple[Change, Scenario]]:
    """The changes of a pool that can be made, and the scenario with each."""
    here, staff = f"{pool.section}.{name}", pool.staff
    try:
        posts = find_posts(scenario, group=name).posts
    except ScenarioError:
        return []
    changes: dict[Change, dict[str, Any]] = {"heads": {post.path: post.heads + 1 for post in posts}}
    if any(shift.days != "all" for shift in staff.shifts.values()):
        changes["days"] = {f"{here}.shifts.{shift}.days": "all" for shift in staff.shifts}
    return [(change, scenario.replace(made)) for change, made in changes.items()]
