"""What a person-hour buys, in worlds in which that is known."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.errors import ScenarioError
from sim.staffing.prices import prices


def _chain(**changes: Any) -> sim.Scenario:
    """A floor with desks and units behind it, from a Friday to a Sunday."""
    base = sim.load_scenario("template_chain", ["clock.days=3", "clock.start=2026-03-06"])
    return base.replace(changes) if changes else base


def test_more_operators_answer_more_calls_and_close_no_ticket_sooner() -> None:
    """The floor is where a person-hour buys most towards answering in time; other pools buy nothing of it."""
    found = prices(_chain(), replications=6)
    level = next(target for target in found.scenario.targets if target.measure == "service_level")
    best = found.best(level)
    assert best is not None
    assert (best.pool, best.change) == ("floor", "heads")
    others = [price for price in found.prices if price.target == level and price.pool != "floor"]
    assert all(price.sure <= best.sure / 5 for price in others)


def test_a_price_is_the_paired_difference_of_the_change_by_itself() -> None:
    """Worked out once more with `compare`, and divided by the person-hours that the shifts have by hand."""
    scenario = _chain()
    found = prices(scenario, replications=6)
    shifts = scenario.operators["floor"].shifts
    more = {f"operators.floor.shifts.{name}.staff": shift.staff + 1 for name, shift in shifts.items()}
    pair = sim.compare(scenario, scenario.replace(more), replications=6)
    price = next(p for p in found.prices if p.pool == "floor" and p.target.measure == "connection_rate")
    difference = pair.difference("connection_rate").difference
    hours = sum(((shift.end - shift.start) % 86_400_000_000) / 3.6e9 for shift in shifts.values())
    assert price.difference.difference == difference
    assert price.hours == pytest.approx(hours)
    assert difference is not None
    assert price.gained == pytest.approx(difference / hours)


def test_a_promise_at_most_gains_where_its_measure_falls() -> None:
    """Fewer give up with more operators: the measure falls, and that is a gain."""
    scenario = _chain(targets=[{"measure": "abandonment_rate", "at_most": "5 %"}])
    best = prices(scenario, replications=6).best(scenario.targets[0])
    assert best is not None
    assert best.pool == "floor"
    assert best.difference.difference is not None
    assert best.difference.difference < 0 < best.sure
    assert best.gained == pytest.approx(-best.difference.difference / best.hours)


def test_a_scenario_without_targets_is_refused() -> None:
    """Nothing is asked for that could be bought."""
    with pytest.raises(ScenarioError, match="no targets"):
        prices(_chain(targets=[]))
