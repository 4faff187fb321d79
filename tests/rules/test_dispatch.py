"""Rules of `sim.rules.dispatch` at their boundaries."""

from __future__ import annotations

import math

import pytest

from sim.rules.codes import UnitChoice
from sim.rules.dispatch import (
    chosen_unit,
    hands_over,
    is_among,
    is_designated,
    machine_dispatches,
    machine_is_right,
    share_right,
    unit_by_share,
    unit_with_least,
    wrong_unit,
)


@pytest.mark.parametrize(
    ("u", "share", "now_us", "from_us", "is_redispatch", "by_people", "machine"),
    [
        (0.1, 0.5, 100, 100, False, True, True),  # exactly from its date on
        (0.1, 0.5, 99, 100, False, True, False),  # a microsecond too early
        (0.5, 0.5, 100, 100, False, True, False),  # the share is just not met
        (math.nextafter(0.5, 0), 0.5, 100, 100, False, True, True),
        (0.9, 0.5, 99, 100, False, True, False),
        (0.1, 0.5, 100, 100, True, True, False),  # a returned arm goes to people
        (0.1, 0.5, 100, 100, True, False, True),  # but there are none
        (0.1, 0.5, 100, 100, False, False, True),
        (0.1, 0.5, 101, 100, False, True, True),
    ],
)
def test_machine_dispatches(u, share, now_us, from_us, is_redispatch, by_people, machine):
    """From its date on the machine has its share, but a returned arm goes to people where there are any."""
    assert machine_dispatches(u, share, now_us, from_us, is_redispatch, by_people) is machine


@pytest.mark.parametrize(
    ("confidence", "below", "over"), [(0.6, 0.7, True), (0.7, 0.7, False), (0.8, 0.7, False), (1e-16, 0.0, False)]
)
def test_hands_over(confidence, below, over):
    """Below the threshold a person dispatches; at it the machine does, and without one always."""
    assert hands_over(confidence, below) is over


def test_machine_is_right():
    """Without a threshold the machine is right with its accuracy; with one by its confidence, and so on average."""
    assert machine_is_right(0.3, 0.1, 0.0) == 0.3
    assert machine_is_right(0.0, 0.1, 0.5) == 0.0
    assert machine_is_right(1.0, 0.1, 0.5) == 1.0
    assert machine_is_right(0.5, 0.1, 0.5) == 0.1  # an accuracy of a half is the confidence itself
    assert machine_is_right(0.25, 0.5, 0.5) == 0.125
    steps = 100_000
    for accuracy in (0.3, 0.5, 0.8, 0.95):
        shares = [machine_is_right(accuracy, (step + 0.5) / steps, 0.5) for step in range(steps)]
        assert sorted(shares) == shares
        assert sum(shares) / steps == pytest.approx(accuracy, abs=1e-3)


@pytest.mark.parametrize(
    ("returns", "most", "designated"),
    [
        (0, 0, True), (0, 1, False), (1, 1, True), (2, 3, False), (3, 3, True), (4, 3, True), (0, -1, False),
        (99, -1, False),
    ],
)  # fmt: skip
def test_is_designated(returns, most, designated):
    """After as many returns as allowed the right unit is designated; without a limit never."""
    assert is_designated(returns, most) is designated


def test_wrong_unit():
    """Of n units each but the right one has the same share, from the lowest number on."""
    for units in (2, 3, 5):
        for right in range(units):
            others = [unit for unit in range(units) if unit != right]
            for place, unit in enumerate(others):
                low, high = place / len(others), (place + 1) / len(others)
                assert wrong_unit((low + high) / 2, units, right) == unit
                assert wrong_unit(math.nextafter(low, 1.0), units, right) == unit
            assert wrong_unit(math.nextafter(1.0, 0), units, right) == others[-1]
    assert wrong_unit(1.0, 3, 0) == 2  # a product that is rounded up to the next unit


@pytest.mark.parametrize(
    ("dispatches", "by_machine", "share"), [(0, False, 0.5), (1, False, 0.25), (5, False, 0.25), (1, True, 0.125)]
)
def test_share_right(dispatches, by_machine, share):
    """The accuracy of the first, second, ... dispatch; the machine's goes by its confidence."""
    assert share_right([0.5, 0.25], dispatches, by_machine, 0.5, 0.5) == share


def test_is_among():
    """A unit is among some, wherever it stands."""
    assert [is_among([4, 2], unit) for unit in (4, 2, 3)] == [True, True, False]
    assert is_among([], 0) is False


@pytest.mark.parametrize(
    ("taken", "u", "unit"),
    [
        ([], 0.01, 0),
        ([], math.nextafter(0.25, 0), 0),
        ([], 0.25, 2),  # the second has no share
        ([], 0.99, 2),
        ([2], 0.99, 0),  # all that is left
        ([0], 0.01, 2),
    ],
)
def test_unit_by_share(taken, u, unit):
    """Each unit has its part of the numbers from 0 to 1, in their order; those that are taken have none."""
    assert unit_by_share([0.25, 0.0, 0.75], taken, u) == unit


@pytest.mark.parametrize(
    ("counts", "weights", "taken", "unit"),
    [
        ([2, 1, 3], [1, 1, 1], [], 1),
        ([1, 1, 1], [1, 1, 1], [], 0),  # the first of those alike
        ([2, 1, 1], [1, 1, 1], [1], 2),
        ([5, 0, 0], [1, 0, 0], [], 0),  # the route names no other
        ([0, 0], [1, 2], [], 1),  # one more is 1 for its weight, or 1 / 2
        ([0, 1], [1, 2], [], 0),  # 1 or 1: the first
        ([0, 1], [1, 3], [], 1),  # 1 or 2 / 3
        ([1, 1], [2, 1], [], 0),
    ],
)
def test_unit_with_least(counts, weights, taken, unit):
    """The unit that would have the least for its share with one more."""
    assert unit_with_least(counts, weights, taken) == unit


@pytest.mark.parametrize(
    ("choice", "unit"), [(UnitChoice.SHARES, 0), (UnitChoice.LEAST_LOADED, 1), (UnitChoice.ROUND_ROBIN, 2)]
)
def test_chosen_unit(choice, unit):
    """By chance, by what is at the units, or by what the route has given to each."""
    assert chosen_unit(choice, [1.0, 1.0, 1.0], [1, 1, 1], [], 0.1, [9, 0, 9], [9, 9, 0]) == unit


def test_round_robin_gives_by_share():
    """Each has its part, spread evenly, and equal ones take turns, though shares as numbers do not add up exactly."""
    for weights, turns in (
        ([1, 1, 1], [0, 1, 2] * 4),
        ([25, 50], [1, 0, 1] * 4),
        ([60, 20, 20], [0, 0, 0, 1, 2] * 2 + [0, 0]),
    ):
        given = [0] * len(weights)
        found = []
        for _ in range(12):
            found.append(unit_with_least(given, weights, []))
            given[found[-1]] += 1
        assert found == turns
