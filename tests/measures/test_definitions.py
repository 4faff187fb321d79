"""The table of definitions: complete, unique, and readable."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from sim import load_scenario, measure, simulate
from sim.errors import ScenarioError
from sim.measures.definitions import DEFINITIONS, definition_of, glossary_table, label, measure_key
from sim.report.summary import OF_CONTACTS, OF_TICKETS

RICH = Path(__file__).parent.parent / "scenario" / "rich" / "rich.yaml"


def test_names_are_present_and_unique():
    """Every measure has its own English and Chinese name, unit, definition and treatment of the unfinished."""
    for field in ("english", "chinese", "definition"):
        names = [getattr(d, field) for d in DEFINITIONS.values()]
        assert all(names)
        assert len(set(names)) == len(names), field
    assert all(d.unit and d.numerator and d.unfinished for d in DEFINITIONS.values())
    assert all(re.search(r"[\u4e00-\u9fff]", d.chinese) for d in DEFINITIONS.values())


def test_fractions_have_denominators():
    """Ratios and means name what they are divided by, counts and quantiles have nothing to name."""
    for d in DEFINITIONS.values():
        assert bool(d.denominator) == (d.kind in ("ratio", "mean")), d.id


def test_shares_are_ratios():
    """Every ratio is a share; a share that is no ratio is a peak."""
    for d in DEFINITIONS.values():
        assert (d.unit == "share") == (d.kind == "ratio" or d.id == "on_duty_share_peak"), d.id


def test_keys_name_their_threshold():
    """Keys carry the threshold in seconds; measures without one ignore it; a key is its own key."""
    assert measure_key("service_level", 15_000_000) == "service_level_15s"
    assert measure_key("service_level_citizens", 1_500_000) == "service_level_citizens_1.5s"
    assert measure_key("asa", 15_000_000) == "asa"
    assert measure_key("service_level_15s") == "service_level_15s"
    assert definition_of("service_level_or_gone_1.5s").id == "service_level_or_gone"


def test_a_missing_threshold_and_a_wrong_name_are_explained():
    """The error says what would be right."""
    with pytest.raises(ScenarioError, match="add 'within'"):
        measure_key("service_level")
    with pytest.raises(ScenarioError, match="did you mean 'occupancy'"):
        definition_of("occupany")
    with pytest.raises(ScenarioError, match="no measure 'asa_15s'"):
        definition_of("asa_15s")


def test_labels_are_read_aloud():
    """A planner reads 'service level, 15 s' and '15秒接通率'."""
    assert label("service_level_15s") == "service level, 15 s"
    assert label("service_level_15s", "zh") == "15秒接通率"
    assert label("asa", "zh") == "平均等待时长"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_glossary_has_a_row_per_measure(language):
    """The Markdown table holds every id once, with cells in every column."""
    lines = glossary_table(language).splitlines()
    assert len(lines) == len(DEFINITIONS) + 2
    assert len({line.count("|") for line in lines}) == 1
    for id_ in DEFINITIONS:
        assert sum(f"| `{id_}` |" in line for line in lines) == 1


@pytest.mark.parametrize("field", ["english", "chinese", "unit", "definition", "numerator", "unfinished"])
def test_a_definition_that_forgets_a_field_is_named(field):
    """It is refused when the program starts, and so is a unit without a Chinese name."""
    with pytest.raises(TypeError, match=f"the measure 'asa' has no {field}"):
        replace(DEFINITIONS["asa"], **{field: ""})
    with pytest.raises(TypeError, match="the measure 'asa' has no found_in of run, scenario, own_runs"):
        replace(DEFINITIONS["asa"], found_in="roster")
    with pytest.raises(TypeError, match="the measure 'asa' has the unit 'fortnights'"):
        replace(DEFINITIONS["asa"], unit="fortnights")


def test_each_has_its_own_place_in_the_summary():
    """No two measures of a section claim one place, and every section is one that the summary prints."""
    shown = [(d.shown.group, d.shown.place) for d in DEFINITIONS.values() if d.shown.when != "never"]
    assert [place for place, n in Counter(shown).items() if n > 1] == []
    assert {group for group, _ in shown} == {*OF_CONTACTS, *OF_TICKETS}


@pytest.fixture(scope="module")
def runs():
    """Three runs of the scenario that says everything, and three of a chain that nobody is absent from."""
    chain = load_scenario("template_chain").replace({"clock.days": 2})
    return [[measure(simulate(one, replication=r)).values for r in range(3)] for one in (load_scenario(RICH), chain)]


def test_what_is_defined_is_computed_and_what_is_computed_is_defined(runs):
    """A run of the scenario that says everything has a figure of each measure, and of nothing else."""
    found = {definition_of(key).id for key in runs[0][0]}
    assert {d.id for d in DEFINITIONS.values() if d.found_in != "own_runs"} - found == set()


def test_what_the_roster_says_is_marked_so(runs):
    """Of a floor without absence and overtime: what is something, and equal in all runs, is what the scenario says.

    Random counts of two days would have to fall on one number three times: shares of all or none are left out.
    """
    first, *others = runs[1]
    same = {key for key in first if first[key].value and all(run[key].value == first[key].value for run in others)}
    told = {definition_of(key).id for key in same if first[key].value != 1}
    assert told - {d.id for d in DEFINITIONS.values() if d.by_scenario} == set()
