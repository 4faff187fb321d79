"""Rules of `sim.rules.tasks` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.codes import NOT_YET, WorkOrder
from sim.rules.tasks import is_by_entry, order_key, pace_of_crew, raised


@pytest.mark.parametrize(("stands", "after"), [(2, 1), (1, 0), (0, 0)])
def test_raised(stands, after):
    """A ticket is raised by one class; the highest stays."""
    assert raised(stands) == after


@pytest.mark.parametrize(
    ("order", "key"), [(WorkOrder.NEWEST_FIRST, -7), (WorkOrder.RANDOM, 2**50), (WorkOrder.SHORTEST_FIRST, 90)]
)
def test_order_key(order, key):
    """The last entry, the lowest number that was drawn, the shortest work has the lowest key."""
    assert order_key(order, 7, 0.25, 90) == key
    assert not is_by_entry(order)


def test_only_first_come_is_by_entry():
    """Lines that go by first entry need no key."""
    assert [order for order in WorkOrder if is_by_entry(order)] == [WorkOrder.FIRST_COME]


@pytest.mark.parametrize(("supervised_us", "pace"), [(NOT_YET, 0.8), (0, 1.2), (5, 1.2)])
def test_pace_of_crew(supervised_us, pace):
    """A crew is faster by a factor from the supervision of its ticket on."""
    assert pace_of_crew(0.8, supervised_us, 1.5) == pytest.approx(pace)
