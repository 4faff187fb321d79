"""Erlang B, C and A to ten digits and more, from one operator to ten thousand, against a hundred digits."""

from __future__ import annotations

import pytest

from sim.queueing.erlang import SERVICE_LEVELS, ErlangA, ErlangC, erlang_b, erlang_c, least_operators

from . import exact

OPERATORS = (1, 3, 50, 1000, 10_000)
LOADS = (1e-6, 0.01, 0.5, 0.9, 0.99, 0.9999)
OVERLOADS = (1.0, 1.05, 1.5, 5.0)


@pytest.mark.parametrize("operators", OPERATORS)
@pytest.mark.parametrize("share", LOADS + OVERLOADS)
def test_erlang_b_and_c(operators, share):
    """Loads from a millionth of the operators to five times as much (C: below saturation)."""
    load = operators * share
    lost = float(exact.erlang_b(operators, load))
    assert erlang_b(operators, load) == pytest.approx(lost, rel=1e-13, abs=1e-290)
    if share < 1:
        waits = float(exact.erlang_c(operators, load))
        assert erlang_c(operators, load) == pytest.approx(waits, rel=1e-13, abs=1e-290)


CASES = [
    (operators, operators * share, patience, within)
    for operators in OPERATORS[:4]
    for share in LOADS + OVERLOADS
    for patience, within in ((0.05, 0.003), (0.05, 2.0), (1.0, 0.1), (30.0, 0.1), (30.0, 2.0))
    if operators * share * patience < 40_000  # the exact sum over more callers waiting takes too long
]


@pytest.mark.parametrize(("operators", "load", "patience", "within"), CASES)
def test_erlang_a(operators, load, patience, within):
    """Every figure, tails included; shares of less than 1e-25 are only asked to be as small."""
    _compare(operators, load, patience, within)


@pytest.mark.parametrize(("share", "patience"), [(1e-6, 1.0), (0.99, 1.0), (0.9999, 30.0), (1.5, 1.0), (5.0, 0.05)])
def test_erlang_a_of_ten_thousand_operators(share, patience):
    """The largest floors."""
    _compare(10_000, 10_000 * share, patience, 0.1)


def _compare(operators, load, patience, within):
    queue, true = ErlangA(operators, load, 1.0, patience), exact.erlang_a(operators, load, patience, within)
    found = {
        "waiting": queue.share_waiting,
        "abandoned": queue.share_abandoned,
        "mean_wait": queue.mean_wait_s,
        "asa": queue.asa_s,
        "occupancy": queue.occupancy,
        "virtual_longer": queue.share_offered_wait_longer(within),
        "answered_in": queue.share_answered_within(within),
        "abandoned_in": queue.share_abandoned_within(within),
    }
    assert found == pytest.approx({name: float(true[name]) for name in found}, rel=1e-12, abs=1e-25)
    answered = 1 - true["abandoned"]
    levels = (
        true["answered_in"],
        true["answered_in"] / (1 - true["abandoned_in"]),
        true["answered_in"] + true["abandoned_in"],
        true["answered_in"] / answered,
        1 - true["virtual_longer"],
    )
    for name, level in zip(SERVICE_LEVELS, levels, strict=True):
        assert queue.service_level(within, name) == pytest.approx(float(level), rel=1e-11, abs=1e-15), name


@pytest.mark.parametrize("patience", [None, 0.3])
@pytest.mark.parametrize(("operators", "load", "trunks"), [(3, 2.5, 3), (12, 8.4, 17), (40, 60.0, 70)])
def test_a_limit_of_lines(operators, load, trunks, patience):
    """Blocking and waiting by the weights of the states, each at most so many; the wait by counting departures."""
    weights = [1.0]
    for n in range(1, trunks + 1):
        leaving = max(n - operators, 0) / patience if patience else 0.0
        weights.append(weights[-1] * load / (min(n, operators) + leaving))
    queue = ErlangA(operators, load, 1.0, patience, trunks)
    assert queue.share_blocked == pytest.approx(weights[-1] / sum(weights), rel=1e-13)
    assert queue.share_waiting == pytest.approx(sum(weights[operators:-1]) / sum(weights[:-1]), rel=1e-13, abs=1e-300)
    assert queue.share_answered + queue.share_abandoned == pytest.approx(1, rel=1e-13)
    assert queue.share_answered_within(1e9) == pytest.approx(queue.share_answered, rel=1e-12)
    least = least_operators(0.8, 0.1, load, 1.0, patience, trunks=trunks)
    assert ErlangA(least, load, 1.0, patience, trunks).service_level(0.1) >= 0.8
    assert least == 1 or ErlangA(least - 1, load, 1.0, patience, trunks).service_level(0.1) < 0.8


def test_nobody_at_work():
    """Without operators every caller gives up, at the pace of patience, and no service level divides by nothing."""
    queue = ErlangA(0, 0.1, 60.0, 100.0)
    assert (queue.share_abandoned, queue.share_answered, queue.share_waiting, queue.asa_s) == (1, 0, 1, 0)
    assert queue.share_abandoned_within(100.0) == pytest.approx(0.632120558828558, rel=1e-14)
    assert [queue.service_level(20, name) for name in SERVICE_LEVELS if "gone" not in name] == [0, 0, 0, 0]


@pytest.mark.parametrize(("rate", "aht", "patience"), [(0.0, 1, 1), (1, 0.0, 1), (1, 1, 0.0), (float("nan"), 1, 1)])
def test_nonsense_is_refused(rate, aht, patience):
    """No calls, no handle time and no patience are no queue."""
    with pytest.raises(ValueError, match="above 0"):
        ErlangA(3, rate, aht, patience)
    if patience:
        with pytest.raises(ValueError, match="above 0"):
            ErlangC(3, rate, aht)
