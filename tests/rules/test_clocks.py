"""Deadlines by hand: over weekends, holidays and changed clocks; a walk minute by minute; the same once compiled."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.calendar.days import make_calendar
from sim.plans.clocks import OfficeHours, always_open, hours_of_spells, midnights, office_hours
from sim.rules import clocks
from sim.rules.clocks import (
    FAR,
    after_open_us,
    clock_length_us,
    due_if_known_us,
    due_us,
    entry_or_far,
    instant_of,
    moved_due_us,
    open_time_us,
    place_in,
    reminder_us,
)
from sim.rules.codes import NOT_YET, LimitClock
from sim.scenario.schema_units import Hours

MINUTE, HOUR = 60_000_000, 3_600_000_000
CALENDAR, WORKING_HOURS, WORKING_DAYS, SAME_DAY = (int(clock) for clock in LimitClock if clock >= 0)


class Office:
    """An office, and the rules with local times written out; the horizon is January and February 2022 by default."""

    def __init__(self, start="2022-01-01", horizon=59, zone="Asia/Shanghai", country="china", **hours):
        self.zone = ZoneInfo(zone)
        self.first = datetime.fromisoformat(start).replace(tzinfo=self.zone)
        self.calendar, _ = make_calendar(self.first.date(), horizon, zone, country)
        written = {"open": "09:00", "close": "17:00", "days": "working_days"} | hours
        columns = office_hours(Hours.model_validate(written), self.calendar)
        self.open = (columns.open_us, columns.close_us, columns.before_us)
        self.days = (columns.closing_us, columns.closing_day_us)
        self.all = (*self.open, *self.days, midnights(self.calendar))

    def at(self, text: str) -> int:
        """The instant of a local time, by the standard library alone."""
        moment = datetime.fromisoformat(text).replace(tzinfo=self.zone)
        return round((moment.timestamp() - self.first.timestamp()) * 1e6)

    def say(self, instant: int) -> str:
        """The local time of an instant, by the standard library alone."""
        passed = timedelta(microseconds=int(instant))
        moment = (self.first.astimezone(ZoneInfo("UTC")) + passed).astimezone(self.zone)
        return moment.strftime("%Y-%m-%d %H:%M" if moment.second + moment.microsecond == 0 else "%Y-%m-%d %H:%M:%S.%f")

    def due(self, clock: int, amount: int, start: str) -> str:
        return self.say(due_us(clock, amount, self.at(start), *self.all))

    def moved(self, clock: int, due: str, paused_from: str, resumed_at: str) -> str:
        instants = (self.at(text) for text in (due, paused_from, resumed_at))
        return self.say(moved_due_us(clock, *instants, *self.open, *self.days))

    def reminder(self, clock: int, share: float, length_us: int, due: str) -> str:
        return self.say(reminder_us(clock, share, length_us, self.at(due), *self.open))


@pytest.fixture(scope="module")
def office() -> Office:
    """Nine to five on China's working days, 2022: 31 January to 6 February are off, 29 and 30 January are worked."""
    return Office()


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2022-01-14 16:00", 1, "2022-01-14 17:00"),  # Friday, used up as the office closes
        ("2022-01-14 16:00", 2, "2022-01-17 10:00"),  # Monday
        ("2022-01-14 16:00", 8, "2022-01-17 16:00"),
        ("2022-01-14 16:00", 9, "2022-01-17 17:00"),
        ("2022-01-14 16:00", 10, "2022-01-18 10:00"),
        ("2022-01-15 12:00", 1, "2022-01-17 10:00"),  # Saturday: runs from Monday
        ("2022-01-14 17:00", 1, "2022-01-17 10:00"),  # exactly at closing
        ("2022-01-17 09:00", 8, "2022-01-17 17:00"),  # exactly at opening
        ("2022-01-17 03:00", 8, "2022-01-17 17:00"),
        ("2022-01-28 16:00", 2, "2022-01-29 10:00"),  # Friday before the festival: Saturday is worked
        ("2022-01-30 16:00", 2, "2022-02-07 10:00"),  # worked Sunday, then a week of holidays
        ("2022-02-02 12:00", 17, "2022-02-09 10:00"),  # in the middle of the holidays
        ("2021-12-31 16:00", 2, "2022-01-04 10:00"),  # before the start; Monday 3 January is off
        ("2022-02-28 16:00", 80, "2022-03-14 16:00"),  # beyond the horizon's end
    ],
)  # fmt: skip
def test_working_hours(office, start, hours, due):
    """Working hours accumulate while the office is open, over weekends, holidays and make-up days."""
    assert office.due(WORKING_HOURS, hours * HOUR, start) == due


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2022-01-14 16:00", 1, "2022-01-17 17:00"),  # Friday: Monday's closing
        ("2022-01-14 00:00", 1, "2022-01-17 17:00"),  # however early on Friday
        ("2022-01-13 23:59", 1, "2022-01-14 17:00"),
        ("2022-01-14 23:59", 5, "2022-01-21 17:00"),
        ("2022-01-15 12:00", 1, "2022-01-17 17:00"),  # Saturday
        ("2022-01-16 23:59", 5, "2022-01-21 17:00"),
        ("2022-01-27 10:00", 2, "2022-01-29 17:00"),  # a worked Saturday counts
        ("2022-01-27 10:00", 3, "2022-01-30 17:00"),
        ("2022-01-27 10:00", 4, "2022-02-07 17:00"),  # no day of the festival counts
        ("2022-02-01 10:00", 1, "2022-02-07 17:00"),
        ("2021-12-30 10:00", 2, "2022-01-04 17:00"),  # before the start
        ("2022-02-28 10:00", 10, "2022-03-14 17:00"),
    ],
)  # fmt: skip
def test_working_days(office, start, days, due):
    """N working days end with the closing of the n-th working day after the day of the start."""
    assert office.due(WORKING_DAYS, days, start) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2022-01-15 00:00", "2022-01-16 00:00"),
        ("2022-01-15 12:34", "2022-01-16 00:00"),
        ("2022-01-15 23:59", "2022-01-16 00:00"),
        ("2021-12-24 18:00", "2021-12-25 00:00"),
    ],
)  # fmt: skip
def test_same_day(office, start, due):
    """The same day ends at the next midnight; a start at midnight has the whole day."""
    assert office.due(SAME_DAY, 0, start) == due


def test_calendar_time(office):
    """Calendar time runs over nights, weekends and holidays."""
    assert office.due(CALENDAR, 24 * HOUR, "2022-01-14 16:00") == "2022-01-15 16:00"
    assert office.due(CALENDAR, 0, "2022-01-14 16:00") == "2022-01-14 16:00"


def test_no_limit(office):
    """Without a limit nothing is ever due."""
    assert due_us(int(LimitClock.NONE), 0, office.at("2022-01-14 16:00"), *office.all) == NOT_YET


def test_nothing_to_wait_for(office):
    """A length of 0 is over at its start, though the office is closed."""
    saturday = office.at("2022-01-15 12:00")
    assert after_open_us(*office.open, saturday, 0) == saturday
    assert after_open_us(*office.open, saturday, 1) == office.at("2022-01-17 09:00") + 1


def test_one_microsecond_around_closing(office):
    """A length that just fits before closing ends then; one microsecond more ends after the next opening."""
    start = office.at("2022-01-14 16:00")
    assert after_open_us(*office.open, start, HOUR) == office.at("2022-01-14 17:00")
    assert after_open_us(*office.open, start, HOUR + 1) == office.at("2022-01-17 09:00") + 1
    assert after_open_us(*office.open, start + 1, HOUR) == office.at("2022-01-17 09:00") + 1


def test_open_time(office):
    """Open time between two instants is what one would count by hand; closed time is none."""

    def between(start: str, end: str) -> float:
        return (open_time_us(*office.open, office.at(end)) - open_time_us(*office.open, office.at(start))) / HOUR

    assert between("2022-01-14 16:00", "2022-01-17 16:00") == 8
    assert between("2022-01-14 17:00", "2022-01-17 09:00") == 0
    assert between("2022-01-28 00:00", "2022-02-08 00:00") == 4 * 8  # Fri 28, Sat 29, Sun 30, Mon 7 February
    assert between("2022-01-17 08:59", "2022-01-17 09:01") == pytest.approx(1 / 60, abs=0)


def test_overnight_office():
    """An office from 20:00 to 04:00 closes on the next date, and that closing belongs to the day it opened."""
    office = Office(open="20:00", close="04:00", days=["mon", "tue", "fri"])
    assert office.due(WORKING_HOURS, 8 * HOUR, "2022-01-14 23:00") == "2022-01-17 23:00"  # Fri 5 h, Mon 3 h
    assert office.due(WORKING_HOURS, 5 * HOUR, "2022-01-14 23:00") == "2022-01-15 04:00"
    assert office.due(WORKING_HOURS, 2 * HOUR, "2022-01-15 03:00") == "2022-01-17 21:00"
    assert office.due(WORKING_DAYS, 1, "2022-01-14 21:00") == "2022-01-18 04:00"  # Monday's closing
    assert office.due(WORKING_DAYS, 1, "2022-01-15 02:00") == "2022-01-18 04:00"  # by date it is Saturday
    assert office.due(WORKING_DAYS, 2, "2022-01-14 21:00") == "2022-01-19 04:00"
    assert office.moved(WORKING_DAYS, "2022-01-18 04:00", "2022-01-17 12:00", "2022-01-18 12:00") == "2022-01-19 04:00"


def test_round_the_clock():
    """An office that never closes has a closing at each midnight and counts calendar time."""
    office = Office(open="00:00", close="24:00", days="all")
    assert office.due(WORKING_HOURS, 30 * HOUR, "2022-01-14 16:00") == "2022-01-15 22:00"
    assert office.due(WORKING_DAYS, 1, "2022-01-14 16:00") == "2022-01-16 00:00"
    assert len(office.open[0]) == 1


@pytest.mark.parametrize(
    ("clock", "amount", "start", "due"),
    [
        (CALENDAR, 24 * HOUR, "2025-03-29 12:00", "2025-03-30 13:00"),  # the night has an hour less
        (CALENDAR, 24 * HOUR, "2025-10-25 12:00", "2025-10-26 11:00"),  # and an hour more
        (WORKING_HOURS, 8 * HOUR, "2025-03-28 16:00", "2025-03-31 16:00"),
        (WORKING_HOURS, 8 * HOUR, "2025-10-24 16:00", "2025-10-27 16:00"),
        (WORKING_DAYS, 1, "2025-03-28 16:00", "2025-03-31 17:00"),
        (WORKING_DAYS, 2, "2025-10-24 23:30", "2025-10-28 17:00"),
        (SAME_DAY, 0, "2025-03-30 01:00", "2025-03-31 00:00"),
        (SAME_DAY, 0, "2025-10-26 23:59", "2025-10-27 00:00"),
        (SAME_DAY, 0, "2024-07-01 12:00", "2024-07-02 00:00"),  # summer, seen from a winter horizon
    ],
)  # fmt: skip
def test_moved_clocks(clock, amount, start, due):
    """Where clocks are moved, days have 23 or 25 hours but offices open and close by the wall clock."""
    assert Office("2025-01-15", 300, "Europe/Berlin", "DE").due(clock, amount, start) == due


def test_an_office_open_over_the_change_of_clocks():
    """Ten hours from 22:00 end at 09:00 in the night that has an hour less, at 07:00 in the one with an hour more."""
    office = Office("2025-01-15", 300, "Europe/Berlin", "none", open="00:00", close="24:00", days="all")
    assert office.due(WORKING_HOURS, 10 * HOUR, "2025-03-29 22:00") == "2025-03-30 09:00"
    assert office.due(WORKING_HOURS, 10 * HOUR, "2025-10-25 22:00") == "2025-10-26 07:00"


@pytest.mark.parametrize(
    ("clock", "due", "paused_from", "resumed_at", "moved"),
    [
        (CALENDAR, "2022-01-17 12:00", "2022-01-14 16:00", "2022-01-15 18:30", "2022-01-18 14:30"),
        (CALENDAR, "2022-01-17 12:00", "2022-01-14 16:00", "2022-01-14 16:00", "2022-01-17 12:00"),
        (WORKING_HOURS, "2022-01-17 16:00", "2022-01-14 16:00", "2022-01-15 18:30", "2022-01-17 17:00"),  # 1 h passed
        (WORKING_HOURS, "2022-01-17 16:00", "2022-01-14 16:00", "2022-01-17 10:00", "2022-01-18 10:00"),  # 2 h
        (WORKING_HOURS, "2022-01-17 16:00", "2022-01-14 17:00", "2022-01-17 09:00", "2022-01-17 16:00"),  # none
        (WORKING_HOURS, "2022-01-28 16:00", "2022-01-28 15:00", "2022-02-07 10:00", "2022-02-07 11:00"),  # 2+8+8+1 h
        (WORKING_DAYS, "2022-01-19 17:00", "2022-01-17 10:00", "2022-01-17 16:00", "2022-01-19 17:00"),  # same day
        (WORKING_DAYS, "2022-01-19 17:00", "2022-01-17 10:00", "2022-01-18 00:00", "2022-01-20 17:00"),  # into Tuesday
        (WORKING_DAYS, "2022-01-19 17:00", "2022-01-14 10:00", "2022-01-16 23:00", "2022-01-19 17:00"),  # a weekend
        (WORKING_DAYS, "2022-01-19 17:00", "2022-01-14 10:00", "2022-01-18 10:00", "2022-01-21 17:00"),  # Mon and Tue
        (WORKING_DAYS, "2022-01-21 17:00", "2022-01-17 10:00", "2022-01-18 10:00", "2022-01-24 17:00"),  # Fri to Mon
        (WORKING_DAYS, "2022-01-30 17:00", "2022-01-28 10:00", "2022-01-29 10:00", "2022-02-07 17:00"),  # the festival
        (WORKING_DAYS, "2022-01-19 12:00", "2022-01-17 10:00", "2022-01-18 10:00", "2022-01-20 17:00"),  # not a closing
        (WORKING_DAYS, "2022-01-19 20:00", "2022-01-17 10:00", "2022-01-18 10:00", "2022-01-20 17:00"),  # after closing
        (WORKING_DAYS, "2022-01-20 00:00", "2022-01-17 10:00", "2022-01-18 10:00", "2022-01-20 17:00"),  # Wed's end
        (WORKING_DAYS, "2022-01-22 12:00", "2022-01-17 10:00", "2022-01-18 10:00", "2022-01-24 17:00"),  # Saturday
        (SAME_DAY, "2022-01-18 00:00", "2022-01-17 10:00", "2022-01-17 12:00", "2022-01-18 00:00"),
    ],
)  # fmt: skip
def test_moved_due(office, clock, due, paused_from, resumed_at, moved):
    """A pause moves a due time by the time that passed on its own clock."""
    assert office.moved(clock, due, paused_from, resumed_at) == moved


@pytest.mark.parametrize(
    ("clock", "share", "hours", "due", "reminder"),
    [
        (CALENDAR, 0.8, 24, "2022-01-17 12:00", "2022-01-17 07:12"),
        (CALENDAR, 0.0, 24, "2022-01-17 12:00", "2022-01-16 12:00"),
        (CALENDAR, 1.0, 24, "2022-01-17 12:00", "2022-01-17 12:00"),
        (WORKING_HOURS, 0.5, 8, "2022-01-17 16:00", "2022-01-17 12:00"),
        (WORKING_HOURS, 0.125, 8, "2022-01-17 16:00", "2022-01-14 17:00"),  # 7 h left: as Friday ends
        (WORKING_HOURS, 0.0, 8, "2022-01-17 16:00", "2022-01-14 16:00"),
        (WORKING_HOURS, 1.0, 8, "2022-01-17 16:00", "2022-01-17 16:00"),
        (WORKING_HOURS, 0.75, 16, "2022-02-07 11:00", "2022-01-30 15:00"),  # over the festival
        (WORKING_DAYS, 0.5, 48, "2022-01-17 17:00", "2022-01-16 17:00"),
        (SAME_DAY, 0.5, 12, "2022-01-18 00:00", "2022-01-17 18:00"),
    ],
)  # fmt: skip
def test_reminders(office, clock, share, hours, due, reminder):
    """A reminder comes when the share of the limit is used up on its own clock."""
    assert office.reminder(clock, share, hours * HOUR, due) == reminder


def test_lengths(office):
    """A limit's length is open time for working hours, and calendar time for all others."""
    start, due = office.at("2022-01-14 16:00"), office.at("2022-01-17 16:00")
    lengths = {clock: clock_length_us(clock, start, due, *office.open) / HOUR for clock in range(4)}
    assert lengths == {CALENDAR: 72, WORKING_HOURS: 8, WORKING_DAYS: 72, SAME_DAY: 72}


def test_what_never_comes_is_far(office):
    """Beyond the known days of the office, or where it never opens, an instant is far; and stays so."""
    nothing: tuple[list[int], ...] = ([], [], [], [], [], [])
    assert due_us(WORKING_HOURS, 1, 0, *nothing) == FAR
    assert due_us(WORKING_DAYS, 1, 0, *nothing) == FAR
    assert due_us(SAME_DAY, 0, 0, *nothing) == FAR
    assert due_us(WORKING_HOURS, 10**6 * HOUR, 0, *office.all) == FAR
    assert due_us(WORKING_DAYS, 10**5, 0, *office.all) == FAR
    assert open_time_us([], [], [], 5) == 0
    for clock in range(4):
        assert moved_due_us(clock, FAR, 0, HOUR, *office.open, *office.days) == FAR
        assert reminder_us(clock, 0.5, HOUR, FAR, *office.open) == FAR


@pytest.mark.parametrize(("due", "logged"), [(-5, -5), (7, 7), (FAR - 1, FAR - 1), (FAR, NOT_YET), (FAR + 1, NOT_YET)])
def test_due_if_known(due, logged):
    """A due time is logged as it is, and as none where it never comes."""
    assert due_if_known_us(due) == logged


def test_before_the_first_opening():
    """Before the first opening no time has passed; the earliest instant of no open time is that opening."""
    columns = ([100, 200], [110, 220], [0, 10])
    assert [open_time_us(*columns, t) for t in (-5, 99, 100, 101, 110, 150, 200, 201, 220, 999)] == [
        0, 0, 0, 1, 10, 10, 10, 11, 30, 30,
    ]  # fmt: skip
    assert [instant_of(*columns, total) for total in (-1, 0, 1, 10, 11, 30, 31)] == [100, 100, 101, 110, 201, 220, FAR]


def test_places():
    """An instant at `t` has come by `t`."""
    assert [place_in([1, 3, 3, 7], t) for t in (0, 1, 2, 3, 6, 7, 8)] == [0, 1, 1, 3, 3, 4, 4]
    assert [entry_or_far([4, 9], place) for place in (-3, 0, 1, 2)] == [4, 4, 9, FAR]


# --- a walk minute by minute -----------------------------------------------------------------------------------------

DAY = 24
"""Minutes in a day of the random offices."""
DAYS = 40


def random_office(rng: random.Random) -> tuple[list[tuple[int, int, int]], tuple[list[int], ...]]:
    """Random spells (day, first minute, minute after the last), some over midnight, and the office's columns."""
    spells = []
    for day in range(DAYS):
        for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
            begins = day * DAY + rng.randrange(DAY)
            spells.append((day, begins, begins + rng.randint(1, 14)))
    spells = spells or [(3, 3 * DAY + 4, 3 * DAY + 9)]
    calendar, _ = make_calendar(date(2022, 1, 1), DAYS, "UTC", "none")
    scale = calendar.horizon_us // (DAY * DAYS)
    found = hours_of_spells(
        np.array([s for _, s, _ in spells]) * scale, np.array([e for _, _, e in spells]) * scale, calendar
    )
    columns = (found.open_us, found.close_us, found.before_us, found.closing_us, found.closing_day_us)
    return spells, (*((column // scale).tolist() for column in columns), [day * DAY for day in range(DAYS + 2)])


class Walk:
    """The same clocks, by looking at every minute and every day."""

    def __init__(self, spells: list[tuple[int, int, int]]) -> None:
        minutes = (DAYS + 2) * DAY
        self.is_open = [any(s <= minute < e for _, s, e in spells) for minute in range(minutes)]
        self.closing: dict[int, int] = {}
        for day in sorted({day for day, _, _ in spells}):
            self.closing[day] = max(e for d, _, e in spells if d <= day)

    def after(self, start: int, length: int) -> int:
        minute = start
        while length > 0:
            if minute >= len(self.is_open):
                return FAR
            length -= self.is_open[minute]
            minute += 1
        return minute

    def passed(self, start: int, end: int) -> int:
        return sum(self.is_open[start:end])

    def days_later(self, day: int, days: int) -> int:
        while days > 0:
            day += 1
            if day > DAYS:
                return FAR
            days -= day in self.closing
        return self.closing[day]

    def due(self, clock: int, amount: int, start: int) -> int:
        if clock == CALENDAR:
            return start + amount
        if clock == WORKING_HOURS:
            return self.after(start, amount)
        if clock == WORKING_DAYS:
            return self.days_later(start // DAY, amount)
        return (start // DAY + 1) * DAY

    def moved(self, clock: int, due: int, day_of_due: int, paused_from: int, resumed_at: int) -> int:
        if clock == CALENDAR:
            return due + resumed_at - paused_from
        if clock == WORKING_HOURS:
            return self.after(due, self.passed(paused_from, resumed_at))
        if clock == WORKING_DAYS:
            days = sum(day in self.closing for day in range(paused_from // DAY + 1, resumed_at // DAY + 1))
            return self.days_later(day_of_due, days) if days else due
        return due

    def reminder(self, clock: int, left: int, due: int) -> int:
        if clock != WORKING_HOURS or left == 0:
            return due - left
        while left > 0:
            due -= 1
            left -= self.is_open[due]
        while due > 0 and not self.is_open[due - 1]:  # the earliest instant with as much open time
            due -= 1
        return due if any(self.is_open[:due]) else self.is_open.index(True)


def random_cases(rng: random.Random, count: int) -> list[tuple[int, int, int, int, int]]:
    """Clock, amount, start, begin and end of a pause."""
    cases = []
    for _ in range(count):
        clock = rng.randrange(4)
        amount = rng.randint(1, 6) if clock == WORKING_DAYS else rng.randint(0, 40)
        start = rng.randrange(DAYS * DAY)
        paused_from = start + rng.randrange(40)
        cases.append((clock, amount, start, paused_from, min(paused_from + rng.randrange(70), DAYS * DAY)))
    return cases


@pytest.mark.parametrize("seed", range(25))
def test_a_walk_minute_by_minute(seed):
    """Due times, lengths, moved due times and reminders are those of a walk through every minute of random offices."""
    rng = random.Random(seed)
    spells, columns = random_office(rng)
    walk = Walk(spells)
    for clock, amount, start, paused_from, resumed_at in random_cases(rng, 120):
        due = due_us(clock, amount, start, *columns)
        assert due == walk.due(clock, amount, start)
        if due == FAR:
            continue
        length = clock_length_us(clock, start, due, *columns[:3])
        assert length == (walk.passed(start, due) if clock == WORKING_HOURS else due - start)
        for left in {0, length // 3, length}:
            share = (length - left) / length if length else 1.0
            got = reminder_us(clock, share, length, due, *columns[:3])
            assert got == (walk.reminder(clock, left, due) if left else due)
        day_of_due = max((day for day, closing in walk.closing.items() if closing == due), default=0)
        got = moved_due_us(clock, due, paused_from, resumed_at, *columns[:5])
        assert got == walk.moved(clock, due, day_of_due, paused_from, resumed_at)


def _everything(cases, open_us, close_us, before_us, closing_us, closing_day_us, midnight_us):
    """Due, length, moved due, reminder of each case."""
    found = np.zeros((len(cases), 4), dtype=np.int64)
    for i in range(len(cases)):
        clock, amount, start, paused_from, resumed_at = cases[i]
        due = due_us(clock, amount, start, open_us, close_us, before_us, closing_us, closing_day_us, midnight_us)
        length = clock_length_us(clock, start, due, open_us, close_us, before_us)
        moved = moved_due_us(
            clock, due, paused_from, resumed_at, open_us, close_us, before_us, closing_us, closing_day_us
        )
        share = (paused_from % 11) / 10
        found[i] = due, length, moved, reminder_us(clock, share, length, due, open_us, close_us, before_us)
    return found


def test_compiled_is_the_same():
    """Compiled code gives the same instants as plain Python, with arrays and with lists."""
    numba = pytest.importorskip("numba")
    compiled = numba.njit(_everything)
    for seed in range(10):
        rng = random.Random(1000 + seed)
        _, columns = random_office(rng)
        cases = random_cases(rng, 200)
        arrays = [np.array(column, dtype=np.int64) for column in columns]
        plain = _everything(cases, *columns).tolist()
        assert _everything(np.array(cases), *arrays).tolist() == plain
        assert compiled(np.array(cases), *arrays).tolist() == plain


def test_an_office_that_never_closes_counts_calendar_time():
    """By an office that is always open, working hours are calendar hours and working days are days."""
    calendar, _ = make_calendar(date(2022, 1, 1), 30, "Asia/Shanghai", "china")
    hours: OfficeHours = always_open(calendar)
    columns = (hours.open_us, hours.close_us, hours.before_us, hours.closing_us, hours.closing_day_us)
    for start in (0, HOUR, 24 * HOUR, 24 * HOUR + 1):
        assert due_us(WORKING_HOURS, 77 * HOUR + 1, start, *columns, midnights(calendar)) == start + 77 * HOUR + 1
        next_midnight = (start // (24 * HOUR) + 1) * 24 * HOUR
        assert due_us(WORKING_DAYS, 3, start, *columns, midnights(calendar)) == next_midnight + 72 * HOUR


def test_the_numbers_of_the_clocks():
    """The rules' own numbers of the clocks are those of the codes."""
    numbers = [clocks.CALENDAR, clocks.WORKING_HOURS, clocks.WORKING_DAYS, clocks.SAME_DAY]
    assert numbers == list(range(4))
