"""What is named is more than chance, and large enough."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.worth_naming import (
    FEWEST_TICKETS,
    OF_A_WHOLE,
    leaders,
    names_a_difference,
    slower_than_the_rest,
)
from sim.statistics.intervals import Interval


def test_units_alike_are_rarely_named() -> None:
    """Of 400 lines whose six units are alike, hardly more than one in forty names a unit (2.5 % by the rule).

    With 26 or more of 400 at a true rate of 2.5 % the check would fail one time in 20,000.
    """
    rng = np.random.default_rng(14)
    named = 0
    for _ in range(400):
        counts = rng.poisson(15, (10, 6)).astype(float)
        times = np.array([[rng.exponential(5.0, int(n)).sum() for n in row] for row in counts])
        named += bool(slower_than_the_rest(times, counts))
    assert named < 26


def test_a_slower_unit_is_named_if_it_is_large_enough() -> None:
    """Twice as slow is found with many tickets; with a handful of tickets, or by a few per cent, it is not named."""
    rng = np.random.default_rng(15)

    def found(tickets: int, slower: float) -> list[int]:
        counts = np.tile([300.0, tickets, 300.0], (8, 1))
        times = counts * 5 * rng.normal([1.0, slower, 1.0], 0.01, (8, 3))
        return slower_than_the_rest(times, counts)

    assert found(300, 2.0) == [1]
    assert found(300, 1.05) == []
    assert found(FEWEST_TICKETS // 10, 2.0) == []
    assert found(8, 2.0) == [1]
    assert slower_than_the_rest(np.full((8, 1), 9.0), np.full((8, 1), 900.0)) == []
    assert slower_than_the_rest(np.array([[9.0, 1.0]]), np.array([[900.0, 900.0]])) == []  # one run shows nothing


def test_the_largest_part_is_named_alone_only_if_it_is_clear() -> None:
    """Two parts that chance may have put in order lead together; three of them, or a single run, name none."""
    rng = np.random.default_rng(16)
    wholes = np.full(12, 100.0)

    def named(*means: float) -> tuple[int, ...]:
        found = leaders(rng.normal(means, 2.0, (12, len(means))), wholes, OF_A_WHOLE)
        return found.order[: found.named]

    assert named(20, 50, 30) == (1,)
    assert set(named(44, 45, 11)) == {0, 1}
    assert named(33, 34, 33) == ()
    assert leaders(np.array([[60.0, 40.0]]), np.array([100.0]), OF_A_WHOLE).named == 0
    assert leaders(np.zeros((3, 2)), np.zeros(3), OF_A_WHOLE).order == ()


@pytest.mark.parametrize(
    ("difference", "base", "unit", "is_named"),
    [
        (Interval(0.012, 0.002, 0.022, 10), 0.5, "share", True),
        (Interval(0.008, 0.002, 0.014, 10), 0.5, "share", False),
        (Interval(0.012, -0.001, 0.025, 10), 0.5, "share", False),
        (Interval(0.004, 0.002, 0.006, 10), 0.98, "share", True),  # a fifth of what is late
        (Interval(0.0005, 0.0004, 0.0006, 10), 0.001, "share", False),
        (Interval(-3.0, -4.0, -2.0, 10), 100.0, "s", True),
        (Interval(-1.0, -1.2, -0.8, 10), 100.0, "s", False),
        (Interval(5.0, None, None, 1), 1.0, "s", False),
        (Interval(None, None, None, 0), None, "s", False),
    ],
)
def test_a_difference_of_designs_needs_a_size(
    difference: Interval, base: float | None, unit: str, is_named: bool
) -> None:
    """A clear difference is named from a point, a tenth of what is rare, or a fiftieth of a number on."""
    assert names_a_difference(difference, base, unit) is is_named
