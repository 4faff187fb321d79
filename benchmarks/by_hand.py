# ruff: noqa: NPY002 - compiled code has numpy's older generator only
"""Workload W1 written by hand for numba, for it alone: the practical limit that our compiled engine is held against.

One day of calls, first come first served, lognormal talk, exponential wrap-up, exponential patience, hourly staff. It
draws its chance itself, from numpy's generator inside compiled code, knows no types, lines, groups, breaks or tickets,
keeps no events but the ends of work in hand, and writes one row per call.
"""

from __future__ import annotations

import heapq
import math
from typing import Any

import numba
import numpy as np

HOUR_US = 3_600_000_000
ANSWERED, ABANDONED = 1, 2
WAITING = 0
Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@numba.njit(error_model="numpy", nogil=True)
def simulate_day(
    seed: int,
    calls_by_hour: Floats,
    staff_by_hour: Ints,
    talk_s: float,
    talk_cv: float,
    wrap_up_s: float,
    patience_s: float,
) -> Ints:
    """Draw and run one day; shape (7, calls): number, arrival, outcome, left, answered, talk end, wrap-up end."""
    np.random.seed(seed)
    hours = len(calls_by_hour)
    counts = np.empty(hours, dtype=np.int64)
    for hour in range(hours):
        counts[hour] = np.random.poisson(calls_by_hour[hour])
    n = counts.sum()
    rows = np.full((7, n), -1, dtype=np.int64)
    arrived = rows[1]
    first = 0
    for hour in range(hours):
        for number in range(first, first + counts[hour]):
            arrived[number] = hour * HOUR_US + int(np.random.random() * HOUR_US)
        arrived[first : first + counts[hour]].sort()
        first += counts[hour]
    sigma = math.sqrt(math.log1p(talk_cv**2))
    mu = math.log(talk_s * 1e6) - sigma**2 / 2
    busy = [(np.int64(0), np.int64(0))]  # (end of the wrap-up, the call); a heap
    busy.pop()
    head, staff, hour, number = 0, 0, -1, 0  # calls wait from `head` to `number`
    while True:
        now = np.int64(hours * HOUR_US)
        if number < n:
            now = min(now, arrived[number])
        if hour + 1 < hours:
            now = min(now, (hour + 1) * HOUR_US)
        if len(busy) > 0:
            now = min(now, busy[0][0])
        if now >= hours * HOUR_US:
            break
        if len(busy) > 0 and busy[0][0] == now:
            heapq.heappop(busy)
        elif hour + 1 < hours and (hour + 1) * HOUR_US == now:
            hour += 1
            staff = staff_by_hour[hour]
        else:
            rows[0, number] = number
            rows[3, number] = now + int(np.random.exponential(patience_s * 1e6))
            rows[2, number] = WAITING
            number += 1
        while head < number and (len(busy) < staff or rows[3, head] <= now):
            if rows[3, head] <= now:
                rows[2, head] = ABANDONED
            else:
                talk_end = now + int(math.exp(np.random.normal(mu, sigma)))
                end = talk_end + int(np.random.exponential(wrap_up_s * 1e6))
                rows[2, head], rows[3, head], rows[4, head] = ANSWERED, -1, now
                rows[5, head], rows[6, head] = talk_end, end
                heapq.heappush(busy, (end, np.int64(head)))
            head += 1
    return rows
