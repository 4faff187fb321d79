"""Rules of `sim.rules.floor` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.floor import goes_before, may_take, serves_before, standing

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("waited_us", "stands"),
    [(0, 3), (MINUTE - 1, 3), (MINUTE, 2), (2 * MINUTE - 1, 2), (2 * MINUTE, 1), (3 * MINUTE, 1), (99 * MINUTE, 1)],
)
def test_standing(waited_us, stands):
    """A class improves at each full ageing length, to the microsecond, and never above the top."""
    assert standing(3, 1, MINUTE, waited_us) == stands


@pytest.mark.parametrize(("base", "top"), [(5, 1), (1, 1), (105, 101)])
def test_standing_without_ageing(base, top):
    """Without ageing the class stays, however long the wait."""
    assert standing(base, top, 0, 10**15) == base


def test_standing_with_the_shortest_ageing():
    """Ageing by the microsecond is ageing too."""
    assert [standing(103, 101, 1, waited_us) for waited_us in range(4)] == [103, 102, 101, 101]


@pytest.mark.parametrize(
    ("preference", "overflow_us", "waited_us", "idle", "reserve", "may"),
    [
        (0, 0, 0, 1, 0, True),  # first preference, no overflow delay, one free, no reserve
        (-1, 0, 0, 1, 0, False),  # not skilled
        (7, 0, 0, 1, 0, True),  # any preference will do
        (0, 30, 29, 1, 0, False),  # a microsecond too early
        (0, 30, 30, 1, 0, True),  # exactly at the overflow delay
        (0, 30, 31, 1, 0, True),
        (0, 0, 0, 2, 2, False),  # just the reserve is free
        (0, 0, 0, 3, 2, True),  # one more than the reserve
        (0, 0, 0, 0, 0, False),  # nobody is free
        (-1, 30, 30, 3, 2, False),
        (0, 30, 29, 3, 2, False),
        (0, 30, 30, 2, 2, False),
    ],
)
def test_may_take(preference, overflow_us, waited_us, idle, reserve, may):
    """A group may take what it is skilled for, has waited at least the delay, and leaves the reserve intact."""
    assert may_take(preference, overflow_us, waited_us, idle, reserve) is may


@pytest.mark.parametrize("rule", [goes_before, serves_before])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((1, 9, 9), (2, 0, 0)),  # better class (preference), though later and higher
        ((1, 4, 9), (1, 5, 0)),  # equal: earlier, though higher
        ((1, 5, 2), (1, 5, 3)),  # equal and equal: lower number
    ],
)
def test_orders(rule, a, b):
    """First class (preference), then instant, then number: one goes before the other, never both."""
    assert rule(*a, *b) is True
    assert rule(*b, *a) is False


@pytest.mark.parametrize("rule", [goes_before, serves_before])
def test_nothing_goes_before_itself(rule):
    """The orders are strict."""
    assert rule(1, 5, 2, 1, 5, 2) is False
