"""need for every pool: operators, desks and units of one chain."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sim.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.staffing.heads import candidates, find_posts, pools_of
from sim.staffing.need import need
from sim.staffing.pools import lawful_heads, need_each
from sim.study.replicate import replicate

from .floors import all_day, exponential, floor, group, target

QUICK: Final = target("closed_within", within="4 h", at_least="80 %")
REPLICATIONS: Final = 3


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


def test_no_pool_could_spare_one_more_step() -> None:
    """After every pool has given up what it could, one step fewer of any single pool misses the target."""
    found = need_each(chain())
    assert found.heads is not None
    assert set(found.pools) == {"floor", "desk", "callers", "district"}
    assert all(result.status == "met" for result in replicate(found.scenario, seed=1).targets())
    for name in found.pools:
        posts = find_posts(found.scenario, group=name)
        fewer = [c for c in candidates(posts, posts.now) if c.heads < posts.now]
        if fewer:
            runs = replicate(found.scenario.replace(fewer[-1].changes(posts)), seed=1)
            assert any(result.status != "met" for result in runs.targets()), name
    frame = found.frame().set_index("group")
    assert frame["needed"].sum() == found.heads
    assert frame.loc["district", "needed"] == 2 * found.scenario.units["district"].shifts["day"].staff


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
