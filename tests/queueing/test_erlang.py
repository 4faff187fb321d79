"""Erlang's formulas against published tables and exact values."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.queueing.erlang import (
    SERVICE_LEVELS,
    ErlangA,
    ErlangC,
    erlang_a,
    erlang_b,
    erlang_c,
    least_operators,
)
from sim.queueing.requirement import least_operators_each, log_inverse_erlang_b

HALF_HOUR = 1800


def test_erlang_b_exact():
    """10 operators, 8 erlang, to 50 digits elsewhere: 0.121661064252952."""
    assert erlang_b(10, 8) == pytest.approx(0.121661064252952, rel=1e-14)
    assert (erlang_b(0, 8), erlang_b(5, 0)) == (1, 0)


@pytest.mark.parametrize(
    ("operators", "load", "waits", "mean_wait", "in_20_s"),
    [
        (10, 8, 0.409180150796444, 0.204590075398, 0.672354148726),
        (100, 90, 0.216940480906366, 0.0216940480906, 0.928584714914),
        (5000, 4950, 0.366098219422723, 0.00732196438845, 0.998584693521),
    ],
)
def test_erlang_c_exact(operators, load, waits, mean_wait, in_20_s):
    """Share waiting, mean wait in handle times, and share answered in 20 s of 180 s calls, to the digits given."""
    queue = ErlangC(operators, load / 180, 180)
    assert erlang_c(operators, load) == pytest.approx(waits, rel=2e-14)
    assert queue.mean_wait_s / 180 == pytest.approx(mean_wait, rel=1e-11)
    assert queue.service_level(20) == pytest.approx(in_20_s, rel=1e-11)


@pytest.mark.parametrize(
    ("operators", "rate", "giving_up", "abandoned", "waits", "mean_wait", "occupancy"),
    [
        (50, 48, 0.5, 0.03091224916219, 0.4677740685538, 0.06182449832439, 0.9303242408043),
        (50, 60, 0.5, 0.1682285894472, 0.975241393519, 0.3364571788943, 0.9981256926634),
        (5, 4.5, 2, 0.1651619767606, 0.4094494183129, 0.08258098838029, 0.7513542209155),
    ],
)
def test_erlang_a_exact(operators, rate, giving_up, abandoned, waits, mean_wait, occupancy):
    """Three queues computed with 50 digits elsewhere, overload and few operators among them."""
    queue = ErlangA(operators, rate, 1.0, 1 / giving_up)
    found = (queue.share_abandoned, queue.share_waiting, queue.mean_wait_s, queue.occupancy)
    assert found == pytest.approx((abandoned, waits, mean_wait, occupancy), rel=5e-13)


@pytest.mark.parametrize(
    ("operators", "percent"), [(11, "38.96"), (12, "64.02"), (13, "79.56"), (14, "88.835"), (15, "94.145")]
)
def test_service_level_table_of_erlang_c(operators, percent):
    """100 calls in 30 min of 180 s, 20 s: the textbook table."""
    found = 100 * ErlangC(operators, 100 / HALF_HOUR, 180).service_level(20)
    assert f"{found:.{len(percent.split('.')[1])}f}" == percent


def test_textbook_case_of_erlang_c():
    """14 operators: 17.413 % wait, ASA 7.84 s, occupancy 71.43 %; 14 is also what 80/20 needs, 12 for 60 %."""
    queue = ErlangC(14, 100 / HALF_HOUR, 180)
    assert f"{queue.share_waiting:.5f} {queue.mean_wait_s:.2f} {queue.occupancy:.4f}" == "0.17413 7.84 0.7143"
    assert least_operators(0.8, 20, 100 / HALF_HOUR, 180) == 14
    assert least_operators(0.6, 20, 100 / HALF_HOUR, 180) == 12


def test_textbook_case_with_patience():
    """The same with 300 s of patience: the published Erlang A figures at 14 and at 13 operators."""
    queue = ErlangA(14, 100 / HALF_HOUR, 180, 300)
    found = f"{queue.share_waiting:.5f} {queue.share_abandoned:.6f} {queue.occupancy:.6f} {queue.service_level(20):.6f}"
    assert found == "0.14526 0.013984 0.704297 0.916792"
    assert f"{queue.mean_wait_s / 60:.6f}" == "0.069919"
    queue = ErlangA(13, 100 / HALF_HOUR, 180, 300)
    found = f"{queue.service_level(20):.3f} {queue.occupancy:.3f} {queue.share_abandoned:.3f} {queue.share_waiting:.3f}"
    assert found == "0.858 0.750 0.025 0.226"
    assert f"{queue.mean_wait_s / 60:.3f}" == "0.125"


@pytest.mark.parametrize(("operators", "figures"), [(40, "19.07 93.72 3.43 83.33"), (35, "69.65 47.24 50.15 95.24")])
def test_a_thousand_calls_an_hour(operators, figures):
    """1000 calls an hour of 120 s: share waiting, service level in 20 s, ASA, occupancy."""
    queue = ErlangC(operators, 1000 / 3600, 120)
    found = (100 * queue.share_waiting, 100 * queue.service_level(20), queue.mean_wait_s, 100 * queue.occupancy)
    assert " ".join(f"{x:.2f}" for x in found) == figures


def test_twenty_five_calls_in_ten_minutes():
    """80/20 needs 11 operators (88.08 %), 10 give 76.78 %; 30 % shrinkage makes 16 of the 11."""
    rate = 25 / 600
    assert least_operators(0.8, 20, rate, 180) == 11
    assert [f"{100 * ErlangC(c, rate, 180).service_level(20):.2f}" for c in (11, 10)] == ["88.08", "76.78"]
    assert math.ceil(11 / 0.7) == 16


def test_the_textbook_comparison_of_c_and_a():
    """48 calls a minute of 60 s, 50 operators, patience 120 s: what impatience changes (Garnett et al. 2002)."""
    c, a = ErlangC(50, 0.8, 60), ErlangA(50, 0.8, 60, 120)
    assert (
        f"{c.mean_wait_s:.2f} {100 * c.occupancy:.1f} {c.mean_waiting:.2f} {c.share_waiting:.3f}"
        == "20.83 96.0 16.67 0.694"
    )
    found = f"{100 * a.share_abandoned:.2f} {a.mean_wait_s:.2f} {100 * a.occupancy:.1f} {a.mean_waiting:.2f}"
    assert found == "3.09 3.71 93.0 2.97"
    assert f"{a.share_waiting:.3f}" == "0.468"


PER_DAY = 480 * 4.2


def test_steady_state_without_patience():
    """M/M/12, 4.2 calls a minute of 2 min: 1812.5 a day within 20 s, 0.8991, ASA 0.1022 min, occupancy 0.700."""
    queue = ErlangC(12, 4.2 / 60, 120)
    found = f"{PER_DAY * queue.service_level(20):.1f} {queue.service_level(20):.4f} {queue.mean_wait_s / 60:.4f}"
    assert found == "1812.5 0.8991 0.1022"
    assert f"{queue.occupancy:.3f}" == "0.700"


def test_steady_state_with_patience():
    """The same with 1 min of patience: 59.83 lost a day (2.968 %), 1905.7 within 20 s, occupancy 0.6792; and one
    system, one hour, five service levels 2.9 points apart."""
    queue = ErlangA(12, 4.2 / 60, 120, 60)
    assert f"{PER_DAY * queue.share_abandoned:.2f} {100 * queue.share_abandoned:.3f}" == "59.83 2.968"
    assert f"{PER_DAY * queue.service_level(20):.1f} {queue.occupancy:.4f}" == "1905.7 0.6792"
    found = [f"{100 * queue.service_level(20, name):.2f}" for name in SERVICE_LEVELS]
    assert found == ["94.53", "96.79", "96.86", "97.42", "95.62"]


def test_steady_state_with_five_waiting_places():
    """M/M/12/17: 19.11 blocked a day; service level of the accepted 0.9276, of the offered 0.9188; waits, occupancy."""
    queue = ErlangA(12, 4.2 / 60, 120, None, trunks=17)
    accepted = queue.service_level(20)
    assert f"{PER_DAY * queue.share_blocked:.2f}" == "19.11"
    assert f"{accepted:.4f} {accepted * (1 - queue.share_blocked):.4f}" == "0.9276 0.9188"
    assert f"{queue.mean_wait_s / 60:.4f} {queue.occupancy:.4f}" == "0.0611 0.6934"


def test_blocking_without_waiting_places_is_erlang_b():
    """As many lines as operators: nobody waits, and Erlang B is lost."""
    queue = ErlangA(10, 8, 1.0, None, trunks=10)
    assert queue.share_blocked == pytest.approx(erlang_b(10, 8), rel=1e-14)
    assert (queue.share_waiting, queue.mean_wait_s) == (0, 0)


def test_endless_patience_is_erlang_c():
    """With a patience of a year Erlang A becomes Erlang C."""
    a, c = ErlangA(14, 100 / HALF_HOUR, 180, 3.15e7), ErlangC(14, 100 / HALF_HOUR, 180)
    assert a.service_level(20) == pytest.approx(c.service_level(20), abs=1e-5)
    assert a.mean_wait_s == pytest.approx(c.mean_wait_s, rel=1e-4)


def test_palms_form_of_erlang_a():
    """P(W > 0) = A B / (1 + (A - 1) B) with Palm's series A, a second road to the same number."""
    for c, rate, patience in ((50, 48.0, 2.0), (5, 4.5, 0.5), (3, 9.0, 1.3)):
        series, term, j = 1.0, 1.0, 0
        while term > 1e-18 * series:
            j += 1
            term *= rate / (c + j / patience)
            series += term
        lost = erlang_b(c, rate)
        assert ErlangA(c, rate, 1.0, patience).share_waiting == pytest.approx(
            series * lost / (1 + (series - 1) * lost), rel=1e-12
        )


def test_overload_without_patience_never_settles():
    """Where the load reaches the operators everybody waits for ever."""
    queue = ErlangC(10, 10.0, 1.0)
    assert (queue.share_waiting, queue.mean_wait_s, queue.service_level(20), queue.occupancy) == (1, math.inf, 0, 1)


def test_shares_add_up():
    """Answered within + abandoned within + still there = 1, at any threshold; at 0 s the answered are those not
    waiting."""
    queue = ErlangA(20, 0.15, 150, 90)
    for s in (0, 5, 20, 300):
        still = math.exp(-s / 90) * queue.share_offered_wait_longer(s)
        total = queue.share_answered_within(s) + queue.share_abandoned_within(s) + still
        assert total == pytest.approx(1, abs=1e-14)
    assert queue.share_answered_within(0) == pytest.approx(1 - queue.share_waiting, abs=1e-14)


def test_many_intervals_at_once_agree_with_one_by_one():
    """The closed forms give the same number of operators as the sums over states, under every definition."""
    rng = np.random.default_rng(3)
    rates, times = rng.uniform(0.001, 0.6, 8), rng.uniform(60, 400, 8)
    for patience in (None, 20.0, 120.0, 900.0):
        for definition in SERVICE_LEVELS:
            each = least_operators_each(rates, times, patience, 15, 0.8, definition)
            one_by_one = [
                least_operators(0.8, 15, rate, time, patience, definition)
                for rate, time in zip(rates, times, strict=True)
            ]
            assert each.tolist() == one_by_one, (patience, definition)


@pytest.mark.parametrize(
    ("patience", "share", "within"), [(60, 0.3, 60), (5, 0.5, 20), (3600, 0.99, 1), (None, 0.99, 0)]
)
def test_extreme_promises(patience, share, within):
    """Low promises met by a half-empty floor, strict ones by a full one, and large floors."""
    rates, times = np.array([0.001, 0.1, 5.0, 30.0]), np.full(4, 200.0)
    each = least_operators_each(rates, times, patience, within, share)
    one_by_one = [least_operators(share, within, rate, 200.0, patience) for rate in rates]
    assert each.tolist() == one_by_one


@pytest.mark.parametrize(("operators", "load"), [(500, 3000.0), (3, 2000.0), (4000, 8000.0), (12, 8.4), (150, 100.0)])
def test_closed_form_of_erlang_b(operators, load):
    """The closed form holds in the deepest overload, where it takes the recursion's last steps, and elsewhere."""
    found = float(log_inverse_erlang_b(np.array([operators]), np.array([load]))[0])
    inverse = 1.0
    for k in range(1, operators + 1):
        inverse = 1 + k / load * inverse
    assert found == pytest.approx(math.log(inverse), rel=1e-9)


def test_impossible_promises_are_refused():
    """Nobody can promise 100 %, nor a service level that does not exist."""
    with pytest.raises(ValueError, match="less than 1"):
        least_operators(1.0, 20, 0.1, 100)
    with pytest.raises(ValueError, match="no service level is called"):
        least_operators_each(np.array([0.1]), np.array([100.0]), None, 20, 0.8, "asa")
    with pytest.raises(ValueError, match="Erlang C"):
        ErlangA(5, 0.1, 100, None)


def test_no_calls_need_nobody():
    """No call, no operator."""
    assert least_operators(0.8, 20, 0.0, 180) == 0
    assert isinstance(erlang_a(5, 0.01, 100, None), ErlangC)


@pytest.mark.parametrize("operators", [1000, 20_000, 100_000])
def test_large_floors_stay_exact(operators):
    """Erlang B by recursion equals the tail of a Poisson law to 1e-11 up to 100,000 operators."""
    from scipy.special import gammaincc, gammaln

    load = 0.999 * operators
    inverse = math.exp(gammaln(operators + 1) + load - operators * math.log(load)) * gammaincc(operators + 1, load)
    assert erlang_b(operators, load) == pytest.approx(1 / inverse, rel=1e-9)
