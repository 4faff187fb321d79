"""The interval table as charts want it: the whole horizon, the mean day, or one value per day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.report.chart_words import SLOTS, UNITS_WORDS
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd

Reals = npt.NDArray[np.float64]
Kind = Literal["one_day", "span", "mean_day", "daily"]

LONGEST_SPAN_DAYS: Final = 7
"""Up to so many days a chart shows every interval; beyond, the mean day and one value per day."""
TIME: Final = "interval_start"
HEADS: Final = ("required", "scheduled", "present")
WEIGHTS: Final = {"occupancy": "present", "asa": "answered", "aht": "answered"}
"""Which column a ratio is weighted by when intervals are put together; service levels by the calls offered."""
MINUTES_OF_A_DAY: Final = 1440
HOUR: Final = timedelta(hours=1)
NO_COLUMNS: Final[Mapping[str, Reals]] = MappingProxyType({})
DATE_STEPS: Final = (1, 2, 7, 14, 28, 56, 112)
MOST_DATE_TICKS: Final = 10


@dataclass(frozen=True)
class View:
    """Columns over time, ready to draw.

    Attributes
    ----------
    kind
        What a row is: an interval of the only day, of the horizon, of the mean day, or a whole day.
    start
        Local start of each row; of the mean day, on the first date.
    edges
        Shape (rows + 1,): hours passed since the first midnight, clock hours for `mean_day`, or days for `daily`.
    width_minutes
        Length of the intervals.
    days
        Number of dates put together.
    columns
        Name to values; NaN is "no data". By day, heads are person-hours.
    """

    kind: Kind
    start: tuple[datetime, ...]
    edges: Reals
    width_minutes: int
    days: int
    columns: dict[str, Reals]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, row: int, lang: str) -> str:
        """When a row is, in words: 'at 09:30', 'on Mon 10 Jan', 'on Mon 10 Jan at 09:30'."""
        moment = self.start[row]
        key = "on_date" if self.kind == "daily" else "on_date_at" if self.kind == "span" else "at_clock"
        return word(key, lang, date=say_date(moment, lang), clock=f"{moment:%H:%M}")


def views_of(frame: pd.DataFrame) -> dict[str, View]:
    """The views a horizon needs: `by_interval`, and for more than a week `by_day` too."""
    read = {str(name): _reals(frame[name]) for name in frame.columns if name != TIME}
    columns = {name: values for name, values in read.items() if values is not None}
    return views_of_times([moment.to_pydatetime() for moment in frame[TIME]], columns)


def views_of_times(starts: list[datetime], columns: Mapping[str, Reals] = NO_COLUMNS) -> dict[str, View]:
    """The same of the local starts of the intervals and the columns over them, which may be none."""
    step = _step(starts)
    dates = sorted({moment.date() for moment in starts})
    if len(dates) <= LONGEST_SPAN_DAYS:
        return {"by_interval": _whole(starts, columns, step, dates)}
    return {
        "by_interval": _mean_day(starts, columns, step, dates),
        "by_day": _daily(starts, columns, step, dates),
    }


def grid(frame: pd.DataFrame, column: str) -> tuple[list[date], int, Reals]:
    """A column as days x intervals of the day.

    Returns
    -------
    tuple
        The dates, the length of the intervals in minutes, and shape (days, intervals): NaN where there is no data.
        Intervals of one name, where clocks go back, are put together.
    """
    starts = [moment.to_pydatetime() for moment in frame[TIME]]
    width = _minutes(_step(starts))
    dates = sorted({moment.date() for moment in starts})
    number = {day: i for i, day in enumerate(dates)}
    cells = np.full((len(dates), -(-MINUTES_OF_A_DAY // width)), np.nan)
    values = _reals(frame[column])
    if values is None:
        return dates, width, cells
    weight = _reals(frame[WEIGHTS[column]]) if WEIGHTS.get(column) in frame.columns else None
    rows: dict[tuple[int, int], list[int]] = {}
    for k, moment in enumerate(starts):
        if np.isfinite(values[k]):
            rows.setdefault((number[moment.date()], (moment.hour * 60 + moment.minute) // width), []).append(k)
    for cell, here in rows.items():
        alone = len(here) == 1
        cells[cell] = _one(values[here], None if weight is None or alone else weight[here], mean=True)
    return dates, width, cells


def is_level(column: str) -> bool:
    """Whether a column of an interval table is a service level, such as `service_level_15s`."""
    return column.startswith("service_level_") and not column.endswith(("_low", "_high"))


def mean_of_known(cells: Reals) -> Reals:
    """The mean of each column over the rows in which it is known; not a number where none is."""
    known = np.isfinite(cells)
    total = np.where(known, cells, 0.0).sum(axis=0)
    mean: Reals = np.divide(total, known.sum(axis=0), out=np.full(cells.shape[1], np.nan), where=known.any(axis=0))
    return mean


def midnights_of(moments: Sequence[datetime]) -> list[datetime]:
    """The midnight that each date begins with, also one that the clock skipped."""
    return [datetime.combine(day, datetime.min.time()) for day in sorted({moment.date() for moment in moments})]


def place_of(wanted: datetime, moments: Sequence[datetime], hours: Reals) -> float:
    """How many hours had passed when the local clock showed a time, the second time where it did so twice.

    Parameters
    ----------
    wanted
        Local time; one before all moments stands with the first of them.
    moments, hours
        Local times in the order in which they came, and the hours passed until each of them.
    """
    before = [k for k, moment in enumerate(moments) if moment <= wanted]
    last = before[-1] if before else 0
    return float(hours[last]) + max(wanted - moments[last], timedelta(0)) / HOUR


def days_shown(days: int) -> range:
    """Which of so many days have their date at an axis: few enough to be read, and from some on whole weeks apart."""
    step = next((step for step in DATE_STEPS if -(-days // step) <= MOST_DATE_TICKS), -(-days // MOST_DATE_TICKS))
    return range(0, days, step)


def date_label(day: date, lang: str) -> str:
    """A date as it stands at an axis, on two lines."""
    return say_date(day, lang).replace(" ", "\n", 1)


def say_date(moment: date, lang: str) -> str:
    """A date with its weekday: 'Mon 10 Jan', '1月10日 周一'."""
    weekday = word("weekdays", lang).split()[moment.weekday()]
    if lang == "zh":
        return f"{moment.month}月{moment.day}日 {weekday}"
    return f"{weekday} {moment.day} {word('months', lang).split()[moment.month - 1]}"


def units_word(width_minutes: int, lang: str) -> str:
    """Intervals of so many minutes in the plural: 'half hours'."""
    return phrase(UNITS_WORDS.get(width_minutes, SLOTS), lang)


def _whole(starts: list[datetime], columns: Mapping[str, Reals], step: timedelta, dates: list[date]) -> View:
    kind: Kind = "one_day" if len(dates) == 1 else "span"
    # By position: where clocks go back two intervals have one name, where they go forward a name is missing.
    first = (starts[0] - midnights_of(starts)[0]) / HOUR
    edges: Reals = first + np.arange(len(starts) + 1, dtype=np.float64) * (step / HOUR)
    return View(kind, tuple(starts), edges, _minutes(step), len(dates), dict(columns))


def _mean_day(starts: list[datetime], columns: Mapping[str, Reals], step: timedelta, dates: list[date]) -> View:
    slot = np.array([(moment - datetime.combine(moment, datetime.min.time())) // step for moment in starts])
    slots = np.unique(slot)
    first = midnights_of(starts)[0]
    start = tuple(first + int(s) * step for s in slots)
    edges = np.append(slots, slots[-1] + 1) * (step / HOUR)
    return View("mean_day", start, edges, _minutes(step), len(dates), _put_together(columns, slot, slots, mean=True))


def _daily(starts: list[datetime], columns: Mapping[str, Reals], step: timedelta, dates: list[date]) -> View:
    number = {day: i for i, day in enumerate(dates)}
    row = np.array([number[moment.date()] for moment in starts])
    together = _put_together(columns, row, np.arange(len(dates)), mean=False)
    for name in (*HEADS, "over_under"):
        if name in together:
            together[name] = together[name] * (step / HOUR)
    start = tuple(midnights_of(starts))
    return View("daily", start, np.arange(len(dates) + 1.0), _minutes(step), len(dates), together)


def _put_together(
    columns: Mapping[str, Reals], key: npt.NDArray[np.int64], keys: npt.NDArray[np.int64], mean: bool
) -> dict[str, Reals]:
    """Counts added (or averaged), ratios averaged by their weight; bands of single intervals do not carry over."""
    together = {}
    for name, values in columns.items():
        if name.endswith(("_low", "_high")):
            continue
        weight = columns.get(WEIGHTS.get(name, "offered" if name.startswith("service_level") else ""))
        rows = []
        for k in keys:
            here = (key == k) & np.isfinite(values)
            rows.append(_one(values[here], None if weight is None else weight[here], mean))
        together[name] = np.array(rows)
    return together


def _one(values: Reals, weight: Reals | None, mean: bool) -> float:
    if len(values) == 0:
        return float("nan")
    if weight is not None:
        known = np.where(np.isfinite(weight), weight, 0.0)
        return float((values * known).sum() / known.sum()) if known.sum() > 0 else float("nan")
    return float(values.mean() if mean else values.sum())


def _step(starts: list[datetime]) -> timedelta:
    """Length of the intervals: nearly all are so far apart, but for those at which clocks are changed."""
    steps = Counter(b - a for a, b in pairwise(starts))
    return steps.most_common(1)[0][0] if steps else timedelta(days=1)


def _minutes(step: timedelta) -> int:
    return max(step // timedelta(minutes=1), 1)


def _reals(column: Any) -> Reals | None:
    """A column as floats with NaN for what is missing; None for one that holds no numbers."""
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(column.dtype):
        return None
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
