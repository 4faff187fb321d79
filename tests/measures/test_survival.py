"""Lengths of time that are cut off: what is known of the truth is found again."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.figures import NO_DATA, fraction
from sim.measures.run import Measures, settled
from sim.measures.stays import Times
from sim.measures.survival import Stays, counting_open, ended_only

DAY = 86_400_000_000


@pytest.mark.parametrize("horizon", [10, 30, 90])
def test_open_tickets_do_not_flatter(horizon):
    """Lives of a mean of 10 days (median 6.93), received evenly: the closed alone look shorter, the estimate does not.

    40,000 lives give the median a standard error of 0.07 days at the shortest horizon; the limit is six of them.
    """
    rng = np.random.default_rng(7)
    received = np.sort(rng.uniform(0, horizon, 40_000))
    life, left = rng.exponential(10, 40_000), horizon - received
    closed = life <= left
    stays = Stays((life[closed] * DAY).astype(np.int64), (left[~closed] * DAY).astype(np.int64))
    flattering = ended_only("t", stays)["t_p50"].value / 86_400
    honest = counting_open("t", stays, horizon * DAY)["t_p50"].value / 86_400
    assert abs(honest - 6.931) < 0.45
    assert flattering < {10: 3.0, 30: 5.0, 90: 6.4}[horizon]
    restricted = counting_open("t", stays, horizon * DAY)["t_mean"].value / 86_400
    assert restricted == pytest.approx(10 * (1 - np.exp(-horizon / 10)), abs=0.5)


def test_the_backlog_enters_at_its_age():
    """Old tickets that were there at the start are no proof of long lives: only the long ones had lasted so long."""
    rng = np.random.default_rng(8)
    born, life = rng.uniform(-200, 40, 60_000), rng.exponential(10, 60_000)
    there = born + life > 0
    born, life = born[there], life[there]
    late = born < 0
    closed = born + life <= 40
    until = (np.where(closed, life, 40 - born) * DAY).astype(np.int64)
    stays = Stays(
        until[closed & ~late],
        until[~closed & ~late],
        until[closed & late],
        until[~closed & late],
        np.concatenate([-born[closed & late], -born[~closed & late]]) * DAY,
    )
    assert counting_open("t", stays, 40 * DAY)["t_p50"].value / 86_400 == pytest.approx(6.931, abs=0.6)


def test_a_quantile_beyond_what_was_seen_is_no_data():
    """With three in four still open, half of them are not over yet."""
    figures = counting_open("t", Stays(np.array([DAY]), np.full(3, 2 * DAY)), 2 * DAY)
    assert figures["t_p50"].value is None
    assert figures["t_mean"].value == pytest.approx(86_400 * 1.75)
    assert counting_open("t", Stays(np.array([], dtype=np.int64)), DAY)["t_p50"] == NO_DATA


def test_the_way_of_counting_is_decided_over_all_replications():
    """Open tickets count where they are more than 1 % of all, and a quantile missed once is shown nowhere."""
    whole = [
        counting_open("processing_time", Stays(np.arange(1, 6) * DAY, np.full(cut, 10 * DAY)), DAY) for cut in (1, 9)
    ]
    plain = ended_only("processing_time", Stays(np.arange(1, 6) * DAY))

    def runs(left_open):
        values = {"open_share": fraction(left_open, 1000), **plain}
        return [Measures("s", 1, r, dict(values), Times(plain, figures)) for r, figures in enumerate(whole)]

    for left_open, expected in ((10, plain["processing_time_p50"]), (11, NO_DATA)):
        chosen = settled(runs(left_open))
        assert [m.values["processing_time_p50"] for m in chosen] == [expected, expected]
    again = settled(settled(runs(11)), open_count=False)
    assert again[0].values["processing_time_mean"] == plain["processing_time_mean"]
