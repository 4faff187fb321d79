"""What the formulas are given, and what they say of a roster."""

from __future__ import annotations

import numpy as np
import pytest

from sim.queueing.erlang import erlang_a
from sim.scenario.schema_results import Target
from sim.staffing.direction import asks_for_fewer
from sim.staffing.formula import (
    Demand,
    demand_of,
    formula_knows,
    gain_of,
    gains_of,
    holds_by_formula,
    present_heads,
)
from sim.study.replicate import replicate

from .floors import FEW_GIVE_UP, IN_TIME, PATIENT, all_day, floor, group, shift, target

HALF_HOUR_US = 1_800_000_000
MEAL = [{"after": "3 h", "length": "45 min", "waves": 3}]
RATE, AHT_S, PATIENCE_S = 0.02, 180.0, 120.0


def even(intervals: int = 4) -> Demand:
    """The same load in every half hour."""
    ones = np.ones(intervals)
    return Demand(RATE * ones, RATE * AHT_S * ones, AHT_S, PATIENCE_S, HALF_HOUR_US, HALF_HOUR_US * ones)


def test_people_at_work_are_those_the_simulation_finds() -> None:
    """Where hardly anybody calls, breaks are taken on time: people at work are the same in every interval."""
    shifts = {"early": shift("00:00", "13:00", 4), "late": shift("12:00", "24:00", 5)}
    scenario = floor(1, {"desk": group(shifts, breaks=MEAL), "back": group(all_day(2))}, IN_TIME)
    simulated = replicate(scenario, 1).intervals_frame()["present"]
    np.testing.assert_allclose(present_heads(scenario, HALF_HOUR_US), simulated.to_numpy(float), atol=1e-9)


def test_absence_is_expected() -> None:
    """A chance to miss a shift takes its share of the heads."""
    scenario = floor(1, {"desk": group(all_day(10), absence="20 %")}, IN_TIME)
    np.testing.assert_allclose(present_heads(scenario, HALF_HOUR_US), 8.0)


def test_the_calls_are_those_of_the_same_citizens() -> None:
    """First calls only: callers who try again are not counted twice; the load follows the calls."""
    redial = {"after_abandon": "90 %", "delay": {"law": "exponential", "mean": "5 min"}}
    scenario = floor(600, {"desk": group(all_day(1))}, FEW_GIVE_UP, callers={**PATIENT, "redial": redial})
    runs = replicate(scenario, 3)
    found = demand_of(scenario, 1, runs.intervals)
    assert found is not None
    calls = float((found.calls_per_s * found.length_us).sum() / 1e6)
    first = runs.estimate("attempts").estimate - runs.estimate("redials").estimate
    assert calls == pytest.approx(first)
    assert found.patience_s == 120.0
    assert found.load.sum() < (found.calls_per_s * found.aht_s).sum()


@pytest.mark.parametrize("heads", [3, 4, 5, 6])
def test_a_level_day_is_one_queue(heads: int) -> None:
    """Where every interval is alike, the formula's verdict is that of the one queue, over the run or per interval."""
    scenario = floor(
        100, {"desk": group(all_day(1))}, IN_TIME, FEW_GIVE_UP, target("asa", at_most="15 s"),
        target("mean_wait", at_most="15 s"), target("connection_rate", at_least="93 %"),
        target("occupancy", at_most="75 %"), target("service_level", within="20 s", at_least="80 %", per="interval"),
    )  # fmt: skip
    queue = erlang_a(heads, RATE, AHT_S, PATIENCE_S)
    truths = (
        queue.service_level(20) >= 0.8, queue.share_abandoned <= 0.05, queue.asa_s <= 15, queue.mean_wait_s <= 15,
        queue.share_answered >= 0.93, queue.occupancy <= 0.75, queue.service_level(20) >= 0.8,
    )  # fmt: skip
    for promise, truth in zip(scenario.targets, truths, strict=True):
        assert formula_knows(promise)
        assert holds_by_formula([promise], even(), np.full(4, float(heads))) == truth


def test_one_thin_interval_breaks_a_promise_per_interval() -> None:
    """Over the run it may be made up for; between whole heads the measure is taken to be straight."""
    level = {"within": "20 s", "at_least": "80 %"}
    both = target("service_level", **level), target("service_level", **level, per="interval")
    run, each = floor(100, {"desk": group(all_day(1))}, *both).targets
    heads = np.array([9.0, 9.0, 9.0, 4.0])
    assert holds_by_formula([run], even(), heads)
    assert not holds_by_formula([each], even(), heads)
    low, high = (erlang_a(n, RATE, AHT_S, PATIENCE_S).service_level(20) for n in (5, 6))
    middle = run.model_copy(update={"at_least": (low + high) / 2})
    assert not holds_by_formula([middle], even(), np.full(4, 5.49))
    assert holds_by_formula([middle], even(), np.full(4, 5.51))


def test_directions() -> None:
    """Being busy, and being few, are what a target asks for that wants fewer people."""
    assert asks_for_fewer("occupancy", "at_least")
    assert asks_for_fewer("person_hours", "at_most")
    assert not asks_for_fewer("occupancy", "at_most")
    assert not asks_for_fewer("service_level_15s", "at_least")


@pytest.mark.parametrize("measure", ["service_level", "service_level_or_gone", "service_level_answered", "asa"])
@pytest.mark.parametrize("patience_s", [90.0, None])
def test_many_gains_at_once_are_those_one_by_one(measure: str, patience_s: float | None) -> None:
    """By closed forms side by side, or one queue after another: the same numbers but for their last digits."""
    calls = np.array([0.01, 0.2, 0.0, 1.3])
    demand = Demand(calls, calls * 210.0, 210.0, patience_s, 1_800_000_000, np.full(4, 1_800_000_000.0))
    within = {} if measure == "asa" else {"within": "20 s"}
    side = {"at_most": "20 s"} if measure == "asa" else {"at_least": "80 %"}
    asked = Target.model_validate({"measure": measure, **within, **side})
    busy, heads = np.array([0, 1, 3]), np.array([[0.0, 1, 3, 9], [0, 30, 44, 60], [0, 200, 280, 400]])
    rows = zip(busy.tolist(), heads.tolist(), strict=True)
    one_by_one = [[gain_of(asked, demand, one, count) for count in row] for one, row in rows]
    assert gains_of(asked, demand, busy, heads) == pytest.approx(np.array(one_by_one), rel=1e-9, abs=1e-9)
