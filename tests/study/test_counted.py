"""Some measures of a run are those among all of them, and its books are looked at all the same."""

from __future__ import annotations

import pytest

import sim
from sim.measures import run
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


def test_intervals_are_cut_for_heads_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are a third of the work."""
    log = random_log(3)
    monkeypatch.setattr(run, "interval_table", lambda *_given: pytest.fail("nobody asked for it"))
    assert set(figures_of(log, ["asa", "occupancy"], ())) == {"asa", "occupancy"}
    with pytest.raises(pytest.fail.Exception):
        figures_of(log, ["asa", "present_heads"], ())


def test_books_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks its own books has no figures."""
    monkeypatch.setattr(counted, "check_identities", lambda *_given: ["two and two are five"])
    with pytest.raises(AssertionError, match="replication 0 breaks its own books: two and two are five"):
        figures_of(random_log(3), ["asa"], ())
