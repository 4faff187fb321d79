"""The same citizens under every design: what may change without changing who calls, when, and for how long."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.simulation import simulate

from .building import DAY, citizens, finished, outside, plan_of, scenario_of

LAW = "law"


def exponential(mean: str) -> dict[str, str]:
    """An exponential law."""
    return {LAW: "exponential", "mean": mean}


def town(days: int = 1, **parts: Any) -> dict[str, Any]:
    """A small hotline with a bit of everything: two channels, three types, two groups, breaks, redials, incidents."""
    mix = {"help": 0.3, "inquiry": 0.5, "complaint": 0.2}
    pipe = {"per_day": 3, "mean_size": 10, "delay": exponential("10 min"), "type": "help"}
    return {
        "clock": {"days": days},
        "types": {"help": {"priority": 2, "patience": exponential("4 min")}, "complaint": {"direct_answer": 0.3}},
        "demand": {
            "calls": {
                "per_day": 1_200, "types": mix, "profile": "hotline_day", "busyness_cv": 0.2,
                "incidents": {"pipe": pipe},
            },
            "letters": {"channel": "online", "per_day": 150, "types": mix, "profile": "office_hours"},
        },
        "callers": {
            "patience": exponential("90 s"),
            "balk": 0.05,
            "trunks": 25,
            "redial": {"after_abandon": 0.5, "after_block": 0.7, "delay": exponential("8 min"), "to_online": 0.1},
            "repeat": {"after_direct_answer": 0.1, "delay": exponential("2 h")},
        },
        "operators": {
            "floor": {
                "talk": {LAW: "lognormal", "mean": "3 min", "cv": 1.0},
                "wrap_up": exponential("40 s"),
                "online": {"work": exponential("5 min")},
                "shifts": {
                    "day": {"start": "08:00", "end": "16:00", "staff": 6},
                    "evening": {"start": "16:00", "end": "24:00", "staff": 4},
                    "night": {"start": "00:00", "end": "08:00", "staff": 1},
                },
                "breaks": [{"after": "2 h", "length": "15 min"}],
                "absence": 0.1,
            },
            "experts": {
                "talk": exponential("4 min"),
                "skills": [{"types": ["complaint"]}, {"overflow_after": "30 s"}],
                "shifts": {"day": {"start": "09:00", "end": "17:00", "staff": 2}},
                "shrinkage": 0.1,
            },
        },
        "direct_answer": 0.7,
    } | parts  # fmt: skip


def town_scenario(days: int = 1, **parts: Any) -> Scenario:
    """`town` as a scenario."""
    return scenario_of(**town(days, **parts))


def reversed_keys(node: Any) -> Any:
    """The same document with the keys of every mapping in reverse order."""
    if isinstance(node, dict):
        return {key: reversed_keys(node[key]) for key in reversed(node)}
    return [reversed_keys(entry) for entry in node] if isinstance(node, list) else node


def same_logs(one: RunLog, other: RunLog) -> None:
    """Every column of both logs is equal, bit by bit."""
    for log, twin in ((one.contacts, other.contacts), (one.staff, other.staff)):
        assert list(log) == list(twin)
        for name, column in log.items():
            assert np.array_equal(column, twin[name]), name


def by_names(log: RunLog) -> list[tuple[Any, ...]]:
    """Contacts with names of streams, types and groups; people by their group and place in it."""
    plan = log.plan
    place = {}
    for group in range(len(plan.group_names)):
        for i, person in enumerate(np.flatnonzero(plan.person_group == group).tolist()):
            place[person] = i
    place[NOT_YET] = NOT_YET
    c = {name: column.tolist() for name, column in log.contacts.items()}
    rows = []
    for i in range(len(c["contact"])):
        group = c["group"][i]
        named = (
            plan.stream_names[c["stream"][i]], plan.type_names[c["type"][i]],
            plan.group_names[group] if group != NOT_YET else "", place[c["person"][i]],
        )  # fmt: skip
        rows.append(named + tuple(c[name][i] for name in c if name not in ("stream", "type", "group", "person")))
    return rows


def test_the_order_of_keys_changes_nothing():
    """A scenario with all its keys in reverse order gives the same log, bit by bit."""
    same_logs(simulate(town_scenario()), simulate(scenario_of(**reversed_keys(town()))))


def test_an_unused_stream_type_or_group_changes_nothing():
    """A stream nobody calls on, a type nobody has, a group that takes nothing: everyone else's day is the same."""
    more = town()
    more["demand"]["aaa"] = {"per_day": 0, "types": {"aaa": 1.0}}
    more["demand"]["calls"]["types"] |= {"mmm": 0.0}
    more["types"] |= {"aaa": {"priority": 1}, "zzz": {}}
    more["operators"]["aaa"] = {
        "talk": exponential("1 min"),
        "skills": [{"types": ["aaa"]}],
        "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 3}},
    }
    assert by_names(simulate(town_scenario())) == by_names(simulate(scenario_of(**more)))


def test_a_share_of_zero_changes_nothing():
    """Branches with chance zero, and one group's rule that never applies, leave the log as it is, bit by bit."""
    base = town()
    base["callers"]["redial"]["to_online"] = 0.0
    base["callers"].pop("repeat")
    more = town()
    more["callers"]["redial"]["to_online"] = 0.0
    more["callers"]["repeat"] = {"after_direct_answer": 0.0, "delay": exponential("1 min")}
    more["demand"]["calls"]["deflection"] = {"portal": {"start": "2025-06-02", "share": 0.0}}
    more["demand"]["calls"]["events"] = {"none": {"start": "2025-06-02", "peak": 1.0, "half_life": "1 h"}}
    more["operators"]["experts"]["speed"] = [{"factor": 1.0}]
    same_logs(simulate(scenario_of(**base)), simulate(scenario_of(**more)))


@pytest.mark.parametrize("factor", [1.05, 2.0])
def test_more_volume_keeps_the_citizens(factor):
    """With 5 % more volume everyone who called still calls, at the same instant, of the same type."""
    for replication in range(20):
        before, after = town(), town()
        after["demand"]["calls"]["per_day"] *= factor
        old, new = (citizens(outside(plan_of(**parts), replication)) for parts in (before, after))
        assert old.items() <= new.items()
        assert len(new) > len(old)


def test_more_volume_keeps_the_talk():
    """Whoever is answered by a group with the same law both times talks just as long, although the floor is busier."""
    logs = []
    for factor in (1.0, 1.05):
        parts = town()
        parts["demand"]["calls"]["per_day"] *= factor
        parts["demand"]["calls"]["incidents"] = {}
        parts["operators"].pop("experts")
        logs.append(simulate(scenario_of(**parts)).contacts)
    talks: list[dict[Any, int]] = []
    for c in logs:
        whole = (c["talk_end_us"] != NOT_YET) & (c["cause"] == 0) & (c["resumed_us"] == c["answered_us"])
        keys = zip(c["stream"][whole].tolist(), c["citizen"][whole].tolist(), c["type"][whole].tolist(), strict=True)
        talks.append(dict(zip(keys, (c["talk_end_us"] - c["answered_us"])[whole].tolist(), strict=True)))
    both = talks[0].keys() & talks[1].keys()
    assert len(both) > 0.8 * len(talks[0])
    assert all(talks[0][who] == talks[1][who] for who in both)


def test_a_longer_horizon_keeps_the_citizens():
    """The first three days of six have the arrivals, types and absences of three, bit by bit."""
    short, long = plan_of(**town(3)), plan_of(**town(6))
    for replication in range(5):
        one, other = outside(short, replication), outside(long, replication)
        first = other.arrival_us < 3 * DAY
        for name in ("arrival_us", "stream", "type", "entity", "name_key"):
            assert np.array_equal(getattr(one, name), getattr(other, name)[first]), name
        missed = [
            {
                duty
                for duty, absent in zip(
                    zip(r.duty_person.tolist(), r.duty_start_us.tolist(), r.duty_end_us.tolist(), strict=True),
                    world.absent.tolist(),
                    strict=True,
                )
                if absent and duty[1] < 3 * DAY
            }
            for r, world in ((short.roster, one), (long.roster, other))
        ]
        assert missed[0] == missed[1]


def prefix_of(short: RunLog, long: RunLog, cut_us: int) -> None:
    """Whatever was over before the cut is the same in both logs, row by row; what was not, had begun alike."""
    n = short.contact_count
    over = finished(short.contacts, cut_us)
    assert over.sum() > 0.9 * n
    assert (long.contacts["arrived_us"][n:] >= cut_us).all()
    for name, column in short.contacts.items():
        same = column == long.contacts[name][:n]
        assert same[over].all(), name
        known = column != NOT_YET
        assert name == "outcome" or same[known].all(), name
    staff = [
        {
            row
            for row in zip(*(log.staff[name].tolist() for name in log.staff), strict=True)
            if row[4] < cut_us and 0 <= row[7] < cut_us
        }
        for log in (short, long)
    ]
    assert staff[0] == staff[1]
    assert len(staff[0]) > 0


def test_later_days_never_change_the_past():
    """A run of three days is the first three days of a run of six: contacts and staff, bit by bit."""
    prefix_of(simulate(town_scenario(3)), simulate(town_scenario(6)), 3 * DAY)


def test_later_staffing_never_changes_the_past():
    """Another head count on the fifth day leaves the log of the first four days as it was; people may be numbered
    anew, but keep their order."""
    logs = []
    for staff in (4, 9):
        parts = town(5)
        parts["operators"]["floor"]["exceptions"] = [{"shift": "day", "start": "2025-06-06", "staff": staff}]
        logs.append(simulate(scenario_of(**parts)))
    few, many = logs
    n = int((few.contacts["arrived_us"] < 4 * DAY).sum())
    over = finished(few.contacts, 4 * DAY)[:n]
    assert np.array_equal(over, finished(many.contacts, 4 * DAY)[:n])
    for name in few.contacts:
        one, other = (log.contacts[name][:n][over] for log in logs)
        if name == "person":
            one, other = (np.unique(column, return_inverse=True)[1] for column in (one, other))
        assert np.array_equal(one, other), name


def test_a_citizen_has_one_key():
    """Within a stream the log's citizen key stands for one request, incidents included."""
    c = simulate(town_scenario(4)).contacts
    first = c["cause"] == 0
    pairs = list(zip(c["stream"][first].tolist(), c["citizen"][first].tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)


def test_other_staffing_sees_the_same_citizens():
    """With twice the operators everyone still calls at the same instant; nobody's patience or talk is drawn anew."""
    more = town()
    for shift in more["operators"]["floor"]["shifts"].values():
        shift["staff"] *= 2
    few, many = simulate(town_scenario()), simulate(scenario_of(**more))
    first = [log.contacts["cause"] == 0 for log in (few, many)]
    for name in ("arrived_us", "citizen", "stream", "type", "channel"):
        columns = [log.contacts[name][rows] for log, rows in zip((few, many), first, strict=True)]
        requests = [log.contacts["request"][rows] for log, rows in zip((few, many), first, strict=True)]
        ordered = [column[np.argsort(request)] for column, request in zip(columns, requests, strict=True)]
        assert np.array_equal(*ordered), name


def test_other_seeds_and_replications_are_other_citizens():
    """No two of 36 (seed, replication) pairs share an arrival's instant more than chance would have it."""
    plan = plan_of(**town())
    worlds = [set(outside(plan, r, seed).arrival_us.tolist()) for r in range(6) for seed in (0, 1, 2, 3, 77, 2**32 - 1)]
    for i, one in enumerate(worlds):
        for other in worlds[:i]:
            assert len(one & other) <= 1  # 1,300 x 1,300 in 8.64e10 microseconds: more than one in 2e-4 of 630 pairs


def renamed(parts: dict[str, Any], kind: str, old: str, new: str, keep: bool) -> dict[str, Any]:
    """A stream, group or type with another name, with or without the old one as its id."""
    part = parts[kind].pop(old, {})
    parts[kind][new] = part | ({"id": old} if keep else {})
    return parts


@pytest.mark.parametrize(("kind", "old"), [("demand", "calls"), ("operators", "floor")])
def test_an_id_keeps_the_draws(kind, old):
    """A renamed stream or group with its old name as id has the same log, bit by bit; without the id, other draws."""
    before = simulate(town_scenario())
    same_logs(before, simulate(scenario_of(**renamed(town(), kind, old, "zzz", keep=True))))
    other = simulate(scenario_of(**renamed(town(), kind, old, "zzz", keep=False)))
    if kind == "demand":
        assert not np.isin(other.contacts["arrived_us"], before.contacts["arrived_us"]).all()
    else:
        assert sorted(before.staff["person"][before.staff["state"] == 3].tolist()) != sorted(
            other.staff["person"][other.staff["state"] == 3].tolist()
        )


def test_an_id_keeps_the_types():
    """A renamed type with its old name as id goes to the same citizens."""
    text = str(town()).replace("'inquiry'", "'zzz'")
    parts: dict[str, Any] = eval(text)
    parts["types"]["zzz"] = {"id": "inquiry"}
    before, after = simulate(town_scenario()), simulate(scenario_of(**parts))
    assert after.plan.type_names == ("complaint", "help", "zzz")
    same_logs(before, after)


def test_once_more_is_the_same():
    """The same scenario, seed and replication give the same log again in one process, whatever ran between."""
    scenario = town_scenario()
    first = simulate(scenario, seed=5, replication=3)
    simulate(scenario, seed=6)
    same_logs(first, simulate(scenario, seed=5, replication=3))
    same_logs(first, simulate(town_scenario(), seed=5, replication=3))
