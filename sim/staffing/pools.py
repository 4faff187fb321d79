"""need_each(scenario) -> PoolNeeds: every pool's least head count, so that no pool could give up one more person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sim.measures.people import Heads
from sim.measures.targets import Status
from sim.scenario.schema import Scenario
from sim.staffing.heads import Candidate, Post, Posts, find_posts, pools_of
from sim.staffing.lawful import lawful_heads
from sim.staffing.need import Need, need
from sim.staffing.search import least_enough
from sim.staffing.trials import Progress, Trials

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine


Staff = tuple[int, ...]


@dataclass(frozen=True)
class OneFewer:
    """What becomes of the targets with one person fewer in one shift (in a unit with copies, in each of them)."""

    post: Post
    verdict: Status


@dataclass(frozen=True)
class PoolNeeds:
    """What every pool needs.

    Attributes
    ----------
    together
        The search for a common factor on all head counts, from which each pool then gave up what it could.
    pools
        Name to the search of that pool, in the order in which they were asked; each with the others as found before.
    one_fewer
        The answer with one person fewer in each shift of two or more, each simulated: none of them is `met`.
    scenario
        The scenario with the head counts found; as it was given where there is no answer.
    """

    together: Need
    pools: dict[str, Need]
    one_fewer: tuple[OneFewer, ...]
    scenario: Scenario

    @property
    def heads(self) -> int | None:
        """People in all; None if no head count was found."""
        return None if self.together.answer is None else find_posts(self.scenario).now

    def changes(self) -> dict[str, int]:
        """Key path to each head count found, those of dated exceptions too."""
        posts = find_posts(self.scenario)
        return {post.path: post.heads for post in posts.posts} | dict(posts.exceptions)

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
    """The least head count of every pool at which the scenario's targets hold, so that none can give up one person.

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
    by one factor on its own shifts. What is left over by these proportions, and by verdicts that are not in order, the
    end check takes: shift by shift, the largest pool first, until no shift can give up one person. A shift keeps at
    least one, and dated exceptions stay. Another mix of pools may do with fewer people in all.
    """
    together = need(
        scenario, replications=replications, at_most=at_most, seed=seed, engine=engine, progress=progress
    )  # fmt: skip
    if together.answer is None:
        return PoolNeeds(together, {}, (), scenario)
    found, pools = together.variant(), {}
    rostered = {post.group for post in together.posts.posts}
    for name in sorted(rostered, key=lambda name: (-find_posts(found, group=name).now, name)):
        most = find_posts(found, group=name).now
        pools[name] = need(
            found, group=name, replications=replications, at_most=max(most, 1), seed=seed, engine=engine,
            progress=progress,
        )  # fmt: skip
        if pools[name].answer is not None:
            found = pools[name].variant()
    posts = find_posts(found)

    def verdict(staff: Staff) -> Status:
        trials = Trials(found, posts, found.targets, together.replications, seed, engine, progress)
        return trials.at(_candidate(posts, staff)).verdict

    staff, one_fewer = _spared(posts, verdict)
    return PoolNeeds(together, pools, one_fewer, found.replace(_candidate(posts, staff).changes(posts)))


def _candidate(posts: Posts, staff: Staff) -> Candidate:
    """Head counts of their own for each shift; dated exceptions as they are."""
    return Candidate(Fraction(1), posts.people(staff), staff)


def _spared(posts: Posts, verdict: Callable[[Staff], Status]) -> tuple[Staff, tuple[OneFewer, ...]]:
    """Head counts of which no shift can give up one person, from head counts with which every target is met.

    Each set of head counts is tried once; what was tried in an earlier round with other shifts larger is tried again.
    """
    tried: dict[Staff, Status] = {}
    staff = tuple(post.heads for post in posts.posts)
    people = {name: sum(p.heads * p.copies for p in posts.posts if p.group == name) for name in _groups(posts)}
    order = sorted(
        (place for place, heads in enumerate(staff) if heads > 1),
        key=lambda place: (-people[posts.posts[place].group], -staff[place], posts.posts[place].path),
    )

    def is_met(staff: Staff) -> bool:
        if staff not in tried:
            tried[staff] = verdict(staff)
        return tried[staff] == "met"

    before: Staff = ()
    while staff != before:
        before = staff
        for place in order:
            staff = _with(staff, place, _least(is_met, staff, place))
    left = [place for place in order if staff[place] > 1]
    return staff, tuple(
        OneFewer(replace(posts.posts[place], heads=staff[place]), tried[_with(staff, place, staff[place] - 1)])
        for place in left
    )


def _groups(posts: Posts) -> dict[str, None]:
    return dict.fromkeys(post.group for post in posts.posts)


def _least(is_met: Callable[[Staff], bool], staff: Staff, place: int) -> int:
    """The least head count of one shift with which every target is met while the others stay; its own if there is none.

    One fewer is tried first, then steps that double.
    """
    most = staff[place]
    if most == 1:
        return most
    found = least_enough(lambda heads: is_met(_with(staff, place, heads)), most - 1, 1, most - 1)
    return most if found is None else found


def _with(staff: Staff, place: int, heads: int) -> Staff:
    return (*staff[:place], heads, *staff[place + 1 :])
