"""Calls answered in time on a changing floor, against steady states, closed forms and dense chains."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import expm

from sim.queueing.erlang import ErlangA
from sim.queueing.promises import answered_within
from sim.queueing.transient import LEAVING, Floor, Stretch

DAY = [
    Stretch(1800, 0.05, 8),
    Stretch(900, 0.12, 14),
    Stretch(60, 0.2, 20),
    Stretch(1800, 0.15, 24),
    Stretch(1800, 0.12, 12),
    Stretch(600, 0.04, 7),
]


@pytest.mark.parametrize("trunks", [None, 20])
@pytest.mark.parametrize("within", [0.0, 20.0, 200.0])
def test_steady_state_is_erlang_a(trunks, within):
    """After a day, cut into hours that change nothing, the service level is Erlang A's."""
    floor, erlang = Floor(180.0, 120.0, trunks), ErlangA(15, 0.09, 180.0, 120.0, trunks)
    stretches = [Stretch(40_000, 0.09, 15), Stretch(3600, 0.09, 15), Stretch(100, 0.09, 15), Stretch(50, 0.09, 15)]
    for found in answered_within(floor, stretches, within)[1:]:
        assert found.service_level == pytest.approx(erlang.share_answered_within(within), rel=1e-10)


def test_cuts_change_nothing():
    """A stretch cut in two, with the same operators, has the same calls answered in time."""
    floor = Floor(200.0, 90.0, leaving="finish, idle first")
    whole = answered_within(floor, DAY, 45.0)
    cut = [
        part for s in DAY for part in (s._replace(length_s=s.length_s * 0.35), s._replace(length_s=s.length_s * 0.65))
    ]
    pieces = answered_within(floor, cut, 45.0)
    for i, stretch in enumerate(whole):
        assert pieces[2 * i].accepted + pieces[2 * i + 1].accepted == pytest.approx(stretch.accepted, rel=1e-11)
        both = pieces[2 * i].answered_in_time + pieces[2 * i + 1].answered_in_time
        assert both == pytest.approx(stretch.answered_in_time, rel=1e-10)


@pytest.mark.parametrize("leaving", LEAVING[1:])
@pytest.mark.parametrize("trunks", [None, 9])
def test_given_time_everybody_is_answered_or_gives_up(leaving, trunks):
    """Within a very long threshold as many are answered as come and do not give up: the other road to that number."""
    floor = Floor(1.0, 0.8, trunks, leaving)
    stretches = [Stretch(1.0, 3.0, 4), Stretch(0.7, 6.0, 2), Stretch(1.2, 4.0, 5), Stretch(40.0, 0.0, 1)]
    passed = np.sum(floor.course(stretches).passed, axis=0)
    found = answered_within(floor, stretches, 40.0)
    assert sum(f.accepted for f in found) == pytest.approx(passed[0] - passed[1], rel=1e-11)
    assert sum(f.answered_in_time for f in found) == pytest.approx(passed[0] - passed[1] - passed[3], rel=1e-9)


def test_the_line_opens():
    """Nobody at work, then a crowd: of the calls of the last 30 s those are answered in time who waited that long."""
    floor = Floor(100.0, 40.0)
    found = answered_within(floor, [Stretch(600, 0.5, 0), Stretch(600, 0.5, 200)], 30.0)
    assert found[0].answered_in_time == pytest.approx(0.5 * 40 * (1 - math.exp(-30 / 40)), rel=1e-10)
    assert found[1].service_level == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("leaving", LEAVING)
@pytest.mark.parametrize(("before", "after"), [(3, 5), (4, 2)])
def test_across_a_change_against_a_dense_chain(leaving, before, after):
    """One change in the threshold of all calls: matrix exponentials and adaptive quadrature instead."""
    aht, patience, rate, length, within, size = 1.0, 0.8, 4.0, 0.5, 0.7, 60
    found = answered_within(
        Floor(aht, patience, leaving=leaving), [Stretch(length, rate, before), Stretch(9.0, 1.0, after)], within
    )[0]
    house = np.zeros((size, size))
    for n in range(size):
        if n + 1 < size:
            house[n, n + 1] = rate
        if n:
            house[n, n - 1] = min(n, before) / aht + max(n - before, 0) / patience
        house[n, n] = -house[n].sum()

    def waits(operators):  # callers ahead; the last state but one: answered; the last: gone
        chain = np.zeros((size + 2, size + 2))
        for i in range(size):
            chain[i, i - 1 if i else size] += operators / aht + i / patience
            chain[i, size + 1] = 1 / patience
            chain[i, i] = -chain[i].sum()
        return chain

    def in_time(t):
        chances, value = expm(house * t)[0], 0.0
        first, then = expm(waits(before) * (length - t)), expm(waits(after) * (within - length + t))
        for n, chance in enumerate(chances[: size // 2]):
            if n < before:
                value += chance
                continue
            law = first[n - before]
            value += chance * law[size]
            for i in range(size // 2):
                shift = before - after if leaving == "handed back" or after > before else 0
                value += chance * law[i] * (1.0 if i + shift < 0 else then[i + shift, size])
        return value

    assert found.answered_in_time == pytest.approx(rate * quad(in_time, 0, length, epsabs=1e-11)[0], rel=1e-9)


def test_nonsense_is_refused():
    """A threshold below nothing is none."""
    with pytest.raises(ValueError, match="threshold"):
        answered_within(Floor(100.0), DAY, -1.0)
