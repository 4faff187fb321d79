"""Requests stand in order of time, and those of one instant as they were drawn."""

import numpy as np
import pytest

from sim.workload import _in_order


@pytest.mark.parametrize("instants", [1, 3, 100, 10**4, 10**12])
def test_the_order_is_that_of_a_stable_sort(instants):
    """From all at one instant to none: many ties, few, in pairs and in long runs."""
    time_us = np.random.default_rng(instants).integers(0, instants, 5_000)
    assert np.array_equal(_in_order(time_us), np.argsort(time_us, kind="stable"))


def test_nobody_comes():
    """No requests have an order, too."""
    assert len(_in_order(np.empty(0, dtype=np.int64))) == 0
