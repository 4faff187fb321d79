"""Measures of tickets, computed from the ticket, assignment and task logs."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import HOUR_US
from sim.log_columns import Column
from sim.measures.calls import answered_directly
from sim.measures.definitions import measure_key
from sim.measures.figures import NO_DATA, Figure, fraction, mean_seconds, single, total
from sim.measures.floor import local_days
from sim.measures.selection import filters_of
from sim.measures.stays import times_of
from sim.measures.ticket_book import Flags, Part
from sim.measures.time_sums import exact_sum
from sim.rules.codes import NOT_YET, ArmState
from sim.scenario.schema_results import Selection

USUAL_WITHIN_US = (24 * HOUR_US, 72 * HOUR_US)
USUAL_WORKING_DAYS = (1, 5)
"""Thresholds at which closure is always counted."""


def ticket_figures(part: Part) -> dict[str, Figure]:
    """Every measure of tickets that needs no threshold, but those of lengths of time (`sim.measures.stays`)."""
    return {
        **volume(part),
        **backlog(part),
        "closure_rate": closure_rate(part, part.book.horizon_us),
        **same_day(part),
        "on_time_closure": on_time_closure(part),
        "acceptance_in_time": acceptance_in_time(part),
        **dispatches(part),
        **answers(part),
        **chasing(part),
    }


def closed_in_time(part: Part) -> dict[str, Figure]:
    """Closure within the usual times, and within those that the scenario's targets and published figures name."""
    scenario = part.book.log.plan.scenario
    asked = [one for one in (*scenario.targets, *scenario.published) if not filters_of(one)]
    within = {one.within for one in asked if one.measure == "closed_within" and one.within is not None}
    days = {one.working_days for one in asked if one.working_days is not None}
    return {
        **{measure_key("closed_within", s): closed_within(part, s) for s in sorted(within | set(USUAL_WITHIN_US))},
        **{
            measure_key("closed_within_working_days", None, n): closed_within_working_days(part, n)
            for n in sorted(days | set(USUAL_WORKING_DAYS))
        },
    }


def asked_figure(part: Part, id_: str, selection: Selection) -> Figure:
    """One measure of some tickets."""
    if id_ == "closed_within":
        return closed_within(part, selection.within or 0)
    if id_ == "closed_within_working_days":
        return closed_within_working_days(part, selection.working_days or 0)
    if id_ == "closure_rate" and selection.at is not None:
        return closure_rate(part, instant_us(part, selection.at))
    return (times_of(part, id_) or part.counted(ticket_figures)).get(id_, NO_DATA)


def instant_us(part: Part, moment: datetime) -> int:
    """When a local time is."""
    clock_us = (moment - datetime.combine(moment.date(), time())) // timedelta(microseconds=1)
    return part.book.log.plan.calendar.instant_us(moment.date(), clock_us)


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
    late = is_open & (due != NOT_YET) & (due <= horizon_us) & ~_on_long_term_before(part, due)
    return {
        "backlog_mean": fraction(exact_sum(end - start) / part.book.length_us, 1),
        "backlog_max": single(float(max(int(most.max()), 0)) if len(start) else 0.0),
        "backlog_age_mean": mean_seconds(exact_sum(ages), len(ages)),
        "overdue_at_end": total(np.count_nonzero(late)),
    }


def _on_long_term_before(part: Part, due_us: Column) -> Flags:
    """Which tickets went on the long-term list before they were due."""
    flags: Flags = (part["long_term_us"] != NOT_YET) & (part["long_term_us"] < due_us)
    return flags


def closure_rate(part: Part, at_us: int) -> Figure:
    """Share of the tickets received by an instant that are closed by then."""
    received = part.is_fresh & (part["received_us"] <= at_us)
    closed = received & (part["closed_us"] != NOT_YET) & (part["closed_us"] <= at_us)
    return fraction(np.count_nonzero(closed), int(np.count_nonzero(received)))


def same_day(part: Part) -> dict[str, Figure]:
    """Closure on the date of receipt, of tickets, and of all matters."""
    received = int(np.count_nonzero(part.is_fresh))
    done = part.is_fresh & (part["closed_us"] != NOT_YET)
    closed_day = local_days(part.book.log, part["closed_us"][done])
    closed = int(np.count_nonzero(closed_day == part.of_tickets(part.book.received_day)[done]))
    direct = direct_answers(part)
    whole = NO_DATA if direct is None else fraction(direct + closed, direct + received)
    return {"same_day_closure": fraction(closed, received), "same_day_closure_all": whole}


def direct_answers(part: Part) -> int | None:
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


def closed_within(part: Part, within_us: int) -> Figure:
    """Share closed at most so long after receipt, of the tickets that are old enough."""
    old = part.is_fresh & (part["received_us"] <= part.book.horizon_us - within_us)
    closed = old & (part["closed_us"] != NOT_YET) & (part["closed_us"] - part["received_us"] <= within_us)
    return fraction(np.count_nonzero(closed), int(np.count_nonzero(old)))


def closed_within_working_days(part: Part, days: int) -> Figure:
    """Share closed by the end of the n-th working day after the day of receipt, of the tickets that are old enough."""
    calendar = part.book.log.plan.calendar
    last_day = nth_working_days(calendar, days)
    fresh = part.is_fresh
    until = last_day[part.of_tickets(part.book.received_day)[fresh]]
    old = until < calendar.days
    closed_us = part["closed_us"][fresh]
    in_time = old & (closed_us != NOT_YET) & (local_days(part.book.log, closed_us) <= until)
    return fraction(np.count_nonzero(in_time), int(np.count_nonzero(old)))


def nth_working_days(calendar: LocalCalendar, n: int) -> Column:
    """For each day of the run, the number of the n-th working day after it; the number of days if that is later."""
    worked = np.array([i for i, day in enumerate(calendar.dates()) if calendar.kind(day) == "working_day"], dtype=int)
    days = np.arange(calendar.days)
    place = np.searchsorted(worked, days, side="right") + n - 1
    return np.where(place < len(worked), np.append(worked, 0)[np.minimum(place, len(worked))], calendar.days)


def on_time_closure(part: Part) -> Figure:
    """Share closed by their due time, of the tickets due during the run."""
    due, is_due = part["due_us"], due_in_the_run(part)
    in_time = is_due & (part["closed_us"] != NOT_YET) & (part["closed_us"] <= due)
    return fraction(np.count_nonzero(in_time), int(np.count_nonzero(is_due)))


def due_in_the_run(part: Part) -> Flags:
    """Which tickets were to be closed during the run: neither withdrawn nor on the long-term list before."""
    due, withdrawn = part["due_us"], part["withdrawn_us"]
    is_due: Flags = (due != NOT_YET) & (due >= 0) & (due <= part.book.horizon_us)
    is_due &= ~_on_long_term_before(part, due) & ~((withdrawn != NOT_YET) & (withdrawn < due))
    return is_due


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
