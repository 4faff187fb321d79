"""How many arrive in each interval, and when: Poisson, exact, with random busyness, growth, events and phases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from sim.errors import DataError
from sim.workload import busyness, poisson_quantile

from .building import (
    DAY,
    FALSE_ALARM,
    HOUR,
    MINUTE,
    check_mean,
    check_variance,
    outside,
    plan_of,
    write_csv,
)

UNEVEN = [0, 1, 2, 3, 4, 0, 6, 7, 8, 9, 10, 30, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 33]


def counts_of(plan, replication: int = 0, stream: int = 0) -> np.ndarray:
    """Number of arrivals in each interval of a stream."""
    world = outside(plan, replication)
    slots = plan.streams[stream]
    time_us = world.arrival_us[world.stream == stream]
    return np.searchsorted(time_us, slots.end_us) - np.searchsorted(time_us, slots.start_us)


def demand_of(**stream) -> dict:
    """The part `demand` with one stream."""
    return {"calls": {"types": {"any": 1.0}} | stream}


def test_poisson_quantile_by_its_definition():
    """The count is the smallest whose distribution function reaches u, means from 1e-6 to 1e6."""
    rng = np.random.default_rng(7)
    u = np.concatenate([rng.uniform(size=30_000), 10 ** rng.uniform(-15.9, 0, 30_000)])
    u = np.clip(np.concatenate([u, 1 - 10 ** rng.uniform(-13, 0, 30_000)]), 2.0**-53, 1 - 1e-13)
    mean = 10 ** rng.uniform(-6, 6, len(u))
    count = poisson_quantile(u, mean)
    assert (special.gammaincc(count + 1.0, mean) >= u).all()
    below = special.gammaincc(np.maximum(count, 1), mean)
    assert (below[count > 0] < u[count > 0]).all()
    assert (poisson_quantile(u, np.zeros(len(u))) == 0).all()


def test_poisson_quantile_rises():
    """More demand never means fewer citizens, and a greater u never fewer."""
    u = np.linspace(0.0005, 0.9995, 1_000)
    means = np.concatenate([np.linspace(0, 3, 61), np.linspace(3, 300, 100)])
    counts = poisson_quantile(np.repeat(u, len(means)), np.tile(means, len(u))).reshape(len(u), len(means))
    assert (np.diff(counts, axis=0) >= 0).all()
    assert (np.diff(counts, axis=1) >= 0).all()


def test_counts_are_poisson():
    """Over 600 days each hour's count has its mean as mean and variance, and hours are independent (2e-7 in all)."""
    plan = plan_of(demand=demand_of(per_day=600, profile=UNEVEN))
    mean = 600 * np.array(UNEVEN) / sum(UNEVEN)
    counts = np.array([counts_of(plan, replication) for replication in range(600)])
    assert (counts[:, mean == 0] == 0).all()
    for hour in np.flatnonzero(mean):
        check_mean(counts[:, hour], mean[hour], f"hour {hour}")
        check_variance(counts[:, hour], mean[hour], f"hour {hour}")
    check_variance(counts.sum(axis=1), 600, "day")


def test_times_are_even_within_the_interval():
    """Arrivals lie in [start, end) of their interval, evenly (Kolmogorov-Smirnov, false alarm 5e-9), in order."""
    plan = plan_of(demand=demand_of(per_day=100_000, profile=UNEVEN))
    world, slots = outside(plan), plan.streams[0]
    hour = (world.entity >> 24) & 0xFFF
    place = np.searchsorted(slots.slot, hour)
    within = (world.arrival_us - slots.start_us[place]) / (slots.end_us - slots.start_us)[place]
    assert (np.diff(world.arrival_us) >= 0).all()
    assert within.min() >= 0
    assert within.max() < 1
    assert stats.kstest(within, "uniform").pvalue > FALSE_ALARM


def test_counts_from_a_file_are_exact(tmp_path):
    """Exact counts come interval by interval, zeros, gaps and edges included, whatever seed and busyness."""
    rng = np.random.default_rng(3)
    number = rng.poisson(5, 288) * (rng.uniform(size=288) < 0.8)
    kept = np.flatnonzero(rng.uniform(size=288) < 0.9)
    rows = [f"2025-06-02 {5 * i // 60:02d}:{5 * i % 60:02d},{number[i]}" for i in rng.permutation(kept)]
    write_csv(tmp_path, "counts.csv", "time,count", rows)
    counts = {"file": "counts.csv", "interval": "5 min"}
    plan = plan_of(tmp_path, demand=demand_of(counts=counts, busyness_cv=0.5, fine_busyness_cv=0.5))
    for replication in range(5):
        world = outside(plan, replication)
        found = np.bincount(world.arrival_us // (5 * MINUTE), minlength=288)
        assert found[kept].tolist() == number[kept].tolist()
        assert found.sum() == number[kept].sum()


def test_counts_as_means(tmp_path):
    """The same file as a mean gives Poisson counts (600 days, false alarms 1e-7), fractions allowed."""
    means = [0.25, 3.0, 17.5]
    write_csv(tmp_path, "counts.csv", "time,count", [f"2025-06-02 0{i}:30,{mean}" for i, mean in enumerate(means)])
    counts = {"file": "counts.csv", "interval": "1 h", "use": "mean"}
    plan = plan_of(tmp_path, demand=demand_of(counts=counts))
    found = np.array([counts_of(plan, replication) for replication in range(600)])
    for i, mean in enumerate(means):
        check_mean(found[:, i], mean, f"row {i}")
        check_variance(found[:, i], mean, f"row {i}")


def test_volumes_by_weekday_and_date(tmp_path):
    """Volumes per weekday and per date (in the file or beside it) are the expected counts of those days."""
    per_weekday = plan_of(clock={"days": 8}, demand=demand_of(per_weekday={"mon": 240, "sun": 24}))
    assert per_weekday.streams[0].mean.reshape(8, 24).sum(axis=1).tolist() == [240, 0, 0, 0, 0, 0, 24, 240]
    dated = {"2025-06-02": 48, "2025-06-04": 72}
    write_csv(tmp_path, "days.csv", "date,count", [f"{day},{count}" for day, count in dated.items()])
    for per_date in (dated, {"file": "days.csv"}):
        plan = plan_of(tmp_path, clock={"days": 3}, demand=demand_of(per_date=per_date))
        assert plan.streams[0].mean.reshape(3, 24).sum(axis=1).tolist() == pytest.approx([48, 0, 72], rel=1e-12)


def test_profiles_by_kind_of_day():
    """A weekday's own profile goes before its kind of day's, and holidays without one are as rest days."""
    first, last, second = ([0.0] * i + [1.0] + [0.0] * (23 - i) for i in (0, 23, 1))
    profile = {"working_day": first, "rest_day": last, "wed": second}
    clock = {"start": "2022-04-01", "days": 6, "calendar": "china"}  # Friday; 2 April is worked; 3-5 April: Qingming
    plan = plan_of(clock=clock, demand=demand_of(per_day=24, profile=profile))
    busy_hour = plan.streams[0].mean.reshape(6, 24).argmax(axis=1)
    assert busy_hour.tolist() == [0, 0, 23, 23, 23, 1]


def busy_plan(**more):
    """Thirty days of two channels with day factors of CV 30 %."""
    calls = {"per_day": 2_000, "types": {"any": 1.0}, "busyness_cv": "30 %"} | more
    letters = calls | {"channel": "online", "per_day": 500}
    apart = calls | {"busyness_key": "elsewhere"}
    return plan_of(clock={"days": 30}, demand={"calls": calls, "letters": letters, "other": apart})


def test_busyness_is_one_gamma_factor_per_date():
    """All channels share a date's factor; dates, replications and keys have others; they follow the Gamma law
    with mean 1 and the stated CV (Kolmogorov-Smirnov over 3,000 days, false alarm 5e-9)."""
    plan = busy_plan()
    calls, letters, other = plan.streams
    by_date = []
    for replication in range(100):
        factor = busyness(calls, 1, replication).reshape(30, 24)
        assert (factor == factor[:, :1]).all()
        assert (busyness(letters, 1, replication).reshape(30, 24) == factor).all()
        assert (busyness(other, 1, replication).reshape(30, 24)[:, 0] != factor[:, 0]).all()
        by_date.append(factor[:, 0])
    factors = np.array(by_date)
    assert len(np.unique(factors)) == factors.size
    assert stats.kstest(factors.ravel(), stats.gamma(0.3**-2, scale=0.3**2).cdf).pvalue > FALSE_ALARM
    check_mean(factors.ravel(), 1.0, "factor")
    check_variance(factors.ravel(), 0.09, "factor")
    check_mean((factors[:, 1:] - 1) * (factors[:, :-1] - 1), 0.0, "neighbouring dates")


def test_busy_days_vary_more():
    """A day's count has mean m and variance m + (cv m)^2 (400 replications, false alarms 1e-8)."""
    plan = plan_of(demand=demand_of(per_day=1_000, busyness_cv=0.2))
    days = np.array([counts_of(plan, replication).sum() for replication in range(400)])
    check_mean(days, 1_000, "day")
    check_variance(days, 1_000 + 200**2, "day")


def test_fine_busyness():
    """A second factor holds within its block of the day and differs between blocks; its mean is 1 and its CV stated."""
    plan = plan_of(
        demand=demand_of(
            per_day=960, profile=[1.0] * 96, fine_busyness_cv=0.25, fine_busyness_every="2 h", busyness_cv=0.0
        )
    )
    blocks = []
    for replication in range(200):
        factor = busyness(plan.streams[0], 1, replication).reshape(12, 8)
        assert (factor == factor[:, :1]).all()
        blocks.append(factor[:, 0])
    factors = np.array(blocks)
    assert len(np.unique(factors)) == factors.size
    check_mean(factors.ravel(), 1.0, "factor")
    check_variance(factors.ravel(), 0.0625, "factor")
    check_mean((factors[:, 1:] - 1) * (factors[:, :-1] - 1), 0.0, "neighbouring blocks")


def test_both_factors_multiply():
    """Day factor and finer factor multiply; more spread leaves everyone's u, so a day's order of counts, as it was."""
    both, day, fine = (
        plan_of(demand=demand_of(per_day=960, busyness_cv=a, fine_busyness_cv=b)).streams[0]
        for a, b in ((0.2, 0.3), (0.2, 0.0), (0.0, 0.3))
    )
    assert busyness(both, 4, 2) == pytest.approx(busyness(day, 4, 2) * busyness(fine, 4, 2), rel=1e-15)


def test_growth_phases_and_events():
    """Means are volume x growth x phases x events, each event at the middle of the interval, by its written shape."""
    stream = {
        "per_day": 240,
        "types": {"a": 0.75, "b": 0.25},
        "growth": {"rate": "10 %", "per": "week", "since": "2025-05-26"},
        "phases": [
            {"start": "2025-06-03", "end": "2025-06-03", "factor": 2.0},
            {"start": "2025-06-04", "per_day": 480, "types": None},
            {"start": "2025-06-04", "end": "2025-06-05", "types": {"a": 0.5, "b": 0.5}},
        ],
        "events": {
            "storm": {
                "start": "2025-06-02", "at": "06:00", "ramp": "2 h", "peak": 3.0, "hold": "3 h", "half_life": "4 h",
                "types": ["b"],
            }
        },
    }  # fmt: skip
    stream["phases"][1].pop("types")
    plan = plan_of(clock={"days": 5}, demand={"calls": stream})
    assert plan.type_names == ("a", "b")
    hours = np.arange(5 * 24)
    day = hours // 24
    volume = np.array([240, 240, 480, 480, 480])[day] / 24 * 1.1 ** ((day + 7) / 7) * np.where(day == 1, 2.0, 1.0)
    since = hours + 0.5 - 6  # hours since the storm began, at the middle of each interval
    falling = np.where(since <= 5, 1.0, 0.5 ** ((since - 5) / 4))
    excess = np.where(since < 0, 0.0, np.where(since < 2, since / 2, falling))
    share_b = np.where((day == 2) | (day == 3), 0.5, 0.25)
    expected = volume[:, None] * np.stack([1 - share_b, share_b * (1 + 2 * excess)], axis=1)
    assert plan.streams[0].mean == pytest.approx(expected, rel=1e-12)


def test_a_lull_is_an_event_below_one():
    """An event with a peak below 1 takes demand away, down to its peak, never below zero."""
    event = {"start": "2025-06-02", "at": "03:00", "peak": 0.1, "hold": "2 h", "half_life": "1 min"}
    plan = plan_of(demand=demand_of(per_day=240, events={"holiday": event}))
    assert plan.streams[0].mean[:, 0].tolist() == pytest.approx([10.0] * 3 + [1.0] * 2 + [10.0] * 19, rel=1e-6)


def test_an_interval_with_too_many_is_refused():
    """More arrivals than can be told apart in one interval are refused in a sentence, not mixed up."""
    crowd = demand_of(per_day=1e7, phases=[{"start": "2025-06-02", "factor": 1_000.0}])
    plan = plan_of(demand=crowd, budget={"memory_mb": 10_000_000})
    with pytest.raises(DataError, match="at most 16,777,215 can be told apart"):
        outside(plan)


def test_mix_of_types():
    """Types come in their shares, independent of time and count (z-tests over 300 days, false alarms 3e-8)."""
    mix = {"a": 0.6, "b": 0.3, "c": 0.1, "never": 0.0}
    plan = plan_of(demand=demand_of(per_day=1_000, types=mix))
    by_type, late = [], []
    for replication in range(300):
        world = outside(plan, replication)
        found = np.bincount(world.type, minlength=4)
        by_type.append(found - found.sum() * np.array(list(mix.values())))
        late.append(((world.arrival_us > DAY // 2) - 0.5)[world.type == 1].sum())
    by_type = np.array(by_type)
    assert (by_type[:, 3] == 0).all()
    for kind in range(3):
        check_mean(by_type[:, kind], 0.0, f"type {kind}")
    check_mean(late, 0.0, "half of the day of type b")


def test_day_with_all_its_hours():
    """Half-hour and quarter-hour profiles begin and end their intervals on the clock."""
    for shares in (24, 48, 96):
        slots = plan_of(clock={"days": 2}, demand=demand_of(per_day=96, profile=[1.0] * shares)).streams[0]
        assert slots.start_us.tolist() == [i * DAY // shares for i in range(2 * shares)]
        assert (slots.end_us - slots.start_us == 24 * HOUR // shares).all()
        assert slots.mean.sum() == pytest.approx(192)
