"""Where a file of contacts begins and ends: a day that it has in part is no whole one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH
from sim.records.intervals import DAY_MINUTES

Reals = npt.NDArray[np.float64]
SURELY_SOME: Final = 10.0
"""So many contacts that are expected and do not come say that the file ends, or begins, within the day."""


@dataclass(frozen=True)
class Edges:
    """Days of a file between its first contact and its last one.

    Attributes
    ----------
    counts
        By date, shape (intervals of a day,): contacts; whole days only.
    begins_within
        The first day if the file has it in part: it is left out; else None.
    today, so_far
        The day within which the file ends, and shape (intervals begun,): its contacts; None where it ends with a day.
    begun
        Which part of the last one of these had passed, by what other days had in it; 1 if it is whole.
    silent_from
        The first of the days at the end that are left out as rows of days that had not come; None if there are none.
    """

    counts: dict[date, Reals]
    begins_within: date | None
    today: date | None
    so_far: Reals | None
    begun: float
    silent_from: date | None


def edges_of(fine: Mapping[date, Reals], width: int, begin: int, until: int) -> Edges:
    """Tell whole days from those that a file has in part.

    Parameters
    ----------
    fine
        By date, contacts in the file's own intervals, by minutes where each row is a contact.
    width
        Minutes of the intervals that are wanted.
    begin, until
        The begin of the first interval of its own with a contact, and the end of the last, in minutes since 1970.
    """
    begin_day, until_day = begin // DAY_MINUTES, (until - 1) // DAY_MINUTES
    first, last = (EPOCH + timedelta(days=number) for number in (begin_day, until_day))
    begin, until = begin - begin_day * DAY_MINUTES, until - until_day * DAY_MINUTES
    known = {day: row for day, row in fine.items() if first <= day <= last}
    after = [day for day in fine if day > last]
    silent = next((day for day in after if _expected(known, day, 0, DAY_MINUTES) > SURELY_SOME), None)
    begins_within = None
    if _expected(known, first, 0, begin) > SURELY_SOME:
        begins_within = first
        known.pop(first)
    counts = {day: row.reshape(-1, width // (DAY_MINUTES // len(row))).sum(axis=1) for day, row in known.items()}
    if last in counts and _expected(known, last, until, DAY_MINUTES) > SURELY_SOME:
        so_far = counts.pop(last)[: -(-until // width)]
        begun = _begun(known, last, width, until)
        return Edges(counts, begins_within, last, so_far, begun, silent)
    closed = {day: np.zeros(DAY_MINUTES // width) for day in after if silent is None or day < silent}
    return Edges({**counts, **closed}, begins_within, None, None, 1.0, silent)


def _begun(fine: Mapping[date, Reals], day: date, width: int, until: int) -> float:
    """Which part of the interval that a time lies in has passed: by the contacts of other days, else by the clock."""
    first = (until - 1) // width * width
    others = [row for other, row in fine.items() if other != day]
    passed, whole = _mean_between(others, first, until), _mean_between(others, first, first + width)
    return passed / whole if whole > 0 else (until - first) / width


def _expected(fine: Mapping[date, Reals], day: date, begin: float, end: float) -> float:
    """How many contacts other days of this weekday have had between two minutes of the day, in the mean."""
    same = [row for other, row in fine.items() if other != day and other.weekday() == day.weekday()]
    return _mean_between(same, begin, end)


def _mean_between(rows: Sequence[Reals], begin: float, end: float) -> float:
    """How many contacts days had between two minutes, in the mean; 0 where there are no days."""
    if not rows:
        return 0.0
    width = DAY_MINUTES / len(rows[0])
    starts = np.arange(len(rows[0])) * width
    inside = np.clip(np.minimum(starts + width, end) - np.maximum(starts, begin), 0, width) / width
    return float(np.mean([row @ inside for row in rows]))
