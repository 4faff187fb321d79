"""Interval tables made up for chart tests: a plausible hotline, with a bad morning and a night without data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.measures.shortage import Staffing


def make_interval_frame(days: int = 1, minutes: int = 30, start: str = "2022-01-10") -> pd.DataFrame:
    """An interval table of so many days; the first night of each day nobody calls and nobody is on duty."""
    n = days * 1440 // minutes
    moments = pd.date_range(start, periods=n, freq=f"{minutes}min")
    hour = (np.arange(n) * minutes / 60) % 24
    day = np.arange(n) * minutes // 1440
    shape = np.exp(-((hour - 10) ** 2) / 8) + 0.8 * np.exp(-((hour - 15.5) ** 2) / 10) + 0.05
    offered = np.round(minutes * 18 * shape * (1 + 0.15 * np.sin(day)) * (1 + 0.05 * np.sin(37 * np.arange(n))))
    offered[hour < 2] = 0
    required = np.ceil(offered / minutes * 3.3 + 2)
    scheduled = np.select([hour < 8, hour < 16], [12.0, 62.0], 48.0)
    present = scheduled - np.where((hour >= 10) & (hour < 12.5), 7.5, 1.0)
    scheduled[hour < 2] = present[hour < 2] = 0.0
    load = np.divide(required - 2, present, out=np.zeros(n), where=present > 0)
    level = 1 / (1 + np.exp(14 * (load - 0.93)))
    abandoned = np.round(offered * np.clip(load - 0.9, 0.01, 0.4))
    nobody = offered == 0
    return pd.DataFrame(
        {
            "interval_start": moments,
            "attempts": offered,
            "blocked": np.zeros(n),
            "offered": offered,
            "answered": offered - abandoned,
            "abandoned": abandoned,
            "service_level_15s": pd.arrays.FloatingArray(np.where(nobody, 0, level), nobody),
            "service_level_15s_low": pd.arrays.FloatingArray(np.where(nobody, 0, level * 0.95), nobody),
            "service_level_15s_high": pd.arrays.FloatingArray(np.where(nobody, 0, level * 0.9 + 0.1), nobody),
            "asa": pd.arrays.FloatingArray(np.where(nobody, 0, 8 + 60 * (1 - level)), nobody),
            "aht": pd.arrays.FloatingArray(np.where(nobody, 0, 198.0), nobody),
            "occupancy": pd.arrays.FloatingArray(np.clip(load, 0, 0.98), present == 0),
            "required": pd.array(required, dtype="Float64"),
            "scheduled": scheduled,
            "present": present,
            "over_under": present - required,
        }
    )


def staffing_of_frame(frame: pd.DataFrame) -> Staffing:
    """The heads of an interval table as those of a single run; the line is open where somebody is required."""
    moments = frame["interval_start"].to_numpy(dtype="datetime64[us]")
    required, rostered, present = (
        frame[name].to_numpy(dtype=float, na_value=np.nan)[None, :] for name in ("required", "scheduled", "present")
    )
    width_us = int((moments[1] - moments[0]).astype(np.int64))
    return Staffing(
        moments, width_us, np.full(len(frame), float(width_us)), required[0] != 0, required, rostered, present
    )


@pytest.fixture
def interval_frame() -> Callable[..., pd.DataFrame]:
    """Makes interval tables: `interval_frame(days, minutes)`."""
    return make_interval_frame
