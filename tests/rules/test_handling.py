"""Rules of `sim.rules.handling` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.codes import AtUnit
from sim.rules.handling import class_of_work, had_begun, is_in_hand, takes_time, waits_for


@pytest.mark.parametrize(
    ("at_unit", "needs_crew", "found"),
    [
        (AtUnit.ACCEPTANCE, True, AtUnit.ACCEPTANCE), (AtUnit.ACCEPTANCE, False, AtUnit.ACCEPTANCE),
        (AtUnit.CREW, True, AtUnit.CREW), (AtUnit.CREW, False, AtUnit.OUTSIDE),
        (AtUnit.OUTSIDE, True, AtUnit.OUTSIDE), (AtUnit.OUTSIDE, False, AtUnit.OUTSIDE),
    ],
)  # fmt: skip
def test_waits_for(at_unit, needs_crew, found):
    """Handling where no crew is needed is waiting for others; acceptance stays what it is."""
    assert waits_for(at_unit, needs_crew) == found


@pytest.mark.parametrize(("step", "handling", "begun"), [(1, 0, True), (2, 0, False), (0, 0, False), (1, 1, False)])
def test_had_begun(step, handling, begun):
    """Only the step at which the ticket stood had begun, and not after a reopening."""
    assert had_begun(AtUnit.CREW, step, handling) == begun


@pytest.mark.parametrize(
    ("law", "begun", "left_us", "found"),
    [(0, False, -1, True), (3, True, 5, True), (-1, True, 0, True), (-1, True, -1, False), (-1, False, 5, False)],
)
def test_takes_time(law, begun, left_us, found):
    """A delay takes time by its law, or where it had begun and what is left is stated."""
    assert takes_time(law, begun, left_us) is found


@pytest.mark.parametrize(
    ("at_unit", "handling", "found"), [(AtUnit.WORK, 0, True), (AtUnit.WORK, 1, False), (AtUnit.CREW, 0, False)]
)
def test_is_in_hand(at_unit, handling, found):
    """What a crew had in hand at the start, and not after a reopening."""
    assert is_in_hand(at_unit, handling) is found


def test_class_of_work():
    """What was in hand goes before the most urgent."""
    assert [class_of_work(in_hand, 2) for in_hand in (True, False)] == [0, 2]
