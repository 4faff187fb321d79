"""Counts, staff and volumes from files: their spacing, what stands twice, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import DataError
from sim.plans.plan import Plan

from ..workload.building import HOUR, MINUTE, plan_of, write_csv

MONDAY = "2026-03-02"


def hours(day: str, first: int, end: int, step: int = 60, cell: int = 5) -> list[str]:
    """Rows of one day from one hour to before another."""
    return [f"{day} {minute // 60:02d}:{minute % 60:02d},{cell}" for minute in range(first * 60, end * 60, step)]


def days(first: int, end: int) -> list[str]:
    """Dates of March 2026."""
    return [f"2026-03-{day:02d}" for day in range(first, end)]


def counted(folder: Path, rows: list[str], count_days: int = 1, **counts: Any) -> Plan:
    write_csv(folder, "c.csv", "time,count", rows)
    demand = {"a": {"counts": {"file": "c.csv"} | counts, "types": {"any": 1.0}}}
    return plan_of(folder, clock={"start": MONDAY, "days": count_days}, demand=demand)


def staffed_by(folder: Path, rows: list[str], count_days: int = 1, **more: Any) -> Plan:
    write_csv(folder, "s.csv", "time,staff", rows)
    staff_file = {"file": "s.csv"} | more.pop("staff_file", {})
    group = {"talk": {"law": "exponential", "mean": "1 min"}, "staff_file": staff_file} | more
    return plan_of(folder, clock={"start": MONDAY, "days": count_days}, operators={"floor": group})


@pytest.mark.parametrize(
    ("step", "stated", "sentence"),
    [
        (60, "30 min", r"^c.csv: the rows are 1 h apart, but 'interval' is 30 min: write interval: 1 h, or "),
        (30, "1 h", r"^c.csv: the rows are 30 min apart, but 'interval' is 1 h: write interval: 30 min"),
        (15, "5 min", r"^c.csv: the rows are 15 min apart, but 'interval' is 5 min"),
        (45, "30 min", r"^c.csv: the rows are 45 min apart, but 'interval' is 30 min"),
    ],
)  # fmt: skip
def test_another_interval_than_the_file_has_is_refused(tmp_path, step, stated, sentence):
    """The sentence names what the rows are apart and the key to mend; counts and staff alike."""
    with pytest.raises(DataError, match=sentence):
        counted(tmp_path, hours(MONDAY, 8, 17, step), interval=stated, use="mean")
    with pytest.raises(DataError, match=sentence.replace("c.csv", "s.csv")):
        staffed_by(tmp_path, hours(MONDAY, 8, 17, step), staff_file={"interval": stated})


def test_a_file_of_one_row_a_day_has_no_hours(tmp_path):
    """Daily totals under an interval of an hour would all come between midnight and one."""
    with pytest.raises(DataError, match=r"^c.csv: the rows are 1 d apart, but 'interval' is 1 h"):
        counted(tmp_path, [f"{day} 00:00,900" for day in days(2, 9)], 7, interval="1 h")


@pytest.mark.parametrize("step", [5, 15, 30, 60, 120, 1440])
def test_the_file_shows_its_interval(tmp_path, step):
    """Without 'interval' the distance of the rows is taken, closed nights and other gaps in between."""
    rows = [row for day in days(2, 5) for row in hours(day, 0 if step == 1440 else 8, 24 if step == 1440 else 18, step)]
    stream = counted(tmp_path, rows, 3).streams[0]
    assert set((stream.end_us - stream.start_us).tolist()) == {step * MINUTE}
    assert stream.start_us.tolist() == counted(tmp_path, rows, 3, interval=f"{step} min").streams[0].start_us.tolist()


def test_an_interval_that_cannot_be_seen_is_asked_for(tmp_path):
    """One row, or rows at odd distances, do not show how long an interval is."""
    with pytest.raises(DataError, match=r"^c.csv: one row does not show how long an interval is: write 'interval'"):
        counted(tmp_path, hours(MONDAY, 8, 9))
    with pytest.raises(DataError, match=r"^c.csv:5: time: '.* 11:30' is 1.5 h after the row before it, most are 1 h"):
        counted(tmp_path, [f"{MONDAY} {time},1" for time in ("08:00", "09:00", "10:00", "11:30")])


def test_rows_off_the_grid_are_named(tmp_path):
    """A row that begins within another, or between two steps of the grid, is named by its line."""
    rows = hours(MONDAY, 8, 12, 30)
    with pytest.raises(DataError, match=r"^c.csv:6: time: '2026-03-02 09:40' overlaps the interval before it"):
        counted(tmp_path, [*rows[:4], f"{MONDAY} 09:40,1", *rows[4:]], interval="30 min")
    with pytest.raises(
        DataError, match=r"^c.csv:10: time: '2026-03-02 12:10' is no whole number of intervals of 30 min"
    ):
        counted(tmp_path, [*rows, f"{MONDAY} 12:10,1"], interval="30 min")


def test_rows_left_out_because_nobody_called_are_zeros(tmp_path):
    """A database leaves out intervals without calls: the others are read where they are."""
    times = ("08:00", "08:30", "10:00", "11:30")
    stream = counted(tmp_path, [f"{MONDAY} {time},3" for time in times], interval="30 min").streams[0]
    assert (stream.start_us / HOUR).tolist() == [8, 8.5, 10, 11.5]
    assert stream.exact.tolist() == [3] * 4


@pytest.mark.parametrize("place", [0, 3, 8])
def test_a_row_that_stands_twice_is_refused(tmp_path, place):
    """Both lines are named, and the key that keeps one: files often hold a row for each of several lines."""
    rows = hours(MONDAY, 8, 17)
    rows.append(rows[place])
    with pytest.raises(DataError, match=rf"^c.csv:11: .* stands twice in the file \(line {place + 2} too\): 'where'"):
        counted(tmp_path, rows, interval="1 h")
    with pytest.raises(DataError, match=rf"^s.csv:11: .* stands twice in the file \(line {place + 2} too\)"):
        staffed_by(tmp_path, rows)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ({"2026-03-04"}, "no rows on 1 of 7 dates (2026-03-04)"),
        ({"2026-03-04", "2026-03-05"}, "no rows on 2 of 7 dates (2026-03-04, 2026-03-05)"),
        ({"2026-03-07", "2026-03-08"}, "no rows on 2 of 7 dates (2026-03-07, 2026-03-08)"),
    ],
)  # fmt: skip
def test_missing_dates_are_named(tmp_path, lost, said):
    """A date without a row is said, for counts, staff and volumes; nothing is said where all are there."""
    there = [day for day in days(2, 9) if day not in lost]
    rows = [row for day in there for row in hours(day, 0, 24)]
    assert counted(tmp_path, rows, 7).warnings == (f"c.csv: {said}: nobody calls then",)
    assert f"s.csv: {said}: nobody works then" in staffed_by(tmp_path, rows, 7).warnings
    write_csv(tmp_path, "v.csv", "date,count", [f"{day},100" for day in there])
    demand = {"a": {"per_date": {"file": "v.csv"}, "types": {"any": 1.0}}}
    plan = plan_of(tmp_path, clock={"start": MONDAY, "days": 7}, demand=demand)
    assert plan.warnings == (f"v.csv: {said}: nobody calls then",)
    assert counted(tmp_path, [row for day in days(2, 9) for row in hours(day, 0, 24)], 7).warnings == ()


def test_closed_weekends_and_nights_are_one_sentence_each(tmp_path):
    """A line open from 8 to 18 on working days: which weekdays, and which hours, have no rows."""
    weekdays = [day for day in days(2, 30) if int(day[-2:]) % 7 not in (0, 1)]
    warnings = counted(tmp_path, [row for day in weekdays for row in hours(day, 8, 18)], 28).warnings
    assert warnings == (
        "c.csv: no rows on 8 of 28 dates (every sat, sun): nobody calls then",
        "c.csv: no rows for 00:00-08:00, 18:00-24:00 on any date: nobody calls then",
    )


@pytest.mark.parametrize("without", ["2026-03-04 10:00", "2026-03-06 12:00", "2026-03-03 17:00"])
def test_a_missing_row_is_named(tmp_path, without):
    """A row that the other days have, in the middle or at the end of a day, is named by date and hour."""
    rows = [row for day in days(2, 7) for row in hours(day, 8, 18) if not row.startswith(without)]
    day, hour = without.split()
    said = f"no rows for {day} {hour}-{int(hour[:2]) + 1:02d}:00"
    assert [warning for warning in counted(tmp_path, rows, 5).warnings if said in warning]
    assert [warning for warning in staffed_by(tmp_path, rows, 5).warnings if said in warning]


def test_a_hole_in_a_single_day_is_named_and_a_closed_lunch_is_not_a_hole(tmp_path):
    """On one day a row between others is missing; over a week, an hour that no day has is a closed hour."""
    hole = [row for row in hours(MONDAY, 8, 18) if " 12:00" not in row]
    assert any("2026-03-02 12:00-13:00" in warning for warning in counted(tmp_path, hole).warnings)
    lunch = [row for day in days(2, 7) for row in hours(day, 8, 18) if " 12:00" not in row]
    said = counted(tmp_path, lunch, 5).warnings
    assert said == ("c.csv: no rows for 00:00-08:00, 12:00-13:00, 18:00-24:00 on any date: nobody calls then",)


def test_a_short_saturday_is_no_hole(tmp_path):
    """Half a Saturday beside full weekdays lacks nothing."""
    rows = [row for day in days(2, 7) for row in hours(day, 8, 18)] + hours("2026-03-07", 9, 13)
    assert not any("other dates have" in warning for warning in counted(tmp_path, rows, 6).warnings)


@pytest.mark.parametrize("kind", ["counts", "stamps", "per_date"])
def test_a_file_of_another_time_is_refused(tmp_path, kind):
    """A file none of whose rows lies in the horizon names its own dates and the key that says which are simulated."""
    column = "date" if kind == "per_date" else "time"
    clock = "" if kind == "per_date" else " 09:00"
    write_csv(tmp_path, "x.csv", f"{column},count", [f"2025-03-0{day}{clock},5" for day in (3, 4)])
    part = {"file": "x.csv"} | ({"interval": "1 d"} if kind == "counts" else {})
    with pytest.raises(DataError) as caught:
        plan_of(tmp_path, clock={"start": MONDAY, "days": 7}, demand={"a": {kind: part, "types": {"any": 1.0}}})
    assert str(caught.value) == (
        f"x.csv: {column}: no row lies in the horizon, 2026-03-02 to 2026-03-08: the file has 2025-03-03 to "
        "2025-03-04; clock.start and clock.days say which dates are simulated"
    )


def test_midnights_and_lost_days_of_stamps_are_said(tmp_path):
    """All times at midnight, and a date without a single of many calls, are too odd to be chance."""
    demand = {"a": {"stamps": {"file": "t.csv"}, "types": {"any": 1.0}}}
    write_csv(tmp_path, "t.csv", "time", [f"{day} 00:00:00" for day in days(2, 4) for _ in range(30)])
    said = plan_of(tmp_path, clock={"start": MONDAY, "days": 2}, demand=demand).warnings
    assert said == ("t.csv: time: all 60 times are midnight: did the file lose the time of day?",)
    write_csv(
        tmp_path, "t.csv", "time", [f"{day} 09:{i:02d}" for day in ("2026-03-02", "2026-03-04") for i in range(30)]
    )
    said = plan_of(tmp_path, clock={"start": MONDAY, "days": 3}, demand=demand).warnings
    assert said == ("t.csv: no rows on 1 of 3 dates (2026-03-03): nobody calls then",)
    write_csv(tmp_path, "t.csv", "time", [f"{MONDAY} 09:00", "2026-03-04 09:00"])
    assert plan_of(tmp_path, clock={"start": MONDAY, "days": 3}, demand=demand).warnings == ()


@pytest.mark.parametrize("time", ["2026-03-02", "2026/3/2", "20260302"])
def test_a_date_is_no_time_of_a_call(tmp_path, time):
    """Stamps and counts need a time of day."""
    write_csv(tmp_path, "t.csv", "time,count", [f"{time},1", f"{time},2"])
    for part in ({"stamps": {"file": "t.csv"}}, {"counts": {"file": "t.csv", "interval": "1 h"}}):
        with pytest.raises(DataError, match=rf"^t.csv:2: time: '{time}' is .*a date without a time of day|%Y%m%d"):
            plan_of(tmp_path, clock={"start": MONDAY}, demand={"a": part | {"types": {"any": 1.0}}})


def test_counts_of_a_day_at_midnight_are_said_to_be_spread(tmp_path):
    """1000 calls at 00:00 would come evenly by day and night: 'per_date' follows the profile."""
    for stated in ({}, {"interval": "1 d"}):
        plan = counted(tmp_path, [f"{day} 00:00,1000" for day in days(2, 5)], 3, **stated)
        assert plan.warnings == (
            "c.csv: the rows are 1 d apart: their counts are spread evenly over day and night; counts of a day go "
            "under 'per_date', which follows the profile",
        )
    assert staffed_by(tmp_path, [f"{day} 00:00,2" for day in days(2, 5)], 3).warnings == ()


def test_calls_of_an_interval_that_ends_after_the_run_are_counted(tmp_path):
    """A last row of four hours at 22:00 has half of its 1000 calls on the next day; at 20:00 it has none."""
    said = [
        warning
        for first in (22, 20)
        for warning in counted(tmp_path, [f"{MONDAY} {first - 4}:00,10", f"{MONDAY} {first}:00,1000"]).warnings
        if "ends after" in warning
    ]
    sentence = "about 500 of its 1000 calls come after it and are left out"
    assert said == [f"c.csv: the interval from 2026-03-02 22:00 ends after the run: {sentence}"]


def test_rows_before_the_run_begins_are_outside(tmp_path):
    """A run from 09:15 leaves out two of four rows from 07:00; the row at 09:00 is cut and not left out."""
    write_csv(tmp_path, "c.csv", "time,count", hours(MONDAY, 7, 11))
    demand = {"a": {"counts": {"file": "c.csv", "use": "mean"}, "types": {"any": 1.0}}}
    plan = plan_of(tmp_path, clock={"start": MONDAY, "days": 1, "begins_at": "09:15"}, demand=demand)
    assert "c.csv: 2 of 4 rows are outside the horizon" in plan.warnings
    with pytest.raises(DataError, match=r"^c.csv: time: no row lies in the horizon"):
        plan_of(tmp_path, clock={"start": MONDAY, "days": 1, "begins_at": "11:00"}, demand=demand)
