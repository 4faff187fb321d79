"""Waits by rank against Markov chains, known values and the conservation law."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

from sim.queueing.erlang import ErlangC
from sim.queueing.priorities import waits_by_rank, waits_by_rank_single


def test_known_values():
    """M/M/1 with rates 0.3 and 0.4: waits 1 and 10/3 handle times; a lone class waits as in M/M/1, M/D/1."""
    assert waits_by_rank(1, [0.3, 0.4], 1.0) == pytest.approx([1, 10 / 3], rel=1e-14)
    assert waits_by_rank_single([0.3, 0.4], 1.0, 1.0) == pytest.approx([1, 10 / 3], rel=1e-14)
    assert waits_by_rank_single(0.8, 1.0, [1.0]) == pytest.approx([4])
    assert waits_by_rank_single(0.8, 1.0, 0.0) == pytest.approx([2])


def _two_classes(operators, rates, ends, most):
    """Chain of (class in service at one operator or number busy, waiting of each class); mean number waiting by class.

    With several operators both classes must end calls at the same rate.
    """
    states = {(b, 0, 0): i for i, b in enumerate(["idle"] if operators == 1 else range(operators))}
    full = ["first", "second"] if operators == 1 else ["full"]
    for b in full:
        for n in range(most + 1):
            for m in range(most + 1):
                states[b, n, m] = len(states)
    rows, columns, speeds = [], [], []

    def go(a, b, speed):
        if b in states:
            rows.extend((states[b], states[a]))
            columns.extend((states[a], states[a]))
            speeds.extend((speed, -speed))

    for state in list(states):
        b, n, m = state
        if b in full:
            go(state, (b, n + 1, m), rates[0])
            go(state, (b, n, m + 1), rates[1])
            speed = ends[full.index(b)] * operators
            if n:
                go(state, (full[0], n - 1, m), speed)
            elif m:
                go(state, (full[-1], n, m - 1), speed)
            else:
                go(state, ("idle" if operators == 1 else operators - 1, 0, 0), speed)
        elif operators == 1:
            go(state, ("first", 0, 0), rates[0])
            go(state, ("second", 0, 0), rates[1])
        else:
            go(state, (b + 1 if b + 1 < operators else "full", 0, 0), sum(rates))
            if b:
                go(state, (b - 1, 0, 0), b * ends[0])
    generator = csc_matrix((speeds, (rows, columns)), shape=(len(states),) * 2).tolil()
    generator[0, :] = 1
    chances = spsolve(generator.tocsc(), np.eye(1, len(states)).ravel())
    return [sum(p * s[k] for s, p in zip(states, chances, strict=True)) for k in (1, 2)]


def test_one_floor_against_a_markov_chain():
    """Three operators, two ranks: the mean number waiting of each class, counted state by state."""
    waiting = _two_classes(3, (0.9, 0.6), (1.0, 1.0), 40)
    assert waits_by_rank(3, [0.9, 0.6], 1.0) * [0.9, 0.6] == pytest.approx(waiting, rel=1e-7)


def test_single_operator_with_different_handle_times_against_a_markov_chain():
    """One operator, calls of 1 and of 0.4 on average by class: the state says which class is in service."""
    waiting = _two_classes(1, (0.25, 0.5), (1.0, 2.5), 40)
    found = waits_by_rank_single([0.25, 0.5], [1.0, 0.4], 1.0)
    assert found * [0.25, 0.5] == pytest.approx(waiting, rel=1e-7)


@pytest.mark.parametrize(("operators", "rates"), [(1, [0.1, 0.2, 0.3, 0.35]), (50, [20.0, 0.0, 25.0, 4.0])])
def test_conservation_law(operators, rates):
    """Ranks move waiting from one class to another: the mean over all calls is that of Erlang C."""
    waits = waits_by_rank(operators, np.array(rates) / 120, 120.0)
    alike = ErlangC(operators, sum(rates) / 120, 120.0).mean_wait_s
    assert np.average(waits, weights=rates) == pytest.approx(alike, rel=1e-12)
    assert (np.diff(waits) > 0).all()


def test_conservation_law_for_any_handle_times():
    """Sum of load times wait = load times W0 / (1 - load), whatever the order of the classes."""
    rates, means, cv = np.array([0.2, 0.1, 0.05]), np.array([1.0, 2.0, 6.0]), np.array([0.0, 1.0, 2.0])
    loads = rates * means
    residual = (rates * means**2 * (1 + cv**2)).sum() / 2
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        waits = waits_by_rank_single(rates[order], means[order], cv[order])
        assert loads[order] @ waits == pytest.approx(loads.sum() * residual / (1 - loads.sum()), rel=1e-12)


def test_too_much_work_hits_the_last():
    """The classes that still fit wait a finite time, behind an operator who is always busy; the others for ever."""
    first, last = waits_by_rank(2, [1.0, 1.5], 1.0)
    assert (first, last) == (pytest.approx(0.5 / (1 - 0.5)), math.inf)
    first, last = waits_by_rank_single([0.5, 2.0], [1.0, 3.0], [0.0, 1.0])
    served = (0.5 - 0.5 * 1.0 + 0.5 * 1.0) / 3  # calls of the second class that find time, per unit of time
    assert (first, last) == (pytest.approx((0.5 * 1 + served * 2 * 9) / 2 / 0.5), math.inf)
