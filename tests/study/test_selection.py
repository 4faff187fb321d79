"""The best of several designs of a hotline."""

from __future__ import annotations

import pytest

import sim

TARGETS = [{"measure": "asa", "at_most": "20 s"}]


@pytest.fixture(scope="module")
def town() -> sim.Scenario:
    """One day of a small line."""
    return sim.load_scenario("template_town", ["clock.days=1"])


def staffed(town: sim.Scenario, people: int, **more: object) -> sim.Scenario:
    """The same with so many people in each shift."""
    shifts = ("morning", "day", "evening", "night")
    return town.replace({**{f"operators.desk.shifts.{shift}.staff": people for shift in shifts}, **more})


def test_the_cheapest_that_keeps_all_promises(town: sim.Scenario) -> None:
    """Whatever the order they are given in: from the cheapest on, and what is dearer than the answer is not run."""
    asked = {people: staffed(town, people, targets=TARGETS) for people in (30, 2, 40)}
    found = sim.select({f"{people} people": scenario for people, scenario in asked.items()}, most=20)
    assert found.best == "30 people"
    assert [one.name for one in found.candidates] == ["2 people", "30 people"]
    assert [one.verdict for one in found.candidates] == ["not met", "met"]
    frame = found.to_frame()
    assert frame["is_best"].tolist() == [False, True]
    assert frame[found.by].is_monotonic_increasing


def test_nobody_is_good_enough(town: sim.Scenario) -> None:
    """A promise that no design keeps is a result."""
    found = sim.select({"few": staffed(town, 1, targets=TARGETS), "more": staffed(town, 2, targets=TARGETS)}, most=10)
    assert found.best is None
    assert "none is good enough" in repr(found)


def test_one_promise_that_is_open_is_enough_to_wait(town: sim.Scenario) -> None:
    """Of two promises one is clearly kept and the other on its threshold: the design is not named, but told as open."""
    many = staffed(town, 30)
    busy = sim.replicate(many, 10).estimate("occupancy").estimate
    asked = staffed(town, 30, targets=[*TARGETS, {"measure": "occupancy", "at_most": busy}])
    found = sim.select({"many": asked, "few": staffed(town, 2)}, most=10)
    assert (found.best, found.undecided) == (None, ("many",))


def test_the_best_by_a_measure(town: sim.Scenario) -> None:
    """The one with the shortest wait, if a second matters."""
    designs = {"few": staffed(town, 3), "many": staffed(town, 30)}
    found = sim.select(designs, best="asa", worth=1.0, most=40)
    assert (found.best, found.undecided) == ("many", ())
    assert {one.name: one.verdict for one in found.candidates} == {"few": "not met", "many": "met"}
    waits = {one.name: one.cost for one in found.candidates}
    assert waits["few"] > waits["many"] >= 0  # as the measure is, although less is better
    alike = sim.select({"a": designs["many"], "b": designs["many"]}, best="asa", worth=1.0, most=10)
    assert alike.best == "a"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "there are no targets"),
        ({"best": "asa"}, "'worth'"),
        ({"best": "attempts", "worth": 1.0}, "no better direction"),
        ({"best": "same_day_closure", "worth": 0.01}, "has no 'same_day_closure'"),
        ({"best": "asaa", "worth": 1.0}, "did you mean 'asa'"),
    ],
)
def test_what_cannot_be_chosen_by_is_told(town: sim.Scenario, asked: dict[str, object], told: str) -> None:
    """No promise, no difference that matters, a measure without a direction or without a value."""
    with pytest.raises(sim.ScenarioError, match=told):
        sim.select({"one": town.replace({"targets": []}), "other": town.replace({"targets": []})}, **asked)  # type: ignore[arg-type]


def test_nothing_to_choose_from() -> None:
    """No designs."""
    with pytest.raises(sim.ScenarioError, match="nothing to choose from"):
        sim.select({})
