"""Small random worlds of calls and tickets on a grid of minutes; and a scan of each."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.chance.keyed import Purpose, draw_uniform, name_key
from sim.errors import ScenarioError
from sim.logs.run_log import RunLog
from sim.rules.codes import AtUnit
from sim.rules.names import arm_visit

from .naive_scan import GroupRules, Rules, Skill, StageRules, TypeRules, scan
from .random_worlds import MINUTE_US, Run, breaks_of, in_us, of_minutes, of_nine
from .ticket_tables import named_tasks, named_tickets
from .world import fixed, hotline, named_contacts, named_staff, rows_of, team

KINDS = ("a", "b", "c")
URGENCY = {"a": "normal", "b": "urgent", "c": "critical"}
WINDOW = (570, 600)
"""From 9:30 to 10:00 citizens are called."""


def check_random_tickets(run: Run, examples: int) -> Counter[str]:
    """Run and scan random worlds with tickets; returns how much there was to look at in all."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(ticket_worlds())
    def check(world: dict[str, Any]) -> None:
        try:
            with tempfile.TemporaryDirectory() as folder:
                log = run(hotline(Path(folder), **world))
        except ScenarioError:
            seen["refused"] += 1
            return
        tasks = [row | {"order_key": _order_key(world, log, row)} for row in named_tasks(log)]
        tables = (named_contacts(log), named_staff(log), named_tickets(log), tasks)
        in_hand = np.flatnonzero(log.plan.tickets.backlog.at_unit == AtUnit.WORK)
        rules = replace(rules_of_tickets(world), in_hand=frozenset(in_hand.tolist()))
        found = asdict(scan(rules, *tables))
        wrong = found.pop("wrong")
        assert wrong == [], wrong[:2]
        seen.update(found)
        seen["worlds"] += 1

    check()
    return seen


@st.composite
def ticket_worlds(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of `hotline` for a world of up to 20 tickets, two operators, two desks and three units."""
    whole = st.integers
    coin = st.booleans()
    transfers = draw(st.lists(st.tuples(whole(0, 40), st.sampled_from(KINDS)), min_size=4, max_size=12))
    calls = draw(st.lists(st.tuples(whole(0, 40), st.sampled_from(KINDS)), min_size=1, max_size=8))
    demand = {"transfers": transfers, "calls": calls}
    groups = st.lists(st.sampled_from(["desk", "floor", "office"]), min_size=1, max_size=3, unique=True)

    def part(longest: int = 6, **more: Any) -> dict[str, Any]:
        lengths = {"by": draw(groups), "time": fixed(of_minutes(draw(whole(1, longest))))}
        return lengths | ({"reserve": 1} if draw(whole(0, 3)) == 0 else {}) | more

    window = {"open": of_nine(WINDOW[0] - 540), "close": of_nine(WINDOW[1] - 540)}
    names = ["road", "path", "park"][: draw(whole(2, 3))]
    tickets: dict[str, Any] = {
        "urgency_by_type": {kind: {urgency: "100 %"} for kind, urgency in URGENCY.items()},
        "routes": [{"units": {name: 1 / len(names) for name in names}, "arms": ["60 %", "40 %"]}],
    }
    if draw(coin):
        tickets["confirm"] = part(share="60 %", window=window if draw(coin) else {"open": "00:00", "close": "24:00"})
    if draw(coin):
        tickets["audit"] = part()
    if draw(coin):
        tickets["dispatch"] = part(accuracy=["60 %", "100 %"])
        if draw(coin):
            tickets["dispatch"]["critical_call"] = part(3)
    if draw(coin):
        tickets["review"] = part()
    if draw(coin):
        follow_up = {"unreached": "50 %", "tries": 2, "gap": of_minutes(draw(whole(1, 9)))}
        tickets["follow_up"] = part(**follow_up, window=window if draw(coin) else {"open": "00:00", "close": "24:00"})
        if draw(coin):
            tickets["reopen"] = {
                "share": ["50 %", "0 %"],
                "to": draw(st.sampled_from(["handling", "dispatch"])),
                "arms": draw(st.sampled_from(["lead", "all"])),
            }
    if draw(coin):
        limits = {urgency: of_minutes(draw(whole(5, 40))) for urgency in URGENCY.values()}
        tickets["deadlines"] = {"closure": {"limits": limits}}
        tickets["supervision"] = {"reminders": draw(st.sampled_from([[], ["50 %"], ["30 %", "60 %"]])), "speed_up": 2}
        if draw(coin):
            tickets["supervision"]["act"] = part(3)
        if draw(coin):
            tickets["chase_up"] = {"every": "20 min", "profile": [1] * 24}
    if draw(coin):
        tickets["withdrawal"] = {"share": "40 %", "after": fixed(of_minutes(draw(whole(3, 30))))}
    if draw(coin):
        tickets["silence"] = {"time": fixed(of_minutes(draw(whole(1, 30)))), "share": "60 %"}
    world = {
        "demand": {
            name: " ".join(f"{of_nine(minute)}/{kind}" for minute, kind in rows) for name, rows in demand.items()
        },
        "operators": {"floor": draw(_people(talk=of_minutes(draw(whole(1, 4)))))},
        "desks": {name: draw(_people(talk=None)) for name in ("desk", "office")},
        "units": {name: draw(_units()) for name in names},
        "types": {kind: {"priority": draw(whole(1, 6)), "direct_answer": draw(st.sampled_from(["0 %", "60 %"]))}
                  for kind in KINDS},
        "tickets": tickets,
    }  # fmt: skip
    if draw(coin):
        tickets["backlog"] = draw(st.lists(_open_tickets(), min_size=1, max_size=6))
    return world


@st.composite
def _open_tickets(draw: st.DrawFn) -> dict[str, Any]:
    """Tickets open at the start, at any stage, of up to ten hours, some of which they have stood there."""
    whole = st.integers
    stages = (
        "confirm",
        "audit",
        "dispatch",
        "acceptance",
        "handling",
        "work",
        "outside",
        "review",
        "follow_up",
        "silence",
    )
    kind, stage, age = draw(st.sampled_from(KINDS)), draw(st.sampled_from(stages)), draw(whole(0, 600))
    entry = {"count": draw(whole(1, 3)), "type": kind, "urgency": URGENCY[kind], "stage": stage}
    entry |= {"age": of_minutes(age), "in_stage_for": of_minutes(draw(whole(0, age)))}
    if stage in ("acceptance", "handling", "work", "outside", "silence") and draw(st.booleans()):
        entry["remaining"] = of_minutes(draw(whole(1, 600)))
    return entry


@st.composite
def _people(draw: st.DrawFn, talk: str | None, **more: Any) -> dict[str, Any]:
    whole = st.integers
    middle, end = draw(whole(20, 40)), draw(whole(61, 100))
    rule = draw(st.sampled_from(["finish", "pause", "pause", "no_late_start"]))
    more["shift_end"] = rule
    if rule == "no_late_start":
        more["no_late_start_margin"] = of_minutes(draw(whole(1, 6)))
    if draw(whole(0, 2)) == 0:
        more["breaks"] = [{"after": of_minutes(draw(whole(0, 9))), "length": of_minutes(draw(whole(1, 5))), "waves": 2}]
    shifts = {
        "early": (f"{of_nine(0)}-{of_nine(middle)}", draw(whole(1, 2))),
        "late": (f"{of_nine(middle)}-{of_nine(end)}", draw(whole(1, 2))),
    }
    return team(talk=talk, shifts=shifts, **more)


@st.composite
def _units(draw: st.DrawFn) -> dict[str, Any]:
    whole = st.integers
    lengths = {"work": draw(whole(1, 20))}
    for name, longest in (("travel", 5), ("acceptance", 10), ("notice", 10)):
        if draw(st.booleans()):
            lengths[name] = draw(whole(1, longest))
    unit = draw(_people(talk=None, **{name: fixed(of_minutes(minutes)) for name, minutes in lengths.items()}))
    if draw(whole(0, 2)) == 0:
        unit["outside"] = {"share": "50 %", "delay": fixed(of_minutes(draw(whole(1, 20)))), "in_hours": True}
    if draw(whole(0, 2)) == 0:
        unit["by_type"] = {draw(st.sampled_from(KINDS)): {"outside": {"delay": fixed(of_minutes(draw(whole(1, 20))))}}}
    if draw(st.booleans()):
        unit["order"] = draw(st.sampled_from(["newest_first", "random", "shortest_first"]))
        kind = unit.setdefault("by_type", {}).setdefault(draw(st.sampled_from(KINDS)), {})
        kind["work"] = fixed(of_minutes(draw(whole(1, 20))))
    return unit


def _order_key(world: dict[str, Any], log: RunLog, task: dict[str, Any]) -> int:
    """The key of a task by the order of its unit, from the world's description and the task's row; 0: first come."""
    unit = world["units"].get(task["unit"], {})
    order = unit.get("order", "first_come")
    if order == "newest_first":
        return -task["queued_us"]
    place = log.tickets["ticket"].tolist().index(task["ticket"])
    stream, kind, entity = (int(log.tickets[name][place]) for name in ("stream", "type", "citizen"))
    if order == "random":
        rows = [row for row in rows_of(log.assignments) if (row["ticket"], row["arm"]) == (task["ticket"], task["arm"])]
        sent = max(row["dispatch"] for row in rows if row["handling"] == task["handling"])
        name = name_key("backlog") if stream < 0 else log.plan.streams[stream].name_key
        return int(
            2**52 * draw_uniform(1, 0, Purpose.ORDER, name, entity, arm_visit(task["handling"], sent + 1, task["arm"]))
        )
    if order == "shortest_first":
        opened = [entry for entry in world["tickets"].get("backlog", []) for _ in range(entry["count"])]
        entry = opened[task["ticket"]] if stream < 0 else {}
        if entry.get("stage") == "handling" and "remaining" in entry and task["handling"] == 0:
            return in_us(entry["remaining"])
        lengths = unit | unit.get("by_type", {}).get(log.plan.type_names[kind], {})
        return sum(in_us(lengths[name]["value"]) for name in ("travel", "work") if name in lengths)
    return 0


def rules_of_tickets(world: dict[str, Any]) -> Rules:
    """The same world in the words of the scan."""
    tickets = world["tickets"]
    parts = {name: tickets.get(name) for name in ("confirm", "audit", "dispatch", "review", "follow_up")}
    parts["critical_call"] = tickets.get("dispatch", {}).get("critical_call")
    parts["supervision"] = tickets.get("supervision", {}).get("act")
    calls = Skill("phone", KINDS, 0, 0)
    limits = tickets.get("deadlines", {}).get("closure", {}).get("limits", {})
    return Rules(
        groups={
            name: GroupRules(
                (calls,) if name == "floor" else (), in_us(group.get("no_late_start_margin", "0 min")), breaks_of(group)
            )
            for name, group in (world["operators"] | world["desks"] | world["units"]).items()
        },
        types={name: TypeRules(kind["priority"], 0) for name, kind in world["types"].items()},
        horizon_us=24 * 60 * MINUTE_US,
        stages={
            name: StageRules(tuple(part["by"]), part.get("reserve", 0), _window_of(part))
            for name, part in parts.items()
            if part is not None
        },
        limit_us={urgency: in_us(limit) for urgency, limit in limits.items()},
        reminders=tuple(float(share.split()[0]) / 100 for share in tickets.get("supervision", {}).get("reminders", [])),
    )


def _window_of(part: dict[str, Any]) -> tuple[int, int] | None:
    if part.get("window", {}).get("open", "00:00") == "00:00":
        return None
    return WINDOW[0] * MINUTE_US, WINDOW[1] * MINUTE_US
