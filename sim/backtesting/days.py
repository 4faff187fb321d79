"""What a day of calls was like, of recorded and of simulated days alike: one rule for both."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, SECOND_US
from sim.logs.run_log import RunLog
from sim.records.calls import ANSWERED, GAVE_UP, TURNED_AWAY, UNKNOWN, CallRecords
from sim.rules.codes import NOT_YET, Outcome

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
MEASURES: Final = ("calls", "abandonment_rate", "service_level", "asa", "aht")
OF_STAFF: Final = ("abandonment_rate", "service_level", "asa")
"""Calls that came; the share of those that got in which gave up; the share answered within a limit; the mean wait of
the answered, and their mean talk and wrap-up, in seconds."""


def recorded_days(records: CallRecords, first_day: int, days: int, within_us: int) -> dict[str, Reals]:
    """Each measure by day, of records; `first_day` counts from 1970-01-01."""
    day = records.arrived_us // DAY_US - first_day
    inside = (day >= 0) & (day < days)
    return _measured(
        day[inside], records.outcome[inside], records.wait_us[inside], records.talk_us[inside],
        records.wrap_us[inside], days, within_us,
    )  # fmt: skip


def simulated_days(log: RunLog, days: int, within_us: int) -> dict[str, Reals]:
    """Each measure by day, of a simulated run that begins at midnight."""
    calls = log.contacts
    outcome = np.select(
        [calls["outcome"] == Outcome.ANSWERED, calls["outcome"] == Outcome.ABANDONED], [ANSWERED, GAVE_UP], TURNED_AWAY
    )
    end = np.where(outcome == ANSWERED, calls["answered_us"], calls["left_us"])
    wait = np.where(end != NOT_YET, end - calls["arrived_us"], UNKNOWN)
    talk = _between(calls["answered_us"], calls["talk_end_us"])
    wrap = _between(calls["talk_end_us"], calls["wrap_up_end_us"])
    starts = log.plan.calendar.day_starts_us
    day = np.searchsorted(starts, calls["arrived_us"], "right") - 1
    return _measured(day, outcome, wait, talk, wrap, days, within_us)


def _between(first: Ints, last: Ints) -> Ints:
    return np.where((first != NOT_YET) & (last != NOT_YET), last - first, UNKNOWN)


def _measured(
    day: Ints, outcome: Ints, wait: Ints, talk: Ints, wrap: Ints, days: int, within_us: int
) -> dict[str, Reals]:
    """Sums by day and their ratios; nan where a ratio is of nothing."""

    def total(chosen: npt.NDArray[np.bool_], value: Ints | None = None) -> Reals:
        weights = None if value is None else value[chosen].astype(np.float64)
        return np.bincount(day[chosen], weights=weights, minlength=days).astype(np.float64)

    answered, gave_up = outcome == ANSWERED, outcome == GAVE_UP
    waited = answered & (wait != UNKNOWN)
    handled = answered & (talk != UNKNOWN)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "calls": total(np.ones(len(day), dtype=np.bool_)),
            "abandonment_rate": total(gave_up) / total(answered | gave_up),
            "service_level": total(waited & (wait <= within_us)) / total(answered | gave_up),
            "asa": total(waited, wait) / total(waited) / SECOND_US,
            "aht": total(handled, talk + np.maximum(wrap, 0)) / total(handled) / SECOND_US,
        }
