"""A plausible wrong denominator in the independent script shows: agreement with it is not agreement about nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from .both_readings import Both, agree, equal, script


@dataclass(frozen=True)
class Slip:
    """A wrong denominator: of which measure, and the rows taken instead."""

    denominator: str
    instead: Callable[..., object]
    caught_by: str


def _less(name: str, kept: Callable[[Any], bool]) -> Callable[..., object]:
    """Only those stays, or rows, of the right denominator."""
    return lambda book, *more: [one for one in script.DENOMINATORS[name](book, *more) if kept(one)]


def _with_cells(*columns: str) -> Callable[[Any], bool]:
    return lambda row: all(row[column] for column in columns)


def _untouched(stay: Any) -> Any:
    return replace(stay, seen_from=-1)


def _received_or_dispatched(book: Any) -> object:
    """Dispatch and acceptance taken together."""
    return [row for row in book.assignments if row["accepted"] or row["returned"]]


def _tries(book: Any) -> object:
    """Each try of a follow-up as a time of its own."""
    return script.task_stays(book, "follow_up")


def _all_acceptances(book: Any) -> object:
    """Wrong units too: their notice ends a time as well."""
    rows = [row | {"right": "1", "accepted": row["accepted"] or row["returned"]} for row in book.assignments]
    return script.acceptance_stays(replace(book, assignments=rows))


def _carried_on_acceptances(book: Any) -> object:
    """Units that went on with a ticket count as if they had accepted it at once."""
    more = [script.Stay(row["ticket"], 0, True) for row in book.assignments if script.is_carried_on(book, row)]
    return script.acceptance_stays(book) + more


def _no_long_term(book: Any) -> object:
    """Long-term tickets count as due."""
    return [row for row in book.tickets if script.is_past(book, row, "due") or (row["long_term"] and not row["due"])]


def _left_out(stay: Any) -> bool:
    return bool(stay.ended)


SLIPS = {
    "working days instead of days": Slip("tickets_per_day", lambda book: 5, "tickets_per_day"),
    "received instead of all": Slip("open_share", script.received, "open_share"),
    "to the last closure instead of the end": Slip(
        "backlog_mean", lambda book: max(book.known(row, "closed") for row in script.closed(book)), "backlog_mean"
    ),
    "all instead of open tickets": Slip("backlog_age_mean", script.all_tickets, "backlog_age_mean"),
    "the backlog is in the cohort": Slip("closure_rate", lambda book, at: script.all_tickets(book), "closure_rate"),
    "withdrawn ones are out of the cohort": Slip(
        "closure_rate", lambda book, at: [r for r in script.received_by(book, at) if not r["withdrawn"]], "closure_rate"
    ),
    "closed instead of received": Slip("same_day_closure", script.closed, "same_day_closure"),
    "all instead of received": Slip("same_day_closure", script.all_tickets, "same_day_closure"),
    "answered calls instead of direct answers": Slip(
        "same_day_closure_all",
        lambda book: [row for row in book.contacts if row["answered"]] + script.received(book),
        "same_day_closure_all",
    ),
    "tickets alone": Slip("same_day_closure_all", script.received, "same_day_closure_all"),
    "received up to the end": Slip("closed_within", lambda book, within: script.received(book), "closed_within_24h"),
    "open ones left out": Slip("closed_within", _less("closed_within", _with_cells("closed")), "closed_within_24h"),
    "days: received up to the end": Slip(
        "closed_within_working_days", lambda book, days: script.received(book), "closed_within_working_days_1"
    ),
    "days: open ones left out": Slip(
        "closed_within_working_days",
        _less("closed_within_working_days", _with_cells("closed")),
        "closed_within_working_days_1",
    ),
    "received instead of due": Slip("on_time_closure", script.received, "on_time_closure"),
    "closed instead of due": Slip("on_time_closure", script.closed, "on_time_closure"),
    "due: open ones left out": Slip(
        "on_time_closure", _less("on_time_closure", _with_cells("closed")), "on_time_closure"
    ),
    "long-term ones count as due": Slip("on_time_closure", _no_long_term, "on_time_closure"),
    "dispatched instead of answerable": Slip("acceptance_in_time", script.dispatched, "acceptance_in_time"),
    "accepted instead of answerable": Slip(
        "acceptance_in_time", _less("acceptance_in_time", _with_cells("accepted")), "acceptance_in_time"
    ),
    "carried on ones count as accepted": Slip(
        "acceptance_in_time", lambda book: [row for row in book.assignments if row["accepted"]], "acceptance_in_time"
    ),
    "all instead of dispatched tickets": Slip("first_dispatch_accuracy", script.all_tickets, "first_dispatch_accuracy"),
    "handled instead of dispatched tickets": Slip("first_dispatch_accuracy", script.handled, "first_dispatch_accuracy"),
    "all assignments": Slip("return_rate", lambda book: list(book.assignments), "return_rate"),
    "answered assignments": Slip("return_rate", _received_or_dispatched, "return_rate"),
    "dispatches per ticket received": Slip("dispatches_per_ticket", script.received, "dispatches_per_ticket"),
    "dispatches per ticket": Slip("dispatches_per_ticket", script.all_tickets, "dispatches_per_ticket"),
    "the machine's share of all assignments": Slip("smart_share", lambda book: list(book.assignments), "smart_share"),
    "less those returned": Slip("smart_share", _less("smart_share", lambda row: not row["returned"]), "smart_share"),
    "closed instead of handled": Slip("reopen_rate", script.closed, "reopen_rate"),
    "received instead of handled": Slip("reopen_rate", script.received, "reopen_rate"),
    "tries still to come count": Slip(
        "reached_share", lambda book: [row for row in book.tickets if row["reached"]], "reached_share"
    ),
    "closed instead of followed up": Slip("reached_share", script.closed, "reached_share"),
    "closed instead of rated": Slip("satisfaction", script.closed, "satisfaction"),
    "followed up instead of rated": Slip("satisfaction", script.followed_up, "satisfaction"),
    "processing: open ones left out": Slip(
        "processing_time", _less("processing_time", _left_out), "processing_time_mean"
    ),
    "processing: the backlog was always in sight": Slip(
        "processing_time", lambda book: list(map(_untouched, script.processing_stays(book))), "processing_time_mean"
    ),
    "processing: the backlog left out": Slip(
        "processing_time", _less("processing_time", lambda stay: stay.seen_from < 0), "processing_time_mean"
    ),
    "dispatch: the backlog counts": Slip(
        "dispatch_time",
        lambda book: script.dispatch_stays(replace(book, tickets=[r | {"source": "call"} for r in book.tickets])),
        "dispatch_time_mean",
    ),
    "acceptance: wrong units count": Slip("acceptance_time", _all_acceptances, "acceptance_time_mean"),
    "acceptance: carried on ones count": Slip("acceptance_time", _carried_on_acceptances, "acceptance_time_mean"),
    "handling: the backlog counts": Slip(
        "handling_time",
        lambda book: script.task_stays(
            replace(book, tickets=[row | {"source": "call"} for row in book.tickets]), "handling"
        ),
        "handling_time_mean",
    ),
    "follow-up: each try counts": Slip("follow_up_time", _tries, "follow_up_time_mean"),
    "follow-up: each try waits": Slip("follow_up_time", _tries, "follow_up_waiting_share"),
}
for _stage in script.STAGES:
    SLIPS[f"{_stage}: open ones left out"] = Slip(
        f"{_stage}_time", _less(f"{_stage}_time", _left_out), f"{_stage}_time_mean"
    )
for _stage in set(script.STAGES) - {"acceptance", "outside", "silence"}:
    SLIPS[f"{_stage}: unended waits count"] = Slip("ended", lambda book, stays: stays, f"{_stage}_waiting_share")


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_slip_in_a_denominator_is_caught(name: str, chain: Both) -> None:
    """With a plausible wrong denominator the value itself is another."""
    slip = SLIPS[name]
    measures = script.Measures(chain.book, {slip.denominator: slip.instead})
    stage = next(
        (
            name
            for name in ("processing", *script.STAGES)
            if slip.caught_by.startswith((f"{name}_time", f"{name}_wait"))
        ),
        None,
    )
    found = (measures.time(stage) if stage else measures.ratios((24, 72), (1,)))[slip.caught_by]
    program = chain.program[slip.caught_by]
    assert not agree(program, found)
    assert not equal(program.value, found.value)


ALWAYS_ONE = {"acceptance_waiting_share", "outside_waiting_share", "silence_waiting_share"}
"""Nobody works in these stages: no denominator changes that."""


def test_every_ratio_and_mean_has_a_slip(chain: Both) -> None:
    """No ratio or mean is without a slip."""
    ratios = {key for key, one in chain.program.items() if one.denominator is not None} & chain.found.keys()
    same_rule = {"closed_within_72h", "closed_within_working_days_2", "closed_within_working_days_5"}
    assert ratios - {slip.caught_by for slip in SLIPS.values()} == ALWAYS_ONE | same_rule
