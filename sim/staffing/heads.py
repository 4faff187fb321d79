"""Which head counts are decided on, and every set of head counts worth trying, in rising order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from itertools import groupby
from typing import Final

from sim.errors import ScenarioError
from sim.plans.shifts import follows
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Staff
from sim.scenario.schema_units import Unit
from sim.scenario.spelling import did_you_mean

MOST_OF_ONE_SHIFT: Final = 20_000
"""More people than a scenario lets one shift have."""


@dataclass(frozen=True)
class Post:
    """One head count of a scenario: a shift's, or a crew's.

    Attributes
    ----------
    group, name
        The group of operators, the desk or the unit, and the name of the shift or the crew.
    path
        Where the count stands in the scenario.
    heads
        How many are rostered now; in a unit with copies, in each of them.
    copies
        How many copies of the unit there are.
    """

    group: str
    name: str
    path: str
    heads: int
    copies: int = 1


@dataclass(frozen=True)
class Pool:
    """The people of one name: the section of the scenario they stand in, and what it says of them."""

    section: str
    staff: Staff

    @property
    def copies(self) -> int:
        """How many copies there are of a unit."""
        return self.staff.copies if isinstance(self.staff, Unit) else 1


@dataclass(frozen=True)
class Posts:
    """The head counts that one question is about; all others stay as they are.

    Attributes
    ----------
    what
        What was asked for: one `shift`, one `group`, or `all`.
    name
        Name of the shift or group; empty for all.
    posts
        The head counts.
    exceptions
        Key path to head count of the dated exceptions of these shifts; they change in proportion.
    """

    what: str
    name: str
    posts: tuple[Post, ...]
    exceptions: tuple[tuple[str, int], ...]

    @property
    def now(self) -> int:
        """People rostered now, shift by shift, copies of units counted."""
        return self.people(tuple(post.heads for post in self.posts))

    def people(self, staff: tuple[int, ...]) -> int:
        """People in all, shift by shift, for a head count of each post."""
        return sum(count * post.copies for count, post in zip(staff, self.posts, strict=True))


@dataclass(frozen=True)
class Candidate:
    """One set of head counts.

    Attributes
    ----------
    factor
        Times today's staff; every count is rounded up. Where nobody is rostered yet, the head count of each shift.
    heads
        People in all, shift by shift, copies of units counted.
    staff
        Head count of each post.
    """

    factor: Fraction
    heads: int
    staff: tuple[int, ...]

    def changes(self, posts: Posts) -> dict[str, int]:
        """Key path to head count, for `Scenario.replace`."""
        counts = {post.path: count for post, count in zip(posts.posts, self.staff, strict=True)}
        return counts | {path: _up(self.factor, heads) for path, heads in posts.exceptions if posts.now}


def find_posts(scenario: Scenario, shift: str | None = None, group: str | None = None) -> Posts:
    """The head counts that a question is about.

    Parameters
    ----------
    scenario
        Whose.
    shift
        Name of a shift, or GROUP.SHIFT where several groups have one of that name.
    group
        Name of a group of operators, a desk or a unit: all its shifts and crews. Without both: every shift and crew.

    Raises
    ------
    ScenarioError
        If there is none of that name, or its people stand elsewhere (crews of a rotation, a file).
    """
    if shift is not None and group is not None:
        raise ScenarioError("ask for a shift or for a group, not for both (one shift of a group: GROUP.SHIFT)")
    if shift is not None:
        owner, name = _owner_of(scenario, shift)
        return _posts("shift", name, {owner: pools_of(scenario)[owner]}, only=name)
    pools = pools_of(scenario)
    if group is not None:
        if group not in pools:
            raise ScenarioError(f"there is no group '{group[:60]}'{did_you_mean(group, pools, 'groups')}")
        return _posts("group", group, {group: pools[group]})
    return _posts("all", "", pools)


def pools_of(scenario: Scenario) -> dict[str, Pool]:
    """Everybody who works, by name: groups of operators, desks, units."""
    sections: dict[str, Mapping[str, Staff]] = {
        "operators": scenario.operators,
        "desks": scenario.desks,
        "units": scenario.units,
    }
    return {name: Pool(section, part) for section, parts in sections.items() for name, part in parts.items()}


def candidates(posts: Posts, most_heads: int) -> list[Candidate]:
    """Every different set of head counts up to so many people in all, from few to many.

    One common factor is laid on today's counts, rounded up: from one set to the next at least one shift gains a
    person and none loses one. The first set has one person in each shift that is worked.
    """
    weights = [post.heads for post in posts.posts] if posts.now else [1] * len(posts.posts)
    found = []
    for factor in _factors(weights):
        staff = tuple(_up(factor, weight) for weight in weights)
        if posts.people(staff) > most_heads or max(staff) > MOST_OF_ONE_SHIFT:
            break
        found.append(Candidate(factor, posts.people(staff), staff))
    return found


def _factors(weights: list[int]) -> Iterator[Fraction]:
    """The factors at which some rounded-up count is just about to change, rising without end."""
    steps = [_multiples(Fraction(1, weight)) for weight in sorted(set(weights)) if weight]
    return (factor for factor, _ in groupby(merge(*steps)))


def _multiples(step: Fraction) -> Iterator[Fraction]:
    number = 0
    while True:
        number += 1
        yield number * step


def _up(factor: Fraction, heads: int) -> int:
    return -(-factor.numerator * heads // factor.denominator)


def _owner_of(scenario: Scenario, shift: str) -> tuple[str, str]:
    """The group and the name of a shift."""
    pools = pools_of(scenario).items()
    places = {f"{owner}.{name}": (owner, name) for owner, pool in pools for name in pool.staff.shifts}
    if shift in places:
        return places[shift]
    meant = [place for place, (_, name) in places.items() if name == shift]
    if len(meant) == 1:
        return places[meant[0]]
    if meant:
        raise ScenarioError(f"several groups have a shift '{shift[:60]}': write {' or '.join(meant)}")
    names: Iterable[str] = dict.fromkeys(name for _, name in places.values())
    known = places if "." in shift else names
    raise ScenarioError(f"there is no shift '{shift[:60]}'{did_you_mean(shift, known, 'shifts')}")


def _posts(what: str, name: str, pools: dict[str, Pool], only: str | None = None) -> Posts:
    posts: list[Post] = []
    exceptions: list[tuple[str, int]] = []
    for owner, pool in pools.items():
        group, here = pool.staff, f"{pool.section}.{owner}"
        by_crews = set(group.rotation.cycle) if group.rotation else set()
        by_crews |= set(group.shifts) if group.roster_file else set()
        own = [shift for shift in group.shifts if only in (None, shift)]
        posts += [
            Post(owner, shift, f"{here}.shifts.{shift}.staff", group.shifts[shift].staff, pool.copies)
            for shift in own
            if (group.shifts[shift].staff or shift not in by_crews) and not follows(group.shifts[shift])
        ]
        if group.rotation and only is None:
            crews = group.rotation.crews.items()
            posts += [Post(owner, crew, f"{here}.rotation.crews.{crew}", heads, pool.copies) for crew, heads in crews]
        exceptions += [
            (f"{here}.exceptions.{number}.staff", exception.staff)
            for number, exception in enumerate(group.exceptions)
            if exception.shift in own
        ]
    if not posts and only is not None and any(follows(pool.staff.shifts[only]) for pool in pools.values()):
        raise ScenarioError(f"shift '{only}' is worked by the people of another shift: ask for that one")
    if not posts and only is not None and any(pool.staff.roster_file for pool in pools.values()):
        raise ScenarioError(f"shift '{only}' is worked by people of a roster file: its heads stand there")
    if not posts and only is not None:
        raise ScenarioError(f"shift '{only}' is worked by the crews of a rotation: ask for the group instead")
    if not posts:
        raise ScenarioError("no shift has a head count that could be changed: the staff stand in a file")
    return Posts(what, name, tuple(posts), tuple(exceptions))
