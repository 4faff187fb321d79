"""The day cut into intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.measures.by_interval import interval_table
from sim.measures.run import measure
from sim.rules.codes import Outcome, StaffState
from sim.statistics.time_sums import exact_sum, time_by

from .fabricated import HOUR, S, call, make_log, scenario_of, shift


def test_time_is_clipped_at_interval_edges():
    """A spell from 0:20 to 1:40 gives 10, 30, 30 and 10 minutes; one beyond the run is cut; edges count once."""
    width, horizon = 30, 120
    spells = [(20, 100), (-50, 10), (110, 999), (30, 60), (45, 45)]
    start, end = (np.array(column, dtype=np.int64) for column in zip(*spells, strict=True))
    assert time_by(start, end, width, horizon).tolist() == [20, 60, 30, 20]


def test_a_shorter_last_interval():
    """Where the horizon is no multiple of the width, the last interval is shorter."""
    assert time_by(np.array([0]), np.array([100]), 30, 100).tolist() == [30, 30, 30, 10]


def test_time_by_equals_a_loop():
    """Random spells, many widths: each interval holds just what a loop finds in it."""
    rng = np.random.default_rng(7)
    start = rng.integers(-50, 1000, 300)
    end = start + rng.integers(0, 400, 300)
    for width in (1, 7, 100, 333, 1000, 2000):
        edges = range(0, 1000, width)
        expected = [
            sum(max(0, min(e, t + width, 1000) - max(b, t)) for b, e in zip(start.tolist(), end.tolist(), strict=True))
            for t in edges
        ]
        assert time_by(start, end, width, 1000).tolist() == expected


def test_sums_do_not_overflow():
    """Ten million waits of a hundred days each are more than 64 bits hold, and are summed exactly."""
    waits = np.broadcast_to(np.int64(100 * 86_400 * S), 10_000_000)
    assert exact_sum(waits) == 10_000_000 * 100 * 86_400 * S > 2**63


def table_by_hand():
    """Hour by hour: an answered call across 9:00, a late abandon, a person with a break across 10:00."""
    staff = [
        shift(0, 8 * HOUR, 11 * HOUR, went=11 * HOUR + 600),
        shift(0, 9.75 * HOUR, 10.25 * HOUR, state=StaffState.BREAK),
        shift(1, 8 * HOUR, 10 * HOUR, state=StaffState.ABSENT, came=None, went=None),
    ]
    calls = [
        call(8 * HOUR + 3500, wait=50, talk=100, wrap=50),
        call(9 * HOUR, wait=10, talk=80, wrap=10),
        call(10 * HOUR - 1, Outcome.ABANDONED, wait=40),
    ]
    return interval_table(make_log(calls, staff), HOUR * S)


def test_interval_table_by_hand():
    """Calls count where they arrive, people's time where it is spent, and the overrun is time on duty."""
    frame = table_by_hand().to_frame().iloc[8:12].reset_index(drop=True)
    assert frame["interval_start"].tolist() == [pd.Timestamp(2022, 1, 10, hour) for hour in (8, 9, 10, 11)]
    assert frame["offered"].tolist() == [1, 2, 0, 0]
    assert frame["answered"].tolist() == [1, 1, 0, 0]
    assert frame["abandoned"].tolist() == [0, 1, 0, 0]
    assert frame["service_level_15s"].tolist() == [0, 0.5, pd.NA, pd.NA]
    assert frame["asa"].tolist() == [50, 10, pd.NA, pd.NA]
    assert frame["aht"].tolist() == [150, 90, pd.NA, pd.NA]
    assert frame["occupancy"].tolist()[:3] == pytest.approx([50 / 3600, 190 / 2700, 0])
    assert frame["scheduled"].tolist() == [2, 2, 1, 0]
    assert frame["present"].tolist() == pytest.approx([1, 0.75, 0.75, 600 / 3600])
    assert frame["required"].tolist() == [1, 1, 0, 0]
    assert frame["over_under"].tolist() == pytest.approx([0, -0.25, 0.75, 600 / 3600])


def test_no_handle_time_is_no_requirement():
    """Where no call was ever finished the required heads and the surplus are empty cells, not zero."""
    frame = interval_table(make_log([call(0, Outcome.ABANDONED, wait=3)]), HOUR * S).to_frame()
    assert frame["required"].isna().tolist() == [True] + [False] * 23
    assert frame["over_under"].isna().tolist() == [True] + [False] * 23
    assert "nan" not in frame.to_csv().lower()


def test_an_interval_without_finished_calls_takes_the_mean_handle_time_of_the_run():
    """An interval whose callers all gave up still needs operators, at the handle time of the others."""
    calls = [call(0, talk=100, wrap=80), *(call(3600 + i, Outcome.ABANDONED, wait=1) for i in range(100))]
    assert interval_table(make_log(calls), 30 * 60 * S).required[:3].tolist() == [1, 0, 14]


def test_the_scenario_sets_the_promise():
    """The first service-level target decides the required heads; without patience by Erlang C."""
    calls = [call(i * 18, talk=150, wrap=30) for i in range(100)]
    targets = [
        {"measure": "asa", "at_most": 20},
        {"measure": "service_level", "within": "20 s", "at_least": "90 %"},
        {"measure": "service_level", "within": "20 s", "at_least": "10 %"},
    ]
    log = make_log(calls, scenario=scenario_of(targets=targets))
    assert interval_table(log).required[0] == 15


def test_width_is_the_scenarios_unless_said():
    """The report's interval is the default width."""
    log = make_log([], scenario=scenario_of(report={"interval": "15 min"}))
    assert len(interval_table(log)) == 96


def test_a_measure_that_is_not_known_by_interval_is_named():
    """Asking for one says which ones are known."""
    table = table_by_hand()
    with pytest.raises(ScenarioError, match="'tickets' is not known by interval"):
        table.parts("tickets")
    with pytest.raises(ScenarioError, match="not known by interval"):
        table.parts("service_level_virtual", 15 * S)
    with pytest.raises(ScenarioError, match="not counted at"):
        table.parts("service_level", 999)


def test_days_of_23_and_25_hours():
    """Where clocks are moved, a day has 46 or 50 half-hours and local starts skip or repeat an hour."""
    for start, count in (("2022-03-27", 46), ("2022-10-30", 50)):
        log = make_log([], scenario=scenario_of(clock={"start": start, "zone": "Europe/Berlin"}))
        assert len(interval_table(log)) == count
        assert measure(log).values["scheduled_heads"].value == 0


def test_patience_makes_it_erlang_a(tmp_path):
    """Where the callers' mean patience is known, from a file too, fewer are required than where nobody gives up."""
    (tmp_path / "waits.csv").write_text("wait\n200\n400\n")
    calls = [call(i * 18, talk=150, wrap=30) for i in range(100)]
    promise = [{"measure": "service_level", "within": "20 s", "at_least": "85 %"}]
    known = {"law": "exponential", "mean": "300 s"}
    in_a_file = {"law": "empirical", "file": "waits.csv", "column": "wait"}
    required = []
    for more in ({}, {"patience": known}, {"patience": in_a_file}):
        scenario = scenario_of(targets=promise, callers=more)
        scenario._folder = str(tmp_path)
        required.append(int(interval_table(make_log(calls, scenario=scenario)).required[0]))
    assert required == [14, 13, 13]
