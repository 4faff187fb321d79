"""A run that begins or ends inside a day is the part of the whole days' run that lies between its ends."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import DataError
from sim.measures.run import measure
from sim.model.run import run_model
from sim.rules.codes import Duty, Outcome

from ..workload.building import DAY, HOUR, MINUTE, outside, plan_of, write_csv

TALK = {"law": "exponential", "mean": "3 min"}
SHIFTS = {
    "day": {"start": "07:00", "end": "19:00", "staff": 4},
    "night": {"start": "19:00", "end": "07:00", "staff": 2},
}
BREAKS = [{"after": "110 min", "length": "30 min", "waves": 1}]


def plan(folder="", stream=None, **clock):
    """Two days of one line; `clock` cuts them."""
    return plan_of(
        folder,
        clock={"start": "2025-06-02", "days": 2, **clock},
        demand={"calls": stream or {"per_day": 3000, "types": {"any": 1.0}, "busyness_cv": 0.2}},
        callers={"hours": {"open": "06:00", "close": "22:00"}},
        operators={"floor": {"talk": TALK, "shifts": SHIFTS, "breaks": BREAKS}},
    )


def arrivals(plan, replication=0):
    """(citizen, arrival) of everybody who comes."""
    world = outside(plan, replication)
    return set(zip(world.entity.tolist(), world.arrival_us.tolist(), strict=True))


CUTS = [
    ({"begins_at": "08:00"}, 8, 48), ({"ends_at": "20:00"}, 0, 44), ({"begins_at": "08:00", "ends_at": "20:00"}, 8, 44),
    ({"days": 1, "begins_at": "09:00", "ends_at": "10:00"}, 9, 10),
]  # fmt: skip


@pytest.mark.parametrize(("clock", "begin", "end"), CUTS)
def test_the_same_citizens_come_between_the_ends(clock, begin, end):
    """Of the whole days' citizens just those come who call between the ends, at the same instants."""
    whole, cut = plan(), plan(**clock)
    assert (cut.calendar.begin_us, cut.horizon_us) == (begin * HOUR, end * HOUR)
    for replication in range(3):
        inside = {pair for pair in arrivals(whole, replication) if begin * HOUR <= pair[1] < end * HOUR}
        assert arrivals(cut, replication) == inside
        assert len(inside) > 50


def test_parts_add_up_to_the_whole():
    """The three parts of two days have all the citizens and all the staffed hours of the two days, and none twice."""
    parts = [plan(days=1, ends_at="10:00"), plan(begins_at="10:00", ends_at="15:00")]
    last = plan_of(
        clock={"start": "2025-06-03", "days": 1, "begins_at": "15:00"},
        demand={"calls": {"per_day": 3000, "types": {"any": 1.0}, "busyness_cv": 0.2}},
        callers={"hours": {"open": "06:00", "close": "22:00"}},
        operators={"floor": {"talk": TALK, "shifts": SHIFTS, "breaks": BREAKS}},
    )
    whole = plan()
    counts = [len(arrivals(part)) for part in (*parts, last)]
    assert sum(counts) == len(arrivals(whole))

    def staffed_us(plan):
        roster = plan.roster
        return int((np.minimum(roster.duty_end_us, plan.horizon_us) - roster.duty_start_us).sum())

    assert sum(staffed_us(part) for part in (*parts, last)) == staffed_us(whole)
    assert [part.calendar.length_days for part in (whole, *parts, last)] == pytest.approx([2, 10 / 24, 29 / 24, 9 / 24])


def test_an_interval_that_is_cut_brings_its_part():
    """Of an hour of which 15 minutes are left a quarter of the calls is expected; whole hours keep their citizens."""
    whole, cut = plan(), plan(begins_at="09:45", ends_at="20:30")
    hourly = whole.streams[0]
    per_hour = dict(zip(hourly.start_us.tolist(), hourly.mean[:, 0].tolist(), strict=True))
    stream = cut.streams[0]
    first, last = stream.start_us[0], stream.start_us[-1]
    assert (first, stream.end_us[-1]) == (9 * HOUR + 45 * MINUTE, 44 * HOUR + 30 * MINUTE)
    assert stream.mean[0, 0] == pytest.approx(per_hour[9 * HOUR] / 4)
    assert stream.mean[-1, 0] == pytest.approx(per_hour[int(last)] / 2)
    assert stream.mean[1:-1, 0].tolist() == [per_hour[int(start)] for start in stream.start_us[1:-1]]


def test_duties_breaks_and_opening_are_cut_at_both_ends():
    """Who is on shift as the run begins is there from then on, with what is left of a break; the line is open."""
    cut = plan(begins_at="09:00", ends_at="21:00")
    roster = cut.roster
    day = roster.duty_shift == cut.shift_names.index("day")
    assert sorted(set(roster.duty_start_us[day].tolist())) == [9 * HOUR, 31 * HOUR]
    assert (roster.duty_start_us >= 9 * HOUR).all()
    pause = (roster.kind == Duty.PAUSE_DUE) & (roster.time_us == 9 * HOUR)
    assert roster.length_us[pause].tolist() == [20 * MINUTE] * 4  # due at 8:50
    opens = roster.time_us[roster.kind == Duty.LINE_OPENS] / HOUR
    assert opens.tolist() == [9, 30]
    assert (roster.time_us >= 9 * HOUR).all()


def test_a_cut_run_runs():
    """Every call has one end, nothing happens outside, and figures per day are those of the part of a day."""
    cut = plan(days=1, begins_at="08:00", ends_at="20:00")
    log = run_model(cut, outside(cut))
    assert log.contacts["arrived_us"].min() >= 8 * HOUR
    assert log.staff["start_us"].min() >= 8 * HOUR
    values = measure(log).values
    answered = np.count_nonzero(log.contacts["outcome"] == Outcome.ANSWERED)
    assert values["accepted_per_day"].value == pytest.approx(2 * answered)
    assert values["scheduled_heads"].value == pytest.approx((11 * 4 + 1 * 2) / 12)  # the night shift begins at 19:00
    assert cut.calendar.day_starts_us.tolist() == [0, 20 * HOUR]


def test_stamps_outside_are_left_out(tmp_path):
    """Recorded calls before the beginning and from the end on are not in the run."""
    write_csv(tmp_path, "s.csv", "time", [f"2025-06-02 {hour:02d}:00" for hour in range(24)])
    stream = {"stamps": {"file": "s.csv"}, "types": {"any": 1.0}}
    cut = plan(tmp_path, stream, days=1, begins_at="08:00", ends_at="20:00")
    assert (cut.streams[0].stamp_us / HOUR).tolist() == list(range(8, 20))


def test_recorded_counts_are_not_cut_in_pieces(tmp_path):
    """Counts per hour run from 08:00, but not from 08:30: nobody knows how many of that hour came before."""
    write_csv(tmp_path, "c.csv", "time,count", [f"2025-06-0{2 + h // 24} {h % 24:02d}:00,{h}" for h in range(48)])
    stream = {"counts": {"file": "c.csv", "interval": "1 h"}, "types": {"any": 1.0}}
    cut = plan(tmp_path, stream, begins_at="08:00", ends_at="20:00")
    assert cut.streams[0].exact.tolist() == list(range(8, 44))
    with pytest.raises(DataError, match="inside an interval of recorded counts"):
        plan(tmp_path, stream, begins_at="08:30")


@pytest.mark.parametrize("start", ["2026-03-29", "2026-10-25"])
def test_ends_on_a_day_on_which_clocks_are_moved(start):
    """The run ends at the clock time, an hour sooner or later after the change."""
    hours = 23 if start == "2026-03-29" else 25
    cut = plan(start=start, days=1, zone="Europe/Berlin", ends_at="12:00")
    assert cut.horizon_us == (hours - 12) * HOUR
    assert cut.calendar.length_days == pytest.approx((hours - 12) / hours)
    assert plan(start=start, days=1, zone="Europe/Berlin").horizon_us == hours * HOUR
    assert DAY == 24 * HOUR


def incidents(folder, demand, **clock):
    """Expected causes of a stream's incidents in a run."""
    burst = {"per_day": 24, "mean_size": 2, "type": "any", "delay": {"law": "exponential", "mean": "1 min"}}
    stream = {"types": {"any": 1.0}, "incidents": {"burst": burst}} | demand
    return plan(folder, stream, **clock).streams[0].incidents[0].cause_mean.sum()


def test_a_part_of_a_day_has_its_part_of_the_incidents(tmp_path):
    """24 causes a day over an even day are 2 in two hours, whether volumes, counts or stamps say when."""
    times = [f"2025-06-{2 + h // 24:02d} {h % 24:02d}:00" for h in range(48)]
    write_csv(tmp_path, "c.csv", "time,count", [f"{time},5" for time in times])
    write_csv(tmp_path, "s.csv", "time", times)
    for demand in ({"per_day": 240}, {"counts": {"file": "c.csv"}}, {"stamps": {"file": "s.csv"}}):
        assert incidents(tmp_path, demand) == pytest.approx(48)
        assert incidents(tmp_path, demand, days=1, begins_at="22:00") == pytest.approx(2)
        assert incidents(tmp_path, demand, ends_at="03:00") == pytest.approx(27)
    assert incidents(tmp_path, {"per_day": 240}, days=1, begins_at="22:30", ends_at="23:15") == pytest.approx(0.75)


def test_a_unit_whose_shifts_lie_outside_the_run_is_closed():
    """A unit that works on weekdays accepts nothing on a Saturday, whether the run has a Monday or not."""
    law = {"law": "deterministic", "value": "1 h"}
    shifts = {"day": {"start": "08:00", "end": "16:00", "staff": 1, "days": "working_days"}}
    for days, clock in ((2, {}), (3, {}), (1, {"start": "2025-06-06", "begins_at": "18:00"})):
        part = plan_of(
            clock={"start": "2025-06-07", "days": days} | clock,
            demand={"city": {"channel": "transfer", "per_day": 40, "types": {"any": 1.0}}},
            tickets={"routes": [{"units": {"town": 1.0}}]},
            units={"town": {"acceptance": law, "outside": {"delay": law}, "shifts": shifts}},
        )
        log = run_model(part, outside(part))
        accepted_us = log.assignments["accepted_us"]
        weekend_ends_us = 2 * DAY
        assert not ((accepted_us >= 0) & (accepted_us < weekend_ends_us)).any()
        hours = part.tickets.units[0].hours
        assert hours.open_us[hours.open_us > 0][0] == (2 * DAY if days > 1 else 3 * DAY) + 8 * HOUR


def test_nothing_is_missed_outside_a_run(tmp_path):
    """Rows for the hours of the run are all there are to have; a row that lacks inside is still named."""
    rows = [f"2025-06-02 {hour:02d}:00,5" for hour in range(8, 20)]
    stream = {"counts": {"file": "c.csv", "interval": "1 h"}, "types": {"any": 1.0}}
    write_csv(tmp_path, "c.csv", "time,count", rows)
    assert plan(tmp_path, stream, days=1, begins_at="08:00", ends_at="20:00").warnings == ()
    write_csv(tmp_path, "c.csv", "time,count", rows[:3] + rows[4:])
    said = plan(tmp_path, stream, days=1, begins_at="08:00", ends_at="20:00").warnings
    assert any("2025-06-02 11:00-12:00" in text for text in said)
    assert not any("20:00" in text for text in said)


def test_a_holiday_that_the_run_cuts_is_warned_of_too():
    """A whole day's calls on a holiday are worth a word, though the run begins at nine on it."""
    for begins_at in ("00:00", "09:00"):
        part = plan(start="2025-10-01", days=9, calendar="china", begins_at=begins_at)
        assert any("2025-10-01" in text for text in part.warnings), begins_at


def test_a_run_in_which_the_line_never_opens():
    """From 22:00 on nobody is taken: everybody finds the line closed."""
    part = plan(days=1, begins_at="22:00")
    log = run_model(part, outside(part))
    assert len(log.contacts["outcome"]) > 50
    assert (log.contacts["outcome"] == Outcome.CLOSED).all()
