"""Rules of `sim.rules.closing` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.closing import close_at, is_open, move_to, reopen, was_in_time, withdraw_at
from sim.rules.codes import NOT_YET, Milestone, TicketState

from .ticket import ticket


@pytest.mark.parametrize(
    ("closed_us", "withdrawn_us", "found"), [(NOT_YET, NOT_YET, True), (0, NOT_YET, False), (NOT_YET, 0, False)]
)
def test_is_open(closed_us, withdrawn_us, found):
    """A ticket is open until it is closed or withdrawn, be it at the first instant."""
    assert is_open(ticket(closed_us=closed_us, withdrawn_us=withdrawn_us)) is found


def test_move_to():
    """A closed ticket stays closed while it is reviewed or followed up."""
    moved, stays = ticket(), ticket(closed_us=5, state=int(TicketState.CLOSED))
    for one in (moved, stays):
        move_to(one, int(TicketState.REVIEW))
    assert (moved.state, stays.state) == (TicketState.REVIEW, TicketState.CLOSED)


@pytest.mark.parametrize("closed_at", list(Milestone))
@pytest.mark.parametrize("milestone", list(Milestone))
def test_close_at(milestone, closed_at):
    """A ticket is closed at its milestone, at the last one in any case, and only once."""
    found = ticket()
    close_at(found, milestone, closed_at, 7)
    closes = milestone in (closed_at, Milestone.SILENT)
    assert (found.closed_us, found.state == TicketState.CLOSED) == (7 if closes else NOT_YET, closes)
    close_at(found, Milestone.SILENT, closed_at, 9)
    assert found.closed_us == (7 if closes else 9)


def test_withdraw_at():
    """A ticket that is withdrawn is not open, is not closed, and does not move any more."""
    found = ticket()
    withdraw_at(found, 7)
    assert (found.withdrawn_us, found.closed_us, found.state) == (7, NOT_YET, TicketState.WITHDRAWN)
    move_to(found, int(TicketState.REVIEW))
    assert not is_open(found)
    assert found.state == TicketState.WITHDRAWN


@pytest.mark.parametrize(("closed_us", "was_closed"), [(NOT_YET, False), (0, True), (7, True)])
def test_reopen(closed_us, was_closed):
    """The next handling begins with no try made; only a ticket that was closed is said to be open again."""
    found = ticket(closed_us=closed_us, handling=2, tries=3)
    assert reopen(found) is was_closed
    assert (found.handling, found.tries, found.closed_us) == (3, 0, NOT_YET)
    assert is_open(found)


@pytest.mark.parametrize(
    ("closed_us", "due_us", "in_time"), [(9, 10, True), (10, 10, True), (11, 10, False), (10, NOT_YET, True)]
)
def test_was_in_time(closed_us, due_us, in_time):
    """Closed at the due time is in time, a microsecond later is not; without a due time nothing is late."""
    assert was_in_time(closed_us, due_us) is in_time
