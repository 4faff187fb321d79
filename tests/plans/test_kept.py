"""What follows from a plan alone is worked out once for each plan."""

from __future__ import annotations

import pickle
from dataclasses import replace

import sim
from sim.checks import checked_plan
from sim.plans.kept import by_plan
from sim.plans.plan import Plan


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


def test_a_plan_that_was_asked_can_be_sent_on() -> None:
    """What was kept stays behind: a run that was measured may come from another process."""
    log = sim.simulate(sim.load_scenario("template_town", ["clock.days=1"]))
    values = sim.measure(log).values
    assert log.plan.kept
    back = pickle.loads(pickle.dumps(log))
    assert back.plan.kept == {}
    assert sim.measure(back).values == values
