"""Long-run averages: the beginning left out, batch means against theory, and drift."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.long_run import batch_means, drift, long_run, warm_up


def _ar1(rng: np.random.Generator, trials: int, n: int, phi: float, start: float) -> np.ndarray:
    """Series x[t] = phi x[t-1] + noise, whose long-run mean is 0."""
    noise = rng.standard_normal((n, trials))
    series = np.empty((n, trials))
    now = np.full(trials, start)
    for t in range(n):
        now = phi * now + noise[t]
        series[t] = now
    return series.T


def _waits(rng: np.random.Generator, trials: int, n: int, load: float) -> np.ndarray:
    """Waits of successive customers of M/M/1 with mean service 1, begun empty (Lindley's recursion)."""
    service, gap = rng.exponential(1.0, (n, trials)), rng.exponential(1 / load, (n, trials))
    waits = np.zeros((n, trials))
    for t in range(1, n):
        waits[t] = np.maximum(waits[t - 1] + service[t - 1] - gap[t], 0.0)
    return waits.T


def test_the_cut_is_where_mser_has_its_least():
    """The statistic of every cut by its definition, sum of squares over (m - d) squared, has its least where we cut."""
    rng = np.random.default_rng(5)
    for _ in range(200):
        values = rng.standard_normal(200) + 8 * np.exp(-np.arange(200) / rng.uniform(2, 30))
        batches = values.reshape(40, 5).mean(axis=1)
        by_definition = [((batches[d:] - batches[d:].mean()) ** 2).sum() / (40 - d) ** 2 for d in range(21)]
        best = int(np.argmin(by_definition))
        assert warm_up(values) == (5 * best if best < 20 else None)


def test_whole_weeks_are_left_out():
    """A beginning of 20 odd days takes three weeks, whatever the weekly cycle; a series that only rises has no cut."""
    days = np.arange(7 * 40)
    weekly = np.tile([5.0, 4.0, 4.0, 4.0, 4.0, 1.0, 1.0], 40)
    unlike = 0.1 * (-1.0) ** (days // 7)
    assert warm_up(weekly + unlike + 30.0 * (days < 20), 7) == 21
    assert warm_up(weekly + unlike, 7) == 0
    assert warm_up(days.astype(float)) is None
    assert warm_up([1.0, 2.0]) is None


def test_batches_are_the_last_of_the_series():
    """Batches have equal size, and what is left over is dropped at the beginning."""
    assert batch_means([9.0, 1.0, 3.0, 5.0, 7.0], 2, 2).tolist() == [2.0, 6.0]


def test_batch_means_cover_the_mean_of_a_correlated_series():
    """AR(1) with correlation 0.9, begun 20 standard deviations off: 95 % of 500 intervals hold the true mean, 0.

    Limits 448 to 495: a false alarm in a million. Values taken as independent cover in less than half the cases.
    """
    series = _ar1(np.random.default_rng(7), 500, 6000, 0.9, 45.0)
    found = [long_run(values) for values in series]
    assert 448 <= sum(run.mean.low <= 0 <= run.mean.high for run in found) <= 495
    assert all(run.left_out >= 10 for run in found)
    naive = series[:, 200:]
    half = 1.96 * naive.std(axis=1, ddof=1) / np.sqrt(naive.shape[1])
    assert (np.abs(naive.mean(axis=1)) < half).sum() < 250


def test_batch_means_cover_the_wait_of_a_queue():
    """M/M/1 at load 0.8, begun empty: the long-run mean wait is 4; 400 series of 40,000 customers, at least 92 % cover.

    Batches of a skewed queue cover somewhat less than they say: 368 of 400 less 4.9 standard deviations is 341.
    """
    waits = _waits(np.random.default_rng(11), 400, 40_000, 0.8)
    found = [long_run(values) for values in waits]
    assert 341 <= sum(run.mean.low <= 4 <= run.mean.high for run in found) <= 398
    assert np.mean([run.mean.estimate for run in found]) == pytest.approx(4, abs=5 * 0.3 / np.sqrt(400) * 2)


@pytest.mark.parametrize(("n", "period", "used"), [(59, 1, 59), (89, 1, 88), (7 * 59 + 3, 7, 59 * 7), (29, 1, 29)])
def test_all_that_is_left_is_used(n, period, used):
    """All cycles but less than one batch: of 59 weeks 59, and not the last 30."""
    values = np.arange(float(n)) % 7 % 2  # no cut is best: nothing is left out at the beginning
    found = long_run(values, period)
    assert found.left_out == 0
    assert found.mean.n * found.batch == used
    assert found.mean.estimate == pytest.approx(values[n - used :].mean(), abs=1e-12)


def test_there_are_30_to_59_batches_or_one_of_each_cycle():
    """20 to 29 where there are no more cycles, as the module says."""
    values = np.random.default_rng(1).standard_normal(2_000)
    for n in range(45, 2_000, 13):
        for period in (1, 7):
            found = long_run(values[:n], period)
            if found is not None:
                cycles = (n - found.left_out) // period
                least, most = (30, 59) if cycles >= 30 else (cycles, cycles)
                assert 20 <= least <= found.mean.n <= most, (n, period)


def test_59_weeks_say_what_59_weeks_can_say():
    """AR(1) by the day, 2,000 trials: the mean found varies hardly more than that of all days does by theory.

    What is left out as a beginning takes its part; of the last 30 weeks alone the mean would vary twice as much.
    """
    days, phi = 7 * 59, 0.5
    series = _ar1(np.random.default_rng(19), 2000, 200 + days, phi, 0.0)[:, 200:]
    found = [run.mean.estimate for values in series if (run := long_run(values, 7)) is not None]
    lags = np.arange(1, days)
    of_all = (1 + 2 * ((1 - lags / days) * phi**lags).sum()) / (1 - phi**2) / days
    assert len(found) > 1900
    assert np.mean(np.square(found)) < 1.2 * of_all


def test_a_short_series_says_so():
    """Neighbouring batches of a series too short for its correlation are alike; too few batches say nothing."""
    series = _ar1(np.random.default_rng(3), 200, 300, 0.99, 0.0)
    found = [run for values in series if (run := long_run(values)) is not None]
    assert sum(run.is_settled for run in found) < 0.2 * len(found)
    assert long_run(np.arange(19.0) % 2) is None


def test_independent_values_are_rarely_called_unsettled():
    """4,000 series of independent values: 5 % are, by von Neumann's law; limits 4.9 standard deviations from 200."""
    series = np.random.default_rng(5).normal(size=(4000, 600))
    found = [run for values in series if (run := long_run(values)) is not None]
    assert len(found) > 3990
    assert 133 <= sum(not run.is_settled for run in found) <= 268


def test_a_level_backlog_does_not_drift():
    """10,000 sets of 10 replications of a correlated series without drift: said to drift once in 1,000, not more.

    The level is 0 here, so that nothing is too small to be told; limit 10 plus 4.9 standard deviations.
    """
    series = _ar1(np.random.default_rng(13), 100_000, 60, 0.7, 0.0)[:, 50:].reshape(10_000, 10, 10)
    alarms = sum(drift(one) is not None for one in series)
    assert 0 < alarms <= 25


def test_a_growing_backlog_drifts():
    """Growth of half a standard deviation a week is found, and told as it is; a hundredth of the level is not told."""
    series = _ar1(np.random.default_rng(17), 30, 60, 0.7, 0.0)[:, 50:]
    assert drift(series + 0.7 * np.arange(10)) == pytest.approx(0.7, abs=0.15)
    assert drift(series + 1000 + 0.7 * np.arange(10)) is None
    assert drift(series[:4] + 5.0 * np.arange(10)) is None
