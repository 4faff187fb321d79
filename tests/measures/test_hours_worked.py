"""Hours of people, by day and by week: a shift counts in full on the day it begins, at both ends of the run too."""

from __future__ import annotations

import pytest

from sim.measures.people import heads_needed, hours_worked
from sim.model.run import run_model

from ..workload.building import outside, plan_of

TALK = {"law": "deterministic", "value": "1 min"}


def run(shifts, days=7, start="2026-03-02", **group):
    """A run of one group with hardly any calls."""
    plan = plan_of(
        clock={"start": start, "days": days},
        demand={"calls": {"per_day": 1, "types": {"any": 1.0}}},
        operators={"crew": {"talk": TALK, "shifts": shifts, **group}},
    )
    return run_model(plan, outside(plan))


def shift(start, end, **more):
    return {"start": start, "end": end, "staff": 1} | more


WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LATE_BREAK = [{"after": "6 h", "length": "150 min", "waves": 1}]


@pytest.mark.parametrize(("shifts", "days", "long_days", "worked"), [
    ({"night": shift("23:00", "07:00")}, 7, 0, 7),
    ({"night": shift("22:00", "06:00")}, 3, 0, 3),
    ({"night": shift("22:00", "08:00")}, 7, 7, 7),
    ({"night": shift("16:00", "01:00")}, 4, 4, 4),
    ({"night": shift("22:00", "08:00", breaks=LATE_BREAK)}, 7, 0, 7),  # 10 h less 2.5 h, after midnight
    ({"night": shift("22:00", "08:00", breaks=[{"after": "6 h", "length": "2 h", "waves": 1}])}, 7, 0, 7),  # just 8 h
    ({"night": shift("22:00", "08:00", breaks=[{"after": "6 h", "length": "119 min", "waves": 1}])}, 7, 7, 7),
    ({"night": shift("20:00", "08:00", days=["sun"])}, 7, 1, 1),  # the night before Monday is not of this week
    ({"night": shift("20:00", "08:00", days=["sun"])}, 6, 0, 0),
    ({"day": shift("00:00", "08:00")}, 5, 0, 5),
    ({"guard": shift("00:00", "24:00")}, 2, 2, 2),
])  # fmt: skip
def test_days_are_those_on_which_shifts_begin(shifts, days, long_days, worked):
    """Neither the half of a night that began before the run, nor the cut half of the last one, makes a day long."""
    hours = hours_worked(run(shifts, days))[0]
    assert (hours.long_days, hours.days) == (long_days, worked)


@pytest.mark.parametrize(("days", "over_40", "over_44", "without_rest"), [
    (["mon", "tue", "wed", "thu", "fri"], 0, 0, 0),  # 5 x 8 h = 40 h
    (["sun", "mon", "tue", "wed", "thu"], 0, 0, 0),  # the Sunday night that began before the run is of no week
    (["mon", "tue", "wed", "thu", "fri", "sun"], 2, 2, 0),  # 48 h
    (WEEK, 2, 2, 2),
])  # fmt: skip
def test_weeks_are_those_on_which_shifts_begin(days, over_40, over_44, without_rest):
    """Two weeks of nights from 22:00 to 06:00, the last of which ends after the run."""
    found = hours_worked(run({"night": shift("22:00", "06:00", days=days)}, 14))[0]
    assert (found.weeks, found.over_40, found.over_44, found.without_rest) == (2, over_40, over_44, without_rest)


@pytest.mark.parametrize("start", ["2026-03-28", "2026-10-24"])
def test_a_night_over_a_change_of_clocks(start):
    """The night on which an hour is left out has seven hours, that of the hour twice nine: one long day of two."""
    plan = plan_of(
        clock={"start": start, "days": 2, "zone": "Europe/Berlin"},
        demand={"calls": {"per_day": 1, "types": {"any": 1.0}}},
        operators={"crew": {"talk": TALK, "shifts": {"night": shift("22:00", "06:00")}}},
    )
    hours = hours_worked(run_model(plan, outside(plan)))[0]
    assert (hours.long_days, hours.days) == (int(start == "2026-10-24"), 2)


def test_the_same_people_in_two_spells_of_a_day_count_once():
    """Four people who work mornings and evenings are four heads with ten hours a day, and no eight."""
    morning = {"start": "07:00", "end": "12:00", "staff": 4}
    split = {"morning": morning, "evening": {"start": "17:00", "end": "22:00", "same_people_as": "morning"}}
    two_teams = {"morning": morning, "evening": {"start": "17:00", "end": "22:00", "staff": 4}}
    one, two = run(split), run(two_teams)
    assert (len(one.plan.person_group), len(two.plan.person_group)) == (4, 8)
    assert hours_worked(one)[0][:2] == (28, 28)
    assert hours_worked(two)[0][:2] == (56, 0)
    assert heads_needed(one.plan)[0] == (7, 7, 5)  # 280 h a week; 28 person-days a week, six each
    assert heads_needed(two.plan)[0] == (7, 7, 10)


@pytest.mark.parametrize(
    ("clock", "shifts", "worked"),
    [
        ({"days": 3, "begins_at": "03:00", "ends_at": "20:00"}, {"night": shift("22:00", "06:00")}, 2),
        ({"days": 2, "begins_at": "12:00"}, {"day": shift("06:00", "16:00")}, 1),
        ({"days": 2, "begins_at": "06:00"}, {"day": shift("06:00", "14:00")}, 2),
    ],
)
def test_a_shift_that_began_before_the_run_is_not_of_it(clock, shifts, worked):
    """Neither the end of the night before nor that of the same day's shift is added to anything."""
    plan = plan_of(
        clock={"start": "2026-03-02", **clock},
        demand={"calls": {"per_day": 1, "types": {"any": 1.0}}},
        operators={"crew": {"talk": TALK, "shifts": shifts}},
    )
    hours = hours_worked(run_model(plan, outside(plan)))[0]
    long = 1 if "day" in shifts and worked == 1 else 0
    assert (hours.long_days, hours.days) == (long, worked)
