"""The best of several designs of a hotline."""

from __future__ import annotations

import pytest

import sim
from sim import simulation as module

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
    """Whatever the order they are given in: from the cheapest on, and what is dearer is told, but not run."""
    asked = {people: staffed(town, people, targets=TARGETS) for people in (30, 2, 40)}
    found = sim.select({f"{people} people": scenario for people, scenario in asked.items()}, most=20)
    assert found.best == "30 people"
    assert [one.name for one in found.candidates] == ["2 people", "30 people"]
    assert [one.verdict for one in found.candidates] == ["not met", "met"]
    frame = found.to_frame()
    assert frame["is_best"].tolist() == [False, True, False]
    assert frame["verdict"].tolist() == ["not met", "met", "not run"]
    promises = found.targets_frame()
    assert promises[["design", "verdict"]].values.tolist() == [["2 people", "not met"], ["30 people", "met"]]
    assert (promises["low"] <= promises["high"]).all()
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


def test_designs_that_never_differ_are_alike(town: sim.Scenario) -> None:
    """They end as alike where one day in twenty would have shown, and both are told; a worse one is dropped."""
    many = staffed(town, 30)
    designs = {"a": many, "b": many.replace({"title": "another"}), "few": staffed(town, 3)}
    found = sim.select(designs, best="asa", worth=1.0)
    assert (found.best, found.alike, found.undecided, found.worth) == ("a", ("b",), (), 1.0)
    assert [one.verdict for one in found.candidates] == ["alike", "alike", "not met"]
    assert [one.replications for one in found.candidates][:2] == [59, 59]
    assert found.candidates[2].replications < 59


def test_cost_is_what_is_planned(town: sim.Scenario) -> None:
    """Absence on the first day makes a roster no cheaper, and what is dearer than the answer is never run."""
    absent = {"operators.desk.absence": "30 %"}
    designs = {"one more": staffed(town, 31, **absent, targets=TARGETS), "fewer": staffed(town, 30, **absent)}
    seen = set()
    found = sim.select(designs, most=20, progress=lambda design, *_: seen.add(design))
    assert (found.best, found.by, [one.cost for one in found.candidates]) == ("fewer", "planned_hours", [30 * 4 * 8.0])
    assert seen == {0}


def test_what_only_the_first_or_the_question_names_is_measured(town: sim.Scenario) -> None:
    """A threshold of the first design's targets, by the run and by the interval, and one of no design at all."""
    within = [
        {"measure": "service_level", "within": "43 s", "at_least": "10 %"},
        {"measure": "service_level", "within": "44 s", "at_least": "1 %", "per": "interval"},
    ]
    few = staffed(town, 30).replace({"targets": []})
    found = sim.select({"asks": staffed(town, 31, targets=within), "asks not": few}, most=20)
    assert [one.name for one in found.candidates] == ["asks not"]
    assert [target.measure for target in found.candidates[0].targets] == ["service_level_43s", "service_level_44s"]
    best = sim.select({"a": staffed(town, 3), "b": few}, best="service_level_47s", worth=0.01, most=20)
    assert (best.best, best.by) == ("b", "service_level_47s")


def test_threads_and_progress_change_nothing(town: sim.Scenario) -> None:
    """The same answer from one thread and three; every run is told to its end, and there are never more than said."""
    designs = {f"{n}": staffed(town, n) for n in (3, 30, 31)}
    asked = {"best": "asa", "worth": 0.5, "most": 40, "engine": "kernel"}
    told: list[tuple[int, int, float, int]] = []
    one = sim.select(designs, workers=1, progress=lambda *step: told.append(step), **asked)  # type: ignore[arg-type]
    three = sim.select(designs, workers=3, **asked)  # type: ignore[arg-type]
    assert one == three
    runs = {(design, replication) for design, replication, share, _ in told if share == 1.0}
    in_all = [step[3] for step in told]
    assert in_all == sorted(in_all, reverse=True)
    assert len(runs) <= in_all[-1]
    for place, candidate in enumerate(one.candidates):
        assert sum(design == place for design, _ in runs) >= candidate.replications


def test_each_engine_is_chosen_once(town: sim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """For all replications of a design, and not run by run."""
    asked = []
    real = module.choose_engine
    monkeypatch.setattr(module, "choose_engine", lambda *given: asked.append(given[1:]) or real(*given))
    sim.select({"a": staffed(town, 3), "b": staffed(town, 30)}, best="asa", worth=1.0, engine="kernel")
    assert [given for given in asked if given != ("kernel",)] == [("kernel", 160)] * 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "there are no targets"),
        ({"best": "asa"}, "'worth'"),
        ({"worth": 2.0}, r"a difference that matters \(2\) is one of a measure"),
        ({"best": "asa", "worth": float("nan")}, "'worth'"),
        ({"best": "attempts", "worth": 1.0}, "no better direction"),
        ({"best": "same_day_closure", "worth": 0.01}, "'same_day_closure' is about tickets"),
        ({"error": 0.0}, "a chance to be wrong of 0 is not between 0 and 0.5"),
        ({"error": 1.0}, "a chance to be wrong of 1 is not between 0 and 0.5"),
        ({"error": 0.5}, "is not between"),
        ({"error": float("nan")}, "is not between"),
        ({"first": 1}, "1 replications of each design at first: at least two"),
        ({"first": 20, "most": 10}, "at most 10 replications, and 20 at first"),
        ({"best": "asaa", "worth": 1.0}, "did you mean 'asa'"),
    ],
)
def test_what_cannot_be_chosen_by_is_told(town: sim.Scenario, asked: dict[str, object], told: str) -> None:
    """No promise, no difference that matters, a measure without a direction or without a value."""
    with pytest.raises(sim.ScenarioError, match=told):
        sim.select({"one": town.replace({"targets": []}), "other": town.replace({"targets": []})}, **asked)  # type: ignore[arg-type]


def test_a_day_without_data_is_told(town: sim.Scenario) -> None:
    """Where nobody calls, no wait can be compared."""
    nobody = town.replace({f"demand.{next(iter(town.document['demand']))}.per_day": 0.01})
    with pytest.raises(sim.ScenarioError, match="'none' has no 'asa' in replication 0"):
        sim.select({"some": town, "none": nobody}, best="asa", worth=1.0)


def test_nothing_to_choose_from(town: sim.Scenario) -> None:
    """No design, or one alone; two under one name."""
    for designs in ({}, {"one": town}):
        with pytest.raises(sim.ScenarioError, match="nothing to choose from"):
            sim.select(designs)
    with pytest.raises(sim.ScenarioError, match="two designs are called 'a b'"):
        sim.select({"a b": town, "a  b": town})
