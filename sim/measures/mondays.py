"""Open tickets at the beginning of each week: what tells whether the work settles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET
from sim.statistics.long_run import drift

FEWEST_WEEKS: Final = 6
"""A run of fewer weeks is all beginning."""


def open_on_mondays(log: RunLog) -> Column:
    """Tickets open at 00:00 of each Monday of the run; empty where there are none, or the run is short."""
    calendar = log.plan.calendar
    if log.plan.scenario.tickets is None or calendar.days < 7 * FEWEST_WEEKS:
        return np.empty(0, dtype=np.int64)
    to_monday = -log.plan.scenario.clock.start.weekday() % 7
    moments = calendar.day_starts_us[to_monday : calendar.days : 7]
    ended = np.maximum(log.tickets["closed_us"], log.tickets["withdrawn_us"])
    came = np.searchsorted(np.sort(log.tickets["received_us"]), moments, side="right")
    return came - np.searchsorted(np.sort(ended[ended != NOT_YET]), moments, side="right")


def weekly_growth(mondays: Sequence[Column]) -> float | None:
    """By how many tickets a week the backlog still grows in the second half of a run; None if not beyond chance."""
    if not mondays or len(mondays[0]) < FEWEST_WEEKS:
        return None
    weeks = np.array(mondays, dtype=np.float64)
    return drift(weeks[:, weeks.shape[1] // 2 :])
