"""How many people were at work: no more can be said than how many were busy at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.records.calls import ANSWERED, UNKNOWN, CallRecords

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
USUALLY: Final = 0.5
"""On half of the days of a weekday no more people were busy at once."""


def staff_seen(records: CallRecords, width_minutes: int) -> Ints:
    """People busy at once with calls and wrap-ups in each interval, at most, on the middle day of a weekday.

    Returns
    -------
    array
        Shape (7, intervals of a day), Monday first; a weekday that the file does not have is like all days.
    """
    answered = (records.outcome == ANSWERED) & (records.talk_us != UNKNOWN)
    start = records.arrived_us[answered] + np.maximum(records.wait_us[answered], 0)
    end = start + records.talk_us[answered] + np.maximum(records.wrap_us[answered], 0)
    moments = np.concatenate([start, end])
    change = np.concatenate([np.ones(len(start), dtype=np.int64), -np.ones(len(end), dtype=np.int64)])
    order = np.lexsort((change, moments))  # at one instant whoever ends makes room for whoever begins
    moments, busy = moments[order], np.cumsum(change[order])
    width_us = width_minutes * MINUTE_US
    slots = DAY_US // width_us
    first_day = int(records.arrived_us.min() // DAY_US)
    days = int(records.arrived_us.max() // DAY_US) - first_day + 1
    slot = np.clip((moments - first_day * DAY_US) // width_us, 0, days * slots - 1)
    most = np.zeros(days * slots, dtype=np.int64)
    np.maximum.at(most, slot, busy)
    before = np.searchsorted(moments, first_day * DAY_US + np.arange(days * slots) * width_us, "right") - 1
    most = np.maximum(most, np.where(before >= 0, busy[before], 0))  # those who were busy as it began
    table = most.reshape(days, slots)
    weekday = (first_day + 3 + np.arange(days)) % 7  # 1 January 1970 was a Thursday
    return np.array(
        [np.quantile(table[weekday == k] if (weekday == k).any() else table, USUALLY, axis=0, method="higher")
         for k in range(7)], dtype=np.int64,
    )  # fmt: skip


def usual_staff(rows: Mapping[date, Reals]) -> Ints:
    """The mean of each weekday, to whole people; a weekday that the roster does not have is like all days."""
    table = np.array(list(rows.values()))
    weekday = np.array([day.weekday() for day in rows])
    return np.array(
        [np.round((table[weekday == k] if (weekday == k).any() else table).mean(axis=0)) for k in range(7)],
        dtype=np.int64,
    )
