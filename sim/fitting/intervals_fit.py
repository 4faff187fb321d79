"""What an interval table says of a line: volumes, how soon callers give up, mean talks and how single ones spread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.errors import DataError
from sim.fitting.calls_fit import GROUP, STAFF_FILE, STREAM
from sim.fitting.laws import CONFIDENCE, REACH
from sim.fitting.parameters import (
    NAMELESS,
    Half,
    Parameter,
    length_text,
    volume_keys,
    volume_parameters,
)
from sim.fitting.staff import usual_staff
from sim.fitting.volumes import WIDTH_MINUTES, Volumes, ordinary_days, volumes_of
from sim.forecasting.reading import whole_days
from sim.records.call_intervals import IntervalRecords
from sim.scenario.clock import calendar_over

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
FEWEST_MEANS: Final = 50
"""With fewer intervals that have calls nothing is said of how single lengths spread."""
FEWEST_LEFT: Final = 50
"""With fewer calls that gave up nothing is said of patience."""
TAILS: Final = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
ROUNDING: Final = 1 / 12
"""Variance of what a mean in whole seconds leaves out."""


@dataclass(frozen=True)
class Spread:
    """Lengths whose means by interval are known.

    Attributes
    ----------
    mean, mean_interval
        In seconds, with the interval of 95 %.
    cv, cv_interval
        Coefficient of variation of a single one, by how much means of intervals of one time of day differ.
    calls
        How many lengths there were.
    """

    mean: float
    mean_interval: tuple[float, float]
    cv: float
    cv_interval: tuple[float, float]
    calls: int


@dataclass(frozen=True)
class IntervalFit:
    """What an interval table says.

    Attributes
    ----------
    records
        What was read.
    volumes
        How many call.
    patience
        Mean seconds until a waiting caller gives up, with its interval; None where too few did.
    left
        How many gave up.
    is_wait_of_all
        Whether the table has the waits of those who gave up; else they are taken to be those of the answered.
    talk, wrap
        Talks and wrap-ups; the first is of both together where the table has no other.
    staff
        Weekday and interval -> people at work: as rostered, or what the work takes at least.
    is_rostered
        Whether a roster or the table says it.
    """

    records: IntervalRecords
    volumes: Volumes
    patience: tuple[float, tuple[float, float]] | None
    left: int
    is_wait_of_all: bool
    talk: Spread
    wrap: Spread | None
    staff: Ints
    is_rostered: bool

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the table."""
        ends = self.records.local_us.min(), self.records.local_us.max()
        first, last = (EPOCH + timedelta(days=int(end // DAY_US)) for end in ends)
        return first, last


def interval_fit(
    records: IntervalRecords, staff: Mapping[date, Reals] | None = None, calendar: str = "none"
) -> IntervalFit:
    """Fit to an interval table, with people at work by date and interval where a roster says it.

    Raises
    ------
    DataError
        If there are fewer than two whole days, its intervals do not fit, or it has no mean length of talks.
    """
    if WIDTH_MINUTES % records.width_minutes:
        raise DataError(
            f"{records.name}: rows every {records.width_minutes} minutes: these are to divide {WIDTH_MINUTES} minutes"
        )
    count = records.numbers["count"]
    counts = (
        whole_days(records.local_us, WIDTH_MINUTES, records.name, count, records.width_minutes) if count.any() else {}
    )
    named = calendar_over(calendar, min(counts), max(counts)) if counts else None
    if len(ordinary_days(counts, named)) < 2:
        raise DataError(f"{records.name}: calls on two whole days at least are needed")
    answered = records.number("taken")
    whole = "mean_talk" not in records.means
    talk = _spread(records, "mean_handle" if whole else "mean_talk", answered)
    if talk is None:
        raise DataError(f"{records.name}: no column has the mean length of talks: name it with --column mean_talk=...")
    wrap = None if whole else _spread(records, "mean_wrap", answered)
    waits, of_all = _waited(records, answered)
    left = round(float(records.number("given_up").sum()))
    if staff is None and "staff" in records.numbers:
        staff = _means_by_day(records, records.numbers["staff"])
    least = [one for one in (talk, wrap) if one is not None]
    work = answered * sum(one.mean for one in least) / (records.width_minutes * 60)
    people = staff if staff is not None else _means_by_day(records, work)
    return IntervalFit(
        records, volumes_of(counts, named), _patience(left, waits), left, of_all, talk, wrap,
        usual_staff(people, is_least=staff is None), staff is not None,
    )  # fmt: skip


def _by_day(records: IntervalRecords, numbers: Reals) -> dict[date, Reals]:
    """Sums by date and interval; days between that have no row had nobody."""
    width_us = WIDTH_MINUTES * MINUTE_US
    day, slot = records.local_us // DAY_US, records.local_us % DAY_US // width_us
    first, slots = int(day.min()), DAY_US // width_us
    size = (int(day.max()) - first + 1) * slots
    table = np.bincount((day - first) * slots + slot, weights=numbers, minlength=size).reshape(-1, slots)
    return {EPOCH + timedelta(days=first + k): np.asarray(row, dtype=np.float64) for k, row in enumerate(table)}


def _means_by_day(records: IntervalRecords, numbers: Reals) -> dict[date, Reals]:
    """Means by date and interval, of dates that have rows; rows of one time, as of several skills, add up."""
    _, again = np.unique(records.local_us, return_index=True)
    once = np.zeros(len(records))
    once[again] = 1.0
    sums, rows = (_by_day(records, one) for one in (numbers, once))
    return {day: sums[day] / np.maximum(rows[day], 1) for day in sums if rows[day].any()}


def _spread(records: IntervalRecords, role: str, calls: Reals) -> Spread | None:
    """The mean of all lengths, and how single ones spread.

    A mean of n lengths varies by an n-th of what one does: so its distance from the mean of all intervals of that time
    of day, squared and times n, is the variance of one, on the mean. Its standard error is that of these squares. What
    days differ by makes it larger.
    """
    if role not in records.means:
        return None
    means = records.means[role]
    there = (calls > 0) & np.isfinite(means)
    if not there.any():
        return None
    mean, count = means[there], calls[there]
    centre = float(mean @ count / count.sum())
    if centre == 0:  # a switch that does not count it
        return None
    _, slot = np.unique(records.local_us[there] % DAY_US, return_inverse=True)
    weight = np.bincount(slot, weights=count)
    of_slot = np.bincount(slot, weights=mean * count) / weight
    freedom = len(mean) - len(weight)
    if freedom < FEWEST_MEANS:
        cv, ends, error = 1.0, (0.0, np.inf), centre / np.sqrt(count.sum())
    else:
        rounded = 0.0 if (mean % 1).any() else ROUNDING * float(count.sum())
        squares = count * (mean - of_slot[slot]) ** 2
        variance = max(float(squares.sum()) - rounded, 0.0) / freedom
        error, cv = float(np.sqrt(variance / count.sum())), float(np.sqrt(variance)) / centre
        off = REACH * float(np.sqrt(len(squares)) * squares.std()) / freedom / (2 * variance) if variance else 0.0
        ends = cv * float(np.exp(-off)), cv * float(np.exp(off))
    reach = REACH * float(error)
    return Spread(centre, (max(centre - reach, 0.0), centre + reach), cv, ends, round(float(count.sum())))


def _waited(records: IntervalRecords, answered: Reals) -> tuple[float, bool]:
    """Seconds that all callers waited together, and whether the table has those of the ones who gave up."""
    of_answered, of_left = (records.means.get(role) for role in ("mean_wait", "mean_left"))
    if of_answered is None:
        return 0.0, False
    left = records.number("given_up")
    waits = np.nan_to_num(of_answered)
    others = waits if of_left is None else np.nan_to_num(of_left)
    return float(answered @ waits + left @ others), of_left is not None


def _patience(left: int, waited: float) -> tuple[float, tuple[float, float]] | None:
    """The mean of an exponential law: seconds waited for each that gave up.

    Source
    ------
    Maximum likelihood of a constant rate with cut-off waits; the interval is Garwood's (1936), of a Poisson count.
    """
    if left < FEWEST_LEFT or waited <= 0:
        return None
    low, high = stats.chi2.ppf(TAILS[0], 2 * left) / 2, stats.chi2.ppf(TAILS[1], 2 * left + 2) / 2
    return waited / left, (waited / float(high), waited / float(low))


def half_of_intervals(fit: IntervalFit) -> Half:
    """What the scenario has of an interval table."""
    name = fit.records.name
    demand = {**volume_keys(fit.volumes), "types": {NAMELESS: 1.0}}
    people: dict[str, Any] = {"talk": _law(fit.talk)}
    if fit.wrap is not None:
        people["wrap_up"] = _law(fit.wrap)
    people["staff_file"] = {"file": STAFF_FILE, "interval": f"{WIDTH_MINUTES} min", "repeat": "week"}
    callers: dict[str, Any] = {}
    if fit.patience is not None:
        callers = {"callers": {"patience": {"law": "exponential", "mean": length_text(fit.patience[0])}}}
    origins = {
        f"demand.{STREAM}.profile": {"kind": "derived", "source": f"{name}: {fit.volumes.days} days"},
        f"operators.{GROUP}.staff_file": {"kind": "derived", "source": "the roster: mean of each weekday"}
        if fit.is_rostered
        else {"kind": "assumed", "source": f"{name}: the work takes so many; put the roster in its place"},
    }  # fmt: skip
    keys = {"demand": {STREAM: demand}, **callers, "operators": {GROUP: people}}
    return Half(name, fit.days, list(_parameters(fit)), keys, origins)


def _law(spread: Spread) -> dict[str, Any]:
    return {"law": "lognormal", "mean": length_text(spread.mean), "cv": round(spread.cv, 4)}


def _parameters(fit: IntervalFit) -> Iterable[Parameter]:
    yield from volume_parameters(STREAM, fit.volumes, "calls")
    if fit.patience is not None:
        mean, ends = fit.patience
        how = "seconds waited for each that gave up" if fit.is_wait_of_all else "waits of the answered stand for all"
        yield Parameter("callers.patience.mean", mean, *ends, "s", fit.left, how, "exponential")
    for key, one in (("talk", fit.talk), ("wrap_up", fit.wrap)):
        if one is not None:
            path, how = f"operators.{GROUP}.{key}", "means of intervals; the law is assumed"
            yield Parameter(f"{path}.mean", one.mean, *one.mean_interval, "s", one.calls, how, "lognormal")
            yield Parameter(f"{path}.cv", one.cv, *one.cv_interval, "", one.calls, how, "lognormal")
