"""The tables that charts of tickets are drawn from, put together over replications as they come.

Each table has one row for each key (an instant and a band of ages, an hour, a unit, a pool) and columns that are summed
over replications; ratios are taken at the end, of the sums. What is told of lengths of time is of the tickets of all
replications together, as the measures are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.headlines import Headlines, headlines, relief_frame, time_frame, unit_time_frame
from sim.measures.run_tables import AGE_BANDS_US, ALL, CLOSURE, UNITS, Columns, RunTables, run_tables
from sim.measures.stays import SHARES
from sim.measures.time_to_closure import ClosureTimes
from sim.measures.work import Work
from sim.rules.codes import Urgency
from sim.statistics.intervals import Interval, Reals, ratio_interval, t_interval
from sim.statistics.survival import Curve, Stays

if TYPE_CHECKING:
    import pandas as pd

CURVE_POINTS: Final = 240
MARKED_AGES_US: Final = tuple(
    int(hours * HOUR_US) for hours in (0.25, 0.5, 1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 336, 720, 1440, 2160)
)
"""Ages at which the closure curve always has a point: 15 minutes to 90 days."""
RATIOS: Final = {
    "hours": {"same_day_closure": ("closed_same_day", "received")},
    "units": {"on_time_closure": ("closed_on_time", "due"), "same_day_closure": ("closed_same_day", "fresh")},
    "pool_hours": {"occupancy": ("busy_hours", "ready_hours")},
    "people": {
        "weekly_hours": ("worked_hours", "person_weeks"),
        "occupancy": ("busy_hours", "ready_hours"),
        "days_over_8_hours": ("long_days", "person_days"),
        "weeks_over_40_hours": ("weeks_over_40", "whole_weeks"),
        "weeks_over_44_hours": ("weeks_over_44", "whole_weeks"),
        "weeks_without_rest_day": ("weeks_without_rest", "whole_weeks"),
    },
}
"""Columns that are ratios of two others: name to numerator and denominator, by table."""


class ChartTables:
    """The tables of some replications of one scenario.

    Attributes
    ----------
    n
        Number of replications.
    closed_at
        Which milestone closes a ticket: 'handled', 'reviewed', 'followed_up' or 'silent'.
    """

    def __init__(self) -> None:
        self.n = 0
        self.closed_at = ""
        self._keys: dict[str, Columns] = {}
        self._sums: dict[str, Columns] = {}
        self._times: list[ClosureTimes] = []
        self._each: dict[str, list[Columns]] = {name: [] for name in ("hours", "backlog", "units")}
        self._stays: dict[tuple[str, str], list[Stays]] = {}
        self._horizon_us = self._length_us = 0
        self._promised: dict[str, float] = {}

    def add(self, log: RunLog, work: Work | None = None) -> None:
        """Count one run."""
        self.take(run_tables(log, work))

    def take(self, run: RunTables) -> None:
        """Add the tables of one run."""
        for name, (keys, values) in run.tables.items():
            self._keys[name] = keys
            before = self._sums.get(name)
            self._sums[name] = values if before is None else {key: before[key] + values[key] for key in values}
        for name, each in self._each.items():
            if name in run.tables:
                each.append(run.tables[name][1])
        for part, stays in run.stays.items():
            self._stays.setdefault(part, []).append(stays)
        self._horizon_us, self._length_us = run.horizon_us, run.length_us
        if run.times is not None:
            self._times.append(run.times)
            self._promised = run.promised
        self.n += 1
        self.closed_at = run.closed_at

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables by name, counts as means over replications; an empty cell is "no data".

        Returns
        -------
        dict
            Of every run:

            - `waits`: from_seconds, to_seconds (the upper end excluded, no end for the last; the first row holds those
              who did not wait at all), answered, abandoned.
            - `pool_hours`: pool (copies of a unit together), hour of the day (0 to 23), ready_hours (on duty, less
              breaks and time off the phone), busy_hours (both of the whole run) and their ratio occupancy.
            - `people`: pool (copies of a unit together), people on duty, weekly_hours for each, occupancy, the shares
              of long days and weeks, heads that the law asks for, and what the shares are ratios of.
            - `skills`: pool (each group of operators), type, able (whether the group takes contacts of the type),
              taken (contacts that it took, calls and messages).

            Of a run with tickets, too:

            - `backlog`: moment (local; where clocks go back, two have one name), elapsed_hours since the first
              midnight, from_hours, to_hours (age since receipt, the upper end excluded; empty: no end), open.
            - `open`: moment and elapsed_hours of `backlog`, open (of all ages), low, high (the mean's 95 % interval).
            - `closure`: urgency ("all" first), age_hours, tickets, closed, closed_share: the share of the tickets that
              are closed at that age, counted as `processing_time_p50` is, and how many that are; watched: how many
              were still followed at that age, closed later or not; cut: how many were followed no longer before it,
              still open at the end of the run or withdrawn. The ages of `processing_time_p50` and
              `processing_time_p90` are among them. Beyond the longest age seen the share is empty.
            - `hours`: hour of receipt (0 to 23), received, closed_same_day, same_day_closure.
            - `units`: unit (that had the lead arm last), copies (counted together), received, closed, open,
              on_time_closure and same_day_closure, what they are ratios of, and the ends of their 95 % intervals;
              tickets and their mean_hours from receipt to closure.
            - `unit_open`: unit, moment (each midnight), elapsed_hours, open.
            - `time`, `unit_time`, `reliefs`: see `sim.measures.headlines`.
        """
        import pandas as pd

        frames = {}
        for name, sums in self._sums.items():
            columns: dict[str, Any] = dict(self._keys[name])
            columns |= {key: values / self.n for key, values in sums.items()}
            for ratio, (part, whole) in RATIOS.get(name, {}).items():
                columns[ratio] = _ratio(sums[part], sums[whole])
            if name == "units":
                columns |= self._unit_intervals() | self._processing_times()
            frames[name] = pd.DataFrame(columns)
        if self._each["backlog"]:
            frames["open"] = self._open(frames["backlog"])
        if self._stays:
            frames["closure"] = self._closure()
        if self._times:
            frames["time"] = time_frame(self._times)
            frames["unit_time"] = unit_time_frame(self._times)
        if self._promised:
            frames["reliefs"] = relief_frame(self._times, self._promised)
        return frames

    def _closure(self) -> pd.DataFrame:
        """Share closed by age, of all tickets received and of each urgency."""
        import pandas as pd

        even = curve_ages(self._horizon_us)
        tables = []
        for name in (ALL, *(urgency.name.lower() for urgency in Urgency)):
            curve = Curve(tuple(self._stays[CLOSURE, name]))
            told = [age for share in SHARES.values() if (age := curve.quantile_us(share)) is not None]
            ages = np.unique(np.concatenate([even, np.array(told, dtype=np.int64)]))
            shares = pd.Series([curve.within(age) for age in ages.tolist()], dtype="Float64")
            tickets = curve.count / self.n
            columns: dict[str, Any] = {"urgency": name, "age_hours": ages / HOUR_US, "tickets": tickets}
            columns |= {"closed": shares * tickets, "closed_share": shares}
            columns |= {"watched": curve.watched_at(ages) / self.n, "cut": curve.cut_by(ages) / self.n}
            tables.append(pd.DataFrame(columns))
        return pd.concat(tables, ignore_index=True)

    def _open(self, backlog: pd.DataFrame) -> pd.DataFrame:
        """Open tickets of all ages at each moment, with the interval of the mean."""
        bands = len(AGE_BANDS_US)
        totals = np.array([run["open"].reshape(-1, bands).sum(axis=1) for run in self._each["backlog"]])
        ends = [t_interval(column, scale="amount") for column in totals.T]
        frame = backlog.loc[::bands, ["moment", "elapsed_hours"]].reset_index(drop=True)
        return frame.assign(open=totals.mean(axis=0), **_low_and_high(ends))

    def _unit_intervals(self) -> dict[str, Any]:
        """Ends of the interval of each unit's ratios."""
        found: dict[str, Any] = {}
        for ratio, (part, whole) in RATIOS["units"].items():
            parts, wholes = (np.array([run[name] for run in self._each["units"]]).T for name in (part, whole))
            ends = [ratio_interval(*unit, scale="share") for unit in zip(parts, wholes, strict=True)]
            found |= {f"{ratio}_{end}": values for end, values in _low_and_high(ends).items()}
        return found

    def received_by_hour(self) -> tuple[list[Reals], list[Reals]]:
        """Tickets of each replication by hour of receipt, and those of them closed on the same date."""
        hours = self._each["hours"]
        return [run["received"] for run in hours], [run["closed_same_day"] for run in hours]

    def _processing_times(self) -> dict[str, Any]:
        """Tickets of each unit, and their mean time from receipt to closure."""
        import pandas as pd

        curves = [Curve(tuple(self._stays[UNITS, name])) for name in self._keys["units"]["unit"]]
        means = [curve.mean_us(self._length_us) for curve in curves]
        hours = pd.array([None if mean is None else mean / HOUR_US for mean in means], dtype="Float64")
        return {"tickets": np.array([curve.count / self.n for curve in curves]), "mean_hours": hours}

    def headlines(self) -> Headlines | None:
        """What stands out over the replications; None without tickets."""
        if not self._times:
            return None
        received, closed = map(np.array, self.received_by_hour())
        return headlines(self._times, self._promised, received, closed)


def _ratio(part: Reals, whole: Reals) -> pd.arrays.FloatingArray:
    import pandas as pd

    none = whole == 0
    return pd.arrays.FloatingArray(np.divide(part, whole, out=np.zeros(len(whole)), where=~none), none)


def _low_and_high(intervals: list[Interval]) -> dict[str, Any]:
    """The ends of some intervals as columns; an empty cell where there is none."""
    import pandas as pd

    return {end: pd.array([getattr(one, end) for one in intervals], dtype="Float64") for end in ("low", "high")}


def curve_ages(horizon_us: int) -> Column:
    """Ages from a minute to the length of the run at which closure is shown, evenly spaced by ratio."""
    even = np.geomspace(MINUTE_US, horizon_us, CURVE_POINTS).astype(np.int64)
    marked = [age for age in MARKED_AGES_US if age < horizon_us]
    return np.unique(np.concatenate([even, marked, [horizon_us]]))
