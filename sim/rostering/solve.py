"""The roster of a problem at the least cost that can be found in a given time, and how much less it may cost."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sim.errors import InfeasibleError
from sim.rostering.check import unmet
from sim.rostering.clashes import clashes
from sim.rostering.costs import Costs, costs_of
from sim.rostering.formulation import Formulation, Which
from sim.rostering.parts import DAY, HOUR, MUST, OFF, WEEK, Fairness
from sim.rostering.problem import Problem, Roster
from sim.rostering.program import SMALLEST_GAP, Ints

MOST_AS_A_WHOLE: Final = 6_000
"""Columns, of people, days and shifts, of the largest program that is solved as a whole."""
MOST_FOR_A_BOUND: Final = 100_000
"""And of the largest whose bound is looked for; the cost of a larger one is at least nothing."""
MOST_IN_A_PART: Final = 600
MOST_IN_A_FIRST_PART: Final = 200
"""Columns of the parts that are made better at first, and of those that make a first roster."""
SHARE_AS_A_WHOLE: Final = 0.5
SHARE_OF_A_PART: Final = 0.03
"""Of the time, for the search as a whole and for a part."""
LITTLE: Final = 0.01
"""Of the cost: a round of parts that gains no more is followed by one of larger parts."""
SHARE_OF_FIRST: Final = 0.35
FIRST_GAP: Final = 0.01
"""Of a first roster: its share of the time, and how near it comes for each group."""
LEAST_DIFFERENCE: Final = 2e-6
"""Costs that differ by less are the same; HiGHS ends where its bound is a millionth away, give or take its rounding."""


@dataclass(frozen=True)
class RosterAnswer:
    """A roster and what is known about it.

    Attributes
    ----------
    outcome
        `optimal`: none costs less by more than the gap asked for; `out of time`: the best found so far.
    roster
        Who works when.
    costs
        By what they are for.
    bound
        No roster costs less.
    seconds
        How long it took.
    """

    outcome: Literal["optimal", "out of time"]
    roster: Roster
    costs: Costs
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """How much less than its cost the least cost may be, as a share of its cost."""
        return max(0.0, self.costs.total - self.bound) / max(abs(self.costs.total), SMALLEST_GAP)


def solve_roster(problem: Problem, *, seconds: float = 60.0, gap: float = 0.0) -> RosterAnswer:
    """The roster at the least cost.

    The whole program is solved first. What it has not proven in its part of the time is made better week by week and
    group of people by group of people, the rest held as it is: that never makes it dearer, and the bound stays that of
    the whole.

    Parameters
    ----------
    problem
        What is asked.
    seconds
        Longest search, roughly.
    gap
        Share of the cost by which the answer may be too dear.

    Raises
    ------
    InfeasibleError
        If no roster keeps all rules: the message says which of them clash, for whom. If none was found in time, it says
        that.
    """
    begun = time.monotonic()
    search = _Search(problem, begun + seconds, gap)
    search.as_a_whole(seconds)
    if not search.is_near_enough():
        search.build(seconds * SHARE_OF_FIRST)
        search.improve(seconds * SHARE_OF_A_PART)
    costs = costs_of(problem, Roster(search.cells))
    if costs.total == math.inf:
        raise InfeasibleError("\n".join(unmet(problem, Roster(search.cells))))
    outcome: Literal["optimal", "out of time"] = "optimal" if search.is_near_enough() else "out of time"
    return RosterAnswer(outcome, Roster(search.cells), costs, min(search.bound, costs.total), time.monotonic() - begun)


class _Search:
    """The best roster so far, and the bound."""

    def __init__(self, problem: Problem, ends_at: float, gap: float) -> None:
        self.problem = problem
        self.soft = _without_musts(problem)
        self.ends_at = ends_at
        self.gap = gap
        self.bound = 0.0
        self.cells = np.full((len(problem.people), problem.days), OFF, dtype=np.int16)
        self.costs = Costs(math.inf, math.inf, math.inf, math.inf, math.inf, math.inf)
        self._columns = _columns(problem)

    def is_near_enough(self) -> bool:
        """Whether the cost is as near the bound as asked for."""
        cost = self.costs.total
        return cost < math.inf and cost - self.bound <= max(self.gap * abs(cost), LEAST_DIFFERENCE)

    def as_a_whole(self, seconds: float) -> None:
        """The whole program, or where it is large its bound."""
        columns = int(self._columns.sum())
        if columns > MOST_FOR_A_BOUND:
            return
        program = Formulation(self.problem)
        if columns > MOST_AS_A_WHOLE:
            self._raise_bound(program.program.bound(seconds=seconds * SHARE_AS_A_WHOLE))
            return
        answer = program.program.solve(seconds=seconds * SHARE_AS_A_WHOLE, gap=self.gap)
        if answer.outcome == "impossible":
            raise InfeasibleError("\n".join(clashes(self.problem)))
        self._raise_bound(answer.bound)
        if answer.values is not None:
            self._keep(program.roster(answer.values))

    def build(self, seconds: float) -> None:
        """A first roster, group of people by group, where none is there; each leaves the others their part."""
        if self.costs.total < math.inf:
            return
        problem = self.soft
        groups = list(self._groups(np.arange(len(problem.people)), MOST_IN_A_FIRST_PART))
        strength = np.array([person.most_minutes or problem.days * DAY for person in problem.people], dtype=np.float64)
        wanted = np.array([cover.wanted for cover in problem.cover], dtype=np.float64)
        chance = np.random.default_rng(0).random(len(wanted))
        done = np.zeros(0, dtype=np.int64)
        for group in groups:
            done = np.concatenate([done, group])
            # so many are there after this group in proportion, rounded up or down by chance, that no group waits
            target = np.floor(wanted * (strength[done].sum() / max(1.0, strength.sum())) + chance)
            expected = np.maximum(0.0, wanted - target)
            free = np.zeros(self.cells.shape, dtype=np.bool_)
            free[group] = True
            part = Formulation(problem, free, self.cells, expected)
            answer = part.program.solve(seconds=seconds / len(groups), gap=FIRST_GAP)
            if answer.outcome == "out of time" and answer.values is None:
                answer = part.program.solve(seconds=max(0.0, self.ends_at - time.monotonic()), gap=1.0)
            if answer.outcome == "impossible":
                raise InfeasibleError("\n".join(clashes(self.problem)))
            if answer.values is None:
                raise InfeasibleError("no roster was found in time: give it more, or fewer people and days at once")
            self.cells = part.roster(answer.values).cells
        self._keep(Roster(self.cells))

    def improve(self, seconds: float) -> None:
        """Parts of the roster are found again, the others held, until the time is over or nothing is gained.

        Parts grow when a round of them gains little: small ones gain more in the same time, as long as they gain.
        """
        chance, size = np.random.default_rng(0), MOST_IN_A_PART
        while True:
            before = self.costs.total
            for free in self._parts(size, chance):
                left = self.ends_at - time.monotonic()
                if left <= 0 or self.is_near_enough():
                    return
                part = Formulation(self.soft, free, self.cells)
                answer = part.program.solve(seconds=min(left, seconds), gap=self.gap)
                if answer.values is not None:
                    self._keep(part.roster(answer.values))
            if before - self.costs.total <= LITTLE * before:
                if size >= self._columns.sum():
                    return
                size *= 2

    def _raise_bound(self, bound: float) -> None:
        if bound > -math.inf and _costs_whole_numbers(self.problem):
            bound = math.ceil(bound - LEAST_DIFFERENCE)
        self.bound = max(self.bound, bound)

    def _keep(self, roster: Roster) -> None:
        costs = costs_of(self.soft, roster)
        if costs.total < self.costs.total:
            self.cells, self.costs = roster.cells, costs

    def _groups(self, people: Ints, most: int, share: float = 1.0) -> Iterator[Ints]:
        """People in groups, a share of whose shifts is at most so many columns."""
        begins, columns = 0, 0.0
        for number, person in enumerate(people.tolist()):
            more = share * float(self._columns[person])
            if columns and columns + more > most:
                yield people[begins:number]
                begins, columns = number, 0.0
            columns += more
        yield people[begins:]

    def _parts(self, size: int, chance: np.random.Generator) -> Iterator[Which]:
        """A round of parts of so many columns: people in some days, then fewer in all."""
        people, days = self.cells.shape
        span = min(days, max(WEEK, days * size // max(1, int(self._columns.sum()))))
        for begin in range(int(chance.integers(0, span)) + 1 - span, days, span):
            first, last = max(0, begin), begin + span
            for group in self._groups(chance.permutation(people), size, span / days):
                free = np.zeros(self.cells.shape, dtype=np.bool_)
                free[group, first:last] = True
                yield free
        for group in self._groups(chance.permutation(people), size):
            free = np.zeros(self.cells.shape, dtype=np.bool_)
            free[group] = True
            yield free


def _columns(problem: Problem) -> Ints:
    """For each person how many shifts there are to choose from, over all days."""
    return np.array(
        [sum(len(problem.allowed(person, day)) for day in range(problem.days)) for person in problem.people],
        dtype=np.int64,
    )


def _without_musts(problem: Problem) -> Problem:
    """The problem, with cover that must be there only very dear."""
    dear = 100.0 * max([1.0, *(c.under for c in problem.cover if c.under < MUST), *(w.weight for w in problem.wishes)])
    cover = tuple(replace(one, under=dear) if one.under == MUST else one for one in problem.cover)
    return replace(problem, cover=cover)


def _costs_whole_numbers(problem: Problem) -> bool:
    """Whether every roster costs a whole number."""
    fairness = problem.fairness
    weights = [
        *(weight for cover in problem.cover for weight in (cover.under, cover.over) if weight < MUST),
        *(wish.weight for wish in problem.wishes),
        fairness.nights,
        fairness.weekends,
        fairness.hours,
    ]
    is_shared = fairness != Fairness() and any(person.share != 1.0 for person in problem.people)
    are_whole = fairness.hours == 0 or (
        all(shift.worked % HOUR == 0 for shift in problem.shifts)
        and not any(person.absences for person in problem.people)
    )
    return not is_shared and are_whole and all(float(weight).is_integer() for weight in weights)
