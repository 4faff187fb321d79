"""Growth of volumes: exact where there is no chance, told from it where there is, and carried into the scenario."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from sim.calendar.days import day_number
from sim.fitting.growth import MONTH_DAYS, growth_of
from sim.fitting.parameters import volume_keys, volume_parameters
from sim.fitting.volumes import volumes_of

FALSE_ALARM = 1e-4
ALARM = 0.003
"""The largest chance that a line without growth, whose days differ by themselves, is said to grow: 1 to 3 in 1,000."""
START = date(2026, 3, 2)


def counts_of(seed: int, days: int, monthly: float, cv: float, mean: float = 800.0) -> dict[date, np.ndarray]:
    """Days with quiet weekends and a random factor each, growing from the first one on."""
    rng = np.random.default_rng([5, seed])
    found = {}
    for k in range(days):
        usual = mean * (0.6 if k % 7 > 4 else 1.0) * (1 + monthly) ** (k / MONTH_DAYS)
        found[START + timedelta(days=k)] = rng.poisson(np.full(4, usual / 4 * rng.gamma(cv**-2, cv**2))).astype(float)
    return found


def test_growth_without_chance_is_exact() -> None:
    """10 % a month: rate, level of the day after the file, and the error that Poisson counts of this size have."""
    day = np.arange(84)
    weekday = day % 7
    totals = 1_000 * np.where(weekday > 4, 0.5, 1.0) * 1.1 ** (day / MONTH_DAYS)
    found = growth_of(totals, day, weekday)
    assert found is not None
    assert found.monthly[0] == pytest.approx(0.1, rel=1e-9)
    middle = np.array([np.average(day[weekday == k], weights=totals[weekday == k]) for k in range(7)])[weekday]
    assert found.error == pytest.approx((totals @ (day - middle) ** 2) ** -0.5, rel=1e-6)
    assert found.is_clear
    volumes = volumes_of({START + timedelta(days=int(k)): np.array([totals[k]]) for k in day})
    assert volumes.next_day == START + timedelta(days=84)
    level = 1_000 * 1.1 ** (84 / MONTH_DAYS)
    assert [volumes.by_weekday[k][0] for k in (0, 6)] == pytest.approx([level, level / 2], rel=1e-9)
    assert volumes.busyness_cv == 0
    assert volume_keys(volumes)["growth"] == {"rate": 0.1, "per": "month", "since": "2026-05-25"}


def test_a_line_that_does_not_grow_is_not_said_to() -> None:
    """100 lines of twelve weeks: no more alarms than so small a rate lets expect; the scenario has no such key."""
    alarms = 0
    for seed in range(100):
        volumes = volumes_of(counts_of(seed, 84, 0.0, 0.1))
        alarms += volumes.grows
        assert ("growth" in volume_keys(volumes)) == volumes.grows
    assert alarms <= stats.binom.isf(FALSE_ALARM, 100, ALARM)


def test_intervals_hold_growth_and_the_level_after_the_file() -> None:
    """100 lines that grow by 10 % a month: found in all, rate and Mondays' level inside as often as they say."""
    held = {"rate": 0, "level": 0, "busy": 0}
    for seed in range(100):
        volumes = volumes_of(counts_of(seed, 112, 0.1, 0.1))
        assert volumes.growth is not None
        assert volumes.grows
        _, low, high = volumes.growth.monthly
        held["rate"] += low <= 0.1 <= high
        low, high = volumes.by_weekday[0][1]
        held["level"] += low <= 800 * 1.1 ** (112 / MONTH_DAYS) <= high
        held["busy"] += volumes.busyness_interval[0] <= 0.1 <= volumes.busyness_interval[1]
    low, high = stats.binom.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], 100, 0.95)
    assert all(low <= hits <= high for hits in held.values()), held


def test_eight_weeks_are_needed() -> None:
    """Of 55 days nothing is said, however steep; of 56 it is."""
    for days, said in ((55, False), (56, True)):
        volumes = volumes_of(counts_of(1, days, 0.5, 0.05))
        assert volumes.grows == said
        keys = [one.key for one in volume_parameters("calls", volumes, "calls")]
        assert ("demand.calls.growth.rate" in keys) == said


def test_a_line_that_is_being_opened_does_not_go_on_growing() -> None:
    """From 1 call a day to 1,000 in eight weeks is no growth that a scenario could carry on."""
    day = np.arange(60)
    assert not growth_of(np.round(1.12**day), day, day % 7).is_clear  # type: ignore[union-attr]
    assert growth_of(np.round(20 * 1.05**day), day, day % 7).is_clear  # type: ignore[union-attr]


def test_a_step_is_no_growth() -> None:
    """Of 60 lines that rise by half on a day none is said to grow, and the day is found; growth is never called one."""
    for seed in range(60):
        counts = counts_of(seed, 112, 0.0, 0.1)
        for day in list(counts)[50:]:
            counts[day] = np.round(1.5 * counts[day])
        found = volumes_of(counts)
        assert found.growth is not None
        assert found.growth.changes
        assert not found.grows
        assert found.growth.step is not None
        assert abs(found.growth.step - day_number(START) - 50) <= 4
        grown = volumes_of(counts_of(seed, 112, 0.1, 0.1)).growth
        assert grown is not None
        assert grown.step is None


def test_days_that_are_like_the_day_before_count_for_fewer() -> None:
    """A level that wanders (memory of 0.5): the error is larger by about the square root of three."""
    rng = np.random.default_rng(8)
    day = np.arange(2_100)
    noise = rng.standard_normal(len(day))
    for k in day[1:]:
        noise[k] = 0.5 * noise[k - 1] + np.sqrt(0.75) * noise[k]
    errors = [
        growth_of(np.round(100_000 * np.exp(0.1 * one)), day, day % 7).error  # type: ignore[union-attr]
        for one in (noise, rng.permutation(noise))
    ]
    assert errors[0] / errors[1] == pytest.approx(np.sqrt(3), rel=0.1)
