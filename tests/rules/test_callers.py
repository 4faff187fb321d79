"""Rules of `sim.rules.callers` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.callers import (
    is_blocked,
    is_cleared_at_close,
    lasts_as_recorded,
    may_try_again,
    next_poll_us,
    recorded_at_pace_us,
    share_calling_again,
    turned_away_as,
)
from sim.rules.codes import NOT_YET, Outcome

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("recorded_us", "channel", "own_channel", "holds"),
    [(1, 0, 0, True), (1, 1, 1, True), (NOT_YET, 0, 0, False), (1, 1, 0, False), (1, 0, 1, False)],
)
def test_lasts_as_recorded(recorded_us, channel, own_channel, holds):
    """Where a file says the length, and the contact comes by its stream's channel."""
    assert lasts_as_recorded(recorded_us, channel, own_channel) == holds


@pytest.mark.parametrize(("recorded_us", "pace", "takes_us"), [(90, 1.0, 90), (90, 0.9, 100), (1, 4.0, 1), (0, 0.5, 0)])
def test_recorded_at_pace(recorded_us, pace, takes_us):
    """What was recorded takes 1/pace as long, a microsecond at least; what there was nothing of takes nothing."""
    assert recorded_at_pace_us(recorded_us, pace) == takes_us


@pytest.mark.parametrize(
    ("trunks", "taken", "blocked"),
    [
        (2, 0, False),
        (2, 1, False),
        (2, 2, True),
        (2, 3, True),
        (1, 0, False),
        (1, 1, True),
        (0, 0, False),
        (0, 9, False),
    ],
)
def test_is_blocked(trunks, taken, blocked):
    """A caller is blocked when as many trunks are taken as there are; 0 trunks are no limit."""
    assert is_blocked(trunks, taken) is blocked


def test_turned_away_as():
    """A closed line turns callers away, an open one has no trunk for them."""
    assert (turned_away_as(True), turned_away_as(False)) == (Outcome.BLOCKED, Outcome.CLOSED)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_share_calling_again(outcome):
    """Callers who gave up and callers who were blocked have a share each; of all others nobody calls again."""
    shares = {Outcome.ABANDONED: 0.25, Outcome.BLOCKED: 0.75}
    assert share_calling_again(outcome, 0.25, 0.75) == shares.get(outcome, 0.0)


@pytest.mark.parametrize(
    ("attempt", "max_tries", "may"),
    [
        (0, 3, True),
        (1, 3, True),  # the second contact may have a third
        (2, 3, False),  # the third may not have a fourth
        (3, 3, False),
        (0, 1, False),
        (0, 2, True),
    ],
)
def test_may_try_again(attempt, max_tries, may):
    """A caller tries again as long as there are fewer contacts than `max_tries`."""
    assert may_try_again(attempt, max_tries) is may


@pytest.mark.parametrize(
    ("arrived_us", "poll_us", "seen_us"),
    [(0, 600, 0), (1, 600, 600), (599, 600, 600), (600, 600, 600), (601, 600, 1200), (7, 0, 7), (7, 1, 7), (0, 0, 0)],
)
def test_next_poll(arrived_us, poll_us, seen_us):
    """A message is seen at the next poll, at once if one is just then, and at once without polling."""
    assert next_poll_us(arrived_us, poll_us, 0, 10_000) == seen_us


def test_next_poll_is_exact():
    """No poll is missed by rounding, however far the horizon."""
    far_us = 3_700 * 1_440 * MINUTE
    next_us = far_us + 1_440 * MINUTE
    assert next_poll_us(far_us, 10 * MINUTE, far_us, next_us) == far_us
    assert next_poll_us(far_us + 1, 10 * MINUTE, far_us, next_us) == far_us + 10 * MINUTE


@pytest.mark.parametrize(
    ("arrived_us", "seen_us"), [(994, 994), (995, 1000), (999, 1000), (1000, 1000), (1001, 1007), (1995, 2000)]
)
def test_polls_start_again_at_midnight(arrived_us, seen_us):
    """A poll every 7 in days of 1,000: the last one of a day is cut short by the next day's first, at midnight."""
    midnight_us = arrived_us // 1000 * 1000
    assert next_poll_us(arrived_us, 7, midnight_us, midnight_us + 1000) == seen_us


@pytest.mark.parametrize(
    ("clear_at_close", "deferred", "turned_away"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_is_cleared_at_close(clear_at_close, deferred, turned_away):
    """A line that clears turns callers away at close; messages stay, and so does everybody where it does not clear."""
    assert is_cleared_at_close(clear_at_close, deferred) is turned_away
