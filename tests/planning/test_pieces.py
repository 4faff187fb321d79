"""Patterns, gains and profiles, against what is worked out by hand or simulated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.checks import checked_plan
from sim.measures.by_interval import interval_table
from sim.planning.bound import CALLS, isolated
from sim.planning.gains import Gains, concave
from sim.planning.loop import plan
from sim.planning.pattern import Pattern
from sim.planning.profile import profile_shifts
from sim.plans.expectations import staffed_us
from sim.rostering.program import Ints, Reals
from sim.scenario.schema_staffing import Hours
from sim.staffing.formula import demand_of, holds_by_formula

from .floors import staffing_file

HALF_HOUR = 1_800_000_000


def _pattern(days: int, start: str = "2026-03-05") -> tuple[sim.Scenario, Pattern]:
    scenario = sim.load_scenario("template_town", [f"clock.days={days}", f"clock.start={start}"])
    log = sim.simulate(scenario, engine="model")
    return scenario, Pattern.of(checked_plan(scenario), HALF_HOUR, interval_table(log, HALF_HOUR).local_start)


def test_a_week_begins_on_monday_wherever_the_run_does() -> None:
    """Ten days from a Thursday: Thursday to Saturday come twice, and the first interval is Thursday's."""
    _, pattern = _pattern(10)
    assert (pattern.days, pattern.slots, pattern.slot[0]) == (7, 336, 3 * 48)
    assert pattern.times.reshape(7, 48).tolist() == [[1] * 48] * 3 + [[2] * 48] * 3 + [[1] * 48]
    assert pattern.folded(np.ones(480)).sum() == 480
    assert [day.name for day in pattern.groups("workweek")] == ["workdays", "weekend"]
    assert np.flatnonzero(pattern.is_weekend).tolist() == list(range(5 * 48, 336))


def test_fewer_days_are_one_day() -> None:
    """A night is told by its clock times, over midnight."""
    _, pattern = _pattern(3)
    assert (pattern.days, pattern.slots, pattern.times.tolist()) == (1, 48, [3] * 48)
    night = Hours.model_validate({"start": "22:00", "end": "06:00"})
    assert np.flatnonzero(pattern.is_in(night)).tolist() == [*range(12), *range(44, 48)]


def test_the_largest_of_a_slot_is_that_of_its_intervals() -> None:
    """Ten days from a Thursday: the second Thursday's number is the larger one; slots that come once have theirs."""
    _, pattern = _pattern(10)
    found = 1000 * pattern.largest(np.arange(480) / 1000)
    assert found[3 * 48] == pytest.approx(7 * 48)
    assert found[6 * 48] == pytest.approx(3 * 48)
    assert found.sum() == pytest.approx(np.arange(3 * 48, 480).sum())


def test_each_slot_is_tried_by_itself() -> None:
    """Every trial gives a known number to each slot with few people, and another where there is plenty: the gains are
    the known ones, per denominator, and never fall."""
    _, pattern = _pattern(1)
    (target, *_) = sim.load_scenario("template_town").targets
    levels = np.array([np.full(48, heads) for heads in (0, 2, 3)]) + np.arange(48) % 2
    plenty = np.full(48, 40)
    wanted = {0: -50.0, 1: -20.0, 2: -9.0, 3: -12.0, 4: 5.0, 40: 8.0}

    class Known:
        def __init__(self, heads: Ints) -> None:
            few = np.flatnonzero(heads < 40)
            assert (np.diff(few) >= 3).all()
            self._gained = np.array([wanted[count] for count in heads.tolist()])

        def gained(self, _target: object, _pattern: object) -> tuple[Reals, float]:
            return self._gained, 400.0

    gains = isolated({5: target}, levels, plenty, pattern, Known)[5]  # type: ignore[arg-type]
    told = {heads: gains.at(np.full(48, float(heads))) * 400 / CALLS for heads in (0, 1, 2, 3, 4, 40)}
    assert told[0][0] == pytest.approx(-50)
    assert told[1][1] == pytest.approx(-20)
    assert told[2][0] == pytest.approx(-9)
    assert told[3][0] == pytest.approx(-9)  # three are never worse than two
    assert told[3][1] == pytest.approx(-12)
    assert told[4][1] == pytest.approx(5)
    assert told[40] == pytest.approx(np.full(48, 8.0))


def test_a_curve_is_the_least_concave_one_above_its_points() -> None:
    """Held against all chords: above each point, and at each number of heads as low as a chord allows."""
    chance = np.random.default_rng(5)
    for _ in range(200):
        points = np.sort(chance.choice(40, 6, replace=False)).astype(float)
        values = chance.normal(size=6).cumsum()
        curve = concave(points, values)
        top = int(values.argmax())
        for at in np.linspace(points[0], points[top], 13).tolist():
            chords = [
                values[i] + (values[j] - values[i]) * (at - points[i]) / (points[j] - points[i])
                for i in range(6)
                for j in range(i + 1, 6)
                if points[i] <= at <= points[j]
            ]
            if at in points:
                assert np.interp(at, points, curve) == pytest.approx(max(chords), abs=1e-9)
            assert np.interp(at, points, curve) >= max(chords) - 1e-9
        assert curve[-1] == pytest.approx(values[top], abs=1e-9)
        assert (np.diff(np.diff(curve) / np.diff(points)) <= 1e-9).all()
        assert (np.diff(curve) >= 0).all()


def test_gains_are_kept_where_the_formula_says_so() -> None:
    """Their sum is not below zero just where `hotline need` takes the target to hold."""
    scenario, pattern = _pattern(1)
    runs = sim.replicate(scenario, 2, engine="model")
    demand = demand_of(scenario, 1, runs.intervals)
    assert demand is not None
    verdicts = set()
    for target in scenario.targets:
        gains = Gains.of(target, demand, pattern)
        for heads in range(2, 12):
            there = np.full(pattern.slots, float(heads))
            near = [np.abs(points - heads).min() < 1e-9 for points in gains.heads[pattern.folded(demand.load) > 1]]
            holds = holds_by_formula([target], demand, there)
            verdicts.add(holds)
            if all(near):  # between two head counts of its table a gain is taken to be straight
                assert (gains.at(there).sum() >= -1e-9) == holds
    assert verdicts == {True, False}


def test_a_profile_puts_so_many_people_into_each_slot() -> None:
    """A week of chance, simulated: the interval table finds the same heads, whoever they are."""
    scenario, pattern = _pattern(7, "2026-03-02")
    heads = np.random.default_rng(9).integers(0, 5, pattern.slots)
    shifts = profile_shifts(heads, pattern)
    old = {f"operators.desk.shifts.{name}": None for name in scenario.operators["desk"].shifts}
    changes = {**old, **{f"operators.desk.shifts.{name}": shift for name, shift in shifts.items()}}
    made = scenario.replace({**changes, "operators.desk.absence": 0.0, "demand.calls.per_day": 10})
    table = interval_table(sim.simulate(made, engine="model"), HALF_HOUR)
    above, below = table.parts("scheduled_heads")
    assert (above / below)[pattern.slot.argsort()].tolist() == heads.tolist()


def test_people_at_work_by_the_plan_are_those_of_its_scenario(tmp_path: Path) -> None:
    """Shifts, breaks in their slots, those shorter than a slot, over midnight: slot by slot as simulated."""
    shifts = {
        "starts": {"first": "06:00", "last": "22:00", "every": "4 h"},
        "lengths": ["8 h"],
        "breaks": [
            {"after": "1 h", "until": "2 h", "length": "10 min", "paid": True},
            {"after": "3 h", "until": "5 h", "length": "30 min"},
        ],
    }
    changes: dict[str, object] = {"demand.calls.profile": [1] * 6 + [2] * 12 + [1] * 6, "demand.calls.per_day": 600}
    changes["operators.desk.absence"] = "10 %"  # who is away on average counts for so much less
    found = plan(staffing_file(tmp_path, shifts, changes), replications=2, bound=False)
    made = checked_plan(found.scenario)
    expected = staffed_us(made, np.arange(49) * HALF_HOUR).sum(axis=0) / HALF_HOUR
    assert found.shape.heads > 5
    # In a slot with short breaks people take turns, three at a time; the whole of them is as planned.
    assert found.present[0] == pytest.approx(expected, abs=1.0)
    assert found.present.sum() == pytest.approx(expected.sum(), abs=1e-6)
