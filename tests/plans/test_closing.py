"""When the last of those who answer leaves after closing, and what is said of those left in the queue."""

from __future__ import annotations

import numpy as np
import pytest

from sim.checks.closing import closed_warnings, closing_warnings
from sim.plans.closing import last_leaves_us
from sim.rules.codes import Duty

from ..workload.building import HOUR, plan_of

TALK = {"law": "deterministic", "value": "25 min"}
PATIENCE = {"law": "exponential", "mean": "2 min"}


def plan(ends="19:00", days=2, hours=None, patience=None, group=None):
    """A line open from 8:00 to 19:00, with one shift."""
    callers = {"hours": {"open": "08:00", "close": "19:00"} | (hours or {})} | (
        {"patience": patience} if patience else {}
    )
    shift = {"start": "08:00", "end": ends, "staff": 1}
    return plan_of(
        clock={"start": "2026-03-02", "days": days},
        callers=callers,
        operators={"desk": {"talk": TALK, "shifts": {"a": shift}} | (group or {})},
    )


def cleared(plan):
    """Hours at which those waiting are turned away because nobody is left."""
    return (plan.roster.time_us[plan.roster.kind == Duty.QUEUE_CLEARED] / HOUR).tolist()


@pytest.mark.parametrize("seed", range(30))
def test_the_last_to_leave_is_found_as_by_hand(seed):
    """From each closing, walk minute by minute as long as somebody is at work."""
    rng = np.random.default_rng(seed)
    from_us = rng.integers(0, 60, size=int(rng.integers(0, 12)))
    until_us = from_us + rng.integers(0, 9, size=len(from_us))
    closings = np.sort(rng.integers(0, 70, size=8))
    expected = []
    for now in closings.tolist():
        while any(start <= now < end for start, end in zip(from_us, until_us, strict=True)):
            now += 1
        expected.append(now)
    assert last_leaves_us(closings, from_us, until_us).tolist() == expected


@pytest.mark.parametrize(("ends", "hours", "group", "right"), [
    ("19:00", {}, {}, [19, 43]),
    ("21:30", {}, {}, [21.5, 45.5]),
    ("08:00", {}, {}, []),  # round the clock
    ("18:00", {}, {}, [19, 43]),
    ("21:30", {"at_close": "stay"}, {}, []),
    ("21:30", {"at_close": "clear"}, {}, []),
    ("21:30", {}, {"shift_end": "no_late_start", "no_late_start_margin": "30 min"}, [21, 45]),
    ("21:30", {}, {"shift_end": "no_late_start", "no_late_start_margin": "4 h"}, [19, 43]),
])  # fmt: skip
def test_when_those_waiting_are_turned_away(ends, hours, group, right):
    """At closing, or when the last operator begins nothing more; never where somebody works until the line reopens."""
    assert cleared(plan(ends, hours=hours, group=group)) == right


def test_nobody_is_turned_away_before_the_line_reopens():
    """A lunch closing with people at work over lunch clears nobody."""
    hours = {"open": "08:00", "close": "19:00", "days": ["mon"]}
    assert cleared(plan("19:00", hours=hours)) == [19]
    assert (
        cleared(plan_of(operators={"desk": {"talk": TALK, "shifts": {"a": {"start": "08:00", "end": "19:00"}}}})) == []
    )


def test_those_left_in_the_queue_are_warned_about():
    """The last shift ends as the line closes, and nobody ever gives up."""
    assert closing_warnings(plan()) == [
        "callers.hours: the line closes when nobody works on who could answer (2 times, first 2026-03-02 19:00), so "
        "whoever still waits with a call of type 'any' is turned away: let a shift end later, or write at_close: clear "
        "if that is meant"
    ]
    stay = closing_warnings(plan(hours={"at_close": "stay"}))
    assert "waits until somebody comes, 13 h later: let a shift end later, or write at_close: clear" in stay[0]
    assert "(once, first 2026-03-02 19:00)" in closing_warnings(plan(days=1))[0]
    assert "waits to the end of the run" in closing_warnings(plan("18:30", days=1, hours={"at_close": "stay"}))[0]


@pytest.mark.parametrize(("ends", "hours", "patience"), [
    ("20:00", {}, None), ("19:00", {"at_close": "clear"}, None), ("19:00", {}, PATIENCE),
    ("19:00", {"at_close": "stay"}, PATIENCE), ("08:00", {}, None),
])  # fmt: skip
def test_nothing_is_said_where_nobody_is_left(ends, hours, patience):
    """Somebody works on, the line is cleared, or callers give up by themselves."""
    assert closing_warnings(plan(ends, hours=hours, patience=patience)) == []


def calls(per_day, profile="flat", channel="phone"):
    """A stream of one type."""
    return {"per_day": per_day, "profile": profile, "channel": channel, "types": {"any": 1}}


@pytest.mark.parametrize(("demand", "hours", "told"), [
    ({"a": calls(240)}, {"open": "08:00", "close": "20:00"}, "50 % of the calls (240 of 480 in the run)"),
    ({"a": calls(240)}, {"open": "10:00", "close": "12:00"}, "91.7 % of the calls (440 of 480 in the run)"),
    ({"a": calls(240)}, {"open": "20:00", "close": "08:00"}, "50 % of the calls"),
    ({"a": calls(240)}, {"open": "00:00", "close": "24:00", "days": ["mon"]}, "50 % of the calls (240 of 480"),
    ({"a": calls(240), "b": calls(720, [0] * 12 + [1] * 12)}, {"open": "12:00", "close": "24:00"},
     "12.5 % of the calls (240 of 1,920 in the run)"),
    ({"a": calls(240), "b": calls(720, channel="transfer")}, {"open": "08:00", "close": "20:00"}, "50 % of the calls"),
    ({"a": calls(240)}, {"open": "00:00", "close": "22:30"}, "6.25 % of the calls (30 of 480 in the run)"),
    ({"a": calls(240)}, {"open": "00:00", "close": "23:00"}, None),
    ({"a": calls(240, [0] * 8 + [1] * 12 + [0] * 4)}, {"open": "08:00", "close": "20:00"}, None),
    ({"a": calls(0)}, {"open": "08:00", "close": "20:00"}, None),
    ({"a": calls(240, channel="transfer")}, {"open": "08:00", "close": "20:00"}, None),
])  # fmt: skip
def test_the_share_of_calls_that_find_the_line_closed_is_said(demand, hours, told):
    """By hand: 10 calls an hour over two days, and the hours the line is open; up to 5 % nothing is said."""
    found = closed_warnings(
        plan_of(clock={"start": "2026-03-02", "days": 2}, demand=demand, callers={"hours": hours}, tickets={})
    )
    assert len(found) == (told is not None)
    assert told is None or found[0].startswith(f"callers.hours: {told}")


def test_a_line_that_never_closes_turns_nobody_away():
    """Without opening hours, and over a clock change, all calls are taken."""
    assert closed_warnings(plan_of(demand={"a": calls(240)})) == []
    berlin = {"start": "2026-03-28", "days": 2, "zone": "Europe/Berlin"}
    always = {"hours": {"open": "00:00", "close": "24:00"}}
    assert closed_warnings(plan_of(clock=berlin, demand={"a": calls(240)}, callers=always)) == []


def test_a_group_that_cannot_answer_does_not_count():
    """Messages are answered until 22:00 by people who take no calls: the callers of 19:00 are warned about."""
    group = {"skills": [{"channel": "phone"}]}
    more = {
        "desk": {"talk": TALK, "shifts": {"a": {"start": "08:00", "end": "19:00", "staff": 1}}, **group},
        "mail": {
            "online": {"work": TALK}, "skills": [{"channel": "online"}],
            "shifts": {"a": {"start": "08:00", "end": "22:00", "staff": 1}},
        },
    }  # fmt: skip
    found = plan_of(callers={"hours": {"open": "08:00", "close": "19:00"}}, operators=more)
    assert cleared(found) == [19]
    assert len(closing_warnings(found)) == 1
