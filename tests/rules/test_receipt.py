"""Rules of `sim.rules.receipt` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.receipt import joins


@pytest.mark.parametrize(
    ("is_open", "u", "share", "found"),
    [(True, 0.3, 0.4, True), (True, 0.4, 0.4, False), (True, 0.5, 0.4, False), (False, 0.3, 0.4, False)],
)
def test_joins(is_open, u, share, found):
    """A request joins an open ticket of its cause with a chance: never at 0 %, always at 100 %."""
    assert joins(is_open, u, share) is found
