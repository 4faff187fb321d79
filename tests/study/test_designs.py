"""Designs side by side: their names, their citizens, intervals that hold all at once, runs in turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.measures.estimate import spread_of
from sim.simulation import simulate
from sim.study import designs as module
from sim.study.citizens import citizens_of
from sim.study.compare import Comparison, compare, of_each_interval
from sim.study.designs import Runner, changes_words, cut_to_pairs, main_measures, named_designs, paired, runs_of
from sim.study.difference import variance_saved
from sim.workload import draw_workload

from ..measures.fabricated import scenario_of
from .fake_engine import install


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Comparison:
    """Ten people, fifteen, and ten again: the third is the first."""
    install(monkeypatch)
    return compare(scenario_of(employed=10), scenario_of(employed=15), scenario_of(employed=10), replications=8)


@pytest.fixture(scope="module")
def town() -> sim.Scenario:
    """A day of the template."""
    return sim.load_scenario("template_town", ["clock.days=1"])


def test_identical_designs_show_exactly_no_difference(three: Comparison) -> None:
    """Every measure of a design and its copy is the same to the last digit in every pair."""
    same = Comparison(three.base, three.others[0])
    rows = [difference for difference in same.differences().values() if difference.difference is not None]
    assert len(rows) > 20
    assert {(row.difference, row.differing) for row in rows} == {(0.0, 0)}
    assert {row.verdict for row in rows} == {"no clear difference"}
    assert all(row.low == row.high == 0 for row in rows)


def test_every_design_has_a_name_of_its_own(town: sim.Scenario) -> None:
    """Names that were given, else what was changed, else a number; frames tell designs apart."""
    more = town.replace({"operators.desk.shifts.day.staff": 14})
    both = town.replace({"operators.desk.shifts.day.staff": 14, "operators.desk.shifts.evening.staff": 9})
    many = town.replace({"demand": {"calls": {"per_day": 9, "types": {"any": 1}}}})
    names = [design.name for design in named_designs([town, more, both, town, many])]
    assert names[:4] == ["template_town", "day.staff=14", "day.staff=14, evening.staff=9", "template_town (2)"]
    assert names[4].endswith(")")
    assert names[4].count("=") == 3
    assert [design.name for design in named_designs([town, more], ["now", "then"])] == ["now", "then"]
    assert town.name == more.name == "template_town"
    found = compare(town, more, replications=2, workers=1)
    frames = [design.to_frame()["scenario"].unique().tolist() for design in found.designs]
    assert frames == [["template_town"], ["day.staff=14"]]


def test_files_of_one_name_are_told_by_their_folders(tmp_path: Any) -> None:
    """`old/town.yaml` and `new/town.yaml` are not both called town."""
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        sim.shipped.copy_scenario("template_town", tmp_path / folder)
    designs = [sim.load_scenario(tmp_path / folder / "template_town.yaml") for folder in ("old", "new")]
    assert [design.name for design in named_designs(designs)] == ["template_town", "new/template_town"]


@pytest.mark.parametrize(
    ("names", "told"),
    [(["a", "a"], "two designs are called 'a'"), (["a"], "1 names for 2 designs"), (["a", " "], "an empty name")],
)
def test_names_that_tell_nothing_apart_are_refused(town: sim.Scenario, names: list[str], told: str) -> None:
    """Missing, empty and repeated names are a sentence."""
    with pytest.raises(ScenarioError, match=told):
        named_designs([town, town], names)


def test_a_comparison_needs_two_scenarios(town: sim.Scenario) -> None:
    """One design, or a number where a scenario belongs, is refused with what to write."""
    with pytest.raises(ScenarioError, match="two designs or more, and has 1"):
        compare(town)
    with pytest.raises(ScenarioError, match="replications=10"):
        compare(town, town, 10)  # type: ignore[arg-type]  # what a caller may get wrong


def test_changes_are_told_by_the_end_of_their_path() -> None:
    """Two parts of the path name a key, all of it where two keys end alike; a key taken away is null."""
    before: dict[str, Any] = {"a": {"x": {"y": 1}}, "b": {"x": {"y": 1}}, "c": [1, 2]}
    assert changes_words(before, before) == ""
    assert changes_words(before, before | {"c": [1, 3]}) == "c.1=3"
    assert changes_words(before, before | {"a": {"x": {"y": 2}}, "b": {"x": {"y": 2}}}) == "a.x.y=2, b.x.y=2"
    assert changes_words(before, {"a": before["a"], "c": before["c"]}) == "x.y=null"


def test_designs_meet_the_same_citizens(town: sim.Scenario) -> None:
    """Key, type and instant of every request are equal under other staff and handling, in each replication."""
    other = town.replace({"operators.desk.shifts.day.staff": 20, "operators.desk.wrap_up.mean": "90 s"})
    for replication in range(5):
        one, two = (draw_workload(checked_plan(design), 7, replication) for design in (town, other))
        for column in ("arrival_us", "entity", "name_key", "type", "stream"):
            assert np.array_equal(getattr(one, column), getattr(two, column))
        logs = [simulate(design, seed=7, replication=replication) for design in (town, other)]
        first = [log.contacts["arrived_us"][log.contacts["attempt"] == 0] for log in logs]
        assert np.array_equal(*first)
    found = citizens_of(town, other, 7)
    assert found.are_the_same
    assert found.shared == found.base == len(draw_workload(checked_plan(town), 7, 0).arrival_us)


def test_other_demand_has_other_citizens(town: sim.Scenario) -> None:
    """With more calls those there were stay, and others come; under another stream's name all are others."""
    stream = next(iter(town.document["demand"]))
    more = town.replace({f"demand.{stream}.per_day": 2 * town.document["demand"][stream]["per_day"]})
    found = citizens_of(town, more, 1)
    assert found.base * 0.9 < found.shared <= found.base < found.variant
    assert not found.are_the_same
    renamed = town.replace({"demand": {"lines": town.document["demand"][stream]}})
    assert citizens_of(town, renamed, 1).shared == 0


def test_the_same_citizens_save_most_of_the_variance() -> None:
    """Tianjin's day at 30 s and at 55 s: abandonment differs with less than a third of the variance of two days."""
    day, before = (sim.load_scenario(name) for name in ("tianjin_day", "tianjin_day_55s"))
    found = compare(day, before, replications=10)
    assert found.citizens().are_the_same
    saved = found.difference("abandonment_rate").variance_saved
    assert saved is not None
    assert saved > 2 / 3


def test_intervals_share_the_error_they_may_make(three: Comparison) -> None:
    """Bonferroni: m measures of k pairs each get the error divided by m k; each interval is that of this confidence."""
    keys = ["asa", "answered", "service_level_15s", "occupancy"]
    for pairs, number in (("first", 2), ("all", 3)):
        found = three.together(keys, pairs, confidence=0.9)  # type: ignore[arg-type]  # the literal from a tuple
        assert len(found.rows) == 4 * number
        assert found.of_each == pytest.approx(1 - 0.1 / (4 * number), abs=1e-15)
        first = found.rows[0]
        assert first.difference == Comparison(three.base, three.variant).difference("asa", found.of_each)
    assert of_each_interval(0.95, 1) == pytest.approx(0.95)
    alone = Comparison(three.base, three.variant).difference("asa", 0.9)
    together = found.rows[0].difference
    assert together.low < alone.low < alone.high < together.high


def test_pairs_are_against_the_first_or_all() -> None:
    """Of four designs three pairs or six, the earlier one always the base."""
    assert paired(4, "first") == [(0, 1), (0, 2), (0, 3)]
    assert paired(4, "all") == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    with pytest.raises(ScenarioError, match="neither 'first' nor 'all'"):
        paired(4, "some")  # type: ignore[arg-type]  # what a caller may get wrong


def test_pairing_saves_what_the_variances_say(three: Comparison) -> None:
    """By hand for a mean of runs: one less the variance of the differences over the sum of both variances."""
    pair = Comparison(three.base, three.variant)
    base, variant = ([m.values["answered"].value for m in side.measures] for side in (pair.base, pair.variant))
    differences = [two - one for one, two in zip(base, variant, strict=True)]
    by_hand = 1 - np.var(differences, ddof=1) / (np.var(base, ddof=1) + np.var(variant, ddof=1))
    assert pair.difference("answered").variance_saved == pytest.approx(by_hand)
    figures = [[m.values["asa"] for m in side.measures] for side in (pair.base, pair.variant)]
    errors = []
    for side in figures:
        waits, calls = (np.array([getattr(f, part) for f in side]) for part in ("numerator", "denominator"))
        errors.append((waits - waits.sum() / calls.sum() * calls) / calls.mean())
    expected = 1 - np.var(errors[1] - errors[0]) / (np.var(errors[0]) + np.var(errors[1]))
    assert pair.difference("asa").variance_saved == pytest.approx(expected)
    spread = spread_of("asa", figures[0])
    assert variance_saved(spread, replace(spread, deviations=-spread.deviations)) == pytest.approx(-1)
    assert variance_saved(spread, spread) == 1
    assert Comparison(three.base, three.base).difference("scheduled_heads").variance_saved is None


def test_frames_of_several_designs_are_tidy(three: Comparison) -> None:
    """A row for each pair and measure; of two designs one per measure, as it has been."""
    frame = three.to_frame(pairs="all")
    counts = frame.groupby(["against", "design"], sort=False).size()
    assert list(counts.index) == list(
        dict.fromkeys((row.against, row.design) for row in three.together(pairs="all").rows)
    )
    assert len(counts) == 3
    assert counts.nunique() == 1
    assert not frame.duplicated(["against", "design", "measure"]).any()
    assert "nan" not in frame.to_csv().lower()
    assert three._repr_html_().count("<tr") == 1 + len(main_measures(three.designs)) * 2
    assert len(repr(three)) < 400


def test_the_main_measures_are_those_with_columns_and_of_targets(town: sim.Scenario) -> None:
    """A target's measure and threshold are shown in place of the first threshold; only what all designs have."""
    plain = town.replace({"targets": None})
    asked = town.replace({"targets": [
        {"measure": "service_level", "within": "40 s", "at_least": "80 %"}, {"measure": "wait_p90", "at_most": "1 min"},
    ]})  # fmt: skip
    found = compare(plain, plain, replications=1, workers=1)
    keys = main_measures(found.designs)
    assert [key for key in keys if key.startswith("service_level")] == ["service_level_15s"]
    assert {"answered", "asa", "occupancy"} <= set(keys)
    both = main_measures(compare(asked, asked, replications=1, workers=1).designs)
    assert [key for key in both if key.startswith("service_level")] == ["service_level_40s"]
    assert "wait_p90" in both
    assert "service_level_40s" not in main_measures(compare(plain, asked, replications=1, workers=1).designs)


def test_further_measures_are_taken_when_asked_for(town: sim.Scenario) -> None:
    """A threshold that no scenario names is counted, as a target of it would be."""
    asked = town.replace({"targets": [{"measure": "service_level", "within": "37 s", "at_least": "80 %"}]})
    found = compare(town, town, replications=2, workers=1, measures=["service_level_37s"])
    expected = sim.replicate(asked, replications=2, workers=1).estimate("service_level_37s")
    assert found.base.estimate("service_level_37s") == expected
    assert found.base.scenario.targets == town.targets
    with pytest.raises(ScenarioError, match="is about tickets"):
        compare(town, town, replications=2, measures=["closed_within_24h"])


def test_runs_come_in_rounds_so_that_pairs_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few replications of each design before more of the first; what is over is cut off."""
    install(monkeypatch)
    monkeypatch.setattr(module, "ROUND", 2)
    two = [scenario_of(employed=10), scenario_of(employed=15)]
    order = [(number, counted.measures.replication) for number, counted in runs_of(Runner.of(two, 5, 1, "model"), 5)]
    assert order == [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (0, 3), (1, 2), (1, 3), (0, 4), (1, 4)]
    runs = runs_of(Runner.of(two, 5, 1, "model"), 5, looks=[3])
    last = [(number, counted.measures.replication) for number, counted in runs][4:8]
    assert last == [(0, 2), (1, 2), (0, 3), (1, 3)]
    longer, shorter = (sim.replicate(design, replications=n) for design, n in zip(two, (5, 3), strict=True))
    assert [design.n for design in cut_to_pairs([longer, shorter])] == [3, 3]
