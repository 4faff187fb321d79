"""People of a staff file: how many there are, when they come and go, which breaks they have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.plans.plan import Plan
from sim.rules.codes import Duty

from ..workload.building import HOUR, plan_of, write_csv


def staffed(folder: Path, heads: list[int], step: int = 2, **group: Any) -> Plan:
    """A group whose staff by intervals of some hours from 08:00 is this."""
    rows = [f"2026-03-02 {8 + step * place:02d}:00,{staff}" for place, staff in enumerate(heads)]
    write_csv(folder, "s.csv", "time,staff", rows)
    floor = {"talk": {"law": "exponential", "mean": "1 min"}, "staff_file": {"file": "s.csv"}} | group
    return plan_of(folder, clock={"start": "2026-03-02"}, operators={"floor": floor})


@pytest.mark.parametrize(
    ("heads", "duties"),
    [
        ([4, 2, 4, 2, 4], [(8, 18)] * 2 + [(8, 10), (12, 14), (16, 18)] * 2),
        ([1, 2, 3, 2, 1], [(8, 18), (10, 16), (12, 14)]),
        ([3, 0, 3], [(8, 10), (12, 14)] * 3),
        ([2, 2, 2], [(8, 14)] * 2),
    ],
)  # fmt: skip
def test_the_first_so_many_people_are_on_duty(tmp_path, heads, duties):
    """Never more people than the largest number, adjacent rows one duty, and every interval its staff."""
    plan = staffed(tmp_path, heads)
    roster = plan.roster
    assert len(plan.person_group) == max(heads)
    found = sorted(zip((roster.duty_start_us // HOUR).tolist(), (roster.duty_end_us // HOUR).tolist(), strict=True))
    assert found == sorted(duties)
    for place, staff in enumerate(heads):
        at_us = (8 + 2 * place) * HOUR
        assert ((roster.duty_start_us <= at_us) & (at_us < roster.duty_end_us)).sum() == staff


def test_breaks_of_a_duty_over_several_rows(tmp_path):
    """A duty of ten hours has its break, wave by wave; those of two hours have none after three, and it is said."""
    plan = staffed(tmp_path, [4, 2, 4, 2, 4], breaks=[{"after": "3 h", "length": "30 min", "waves": 2}])
    due = plan.roster.kind == Duty.PAUSE_DUE
    assert (plan.roster.time_us[due] / HOUR).tolist() == [11, 11.5]
    assert np.unique(plan.roster.duty_person[plan.roster.duty[due]]).tolist() == [0, 1]
    assert [said for said in plan.warnings if "breaks" in said] == [
        "s.csv: 6 of 8 breaks find no place, for the duties end before they are due: they are counted as lost"
    ]
    assert not any(
        "breaks" in said
        for said in staffed(tmp_path, [2, 2, 2], breaks=[{"after": "3 h", "length": "30 min"}]).warnings
    )


def test_a_week_stands_for_all_weeks(tmp_path):
    """From a Wednesday on: Mondays 3 people, Wednesdays 1, on no other day anybody, in every week of the horizon."""
    rows = ["2026-03-02 08:00,3", "2026-03-02 09:00,2", "2026-03-04 20:00,1"]
    write_csv(tmp_path, "s.csv", "time,staff", rows)

    def planned(**source: Any) -> dict[int, int]:
        floor = {"talk": {"law": "exponential", "mean": "1 min"}}
        floor["staff_file"] = {"file": "s.csv", "interval": "1 h", "repeat": "week", **source}
        roster = plan_of(tmp_path, clock={"start": "2026-04-15", "days": 14}, operators={"floor": floor}).roster
        hours = [
            (start // HOUR, end // HOUR) for start, end in zip(roster.duty_start_us, roster.duty_end_us, strict=True)
        ]
        there = [hour for start, end in hours for hour in range(int(start), int(end))]
        return {hour: there.count(hour) for hour in sorted(set(there))}

    week = {20: 1, 5 * 24 + 8: 3, 5 * 24 + 9: 2}
    assert planned() == week | {7 * 24 + hour: staff for hour, staff in week.items()}
    more = {20: 3, 5 * 24 + 8: 5, 5 * 24 + 9: 4}
    assert planned(extra=2) == more | {7 * 24 + hour: staff for hour, staff in more.items()}
    assert planned(extra=-2) == {5 * 24 + 8: 1, 12 * 24 + 8: 1}


def test_a_week_in_a_year_with_another_hour(tmp_path):
    """A week of winter stands for the week in which the clocks go forward: people come when the clock says so."""
    write_csv(tmp_path, "s.csv", "time,staff", ["2026-01-04 08:00,1", "2026-01-04 09:00,1", "2026-01-05 08:00,1"])
    floor = {"talk": {"law": "exponential", "mean": "1 min"}}
    floor["staff_file"] = {"file": "s.csv", "interval": "1 h", "repeat": "week"}
    clock = {"start": "2026-03-28", "days": 3, "zone": "Europe/Berlin"}
    roster = plan_of(tmp_path, clock=clock, operators={"floor": floor}).roster
    assert (roster.duty_start_us // HOUR).tolist() == [24 + 7, 48 - 1 + 8]


def week_in(zone: str) -> list[str]:
    """A week of hours from Monday 2026-03-02 00:00 UTC on, written by the clock of a zone; people by the UTC hour."""
    hours = pd.date_range("2026-03-02", periods=168, freq="h", tz="UTC")
    staff = np.where(hours.hour < 8, 3, 0) + np.where(hours.day_of_week == 6, 1, 0)
    times = hours.tz_convert(zone).strftime("%Y-%m-%d %H:%M:%S%z")
    return [f"{time},{heads}" for time, heads in zip(times, staff, strict=True)]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_a_week_with_offsets_is_converted_before_it_is_repeated(tmp_path, zone):
    """In Shanghai's hours as without 'repeat': 3 people from 8 to 16, and one more on Sundays of UTC, week by week.

    Of a week of UTC the last eight hours are those of the next Monday in Shanghai.
    """
    write_csv(tmp_path, "s.csv", "time,staff", week_in(zone))
    floor = {"talk": {"law": "exponential", "mean": "1 min"}, "staff_file": {"file": "s.csv", "interval": "1 h"}}
    clock = {"start": "2026-03-02", "zone": "Asia/Shanghai"}

    def people(**source: Any) -> np.ndarray:
        floor["staff_file"] |= source
        roster = plan_of(tmp_path, clock=clock | {"days": 14}, operators={"floor": floor}).roster
        edges = np.arange(14 * 24) * HOUR
        begun, over = (np.searchsorted(np.sort(one), edges, "right") for one in (
            roster.duty_start_us, roster.duty_end_us
        ))  # fmt: skip
        return begun - over

    hour, day = np.arange(14 * 24) % 24, np.arange(14 * 24) // 24 % 7
    expected = np.where((hour >= 8) & (hour < 16), 3, 0) + ((day == 6) & (hour >= 8) | (day == 0) & (hour < 8))
    once = people()
    assert once[8:168].tolist() == expected[8:168].tolist()
    assert people(repeat="week").tolist() == expected.tolist()


def test_two_weeks_with_offsets_are_refused(tmp_path):
    """The first hour of the second week has the weekday and the hour of one that stands there already."""
    rows = [*week_in("UTC"), "2026-03-09 00:00:00+0000,3"]
    write_csv(tmp_path, "s.csv", "time,staff", rows)
    floor = {"talk": {"law": "exponential", "mean": "1 min"}}
    floor["staff_file"] = {"file": "s.csv", "interval": "1 h", "repeat": "week"}
    clock = {"start": "2026-03-02", "days": 14, "zone": "Asia/Shanghai"}
    with pytest.raises(DataError, match=r"s.csv:170: time: .* is of the same weekday as 2026-03-02: with 'repeat"):
        plan_of(tmp_path, clock=clock, operators={"floor": floor})
