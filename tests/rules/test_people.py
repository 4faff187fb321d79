"""Rules of `sim.rules.people` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.codes import Stage
from sim.rules.people import is_put_down, may_be_put_down, may_go_on_break, rest_us


@pytest.mark.parametrize(
    ("pauses", "deferred", "in_wrap_up", "left_us", "paused"),
    [
        (True, True, False, 1, True),
        (True, True, False, 0, False),  # it ends with the shift
        (False, True, False, 1, False),  # the group finishes its work
        (True, False, False, 1, False),  # a live call
        (True, True, True, 1, False),  # wrap-up
    ],
)
def test_is_paused(pauses, deferred, in_wrap_up, left_us, paused):
    """Only deferred work that is not over, in a group that puts work down, is paused at the shift's end."""
    assert is_put_down(pauses, deferred, in_wrap_up, left_us) is paused


@pytest.mark.parametrize(
    ("now_us", "rest"), [(0, 20), (79, 20), (80, 20), (81, 19), (99, 1), (100, 0)]
)  # fmt: skip
def test_rest(now_us, rest):
    """A pause of 20 has its full length, but never runs beyond a shift's end at 100."""
    assert rest_us(20, now_us, 100) == rest


@pytest.mark.parametrize(
    ("away", "most_away", "now_us", "shift_end_us", "goes"),
    [(0, 1, 5, 9, True), (1, 1, 5, 9, False), (1, 2, 8, 9, True), (2, 2, 8, 9, False), (0, 1, 9, 9, False)],
)
def test_may_go_on_break(away, most_away, now_us, shift_end_us, goes):
    """One goes while fewer than the most are away, and before the shift's end."""
    assert may_go_on_break(away, most_away, now_us, shift_end_us) is goes


@pytest.mark.parametrize("stage", list(Stage))
def test_is_deferred(stage):
    """Calls are never put down: those of callers, to confirm, to units, to follow up. All other work may be."""
    calls = {Stage.CALL, Stage.CONFIRM, Stage.CRITICAL_CALL, Stage.FOLLOW_UP}
    assert may_be_put_down(int(stage)) is (stage not in calls)
