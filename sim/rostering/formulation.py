"""A roster as a program with whole numbers: a column for each person, day and shift, one for each start of a run.

Runs of days are written with the days on which they begin (Rajan and Takriti 2005, minimum up and down times), which
leaves less to search than patterns that are forbidden one by one. Rest between two shifts is written as cliques: of the
shifts that end late and those that start soon after, a person has one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.rostering.costs import hours_of, nights_of, weekends_of
from sim.rostering.parts import DAY, HOUR, MUST, OFF, WEEK, Cells, Person
from sim.rostering.problem import Problem, Roster
from sim.rostering.program import Program, Reals

Which = npt.NDArray[np.bool_]


@dataclass
class Sum:
    """Columns, each times a factor, and a number besides."""

    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    known: float = 0.0

    def add(self, other: Sum, factor: float = 1.0) -> Sum:
        """This sum, so many times the other more."""
        self.columns += other.columns
        self.factors += [times * factor for times in other.factors] if factor != 1.0 else other.factors
        self.known += other.known * factor
        return self


NOTHING = Sum()


def total(sums: Iterable[Sum]) -> Sum:
    """All of them together."""
    whole = Sum()
    for one in sums:
        whole.add(one)
    return whole


class Formulation:
    """The program of a problem, or of a part of it.

    Parameters
    ----------
    problem
        What is asked.
    free
        Shape (people, days): which days of whom are to be found; None: all. The others are as `held` has them; people
        without a free day are only there.
    held
        The roster so far.
    expected
        For each cover, heads that are counted on besides.
    """

    def __init__(
        self, problem: Problem, free: Which | None = None, held: Cells | None = None, expected: Reals | None = None
    ) -> None:
        shape = (len(problem.people), problem.days)
        self.problem = problem
        self.program = Program()
        self._known_cost = 0.0
        self._free = np.ones(shape, dtype=np.bool_) if free is None else free
        self._held = np.full(shape, OFF, dtype=np.int16) if held is None else held
        self._cells: list[tuple[int, int, int, int]] = []
        self._prices = _prices(problem)
        self._counted = problem.covers_of_shifts
        self._there = [
            Sum(known=float(heads)) for heads in (np.zeros(len(problem.cover)) if expected is None else expected)
        ]
        self._nights: list[Sum] = []
        self._weekends: list[Sum] = []
        self._hours: list[Sum] = []
        self._known_cost += sum(wish.weight for wish in problem.wishes if wish.is_for)
        for number in range(len(problem.people)):
            if self._free[number].any():
                self._add_person(number)
            else:
                self._hold_person(number)
        self._add_cover()
        self._add_spread(self._nights, problem.fairness.nights)
        self._add_spread(self._weekends, problem.fairness.weekends)
        self._add_spread(self._hours, problem.fairness.hours)
        self.program.add(1, low=1.0, high=1.0, cost=self._known_cost, whole=False)

    def roster(self, values: Reals) -> Roster:
        """The roster that an answer's values say."""
        cells = np.where(self._free, OFF, self._held).astype(np.int16)
        for column, number, day, shift in self._cells:
            if values[column] > 0.5:
                cells[number, day] = shift
        return Roster(cells)

    def _row(self, what: Sum, low: float = -np.inf, high: float = np.inf) -> None:
        if what.columns or not low <= what.known <= high:
            self.program.row(what.columns, what.factors, low=low - what.known, high=high - what.known)

    def _add_person(self, number: int) -> None:
        problem, person = self.problem, self.problem.people[number]
        past = problem.before(person)
        days = [{} if shift == OFF else {shift: Sum(known=1.0)} for shift in past]
        days += [self._shifts_of(number, day) for day in range(problem.days)]
        self._count(person, len(past), days)
        history = _History(problem, person, -len(past), days, [self._works(shifts) for shifts in days])
        begins = self._begins(history)
        weekends = Sum() if begins is None else self._weekends_worked(history, begins)
        self._add_contract(history)
        self._add_rest(history)
        if begins is not None:
            self._add_runs(history, begins)
        self._add_windows(history)
        if person.most_weekends is not None:
            self._row(weekends, high=person.most_weekends)
        nights = total(history.nights(day) for day in range(problem.days))
        hours = Sum()
        if problem.fairness.hours > 0 and problem.may_have_hours(person):
            there = problem.there(person)
            hours.known = person.absence_minutes * len(person.absences) / HOUR / there
            for day in range(problem.days):
                hours.add(history.minutes(day), 1.0 / HOUR / there)
        self._share_out(person, nights, weekends, hours)

    def _hold_person(self, number: int) -> None:
        """Somebody without a free day: what the shifts held are there for."""
        problem, person, row = self.problem, self.problem.people[number], self._held[number].tolist()
        past = problem.before(person)
        shifts = [{} if shift == OFF else {shift: Sum(known=1.0)} for shift in past]
        self._count(person, len(past), shifts + [self._shifts_of(number, day) for day in range(problem.days)])
        hours = hours_of(problem, person, row) if problem.may_have_hours(person) else 0.0
        known = nights_of(problem, row), weekends_of(problem, row), hours
        self._share_out(person, *(Sum(known=count) for count in known))

    def _count(self, person: Person, past: int, days: list[dict[int, Sum]]) -> None:
        """Add a person to the heads that cover asks for; the first days are past."""
        for day, shifts in enumerate(days, start=-past):
            for shift, there in shifts.items():
                for index in self._counted.get((day, shift), ()):
                    if self.problem.has_skill(person, self.problem.cover[index]):
                        self._there[index].add(there)

    def _share_out(self, person: Person, nights: Sum, weekends: Sum, hours: Sum) -> None:
        if self.problem.may_have_nights(person):
            self._nights.append(Sum().add(nights, 1.0 / person.share))
        if self.problem.may_have_weekends(person):
            self._weekends.append(Sum().add(weekends, 1.0 / person.share))
        if self.problem.may_have_hours(person):
            self._hours.append(Sum().add(hours, 1.0 / person.share))

    def _shifts_of(self, number: int, day: int) -> dict[int, Sum]:
        """What a person may have on a day: a column each, or the shift that is held."""
        problem, held = self.problem, int(self._held[number, day])
        price = self._prices.get((number, day), {})
        if not self._free[number, day]:
            if held == OFF:
                return {}
            self._known_cost += price.get(None, 0.0) + price.get(held, 0.0)
            return {held: Sum(known=1.0)}
        shifts = problem.allowed(problem.people[number], day)
        costs = [price.get(None, 0.0) + price.get(shift, 0.0) for shift in shifts]
        columns = self.program.add(len(shifts), high=1.0, cost=costs).tolist()
        self._cells += [(column, number, day, shift) for column, shift in zip(columns, shifts, strict=True)]
        found = {shift: Sum([column], [1.0]) for column, shift in zip(columns, shifts, strict=True)}
        if day in problem.people[number].fixed:
            self._row(total(found.values()), low=1.0)
        return found

    def _works(self, shifts: dict[int, Sum]) -> Sum:
        """Whether any shift of a day is worked: a column of its own keeps the rows on runs short."""
        there = total(shifts.values())
        if len(there.columns) < 2:
            return there
        works = Sum(self.program.add(1, high=1.0).tolist(), [1.0])
        self._row(there.add(works, -1.0), low=0.0, high=0.0)
        return works

    def _add_contract(self, history: _History) -> None:
        """Minutes, and how often which shift."""
        problem, person = self.problem, history.person
        days = range(problem.days)
        absent = person.absence_minutes * len(person.absences)
        most = np.inf if person.most_minutes is None else person.most_minutes - absent
        self._row(total(history.minutes(day) for day in days), low=person.fewest_minutes - absent, high=most)
        for name, limit in (person.may_work or {}).items():
            if limit:
                shift = problem.shift_numbers[name]
                self._row(total(history.shift(day, shift) for day in days), high=limit)
        if person.most_nights is not None:
            self._row(total(map(history.nights, days)), high=person.most_nights)
        for spans in problem.spans_of_minutes(person):
            for span, most_minutes in spans:
                inside = [day for day in span if day >= history.first]
                self._row(total(map(history.minutes, inside)), high=most_minutes)

    def _begins(self, history: _History) -> dict[int, Sum] | None:
        """For each day whether a run of work begins, as far as it is known; None if no rule asks for it."""
        problem, person = self.problem, history.person
        has_runs = person.fewest_days_in_a_row > 1 or person.fewest_days_off_in_a_row > 1
        has_weekends = person.most_weekends is not None or problem.fairness.weekends > 0
        if not has_runs and not has_weekends and problem.most_in_a_row(person) is None:
            return None
        begins: dict[int, Sum] = {}
        for day in range(history.first + 1, problem.days):
            today, yesterday = history.works(day), history.works(day - 1)
            if today.columns or yesterday.columns:
                begun = Sum(self.program.add(1, high=1.0, whole=False).tolist(), [1.0])
                self._row(Sum().add(begun).add(today, -1.0).add(yesterday), low=0.0)
                if person.fewest_days_in_a_row <= 1:
                    self._row(Sum().add(begun).add(today, -1.0), high=0.0)
                if person.fewest_days_off_in_a_row <= 1:
                    self._row(Sum().add(begun).add(yesterday), high=1.0)
            else:
                begun = Sum(known=float(today.known > yesterday.known))
            begins[day] = begun
        return begins

    def _add_runs(self, history: _History, begins: dict[int, Sum]) -> None:
        person, first = history.person, history.first
        most = self.problem.most_in_a_row(person)
        fewest, fewest_off = person.fewest_days_in_a_row, person.fewest_days_off_in_a_row
        since = max(first + 1, history.last_run_begins)  # runs that were over before the horizon are nobody's any more
        for day in range(max(0, first + 1), self.problem.days):
            works = history.works(day)
            if fewest > 1:
                began = total(begins[one] for one in range(max(since, day - fewest + 1), day + 1))
                self._row(began.add(works, -1.0), high=0.0)
            if fewest_off > 1:
                began = total(begins[one] for one in range(max(since, day - fewest_off + 1), day + 1))
                self._row(began.add(history.works(max(since - 1, day - fewest_off))), high=1.0)
            if most is not None and day - most >= first:
                began = total(begins[one] for one in range(day - most + 1, day + 1))
                self._row(began.add(works, -1.0), low=0.0)

    def _add_windows(self, history: _History) -> None:
        """Rest days in any seven, nights in a row."""
        problem = self.problem
        most_nights = problem.most_nights_in_a_row(history.person)
        for day in range(problem.days):
            if problem.rules.rest_days_in_seven > 1 and day - WEEK + 1 >= history.first:
                worked = total(map(history.works, range(day - WEEK + 1, day + 1)))
                self._row(worked, high=WEEK - problem.rules.rest_days_in_seven)
            if most_nights is not None and day - most_nights >= history.first:
                self._row(total(map(history.nights, range(day - most_nights, day + 1))), high=most_nights)

    def _weekends_worked(self, history: _History, begins: dict[int, Sum]) -> Sum:
        """How many weekends have a shift: one on the first day, or work that begins on the second."""
        worked = Sum()
        for days in self.problem.weekends:
            worked.add(history.works(days[0]))
            for day in days[1:]:
                worked.add(begins[day])
        return worked

    def _add_rest(self, history: _History) -> None:
        problem = self.problem
        for later in range(1, problem.reach + 1):
            for day in range(max(history.first, -later), problem.days - later):
                today, then = history.days[day - history.first], history.days[day + later - history.first]
                ends = sorted({problem.shifts[shift].end for shift in today})
                forbidden: set[int] = set()
                for end in ends:
                    soon = {s for s in then if problem.shifts[s].start + later * DAY < end + problem.rules.rest_minutes}
                    if soon > forbidden:  # those with an earlier end forbid less: a row for each that forbids more
                        late = [there for shift, there in today.items() if problem.shifts[shift].end >= end]
                        self._row(total([*late, *(then[shift] for shift in soon)]), high=1.0)
                        forbidden = soon

    def _add_cover(self) -> None:
        for cover, there in zip(self.problem.cover, self._there, strict=True):
            if there.columns:
                there = Sum(list(there.columns), list(there.factors), there.known)
                if 0 < cover.under < MUST:
                    there.add(Sum(self.program.add(1, cost=cover.under).tolist(), [1.0]))
                if cover.over > 0:
                    there.add(Sum(self.program.add(1, cost=cover.over).tolist(), [-1.0]))
                least = -np.inf if cover.under == 0 else cover.wanted
                self._row(there, low=least, high=np.inf if cover.over == 0 else cover.wanted)
            elif there.known < cover.wanted:
                missing = cover.wanted - there.known
                if cover.under == MUST:
                    self._row(there, low=cover.wanted)
                else:
                    self._known_cost += cover.under * missing
            else:
                self._known_cost += cover.over * (there.known - cover.wanted)

    def _add_spread(self, counts: Sequence[Sum], weight: float) -> None:
        if weight > 0 and len(counts) > 1:
            most, fewest = (
                Sum(self.program.add(1, cost=cost, whole=False).tolist(), [1.0]) for cost in (weight, -weight)
            )
            for count in counts:
                self._row(Sum().add(most).add(count, -1.0), low=0.0)
                self._row(Sum().add(fewest).add(count, -1.0), high=0.0)


@dataclass(frozen=True)
class _History:
    """What a person does on each day known: those before the horizon and those of it."""

    problem: Problem
    person: Person
    first: int
    days: list[dict[int, Sum]]
    worked: list[Sum]

    @property
    def last_run_begins(self) -> int:
        """The first day of the run that the day before the horizon is one of."""
        day = -1
        while day > self.first and bool(self.days[day - 1 - self.first]) == bool(self.days[day - self.first]):
            day -= 1
        return day if self.first < 0 else 0

    def works(self, day: int) -> Sum:
        return self.worked[day - self.first]

    def shift(self, day: int, shift: int) -> Sum:
        return self.days[day - self.first].get(shift, NOTHING)

    def nights(self, day: int) -> Sum:
        return total(there for shift, there in self.days[day - self.first].items() if shift in self.problem.nights)

    def minutes(self, day: int) -> Sum:
        whole = Sum()
        for shift, there in self.days[day - self.first].items():
            whole.add(there, float(self.problem.shifts[shift].worked))
        return whole


def _prices(problem: Problem) -> dict[tuple[int, int], dict[int | None, float]]:
    """What a shift of a person on a day costs or saves, None for any."""
    found: dict[tuple[int, int], dict[int | None, float]] = defaultdict(lambda: defaultdict(float))
    for wish in problem.wishes:
        shift = None if wish.shift is None else problem.shift_numbers[wish.shift]
        at = problem.person_numbers[wish.person], wish.day
        found[at][shift] += -wish.weight if wish.is_for else wish.weight
    return {at: dict(prices) for at, prices in found.items()}
