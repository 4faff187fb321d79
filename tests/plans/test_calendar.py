"""Working days: China's holidays with their make-up days, and lists that go over them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sim.calendar.days import make_calendar


def kinds(start: str, days: int, country: str = "china", **lists) -> dict[str, str]:
    """Date -> kind of day."""
    calendar, _ = make_calendar(date.fromisoformat(start), days, "Asia/Shanghai", country, **lists)
    return {day.isoformat(): calendar.kind(day) for day in calendar.dates()}


def test_china_2022():
    """Spring Festival 2022: 31 January to 6 February are free (5 and 6 as rest days), 29 and 30 January are worked."""
    found = kinds("2022-01-28", 12)
    assert found == {
        "2022-01-28": "working_day",
        "2022-01-29": "working_day",
        "2022-01-30": "working_day",
        **{(date(2022, 1, 31) + timedelta(days=i)).isoformat(): "holiday" for i in range(5)},
        "2022-02-05": "rest_day",
        "2022-02-06": "rest_day",
        "2022-02-07": "working_day",
        "2022-02-08": "working_day",
    }


def test_qingming_2022():
    """Qingming 2022: Sunday 3 to Tuesday 5 April are free, Saturday 2 April is worked."""
    found = kinds("2022-04-01", 7)
    assert list(found.values()) == [
        "working_day", "working_day", "rest_day", "holiday", "holiday", "working_day", "working_day",
    ]  # fmt: skip


def test_the_horizon_does_not_matter():
    """A date's kind is the same from whatever day the horizon begins, and over the turn of the year."""
    whole = kinds("2021-12-01", 400)
    for start in ("2022-01-01", "2022-09-28"):
        part = kinds(start, 40)
        assert part == {day: whole[day] for day in part}


def test_no_calendar_knows_weekends_only():
    """Without a calendar there are weekends and nothing else."""
    assert list(kinds("2022-01-31", 7, "none").values()) == ["working_day"] * 5 + ["rest_day"] * 2


def test_lists_go_over_the_calendar():
    """Own holidays and working days win over the country's, in both directions."""
    found = kinds("2022-01-29", 5, holidays=[date(2022, 1, 29)], working_days=[date(2022, 2, 1), date(2022, 1, 31)])
    assert list(found.values()) == ["holiday", "working_day", "working_day", "working_day", "holiday"]


def test_an_unannounced_year_is_a_warning():
    """Make-up days that nobody has announced are a warning; listing one, or another country, is none."""
    first = date(2039, 1, 1)
    _, warnings = make_calendar(first, 30, "Asia/Shanghai", "china")
    assert warnings == ["make-up working days of 2039 are not known: list them under clock.working_days"]
    assert make_calendar(first, 30, "Asia/Shanghai", "china", working_days=[date(2039, 1, 22)])[1] == []
    assert make_calendar(date(2022, 1, 1), 30, "Asia/Shanghai", "china")[1] == []
    assert make_calendar(first, 30, "Europe/Berlin", "DE")[1] == []


@pytest.mark.parametrize(("day", "choice", "right"), [
    ("2022-01-29", "working_days", True), ("2022-01-29", ("sat",), True), ("2022-01-29", "rest_days", False),
    ("2022-02-01", "working_days", False), ("2022-02-01", "rest_days", True), ("2022-02-01", ("tue",), True),
    ("2022-02-12", "rest_days", True), ("2022-02-12", "all", True), ("2022-02-12", ("sun", "mon"), False),
])  # fmt: skip
def test_days_of_a_shift(day, choice, right):
    """'working_days' are by the calendar, 'rest_days' all others; weekdays are by name alone."""
    calendar, _ = make_calendar(date(2022, 1, 1), 60, "Asia/Shanghai", "china")
    assert calendar.is_one_of(date.fromisoformat(day), choice) is right


def test_years_that_nobody_has_listed_are_told():
    """The package knows Sri Lanka's holidays for some years only; a year within them brings no word."""
    told = make_calendar(date(2002, 4, 10), 7, "Asia/Colombo", "LK")[1]
    assert told == [
        "clock.calendar: the holidays of LK are known for 2003 to 2026: list those of 2002 under clock.holidays"
    ]
    assert make_calendar(date(2026, 4, 10), 7, "Asia/Colombo", "LK")[1] == []


def test_parts_of_a_country_have_holidays_of_their_own():
    """Easter Monday is one in England, and none in Scotland (bank holidays in England and Wales, gov.uk)."""
    for part, kind in (("GB-ENG", "holiday"), ("gb-eng", "holiday"), ("GB-SCT", "working_day")):
        calendar, _ = make_calendar(date(2026, 4, 1), 8, "Europe/London", part)
        assert calendar.kind(date(2026, 4, 6)) == kind


def test_a_make_up_day_that_is_taken_away_is_an_ordinary_sunday():
    """On 20 September 2026 a Tuesday is made up; listed as a holiday, or where Saturdays are worked, nothing is."""
    words = {"make_up_days": "like_replaced_weekday"}
    start, sunday, saturday = date(2026, 9, 18), date(2026, 9, 20), date(2026, 10, 10)
    assert make_calendar(start, 30, "Asia/Shanghai", "china", **words)[0].weekday(sunday) != "sun"
    free = make_calendar(start, 30, "Asia/Shanghai", "china", holidays=[sunday], **words)[0]
    assert free.weekday(sunday) == "sun"
    six_days = make_calendar(start, 30, "Asia/Shanghai", "china", weekend=["sun"], **words)[0]
    assert six_days.weekday(saturday) == "sat"


def test_only_weekend_days_that_are_worked_say_that_a_year_is_announced():
    """A Friday in the list of working days makes no make-up days known."""
    for listed, told in (([date(2027, 1, 1)], True), ([date(2027, 1, 2)], False)):
        warnings = make_calendar(date(2026, 12, 28), 40, "Asia/Shanghai", "china", working_days=listed)[1]
        assert any("make-up working days of 2027 are not known" in text for text in warnings) == told
