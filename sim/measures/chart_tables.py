"""The tables that charts of tickets are drawn from, put together over replications as they come.

Each table has one row for each key (an instant and a band of ages, an hour, a unit, a pool) and columns that are summed
over replications; ratios are taken at the end, of the sums. What is told of lengths of time is of the tickets of all
replications together, as the measures are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.closure import closure_figure
from sim.measures.headlines import Headlines, headlines, relief_frame, time_frame, unit_time_frame
from sim.measures.parts import EVERYTHING, Filters, filters, local_days
from sim.measures.people import heads_needed, hours_worked
from sim.measures.stays import SHARES, processing_times
from sim.measures.ticket_book import Part, TicketBook
from sim.measures.ticket_counts import open_spells, volume
from sim.measures.time_to_closure import ClosureTimes, closure_times, promises
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, StaffState, Urgency
from sim.statistics.intervals import Reals
from sim.statistics.survival import Curve, Stays
from sim.statistics.time_sums import count_by

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
ALL: Final = "all"
CLOSURE: Final = "closure"
UNITS: Final = "units"
RATIOS: Final = {
    "hours": {"same_day_closure": ("closed_same_day", "received")},
    "units": {"on_time_closure": ("closed_on_time", "due")},
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


def run_tables(log: RunLog, work: Work | None = None) -> RunTables | None:
    """Count one run; None without tickets."""
    plan = log.plan
    if plan.scenario.tickets is None:
        return None
    book = TicketBook(log, work)
    found = RunTables(
        closed_at=plan.tickets.closed_at.name.lower() if plan.tickets is not None else "",
        horizon_us=plan.horizon_us,
        length_us=plan.horizon_us - plan.calendar.begin_us,
        tables=_all_tables(book),
        stays=_stays(book),
        times=closure_times(book) if plan.tickets is not None else None,
        promised={key: share for key, (_, share) in promises(plan.scenario).items()},
    )
    book.close()
    return found


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
        self._hours: list[Columns] = []
        self._stays: dict[tuple[str, str], list[Stays]] = {}
        self._horizon_us = self._length_us = 0
        self._promised: dict[str, float] = {}

    def add(self, log: RunLog, work: Work | None = None) -> None:
        """Count one run; a run without tickets adds nothing."""
        self.take(run_tables(log, work))

    def take(self, run: RunTables | None) -> None:
        """Add the tables of one run, or nothing."""
        if run is None:
            return
        for name, (keys, values) in run.tables.items():
            self._keys[name] = keys
            before = self._sums.get(name)
            self._sums[name] = values if before is None else {key: before[key] + values[key] for key in values}
        self._hours.append(run.tables["hours"][1])
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
            Empty without tickets, else:

            - `backlog`: moment (local; where clocks go back, two have one name), elapsed_hours since the first
              midnight, from_hours, to_hours (age since receipt, the upper end excluded; empty: no end), open.
            - `closure`: urgency ("all" first), age_hours, tickets, closed, closed_share: the share of the tickets that
              are closed at that age, counted as `processing_time_p50` is, and how many that are. The ages of that
              and of `processing_time_p90` are among them. Beyond the longest age seen the share is empty.
            - `hours`: hour of receipt (0 to 23), received, closed_same_day, same_day_closure.
            - `units`: unit (that had the lead arm last), copies (counted together), received, closed, open,
              on_time_closure and what it is a ratio of, tickets and their mean_hours from receipt to closure.
            - `time`, `unit_time`, `reliefs`: see `sim.measures.headlines`.
            - `people`: pool (copies of a unit together), people on duty, weekly_hours for each, occupancy, the shares
              of long days and weeks, heads that the law asks for, and what the shares are ratios of.
        """
        import pandas as pd

        frames = {}
        for name, sums in self._sums.items():
            columns: dict[str, Any] = dict(self._keys[name])
            columns |= {key: values / self.n for key, values in sums.items()}
            for ratio, (part, whole) in RATIOS.get(name, {}).items():
                columns[ratio] = _ratio(sums[part], sums[whole])
            if name == "units":
                columns |= self._processing_times()
            frames[name] = pd.DataFrame(columns)
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
            tables.append(pd.DataFrame(columns | {"closed": shares * tickets, "closed_share": shares}))
        return pd.concat(tables, ignore_index=True)

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
        received, closed = (
            np.array([hours[name] for hours in self._hours]) for name in ("received", "closed_same_day")
        )
        return headlines(self._times, self._promised, received, closed)


def _ratio(part: Reals, whole: Reals) -> pd.arrays.FloatingArray:
    import pandas as pd

    none = whole == 0
    return pd.arrays.FloatingArray(np.divide(part, whole, out=np.zeros(len(whole)), where=~none), none)


def _all_tables(book: TicketBook) -> dict[str, tuple[Columns, Columns]]:
    """Keys and summed columns of each table."""
    log, work = book.log, book.work
    whole = book.part(filters(log, EVERYTHING))
    tables = {
        "backlog": _backlog(whole),
        "hours": _hours(whole),
        "people": _people(log, work),
    }
    if log.plan.unit_names:
        tables["units"] = _units(book)
    return {
        name: (keys, {key: values.astype(float) for key, values in sums.items()})
        for name, (keys, sums) in tables.items()
    }


def _backlog(part: Part) -> tuple[Columns, Columns]:
    """Open tickets by age, every hour or every day."""
    plan = part.book.log.plan
    hourly = plan.calendar.days <= HOURLY_DAYS
    every_hour = np.append(np.arange(0, plan.horizon_us, HOUR_US), plan.horizon_us)
    moments = every_hour if hourly else plan.calendar.day_starts_us
    received, (start, end) = part["received_us"], open_spells(part)
    # What is open at the end of the run is open at that instant, too.
    gone = (part["closed_us"] != NOT_YET) | (part["withdrawn_us"] != NOT_YET)
    end = np.where(gone, end, plan.horizon_us + 1)
    counts = []
    for low, high in zip(AGE_BANDS_US, (*AGE_BANDS_US[1:], None), strict=True):
        begins = np.maximum(received + low, start)
        ends = end if high is None else np.minimum(received + high, end)
        inside = begins < ends
        came = np.searchsorted(np.sort(begins[inside]), moments, side="right")
        counts.append(came - np.searchsorted(np.sort(ends[inside]), moments, side="right"))
    bands = np.array(AGE_BANDS_US) / HOUR_US
    keys = {
        "moment": np.repeat(plan.calendar.local_times(moments), len(bands)),
        "elapsed_hours": np.repeat(moments / HOUR_US, len(bands)),
        "from_hours": np.tile(bands, len(moments)),
        "to_hours": np.tile(np.append(bands[1:], np.nan), len(moments)),
    }
    return keys, {"open": np.array(counts).T.ravel()}


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
    book, hours = part.book, 24
    fresh = part.is_fresh
    closed = fresh & (part["closed_us"] != NOT_YET)
    same_day = closed.copy()
    same_day[closed] = local_days(book.log, part["closed_us"][closed]) == book.received.day[closed]
    hour = book.received.hour
    sums = {"received": count_by(hour[fresh], hours), "closed_same_day": count_by(hour[same_day], hours)}
    return {"hour": np.arange(hours)}, sums


def _units(book: TicketBook) -> tuple[Columns, Columns]:
    """What came to each unit, and how soon it was closed; copies of a unit are one."""
    copies = _copies(book)
    rows: list[list[float]] = []
    for numbers in copies.values():
        which = Filters(units=tuple(numbers))
        part = book.part(which)
        counts, on_time = volume(part), closure_figure(part, "on_time_closure")
        figures = [counts[key].value for key in ("tickets_received", "tickets_closed", "backlog_at_end")]
        figures += [on_time.numerator, on_time.denominator]
        rows.append([value or 0.0 for value in figures])
        book.forget(which)
    names = ("received", "closed", "open", "closed_on_time", "due")
    keys = {
        "unit": np.array(list(copies), dtype=object),
        "copies": np.array([len(numbers) for numbers in copies.values()]),
    }
    return keys, dict(zip(names, np.array(rows).T, strict=True))


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
