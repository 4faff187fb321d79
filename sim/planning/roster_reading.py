"""A reading of a roster file before anybody is rostered: shifts and heads, the people's hours, the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sim.planning.roster_problem import asked_by
from sim.rostering.parts import DAY, WEEK, Person
from sim.rostering.problem import Problem, clock
from sim.scenario.rostering_file import RosteringFile


def reading_of(file: RosteringFile) -> dict[str, Any]:
    """What a roster file asks for, in the numbers a planner checks first.

    Returns
    -------
    dict
        `title`, `scenario` (name and `scenario_title`), `pool`, `first_day`, `days`, `warnings`; `shifts` (name as
        `shift`, `start`, `end`, `hours` of working time, `is_night`, fewest and most heads `wanted` on a day);
        `people` and `wishes`: how many; `rules` by name, lengths in minutes; `wanted_hours`: of all shifts;
        `most_hours`: that the people may work by contracts and rules, each by the rule that leaves least.
    """
    asked = asked_by(file)
    problem = asked.problem
    wanted = {shift.name: [one.wanted for one in problem.cover if one.shift == shift.name and one.skill is None]
              for shift in problem.shifts}  # fmt: skip
    return {
        "title": file.rostering.title,
        "scenario": asked.scenario.name,
        "scenario_title": asked.scenario.title,
        "pool": file.rostering.pool,
        "first_day": problem.first_day.isoformat(),
        "days": problem.days,
        "shifts": [
            {
                "shift": shift.name,
                "start": clock(shift.start),
                "end": clock((shift.end - 1) % DAY + 1),
                "hours": shift.worked / 60,
                "is_night": shift.is_night,
                "wanted": [min(wanted[shift.name]), max(wanted[shift.name])],
            }
            for shift in problem.shifts
        ],
        "people": len(problem.people),
        "wishes": len(problem.wishes),
        "rules": {rule.name: getattr(problem.rules, rule.name) for rule in fields(problem.rules)
                  if rule.name != "weeks_averaged"},
        "wanted_hours": sum(sum(wanted[shift.name]) * shift.worked for shift in problem.shifts) / 60,
        "most_hours": sum(most_minutes(problem, person) for person in problem.people) / 60,
        "warnings": list(asked.warnings),
    }  # fmt: skip


def most_minutes(problem: Problem, person: Person) -> int:
    """The most working time that a person may have in the horizon, by the rule that leaves least; whole shifts, where
    all of them are alike."""
    each = {shift.worked for shift in problem.shifts if problem.may_work(person, shift)}
    (length,) = each if len(each) == 1 and 0 not in each else (1,)
    return min(_limits(problem, person, length), default=0)


def _limits(problem: Problem, person: Person, length: int) -> Iterator[int]:
    """What each rule by itself leaves a person, in shifts of a length."""
    longest = max((shift.worked for shift in problem.shifts if problem.may_work(person, shift)), default=0)
    days = [day for day in range(problem.days) if problem.allowed(person, day)]
    yield longest * len(days)
    off = problem.rules.rest_days_in_seven
    yield longest * sum(min(WEEK - off, problem.days - begin) for begin in range(0, problem.days, WEEK))
    if person.most_minutes is not None:
        yield max(0, person.most_minutes - person.absence_minutes * len(person.absences)) // length * length
    for spans in problem.spans_of_minutes(person):
        yield sum(most // length * length for _, most in spans)
