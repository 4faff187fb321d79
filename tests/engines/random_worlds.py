"""Small random worlds on a grid of minutes, so that much happens at the same instant; and a scan of each."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.logs.run_log import RunLog
from sim.scenario.schema import Scenario

from .naive_scan import NEVER, GroupRules, Rules, Skill, TypeRules, scan
from .world import fixed, hotline, named_contacts, named_staff, team, us

MINUTE_US = 60_000_000
Run = Callable[[Scenario], RunLog]


def check_random_worlds(run: Run, examples: int) -> Counter[str]:
    """Run and scan random worlds; returns how much there was to look at in all."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(worlds())
    def check(world: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            log = run(hotline(Path(folder), **world))
        found = asdict(scan(rules_of(world), named_contacts(log), named_staff(log)))
        assert found.pop("wrong") == []
        seen.update(found)

    check()
    return seen


def of_minutes(number: int) -> str:
    """A length as a planner writes it."""
    return f"{number} min"


def of_nine(minutes: int) -> str:
    """The clock time so many minutes after nine."""
    return f"{9 + minutes // 60:02d}:{minutes % 60:02d}"


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of `hotline` for a world of up to 24 contacts, 3 groups and 9 people, from 9:00 to about 10:30."""
    kinds = ["a", "b", "c"][: draw(st.integers(1, 3))]
    whole = st.integers
    calls = draw(st.lists(st.tuples(whole(0, 40), st.sampled_from(kinds)), min_size=6, max_size=16))
    notes = draw(st.lists(st.tuples(whole(0, 40), st.sampled_from(kinds)), max_size=8))
    kinds = sorted({kind for _, kind in calls + notes})
    demand = {"calls": calls} | ({"messages": notes} if notes else {})
    callers: dict[str, Any] = {}
    if draw(st.booleans()):
        callers["trunks"] = draw(whole(2, 5))
    if draw(st.booleans()):
        callers["redial"] = {
            "after_abandon": "100 %",
            "after_block": "100 %",
            "delay": fixed(of_minutes(draw(whole(1, 5)))),
            "max_tries": 2,
            "to_online": draw(st.sampled_from(["0 %", "100 %"])),
        }
    if draw(st.integers(0, 3)) == 0:
        callers["balk"] = "100 %"
    if draw(st.booleans()):
        at_close = draw(st.sampled_from(["stay", "clear", "finish"]))
        callers["hours"] = {
            "open": of_nine(draw(whole(0, 3))),
            "close": of_nine(draw(whole(25, 50))),
            "at_close": at_close,
        }
    names = ["east", "north", "west"][: draw(whole(1, 3))]
    world = {
        "demand": {
            name: " ".join(f"{of_nine(minute)}/{kind}" for minute, kind in rows) for name, rows in demand.items()
        },
        "operators": {name: draw(_groups(kinds, name == names[0])) for name in names},
        "types": {kind: draw(_types()) for kind in kinds},
        "callers": callers,
    }
    if draw(st.booleans()):
        world["online"] = {"polled_every": of_minutes(draw(whole(2, 10)))}
    return world


@st.composite
def _types(draw: st.DrawFn) -> dict[str, Any]:
    kind: dict[str, Any] = {"priority": draw(st.integers(1, 4))}
    if draw(st.booleans()):
        kind["ageing"] = of_minutes(draw(st.integers(1, 4)))
    if draw(st.booleans()):
        kind["patience"] = fixed(of_minutes(draw(st.integers(2, 12))))
        if draw(st.booleans()):
            begin, length = draw(st.integers(0, 30)), draw(st.integers(1, 20))
            instead = fixed(of_minutes(draw(st.integers(1, 6))))
            other = {"start": of_nine(begin), "end": of_nine(begin + length), "instead": instead}
            kind["patience"] = {"law": "by_time", "usual": kind["patience"], "at_times": [other]}
    return kind


@st.composite
def _groups(draw: st.DrawFn, kinds: list[str], takes_all: bool) -> dict[str, Any]:
    whole = st.integers
    skill = st.fixed_dictionaries(
        {
            "channel": st.sampled_from(["phone", "phone", "online"]),
            "types": st.lists(st.sampled_from(kinds), min_size=1, unique=True),
            "overflow_after": st.sampled_from([0, 0, 1, 2, 4]).map(of_minutes),
            "reserve": st.sampled_from([0, 0, 1, 2]),
        }
    )
    skills = draw(st.lists(skill, min_size=1, max_size=3))
    if takes_all:
        skills += [{"channel": "phone", "types": kinds}, {"channel": "online", "types": kinds}]
    begin, middle, end = draw(whole(0, 10)), draw(whole(20, 30)), draw(whole(40, 80))
    shifts = {
        "early": (f"{of_nine(begin)}-{of_nine(middle)}", draw(whole(1, 2))),
        "late": (f"{of_nine(middle)}-{of_nine(end)}", draw(whole(1, 2))),
    }
    more: dict[str, Any] = {"shift_end": draw(st.sampled_from(["finish", "pause", "pause", "no_late_start"]))}
    if more["shift_end"] == "no_late_start":
        more["no_late_start_margin"] = of_minutes(draw(whole(1, 6)))
    more["breaks"] = [
        {"after": of_minutes(after), "length": of_minutes(length), "waves": waves}
        for after, length, waves in draw(
            st.lists(st.tuples(whole(0, 9), whole(1, 5), whole(1, 3)), max_size=2)
        )
    ]  # fmt: skip
    return team(
        talk=of_minutes(draw(whole(1, 4))),
        wrap_up=draw(st.sampled_from([None, "1 min", "2 min"])),
        online=of_minutes(draw(whole(2, 20))),
        online_wrap_up=draw(st.sampled_from([None, "1 min"])),
        by_type={kind: of_minutes(draw(whole(1, 4))) for kind in kinds if draw(st.booleans())},
        shifts=shifts,
        skills=skills,
        **more,
    )


def in_us(length: str) -> int:
    """A length in microseconds."""
    return int(length.split()[0]) * MINUTE_US


def breaks_of(group: dict[str, Any]) -> tuple[tuple[int, int, int], ...]:
    """The breaks of a group in the words of the scan."""
    return tuple((in_us(part["after"]), in_us(part["length"]), part["waves"]) for part in group.get("breaks", ()))


def patience_of(kind: dict[str, Any]) -> Callable[[int], int]:
    """The patience of a type of contact by the instant of its entry into the queue."""
    law = kind.get("patience")
    if law is None:
        return lambda _: NEVER
    usual_us = in_us(law.get("usual", law)["value"])
    others = [(us(time["start"]), us(time["end"]), in_us(time["instead"]["value"])) for time in law.get("at_times", ())]
    return lambda at_us: next((length for start, end, length in others if start <= at_us < end), usual_us)


def rules_of(world: dict[str, Any]) -> Rules:
    """The same world in the words of the scan."""
    return Rules(
        groups={
            name: GroupRules(
                skills=tuple(
                    Skill(
                        skill["channel"],
                        tuple(skill["types"]),
                        in_us(skill.get("overflow_after", "0 min")),
                        skill.get("reserve", 0),
                    )
                    for skill in group["skills"]
                ),
                margin_us=in_us(group.get("no_late_start_margin", "0 min")),
                breaks=breaks_of(group),
            )
            for name, group in world["operators"].items()
        },
        types={
            name: TypeRules(
                priority=kind["priority"],
                ageing_us=in_us(kind.get("ageing", "0 min")),
                patience_us=(lambda _: 0) if "balk" in world["callers"] else patience_of(kind),
            )
            for name, kind in world["types"].items()
        },
        horizon_us=24 * 60 * MINUTE_US,
    )
