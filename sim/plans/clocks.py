"""Opening hours as sorted columns: the spells in which an office is open, and the closing of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sim.calendar.days import DAYS_AFTER, DAYS_BEFORE, LocalCalendar
from sim.calendar.lengths import DAY_US
from sim.scenario.schema_units import Hours, spells_of

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OfficeHours:
    """When an office is open, from some years before the horizon to some years after it.

    Attributes
    ----------
    open_us, close_us
        Shape (spells,): the spells in order; they neither overlap nor touch.
    before_us
        Shape (spells,): open time before each spell.
    closing_us, closing_day_us
        Shape (days with an opening,): when each of these days closes, in order, and its local midnight.
    """

    open_us: Ints
    close_us: Ints
    before_us: Ints
    closing_us: Ints
    closing_day_us: Ints


def office_hours(hours: Hours | tuple[Hours, ...], calendar: LocalCalendar) -> OfficeHours:
    """All spells of written hours, each on the days it names; `close <= open` means the next day."""
    columns = [spells_on(spell, calendar) for spell in spells_of(hours)]
    start_us, end_us, day_us = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(start_us, kind="stable")
    return _united(start_us[order], end_us[order], day_us[order])


def spells_on(hours: Hours, calendar: LocalCalendar) -> tuple[Ints, Ints, Ints]:
    """Start and end of one spell on each day it names, and the midnight of that day."""
    days = _days(calendar)
    chosen = np.array([calendar.is_one_of(day, hours.open_days) for day in _dates(calendar, days)], dtype=np.bool_)
    days = days[chosen]
    close = hours.close if hours.close > hours.open else hours.close + DAY_US
    return instants_us(days, hours.open, calendar), instants_us(days, close, calendar), instants_us(days, 0, calendar)


def hours_of_spells(start_us: Ints, end_us: Ints, calendar: LocalCalendar) -> OfficeHours:
    """The union of some spells, such as the shifts of a unit; a day closes when the last that began on it ends."""
    order = np.argsort(start_us, kind="stable")
    start_us, end_us = np.asarray(start_us, dtype=np.int64)[order], np.asarray(end_us, dtype=np.int64)[order]
    starts = midnights(calendar)
    known = (start_us >= starts[0]) & (start_us < starts[-1])
    start_us, end_us = start_us[known], end_us[known]
    return _united(start_us, end_us, starts[np.searchsorted(starts, start_us, side="right") - 1])


def always_open(calendar: LocalCalendar) -> OfficeHours:
    """Round the clock, every day; each day closes at its end."""
    starts = midnights(calendar)
    return _united(starts[:-1], starts[1:], starts[:-1])


def midnights(calendar: LocalCalendar) -> Ints:
    """Local midnights, from some years before the horizon to some years after it."""
    return instants_us(_days(calendar), 0, calendar)


def instants_us(days: Ints, clock_us: Ints | int, calendar: LocalCalendar) -> Ints:
    """`LocalCalendar.instant_us` of whole columns.

    Parameters
    ----------
    days
        Numbers of days, counted from the horizon's first day; negative before it.
    clock_us
        Clock times. One that is left out as clocks are moved, or comes twice, is read by the offset before the change.
    calendar
        The local calendar.
    """
    changes_us, offsets_us = calendar.clock_changes
    local_us = days * DAY_US + clock_us
    changed_us = changes_us + np.maximum(offsets_us[:-1], offsets_us[1:])
    instants: Ints = local_us - offsets_us[np.searchsorted(changed_us, local_us, side="right")]
    return instants


def _days(calendar: LocalCalendar) -> Ints:
    """Numbers of days from the horizon's first, as far as dates can be written."""
    first = max(-DAYS_BEFORE, (date.min - calendar.start).days + 3)
    last = min(calendar.days + DAYS_AFTER, (date.max - calendar.start).days - 3)
    return np.arange(first, last, dtype=np.int64)


def _dates(calendar: LocalCalendar, days: Ints) -> list[date]:
    first = calendar.start + timedelta(days=int(days[0]))
    return [first + timedelta(days=i) for i in range(len(days))]


def _united(start_us: Ints, end_us: Ints, day_us: Ints) -> OfficeHours:
    """Spells in order of their start, each with the midnight of its day, as one office."""
    some: npt.NDArray[np.bool_] = end_us > start_us
    start_us, end_us, day_us = start_us[some], end_us[some], day_us[some]
    latest_us = np.maximum.accumulate(end_us) if len(end_us) else end_us
    first = np.ones(len(start_us), dtype=np.bool_)
    first[1:] = start_us[1:] > latest_us[:-1]
    last = np.ones(len(start_us), dtype=np.bool_)
    last[:-1] = first[1:]
    open_us, close_us = start_us[first], latest_us[last]
    before_us = np.zeros(len(open_us), dtype=np.int64)
    np.cumsum((close_us - open_us)[:-1], out=before_us[1:])
    last_of_day = np.ones(len(day_us), dtype=np.bool_)
    last_of_day[:-1] = day_us[1:] > day_us[:-1]
    return OfficeHours(open_us, close_us, before_us, latest_us[last_of_day], day_us[last_of_day])
