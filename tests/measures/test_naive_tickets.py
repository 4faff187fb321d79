"""A second computation of every measure of tickets, by plain loops over rows."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.measures.definitions import DEFINITIONS
from sim.measures.identities import check_identities
from sim.measures.people import PEOPLE
from sim.measures.run import measure
from sim.measures.selection import selection_key
from sim.measures.stays import STAGES, stages_of
from sim.rules.codes import NOT_YET, ArmState, Cause, Source, StaffState, Stage, TicketState
from sim.scenario.schema_results import Selection
from sim.simulation import simulate

from ..engines.generated import features, scenario
from .naive import close_to, rows_of, share
from .random_ticket_log import UNITS, random_ticket_log

SEEDS = range(6)
GRAINS = (1, HOUR_US)
"""With whole hours many tickets are closed just when due, come just so long before the end, or end with the run."""


def naive_tickets(log, wanted=lambda t: True, unit=None, direct=lambda c: True):
    """Every measure of the chosen tickets that needs no lengths of time; assignments of `unit`, if one is given."""
    end, days = log.plan.horizon_us, log.plan.calendar.days
    everything, contacts = rows_of(log.tickets), rows_of(log.contacts)
    chosen = [t for t in everything if wanted(t)]
    arms = rows_of(log.assignments)
    lead = {}
    for a in arms:
        if a["arm"] == 0:
            lead[a["ticket"]] = a["unit"]
    own = [a for a in arms if wanted(everything[a["ticket"]]) and unit in (None, a["unit"])]
    tickets = [t for t in chosen if unit is None or lead.get(t["ticket"]) == unit]
    numbers = {t["ticket"] for t in tickets}
    fresh = [t for t in tickets if t["source"] != Source.BACKLOG]
    closed = [t for t in tickets if t["closed_us"] >= 0]
    still = [t for t in tickets if t["closed_us"] < 0 and t["withdrawn_us"] < 0]

    sent = [a for a in own if was_sent(log, a, everything[a["ticket"]])]
    found = {
        "tickets_received": len(fresh),
        "tickets_per_day": len(fresh) / days,
        "backlog_at_start": len(tickets) - len(fresh),
        "tickets_closed": len(closed),
        "tickets_withdrawn": sum(t["withdrawn_us"] >= 0 for t in tickets),
        "backlog_at_end": len(still),
        "open_share": share(len(still), len(tickets)),
        "backlog_age_mean": share(sum((end - t["received_us"]) / 1e6 for t in still), len(still)),
        "closure_rate": share(sum(t["closed_us"] >= 0 for t in fresh), len(fresh)),
        "reminders": sum(t["reminders"] for t in tickets),
        "supervision_acts": sum(t["supervised_us"] >= 0 for t in tickets),
        "chase_ups": sum(t["chase_ups"] for t in tickets),
        "reopenings": sum(max(t["handlings"] - 1, 0) for t in tickets),
    }

    def leaves(t):
        return t["closed_us"] if t["closed_us"] >= 0 else t["withdrawn_us"] if t["withdrawn_us"] >= 0 else end

    instants = sorted({0, *(max(t["received_us"], 0) for t in tickets), *(leaves(t) for t in tickets), end})
    counts = [sum(max(t["received_us"], 0) <= x < leaves(t) for t in tickets) for x in instants]
    widths = [b - a for a, b in pairwise(instants)]
    found["backlog_mean"] = sum(n * w for n, w in zip(counts, widths, strict=False)) / end
    found["backlog_max"] = max(counts)

    on_list = [t for t in tickets if 0 <= t["long_term_us"] < t["due_us"]]
    due = [t for t in tickets if 0 <= t["due_us"] <= end and t not in on_list]
    found["overdue_at_end"] = sum(t["due_us"] <= end and t["due_us"] != -1 and t not in on_list for t in still)
    due = [t for t in due if not 0 <= t["withdrawn_us"] < t["due_us"]]
    found["on_time_closure"] = share(sum(0 <= t["closed_us"] <= t["due_us"] for t in due), len(due))

    same = sum(t["closed_us"] >= 0 and t["closed_us"] // DAY_US == t["received_us"] // DAY_US for t in fresh)
    found["same_day_closure"] = share(same, len(fresh))
    answered = sum(c["direct"] == 1 and direct(c) for c in contacts)
    found["same_day_closure_all"] = share(same + answered, len(fresh) + answered)
    for hours in (24, 72):
        old = [t for t in fresh if t["received_us"] + hours * HOUR_US <= end]
        quick = sum(0 <= t["closed_us"] <= t["received_us"] + hours * HOUR_US for t in old)
        found[f"closed_within_{hours}h"] = share(quick, len(old))
    for n in (1, 5):
        by = {t["ticket"]: nth_working_day(log.plan.calendar.start, t["received_us"] // DAY_US, n) for t in fresh}
        old = [t for t in fresh if by[t["ticket"]] < days]
        quick = sum(t["closed_us"] >= 0 and t["closed_us"] // DAY_US <= by[t["ticket"]] for t in old)
        found[f"closed_within_working_days_{n}"] = share(quick, len(old))

    promised = [a for a in sent if a["accept_due_us"] >= 0 and a["state"] != ArmState.RETURNED]
    promised = [a for a in promised if a["accepted_us"] >= 0 or a["accept_due_us"] <= end]
    lost = [a for a in promised if a["state"] == ArmState.WITHDRAWN and a["accepted_us"] < 0]
    promised = [a for a in promised if a not in lost or a["ended_us"] >= a["accept_due_us"]]
    kept = sum(0 <= a["accepted_us"] <= a["accept_due_us"] for a in promised)
    known = [t for t in tickets if t["right_first"] >= 0]
    followed = [t for t in tickets if t["reached"] >= 0 and t["followed_up_us"] >= max(t["handled_us"], 0)]
    asked = [t for t in tickets if t["satisfied"] >= 0]
    handled = [t for t in tickets if t["handled_us"] >= 0 or t["handlings"] > 1]
    of_tickets = [a for a in arms if a["ticket"] in numbers and was_sent(log, a, everything[a["ticket"]])]
    machine = sum(a["machine"] == 1 for a in sent)
    return found | {
        "acceptance_in_time": share(kept, len(promised)),
        "first_dispatch_accuracy": share(sum(t["right_first"] for t in known), len(known)),
        "return_rate": share(sum(a["returned_us"] >= 0 for a in sent), len(sent)),
        "dispatches_per_ticket": share(len(of_tickets), sum(t["dispatched_us"] >= 0 for t in tickets)),
        "machine_dispatches": machine,
        "smart_share": share(machine, len(sent)),
        "reopen_rate": share(sum(t["handlings"] > 1 for t in handled), len(handled)),
        "reached_share": share(sum(t["reached"] for t in followed), len(followed)),
        "satisfaction": share(sum(t["satisfied"] for t in asked), len(asked)),
    }


def was_sent(log, arm, ticket):
    """Whether a dispatch of the run made an assignment; the others stayed at their unit, or were there at the start."""
    if arm["dispatch"] > 0:
        return True
    if arm["handling"] > 0:
        return log.plan.scenario.tickets.reopen.to == "dispatch"
    return 0 <= ticket["dispatched_us"] <= arm["dispatched_us"]


def nth_working_day(start, day, n):
    """The number of the n-th working day after a day of the run that begins on a date."""
    while n:
        day += 1
        n -= (start + timedelta(days=day)).weekday() < 5
    return day


def naive_stays(log):
    """(length, whether it ended, work, late entry) of every stay, by stage, in seconds."""
    end = log.plan.horizon_us
    tickets, tasks, arms = rows_of(log.tickets), rows_of(log.tasks), rows_of(log.assignments)
    stretches = [r for r in rows_of(log.staff) if r["state"] == StaffState.STRETCH]

    def work(task):
        earlier = sum(r["end_us"] - r["start_us"] for r in stretches if r["task"] == task["task"])
        return earlier + task["ended_us"] - task["resumed_us"] if task["ended_us"] >= 0 else 0

    def out(row, *names):
        return next((row[name] for name in names if row[name] >= 0), end)

    found = {name: [] for name in ("processing", "confirm", "audit", "dispatch", "acceptance", "handling", "outside")}
    found |= {"review": [], "follow_up": [], "silence": []}
    by_number = {}
    for task in tasks:
        ticket = tickets[task["ticket"]]
        by_number.setdefault((task["ticket"], task["handling"], task["stage"], task["arm"]), []).append(task)
        name = Stage(task["stage"]).name.lower()
        if name in ("confirm", "audit", "handling", "review") and not is_there_from_the_start(
            ticket, task["queued_us"]
        ):
            length = out(task, "ended_us", "left_us") - task["queued_us"]
            found[name].append((length, task["ended_us"] >= 0, work(task), 0))
    for t in tickets:
        fresh = t["source"] != Source.BACKLOG
        length = out(t, "closed_us", "withdrawn_us") - t["received_us"]
        found["processing"].append((length, t["closed_us"] >= 0, 0, 0 if fresh else -t["received_us"]))
        begun = t["silent_since_us"]
        if begun != NOT_YET and not is_there_from_the_start(t, begun):
            found["silence"].append((out(t, "closed_us", "withdrawn_us") - begun, t["closed_us"] >= 0, 0, 0))
        if fresh and (t["dispatched_us"] >= 0 or t["state"] == TicketState.DISPATCH):
            ready = max(t["received_us"], t["confirmed_us"], t["audited_us"])
            first = by_number.get((t["ticket"], 0, Stage.DISPATCH, 0), [])
            busy = work(first[0]) if first and first[0]["ended_us"] == t["dispatched_us"] >= 0 else 0
            found["dispatch"].append((out(t, "dispatched_us") - ready, t["dispatched_us"] >= 0, busy, 0))
        for handling in range(max(t["handlings"], 1)):
            tries = by_number.get((t["ticket"], handling, Stage.FOLLOW_UP, 0), [])
            if not tries or is_there_from_the_start(t, tries[0]["queued_us"]):
                continue
            is_over = t["followed_up_us"] >= tries[0]["queued_us"] or t["handlings"] - 1 > handling
            until = tries[-1]["ended_us"] if is_over else out(t, "withdrawn_us")
            found["follow_up"].append((until - tries[0]["queued_us"], is_over, sum(map(work, tries)), 0))
    for a in arms:
        t = tickets[a["ticket"]]
        if not a["right"]:
            continue
        if was_sent(log, a, t):
            length = out(a, "accepted_us", "ended_us") - a["dispatched_us"]
            found["acceptance"].append((length, a["accepted_us"] >= 0, 0, 0))
        crew = (a["ticket"], a["handling"], Stage.HANDLING, a["arm"]) in by_number
        if a["accepted_us"] == NOT_YET or (crew and a["worked_us"] < 0):
            continue
        begun = a["worked_us"] if crew else a["accepted_us"]
        length = out(a, "ended_us") - begun
        if length > 0 and not is_there_from_the_start(t, begun):
            found["outside"].append((length, a["state"] == ArmState.HANDLED, 0, 0))
    return found


def is_there_from_the_start(ticket, instant):
    """What of the starting backlog has no beginning in the run."""
    return ticket["source"] == Source.BACKLOG and instant <= 0


def naive_figures(stays, limit):
    """Mean and quantiles by the textbook's product-limit loop, in seconds."""
    left, last, area, reached = 1.0, 0, 0.0, {}
    for time in sorted({length for length, has_ended, _, _ in stays if has_ended}):
        area += left * (min(time, limit) - min(last, limit))
        at_risk = sum(entry <= time <= length for length, _, _, entry in stays)
        left *= 1 - sum(length == time and has_ended for length, has_ended, _, _ in stays) / at_risk
        last = time
        for p in (50, 90):
            if left <= 1 - p / 100 + 1e-9:
                reached.setdefault(f"p{p}", time / 1e6)
    area += left * (limit - min(last, limit))
    return {"mean": area / 1e6 if stays else None, "p50": reached.get("p50"), "p90": reached.get("p90")}


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_logs_are_sound(seed, grain):
    """The identities find nothing wrong with lawful logs of tickets, nor with what is measured on them."""
    log = random_ticket_log(seed, grain=grain)
    assert check_identities(log, measure(log)) == []
    states = set(log.tickets["state"].tolist())
    assert {TicketState.CLOSED, TicketState.WITHDRAWN, TicketState.HANDLING} <= states
    assert Cause.CHASE_UP in log.contacts["cause"]


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("seed", SEEDS)
def test_ticket_measures_equal_their_naive_twins(seed, grain):
    """On random logs every measure of tickets equals the one computed by loops."""
    log = random_ticket_log(seed, days=9, grain=grain)
    expected = naive_tickets(log)
    close_to(measure(log).values, expected)
    tickets = {d.id for d in DEFINITIONS.values() if d.about == "tickets"} - {d.id for d in STAGES}
    times = {id_ for id_ in tickets if id_.startswith("processing_time")}
    ids = {key.removesuffix("_24h").removesuffix("_72h").removesuffix("_1").removesuffix("_5") for key in expected}
    assert ids | times | {"same_day_ceiling"} == tickets


def check_times(log, measures):
    """Processing time and the time of every stage there is against their twins; the names of what was checked."""
    seen = set()
    stages = stages_of(log.plan.scenario)
    for name, stays in naive_stays(log).items():
        if name not in ("processing", *stages):
            assert not any(length for length, *_ in stays), f"tickets spend time in {name}, which is no stage"
            continue
        found = naive_figures(stays, log.plan.horizon_us)
        close_to(measures.values, {f"{name}_time_{part}": value for part, value in found.items()})
        seen |= {f"{name}_time_{part}" for part in found}
        if name != "processing":
            length = sum(length for length, has_ended, _, _ in stays if has_ended)
            work = sum(work for _, has_ended, work, _ in stays if has_ended)
            close_to(measures.values, {f"{name}_waiting_share": share(length - work, length)})
            seen.add(f"{name}_waiting_share")
    return seen


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("seed", SEEDS)
def test_lengths_of_time_equal_their_naive_twins(seed, grain):
    """Processing time and the time of every stage, the open ones counted as longer, and their waiting shares."""
    log = random_ticket_log(seed, grain=grain)
    assert {d.id for d in STAGES} <= check_times(log, measure(log))


@pytest.mark.parametrize("part", range(4))
def test_measures_of_generated_worlds_equal_their_naive_twins(tmp_path, part):
    """So do those of worlds that were run: reopened to another unit, open at the start, merged, handed over."""
    numbers = [number for number in range(40) if "tickets" in features(number)]
    for number in numbers[part::4]:
        log = simulate(scenario(number, tmp_path), seed=number)
        measures = measure(log)
        close_to(measures.values, naive_tickets(log))
        check_times(log, measures)


CUTS = [
    ({"urgency": "critical"}, lambda t: t["urgency"] == 0, None, None),
    ({"stream": "web"}, lambda t: t["stream"] == 1, None, lambda c: c["stream"] == 1),
    ({"type": "help"}, lambda t: t["type"] == 1, None, lambda c: c["type"] == 1),
    ({"unit": "road 2"}, lambda t: True, 2, None),
    ({"unit": "office", "urgency": "normal"}, lambda t: t["urgency"] == 2, 0, None),
    (
        {"received_from": date(2022, 1, 11), "received_to": date(2022, 1, 12)},
        lambda t: DAY_US <= t["received_us"] < 3 * DAY_US,
        None,
        lambda c: DAY_US <= c["talk_end_us"] < 3 * DAY_US,
    ),
]


@pytest.mark.parametrize(("filters", "wanted", "unit", "direct"), CUTS)
def test_cuts_equal_their_naive_twins(filters, wanted, unit, direct):
    """Any measure asked for of some tickets equals the one computed by loops over these."""
    expected = naive_tickets(random_ticket_log(7, days=9), wanted, unit, direct or (lambda c: True))
    if direct is None:
        del expected["same_day_closure_all"]
    selections = {}
    for key in expected:
        id_, more = key, {}
        for hours in (24, 72):
            if key == f"closed_within_{hours}h":
                id_, more = "closed_within", {"within": hours * HOUR_US}
        for n in (1, 5):
            if key == f"closed_within_working_days_{n}":
                id_, more = "closed_within_working_days", {"working_days": n}
        selections[key] = {"measure": id_, **more, **filters}
    targets = [{**s, "at_least": 0.5} for s in selections.values()]
    log = random_ticket_log(7, days=9, targets=plain(targets))
    values = measure(log).values
    keys = {key: selection_key(Selection.model_validate(plain(s))) for key, s in selections.items()}
    close_to({key: values[keys[key]] for key in keys}, expected)


def plain(value):
    """Values as a YAML file gives them."""
    if isinstance(value, dict):
        return {key: f"{entry // HOUR_US} h" if key == "within" else plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value


@pytest.mark.parametrize("hour", [0, 30, 61, 96])
def test_the_closure_rate_at_an_instant_equals_its_naive_twin(hour):
    """Closed by then of those received by then."""
    moment = datetime(2022, 1, 10) + timedelta(hours=hour)
    target = {"measure": "closure_rate", "at": f"{moment:%Y-%m-%d %H:%M}", "at_least": 0.5}
    log = random_ticket_log(3, targets=[target])
    at = hour * HOUR_US
    fresh = [t for t in rows_of(log.tickets) if t["source"] != Source.BACKLOG and t["received_us"] <= at]
    expected = share(sum(0 <= t["closed_us"] <= at for t in fresh), len(fresh))
    assert measure(log).values[f"closure_rate[at={moment:%Y-%m-%d %H:%M}]"].value == expected


def test_people_equal_their_naive_twins():
    """Cost, long days and weeks, and heads for a lawful roster, by loops over shifts."""
    log = random_ticket_log(2, days=8)
    rows = [r for r in rows_of(log.staff) if r["state"] == StaffState.ON_DUTY]
    wage = {0: 30.0, 1: 20.0}
    weeks = 8 / 7
    pools = {group: [r for r in rows if r["group"] == group] for group in range(2 + len(UNITS))}
    hours = {group: sum(r["end_us"] - r["start_us"] for r in own) / HOUR_US for group, own in pools.items()}
    expected = {
        "staff_cost": sum(hours[group] * wage[group] for group in wage),
        "days_over_8_hours": 1.0,
        "weeks_over_40_hours": 1.0,
        "weeks_over_44_hours": 1.0,
        "weeks_without_rest_day": 0.0,
        "heads_for_40_hours": sum(math.ceil(h / weeks / 40 - 1e-9) for h in hours.values()),
        "heads_for_44_hours": sum(math.ceil(h / weeks / 44 - 1e-9) for h in hours.values()),
        "heads_for_rest_day": sum(math.ceil(len(own) / weeks / 6 - 1e-9) for own in pools.values()),
    }
    close_to(measure(log).values, expected)
    assert set(expected) == {d.id for d in PEOPLE}


def test_coarse_logs_hold_every_tie():
    """On logs in whole hours something falls exactly on each limit of a measure."""
    ties = Counter()
    for seed in SEEDS:
        log = random_ticket_log(seed, days=9, grain=HOUR_US)
        t, a, end = log.tickets, log.assignments, log.plan.horizon_us
        closed, accepted = t["closed_us"] >= 0, a["accepted_us"] >= 0
        ties["closed when due"] += (closed & (t["closed_us"] == t["due_us"])).sum()
        ties["closed after 24 h"] += (closed & (t["closed_us"] - t["received_us"] == DAY_US)).sum()
        ties["old enough for 24 h"] += (t["received_us"] == end - DAY_US).sum()
        ties["due at the end"] += (t["due_us"] == end).sum()
        ties["accepted when due"] += (accepted & (a["accepted_us"] == a["accept_due_us"])).sum()
    assert min(ties.values()) >= 3, ties
