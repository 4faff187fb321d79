"""Volumes and profiles by kind of day, and what is said of holidays and make-up days that nobody thought of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.plans.build import build_plan
from sim.scenario.schema import Scenario

WEEK = {"mon": 1000, "tue": 1000, "wed": 1000, "thu": 1000, "fri": 1000, "sat": 200, "sun": 200}
NATIONAL_DAY = {"start": "2026-09-28", "days": 14, "calendar": "china"}
"""Monday; 1 to 3 and 5 to 7 October are holidays, 4 October a Sunday between them, Saturday 10 October is worked."""


def planned(stream: dict[str, Any], **clock: Any) -> Any:
    """The plan of one stream."""
    return build_plan(
        Scenario.model_validate(
            {
                "hotline": 1,
                "clock": NATIONAL_DAY | clock,
                "demand": {"calls": {"types": {"any": 1.0}} | stream},
            }
        )
    )


def volumes(stream: dict[str, Any], **clock: Any) -> list[float]:
    """Expected calls of each day."""
    plan = planned(stream, **clock)
    return plan.streams[0].mean.reshape(plan.calendar.days, -1).sum(axis=1).round(9).tolist()


def said(stream: dict[str, Any], **clock: Any) -> list[str]:
    """What is odd about its days."""
    return [told for told in planned(stream, **clock).warnings if told.startswith("demand")]


BY_KIND = {"working_day": 1000, "rest_day": 300, "holiday": 150, "make_up_day": 700, "eve": 900}


@pytest.mark.parametrize("key", ["per_day", "per_weekday"])
def test_volume_by_kind_of_day(key: str) -> None:
    """Holidays, eves and make-up days have their own volume; the others are working days or rest days, and so is the
    Sunday between two holidays."""
    expected = [1000, 1000, 900, 150, 150, 150, 300, 150, 150, 150, 1000, 1000, 700, 300]
    assert volumes({key: BY_KIND}) == expected
    assert said({key: BY_KIND}) == []


def test_special_days_go_before_weekdays_and_weekdays_before_the_rest() -> None:
    """A holiday is a holiday before it is a Thursday; a Tuesday is a Tuesday before it is a working day; a make-up
    day without a volume of its own is the weekday it falls on, else a working day; a holiday, else a rest day."""
    mixed = {"working_day": 1000, "rest_day": 300, "tue": 1100, "thu": 1200, "holiday": 150}
    assert volumes({"per_day": mixed}) == [1000, 1100, 1000, 150, 150, 150, 300, 150, 150, 150, 1200, 1000, 1000, 300]
    assert volumes({"per_day": {"working_day": 1000, "rest_day": 300}})[3:] == [*[300] * 7, 1000, 1000, 1000, 300]
    assert volumes({"per_weekday": WEEK | {"holiday": 150}})[9:] == [150, 1000, 1000, 200, 200]
    assert volumes({"per_weekday": WEEK | {"make_up_day": 800}})[9:] == [1000, 1000, 1000, 800, 200]


def test_an_eve_goes_before_a_make_up_day() -> None:
    """A worked Sunday before a holiday is the eve first; a phase of that date goes before both."""
    clock = {"start": "2026-03-06", "days": 5, "calendar": "none", "holidays": ["2026-03-09"]}
    clock |= {"working_days": ["2026-03-08"]}
    by_kind = {"working_day": 10, "rest_day": 1, "make_up_day": 7, "eve": 5, "holiday": 3}
    assert volumes({"per_day": by_kind}, **clock) == [10, 1, 5, 3, 10]
    assert volumes({"per_day": {k: v for k, v in by_kind.items() if k != "eve"}}, **clock) == [10, 1, 7, 3, 10]
    dated = {"phases": [{"start": "2026-03-08", "end": "2026-03-08", "per_day": 99}]}
    assert volumes({"per_day": by_kind} | dated, **clock) == [10, 1, 99, 3, 10]


def test_profiles_by_kind_of_day_in_the_same_order() -> None:
    """A day's profile is looked for as its volume is, and that of working days stands in where none is given."""
    hours = {"working_day": 9, "thu": 10, "holiday": 11, "eve": 12, "make_up_day": 13}
    profile = {kind: np.eye(24)[hour].tolist() for kind, hour in hours.items()}
    mean = planned({"per_day": 24, "profile": profile}).streams[0].mean.reshape(14, 24)
    assert mean.argmax(axis=1).tolist() == [9, 9, 12, 11, 11, 11, 9, 11, 11, 11, 10, 9, 13, 9]


def test_a_make_up_day_that_stands_in_for_a_weekday_has_its_volume() -> None:
    """Asked to behave like the day it replaces, Saturday 10 October 2026 is a full weekday without being told apart."""
    like = {"make_up_days": "like_replaced_weekday"}
    assert volumes({"per_weekday": WEEK | {"holiday": 150}}, **like)[12:] == [1000, 200]
    assert said({"per_weekday": WEEK | {"holiday": 150}}, **like) == []


HOLIDAYS = "2026-10-01 to 2026-10-02 and 2026-10-05 to 2026-10-07 are holidays and bring a full working day's"
MADE_UP = (
    "demand.calls.per_weekday: 2026-10-10 is a make-up working day and brings a rest day's calls (200): say with "
    "'make_up_day', beside the weekdays, how many come then, or write clock.make_up_days: like_replaced_weekday"
)


def test_a_holiday_with_a_full_weekday_is_said() -> None:
    """Weekday volumes over National Day: the holidays that are full weekdays and the worked Saturday are named, with
    the volume and the key that helps; the weekend within the holidays is quiet anyway."""
    told = f"demand.calls.per_weekday: {HOLIDAYS} calls (1,000): say with 'holiday', beside the weekdays, how many come"
    assert said({"per_weekday": WEEK}) == [f"{told} then", MADE_UP]
    assert said({"per_weekday": WEEK | {"holiday": 150}}) == [MADE_UP]
    assert said({"per_weekday": WEEK | {"make_up_day": 900}}) == [f"{told} then"]
    uneven = WEEK | {"thu": 800, "make_up_day": 900}
    assert "messages (800 to 1,000): say" in said({"per_weekday": uneven, "channel": "online"})[0]


def test_one_holiday_is_one_day() -> None:
    """Independence Day 2026 is kept on Friday 3 July: that day is named, the Saturday is not a full day."""
    clock = {"start": "2026-06-29", "days": 7, "calendar": "US"}
    told = "2026-07-03 is a holiday and brings a full working day's calls (1,000): say with 'holiday', beside"
    assert [told in one for one in said({"per_weekday": WEEK}, **clock)] == [True]
    assert said({"per_weekday": WEEK}, **clock | {"calendar": "none"}) == []


def test_weekends_are_the_countrys() -> None:
    """In Israel a holiday on a Sunday brings a full day, one on a Friday a rest day's."""
    sunday_to_thursday = dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), 1000) | {"fri": 300, "sat": 50}
    clock = {"start": "2026-09-06", "days": 28, "calendar": "IL"}  # New Year on Saturday 12 and Sunday 13 September
    (told,) = said({"per_weekday": sunday_to_thursday}, **clock)
    assert told.startswith("demand.calls.per_weekday: 2026-09-13 and 2026-09-21 are holidays")


@pytest.mark.parametrize("channel", ["phone", "online", "transfer"])
def test_days_that_are_all_alike_are_said_once(channel: str) -> None:
    """One volume for every day over holidays is said in one sentence for all such streams, with the dates."""
    streams = {name: {"per_day": 100, "channel": channel, "types": {"any": 1.0}} for name in ("a", "b")}
    document = {"hotline": 1, "clock": NATIONAL_DAY, "demand": streams}
    assert build_plan(Scenario.model_validate(document)).warnings == (
        "demand.a.per_day and demand.b.per_day: 2026-10-01 to 2026-10-03 and 2026-10-05 to 2026-10-07 are holidays and "
        "bring as many contacts as any other day: if fewer or more come then, write per_day: {working_day: ..., "
        "rest_day: ..., holiday: ...}",
    )
    document["clock"] = NATIONAL_DAY | {"days": 3}
    assert build_plan(Scenario.model_validate(document)).warnings == ()


LULL = {"start": "2026-10-01", "peak": 0.3, "hold": "7 d", "half_life": "1 min"}


@pytest.mark.parametrize(
    "layers",
    [
        {"phases": [{"start": "2026-10-01", "end": "2026-10-07", "factor": 0.4}]},
        {"phases": [{"start": "2026-10-01", "end": "2026-10-08", "per_day": 300}]},
        {"phases": [{"start": "2026-09-30", "end": "2026-10-07", "factor": 1.5}]},
        {"events": {"quiet": LULL}},
        {"events": {"quiet": LULL}, "growth": {"rate": "20 %", "per": "month", "since": "2026-01-01"}},
    ],
    ids=["factor", "volume", "busier", "lull", "lull with growth"],
)
def test_whoever_changes_the_holidays_is_not_asked(layers: dict[str, Any]) -> None:
    """A phase or an event over the holidays answers the question, however it is written."""
    assert said({"per_day": 1000} | layers, start="2026-09-26", days=28) == []
    only_make_up_day = said({"per_weekday": WEEK} | layers, start="2026-09-22", days=19)
    assert [told for told in only_make_up_day if "holidays" in told and "2026-10-0" in told] == []


@pytest.mark.parametrize(
    "layers",
    [
        {"phases": [{"start": "2026-09-01", "factor": 0.4}]},
        {"phases": [{"start": "2026-09-02", "end": "2026-11-20", "per_day": 300}]},
        {"growth": {"rate": "100 %", "per": "month"}},
        {"phases": [{"start": "2026-10-20", "factor": 0.2}]},
    ],
    ids=["long factor", "long volume", "growth", "another time"],
)
def test_what_holds_on_the_days_around_too_is_no_answer(layers: dict[str, Any]) -> None:
    """A long phase, growth, or a phase at another time leaves the holidays full days."""
    (told,) = said({"per_day": 1000} | layers, start="2026-09-01", days=80)
    assert "2026-09-25, 2026-10-01 to 2026-10-03 and 2026-10-05 to 2026-10-07 are holidays" in told


def test_a_phase_of_some_weeks_is_no_answer_in_a_long_run() -> None:
    """Of 200 days a phase holds on 66, the holidays in their midst: against the days around them they are full."""
    phases = [{"start": "2026-09-01", "end": "2026-11-05", "factor": 0.4}]
    (told,) = said({"per_day": 1000, "phases": phases}, start="2026-06-25", days=200)
    assert "2026-10-01 to 2026-10-03, 2026-10-05 to 2026-10-07" in told


def test_a_make_up_day_that_is_as_busy_anyway_is_not_asked_about() -> None:
    """Where Saturdays are hardly quieter than other days, a worked Saturday is no question."""
    assert said({"per_weekday": WEEK | {"holiday": 150, "sat": 950}}) == []


def test_a_make_up_day_made_busier_is_not_asked_about() -> None:
    """A phase that gives the worked Saturday its volume answers, too."""
    phases = [{"start": "2026-10-10", "end": "2026-10-10", "factor": 5}]
    assert said({"per_weekday": WEEK | {"holiday": 150}, "phases": phases}) == []


def test_days_without_a_volume_are_said() -> None:
    """Where a kind of day is left out nobody calls on it: the days, the first and the key are named."""
    assert said({"per_day": {"working_day": 10, "holiday": 5}}) == [
        "demand.calls.per_day: 2 days of the horizon have no volume (first 2026-10-04, a rest day): no calls come on "
        "them; 'rest_day' would say how many"
    ]
    (told,) = said({"per_weekday": {"mon": 5}, "channel": "online"}, start="2026-10-12", days=7)
    assert "per_weekday: 6 days of the horizon have no volume (first 2026-10-13, a working day): no messages" in told


def test_a_volume_of_zero_is_a_volume() -> None:
    """A line that is closed on rest days and holidays says so with zeros and is not asked."""
    assert said({"per_day": {"working_day": 10, "rest_day": 0, "holiday": 0}}) == []
    assert volumes({"per_day": {"working_day": 10, "rest_day": 0, "holiday": 0}})[3:10] == [0] * 7
