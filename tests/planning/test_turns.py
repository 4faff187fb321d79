"""Crews that take turns and shifts in two parts: who is there by the plan is who is there when it is simulated."""

from __future__ import annotations

from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.checks import checked_plan
from sim.planning.asked import base_of, pools_in
from sim.planning.loop import plan
from sim.planning.pattern import Pattern
from sim.planning.shifts import kinds_of
from sim.planning.staff_plan import Shape, plan_changes
from sim.planning.templates import templates_of
from sim.rostering.design import design
from sim.rostering.shift_parts import Cover, Kind, Problem
from sim.scenario.staffing_file import read_staffing

from .floors import staffing_file

TURNS = {
    "shifts": {
        "early": {"start": "06:00", "length": "8 h"},
        "late": {"start": "14:00", "length": "8 h"},
        "night": {"start": "22:00", "length": "8 h"},
    },
    "cycle": ["early", "early", "late", "late", "night", "night", "off", "off"],
    "crews": 4,
}
LUNCH = {"after": "3 h", "until": "4.5 h", "length": "30 min", "least_shift": "8 h"}
HALVES = {"first": "3 h", "apart": "2 h", "second": "2 h", "supplement": "10 %"}
WEEK = {"clock.days": 8, "demand.calls.per_day": 0}
"""Without calls nobody stays beyond the end of a shift, or begins a break late."""
EACH_DAY = 48


class _Asked:
    """A staffing file as far as a design goes."""

    def __init__(self, folder: Path, shifts: dict[str, Any], **more: Any) -> None:
        self.file = read_staffing(staffing_file(folder, shifts, WEEK, **more))
        self.base = base_of(self.file)
        self.pools = pools_in(self.file, self.base)
        plan, width = checked_plan(self.base), self.file.staffing.interval
        edges_us = np.arange(plan.horizon_us // width) * width
        self.pattern = Pattern.of(plan, width, plan.calendar.local_times(edges_us))
        templates = templates_of(self.file, self.pattern)
        self.kinds = kinds_of(templates, self.file.staffing, self.pools, self.pattern)
        self.templates = {kind.name: template for kind, template in zip(self.kinds, templates, strict=True)}

    def simulated(self, shape: Shape) -> np.ndarray[Any, Any]:
        """People at work in each half hour of the second to the eighth day, when the night before is known."""
        changes = plan_changes(shape, self.templates, self.pools, self.file.staffing.interval)
        run = sim.replicate(self.base.replace(changes), 1, engine="kernel")
        above, below = run.intervals[0].parts("present_heads")
        return np.asarray(above / below)[EACH_DAY:]


@pytest.mark.parametrize("crew", [4, 8])
def test_crews_are_there_when_the_plan_says_so(crew: int, tmp_path: Path) -> None:
    """Four waves of breaks through a crew of four or eight, in three shifts, on every day."""
    asked = _Asked(tmp_path, {"rotation": TURNS, "breaks": [LUNCH]})
    (kind,) = asked.kinds
    shape = Shape(()).more(kind, crew)
    by_plan = np.roll(shape.at_work(1, asked.pattern.slots)[0], -EACH_DAY)  # the second day of the run is a Tuesday
    assert asked.simulated(shape) == pytest.approx(by_plan, abs=1e-9)
    day = by_plan[:EACH_DAY]
    assert sorted(set(day.round(9).tolist())) == [crew * 3 / 4, crew]
    assert (day < crew).sum() == 3 * 4  # three shifts with four half hours of breaks


def test_what_crews_cost(tmp_path: Path) -> None:
    """A head more is one in each of four crews; three of them work 7.5 paid hours on each day of the week."""
    asked = _Asked(tmp_path, {"rotation": TURNS, "breaks": [LUNCH], "wage_per_hour": 20})
    (kind,) = asked.kinds
    assert (kind.price, kind.times) == (pytest.approx(20 * 7 * 3 * 7.5), 4)
    assert Shape(()).more(kind, 5).heads == 20
    at_night = _Asked(tmp_path, {"rotation": TURNS, "wage_per_hour": 20}, supplements={"night": "50 %"})
    assert at_night.kinds[0].price == pytest.approx(20 * 7 * (16 + 8 * 1.5))


def test_costs_by_pool_are_those_by_hand(tmp_path: Path) -> None:
    """Whatever the plan came to: hours, those at night and at weekends, wages and supplements, out of its shifts."""
    shifts = {
        "starts": ["20:00", "08:00"],
        "lengths": ["10 h"],
        "breaks": [LUNCH],
        "alike": "all_days",
        "wage_per_hour": 10,
    }
    shifts["wage_per_hour"] = 10
    file = staffing_file(tmp_path, shifts, {"clock.days": 7}, supplements={"night": "50 %", "weekend": "20 %"})
    found = plan(file, replications=2, engine="kernel", bound=False)
    heads = found.shifts_frame().groupby("start")["heads"].sum()
    early, late = int(heads.get("08:00", 0)), int(heads.get("20:00", 0))
    (row,) = found.costs_frame().to_dict("records")
    assert (row["people"], row["paid_hours"]) == (early + late, pytest.approx(7 * 9.5 * (early + late)))
    assert row["night_hours"] == pytest.approx(7 * (8 - 0.5) * late)  # 22:00 to 06:00, the break from 23:00 on
    weekend = 2 * 9.5 * (early + late)
    assert row["weekend_hours"] == pytest.approx(weekend)
    assert row["wages"] == pytest.approx(10 * row["paid_hours"])
    assert row["supplements"] == pytest.approx(10 * (0.5 * row["night_hours"] + 0.2 * weekend))
    assert row["cost"] == pytest.approx(found.cost)
    assert (row["longest_day"], row["over_8_hours"]) == (9.5, early + late)
    assert row["people_for_40_hours"] == ceil(7 * 9.5 * (early + late) / 40)


def test_a_shift_in_two_parts_is_away_in_between(tmp_path: Path) -> None:
    """Worked by one person, paid for five hours of seven with a tenth more, with nobody there in between."""
    asked = _Asked(
        tmp_path, {"starts": ["09:00"], "lengths": ["8 h"], "splits": [HALVES], "breaks": [LUNCH], "alike": "all_days"}
    )
    whole, halves = asked.kinds
    assert (halves.name, whole.name) == ("desk 09:00-12:00 and 14:00-16:00", "desk 09:00-17:00")
    assert halves.price == pytest.approx(7 * 5 * 1.1)
    shape = Shape(()).more(halves, 3)
    by_plan = np.roll(shape.at_work(1, asked.pattern.slots)[0], -EACH_DAY)
    assert by_plan[:EACH_DAY].tolist() == [0] * 18 + [3] * 6 + [0] * 4 + [3] * 4 + [0] * 16
    assert asked.simulated(shape) == pytest.approx(by_plan, abs=1e-9)


def test_the_cheapest_mix_of_crews_and_shifts_is_found(tmp_path: Path) -> None:
    """Against every number of heads of crews, whole and cut shifts, for forty covers."""
    shifts = {"starts": ["10:00"], "lengths": ["4 h"], "splits": [HALVES], "rotation": TURNS, "alike": "all_days"}
    asked = _Asked(tmp_path, shifts)
    chance = np.random.default_rng(7)
    for _ in range(40):
        parts = chance.integers(0, 5, 6)
        least = np.tile(np.repeat(parts, 8), 7).astype(float)
        problem = Problem(asked.pattern.slots, ("desk",), asked.kinds, (Cover((0,), least),))
        found = design(problem, gap=0.0)
        assert found.price == pytest.approx(_cheapest(asked.kinds, least))


def _cheapest(kinds: tuple[Kind, ...], least: np.ndarray[Any, Any]) -> float:
    each = [Shape(()).more(kind, 1).at_work(1, len(least))[0] for kind in kinds]
    prices = []
    for heads in product(range(6), repeat=len(kinds)):
        there = sum((count * one for count, one in zip(heads, each, strict=True)), np.zeros(len(least)))
        if (there >= least - 1e-9).all():
            prices.append(sum(count * kind.price for count, kind in zip(heads, kinds, strict=True)))
    return min(prices)


def test_crews_may_have_two_breaks_one_right_after_the_other(tmp_path: Path) -> None:
    """The last wave of lunch ends when the first one of tea begins; nobody is counted away twice."""
    tea = {"after": "5 h", "until": "6.5 h", "length": "30 min"}
    asked = _Asked(tmp_path, {"rotation": TURNS, "breaks": [LUNCH, tea]})
    (kind,) = asked.kinds
    found = design(Problem(asked.pattern.slots, ("desk",), (kind,), (Cover((0,), np.full(asked.pattern.slots, 2.0)),)))
    assert [one.heads for one in found.used] == [3]
    shape = Shape(()).more(kind, 4)
    by_plan = np.roll(shape.at_work(1, asked.pattern.slots)[0], -EACH_DAY)
    assert asked.simulated(shape) == pytest.approx(by_plan, abs=1e-9)


def test_night_hours_leave_out_a_break_at_night(tmp_path: Path) -> None:
    """From 20:00 to 06:00 with an hour off at 01:00, hours from 22:00 on at half as much again."""
    rest = {"after": "5 h", "until": "5 h", "length": "1 h"}
    shifts = {"starts": ["20:00"], "lengths": ["10 h"], "breaks": [rest], "alike": "all_days", "wage_per_hour": 10}
    asked = _Asked(tmp_path, shifts, supplements={"night": "50 %"})
    assert asked.kinds[0].price == pytest.approx(7 * 10 * (2 + 7 * 1.5))
    halves = {"first": "3 h", "apart": "1 h", "second": "3 h"}
    asked = _Asked(tmp_path, {**shifts, "lengths": ["10 h"], "starts": ["16:00"], "splits": [halves], "breaks": []},
                   supplements={"night": "50 %"})  # fmt: skip
    parts = next(kind for kind in asked.kinds if " and " in kind.name)
    assert parts.price == pytest.approx(7 * 10 * (3 + 2 + 1 * 1.5))


def test_a_paid_break_is_paid_for(tmp_path: Path) -> None:
    """Eight hours with half an hour's break: 7.5 hours are paid, or all of them."""
    for paid, hours in ((False, 7.5), (True, 8.0)):
        shifts = {"starts": ["09:00"], "lengths": ["8 h"], "breaks": [{**LUNCH, "paid": paid}], "alike": "all_days"}
        asked = _Asked(tmp_path, shifts)
        assert asked.kinds[0].price == pytest.approx(7 * hours)
