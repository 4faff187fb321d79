"""Rules of `sim.rules.follow_up` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.follow_up import arms_reopened, share_satisfied, tries_once_more


@pytest.mark.parametrize(
    ("reached", "tries", "most", "again"),
    [(False, 1, 3, True), (False, 2, 3, True), (False, 3, 3, False), (True, 1, 3, False), (False, 1, 1, False)],
)
def test_tries_once_more(reached, tries, most, again):
    """A citizen who was not reached is called once more, up to so many tries in all."""
    assert tries_once_more(reached, tries, most) is again


@pytest.mark.parametrize(
    ("is_open", "now_us", "closed_us", "share"),
    [(True, 10, -1, 0.9), (True, 11, -1, 0.6), (False, 11, 10, 0.9), (False, 12, 11, 0.6)],
)
def test_share_satisfied(is_open, now_us, closed_us, share):
    """What counts is the closure, or for an open ticket now, against a due time of 10."""
    assert share_satisfied(is_open, now_us, closed_us, 10, 0.9, 0.6) == share


@pytest.mark.parametrize(("arms", "all_arms", "found"), [(3, True, 3), (3, False, 1), (1, False, 1), (0, False, 0)])
def test_arms_reopened(arms, all_arms, found):
    """A reopening concerns all arms or the lead; a ticket without units has none."""
    assert arms_reopened(arms, all_arms) == found
