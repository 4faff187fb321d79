"""Lines made up for the tests of forecasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from sim.forecasting.history import History, Reals, history_of

MONDAY = date(2026, 3, 2)
WEEK = (1.2, 1.1, 1.0, 1.0, 1.05, 0.5, 0.4)


def days_of(totals: list[float], slots: int = 1, first: date = MONDAY) -> dict[date, Reals]:
    """Totals of days one after the other, spread evenly over their intervals."""
    return {first + timedelta(days=k): np.full(slots, total / slots) for k, total in enumerate(totals)}


def made_line(level: Callable[[int], float], seed: int, days: int = 140, slots: int = 2, cv: float = 0.05) -> History:
    """A line with the pattern of a week, a random factor a day and Poisson counts, and the next seven days."""
    rng = np.random.default_rng(seed)
    counts = {}
    for k in range(days):
        mean = 1000 * WEEK[k % 7] * level(k) * rng.gamma(1 / cv**2, cv**2)
        counts[MONDAY + timedelta(days=k)] = rng.poisson(np.full(slots, mean / slots)).astype(np.float64)
    return history_of(counts, 1440 // slots, 7)
