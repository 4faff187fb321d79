"""Which tickets a promise of closure counts, and until when each of them had to be closed."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.log_columns import Column
from sim.measures.selection import selection_key
from sim.measures.ticket_book import EVERYTHING, Flags, TicketBook, filters
from sim.measures.tickets import due_in_the_run, instant_us, nth_working_days
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection, Target

CLOSURE: Final = (
    "same_day_closure", "same_day_closure_all", "closed_within", "closed_within_working_days", "on_time_closure",
    "closure_rate",
)  # fmt: skip
"""Measures that promise closure by some instant."""
ON_TIME: Final = Selection(measure="on_time_closure")


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
        found[ON_TIME.measure] = (ON_TIME, 1.0)
    return found


def promised(book: TicketBook, selection: Selection) -> tuple[Flags, Column]:
    """Which tickets a promise counts, and the last instant at which each of them would be closed in time.

    Returns
    -------
    tuple
        Shape (tickets,) each: as the measure's denominator and numerator count them.
    """
    tickets, horizon_us = book.tickets, book.horizon_us
    part = book.part(filters(book.log, selection))
    chosen = np.ones(len(tickets["ticket"]), dtype=np.bool_) if part.rows is None else part.rows
    received = tickets["received_us"]
    fresh = chosen & book.is_fresh
    calendar = book.log.plan.calendar
    midnights = calendar.day_starts_us[1:]
    match selection.measure:
        case "closed_within":
            within_us = selection.within or 0
            return fresh & (received <= horizon_us - within_us), received + within_us
        case "closed_within_working_days":
            until = nth_working_days(calendar, selection.working_days or 0)[np.maximum(book.received_day, 0)]
            old = until < calendar.days
            return fresh & old, midnights[np.minimum(until, calendar.days - 1)] - 1
        case "on_time_closure":
            return chosen & due_in_the_run(book.part(filters(book.log, EVERYTHING))), tickets["due_us"]
        case "closure_rate":
            at_us = horizon_us if selection.at is None else instant_us(part, selection.at)
            return fresh & (received <= at_us), np.full(len(received), at_us)
        case _:
            # What closes at midnight is closed on the next day, also at the end of the run.
            return fresh, midnights[np.clip(book.received_day, 0, calendar.days - 1)] - 1


def missed(book: TicketBook, counted: Flags, until_us: Column) -> Flags:
    """Which of the tickets counted were not closed in time."""
    closed = book.tickets["closed_us"]
    flags: Flags = counted & ~((closed != NOT_YET) & (closed <= until_us))
    return flags
