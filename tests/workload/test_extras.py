"""Deflection, incidents and time stamps."""

from __future__ import annotations

import numpy as np
from scipy import stats

from sim.chance.keyed import name_key

from .building import DAY, FALSE_ALARM, HOUR, SECOND, check_mean, check_variance, citizens, outside, plan_of, write_csv


def deflected_plan(**deflection):
    """Four days of three types; self-service from the second day on."""
    stream = {"per_day": 1_000, "types": {"a": 0.5, "b": 0.3, "c": 0.2}, "deflection": deflection}
    return plan_of(clock={"days": 4}, demand={"calls": stream})


def test_deflection_thins_out():
    """Self-service keeps its share of its types away from its date on, and those who still call are the same
    citizens at the same instants with the same type (z-tests over 120 replications, false alarms 2e-8)."""
    before = deflected_plan()
    after = deflected_plan(
        portal={"start": "2025-06-03", "share": "40 %", "types": ["a"]},
        robot={"start": "2025-06-04", "share": "50 %", "types": ["a", "b"]},
    )
    share = np.array([[0, 0, 0], [0.4, 0, 0], [0.7, 0.5, 0], [0.7, 0.5, 0]])
    surprise = []
    for replication in range(120):
        old, new = outside(before, replication), outside(after, replication)
        everyone, still = citizens(old), citizens(new)
        assert still.items() <= everyone.items()
        gone = np.array(
            [(time // DAY, kind) for who, (time, kind) in everyone.items() if who not in still], dtype=int
        ).reshape(-1, 2)
        assert new.deflected.tolist() == [np.bincount(gone[:, 1], minlength=3).tolist()]
        counts = np.zeros((4, 3))
        np.add.at(counts, (gone[:, 0], gone[:, 1]), 1)
        assert (counts[share == 0] == 0).all()
        there = np.zeros((4, 3))
        np.add.at(there, (old.arrival_us // DAY, old.type), 1)
        surprise.append(counts - there * share)
    surprise = np.array(surprise)
    for day, kind in np.argwhere(share > 0):
        check_mean(surprise[:, day, kind], 0.0, f"day {day}, type {kind}")


def test_more_deflection_keeps_fewer_of_the_same():
    """Whoever 60 % self-service lets through, 30 % lets through too."""
    little, much = (deflected_plan(portal={"start": "2025-06-02", "share": share}) for share in (0.3, 0.6))
    assert citizens(outside(much)).items() < citizens(outside(little)).items()


def incident_plan(days: int = 1, **stream):
    """Calls and incidents of 4 causes a day with 25 requests each."""
    outage = {"per_day": 4, "mean_size": 25, "delay": {"law": "exponential", "mean": "20 min"}, "type": "outage"}
    stream = {"per_day": 100, "types": {"any": 1.0}, "incidents": {"pipe": outage}} | stream
    return plan_of(clock={"days": days}, demand={"calls": stream})


def test_incidents_come_in_batches():
    """Causes are Poisson, each brings 1 + Poisson(mean - 1) requests of its type, after delays of their law,
    and everybody else stays the same citizen (z-tests over 300 replications, false alarms 3e-8)."""
    plan, plain = incident_plan(days=2), incident_plan(days=2, incidents={})
    key = name_key("incident:calls/pipe")
    causes, sizes = [], []
    for replication in range(300):
        world = outside(plan, replication)
        members = world.name_key == key
        assert plan.type_names[1] == "outage"
        assert (world.type[members] == 1).all()
        others = citizens(world, name_key("stream:calls"))
        assert others == citizens(outside(plain, replication))
        day = (world.entity >> 36) & 0x1FFFF
        first_day = members & (day == day[0])
        cause, size = np.unique(world.entity[first_day] >> 12, return_counts=True)
        member = np.sort(world.entity[first_day])
        assert np.array_equal(member & 0xFFF, np.concatenate([np.arange(n) for n in size]) if len(size) else member)
        causes.append(len(cause))
        sizes += size.tolist()
    check_mean(causes, 4, "causes")
    check_variance(causes, 4, "causes")
    check_mean(sizes, 25, "size")
    check_variance(sizes, 24, "size")


def test_incident_delays_follow_their_law():
    """A fixed delay moves every member of a batch to the same instant; a random one spreads them by its law."""
    fixed = {"per_day": 30, "mean_size": 8, "delay": {"law": "deterministic", "value": "10 min"}, "type": "outage"}
    spread = fixed | {"delay": {"law": "exponential", "mean": "10 min"}}
    at_once, later = (outside(incident_plan(incidents={"pipe": part})) for part in (fixed, spread))
    key = name_key("incident:calls/pipe")
    one, other = citizens(at_once, key), citizens(later, key)
    start = {}
    for (_, who), (time, _) in one.items():
        assert start.setdefault(who >> 12, time) == time
    delays = [
        (time - start[who >> 12] + 600 * SECOND) / (600 * SECOND)
        for (_, who), (time, _) in other.items()
        if start.get(who >> 12, DAY) < DAY - 8 * HOUR  # whose whole batch surely falls in the day
    ]
    assert len(delays) > 100
    assert stats.kstest(delays, "expon").pvalue > FALSE_ALARM


def test_incident_delays_by_the_time_of_their_cause():
    """The law is that of the cause, whenever its requests come; each request's number stays the same."""
    part = {"per_day": 40, "mean_size": 8, "type": "outage"}
    usual, other = {"law": "exponential", "mean": "1 h"}, {"law": "deterministic", "value": "3 h"}
    times = [{"start": "08:00", "end": "10:00", "instead": other}, {"start": "10:00", "end": "14:00", "factor": 1.5}]
    by_time = {"law": "by_time", "usual": usual, "at_times": times}
    at_once = {"law": "deterministic", "value": "1 s"}
    key = name_key("incident:calls/pipe")
    causes, before, after = (
        citizens(outside(incident_plan(days=2, incidents={"pipe": part | {"delay": law}})), key)
        for law in (at_once, usual, by_time)
    )
    seen = np.zeros(3, dtype=np.int64)
    for who in causes.keys() & before.keys() & after.keys():
        cause_us = causes[who][0] - SECOND
        old_us, new_us = before[who][0] - cause_us, after[who][0] - cause_us
        place = int(np.searchsorted([8, 10, 14], cause_us % DAY / HOUR, side="right")) % 3
        seen[place] += 1
        assert abs(new_us - (old_us, 3 * HOUR, 1.5 * old_us)[place]) <= 0.5
    assert (seen > 20).all(), seen


def test_incidents_end_with_the_horizon():
    """Members that would call after the horizon are left out, nobody else."""
    short, long = outside(incident_plan(days=1)), outside(incident_plan(days=3))
    assert citizens(short).items() == {item for item in citizens(long).items() if item[1][0] < DAY}


def test_stamps_are_replayed(tmp_path):
    """Every stamp of a file arrives at its instant with its own type, in the order of time, ties in file order."""
    rows = ["2025-06-02 10:00:00.25,b", "2025-06-02 09:59,a", "2025-06-02 09:59,b", "2025-06-02 23:59:59.999999,a"]
    write_csv(tmp_path, "calls.csv", "time,kind", [*rows, "2025-06-03 00:00,a"])
    demand = {"calls": {"stamps": {"file": "calls.csv", "type": "kind"}, "types": {"a": 0.5, "b": 0.5}}}
    plan = plan_of(tmp_path, demand=demand)
    assert plan.warnings == ("calls.csv: 1 of 5 rows are outside the horizon",)
    for replication in range(3):
        world = outside(plan, replication)
        minute = 599 * 60 * SECOND
        assert world.arrival_us.tolist() == [minute, minute, 10 * HOUR + SECOND // 4, DAY - 1]
        assert world.type.tolist() == [0, 1, 1, 0]
        assert len(set(world.entity.tolist())) == 4


def test_stamps_draw_their_types_from_the_mix(tmp_path):
    """Stamps without types get them from the mix, keyed by minute and order: other replications, other types."""
    write_csv(tmp_path, "calls.csv", "time", [f"2025-06-02 {i // 60:02d}:{i % 60:02d}:30" for i in range(1_000)])
    plan = plan_of(tmp_path, demand={"calls": {"stamps": {"file": "calls.csv"}, "types": {"a": 0.25, "b": 0.75}}})
    kinds = np.array([outside(plan, replication).type for replication in range(200)])
    check_mean(kinds.mean(axis=1), 0.75, "share of b")
    check_mean(kinds.mean(axis=0), 0.75, "share of b by stamp")
