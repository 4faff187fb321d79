"""Files around changes of the clock: stamps, counts, staff and offsets against the zone's own instants."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sim.calendar.days import make_calendar
from sim.errors import DataError
from sim.plans.plan import Plan, StreamPlan
from sim.plans.tables import open_table
from sim.rules.codes import Duty
from sim.scenario.schema_data import DataFile

from ..workload.building import HOUR, MINUTE, outside, plan_of, write_csv

BACK = {
    "America/New_York": "2025-11-02", "Europe/London": "2025-10-26", "Australia/Lord_Howe": "2025-04-06",
    "America/Santiago": "2025-04-05", "Australia/Sydney": "2025-04-06", "America/St_Johns": "2025-11-02",
}  # fmt: skip
"""Days on which clocks are put back; by half an hour on Lord Howe, at midnight in Chile."""
FORWARD = {"America/New_York": "2025-03-09", "Australia/Lord_Howe": "2025-10-05", "Australia/Sydney": "2025-10-05"}


def instants(folder: Path, texts: list[str], zone: str, day: str) -> list[int]:
    """What a file's times are, in microseconds since the day's midnight."""
    write_csv(folder, "t.csv", "time", texts)
    calendar = make_calendar(date.fromisoformat(day), 2, zone, "none")[0]
    return open_table(DataFile(file="t.csv"), str(folder), ["time"]).instants("time", calendar).tolist()


def true_times(zone: str, day: str, count: int, seed: int) -> list[datetime]:
    """Instants of two days in order, many of them near the change."""
    draws = random.Random(seed)
    begun = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    near = sorted(
        draws.randrange(48 * 3600) if draws.random() < 0.3 else draws.randrange(30 * 3600) for _ in range(count)
    )
    return [(begun + timedelta(seconds=second)).astimezone(ZoneInfo(zone)) for second in near]


def since(moments: list[datetime], zone: str, day: str) -> list[int]:
    begun = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).timestamp()
    return [round((moment.timestamp() - begun) * 1e6) for moment in moments]


@pytest.mark.parametrize("order", [1, -1], ids=["rising", "falling"])
@pytest.mark.parametrize(("zone", "day"), BACK.items())
def test_the_hour_that_comes_twice_is_read_by_the_order_of_the_file(tmp_path, zone, day, order):
    """Four hundred local times without offsets, in order of time or newest first, are the instants they came from."""
    moments = true_times(zone, day, 400, seed=5)
    assert any(moment.fold for moment in moments)
    texts = [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in moments]
    assert instants(tmp_path, texts[::order], zone, day)[::order] == since(moments, zone, day)


@pytest.mark.parametrize(("zone", "day"), [*BACK.items(), *FORWARD.items()])
def test_offsets_need_no_order(tmp_path, zone, day):
    """With an offset, or in UTC with Z, rows may come in any order."""
    moments = true_times(zone, day, 200, seed=6)
    random.Random(7).shuffle(moments)
    expected = since(moments, zone, day)
    assert instants(tmp_path, [moment.isoformat() for moment in moments], zone, day) == expected
    utc = [moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in moments]
    assert instants(tmp_path, utc, zone, day) == expected


def test_offsets_are_not_mixed_with_local_times(tmp_path):
    """A column in which only some times have an offset is refused at the first odd one."""
    with pytest.raises(
        DataError, match=r"^t.csv:3: time: '2025-11-02 09:00' has no offset from UTC, but the times bef"
    ):
        instants(tmp_path, ["2025-11-02 08:00Z", "2025-11-02 09:00"], "America/New_York", "2025-11-02")
    with pytest.raises(DataError, match=r"^t.csv:3: time: .* has an offset from UTC, but the times before it are writ"):
        instants(tmp_path, ["2025-11-02 08:00", "2025-11-02 09:00Z"], "America/New_York", "2025-11-02")


@pytest.mark.parametrize(
    ("zone", "day", "text"),
    [
        ("America/New_York", "2025-03-09", "2025-03-09 02:30"),
        ("Australia/Lord_Howe", "2025-10-05", "2025-10-05 02:15"),
        ("Australia/Sydney", "2025-10-05", "2025-10-05 02:00"),
    ],
)  # fmt: skip
def test_a_time_that_the_clocks_skip_is_refused(tmp_path, zone, day, text):
    """The sentence names the zone, which is what is wrong if the file is not local."""
    with pytest.raises(DataError, match=rf"^t.csv:3: time: '{text}' does not exist: the clocks of {zone}") as caught:
        instants(tmp_path, [f"{day} 00:30", text, f"{day} 04:00"], zone, day)
    assert str(caught.value).endswith("is that the zone of the file?")


def test_what_cannot_be_told_apart_is_said(tmp_path):
    """Unordered times in the hour that comes twice are taken for the first and counted in a warning; a file that goes
    back twice in it is refused."""
    write_csv(
        tmp_path, "t.csv", "time", ["2025-11-02 04:00", "2025-11-02 01:30", "2025-11-02 01:10", "2025-11-02 03:00"]
    )
    demand = {"calls": {"stamps": {"file": "t.csv"}, "types": {"any": 1.0}}}
    clock = {"start": "2025-11-02", "zone": "America/New_York"}
    plan = plan_of(tmp_path, clock=clock, demand=demand)
    assert plan.streams[0].stamp_us.tolist() == [70 * MINUTE, 90 * MINUTE, 4 * HOUR, 5 * HOUR]
    assert [warning[:24] for warning in plan.warnings] == ["t.csv:3: time: 2 times s"]
    write_csv(tmp_path, "t.csv", "time", [f"2025-11-02 01:{minute}" for minute in (10, 50, 20, 40, 30)])
    with pytest.raises(DataError, match=r"^t.csv:6: time: '2025-11-02 01:30' goes back for the second time"):
        plan_of(tmp_path, clock=clock, demand=demand)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "offset"),
    [
        ("Europe/London", "2025-10-26", "01:30", "+01:00"),
        ("Australia/Sydney", "2025-04-06", "02:30", "+11:00"),
        ("America/New_York", "2025-11-02", "01:30", "-04:00"),
        ("America/St_Johns", "2025-11-02", "01:30", "-02:30"),
    ],
)
def test_the_offset_that_would_help_is_one_of_the_zone(tmp_path, zone, day, clock, offset):
    """Where times are taken for the first pass, the offset in the sentence is the one they have then."""
    write_csv(tmp_path, "t.csv", "time", [f"{day} 00:10", f"{day} {clock}"])
    plan = plan_of(
        tmp_path,
        clock={"start": day, "zone": zone},
        demand={"calls": {"stamps": {"file": "t.csv"}, "types": {"any": 1.0}}},
    )
    assert plan.warnings[0].endswith(f"and is taken for the first; an offset such as {offset} tells it apart")


def test_citizens_of_both_passes_are_different_and_first_pass_names_stay(tmp_path):
    """A stamp of the second pass is a citizen of its own; those of other hours keep their names without it."""
    clock = {"start": "2025-11-02", "zone": "America/New_York"}
    demand = {"calls": {"stamps": {"file": "t.csv"}, "types": {"any": 1.0}}}
    times = ["00:30", "01:10", "01:10", "01:50", "01:05", "01:10", "02:10"]
    write_csv(tmp_path, "t.csv", "time", [f"2025-11-02 {time}" for time in times])
    both = outside(plan_of(tmp_path, clock=clock, demand=demand))
    assert (both.arrival_us // MINUTE).tolist() == [30, 70, 70, 110, 125, 130, 190]
    assert len(set(both.entity.tolist())) == 7
    write_csv(
        tmp_path, "t.csv", "time", [f"2025-11-02 {time}" for time in ("00:30", "01:10", "01:10", "01:50", "02:10")]
    )
    first = outside(plan_of(tmp_path, clock=clock, demand=demand))
    assert set(first.entity.tolist()) == set(both.entity[[0, 1, 2, 3, 6]].tolist())


def counted(
    folder: Path, zone: str, day: str, rows: list[str], interval: str | None = "1 h"
) -> tuple[Plan, StreamPlan]:
    write_csv(folder, "c.csv", "time,count", [f"{day} {row}" for row in rows])
    counts = {"file": "c.csv"} | ({"interval": interval} if interval else {})
    plan = plan_of(folder, clock={"start": day, "zone": zone}, demand={"a": {"counts": counts, "types": {"any": 1.0}}})
    return plan, plan.streams[0]


def test_twenty_five_hours_of_counts(tmp_path):
    """A day of 25 rows, the second hour twice, is 250 calls in 25 intervals that follow one another."""
    rows = [f"{hour:02d}:00,10" for hour in sorted([*range(24), 1])]
    for interval in ("1 h", None):
        plan, stream = counted(tmp_path, "America/New_York", "2025-11-02", rows, interval)
        assert stream.start_us.tolist() == [hour * HOUR for hour in range(25)]
        assert stream.end_us.tolist() == [(hour + 1) * HOUR for hour in range(25)]
        assert stream.exact.sum() == 250
        assert len(outside(plan).arrival_us) == 250
        assert len(set(outside(plan).entity.tolist())) == 250
        assert plan.warnings == ()


@pytest.mark.parametrize("order", ["0:00 0:30 1:00 1:30 1:00 1:30 2:00", "0:00 0:30 1:00 1:00 1:30 1:30 2:00"])
def test_half_hours_of_both_passes(tmp_path, order):
    """The two passes may stand one after the other, or pair by pair as a database sorts them."""
    _, stream = counted(tmp_path, "America/New_York", "2025-11-02", [f"{time},1" for time in order.split()], None)
    assert sorted(stream.start_us.tolist()) == [half * HOUR // 2 for half in range(7)]


def test_one_row_for_an_hour_that_comes_twice_stands_for_both(tmp_path):
    """24 rows on a day of 25 hours: the row of the double hour is two hours long, and a warning says so."""
    plan, stream = counted(tmp_path, "America/New_York", "2025-11-02", [f"{hour:02d}:00,10" for hour in range(24)])
    assert stream.exact.sum() == 240
    assert (stream.end_us - stream.start_us).tolist() == [HOUR, 2 * HOUR] + [HOUR] * 22
    assert stream.end_us[-1] == 25 * HOUR
    assert [warning for warning in plan.warnings if warning.endswith("are taken for both")]


@pytest.mark.parametrize(
    ("zone", "day", "step", "cells", "counts"),
    [
        ("America/New_York", "2025-11-02", 30, "3 2 3000 301 103 108", [3, 2, 1500, 151, 1500, 150, 103, 108]),
        ("America/New_York", "2025-11-02", 20, "0 0 0 1 2 3 4", [0, 0, 0, 1, 1, 2, 0, 1, 1, 4]),
        ("Europe/Berlin", "2025-10-26", 30, "1 1 1 1 20 40 5", [1, 1, 1, 1, 10, 20, 10, 20, 5]),
        ("Australia/Lord_Howe", "2025-04-06", 15, "1 1 1 1 1 1 20 40 5", [1, 1, 1, 1, 1, 1, 10, 20, 10, 20, 5]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("use", ["exact", "mean"])
def test_short_rows_alone_in_a_double_hour_are_split_over_its_passes(tmp_path, zone, day, step, cells, counts, use):
    """Each half hour of the hour that comes twice comes twice, too: half of its calls in each, worked out by hand."""
    rows = [f"{day} {at * step // 60:02d}:{at * step % 60:02d},{cell}" for at, cell in enumerate(cells.split())]
    write_csv(tmp_path, "c.csv", "time,count", rows)
    demand = {"a": {"counts": {"file": "c.csv", "use": use}, "types": {"any": 1.0}}}
    plan = plan_of(tmp_path, clock={"start": day, "zone": zone}, demand=demand)
    stream = plan.streams[0]
    assert stream.start_us.tolist() == [number * step * MINUTE for number in range(len(counts))]
    assert set((stream.end_us - stream.start_us).tolist()) == {step * MINUTE}
    if use == "exact":
        assert stream.exact.tolist() == counts
    assert stream.mean.sum() == sum(map(int, cells.split()))
    assert any("are taken for both, half of the count in each" in warning for warning in plan.warnings)


def test_short_rows_with_a_gap_keep_their_length(tmp_path):
    """One row of half an hour within the double hour is half an hour in each pass, whatever the file leaves out."""
    for rows, starts in ((["00:30,1", "01:30,8", "02:00,1"], [0.5, 1.5, 2.5, 3]), (["01:00,1", "01:30,8"] * 2, None)):
        _, stream = counted(tmp_path, "America/New_York", "2025-11-02", rows, "30 min")
        assert stream.start_us.tolist() == [hours * HOUR for hours in starts or (1, 1.5, 2, 2.5)]
        assert set((stream.end_us - stream.start_us).tolist()) == {HOUR // 2}


def test_people_of_short_rows_are_on_duty_in_both_passes(tmp_path):
    """3 people from 01:00 and 6 from 01:30 come twice in New York: 9 hours of people, not 4.5."""
    rows = [f"2025-11-02 {time}" for time in ("00:30,0", "01:00,3", "01:30,6", "02:00,0")]
    write_csv(tmp_path, "s.csv", "time,staff", rows)
    group = {"talk": {"law": "exponential", "mean": "1 min"}, "staff_file": {"file": "s.csv"}}
    clock = {"start": "2025-11-02", "zone": "America/New_York"}
    roster = plan_of(tmp_path, clock=clock, operators={"floor": group}).roster
    assert sorted(roster.duty_start_us.tolist()) == sorted([1 * HOUR] * 3 + [3 * HOUR // 2] * 3 + [5 * HOUR // 2] * 3)
    assert (roster.duty_end_us - roster.duty_start_us).sum() == 9 * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("America/New_York", "2025-03-09", [0, 1, 2, 3]),
        ("Australia/Lord_Howe", "2025-10-05", [0, 1, 2, 2.5, 3.5]),
    ],
)  # fmt: skip
def test_a_row_for_the_hour_left_out_is_read_if_it_is_empty(tmp_path, zone, day, expected):
    """A file of 24 rows on a day of 23 hours: an empty row for the hour that does not exist is no interval; where only
    half of it is skipped, the row is its other half."""
    rows = [f"{hour:02d}:00,{0 if hour == 2 else 10}" for hour in range(5)]
    _, stream = counted(tmp_path, zone, day, rows)
    assert stream.start_us.tolist() == [hour * HOUR for hour in expected]
    assert stream.exact.sum() == 40


def test_calls_in_the_hour_left_out_are_refused(tmp_path):
    """Calls in an hour that does not exist show that the file is of another zone."""
    with pytest.raises(
        DataError, match=r"^c.csv:4: time: '2025-03-09 02:00' does not exist: the clocks of America/New_Y"
    ):
        counted(tmp_path, "America/New_York", "2025-03-09", ["00:00,1", "01:00,1", "02:00,1", "03:00,1"])


@pytest.mark.parametrize(("day", "hours"), [("2025-11-02", 25), ("2025-03-09", 23), ("2025-06-01", 24)])
def test_people_of_a_staff_file_work_through_the_change(tmp_path, day, hours):
    """Two people by 24 rows of the clock are on duty for the whole day, however many hours it has."""
    write_csv(tmp_path, "s.csv", "time,staff", [f"{day} {hour:02d}:00,2" for hour in range(24)])
    group = {"talk": {"law": "exponential", "mean": "1 min"}, "staff_file": {"file": "s.csv"}}
    plan = plan_of(tmp_path, clock={"start": day, "zone": "America/New_York"}, operators={"floor": group})
    assert plan.roster.duty_start_us.tolist() == [0, 0]
    assert plan.roster.duty_end_us.tolist() == [hours * HOUR] * 2
    assert (plan.roster.kind == Duty.SHIFT_START).sum() == 2
