"""Amounts of intervals and instants, summed between edges."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plans.expectations import spread


def test_an_interval_gives_each_part_its_share():
    """Ten of an hour: a quarter of them in its first fifteen minutes, none outside."""
    found = spread(np.array([60]), np.array([120]), np.array([10.0]), np.array([0, 60, 75, 120, 200]))
    assert found.tolist() == pytest.approx([0, 2.5, 7.5, 0])


def test_stamps_of_one_instant_are_all_there():
    """A thousand at each of three instants, each between edges of its own; one more an instant after the last."""
    stamps = np.sort(np.concatenate([np.repeat([100, 200, 300], 1000), [301]]))
    found = spread(stamps, stamps + 1, np.ones(len(stamps)), np.array([0, 150, 250, 300, 400]))
    assert found.tolist() == pytest.approx([1000, 1000, 0, 1001])
    assert spread(stamps[:0], stamps[:0], np.zeros(0), np.array([0, 1])).tolist() == [0]


def test_stamps_at_an_edge_are_behind_it():
    """Those that come with the midnight are of the new day."""
    stamps = np.repeat([50, 100], [1, 1000])
    assert spread(stamps, stamps + 1, np.ones(1001), np.array([0, 100, 200])).tolist() == pytest.approx([1, 1000])
