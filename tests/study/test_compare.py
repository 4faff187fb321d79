"""Comparisons before the same citizens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.statistics.intervals import paired_ratio_difference
from sim.study.compare import compare

from ..measures.fabricated import scenario_of
from .fake_engine import install


@pytest.fixture(autouse=True)
def _fake(monkeypatch):
    install(monkeypatch)


def few_and_many():
    """Ten people employed and fifteen: with more of them waits are shorter."""
    return compare(scenario_of(employed=10), scenario_of(employed=15), replications=8)


def test_same_citizens_on_both_sides():
    """What does not depend on the design is the same to the last digit, with a difference of exactly zero."""
    difference = few_and_many().difference("talk_mean")
    assert (difference.difference, difference.low, difference.high) == (0, 0, 0)
    assert difference.verdict == "no clear difference"


def test_differences_are_paired():
    """Means by the paired delta method, not by two separate intervals; and the difference is that of the two."""
    both = few_and_many()
    sums = [
        [getattr(m.values["asa"], part) for m in runs.measures]
        for runs in (both.base, both.variant)
        for part in ("numerator", "denominator")
    ]
    expected = paired_ratio_difference(*sums)
    found = both.difference("asa")
    assert (found.difference, found.low, found.high) == (expected.estimate, expected.low, expected.high)
    for key, row in both.differences().items():
        estimates = [side.summary()[key].estimate for side in (both.base, both.variant)]
        assert [row.base, row.variant] == estimates
        assert row.difference == (None if None in estimates else estimates[1] - estimates[0])
    width = both.base.summary()["asa"].high - both.base.summary()["asa"].low
    assert found.high - found.low < width


def test_verdict_says_which_is_better():
    """Shorter waits are better, more people are neither better nor worse, and too little to tell is said so."""
    both = few_and_many()
    assert both.difference("asa").verdict == "better"
    assert both.difference("asa").difference < 0
    assert both.difference("on_duty_share").verdict == "lower"
    assert both.difference("message_delay_mean").verdict == "no data"


def test_a_difference_too_small_to_act_upon_is_no_verdict():
    """A hundredth of the wait, clear as it may be, is hardly any difference; a fiftieth is one."""
    both = few_and_many()
    waits = both.difference("asa").base

    def shorter_by(share):
        """The same runs with waits shorter by a share of the mean, every call alike."""
        runs = []
        for one in both.base.measures:
            wait = one.values["asa"]
            less = replace(wait, numerator=wait.numerator - share * waits * wait.denominator)
            runs.append(replace(one, values=one.values | {"asa": less}))
        found = replace(both, variant=replace(both.base, measures=tuple(runs))).difference("asa")
        assert found.high < 0
        return found.verdict

    assert shorter_by(0.01) == "hardly any difference"
    assert shorter_by(0.03) == "better"


def test_one_pair_has_no_interval():
    """A single pair of runs decides nothing."""
    difference = compare(scenario_of(employed=10), scenario_of(employed=15), replications=1).difference("asa")
    assert (difference.low, difference.high, difference.verdict) == (None, None, "no clear difference")


def test_frame_has_a_row_per_measure():
    """One row per measure, no NaN."""
    both = few_and_many()
    frame = both.to_frame()
    assert list(frame["measure"]) == list(both.differences())
    assert "nan" not in frame.to_csv().lower()
    assert list(frame) == [
        "measure",
        "base",
        "variant",
        "difference",
        "low",
        "high",
        "unit",
        "n",
        "differing",
        "variance_saved",
        "verdict",
    ]


def test_pairs_that_differ_are_counted():
    """All pairs where people wait less, none where the design changes nothing, and those alone that were changed."""
    both = few_and_many()
    assert both.difference("asa").differing == 8
    assert both.difference("talk_mean").differing == 0
    runs = list(both.base.measures)
    for place in (2, 5):
        wait = runs[place].values["asa"]
        less = replace(wait, numerator=wait.numerator / 2)
        runs[place] = replace(runs[place], values=runs[place].values | {"asa": less})
    found = replace(both, variant=replace(both.base, measures=tuple(runs))).difference("asa")
    assert (found.n, found.differing) == (8, 2)
