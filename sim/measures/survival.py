"""Lengths of time of which some were cut off before they ended: quantiles and means that do not flatter."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.log_columns import Column
from sim.measures.figures import NO_DATA, Figure, fraction, mean_seconds, seconds
from sim.measures.time_sums import SECOND_US, exact_sum, order_statistics

Reals = npt.NDArray[np.float64]
SHARES = {"p50": 0.5, "p90": 0.9}
SLACK = 1e-9
"""A share times a number that is whole must stay whole in floating point."""


def _nothing() -> Column:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Stays:
    """How long tickets stayed in some state, in microseconds.

    Attributes
    ----------
    ended_us
        Those that ended.
    cut_us
        Those that were cut off: they lasted longer.
    late_ended_us, late_cut_us, late_entry_us
        The same of those that had begun before they were watched, and how old each was then (the ended ones first):
        of the starting backlog only tickets that lasted until the start are there at all.
    """

    ended_us: Column
    cut_us: Column = field(default_factory=_nothing)
    late_ended_us: Column = field(default_factory=_nothing)
    late_cut_us: Column = field(default_factory=_nothing)
    late_entry_us: Column = field(default_factory=_nothing)

    @property
    def count(self) -> int:
        """Number of stays seen."""
        return len(self.ended_us) + len(self.cut_us) + len(self.late_entry_us)


def ended_only(name: str, stays: Stays) -> dict[str, Figure]:
    """Mean and quantiles of the stays that ended, `{name}_mean` and so on, in seconds."""
    found = order_statistics(stays.ended_us, tuple(SHARES.values()))
    return {
        f"{name}_mean": mean_seconds(exact_sum(stays.ended_us), len(stays.ended_us)),
        **{f"{name}_{part}": seconds(value) for part, value in zip(SHARES, found, strict=True)},
    }


def counting_open(name: str, stays: Stays, limit_us: int) -> dict[str, Figure]:
    """The same where stays that were cut off count as longer than they were: Kaplan-Meier estimates.

    Parameters
    ----------
    name
        First part of the keys.
    stays
        How long each lasted.
    limit_us
        The mean is that of the part of each stay up to this length (a restricted mean).

    Returns
    -------
    dict
        A quantile that the estimate does not reach is "no data", with the number of stays as its denominator.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; restricted mean: Irwin (1949), Journal of Hygiene 47, 188; late entry:
    Klein and Moeschberger (2003), Survival Analysis, section 4.6.
    """
    if stays.count == 0:
        return {f"{name}_mean": NO_DATA, **{f"{name}_{part}": NO_DATA for part in SHARES}}
    times, left = product_limit(stays)
    before = np.concatenate([[1.0], left])
    ends = np.minimum(np.concatenate([times, [limit_us]]), limit_us)
    widths = np.diff(ends, prepend=0)
    mean_s = float((before * widths).sum()) / SECOND_US
    figures = {f"{name}_mean": fraction(mean_s * stays.count, stays.count)}
    for part, share in SHARES.items():
        place = int(np.argmax(left <= 1 - share + SLACK)) if len(left) and left[-1] <= 1 - share + SLACK else None
        figures[f"{name}_{part}"] = Figure(None, stays.count, None) if place is None else seconds(int(times[place]))
    return figures


def product_limit(stays: Stays) -> tuple[Column, Reals]:
    """Each end in rising order, and the estimated share of stays that last longer than it.

    Ends at one instant are taken one by one, which gives the same product; stays cut off at that instant were still
    there, and so were those that were first watched at it.
    """
    times: Column = np.sort(np.concatenate([stays.ended_us, stays.late_ended_us]))
    cut = np.sort(np.concatenate([stays.cut_us, stays.late_cut_us]))
    entries = np.sort(stays.late_entry_us)
    n = len(times)
    at_risk = np.arange(n, 0, -1, dtype=np.int64) + len(cut) - np.searchsorted(cut, times, side="left")
    if len(entries):
        at_risk -= len(entries) - np.searchsorted(entries, times, side="right")
    left: Reals = np.cumprod(1.0 - 1.0 / at_risk, dtype=np.float64)
    return times, left
