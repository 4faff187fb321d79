"""Counting by interval and by definition, as vendors document it and as planners asked about it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.logs.run_log import RunLog
from sim.measures.by_interval import IntervalTable, interval_table
from sim.measures.run import measure

from .situations import Document, calls, fixed, run, shift, written


def one_call_across_ten(folder: Path) -> RunLog:
    """A call at 9:59 that is answered at once and lasts ten minutes."""
    demand, table = calls("2026-03-02 09:59")
    group = {"talk": fixed("10 min"), "shifts": {"day": shift("09:00", "17:00")}}
    document = {"clock": {"start": "2026-03-02", "days": 1}, "demand": demand, "operators": {"floor": group}}
    return run(written(folder, document, calls=table))


def minutes(column: np.ndarray) -> list[float]:
    """From 9 to 12 o'clock, hour by hour."""
    return (column[9:12] / MINUTE_US).tolist()


def test_a_call_counts_where_it_starts(tmp_path: Path) -> None:
    """A call of ten minutes from 9:59 is one call of 9-10 with all its talk (Xima, 'Interval Credit Modes')."""
    table = interval_table(one_call_across_ten(tmp_path), HOUR_US)
    assert table.counts["offered"][9:12].tolist() == [1, 0, 0]
    assert minutes(table.talk_us) == [10, 0, 0]


def test_time_of_people_is_cut_at_the_interval(tmp_path: Path) -> None:
    """The time a person talks is split at the hour: a minute in 9-10, nine in 10-11 (Avaya CMS, 'I_ACDTIME')."""
    table = interval_table(one_call_across_ten(tmp_path), HOUR_US)
    assert minutes(table.busy_us) == [1, 9, 0]
    numerator, denominator = table.parts("occupancy")
    assert (numerator[9:11] / denominator[9:11]).tolist() == [1 / 60, 9 / 60]


def day_of_a_clock_change(folder: Path, start: str, zone: str, width_us: int) -> IntervalTable:
    """A quiet day, cut into intervals."""
    demand, table = calls(f"{start} 12:00")
    group = {"talk": fixed("1 min"), "shifts": {"all": shift("00:00", "24:00")}}
    document = {"clock": {"start": start, "days": 1, "zone": zone}, "demand": demand, "operators": {"floor": group}}
    return interval_table(run(written(folder, document, calls=table)), width_us)


def test_a_day_with_twenty_five_hours(tmp_path: Path) -> None:
    """When clocks go back the day has 25 hourly rows, one hour by the clock twice (date-fns/date-fns#4140)."""
    table = day_of_a_clock_change(tmp_path, "2025-11-02", "America/New_York", HOUR_US)
    shown = [str(start)[11:16] for start in table.local_start]
    assert len(shown) == 25
    assert shown[:4] == ["00:00", "01:00", "01:00", "02:00"]
    assert np.flatnonzero(table.counts["offered"]).tolist() == [13]


def test_a_day_with_forty_six_half_hours(tmp_path: Path) -> None:
    """When clocks go forward the day has 46 half-hours, none between 2 and 3 (YeomansIII/ha-dominion-energy#14)."""
    table = day_of_a_clock_change(tmp_path, "2026-03-08", "America/New_York", 30 * MINUTE_US)
    shown = [str(start)[11:16] for start in table.local_start]
    assert len(shown) == 46
    assert shown[2:6] == ["01:00", "01:30", "03:00", "03:30"]
    assert np.flatnonzero(table.counts["offered"]).tolist() == [22]


def an_hour_with_abandons(folder: Path) -> RunLog:
    """100 answered, 86 of them in 20 s; 6 gave up, 2 of them in 20 s: a tenth of the published thousand."""
    # 86 are answered at once. At :35 come 14 who are answered when help comes at 09:01, after 25 s, and six who give up
    # after 10 s (two) and 22 s (four).
    rows = [("09:00:00", "patient")] * 86 + [("09:00:35", "patient")] * 14
    rows += [("09:00:35", "hasty")] * 2 + [("09:00:35", "late")] * 4
    table = "\n".join(["time,type", *(f"2026-03-02 {time},{kind}" for time, kind in rows), ""])
    shifts = {"all": shift("09:00", "17:00", 86), "help": shift("09:01", "17:00", 14)}
    patience = {"patient": "2 h", "hasty": "10 s", "late": "22 s"}
    document: Document = {
        "clock": {"start": "2026-03-02", "days": 1},
        "types": {name: {"patience": fixed(length)} for name, length in patience.items()},
        "demand": {"calls": {"stamps": {"file": "calls.csv", "type": "type"}, "types": dict.fromkeys(patience, 1 / 3)}},
        "operators": {"floor": {"talk": fixed("30 min"), "shifts": shifts}},
    }
    return run(written(folder, document, calls=table))


def test_one_hour_by_four_service_levels(tmp_path: Path) -> None:
    """The same calls are 83 %, 86 %, 81 % and 83 % by four formulas (ICMI QueueTips, 'Service Level Calculations')."""
    log = an_hour_with_abandons(tmp_path)
    found = measure(log).values
    assert (found["answered"].value, found["abandoned"].value) == (100, 6)
    levels = {
        "service_level_or_gone_20s": 88 / 106,
        "service_level_answered_20s": 86 / 100,
        "service_level_20s": 86 / 106,
        "service_level_less_short_20s": 86 / 104,
    }
    assert {name: found[name].value for name in levels} == pytest.approx(levels, rel=1e-12)
    assert [round(100 * level) for level in levels.values()] == [83, 86, 81, 83]
    hourly = interval_table(log, HOUR_US)
    for name, level in levels.items():
        numerator, denominator = hourly.parts(name.removesuffix("_20s"), 20_000_000)
        assert numerator[9] / denominator[9] == pytest.approx(level, rel=1e-12)


def test_hours_begin_on_the_hour_where_clocks_are_half_an_hour_off(tmp_path: Path) -> None:
    """Hourly rows in Kolkata begin at full hours by its own clock (calcom/cal.diy#10136)."""
    table = day_of_a_clock_change(tmp_path, "2023-07-13", "Asia/Kolkata", HOUR_US)
    assert [str(start)[11:16] for start in table.local_start] == [f"{hour:02d}:00" for hour in range(24)]
    assert np.flatnonzero(table.counts["offered"]).tolist() == [12]


def test_talk_time_begins_with_the_answer(tmp_path: Path) -> None:
    """A call that waited a minute and talked two has a talk time of two minutes, not three (NethServer/dev#7049)."""
    demand, table = calls("2026-03-02 08:59", "2026-03-02 12:00")
    group = {"talk": fixed("2 min"), "shifts": {"day": shift("09:00", "17:00")}}
    document = {"clock": {"start": "2026-03-02", "days": 1}, "demand": demand, "operators": {"floor": group}}
    found = measure(run(written(tmp_path, document, calls=table))).values
    assert (found["talk_mean"].value, found["asa"].value) == (120, 30)


def test_a_service_level_of_days_weighs_their_calls(tmp_path: Path) -> None:
    """80 % of 110, 65 % of 60, 90 % of 30 calls are 77 %, not the mean of 78.3 % (TechTarget, 'Weighted averages')."""
    # on each day so many find somebody free; the others are answered when a second team comes, 40 s later
    days = {"mon": (110, 88), "tue": (60, 39), "wed": (30, 27)}
    rows = [f"2026-03-0{2 + number} 09:00:20" for number, (all_, _) in enumerate(days.values()) for _ in range(all_)]
    shifts = {}
    for day, (all_, at_once) in days.items():
        shifts[f"first {day}"] = shift("09:00", "12:00", at_once, days=[day])
        shifts[f"second {day}"] = shift("09:01", "12:00", all_ - at_once, days=[day])
    document: Document = {
        "clock": {"start": "2026-03-02", "days": 3},
        "demand": {"calls": {"stamps": {"file": "calls.csv"}, "types": {"any": 1}}},
        "operators": {"floor": {"talk": fixed("30 min"), "shifts": shifts}},
    }
    log = run(written(tmp_path, document, calls="\n".join(["time", *rows, ""])))
    assert measure(log).values["service_level_20s"].value == pytest.approx(0.77, rel=1e-12)
    numerator, denominator = interval_table(log, 24 * HOUR_US).parts("service_level", 20_000_000)
    assert (numerator / denominator).tolist() == pytest.approx([0.8, 0.65, 0.9], rel=1e-12)


def test_speed_of_answer_leaves_out_who_was_not_answered(tmp_path: Path) -> None:
    """Waits of abandoned calls are no part of the average speed of answer (Talkdesk, 'Average Waiting Time')."""
    found = measure(an_hour_with_abandons(tmp_path)).values
    assert found["asa"].value == pytest.approx(14 * 25 / 100, rel=1e-12)
    assert found["mean_wait"].value == pytest.approx((14 * 25 + 2 * 10 + 4 * 22) / 106, rel=1e-12)


def test_busy_for_fifty_one_minutes_of_sixty(tmp_path: Path) -> None:
    """51 minutes with callers in an hour at the desk are 85 % occupancy (Call Centre Helper, 'Maximum Occupancy')."""
    demand, table = calls("2026-03-02 09:00", "2026-03-02 09:20", "2026-03-02 09:40")
    group = {"talk": fixed("15 min"), "wrap_up": fixed("2 min"), "shifts": {"hour": shift("09:00", "10:00")}}
    document = {"clock": {"start": "2026-03-02", "days": 1}, "demand": demand, "operators": {"floor": group}}
    assert measure(run(written(tmp_path, document, calls=table))).values["occupancy"].value == pytest.approx(0.85)


def test_a_day_whose_midnight_is_left_out(tmp_path: Path) -> None:
    """In Damascus clocks went forward at 00:00 of 27 March 2020: that day has 23 hours (marnusw/date-fns-tz#79)."""
    table = day_of_a_clock_change(tmp_path, "2020-03-27", "Asia/Damascus", HOUR_US)
    assert [str(start)[11:16] for start in table.local_start] == [f"{hour:02d}:00" for hour in range(1, 24)]
    assert np.flatnonzero(table.counts["offered"]).tolist() == [11]
    before = day_of_a_clock_change(tmp_path, "2020-03-26", "Asia/Damascus", HOUR_US)
    assert len(before) == 24
