"""Who is on duty when: weekly patterns, exceptions, rotations, staff files, breaks, shrinkage, absence, opening."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.plans.plan import Plan
from sim.rules.codes import Duty, StaffState
from sim.scenario.schema_operators import Group

from ..workload.building import DAY, HOUR, MINUTE, check_mean, outside, plan_of, write_csv

TALK = {"law": "exponential", "mean": "3 min"}
WEEK = {"start": "2025-06-02", "days": 14}
"""Two weeks from a Monday."""


def roster_of(folder="", clock=None, **group) -> Plan:
    """The plan of one group."""
    return plan_of(folder, clock=clock or {"days": 1}, operators={"floor": {"talk": TALK} | group})


def on_duty(plan: Plan, shift: str | None = None) -> list[int]:
    """Planned head count at each full hour."""
    roster, hours = plan.roster, np.arange(0, plan.horizon_us, HOUR)
    of = np.full(len(roster.duty_shift), True) if shift is None else roster.duty_shift == plan.shift_names.index(shift)
    there = (roster.duty_start_us[of, None] <= hours) & (hours < roster.duty_end_us[of, None])
    return there.sum(axis=0).tolist()


def test_shifts_by_the_clock():
    """A shift begins and ends by the local clock; an end at or before its start is on the next day, equal is 24 h."""
    plan = roster_of(
        clock={"days": 2},
        shifts={
            "day": {"start": "08:00", "end": "16:00", "staff": 5},
            "night": {"start": "22:00", "end": "06:00", "staff": 2},
            "guard": {"start": "12:00", "end": "12:00", "staff": 1},
        },
    )
    hours = np.arange(48) % 24
    assert on_duty(plan, "day") == (5 * ((hours >= 8) & (hours < 16))).tolist()
    assert on_duty(plan, "night") == (2 * ((hours >= 22) | (hours < 6))).tolist()
    assert on_duty(plan, "guard") == [1] * 48
    assert (plan.roster.duty_start_us >= 0).all()


def test_days_of_the_week():
    """A shift may hold on some weekdays, on working days or on the others; by a calendar that knows holidays."""
    shifts = {
        "mondays": {"start": "00:00", "end": "24:00", "staff": 1, "days": ["mon"]},
        "work": {"start": "00:00", "end": "24:00", "staff": 10, "days": "working_days"},
        "rest": {"start": "00:00", "end": "24:00", "staff": 3, "days": "rest_days"},
    }
    plan = roster_of(clock={**WEEK, "holidays": ["2025-06-04"], "working_days": ["2025-06-15"]}, shifts=shifts)
    assert on_duty(plan)[::24] == [11, 10, 3, 10, 10, 3, 3, 11, 10, 10, 10, 10, 3, 10]


def test_exceptions():
    """A dated exception replaces a shift's head count, on days it does not hold too; the first that fits counts."""
    plan = roster_of(
        clock=WEEK,
        shifts={"work": {"start": "09:00", "end": "17:00", "staff": 10, "days": "working_days"}},
        exceptions=[
            {"shift": "work", "start": "2025-06-05", "staff": 4},
            {"shift": "work", "start": "2025-06-04", "end": "2025-06-07", "staff": 6},
        ],
    )
    assert on_duty(plan)[12::24] == [10, 10, 6, 4, 6, 6, 0, 10, 10, 10, 10, 10, 0, 0]
    assert len(plan.person_group) == 10


def test_four_crews_three_shifts():
    """Four crews step through day, evening, night, off: each shift has one crew every day, each crew every fourth."""
    plan = roster_of(
        clock={"start": "2025-06-02", "days": 12},
        shifts={
            "day": {"start": "08:00", "end": "16:00"},
            "evening": {"start": "16:00", "end": "24:00"},
            "night": {"start": "00:00", "end": "08:00"},
        },
        rotation={"crews": {"a": 10, "b": 11, "c": 12, "d": 13}, "cycle": ["day", "evening", "night", "off"]},
    )
    sizes = [10, 11, 12, 13]
    for place, (shift, hour) in enumerate((("day", 8), ("evening", 16), ("night", 0))):
        assert on_duty(plan, shift)[hour::24] == [sizes[(day - place) % 4] for day in range(12)]
    assert len(plan.person_group) == 46
    worked = np.bincount(plan.roster.duty_person, minlength=46)
    assert set(worked.tolist()) == {9}


def test_a_rotation_starts_on_its_first_day():
    """The first crew takes the first step on `first_day`, and the cycle runs backwards before it."""
    group = {
        "shifts": {"early": {"start": "06:00", "end": "14:00"}, "late": {"start": "14:00", "end": "22:00"}},
        "rotation": {"crews": {"a": 3, "b": 5}, "cycle": ["early", "late"], "first_day": "2025-06-05"},
    }
    plan = roster_of(clock={"days": 5}, **group)
    assert on_duty(plan, "early")[8::24] == [5, 3, 5, 3, 5]
    assert on_duty(plan, "late")[15::24] == [3, 5, 3, 5, 3]


def test_staff_file(tmp_path):
    """Head counts per interval: person i is there while the count is above i, in one duty per stretch and day."""
    heads = [2, 3, 3, 0, 1, 4, 4, 4]
    rows = [f"2025-06-02 {2 * i:02d}:00,{staff}" for i, staff in enumerate(heads)]
    write_csv(tmp_path, "staff.csv", "time,staff", rows[::-1])
    plan = roster_of(tmp_path, staff_file={"file": "staff.csv", "interval": "2 h"})
    assert on_duty(plan) == [staff for staff in heads for _ in range(2)] + [0] * 8
    duties = zip(
        *(getattr(plan.roster, f"duty_{name}").tolist() for name in ("person", "start_us", "end_us")), strict=True
    )
    assert sorted((person, start // HOUR, end // HOUR) for person, start, end in duties) == [
        (0, 0, 6), (0, 8, 16), (1, 0, 6), (1, 10, 16), (2, 2, 6), (2, 10, 16), (3, 10, 16),
    ]  # fmt: skip


def test_staff_file_over_midnight(tmp_path):
    """Head counts that go on over midnight keep the floor staffed without a gap, each day a duty of its own."""
    rows = [f"2025-06-{2 + i // 24:02d} {i % 24:02d}:00,3" for i in range(48)]
    write_csv(tmp_path, "staff.csv", "time,staff", rows)
    plan = roster_of(tmp_path, clock={"days": 2}, staff_file={"file": "staff.csv", "interval": "1 h"})
    assert on_duty(plan) == [3] * 48
    assert sorted(plan.roster.duty_end_us.tolist()) == [DAY] * 3 + [2 * DAY] * 3


def away_at_once(plan: Plan, state: StaffState) -> int:
    """The most people who are planned to be away at one instant."""
    roster = plan.roster
    rows = (roster.kind == Duty.PAUSE_DUE) & (roster.state == state)
    start, end = roster.time_us[rows], roster.time_us[rows] + roster.length_us[rows]
    return int(((start <= start[:, None]) & (start[:, None] < end)).sum(axis=1).max())


@pytest.mark.parametrize("staff", [1, 2, 7, 8, 9, 16, 20, 61])
@pytest.mark.parametrize("waves", [1, 4, 8])
def test_breaks_come_in_waves(staff, waves):
    """Everyone has every break, at most ceil(staff / waves) at once, none before `after`."""
    breaks = [
        {"after": "2 h", "length": "10 min", "waves": waves},
        {"after": "4 h", "length": "20 min", "waves": waves},
    ]
    shift = {"start": "08:00", "end": "18:00", "staff": staff}
    plan = roster_of(shifts={"day": shift}, breaks=breaks)
    rows = plan.roster.kind == Duty.PAUSE_DUE
    assert rows.sum() == 2 * staff
    assert away_at_once(plan, StaffState.BREAK) == math.ceil(staff / waves)
    assert plan.roster.time_us[rows].min() == 10 * HOUR
    assert (plan.roster.time_us[rows] + plan.roster.length_us[rows] <= 18 * HOUR).all()


def test_breaks_are_in_waves_by_default():
    """Without saying so, at most an eighth of a shift is away at once."""
    shift = {"start": "08:00", "end": "16:00", "staff": 120, "breaks": [{"after": "2 h", "length": "15 min"}]}
    assert away_at_once(roster_of(shifts={"day": shift}), StaffState.BREAK) == 15
    assert Group.model_validate({"breaks": [{"after": "2 h", "length": "15 min"}]}).breaks[0].waves == 8


def test_a_break_of_the_day_before_goes_on():
    """A night shift's break that is under way at the start of the horizon lasts what is left of it."""
    plan = roster_of(
        shifts={
            "night": {
                "start": "22:00", "end": "06:00", "staff": 1, "days": ["sun"],
                "breaks": [{"after": "110 min", "length": "30 min"}],
            }
        },
    )  # fmt: skip
    rows = plan.roster.kind == Duty.PAUSE_DUE
    assert plan.roster.time_us[rows].tolist() == [0]
    assert plan.roster.length_us[rows].tolist() == [20 * MINUTE]


@pytest.mark.parametrize(("share", "length"), [(0.05, "30 min"), (0.12, "30 min"), (0.3, "20 min"), (0.15, "2 h")])
def test_shrinkage(share, length):
    """The stated share of each shift is off the phone, within a microsecond a slice, in slices no longer than
    stated, that do not overlap and lie within the shift; and at any time about that share of people is away."""
    staff, hours = 40, 8
    plan = roster_of(
        shifts={"day": {"start": "08:00", "end": "16:00", "staff": staff}}, shrinkage=share, shrinkage_slice=length
    )
    roster = plan.roster
    rows = (roster.kind == Duty.PAUSE_DUE) & (roster.state == StaffState.OFF_PHONE)
    person, start, long = roster.id[rows], roster.time_us[rows], roster.length_us[rows]
    longest = {"20 min": 20, "30 min": 30, "2 h": 120}[length] * MINUTE
    assert long.max() <= longest
    for one in range(staff):
        mine = np.sort(start[person == one])
        assert abs(long[person == one].sum() - share * hours * HOUR) <= len(mine) + 1
        assert (np.diff(mine) >= long[0]).all()
        assert mine[0] >= 8 * HOUR
        assert mine[-1] + long[0] <= 16 * HOUR
    middle = np.arange(8 * HOUR + 30 * MINUTE, 15 * HOUR + 30 * MINUTE, MINUTE)
    away = ((start <= middle[:, None]) & (middle[:, None] < start + long)).sum(axis=1)
    assert away.max() <= math.ceil(staff / 8) * math.ceil(8 * share + 1)


def test_absence():
    """Absent are the stated share of duties, person by person, whole shifts, and more absence keeps the absent away
    (z-test over 400 replications, false alarm 5e-9)."""
    shift = {"start": "08:00", "end": "16:00", "staff": 25}
    little, much = (roster_of(clock={"days": 4}, shifts={"day": shift}, absence=share) for share in (0.08, 0.2))
    away = []
    for replication in range(400):
        few, many = outside(little, replication).absent, outside(much, replication).absent
        assert (few <= many).all()
        away.append((few.sum(), many.sum()))
    check_mean([few for few, _ in away], 8, "absent at 8 %")
    check_mean([many for _, many in away], 20, "absent at 20 %")


def test_absence_keeps_people_when_staff_is_added():
    """More people on a shift, or another shift, leave everyone's absences as they were."""
    day, late = ({"start": start, "end": end, "staff": 10} for start, end in (("08:00", "16:00"), ("16:00", "24:00")))
    base = roster_of(clock={"days": 3}, shifts={"zday": day}, absence=0.3)
    more = roster_of(clock={"days": 3}, shifts={"alate": late, "zday": {**day, "staff": 14}}, absence=0.3)

    def missed(plan: Plan, replication: int) -> set[tuple[int, int]]:
        roster, absent = plan.roster, outside(plan, replication).absent
        mine = (roster.duty_shift == plan.shift_names.index("zday")) & absent
        first = roster.duty_person[roster.duty_shift == plan.shift_names.index("zday")].min()
        return set(zip(roster.duty_start_us[mine].tolist(), (roster.duty_person[mine] - first).tolist(), strict=True))

    for replication in range(20):
        old, new = missed(base, replication), missed(more, replication)
        assert old == {(start, place) for start, place in new if place < 10}


def test_no_late_start():
    """Nothing begins within the margin before the end of a shift; a margin longer than the shift means never."""
    for margin, last in (("30 min", 15.5), ("12 h", 8.0)):
        plan = roster_of(
            shifts={"day": {"start": "08:00", "end": "16:00", "staff": 2}},
            shift_end="no_late_start",
            no_late_start_margin=margin,
        )
        rows = plan.roster.kind == Duty.LAST_START
        assert plan.roster.time_us[rows].tolist() == [round(last * HOUR)] * 2


def test_rows_are_sorted():
    """The roster's rows are in order of time, then kind, then id."""
    plan = roster_of(
        clock=WEEK,
        shifts={
            "day": {"start": "08:00", "end": "16:00", "staff": 5},
            "late": {"start": "16:00", "end": "24:00", "staff": 4},
        },
        breaks=[{"after": "0 s", "length": "15 min"}],
        shrinkage=0.1,
    )
    rows = list(zip(plan.roster.time_us.tolist(), plan.roster.kind.tolist(), plan.roster.id.tolist(), strict=True))
    assert rows == sorted(rows)


def lines_open(plan: Plan) -> list[tuple[int, float]]:
    """(kind, hour) of each opening and closing."""
    rows = plan.roster.id[np.isin(plan.roster.kind, (Duty.LINE_CLOSES, Duty.LINE_OPENS))].size
    mask = np.isin(plan.roster.kind, (Duty.LINE_CLOSES, Duty.LINE_OPENS))
    assert rows == mask.sum()
    return list(zip(plan.roster.kind[mask].tolist(), (plan.roster.time_us[mask] / HOUR).tolist(), strict=True))


def test_opening_hours():
    """The line opens and closes by its hours on its days; hours over midnight are open from the start."""
    hours = {"open": "08:30", "close": "17:00", "days": "working_days"}
    plan = plan_of(clock={"start": "2025-06-06", "days": 4}, callers={"hours": hours})
    opens, closes = Duty.LINE_OPENS, Duty.LINE_CLOSES
    assert lines_open(plan) == [(opens, 8.5), (closes, 17.0), (opens, 80.5), (closes, 89.0)]
    night = plan_of(callers={"hours": {"open": "20:00", "close": "06:00"}})
    assert lines_open(night) == [(opens, 0.0), (closes, 6.0), (opens, 20.0), (closes, 30.0)]
    assert lines_open(plan_of()) == []


def test_a_line_open_day_and_night_never_closes():
    """Hours from 00:00 to 24:00 on all days are one long opening: nobody who waits at midnight is turned away."""
    plan = plan_of(clock={"days": 3}, callers={"hours": {"open": "00:00", "close": "24:00", "at_close": "clear"}})
    inside = [hour for kind, hour in lines_open(plan) if kind == Duty.LINE_CLOSES and hour < 72]
    assert inside == []


def test_shifts_on_a_day_of_23_hours():
    """A shift over the change of clocks lasts an hour less, and everyone still comes and goes by the local clock."""
    plan = roster_of(
        clock={"start": "2025-03-08", "days": 3, "zone": "America/New_York"},
        shifts={
            "night": {"start": "22:00", "end": "06:00", "staff": 1},
            "day": {"start": "06:00", "end": "22:00", "staff": 1},
        },
    )
    night = plan.roster.duty_shift == plan.shift_names.index("night")
    lengths = (plan.roster.duty_end_us - plan.roster.duty_start_us)[night]
    assert sorted((lengths / HOUR).tolist()) == [6.0, 7.0, 8.0, 8.0]
    assert on_duty(plan) == [1] * 71


def test_breaks_at_a_clock_time(tmp_path):
    """Noon is at noon on days on which clocks are moved too, in nights, and for people from a staff file."""
    noon = [{"at": "12:00", "length": "30 min", "waves": 1}]
    clock = {"start": "2025-03-08", "days": 3, "zone": "America/New_York"}
    shifts = {"day": {"start": "01:00", "end": "13:00", "staff": 1}}
    rows = roster_of(clock=clock, shifts=shifts, breaks=noon).roster
    at_noon = rows.time_us[rows.kind == Duty.PAUSE_DUE] / HOUR
    assert at_noon.tolist() == [12, 24 + 11, 47 + 12]  # the second day has 23 hours
    night = {"night": {"start": "20:00", "end": "06:00", "staff": 1, "breaks": [{"at": "02:30", "length": "5 min"}]}}
    rows = roster_of(clock={"start": "2025-06-02", "days": 2}, shifts=night).roster
    assert (rows.time_us[rows.kind == Duty.PAUSE_DUE] / HOUR).tolist() == [2.5, 26.5, 50.5]
    staff = [f"2025-06-02 {hour:02d}:00,{1 if hour < 14 else 0}" for hour in range(6, 20)]
    write_csv(tmp_path, "staff.csv", "time,staff", staff)
    by_file = {"staff_file": {"file": "staff.csv", "interval": "1 h"}}
    rows = roster_of(tmp_path, **by_file, breaks=[*noon, {"at": "05:00", "length": "5 min"}]).roster
    assert (rows.time_us[rows.kind == Duty.PAUSE_DUE] / HOUR).tolist() == [12]


@pytest.mark.parametrize(("staff", "waves", "most"), [(2, 2, 1), (3, 2, 2), (7, 3, 3), (1, 8, 1), (9, 8, 2)])
def test_how_many_may_be_away(staff, waves, most):
    """One wave of a shift, rounded up, by shift, date and break; who takes a break all at once needs no turn."""
    breaks = [{"after": "1 h", "length": "10 min", "waves": waves}, {"after": "2 h", "length": "10 min", "waves": 1}]
    shifts = {name: {"start": "08:00", "end": "16:00", "staff": staff} for name in ("a", "b")}
    roster = roster_of(clock={"days": 2}, shifts=shifts, breaks=breaks).roster
    assert roster.cap_most.tolist() == [most] * 4
    rows = roster.kind == Duty.PAUSE_DUE
    assert np.bincount(roster.cap[rows] + 1).tolist() == [4 * staff, *[staff] * 4]


def test_crews_of_one_shift_take_their_breaks_together():
    """Two crews and people of its own on one shift are one shift: a third of all of them may be away."""
    plan = roster_of(
        clock={"days": 1},
        shifts={"day": {"start": "08:00", "end": "16:00", "staff": 2}, "late": {"start": "16:00", "end": "23:00"}},
        rotation={"crews": {"a": 3, "b": 4, "c": 5, "d": 6}, "cycle": ["day", "late"]},
        breaks=[{"after": "1 h", "length": "10 min", "waves": 3}],
    )
    assert sorted(plan.roster.cap_most.tolist()) == [3, 4]  # 2 + 3 + 4 by day, 5 + 6 late
