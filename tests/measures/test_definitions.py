"""The table of definitions: complete, unique, and readable."""

from __future__ import annotations

import re

import pytest

from sim.errors import ScenarioError
from sim.measures.definitions import DEFINITIONS, definition_of, glossary_table, label, measure_key


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
