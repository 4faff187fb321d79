"""Which rules a roster breaks, as sentences: said after a change by hand, and of rosters that come from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sim.rostering.costs import heads, nights_of, weekends_of
from sim.rostering.parts import DAY, MUST, OFF, WEEK, Person
from sim.rostering.problem import Problem, Roster, hours, many


def check_roster(problem: Problem, roster: Roster) -> list[str]:
    """The rules that a roster breaks.

    Parameters
    ----------
    problem
        What was asked.
    roster
        Who works when.

    Returns
    -------
    list of str
        A sentence for each: who, when, what it is, and what it may be. Wishes and weighted cover are no rules.
    """
    return list(dict.fromkeys(breach.sentence for breach in breaches(problem, roster)))


class Breach(NamedTuple):
    """A rule that is broken: in a sentence, by whom, and on which day, the first of several; None: no single one."""

    sentence: str
    person: str | None
    day: int | None


def breaches(problem: Problem, roster: Roster) -> Iterator[Breach]:
    """The same with the place of each in the roster."""
    for person, row in zip(problem.people, roster.cells.tolist(), strict=True):
        days = _Days(problem, person, row)
        for rule in (_settled, _allowed, _counts, _minutes, _rest, _runs, _nights, _rest_days):
            for day, sentence in rule(days):
                yield Breach(f"{person.name}: {sentence}", person.name, None if day is None else max(day, 0))
    yield from (Breach(sentence, None, None) for sentence in unmet(problem, roster))


def unmet(problem: Problem, roster: Roster) -> list[str]:
    """Sentences on cover that must be there and is not."""
    return [
        f"{problem.said(cover)}: {there} there, but there must be {cover.wanted}"
        for cover, there in zip(problem.cover, heads(problem, roster), strict=True)
        if cover.under == MUST and there < cover.wanted
    ]


class _Days:
    """What a person does on each known day, those before the horizon negative."""

    def __init__(self, problem: Problem, person: Person, row: list[int]) -> None:
        past = problem.before(person)
        self.problem, self.person, self.row = problem, person, row
        self.first = -len(past)
        self.known = [*past, *row]

    def __getitem__(self, day: int) -> int:
        return self.known[day - self.first]

    def worked(self, days: range) -> int:
        """Minutes of working time, as far as the days are known."""
        cells = (self[day] for day in days if day >= self.first)
        return sum(self.problem.shifts[cell].worked for cell in cells if cell != OFF)

    def name(self, day: int) -> str:
        return self.problem.shifts[self[day]].name

    def runs(self, works: list[bool]) -> Iterator[tuple[bool, int, int]]:
        """Runs of days of the same kind: whether it is work, first and last day."""
        day = self.first
        for kind, group in groupby(works):
            length = len(list(group))
            yield kind, day, day + length - 1
            day += length

    def span(self, first: int, last: int) -> str:
        return f"{self.problem.date(first)} to {self.problem.date(last)}"


def _settled(days: _Days) -> Iterator[tuple[int | None, str]]:
    problem, person = days.problem, days.person
    for day, cell in enumerate(days.row):
        works = None if cell == OFF else problem.shifts[cell].name
        if day in person.absences and works is not None:
            yield day, f"has '{works}' on {problem.date(day)}, but is absent"
        if day in person.days_off and works is not None:
            yield day, f"has '{works}' on {problem.date(day)}, which is an agreed day off"
        settled = person.fixed.get(day)
        if settled is not None and works != settled:
            has = "is off" if works is None else f"has '{works}'"
            yield day, f"{has} on {problem.date(day)}, but '{settled}' is settled"


def _allowed(days: _Days) -> Iterator[tuple[int | None, str]]:
    problem, person = days.problem, days.person
    most_a_day = problem.rules.most_minutes_a_day
    for day, cell in enumerate(days.row):
        if cell == OFF:
            continue
        shift = problem.shifts[cell]
        if person.may_work is not None and person.may_work.get(shift.name, 0) == 0:
            yield day, f"has '{shift.name}' on {problem.date(day)}, but may not work it"
        if shift.is_night and not person.may_work_nights:
            yield day, f"has '{shift.name}' on {problem.date(day)}, but may not work nights"
        if most_a_day is not None and shift.worked > most_a_day:
            yield day, f"works {hours(shift.worked)} on {problem.date(day)}, but a day has at most {hours(most_a_day)}"


def _counts(days: _Days) -> Iterator[tuple[int | None, str]]:
    problem, person = days.problem, days.person
    for name, most in (person.may_work or {}).items():
        count = days.row.count(problem.shift_numbers[name])
        if most and count > most:
            yield None, f"has '{name}' {many(count, 'time')}, but at most {most} are allowed"
    nights = nights_of(problem, days.row)
    if person.most_nights is not None and nights > person.most_nights:
        yield None, f"has {many(nights, 'night')}, but at most {person.most_nights} are allowed"
    weekends = weekends_of(problem, days.row)
    if person.most_weekends is not None and weekends > person.most_weekends:
        yield None, f"works on {many(weekends, 'weekend')}, but at most {person.most_weekends} are allowed"


def _minutes(days: _Days) -> Iterator[tuple[int | None, str]]:
    problem, person = days.problem, days.person
    counted = days.worked(range(problem.days)) + person.absence_minutes * len(person.absences)
    if counted < person.fewest_minutes:
        yield None, f"comes to {hours(counted)} in all, but the contract has at least {hours(person.fewest_minutes)}"
    if person.most_minutes is not None and counted > person.most_minutes:
        yield None, f"comes to {hours(counted)} in all, but the contract has at most {hours(person.most_minutes)}"
    for spans in problem.spans_of_minutes(person):
        for span, most in spans:
            worked = days.worked(span)
            if worked > most:
                yield (
                    span[0],
                    f"works {hours(worked)} from {days.span(span[0], span[-1])}, but at most {hours(most)} may be",
                )


def _rest(days: _Days) -> Iterator[tuple[int | None, str]]:
    problem = days.problem
    for day in range(days.first, problem.days):
        for later in range(1, problem.reach + 1):
            then = day + later
            if not 0 <= then < problem.days or days[day] == OFF or days[then] == OFF:
                continue
            if problem.too_close(days[day], days[then], later):
                first, second = problem.shifts[days[day]], problem.shifts[days[then]]
                rest = hours(second.start + later * DAY - first.end)
                sentence = f"has {rest} of rest between '{first.name}' on {problem.date(day)} and '{second.name}' on "
                yield then, f"{sentence}{problem.date(then)}, but needs {hours(problem.rules.rest_minutes)}"


def _runs(days: _Days) -> Iterator[tuple[int | None, str]]:
    problem, person = days.problem, days.person
    most, last = problem.most_in_a_row(person), problem.days - 1
    for works, begin, end in days.runs([cell != OFF for cell in days.known]):
        length, is_cut = end - begin + 1, begin == days.first or end == last
        if end < -1:  # one that ends with the last day before is ended by the first of the horizon
            continue
        if works and most is not None and end >= 0 and length > most:
            yield (
                begin,
                f"works {many(length, 'day')} in a row, {days.span(begin, end)}, but at most {most} are allowed",
            )
        if works and length < person.fewest_days_in_a_row and not is_cut:
            fewest = person.fewest_days_in_a_row
            yield (
                begin,
                f"works {many(length, 'day')} in a row, {days.span(begin, end)}, but at least {fewest} are asked for",
            )
        if not works and length < person.fewest_days_off_in_a_row and not is_cut:
            yield (
                begin,
                (
                    f"is off for {many(length, 'day')} in a row, {days.span(begin, end)}, but at least "
                    f"{person.fewest_days_off_in_a_row} are asked for"
                ),
            )


def _nights(days: _Days) -> Iterator[tuple[int | None, str]]:
    most = days.problem.most_nights_in_a_row(days.person)
    for is_night, begin, end in days.runs([cell in days.problem.nights for cell in days.known]):
        if most is not None and is_night and end >= 0 and end - begin + 1 > most:
            nights = many(end - begin + 1, "night")
            yield begin, f"has {nights} in a row, {days.span(begin, end)}, but at most {most} are allowed"


def _rest_days(days: _Days) -> Iterator[tuple[int | None, str]]:
    fewest = days.problem.rules.rest_days_in_seven
    for end in range(max(0, days.first + WEEK - 1), days.problem.days):
        off = sum(days[day] == OFF for day in range(end - WEEK + 1, end + 1))
        if fewest > 1 and off < fewest:
            begin = end - WEEK + 1
            yield begin, f"has {many(off, 'day')} off in seven, {days.span(begin, end)}, but needs {fewest}"
