"""Where people are missing: worked by hand, and counted anew from the logs of shipped hotlines."""

from __future__ import annotations

import math
import statistics
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.measures.by_interval import interval_table
from sim.measures.shortage import Staffing, shortage_of, staffing_of
from sim.measures.work import call_groups
from sim.rules.codes import NOT_YET, StaffState
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
T_975_OF_THREE = 4.3026527297
"""Student's quantile for three replications: any table of it."""
HALF_HOUR_US = 1_800_000_000
NOT_KNOWN = math.nan


def staffing(rows, is_counted=None, start="2022-01-10T00:00", width_us=HALF_HOUR_US):
    """A row is required, rostered and present heads, each a number or one number per replication."""
    n = max((len(heads) for row in rows for heads in row if isinstance(heads, tuple)), default=1)
    heads = np.array([[np.broadcast_to(np.array(value, dtype=float), n) for value in row] for row in rows])
    required, rostered, present = heads.transpose(1, 2, 0)
    moments = np.datetime64(start, "us") + (np.arange(len(rows)) * width_us).astype("timedelta64[us]")
    counted = np.ones(len(rows), dtype=bool) if is_counted is None else np.array(is_counted)
    return Staffing(moments, width_us, np.full(len(rows), float(width_us)), counted, required, rostered, present)


BY_HAND = [
    # required, rostered, present, and whether it is short, planned so, enough
    ((5, 5, 5), 5, 4.5, True, False, False),  # half a person missing in every run: away, not missing in the roster
    ((5, 5, 5), 5, 4.6, False, False, False),  # less than half a person: neither short nor enough
    ((6, 7, 8), 6, 5, False, False, False),  # 2 missing on average, -0.5 to 4.5: chance explains it
    ((6, 7, 8), 4, 3, True, True, False),  # 4 missing, 1.5 to 6.5, and 3 in the roster already
    (0, 0, 0, False, False, False),  # open, and nobody there: not enough either
    ((0, 1, 0), 0, 0, True, True, False),  # a third of a person, but calls come and nobody is there
    ((0, 1, 0), 1, 0, True, False, False),  # somebody is rostered, but nobody is there
    (2, 2, 2, False, False, True),
    ((1, 2, 3), 3, 3, False, False, False),  # 1 too many on average, up to 1.5 missing: not sure
    ((1, 2, 3), 5, 5, False, False, True),
    (NOT_KNOWN, 2, 2, False, False, False),
]


def test_rows_by_hand():
    """Short is half a person beyond chance, or nobody there; enough is only what is sure; the rest is neither."""
    found = shortage_of(staffing([row[:3] for row in BY_HAND]))
    assert found.is_short.tolist() == [row[3] for row in BY_HAND]
    assert found.is_planned.tolist() == [row[4] for row in BY_HAND]
    assert found.is_enough.tolist() == [row[5] for row in BY_HAND]
    assert found.is_known.tolist() == [row[0] is not NOT_KNOWN for row in BY_HAND]
    assert found.missing[[0, 3, 5, 6]].tolist() == pytest.approx([0.5, 4, 1 / 3, 1 / 3])
    dates, hours = found.hours_by_day()
    assert [str(date) for date in dates] == ["2022-01-10"]
    assert hours.tolist() == pytest.approx([(0.5 + 4 + 2 / 3) / 2])
    assert found.counted == len(BY_HAND)


def test_closed_intervals_do_not_count():
    """Where the line is closed and nobody is required, people are neither missing nor enough."""
    found = shortage_of(staffing([(3, 1, 1), (0, 3, 3)], is_counted=[True, False]))
    assert (found.counted, found.is_short.tolist(), found.is_enough.tolist()) == (1, [True, False], [False, False])


def test_the_mean_day_is_taken_within_each_replication():
    """Two days of 12-hour intervals: heads are averaged over the days before the interval over the runs is taken."""
    width_us = 12 * 3_600_000_000
    rows = [((4, 8), 5, 5), (1, 1, 1), ((8, 4), 5, 5), (3, 1, 1)]
    mean = staffing(rows, [True, False, True, True], width_us=width_us).of_mean_day()
    assert mean.required.tolist() == [[6, 2], [6, 2]]
    assert mean.present.tolist() == mean.rostered.tolist() == [[5, 1], [5, 1]]
    assert mean.is_counted.tolist() == [True, True]
    assert [str(moment)[:16] for moment in mean.local_start] == ["2022-01-10T00:00", "2022-01-10T12:00"]
    # In single intervals 4 to 8 are required from run to run, which says nothing; on the mean day it is 6 in each.
    assert shortage_of(mean).is_short.tolist() == [True, True]
    assert shortage_of(staffing(rows, width_us=width_us)).is_short.tolist() == [False, False, False, True]


def test_days_at_the_same_time_share_their_spread():
    """Gaps of 3 +- 1 on one day of three in two runs: alone t is 12.71, together with the other days it is 3.18.

    Half the interval is 3.182 x sqrt(mean of the variances / 2): with variances 2, 0 and 0 it is 1.84.
    """
    day_us = 24 * 3_600_000_000
    found = shortage_of(staffing([((3, 5), 1, 1), (2, 1, 1), (3, 1, 1)], width_us=day_us))
    assert stdtrit(3, 0.975) * math.sqrt(2 / 3 / 2) == pytest.approx(1.837, abs=1e-3)
    assert found.is_short.tolist() == [True, False, True]
    assert not shortage_of(staffing([((3, 5), 1, 1)], width_us=day_us)).is_short.any()


def test_a_worst_day_is_clear_only_beyond_chance():
    """Of 300 lines whose 20 days are alike, at most one in twenty has a day that is called clearly the worst (seed 3).

    A true 5 % exceeds 9.4 % of 300 once in a thousand times; a day on which nobody is there is found in most.
    """
    rng = np.random.default_rng(3)
    moments = np.datetime64("2022-01-10", "us") + (np.arange(20 * 4) * 6 * 3_600_000_000).astype("timedelta64[us]")
    clear = found = 0
    for _ in range(300):
        of_day = np.repeat(rng.gamma(16, 2, (3, 20)), 4, axis=1)  # days of 32 +- 8 people, three runs
        required = of_day + rng.normal(0, 3, (3, 80))
        heads = np.full_like(required, 25)
        make = (moments, 6 * 3_600_000_000, np.full(80, 6 * 3.6e9), np.ones(80, dtype=bool))
        clear += shortage_of(Staffing(*make, required, heads, heads)).worst_day()[2]
        worse = heads.copy()
        worse[:, 40:44] -= 25
        day, _, is_clear = shortage_of(Staffing(*make, required, heads, worse)).worst_day()
        found += is_clear and day.isoformat() == "2022-01-20"
    assert clear <= 28
    assert found > 225


def test_chance_alone_is_rarely_a_shortage():
    """Of 20,000 intervals in which exactly enough people are there, at most one in forty is said to be short.

    The share's own error is 0.0011, so a true 2.5 % exceeds 3 % once in a million times.
    """
    rng = np.random.default_rng(14)
    required = 20 + rng.normal(0, 3, (10, 20_000))
    heads = np.full_like(required, 20)
    moments = np.datetime64("2022-01-10", "us") + (np.arange(20_000) * HALF_HOUR_US).astype("timedelta64[us]")
    found = shortage_of(
        Staffing(moments, HALF_HOUR_US, np.full(20_000, 1.0), np.ones(20_000, dtype=bool), required, heads, heads)
    )
    assert 0.01 < found.is_short.mean() < 0.03
    assert 0.01 < found.is_enough.mean() < 0.03


def naive_heads(log, states, start, end, first_us, width_us):
    """Time of rows of the staff log within an interval, by a loop, over its length."""
    last_us = min(first_us + width_us, log.plan.horizon_us)
    rows = log.staff
    groups = set(call_groups(log.plan).tolist())
    total = 0
    for row in range(len(rows["state"])):
        if rows["state"][row] in states and rows["group"][row] in groups and rows[start][row] != NOT_YET:
            until = last_us if rows[end][row] == NOT_YET else int(rows[end][row])
            total += max(0, min(until, last_us) - max(int(rows[start][row]), first_us))
    return total / (last_us - first_us)


@pytest.mark.parametrize("name", ["template_town", "template_groups", "template_chain", "jingxi_2022", "zhujing_2020"])
def test_shipped_hotlines_equal_a_naive_count(name):
    """Heads by loops over the staff log and the rule in plain Python: the same intervals are short, by as many."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    scenario = scenario.replace({"clock.days": 1, "published": []})
    logs = [simulate(scenario, seed=5, replication=replication) for replication in range(3)]
    tables = [interval_table(log) for log in logs]
    found = shortage_of(staffing_of(tables))
    width_us = tables[0].width_us
    for k in range(0, len(tables[0]), 3):
        at = int(tables[0].start_us[k])
        required = [int(table.required[k]) for table in tables]
        rostered = [
            naive_heads(
                log, (StaffState.ON_DUTY, StaffState.ABSENT), "planned_start_us", "planned_end_us", at, width_us
            )
            for log in logs
        ]
        present = [
            naive_heads(log, (StaffState.ON_DUTY,), "start_us", "end_us", at, width_us)
            - naive_heads(log, (StaffState.BREAK, StaffState.OFF_PHONE), "start_us", "end_us", at, width_us)
            for log in logs
        ]
        gaps = [r - p for r, p in zip(required, present, strict=True)]
        low = statistics.mean(gaps) - T_975_OF_THREE * statistics.stdev(gaps) / math.sqrt(3)
        nobody = not any(present) and any(required)
        is_short = found.staffing.is_counted[k] and (nobody or (statistics.mean(gaps) > 0.4999999 and low > 1e-9))
        assert bool(found.is_short[k]) == is_short
        assert found.missing[k] == pytest.approx(statistics.mean(gaps) if is_short else 0)
        missing_in_roster = statistics.mean(required) - statistics.mean(rostered)
        assert bool(found.is_planned[k]) == (is_short and (missing_in_roster >= 0.5 or not any(rostered)))
    assert found.is_short[::3].any() or name != "template_town"


def test_the_hours_of_the_line_are_counted():
    """A line that is open from 8 to 12 counts eight half hours of the day, whoever is rostered."""
    scenario = load_scenario(SCENARIOS / "template_town.yaml").replace(
        {"callers.hours": [{"open": "08:00", "close": "12:00"}]}
    )
    tables = [interval_table(simulate(scenario, seed=1))]
    counted = staffing_of(tables).is_counted
    assert np.flatnonzero(counted).tolist() == list(range(16, 24))
    assert tables[0].open_us.sum() == 4 * 3_600_000_000


def test_a_closed_hour_counts_where_people_are_required():
    """Callers who still wait at closing time need somebody, in whichever run; nobody is required in the others."""
    scenario = load_scenario(SCENARIOS / "template_town.yaml").replace(
        {"callers.hours": [{"open": "08:00", "close": "12:00"}]}
    )
    late, none = (interval_table(simulate(scenario, seed=seed)) for seed in (1, 2))
    late.required[24] = 2
    assert np.flatnonzero(staffing_of([none, late]).is_counted).tolist() == list(range(16, 25))
