"""Why no roster keeps all rules: which of them clash, for whom and when.

Rules are rules of one person each, but for cover that must be there. So each person's are tried alone; where they
cannot be kept, one after the other is left out for as long as the others still clash: those that stay are a smallest
set. If everybody's can be kept, cover clashes with them, and the least that is missing is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from sim.rostering.check import unmet
from sim.rostering.formulation import Formulation
from sim.rostering.parts import MUST, Fairness, Person, Rules
from sim.rostering.problem import Problem, hours, many

Changes = dict[str, Any]
SECONDS: Final = 20.0
"""Longest search of one question."""
NO_REST: Final = -(10**6)
"""Minutes: even shifts that overlap may follow one another."""


class _Rule(NamedTuple):
    """A rule in words, and the problem of one person without it."""

    said: str
    without: Callable[[Problem], Problem]


def clashes(problem: Problem) -> list[str]:
    """Sentences on what clashes in a problem that no roster solves.

    Each clash is told by a smallest set of rules: without any one of them the others can be kept.
    """
    found = []
    for person in problem.people:
        alone = replace(problem, people=(person,), cover=(), wishes=(), fairness=Fairness())
        while _cannot_be_kept(alone):
            clash = _smallest(alone)
            found.append(f"{person.name}: these rules cannot all be kept: {', '.join(rule.said for rule in clash)}")
            if not clash:
                break
            alone = clash[-1].without(alone)
    return found or _missing(problem) or ["no roster keeps all rules; which of them clash was not found in time"]


def _cannot_be_kept(problem: Problem) -> bool:
    return Formulation(problem).program.solve(seconds=SECONDS).outcome == "impossible"


def _smallest(problem: Problem) -> list[_Rule]:
    """Rules that clash, none of which can be left out."""
    left = problem
    clash = []
    for rule in _rules(problem):
        without = rule.without(left)
        if _cannot_be_kept(without):
            left = without
        else:
            clash.append(rule)
    return clash


def _rules(problem: Problem) -> Iterator[_Rule]:
    """All rules of the one person of a problem."""
    (person,) = problem.people
    for day in sorted(person.absences):
        yield _Rule(f"absent on {problem.date(day)}", _person_without("absences", day))
    for day in sorted(person.days_off):
        yield _Rule(f"a day off on {problem.date(day)}", _person_without("days_off", day))
    for day, shift in sorted(person.fixed.items()):
        yield _Rule(f"'{shift}' settled on {problem.date(day)}", _person_without("fixed", day))
    if person.before:
        yield _Rule(f"what was worked before {problem.date(0)}", _person_with({"before": ()}))
    if person.may_work is not None:
        counts = [
            f"'{name}'" if most is None else f"'{name}' at most {many(most, 'time')}"
            for name, most in person.may_work.items()
        ]
        yield _Rule(f"may work {', '.join(counts) or 'no shift'}", _person_with({"may_work": None}))
    yield from (_Rule(said, _person_with(changes)) for said, changes in _of_person(problem, person))
    yield from (_Rule(said, _rules_with(changes)) for said, changes in _of_all(problem.rules))


def _of_person(problem: Problem, person: Person) -> Iterator[tuple[str, Changes]]:
    if person.fewest_minutes > 0:
        yield f"at least {hours(person.fewest_minutes)} in all", {"fewest_minutes": 0}
    if person.most_minutes is not None:
        yield f"at most {hours(person.most_minutes)} in all", {"most_minutes": None}
    if person.most_minutes_a_week is not None:
        most = f"at most {hours(person.most_minutes_a_week)} a week"
        yield most, {"most_minutes_a_week": None}
    if person.fewest_days_in_a_row > 1:
        fewest = f"at least {many(person.fewest_days_in_a_row, 'day')} in a row"
        yield fewest, {"fewest_days_in_a_row": 1}
    if person.most_days_in_a_row is not None:
        yield f"at most {many(person.most_days_in_a_row, 'day')} in a row", {"most_days_in_a_row": None}
    if person.fewest_days_off_in_a_row > 1:
        fewest = f"at least {many(person.fewest_days_off_in_a_row, 'day')} off in a row"
        yield fewest, {"fewest_days_off_in_a_row": 1}
    if person.most_weekends is not None:
        yield f"at most {many(person.most_weekends, 'weekend')}", {"most_weekends": None}
    if not person.may_work_nights and problem.nights:
        yield "no nights", {"may_work_nights": True}
    if person.most_nights is not None:
        yield f"at most {many(person.most_nights, 'night')}", {"most_nights": None}
    if person.most_nights_in_a_row is not None:
        yield f"at most {many(person.most_nights_in_a_row, 'night')} in a row", {"most_nights_in_a_row": None}


def _of_all(rules: Rules) -> Iterator[tuple[str, Changes]]:
    if rules.rest_minutes > 0:
        yield f"{hours(rules.rest_minutes)} of rest between two shifts", {"rest_minutes": NO_REST}
    if rules.most_minutes_a_day is not None:
        yield f"everybody at most {hours(rules.most_minutes_a_day)} a day", {"most_minutes_a_day": None}
    if rules.most_minutes_a_week is not None:
        over = "" if rules.weeks_averaged == 1 else f" on average over {many(rules.weeks_averaged, 'week')}"
        most = f"everybody at most {hours(rules.most_minutes_a_week)} a week{over}"
        yield most, {"most_minutes_a_week": None}
    if rules.most_minutes_a_month is not None:
        most = f"everybody at most {hours(rules.most_minutes_a_month)} a month"
        yield most, {"most_minutes_a_month": None}
    if rules.most_days_in_a_row is not None:
        yield f"everybody at most {many(rules.most_days_in_a_row, 'day')} in a row", {"most_days_in_a_row": None}
    if rules.most_nights_in_a_row is not None:
        most = f"everybody at most {many(rules.most_nights_in_a_row, 'night')} in a row"
        yield most, {"most_nights_in_a_row": None}
    if rules.rest_days_in_seven:
        yield f"everybody {many(rules.rest_days_in_seven, 'rest day')} in seven", {"rest_days_in_seven": 0}


def _person_with(changes: Changes) -> Callable[[Problem], Problem]:
    return lambda problem: replace(problem, people=(replace(problem.people[0], **changes),))


def _rules_with(changes: Changes) -> Callable[[Problem], Problem]:
    return lambda problem: replace(problem, rules=replace(problem.rules, **changes))


def _person_without(what: str, day: int) -> Callable[[Problem], Problem]:
    """The problem without one day of those a person is absent, off or settled on."""

    def without(problem: Problem) -> Problem:
        kept = getattr(problem.people[0], what)
        less = {at: shift for at, shift in kept.items() if at != day} if isinstance(kept, dict) else kept - {day}
        return _person_with({what: less})(problem)

    return without


def _missing(problem: Problem) -> list[str]:
    """Sentences on the least heads that are missing where they must be there, if any are."""
    counted = tuple(replace(cover, under=1.0 if cover.under == MUST else 0.0, over=0.0) for cover in problem.cover)
    program = Formulation(replace(problem, cover=counted, wishes=(), fairness=Fairness()))
    answer = program.program.solve(seconds=SECONDS)
    if answer.values is None or np.isclose(answer.cost, 0.0):
        return []
    return unmet(problem, program.roster(answer.values))
