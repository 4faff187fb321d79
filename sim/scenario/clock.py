"""The local calendar that a scenario's clock describes, and what is wrong with a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sim.calendar.countries import code_of, part_of
from sim.calendar.days import LIKE_REPLACED_WEEKDAY, LocalCalendar, make_calendar
from sim.calendar.lengths import DAY_US
from sim.errors import DataError
from sim.scenario.messages import Problem
from sim.scenario.schema import ClockPart
from sim.scenario.units import say_clock
from sim.scenario.zones import zone_problems

FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2200


def calendar_of(clock: ClockPart) -> tuple[LocalCalendar, list[str]]:
    """The calendar of a clock, and what is odd about it, one sentence each."""
    return make_calendar(
        clock.start,
        clock.days,
        clock.zone,
        clock.calendar,
        clock.holidays,
        clock.working_days,
        clock.weekend,
        clock.make_up_days,
        clock.begins_at,
        clock.ends_at,
    )


def clock_problems(clock: ClockPart) -> Iterator[Problem]:
    """Dates, zones and calendars that are not known, or not the same everywhere."""
    if not FIRST_YEAR <= clock.start.year <= LAST_YEAR:
        yield Problem(("clock", "start"), f"{clock.start} is not between {FIRST_YEAR} and {LAST_YEAR}")
    if clock.days == 1 and clock.ends_at <= clock.begins_at:
        text = f"{say_clock(clock.ends_at)} is not after {say_clock(clock.begins_at)}, at which the run begins"
        yield Problem(("clock", "ends_at"), text)
    elif clock.ends_at == 0:
        yield Problem(("clock", "ends_at"), "00:00 leaves nothing of the last day: write one day less, or 24:00")
    elif clock.begins_at >= DAY_US:
        yield Problem(("clock", "begins_at"), "24:00 leaves nothing of the first day: write the next date as the start")
    wrong = list(zone_problems(clock.zone))
    yield from wrong
    if not wrong and clock.ends_at > clock.begins_at and clock.days == 1:
        only_day = LocalCalendar(clock.start, 1, clock.zone, frozenset(), frozenset())
        if only_day.instant_us(clock.start, clock.ends_at) <= only_day.instant_us(clock.start, clock.begins_at):
            text = f"{say_clock(clock.ends_at)} is not after {say_clock(clock.begins_at)}, as clocks are moved then"
            yield Problem(("clock", "ends_at"), text)
    yield from calendar_problems(clock.calendar)
    for day in sorted(set(clock.holidays) & set(clock.working_days)):
        yield Problem(("clock", "holidays"), f"{day} is listed under 'working_days' too")


def calendar_problems(name: str) -> Iterator[Problem]:
    """What is wrong with the name of a calendar."""
    if name in ("none", "china"):
        return
    from holidays.utils import list_supported_countries

    parts = list_supported_countries().get(code_of(name))
    if parts is None or (part_of(name) is not None and part_of(name) not in parts):
        right = "write china, none, a country code such as CN, or that of a part, such as GB-ENG"
        yield Problem(("clock", "calendar"), f"calendar '{name[:60]}' is not known: {right}")


def check_calendar(name: str) -> None:
    """Refuse the name of a calendar that nobody knows.

    Raises
    ------
    DataError
        With what may be written.
    """
    for problem in calendar_problems(name):
        raise DataError(problem.text)


def check_zone(name: str) -> None:
    """Refuse a time zone that nobody knows.

    Raises
    ------
    DataError
        With the one that may be meant.
    """
    for problem in zone_problems(name):
        raise DataError(problem.text)


def calendar_over(name: str, first: date, last: date) -> LocalCalendar | None:
    """A calendar over the days of records, whose make-up days are like those they stand in for; None for 'none'."""
    if name == "none":
        return None
    return make_calendar(first, (last - first).days + 1, "UTC", name, make_up_days=LIKE_REPLACED_WEEKDAY)[0]
