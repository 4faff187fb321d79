"""Rules of `sim.rules.deadlines` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.clocks import FAR
from sim.rules.codes import NOT_YET, ClockStart
from sim.rules.deadlines import (
    become_late,
    begins,
    day_share_at,
    extend,
    instant_in_day,
    is_chased,
    is_due,
    is_reminded,
    leave_standstill,
    lift,
    next_chase_up_us,
    resume_deadline,
    run_on,
    set_due,
    stand_still,
    starts_us,
)

from .ticket import ticket


@pytest.mark.parametrize(
    ("given", "milestone", "clock", "found"),
    [
        ({}, 2, 0, True),
        ({}, 1, 0, False),  # another milestone
        ({}, 2, NOT_YET, False),  # no limit
        ({"clock": 0}, 2, 0, False),  # set before
        ({"long_term_us": 0}, 2, 0, False),
    ],
)
def test_begins(given, milestone, clock, found):
    """A deadline from milestone 2 on is set there, once, by a clock, unless the ticket is on the long-term list."""
    assert begins(ticket(**given), milestone, 2, clock) is found


@pytest.mark.parametrize(("at_us", "next_midnight_us"), [(10, 24), (0, 24), (23, 24), (24, 48), (-1, 0)])
def test_starts_us(at_us, next_midnight_us):
    """A limit runs from its milestone on; by the next day, from the midnight after it, be it received at midnight."""
    for milestone in ClockStart:
        found = starts_us(milestone, at_us, [-24, 0, 24, 48])
        assert found == (next_midnight_us if milestone == ClockStart.NEXT_DAY else at_us)


def test_set_due():
    """A due time that the office never reaches is none."""
    found = ticket()
    assert set_due(found, 1, 50, 40) is True
    assert (found.clock, found.due_us, found.limit_length_us) == (1, 50, 40)
    assert set_due(ticket(), 1, FAR - 1, 40) is True
    for due_us in (FAR, FAR + 1):
        never = ticket()
        assert set_due(never, 1, due_us, 40) is False
        assert (never.clock, never.due_us) == (NOT_YET, NOT_YET)


@pytest.mark.parametrize(
    ("given", "stood_still"),
    [
        ({}, True),
        ({"closed_us": 3}, False),
        ({"due_us": 10}, False),  # due just now: too late to stop
        ({"due_us": 9}, False),
        ({"due_us": 11}, True),
        ({"due_us": NOT_YET}, False),
    ],
)
def test_stand_still(given, stood_still):
    """At 10 the clock of an open ticket stops that is due later."""
    found = ticket(**{"due_us": 50, **given})
    due_us = found.due_us
    stand_still(found, 10)
    assert found.pauses == 1 + given.get("pauses", 0)
    after = (10, due_us, NOT_YET) if stood_still else (NOT_YET, NOT_YET, due_us)
    assert (found.paused_at_us, found.suspended_due_us, found.due_us) == after


@pytest.mark.parametrize(
    ("pauses", "paused_at_us", "found"), [(1, 10, True), (1, 0, True), (2, 10, False), (1, NOT_YET, False)]
)
def test_may_run_on(pauses, paused_at_us, found):
    """The clock runs on when the last of the states ends in which it stood still."""
    one = ticket(pauses=pauses, paused_at_us=paused_at_us)
    assert leave_standstill(one) is found
    assert one.pauses == pauses - 1


def test_run_on():
    """It runs towards the moved due time, but not on the long-term list."""
    one = ticket(paused_at_us=10, suspended_due_us=50)
    assert run_on(one, 60) is True
    assert (one.due_us, one.paused_at_us, one.suspended_due_us) == (60, NOT_YET, NOT_YET)
    listed = ticket(paused_at_us=10, suspended_due_us=50, long_term_us=0)
    assert run_on(listed, 60) is False
    assert (listed.due_us, listed.paused_at_us, listed.suspended_due_us) == (NOT_YET, NOT_YET, NOT_YET)


def test_lift_and_resume():
    """On the long-term list no deadline holds; a reopened ticket has its deadline again, and may be late anew."""
    listed = ticket(due_us=50, is_late=1)
    lift(listed, 7)
    assert (listed.long_term_us, listed.due_us, listed.is_late) == (7, NOT_YET, 0)
    assert resume_deadline(listed) is False
    reopened = ticket(due_us=0, is_late=1)
    assert resume_deadline(reopened) is True
    assert (reopened.due_us, reopened.is_late) == (0, 0)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, True),
        ({"due_us": 6}, False),
        ({"due_us": 4}, False),
        ({"due_us": 4, "watched_us": 5}, True),  # due before its timers were set
        ({"due_us": 4, "watched_us": 4}, False),
        ({"due_us": NOT_YET, "watched_us": 5}, False),
        ({"closed_us": 5}, False),
    ],
)
def test_is_due(given, found):
    """At 5 an open ticket falls due whose due time is now, or was when its timers were set."""
    assert is_due(ticket(**{"due_us": 5, **given}), 5) is found


@pytest.mark.parametrize(
    ("is_extended", "later_us", "found"), [(0, 6, True), (0, 5, False), (0, 4, False), (1, 6, False)]
)
def test_extend(is_extended, later_us, found):
    """At 5 a ticket gets more time if there is any left of it, and once."""
    one = ticket(due_us=5, is_extended=is_extended)
    assert extend(one, later_us, 5) is found
    assert (one.due_us, one.is_extended) == ((6, 1) if found else (5, is_extended))
    far = ticket(due_us=5)
    assert extend(far, FAR + 9, 5) is True
    assert far.due_us == FAR


@pytest.mark.parametrize(
    ("given", "reminder_us", "found"),
    [
        ({}, 5, True),
        ({}, 6, False),
        ({}, 4, False),
        ({"watched_us": 5}, 4, True),  # its instant was over as the timers were set
        ({"reminders": 2}, 5, False),  # it came before
        ({"reminders": 0}, 5, False),  # another one comes before it
        ({"due_us": NOT_YET}, 5, False),
        ({"closed_us": 5}, 5, False),
    ],
)
def test_is_reminded(given, reminder_us, found):
    """At 5 reminder 1 comes to an open ticket with a deadline that has had reminder 0."""
    assert is_reminded(ticket(**{"due_us": 9, "reminders": 1, **given}), 1, reminder_us, 5) is found


@pytest.mark.parametrize(
    ("acts", "is_supervised", "found"), [(True, 0, True), (True, 1, False), (False, 0, False), (False, 1, False)]
)
def test_become_late(acts, is_supervised, found):
    """A ticket is overdue whatever else; it is supervised once, where there are such acts."""
    one = ticket(is_supervised=is_supervised)
    assert become_late(one, acts) is found
    assert (one.is_late, one.is_supervised) == (1, int(found or is_supervised))


@pytest.mark.parametrize(
    ("given", "found"), [({}, True), ({"chase_due_us": 6}, False), ({"is_late": 0}, False), ({"closed_us": 5}, False)]
)
def test_is_chased(given, found):
    """At 5 the citizen of an open overdue ticket calls, if no later call is awaited."""
    assert is_chased(ticket(**{"is_late": 1, "chase_due_us": 5, **given}), 5) is found


MIDNIGHTS = [0, 400, 800]
DAY_US = 86_400_000_000


@pytest.mark.parametrize(
    ("now_us", "gap", "at_us"),
    [
        (100, 0.25, 200),  # a quarter of a day's calls come in the second quarter of the day
        (200, 0.75, 400),
        (200, 1.0, 600),  # the same share of the next day
        (350, 0.0, 350),
        (50, 0.0, 50),  # never in the past
        (50, 0.125, 150),  # nobody calls before 100
        (700, 1.0, NOT_YET),  # after the last day that is known
    ],
)
def test_next_chase_up(now_us, gap, at_us):
    """A citizen calls after so many days' calls, on days of 400 microseconds."""
    assert next_chase_up_us(UP_TO, MIDNIGHTS, now_us, int(gap * DAY_US)) == at_us


UP_TO = [0.0, 0.0, 0.25, 0.25, 1.0]
"""A day of four quarters of a hundred microseconds each: nobody, a quarter, nobody, all the others."""


@pytest.mark.parametrize(
    ("instant_us", "share"),
    [(1000, 0), (1050, 0), (1100, 0), (1140, 0.1), (1200, 0.25), (1250, 0.25), (1300, 0.25), (1360, 0.7), (1400, 1)],
)
def test_day_share_at(instant_us, share):
    """The share of a day's calls up to an instant rises within each slot by a straight line."""
    assert day_share_at(UP_TO, instant_us, 1000, 1400) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(
    ("share", "instant_us"),
    [(0.0, 1000), (1e-9, 1100), (0.1, 1140), (0.25, 1200), (0.2500001, 1300), (0.7, 1360), (0.9999999, 1399)],
)
def test_instant_in_day(share, instant_us):
    """The first instant by which a day has had a share of its calls: never inside an hour without calls."""
    assert instant_in_day(UP_TO, share, 1000, 1400) == instant_us


def test_instant_in_a_day_without_early_calls():
    """A share that rounding leaves a little outside its slot is put at the slot's end."""
    assert instant_in_day([0.0, 0.5, 1.0], -1e-17, 0, 200) == 0
    assert instant_in_day([0.0, 0.5, 0.9999999], 1.0, 0, 200) == 200
