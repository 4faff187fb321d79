"""Bands around forecasts from past errors of the same method: no law is assumed (split conformal prediction)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.forecasting.history import History
from sim.forecasting.methods import LEAST
from sim.forecasting.rolling import FEWEST_ORIGINS, Rolling

Reals = npt.NDArray[np.float64]
LEVELS: Final = (0.50, 0.80, 0.95)
"""The shares of real values that bands are to hold."""
MAIN: Final = 0.80
"""The one that is told in sentences; without it there are no bands."""


@dataclass(frozen=True)
class Bands:
    """Bands of the days ahead of one origin, each array with a last axis (low, high) for one level.

    Attributes
    ----------
    days
        By level, shape (h, 2); a level that needs more past origins than there are is left out.
    intervals
        By level, shape (h, intervals, 2).
    spread
        Standard deviation of the logarithm of a day's total over its forecast.
    """

    days: dict[float, Reals]
    intervals: dict[float, Reals]
    spread: float


def bands_at(rolling: Rolling, history: History, name: str, known: int) -> Bands | None:
    """Bands of a method's forecast from an origin, by its errors from past origins; None if there are too few.

    A day's error is the logarithm of what came over what was said; it is taken by day ahead where enough origins for
    the level have that day, else with those of the days nearest to it. An interval's error is what came less what was
    said, over the spread that its forecast and the day's spread let expect; these are pooled over the day.

    Source
    ------
    Split conformal prediction: Papadopoulos, Proedrou, Vovk and Gammerman, Inductive confidence machines for
    regression, 2002; the finite-sample rank is ceil((n + 1) q).
    """
    past = rolling.past(known)
    levels = [level for level in LEVELS if len(past) >= fewest_errors(level)]
    if MAIN not in levels:
        return None
    actual, said = rolling.errors(name, known)
    logs = np.log(np.maximum(actual, LEAST) / np.maximum(said, LEAST))
    at = rolling.at(known)
    point, steps = rolling.totals[name][at], int((~np.isnan(rolling.totals[name][at])).sum())
    spread = float(np.sqrt(np.nanmean(logs**2)))
    scaled = _scaled(rolling, name, known, spread)
    days, intervals = {}, {}
    for level in levels:
        ends = np.array([ends_of(_of_step(logs, step, fewest_errors(level)), level) for step in range(steps)])
        days[level] = np.maximum(point[:steps, None], LEAST) * np.exp(ends)
        low, high = ends_of(scaled, level)
        middle = rolling.intervals[name][at, :steps]
        deviation = np.sqrt(middle + (spread * middle) ** 2)
        intervals[level] = np.stack([np.maximum(middle + low * deviation, 0), middle + high * deviation], axis=-1)
    return Bands(days, intervals, spread)


def _scaled(rolling: Rolling, name: str, known: int, spread: float) -> Reals:
    past = rolling.past(known)
    seen = rolling.origins[past][:, None] + np.arange(rolling.actual_totals.shape[1]) < known
    said = rolling.intervals[name][past][seen]
    came = rolling.actual_intervals[past][seen]
    there = said > 0
    return np.asarray((came[there] - said[there]) / np.sqrt(said[there] + (spread * said[there]) ** 2))


def _of_step(logs: Reals, step: int, least: int) -> Reals:
    """Errors of a day ahead, with those of its neighbours until there are enough."""
    for reach in range(logs.shape[1]):
        near = logs[:, max(step - reach, 0) : step + reach + 1]
        found = near[~np.isnan(near)]
        if len(found) >= max(least, FEWEST_ORIGINS):
            return np.asarray(found)
    return np.asarray(logs[~np.isnan(logs)])


def fewest_errors(level: float) -> int:
    """How many errors a band needs to hold this share of new values: with fewer even the largest lie too far inside.

    Of n errors those between the least and the greatest hold (n - 1) / (n + 1) of new ones.
    """
    return int(np.ceil(round(2 / (1 - level) - 1, 9)))


def ends_of(errors: Reals, level: float) -> tuple[float, float]:
    """The errors between which a share of new ones lies, by rank among n + 1; the largest where n is too small."""
    ordered = np.sort(errors)
    n = len(ordered)
    tail = round((n + 1) * (1 - level) / 2, 9)  # 20 x 0.2 / 2 is 2, not a little less
    low, high = int(np.floor(tail)), int(np.ceil(n + 1 - tail))
    return float(ordered[max(low, 1) - 1]), float(ordered[min(high, n) - 1])
