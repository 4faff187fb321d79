"""Forecasts from many origins: what each method would have said on each day of the past, and how far off it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.forecasting.history import History
from sim.forecasting.methods import CALENDAR, METHODS, SEASONAL_NAIVE

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
PROFILE_DAYS: Final = 16
"""The shares of a day's intervals are those of the last so many days of its kind: 16 weeks."""
FEWEST_DAYS: Final = 20
"""Days that are known at the first origin: four weeks of five days."""
PAST_ORIGINS: Final = 40
"""A method is chosen, and bands are made, by its errors from the last so many origins."""
FEWEST_ORIGINS: Final = 8
"""With fewer past origins none is chosen but last week's days, and bands are not made."""


@dataclass(frozen=True)
class Rolling:
    """What each method said from each origin.

    Attributes
    ----------
    origins
        Shape (o,): the number of known days at each origin.
    totals
        By method, shape (o, h): totals of the days that follow; nan beyond the last known day.
    intervals
        By method, shape (o, h, intervals of a day): the same by interval.
    actual_totals, actual_intervals
        Shape (o, h) and (o, h, intervals): what came.
    """

    origins: Ints
    totals: dict[str, Reals]
    intervals: dict[str, Reals]
    actual_totals: Reals
    actual_intervals: Reals

    def at(self, known: int) -> int:
        """The place of the origin at which so many days are known."""
        return int(np.flatnonzero(self.origins == known)[0])

    def past(self, known: int, most: int = PAST_ORIGINS) -> Ints:
        """The last origins from which at least the next day is known when so many days are."""
        return np.flatnonzero(self.origins < known)[-most:]

    def errors(self, name: str, known: int) -> tuple[Reals, Reals]:
        """What came and what was said, shape (origins, h), from past origins; nan for what was not known then."""
        past = self.past(known)
        seen = self.origins[past][:, None] + np.arange(self.actual_totals.shape[1]) < known
        return np.where(seen, self.actual_totals[past], np.nan), self.totals[name][past]

    def chosen(self, known: int) -> str:
        """The method with the least mean absolute error of days from past origins, known by then only."""
        if len(self.past(known)) < FEWEST_ORIGINS:
            return SEASONAL_NAIVE
        return min(self.totals, key=lambda name: (self._mean_error(name, known), name != CALENDAR))

    def _mean_error(self, name: str, known: int) -> float:
        actual, said = self.errors(name, known)
        return float(np.nanmean(np.abs(actual - said)))


def roll(history: History, ahead: int, most: int) -> Rolling:
    """Forecast from each of the last `most` origins, the one at the end of the history included.

    Parameters
    ----------
    history
        What is known, and the days ahead.
    ahead
        Open days ahead from each origin.
    most
        The most origins.
    """
    n = history.known
    origins = np.arange(max(min(FEWEST_DAYS, n), n - most + 1), n + 1)
    shape = (len(origins), ahead, history.counts.shape[1])
    totals = {name: np.full(shape[:2], np.nan) for name in METHODS}
    intervals = {name: np.full(shape, np.nan) for name in METHODS}
    came = np.full(shape, np.nan)
    for row, origin in enumerate(origins.tolist()):
        steps = min(ahead, len(history.days) - origin)
        shares, days = profile(history, origin, steps), history.days.as_known(origin)
        for name, method in METHODS.items():
            said = method(history.totals[:origin], days, steps)
            totals[name][row, :steps] = said
            intervals[name][row, :steps] = said[:, None] * shares
        intervals[SEASONAL_NAIVE][row, :steps] = last_weeks(history, origin, steps)
        there = min(ahead, n - origin)
        came[row, :there] = history.counts[origin : origin + there]
    return Rolling(origins, totals, intervals, np.asarray(came.sum(axis=2)), came)


def profile(history: History, known: int, steps: int) -> Reals:
    """The share of each interval in its day, shape (steps, intervals): the mean of past days of its kind."""
    shares = np.empty((steps, history.counts.shape[1]))
    found: dict[tuple[int, bool], Reals] = {}
    for step in range(steps):
        kind = int(history.days.kind[known + step]), bool(history.days.holiday[known + step])
        if kind not in found:
            same = _alike(history, known, *kind)[-PROFILE_DAYS:]
            of_day = history.counts[same] / history.counts[same].sum(axis=1, keepdims=True)
            found[kind] = of_day.mean(axis=0)
        shares[step] = found[kind]
    return shares


def last_weeks(history: History, known: int, steps: int) -> Reals:
    """The intervals of the last day of the same kind, shape (steps, intervals)."""
    days = history.days
    rows = [
        _alike(history, known, int(days.kind[known + step]), bool(days.holiday[known + step]))[-1]
        for step in range(steps)
    ]
    return history.counts[rows]


def _alike(history: History, known: int, kind: int, holiday: bool) -> Ints:
    """The past days of a kind; of the same weekday if there is no such holiday, else all."""
    of_kind = history.days.kind[:known] == kind
    exactly = np.flatnonzero(of_kind & (history.days.holiday[:known] == holiday))
    if len(exactly):
        return exactly
    same = np.flatnonzero(of_kind)
    return same if len(same) else np.arange(known)
