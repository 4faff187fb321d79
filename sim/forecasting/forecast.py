"""Days and intervals ahead with bands, by the method that was the best on the user's own days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.days import LocalCalendar
from sim.errors import DataError
from sim.forecasting.bands import Bands, bands_at
from sim.forecasting.contest import JUDGED, contest
from sim.forecasting.history import History, history_of
from sim.forecasting.methods import METHODS, SEASONAL_NAIVE
from sim.forecasting.reading import Recorded, read_recorded
from sim.forecasting.rolling import PAST_ORIGINS, Rolling, roll
from sim.forecasting.today import RestOfDay, rest_of_day
from sim.scenario.clock import calendar_over, check_calendar

Reals = npt.NDArray[np.float64]
MOST_DAYS: Final = 92
FEWEST_FACTORS: Final = 2
"""Of fewer past days nothing is said of how much days differ."""
ENDS: Final = ("low", "high")


@dataclass(frozen=True)
class Forecast:
    """What is to be expected on the days ahead.

    Attributes
    ----------
    name
        The file it was made from.
    recorded, history, rolling
        What was read, the days with their kinds, and what each method would have said in the past.
    method
        The method that is used.
    methods
        A row for each method: its errors and what its bands covered, see `sim.forecasting.contest.contest`.
    bands
        Around the days and the intervals; None where too few days are known.
    today
        The rest of the day within which the file ends; None where it ends with a day.
    """

    name: str
    recorded: Recorded
    history: History
    rolling: Rolling
    method: str
    methods: pd.DataFrame
    bands: Bands | None
    today: RestOfDay | None

    @property
    def days(self) -> pd.DataFrame:
        """A row for each date ahead: `date`, `open`, `forecast` (contacts), `low_50` to `high_95`, `naive`.

        Bands of a level are there only where enough past origins are known for it.
        """
        said = self._totals(self.method)
        naive = self._totals(SEASONAL_NAIVE)
        rows: list[dict[str, Any]] = []
        for step, day in enumerate(self.history.days.dates[self.history.known :]):
            band = {} if self.bands is None else {
                f"{end}_{round(100 * level)}": float(self.bands.days[level][step, side])
                for level in self.bands.days for side, end in enumerate(ENDS)
            }  # fmt: skip
            rows.append({"date": day, "open": True, "forecast": float(said[step]), **band, "naive": float(naive[step])})
        shut: list[dict[str, Any]] = [
            {"date": day, "open": False, "forecast": 0.0, "naive": 0.0} for day in self.history.closed_ahead
        ]
        return pd.DataFrame([*rows, *shut]).sort_values("date", ignore_index=True)

    @property
    def intervals(self) -> pd.DataFrame:
        """A row for each interval of the open days ahead: `time` (local), `forecast`, `low_50` to `high_95`."""
        width = timedelta(minutes=self.history.width_minutes)
        at = self.rolling.at(self.history.known)
        frames = []
        for step, day in enumerate(self.history.days.dates[self.history.known :]):
            said = self.rolling.intervals[self.method][at, step]
            columns: dict[str, Any] = {
                "time": pd.date_range(pd.Timestamp(day), periods=len(said), freq=width), "forecast": said,
            }  # fmt: skip
            if self.bands is not None:
                for level in self.bands.intervals:
                    for side, end in enumerate(ENDS):
                        columns[f"{end}_{round(100 * level)}"] = self.bands.intervals[level][step, :, side]
            frames.append(pd.DataFrame(columns))
        return pd.concat(frames, ignore_index=True)

    @property
    def ratio(self) -> float:
        """Mean absolute error of days over that of last week's days, from past origins; nan where none was judged."""
        return float(self.methods.loc[self.methods["method"] == self.method, "day_ratio"].iloc[0])

    @property
    def busyness(self) -> tuple[float, float]:
        """Coefficients of variation of a day's factor and of an interval's, beyond what chance alone brings.

        From what came over what `volumes` would have said, of every day ahead alike: a day's spread less that of a
        Poisson count and of its intervals, and an interval's spread within its day less that of a Poisson count.
        """
        each = [(came, self._scale() * said) for came, said in self._past_by_step()]
        if not each or sum(len(came) for came, _ in each) < FEWEST_FACTORS:
            return 0.0, 0.0
        came, said = (np.concatenate(parts) for parts in zip(*each, strict=True))
        factor = came.sum(axis=1, keepdims=True) / said.sum(axis=1, keepdims=True)
        within = ((came - factor * said) ** 2 - factor * said).sum() / ((factor * said) ** 2).sum()
        fine = 0.0 if self.history.is_daily else max(float(within), 0.0)
        of_days = float(np.mean([_spread_of_days(came, said, fine) for came, said in each]))
        return float(np.sqrt(max(of_days, 0.0))), float(np.sqrt(fine))

    def _past_by_step(self) -> list[tuple[Reals, Reals]]:
        """What came and what was said by interval, of each day ahead from the last origins that know it by now."""
        rolling, found = self.rolling, []
        for step in range(self.history.ahead):
            past = np.flatnonzero(rolling.origins + step < self.history.known)[-PAST_ORIGINS:]
            came, said = rolling.actual_intervals[past, step], rolling.intervals[self.method][past, step]
            there = (came.sum(axis=1) > 0) & (said.sum(axis=1) > 0)
            if there.any():
                found.append((came[there], said[there]))
        return found

    @property
    def volumes(self) -> pd.DataFrame:
        """`time` and `count` of every interval of all dates ahead, for `counts` with `use: mean` in a scenario.

        The forecast is a middle value, a scenario takes a mean: it is scaled by what came over what was said, in all.
        """
        first, count = self.days["date"].iloc[0], len(self.days)
        width = timedelta(minutes=self.history.width_minutes)
        every = pd.date_range(pd.Timestamp(first), periods=count * self.history.counts.shape[1], freq=width)
        known = self.intervals.set_index("time")["forecast"] * self._scale()
        return pd.DataFrame({"time": every, "count": known.reindex(every, fill_value=0.0).to_numpy()})

    def _scale(self) -> float:
        came, said = self.rolling.errors(self.method, self.history.known)
        there = ~np.isnan(came)
        return float(came[there].sum() / said[there].sum()) if there.any() and said[there].sum() > 0 else 1.0

    def _totals(self, method: str) -> Reals:
        at = self.rolling.at(self.history.known)
        return np.asarray(self.rolling.totals[method][at])


def _spread_of_days(came: Reals, said: Reals, fine: float) -> float:
    """Variance of a day's factor beyond chance and the factors of its intervals, from days by interval."""
    whole = said.sum(axis=1)
    concentration = (said**2).sum(axis=1) / whole**2
    return float(np.mean((came.sum(axis=1) / whole - 1) ** 2 - 1 / whole - fine * concentration))


def forecast(
    file: str | Path,
    days: int = 7,
    *,
    calendar: str = "none",
    closed: Collection[date] = (),
    method: str | None = None,
    columns: dict[str, str | None] | None = None,
    time_format: str | None = None,
    interval_minutes: int | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    first_calls: bool = False,
) -> Forecast:
    r"""Forecast the contacts of the days that follow a file.

    Parameters
    ----------
    file
        CSV (gzip allowed), Excel or Parquet: counts by interval or day, or a row for each contact.
    days
        Dates ahead, 1 to 92.
    calendar
        Whose public holidays and make-up days count, as in a scenario: 'china', a two-letter code, or 'none'.
    closed
        Dates ahead on which the line is closed.
    method
        One of `sim.forecasting.methods.METHODS`; the best on the file's own days if left out.
    columns
        The columns 'date', 'time' and 'count' by name, where their names do not say it.
    time_format
        How the file writes its times; found if left out.
    interval_minutes
        Length of the intervals; 30, or the file's own if that is longer.
    where
        Only rows that have one of these values in each of these columns.
    first_calls
        The file has a row for each call, with its caller: leave redials, and rows that cannot be right, out.

    Returns
    -------
    Forecast
        Frames of days and intervals with bands, and of the methods with their errors.

    Raises
    ------
    DataError
        If the file cannot be used, there is no such method, a closed day is not ahead, or all of them are closed.

    Examples
    --------
    >>> import datetime, pathlib, tempfile
    >>> from sim.forecasting.forecast import forecast
    >>> days = [datetime.date(2026, 3, 2) + datetime.timedelta(days=k) for k in range(56)]
    >>> rows = ["date,calls", *(f"{day},{40 if day.weekday() > 4 else 100}" for day in days)]
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "days.csv"
    >>> _ = file.write_text("\n".join(rows))
    >>> forecast(file, days=7).days["forecast"].round().astype(int).tolist()
    [100, 100, 100, 100, 100, 40, 40]
    """
    path = Path(file)
    if not 1 <= days <= MOST_DAYS:
        raise DataError(f"days: {days} is not between 1 and {MOST_DAYS}")
    check_calendar(calendar)
    if method is not None and method not in METHODS:
        raise DataError(f"method: '{method}' is not known: write one of {', '.join(METHODS)}")
    recorded = read_recorded(path, columns or {}, time_format, interval_minutes, where, first_calls)
    _check_ahead(closed, max(recorded.counts), days)
    history = history_of(recorded.counts, recorded.width_minutes, days, calendar_for(recorded, days, calendar), closed)
    if not history.ahead:
        raise DataError(f"{path.name}: the line is closed on all {days} days ahead: ask for more days")
    rolling = roll(history, history.ahead, JUDGED + PAST_ORIGINS + history.ahead)
    chosen = method or rolling.chosen(history.known)
    rest = None
    if recorded.so_far is not None and recorded.today == history.days.dates[history.known]:
        rest = rest_of_day(rolling, chosen, history.known, recorded.so_far, recorded.edges.begun)
    return Forecast(
        path.name, recorded, history, rolling, chosen, contest(rolling, history),
        bands_at(rolling, history, chosen, history.known), rest,
    )  # fmt: skip


def _check_ahead(closed: Collection[date], last: date, days: int) -> None:
    """Refuse dates that are not among those to be forecast."""
    ahead = [last + timedelta(days=k + 1) for k in range(days)]
    for day in closed:
        if day not in ahead:
            raise DataError(f"closed: {day} is not one of the days ahead, {ahead[0]} to {ahead[-1]}")


def calendar_for(recorded: Recorded, days: int, name: str) -> LocalCalendar | None:
    """A calendar over the days known and the days ahead; None for 'none'."""
    return calendar_over(name, min(recorded.counts), max(recorded.counts) + timedelta(days=days))
