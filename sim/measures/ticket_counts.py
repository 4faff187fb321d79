"""How many tickets came, were closed and are open, and how old and how late the open ones are."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.logs.columns import Column
from sim.measures.closure import on_long_term_before
from sim.measures.definition import CLIPPED, IN_FILES, OF_TICKETS, always, define, if_any
from sim.measures.figures import Figure, fraction, mean_seconds, single, total
from sim.measures.ticket_book import Flags, Part
from sim.rules.codes import NOT_YET
from sim.statistics.time_sums import exact_sum

_NO_BACKLOG = "the starting backlog is outside"
_ticket = partial(define, about="tickets", cuts=OF_TICKETS)

COUNTS: Final = (
    _ticket(
        "tickets_received", "tickets received", "工单受理量", "tickets", "count", "neither",
        "Tickets made or handed over during the run; similar requests merged into one ticket are one.",
        f"tickets received; {_NO_BACKLOG}", shown=always("tickets", 10, column=True),
    ),
    _ticket(
        "tickets_per_day", "tickets received per day", "日均工单量", "tickets per day", "mean", "neither",
        "Tickets received per day of the run.", "tickets received", "days", shown=always("tickets", 20),
    ),
    _ticket(
        "backlog_at_start", "open tickets at the start", "期初存量", "tickets", "count", "neither",
        "Tickets received before the run began.", "tickets of the starting backlog",
        found_in="scenario", shown=if_any("tickets", 50),
    ),
    _ticket(
        "tickets_closed", "tickets closed", "办结量", "tickets", "count", "higher",
        "Tickets finally closed during the run, those of the starting backlog included.", "tickets closed",
        unfinished="a reopened ticket counts when it is closed for good", shown=always("tickets", 30),
    ),
    _ticket(
        "tickets_withdrawn", "tickets withdrawn", "撤单量", "tickets", "count", "neither",
        "Tickets that their citizens withdrew.", "tickets withdrawn", shown=if_any("tickets", 40),
    ),
    _ticket(
        "backlog_at_end", "open tickets at the end", "期末存量", "tickets", "count", "lower",
        "Tickets neither closed nor withdrawn when the run ended.", "tickets open",
        unfinished="this is their number", shown=always("tickets", 60, column=True),
    ),
    _ticket(
        "open_share", "share of tickets open at the end", "期末未办结占比", "share", "ratio", "lower",
        "Share of all tickets, starting backlog included, that are open when the run ends.", "tickets open at the end",
        "tickets received + starting backlog", "this is their share", shown=IN_FILES,
    ),
    _ticket(
        "backlog_mean", "mean number of open tickets", "平均存量", "tickets", "mean", "lower",
        "Mean over time of the number of open tickets.", "time that tickets are open", "length of the run", CLIPPED,
        shown=always("tickets", 70),
    ),
    _ticket(
        "backlog_max", "most open tickets", "最高存量", "tickets", "maximum", "lower",
        "Largest number of tickets open at one time.", "largest number open", shown=always("tickets", 80),
    ),
    _ticket(
        "backlog_age_mean", "mean age of the open tickets at the end", "期末存量平均时长", "s", "mean", "lower",
        "Mean time since receipt of the tickets that are open when the run ends.", "ages of open tickets",
        "tickets open at the end", "this is about them", shown=if_any("tickets", 90),
    ),
    _ticket(
        "overdue_at_end", "overdue tickets at the end", "期末超期未办结量", "tickets", "count", "lower",
        "Tickets open at the end whose deadline has passed; those on the long-term list are not overdue.",
        "tickets open and past due", shown=if_any("tickets", 100),
    ),
)  # fmt: skip


def volume(part: Part) -> dict[str, Figure]:
    """How many tickets came, were closed, and are open."""
    received = int(np.count_nonzero(part.is_fresh))
    n, left_open = len(part.is_fresh), int(np.count_nonzero(_is_open(part)))
    return {
        "tickets_received": total(received),
        "tickets_per_day": fraction(received, part.book.log.plan.calendar.length_days),
        "backlog_at_start": total(n - received),
        "tickets_closed": total(np.count_nonzero(part["closed_us"] != NOT_YET)),
        "tickets_withdrawn": total(np.count_nonzero(part["withdrawn_us"] != NOT_YET)),
        "backlog_at_end": total(left_open),
        "open_share": fraction(left_open, n),
    }


def _is_open(part: Part) -> Flags:
    flags: Flags = (part["closed_us"] == NOT_YET) & (part["withdrawn_us"] == NOT_YET)
    return flags


def open_spells(part: Part) -> tuple[Column, Column]:
    """From when to when each ticket was open, within the run."""
    end = np.maximum(part["closed_us"], part["withdrawn_us"])
    return np.maximum(part["received_us"], part.book.begin_us), np.where(end == NOT_YET, part.book.horizon_us, end)


def backlog(part: Part) -> dict[str, Figure]:
    """How many tickets are open at a time, and how old and how late those are that are open at the end."""
    start, end = open_spells(part)
    horizon_us, is_open = part.book.horizon_us, _is_open(part)
    ages = horizon_us - part["received_us"][is_open]
    # Whoever leaves at the instant at which another comes has left.
    arrivals = np.sort(start)
    most = np.arange(1, len(start) + 1) - np.searchsorted(np.sort(end), arrivals, side="right")
    due = part["due_us"]
    late = is_open & (due != NOT_YET) & (due <= horizon_us) & ~on_long_term_before(part, due)
    return {
        "backlog_mean": fraction(exact_sum(end - start) / part.book.length_us, 1),
        "backlog_max": single(float(max(int(most.max()), 0)) if len(start) else 0.0),
        "backlog_age_mean": mean_seconds(exact_sum(ages), len(ages)),
        "overdue_at_end": total(np.count_nonzero(late)),
    }
