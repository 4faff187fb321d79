"""Who works a shift on a date: crews of different strength, other head counts on some dates, split shifts."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.plans.plan import Plan
from sim.staffing.heads import find_posts

from ..workload.building import DAY, HOUR, outside, plan_of, scenario_of
from .test_roster import on_duty, roster_of

EARLY_LATE = {"early": {"start": "06:00", "end": "14:00"}, "late": {"start": "14:00", "end": "22:00"}}
CREWS = {"crews": {"a": 3, "b": 5}, "cycle": ["early", "late"]}
MONDAY = {"start": "2025-06-02", "days": 6}


def people_on(plan: Plan, shift: str, day: int) -> list[int]:
    """Who begins a shift on a day of the run."""
    roster = plan.roster
    of = (roster.duty_shift == plan.shift_names.index(shift)) & (roster.duty_start_us // DAY == day)
    return sorted(roster.duty_person[of].tolist())


@pytest.mark.parametrize(("exception", "early", "late"), [
    ({"shift": "early", "staff": 2}, [3, 2, 2, 5, 3, 5], [5, 3, 5, 3, 5, 3]),
    ({"shift": "early", "staff": 0}, [3, 0, 0, 5, 3, 5], [5, 3, 5, 3, 5, 3]),
    ({"shift": "early", "staff": 9}, [3, 9, 9, 5, 3, 5], [5, 3, 5, 3, 5, 3]),
    ({"shift": "late", "staff": 4}, [3, 5, 3, 5, 3, 5], [5, 4, 4, 3, 5, 3]),
])  # fmt: skip
def test_an_exception_replaces_the_crews_of_a_shift(exception, early, late):
    """From Tuesday to Wednesday so many work the shift as the exception says; the other shift has its whole crew."""
    dates = {"start": "2025-06-03", "end": "2025-06-04"}
    plan = roster_of(clock=MONDAY, shifts=EARLY_LATE, rotation=CREWS, exceptions=[exception | dates])
    assert on_duty(plan, "early")[8::24] == early
    assert on_duty(plan, "late")[15::24] == late


def test_whom_an_exception_in_a_rotation_takes():
    """The first of the crew stay; more than a crew are filled up with people of the shift, the same ones each time."""
    dates = {"start": "2025-06-03", "end": "2025-06-04"}
    few = roster_of(
        clock=MONDAY, shifts=EARLY_LATE, rotation=CREWS, exceptions=[{"shift": "early", "staff": 2} | dates]
    )
    crew = people_on(few, "late", 0)  # crew b, on the early shift on Tuesday
    assert people_on(few, "early", 1) == crew[:2]
    many = roster_of(
        clock=MONDAY, shifts=EARLY_LATE, rotation=CREWS, exceptions=[{"shift": "early", "staff": 9} | dates]
    )
    extra = [set(people_on(many, "early", day)) - set(people_on(many, "late", day - 1)) for day in (1, 2)]
    assert (len(extra[0]), len(extra[1])) == (4, 6)
    assert extra[0] < extra[1]
    assert len(many.person_group) == 8 + 6


def test_two_crews_on_one_shift_share_an_exception():
    """Where two crews work a shift, the first one by name is taken first."""
    rotation = {"crews": {"a": 3, "b": 4, "c": 5, "d": 6}, "cycle": ["early", "late"]}
    plan = roster_of(
        clock=MONDAY,
        shifts=EARLY_LATE,
        rotation=rotation,
        exceptions=[{"shift": "early", "start": "2025-06-02", "staff": 5}],
    )
    # Crew k started k * 2 // 4 steps later: a and b are early on Monday, c and d late.
    assert on_duty(plan, "early")[8::24] == [5, 11, 7, 11, 7, 11]
    assert on_duty(plan, "late")[15::24] == [11, 7, 11, 7, 11, 7]
    a, b = people_on(plan, "late", 1)[:3], people_on(plan, "late", 1)[3:]
    assert people_on(plan, "early", 0) == sorted(a + b[:2])


def test_an_exception_on_a_shift_with_crews_and_people_of_its_own():
    """A shift with two people of its own besides its crew has just so many in all as the exception says."""
    shifts = {**EARLY_LATE, "early": {**EARLY_LATE["early"], "staff": 2}}
    for staff, right in ((1, 1), (4, 4), (7, 7)):
        exceptions = [{"shift": "early", "start": "2025-06-04", "staff": staff}]
        plan = roster_of(clock=MONDAY, shifts=shifts, rotation=CREWS, exceptions=exceptions)
        assert on_duty(plan, "early")[8::24] == [5, 7, right, 7, 5, 7]


@pytest.mark.parametrize("sizes", [[1, 1, 1], [10, 11, 12], [2, 0, 7], [1, 30, 4]])
def test_crews_of_different_strength(sizes):
    """Over whole cycles each crew works each step equally often, whatever its size, and its people are its own."""
    shifts = {**EARLY_LATE, "night": {"start": "22:00", "end": "06:00"}}
    rotation = {"crews": dict(zip("abc", sizes, strict=True)), "cycle": ["early", "late", "night"]}
    plan = roster_of(clock={"start": "2025-06-02", "days": 9}, shifts=shifts, rotation=rotation)
    roster = plan.roster
    begun = roster.duty_start_us > 0
    for place, shift in enumerate(shifts):
        of = begun & (roster.duty_shift == plan.shift_names.index(shift))
        begins = np.bincount(roster.duty_start_us[of] // DAY, minlength=9).tolist()
        assert begins == [sizes[(day - place) % 3] for day in range(9)]
    assert set(np.bincount(roster.duty_person[begun], minlength=sum(sizes)).tolist()) == {9}


SPLIT = {
    "morning": {"start": "07:00", "end": "11:00", "staff": 3, "days": "working_days"},
    "evening": {"start": "17:00", "end": "21:00", "same_people_as": "morning"},
}


def split(**more) -> Plan:
    shifts = {name: dict(SPLIT[name], **more.pop(name, {})) for name in SPLIT}
    return roster_of(clock={"start": "2025-06-05", "days": 4, **more.pop("clock", {})}, shifts=shifts, **more)


def test_a_split_shift_is_worked_by_the_same_people():
    """The evening has the people, the head count and the days of the morning, if it says nothing else."""
    plan = split()
    assert [people_on(plan, shift, day) for day in range(4) for shift in SPLIT] == [[0, 1, 2]] * 4 + [[]] * 4
    assert len(plan.person_group) == 3


@pytest.mark.parametrize(("evening", "counts", "people"), [
    ({"staff": 2}, [2, 2, 2, 2], 3),
    ({"staff": 5}, [5, 5, 5, 5], 5),
    ({"days": ["fri", "sat"]}, [0, 3, 3, 0], 3),
    ({"staff": 1, "days": ["sun"]}, [0, 0, 0, 1], 3),
])  # fmt: skip
def test_the_other_half_may_be_another(evening, counts, people):
    """Fewer, more or other days: those who work both halves stay the same people."""
    plan = split(evening=evening)
    assert [len(people_on(plan, "evening", day)) for day in range(4)] == counts
    assert len(plan.person_group) == people


def test_exceptions_of_a_split_shift():
    """An exception of the morning holds for the evening, unless the evening has its own."""
    day = {"start": "2025-06-06", "end": "2025-06-06"}
    plan = split(exceptions=[{"shift": "morning", "staff": 1} | day])
    assert [len(people_on(plan, shift, 1)) for shift in SPLIT] == [1, 1]
    plan = split(exceptions=[{"shift": "morning", "staff": 1} | day, {"shift": "evening", "staff": 2} | day])
    assert [len(people_on(plan, shift, 1)) for shift in SPLIT] == [1, 2]


def test_a_split_shift_in_a_rotation():
    """A crew works both halves on its day, and an exception of the first half holds for both."""
    shifts = {"morning": {"start": "07:00", "end": "11:00"}, "evening": SPLIT["evening"]}
    rotation = {"crews": {"a": 2, "b": 3}, "cycle": ["morning", "off"]}
    plan = roster_of(
        clock={"start": "2025-06-02", "days": 4},
        shifts=shifts,
        rotation=rotation,
        exceptions=[{"shift": "morning", "start": "2025-06-04", "staff": 1}],
    )
    assert [people_on(plan, shift, day) for day in range(4) for shift in shifts] == [
        [0, 1], [0, 1], [2, 3, 4], [2, 3, 4], [0], [0], [2, 3, 4], [2, 3, 4],
    ]  # fmt: skip
    assert len(plan.person_group) == 5


def test_who_is_absent_misses_both_halves():
    """Absence is drawn for a person and a day: nobody is ill in the morning and at work in the evening."""
    plan = split(absence=0.4, morning={"staff": 40, "days": "all"})
    roster, missed = plan.roster, 0
    for replication in range(20):
        absent = outside(plan, replication).absent
        halves = {}
        for duty in range(len(roster.duty_person)):
            key = (int(roster.duty_person[duty]), int(roster.duty_start_us[duty] // DAY))
            halves.setdefault(key, set()).add(bool(absent[duty]))
        assert all(len(found) == 1 for found in halves.values())
        missed += absent.sum()
    assert 0.35 < missed / (20 * 320) < 0.45  # 40 %, standard error 0.9 %: false alarm below 1e-7


def test_staff_that_is_asked_for_leaves_the_other_half_out():
    """`need` varies the head count of the shift that the people belong to, and says so of the other."""
    operators = {"floor": {"talk": {"law": "exponential", "mean": "3 min"}, "shifts": SPLIT}}
    scenario = scenario_of(operators=operators)
    assert [post.name for post in find_posts(scenario).posts] == ["morning"]
    with pytest.raises(ScenarioError, match="'evening' is worked by the people of another shift"):
        find_posts(scenario, shift="evening")


def test_hours_of_a_unit_with_a_split_shift():
    """A unit without `hours` is open in both halves, before and after the run too."""
    law = {"law": "deterministic", "value": "5 s"}
    plan = plan_of(
        demand={"city": {"channel": "transfer", "per_day": 1, "types": {"any": "100 %"}}},
        tickets={"dispatch": {"smart": {"time": law, "accuracy": "100 %"}}, "routes": [{"units": {"crew": "100 %"}}]},
        units={"crew": {"work": law, "shifts": SPLIT}},
    )
    hours = plan.tickets.units[0].hours
    for open_us, close_us in ((7, 11), (17, 21), (31, 35), (41, 45)):
        assert hours.close_us[hours.open_us == open_us * HOUR].tolist() == [close_us * HOUR]
