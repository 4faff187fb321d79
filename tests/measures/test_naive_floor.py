"""A second computation of every measure of people and requests, by plain loops, from the words of its definition."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import sim
from sim.measures.definitions import DEFINITIONS, definition_of
from sim.measures.requirement import promise
from sim.measures.run import measure
from sim.plans.expectations import mean_patience_us
from sim.queueing.erlang import erlang_a
from sim.rules.codes import Cause, Channel, Outcome, StaffState

from ..engines.generated import scenario
from .naive import close_to, naive_calls, rows_of, share

HOUR_US = 3_600_000_000
RICH = Path(__file__).parent.parent / "scenario" / "rich" / "rich.yaml"
WORLDS = range(24)


def spells_of_work(log):
    """(group, start, end) of every stretch in which somebody worked on a contact or a ticket; the end at the latest."""
    end = log.plan.horizon_us
    found = []
    stretches = [r for r in rows_of(log.staff) if r["state"] == StaffState.STRETCH]
    found += [(r["group"], r["start_us"], r["end_us"]) for r in stretches]
    put_down = {("contact", r["contact"]): r["end_us"] for r in stretches if r["contact"] >= 0}
    put_down |= {("task", r["task"]): r["end_us"] for r in stretches if r["task"] >= 0}
    for kind, rows, over in (("contact", log.contacts, "wrap_up_end_us"), ("task", log.tasks, "ended_us")):
        for row in rows_of(rows):
            begun = row["resumed_us"]
            if begun >= 0 and begun >= put_down.get((kind, row[kind]), 0):
                found.append((row["group"], begun, row[over] if row[over] >= 0 else end))
    return [(group, start, min(stop, end)) for group, start, stop in found]


def local_day(log, instant):
    """The local date of an instant, by the zone's own rules."""
    clock = log.plan.calendar
    zone = ZoneInfo(clock.zone)
    start = datetime.combine(clock.start, datetime.min.time(), tzinfo=zone).timestamp()
    return datetime.fromtimestamp(math.floor(start + instant / 1e6), tz=zone).date()


def naive_people(log):
    """Every measure of the people on the floor but the operators required, computed the slow way."""
    plan, end = log.plan, log.plan.horizon_us
    hotline, clock = plan.scenario, plan.calendar
    operators = {n for n, name in enumerate(plan.group_names) if name in hotline.operators}
    phone = {
        plan.group_names.index(name)
        for name, group in hotline.operators.items()
        if group.skills is None or any(skill.channel == "phone" for skill in group.skills)
    }
    staff = [r for r in rows_of(log.staff) if r["group"] in operators]

    def hours(rows):
        stops = [min(r["end_us"], end) if r["end_us"] >= 0 else end for r in rows]
        return sum(max(stop - max(r["start_us"], 0), 0) for r, stop in zip(rows, stops, strict=True)) / HOUR_US

    came = [r for r in staff if r["start_us"] != -1]
    duty = [r for r in came if r["state"] == StaffState.ON_DUTY]
    away = [r for r in came if r["state"] in (StaffState.BREAK, StaffState.OFF_PHONE)]
    busy = sum(max(stop - start, 0) for group, start, stop in spells_of_work(log) if group in operators) / HOUR_US
    answered = sum(r["channel"] == Channel.PHONE and r["outcome"] == Outcome.ANSWERED for r in rows_of(log.contacts))
    takers = [r for r in duty if r["group"] in phone]
    days = [clock.start + timedelta(days=n) for n in range(clock.days)]
    there = {day: {r["person"] for r in duty if local_day(log, r["planned_start_us"]) == day} for day in days}
    rostered = [r for r in staff if r["state"] in (StaffState.ON_DUTY, StaffState.ABSENT) and r["group"] in phone]
    planned = sum(max(min(r["planned_end_us"], end) - max(r["planned_start_us"], 0), 0) for r in rostered) / HOUR_US
    length = (end - clock.begin_us) / HOUR_US
    takers_away = [r for r in away if r["group"] in phone]
    after = [(r["end_us"] if r["end_us"] >= 0 else end, r["planned_end_us"]) for r in duty]
    lost = [r for r in staff if r["state"] == StaffState.BREAK and r["start_us"] == -1]
    people = hotline.employed
    return {
        "occupancy": share(busy, hours(duty) - hours(away)),
        "occupancy_on_duty": share(busy, hours(duty)),
        "calls_answered_per_person_shift": share(answered, len(takers)),
        "calls_per_person_day": share(
            answered, len({(r["person"], local_day(log, r["planned_start_us"])) for r in takers})
        ),
        "on_duty_share": people and sum(map(len, there.values())) / (people * len(days)),
        "on_duty_share_peak": people and max(map(len, there.values())) / people,
        "person_hours": hours(duty),
        "overtime_hours": sum(max(min(stop, end) - due, 0) for stop, due in after) / HOUR_US,
        "lost_breaks": sum(r["planned_start_us"] < end for r in lost),
        "absent_shifts": sum(r["state"] == StaffState.ABSENT for r in staff),
        "scheduled_heads": planned / length,
        "present_heads": (hours(takers) - hours(takers_away)) / length,
    }


def naive_required(log):
    """Operators required, one interval and one operator more at a time."""
    width, begin, end = log.plan.scenario.report.interval, log.plan.calendar.begin_us, log.plan.horizon_us
    wanted, patience_us = promise(log.plan.scenario), mean_patience_us(log.plan)
    calls = [r for r in rows_of(log.contacts) if r["channel"] == Channel.PHONE]
    work = {
        r["contact"]: r["wrap_up_end_us"] - r["answered_us"] for r in calls if r["wrap_up_end_us"] >= 0
    }  # calls are finished, never put down
    starts = range(0, end, width)
    by_start = {start: [] for start in starts}
    for r in calls:
        by_start[min(r["arrived_us"] // width, len(starts) - 1) * width].append(r)
    needed = []
    for start, mine in by_start.items():
        stop = min(start + width, end)
        if stop <= begin:
            continue
        offered = sum(r["queued_us"] >= 0 for r in mine)
        done = [work[r["contact"]] for r in mine if r["contact"] in work]
        if offered and not work:
            return None
        aht = (sum(done) / len(done) if done else sum(work.values()) / max(len(work), 1)) / 1e6
        operators, level = 0, 0.0 if offered else 1.0
        while level < wanted.share:
            operators += 1
            patience_s = None if patience_us is None else patience_us / 1e6
            queue = erlang_a(operators, offered / ((stop - start) / 1e6), aht, patience_s)
            level = queue.service_level(wanted.within_us / 1e6, wanted.definition)
        needed.append(operators)
    return sum(needed) / len(needed)


def naive_requests(log):
    """Every measure of messages, tickets and requests, computed the slow way."""
    rows = rows_of(log.contacts)
    online = [r for r in rows if r["channel"] == Channel.ONLINE]
    handled = [r for r in online if r["talk_end_us"] >= 0]
    delays = sorted((r["talk_end_us"] - r["arrived_us"]) / 1e6 for r in handled)
    taken = [r for r in rows if r["channel"] == Channel.PHONE and r["outcome"] == Outcome.ANSWERED]
    matters = [r for r in taken if r["cause"] != Cause.CHASE_UP and (r["talk_end_us"] < 0 or r["direct"] >= 0)]
    accepted = {r["request"] for r in handled + matters}
    return {
        "tickets": sum(r["direct"] == 0 and r["wrap_up_end_us"] >= 0 for r in rows),
        "messages_received": len(online),
        "messages_handled": len(handled),
        "messages_open": len(online) - len(handled),
        "message_delay_mean": share(sum(delays), len(delays)),
        "message_delay_p90": delays[math.ceil(0.9 * len(delays) - 1e-9) - 1] if delays else None,
        "accepted_requests": len(accepted),
        "accepted_per_day": len(accepted) / log.plan.calendar.length_days,
        "deflected": int(log.deflected.sum()),
    }


def check(log):
    """Hold every measure of calls, people and requests against its twin."""
    expected = naive_calls(log) | naive_people(log) | naive_requests(log) | {"required_heads": naive_required(log)}
    others = ("tickets", "people")
    assert {definition_of(key).id for key in expected} == {d.id for d in DEFINITIONS.values() if d.about not in others}
    close_to(measure(log).values, expected)


@pytest.mark.parametrize("part", range(4))
def test_measures_of_generated_worlds_equal_their_naive_twins(tmp_path: Path, part: int) -> None:
    """Every measure of calls, people and requests of random worlds is what its definition says."""
    for number in WORLDS[part::4]:
        check(sim.simulate(scenario(number, tmp_path), seed=number))


def test_measures_of_the_rich_scenario_equal_their_naive_twins() -> None:
    """So are those of two days of the scenario that uses every key."""
    cut = ("clock.days=2", "targets=[]", "published=[]")
    check(sim.simulate(sim.load_scenario(RICH, cut), seed=2))
