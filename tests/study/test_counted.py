"""Some measures of a run are those among all of them, and its books are looked at all the same."""

from __future__ import annotations

from types import ModuleType

import pytest

import sim
from sim.measures import floor, run, service_levels, waits
from sim.study import counted
from sim.study.counted import figures_of

from ..measures.random_log import random_log
from ..measures.random_ticket_log import random_ticket_log

HEADS = {"required_heads", "scheduled_heads", "present_heads"}


@pytest.mark.parametrize("make", [random_log, random_ticket_log])
def test_each_measure_alone_is_the_one_among_all(make: object) -> None:
    """Whatever else is not worked out for it."""
    log = make(3)  # type: ignore[operator]
    whole = sim.measure(log).values
    assert set(whole) >= HEADS
    for key, figure in whole.items():
        assert figures_of(log, [key], ()) == {key: figure}, key


@pytest.mark.parametrize(
    ("room", "work", "needed_by"),
    [
        (run, "interval_table", "present_heads"),
        (run, "request_figures", "accepted_per_day"),
        (run, "people_figures", "staff_cost"),
        (run, "all_times", "processing_time_mean"),
        (service_levels, "of_lengths", "service_level_virtual_15s"),
        (service_levels, "distinct", "service_level_citizens_15s"),
        (waits, "quantiles", "wait_p90"),
        (floor, "local_days", "calls_per_person_day"),
    ],
)
def test_what_nobody_asks_for_is_not_worked_out(
    monkeypatch: pytest.MonkeyPatch, room: ModuleType, work: str, needed_by: str
) -> None:
    """Intervals, estimates, quantiles, days and tickets are most of the work, and most sweeps ask for none of them."""
    log = random_ticket_log(3)
    monkeypatch.setattr(room, work, lambda *_given: pytest.fail("nobody asked for it"))
    few = ["asa", "service_level_15s", "abandonment_rate", "occupancy"]
    assert set(figures_of(log, few, ())) == set(few)
    with pytest.raises(pytest.fail.Exception):
        figures_of(log, [*few, needed_by], ())


def test_books_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks its own books has no figures."""
    monkeypatch.setattr(counted, "check_identities", lambda *_given: ["two and two are five"])
    with pytest.raises(AssertionError, match="replication 0 breaks its own books: two and two are five"):
        figures_of(random_log(3), ["asa"], ())
