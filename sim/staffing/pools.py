"""need_each(scenario) -> PoolNeeds: every pool's least head count, so that no pool could spare one more step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.checks import checked_plan
from sim.measures.people import Heads, heads_needed
from sim.scenario.schema import Scenario
from sim.staffing.heads import find_posts, pools_of
from sim.staffing.need import Need, Progress, need

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine


@dataclass(frozen=True)
class PoolNeeds:
    """What every pool needs.

    Attributes
    ----------
    together
        The search for a common factor on all head counts, from which each pool then gave up what it could.
    pools
        Name to the search of that pool, in the order in which they were asked; each with the others as found before.
    scenario
        The scenario with the head counts found; as it was given where there is no answer.
    """

    together: Need
    pools: dict[str, Need]
    scenario: Scenario

    @property
    def heads(self) -> int | None:
        """People in all; None if no head count was found."""
        return None if self.together.answer is None else find_posts(self.scenario).now

    def changes(self) -> dict[str, int]:
        """Key path to each head count found."""
        return {post.path: post.heads for post in find_posts(self.scenario).posts}

    def frame(self) -> pd.DataFrame:
        """One row per pool.

        Returns
        -------
        DataFrame
            Columns group, now, needed (people rostered, shift by shift), for_40_hours, for_44_hours, for_rest_day:
            people that must be employed for that roster by the law on working hours. Empty cells: no answer.
        """
        import pandas as pd

        names = [name for name in pools_of(self.together.scenario) if name in self.pools]
        found = self.together.answer is not None
        lawful = lawful_heads(self.scenario) if found else {}
        columns: dict[str, list[int | None]] = {
            "now": [find_posts(self.together.scenario, group=name).now for name in names],
            "needed": [find_posts(self.scenario, group=name).now if found else None for name in names],
            **{part: [getattr(lawful.get(name), part, None) for name in names] for part in Heads._fields},
        }
        return pd.DataFrame(
            {"group": names, **{key: pd.array(column, dtype="Int64") for key, column in columns.items()}}
        )


def need_each(
    scenario: Scenario,
    *,
    replications: int | None = None,
    at_most: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
) -> PoolNeeds:
    """The least head count of every pool at which the scenario's targets hold, so that none can spare another step.

    Parameters
    ----------
    scenario, replications, at_most, seed, engine, progress
        As `sim.staffing.need.need`; `at_most` counts the people of all pools.

    Raises
    ------
    ScenarioError
        As `need`.

    Notes
    -----
    First the least common factor on all head counts; then each pool in turn, the largest first, gives up what it can
    while all others stay. More people are taken to be never worse, so a pool that was asked early could not give up
    more after the later ones have: the answer cannot be made smaller by any one pool, though another mix of pools may
    do with fewer people in all.
    """
    together = need(
        scenario, replications=replications, at_most=at_most, seed=seed, engine=engine, progress=progress
    )  # fmt: skip
    if together.answer is None:
        return PoolNeeds(together, {}, scenario)
    found, pools = together.variant(), {}
    rostered = {post.group for post in together.posts.posts}
    for name in sorted(rostered, key=lambda name: -find_posts(found, group=name).now):
        most = find_posts(found, group=name).now
        pools[name] = need(
            found, group=name, replications=replications, at_most=max(most, 1), seed=seed, engine=engine,
            progress=progress,
        )  # fmt: skip
        if pools[name].answer is not None:
            found = pools[name].variant()
    return PoolNeeds(together, pools, found)


def lawful_heads(scenario: Scenario) -> dict[str, Heads]:
    """People to employ for the roster of each pool, copies of units counted."""
    plan = checked_plan(scenario)
    needed = heads_needed(plan)
    found: dict[str, Heads] = {}
    for name in pools_of(scenario):
        copies = [heads for (_, part), heads in zip(plan.group_parts, needed, strict=True) if part == name]
        found[name] = Heads(*(sum(heads) for heads in zip(*copies, strict=True)))
    return found
