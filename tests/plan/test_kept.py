"""What follows from a plan alone is worked out once for each plan."""

from __future__ import annotations

from dataclasses import replace

import sim
from sim.checks import checked_plan
from sim.plan.kept import by_plan
from sim.plan.plan import Plan


def test_a_plan_is_asked_once_and_another_one_again() -> None:
    """The second question is answered from the first, by what else is given; a changed plan is asked anew."""
    asked: list[tuple[int, int]] = []

    @by_plan
    def streams(plan: Plan, more: int = 0) -> int:
        asked.append((len(plan.streams), more))
        return len(plan.streams) + more

    plan = checked_plan(sim.load_scenario("template_town"))
    other = replace(plan, streams=())
    assert [streams(plan), streams(plan), streams(plan, 2), streams(plan, 2)] == [1, 1, 3, 3]
    assert [streams(other), streams(other)] == [0, 0]
    assert asked == [(1, 0), (1, 2), (0, 0)]
