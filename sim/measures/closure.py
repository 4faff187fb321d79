"""Closure in time: which tickets each such measure counts, until when they had to be closed, and what share was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import HOUR_US
from sim.logs.columns import Column
from sim.measures.definition import OF_CALLS, OF_TICKETS, always, define, if_any
from sim.measures.figures import NO_DATA, Figure, fraction
from sim.measures.parts import Moments, both, filters_of, local_days
from sim.measures.phone import answered_directly
from sim.measures.ticket_book import Flags, Part
from sim.rules.codes import NOT_YET
from sim.scenario.schema_results import Selection
from sim.statistics.time_sums import count_by

HOURS_OF_A_DAY: Final = 24

_OPEN_IS_NOT_CLOSED = "open and withdrawn tickets count as not closed"
_OLD_ENOUGH = f"only tickets received long enough before the end; {_OPEN_IS_NOT_CLOSED}"
_NO_BACKLOG = "the starting backlog is outside"
_ticket = partial(define, about="tickets", cuts=OF_TICKETS)

CLOSED_WITHIN: Final = _ticket(
    "closed_within", "closed within a time", "限时办结率", "share", "ratio", "higher",
    "Share of the tickets that were finally closed at most so long after receipt.",
    "tickets closed within the time", f"tickets received at least that long before the end; {_NO_BACKLOG}",
    _OLD_ENOUGH, "length", shown=always("closing", 50, column=True),
)  # fmt: skip
CLOSED_WITHIN_WORKING_DAYS: Final = _ticket(
    "closed_within_working_days", "closed within working days", "限工作日办结率", "share", "ratio", "higher",
    "Share of the tickets that were finally closed by the end of the n-th working day after the day of receipt.",
    "tickets closed by then", f"tickets for which that day is over at the end; {_NO_BACKLOG}", _OLD_ENOUGH,
    "working_days", shown=always("closing", 60),
)  # fmt: skip
CLOSING: Final = (
    _ticket(
        "closure_rate", "closure rate", "办结率", "share", "ratio", "higher",
        "Share of the tickets received so far that are closed at the stated instant (the end if none is stated).",
        "tickets received in the run and closed by then", f"tickets received by then; {_NO_BACKLOG}",
        _OPEN_IS_NOT_CLOSED, cuts=(*OF_TICKETS, "at"), shown=always("closing", 10),
    ),
    _ticket(
        "same_day_closure", "same-day closure", "当日办结率", "share", "ratio", "higher",
        "Share of the tickets received that were finally closed on the local date of their receipt.",
        "tickets closed on the date of receipt", f"tickets received; {_NO_BACKLOG}", _OPEN_IS_NOT_CLOSED,
        shown=always("closing", 20, column=True),
    ),
    _ticket(
        "same_day_closure_all", "same-day closure, direct answers included", "当日办结率（含直接解答）",
        "share", "ratio", "higher",
        "Share closed on the same date of all matters: direct answers, which are closed at once, and tickets.",
        "direct answers + tickets closed on the date of receipt", f"direct answers + tickets received; {_NO_BACKLOG}",
        _OPEN_IS_NOT_CLOSED, cuts=OF_CALLS, shown=if_any("closing", 40),
    ),
    _ticket(
        "same_day_ceiling", "ceiling of same-day closure", "当日办结率上限", "share", "ratio", "neither",
        "Same-day closure with the same demand, hours and delays, and so many people that no work waits for one "
        "(from runs of its own).",
        "tickets closed on the date of receipt", f"tickets received; {_NO_BACKLOG}", _OPEN_IS_NOT_CLOSED,
        cuts=(), found_in="own_runs", shown=if_any("closing", 30),
    ),
    CLOSED_WITHIN,
    CLOSED_WITHIN_WORKING_DAYS,
    _ticket(
        "on_time_closure", "on-time closure", "按期办结率", "share", "ratio", "higher",
        "Share of the tickets due during the run that were finally closed when due, or before.",
        "tickets closed by their due time", "tickets due in the run",
        "tickets whose clock stands still, that were withdrawn or put on the long-term list before they were due are "
        "left out", shown=if_any("closing", 70, column=True),
    ),
)  # fmt: skip
USUAL_WITHIN_US: Final = (24 * HOUR_US, 72 * HOUR_US)
USUAL_WORKING_DAYS: Final = (1, 5)
"""Thresholds at which closure is always counted."""
CLOSURE: Final = tuple(definition.id for definition in CLOSING if definition.found_in == "run")
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
        raise ValueError(f"{asked.measure} knows nothing of tickets by unit, urgency or area")
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
    return {d.id: closure_figure(part, d.id) for d in CLOSING if d.id in CLOSURE and d.needs == "nothing"}


def same_day_by_hour(part: Part) -> tuple[Column, Column]:
    """Tickets by hour of receipt, and those of them closed on the same date; shape (24,) each."""
    book, fresh = part.book, part.is_fresh
    closed = fresh & (part["closed_us"] != NOT_YET)
    same_day = closed.copy()
    same_day[closed] = local_days(book.log, part["closed_us"][closed]) == book.received.day[closed]
    hour = book.received.hour
    return count_by(hour[fresh], HOURS_OF_A_DAY), count_by(hour[same_day], HOURS_OF_A_DAY)


def closed_in_time(part: Part, within_us: Iterable[int] = ()) -> dict[str, Figure]:
    """Closure within the usual times, within those that the scenario's targets and published figures name, and within
    those given."""
    scenario = part.book.log.plan.scenario
    asked = [one for one in scenario.selections if not filters_of(one)]
    within = {one.within for one in asked if one.measure == "closed_within" and one.within is not None}
    days = {one.working_days for one in asked if one.working_days is not None}
    return {
        **{
            CLOSED_WITHIN.key(us): closure_figure(part, "closed_within", us)
            for us in sorted({*within, *within_us, *USUAL_WITHIN_US})
        },
        **{
            CLOSED_WITHIN_WORKING_DAYS.key(None, n): closure_figure(part, "closed_within_working_days", None, n)
            for n in sorted(days | set(USUAL_WORKING_DAYS))
        },
    }


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
    return np.clip(part.of_tickets(part.book.received.day), 0, part.book.log.plan.calendar.days - 1)


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
    if which.urgency is not None or which.units is not None or which.area is not None:
        return None
    direct = both(Moments(part.book.log, contacts, contacts["talk_end_us"]).chosen(which), answered_directly(contacts))
    return int(np.count_nonzero(direct))
