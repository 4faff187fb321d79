"""Tickets by type, urgency, unit, hour or day of receipt; and the open ones day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.log_columns import Column
from sim.measures.breakdown import breakdown_frame
from sim.measures.closure import closed_in_time
from sim.measures.families import ticket_figures
from sim.measures.figures import Figure
from sim.measures.parts import EVERYTHING, Filters, filters, local_days
from sim.measures.run import in_order
from sim.measures.stays import all_times
from sim.measures.ticket_book import TicketBook
from sim.measures.ticket_counts import open_spells
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, Urgency
from sim.runlog import RunLog
from sim.statistics.time_sums import HOUR_US, count_by

if TYPE_CHECKING:
    import pandas as pd

By = Literal["stream", "type", "urgency", "unit", "hour", "day"]
HOURS_OF_A_DAY = 24


def tickets_by(log: RunLog, column: By, work: Work | None = None) -> pd.DataFrame:
    """The measures of the tickets of each stream, type, urgency, unit, hour of receipt or day of receipt.

    Parameters
    ----------
    log
        The run.
    column
        What to cut by. By `unit` a ticket belongs to the unit that has its lead arm, an assignment to the unit it went
        to; by `hour` (0 to 23) and `day` (a date) the starting backlog is left out.
    work
        Its working times, if they are at hand.

    Returns
    -------
    DataFrame
        One row per name and measure: the name (column `column`), measure, value, unit, numerator, denominator. An
        empty cell is "no data".
    """
    book = TicketBook(log, work)
    parts = _parts(log, column)
    rows: list[tuple[object, str, Figure]] = []
    for name, which in parts.items():
        part = book.part(which)
        figures = ticket_figures(part) | closed_in_time(part) | all_times(part)
        rows += [(name, key, figure) for key, figure in in_order(figures).items()]
        book.forget(which)
    return breakdown_frame(column, rows)


def _parts(log: RunLog, column: By) -> dict[object, Filters]:
    plan = log.plan
    match column:
        case "stream":
            return {name: Filters(stream=number) for number, name in enumerate(plan.stream_names)}
        case "type":
            return {name: Filters(type=number) for number, name in enumerate(plan.type_names)}
        case "urgency":
            return {urgency.name.lower(): Filters(urgency=int(urgency)) for urgency in Urgency}
        case "unit":
            return {name: Filters(units=(number,)) for number, name in enumerate(plan.unit_names)}
        case "hour":
            return {hour: Filters(hour=hour) for hour in range(HOURS_OF_A_DAY)}
        case "day":
            return {day: Filters(from_day=i, to_day=i) for i, day in enumerate(plan.calendar.dates())}
        case _:
            raise ValueError(
                f"there is no breakdown of tickets by {column!r}: choose stream, type, urgency, unit, hour or day"
            )


def backlog_by_day(log: RunLog) -> pd.DataFrame:
    """Tickets day by day: those that came, were closed and were withdrawn, and those open when the day ended.

    Returns
    -------
    DataFrame
        One row per day: date, received, closed, withdrawn, open, overdue (open and past due, by the due time that each
        had last), mean_age_hours (of those open; an empty cell where there are none).
    """
    import pandas as pd

    tickets, days = log.tickets, log.plan.calendar.days
    part = TicketBook(log).part(filters(log, EVERYTHING))
    start, end = open_spells(part)
    is_fresh, gone = part.is_fresh, np.maximum(tickets["closed_us"], tickets["withdrawn_us"])
    ends_us = log.plan.calendar.day_starts_us[1:]
    came = np.minimum(local_days(log, start), days - 1)
    # What leaves at midnight has left when the day ended.
    left = np.searchsorted(ends_us, gone, side="left")[gone != NOT_YET]
    still = np.cumsum(count_by(came, days)) - np.cumsum(count_by(left, days))
    hour = tickets["received_us"] / HOUR_US
    hours = np.bincount(came, hour, minlength=days) - np.bincount(left, hour[gone != NOT_YET], minlength=days)
    age_hours = still * (ends_us / HOUR_US) - np.cumsum(hours)
    ages = np.divide(age_hours, still, out=np.zeros(days), where=still > 0)
    return pd.DataFrame(
        {
            "date": log.plan.calendar.dates(),
            "received": count_by(came[is_fresh], days),
            "closed": _by_day(log, tickets["closed_us"], days),
            "withdrawn": _by_day(log, tickets["withdrawn_us"], days),
            "open": still,
            "overdue": _overdue(tickets, end, ends_us, log.plan.horizon_us),
            "mean_age_hours": pd.arrays.FloatingArray(ages, still == 0),
        }
    )


def _by_day(log: RunLog, instants_us: Column, days: int) -> Column:
    ends_us = log.plan.calendar.day_starts_us[1:]
    return count_by(np.searchsorted(ends_us, instants_us[instants_us != NOT_YET], side="left"), days)


def _overdue(tickets: dict[str, Column], end_us: Column, ends_us: Column, horizon_us: int) -> Column:
    """How many are open and past due at the end of each day."""
    due, days = tickets["due_us"], len(ends_us)
    gone = np.maximum(tickets["closed_us"], tickets["withdrawn_us"])
    late = (due != NOT_YET) & (due <= horizon_us) & ((gone == NOT_YET) | (end_us > due))
    late &= ~((tickets["long_term_us"] != NOT_YET) & (tickets["long_term_us"] < due))
    first = np.searchsorted(ends_us, np.maximum(due[late], 0), side="left")
    over = np.searchsorted(ends_us, gone[late & (gone != NOT_YET)], side="left")
    return np.cumsum(count_by(first, days)) - np.cumsum(count_by(over, days))
