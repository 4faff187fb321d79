"""Which calls and tickets are meant: the filters of a target or of a breakdown, in the plan's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.rules.codes import Urgency
from sim.scenario.schema_results import Selection

Flags = npt.NDArray[np.bool_]
WEEK: Final = 7
EVERYTHING: Final = Selection(measure="")
"""A selection without filters."""


@dataclass(frozen=True)
class Filters:
    """Which tickets or calls: numbers of the plan, None for all; NOT_YET for those that have none.

    Days count from the first day, `to_day` is included; hours (0 to 23) and weekdays (0 is Monday) are those of receipt
    or arrival, which the starting backlog has not. `fresh`: whether they came during the run.
    """

    stream: int | None = None
    type: int | None = None
    urgency: int | None = None
    units: tuple[int, ...] | None = None
    from_day: int | None = None
    to_day: int | None = None
    hour: int | None = None
    weekday: int | None = None
    area: int | None = None
    fresh: bool | None = None


def filters(log: RunLog, selection: Selection) -> Filters:
    """A selection in the plan's numbers; a name that the plan does not have fits nothing."""
    plan, start = log.plan, log.plan.calendar.start
    units = None
    if selection.unit is not None:
        named = zip(plan.unit_names, plan.unit_parts, strict=True)
        units = tuple(number for number, names in enumerate(named) if selection.unit in names)
    first, last = selection.received_from, selection.received_to
    return Filters(
        stream=_number(plan.stream_names, selection.stream),
        type=_number(plan.type_names, selection.type),
        urgency=None if selection.urgency is None else int(Urgency[selection.urgency.upper()]),
        units=units,
        from_day=None if first is None else (first - start).days,
        to_day=None if last is None else (last - start).days,
    )


def _number(names: tuple[str, ...], name: str | None) -> int | None:
    if name is None:
        return None
    return names.index(name) if name in names else len(names)


def at_times(log: RunLog, instants_us: Column, which: Filters) -> Flags:
    """Which instants lie on the local days, weekdays and hours asked for."""
    mine = np.ones(len(instants_us), dtype=np.bool_)
    if which.from_day is not None or which.to_day is not None or which.weekday is not None:
        day = local_days(log, instants_us)
        if which.from_day is not None:
            mine &= day >= which.from_day
        if which.to_day is not None:
            mine &= day <= which.to_day
        if which.weekday is not None:
            mine &= weekdays(log, day) == which.weekday
    if which.hour is not None:
        mine &= local_hours(log, instants_us) == which.hour
    return mine


def filters_of(selection: Selection) -> dict[str, str]:
    """The filters of a selection, name to value as they stand in its key."""
    found = {} if selection.at is None else {"at": f"{selection.at:%Y-%m-%d %H:%M}"}
    for name in ("stream", "type", "urgency", "unit"):
        value = getattr(selection, name)
        if value is not None:
            found[name] = value
    if selection.received_from is not None or selection.received_to is not None:
        found["received"] = _dates(selection.received_from, selection.received_to)
    return found


def _dates(first: date | None, last: date | None) -> str:
    if first == last:
        return str(first)
    return f"{first or ''}..{last or ''}"


def local_hours(log: RunLog, instants_us: Column) -> Column:
    """Local hour of the day of each instant, 0 to 23."""
    local = log.plan.calendar.local_times(np.maximum(instants_us, 0))
    hours: Column = (local - local.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
    return hours


def weekdays(log: RunLog, days: Column) -> Column:
    """Weekday of numbered days, 0 is Monday."""
    return (days + log.plan.calendar.start.weekday()) % WEEK


def local_days(log: RunLog, instants_us: Column) -> Column:
    """Number of the local day of each instant; 0 is the first day, days before it are negative."""
    in_run = np.searchsorted(log.plan.calendar.day_starts_us, instants_us, side="right") - 1
    return np.where(instants_us >= 0, in_run, instants_us // DAY_US)
