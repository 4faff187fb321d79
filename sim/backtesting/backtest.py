"""Fit on the first part, simulate the days held out, and see where reality lies in the bands."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.backtesting.days import MEASURES, OF_STAFF, recorded_days, simulated_days
from sim.backtesting.judging import DIRECTION, PAIR, TRUST, calibrated, days_table, unknown_shares
from sim.backtesting.ticket_days import TICKET_MEASURES, recorded_ticket_days, simulated_ticket_days
from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, SECOND_US
from sim.errors import DataError
from sim.fitting.born import born_of_calls
from sim.fitting.calls_fit import STAFF_FILE, CallFit, call_fit
from sim.fitting.draws import drawn_document
from sim.fitting.fit import Fit
from sim.fitting.intervals_fit import IntervalFit
from sim.fitting.ticket_keys import ticket_files
from sim.fitting.tickets_fit import ticket_fit
from sim.fitting.volumes import WIDTH_MINUTES
from sim.forecasting.reading import whole_days
from sim.logs.run_log import RunLog
from sim.records.call_intervals import is_interval_table
from sim.records.calls import CallRecords, read_calls
from sim.records.intervals import read_staff
from sim.records.tickets import TicketRecords, read_tickets
from sim.scenario.clock import check_calendar
from sim.scenario.loading import of_document
from sim.scenario.schema import Scenario
from sim.simulation import choose_engine
from sim.statistics.intervals import Interval
from sim.study.loop import each_run
from sim.study.parallel import in_order, workers_for

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Backtest:
    """A fit beside days that it has not seen.

    Attributes
    ----------
    fit
        What was fitted to the days before.
    first_day, n, seed, engine, within_seconds, is_rostered
        The first day held out, how many replications were simulated with which seed by which engine, the limit of the
        service level, and whether the real roster of those days was used.
    cut_day
        The day within which a file ends, which is not held out; None where all end with a day.
    unknown
        For each measure the part of its days' variance that comes from unknown numbers of the fit.
    days
        A row for each measure and day: `measure`, `day`, `real`, `mean`, `chance` and `unknown` (variances that chance
        has, and that unknown numbers of the fit add, see `error_parts`), `low_50`, `high_50` to `high_95`.
    """

    fit: Fit
    first_day: date
    n: int
    seed: int
    engine: str
    within_seconds: float
    is_rostered: bool
    cut_day: date | None
    unknown: dict[str, Interval]
    days: pd.DataFrame

    @property
    def calibration(self) -> pd.DataFrame:
        """A row for each measure.

        `measure`, `days`, `real`, `simulated`, `unknown_share` with its interval `unknown_low` to `unknown_high`,
        `inside_50` to `inside_95`, `verdict`.
        """
        rows = []
        for name in self.measures:
            row = calibrated(name, self.days[self.days["measure"] == name], self.unknown[name])
            if name in OF_STAFF and not self.is_rostered and row["verdict"] == TRUST:
                row["verdict"] = DIRECTION  # how many were at work is a guess: that it fits is luck
            rows.append(row)
        return pd.DataFrame(rows)

    @property
    def measures(self) -> tuple[str, ...]:
        """What was held against real days."""
        calls = () if self.fit.calls is None else MEASURES
        return calls if self.fit.tickets is None else (*calls, *TICKET_MEASURES)

    @property
    def name(self) -> str:
        """The files."""
        return " + ".join(half.name for half in self.fit.halves)

    @property
    def known_days(self) -> int:
        """How many days of the files lie before those held out."""
        return (self.first_day - self.fit.days[0]).days


def backtest(
    calls: str | Path | None = None,
    hold: int = 7,
    *,
    replications: int = 100,
    seed: int = 1,
    within_seconds: float = 20.0,
    staff: str | Path | None = None,
    columns: Mapping[str, str | None] | None = None,
    time_format: str | None = None,
    zone: str = "UTC",
    tickets: str | Path | None = None,
    ticket_columns: Mapping[str, str | None] | None = None,
    ticket_time_format: str | None = None,
    since: date | None = None,
    at: date | None = None,
    calendar: str = "none",
    progress: Callable[[int], None] | None = None,
) -> Backtest:
    r"""Fit a scenario to all but the last days of a file of calls, of one of tickets, or of both, and simulate those.

    Parameters
    ----------
    calls, columns, time_format, zone, tickets, ticket_columns, ticket_time_format, since, at, calendar
        As `sim.fitting.fit.fit`; of tickets only what their stamps tell of the time before the days held out is used.
    hold
        How many days at the end are held out; a last day that is there in part is none of them.
    replications, seed
        Of the simulation.
    within_seconds
        Limit of the service level.
    staff
        People at work by interval, of the days held out at least; without it, how many were busy at once before.
    progress
        Called after each pair of replications with how many are done.

    Returns
    -------
    Backtest
        Real days beside bands, and a verdict for each measure.

    Raises
    ------
    DataError
        If the file cannot be used, or has too few days before those held out; or the roster lacks one of them.

    Examples
    --------
    >>> import datetime, pathlib, random, tempfile
    >>> import sim
    >>> chance, start = random.Random(1), datetime.datetime(2026, 3, 2, 8)
    >>> times = [start + datetime.timedelta(days=k // 100, minutes=7 * (k % 100)) for k in range(2_100)]
    >>> rows = [f"{time},{chance.expovariate(1 / 20):.1f},{chance.expovariate(1 / 180):.1f},answered" for time in times]
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "calls.csv"
    >>> _ = file.write_text("\n".join(["time,wait,talk,result", *rows]))
    >>> held = sim.backtest(file, 7, replications=20)
    >>> held.calibration["measure"].tolist()
    ['calls', 'abandonment_rate', 'service_level', 'asa', 'aht']
    """
    if calls is None and tickets is None:
        raise DataError("there is nothing to hold out: name a file of calls, one of tickets, or both")
    check_calendar(calendar)
    if calls is not None and is_interval_table(Path(calls), columns or {}):
        raise DataError(f"{Path(calls).name}: has a row for each interval: days are held out of a row for each call")
    files = _Files(
        None if calls is None else read_calls(Path(calls), columns or {}, time_format, since, zone),
        None if tickets is None else read_tickets(Path(tickets), ticket_columns or {}, ticket_time_format, at, zone),
    )
    first = files.last_day - hold + 1
    fit = files.fit_before(first, hold, zone, since, calendar)
    rows = None if staff is None else read_staff(Path(staff), WIDTH_MINUTES)
    within_us = round(within_seconds * SECOND_US)
    first_day = EPOCH + timedelta(days=first)
    draws = -(-replications // PAIR)
    with tempfile.TemporaryDirectory() as box:
        usual_box = _written(fit, first_day, hold, rows, Path(box) / "fit")
        usual = held_out_scenario(fit.document, first_day, hold, usual_box)
        engine = choose_engine(usual, "auto", draws * PAIR)

        def look(log: RunLog) -> dict[str, Reals]:
            """Each measure by day."""
            found = {} if fit.calls is None else simulated_days(log, hold, within_us)
            return found if fit.tickets is None else found | simulated_ticket_days(log, hold)

        def pair(draw: int) -> list[dict[str, Reals]]:
            """Two runs of a scenario that the data allow."""
            random = np.random.default_rng([seed, draw])
            document = drawn_document(fit, random)
            own_box = _written(fit, first_day, hold, rows, Path(box) / str(draw), random)
            scenario = held_out_scenario(document, first_day, hold, own_box)
            numbers = range(draw * PAIR, (draw + 1) * PAIR)
            return list(each_run(scenario, numbers, look, seed=seed, engine=engine))

        pairs = []
        for found in in_order(pair, range(draws), workers_for(usual, engine, draws)):
            pairs.append(found)
            if progress is not None:
                progress(len(pairs) * PAIR)
    real = files.days(first, hold, within_us)
    days = days_table(real, pairs, first_day)
    return Backtest(
        fit, first_day, draws * PAIR, seed, engine, within_seconds, rows is not None, files.cut_day,
        unknown_shares(real, pairs), days,
    )  # fmt: skip


@dataclass(frozen=True)
class _Files:
    """What the files have, the days held out and those before."""

    calls: CallRecords | None
    tickets: TicketRecords | None

    @property
    def last_day(self) -> int:
        """The last day that all files have whole, counted from 1970-01-01."""
        return min(last for last, _ in self._last_days())

    @property
    def cut_day(self) -> date | None:
        """The day behind that one, where a file ends within it."""
        cut = self.last_day + 1
        return EPOCH + timedelta(days=cut) if (cut - 1, cut) in self._last_days() else None

    def _last_days(self) -> list[tuple[int, int]]:
        """The last day that each file has whole, as a fit takes it, and the day of its last row."""
        named = [] if self.calls is None else [(self.calls.arrived_us, self.calls.name)]
        named += [] if self.tickets is None else [(self.tickets.received_us, self.tickets.name)]
        found = []
        for local_us, name in named:
            days = whole_days(local_us, WIDTH_MINUTES, name)
            before = int(local_us.min() // DAY_US) - 1
            last = (max(days) - EPOCH).days if days else before
            found.append((last, int(local_us.max() // DAY_US)))
        return found

    def fit_before(self, first: int, hold: int, zone: str, since: date | None, calendar: str) -> Fit:
        """Fitted to what the files said at the beginning of the first day held out."""
        calls = tickets = None
        if self.calls is not None:
            before = self.calls.arrived_us // DAY_US < first
            _refuse_nothing(bool(before.any()), self.calls.name, hold)
            calls = call_fit(self.calls.take(before), calendar=calendar)
        if self.tickets is not None:
            then = self.tickets.as_of(first * DAY_US - 1)
            _refuse_nothing(len(then) > 0, self.tickets.name, hold)
            tickets = ticket_fit(then, calls is not None, since, calendar)
        both = None if calls is None or tickets is None else born_of_calls(calls, tickets)
        return Fit(calls, tickets, both, zone, calendar)

    def days(self, first: int, hold: int, within_us: int) -> dict[str, Reals]:
        """Each measure by day, of the days held out."""
        found = {} if self.calls is None else recorded_days(self.calls, first, hold, within_us)
        return found if self.tickets is None else found | recorded_ticket_days(self.tickets, first, hold)


def _refuse_nothing(is_some: bool, name: str, hold: int) -> None:
    if not is_some:
        raise DataError(f"{name}: no day lies before the {hold} held out: hold fewer out")


def _written(
    fit: Fit, first_day: date, days: int, staff: dict[date, Reals] | None, box: Path,
    random: np.random.Generator | None = None,
) -> str:  # fmt: skip
    """The folder with the files that the scenario needs; with `random` as another month might have had them."""
    box.mkdir()
    if fit.calls is not None:
        write_staff(fit.calls, first_day, days, staff, box)
    if fit.tickets is not None:
        for name, table in ticket_files(fit.tickets, first_day, days, random).items():
            table.to_csv(box / name, index=False)
    return str(box)


def held_out_scenario(document: dict[str, Any], first_day: date, days: int, folder: str) -> Scenario:
    """A fitted scenario over the days held out, whose people are in files of a folder: a row for each of these days."""
    document["clock"] |= {"start": str(first_day), "days": days}
    for people in (*document.get("operators", {}).values(), *document.get("units", {}).values()):
        people.get("staff_file", {}).pop("repeat", None)
    return of_document(document, folder)


def write_staff(
    fit: CallFit | IntervalFit, first_day: date, days: int, staff: dict[date, Reals] | None, box: Path
) -> None:
    """People at work on the days held out, of their roster if there is one.

    Raises
    ------
    DataError
        If it lacks one of these days.
    """
    wanted = [first_day + timedelta(days=k) for k in range(days)]
    if staff is None:
        people = np.concatenate([fit.staff[day.weekday()] for day in wanted])
    else:
        missing = next((day for day in wanted if day not in staff), None)
        if missing is not None:
            raise DataError(f"the roster has no row for {missing}, which is held out: give it for all of these days")
        people = np.round(np.concatenate([staff[day] for day in wanted])).astype(np.int64)
    times = pd.date_range(pd.Timestamp(first_day), periods=len(people), freq=timedelta(minutes=WIDTH_MINUTES))
    frame = pd.DataFrame({"time": times.strftime("%Y-%m-%d %H:%M"), "staff": people})
    frame.to_csv(box / STAFF_FILE, index=False)
