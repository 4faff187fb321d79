"""Square-root staffing against the exact formulas on ever larger floors."""

from __future__ import annotations

import math

import pytest

from sim.queueing.erlang import ErlangA, erlang_c
from sim.queueing.square_root import (
    beta_for,
    share_waiting_garnett,
    share_waiting_halfin_whitt,
    square_root_operators,
    square_root_operators_for_wait,
)


def _errors(exact, limit, sizes=(100, 1600, 25_600)):
    """Distance from the limit at floors 16 times larger each."""
    return [abs(exact(size) - limit) for size in sizes]


@pytest.mark.parametrize("beta", [0.1, 0.5, 1.0, 2.0])
def test_halfin_whitt_is_the_limit_of_erlang_c(beta):
    """The distance falls like one over the square root of the floor: to a quarter on a floor 16 times as large."""

    def exact(size):
        return erlang_c(size, (math.sqrt(size + beta**2 / 4) - beta / 2) ** 2)

    errors = _errors(exact, share_waiting_halfin_whitt(beta))
    assert errors[1] < errors[0] / 3.5
    assert errors[2] < errors[1] / 3.5


@pytest.mark.parametrize("beta", [-1.0, 0.0, 0.5, 1.5])
@pytest.mark.parametrize("patience", [0.2, 1.0, 5.0])
def test_garnett_is_the_limit_of_erlang_a(beta, patience):
    """As above, for callers who give up, below and above the load."""

    def exact(size):
        return ErlangA(size, (math.sqrt(size + beta**2 / 4) - beta / 2) ** 2, 1.0, patience).share_waiting

    errors = _errors(exact, share_waiting_garnett(beta, patience))
    assert errors[1] < errors[0] / 3 + 1e-6
    assert errors[2] < errors[1] / 3 + 1e-6


def test_equal_rates_are_the_normal_law():
    """With patience as long as calls the number in the house is Poisson: the chance to wait is a normal tail."""
    for beta in (-2.0, 0.0, 1.3):
        assert share_waiting_garnett(beta, 1.0) == pytest.approx(math.erfc(beta / math.sqrt(2)) / 2, rel=1e-13)


def test_known_value_of_halfin_whitt():
    """beta = 1: 1 / (1 + Phi(1) / phi(1)) = 0.2234, a value of the tables."""
    assert f"{share_waiting_halfin_whitt(1.0):.4f}" == "0.2234"
    assert share_waiting_halfin_whitt(0.0) == share_waiting_halfin_whitt(-3.0) == 1.0


@pytest.mark.parametrize("share", [0.999, 0.5, 0.2, 1e-6])
@pytest.mark.parametrize("patience", [None, 0.1, 3.0])
def test_inverse(share, patience):
    """The beta found gives the share wanted."""
    beta = beta_for(share, patience)
    found = share_waiting_halfin_whitt(beta) if patience is None else share_waiting_garnett(beta, patience)
    assert found == pytest.approx(share, rel=1e-10)
    assert square_root_operators(400.0, share, patience) == 400 + 20 * beta


def test_tail_promise_is_the_limit_of_erlang_a():
    """The share of callers waiting longer than the threshold comes to the share wanted as the floor grows."""
    errors = []
    for load in (100.0, 1600.0, 25_600.0):
        wanted = square_root_operators_for_wait(load, 0.3, 0.1, 0.8)
        low, high = (
            math.exp(-0.1 / 0.8) * ErlangA(n, load, 1.0, 0.8).share_offered_wait_longer(0.1)
            for n in (math.floor(wanted), math.ceil(wanted))
        )
        errors.append(abs(low + (high - low) * (wanted - math.floor(wanted)) - 0.3))
    assert errors[1] < errors[0] / 2
    assert errors[2] < errors[1] / 2


def test_nonsense_is_refused():
    """A share of 0 or 1, or more waiting than are patient, cannot be aimed at."""
    with pytest.raises(ValueError, match="above 0 and below 1"):
        beta_for(0.0)
    with pytest.raises(ValueError, match="patient enough"):
        square_root_operators_for_wait(100.0, 0.9, 1.0, 1.0)
