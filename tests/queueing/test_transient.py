"""The floor over the day against closed forms, steady states, Runge-Kutta and chains with more states."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from sim.queueing.erlang import ErlangA, ErlangC
from sim.queueing.load import offered_load, offered_load_at_ends
from sim.queueing.transient import LEAVING, Floor, Stretch

DAY = [
    Stretch(1800, 0.02, 4),
    Stretch(3600, 0.12, 14),
    Stretch(1800, 0.2, 20),
    Stretch(3600, 0.15, 24),
    Stretch(1800, 0.15, 9),
    Stretch(900, 0.0, 9),
    Stretch(1800, 0.04, 3),
]


def test_equal_rates_give_a_poisson_number():
    """With patience as long as calls the number in the house is always Poisson, with the offered load as mean."""
    floor = Floor(180.0, 180.0)
    ends = np.cumsum([s.length_s for s in DAY])
    inside = [300.0, 2500.0, *ends[:-1], 14_500.0]
    course = floor.course(DAY, sorted(inside))
    rates, lengths = [s.calls_per_s for s in DAY], [s.length_s for s in DAY]
    means = offered_load_at_ends(rates, lengths, 180.0)
    for at, state in zip(sorted(inside), course.states, strict=True):
        which = int(np.searchsorted(ends, at, side="right"))
        begin = ends[which] - lengths[which]
        ease = math.exp(-(at - begin) / 180)
        mean = rates[which] * 180 * (1 - ease) + means[which] * ease
        n = np.arange(len(state.chances))
        poisson = np.exp(n * math.log(mean) - mean - [math.lgamma(k + 1) for k in n])
        assert state.chances == pytest.approx(poisson, abs=1e-12)
    in_house = [(p.waiting_time_s + p.busy_time_s) / length for p, length in zip(course.passed, lengths, strict=True)]
    assert in_house == pytest.approx(offered_load(rates, lengths, 180.0), rel=1e-11)


@pytest.mark.parametrize("patience", [60.0, 600.0])
@pytest.mark.parametrize("trunks", [None, 22])
def test_steady_state_is_erlang_a(patience, trunks):
    """After a day nothing remembers the start."""
    passed, states, end = Floor(180.0, patience, trunks).course(
        [Stretch(86_400, 0.1, 15), Stretch(3600, 0.1, 15)], [0.0]
    )
    erlang = ErlangA(15, 0.1, 180.0, patience, trunks)
    size = min(len(end.chances), len(erlang.states))
    assert end.chances[:size] == pytest.approx(erlang.states[:size], abs=1e-13)
    last = passed[1]
    accepted = last.offered - last.blocked
    assert last.blocked / last.offered == pytest.approx(erlang.share_blocked, rel=1e-10, abs=1e-15)
    assert last.waiting / accepted == pytest.approx(erlang.share_waiting, rel=1e-10)
    assert last.abandoned / accepted == pytest.approx(erlang.share_abandoned, rel=1e-10)
    assert last.waiting_time_s / accepted == pytest.approx(erlang.mean_wait_s, rel=1e-10)
    assert last.busy_time_s / 3600 / 15 == pytest.approx(erlang.occupancy, rel=1e-10)
    assert states[0].chances[0] == 1


def test_steady_state_without_patience_is_erlang_c():
    """Endless patience, endless lines: P(wait) and mean wait of Erlang C."""
    last = Floor(180.0).course([Stretch(500_000, 0.06, 14), Stretch(3600, 0.06, 14)]).passed[1]
    erlang = ErlangC(14, 0.06, 180.0)
    assert last.waiting / last.offered == pytest.approx(erlang.share_waiting, rel=1e-9)
    assert last.waiting_time_s / last.offered == pytest.approx(erlang.mean_wait_s, rel=1e-9)


@pytest.mark.parametrize("leaving", LEAVING)
@pytest.mark.parametrize("trunks", [None, 40])
def test_no_call_is_lost(leaving, trunks):
    """Calls offered = ended + given up + blocked + still there, whatever becomes of the calls of those who leave."""
    course = Floor(200.0, 90.0, trunks, leaving).course(DAY)
    offered, blocked, _, abandoned, ended, *_ = np.sum(course.passed, axis=0)
    assert offered == pytest.approx(ended + abandoned + blocked + course.end.mean_in_house, rel=1e-12)
    assert course.end.chances.sum() == pytest.approx(1, abs=1e-12)


def test_runge_kutta_finds_the_same():
    """The forward equations solved stretch by stretch with a Runge-Kutta method of order 8."""
    aht, patience, size = 200.0, 90.0, 90
    numbers, chances = np.arange(size), np.eye(1, size).ravel()
    for length, rate, operators in DAY:
        deaths = np.minimum(numbers, operators) / aht + np.maximum(numbers - operators, 0) / patience

        def slopes(_t, p, rate=rate, deaths=deaths):
            flow = -(rate + deaths) * p
            flow[1:] += rate * p[:-1]
            flow[:-1] += deaths[1:] * p[1:]
            return flow

        chances = solve_ivp(slopes, (0, length), chances, method="DOP853", rtol=1e-11, atol=1e-14).y[:, -1]
    found = Floor(aht, patience).course(DAY).end.chances
    size = min(size, len(found))
    assert found[:size] == pytest.approx(chances[:size], abs=1e-10)


def test_those_who_finish_against_a_chain_that_counts_them():
    """Staying and leaving operators as two numbers of one chain: the same law, mean finishing and waiting."""
    aht, patience, rate, before, after, size, at = 1.0, 0.5, 6.0, 7, 3, 30, 0.7
    floors = {leaving: Floor(aht, patience, leaving=leaving) for leaving in LEAVING[1:]}
    stretches = [Stretch(2.0, 9.0, before), Stretch(at, rate, after)]
    start = Floor(aht, patience).course(stretches[:1]).end.chances
    gone = before - after
    pairs = [(n, k) for n in range(size) for k in range(gone + 1)]
    index = {pair: i for i, pair in enumerate(pairs)}
    generator = np.zeros((len(pairs),) * 2)
    for (n, k), i in index.items():
        for target, speed in (
            ((n + 1, k), rate),
            ((n - 1, k), min(n, after) / aht + max(n - after, 0) / patience),
            ((n, k - 1), k / aht),
        ):
            if target in index and speed:
                generator[i, index[target]] += speed
                generator[i, i] -= speed
    for leaving, floor in floors.items():
        first = np.zeros(len(pairs))
        for n, chance in enumerate(start[:size]):
            busy = min(n, before)
            for k in range(gone + 1):
                if leaving == "finish, idle first":
                    share = float(k == max(busy - after, 0))
                else:
                    share = math.comb(busy, k) * math.comb(before - busy, gone - k) / math.comb(before, gone)
                if share:
                    first[index[n - k, k]] += chance * share
        law = (first @ expm(generator * at)).reshape(size, gone + 1)
        end = floor.course(stretches).end
        assert end.chances[:size] == pytest.approx(law.sum(axis=1), abs=1e-11)
        assert end.finishing == pytest.approx(law.sum(axis=0) @ np.arange(gone + 1), rel=1e-9)
        assert end.share_waiting == pytest.approx(law[after:].sum(), rel=1e-9)


def test_leaving_matters():
    """Calls handed back wait again; those who finish relieve the floor; idle operators who leave first cost least."""
    stretches = [Stretch(7200, 0.1, 20), Stretch(600, 0.1, 12)]
    waits = [Floor(180.0, 120.0, leaving=leaving).course(stretches).passed[1].waiting_time_s for leaving in LEAVING]
    assert waits[0] > waits[2]
    assert waits[1] != pytest.approx(waits[2], rel=1e-6)


def test_a_wanted_moment_changes_nothing():
    """States in between do not disturb what passes."""
    floor = Floor(200.0, 90.0, leaving="finish, by chance")
    plain, watched = floor.course(DAY), floor.course(DAY, np.linspace(0, 15_300, 40))
    assert np.array(watched.passed) == pytest.approx(np.array(plain.passed), rel=1e-11, abs=1e-12)
    assert len(watched.states) == 40


@pytest.mark.parametrize(
    ("floor", "stretches", "says"),
    [
        ((180.0, 0.0), DAY, "patience"),
        ((180.0, 60.0, 5), DAY, "need as many lines"),
        ((180.0, 60.0, None, "at once"), DAY, "choose one of"),
        ((180.0, 60.0), [], "no stretch"),
        ((180.0, 60.0), [Stretch(-1, 0.1, 3)], "is none"),
    ],
)
def test_nonsense_is_refused(floor, stretches, says):
    """What cannot be is named."""
    with pytest.raises(ValueError, match=says):
        Floor(*floor).course(stretches)
