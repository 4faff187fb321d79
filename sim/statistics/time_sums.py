"""Sums over time in whole microseconds, exact at any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.signedinteger[Any]]

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US

_FEW = 256
"""So few numbers are sooner added as Python's own."""
_TOO_LARGE = 1 << 63
_LOW_BITS = 32
_LOW_MASK = (1 << _LOW_BITS) - 1


def exact_sum(values: Integers) -> int:
    """The sum as a Python integer: where years times millions might overflow, the two halves are summed apart."""
    if len(values) < _FEW:
        return sum(values.tolist())
    if len(values) * max(int(values.max()), -int(values.min())) < _TOO_LARGE:
        return int(np.add.reduce(values, dtype=np.int64))
    wide = values.astype(np.int64, copy=False)
    return (int(np.add.reduce(wide >> _LOW_BITS)) << _LOW_BITS) + int(np.add.reduce(wide & _LOW_MASK))


def sum_by(bins: Integers, values: Integers, count: int) -> Integers:
    """Sums of `values` by the number of their bin, shape (count,)."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, bins, values)
    return sums


def count_by(bins: Integers, count: int) -> Integers:
    """How many fall into each bin, shape (count,)."""
    return np.bincount(bins, minlength=count).astype(np.int64, copy=False)


def time_by(start_us: Integers, end_us: Integers, width_us: int, horizon_us: int) -> Integers:
    """Total length of the spells [start, end) that falls into each interval of the horizon.

    Parameters
    ----------
    start_us, end_us
        Shape (spells,); clipped to the horizon, spells of no length are fine.
    width_us, horizon_us
        Length of the intervals (the last one may be shorter) and of the horizon.
    """
    count = interval_count(width_us, horizon_us)
    if len(start_us) == 0:
        return np.zeros(count, dtype=np.int64)
    start = np.minimum(np.maximum(start_us, 0), horizon_us)
    since_start, begun = _rest_of_intervals(start, width_us, count)
    since_end, ended = _rest_of_intervals(np.minimum(np.maximum(end_us, start), horizon_us), width_us, count)
    from_before = np.cumsum(begun - ended) - (begun - ended)
    total: Integers = from_before * width_us + since_start - since_end
    return total[:count]


def _rest_of_intervals(instants_us: Integers, width_us: int, count: int) -> tuple[Integers, Integers]:
    """Of the instants in each interval, the end of the horizon too: time left to the interval's end, and number."""
    interval = instants_us // width_us
    return sum_by(interval, (interval + 1) * width_us - instants_us, count + 1), count_by(interval, count + 1)


def interval_count(width_us: int, horizon_us: int) -> int:
    """Number of intervals of a length in the horizon, a shorter last one included."""
    return -(-horizon_us // width_us)
