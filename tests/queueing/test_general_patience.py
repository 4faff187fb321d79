"""M/M/c+G against Erlang A, closed forms, Markov chains of whole queues and the level-crossing equation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

from sim.queueing.erlang import SERVICE_LEVELS, ErlangA
from sim.queueing.general_patience import PatientQueue
from sim.queueing.patience import (
    Balking,
    BySurvival,
    Deterministic,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Uniform,
    Weibull,
)

LAWS = [
    Exponential(1.5),
    Deterministic(1.0),
    Uniform(0.2, 2.0),
    Lognormal(1.2, 0.1),
    Lognormal(1.2, 1.5),
    Weibull(1.0, 0.5),
    Weibull(1.0, 2.5),
    Gamma(1.3, 0.4),
    Gamma(1.3, 6.0),
    Hyperexponential((0.3, 0.7), (0.1, 2.0)),
    Balking(0.2, Lognormal(2.0, 1.0)),
]


@pytest.mark.parametrize(
    ("operators", "load", "patience"),
    [(1, 0.3, 1.0), (5, 4.5, 0.5), (50, 60.0, 2.0), (1000, 990.0, 1.0), (3000, 4500.0, 0.7), (20, 1e-3, 30.0)],
)
@pytest.mark.parametrize("law", [Exponential, lambda m: Weibull(m, 1.0), lambda m: Gamma(m, 1.0)])
def test_exponential_patience_is_erlang_a(operators, load, patience, law):
    """Every figure of Erlang A, from an underloaded floor to an overloaded one of 3,000 operators."""
    queue, erlang = PatientQueue(operators, load / 180, 180, law(patience * 180)), _erlang(operators, load, patience)
    for name in ("share_waiting", "share_abandoned", "share_answered", "mean_wait_s", "asa_s", "occupancy"):
        assert getattr(queue, name) == pytest.approx(getattr(erlang, name), rel=1e-10, abs=1e-40), name
    for within in (0.0, 5.0, 60.0):
        found = queue.shares_within(within)
        assert found.answered == pytest.approx(erlang.share_answered_within(within), rel=1e-10, abs=1e-25)
        assert found.abandoned == pytest.approx(erlang.share_abandoned_within(within), rel=1e-10, abs=1e-25)
        assert found.virtual_longer == pytest.approx(erlang.share_offered_wait_longer(within), rel=1e-10, abs=1e-25)
        for definition in SERVICE_LEVELS:
            assert queue.service_level(within, definition) == pytest.approx(
                erlang.service_level(within, definition), rel=1e-10, abs=1e-15
            )


def _erlang(operators, load, patience):
    return ErlangA(operators, load / 180, 180, patience * 180)


@pytest.mark.parametrize(("operators", "load"), [(1, 0.8), (4, 5.0), (30, 28.0), (200, 230.0)])
@pytest.mark.parametrize("law", LAWS, ids=str)
def test_level_crossing_equation(operators, load, law):
    """The density of the offered wait solves v'(x) = (lambda P(patience > x) - c mu) v(x): Runge-Kutta of order 8."""
    rest = weight = 1.0
    for k in range(operators - 1, 0, -1):
        weight *= k / load
        rest += weight  # states 0 .. c-1, relative to c-1

    def slopes(x, y):
        stays = float(law.survival(np.array(x)))
        v = math.exp(y[0])
        return [load * stays - operators, stays, v, v * float(law.cdf(np.array(x))), v * y[1], v * stays]

    within, most = 0.7, 150.0
    stops = sorted({0.0, within, most, *[k for k in law.kinks_s if k < most]})
    state, at_within = np.array([math.log(load), 0, 0, 0, 0, 0.0]), None
    for start, stop in itertools.pairwise(stops):
        inside = np.nextafter(stop, 0)  # a law that jumps at `stop` has not yet jumped within the piece
        first = max(start, 1e-9 if start == 0 else 0)
        if start == 0:
            state[1:] += first * np.array(slopes(1e-12, state))[1:]
            state[0] += first * slopes(1e-12, state)[0]
        solved = solve_ivp(
            lambda x, y, end=inside: slopes(min(x, end), y),
            (first, stop),
            state,
            method="DOP853",
            rtol=1e-12,
            atol=1e-14,
        )
        state = solved.y[:, -1]
        at_within = state.copy() if stop == within else at_within
    whole = rest + state[2]
    queue = PatientQueue(operators, load, 1.0, law)
    assert queue.share_waiting == pytest.approx(state[2] / whole, rel=2e-9)
    assert queue.share_abandoned == pytest.approx(state[3] / whole, rel=2e-9)
    assert queue.mean_wait_s == pytest.approx(state[4] / whole, rel=2e-9)
    found = queue.shares_within(within)
    longer = (state[2] - at_within[2]) / whole
    assert found.virtual_longer == pytest.approx(longer, rel=2e-8, abs=1e-12)
    assert found.answered == pytest.approx((rest + at_within[5]) / whole, rel=2e-9)
    gone = at_within[3] / whole + float(law.cdf(np.array(within))) * longer
    assert found.abandoned == pytest.approx(gone, rel=2e-8, abs=1e-12)


@pytest.mark.parametrize(("operators", "load"), [(3, 2.5), (40, 45.0)])
def test_patience_of_one_length_in_closed_form(operators, load):
    """Everybody hangs up after 0.3 handle times: two exponential integrals, worked out by hand."""
    length, within = 0.3, 0.1
    rest = sum(math.prod(k / load for k in range(j + 1, operators)) for j in range(operators))
    net = load - operators
    before = (math.exp(net * length) - 1) / net
    after = math.exp(net * length) / operators
    whole = rest + load * (before + after)
    queue = PatientQueue(operators, load / 60, 60.0, Deterministic(length * 60))
    assert queue.share_waiting == pytest.approx(load * (before + after) / whole, rel=1e-12)
    assert queue.share_abandoned == pytest.approx(load * after / whole, rel=1e-12)
    in_time = (rest + load * (math.exp(net * within) - 1) / net) / whole
    assert queue.share_answered_within(within * 60) == pytest.approx(in_time, rel=1e-12)
    assert queue.share_abandoned_within(within * 60) == 0
    assert queue.share_abandoned_within(length * 60) == pytest.approx(queue.share_abandoned, rel=1e-12)


def _whole_queues(rate, starts, leaves, moves, most):
    """M/M/1 whose state is the phase of patience of everybody waiting, in order; phase 0 may move on to phase 1.

    Returns the chance to find the operator busy and the share that gives up.
    """
    states = [None, *(q for n in range(most + 1) for q in itertools.product((0, 1), repeat=n))]
    index = {state: i for i, state in enumerate(states)}
    rows, columns, rates = [], [], []

    def go(a, b, speed):
        if speed:
            rows.extend((index[b], index[a]))
            columns.extend((index[a], index[a]))
            rates.extend((speed, -speed))

    for q in states:
        if q is None:
            go(q, (), rate)
            continue
        go(q, q[1:] if q else None, 1.0)
        if len(q) < most:
            for phase, share in enumerate(starts):
                go(q, (*q, phase), rate * share)
        for i, phase in enumerate(q):
            go(q, q[:i] + q[i + 1 :], leaves[phase])
            if phase == 0:
                go(q, (*q[:i], 1, *q[i + 1 :]), moves)
    generator = csc_matrix((rates, (rows, columns)), shape=(len(states),) * 2).tolil()
    generator[0, :] = 1
    chances = spsolve(generator.tocsc(), np.eye(1, len(states)).ravel())
    leaving = sum(p * sum(leaves[f] for f in q) for q, p in zip(states, chances, strict=True) if q)
    return 1 - chances[0], leaving / rate


@pytest.mark.parametrize(
    ("law", "starts", "leaves", "moves"),
    [
        (Hyperexponential((0.4, 0.6), (0.5, 0.125)), (0.4, 0.6), (2.0, 8.0), 0.0),
        (Gamma(0.5, 2.0), (1.0, 0.0), (0.0, 4.0), 4.0),
    ],
)
def test_markov_chain_of_whole_queues(law, starts, leaves, moves):
    """One operator, and the patience of each waiting caller in phases: nothing of the theory of M/M/c+G is used."""
    waits, abandoned = _whole_queues(0.6, starts, leaves, moves, 10)
    queue = PatientQueue(1, 0.6, 1.0, law)
    assert queue.share_waiting == pytest.approx(waits, rel=1e-8)
    assert queue.share_abandoned == pytest.approx(abandoned, rel=1e-8)


@pytest.mark.parametrize("balking", [0.1, 0.9])
def test_balking_is_a_birth_and_death_process(balking):
    """Some hang up at once, the others have exponential patience: the queue is entered at a lower rate."""
    operators, load, patience = 6, 7.0, 0.8
    weights = [1.0]
    for n in range(1, 400):
        birth = load * (1 if n <= operators else 1 - balking)
        weights.append(weights[-1] * birth / (min(n, operators) + max(n - operators, 0) / patience))
    chances = np.array(weights) / sum(weights)
    waiting = np.maximum(np.arange(400) - operators, 0)
    queue = PatientQueue(operators, load, 1.0, Balking(balking, Exponential(patience)))
    waits = chances[operators:].sum()
    assert queue.share_waiting == pytest.approx(waits, rel=1e-11)
    assert queue.mean_waiting == pytest.approx(waiting @ chances, rel=1e-11)
    assert queue.share_abandoned == pytest.approx(balking * waits + waiting @ chances / patience / load, rel=1e-11)
    assert queue.share_abandoned_within(0) == pytest.approx(balking * waits, rel=1e-11)


@pytest.mark.parametrize("law", LAWS, ids=str)
@pytest.mark.parametrize(("operators", "load"), [(2, 1.0), (3000, 3300.0)])
def test_conservation(law, operators, load):
    """Everybody is answered or gives up, and as many are answered as operators finish, also on floors of thousands."""
    queue = PatientQueue(operators, load, 1.0, law)
    assert queue.share_answered + queue.share_abandoned == pytest.approx(1, abs=1e-11)
    busy = operators * queue.share_waiting + _busy_below(operators, load) * (1 - queue.share_waiting)
    assert queue.share_answered * load == pytest.approx(busy, rel=1e-10)


def _busy_below(operators, load):
    """Mean number busy, given that not all are: a loss system of c - 1 operators."""
    lost = 1.0
    for k in range(1, operators):
        lost = load * lost / (k + load * lost)
    return load * (1 - lost)


def test_any_survival_function_and_jumps_that_nobody_named():
    """A function of one's own gives the same, even where its jump has to be found."""
    named = PatientQueue(10, 0.1, 100.0, Deterministic(77.7))
    found = PatientQueue(10, 0.1, 100.0, BySurvival(lambda x: (x < 77.7) * 1.0))
    assert found.share_abandoned == pytest.approx(named.share_abandoned, rel=1e-10)


def test_nonsense_is_refused():
    """Laws that are none, floors without operators, and queues that never settle."""
    with pytest.raises(ValueError, match="above 0"):
        Exponential(0)
    with pytest.raises(ValueError, match="sum to 1"):
        Hyperexponential((0.5, 0.6), (1.0, 2.0))
    with pytest.raises(ValueError, match="at least one operator"):
        PatientQueue(0, 1.0, 1.0, Exponential(1))
    with pytest.raises(ValueError, match="never settles"):
        _ = PatientQueue(1, 2.0, 1.0, BySurvival(lambda x: np.ones_like(x))).share_waiting
