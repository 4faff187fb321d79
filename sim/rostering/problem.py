"""What a roster is asked for, and a roster: who works which shift on which day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.errors import DataError
from sim.rostering.parts import (
    DAY,
    MUST,
    NO_FAIRNESS,
    NO_RULES,
    OFF,
    WEEK,
    Cells,
    Cover,
    Fairness,
    Person,
    Rules,
    Shift,
    Wish,
)


@dataclass(frozen=True)
class Problem:
    """A roster that is to be made.

    Attributes
    ----------
    first_day, days
        The horizon; weeks begin on Monday.
    shifts, people
        By name; their order is the roster's.
    cover, wishes
        What is wanted, each with its weights.
    rules, fairness
        For everybody.
    weekend
        The day of the week that makes up a weekend, or two that follow one another, Monday 0.

    Raises
    ------
    DataError
        If a name is not known, stands twice, or a number cannot be.
    """

    first_day: date
    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    cover: tuple[Cover, ...] = ()
    wishes: tuple[Wish, ...] = ()
    rules: Rules = NO_RULES
    fairness: Fairness = NO_FAIRNESS
    weekend: frozenset[int] = frozenset({5, 6})

    def __post_init__(self) -> None:
        _refuse_unknown(self)

    @cached_property
    def shift_numbers(self) -> dict[str, int]:
        """The place of each shift."""
        return {shift.name: number for number, shift in enumerate(self.shifts)}

    @cached_property
    def person_numbers(self) -> dict[str, int]:
        """The place of each person."""
        return {person.name: number for number, person in enumerate(self.people)}

    @cached_property
    def nights(self) -> frozenset[int]:
        """The places of shifts that count as nights."""
        return frozenset(number for number, shift in enumerate(self.shifts) if shift.is_night)

    def date(self, day: int) -> date:
        """The date of a day; negative ones lie before the horizon."""
        return self.first_day + timedelta(days=day)

    def week(self, day: int) -> int:
        """The number of the week that a day lies in; the first day's is 0."""
        return (day + self.first_day.weekday()) // WEEK

    def is_weekend(self, day: int) -> bool:
        """Whether a day is one of a weekend."""
        return self.date(day).weekday() in self.weekend

    def before(self, person: Person) -> list[int]:
        """A person's shifts before the horizon, by their places."""
        return [OFF if name is None else self.shift_numbers[name] for name in person.before]

    def allowed(self, person: Person, day: int) -> list[int]:
        """The shifts that may start for a person on a day, by their places; rules on several days are left out."""
        if day in person.days_off or day in person.absences:
            return []
        settled = person.fixed.get(day)
        return [
            number
            for number, shift in enumerate(self.shifts)
            if settled in (None, shift.name) and self.may_work(person, shift)
        ]

    def may_work(self, person: Person, shift: Shift) -> bool:
        """Whether a person may work a shift on some day."""
        most_a_day = self.rules.most_minutes_a_day
        return (
            (person.may_work is None or person.may_work.get(shift.name, 0) != 0)
            and (person.may_work_nights or not shift.is_night)
            and (most_a_day is None or shift.worked <= most_a_day)
        )

    def may_have_nights(self, person: Person) -> bool:
        """Whether nights are shared out to a person too."""
        return person.most_nights != 0 and any(self.may_work(person, self.shifts[night]) for night in self.nights)

    def may_have_weekends(self, person: Person) -> bool:
        """Whether weekends are shared out to a person too."""
        return person.most_weekends != 0

    def may_have_hours(self, person: Person) -> bool:
        """Whether hours are shared out to a person too."""
        can = person.most_minutes != 0 and any(self.may_work(person, shift) for shift in self.shifts)
        return can and self.there(person) > 0

    def there(self, person: Person) -> float:
        """On which share of the days a person is there, if no hours are counted for those absent; else 1."""
        return 1.0 if person.absence_minutes else 1 - len(person.absences) / self.days

    def too_close(self, shift: int, next_shift: int, days_later: int) -> bool:
        """Whether the rest between two shifts, that start so many days apart, is too short."""
        first, second = self.shifts[shift], self.shifts[next_shift]
        return second.start + days_later * DAY - first.end < self.rules.rest_minutes

    @cached_property
    def reach(self) -> int:
        """So many days before a shift another one can forbid it for want of rest."""
        latest = max((shift.end for shift in self.shifts), default=0)
        earliest = min((shift.start for shift in self.shifts), default=0)
        return max(0, math.ceil((latest + self.rules.rest_minutes - earliest) / DAY) - 1)

    def counts(self, cover: Cover) -> list[tuple[int, int]]:
        """The shifts that count for a cover, by the day on which they start and their place."""
        if cover.shift is not None:
            return [(cover.day, self.shift_numbers[cover.shift])]
        assert cover.window is not None
        begin, end = cover.window
        return [
            (cover.day - back, number)
            for number, shift in enumerate(self.shifts)
            for back in range(shift.end // DAY + 1)
            if shift.start - back * DAY <= begin and end <= shift.end - back * DAY
        ]

    @cached_property
    def covers_of_shifts(self) -> dict[tuple[int, int], list[int]]:
        """For which covers, by their places, a shift counts, by the day on which it starts and its place."""
        found: dict[tuple[int, int], list[int]] = {}
        for index, cover in enumerate(self.cover):
            for at in self.counts(cover):
                found.setdefault(at, []).append(index)
        return found

    def has_skill(self, person: Person, cover: Cover) -> bool:
        """Whether a person counts for a cover if on duty."""
        return cover.skill is None or cover.skill in person.skills

    def most_in_a_row(self, person: Person) -> int | None:
        """Longest run of days, by the person's and the common rules."""
        by_rest = WEEK - 1 if self.rules.rest_days_in_seven else None
        return _least(person.most_days_in_a_row, self.rules.most_days_in_a_row, by_rest)

    def most_nights_in_a_row(self, person: Person) -> int | None:
        """Longest run of nights, by the person's and the common rule."""
        return _least(person.most_nights_in_a_row, self.rules.most_nights_in_a_row)

    def spans_of_minutes(self, person: Person) -> list[list[tuple[range, int]]]:
        """For each rule on working time in weeks, weeks on average and months: its spans of days, and the most minutes
        a person may work in each.

        Days before the horizon are among them, as far as they lie in the same week or month.
        """
        found: list[list[tuple[range, int]]] = []
        begins = range(-self.first_day.weekday(), self.days, WEEK)
        if person.most_minutes_a_week is not None:
            found.append([(range(day, min(day + WEEK, self.days)), person.most_minutes_a_week) for day in begins])
        averaged, most_a_week = self.rules.weeks_averaged, self.rules.most_minutes_a_week
        if most_a_week is not None:
            parts = [begins[number : number + averaged] for number in range(0, len(begins), averaged)]
            found.append(
                [(range(weeks[0], min(weeks[-1] + WEEK, self.days)), most_a_week * len(weeks)) for weeks in parts]
            )
        most_a_month = self.rules.most_minutes_a_month
        if most_a_month is not None:
            months: dict[tuple[int, int], list[int]] = {}
            for day in range(1 - self.first_day.day, self.days):
                months.setdefault((self.date(day).year, self.date(day).month), []).append(day)
            found.append([(range(days[0], days[-1] + 1), most_a_month) for days in months.values()])
        return found

    @cached_property
    def weekends(self) -> list[list[int]]:
        """The days of each weekend in the horizon."""
        weeks: dict[int, list[int]] = {}
        for day in filter(self.is_weekend, range(self.days)):
            weeks.setdefault(self.week(day), []).append(day)
        return list(weeks.values())

    def said(self, cover: Cover) -> str:
        """A cover in words."""
        what = f"'{cover.shift}'" if cover.window is None else "-".join(map(clock, cover.window))
        skill = "" if cover.skill is None else f" with '{cover.skill}'"
        return f"{self.date(cover.day)}, {what}{skill}"


@dataclass(frozen=True)
class Roster:
    """Who works which shift on which day.

    Attributes
    ----------
    cells
        Shape (people, days): the place of the shift in the problem, or `OFF`.
    """

    cells: Cells

    @staticmethod
    def of(problem: Problem, shifts: Mapping[str, Sequence[str | None]]) -> Roster:
        """A roster from names: for each person the shifts of all days; who is not named is off."""
        cells = np.full((len(problem.people), problem.days), OFF, dtype=np.int16)
        for name, row in shifts.items():
            numbers = [OFF if shift is None else problem.shift_numbers[shift] for shift in row]
            cells[problem.person_numbers[name], : len(numbers)] = numbers
        return Roster(cells)

    def names(self, problem: Problem) -> dict[str, list[str | None]]:
        """For each person the shifts of all days by name, None for a day off."""
        return {
            person.name: [None if cell == OFF else problem.shifts[cell].name for cell in row]
            for person, row in zip(problem.people, self.cells.tolist(), strict=True)
        }

    def before(self, problem: Problem, days: int = 4 * WEEK) -> dict[str, tuple[str | None, ...]]:
        """What the last days of this roster are to the next one: each person's `before`."""
        known = {person.name: person.before for person in problem.people}
        return {name: (*known[name], *row)[-days:] for name, row in self.names(problem).items()}


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it; beyond midnight it goes on counting."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hours(minutes: float) -> str:
    """Minutes as hours, as planners write them."""
    return f"{minutes / 60:.10g} h" if minutes % 60 in (0, 30) else f"{minutes / 60:.2f} h"


def many(count: int, thing: str) -> str:
    """So many of a thing."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _least(*values: int | None) -> int | None:
    return min((value for value in values if value is not None), default=None)


def _refuse_unknown(problem: Problem) -> None:
    for what, names in (("shift", [s.name for s in problem.shifts]), ("person", [p.name for p in problem.people])):
        twice = next((name for name, count in Counter(names).items() if count > 1), None)
        if twice is not None:
            raise DataError(f"the {what} '{twice}' is there twice: each needs a name of its own")
    if problem.days < 1:
        raise DataError(f"a roster of {problem.days} days cannot be made: it needs at least 1")
    for shift in problem.shifts:
        if not (0 <= shift.start < DAY and 0 < shift.minutes <= 2 * DAY and 0 <= shift.worked <= shift.minutes):
            raise DataError(
                f"the shift '{shift.name}' starts at minute {shift.start} and takes {shift.minutes} minutes, "
                f"{shift.worked} of them paid: the start lies within a day, and no more is paid than worked"
            )
    for person in problem.people:
        for name in (*(person.may_work or ()), *person.fixed.values(), *filter(None, person.before)):
            _known_shift(problem, name, person.name)
        for day in (*person.days_off, *person.absences, *person.fixed):
            _known_day(problem, day, person.name)
        if not person.share > 0:
            raise DataError(f"{person.name}: a share of full time of {person.share:g} cannot be: it is above 0")
    for wish in problem.wishes:
        if wish.person not in problem.person_numbers:
            raise DataError(f"a wish is of '{wish.person}', who is not one of the people")
        _known_day(problem, wish.day, wish.person)
        if wish.shift is not None:
            _known_shift(problem, wish.shift, wish.person)
        if not 0 <= wish.weight < MUST:
            raise DataError(
                f"{wish.person}: a wish of weight {wish.weight:g} cannot be: it is at least 0 and not endless"
            )
    if sorted(problem.weekend) not in (
        [],
        *([day] for day in range(WEEK)),
        *([day, day + 1] for day in range(WEEK - 1)),
    ):
        raise DataError("a weekend is one day, or two that follow one another in a week, Monday 0")
    for cover in problem.cover:
        _known_day(problem, cover.day, "cover")
        if (cover.shift is None) == (cover.window is None):
            raise DataError("cover is of a shift or of a window of the day: one of them is named, not both")
        if cover.shift is not None:
            _known_shift(problem, cover.shift, "cover")
        if cover.window is not None and not 0 <= cover.window[0] < min(DAY, cover.window[1]):
            raise DataError(
                f"cover, {problem.said(cover)}: a window begins within its day and ends later, beyond 24:00 on the next"
            )
        if min(cover.under, cover.over, cover.wanted) < 0 or cover.over == MUST:
            raise DataError(
                f"cover, {problem.said(cover)}: heads and weights are not below 0, and a surplus is not forbidden"
            )


def _known_shift(problem: Problem, name: str, whose: str) -> None:
    if name not in problem.shift_numbers:
        known = ", ".join(f"'{shift.name}'" for shift in problem.shifts)
        raise DataError(f"{whose}: there is no shift '{name}' (known: {known})")


def _known_day(problem: Problem, day: int, whose: str) -> None:
    if not 0 <= day < problem.days:
        raise DataError(f"{whose}: day {day} is not one of the roster's {problem.days} days, which are counted from 0")
