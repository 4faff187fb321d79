"""Workload W1 as a SimPy tutorial would write it: the honest peer that our SimPy model is timed against.

One day of calls, first come first served, lognormal talk, exponential wrap-up, exponential patience, hourly staff.
Nothing is done to slow it; it uses the same draws as ours and writes the same contact columns.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import simpy

HOUR_US = 3_600_000_000
COLUMNS = ("contact", "arrived_us", "outcome", "left_us", "answered_us", "talk_end_us", "wrap_up_end_us")
ANSWERED, ABANDONED = 1, 2


def simulate_day(
    arrival_us: Sequence[int],
    talk_us: Sequence[int],
    wrap_up_us: Sequence[int],
    patience_us: Sequence[int],
    staff_by_hour: Sequence[int],
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Run one day; returns shape (calls, columns) of microseconds, -1 where something did not happen."""
    env = simpy.Environment()
    most = max(staff_by_hour)
    operators = simpy.PriorityResource(env, capacity=most)
    rows: list[tuple[int, ...]] = []

    def away(hours: int) -> Generator[Any, Any, None]:
        """Somebody who is not on duty holds a place of the resource."""
        with operators.request(priority=0) as place:
            yield place
            yield env.timeout(hours)

    def roster() -> Generator[Any, Any, None]:
        """At each full hour, those who are off duty in it take their places."""
        for staff in staff_by_hour:
            for _ in range(most - staff):
                env.process(away(HOUR_US))
            yield env.timeout(HOUR_US)

    def call(number: int) -> Generator[Any, Any, None]:
        arrived = env.now
        with operators.request(priority=1) as operator:
            result = yield operator | env.timeout(patience_us[number])
            if operator not in result:
                rows.append((number, arrived, ABANDONED, env.now, -1, -1, -1))
                return
            answered = env.now
            yield env.timeout(talk_us[number])
            talk_end = env.now
            yield env.timeout(wrap_up_us[number])
            rows.append((number, arrived, ANSWERED, -1, answered, talk_end, env.now))

    def source() -> Generator[Any, Any, None]:
        for number, at in enumerate(arrival_us):
            yield env.timeout(at - env.now)
            env.process(call(number))

    env.process(roster())
    env.process(source())
    env.run()
    rows.sort()
    return np.array(rows, dtype=np.int64)
