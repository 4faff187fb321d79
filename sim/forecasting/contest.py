"""Methods judged by rolling origin on the user's own data, with what bands covered."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.forecasting.bands import LEVELS, MAIN, bands_at
from sim.forecasting.history import History
from sim.forecasting.methods import METHODS, SEASONAL_NAIVE
from sim.forecasting.rolling import Rolling

Reals = npt.NDArray[np.float64]
JUDGED: Final = 28
"""Origins that methods are judged from, if there are so many."""
AS_IT_WENT: Final = "chosen_each_day"
"""The row of the method that was the best until then, from each origin: what the user would have had."""


def judged_origins(rolling: Rolling, history: History, most: int = JUDGED) -> npt.NDArray[np.int64]:
    """The last origins from which all days ahead are known."""
    whole = history.known - rolling.actual_totals.shape[1]
    return np.flatnonzero(rolling.origins <= whole)[-most:]


def contest(rolling: Rolling, history: History, most: int = JUDGED) -> pd.DataFrame:
    """A row for each method: how far off it was by day and by interval, beside last week's days.

    Returns
    -------
    DataFrame
        `method`, `origins`, `day_error`, `interval_error` (mean absolute errors, contacts), `day_ratio`,
        `interval_ratio` (over those of the same weekday last week on the same origins), `day_cover_50` to `_95` and
        `interval_cover_50` to `_95` (shares of real values inside their bands), `day_score` (interval score of the
        80 % bands of days; the less the better); nan where no band could be made, and in ratios where last week's days
        were not off at all.

    Source
    ------
    Interval score: Gneiting and Raftery, Strictly proper scoring rules, prediction, and estimation, 2007.
    """
    origins = judged_origins(rolling, history, most)
    rows = [_row(rolling, history, name, [name] * len(origins), origins) for name in METHODS]
    chosen = [rolling.chosen(int(known)) for known in rolling.origins[origins]]
    rows.append(_row(rolling, history, AS_IT_WENT, chosen, origins))
    frame = pd.DataFrame(rows)
    naive = frame[frame["method"] == SEASONAL_NAIVE].iloc[0]
    for what in ("day", "interval"):
        frame[f"{what}_ratio"] = frame[f"{what}_error"] / (naive[f"{what}_error"] or np.nan)
    return frame


def _row(
    rolling: Rolling, history: History, name: str, methods: list[str], origins: npt.NDArray[np.int64]
) -> dict[str, Any]:
    days, intervals, scores = [], [], []
    inside: dict[str, list[float]] = {
        f"{what}_cover_{round(100 * q)}": [] for what in ("day", "interval") for q in LEVELS
    }
    used = history.counts.any(axis=0)  # intervals in which the line is closed are no achievement
    for at, method in zip(origins.tolist(), methods, strict=True):
        came, came_by = rolling.actual_totals[at], rolling.actual_intervals[at]
        days.append(np.abs(came - rolling.totals[method][at]).mean())
        intervals.append(np.abs(came_by - rolling.intervals[method][at])[:, used].mean())
        bands = bands_at(rolling, history, method, int(rolling.origins[at]))
        if bands is None:
            continue
        scores.append(_score(bands.days[MAIN], came, MAIN))
        for q in bands.days:
            inside[f"day_cover_{round(100 * q)}"].append(_inside(bands.days[q], came))
            inside[f"interval_cover_{round(100 * q)}"].append(_inside(bands.intervals[q][:, used], came_by[:, used]))
    return {
        "method": name,
        "origins": len(origins),
        "day_error": _mean(days),
        "interval_error": _mean(intervals),
        "day_score": _mean(scores),
        **{key: _mean(values) for key, values in inside.items()},
    }


def _inside(band: Reals, came: Reals) -> float:
    return float(((band[..., 0] <= came) & (came <= band[..., 1])).mean())


def _score(band: Reals, came: Reals, level: float) -> float:
    low, high = band[..., 0], band[..., 1]
    outside = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    return float((high - low + 2 / (1 - level) * outside).mean())


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
