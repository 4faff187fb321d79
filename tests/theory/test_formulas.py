"""The test's own formulas, against published and high-precision values."""

from __future__ import annotations

import numpy as np
import pytest

from .formulas import (
    busy_without_queue,
    erlang_a,
    erlang_a_answered_within,
    erlang_b,
    erlang_c,
    erlang_c_wait,
    states_with_patience,
)


def test_erlang_b_and_c():
    """Erlang B and C agree with values made with 50 digits, up to 5,000 operators."""
    assert erlang_b(10, 8) == pytest.approx(0.121661064252952, rel=1e-13)
    found = [erlang_c(10, 8), erlang_c(100, 90), erlang_c(5000, 4950)]
    assert found == pytest.approx([0.409180150796444, 0.216940480906366, 0.366098219422723], rel=1e-12)
    assert erlang_c_wait(10, 8) == pytest.approx(0.204590075398, rel=1e-11)


@pytest.mark.parametrize(
    ("servers", "load", "leaving", "gives_up", "waits", "wait"),
    [
        (50, 48, 0.5, 0.03091224916219, 0.4677740685538, 0.06182449832439),
        (50, 60, 0.5, 0.1682285894472, 0.975241393519, 0.3364571788943),
        (5, 4.5, 2.0, 0.1651619767606, 0.4094494183129, 0.08258098838029),
    ],
)
def test_erlang_a(servers, load, leaving, gives_up, waits, wait):
    """Erlang A agrees with values made with 50 digits."""
    found = erlang_a(servers, load, leaving)
    assert found == pytest.approx((waits, gives_up, wait * load), rel=1e-12)


def test_answered_within():
    """Answered within 0: nobody who waits; within ever: all but those who give up; and it rises between."""
    waits, gives_up, _ = erlang_a(5, 4.5, 2.0)
    assert erlang_a_answered_within(5, 4.5, 2.0, 0.0) == pytest.approx(1 - waits, rel=1e-12)
    assert erlang_a_answered_within(5, 4.5, 2.0, 1e3) == pytest.approx(1 - gives_up, rel=1e-12)
    shares = [erlang_a_answered_within(5, 4.5, 2.0, t) for t in np.linspace(0, 1, 20)]
    assert (np.diff(shares) > 0).all()


def test_patience_as_long_as_service_is_poisson():
    """With theta = mu the number in system is Poisson whatever the number of operators."""
    poisson = np.exp(-3.0) * np.cumprod(np.concatenate([[1.0], 3.0 / np.arange(1, 30)]))
    for servers in (1, 3, 50):
        assert states_with_patience(servers, 3.0, 1.0)[:30] == pytest.approx(poisson, rel=1e-12)


def test_busy_without_queue():
    """The closed form follows the differential equation m' = rate - m / s."""
    rates, service = np.array([10.0, 40.0, 0.0, 25.0]), 0.4
    mean, steps, expected = 0.0, 40_000, []
    for i in range(4 * steps):
        mean += (rates[i // steps] - mean / service) / steps
        if (i + 1) % (steps // 2) == 0:
            expected.append(mean)
    found = busy_without_queue(rates, service, np.arange(1, 9) / 2)
    assert found == pytest.approx(expected, rel=2e-4)
