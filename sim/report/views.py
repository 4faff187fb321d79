"""The interval table as charts want it: the whole horizon, the mean day, or one value per day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd

Reals = npt.NDArray[np.float64]
Kind = Literal["one_day", "span", "mean_day", "daily"]

LONGEST_SPAN_DAYS: Final = 14
"""Up to so many days a chart shows every interval; beyond, the mean day and one value per day."""
NOT_A_WHOLE_PERSON: Final = 0.5
"""People are short where more than this is missing: means over replications are not whole numbers."""
TIME: Final = "interval_start"
HEADS: Final = ("required", "scheduled", "present")
WEIGHTS: Final = {"occupancy": "present", "asa": "answered", "aht": "answered"}
"""Which column a ratio is weighted by when intervals are put together; service levels by the calls offered."""
MINUTES_OF_A_DAY: Final = 1440


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
        Shape (rows + 1,): hours since the first midnight, or days for `daily`.
    width_minutes
        Length of the intervals.
    days
        Number of dates put together.
    columns
        Name to values; NaN is "no data". By day, heads are person-hours, and `short` are those missing at some time.
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
        key = {"daily": "on_date", "span": "on_date_at"}.get(self.kind, "at_clock")
        return word(key, lang, date=say_date(moment, lang), clock=f"{moment:%H:%M}")


def views_of(frame: pd.DataFrame) -> dict[str, View]:
    """The views a horizon needs: `by_interval`, and for more than 14 days `by_day` too."""
    starts = [moment.to_pydatetime() for moment in frame[TIME]]
    read = {str(name): _reals(frame[name]) for name in frame.columns if name != TIME}
    columns = {name: values for name, values in read.items() if values is not None}
    width = _width_minutes(starts)
    dates = sorted({moment.date() for moment in starts})
    if len(dates) <= LONGEST_SPAN_DAYS:
        return {"by_interval": _whole(starts, columns, width, dates)}
    return {
        "by_interval": _mean_day(starts, columns, width, dates),
        "by_day": _daily(starts, columns, width, dates),
    }


def grid(frame: pd.DataFrame, column: str) -> tuple[list[date], int, Reals]:
    """A column as days x intervals of the day.

    Returns
    -------
    tuple
        The dates, the length of the intervals in minutes, and shape (days, intervals): NaN where there is no data.
    """
    starts = [moment.to_pydatetime() for moment in frame[TIME]]
    width = _width_minutes(starts)
    dates = sorted({moment.date() for moment in starts})
    row = {day: i for i, day in enumerate(dates)}
    cells = np.full((len(dates), -(-MINUTES_OF_A_DAY // width)), np.nan)
    values = _reals(frame[column])
    for moment, value in zip(starts, values if values is not None else [], strict=False):
        cells[row[moment.date()], (moment.hour * 60 + moment.minute) // width] = value
    return dates, width, cells


def say_date(moment: date, lang: str) -> str:
    """A date with its weekday: 'Mon 10 Jan', '1月10日 周一'."""
    weekday = word("weekdays", lang).split()[moment.weekday()]
    if lang == "zh":
        return f"{moment.month}月{moment.day}日 {weekday}"
    return f"{weekday} {moment.day} {word('months', lang).split()[moment.month - 1]}"


def _whole(starts: list[datetime], columns: dict[str, Reals], width: int, dates: list[date]) -> View:
    origin = datetime.combine(dates[0], datetime.min.time())
    hours = [(moment - origin) / timedelta(hours=1) for moment in starts]
    kind: Kind = "one_day" if len(dates) == 1 else "span"
    # Where clocks go back, two intervals have one name: the axis counts on so that edges rise.
    edges = np.maximum.accumulate(np.array([*hours, hours[-1] + width / 60]))
    return View(kind, tuple(starts), edges, width, len(dates), columns)


def _mean_day(starts: list[datetime], columns: dict[str, Reals], width: int, dates: list[date]) -> View:
    slot = np.array([(moment.hour * 60 + moment.minute) // width for moment in starts])
    slots = np.unique(slot)
    first = datetime.combine(dates[0], datetime.min.time())
    start = tuple(first + timedelta(minutes=int(s) * width) for s in slots)
    edges = np.append(slots, slots[-1] + 1) * width / 60.0
    return View("mean_day", start, edges, width, len(dates), _put_together(columns, slot, slots, mean=True))


def _daily(starts: list[datetime], columns: dict[str, Reals], width: int, dates: list[date]) -> View:
    number = {day: i for i, day in enumerate(dates)}
    row = np.array([number[moment.date()] for moment in starts])
    together = _put_together(columns, row, np.arange(len(dates)), mean=False)
    for name in HEADS:
        if name in together:
            together[name] = together[name] * width / 60.0
    if "required" in columns and "present" in columns:
        missing = np.nan_to_num(columns["required"] - columns["present"])
        missing = np.where(missing > NOT_A_WHOLE_PERSON, missing, 0.0)
        together["short"] = np.bincount(row, missing, minlength=len(dates)) * width / 60.0
    start = tuple(datetime.combine(day, datetime.min.time()) for day in dates)
    return View("daily", start, np.arange(len(dates) + 1.0), width, len(dates), together)


def _put_together(
    columns: dict[str, Reals], key: npt.NDArray[np.int64], keys: npt.NDArray[np.int64], mean: bool
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


def _width_minutes(starts: list[datetime]) -> int:
    steps = [int((b - a).total_seconds() // 60) for a, b in pairwise(starts)]
    return min((step for step in steps if step > 0), default=MINUTES_OF_A_DAY)


def _reals(column: Any) -> Reals | None:
    """A column as floats with NaN for what is missing; None for one that holds no numbers."""
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(column.dtype):
        return None
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
