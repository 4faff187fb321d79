"""Which calls and tickets are meant: the filters of a target or of a breakdown, in the plan's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, Urgency
from sim.scenario.schema_results import Selection

Flags = npt.NDArray[np.bool_]
WEEK: Final = 7
OF_TIME: Final = ("hour", "day", "weekday")
"""What calls and tickets are cut by that is a time: of arrival, or of receipt."""
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


class Moments:
    """Rows of a log, and when each was received or came; each column is worked out when first asked for.

    Parameters
    ----------
    log
        The run.
    rows
        Some log of it.
    instants_us
        When each of its rows was received or came, or what else it is chosen by.
    is_fresh
        Which of them came during the run; all of them if left out.
    """

    def __init__(
        self, log: RunLog, rows: Mapping[str, Column], instants_us: Column, is_fresh: Flags | None = None
    ) -> None:
        self._log = log
        self._rows = rows
        self._instants_us = instants_us
        self.is_fresh = np.ones(len(instants_us), dtype=np.bool_) if is_fresh is None else is_fresh

    @cached_property
    def day(self) -> Column:
        """Local day; the first day is 0, earlier ones are negative."""
        return local_days(self._log, self._instants_us)

    @cached_property
    def hour(self) -> Column:
        """Local hour of the day, 0 to 23; NOT_YET for what was there when the run began."""
        local = self._log.plan.calendar.local_times(np.maximum(self._instants_us, 0))
        hours = (local - local.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
        return np.where(self.is_fresh, hours, NOT_YET)

    @cached_property
    def weekday(self) -> Column:
        """Weekday, 0 is Monday; NOT_YET for what was there when the run began."""
        return np.where(self.is_fresh, (self.day + self._log.plan.calendar.start.weekday()) % WEEK, NOT_YET)

    def __getitem__(self, by: str) -> Column:
        """What rows are cut by: a time, or a column of the log."""
        column: Column = getattr(self, by) if by in OF_TIME else self._rows[by]
        return column

    def chosen(self, which: Filters) -> Flags | None:
        """Which rows are meant, units left aside; None for all."""
        chosen: Flags | None = None
        for name in ("stream", "type", "urgency", "area", "hour", "weekday"):
            wanted = getattr(which, name)
            if wanted is not None:
                chosen = both(chosen, self[name] == wanted)
        if which.from_day is not None:
            chosen = both(chosen, self.day >= which.from_day)
        if which.to_day is not None:
            chosen = both(chosen, self.day <= which.to_day)
        if which.fresh is not None:
            chosen = both(chosen, self.is_fresh == which.fresh)
        return chosen


def both(flags: Flags | None, more: Flags) -> Flags:
    """What is chosen by flags (None for all) and by more."""
    return more if flags is None else flags & more


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


def local_days(log: RunLog, instants_us: Column) -> Column:
    """Number of the local day of each instant; 0 is the first day, days before it are negative."""
    in_run = np.searchsorted(log.plan.calendar.day_starts_us, instants_us, side="right") - 1
    return np.where(instants_us >= 0, in_run, instants_us // DAY_US)
