"""What a roster costs: wishes, cover and how evenly nights, weekends and hours are shared out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.rostering.parts import HOUR, OFF, Person
from sim.rostering.problem import Problem, Roster


@dataclass(frozen=True)
class Costs:
    """The cost of a roster by what it is for, in the unit of the weights.

    Attributes
    ----------
    wishes
        Not granted.
    under, over
        Heads too few and too many.
    nights, weekends, hours
        That some have more of them than others.
    """

    wishes: float
    under: float
    over: float
    nights: float
    weekends: float
    hours: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.wishes + self.under + self.over + self.nights + self.weekends + self.hours


def costs_of(problem: Problem, roster: Roster) -> Costs:
    """What a roster costs; where cover must be there and is not, it is endless."""
    under = over = 0.0
    for cover, there in zip(problem.cover, heads(problem, roster), strict=True):
        missing = max(0, cover.wanted - there)
        under += cover.under * missing if missing else 0.0
        over += cover.over * max(0, there - cover.wanted)
    wishes = 0.0
    for wish in problem.wishes:
        cell = int(roster.cells[problem.person_numbers[wish.person], wish.day])
        is_there = cell != OFF and wish.shift in (None, problem.shifts[cell].name)
        wishes += wish.weight if is_there != wish.is_for else 0.0
    rows = roster.cells.tolist()
    nights = [nights_of(problem, row) for row in rows]
    weekends = [weekends_of(problem, row) for row in rows]
    hours = [
        hours_of(problem, person, row) if problem.may_have_hours(person) else 0.0
        for person, row in zip(problem.people, rows, strict=True)
    ]
    return Costs(
        wishes,
        under,
        over,
        problem.fairness.nights * _spread(problem, nights, problem.may_have_nights),
        problem.fairness.weekends * _spread(problem, weekends, problem.may_have_weekends),
        problem.fairness.hours * _spread(problem, hours, problem.may_have_hours),
    )


def heads(problem: Problem, roster: Roster) -> list[int]:
    """How many people are there for each cover."""
    there = [0] * len(problem.cover)
    for person, row in zip(problem.people, roster.cells.tolist(), strict=True):
        past = problem.before(person)
        for day, cell in enumerate([*past, *row], start=-len(past)):
            for index in problem.covers_of_shifts.get((day, cell), ()):
                there[index] += problem.has_skill(person, problem.cover[index])
    return there


def nights_of(problem: Problem, row: list[int]) -> int:
    """How many nights a person has."""
    return sum(cell in problem.nights for cell in row)


def weekends_of(problem: Problem, row: list[int]) -> int:
    """On how many weekends a person works."""
    return sum(any(row[day] != OFF for day in weekend) for weekend in problem.weekends)


def hours_of(problem: Problem, person: Person, row: list[int]) -> float:
    """Working hours of a person as they are levelled: with those of days absent, or by the days that are not."""
    worked = sum(problem.shifts[cell].worked for cell in row if cell != OFF)
    return (worked + person.absence_minutes * len(person.absences)) / HOUR / problem.there(person)


def _spread(problem: Problem, counts: Sequence[float], is_in: Callable[[Person], bool]) -> float:
    shared = [count / person.share for person, count in zip(problem.people, counts, strict=True) if is_in(person)]
    return max(shared) - min(shared) if shared else 0.0
