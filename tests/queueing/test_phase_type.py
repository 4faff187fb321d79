"""Lengths made of exponential parts, against closed forms, products of laws and integrals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from sim.queueing.erlang import erlang_c
from sim.queueing.phase_type import PhaseType, either, exponential, longest, nothing, time_at_crews

TIMES = (0.5, 3.0, 10.0, 40.0)


def test_one_after_another_is_an_erlang_law():
    """Four equal parts: the law of Erlang, its mean and its spread."""
    part = exponential(5.0)
    whole = part.then(part, part, part)
    for at in TIMES:
        assert whole.share_within(at) == pytest.approx(stats.gamma.cdf(at, 4, scale=5.0), rel=1e-12)
    assert (whole.mean_s, whole.cv) == pytest.approx((20.0, 0.5), rel=1e-12)


def test_again_and_again_is_exponential():
    """An exponential time repeated a geometric number of times is exponential: its mean over (1 - q)."""
    whole = exponential(6.0).again(0.25)
    assert whole.mean_s == pytest.approx(8.0, rel=1e-13)
    for at in TIMES:
        assert whole.share_within(at) == pytest.approx(-math.expm1(-at / 8.0), rel=1e-12)


def test_again_where_it_may_take_no_time():
    """What takes no time with chance a, and is repeated with chance q: no time in all with (1-q) a / (1 - q a)."""
    whole = either([0.3, 0.7], [nothing(), exponential(2.0)]).again(0.4)
    assert whole.share_at_once == pytest.approx(0.6 * 0.3 / (1 - 0.4 * 0.3), rel=1e-13)
    assert whole.mean_s == pytest.approx(0.7 * 2.0 / 0.6, rel=1e-13)


def test_one_or_another_is_a_mix():
    """Shares of the laws, and of no time at all."""
    whole = either([0.2, 0.5, 0.3], [exponential(1.0), exponential(20.0), nothing()])
    for at in TIMES:
        expected = 0.3 + 0.2 * -math.expm1(-at) + 0.5 * -math.expm1(-at / 20)
        assert whole.share_within(at) == pytest.approx(expected, rel=1e-12)


def test_the_longest_is_the_product_of_the_laws():
    """Of equal exponential times: the harmonic sum; of any: chances multiply, those of no time included."""
    assert longest(*[exponential(6.0)] * 4).mean_s == pytest.approx(6.0 * (1 + 1 / 2 + 1 / 3 + 1 / 4), rel=1e-12)
    first = either([0.4, 0.6], [nothing(), exponential(3.0).then(exponential(9.0))])
    second = either([0.1, 0.9], [nothing(), exponential(7.0)]).again(0.5)
    both = longest(first, second)
    for at in (0.0, *TIMES):
        assert both.share_within(at) == pytest.approx(first.share_within(at) * second.share_within(at), rel=1e-11)
    assert both.share_at_once == pytest.approx(first.share_at_once * second.share_at_once, rel=1e-12)


def test_excess_is_the_integral_of_the_tail():
    """Seconds beyond a time: the tail integrated from there on."""
    whole = exponential(4.0).then(exponential(2.0)).again(0.3)
    for beyond in (0.0, 5.0, 30.0):
        tail = quad(lambda at: 1 - whole.share_within(at), beyond, 400, epsabs=1e-12, limit=200)[0]
        assert whole.excess_s(beyond) == pytest.approx(tail, rel=1e-9)
    assert whole.stretched(3.0).mean_s == pytest.approx(3 * whole.mean_s, rel=1e-13)


@pytest.mark.parametrize(("crews", "load"), [(1, 0.7), (3, 2.0), (5, 4.5), (12, 9.0)])
def test_time_at_crews_is_the_closed_form(crews, load):
    """P(T > t) = exp(-mu t) + C mu / (mu - d) (exp(-d t) - exp(-mu t)), d = c mu - lambda; its limit where d = mu."""
    mean = 90.0
    mu, d, waits = 1 / mean, (crews - load) / mean, erlang_c(crews, load)
    whole = time_at_crews(crews, load / mean, mean)
    for at in (10.0, 90.0, 500.0):
        if abs(d - mu) < 1e-12:
            late = (1 + waits * mu * at) * math.exp(-mu * at)
        else:
            late = math.exp(-mu * at) + waits * mu / (mu - d) * (math.exp(-d * at) - math.exp(-mu * at))
        assert whole.share_within(at) == pytest.approx(1 - late, rel=1e-11)
    assert whole.mean_s == pytest.approx(mean + waits / d, rel=1e-12)


def test_a_dense_chain_finds_the_same():
    """Dispatch, perhaps returned and dispatched anew, work, perhaps reopened: written down state by state."""
    dispatch, notice, work, returned, reopened = 2.0, 5.0, 11.0, 0.3, 0.2
    moves = np.array(
        [
            [-1 / dispatch, returned / dispatch, (1 - returned) / dispatch],
            [1 / notice, -1 / notice, 0.0],
            [reopened / work, 0.0, -1 / work],
        ]
    )
    chain = PhaseType(np.array([1.0, 0.0, 0.0]), moves)
    sent = exponential(dispatch)
    loop = sent.then(exponential(notice)).again(returned)
    arrived = either([1 - returned, returned], [sent, loop.then(sent)])
    whole = arrived.then(exponential(work)).again(reopened)
    assert whole.mean_s == pytest.approx(chain.mean_s, rel=1e-12)
    for at in TIMES:
        assert whole.share_within(at) == pytest.approx(chain.share_within(at), rel=1e-11)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: exponential(0.0), "above 0"),
        (lambda: exponential(1.0).again(1.0), "below 1"),
        (lambda: either([0.5, 0.6], [nothing(), nothing()]), "add up"),
        (lambda: PhaseType(np.array([1.2]), np.array([[-1.0]])), "at most 1"),
        (lambda: PhaseType(np.array([1.0]), np.array([[1.0]])), "not above"),
        (lambda: PhaseType(np.array([1.0]), np.zeros((2, 2))), "square"),
        (lambda: time_at_crews(2, 1.0, 2.0), "never settles"),
    ],
)
def test_nonsense_is_refused(make, says):
    """What cannot be is named."""
    with pytest.raises(ValueError, match=says):
        make()
