"""The tables that charts of tickets are drawn from, put together over replications as they come.

Each table has one row for each key (an instant and a band of ages, an hour, a unit, a pool) and columns that are summed
over replications; ratios are taken at the end, of the sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.log_columns import Column
from sim.measures.floor import local_days
from sim.measures.people import heads_needed, hours_worked
from sim.measures.stays import processing_times
from sim.measures.survival import Reals, Stays, product_limit
from sim.measures.ticket_book import EVERYTHING, Filters, Part, TicketBook, filters
from sim.measures.tickets import on_time_closure, open_spells, volume
from sim.measures.time_sums import count_by
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, StaffState, Urgency
from sim.runlog import RunLog

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
RATIOS: Final = {
    "closure": {"closed_share": ("closed", "tickets")},
    "hours": {"same_day_closure": ("closed_same_day", "received")},
    "units": {"mean_hours": ("ticket_hours", "tickets"), "on_time_closure": ("closed_on_time", "due")},
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
    """The tables of one run: keys and summed columns by name, and which milestone closes a ticket."""

    closed_at: str
    tables: dict[str, tuple[Columns, Columns]]


def run_tables(log: RunLog, work: Work | None = None) -> RunTables | None:
    """Count one run; None without tickets."""
    plan = log.plan
    if plan.scenario.tickets is None:
        return None
    closed_at = plan.tickets.closed_at if plan.tickets is not None else ""
    return RunTables(closed_at, _all_tables(log, work or Work(log)))


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
            - `closure`: urgency ("all" first), age_hours, tickets, closed, closed_share: the share of the tickets
              received that are closed at that age, those still open counted as longer than they are (Kaplan-Meier).
              Beyond the longest age seen the share is empty.
            - `hours`: hour of receipt (0 to 23), received, closed_same_day, same_day_closure.
            - `units`: unit (that had the lead arm last), received, closed, open, mean_hours from receipt to closure,
              on_time_closure, and what these two are ratios of.
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
            frames[name] = pd.DataFrame(columns)
        return frames


def _ratio(part: Reals, whole: Reals) -> pd.arrays.FloatingArray:
    import pandas as pd

    none = whole == 0
    return pd.arrays.FloatingArray(np.divide(part, whole, out=np.zeros(len(whole)), where=~none), none)


def _all_tables(log: RunLog, work: Work) -> dict[str, tuple[Columns, Columns]]:
    """Keys and summed columns of each table."""
    book = TicketBook(log, work)
    whole = book.part(filters(log, EVERYTHING))
    tables = {
        "backlog": _backlog(whole),
        "closure": _closure(whole),
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


def _closure(part: Part) -> tuple[Columns, Columns]:
    """Share closed by age, of all tickets received and of each urgency."""
    horizon_us = part.book.horizon_us
    ages = curve_ages(horizon_us)
    tickets, closed = [], []
    groups = (ALL, *(urgency.name.lower() for urgency in Urgency))
    for number in (None, *Urgency):
        mine = part.is_fresh if number is None else part.is_fresh & (part["urgency"] == number)
        known, share = _curve(part, mine, ages)
        tickets.append(np.where(known, np.count_nonzero(mine), 0))
        closed.append(np.where(known, share * np.count_nonzero(mine), 0.0))
    keys = {
        "urgency": np.repeat(np.array(groups, dtype=object), len(ages)),
        "age_hours": np.tile(ages / HOUR_US, len(groups)),
    }
    return keys, {"tickets": np.concatenate(tickets), "closed": np.concatenate(closed)}


def curve_ages(horizon_us: int) -> Column:
    """Ages from a minute to the length of the run at which closure is shown, evenly spaced by ratio."""
    even = np.geomspace(MINUTE_US, horizon_us, CURVE_POINTS).astype(np.int64)
    marked = [age for age in MARKED_AGES_US if age < horizon_us]
    return np.unique(np.concatenate([even, marked, [horizon_us]]))


def _curve(part: Part, mine: npt.NDArray[np.bool_], ages: Column) -> tuple[npt.NDArray[np.bool_], Reals]:
    """Whether the share closed is known at each age, and the share."""
    closed, withdrawn = part["closed_us"][mine], part["withdrawn_us"][mine]
    is_closed = closed != NOT_YET
    until = np.where(is_closed, closed, np.where(withdrawn != NOT_YET, withdrawn, part.book.horizon_us))
    length_us = until - part["received_us"][mine]
    if len(length_us) == 0:
        return np.zeros(len(ages), dtype=np.bool_), np.zeros(len(ages))
    times, left = product_limit(Stays(length_us[is_closed], length_us[~is_closed]))
    share = 1.0 - np.concatenate([[1.0], left])[np.searchsorted(times, ages, side="right")]
    return (ages <= length_us.max()) | (left[-1:] == 0).any(), share


def _hours(part: Part) -> tuple[Columns, Columns]:
    """Tickets by hour of receipt, and those of them closed on the same date."""
    book, hours = part.book, 24
    fresh = part.is_fresh
    closed = fresh & (part["closed_us"] != NOT_YET)
    same_day = closed.copy()
    same_day[closed] = local_days(book.log, part["closed_us"][closed]) == book.received_day[closed]
    hour = book.received_hour
    sums = {"received": count_by(hour[fresh], hours), "closed_same_day": count_by(hour[same_day], hours)}
    return {"hour": np.arange(hours)}, sums


def _units(book: TicketBook) -> tuple[Columns, Columns]:
    """What came to each unit, and how soon it was closed."""
    rows: list[list[float]] = []
    for number in range(len(book.log.plan.unit_names)):
        which = Filters(units=(number,))
        part = book.part(which)
        counts = volume(part)
        time, on_time = processing_times(part).counting_open["processing_time_mean"], on_time_closure(part)
        n = time.denominator or 0.0
        figures = [counts[key].value for key in ("tickets_received", "tickets_closed", "backlog_at_end")]
        figures += [time.numerator and time.numerator / 3600, n, on_time.numerator, on_time.denominator]
        rows.append([value or 0.0 for value in figures])
        book.forget(which)
    names = ("received", "closed", "open", "ticket_hours", "tickets", "closed_on_time", "due")
    keys = {"unit": np.array(book.log.plan.unit_names, dtype=object)}
    return keys, dict(zip(names, np.array(rows).T, strict=True))


def _people(log: RunLog, work: Work) -> tuple[Columns, Columns]:
    """People, hours, and what the law on working hours asks for, pool by pool."""
    plan, groups = log.plan, len(log.plan.group_names)
    duty = work.staff_spells(StaffState.ON_DUTY)
    hours = {
        name: np.sum(
            [np.bincount(spells.group, spells.length_us / HOUR_US, minlength=groups) for spells in parts], axis=0
        )
        for name, parts in (
            ("duty", (duty,)),
            ("break", (work.staff_spells(StaffState.BREAK),)),
            ("off_phone", (work.staff_spells(StaffState.OFF_PHONE),)),
            ("busy", work.busy(np.arange(groups))),
        )
    }
    on_duty = np.unique(np.stack([duty.group, duty.person]), axis=1)[0]
    people = np.bincount(on_duty, minlength=groups)
    worked, heads = hours_worked(log), heads_needed(plan)
    by_group: Columns = {
        "people": people,
        "person_weeks": people * (plan.calendar.days / 7),
        "worked_hours": hours["duty"] - hours["break"],
        "ready_hours": hours["duty"] - hours["break"] - hours["off_phone"],
        "busy_hours": hours["busy"],
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
