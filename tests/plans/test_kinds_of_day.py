"""Weekends by country and date, kinds of day, lists of days with exceptions, and what a make-up day stands in for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sim.calendar.countries import country_days
from sim.calendar.days import LocalCalendar, make_calendar
from sim.plans.clocks import midnights, office_hours
from sim.rules.clocks import due_us
from sim.rules.codes import LimitClock
from sim.scenario.fields import EveryBut
from sim.scenario.schema_units import Hours

from ..workload.building import HOUR, plan_of


def calendar_of(start: str, days: int, country: str, **more) -> LocalCalendar:
    return make_calendar(date.fromisoformat(start), days, "UTC", country, **more)[0]


def free_weekdays(country: str, start: str, **more) -> str:
    """The weekdays that are rest days in four weeks, holidays left out."""
    calendar = calendar_of(start, 28, country, **more)
    free = {day.weekday() for day in calendar.dates() if calendar.kind(day) == "rest_day"}
    worked = {day.weekday() for day in calendar.dates() if calendar.kind(day) == "working_day"}
    assert not free & worked
    return " ".join(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day] for day in sorted(free))


@pytest.mark.parametrize(("country", "start", "free"), [
    ("IL", "1999-02-01", "fri sat"), ("IL", "2026-02-01", "fri sat"),
    ("AE", "2006-08-01", "thu fri"), ("AE", "2006-09-02", "fri sat"), ("AE", "2021-11-01", "fri sat"),
    ("AE", "2022-01-01", "sat sun"), ("AE", "2026-02-01", "sat sun"),
    ("SA", "2013-05-29", "thu fri"), ("SA", "2013-06-29", "fri sat"), ("SA", "2026-01-01", "fri sat"),
    ("BH", "2006-07-01", "thu fri"), ("BH", "2006-09-02", "fri sat"),
    ("KW", "2007-08-01", "thu fri"), ("KW", "2007-09-01", "fri sat"),
    ("QA", "2003-07-01", "thu fri"), ("QA", "2003-08-01", "fri sat"), ("QA", "2026-06-01", "fri sat"),
    ("OM", "2013-04-02", "thu fri"), ("OM", "2013-05-02", "fri sat"),
    ("DZ", "2009-07-01", "thu fri"), ("DZ", "2009-09-01", "fri sat"), ("MR", "2014-09-02", "fri sat"),
    ("MR", "2014-10-07", "sat sun"), ("NP", "2022-05-15", "sat sun"), ("NP", "2022-06-15", "sat"),
    ("IR", "2026-05-01", "fri"), ("NP", "2020-06-01", "sat"), ("BN", "2026-05-01", "fri sun"),
    ("EG", "2026-02-01", "fri sat"), ("JO", "2026-02-01", "fri sat"), ("LY", "2026-01-10", "fri sat"),
    ("PS", "2026-02-01", "fri sat"), ("BD", "2026-01-01", "fri sat"), ("MV", "2026-01-02", "fri sat"),
    ("china", "2026-03-02", "sat sun"), ("DE", "2026-02-01", "sat sun"), ("US", "2026-03-01", "sat sun"),
    ("none", "2026-03-01", "sat sun"),
])  # fmt: skip
def test_weekends_are_those_of_the_country_on_the_date(country, start, free):
    """Sunday to Thursday are worked in Israel; the Gulf states have the weekend of their time."""
    assert free_weekdays(country, start) == free


def test_a_weekend_changes_in_the_middle_of_a_run():
    """The Emirates rest on Friday 31 December 2021, and work on Friday 7 January 2022."""
    calendar = calendar_of("2021-12-31", 9, "AE")
    found = {day.day: calendar.kind(day) for day in calendar.dates()}
    assert found == {
        31: "rest_day", 1: "holiday", 2: "rest_day", 3: "working_day", 4: "working_day", 5: "working_day",
        6: "working_day", 7: "working_day", 8: "rest_day",
    }  # fmt: skip


@pytest.mark.parametrize(("country", "weekend", "free"), [
    ("IL", ("sat", "sun"), "sat sun"), ("IR", ("thu", "fri"), "thu fri"), ("china", (), ""), ("none", ("sun",), "sun"),
    ("AE", ("fri",), "fri"),
])  # fmt: skip
def test_an_own_weekend_goes_over_the_countrys(country, weekend, free):
    """Whoever writes `weekend` has just these days free."""
    assert free_weekdays(country, "2026-06-01", weekend=weekend) == free


@pytest.mark.parametrize(("start", "hours"), [("2026-06-07", {0, 1, 2, 3, 4}), ("2026-06-10", {0, 1, 4, 5, 6})])
def test_working_days_of_shifts_follow_the_weekend(start, hours):
    """In Israel a shift on working days is worked from Sunday to Thursday."""
    shift = {"start": "08:00", "end": "18:00", "staff": 8, "days": "working_days"}
    plan = plan_of(
        clock={"start": start, "days": 7, "zone": "Asia/Jerusalem", "calendar": "IL"},
        operators={"desk": {"talk": {"law": "exponential", "mean": "3 min"}, "shifts": {"all": shift}}},
    )
    assert set((plan.roster.duty_start_us // (24 * HOUR)).tolist()) == hours


@pytest.mark.parametrize(("country", "start", "amount", "due"), [
    ("IL", "2026-06-04", 3, "2026-06-09"), ("IL", "2026-06-05", 1, "2026-06-07"), ("AE", "2021-12-30", 2, "2022-01-04"),
    ("none", "2026-06-05", 1, "2026-06-08"), ("AE", "2022-01-06", 2, "2022-01-10"),
    ("NP", "2020-06-05", 2, "2020-06-08"),
])  # fmt: skip
def test_working_days_of_deadlines_follow_the_weekend(country, start, amount, due):
    """The n-th working day is counted without the country's rest days: three from Thursday are Tuesday in Israel."""
    calendar = calendar_of(start, 2, country)
    office = office_hours(Hours.model_validate({"open": "09:00", "close": "17:00", "days": "working_days"}), calendar)
    columns = (office.open_us, office.close_us, office.before_us, office.closing_us, office.closing_day_us)
    ends_us = due_us(int(LimitClock.WORKING_DAYS), amount, 12 * HOUR, *columns, midnights(calendar))
    assert str(calendar.local_times(np.array([ends_us]))[0])[:16] == f"{due}T17:00"


NATIONAL_DAY_2026 = {
    "2026-09-19": ("rest_day",), "2026-09-20": ("make_up_day", "working_day"), "2026-09-21": ("working_day",),
    "2026-09-24": ("eve", "working_day"), "2026-09-25": ("holiday", "rest_day"), "2026-09-26": ("rest_day",),
    "2026-09-30": ("eve", "working_day"), "2026-10-01": ("holiday", "rest_day"), "2026-10-04": ("rest_day",),
    "2026-10-07": ("holiday", "rest_day"), "2026-10-08": ("working_day",),
    "2026-10-10": ("make_up_day", "working_day"), "2026-10-11": ("rest_day",),
}  # fmt: skip


@pytest.mark.parametrize(("day", "kinds"), list(NATIONAL_DAY_2026.items()))
def test_kinds_of_day_around_national_day(day, kinds):
    """Working day, make-up day, rest day, holiday and eve, the most telling one first."""
    assert calendar_of("2026-09-19", 23, "china").kinds(date.fromisoformat(day)) == kinds


def test_the_precise_kinds_agree_with_the_three_plain_ones():
    """Over three years, the plain kind is among the precise ones; a holiday comes first, and is never an eve."""
    calendar = calendar_of("2024-01-01", 1096, "china")
    for day in calendar.dates():
        kinds = calendar.kinds(day)
        assert calendar.kind(day) in kinds
        assert (kinds[0] == "holiday") == (day in calendar.holidays)
        assert ("eve" in kinds) == (day + timedelta(days=1) in calendar.holidays and "working_day" in kinds)


def test_a_rest_day_before_a_holiday_is_no_eve_for_shifts_and_volumes_alike():
    """Sunday 4 October 2026 lies between two holidays: no shift of eves is worked, and it has a rest day's volume."""
    shifts = {name: {"start": "08:00", "end": "16:00", "staff": 1, "days": name} for name in ("eves", "rest_days")}
    desk = {"talk": {"law": "exponential", "mean": "3 min"}, "shifts": shifts}
    calls = {"per_day": {"working_day": 1000, "rest_day": 300, "eve": 900}, "types": {"a": 1}}
    for start, shift, volume in (("2026-09-30", "eves", 900), ("2026-10-04", "rest_days", 300)):
        clock = {"start": start, "days": 1, "calendar": "china"}
        plan = plan_of(clock=clock, operators={"desk": desk}, demand={"calls": calls})
        assert [plan.shift_names[number] for number in plan.roster.duty_shift] == [shift]
        assert plan.streams[0].expected().sum() == pytest.approx(volume)


def test_a_make_up_day_before_a_holiday_is_both():
    """An own working Saturday before a holiday Sunday is an eve and a make-up day."""
    calendar = calendar_of("2026-03-02", 14, "none", holidays=[date(2026, 3, 8)], working_days=[date(2026, 3, 7)])
    assert calendar.kinds(date(2026, 3, 7)) == ("eve", "make_up_day", "working_day")


def test_a_working_day_that_was_a_holiday_makes_up_for_nothing():
    """A holiday that is worked by the planner's own list is a working day as any other."""
    calendar = calendar_of("2026-04-27", 14, "china", working_days=[date(2026, 5, 1)])
    assert calendar.kinds(date(2026, 5, 1)) == ("eve", "working_day")


CHINA = {
    2024: "02-04 thu, 02-18 fri, 04-07 fri, 04-28 thu, 05-11 fri, 09-14 mon, 09-29 fri, 10-12 mon",
    2025: "01-26 mon, 02-08 tue, 04-27 mon, 09-28 tue, 10-11 wed",
    2026: "01-04 fri, 02-14 fri, 02-28 mon, 05-09 tue, 09-20 tue, 10-10 wed",
}


@pytest.mark.parametrize("year", CHINA)
@pytest.mark.parametrize("language", ["C", "zh_CN", "th"])
def test_a_make_up_day_behaves_like_the_day_it_replaces(year, language, monkeypatch):
    """All make-up days of China of three years stand in for the free weekday they are worked for, in any language."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, language)
    calendar = calendar_of(f"{year}-01-01", 366, "china", make_up_days="like_replaced_weekday")
    made_up = [day for day in calendar.dates() if day.year == year and "make_up_day" in calendar.kinds(day)]
    assert ", ".join(f"{day:%m-%d} {calendar.weekday(day)}" for day in made_up) == CHINA[year]
    assert all(day.weekday() >= 5 for day in made_up)
    plain = calendar_of(f"{year}-01-01", 366, "china")
    assert all(
        plain.weekday(day) == ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()] for day in made_up
    )


def test_what_is_replaced_can_be_said_date_by_date():
    """A map of dates to weekdays holds for these dates and for no others."""
    days = {date(2026, 9, 20): "thu"}
    calendar, warnings = make_calendar(date(2026, 9, 14), 28, "UTC", "china", make_up_days=days)
    assert (calendar.weekday(date(2026, 9, 20)), calendar.weekday(date(2026, 10, 10))) == ("thu", "sat")
    assert warnings == [
        "clock.make_up_days: nothing says which weekday 2026-10-10 stands in for, so it behaves like sat: "
        "write a map of dates to weekdays, such as {2026-10-10: mon}"
    ]


def test_a_free_day_in_the_map_is_said():
    """A date that stands in for a weekday, but is not worked, is a slip."""
    days = {date(2026, 9, 20): "thu", date(2026, 9, 19): "fri", date(2026, 9, 25): "mon"}
    assert make_calendar(date(2026, 9, 14), 14, "UTC", "china", make_up_days=days)[1] == [
        "clock.make_up_days: 2026-09-19 is a rest day: list it under clock.working_days",
        "clock.make_up_days: 2026-09-25 is a holiday: list it under clock.working_days",
    ]


@pytest.mark.parametrize(("day", "days", "right"), [
    ("2026-10-01", ("holidays",), True), ("2026-10-01", "holidays", True), ("2026-10-04", "holidays", False),
    ("2026-10-01", "thu", True), ("2026-10-01", ("mon", "holidays"), True), ("2026-10-05", ("mon", "holidays"), True),
    ("2026-10-12", ("mon", "holidays"), True), ("2026-10-13", ("mon", "holidays"), False),
    ("2026-09-30", "eves", True), ("2026-10-10", "make_up_days", True), ("2026-10-10", "working_days", True),
    ("2026-10-10", "rest_days", False), ("2026-09-30", ("eves", "make_up_days"), True), ("2026-10-08", "all", True),
    ("2026-10-08", ("all",), True), ("2026-10-08", (), False),
    ("2026-10-04", "eves", False), ("2026-10-04", EveryBut(but=("holidays", "eves")), True),
    ("2026-10-01", EveryBut(but="holidays"), False), ("2026-10-04", EveryBut(but="holidays"), True),
    ("2026-09-30", EveryBut(but=("holidays", "eves")), False),
    ("2026-10-03", EveryBut(every="rest_days", but="holidays"), False),
    ("2026-10-04", EveryBut(every="rest_days", but="holidays"), True),
    ("2026-10-05", EveryBut(every=("mon", "tue"), but="holidays"), False),
    ("2026-10-12", EveryBut(every=("mon", "tue"), but="holidays"), True),
    ("2026-10-14", EveryBut(every=("mon", "tue"), but="holidays"), False),
    ("2026-10-10", EveryBut(every=("sat", "sun"), but="make_up_days"), False),
])  # fmt: skip
def test_lists_of_days(day, days, right):
    """Lists hold weekdays and kinds of day in any mixture, and may leave some out."""
    assert calendar_of("2026-09-14", 40, "china").is_one_of(date.fromisoformat(day), days) is right


def test_weekday_shifts_follow_a_make_up_day():
    """Sunday 20 September 2026 stands in for a Tuesday: the Tuesday shift is worked, the Sunday shift is not."""
    talk = {"law": "exponential", "mean": "3 min"}
    shifts = {name: {"start": "08:00", "end": "16:00", "staff": 1, "days": [name]} for name in ("tue", "sun")}
    for made_up, right in ((None, "sun"), ("like_replaced_weekday", "tue")):
        clock = {"start": "2026-09-20", "days": 1, "calendar": "china"} | ({"make_up_days": made_up} if made_up else {})
        plan = plan_of(clock=clock, operators={"desk": {"talk": talk, "shifts": shifts}})
        assert [plan.shift_names[shift] for shift in plan.roster.duty_shift] == [right]


def test_a_shift_on_holidays_only():
    """A holiday shift replaces the usual one on the holidays of a list."""
    talk = {"law": "exponential", "mean": "3 min"}
    usual = {"start": "08:00", "end": "16:00", "staff": 5, "days": {"every": "all", "but": "holidays"}}
    feast = {"start": "10:00", "end": "14:00", "staff": 2, "days": "holidays"}
    plan = plan_of(
        clock={"start": "2026-03-02", "days": 7, "holidays": ["2026-03-03", "2026-03-08"]},
        operators={"desk": {"talk": talk, "shifts": {"usual": usual, "feast": feast}}},
    )
    worked = sorted((start // (24 * HOUR), plan.shift_names[shift]) for start, shift in zip(
        plan.roster.duty_start_us.tolist(), plan.roster.duty_shift.tolist(), strict=True
    ))  # fmt: skip
    assert worked == sorted(
        [(day, "usual") for day in (0, 2, 3, 4, 5) for _ in range(5)] + [(1, "feast"), (6, "feast")] * 2
    )


def test_china_2019_is_right():
    """1 to 3 May 2019 were free, 28 April and 5 May worked: an announcement of March 2019 that older lists miss."""
    calendar = calendar_of("2019-04-28", 8, "china")
    assert [calendar.kind(day) for day in calendar.dates()] == [
        "working_day", "working_day", "working_day", "holiday", "holiday", "holiday", "rest_day", "working_day",
    ]  # fmt: skip


def test_what_the_package_says_of_weekends_is_only_corrected_where_it_is_wrong():
    """Of the countries in the table, the package's own weekend is another one on some date; of others it is taken."""
    for code, since, package in (
        ("AE", 2005, {4, 5}),
        ("BH", 2005, {4, 5}),
        ("DZ", 2009, {4, 5}),
        ("NP", 2020, {5, 6}),
    ):
        import holidays

        assert holidays.country_holidays(code)._get_weekend(date(since, 6, 1)) == package
        assert country_days(code, range(since, since + 2)).weekends.on(date(since, 6, 1)) != package
