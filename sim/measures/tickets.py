"""Measures of tickets, computed from the ticket, assignment and task logs."""

from __future__ import annotations

import numpy as np

from sim.log_columns import Column
from sim.measures.closure import CLOSURE, closure_figure, closure_figures, on_long_term_before
from sim.measures.figures import NO_DATA, Figure, fraction, mean_seconds, single, total
from sim.measures.stays import times_of
from sim.measures.ticket_book import Flags, Part
from sim.rules.codes import NOT_YET, ArmState
from sim.scenario.schema_results import Selection
from sim.statistics.time_sums import exact_sum


def ticket_figures(part: Part) -> dict[str, Figure]:
    """Every measure of tickets that needs no threshold, but those of lengths of time (`sim.measures.stays`)."""
    return {
        **volume(part),
        **backlog(part),
        **closure_figures(part),
        "acceptance_in_time": acceptance_in_time(part),
        **dispatches(part),
        **answers(part),
        **chasing(part),
    }


def asked_figure(part: Part, id_: str, selection: Selection) -> Figure:
    """One measure of some tickets."""
    if id_ in CLOSURE:
        return closure_figure(part, id_, selection.within, selection.working_days, selection.at)
    return (times_of(part, id_) or part.counted(ticket_figures)).get(id_, NO_DATA)


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
    return np.maximum(part["received_us"], 0), np.where(end == NOT_YET, part.book.horizon_us, end)


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


def acceptance_in_time(part: Part) -> Figure:
    """Share accepted by their due time, of the assignments accepted or past due."""
    rows = part.sent
    due, accepted = rows["accept_due_us"], rows["accepted_us"]
    withdrawn_before = (rows["state"] == ArmState.WITHDRAWN) & (accepted == NOT_YET) & (rows["ended_us"] < due)
    counts = (due != NOT_YET) & (rows["state"] != ArmState.RETURNED) & ~withdrawn_before
    counts &= (accepted != NOT_YET) | (due <= part.book.horizon_us)
    in_time = counts & (accepted != NOT_YET) & (accepted <= due)
    return fraction(np.count_nonzero(in_time), int(np.count_nonzero(counts)))


def dispatches(part: Part) -> dict[str, Figure]:
    """How often, how well and by whom tickets are dispatched."""
    rows, right = part.sent, part["right_first"]
    made, by_machine = len(rows["ticket"]), int(np.count_nonzero(rows["machine"] == 1))
    known = int(np.count_nonzero(right != NOT_YET))
    sent_ticket = part.book.assignments["ticket"][part.book.is_sent]
    of_tickets = int(np.count_nonzero(part.by_ticket(sent_ticket)))
    return {
        "first_dispatch_accuracy": fraction(np.count_nonzero(right == 1), known),
        "return_rate": fraction(np.count_nonzero(rows["state"] == ArmState.RETURNED), made),
        "dispatches_per_ticket": fraction(of_tickets, int(np.count_nonzero(part["dispatched_us"] != NOT_YET))),
        "machine_dispatches": total(by_machine),
        "smart_share": fraction(by_machine, made),
    }


def answers(part: Part) -> dict[str, Figure]:
    """What citizens say when they are called back."""
    handlings, reached, satisfied = part["handlings"], part["reached"], part["satisfied"]
    reopened = handlings > 1
    handled = reopened | (part["handled_us"] != NOT_YET)
    # A follow-up of an earlier handling was before the last handling's end.
    known = (reached != NOT_YET) & (part["followed_up_us"] != NOT_YET)
    known &= part["followed_up_us"] >= part["handled_us"]
    return {
        "reopenings": total(int(np.maximum(handlings - 1, 0).sum())),
        "reopen_rate": fraction(np.count_nonzero(reopened), int(np.count_nonzero(handled))),
        "reached_share": fraction(np.count_nonzero(known & (reached == 1)), int(np.count_nonzero(known))),
        "satisfaction": fraction(np.count_nonzero(satisfied == 1), int(np.count_nonzero(satisfied != NOT_YET))),
    }


def chasing(part: Part) -> dict[str, Figure]:
    """Reminders, supervision, and citizens who call again."""
    return {
        "reminders": total(int(part["reminders"].sum())),
        "supervision_acts": total(np.count_nonzero(part["supervised_us"] != NOT_YET)),
        "chase_ups": total(int(part["chase_ups"].sum())),
    }
