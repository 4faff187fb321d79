"""A scenario from records of calls and of tickets: every number with its interval, and the rows that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.calendar.days import LIKE_REPLACED_WEEKDAY
from sim.errors import DataError
from sim.fitting.born import Born, born_of_calls
from sim.fitting.calls_fit import STREAM, CallFit, call_fit, half_of_calls
from sim.fitting.intervals_fit import IntervalFit, half_of_intervals, interval_fit
from sim.fitting.parameters import Half, Parameter
from sim.fitting.ticket_keys import half_of_tickets
from sim.fitting.tickets_fit import TicketFit, ticket_fit
from sim.fitting.volumes import WIDTH_MINUTES
from sim.records.call_intervals import is_interval_table, read_intervals
from sim.records.calls import read_calls
from sim.records.intervals import read_staff
from sim.records.tickets import read_tickets
from sim.scenario.clock import check_calendar, check_zone

DAYS_AHEAD: Final = 7


@dataclass(frozen=True)
class Fit:
    """What records say of a line.

    Attributes
    ----------
    calls, tickets
        What the file of calls says, and that of tickets; None where there is no such file.
    born
        How tickets come of calls, where both say it.
    zone, calendar
        The scenario's time zone, and whose holidays and make-up days it has ('none': nobody's).
    """

    calls: CallFit | IntervalFit | None
    tickets: TicketFit | None
    born: Born | None
    zone: str
    calendar: str = "none"

    @cached_property
    def halves(self) -> tuple[Half, ...]:
        """What the scenario has of each file."""
        found = []
        if isinstance(self.calls, IntervalFit):
            found.append(half_of_intervals(self.calls))
        elif self.calls is not None:
            found.append(half_of_calls(self.calls))
        return tuple(found) if self.tickets is None else (*found, half_of_tickets(self.tickets))

    @property
    def call_rows(self) -> CallFit | None:
        """What a file with a row for each call says; None where there is none, or a table by interval."""
        return None if isinstance(self.calls, IntervalFit) else self.calls

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the files."""
        return min(half.days[0] for half in self.halves), max(half.days[1] for half in self.halves)

    @property
    def first_day(self) -> date:
        """The first day of the scenario: the one after the last day of the files."""
        return self.days[1] + timedelta(days=1)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every number that was fitted."""
        found = [one for half in self.halves for one in half.parameters]
        if self.born is None:
            return tuple(found)
        hidden = self.born.hidden
        return tuple([one for one in found if not one.key.startswith(hidden)] + list(self.born.parameters))

    @property
    def document(self) -> dict[str, Any]:
        """The scenario, as its file has it."""
        return _document(self)

    def to_frame(self) -> pd.DataFrame:
        """A row for each parameter: the attributes of `sim.fitting.parameters.Parameter`, such as `key` and `value`."""
        return pd.DataFrame([vars(one) for one in self.parameters])


def fit(
    calls: str | Path | None = None,
    *,
    columns: Mapping[str, str | None] | None = None,
    time_format: str | None = None,
    zone: str = "UTC",
    staff: str | Path | None = None,
    tickets: str | Path | None = None,
    ticket_columns: Mapping[str, str | None] | None = None,
    ticket_time_format: str | None = None,
    since: date | None = None,
    at: date | None = None,
    calendar: str = "none",
) -> Fit:
    r"""Fit a scenario to a file that has a row for each call or interval, one that has a row for each ticket, or both.

    Parameters
    ----------
    calls, tickets
        CSV (gzip allowed), Excel or Parquet.
    columns, ticket_columns
        Columns by role, such as {'time': 'arrived'}, where their names do not say it; see `sim.records.calls.ROLES`
        and `sim.records.tickets.ROLES`.
    time_format, ticket_time_format
        How times are written; found if left out.
    zone
        The scenario's time zone.
    staff
        CSV, Excel or Parquet with people at work by interval; without it, how many were busy at once stands for it.
    since
        What came before this day is not fitted, as where the line worked otherwise then; tickets that came before and
        are open still stand in the backlog.
    at
        The day at whose end the file of tickets is taken to be made; the time of its latest stamp if left out.
    calendar
        Whose public holidays and make-up days are kept apart from weekdays, as in a scenario: 'china', a two-letter
        code, or 'none'.

    Returns
    -------
    Fit
        With the scenario as `document`, and every number of it in `parameters`.

    Raises
    ------
    DataError
        If a file cannot be used, has fewer than two whole days, or too few answered calls with a talk, or too few
        tickets whose work has ended.

    Examples
    --------
    >>> import datetime, pathlib, random, tempfile
    >>> import sim
    >>> chance, start = random.Random(1), datetime.datetime(2026, 3, 2, 8)
    >>> times = [start + datetime.timedelta(days=k // 100, minutes=7 * (k % 100)) for k in range(1_400)]
    >>> rows = [f"{time},{chance.expovariate(1 / 20):.1f},{chance.expovariate(1 / 180):.1f},answered" for time in times]
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "calls.csv"
    >>> _ = file.write_text("\n".join(["time,wait,talk,result", *rows]))
    >>> per_day = sim.fit(file).parameters[0]
    >>> per_day.key, per_day.value, per_day.rows
    ('demand.calls.per_day', 100.0, 14)
    """
    if calls is None and tickets is None:
        raise DataError("there is nothing to fit: name a file of calls, one of tickets, or both")
    check_calendar(calendar)
    check_zone(zone)
    people = None if staff is None else read_staff(Path(staff), WIDTH_MINUTES)
    named = columns or {}
    found: CallFit | IntervalFit | None = None
    if calls is not None and is_interval_table(Path(calls), named):
        found = interval_fit(read_intervals(Path(calls), named, time_format, since, zone), people, calendar)
    elif calls is not None:
        found = call_fit(read_calls(Path(calls), named, time_format, since, zone), people, calendar)
    if tickets is None:
        return Fit(found, None, None, zone, calendar)
    records = read_tickets(Path(tickets), ticket_columns or {}, ticket_time_format, at, zone)
    rows = None if isinstance(found, IntervalFit) else found
    made = ticket_fit(records, rows is not None, since, calendar)
    born = None if rows is None else born_of_calls(rows, made)
    if rows is not None and born is None:  # then they are a stream of their own, all of them
        made = ticket_fit(records, False, since, calendar)
    return Fit(found, made, born, zone, calendar)


def _named(fit: Fit) -> dict[str, str]:
    """The calendar, as the clock of a scenario says it."""
    return {} if fit.calendar == "none" else {"calendar": fit.calendar, "make_up_days": LIKE_REPLACED_WEEKDAY}


def _document(fit: Fit) -> dict[str, Any]:
    names = [half.name for half in fit.halves]
    first, last = fit.days
    head = {
        "hotline": 1,
        "title": f"Fitted to {' and '.join(names)}, {first} to {last}",
        "titles": {"zh": f"据 {'、'.join(names)} 拟合（{first} 至 {last}）"},
        "clock": {"start": str(fit.first_day), "days": DAYS_AHEAD, "zone": fit.zone, **_named(fit)},
    }
    demand: dict[str, Any] = {}
    body: dict[str, Any] = {}
    origins: dict[str, Any] = {"clock": {"kind": "assumed", "source": "the week after the file"}}
    for half in fit.halves:
        demand |= half.keys["demand"]
        body |= {key: part for key, part in half.keys.items() if key != "demand"}
        origins |= half.origins
        origins |= {one.key: one.origin(half.name) for one in half.parameters if one.is_used}
    if fit.born is not None:
        demand[STREAM] = {**demand[STREAM], "types": fit.born.types}
        head["types"] = fit.born.direct_answers
        origins = {key: said for key, said in origins.items() if not key.startswith(fit.born.hidden)}
        origins |= {one.key: one.origin(fit.born.name) for one in fit.born.parameters}
    return {**head, "demand": demand, **body, "origins": origins}
