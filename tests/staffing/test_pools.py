"""need for every pool: operators, desks and units of one chain."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import pytest

from sim.errors import ScenarioError
from sim.measures.targets import Status
from sim.scenario.schema import Scenario
from sim.staffing.heads import Post, Posts, candidates, find_posts, pools_of
from sim.staffing.lawful import lawful_heads
from sim.staffing.need import need
from sim.staffing.pools import PoolNeeds, _spared, need_each
from sim.study.replicate import replicate

from .floors import IN_TIME, PATIENT, all_day, exponential, floor, group, shift, target

QUICK: Final = target("closed_within", within="4 h", at_least="80 %")
REPLICATIONS: Final = 3
SPARE: Final = (("floor", "day", 14), ("floor", "night", 9), ("desk", "day", 6))


def chain(*targets: dict[str, Any], **staff: int) -> Scenario:
    """Two days of 150 tickets that come ready-made: a desk dispatches, two units alike handle, a desk calls back."""
    whole_day = {"open": "00:00", "close": "24:00"}
    return floor(
        1,
        {"floor": group(all_day(staff.get("floor", 1)))},
        *(targets or (QUICK,)),
        clock={"start": "2025-06-02", "days": 2, "zone": "UTC"},
        demand={
            "calls": {"per_day": 20, "profile": "flat", "types": {"any": 1}},
            "sent": {"channel": "transfer", "per_day": 150, "profile": "flat", "types": {"any": 1}},
        },
        desks={"desk": {"shifts": all_day(staff.get("desk", 1))}, "callers": {"shifts": all_day(1)}},
        units={"district": {"copies": 2, "work": exponential("50 min"), "shifts": all_day(staff.get("district", 4))}},
        tickets={
            "dispatch": {"by": "desk", "time": exponential("8 min")},
            "routes": [{"units": {"district": 1}}],
            "follow_up": {"by": "callers", "time": exponential("3 min"), "window": whole_day},
        },
        replications=REPLICATIONS,
    )


def by_trying_everything(scenario: Scenario, name: str) -> int | None:
    """The least head count of a pool, from 1 up, at which every target is met."""
    posts = find_posts(scenario, group=name)
    for candidate in candidates(posts, 24):
        runs = replicate(scenario.replace(candidate.changes(posts)), seed=1)
        if all(result.status == "met" for result in runs.targets()):
            return candidate.heads
    return None


@pytest.mark.parametrize("name", ["desk", "district", "callers"])
def test_a_pool_alone_needs_what_trying_everything_finds(name: str) -> None:
    """For a desk, a unit with copies and a follow-up pool the search ends where exhaustive search from 1 up does."""
    scenario = chain(desk=3, district=6)
    assert need(scenario, group=name).heads == by_trying_everything(scenario, name)


def is_met(scenario: Scenario) -> bool:
    """Whether every target is met in runs of their own."""
    return all(result.status == "met" for result in replicate(scenario, seed=1).targets())


def check_nobody_to_spare(found: PoolNeeds) -> int:
    """The answer meets its targets, and one fewer in any shift does not; how many shifts were tried."""
    assert is_met(found.scenario)
    shifts = [post for post in find_posts(found.scenario).posts if post.heads > 1]
    for post in shifts:
        assert not is_met(found.scenario.replace({post.path: post.heads - 1})), post
    assert {(fewer.post, fewer.verdict == "met") for fewer in found.one_fewer} == {(post, False) for post in shifts}
    return len(shifts)


def test_no_pool_could_give_up_one_person() -> None:
    """After every pool has given up what it could, one person fewer in any shift misses the target."""
    found = need_each(chain())
    assert found.heads is not None
    assert set(found.pools) == {"floor", "desk", "callers", "district"}
    assert check_nobody_to_spare(found) > 0
    frame = found.frame().set_index("group")
    assert frame["needed"].sum() == found.heads
    assert frame.loc["district", "needed"] == 2 * found.scenario.units["district"].shifts["day"].staff


def test_what_the_proportions_of_shifts_leave_over_is_given_up() -> None:
    """A desk has as many people at night as by day, and a fifth of the calls: one factor on both leaves many over."""
    shifts = {"day": shift("07:00", "23:00", 8), "night": shift("23:00", "07:00", 8)}
    demand = {"calls": {"per_day": 500, "profile": "office_hours", "types": {"any": 1}}}
    found = need_each(floor(500, {"desk": group(shifts)}, IN_TIME, callers=PATIENT, demand=demand))
    alike = found.pools["desk"]
    assert alike.answer is not None
    assert alike.answer.candidate.staff[0] == alike.answer.candidate.staff[1]
    staff = found.scenario.operators["desk"].shifts
    assert staff["night"].staff == 1
    assert found.heads is not None
    assert found.heads < alike.answer.heads
    check_nobody_to_spare(found)


def test_what_is_written_down_is_what_was_found() -> None:
    """The changes make the scenario that was asked about the one that was found, dated exceptions too."""
    busy = {"start": "2025-06-03", "end": "2025-06-03", "shift": "day", "staff": 9}
    demand = {"calls": {"per_day": 300, "profile": "flat", "types": {"any": 1}}}
    desk = group(all_day(6), exceptions=[busy])
    clock = {"start": "2025-06-02", "days": 2, "zone": "UTC"}
    asked = floor(300, {"desk": desk}, IN_TIME, callers=PATIENT, demand=demand, clock=clock)
    found = need_each(asked)
    assert found.changes()["operators.desk.exceptions.0.staff"] < 9
    assert asked.replace(found.changes()).document == found.scenario.document


def test_the_answer_is_the_least_of_all_mixes_below_it() -> None:
    """Of every mix of desk and crews up to the answer, tried one by one, the answer alone meets the target."""
    found = need_each(chain(desk=2, district=5))
    most = [found.scenario.desks["desk"].shifts["day"].staff, found.scenario.units["district"].shifts["day"].staff]
    paths = ["desks.desk.shifts.day.staff", "units.district.shifts.day.staff"]
    mixes = product(*(range(1, heads + 1) for heads in most))
    met = [mix for mix in mixes if is_met(found.scenario.replace(dict(zip(paths, mix, strict=True))))]
    assert met == [tuple(most)]


def test_spare_people_of_several_shifts_are_found_in_one_walk() -> None:
    """With a rule in place of runs: what any mix of three shifts may give up is taken, and each set is tried once."""
    posts = Posts("all", "", tuple(Post(group, name, f"{group}.{name}", heads) for group, name, heads in SPARE), ())
    asked: list[tuple[int, ...]] = []

    def verdict(staff: tuple[int, ...]) -> Status:
        asked.append(staff)
        day, night, desk = staff
        return "met" if day >= 7 and night >= 2 and day + 2 * night + desk >= 20 else "not met"

    staff, one_fewer = _spared(posts, verdict)
    assert verdict(staff) == "met"
    assert len(set(asked[:-1])) == len(asked) - 1 < 30
    for place in range(3):
        assert verdict((*staff[:place], staff[place] - 1, *staff[place + 1 :])) == "not met"
    assert [fewer.post.heads for fewer in one_fewer] == [staff[0], staff[1], staff[2]]


def test_copies_of_a_unit_count_as_people() -> None:
    """Four crews in each of two copies are eight people; a step of the unit adds two."""
    posts = find_posts(chain(), group="district")
    assert posts.now == 8
    assert [candidate.heads for candidate in candidates(posts, 8)] == [2, 4, 6, 8]


def test_lawful_heads_of_a_seat_round_the_clock() -> None:
    """One seat round the clock is 168 hours a week: 5 people at 40 h, 4 at 44 h (2 for one rest day a week)."""
    week = chain().replace({"clock.days": 7})
    assert lawful_heads(week)["callers"] == (5, 4, 2)
    assert lawful_heads(week)["district"] == (34, 32, 10)


def test_every_pool_has_its_name() -> None:
    """Groups of operators, desks and units are asked for by name; a slip is answered with what was meant."""
    scenario = chain()
    assert set(pools_of(scenario)) == {"floor", "desk", "callers", "district"}
    with pytest.raises(ScenarioError, match="no group 'distrct' - did you mean 'district'"):
        find_posts(scenario, group="distrct")
