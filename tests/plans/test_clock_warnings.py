"""What the plan says about offices, holidays, and days that nobody has announced."""

from __future__ import annotations

import numpy as np
import pytest

from sim.rules.clocks import due_us
from sim.rules.codes import LimitClock

from ..workload.building import HOUR, plan_of

LAW = {"law": "deterministic", "value": "5 s"}


def office_plan(clock, days=None, opens="09:00", closes="21:00", unit=None, limits=None):
    """The plan of a line whose office is open by some hours."""
    hours = {"open": opens, "close": closes} | ({} if days is None else {"days": days})
    limits = limits or {"normal": "48 working hours"}
    return plan_of(
        clock={"zone": "Europe/Berlin", **clock},
        demand={"city": {"channel": "transfer", "per_day": 1, "types": {"any": "100 %"}}},
        tickets={
            "dispatch": {"smart": {"time": LAW, "accuracy": "100 %"}},
            "routes": [{"units": {"crew": "100 %"}}],
            "office_hours": hours,
            "deadlines": {"closure": {"limits": limits}},
        },
        units={"crew": {"outside": {"delay": {"law": "deterministic", "value": "40 d"}}, **(unit or {})}},
    )


def ends(plan, start_us, hours):
    """When so many working hours of the line are over, as local time."""
    office = plan.tickets.office
    columns = (office.open_us, office.close_us, office.before_us, office.closing_us, office.closing_day_us)
    found = due_us(int(LimitClock.WORKING_HOURS), hours * HOUR, start_us, *columns, plan.tickets.midnight_us)
    return str(plan.calendar.local_times(np.array([found]))[0])[:16]


NOVEMBER = {"start": "2016-11-09", "days": 2, "holidays": ["2016-11-11", "2016-11-13"]}
BUT_HOLIDAYS = {"every": "all", "but": "holidays"}


@pytest.mark.parametrize(("days", "due"), [
    (None, "2016-11-15T21:00"), (BUT_HOLIDAYS, "2016-11-15T21:00"),
    ("all", "2016-11-13T21:00"), ("working_days", "2016-11-16T21:00"),
    ({"every": ["mon", "wed", "fri"], "but": "holidays"}, "2016-11-21T21:00"),
])  # fmt: skip
def test_working_hours_of_every_day_but_holidays(days, due):
    """48 hours of an office open twelve hours a day, from 23:00 on Wednesday 9 November, two holidays in between."""
    # But holidays: Thu 10, Sat 12, Mon 14, Tue 15. Working days: Thu 10, Mon 14, Tue 15, Wed 16.
    # Mon, Wed, Fri but holidays: Mon 14, Wed 16, Fri 18, Mon 21.
    assert ends(office_plan(NOVEMBER, days), 23 * HOUR, 48) == due


def test_an_office_without_days_is_closed_on_holidays_which_is_said():
    """Holidays that are listed, or that fall into the run, close an office that does not say otherwise."""
    asked = (
        "without 'days' it is open every day but holidays, such as 2016-11-11: write days: all if it is open then too, "
        "or days: working_days"
    )
    assert office_plan(NOVEMBER).warnings == (f"tickets.office_hours: {asked}",)
    both = office_plan(NOVEMBER, unit={"hours": {"open": "08:00", "close": "20:00"}}).warnings
    assert both == (f"tickets.office_hours: {asked}", f"units.crew.hours: {asked}")
    public = office_plan({"start": "2026-04-30", "days": 3, "calendar": "DE"}).warnings
    assert [warning[:79] for warning in public if warning.startswith("tickets")] == [
        "tickets.office_hours: without 'days' it is open every day but holidays, such as 2026-05-01:"[:79]
    ]


@pytest.mark.parametrize(("clock", "hours"), [
    (NOVEMBER, {"days": "all"}), (NOVEMBER, {"days": BUT_HOLIDAYS}), (NOVEMBER, {"opens": "00:00", "closes": "24:00"}),
    (NOVEMBER, {"opens": "08:00", "closes": "08:00"}), ({"start": "2016-11-09", "days": 2}, {}),
    ({"start": "2026-06-15", "days": 3, "calendar": "DE"}, {}),
])  # fmt: skip
def test_nothing_is_asked_where_nothing_is_open(clock, hours):
    """Nobody is asked who wrote `days`, whose office never closes, or who has no holidays."""
    assert office_plan(clock, **hours).warnings == ()


@pytest.mark.parametrize(("start", "limits", "more", "reaches"), [
    ("2026-12-20", {"normal": "5 working days"}, {}, None),  # Monday 28 December
    ("2026-12-20", {"normal": "10 working days"}, {}, "2027-01-05"),
    ("2026-12-28", {"normal": "2 working days", "urgent": "1 working day"}, {}, None),
    ("2026-12-28", {"normal": "30 working hours"}, {}, "2027-01-05"),
    ("2026-12-28", {"normal": "30 working hours"}, {"days": "all"}, None),
    ("2026-12-28", {"normal": "30 d"}, {}, None),
    ("2024-12-28", {"normal": "20 working days"}, {}, None),
    ("2026-12-28", {"normal": "10 working days"}, {"country": "DE"}, None),
])  # fmt: skip
def test_limits_that_run_into_an_unknown_year(start, limits, more, reaches):
    """China names next year's make-up days late in a year: limits in working time that reach it are warned about."""
    days = more.get("days", "working_days")
    clock = {"start": start, "days": 2, "calendar": more.get("country", "china"), "zone": "Asia/Shanghai"}
    found = office_plan(clock, days, opens="09:00", closes="17:00", limits=limits).warnings
    assert [w for w in found if "limits may run" in w] == [
        f"tickets.deadlines.closure: limits may run to {reaches}, and the make-up working days of 2027 are not known: "
        "list them under clock.working_days once they are announced"
    ] * (reaches is not None)


def test_an_office_that_never_closes_is_open_on_holidays():
    """48 hours from 23:00 on Wednesday are over at 23:00 on Friday, though that is a holiday."""
    for opens, closes in (("00:00", "24:00"), ("08:00", "08:00")):
        assert ends(office_plan(NOVEMBER, opens=opens, closes=closes), 23 * HOUR, 48) == "2016-11-11T23:00"
