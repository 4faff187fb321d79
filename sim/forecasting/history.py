"""What a forecast knows: contacts of each open day by interval, and what kind of day each is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
OFTEN_OPEN: Final = 0.5
"""A weekday is usually open if it has contacts in at least this share of the weeks of the history."""
FIRST_DAYS: Final = 5
LAST_DAYS: Final = 26
"""Days of the month that make its beginning (until the 5th) and its end (from the 26th)."""
SUNDAY: Final = 6


@dataclass(frozen=True)
class Days:
    """Open days in their order, the known ones first.

    Attributes
    ----------
    dates
        The days.
    kind
        Shape (n,): which weekday each behaves like, Monday 0; a holiday behaves like a Sunday, or like the quietest
        weekday there is.
    holiday, after_closed, first_days, last_days
        Shape (n,): public holidays; the first day open after one on which the line is usually open and was not, or
        after a holiday; the beginning and the end of a month.
    by_surprise
        Shape (n,): after a day on which the line was closed though no calendar said so: nobody knew it before.
    """

    dates: tuple[date, ...]
    kind: Ints
    holiday: Marks
    after_closed: Marks
    first_days: Marks
    last_days: Marks
    by_surprise: Marks

    def __len__(self) -> int:
        return len(self.dates)

    def as_known(self, origin: int) -> Days:
        """These days as they are known in the evening of the last of the first so many: without later surprises."""
        ahead = np.arange(len(self)) >= origin
        return replace(self, after_closed=self.after_closed & ~(ahead & self.by_surprise))


@dataclass(frozen=True)
class History:
    """Recorded contacts of the open days, and the days that are to be forecast.

    Attributes
    ----------
    counts
        Shape (known days, intervals of a day): contacts.
    width_minutes
        Length of an interval.
    days
        The known days, and after them the open ones of the days ahead.
    closed
        Days without contacts between the first and the last one known on which the line is usually open.
    closed_ahead
        Days ahead on which the line is taken to be closed.
    """

    counts: Reals
    width_minutes: int
    days: Days
    closed: tuple[date, ...] = ()
    closed_ahead: tuple[date, ...] = ()

    @property
    def is_daily(self) -> bool:
        """Whether contacts are counted by day only."""
        return bool(self.counts.shape[1] == 1)

    @property
    def known(self) -> int:
        """How many days are known."""
        return len(self.counts)

    @property
    def ahead(self) -> int:
        """How many open days are to be forecast."""
        return len(self.days) - self.known

    @property
    def totals(self) -> Reals:
        """Shape (known days,): contacts of each."""
        return np.asarray(self.counts.sum(axis=1))


def history_of(
    counts: dict[date, Reals],
    width_minutes: int,
    days_ahead: int,
    calendar: LocalCalendar | None = None,
    closed_ahead: Collection[date] = (),
) -> History:
    """The history with the days ahead, and what kind each of them is.

    Parameters
    ----------
    counts
        Contacts of each date by interval, arrays of one length; a date without any contact is closed.
    width_minutes
        Length of an interval.
    days_ahead
        How many dates follow the last one.
    calendar
        Says which dates are holidays, and which weekday a make-up day behaves like; None: neither is known.
    closed_ahead
        Dates ahead on which the line is closed, beside those weekdays on which it always is.
    """
    known = sorted(day for day, row in counts.items() if row.sum() > 0)
    first, last = known[0], max(counts)
    span = [first + timedelta(days=k) for k in range((last - first).days + 1 + days_ahead)]
    holidays = {day for day in span if calendar is not None and calendar.kind(day) == "holiday"}
    weekday = {day: _weekday(day, calendar) for day in span}
    usual = _usually_open(known, span[: (last - first).days + 1], holidays, weekday)
    worked_holidays = [day for day in known if day in holidays]
    may_open = bool(worked_holidays) or (not any(day <= last for day in holidays) and SUNDAY in usual)
    ahead = [day for day in span if day > last]
    shut = {
        day for day in ahead if weekday[day] not in usual or day in closed_ahead or (day in holidays and not may_open)
    }
    open_days = [*known, *(day for day in ahead if day not in shut)]
    there = set(open_days)
    rest = SUNDAY if SUNDAY in usual else _quietest(known, counts, weekday)
    before = [_closed_before(day, first, there, holidays, usual, weekday) for day in open_days]
    days = Days(
        tuple(open_days),
        np.array([rest if day in holidays else weekday[day] for day in open_days], dtype=np.int64),
        np.array([day in holidays for day in open_days], dtype=np.bool_),
        np.array([shut_day is not None for shut_day in before], dtype=np.bool_),
        np.array([day.day <= FIRST_DAYS for day in open_days], dtype=np.bool_),
        np.array([day.day >= LAST_DAYS for day in open_days], dtype=np.bool_),
        np.array([_by_surprise(shut_day, last, holidays) for shut_day in before], dtype=np.bool_),
    )
    missing = tuple(day for day in span if day < last and day not in there and weekday[day] in usual)
    return History(
        np.array([counts[day] for day in known], dtype=np.float64), width_minutes, days, missing,
        tuple(day for day in ahead if day in shut),
    )  # fmt: skip


def _weekday(day: date, calendar: LocalCalendar | None) -> int:
    """The weekday a date behaves like; a weekend day that is worked behaves like a Monday if nothing else is said."""
    if calendar is None:
        return day.weekday()
    if day in calendar.weekday_of:
        return calendar.weekday_of[day]
    is_made_up = day in calendar.make_up_days and day.weekday() in calendar.weekends.on(day)
    return 0 if is_made_up else day.weekday()


def _usually_open(
    known: Collection[date], span: Collection[date], holidays: Collection[date], weekday: dict[date, int]
) -> set[int]:
    there = set(known)
    ordinary = [day for day in span if day not in holidays]
    return {
        k
        for k in range(7)
        if (of := [day in there for day in ordinary if weekday[day] == k]) and sum(of) >= OFTEN_OPEN * len(of)
    }


def _quietest(known: list[date], counts: dict[date, Reals], weekday: dict[date, int]) -> int:
    means = {k: float(np.mean([counts[day].sum() for day in known if weekday[day] == k])) for k in set(weekday.values())
             if any(weekday[day] == k for day in known)}  # fmt: skip
    return min(means, key=lambda k: (means[k], k))


def _closed_before(
    day: date, first: date, there: Collection[date], holidays: Collection[date], usual: Collection[int],
    weekday: dict[date, int],
) -> date | None:  # fmt: skip
    """The last day before on which the line is usually open, if it was closed or a holiday; else None."""
    before = day - timedelta(days=1)
    while before >= first:
        if weekday[before] in usual or before in there:
            return before if before not in there or (before in holidays and day not in holidays) else None
        before -= timedelta(days=1)
    return None


def _by_surprise(shut: date | None, last: date, holidays: Collection[date]) -> bool:
    """Whether a closed day of the past was one that no calendar tells."""
    return shut is not None and shut <= last and shut not in holidays
