"""Teams in a row and in circles, against chains solved state by state and against balance by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.queueing.erlang import ErlangC
from sim.queueing.network import OpenNetwork, Team, dispatches_per_ticket, ticket_chain

MOST = 40
"""Tickets at one team in the dense chain; the chance of more is below 1e-9."""


def test_a_dense_chain_finds_the_same_joint_law():
    """Dispatch (1) and crews (3) with returns and reopening: every joint chance is the product of two queues'."""
    per_s, dispatch, crews, returned, reopened = 0.4, Team(1, 0.8), Team(3, 2.5), 0.2, 0.15
    net = OpenNetwork(
        {"dispatch": dispatch, "crews": crews},
        {"dispatch": per_s},
        {"dispatch": {"dispatch": returned, "crews": 1 - returned}, "crews": {"dispatch": reopened}},
    )
    size = MOST + 1
    rates = np.zeros((size * size, size * size))

    def add(a, b, to_a, to_b, rate):
        if 0 <= to_a <= MOST and 0 <= to_b <= MOST and rate:
            rates[a * size + b, to_a * size + to_b] += rate

    for a in range(size):
        for b in range(size):
            done, worked = min(a, 1) / 0.8, min(b, 3) / 2.5
            add(a, b, a + 1, b, per_s)
            add(a, b, a - 1, b + 1, done * (1 - returned))
            add(a, b, a, b - 1, worked * (1 - reopened))
            add(a, b, a + 1, b - 1, worked * reopened)
    rates -= np.diag(rates.sum(axis=1))
    system = np.vstack([rates.T[1:], np.ones(size * size)])
    law = np.linalg.solve(system, np.eye(1, size * size, size * size - 1).ravel()).reshape(size, size)
    product = np.outer(net.numbers("dispatch", MOST), net.numbers("crews", MOST))
    assert law == pytest.approx(product, abs=2e-8)
    assert law[0, 0] == pytest.approx(net.share_empty("dispatch", "crews"), rel=1e-6)
    mean = float((law * np.add.outer(np.arange(size), np.arange(size))).sum())
    assert net.mean_time_s("dispatch", "crews", per_s=per_s) == pytest.approx(mean / per_s, rel=1e-5)


@pytest.mark.parametrize("reopen_to", ["dispatch", "handling"])
def test_flow_balance(reopen_to):
    """Dispatches, handlings and follow-ups per ticket by hand; a row of teams without circles is a row of Erlang C."""
    p, q = 0.2, 0.1
    net = ticket_chain(
        0.5, 0.6, Team(4, 5.0), Team(2, 2.0), {"north": (Team(3, 6.0), 0.7), "south": (Team(2, 7.0), 0.3)},
        Team(1, 1.5), p, q, reopen_to,
    )  # fmt: skip
    tickets = 0.5 * 0.6
    rates = net.rates_per_s
    assert rates["operators"] == pytest.approx(0.5)
    assert rates["dispatch"] == pytest.approx(tickets * dispatches_per_ticket(p, q, reopen_to), rel=1e-13)
    assert rates["follow_up"] == pytest.approx(tickets / (1 - q), rel=1e-13)
    assert rates["north"] == pytest.approx(0.7 * tickets / (1 - q), rel=1e-13)
    assert dispatches_per_ticket(p, q) == pytest.approx(1 / (0.8 * 0.9))
    assert dispatches_per_ticket(p, q, "handling") == pytest.approx(1 / 0.8)
    north = ErlangC(3, rates["north"], 6.0)
    assert net.mean_there("north") == pytest.approx(rates["north"] * (north.mean_wait_s + 6.0), rel=1e-13)


def test_numbers_add_up():
    """Chances sum to 1 and give the mean; a team that gets nothing is empty."""
    net = OpenNetwork({"a": Team(3, 2.0), "b": Team(1, 1.0)}, {"a": 1.2}, {})
    chances = net.numbers("a", 400)
    assert chances.sum() == pytest.approx(1.0, abs=1e-12)
    assert float(np.dot(np.arange(401), chances)) == pytest.approx(net.mean_there("a"), rel=1e-11)
    assert net.mean_there("b") == 0
    assert net.share_empty("b") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (({"a": Team(1, 1.0)}, {"b": 1.0}, {}), "no team is called 'b'"),
        (({"a": Team(1, 1.0)}, {"a": 1.5}, {}), "never settles"),
        (({"a": Team(1, 1.0)}, {"a": 0.5}, {"a": {"a": 1.2}}), "at most 1"),
    ],
)
def test_nonsense_is_refused(arguments, says):
    """What cannot be is named."""
    with pytest.raises(ValueError, match=says):
        OpenNetwork(*arguments)
