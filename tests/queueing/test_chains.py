"""Small exact chains against Erlang's formulas, dense chains of single people, and laws of conservation."""

from __future__ import annotations

import numpy as np
import pytest

from sim.queueing.chains import Redialling, TalkAndWrapUp, TooLongError
from sim.queueing.erlang import ErlangA, ErlangC


@pytest.mark.parametrize("trunks", [None, 9])
@pytest.mark.parametrize("patience", [None, 0.7])
def test_one_caller_at_a_time_by_hand(patience, trunks):
    """Each operator is a state of its own - idle, talking, in wrap-up - and callers are counted: a dense chain."""
    c, rate, talk, wrap, most = 2, 1.1, 0.8, 0.5, trunks or 60
    states = [
        (q, t, w) for t in range(c + 1) for w in range(c + 1 - t) for q in range(most + 1 - t) if q == 0 or t + w == c
    ]
    index = {state: i for i, state in enumerate(states)}
    generator = np.zeros((len(states),) * 2)
    for (q, t, w), i in index.items():
        idle = c - t - w
        moves = [((q, t + 1, w) if idle else (q + 1, t, w), rate)]
        if t:
            moves.append(((q, t - 1, w + 1), t / talk))
        if w:
            moves.append(((q - 1, t + 1, w - 1) if q else (q, t, w - 1), w / wrap))
        if q and patience:
            moves.append(((q - 1, t, w), q / patience))
        for target, speed in moves:
            if target in index:
                generator[i, index[target]] += speed
                generator[i, i] -= speed
    system = np.vstack([generator.T[1:], np.ones(len(states))])
    chances = np.linalg.solve(system, np.eye(1, len(states), len(states) - 1).ravel())
    full = sum(p for (q, t, _), p in zip(states, chances, strict=True) if q + t == most) if trunks else 0.0
    busy = sum(p for (q, t, w), p in zip(states, chances, strict=True) if t + w == c and (not trunks or q + t < most))
    waiting = sum(p * q for (q, _, _), p in zip(states, chances, strict=True))
    queue = TalkAndWrapUp(c, rate, talk, wrap, patience, trunks)
    assert queue.share_blocked == pytest.approx(full, rel=1e-10, abs=1e-15)
    assert queue.share_waiting == pytest.approx(busy / (1 - full), rel=1e-10)
    assert queue.mean_waiting == pytest.approx(waiting, rel=1e-9)
    if patience:
        assert queue.share_abandoned == pytest.approx(waiting / patience / rate / (1 - full), rel=1e-9)


@pytest.mark.parametrize(("operators", "patience", "trunks"), [(5, 120.0, None), (30, 60.0, 40), (12, None, 25)])
def test_hardly_any_wrap_up_is_erlang_a(operators, patience, trunks):
    """As wrap-up shrinks to nothing the floor is Erlang A's; the difference shrinks as fast."""
    rate = 0.95 * operators / 180
    erlang = ErlangA(operators, rate, 180.0, patience, trunks)
    far, near = (TalkAndWrapUp(operators, rate, 180.0, wrap, patience, trunks) for wrap in (0.01, 0.005))
    for name in ("share_waiting", "mean_wait_s", "share_blocked"):
        exact = getattr(erlang, name)
        limit = 2 * getattr(near, name) - getattr(far, name)
        assert limit == pytest.approx(exact, rel=1e-6, abs=1e-12), name


@pytest.mark.parametrize(("operators", "patience", "trunks"), [(3, 90.0, None), (20, 200.0, 22), (15, None, None)])
def test_operators_work_as_long_as_answered_calls_take(operators, patience, trunks):
    """Occupancy is calls answered times talk and wrap-up, whatever the state in between."""
    rate = 0.9 * operators / 180
    queue = TalkAndWrapUp(operators, rate, 120.0, 60.0, patience, trunks)
    answered = rate * (1 - queue.share_blocked) * (1 - queue.share_abandoned)
    assert queue.occupancy == pytest.approx(answered * 180 / operators, rel=1e-9)
    assert queue.chances.sum() == pytest.approx(1, rel=1e-12)


def test_erlang_overstates_waits_of_talk_and_wrap_up():
    """Talk and wrap-up together vary less than an exponential time: Erlang with the same mean says too much."""
    with_patience = TalkAndWrapUp(10, 9 / 240, 180.0, 60.0, 120.0)
    assert with_patience.share_abandoned < ErlangA(10, 9 / 240, 240.0, 120.0).share_abandoned
    without = TalkAndWrapUp(10, 9 / 240, 120.0, 120.0)
    assert without.mean_wait_s < ErlangC(10, 9 / 240, 240.0).mean_wait_s


@pytest.mark.parametrize(("operators", "load"), [(1, 0.6), (4, 5.0), (12, 11.0)])
def test_nobody_redials(operators, load):
    """Without redials it is Erlang A."""
    queue, erlang = Redialling(operators, load, 1.0, 0.5, 0.0, 3.0), ErlangA(operators, load, 1.0, 0.5)
    assert queue.attempts_per_s == load
    for name in ("share_waiting", "share_abandoned", "mean_wait_s", "mean_waiting", "occupancy"):
        assert getattr(queue, name) == pytest.approx(getattr(erlang, name), rel=1e-9), name
    assert queue.share_never_answered == pytest.approx(queue.share_abandoned, rel=1e-12)


@pytest.mark.parametrize("share", [0.3, 0.8, 1.0])
def test_redials_keep_the_books(share):
    """Tries = first calls + redials; whoever tries again is in orbit a delay long; work done is calls answered."""
    queue = Redialling(3, 2.2, 1.0, 0.6, share, 1.7)
    given_up = queue.attempts_per_s * queue.share_abandoned
    assert queue.attempts_per_s == pytest.approx(2.2 + share * given_up, rel=1e-9)
    assert queue.mean_in_orbit == pytest.approx(share * given_up * 1.7, rel=1e-9)
    assert queue.occupancy * 3 == pytest.approx(queue.attempts_per_s - given_up, rel=1e-9)
    assert queue.share_never_answered == pytest.approx(1 - queue.occupancy * 3 / 2.2, abs=1e-9)


def test_late_redials_come_like_strangers():
    """After very long delays redials are Poisson: Erlang A at the rate that includes them (a fixed point)."""

    def strangers():
        rate = 1.5
        for _ in range(200):
            rate = 1.5 + 0.5 * rate * ErlangA(2, rate, 1.0, 0.8).share_abandoned
        return rate

    gaps = [abs(Redialling(2, 1.5, 1.0, 0.8, 0.5, delay).attempts_per_s - strangers()) for delay in (20.0, 80.0, 320.0)]
    assert gaps[1] < gaps[0] / 3
    assert gaps[2] < gaps[1] / 3


def test_redial_at_once_is_more_patience():
    """Who redials within no time is just still there: with everybody redialling, Erlang C."""
    waits = [Redialling(2, 1.2, 1.0, 0.5, 1.0, delay) for delay in (0.02, 0.01)]
    here = [queue.mean_in_house + queue.mean_in_orbit for queue in waits]
    erlang = ErlangC(2, 1.2, 1.0)
    assert 2 * here[1] - here[0] == pytest.approx(erlang.mean_waiting + 1.2, rel=1e-3)


def test_many_in_orbit():
    """Hundreds of callers who will try again, and thirty operators: the books still balance."""
    queue = Redialling(30, 33.0, 1.0, 0.3, 0.7, 60.0)
    assert queue.mean_in_orbit > 300
    given_up = queue.attempts_per_s * queue.share_abandoned
    assert queue.mean_in_orbit == pytest.approx(0.7 * given_up * 60, rel=1e-8)
    assert queue.occupancy * 30 == pytest.approx(queue.attempts_per_s - given_up, rel=1e-8)


def test_one_operator_by_hand():
    """One operator, and an orbit that a dense chain counts as well."""
    rate, patience, share, delay, size = 0.9, 0.4, 0.6, 2.0, 26
    index = {(n, k): n * size + k for n in range(size) for k in range(size)}
    generator = np.zeros((size**2,) * 2)
    for (n, k), i in index.items():
        gone = max(n - 1, 0) / patience
        for target, speed in (
            ((n + 1, k), rate),
            ((n + 1, k - 1), k / delay),
            ((n - 1, k), min(n, 1) + gone * (1 - share)),
            ((n - 1, k + 1), gone * share),
        ):
            if target in index and speed:
                generator[i, index[target]] += speed
                generator[i, i] -= speed
    system = np.vstack([generator.T[1:], np.ones(size**2)])
    law = np.linalg.solve(system, np.eye(1, size**2, size**2 - 1).ravel()).reshape(size, size)
    queue = Redialling(1, rate, 1.0, patience, share, delay)
    assert queue.chances[:10, :10] == pytest.approx(law[:10, :10], abs=1e-10)
    assert queue.mean_in_orbit == pytest.approx(law.sum(axis=0) @ np.arange(size), rel=1e-8)


def test_nonsense_is_refused():
    """Queues that never settle, and chains that would never end."""
    with pytest.raises(ValueError, match="never settles"):
        TalkAndWrapUp(2, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="never settles"):
        Redialling(2, 2.0, 1.0, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="tries again"):
        Redialling(2, 1.0, 1.0, 1.0, 1.5, 1.0)
    with pytest.raises(TooLongError, match="too many callers"):
        _ = Redialling(40, 60.0, 1.0, 0.5, 0.99, 500.0).chances
