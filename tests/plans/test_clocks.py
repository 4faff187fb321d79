"""Opening hours as columns: each spell and closing at its instant, holidays left out, overlaps united."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.calendar.days import make_calendar
from sim.plans.clocks import OfficeHours, always_open, hours_of_spells, instants_us, midnights, office_hours
from sim.scenario.schema_units import Hours

HOUR = 3_600_000_000
DAY = 24 * HOUR
ZONES = ("Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Asia/Tehran")


def calendar_of(start="2022-01-01", days=59, zone="Asia/Shanghai", country="china"):
    return make_calendar(date.fromisoformat(start), days, zone, country)[0]


def hours_of(calendar, **hours) -> OfficeHours:
    return office_hours(
        Hours.model_validate({"open": "09:00", "close": "17:00", "days": "working_days"} | hours), calendar
    )


def spells_of(office: OfficeHours) -> list[tuple[int, int]]:
    return list(zip(office.open_us.tolist(), office.close_us.tolist(), strict=True))


def naive(spells) -> tuple[list[tuple[int, int]], list[int]]:
    """The union of spells, and the open time before each, one after the other."""
    united: list[list[int]] = []
    for start, end in sorted(spells):
        if united and start <= united[-1][1]:
            united[-1][1] = max(united[-1][1], end)
        elif end > start:
            united.append([start, end])
    before = [sum(end - start for start, end in united[:i]) for i in range(len(united))]
    return [(start, end) for start, end in united], before


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock_us", [0, 2 * HOUR, 2 * HOUR + HOUR // 2, 3 * HOUR, 9 * HOUR, 24 * HOUR, 29 * HOUR])
def test_columns_of_instants_are_those_of_single_days(zone, clock_us):
    """A clock time on a column of days is what the calendar says of each day alone, changes of clocks included."""
    calendar = calendar_of("2021-06-15", 40, zone, "none")
    days = np.arange(-790, 1630)
    expected = [calendar.instant_us(calendar.start + timedelta(days=int(day)), clock_us) for day in days]
    assert instants_us(days, clock_us, calendar).tolist() == expected


@pytest.mark.parametrize("zone", ZONES)
def test_midnights(zone):
    """There is a midnight for each day, from over two years before the horizon to over two years after it."""
    calendar = calendar_of("2025-03-01", 100, zone, "none")
    found = midnights(calendar)
    assert found[0] <= -790 * DAY
    assert found[-1] >= 890 * DAY
    shown = calendar.local_times(found)
    assert shown.tolist() == [shown[0].item() + timedelta(days=i) for i in range(len(found))]
    assert {(moment.hour, moment.minute, moment.second) for moment in shown.tolist()} == {(0, 0, 0)}


@pytest.mark.parametrize("zone", ZONES)
def test_local_times_far_from_the_horizon(zone):
    """Instants years before the start and after the end show the local time that the standard library says."""
    calendar = calendar_of("2025-03-01", 10, zone, "none")
    info = ZoneInfo(zone)
    begun = datetime(2025, 3, 1, tzinfo=info).timestamp()
    instants = np.arange(-700 * DAY, 900 * DAY, 7 * HOUR + 1_800_000_000)
    expected = [
        datetime.fromtimestamp(begun + us // 1_000_000, tz=info).replace(tzinfo=None) for us in instants.tolist()
    ]
    assert calendar.local_times(instants).tolist() == expected


def test_only_what_has_not_come_has_no_local_time():
    """-1 stands for an instant that has not come; one a microsecond before it is in the last second of the day."""
    shown = calendar_of().local_times(np.array([-1, -2, 0]))
    assert np.isnat(shown).tolist() == [True, False, False]
    assert str(shown[1]) == "2021-12-31T23:59:59.999998"


def test_spring_festival():
    """The office opens on worked weekend days and stays shut over the Spring Festival."""
    calendar = calendar_of()
    office = hours_of(calendar)
    days = [
        str(day)[:10] for day in calendar.local_times(office.closing_day_us) if "2022-01-27" < str(day) < "2022-02-09"
    ]
    assert days == ["2022-01-27", "2022-01-28", "2022-01-29", "2022-01-30", "2022-02-07", "2022-02-08"]
    shown = [str(moment)[11:16] for moment in calendar.local_times(office.open_us).tolist()]
    assert set(shown) == {"09:00"}
    assert (office.close_us - office.open_us == 8 * HOUR).all()
    assert (office.closing_us == office.close_us).all()
    assert (office.closing_us - office.closing_day_us == 17 * HOUR).all()


def test_holidays_of_the_years_around():
    """National Day is off two years before the horizon and one year after it."""
    calendar = calendar_of("2022-06-01", 10)
    office = hours_of(calendar)
    open_days = {str(day)[:10] for day in calendar.local_times(office.closing_day_us)}
    for year in (2020, 2021, 2022, 2023):
        assert not open_days & {f"{year}-10-0{day}" for day in range(1, 7)}
    assert {"2020-10-09", "2021-10-08", "2022-10-08", "2023-10-07"} <= open_days


def test_overnight_hours_belong_to_the_day_they_open():
    """From 20:00 to 04:00: each closing is on the next date, its day the one before."""
    office = hours_of(calendar_of(), open="20:00", close="04:00")
    assert (office.close_us - office.open_us == 8 * HOUR).all()
    assert (office.open_us - office.closing_day_us == 20 * HOUR).all()
    assert (office.closing_us - office.closing_day_us == 28 * HOUR).all()


@pytest.mark.parametrize(("opens", "closes"), [("00:00", "24:00"), ("08:00", "08:00"), ("00:00", "00:00")])
def test_round_the_clock(opens, closes):
    """Spells that touch are one; each day still has its closing."""
    calendar = calendar_of()
    office = hours_of(calendar, open=opens, close=closes, days="all")
    assert len(office.open_us) == 1
    assert office.before_us.tolist() == [0]
    assert len(office.closing_us) == len(midnights(calendar))
    assert (office.closing_us - office.closing_day_us == (int(opens[:2]) + 24) * HOUR).all()


def test_always_open():
    """Always open is one spell over all known days, each closing at the next midnight."""
    calendar = calendar_of(zone="Europe/Berlin", country="none")
    office, starts = always_open(calendar), midnights(calendar)
    assert spells_of(office) == [(starts[0], starts[-1])]
    assert office.closing_day_us.tolist() == starts[:-1].tolist()
    assert office.closing_us.tolist() == starts[1:].tolist()


def test_hours_in_an_hour_left_out():
    """Hours within the hour that a change of clocks leaves out open nothing on that day, and the day has no closing."""
    calendar = calendar_of("2025-01-15", 100, "Europe/Berlin", "none")
    office = hours_of(calendar, open="02:00", close="03:00", days="all")
    opened = [str(day)[:10] for day in calendar.local_times(office.closing_day_us)]
    assert {"2025-03-29", "2025-03-31"} <= set(opened)
    assert "2025-03-30" not in opened
    assert (office.close_us > office.open_us).all()


def test_shifts_of_a_unit():
    """Shifts that overlap or touch are one spell; a day closes when the last shift that began on it ends."""
    calendar = calendar_of()
    shifts = [(8, 16), (12, 20), (20, 22), (32, 40), (46, 54), (-4, 4), (80, 80)]
    start_us, end_us = (np.array(column) * HOUR for column in zip(*shifts, strict=True))
    office = hours_of_spells(start_us, end_us, calendar)
    assert [(a // HOUR, b // HOUR) for a, b in spells_of(office)] == [(-4, 4), (8, 22), (32, 40), (46, 54)]
    assert (office.before_us // HOUR).tolist() == [0, 8, 22, 30]
    assert (office.closing_day_us // HOUR).tolist() == [-24, 0, 24]
    assert (office.closing_us // HOUR).tolist() == [4, 22, 54]


def test_a_day_never_closes_before_the_day_before():
    """A short shift within a long one of the day before does not turn the closings round."""
    office = hours_of_spells(np.array([20, 30]) * HOUR, np.array([43, 38]) * HOUR, calendar_of())
    assert (office.closing_us // HOUR).tolist() == [43, 43]
    assert [(a // HOUR, b // HOUR) for a, b in spells_of(office)] == [(20, 43)]


def test_no_shifts():
    """A unit without shifts is never open."""
    office = hours_of_spells(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), calendar_of())
    assert [len(column) for column in vars(office).values()] == [0] * 5


@pytest.mark.parametrize("seed", range(20))
def test_random_spells_are_united_as_one_would_by_hand(seed):
    """The union of random spells, in any order, and the open time before each are those of a plain loop."""
    rng = np.random.default_rng(seed)
    calendar = calendar_of()
    start_us = rng.integers(-10 * 24, 70 * 24, size=int(rng.integers(1, 200))) * HOUR
    end_us = start_us + rng.integers(0, 30, size=len(start_us)) * HOUR
    office = hours_of_spells(start_us, end_us, calendar)
    united, before = naive(zip(start_us.tolist(), end_us.tolist(), strict=True))
    assert spells_of(office) == united
    assert office.before_us.tolist() == before
    latest: dict[int, int] = {}
    for start, end in sorted(zip(start_us.tolist(), end_us.tolist(), strict=True)):
        if end > start:
            day = start // DAY * DAY
            latest[day] = max(end, *latest.values()) if latest else end
    assert dict(zip(office.closing_day_us.tolist(), office.closing_us.tolist(), strict=True)) == latest


def test_the_ends_of_written_dates():
    """A horizon in the first or last year that can be written has fewer days around it, and still its hours."""
    for start in ("0001-01-10", "9999-11-01"):
        calendar = calendar_of(start, 30, "UTC", "none")
        office = hours_of(calendar, days="all")
        assert np.isin([9 * HOUR, 29 * DAY + 9 * HOUR], office.open_us).all()
