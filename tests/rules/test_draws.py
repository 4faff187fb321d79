"""Rules of `sim.rules.draws` at their boundaries."""

from __future__ import annotations

import math

import pytest

from sim.rules.draws import happens, share_that_holds


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
