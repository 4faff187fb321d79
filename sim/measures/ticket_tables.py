"""Tickets day by day: those that came and went, and those open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.parts import EVERYTHING, filters, local_days
from sim.measures.ticket_book import TicketBook
from sim.measures.ticket_counts import open_spells
from sim.rules.codes import NOT_YET
from sim.statistics.time_sums import HOUR_US, count_by

if TYPE_CHECKING:
    import pandas as pd


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
