"""Where fewer people are at work than the calls require, and whether the roster or what becomes of it is the cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from sim.calendar.lengths import HOUR_US
from sim.logs.columns import Column
from sim.measures.by_interval import IntervalTable, Reals
from sim.measures.requirement import UNKNOWN
from sim.measures.worth_naming import CONFIDENCE

Booleans = npt.NDArray[np.bool_]

A_PERSON_ROUNDED: Final = 0.5
"""People are missing where it is at least this many: means over replications are not whole numbers."""


@dataclass(frozen=True)
class Staffing:
    """People required, rostered and at work, by replication and interval.

    Attributes
    ----------
    local_start
        Shape (intervals,): when each interval begins by the local clock.
    width_us, length_us
        Length of the intervals, and of each of them, shape (intervals,): the last one may be shorter.
    is_counted
        Shape (intervals,): whether the line takes calls in it, or somebody is required.
    required, rostered, present
        Heads, shape (replications, intervals); NaN where it is not known how many are required.
    """

    local_start: npt.NDArray[np.datetime64]
    width_us: int
    length_us: Reals
    is_counted: Booleans
    required: Reals
    rostered: Reals
    present: Reals

    def times_of_day(self) -> tuple[Column, Column]:
        """Which intervals of the day there are, as numbers, and the place of each interval among them."""
        of_day = self.local_start - self.local_start.astype("datetime64[D]")
        slots, place = np.unique(
            of_day.astype("timedelta64[us]").astype(np.int64) // self.width_us, return_inverse=True
        )
        return slots, place

    def of_mean_day(self) -> Staffing:
        """The same for the mean of all days, by time of day."""
        slots, place = self.times_of_day()
        here = place == np.arange(len(slots))[:, None]

        def mean(heads: Reals) -> Reals:
            return np.array([heads[:, rows].mean(axis=1) for rows in here]).T

        first = self.local_start[0].astype("datetime64[D]").astype("datetime64[us]")
        return Staffing(
            first + (slots * self.width_us).astype("timedelta64[us]"),
            self.width_us,
            np.array([self.length_us[rows].max() for rows in here]),
            np.array([self.is_counted[rows].any() for rows in here]),
            mean(self.required),
            mean(self.rostered),
            mean(self.present),
        )


def staffing_of(tables: Sequence[IntervalTable]) -> Staffing:
    """Heads of some replications, which have the same intervals."""
    first = tables[0]
    required = np.array([np.where(table.required == UNKNOWN, np.nan, table.required) for table in tables])
    rostered, present = (
        np.array([np.divide(*table.parts(name)) for table in tables]) for name in ("scheduled_heads", "present_heads")
    )
    is_counted = (first.open_us > 0) | (required != 0).any(axis=0)
    length_us = first.parts("present_heads")[1]
    return Staffing(first.local_start, first.width_us, length_us, is_counted, required, rostered, present)


@dataclass(frozen=True)
class Shortage:
    """What can be said of each row, an interval of the horizon or of the mean day; all arrays have shape (rows,).

    Attributes
    ----------
    staffing
        What it is said of.
    is_known
        Whether it is known how many are required.
    is_short
        Clearly too few are at work: half a person or more is missing, beyond what chance between the replications
        explains; or nobody is there although calls come.
    is_enough
        Clearly enough: somebody is there, and not even the upper end of the interval is above zero.
    is_planned
        Of those short: half a person or more is missing already in the roster, or nobody is rostered.
    missing
        Heads missing on average; 0 where it is not short.
    """

    staffing: Staffing
    is_known: Booleans
    is_short: Booleans
    is_enough: Booleans
    is_planned: Booleans
    missing: Reals

    @property
    def n(self) -> int:
        """Number of replications; of a single one all is said of that run only."""
        return len(self.staffing.required)

    @property
    def counted(self) -> int:
        """Number of rows in which the line is open or people are required."""
        return int(self.staffing.is_counted.sum())

    def hours_by_day(self) -> tuple[npt.NDArray[np.datetime64], Reals]:
        """The dates, and the person-hours missing on each, on average."""
        hours = _by_day(self.staffing, self.missing[None, :] * self.staffing.length_us / HOUR_US)
        return np.unique(self.staffing.local_start.astype("datetime64[D]")), hours[0]

    def worst_day(self) -> tuple[date, float, bool]:
        """The date on which most person-hours are missing, how many, and whether it is clearly worse than the mean day.

        Source
        ------
        Student's interval of its excess over the mean of all days, the variance pooled over the days, with
        Bonferroni's correction, since it is the worst of so many. It is taken of the square roots of all person-hours
        missing (Bartlett 1936), which bad days skew less. A single replication is taken as it is.
        """
        dates, hours = self.hours_by_day()
        worst = int(np.argmax(hours))
        missing = np.nan_to_num(np.maximum(self.staffing.required - self.staffing.present, 0.0))
        roots = np.sqrt(
            _by_day(self.staffing, np.where(self.staffing.is_counted, missing, 0.0) * self.staffing.length_us)
        )
        excess = roots - roots.mean(axis=1, keepdims=True)
        n, days = roots.shape
        lowest = float(excess[:, worst].mean())
        if n > 1 and days > 1:
            quantile = stdtrit(days * (n - 1), 1 - (1 - CONFIDENCE) / 2 / days)
            lowest -= float(quantile * np.sqrt(excess.var(axis=0, ddof=1).mean() / n))
        return dates[worst].item(), float(hours[worst]), lowest > 0


def _by_day(staffing: Staffing, values: Reals) -> Reals:
    """Sums of values of each row by date, shape (replications, days)."""
    day = np.unique(staffing.local_start.astype("datetime64[D]"), return_inverse=True)[1]
    return np.array([np.bincount(day, run) for run in values])


def shortage_of(staffing: Staffing) -> Shortage:
    """Where people are missing.

    Parameters
    ----------
    staffing
        Heads by replication and row; of one replication the number missing itself is taken, not its interval.

    Source
    ------
    Student's interval of the paired differences required less at work (Law 2015, section 4.5), the variance pooled over
    the days at the same time of day (Snedecor and Cochran 1989, Statistical Methods, section 6.8).
    """
    required, present = staffing.required.mean(axis=0), staffing.present.mean(axis=0)
    rostered = staffing.rostered.mean(axis=0)
    gap, half = required - present, _half_widths(staffing)
    is_nobody = (present == 0) & (required > 0)
    is_short = staffing.is_counted & (is_nobody | ((gap >= A_PERSON_ROUNDED) & (gap - half > 0)))
    return Shortage(
        staffing=staffing,
        is_known=np.isfinite(required),
        is_short=is_short,
        is_enough=staffing.is_counted & (present > 0) & (gap + half <= 0),
        is_planned=is_short & ((required - rostered >= A_PERSON_ROUNDED) | (rostered == 0)),
        missing=np.where(is_short, gap, 0.0),
    )


def _half_widths(staffing: Staffing) -> Reals:
    """Half the interval around the mean number missing in each row; 0 of a single replication."""
    gaps = staffing.required - staffing.present
    n, rows = gaps.shape
    if n < 2:
        return np.zeros(rows)
    slots, place = staffing.times_of_day()
    pooled = staffing.is_counted & np.isfinite(gaps).all(axis=0)
    count = np.maximum(np.bincount(place, pooled, minlength=len(slots)), 1)
    variance = np.where(pooled, gaps.var(axis=0, ddof=1), 0.0)
    mean_variance = np.bincount(place, variance, minlength=len(slots)) / count
    half: Reals = stdtrit(count * (n - 1), 0.5 + CONFIDENCE / 2) * np.sqrt(mean_variance / n)
    return half[place]
