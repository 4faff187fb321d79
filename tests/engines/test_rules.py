"""Every choice of the model at its boundaries: flip any one comparison and a test fails."""

from __future__ import annotations

import math

import pytest

from sim.rules import decisions
from sim.rules.codes import NOT_YET, ArrivalKind, AtUnit, Duty, Rank, Stage, Timer
from sim.rules.decisions import (
    day_share_at,
    goes_before,
    had_begun,
    hands_over,
    happens,
    instant_in_day,
    is_blocked,
    is_cleared_at_close,
    is_deferred,
    is_designated,
    is_due,
    is_paused,
    machine_dispatches,
    may_go_on_break,
    may_take,
    next_poll_us,
    raised,
    rest_us,
    serves_before,
    share_right,
    standing,
    talks_as_stated,
    tries_again,
    tries_once_more,
    waits_for,
    was_in_time,
    wrong_unit,
)

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("waited_us", "stands"),
    [(0, 3), (MINUTE - 1, 3), (MINUTE, 2), (2 * MINUTE - 1, 2), (2 * MINUTE, 1), (3 * MINUTE, 1), (99 * MINUTE, 1)],
)
def test_standing(waited_us, stands):
    """A class improves at each full ageing length, to the microsecond, and never above the top."""
    assert standing(3, 1, MINUTE, waited_us) == stands


@pytest.mark.parametrize(
    ("stated_us", "channel", "own_channel", "holds"),
    [(1, 0, 0, True), (1, 1, 1, True), (NOT_YET, 0, 0, False), (1, 1, 0, False), (1, 0, 1, False)],
)
def test_talks_as_stated(stated_us, channel, own_channel, holds):
    """Where a file says the length, and the contact comes by its stream's channel."""
    assert talks_as_stated(stated_us, channel, own_channel) == holds


@pytest.mark.parametrize(("base", "top"), [(5, 1), (1, 1), (105, 101)])
def test_standing_without_ageing(base, top):
    """Without ageing the class stays, however long the wait."""
    assert standing(base, top, 0, 10**15) == base


def test_standing_with_the_shortest_ageing():
    """Ageing by the microsecond is ageing too."""
    assert [standing(103, 101, 1, waited_us) for waited_us in range(4)] == [103, 102, 101, 101]


@pytest.mark.parametrize(
    ("preference", "overflow_us", "waited_us", "idle", "reserve", "may"),
    [
        (0, 0, 0, 1, 0, True),  # first preference, no overflow delay, one free, no reserve
        (-1, 0, 0, 1, 0, False),  # not skilled
        (7, 0, 0, 1, 0, True),  # any preference will do
        (0, 30, 29, 1, 0, False),  # a microsecond too early
        (0, 30, 30, 1, 0, True),  # exactly at the overflow delay
        (0, 30, 31, 1, 0, True),
        (0, 0, 0, 2, 2, False),  # just the reserve is free
        (0, 0, 0, 3, 2, True),  # one more than the reserve
        (0, 0, 0, 0, 0, False),  # nobody is free
        (-1, 30, 30, 3, 2, False),
        (0, 30, 29, 3, 2, False),
        (0, 30, 30, 2, 2, False),
    ],
)
def test_may_take(preference, overflow_us, waited_us, idle, reserve, may):
    """A group may take what it is skilled for, has waited at least the delay, and leaves the reserve intact."""
    assert may_take(preference, overflow_us, waited_us, idle, reserve) is may


@pytest.mark.parametrize("rule", [goes_before, serves_before])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((1, 9, 9), (2, 0, 0)),  # better class (preference), though later and higher
        ((1, 4, 9), (1, 5, 0)),  # equal: earlier, though higher
        ((1, 5, 2), (1, 5, 3)),  # equal and equal: lower number
    ],
)
def test_orders(rule, a, b):
    """First class (preference), then instant, then number: one goes before the other, never both."""
    assert rule(*a, *b) is True
    assert rule(*b, *a) is False


@pytest.mark.parametrize("rule", [goes_before, serves_before])
def test_nothing_goes_before_itself(rule):
    """The orders are strict."""
    assert rule(1, 5, 2, 1, 5, 2) is False


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


@pytest.mark.parametrize(
    ("u", "share", "does"),
    [(0.3, 0.3, False), (math.nextafter(0.3, 0), 0.3, True), (0.5, 0.3, False), (1e-17, 0.0, False), (0.0, 0.0, False)],
)
def test_happens(u, share, does):
    """Something happens for numbers below its chance: never at 0 %, always at 100 %."""
    assert happens(u, share) is does
    assert happens(math.nextafter(1, 0), 1.0) is True


@pytest.mark.parametrize(
    ("u", "share", "attempt", "max_tries", "again"),
    [
        (0.1, 0.5, 0, 3, True),
        (0.1, 0.5, 1, 3, True),  # the second contact may have a third
        (0.1, 0.5, 2, 3, False),  # the third may not have a fourth
        (0.1, 0.5, 0, 1, False),
        (0.1, 0.5, 0, 2, True),
        (0.5, 0.5, 0, 3, False),
        (math.nextafter(0.5, 0), 0.5, 0, 3, True),
        (0.9, 0.5, 2, 3, False),
    ],
)
def test_tries_again(u, share, attempt, max_tries, again):
    """A caller tries again by chance, as long as there are fewer contacts than `max_tries`."""
    assert tries_again(u, share, attempt, max_tries) is again


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
    assert is_paused(pauses, deferred, in_wrap_up, left_us) is paused


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


@pytest.mark.parametrize(
    ("clear_at_close", "deferred", "turned_away"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_is_cleared_at_close(clear_at_close, deferred, turned_away):
    """A line that clears turns callers away at close; messages stay, and so does everybody where it does not clear."""
    assert is_cleared_at_close(clear_at_close, deferred) is turned_away


@pytest.mark.parametrize("stage", list(Stage))
def test_is_deferred(stage):
    """Calls are never put down: those of callers, to confirm, to units, to follow up. All other work may be."""
    calls = {Stage.CALL, Stage.CONFIRM, Stage.CRITICAL_CALL, Stage.FOLLOW_UP}
    assert is_deferred(int(stage)) is (stage not in calls)


@pytest.mark.parametrize(("stands", "after"), [(2, 1), (1, 0), (0, 0)])
def test_raised(stands, after):
    """A ticket is raised by one class; the highest stays."""
    assert raised(stands) == after


@pytest.mark.parametrize(
    ("u", "share", "now_us", "from_us", "is_redispatch", "by_people", "machine"),
    [
        (0.1, 0.5, 100, 100, False, True, True),  # exactly from its date on
        (0.1, 0.5, 99, 100, False, True, False),  # a microsecond too early
        (0.5, 0.5, 100, 100, False, True, False),  # the share is just not met
        (math.nextafter(0.5, 0), 0.5, 100, 100, False, True, True),
        (0.9, 0.5, 99, 100, False, True, False),
        (0.1, 0.5, 100, 100, True, True, False),  # a returned arm goes to people
        (0.1, 0.5, 100, 100, True, False, True),  # but there are none
        (0.1, 0.5, 100, 100, False, False, True),
        (0.1, 0.5, 101, 100, False, True, True),
    ],
)
def test_machine_dispatches(u, share, now_us, from_us, is_redispatch, by_people, machine):
    """From its date on the machine has its share, but a returned arm goes to people where there are any."""
    assert machine_dispatches(u, share, now_us, from_us, is_redispatch, by_people) is machine


@pytest.mark.parametrize(
    ("confidence", "below", "over"), [(0.6, 0.7, True), (0.7, 0.7, False), (0.8, 0.7, False), (1e-16, 0.0, False)]
)
def test_hands_over(confidence, below, over):
    """Below the threshold a person dispatches; at it the machine does, and without one always."""
    assert hands_over(confidence, below) is over


def test_share_right():
    """Without a threshold the machine is right with its accuracy; with one by its confidence, and so on average."""
    assert share_right(0.3, 0.1, 0.0) == 0.3
    assert share_right(0.0, 0.1, 0.5) == 0.0
    assert share_right(1.0, 0.1, 0.5) == 1.0
    assert share_right(0.5, 0.1, 0.5) == 0.1  # an accuracy of a half is the confidence itself
    assert share_right(0.25, 0.5, 0.5) == 0.125
    steps = 100_000
    for accuracy in (0.3, 0.5, 0.8, 0.95):
        shares = [share_right(accuracy, (step + 0.5) / steps, 0.5) for step in range(steps)]
        assert sorted(shares) == shares
        assert sum(shares) / steps == pytest.approx(accuracy, abs=1e-3)


@pytest.mark.parametrize(
    ("returns", "most", "designated"),
    [
        (0, 0, True), (0, 1, False), (1, 1, True), (2, 3, False), (3, 3, True), (4, 3, True), (0, -1, False),
        (99, -1, False),
    ],
)  # fmt: skip
def test_is_designated(returns, most, designated):
    """After as many returns as allowed the right unit is designated; without a limit never."""
    assert is_designated(returns, most) is designated


def test_wrong_unit():
    """Of n units each but the right one has the same share, from the lowest number on."""
    for units in (2, 3, 5):
        for right in range(units):
            others = [unit for unit in range(units) if unit != right]
            for place, unit in enumerate(others):
                low, high = place / len(others), (place + 1) / len(others)
                assert wrong_unit((low + high) / 2, units, right) == unit
                assert wrong_unit(math.nextafter(low, 1.0), units, right) == unit
            assert wrong_unit(math.nextafter(1.0, 0), units, right) == others[-1]
    assert wrong_unit(1.0, 3, 0) == 2  # a product that is rounded up to the next unit


@pytest.mark.parametrize(
    ("reached", "tries", "most", "again"),
    [(False, 1, 3, True), (False, 2, 3, True), (False, 3, 3, False), (True, 1, 3, False), (False, 1, 1, False)],
)
def test_tries_once_more(reached, tries, most, again):
    """A citizen who was not reached is called once more, up to so many tries in all."""
    assert tries_once_more(reached, tries, most) is again


@pytest.mark.parametrize(
    ("due_us", "now_us", "is_open", "due"),
    [(5, 5, True, True), (6, 5, True, False), (4, 5, True, False), (5, 5, False, False), (-1, 5, True, False)],
)
def test_is_due(due_us, now_us, is_open, due):
    """A ticket falls due if it is open and its due time is now, not another one since."""
    assert is_due(due_us, now_us, is_open) is due


@pytest.mark.parametrize(
    ("closed_us", "due_us", "in_time"), [(9, 10, True), (10, 10, True), (11, 10, False), (10, NOT_YET, True)]
)
def test_was_in_time(closed_us, due_us, in_time):
    """Closed at the due time is in time, a microsecond later is not; without a due time nothing is late."""
    assert was_in_time(closed_us, due_us) is in_time


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


def test_every_rule_has_its_test():
    """No rule is without a test in this file."""
    rules = {name for name, thing in vars(decisions).items() if getattr(thing, "__module__", "") == decisions.__name__}
    assert rules <= set(globals())


def test_order_of_one_instant():
    """The ranks and kinds stand in the written order."""
    assert [
        Rank.WAKE_UP, Rank.CALENDAR, Rank.COMPLETION, Rank.TIMER, Rank.ARRIVAL, Rank.ASSIGNMENT, Rank.PATIENCE
    ] == [-1, 0, 1, 2, 3, 4, 5]  # fmt: skip
    assert Duty.SHIFT_END < Duty.SHIFT_START < Duty.PAUSE_DUE
    assert Duty.SHIFT_END < Duty.BREAK_END < Duty.PAUSE_DUE
    assert Duty.LINE_CLOSES < Duty.LINE_OPENS
    assert Duty.WINDOW_CLOSES < Duty.WINDOW_OPENS
    assert ArrivalKind.FRESH < ArrivalKind.AGAIN < ArrivalKind.POLLED < ArrivalKind.CHASE_UP
    assert Timer.MACHINE_DONE < Timer.UNIT_ANSWERS < Timer.OUTSIDE_OVER < Timer.REMINDER < Timer.DUE < Timer.WITHDRAWAL
