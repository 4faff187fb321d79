"""Rules of `sim.rules.draws` at their boundaries."""

from __future__ import annotations

import math

import pytest

from sim.rules.draws import ANY, first_takes_all, happens, is_certain, picked, share_that_holds, step_that_holds


@pytest.mark.parametrize(
    ("u", "share", "does"),
    [(0.3, 0.3, False), (math.nextafter(0.3, 0), 0.3, True), (0.5, 0.3, False), (1e-17, 0.0, False), (0.0, 0.0, False)],
)
def test_happens(u, share, does):
    """Something happens for numbers below its chance: never at 0 %, always at 100 %."""
    assert happens(u, share) is does
    assert happens(math.nextafter(1, 0), 1.0) is True


@pytest.mark.parametrize(("number", "share"), [(0, 0.5), (1, 0.2), (2, 0.2), (9, 0.2)])
def test_share_that_holds(number, share):
    """The last share of a list holds on."""
    assert share_that_holds([0.5, 0.2], number) == share


@pytest.mark.parametrize(("at_us", "step"), [(-9, 0), (-5, 0), (-1, 0), (0, 1), (9, 1), (10, 2), (99, 2)])
def test_the_step_that_holds(at_us, step):
    """From its instant on until the next one begins; before all of them the first one does."""
    assert step_that_holds([-5, 0, 10], at_us) == step


@pytest.mark.parametrize(
    ("share", "certain"),
    [(0.0, True), (5e-324, False), (0.5, False), (math.nextafter(1, 0), False), (1.0, True), (-0.1, True), (1.1, True)],
)
def test_is_certain(share, certain):
    """What never happens and what always does needs no draw: any number gives the same answer."""
    assert is_certain(share) is certain
    if certain:
        assert {happens(u, share) for u in (ANY, 5e-324, math.nextafter(1, 0))} == {share >= 1}


@pytest.mark.parametrize(
    ("u", "number"),
    [
        (5e-324, 0),
        (math.nextafter(0.25, 0), 0),
        (0.25, 2),  # exactly at the end of one share begins the next; the second has none
        (math.nextafter(0.75, 0), 2),
        (0.75, 3),
        (math.nextafter(1, 0), 3),
    ],
)
def test_picked(u, number):
    """Each number has the part of (0, 1) that is its share of the sum, in order."""
    assert picked(u, [0.25, 0.25, 0.75, 1.0]) == number
    assert picked(u, [0.5, 0.5, 1.5, 2.0]) == number
    assert picked(u, [0.25, 0.25, 0.75]) == (0 if u < 1 / 3 else 2)


def test_picked_has_a_last_one():
    """The last number is never passed, even where rounding makes the draw as large as the sum."""
    assert picked(math.nextafter(1, 0), [0.0, math.nextafter(0, 1)]) == 1
    assert picked(0.5, [1.0]) == 0


@pytest.mark.parametrize(
    ("up_to", "found"),
    [([1.0, 1.0, 1.0], True), ([0.5, 0.5], True), ([0.7], True), ([0.5, 1.0], False), ([0.0, 1.0], False)],
)
def test_first_takes_all(up_to, found):
    """Where the first share is all there is, any number picks it."""
    assert first_takes_all(up_to) is found
    if found:
        assert {picked(u, up_to) for u in (ANY, 5e-324, math.nextafter(1, 0))} == {0}
