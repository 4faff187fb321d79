"""When work on tickets can be taken up: hours of units, rosters of their crews and of desks, windows for calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column
from sim.plans.expectations import windows_of
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, Stage

Flags = npt.NDArray[np.bool_]
Spells = tuple[Column, Column]
"""Start and end of each, in order; they neither overlap nor touch."""

ALWAYS: Final = 0
"""The number of the calendar that is always open."""
FAR_US: Final = 1 << 49
"""Later than all instants of a run: 17 years."""
_SPAN_US: Final = 1 << 50
"""Each calendar has so much of one common line of time."""
DESK_STAGES: Final = (Stage.CONFIRM, Stage.AUDIT, Stage.DISPATCH, Stage.REVIEW, Stage.FOLLOW_UP)


@dataclass(frozen=True)
class Openings:
    """Calendars side by side on one line of time, so that one search serves all of them.

    Attributes
    ----------
    open_us, close_us, before_us
        Shape (spells,): spells on the common line, and the open time before each, all calendars together.
    first
        Shape (calendars + 1,): the first spell of each calendar.
    """

    open_us: Column
    close_us: Column
    before_us: Column
    first: Column

    def open_between_us(self, calendar: Column, start_us: Column, end_us: Column) -> Column:
        """How long each calendar is open between two instants, shape (n,)."""
        found: Column = self._open_until(calendar, end_us) - self._open_until(calendar, start_us)
        return found

    def is_open_at(self, calendar: Column, instant_us: Column) -> Flags:
        """Whether each calendar is open at an instant; at a closing it is not any more."""
        at, spell = self._spell(calendar, instant_us)
        found: Flags = (spell >= self.first[calendar]) & (at < self.close_us[spell])
        return found

    def after_us(self, calendar: Column, start_us: Column, length_us: Column) -> Column:
        """The first open instant by which each calendar was open for a length since the start; `FAR_US` if none is."""
        total = self._open_until(calendar, np.minimum(start_us, FAR_US)) + length_us
        spell = np.searchsorted(self.before_us, total, side="right") - 1
        reached = self.open_us[spell] + total - self.before_us[spell] - calendar.astype(np.int64) * _SPAN_US
        known = (spell < self.first[calendar + 1]) & (reached < FAR_US)
        found: Column = np.where(known, np.maximum(reached, start_us), FAR_US)
        return found

    def _spell(self, calendar: Column, instant_us: Column) -> tuple[Column, Column]:
        at = instant_us + calendar.astype(np.int64) * _SPAN_US
        return at, np.searchsorted(self.open_us, at, side="right") - 1

    def _open_until(self, calendar: Column, instant_us: Column) -> Column:
        at, spell = self._spell(calendar, instant_us)
        begun = spell >= self.first[calendar]
        spell = np.maximum(spell, self.first[calendar])
        inside = np.where(begun, np.minimum(at, self.close_us[spell]) - self.open_us[spell], 0)
        found: Column = self.before_us[spell] + inside
        return found


@dataclass(frozen=True)
class Hours:
    """The calendars of a plan by what they are for; 0 is always open.

    Attributes
    ----------
    spells
        Of each calendar.
    office, crews
        Shape (units,): the calendar of each unit's office, and that of its crews' shifts.
    desk
        Shape (stages,): the calendar of who may do each `Stage`, within its window for calls; 0 where none is.
    """

    spells: tuple[Spells, ...]
    office: Column
    crews: Column
    desk: Column

    def openings(self, longer_us: int | None = None) -> Openings:
        """All of them side by side; behind them, if asked for, all once more with each spell so much longer."""
        longer = [] if longer_us is None else [_merged(start, end + longer_us, FAR_US) for start, end in self.spells]
        return _side_by_side([*self.spells, *longer])


def hours_of(plan: Plan) -> Hours:
    """The calendars of a plan with tickets."""
    if plan.tickets is None:
        raise ValueError("a plan without tickets has no hours of units")
    spells: list[Spells] = [(np.array([-FAR_US]), np.array([FAR_US]))]
    numbers: dict[bytes, int] = {}

    def add(start_us: Column, end_us: Column) -> int:
        merged = _merged(start_us, end_us, plan.horizon_us)
        number = numbers.setdefault(np.concatenate(merged).tobytes(), len(spells))  # copies of a unit share theirs
        if number == len(spells):
            spells.append(merged)
        return number

    office = [add(unit.hours.open_us, unit.hours.close_us) for unit in plan.tickets.units]
    crews = [add(*_rostered(plan, [unit.group])) for unit in plan.tickets.units]
    desk = np.zeros(len(Stage), dtype=np.int64)
    for stage in DESK_STAGES:
        line = int(plan.tickets.task_line[stage].max(initial=NOT_YET))
        if line != NOT_YET:
            shifts = _merged(*_rostered(plan, np.flatnonzero(plan.preference[line] >= 0)), plan.horizon_us)
            desk[stage] = add(*(_both(shifts, windows_of(plan, line)) if plan.lines[line].has_window else shifts))
    return Hours(tuple(spells), np.array(office, dtype=np.int64), np.array(crews, dtype=np.int64), desk)


def _rostered(plan: Plan, groups: Column | list[int]) -> Spells:
    """Every duty of the people of some groups, absent or not."""
    roster = plan.roster
    mine = np.isin(plan.person_group[roster.duty_person], groups)
    return roster.duty_start_us[mine], roster.duty_end_us[mine]


def _merged(start_us: Column, end_us: Column, until_us: int) -> Spells:
    """The union of spells, as far as it lies within a run."""
    within = (end_us > start_us) & (end_us > 0) & (start_us < until_us) | (start_us <= -FAR_US)
    order = np.argsort(start_us[within], kind="stable")
    start, end = start_us[within][order], end_us[within][order]
    if len(start) == 0:
        return start, end
    latest = np.maximum.accumulate(end)
    first = np.append(True, start[1:] > latest[:-1])
    return start[first], latest[np.append(first[1:], True)]


def _both(one: Spells, other: Spells) -> Spells:
    """Where two unions of spells overlap."""
    start = np.maximum.outer(one[0], other[0]).ravel()
    end = np.minimum.outer(one[1], other[1]).ravel()
    some = end > start
    return start[some], end[some]


def _side_by_side(calendars: list[Spells]) -> Openings:
    """One after another on one line of time; a calendar that never opens has a spell of no length, far away."""
    starts, ends = [], []
    for number, (start, end) in enumerate(calendars):
        if len(start) == 0:
            start = end = np.array([FAR_US])
        starts.append(np.maximum(start, -FAR_US) + number * _SPAN_US)
        ends.append(np.minimum(end, FAR_US) + number * _SPAN_US)
    counts = [len(start) for start in starts]
    open_us, close_us = np.concatenate(starts), np.concatenate(ends)
    before_us = np.cumsum(close_us - open_us) - (close_us - open_us)
    return Openings(open_us, close_us, before_us, np.cumsum([0, *counts]))
