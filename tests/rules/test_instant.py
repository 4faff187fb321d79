"""Rules of `sim.rules.instant` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.codes import ArrivalKind, Duty, Rank, Timer
from sim.rules.instant import is_time_to_hand_out, place_in_instant, place_of_completion


def test_order_of_one_instant():
    """The ranks and kinds stand in the written order."""
    assert [Rank.CALENDAR, Rank.COMPLETION, Rank.TIMER, Rank.ARRIVAL, Rank.PATIENCE] == [0, 1, 2, 3, 5]
    assert Duty.SHIFT_END < Duty.SHIFT_START < Duty.PAUSE_DUE
    assert Duty.SHIFT_END < Duty.BREAK_END < Duty.PAUSE_DUE
    assert Duty.LINE_CLOSES < Duty.LINE_OPENS
    assert Duty.WINDOW_CLOSES < Duty.WINDOW_OPENS
    assert ArrivalKind.FRESH < ArrivalKind.AGAIN < ArrivalKind.POLLED < ArrivalKind.CHASE_UP
    assert Timer.MACHINE_DONE < Timer.UNIT_ANSWERS < Timer.OUTSIDE_OVER < Timer.REMINDER < Timer.DUE < Timer.WITHDRAWAL


def test_place_in_instant():
    """First rank, then kind, then number; what has the same rank and kind stands by number."""
    places = [place_in_instant(*parts) for parts in ((0, 0, 5), (0, 1, 0), (1, 0, 0), (1, 0, 1), (5, 0, 0))]
    assert places == sorted(set(places))
    assert place_in_instant(1, 2, 3) == (1 << 56) + (2 << 48) + 3


def test_place_of_completion():
    """Ends of work stand by rank COMPLETION; contacts come before tasks, whose ids begin above all numbers."""
    assert place_of_completion(7) == place_in_instant(Rank.COMPLETION, 0, 7)
    assert place_in_instant(Rank.CALENDAR, 10, 99) < place_of_completion(7) < place_of_completion(1 << 48)
    assert place_of_completion((1 << 49) - 1) < place_in_instant(Rank.TIMER, 0, 0)


@pytest.mark.parametrize(
    ("next_us", "rank", "found"),
    [(5, Rank.ARRIVAL, False), (5, Rank.PATIENCE, True), (6, Rank.CALENDAR, True), (6, Rank.PATIENCE, True)],
)
def test_is_time_to_hand_out(next_us, rank, found):
    """At instant 5: before the next instant, and before anyone's patience ends, but after all that brings work."""
    assert is_time_to_hand_out(next_us, place_in_instant(rank, 0, 0), 5) is found
