"""Names to numbers: law rows, lines and pools, skills, pace and shares of direct answers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plans.plan import Plan
from sim.rules.codes import Channel

from ..workload.building import HOUR, plan_of

PHONE, ONLINE = int(Channel.PHONE), int(Channel.ONLINE)


def law(mean: str) -> dict[str, str]:
    """An exponential law."""
    return {"law": "exponential", "mean": mean}


def mean_s(plan: Plan, row: int) -> float:
    """Mean of an exponential row, in seconds."""
    return float(plan.laws.a[row]) / 1e6


def two_groups(**floor) -> Plan:
    """A floor and experts for three types."""
    return plan_of(
        demand={
            "calls": {"per_day": 100, "types": {"a": 0.5, "b": 0.3, "c": 0.2}},
            "letters": {"channel": "online", "per_day": 10, "types": {"a": 0.5, "c": 0.5}},
        },
        types={"b": {"priority": 1, "ageing": "10 min"}, "c": {"patience": law("1 min")}},
        callers={"patience": law("2 min")},
        operators={
            "floor": {
                "talk": law("180 s"), "wrap_up": law("30 s"), "wrap_up_ticket": law("60 s"),
                "by_type": {"b": {"talk": law("300 s"), "wrap_up": law("45 s")}, "c": {"wrap_up_ticket": law("90 s")}},
                "online": {"work": law("400 s")},
            } | floor,
            "experts": {
                "talk": law("200 s"),
                "skills": [{"types": ["c"]}, {"types": ["b"], "overflow_after": "20 s", "reserve": 2}],
            },
        },
    )  # fmt: skip


def test_laws_by_type_and_group():
    """A type's own law goes before the group's, the ticket's wrap-up to the wrap-up of its place."""
    plan = two_groups()
    experts, floor = 0, 1
    assert plan.group_names == ("experts", "floor")
    assert plan.type_names == ("a", "b", "c")
    talk, wrap_up, ticket = (
        [mean_s(plan, row) for row in table[PHONE, :, floor]]
        for table in (plan.talk_law, plan.wrap_up_law, plan.wrap_up_ticket_law)
    )
    assert talk == [180, 300, 180]
    assert wrap_up == [30, 45, 30]
    assert ticket == [60, 45, 90]
    assert [mean_s(plan, row) for row in plan.talk_law[ONLINE, :, floor]] == [400] * 3
    assert (plan.wrap_up_law[PHONE, :, experts] == -1).all()
    assert (plan.talk_law[ONLINE, :, experts] == -1).all()
    assert [mean_s(plan, row) for row in plan.callers.patience_law] == [120, 120, 60]


def test_equal_laws_share_rows():
    """Law rows are as many as there are different laws."""
    plan = two_groups()
    assert len(plan.laws.kind) == len(set(plan.laws.a.tolist())) == 9


def test_lines_and_skills():
    """Contacts with the same order and the same groups share a line; all others have their own."""
    plan = plan_of(
        demand={"calls": {"per_day": 10, "types": {"a": 0.25, "b": 0.25, "c": 0.25, "d": 0.25}}},
        types={"d": {"priority": 3}},
        operators={
            "floor": {"talk": law("3 min")},
            "experts": {"talk": law("3 min"), "skills": [{"types": ["c"]}]},
        },
    )
    a, b, c, d = plan.line_of[PHONE].tolist()
    assert a == b
    assert len({a, c, d}) == len(plan.lines) == 3
    assert (plan.line_of[ONLINE] == -1).all()
    experts, floor = 0, 1
    assert plan.preference[:, floor].tolist() == [0, 0, 0]
    assert plan.preference[[a, c, d], experts].tolist() == [-1, 0, -1]
    assert plan.lines[d].base_class == 3
    assert plan.lines[a].base_class == 5


def test_skill_table():
    """Preference is the place in the list of skills; overflow and reserve stand beside it."""
    plan = two_groups()
    experts, floor = 0, 1
    a, b, c = plan.line_of[PHONE].tolist()
    assert plan.preference[[a, b, c], experts].tolist() == [-1, 1, 0]
    assert plan.overflow_us[b].tolist() == [20_000_000, 0]
    assert plan.reserve[b].tolist() == [2, 0]
    assert plan.preference[[a, b, c], floor].tolist() == [0, 0, 0]
    assert plan.preference[plan.line_of[ONLINE, 0]].tolist() == [-1, 1]
    assert plan.line_of[ONLINE, 1] == -1


def test_messages_stand_behind_calls():
    """The worst call stands before the best message, however long that has waited."""
    plan = plan_of(
        demand={
            "calls": {"per_day": 10, "types": {"late": 1.0}},
            "letters": {"channel": "online", "per_day": 10, "types": {"urgent": 1.0}},
        },
        types={"late": {"priority": 99}, "urgent": {"priority": 1, "ageing": "1 s"}},
        operators={"floor": {"talk": law("3 min"), "online": {"work": law("5 min")}}},
    )
    call = plan.lines[plan.line_of[PHONE, plan.type_names.index("late")]]
    message = plan.lines[plan.line_of[ONLINE, plan.type_names.index("urgent")]]
    assert call.base_class < message.top_class <= message.base_class


def test_pools():
    """Groups and lines that skills connect, over any number of steps, are one pool; others are apart."""
    types = dict.fromkeys("abcd", 0.25)
    plan = plan_of(
        demand={"calls": {"per_day": 10, "types": types}},
        operators={
            name: {"talk": law("3 min"), "skills": [{"types": skills}]}
            for name, skills in {"one": ["a", "b"], "two": ["b"], "three": ["c", "b"], "four": ["d"]}.items()
        },
    )
    pools = dict(zip(plan.group_names, (group.pool for group in plan.groups), strict=True))
    assert pools["one"] == pools["two"] == pools["three"] != pools["four"]
    for kind, group in (("a", "one"), ("b", "two"), ("c", "three"), ("d", "four")):
        assert plan.lines[plan.line_of[PHONE, plan.type_names.index(kind)]].pool == pools[group]


def test_redials_may_write():
    """If redials may go online there is a line for their messages; else there is none."""
    callers = {"redial": {"after_abandon": 0.5, "delay": law("5 min")}}
    group = {"floor": {"talk": law("3 min"), "online": {"work": law("5 min")}}}
    assert plan_of(callers=callers, operators=group).line_of.tolist() == [[0], [-1]]
    callers["redial"]["to_online"] = 0.1
    assert plan_of(callers=callers, operators=group).line_of.tolist() == [[0], [1]]


def test_pace_by_hour():
    """Pace, kept by minute of the horizon, is the product of all that apply by the local clock and date."""
    speed = [
        {"factor": 0.8, "start": "22:00", "end": "06:00"},
        {"factor": 1.5, "from_date": "2025-06-03", "to_date": "2025-06-03"},
        {"factor": 0.5, "start": "05:00", "end": "07:00", "to_date": "2025-06-02"},
    ]
    plan = plan_of(clock={"days": 3}, operators={"floor": {"talk": law("3 min"), "speed": speed}})
    hours = np.arange(72)
    of_day = hours % 24
    expected = np.where((of_day >= 22) | (of_day < 6), 0.8, 1.0) * np.where(hours // 24 == 1, 1.5, 1.0)
    expected *= np.where((hours // 24 == 0) & (of_day >= 5) & (of_day < 7), 0.5, 1.0)
    assert plan.pace[plan.groups[0].pace][: 72 * 60 : 60].tolist() == pytest.approx(expected.tolist(), rel=1e-15)


@pytest.mark.parametrize(("start", "end"), [("08:30", "12:30"), ("22:15", "05:45")])
def test_pace_by_the_minute(start, end):
    """A pace that begins at half past holds from half past: no hour is wholly slow or wholly fast for it."""
    speed = [{"factor": 0.5, "start": start, "end": end}]
    plan = plan_of(operators={"floor": {"talk": law("3 min"), "speed": speed}})
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    minutes = np.arange(1440)
    slow = (minutes - first) % 1440 < (last - first) % 1440
    assert plan.pace[plan.groups[0].pace][:1440].tolist() == np.where(slow, 0.5, 1.0).tolist()


def test_pace_where_clocks_move():
    """On a day of 25 hours the hour that comes twice is slow twice."""
    speed = [{"factor": 0.5, "start": "01:00", "end": "02:00"}]
    clock = {"start": "2025-11-02", "days": 1, "zone": "America/New_York"}
    plan = plan_of(clock=clock, operators={"floor": {"talk": law("3 min"), "speed": speed}})
    assert plan.pace[plan.groups[0].pace][: 25 * 60 : 60].tolist() == [1.0, 0.5, 0.5] + [1.0] * 22


def test_direct_answers_by_date():
    """Changes hold from local midnight of their date, on their types, one after the other; past ones from the start."""
    changes = [
        {"start": "2025-06-04", "share": 0.9},
        {"start": "2025-06-03", "share": 0.8, "types": ["a"]},
        {"start": "2025-05-01", "share": 0.6, "types": ["b"]},
        {"start": "2026-01-01", "share": 0.0},
    ]
    plan = plan_of(
        clock={"days": 4},
        demand={"calls": {"per_day": 10, "types": {"a": 0.5, "b": 0.5}}},
        types={"a": {"direct_answer": 0.3}},
        direct_answer=0.5,
        answer_changes=changes,
    )
    assert (plan.direct_from_us // HOUR).tolist() == [0, 24, 48]
    assert plan.direct_share.tolist() == [[0.3, 0.6], [0.8, 0.6], [0.9, 0.9]]


def test_numbers_follow_the_names():
    """Streams, types and groups are numbered by their sorted names (or ids), whatever the order in the file."""
    stream = {"per_day": 10, "types": {"b": 0.5, "a": 0.5}}
    plan = plan_of(demand={"z": stream, "m": {**stream, "id": "zz"}, "c": stream}, types={"c": {"id": "aa"}})
    assert plan.stream_names == ("c", "z", "m")
    assert plan.type_names == ("a", "c", "b")
