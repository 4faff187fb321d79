"""Requests stand in order of time, and those of one instant as they were drawn."""

import numpy as np
import pytest

from sim.workload import CROWDED, _in_order, _spread_out


@pytest.mark.parametrize("instants", [1, 3, 100, 10**4, 10**12])
def test_the_order_is_that_of_a_stable_sort(instants):
    """From all at one instant to none: many ties, few, in pairs and in long runs."""
    time_us = np.random.default_rng(instants).integers(0, instants, 5_000)
    assert np.array_equal(_in_order(time_us), np.argsort(time_us, kind="stable"))


def test_nobody_comes():
    """No requests have an order, too."""
    assert len(_in_order(np.empty(0, dtype=np.int64))) == 0


@pytest.mark.parametrize("at_one_instant", [CROWDED - 1, CROWDED])
def test_a_crowd_is_left_to_comparing(at_one_instant):
    """Requests that crowd at one instant of a long time are in order all the same; only so many are spread out."""
    time_us = np.concatenate([np.full(at_one_instant, 10**11), np.arange(10**12, 0, -(10**9))])
    assert np.array_equal(_in_order(time_us), np.argsort(time_us, kind="stable"))
    assert len(_spread_out(time_us)) == (len(time_us) if at_one_instant < CROWDED else 0)


def test_the_last_instant_of_a_very_long_time():
    """Where the parts of the whole time are as fine as numbers allow, the last request has a place too."""
    time_us = np.append(np.arange(0, 4 * 10**18, 10**15), 4 * 10**18 - 1)[::-1].copy()
    assert np.array_equal(_in_order(time_us), np.argsort(time_us, kind="stable"))
