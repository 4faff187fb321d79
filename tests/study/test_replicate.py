"""Replications: how they are put together."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.statistics.intervals import ratio_interval, t_interval
from sim.study.replicate import replicate

from ..measures.fabricated import scenario_of
from .fake_engine import install


@pytest.fixture(autouse=True)
def _fake(monkeypatch):
    install(monkeypatch)


def test_number_of_replications():
    """As asked, else as the scenario says, else 30; none is an error."""
    assert replicate(scenario_of(), 3).n == 3
    assert replicate(scenario_of(replications=4)).n == 4
    assert replicate(scenario_of()).n == 30
    with pytest.raises(ScenarioError, match="at least one"):
        replicate(scenario_of(), 0)


def test_replications_are_numbered_and_independent():
    """Replication r is the same whether run with 2 others or 5, and no two are alike."""
    few, many = replicate(scenario_of(), 2), replicate(scenario_of(), 5)
    assert many.measures[:2] == few.measures
    assert [m.replication for m in many.measures] == [0, 1, 2, 3, 4]
    assert len({m.values["asa"].value for m in many.measures}) == 5
    assert replicate(scenario_of(), 2, seed=2).measures != few.measures


def test_each_kind_has_its_estimator():
    """Rates and means are ratios of sums, quantiles of all calls together, counts and maxima means of the runs."""
    runs = replicate(scenario_of(), 6)
    summary = runs.summary()
    figures = [m.values["asa"] for m in runs.measures]
    sums = ([f.numerator for f in figures], [f.denominator for f in figures])
    expected = ratio_interval(*sums, scale="amount")
    assert (summary["asa"].estimate, summary["asa"].low) == (expected.estimate, expected.low)
    assert summary["asa"].estimate != np.mean([f.value for f in figures])
    waits = np.concatenate([m.values["wait_p90"].lasting.stays.ended_us for m in runs.measures])
    assert summary["wait_p90"].estimate == np.sort(waits)[int(np.ceil(0.9 * len(waits))) - 1] / 1e6
    assert summary["wait_p90"].low < summary["wait_p90"].estimate < summary["wait_p90"].high
    expected = t_interval([m.values["longest_wait"].value for m in runs.measures], scale="amount")
    assert (summary["longest_wait"].estimate, summary["longest_wait"].high) == (expected.estimate, expected.high)
    assert (summary["offered"].unit, summary["offered"].n) == ("calls", 6)


def test_a_single_replication_says_what_its_run_says():
    """Every measure over one replication is that of the run itself, to the last digit."""
    runs = replicate(scenario_of(), 1)
    for key, figure in runs.measures[0].values.items():
        assert runs.summary()[key].estimate == figure.value, key


def test_one_replication_has_no_interval():
    """Nothing is said about spread from a single run."""
    summary = replicate(scenario_of(), 1).summary()
    assert all(e.low is None and e.high is None for e in summary.values())
    assert summary["offered"].estimate is not None


def test_intervals_stay_where_the_measure_can_be():
    """No interval falls below 0, that of a share not above 1; no data has no estimate."""
    summary = replicate(scenario_of(employed=300), 3).summary()
    assert summary["service_level_30s"].high <= 1
    assert summary["longest_wait"].low >= 0
    assert all(e.low >= 0 for e in summary.values() if e.low is not None)
    assert all(e.high <= 1 for e in summary.values() if e.unit == "share" and e.high is not None)
    # Two runs say next to nothing: the interval is wide, and still above 0.
    lows = [replicate(scenario_of(employed=9), 2, seed=s).summary()["asa"].low for s in range(20)]
    assert 0 < min(lows) < 2
    assert summary["message_delay_mean"].estimate is None
    assert summary["message_delay_mean"].n == 0


def test_logs_are_handed_over_as_they_come():
    """Each log is offered once, in order."""
    seen = []
    replicate(scenario_of(), 3, on_log=lambda log: seen.append(log.replication))
    assert seen == [0, 1, 2]


def test_frames_are_tidy():
    """One row per replication and measure; one row per measure; one row per interval; never NaN."""
    runs = replicate(scenario_of(targets=[{"measure": "asa", "at_most": 30}]), 3)
    frame, summary, intervals = runs.to_frame(), runs.summary_frame(), runs.intervals_frame()
    assert len(frame) == 3 * len(runs.summary())
    assert len(summary) == len(runs.summary())
    assert len(intervals) == 48
    for table in (frame, summary, intervals):
        assert "nan" not in table.to_csv().lower()
    assert runs.targets()[0].measure == "asa"
    assert runs.published() == []


def test_intervals_frame_by_hand():
    """Over replications counts are averaged, service levels are ratios of sums with their delta interval."""
    runs = replicate(scenario_of(), 5)
    frame = runs.intervals_frame()
    i = 3
    parts = [table.parts("service_level", 15_000_000) for table in runs.intervals]
    expected = ratio_interval([p[0][i] for p in parts], [p[1][i] for p in parts], scale="share")
    row = frame.iloc[i]
    assert row["offered"] == np.mean([t.counts["offered"][i] for t in runs.intervals])
    assert row["service_level_15s"] == pytest.approx(expected.estimate)
    assert row["service_level_15s_low"] == pytest.approx(expected.low)
    assert row["service_level_15s_high"] == pytest.approx(expected.high)
    assert frame["service_level_15s"].isna().iloc[-1]
    assert frame["over_under"].iloc[-1] == 2
    required = np.mean([table.required for table in runs.intervals], axis=0)
    assert frame["required"].tolist() == required.tolist()
    assert not np.array_equal(required, np.round(required))


def test_one_replication_has_no_band():
    """Without a second replication the intervals of the day have no low and high."""
    frame = replicate(scenario_of(), 1).intervals_frame()
    assert frame["service_level_15s_low"].isna().all()
    assert frame["service_level_15s"].notna().any()


def test_progress_leaves_standard_output_alone(capsys):
    """The bar belongs to standard error, and only on a terminal."""
    replicate(scenario_of(), 2, progress=True)
    assert capsys.readouterr().out == ""
