"""What no people of some pools who take no calls can cost less than: each pool by itself, with plenty of all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import heappop, heappush
from typing import Any, Final

from sim.planning.by_simulation import plenty_of_all, wants_fewer
from sim.planning.question import Question
from sim.planning.staff_plan import Shape, plan_changes
from sim.planning.templates import Template
from sim.planning.trial import Trial
from sim.rostering.shift_parts import Kind, Used

MOST_TRIED: Final = 24
"""Head counts of a pool that are simulated; the bound is what the cheapest untried ones cost then."""
MOST_LISTED: Final = 20_000
Heads = tuple[int, ...]


def without_breaks(asked: Question, used: tuple[Used, ...]) -> dict[str, Any]:
    """Key paths and values of some shifts whose people take no breaks and are never absent: nothing is better."""
    templates = {name: _without_breaks(template) for name, template in asked.templates.items()}
    bare = tuple(replace(one, rests=(((),) * one.heads,) * len(one.rests)) for one in used)
    changes = plan_changes(Shape(bare), templates, asked.pools, asked.staffing.interval)
    for name, pool in asked.pools.items():
        changes |= {f"{pool.section}.{name}.absence": 0.0, f"{pool.section}.{name}.shrinkage": 0.0}
    return changes


def _without_breaks(template: Template) -> Template:
    return replace(template, duties=tuple(replace(duty, breaks=()) for duty in template.duties))


def handlers_bound(asked: Question, shape: Shape) -> float:
    """What the people who take no calls cost at least, if the targets hold on average before the same citizens.

    Notes
    -----
    More people are taken to be never worse. A plan whose other pools are given plenty then keeps its targets all the
    more, so that each of its pools costs no less than the cheapest heads of that pool that do with plenty of all
    others; these are looked for in order of their cost, and what is below heads that fail is left out.
    """
    plenty = plenty_of_all(asked, shape)
    return sum(_OfPool.of(asked, number, plenty).bound() for number in asked.handlers)


@dataclass
class _OfPool:
    """The heads of one pool's shifts: which have been tried, with plenty of all other people."""

    asked: Question
    kinds: tuple[Kind, ...]
    others: tuple[Used, ...]
    most: int
    failed: list[Heads] = field(default_factory=list)
    held: list[Heads] = field(default_factory=list)

    @classmethod
    def of(cls, asked: Question, number: int, plenty: Shape) -> _OfPool:
        kinds = tuple(kind for kind in asked.kinds if kind.pool == number)
        others = tuple(one for one in plenty.used if one.kind.pool != number)
        return cls(asked, kinds, others, max(plenty.heads_of(kind) for kind in kinds))

    def bound(self) -> float:
        """The cost of the cheapest heads that may hold."""
        beyond = [(self.most + 1) * kind.price for kind in self.kinds if kind.most > self.most]
        return min([self._within(), *beyond])

    def _within(self) -> float:
        """The same with no more heads in a shift than were looked at."""
        self.failed.append((0,) * len(self.kinds))  # somebody has to be there
        self._least(lambda heads: (heads,) * len(self.kinds))
        corner = tuple(self._least(partial(self._with, at)) for at in range(len(self.kinds)))
        waiting = [(self._cost(corner), corner)]
        listed = {corner}
        while waiting and len(listed) < MOST_LISTED:
            cost, heads = heappop(waiting)
            may_hold = not self._is_below(heads, self.failed)
            if may_hold and (self._tries >= MOST_TRIED or self._holds(heads)):
                return cost
            for at, count in enumerate(heads):
                more = (*heads[:at], count + 1, *heads[at + 1 :])
                if count < self.most and more not in listed:
                    listed.add(more)
                    heappush(waiting, (self._cost(more), more))
        return waiting[0][0] if waiting else 0.0

    @property
    def _tries(self) -> int:
        return len(self.failed) + len(self.held)

    def _least(self, heads_of: Callable[[int], Heads]) -> int:
        """The fewest heads, as some function sets them, that hold; by halving, as far as there are tries left."""
        low, high = 0, self.most  # none of these is known to hold below low, or to fail from high on
        while low < high and self._tries < MOST_TRIED * 2 // 3:
            middle = (low + high) // 2
            if self._holds(heads_of(middle)):
                high = middle
            else:
                low = middle + 1
        return low

    def _with(self, at: int, heads: int) -> Heads:
        """So many in one shift, plenty in the pool's others."""
        return tuple(heads if number == at else self.most for number in range(len(self.kinds)))

    def _cost(self, heads: Heads) -> float:
        return sum(count * kind.price for count, kind in zip(heads, self.kinds, strict=True))

    def _holds(self, heads: Heads) -> bool:
        """Whether all targets hold on average with so many in each shift; what is known is not simulated."""
        if self._is_below(heads, self.failed):
            return False
        if any(self._is_below(other, [heads]) for other in self.held):
            return True
        shape = Shape(self.others)
        for kind, count in zip(self.kinds, heads, strict=True):
            shape = shape.more(replace(kind, least=0), count)
        scenario = self.asked.base.replace(without_breaks(self.asked, shape.used))
        trial = self.asked.trials.at(scenario, self.asked.seed, self.asked.replications)
        (self.held if _keeps(trial) else self.failed).append(heads)
        return _keeps(trial)

    @staticmethod
    def _is_below(heads: Heads, others: Sequence[Heads]) -> bool:
        """Whether some others have no fewer in any shift."""
        return any(all(mine <= theirs for mine, theirs in zip(heads, other, strict=True)) for other in others)


def _keeps(trial: Trial) -> bool:
    """Whether the estimates of all targets that more people do not harm, and that are judged by the run, are kept."""
    for one in trial.targets:
        if one.per == "run" and not wants_fewer(one):
            if one.estimate is None:
                return False
            if one.estimate < one.threshold if one.side == "at_least" else one.estimate > one.threshold:
                return False
    return True
