"""The day by intervals, over replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.by_interval import IntervalTable, Reals
from sim.measures.definitions import definition_of, measure_key
from sim.measures.estimate import scale_of
from sim.measures.requirement import UNKNOWN
from sim.measures.statistics import ends

if TYPE_CHECKING:
    import pandas as pd


def intervals_frame(tables: Sequence[IntervalTable], confidence: float = 0.95) -> pd.DataFrame:
    """One row per interval: means of counts and people, ratios of sums, service levels with low and high.

    Parameters
    ----------
    tables
        One per replication, with the same intervals.
    confidence
        Of the service level's interval in each single interval of the day.

    Notes
    -----
    Empty cells are "no data"; with one replication there is no low and high.
    """
    import pandas as pd

    first = tables[0]
    frame: dict[str, object] = {"interval_start": first.local_start}
    for name in ("attempts", "blocked", "offered", "answered", "abandoned"):
        frame[name] = np.mean([table.counts[name] for table in tables], axis=0)
    for s in first.within_us:
        key = measure_key("service_level", s)
        ratio, low, high = _ratios(tables, "service_level", s, confidence)
        frame |= {key: ratio, f"{key}_low": low, f"{key}_high": high}
    for name in ("asa", "aht", "occupancy"):
        frame[name] = _ratios(tables, name, None, confidence)[0]
    required = np.array([table.required for table in tables])
    unknown = (required == UNKNOWN).any(axis=0)
    frame["required"] = pd.arrays.FloatingArray(np.where(unknown, 0.0, required.mean(axis=0)), unknown)
    frame["scheduled"] = _ratios(tables, "scheduled_heads", None, confidence)[0]
    frame["present"] = _ratios(tables, "present_heads", None, confidence)[0]
    frame["over_under"] = frame["present"] - frame["required"]  # type: ignore[operator]  # both are pandas arrays
    frame["interval_start_utc"] = first.utc_start
    return pd.DataFrame(frame)


def _ratios(
    tables: Sequence[IntervalTable], name: str, within_us: int | None, confidence: float
) -> tuple[pd.arrays.FloatingArray, pd.arrays.FloatingArray, pd.arrays.FloatingArray]:
    """Ratio of sums and its interval, as `sim.measures.statistics.ratio_interval`, all at once."""
    import pandas as pd

    parts = [table.parts(name, within_us) for table in tables]
    x, y = (np.array([part[i] for part in parts]) for i in (0, 1))
    known, n = y.sum(axis=0) > 0, np.count_nonzero(y, axis=0)
    total = np.where(known, y.sum(axis=0), 1.0)
    ratio: Reals = x.sum(axis=0) / total
    counted = np.maximum(n, 2)
    error = np.sqrt((((x - ratio * y) / total) ** 2).sum(axis=0) * counted / (counted - 1))
    low, high = ends(ratio, error, counted, total, confidence, scale_of(definition_of(name).unit))
    missing = [~known | (n < 2) | ~np.isfinite(end) for end in (low, high)]
    return (
        pd.arrays.FloatingArray(np.where(known, ratio, 0.0), ~known),
        pd.arrays.FloatingArray(np.where(missing[0], 0.0, low), missing[0]),
        pd.arrays.FloatingArray(np.where(missing[1], 0.0, high), missing[1]),
    )
