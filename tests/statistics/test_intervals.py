"""Intervals over replications: known values, coverage, and no interval from a single run."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sim.statistics.intervals import (
    Interval,
    paired_ratio_difference,
    ratio_interval,
    ratio_spread,
    t_interval,
    wilson,
)


def prediction_interval(values, runs=1):
    """Where the mean of so many further runs falls."""
    return ratio_spread(values, np.ones(len(values))).prediction(0.95, runs)


def paired_difference(base, variant):
    """Mean of variant - base over pairs."""
    return paired_ratio_difference(base, np.ones(len(base)), variant, np.ones(len(base)))


def test_t_interval_by_hand():
    """1, 2, 3, 4, 5: mean 3, s = 1.5811, t(4) = 2.7764: 3 -/+ 1.9632."""
    interval = t_interval([1, 2, 3, 4, 5])
    assert interval.estimate == 3
    assert interval.low == pytest.approx(3 - 1.963243, abs=1e-6)
    assert interval.high == pytest.approx(3 + 1.963243, abs=1e-6)


def test_t_interval_covers_as_often_as_it_claims():
    """10,000 intervals on normal data at 95 %: 9,390 to 9,603 cover; a correct interval fails this with chance below
    1e-6 under a fresh seed, and never under this fixed one."""
    rng = np.random.default_rng(20221122)
    intervals = [t_interval(values) for values in rng.normal(10, 3, (10_000, 5))]
    assert 9390 <= sum(i.low <= 10 <= i.high for i in intervals) <= 9603


def test_prediction_interval_covers_one_more_run_as_often_as_it_claims():
    """As above, for a sixth value beside the interval of five."""
    rng = np.random.default_rng(20221123)
    runs = rng.normal(10, 3, (10_000, 6))
    intervals = [prediction_interval(values[:5]) for values in runs]
    assert 9390 <= sum(i.low <= x <= i.high for i, x in zip(intervals, runs[:, 5], strict=True)) <= 9603


def test_prediction_interval_by_hand():
    """1..5: 3 -/+ 2.7764 x 1.5811 x sqrt(1.2) = 4.8090."""
    interval = prediction_interval([1, 2, 3, 4, 5])
    assert interval.high == pytest.approx(3 + 4.808944, abs=1e-6)


def test_ratio_of_sums_is_not_the_mean_of_ratios():
    """9 of 10 on a quiet day and 50 of 100 on a busy one are 59/110 of the calls, not 70 %."""
    interval = ratio_interval([9, 50], [10, 100])
    assert interval.estimate == pytest.approx(59 / 110)
    assert t_interval([0.9, 0.5]).estimate == pytest.approx(0.7)


def test_ratio_interval_by_hand():
    """Sums 59/110; deviations (9 - 10 r, 50 - 100 r) / 55 = -/+ 0.066116; half = 12.7062 x 0.066116."""
    interval = ratio_interval([9, 50], [10, 100])
    assert interval.high - interval.estimate == pytest.approx(12.706205 * (9 - 10 * 59 / 110) / 55, rel=1e-6)


def test_ratio_interval_covers_as_often_as_it_claims():
    """2,000 intervals of 30 days of Poisson calls answered at 80 %: 1,849 to 1,944 cover (alarm of a correct interval
    below 1e-6); the seed is fixed."""
    rng = np.random.default_rng(5)
    offered = rng.poisson(200, (2000, 30))
    answered = rng.binomial(offered, 0.8)
    intervals = [ratio_interval(x, y) for x, y in zip(answered, offered, strict=True)]
    assert 1849 <= sum(i.low <= 0.8 <= i.high for i in intervals) <= 1944


def misses(intervals, truth):
    """Intervals that end below the truth, and that begin above it."""
    return sum(i.high is not None and i.high < truth for i in intervals), sum(i.low > truth for i in intervals)


@pytest.mark.parametrize("n", [5, 10, 30])
def test_a_skewed_amount_is_not_underrated(n):
    """2,000 intervals around means of n exponential waits: 2.5 % may end below the truth, Student's do so up to 9 %.

    70 of 2,000 are exceeded by a chance of 2.5 % once in 300 fresh seeds, and never under this fixed one.
    """
    rng = np.random.default_rng(31)
    values = rng.exponential(1.0, (2000, n))
    below, above = misses([t_interval(x, scale="amount") for x in values], 1.0)
    assert below <= 70
    assert below + above <= 160
    assert misses([t_interval(x) for x in values], 1.0)[0] > 100


@pytest.mark.parametrize("n", [5, 20])
def test_a_share_near_all_is_not_overrated(n):
    """2,000 intervals around 98.8 % of 150 calls a day, late in clusters: 2.5 % may begin above it."""
    rng = np.random.default_rng(32)
    late = np.minimum(rng.negative_binomial(1.2, 0.4, (2000, n)), 150)
    truth = 1 - 1.8 / 150
    offered = np.full(n, 150)
    below, above = misses([ratio_interval(offered - x, offered, scale="share") for x in late], truth)
    assert above <= 70
    assert below + above <= 160
    assert misses([ratio_interval(offered - x, offered) for x in late], truth)[1] > 100


def test_an_interval_stays_where_the_measure_can_be_and_turns_with_it():
    """A share's interval and that of its complement mirror each other; an amount's scales with its unit."""
    x, y = np.array([9.0, 50, 20, 31]), np.array([10.0, 100, 40, 50])
    share, rest = ratio_interval(x, y, scale="share"), ratio_interval(y - x, y, scale="share")
    assert 0 < share.low < share.estimate < share.high < 1
    assert (rest.low, rest.high) == pytest.approx((1 - share.high, 1 - share.low))
    seconds, hours = t_interval(x, scale="amount"), t_interval(x / 3600, scale="amount")
    assert (hours.low * 3600, hours.high * 3600) == pytest.approx((seconds.low, seconds.high))
    assert seconds.low > 0


def test_few_that_agree_are_bounded_by_their_number():
    """No late call of 2,000 in 20 runs: exp(2.2047) / 2,000; 20 runs of one call: the failing runs, 1 - 0.02^(1/20)."""
    many = ratio_interval(np.zeros(20), np.full(20, 100.0), scale="share")
    assert (many.estimate, many.low) == (0, 0)
    assert many.high == pytest.approx(np.exp(2.2047) / 2000, rel=1e-4)
    few = ratio_interval(np.ones(20), np.ones(20), scale="share")
    assert (few.estimate, few.high) == (1, 1)
    assert few.low == pytest.approx(0.02 ** (1 / 20), rel=1e-9)


def test_one_failure_bounds_about_as_well_as_none():
    """1 late of 2,000 in 5 runs: the share of all in time may be as low as 95 %, not anything; with none late, 99 %."""
    one, none = (ratio_interval([400, 400, 400, 400, 400 - late], [400] * 5, scale="share") for late in (1, 0))
    assert 0.94 < one.low < none.low < 1
    assert none.low > 0.985


def test_a_replication_without_data_adds_nothing():
    """A day without a call changes neither the estimate, nor the interval, nor the number of days with data."""
    with_it, without = (ratio_interval(*sums) for sums in (([9, 50, 0], [10, 100, 0]), ([9, 50], [10, 100])))
    assert with_it.n == without.n == 2
    assert (with_it.estimate, with_it.low, with_it.high) == pytest.approx((without.estimate, without.low, without.high))


@pytest.mark.parametrize("runs", [1, 103])
def test_a_published_mean_lies_closer_than_one_run(runs):
    """1..5: 3 -/+ 2.7764 x 1.5811 x sqrt(1/runs + 1/5)."""
    interval = prediction_interval([1, 2, 3, 4, 5], runs=runs)
    assert interval.high == pytest.approx(3 + 2.776445 * 2.5**0.5 * (1 / runs + 0.2) ** 0.5, abs=1e-5)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"), [(504, 541, 0.9072, 0.9500), (20, 20, 0.839, 1.0), (0, 20, 0.0, 0.161)]
)
def test_wilson_known_values(successes, n, low, high):
    """504/541 gives 90.72..95.00 %, 20/20 gives 83.9..100 %, and 0/20 its mirror image."""
    interval = wilson(successes, n)
    digits = 4 if n == 541 else 3
    assert (round(interval.low, digits), round(interval.high, digits)) == (low, high)
    assert interval.low <= interval.estimate <= interval.high


@pytest.mark.parametrize(
    "interval",
    [t_interval([5.0]), ratio_interval([1], [2]), prediction_interval([5.0]), paired_difference([1.0], [2.0])],
)
def test_one_run_has_no_interval(interval):
    """A single replication gives an estimate and no interval."""
    assert interval.estimate is not None
    assert (interval.low, interval.high, interval.n) == (None, None, 1)


@pytest.mark.parametrize(
    "interval",
    [t_interval([]), ratio_interval([], []), ratio_interval([0], [0]), prediction_interval([]), wilson(0, 0)],
)
def test_nothing_is_no_data(interval):
    """Without data there is no estimate."""
    assert interval == Interval(None, None, None, 0)


def test_pairs_cancel_what_both_share():
    """A variant that always has one more differs by one with an interval of no width, however the days vary."""
    base = np.array([5.0, 50.0, 500.0])
    difference = paired_difference(base, base + 1)
    assert (difference.estimate, difference.low, difference.high) == (1, 1, 1)
    same = paired_ratio_difference(base, 2 * base, base + 0.2 * base, 2 * base)
    assert same.estimate == pytest.approx(0.1)
    assert same.high - same.low == pytest.approx(0, abs=1e-12)


def test_paired_ratio_difference_by_hand():
    """Ratios 59/110 and 80/110: deviations of the two are taken off each other day by day."""
    interval = paired_ratio_difference([9, 50], [10, 100], [10, 70], [10, 100])
    assert interval.estimate == pytest.approx(21 / 110)
    back = paired_ratio_difference([5, 50], [10, 100], [9, 40], [10, 100])
    first = (9 - 10 * 49 / 110) / 55 - (5 - 10 * 55 / 110) / 55
    assert back.estimate == pytest.approx(-6 / 110)
    for half in (back.high - back.estimate, back.estimate - back.low):
        assert half == pytest.approx(12.706205 * abs(first), rel=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_difference_of_few_bad_days_is_not_underrated(sign):
    """2,000 gains that 10 days in 20 show, some of them much: 2.5 % may end below the truth, Student's do so far more.

    The same the other way round, where the variant loses.
    """
    rng = np.random.default_rng(33)
    gain = sign * rng.exponential(2.0, (2000, 20)) * (rng.random((2000, 20)) < 0.5)
    found = [paired_difference(np.zeros(20), x) for x in gain]
    below, above = misses(found, sign)
    assert (below if sign > 0 else above) <= 70
    assert below + above <= 160
    plain = misses([t_interval(x) for x in gain], sign)
    assert plain[0 if sign > 0 else 1] > 90


def test_paired_intervals_cover_as_often_as_they_claim():
    """2,000 paired differences of ratios with shared days: 1,849 to 1,944 cover the true 5 points (alarm below 1e-6);
    the seed is fixed."""
    rng = np.random.default_rng(6)
    offered = rng.poisson(200 * rng.gamma(25, 1 / 25, (2000, 30)))
    base = rng.binomial(offered, 0.8)
    variant = base + rng.binomial(offered - base, 0.25)
    covered = 0
    for y, a, b in zip(offered, base, variant, strict=True):
        interval = paired_ratio_difference(a, y, b, y)
        covered += interval.low <= 0.05 <= interval.high
    assert 1849 <= covered <= 1944


def test_scipy_stats_is_not_needed():
    """The heavy statistics package stays out, so that commands answer at once."""
    import subprocess

    code = "import sys, sim.statistics.intervals, sim.measures.run; print({'scipy.stats', 'pandas'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
