"""M/D/c against known values, an embedded chain and Crommelin's other formulas."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy.integrate import quad

from sim.queueing.constant_service import ConstantService
from sim.queueing.erlang import ErlangC


@pytest.mark.parametrize("load", [1e-4, 0.3, 0.8, 0.99, 0.9999, 0.99999])
def test_one_operator(load):
    """M/D/1: half of the wait of M/M/1, a / (2 (1 - a)) handle times, from idle to nearly saturated."""
    assert ConstantService(1, load / 60, 60).mean_wait_s == pytest.approx(60 * load / (2 * (1 - load)), rel=1e-10)


@pytest.mark.parametrize(
    ("operators", "busy", "ratio"),
    [(1, 0.8, "0.5000"), (2, 0.9, "0.5036"), (5, 0.8, "0.5217"), (10, 0.9, "0.5153"), (25, 0.95, "0.5121")],
)
def test_ratio_to_exponential_service(operators, busy, ratio):
    """Constant handle times about halve the wait: the known ratios."""
    rate = operators * busy
    found = ConstantService(operators, rate, 1.0).mean_wait_s / ErlangC(operators, rate, 1.0).mean_wait_s
    assert f"{found:.4f}" == ratio


@pytest.mark.parametrize(("operators", "busy"), [(1, 0.7), (2, 0.9), (13, 0.85), (100, 0.97), (1000, 0.99)])
def test_crommelins_roots(operators, busy):
    """The sum over services and the formula by roots of z^c = exp(a (z - 1)) agree; the roots are roots."""
    queue = ConstantService(operators, operators * busy, 1.0)
    assert queue.mean_waiting == pytest.approx(queue._by_roots(), rel=1e-9)
    roots = queue._roots
    assert np.abs(roots**operators - np.exp(queue.load * (roots - 1))).max(initial=0) < 1e-12
    assert len(np.unique(np.round(roots, 9))) == operators - 1


def _franx(operators, load, within):
    """Share waiting at most `within` handle times, from a truncated chain of the number waiting, solved by powers."""
    size = 200
    steps = np.zeros((size, size))
    chances = np.exp(
        np.arange(size + operators) * math.log(load) - load - [math.lgamma(n + 1) for n in range(size + operators)]
    )
    for i in range(size):
        for n, p in enumerate(chances):
            steps[i, min(max(i + n - operators, 0), size - 1)] += p
    power = steps
    for _ in range(40):
        power = power @ power
        power /= power.sum(axis=1, keepdims=True)
    at_most = np.cumsum(power[0])
    services = math.floor(within) + 1
    rest = load * (services - within)
    return sum(
        math.exp(j * math.log(rest) - rest - math.lgamma(j + 1)) * at_most[min(services * operators - 1 - j, size - 1)]
        for j in range(services * operators)
    )


@pytest.mark.parametrize(("operators", "load"), [(2, 1.6), (7, 5.0), (20, 18.0)])
@pytest.mark.parametrize("within", [0.0, 0.3, 0.999, 1.0, 2.5])
def test_wait_against_an_embedded_chain(operators, load, within):
    """The law of the number waiting by Fourier inversion is that of the chain from one handle time to the next."""
    queue = ConstantService(operators, load / 90, 90)
    assert queue.service_level(within * 90) == pytest.approx(_franx(operators, load, within), abs=1e-11)


@pytest.mark.parametrize("load", [0.3, 0.8, 0.95])
@pytest.mark.parametrize("within", [0.0, 0.4, 3.7, 12.0])
def test_erlangs_own_formula_for_one_operator(load, within):
    """M/D/1 by Erlang (1909): a sum of terms of changing sign, here with 80 digits."""
    with localcontext(prec=80):
        a, t = Decimal(load), Decimal(within)
        total = sum(
            (a * (k - t)) ** k / math.factorial(k) * (-a * (k - t)).exp() if k else (a * t).exp()
            for k in range(math.floor(within) + 1)
        )
        exact = (1 - a) * total
    assert ConstantService(1, load, 1.0).service_level(within) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize(("operators", "load"), [(1, 0.5), (3, 2.4), (40, 37.0), (500, 490.0)])
def test_the_law_of_the_wait_has_the_mean_of_the_other_formula(operators, load):
    """The integral of P(W > t) is the mean wait; waiting is likelier the shorter the threshold."""
    queue = ConstantService(operators, load, 1.0)
    whole = sum(quad(queue.share_waiting_longer, k / 2, k / 2 + 0.5, epsabs=1e-12, limit=60)[0] for k in range(80))
    assert whole == pytest.approx(queue.mean_wait_s, rel=1e-8)


def test_saturation():
    """Where as much work comes as operators can do, everybody waits for ever."""
    queue = ConstantService(3, 3.0, 1.0)
    assert (queue.mean_wait_s, queue.share_waiting_longer(100), queue.occupancy) == (math.inf, 1, 1)
