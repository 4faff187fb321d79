"""The day by intervals, over replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.by_interval import IntervalTable, Reals
from sim.measures.definitions import definition_of, measure_key
from sim.measures.estimate import scale_of
from sim.measures.requirement import UNKNOWN
from sim.measures.ticket_book import Flags
from sim.statistics.intervals import ends, standard_error

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
        ratio, low, high = _ratio_and_ends(tables, "service_level", s, confidence)
        frame |= {key: ratio, f"{key}_low": low, f"{key}_high": high}
    for name in ("asa", "aht", "occupancy"):
        frame[name] = _ratio(tables, name)
    required = np.array([table.required for table in tables])
    unknown = (required == UNKNOWN).any(axis=0)
    frame["required"] = pd.arrays.FloatingArray(np.where(unknown, 0.0, required.mean(axis=0)), unknown)
    frame["scheduled"] = _ratio(tables, "scheduled_heads")
    frame["present"] = _ratio(tables, "present_heads")
    frame["over_under"] = frame["present"] - frame["required"]  # type: ignore[operator]  # both are pandas arrays
    frame["interval_start_utc"] = first.utc_start
    return pd.DataFrame(frame)


def _ratio(tables: Sequence[IntervalTable], name: str) -> pd.arrays.FloatingArray:
    """Ratio of sums in each interval."""
    x, y = (part.sum(axis=0) for part in _parts(tables, name, None))
    return _masked(np.divide(x, y, out=np.zeros(len(y)), where=y > 0), y == 0)


def _ratio_and_ends(
    tables: Sequence[IntervalTable], name: str, within_us: int, confidence: float
) -> tuple[pd.arrays.FloatingArray, pd.arrays.FloatingArray, pd.arrays.FloatingArray]:
    """The same with its interval, as `sim.statistics.intervals.ratio_interval`, all at once."""
    x, y = _parts(tables, name, within_us)
    known, n = y.sum(axis=0) > 0, np.maximum(np.count_nonzero(y, axis=0), 2)
    total = np.where(known, y.sum(axis=0), 1.0)
    ratio = x.sum(axis=0) / total
    error = standard_error((x - ratio * y) / total * len(y), n)
    low, high = ends(ratio, error, n, total, confidence, scale_of(definition_of(name).unit))
    few = np.count_nonzero(y, axis=0) < 2
    return (
        _masked(ratio, ~known),
        _masked(low, few | ~np.isfinite(low)),
        _masked(high, few | ~np.isfinite(high)),
    )


def _parts(tables: Sequence[IntervalTable], name: str, within_us: int | None) -> tuple[Reals, Reals]:
    """Numerators and denominators, shape (replications, intervals) each."""
    parts = [table.parts(name, within_us) for table in tables]
    x, y = (np.array([part[i] for part in parts], dtype=np.float64) for i in (0, 1))
    return x, y


def _masked(values: Reals, missing: Flags) -> pd.arrays.FloatingArray:
    import pandas as pd

    return pd.arrays.FloatingArray(np.where(missing, 0.0, values), missing)
