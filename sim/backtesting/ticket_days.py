"""What a day of tickets was like, of recorded and of simulated days alike: one rule for both."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US
from sim.logs.run_log import RunLog
from sim.records.tickets import NEVER, TicketRecords
from sim.rules.codes import NOT_YET

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
TICKET_MEASURES: Final = ("tickets", "same_day_closure", "closed_24h", "closed", "open_at_end")
"""Tickets received; the shares of them closed on the day and within 24 hours; tickets closed on the day, whenever they
were received; tickets open at its end."""
FAR: Final = np.iinfo(np.int64).max // 2


def recorded_ticket_days(records: TicketRecords, first_day: int, days: int) -> dict[str, Reals]:
    """Each measure by day, of records; `first_day` counts from 1970-01-01. Tickets closed nobody knows when are out."""
    end = records.stamp(records.end_of_work)
    known = (end != NEVER) | records.is_open
    received, closed = (one[known] - first_day * DAY_US for one in (records.received_us, end))
    starts = np.arange(days + 1) * DAY_US
    found = _measured(received, np.where(end[known] == NEVER, FAR, closed), starts, records.at_us - first_day * DAY_US)
    dated = records.date_only[records.end_of_work] | records.date_only["received"]
    if dated.mean() > DATED:  # a date alone does not tell what 24 hours are
        found["closed_24h"] = np.full(days, np.nan)
    return found


DATED: Final = 0.5


def simulated_ticket_days(log: RunLog, days: int) -> dict[str, Reals]:
    """Each measure by day, of a simulated run that begins at midnight."""
    tickets = log.tickets
    closed = np.where(tickets["closed_us"] == NOT_YET, FAR, tickets["closed_us"])
    starts = np.append(log.plan.calendar.day_starts_us, log.plan.calendar.horizon_us)[: days + 1]
    return _measured(tickets["received_us"], closed, starts, int(starts[-1]))


def _measured(received: Ints, closed: Ints, starts: Ints, end_us: int) -> dict[str, Reals]:
    """Counts by day and their shares; nan where a share is of nothing, or its 24 hours reach beyond what is known."""
    days = len(starts) - 1
    came = np.searchsorted(starts, received, "right") - 1
    gone = np.searchsorted(starts, closed, "right") - 1

    def total(day: Ints, chosen: npt.NDArray[np.bool_]) -> Reals:
        inside = chosen & (day >= 0) & (day < days)
        return np.bincount(day[inside], minlength=days).astype(np.float64)

    every = np.ones(len(received), dtype=np.bool_)
    tickets = total(came, every)
    with np.errstate(invalid="ignore", divide="ignore"):
        same_day = total(came, came == gone) / tickets
        within = total(came, closed - received <= DAY_US) / tickets
    is_open = [float(((received < end) & (closed >= end)).sum()) for end in starts[1:]]
    return {
        "tickets": tickets, "same_day_closure": same_day,
        "closed_24h": np.where(starts[1:] + DAY_US <= end_us, within, np.nan),
        "closed": total(gone, every), "open_at_end": np.array(is_open),
    }  # fmt: skip
