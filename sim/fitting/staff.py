"""How many people were at work: no more can be said than how many were busy at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.days import weekdays_of
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.records.calls import ANSWERED, UNKNOWN, CallRecords

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
WEEKEND: Final = (5, 6)
USUALLY: Final = 0.5
"""On half of the days of a weekday no more operators were busy at once."""
MOSTLY: Final = 0.95
"""On so many days no more crews were: they are often idle, so that a usual day does not show how many there are."""


def staff_seen(records: CallRecords, width_minutes: int) -> Ints:
    """People busy at once with calls and wrap-ups in each interval, at most, on the middle day of a weekday.

    Returns
    -------
    array
        Shape (7, intervals of a day), Monday first; a weekday that the file does not have is like all days, and on one
        without calls nobody works. Days without calls say nothing of the others.
    """
    answered = (records.outcome == ANSWERED) & (records.talk_us != UNKNOWN)
    start = records.arrived_us[answered] + np.maximum(records.wait_us[answered], 0)
    end = start + records.talk_us[answered] + np.maximum(records.wrap_us[answered], 0)
    first, last = (int(moment // DAY_US) for moment in (records.arrived_us.min(), records.arrived_us.max()))
    table = most_at_once(start, end, first, last - first + 1, width_minutes)
    weekday = weekdays_of(first + np.arange(len(table)))
    is_open = np.bincount(records.arrived_us // DAY_US - first, minlength=len(table)) > 0
    nobody = np.zeros((1, table.shape[1]), dtype=np.int64)
    return np.array(
        [
            _usually(table, is_open & (weekday == k), USUALLY)
            if (is_open & (weekday == k)).any() or not (weekday == k).any()
            else nobody[0]
            for k in range(7)
        ],
        dtype=np.int64,
    )


def crews_seen(begun_us: Ints, worked_us: Ints, width_minutes: int) -> Ints:
    """Crews at work at once in each interval, at most, on nearly all days from Monday to Friday, and on weekends.

    Work that lasts beyond midnight is left out: it may have been put down for the night.

    Returns
    -------
    array
        Shape (7, intervals of a day), Monday first.
    """
    within = begun_us // DAY_US == worked_us // DAY_US
    begun, worked = begun_us[within], worked_us[within]
    if not len(begun):
        return np.ones((7, DAY_US // (width_minutes * MINUTE_US)), dtype=np.int64)
    first, last = int(begun.min() // DAY_US), int(worked.max() // DAY_US)
    table = most_at_once(begun, worked, first, last - first + 1, width_minutes)
    rest = np.isin(weekdays_of(first + np.arange(len(table))), WEEKEND)
    usual, weekend = (_usually(table, chosen, MOSTLY) for chosen in (~rest, rest))
    return np.array([weekend if k in WEEKEND else usual for k in range(7)], dtype=np.int64)


def most_at_once(start_us: Ints, end_us: Ints, first_day: int, days: int, width_minutes: int) -> Ints:
    """How much was going on at once in each interval of each day, at most: shape (days, intervals of a day)."""
    moments = np.concatenate([start_us, end_us])
    change = np.concatenate([np.ones(len(start_us), dtype=np.int64), -np.ones(len(end_us), dtype=np.int64)])
    order = np.lexsort((change, moments))  # at one instant whoever ends makes room for whoever begins
    moments, busy = moments[order], np.cumsum(change[order])
    width_us = width_minutes * MINUTE_US
    slots = DAY_US // width_us
    slot = np.clip((moments - first_day * DAY_US) // width_us, 0, days * slots - 1)
    most = np.zeros(days * slots, dtype=np.int64)
    np.maximum.at(most, slot, busy)
    before = np.searchsorted(moments, first_day * DAY_US + np.arange(days * slots) * width_us, "right") - 1
    most = np.maximum(most, np.where(before >= 0, busy[before], 0))  # those who were busy as it began
    return np.asarray(most.reshape(days, slots))


def _usually(table: Ints, chosen: npt.NDArray[np.bool_], share: float) -> Ints:
    """What no more than so many of the chosen days exceed; of all days where none is chosen."""
    return np.asarray(np.quantile(table[chosen] if chosen.any() else table, share, axis=0, method="higher"))


def staff_frame(staff: Ints, first_day: date, days: int) -> pd.DataFrame:
    """People at work by weekday and interval as a table of some days: `time`, `staff`."""
    width = timedelta(days=1) / staff.shape[1]
    times = pd.date_range(pd.Timestamp(first_day), periods=days * staff.shape[1], freq=width)
    people = [staff[(first_day + timedelta(days=k)).weekday()] for k in range(days)]
    return pd.DataFrame({"time": times, "staff": np.concatenate(people)})


def usual_staff(rows: Mapping[date, Reals], is_least: bool = False) -> Ints:
    """The mean of each weekday, to whole people; a weekday that is not among the days is like all of them.

    With `is_least` rows are work that so many people at least had to do, and whole people are more, not fewer.
    """
    table = np.array(list(rows.values()))
    weekday = np.array([day.weekday() for day in rows])
    means = np.array([(table[weekday == k] if (weekday == k).any() else table).mean(axis=0) for k in range(7)])
    return np.asarray(np.ceil(np.round(means, 6)) if is_least else np.round(means)).astype(np.int64)
