"""Days of 23 and 25 hours: arrivals stay inside the right local hours, whatever the profile's intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from .building import DAY, HOUR, SECOND, outside, plan_of, write_csv

ZONE = "America/New_York"
FORWARD, BACK = "2025-03-09", "2025-11-02"
"""New York: at 02:00 the clock jumps to 03:00; at 02:00 it goes back to 01:00."""


def local_clock_us(day: str, instants_us: np.ndarray) -> np.ndarray:
    """Microseconds after midnight on the local clock, by zoneinfo alone."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    clocks = []
    for instant in instants_us.tolist():
        local = (midnight + timedelta(microseconds=instant)).astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
        clocks.append((local - datetime.fromisoformat(day)) // timedelta(microseconds=1))
    return np.array(clocks)


def hour_by_hour(day: str, minutes: int) -> np.ndarray:
    """Whether each elapsed stretch of so many minutes of a day is at which local stretch."""
    length_us = minutes * 60 * SECOND
    starts = np.arange({FORWARD: 23, BACK: 25}[day] * 60 // minutes) * length_us
    return local_clock_us(day, starts) // length_us


@pytest.mark.parametrize("shares", [24, 48, 96])
@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_each_local_interval_has_its_own_rate(day, shares):
    """On a day of 23 or 25 hours every stretch of time has the rate of its local interval: what the clock leaves out
    has no arrivals, what it shows twice has them twice."""
    profile = np.arange(1.0, shares + 1)
    plan = plan_of(
        clock={"start": day, "zone": ZONE},
        demand={"calls": {"per_day": float(profile.sum()), "profile": profile.tolist(), "types": {"any": 1.0}}},
    )
    expected = profile[hour_by_hour(day, 1440 // shares)]
    slots = plan.streams[0]
    length_us = DAY // shares
    found = np.zeros(len(expected))
    for start, end, mean in zip(slots.start_us, slots.end_us, slots.mean[:, 0], strict=True):
        pieces = np.arange(start // length_us, end // length_us)
        found[pieces] += mean / len(pieces)
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-9)
    assert plan.horizon_us == {FORWARD: 23, BACK: 25}[day] * HOUR


@pytest.mark.parametrize("slot", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_arrivals_of_one_local_half_hour(day, slot):
    """Demand of one half-hour from 01:00 to 03:30 arrives inside that half-hour of the local clock, or not at all."""
    profile = [0.0] * 48
    profile[slot] = 1.0
    plan = plan_of(
        clock={"start": day, "zone": ZONE},
        demand={"calls": {"per_day": 500, "profile": profile, "types": {"any": 1.0}}},
    )
    clocks = local_clock_us(day, outside(plan).arrival_us)
    assert (clocks // (HOUR // 2) == slot).all()


@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_arrivals_of_each_local_hour(day):
    """Hourly demand arrives in its local hour, named by it; the day is over at local midnight."""
    plan = plan_of(clock={"start": day, "zone": ZONE}, demand={"calls": {"per_day": 3_000, "types": {"any": 1.0}}})
    world = outside(plan)
    hour = local_clock_us(day, world.arrival_us) // HOUR
    assert (hour == ((world.entity >> 24) & 0xFFF) % 24).all()
    assert set(hour.tolist()) == set(range(24)) - ({2} if day == FORWARD else set())


def test_a_change_of_clocks_keeps_other_hours_citizens():
    """The day after is the same citizens at the same local times whether or not clocks moved the night before."""
    demand = {"calls": {"per_day": 500, "types": {"any": 1.0}}}
    moved = outside(plan_of(clock={"start": FORWARD, "days": 2, "zone": ZONE}, demand=demand))
    still = outside(plan_of(clock={"start": FORWARD, "days": 2, "zone": "America/Phoenix"}, demand=demand))
    after_moved, after_still = (
        dict(zip(w.entity[late].tolist(), (w.arrival_us[late] - start).tolist(), strict=True))
        for w, start in ((moved, 23 * HOUR), (still, 24 * HOUR))
        for late in [w.arrival_us >= start]
    )
    assert after_moved == after_still


def test_counts_by_local_time(tmp_path):
    """Counts by local quarter-hour on a day of 23 hours arrive in those quarter-hours of the local clock."""
    rows = [f"{FORWARD} {hour:02d}:{minute:02d},{hour + 1}" for hour in (0, 1, 3, 4, 23) for minute in (0, 15, 30, 45)]
    write_csv(tmp_path, "counts.csv", "time,count", rows)
    plan = plan_of(
        tmp_path,
        clock={"start": FORWARD, "zone": ZONE},
        demand={"calls": {"counts": {"file": "counts.csv", "interval": "15 min"}, "types": {"any": 1.0}}},
    )
    quarter = local_clock_us(FORWARD, outside(plan).arrival_us) // (15 * 60 * SECOND)
    expected = {4 * hour + i: hour + 1 for hour in (0, 1, 3, 4, 23) for i in range(4)}
    assert dict(zip(*(part.tolist() for part in np.unique(quarter, return_counts=True)), strict=True)) == expected


def test_local_times_of_a_whole_year():
    """Every hour of a year with two changes of clocks is shown by its local time."""
    plan = plan_of(clock={"start": "2025-01-01", "days": 365, "zone": ZONE})
    instants = np.arange(0, plan.horizon_us, HOUR, dtype=np.int64)
    expected = local_clock_us("2025-01-01", instants)
    shown = plan.calendar.local_times(instants) - np.datetime64("2025-01-01", "us")
    assert shown.astype(np.int64).tolist() == expected.tolist()
    assert plan.horizon_us == 365 * DAY


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "Australia/Lord_Howe"])
def test_midnights_of_a_year(zone):
    """Each local midnight of a year is at its instant, in zones with odd offsets too."""
    plan = plan_of(clock={"start": "2025-01-01", "days": 365, "zone": zone})
    info = ZoneInfo(zone)
    begun = datetime(2025, 1, 1, tzinfo=info).timestamp()
    days = [datetime(2025, 1, 1) + timedelta(days=i) for i in range(366)]
    expected = [round((day.replace(tzinfo=info).timestamp() - begun) * 1e6) for day in days]
    assert plan.calendar.day_starts_us.tolist() == expected
    shown = plan.calendar.local_times(np.array(expected[:-1]))
    assert shown.tolist() == days[:-1]


def test_stamps_of_one_time_are_different_citizens(tmp_path):
    """Stamps around a change of clocks, in the hour that it shows twice too, are one citizen each."""
    for day, hour in ((FORWARD, "03"), (BACK, "01")):
        times = ("00:30", "00:30", f"{hour}:10", f"{hour}:30", f"{hour}:30", f"{hour}:10", f"{hour}:10", f"{hour}:30")
        write_csv(tmp_path, "stamps.csv", "time", [f"{day} {time}" for time in times])
        demand = {"calls": {"stamps": {"file": "stamps.csv"}, "types": {"any": 1.0}}}
        world = outside(plan_of(tmp_path, clock={"start": day, "zone": ZONE}, demand=demand))
        assert len(set(world.entity.tolist())) == len(times)
