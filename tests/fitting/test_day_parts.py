"""Parts of the day: edges by hand, none where there is none, and the true ones where talks differ."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.fitting.day_parts import PENALTY, DayPart, _segments, day_parts
from sim.fitting.laws import Lengths, fit_laws

FALSE_ALARM = 1e-4
ALARM = 0.002
"""The largest chance that a line with one law all day is split: none of 1,000 was."""
BY_HOUR = np.array(
    [1, 0.7, 0.5, 0.4, 0.4, 0.6, 1.2, 2.5, 5, 7, 7.5, 7, 5, 5.5, 6.5, 6.8, 6.5, 5.5, 4.5, 4, 3.5, 3, 2.2, 1.5]
)
LAWS = ("lognormal", "gamma", "weibull", "exponential")


def drawn(rng: np.random.Generator, law: str, n: int) -> np.ndarray:
    """Lengths with a mean of one, by their law."""
    return {
        "lognormal": lambda: rng.lognormal(-0.3, np.sqrt(0.6), n), "gamma": lambda: rng.gamma(2, 0.5, n),
        "weibull": lambda: rng.weibull(0.8, n) / stats.weibull_min(0.8).mean(),
        "exponential": lambda: rng.exponential(1, n),
    }[law]()  # fmt: skip


def line(seed: int, n: int, factor: float = 1.0, step: int = 1) -> tuple[Lengths, np.ndarray]:
    """Talks of 180 s in the mean between stamps of whole seconds; from 19:00 to 07:00 they are longer by a factor."""
    rng = np.random.default_rng([31, seed])
    hour = rng.choice(24, n, p=BY_HOUR / BY_HOUR.sum())
    seconds = 180 * drawn(rng, LAWS[seed % 4], n) * np.where((hour >= 19) | (hour < 7), factor, 1.0)
    if step:
        seconds = np.floor(rng.random(n) + seconds / step) * step
    return Lengths(seconds, np.empty(0), float(step), -step / 2), hour


@pytest.mark.parametrize(("score", "edges"), [(0.15, 1), (0.16, 2)])
def test_edges_by_hand(score: float, edges: int) -> None:
    """Four hours of 250 lengths, two with scores of s and two with -s: apart they say 2 (500 s)^2 / 500 more.

    That is 22.5 for 0.15 and 25.6 for 0.16: less, and more, than a further part costs.
    """
    assert 2 * (500 * 0.15) ** 2 / 500 < PENALTY < 2 * (500 * 0.16) ** 2 / 500
    hour = np.repeat([0, 1, 2, 3], 250)
    scores = np.stack([np.where(hour < 2, score, -score), np.zeros(1_000)], axis=1)
    found = [(first % 24, last % 24) for first, last in _segments(scores, hour)]
    assert len(found) == edges
    if edges == 2:  # where nothing begins the other edge may lie at any hour
        assert 2 in {first for first, _ in found}


def test_a_part_has_two_hundred_lengths() -> None:
    """An hour of 199 others is no part by itself, one of 200 is."""
    rng = np.random.default_rng(1)
    for few, found in ((199, False), (200, True)):
        hour = np.concatenate([np.repeat([8, 9, 10, 12], 2_000), np.repeat(11, few)])
        seconds = np.where(hour == 11, 900.0, 100.0) * rng.gamma(2, 0.5, len(hour))
        parts = day_parts(Lengths(seconds, np.empty(0)), hour)
        alone = parts is not None and [(one.start, one.end) for one in parts.others] == [(11, 12)]
        assert alone == found


def test_hours_without_talks_belong_to_no_part() -> None:
    """A line open from 8 to 18 whose talks are longer until noon: the part ends with the last hour that has some."""
    rng = np.random.default_rng(2)
    hour = rng.integers(8, 18, 10_000)
    seconds = np.where(hour < 12, 200.0, 120.0) * rng.gamma(2, 0.5, len(hour))
    parts = day_parts(Lengths(seconds, np.empty(0)), hour)
    assert parts is not None
    assert [one.clock for one in parts.others] == [("08:00", "12:00")]
    assert parts.means[[8, 11, 12, 17]] == pytest.approx([200, 200, 120, 120], rel=0.06)
    assert DayPart(22, 0, []).clock == ("22:00", "24:00")


def test_a_line_with_one_law_all_day_is_not_split() -> None:
    """200 lines of 500 to 10,000 talks: no more are split than so small a rate lets expect."""
    sizes = np.exp(np.random.default_rng(3).uniform(np.log(500), np.log(10_000), 200)).astype(int)
    alarms = sum(day_parts(*line(seed, int(n), step=seed % 2)) is not None for seed, n in enumerate(sizes))
    assert alarms <= stats.binom.isf(FALSE_ALARM, 200, ALARM)


def test_longer_talks_at_night_are_found_with_their_edges_and_means() -> None:
    """20,000 talks, 30 % longer from 19:00 to 07:00: both edges within the hour, intervals hold both means."""
    held, lines = 0, 12
    for seed in range(lines):
        found = day_parts(*line(seed, 20_000, 1.3))
        assert found is not None
        assert len(found.others) == 1
        night = found.others[0]
        assert abs(night.start - 19) <= 1
        assert abs(night.end - 7) <= 1
        for laws, true in ((found.usual, 180.0), (night.laws, 234.0)):
            held += laws[0].mean_interval[0] <= true <= laws[0].mean_interval[1]
    assert held >= stats.binom.ppf(FALSE_ALARM, 2 * lines, 0.95)


def test_a_part_like_the_usual_one_beyond_another_is_put_to_it() -> None:
    """Longer at lunch and at night: the forenoon and the afternoon are one law, and three are left."""
    rng = np.random.default_rng(4)
    hour = rng.choice(24, 20_000, p=BY_HOUR / BY_HOUR.sum())
    factor = np.select([(hour >= 20) | (hour < 8), (hour >= 12) & (hour < 14)], [1.4, 0.6], 1.0)
    found = day_parts(Lengths(150 * factor * rng.gamma(2, 0.5, len(hour)), np.empty(0)), hour)
    assert found is not None
    assert [one.clock for one in found.others] == [("12:00", "14:00"), ("20:00", "08:00")]
    assert found.usual[0].ended == int((factor == 1.0).sum())
    assert found.seen[:, 0].sum() == 20_000


def test_tiny_differences_are_no_parts_however_many_talks_there_are() -> None:
    """A million talks of which those at night are longer by 1 %: chance does not do that, and nobody plans by it."""
    rng = np.random.default_rng(5)
    hour = rng.choice(24, 1_000_000, p=BY_HOUR / BY_HOUR.sum())
    seconds = 150 * np.where((hour >= 20) | (hour < 8), 1.015, 1.0) * rng.gamma(2, 0.5, len(hour))
    assert day_parts(Lengths(np.round(seconds, 0), np.empty(0), 1.0, -0.5), hour) is None


def test_lengths_of_a_fine_clock_may_be_compared() -> None:
    """The likelihood of a whole is that of its parts under one law, whatever unit the fit has taken inside."""
    rng = np.random.default_rng(6)
    some, others = rng.exponential(10, 5_000), rng.exponential(1_000, 5_000)
    one, two = (fit_laws(Lengths(x, np.empty(0)), ("exponential",))[0] for x in (some, others))
    for law, x in ((one, some), (two, others)):
        assert law.likelihood == pytest.approx(stats.expon(scale=law.mean).logpdf(x).sum(), rel=1e-5)
