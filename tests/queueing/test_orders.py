"""Waits by the order of work: known values, a Markov chain, many ranks, and what all orders have in common."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.queueing.constant_service import ConstantService
from sim.queueing.orders import ORDERS, mean_waits_shortest_first, wait_moments
from sim.queueing.priorities import waits_by_rank_single

EXPONENTIAL = (1.0, 2.0, 6.0)


def test_first_come():
    """M/M/1: load / (1 - load), and a square of 2 load / (1 - load)^2; M/D/1 as its own formula says."""
    for load in (0.1, 0.5, 0.9):
        mean, square = wait_moments("first_come", load, EXPONENTIAL)
        assert mean == pytest.approx(load / (1 - load), rel=1e-14)
        assert square == pytest.approx(2 * load / (1 - load) ** 2, rel=1e-14)
        queue = ConstantService(1, load, 1.0)
        mean, square = wait_moments("first_come", load, (1.0, 1.0, 1.0))
        assert mean == pytest.approx(queue.mean_wait_s, rel=1e-10)
        grid = np.linspace(0, 200, 40_001)
        tail = np.array([queue.share_waiting_longer(at) for at in grid[:4_001]])
        if load < 0.9:
            assert square == pytest.approx(np.trapezoid(2 * grid[:4_001] * tail, grid[:4_001]), rel=2e-5)


def test_the_mean_is_the_same_in_any_order():
    """What differs is the spread: first come least, newest first most; with too much work everybody waits for ever."""
    for moments in (EXPONENTIAL, (1.0, 1.0, 1.0), (2.0, 9.0, 80.0)):
        found = [wait_moments(order, 0.4, moments) for order in ORDERS]
        assert len({mean for mean, _ in found}) == 1
        first, newest, at_random = (square for _, square in found)
        assert first < at_random < newest
    assert wait_moments("random", 1.0, EXPONENTIAL) == (math.inf, math.inf)


def _squares_behind(before_him, most):
    """Mean square of the wait of one with n before him and one at work, n from 0, in mean works; shape (most,).

    Those who come at the rate `before_him` go before him too. The next event is one of them, or an end of work. With
    m(n) and s(n) the mean and the mean square from there, E[(T + rest)^2] = 2 / r^2 + 2 m(next) / r + s(next), where r
    is the rate of events.
    """
    rate = before_him + 1
    steps = np.diag(np.full(most - 1, before_him / rate), 1) + np.diag(np.full(most - 1, 1 / rate), -1)
    steps[-1, -1] += before_him / rate
    mean = np.linalg.solve(np.eye(most) - steps, np.full(most, 1 / rate))
    return np.linalg.solve(np.eye(most) - steps, 2 / rate**2 + 2 / rate * steps @ mean)


@pytest.mark.parametrize("load", [0.3, 0.6])
def test_squares_against_a_markov_chain(load):
    """Exponential work, state by state: behind the newest come all; behind a lot u all who draw a lower one.

    Of those with a lower lot n are there, and the person is at work, with chance load (1 - load u) (load u)^n.
    """
    assert wait_moments("newest_first", load, EXPONENTIAL)[1] == pytest.approx(
        load * _squares_behind(load, 300)[0], rel=1e-9
    )
    nodes, weights = np.polynomial.legendre.leggauss(40)
    by_lot = 0.0
    for u, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        there = load * (1 - load * u) * (load * u) ** np.arange(300)
        by_lot += weight * there @ _squares_behind(load * u, 300)
    assert wait_moments("random", load, EXPONENTIAL)[1] == pytest.approx(by_lot, rel=1e-9)


def test_shortest_first_is_the_limit_of_many_ranks():
    """Work cut by its length into 4,000 ranks of one length each waits as Cobham says: each fifth's mean agrees."""
    load, ranks = 0.7, 4_000
    edges = -np.log1p(-np.arange(ranks) / ranks)
    upper = np.append(edges[1:], np.inf)
    below = -(edges + 1) * np.exp(-edges)
    above = np.where(np.isinf(upper), 0.0, -(np.where(np.isinf(upper), 0, upper) + 1) * np.exp(-np.minimum(upper, 700)))
    means = (above - below) * ranks
    waits = waits_by_rank_single(np.full(ranks, load / ranks), means, 0.0)
    waits *= 2 / np.mean(means**2)  # the work within a rank is not all alike: E[S^2] is 2
    fifths = mean_waits_shortest_first(load, 1.0, np.linspace(0, 1, 6))
    assert fifths == pytest.approx(waits.reshape(5, -1).mean(axis=1), rel=2e-3)
    assert mean_waits_shortest_first(load, 1.0)[0] == pytest.approx(fifths.mean(), rel=1e-9)


def test_shortest_first():
    """The shortest work of all waits for what is in hand only; the mean is below that of first come."""
    for load in (0.2, 0.5, 0.9):
        assert mean_waits_shortest_first(load, 1.0, (0.0, 1e-9))[0] == pytest.approx(load, rel=1e-6)
        assert mean_waits_shortest_first(load, 1.0)[0] < load / (1 - load)
        assert mean_waits_shortest_first(load / 60, 60.0)[0] == pytest.approx(
            60 * mean_waits_shortest_first(load, 1.0)[0]
        )
    half = brentq(lambda x: 1 - math.exp(-x) - 0.5, 0.1, 5)
    up_to = 0.5 * (1 - math.exp(-half) * (1 + half))
    near = mean_waits_shortest_first(0.5, 1.0, (0.5 - 1e-6, 0.5 + 1e-6))[0]
    assert near == pytest.approx(0.5 / (1 - up_to) ** 2, rel=1e-6)
    assert mean_waits_shortest_first(1.0, 1.0).tolist() == [math.inf]
