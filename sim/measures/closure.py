"""Closure in time: which tickets each such measure counts, until when they had to be closed, and what share was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import HOUR_US
from sim.log_columns import Column
from sim.measures.calls import answered_directly
from sim.measures.definitions import measure_key
from sim.measures.figures import NO_DATA, Figure, fraction
from sim.measures.floor import local_days
from sim.measures.selection import filters_of, selection_key
from sim.measures.ticket_book import Flags, Part
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection, Target

USUAL_WITHIN_US: Final = (24 * HOUR_US, 72 * HOUR_US)
USUAL_WORKING_DAYS: Final = (1, 5)
"""Thresholds at which closure is always counted."""
ALWAYS: Final = ("same_day_closure", "same_day_closure_all", "on_time_closure", "closure_rate")
"""Measures of closure that need no threshold."""
CLOSURE: Final = (*ALWAYS, "closed_within", "closed_within_working_days")
"""Measures that promise closure by some instant."""


@dataclass(frozen=True)
class Promise:
    """What a measure of closure asks of some tickets.

    Attributes
    ----------
    counted, until_us
        Shape (tickets,): which tickets it counts, and the last instant at which each would be closed in time.
    besides
        Matters beside these tickets that it counts as closed in time: those answered directly.
    """

    counted: Flags
    until_us: Column
    besides: int = 0

    def kept(self, part: Part) -> Flags:
        """Which of the tickets counted were closed in time."""
        closed = part["closed_us"]
        flags: Flags = self.counted & (closed != NOT_YET) & (closed <= self.until_us)
        return flags

    def figure(self, part: Part) -> Figure:
        """Share closed in time of what it counts."""
        whole = self.besides + int(np.count_nonzero(self.counted))
        return fraction(self.besides + int(np.count_nonzero(self.kept(part))), whole)


def promise_of(part: Part, asked: Selection) -> Promise:
    """What a target of closure asks of the tickets of a part.

    Raises
    ------
    ValueError
        If it cannot be told of such tickets: scenarios that ask so are refused.
    """
    promise = _promise(part, asked.measure, asked.within, asked.working_days, asked.at)
    if promise is None:
        raise ValueError(f"{asked.measure} knows nothing of tickets by unit, urgency or hour")
    return promise


def closure_figure(
    part: Part,
    id_: str,
    within_us: int | None = None,
    working_days: int | None = None,
    at: datetime | None = None,
) -> Figure:
    """One of `CLOSURE`, with its threshold if it has one."""
    promise = _promise(part, id_, within_us, working_days, at)
    return NO_DATA if promise is None else promise.figure(part)


def closure_figures(part: Part) -> dict[str, Figure]:
    """Those that need no threshold."""
    return {id_: closure_figure(part, id_) for id_ in ALWAYS}


def closed_in_time(part: Part) -> dict[str, Figure]:
    """Closure within the usual times, and within those that the scenario's targets and published figures name."""
    scenario = part.book.log.plan.scenario
    asked = [one for one in (*scenario.targets, *scenario.published) if not filters_of(one)]
    within = {one.within for one in asked if one.measure == "closed_within" and one.within is not None}
    days = {one.working_days for one in asked if one.working_days is not None}
    return {
        **{
            measure_key("closed_within", us): closure_figure(part, "closed_within", us)
            for us in sorted(within | set(USUAL_WITHIN_US))
        },
        **{
            measure_key("closed_within_working_days", None, n): closure_figure(
                part, "closed_within_working_days", None, n
            )
            for n in sorted(days | set(USUAL_WORKING_DAYS))
        },
    }


def promises(scenario: Scenario) -> dict[str, tuple[Selection, float]]:
    """What the scenario promises of closure: by key of the measure, what is asked for, and the share promised.

    Its targets of closure; where it has none, its deadlines, all of which are to be kept.
    """
    found: dict[str, tuple[Selection, float]] = {
        selection_key(target): (target, target.at_least)
        for target in scenario.targets
        if isinstance(target, Target) and target.measure in CLOSURE and target.at_least is not None
    }
    if not found and scenario.tickets is not None and scenario.tickets.deadlines.closure is not None:
        found["on_time_closure"] = (Selection(measure="on_time_closure"), 1.0)
    return found


def on_long_term_before(part: Part, due_us: Column) -> Flags:
    """Which tickets went on the long-term list before they were due."""
    flags: Flags = (part["long_term_us"] != NOT_YET) & (part["long_term_us"] < due_us)
    return flags


def _promise(
    part: Part, id_: str, within_us: int | None, working_days: int | None, at: datetime | None
) -> Promise | None:
    calendar = part.book.log.plan.calendar
    received, horizon_us = part["received_us"], part.book.horizon_us
    match id_:
        case "closed_within":
            return Promise(part.is_fresh & (received <= horizon_us - (within_us or 0)), received + (within_us or 0))
        case "closed_within_working_days":
            until = _nth_working_days(calendar, working_days or 0)[_received_day(part)]
            old = until < calendar.days
            return Promise(part.is_fresh & old, _last_of_day(calendar)[np.where(old, until, 0)])
        case "on_time_closure":
            return Promise(_due_in_the_run(part), part["due_us"])
        case "closure_rate":
            at_us = horizon_us if at is None else _instant_us(part, at)
            return Promise(part.is_fresh & (received <= at_us), np.full(len(received), at_us))
        case "same_day_closure" | "same_day_closure_all":
            direct = _direct_answers(part) if id_ == "same_day_closure_all" else 0
            return (
                None if direct is None else Promise(part.is_fresh, _last_of_day(calendar)[_received_day(part)], direct)
            )
    raise ValueError(f"{id_} promises no closure")


def _received_day(part: Part) -> Column:
    """The day on which each ticket was received; the first one for those of the starting backlog."""
    return np.clip(part.of_tickets(part.book.received_day), 0, part.book.log.plan.calendar.days - 1)


def _last_of_day(calendar: LocalCalendar) -> Column:
    """The last instant of each day: what closes at midnight is closed on the next day, also at the end of the run."""
    return calendar.day_starts_us[1:] - 1


def _nth_working_days(calendar: LocalCalendar, n: int) -> Column:
    """For each day of the run, the number of the n-th working day after it; the number of days if that is later."""
    worked = np.array([i for i, day in enumerate(calendar.dates()) if calendar.kind(day) == "working_day"], dtype=int)
    days = np.arange(calendar.days)
    place = np.searchsorted(worked, days, side="right") + n - 1
    return np.where(place < len(worked), np.append(worked, 0)[np.minimum(place, len(worked))], calendar.days)


def _due_in_the_run(part: Part) -> Flags:
    """Which tickets were to be closed during the run: neither withdrawn nor on the long-term list before."""
    due, withdrawn = part["due_us"], part["withdrawn_us"]
    is_due: Flags = (due != NOT_YET) & (due >= 0) & (due <= part.book.horizon_us)
    is_due &= ~on_long_term_before(part, due) & ~((withdrawn != NOT_YET) & (withdrawn < due))
    return is_due


def _instant_us(part: Part, moment: datetime) -> int:
    """When a local time is."""
    clock_us = (moment - datetime.combine(moment.date(), time())) // timedelta(microseconds=1)
    return part.book.log.plan.calendar.instant_us(moment.date(), clock_us)


def _direct_answers(part: Part) -> int | None:
    """Contacts answered directly; None where tickets are cut by what contacts do not have."""
    which, contacts = part.which, part.book.log.contacts
    if which.urgency is not None or which.units is not None or which.hour is not None:
        return None
    direct = answered_directly(contacts)
    for name in ("stream", "type"):
        wanted = getattr(which, name)
        if wanted is not None:
            direct &= contacts[name] == wanted
    if which.from_day is not None or which.to_day is not None:
        day = local_days(part.book.log, contacts["talk_end_us"])
        first = which.from_day if which.from_day is not None else 0
        direct &= (day >= first) & ((which.to_day is None) | (day <= (which.to_day or 0)))
    return int(np.count_nonzero(direct))
