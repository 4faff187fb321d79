"""Offered load over the day against other roads to the same number."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.special import ndtr

from sim.queueing.erlang import least_operators
from sim.queueing.load import (
    least_operators_by_offered_load,
    offered_load,
    offered_load_at_ends,
    offered_load_by_survival,
)
from sim.queueing.requirement import least_operators_each

from ..scripts import script

RATES = np.array([0.0, 0.2, 0.5, 0.5, 0.05, 0.0, 0.0, 0.3])
LENGTHS = np.array([600.0, 900, 1800, 1800, 60, 300, 7200, 1200])


@pytest.mark.parametrize("start", [0.0, 37.5])
def test_exponential_service_solves_its_differential_equation(start):
    """m' = rate - m / service, integrated piece by piece to 13 digits."""
    service, busy, means, ends = 240.0, start, [], [start]
    for rate, length in zip(RATES, LENGTHS, strict=True):
        solved = solve_ivp(
            lambda _t, y, rate=rate: [rate - y[0] / service, y[0]],
            (0, length), [busy, 0.0], method="DOP853", rtol=1e-13, atol=1e-13,
        )  # fmt: skip
        busy = solved.y[0, -1]
        means.append(solved.y[1, -1] / length)
        ends.append(busy)
    assert offered_load(RATES, LENGTHS, service, busy_at_start=start) == pytest.approx(means, rel=1e-10)
    assert offered_load_at_ends(RATES, LENGTHS, service, busy_at_start=start) == pytest.approx(ends, rel=1e-10)


def test_every_call_keeps_the_handle_time_of_its_interval():
    """With a handle time for each interval the load is the sum of the loads of each interval's calls alone."""
    services = np.array([60.0, 300, 100, 900, 50, 60, 60, 400])
    alone = [offered_load(np.where(np.arange(8) == i, RATES, 0), LENGTHS, services[i]) for i in range(8)]
    assert offered_load(RATES, LENGTHS, services) == pytest.approx(sum(alone), rel=1e-12)


def test_no_work_is_lost():
    """The load over all time is the work brought: calls times handle time, whichever interval it falls into."""
    services = np.array([60.0, 300, 100, 900, 50, 60, 60, 400, 60])
    rates, lengths = np.append(RATES, 0), np.append(LENGTHS, 1e6)
    assert offered_load(rates, lengths, services) @ lengths == pytest.approx(rates * lengths @ services, rel=1e-13)


def test_long_intervals_are_erlang_and_many_intervals_stay_exact():
    """Where intervals are far longer than calls the load is rate times time; ten thousand minutes settle there."""
    assert offered_load([0.5, 0.2], 1e9, 100.0) == pytest.approx([50, 20], rel=1e-6)
    assert offered_load(np.full(10_000, 0.5), 60.0, 300.0)[-1] == pytest.approx(150, rel=1e-13)


def _lognormal(mean, spread):
    """Survival function of a lognormal law by its mean and coefficient of variation."""
    sigma = math.sqrt(math.log1p(spread**2))
    middle = math.log(mean) - sigma**2 / 2
    return lambda u: ndtr(-(np.log(np.maximum(u, 1e-300)) - middle) / sigma)


def test_any_law_of_service():
    """Exponential service by its survival function is the closed form; lognormal service is the direct integral."""
    by_law = offered_load_by_survival(RATES, LENGTHS, lambda u: np.exp(-u / 240), step_s=60.0)
    assert by_law == pytest.approx(offered_load(RATES, LENGTHS, 240.0), rel=1e-11)
    survival = _lognormal(240.0, 1.2)
    found = offered_load_by_survival(RATES, LENGTHS, survival, step_s=20.0)
    edges = np.concatenate([[0], np.cumsum(LENGTHS)])
    for j in (1, 3, 7):  # the integral over u of P(S > u) times the calls that came u before a moment of the interval

        def came(u, j=j):
            low, high = edges[j] - u, edges[j + 1] - u
            overlap = np.minimum(edges[1:], high) - np.maximum(edges[:-1], low)
            return float(survival(u) * (RATES * np.maximum(overlap, 0)).sum() / LENGTHS[j])

        bends = np.unique(np.abs(np.subtract.outer(edges[j : j + 2], edges)))
        pieces = itertools.pairwise(bends)
        assert found[j] == pytest.approx(sum(quad(came, a, b, epsabs=1e-11, limit=200)[0] for a, b in pieces), rel=1e-8)


def test_service_of_one_length():
    """Calls of exactly 10 minutes: the load is the calls of the last 10 minutes, so it rises in a straight line."""
    found = offered_load_by_survival([0.1, 0, 0.0], 600.0, lambda u: (u < 600) * 1.0, step_s=100.0, kinks_s=(600.0,))
    assert found == pytest.approx([30, 30, 0], abs=1e-11)


def test_staffing_by_offered_load():
    """Each interval gets what a steady state with its load gets; long intervals get what they would get alone."""
    load = offered_load(RATES, LENGTHS, 240.0)
    needed = least_operators_by_offered_load(RATES, LENGTHS, 240.0, 120.0, 20, 0.8)
    alone = [least_operators(0.8, 20, erlang / 240, 240, 120) if erlang >= 0.01 else 0 for erlang in load]
    assert needed.tolist() == alone
    assert needed[0] == 0
    rates = np.array([0.5, 0.2])
    each = least_operators_each(rates, np.full(2, 100.0), None, 20, 0.8)
    assert least_operators_by_offered_load(rates, 1e9, 100.0, None, 20, 0.8).tolist() == each.tolist()


def test_largest_load_asks_for_no_fewer():
    """The largest load of an interval is at least its mean; where calls fade away it is the load at the start."""
    mean = least_operators_by_offered_load(RATES, LENGTHS, 240.0, 120.0, 20, 0.8)
    largest = least_operators_by_offered_load(RATES, LENGTHS, 240.0, 120.0, 20, 0.8, load="largest")
    assert (largest >= mean).all()
    ends = offered_load_at_ends(RATES, LENGTHS, 240.0)
    assert largest[4] == least_operators(0.8, 20, ends[4] / 240, 240, 120)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (([-1.0], 600, 100), "rate of calls"),
        (([1.0], 0, 100), "length of an interval"),
        (([1.0], 600, math.nan), "mean service time"),
        (([1.0, 2.0], [600, 600, 600], 100), "one each"),
    ],
)
def test_nonsense_is_refused(given, says):
    """Rates below 0, lengths that are none and lists that do not fit are named."""
    with pytest.raises(ValueError, match=says):
        offered_load(*given)


STAFFING = {
    5: [616, 646, 612, 642, 612, 642],
    30: [616, 646, 615, 647, 613, 647],
    90: [598, 628, 599, 629, 598, 625],
}
"""Person-hours a day by the rules of benchmarks/offered_load_staffing.py, in its order; docs/need.md shows some."""


@pytest.mark.parametrize("minutes", STAFFING)
def test_rules_of_staffing_take_the_person_hours_of_the_page(minutes: int) -> None:
    """Hour by hour, lagged and by the offered load, mean and most of each hour."""
    plans = script("benchmarks/offered_load_staffing.py").plans(minutes, 12)
    assert [int(operators.sum()) for operators in plans.values()] == STAFFING[minutes]


def test_long_work_is_staffed_by_its_load() -> None:
    """90 minutes of work, handed back by who leaves: 72 % wait in the worst hour by the calls, 20 % by the load.

    These are exact. Four steps an hour move the worst hour by no more than half a point from the twelve of the page.
    """
    benchmark = script("benchmarks/offered_load_staffing.py")
    plans = benchmark.plans(90, 4)
    by_calls, by_load = (
        benchmark.waiting(90, plans[name], 4, "handed back") for name in ("hour by hour, mean", "offered load, mean")
    )
    assert by_calls.max() == pytest.approx(0.720, abs=0.005)
    assert (by_calls > 0.22).sum() == 13
    assert by_load.max() == pytest.approx(0.202, abs=0.005)
    assert not (by_load > 0.22).any()
