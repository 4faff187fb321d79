"""A sound run violates nothing; each kind of damage is found and named."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.figures import Figure
from sim.measures.identities import check_identities
from sim.measures.run import measure
from sim.rules.codes import Outcome, StaffState

from .fabricated import S, call, make_log, message, shift
from .random_log import random_log


def sound(**damage):
    """One person, three calls, a message that was put down and taken up; `damage` changes columns of row 1."""
    rows = [
        call(100, wait=0, talk=100, wrap=20),
        call(150, wait=80, talk=50, wrap=20),
        call(160, Outcome.ABANDONED, wait=30),
        message(400, wait=0, talk=1600, resumed_us=1900 * S),
    ]
    rows[1] |= damage
    staff = [
        shift(0, 0, 1000),
        shift(0, 300, 400, state=StaffState.BREAK),
        shift(0, 400, 1000, state=StaffState.STRETCH, contact=3),
        shift(0, 1900, 3000),
    ]
    return make_log(rows, staff)


def test_a_sound_run_violates_nothing():
    """Work put down and taken up, breaks and abandons included."""
    assert check_identities(sound()) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ({"outcome": 7}, "attempts are not answered"),
        ({"outcome": -2}, "attempts are not answered"),
        ({"queued_us": -1}, "does not fit its entry"),
        ({"contact": 9}, "numbers are not 0, 1, 2"),
        ({"talk_end_us": 200 * S}, "talk_end_us out of order"),
        ({"arrived_us": 10**12}, "arrived outside the run"),
        ({"left_us": 230 * S}, "left at no instant, or the reverse"),
        ({"direct": -1}, "was settled before its talk ended"),
        ({"person": -1}, "was answered by nobody"),
        ({"attempt": 1}, "try out of sequence"),
        ({"request": -2}, "try out of sequence"),
        ({"request": 0}, "try out of sequence"),
        ({"answered_us": 215 * S, "resumed_us": 215 * S}, "works on two things at once"),
        ({"answered_us": 215 * S, "resumed_us": 215 * S}, "people are busy for"),
        ({"person": 1}, "person 1 starts work off shift"),
        (
            {"answered_us": 310 * S, "resumed_us": 310 * S, "talk_end_us": 320 * S, "wrap_up_end_us": 330 * S},
            "on a break",
        ),
    ],
)
def test_damage_is_found(damage, words):
    """Each damaged column is reported in words."""
    assert any(words in sentence for sentence in check_identities(sound(**damage))), check_identities(sound(**damage))


def test_the_first_of_several_is_named_and_the_rest_counted():
    """Of tries 0, 2, 1, 2 the second and the third are not those that were to come."""
    tries = [call(10 * n, request=3, attempt=attempt) for n, attempt in enumerate((0, 2, 1, 2))]
    found = check_identities(make_log(tries, [shift(person, 0, 1000) for person in range(4)]))
    assert "contact 1 is a try out of sequence for its request (and 1 more)" in found


def test_work_is_not_begun_after_the_rostered_end():
    """Somebody who overruns may finish, and takes nothing new."""
    log = make_log([call(990, talk=5, wrap=10), call(1000, wait=5)], [shift(0, 0, 1000, went=2000)])
    assert check_identities(log) == ["person 0 starts work off shift at 1005000000 microseconds"]


def test_a_shift_end_and_a_break_win_at_one_instant():
    """Work that would start at the very end of a shift or start of a break is off shift or on the break; at the start
    of a shift and the end of a break it is fine."""
    staff = [shift(0, 100, 900), shift(0, 300, 400, state=StaffState.BREAK)]

    def at(start):
        return check_identities(make_log([call(start, talk=1, wrap=0)], staff))

    assert at(100) == at(400) == []
    assert "on a break" in at(300)[0]
    assert "off shift" in at(900)[0]


def test_double_shifts_may_touch_but_not_overlap():
    """A person is on duty once at a time."""
    assert check_identities(make_log([], [shift(0, 0, 500), shift(0, 500, 900)])) == []
    assert "twice at once" in check_identities(make_log([], [shift(0, 0, 501), shift(0, 500, 900)]))[0]


def test_a_wait_that_ends_before_it_began_is_found():
    """By the order of its instants; and, where nobody else waits, by a number waiting below zero."""
    log = sound()
    log.contacts["queued_us"][2] += 90 * S
    found = " ".join(check_identities(log))
    assert "out of order" in found
    assert "Little" in found


@pytest.mark.parametrize(
    ("key", "change", "words"),
    [
        ("attempts", 1, "attempts"),
        ("mean_wait", 1e-6, "Little"),
        ("occupancy", 1e-6, "busy"),
        ("person_hours", 1e-6, "on duty"),
    ],
)
def test_measures_that_do_not_fit_the_log_are_found(key, change, words):
    """Measures are held against the sweeps: one call, or one microsecond of waiting, too many is found."""
    log = random_log(2)
    measures = measure(log)
    assert check_identities(log, measures) == []
    figure = measures.values[key]
    measures.values[key] = Figure(figure.numerator + change, figure.denominator, figure.value)
    (sentence,) = check_identities(log, measures)
    assert words in sentence


def test_open_contacts_are_clipped_at_the_end():
    """Waiting callers, work in hand and lying work at the end are no violation."""
    end = 86_400
    rows = [
        call(end - 50, talk=None),
        call(end - 40, Outcome.WAITING),
        call(end - 30, wait=0, talk=10, wrap=None, person=1),
        message(end - 900, talk=None, person=2),
    ]
    staff = [shift(p, end - 1000, end + 1000, went=None) for p in (0, 1)]
    staff += [shift(2, 0, end - 100), shift(2, end - 900, end - 100, state=StaffState.STRETCH, contact=3)]
    assert check_identities(make_log(rows, staff)) == []


def test_an_empty_run_is_sound():
    """Nothing happened, nothing is wrong."""
    assert check_identities(make_log([])) == []
    assert np.array_equal(make_log([]).contacts["contact"], [])
