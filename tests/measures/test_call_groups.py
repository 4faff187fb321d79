"""Figures of the call floor count the people who may take calls, and nobody else."""

from __future__ import annotations

from sim.measures.by_interval import interval_table
from sim.measures.run import measure

from .fabricated import HOUR, call, make_log, shift

FLOOR_AND_DESK = [shift(0, 0, 24 * HOUR), shift(1, 0, 24 * HOUR, group=1)]


def test_an_online_desk_is_not_in_the_calls_per_person() -> None:
    """Two calls by one operator are two per person-shift, however many people answer messages."""
    values = measure(make_log([call(0), call(500)], FLOOR_AND_DESK, preference=(0, -1))).values
    assert values["calls_answered_per_person_shift"].value == 2
    assert values["calls_per_person_day"].value == 2
    both = measure(make_log([call(0), call(500)], FLOOR_AND_DESK)).values
    assert both["calls_answered_per_person_shift"].value == 1


def test_an_online_desk_is_not_in_the_staff_of_an_interval() -> None:
    """Staff stands beside the call load, so only those who take calls are counted."""
    table = interval_table(make_log([call(0)], FLOOR_AND_DESK, preference=(0, -1)), HOUR * 1_000_000)
    assert table.scheduled_us.tolist() == [HOUR * 1_000_000] * 24
    assert table.on_duty_us.tolist() == [HOUR * 1_000_000] * 24
    assert table.busy_us[0] == 120 * 1_000_000
