"""Rules of `sim.rules.receipt` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.codes import AtUnit
from sim.rules.receipt import dispatched_before_us, joins


@pytest.mark.parametrize(
    ("is_open", "u", "share", "found"),
    [(True, 0.3, 0.4, True), (True, 0.4, 0.4, False), (True, 0.5, 0.4, False), (False, 0.3, 0.4, False)],
)
def test_joins(is_open, u, share, found):
    """A request joins an open ticket of its cause with a chance: never at 0 %, always at 100 %."""
    assert joins(is_open, u, share) is found


@pytest.mark.parametrize(("at_unit", "found"), [(AtUnit.ACCEPTANCE, 7), (AtUnit.CREW, 3), (AtUnit.OUTSIDE, 3)])
def test_dispatched_before(at_unit, found):
    """What waits for acceptance came to its unit as that began; of the others the receipt, at 3, has to stand in."""
    assert dispatched_before_us(at_unit, 3, 7) == found
