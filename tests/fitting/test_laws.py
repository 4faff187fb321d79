"""Fitted laws beside scipy's own fits, and beside the laws that the lengths were drawn from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.fitting.laws import LAWS, Lengths, drawn_anew, fit_laws, survival_of, survival_seen
from sim.fitting.stages import Stage

TRUE = {
    "exponential": stats.expon(scale=180),
    "weibull": stats.weibull_min(0.7, scale=180),
    "lognormal": stats.lognorm(1.1, scale=120),
    "gamma": stats.gamma(2.5, scale=70),
}
SCIPY = {"exponential": stats.expon, "weibull": stats.weibull_min, "lognormal": stats.lognorm, "gamma": stats.gamma}
FALSE_ALARM = 1e-4


def drawn(name: str, n: int, seed: int, wait: float | None) -> Lengths:
    """Lengths of a law, cut off by waits of another mean (None: none is)."""
    rng = np.random.default_rng(seed)
    whole = TRUE[name].rvs(n, random_state=rng)
    if wait is None:
        return Lengths(whole, np.empty(0))
    limit = rng.exponential(wait, n)
    return Lengths(whole[whole <= limit], limit[whole > limit])


def second_of(name: str) -> float:
    law = TRUE[name]
    return 0.7 if name == "weibull" else 0.0 if name == "exponential" else float(law.std() / law.mean())


def errors_off(shape: float, interval: tuple[float, float]) -> float:
    """How many standard errors a shape is off 0.7."""
    return float((np.log(shape) - np.log(0.7)) / (np.log(interval[1] / interval[0]) / (2 * stats.norm.ppf(0.975))))


@pytest.mark.parametrize("wait", [None, 600.0, 60.0], ids=["whole", "some cut", "most cut"])
@pytest.mark.parametrize("name", LAWS)
def test_parameters_are_those_of_scipys_fit(name: str, wait: float | None) -> None:
    """20,000 lengths: mean and second parameter within 0.1 % of scipy's fit of the same (floc=0, scaled)."""
    lengths = drawn(name, 20_000, 1, wait)
    ours = next(one for one in fit_laws(lengths) if one.law == name)
    unit = lengths.ended.mean()
    data = stats.CensoredData(uncensored=lengths.ended / unit, right=lengths.cut / unit)
    theirs = SCIPY[name](*SCIPY[name].fit(data, floc=0))
    assert ours.mean == pytest.approx(theirs.mean() * unit, rel=1e-3)
    if ours.second_name == "cv":
        assert ours.second == pytest.approx(theirs.std() / theirs.mean(), rel=1e-3)
    elif ours.second_name == "shape":
        assert ours.second == pytest.approx(theirs.args[0], rel=1e-3)


@pytest.mark.parametrize("cv", [0.3, 0.5, 0.69, 0.9, 1.3, 2.0])
def test_no_start_is_too_far(cv: float) -> None:
    """Lognormal lengths in whole seconds, from nearly constant to a long tail: mean and spread within 4 errors."""
    spread = np.sqrt(np.log1p(cv**2))
    lengths = stats.lognorm(spread, scale=165 * np.exp(-(spread**2) / 2)).rvs(15_000, random_state=8)
    fit = fit_laws(Lengths(np.round(lengths), np.empty(0), rounding=1.0, low=-0.5))[0]
    assert fit.law == "lognormal"
    for value, interval, true in ((fit.mean, fit.mean_interval, 165), (fit.second, fit.second_interval, cv)):
        error = np.log(interval[1] / interval[0]) / (2 * stats.norm.ppf(0.975))
        assert abs(np.log(value / true)) < 4 * error


@pytest.mark.parametrize("name", LAWS)
def test_intervals_hold_the_truth_as_often_as_they_say(name: str) -> None:
    """200 samples of 400 lengths, a third cut off: 95 % of the intervals hold; false alarm 1 in 10,000."""
    hits = {"mean": 0, "second": 0}
    tries = 200
    for seed in range(tries):
        fit = fit_laws(drawn(name, 400, seed, 400.0), (name,))[0]
        hits["mean"] += fit.mean_interval[0] <= TRUE[name].mean() <= fit.mean_interval[1]
        hits["second"] += fit.second_interval[0] <= second_of(name) <= fit.second_interval[1]
    low, high = stats.binom.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], tries, 0.95)
    assert low <= hits["mean"] <= high
    assert low <= hits["second"] <= high or not fit.second_name


@pytest.mark.parametrize("name", ["weibull", "lognormal", "gamma"])
def test_the_law_that_lengths_came_from_is_chosen(name: str) -> None:
    """5,000 lengths, a third cut off: Akaike's criterion names their law in all of ten samples."""
    for seed in range(10):
        assert fit_laws(drawn(name, 5_000, seed, 400.0))[0].law == name


@pytest.mark.parametrize(("low", "cut"), [(0.0, np.floor), (-0.5, np.round)], ids=["cut", "rounded"])
def test_whole_seconds_are_no_bias(low: float, cut: object) -> None:
    """Weibull lengths in whole seconds, zeros among them: within 4 errors of 0.7, and beyond 6 if taken as exact."""
    exact = drawn("weibull", 50_000, 3, 60.0)
    seconds = Lengths(cut(exact.ended), exact.cut, rounding=1.0, low=low)  # type: ignore[operator]
    right = fit_laws(seconds, ("weibull",))[0]
    assert abs(errors_off(right.second, right.second_interval)) < 4
    wrong = fit_laws(Lengths(np.maximum(seconds.ended, 1e-3), exact.cut), ("weibull",))[0]
    assert abs(errors_off(wrong.second, wrong.second_interval)) > 6


def test_a_plain_mean_of_those_who_gave_up_is_far_too_small() -> None:
    """Patience of 180 s where most are answered within a minute: the fit holds it, the plain mean is a third of it."""
    lengths = drawn("exponential", 20_000, 5, 60.0)
    fit = fit_laws(lengths, ("exponential",))[0]
    assert fit.mean_interval[0] <= 180 <= fit.mean_interval[1]
    assert lengths.ended.mean() == pytest.approx(1 / (1 / 180 + 1 / 60), rel=0.05)  # the less of the two: 45 s
    assert fit.mean == pytest.approx((lengths.ended.sum() + lengths.cut.sum()) / len(lengths.ended), rel=1e-4)


def test_what_was_seen_and_what_is_told_are_close() -> None:
    """The law's survival beside Kaplan and Meier's: the largest distance is the one that is noted, and small."""
    lengths = drawn("lognormal", 20_000, 6, 400.0)
    fit = fit_laws(lengths)[0]
    at, share = survival_seen(lengths)
    distance = np.abs(survival_of(fit, at) - share).max()
    assert distance == pytest.approx(fit.distance, rel=1e-9)
    assert distance < 0.02


def test_lengths_that_are_all_alike_are_always_the_same() -> None:
    """Sixty seconds each, or in whole seconds 60 and 61: no law has so little spread, a fixed length has."""
    for ended, rounding in ((np.full(200, 60.0), 0.0), (np.tile([60.0, 61.0], 100), 1.0)):
        found = fit_laws(Lengths(ended, np.empty(0), rounding))
        assert [one.law for one in found] == ["deterministic"]
        assert found[0].mean == ended.mean()
        assert survival_of(found[0], np.array([59.0, 62.0])).tolist() == [1.0, 0.0]
    assert fit_laws(Lengths(np.zeros(200), np.empty(0), 1.0)) == []


def test_too_few_ends_give_no_law() -> None:
    """49 ends among 10,000 waits say nothing that could be trusted."""
    assert fit_laws(Lengths(np.full(49, 10.0), np.full(10_000, 10.0))) == []


def test_a_million_lengths_take_seconds() -> None:
    """All four laws on a million lengths: under 15 seconds, where scipy's own fits take a minute."""
    import time

    lengths = drawn("weibull", 1_000_000, 7, 600.0)
    begun = time.perf_counter()
    fit_laws(lengths)
    assert time.perf_counter() - begun < 15


def test_lengths_drawn_anew_differ_as_much_as_the_estimate_is_unsure() -> None:
    """400 times: the share that lasts longer spreads by Greenwood's standard error; false alarm in 1 of 10,000."""
    random, late = np.random.default_rng(5), 3_000.0
    true = np.concatenate([random.exponential(60, 300), 5_000 + random.exponential(500, 300)])
    cut = random.exponential(9_000, 600)
    lengths = Lengths(true[true <= cut], cut[cut < true])

    def lasts(of: Lengths) -> float:
        at, survival = survival_seen(of)
        return float(survival[np.searchsorted(at, late, side="right") - 1])

    drawn = [drawn_anew(lengths, random) for _ in range(400)]
    assert {len(one.ended) + len(one.cut) for one in drawn} == {600}
    every = np.concatenate([lengths.ended, lengths.cut])
    ends = np.sort(lengths.ended[lengths.ended <= late])
    there = np.array([(every >= one).sum() for one in ends])
    error = lasts(lengths) * np.sqrt((1 / (there * (there - 1.0))).sum())
    found = np.array([lasts(one) for one in drawn])
    assert abs(found.mean() - lasts(lengths)) < 4 * error / 20
    assert stats.chi2.ppf(5e-5, 399) < 399 * (found.std(ddof=1) / error) ** 2 < stats.chi2.isf(5e-5, 399)
    points = [Stage(lengths, [], False).points(random)[0] for _ in range(100)]
    assert abs(np.mean([(one > late).mean() for one in points]) - lasts(lengths)) < 4 * error / 10 + 1e-3
    assert np.std([(one > late).mean() for one in points]) > error / 2


def test_lengths_of_which_few_ended_are_never_drawn_without_an_end() -> None:
    random = np.random.default_rng(1)
    drawn = [drawn_anew(Lengths(np.array([5.0]), np.full(20, 9.0)), random) for _ in range(50)]
    assert {len(one.ended) > 0 for one in drawn} == {True}
    assert {one.ended[0] for one in drawn} == {5.0}
