"""The tables that charts of tickets are drawn from, put together over replications as they come.

Each table has one row for each key (an instant and a band of ages, an hour, a unit, a pool) and columns that are summed
over replications; ratios are taken at the end, of the sums. What is told of lengths of time is of the tickets of all
replications together, as the measures are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.closure import HOURS_OF_A_DAY, closure_figure, same_day_by_hour
from sim.measures.headlines import Headlines, headlines, relief_frame, time_frame, unit_time_frame
from sim.measures.parts import EVERYTHING, Filters, filters
from sim.measures.people import heads_needed, hours_worked
from sim.measures.stays import SHARES, processing_times
from sim.measures.ticket_book import Part, TicketBook
from sim.measures.ticket_counts import open_spells, volume
from sim.measures.time_to_closure import ClosureTimes, closure_times, promises
from sim.measures.work import Spells, Work, are_of
from sim.rules.codes import NOT_YET, StaffState, Urgency
from sim.statistics.intervals import Interval, Reals, ratio_interval, t_interval
from sim.statistics.survival import Curve, Stays
from sim.statistics.time_sums import count_by, interval_count, time_by

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, npt.NDArray[Any]]

AGE_BANDS_US: Final = (0, 4 * HOUR_US, DAY_US, 3 * DAY_US, 7 * DAY_US, 30 * DAY_US)
"""Where each band of ages of open tickets begins; the last one has no end."""
HOURLY_DAYS: Final = 14
"""Up to so many days the backlog is counted every hour, else every day."""
CURVE_POINTS: Final = 240
MARKED_AGES_US: Final = tuple(
    int(hours * HOUR_US) for hours in (0.25, 0.5, 1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 336, 720, 1440, 2160)
)
"""Ages at which the closure curve always has a point: 15 minutes to 90 days."""
WAIT_BINS_US: Final = tuple(int(s * SECOND_US) for s in (0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600))
"""Where each bin of waits begins, those of no wait at all first; the last one has no end."""
MOST_UNITS_OVER_TIME: Final = 400
"""Of so many units the open tickets are counted day by day; of more, their table would be longer than anybody reads."""
ALL: Final = "all"
CLOSURE: Final = "closure"
UNITS: Final = "units"
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


@dataclass(frozen=True)
class RunTables:
    """What the tables need of one run.

    Attributes
    ----------
    closed_at
        Which milestone closes a ticket.
    horizon_us, length_us
        End of the run since its first midnight, and its length.
    tables
        Keys and summed columns by name.
    stays
        How long tickets took, by table and its row.
    times
        Where the time of tickets goes; None where the log has no plan of tickets.
    promised
        Share that each promise of closure asks for: its targets, or without any its deadlines.
    """

    closed_at: str
    horizon_us: int
    length_us: int
    tables: dict[str, tuple[Columns, Columns]]
    stays: dict[tuple[str, str], Stays]
    times: ClosureTimes | None
    promised: dict[str, float]


def run_tables(log: RunLog, work: Work | None = None) -> RunTables:
    """Count one run: its calls, its people, and its tickets if it has any."""
    plan, work = log.plan, work or Work(log)
    tables = {"waits": _waits(work), "pool_hours": _pool_hours(log, work), "people": _people(log, work)}
    stays: dict[tuple[str, str], Stays] = {}
    times = None
    if plan.scenario.tickets is not None:
        book = TicketBook(log, work)
        tables |= _ticket_tables(book)
        stays = _stays(book)
        times = closure_times(book) if plan.tickets is not None else None
        book.close()
    return RunTables(
        closed_at=plan.tickets.closed_at.name.lower() if plan.tickets is not None else "",
        horizon_us=plan.horizon_us,
        length_us=plan.horizon_us - plan.calendar.begin_us,
        tables={
            name: (keys, {key: values.astype(float) for key, values in sums.items()})
            for name, (keys, sums) in tables.items()
        },
        stays=stays,
        times=times,
        promised={key: share for key, (_, share) in promises(plan.scenario).items()} if stays else {},
    )


class ChartTables:
    """The tables of some replications of one scenario.

    Attributes
    ----------
    n
        Number of replications.
    closed_at
        Which milestone closes a ticket: 'handled', 'reviewed' or 'followed_up'.
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


def _ticket_tables(book: TicketBook) -> dict[str, tuple[Columns, Columns]]:
    """Keys and summed columns of each table of tickets."""
    log = book.log
    whole = book.part(filters(log, EVERYTHING))
    tables = {"backlog": _backlog(whole), "hours": _hours(whole)}
    if log.plan.unit_names:
        tables["units"] = _units(book)
        if len(tables["units"][0]["unit"]) <= MOST_UNITS_OVER_TIME:
            tables["unit_open"] = _unit_open(book)
    return tables


def _waits(work: Work) -> tuple[Columns, Columns]:
    """How long callers waited, of those answered and of those who gave up."""
    edges = np.array(WAIT_BINS_US)
    # Whoever did not wait at all stands alone: the first bin is that of 0, the second begins behind it.
    bins = np.concatenate([edges[:1], edges[:1] + 1, edges[1:]])
    counts = {
        name: np.bincount(np.searchsorted(bins, waits, side="right") - 1, minlength=len(bins))
        for name, waits in (("answered", work.phone.answered_waits), ("abandoned", work.phone.abandoned_waits))
    }
    seconds = edges / SECOND_US
    keys = {
        "from_seconds": np.concatenate([seconds[:1], seconds]),
        "to_seconds": np.concatenate([seconds[:1], seconds[1:], [np.nan]]),
    }
    return keys, counts


def _pool_hours(log: RunLog, work: Work) -> tuple[Columns, Columns]:
    """Time of each pool's people ready for work and at work, by hour of the day."""
    plan = log.plan
    hours = np.arange(interval_count(HOUR_US, plan.horizon_us), dtype=np.int64) * HOUR_US
    clock = plan.calendar.local_times(hours).astype("datetime64[h]").astype(np.int64) % 24
    names = [name for _, name in plan.group_parts]
    pools = list(dict.fromkeys(names))
    members = [np.flatnonzero([name == pool for name in names]) for pool in pools]

    def by_hour(spells: Iterable[Spells]) -> Reals:
        rows = np.zeros((len(pools), 24))
        for part in spells:
            for number, groups in enumerate(members):
                mine = are_of(part.group, groups)
                spent = time_by(part.start_us[mine], part.end_us[mine], HOUR_US, plan.horizon_us)
                rows[number] += np.bincount(clock, spent / HOUR_US, minlength=24)
        return rows

    on_duty = by_hour([work.staff_spells(StaffState.ON_DUTY)])
    away = by_hour([work.staff_spells(StaffState.BREAK), work.staff_spells(StaffState.OFF_PHONE)])
    busy = by_hour(work.busy(np.arange(len(names))))
    keys = {"pool": np.repeat(np.array(pools, dtype=object), 24), "hour": np.tile(np.arange(24), len(pools))}
    return keys, {"ready_hours": (on_duty - away).ravel(), "busy_hours": busy.ravel()}


def _backlog(part: Part) -> tuple[Columns, Columns]:
    """Open tickets by age, every hour or every day."""
    plan = part.book.log.plan
    hourly = plan.calendar.days <= HOURLY_DAYS
    every_hour = np.append(np.arange(0, plan.horizon_us, HOUR_US), plan.horizon_us)
    moments = every_hour if hourly else plan.calendar.day_starts_us
    received, (start, end) = part["received_us"], _open_at_the_end(part)
    counts = []
    for low, high in zip(AGE_BANDS_US, (*AGE_BANDS_US[1:], None), strict=True):
        begins = np.maximum(received + low, start)
        ends = end if high is None else np.minimum(received + high, end)
        inside = begins < ends
        counts.append(_open_at(begins[inside], ends[inside], moments))
    bands = np.array(AGE_BANDS_US) / HOUR_US
    keys = {
        "moment": np.repeat(plan.calendar.local_times(moments), len(bands)),
        "elapsed_hours": np.repeat(moments / HOUR_US, len(bands)),
        "from_hours": np.tile(bands, len(moments)),
        "to_hours": np.tile(np.append(bands[1:], np.nan), len(moments)),
    }
    return keys, {"open": np.array(counts).T.ravel()}


def _open_at_the_end(part: Part) -> tuple[Column, Column]:
    """When each ticket was open; what is open at the end of the run is open at that instant, too."""
    start, end = open_spells(part)
    gone = (part["closed_us"] != NOT_YET) | (part["withdrawn_us"] != NOT_YET)
    return start, np.where(gone, end, part.book.log.plan.horizon_us + 1)


def _open_at(start: Column, end: Column, moments: Column) -> Column:
    """How many are open at each moment."""
    came = np.searchsorted(np.sort(start), moments, side="right")
    return came - np.searchsorted(np.sort(end), moments, side="right")


def curve_ages(horizon_us: int) -> Column:
    """Ages from a minute to the length of the run at which closure is shown, evenly spaced by ratio."""
    even = np.geomspace(MINUTE_US, horizon_us, CURVE_POINTS).astype(np.int64)
    marked = [age for age in MARKED_AGES_US if age < horizon_us]
    return np.unique(np.concatenate([even, marked, [horizon_us]]))


def _stays(book: TicketBook) -> dict[tuple[str, str], Stays]:
    """How long tickets took from receipt to closure: all of them, by urgency, and those of each unit."""
    parts = {(CLOSURE, ALL): filters(book.log, EVERYTHING)}
    parts |= {(CLOSURE, urgency.name.lower()): Filters(urgency=int(urgency)) for urgency in Urgency}
    parts |= {(UNITS, name): Filters(units=tuple(numbers)) for name, numbers in _copies(book).items()}
    found = {}
    for key, which in parts.items():
        lasting = processing_times(book.part(which))["processing_time_mean"].lasting
        found[key] = Stays(np.empty(0, dtype=np.int64)) if lasting is None else lasting.stays
        if key != (CLOSURE, ALL):
            book.forget(which)
    return found


def _copies(book: TicketBook) -> dict[str, list[int]]:
    """The numbers of the copies of each unit."""
    copies: dict[str, list[int]] = {}
    for number, name in enumerate(book.log.plan.unit_parts):
        copies.setdefault(name, []).append(number)
    return copies


def _hours(part: Part) -> tuple[Columns, Columns]:
    """Tickets by hour of receipt, and those of them closed on the same date."""
    received, closed = same_day_by_hour(part)
    return {"hour": np.arange(HOURS_OF_A_DAY)}, {"received": received, "closed_same_day": closed}


def _units(book: TicketBook) -> tuple[Columns, Columns]:
    """What came to each unit, and how soon it was closed; copies of a unit are one."""
    copies = _copies(book)
    rows: list[list[float]] = []
    for numbers in copies.values():
        which = Filters(units=tuple(numbers))
        part = book.part(which)
        counts = volume(part)
        figures = [counts[key].value for key in ("tickets_received", "tickets_closed", "backlog_at_end")]
        for ratio in ("on_time_closure", "same_day_closure"):
            figure = closure_figure(part, ratio)
            figures += [figure.numerator, figure.denominator]
        rows.append([value or 0.0 for value in figures])
        book.forget(which)
    names = ("received", "closed", "open", "closed_on_time", "due", "closed_same_day", "fresh")
    keys = {
        "unit": np.array(list(copies), dtype=object),
        "copies": np.array([len(numbers) for numbers in copies.values()]),
    }
    return keys, dict(zip(names, np.array(rows).T, strict=True))


def _unit_open(book: TicketBook) -> tuple[Columns, Columns]:
    """Open tickets of each unit at each midnight; copies of a unit are one."""
    copies, calendar = _copies(book), book.log.plan.calendar
    moments = calendar.day_starts_us
    counts = []
    for numbers in copies.values():
        which = Filters(units=tuple(numbers))
        counts.append(_open_at(*_open_at_the_end(book.part(which)), moments))
        book.forget(which)
    keys = {
        "unit": np.repeat(np.array(list(copies), dtype=object), len(moments)),
        "moment": np.tile(calendar.local_times(moments), len(copies)),
        "elapsed_hours": np.tile(moments / HOUR_US, len(copies)),
    }
    return keys, {"open": np.concatenate(counts)}


def _people(log: RunLog, work: Work) -> tuple[Columns, Columns]:
    """People, hours, and what the law on working hours asks for, pool by pool."""
    plan, groups = log.plan, len(log.plan.group_names)
    duty, times = work.staff_spells(StaffState.ON_DUTY), work.of_groups
    on_duty = np.unique(np.stack([duty.group, duty.person]), axis=1)[0]
    people = np.bincount(on_duty, minlength=groups)
    worked, heads = hours_worked(log), heads_needed(plan)
    by_group: Columns = {
        "people": people,
        "person_weeks": people * (plan.calendar.days / 7),
        "worked_hours": (times.duty_us - times.break_us) / HOUR_US,
        "ready_hours": times.ready_us / HOUR_US,
        "busy_hours": times.busy_us / HOUR_US,
        "person_days": np.array([row.days for row in worked]),
        "long_days": np.array([row.long_days for row in worked]),
        "whole_weeks": np.array([row.weeks for row in worked]),
        "weeks_over_40": np.array([row.over_40 for row in worked]),
        "weeks_over_44": np.array([row.over_44 for row in worked]),
        "weeks_without_rest": np.array([row.without_rest for row in worked]),
        "heads_for_40_hours": np.array([row.for_40_hours for row in heads]),
        "heads_for_44_hours": np.array([row.for_44_hours for row in heads]),
        "heads_for_rest_day": np.array([row.for_rest_day for row in heads]),
    }
    names = [name for _, name in plan.group_parts]
    pools = list(dict.fromkeys(names))
    pool = np.array([pools.index(name) for name in names], dtype=np.int64)
    sums = {name: np.bincount(pool, values, minlength=len(pools)) for name, values in by_group.items()}
    return {"pool": np.array(pools, dtype=object), "groups": count_by(pool, len(pools))}, sums
