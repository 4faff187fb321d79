"""Offices and lines that open twice a day, and on some days for half of it: spells, deadlines, opening and closing."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.calendar.days import make_calendar
from sim.plans.clocks import midnights, office_hours
from sim.rules.clocks import FAR, after_open_us, due_us, open_time_us
from sim.rules.codes import Duty, LimitClock
from sim.scenario.schema_callers import Callers
from sim.scenario.schema_units import Unit

from ..workload.building import HOUR, MINUTE, plan_of

LUNCH = [
    {
        "open": "09:00",
        "close": "12:00",
        "days": {"every": ["mon", "tue", "wed", "thu", "fri", "sat"], "but": "holidays"},
    },
    {"open": "13:30", "close": "17:00", "days": "working_days"},
]
"""Closed over lunch, and half a Saturday."""


def office(hours=LUNCH, start="2026-03-02", days=14, zone="Asia/Shanghai", **lists):
    calendar, _ = make_calendar(date.fromisoformat(start), days, zone, "none", **lists)
    spells = Unit.model_validate({"hours": hours}).hours
    return calendar, office_hours(spells, calendar)


def columns(office):
    return office.open_us, office.close_us, office.before_us, office.closing_us, office.closing_day_us


def say(calendar, instant):
    return str(calendar.local_times(np.array([instant]))[0])[:16].replace("T", " ")


@pytest.mark.parametrize(("start", "hours", "due"), [
    ("2026-03-02 08:00", 3, "2026-03-02 12:00"),  # Monday, used up as it closes for lunch
    ("2026-03-02 11:00", 2, "2026-03-02 14:30"),
    ("2026-03-02 12:30", 1, "2026-03-02 14:30"),
    ("2026-03-06 16:00", 3, "2026-03-07 11:00"),  # Friday into the half Saturday
    ("2026-03-07 11:30", 2, "2026-03-09 10:30"),  # Saturday over Sunday
    ("2026-03-02 09:00", 35, "2026-03-07 11:30"),  # 6.5 h a day, five days: 32.5 h
])  # fmt: skip
def test_working_hours_stand_still_over_lunch(start, hours, due):
    """Working hours run in both spells, and on Saturday in the first one only."""
    calendar, hours_of = office()
    at_us = calendar.instant_us(date.fromisoformat(start[:10]), int(start[11:13]) * HOUR + int(start[14:]) * MINUTE)
    ends = due_us(int(LimitClock.WORKING_HOURS), hours * HOUR, at_us, *columns(hours_of), midnights(calendar))
    assert say(calendar, ends) == due


@pytest.mark.parametrize(("start", "days", "due"), [
    ("2026-03-02", 1, "2026-03-03 17:00"), ("2026-03-05", 2, "2026-03-07 12:00"), ("2026-03-06", 2, "2026-03-09 17:00"),
    ("2026-03-07", 1, "2026-03-09 17:00"),
])  # fmt: skip
def test_the_nth_working_day_ends_with_its_last_spell(start, days, due):
    """A day counts once, however often the office opens on it, and ends with its last closing: Saturday at noon."""
    calendar, hours_of = office()
    at_us = calendar.instant_us(date.fromisoformat(start), 10 * HOUR)
    ends = due_us(int(LimitClock.WORKING_DAYS), days, at_us, *columns(hours_of), midnights(calendar))
    assert say(calendar, ends) == due


def random_spells(rng: random.Random) -> list[dict]:
    """Up to four spells a day, some of which overlap, touch, or run into the next day."""
    found = []
    for _ in range(rng.randint(1, 4)):
        begin, length = rng.randrange(0, 24 * 4), rng.randrange(1, 40)
        end = (begin + length) % 96
        clock = [f"{quarter // 4:02d}:{quarter % 4 * 15:02d}" for quarter in (begin, end)]
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        days = rng.choice(["all", "working_days", "rest_days", "holidays", rng.sample(names, 3)])
        found.append({"open": clock[0], "close": clock[1], "days": days})
    return found


@pytest.mark.parametrize("seed", range(25))
def test_open_time_is_that_of_a_walk_minute_by_minute(seed):
    """In any zone, spells in any order: each quarter of an hour is open as the local clock and the date say."""
    rng = random.Random(seed)
    zone = rng.choice(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
    spells = random_spells(rng)
    feasts = [date(2026, 3, 26), date(2026, 4, 1)]
    _, hours_of = office(spells, "2026-03-23", 21, zone, holidays=feasts)
    info = ZoneInfo(zone)
    begun = datetime(2026, 3, 23, tzinfo=info).timestamp()

    def is_open(minute: int) -> bool:
        local = datetime.fromtimestamp(begun + minute * 60, tz=info)
        for spell in spells:
            for back in (0, 1):
                day = local.date() - timedelta(days=back)
                names = spell["days"]
                kind = "holidays" if day in feasts else "rest_days" if day.weekday() >= 5 else "working_days"
                if isinstance(names, list):
                    fits = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()] in names
                else:
                    fits = names in ("all", kind) or (names == "rest_days" and kind == "holidays")
                opens, closes = ((int(spell[k][:2]) * 60 + int(spell[k][3:])) for k in ("open", "close"))
                closes += 1440 if closes <= opens else 0
                clock = local.hour * 60 + local.minute + back * 1440
                if fits and opens <= clock < closes:
                    return True
        return False

    step = 15
    walked = np.cumsum([0] + [step * is_open(minute) for minute in range(0, 12 * 1440, step)]) * MINUTE
    first = open_time_us(*columns(hours_of)[:3], 0)
    change = zone != "Asia/Shanghai"
    found = [open_time_us(*columns(hours_of)[:3], i * step * MINUTE) - first for i in range(len(walked))]
    differ = np.flatnonzero(np.diff(found) != np.diff(walked))
    # On the day on which clocks are moved, a spell that begins or ends in the hour that is left out lasts otherwise.
    days = {datetime.fromtimestamp(begun + int(i) * step * 60, tz=info).date() for i in differ}
    assert days <= ({date(2026, 3, 29), date(2026, 4, 4), date(2026, 4, 5)} if change else set())
    for amount in (1, 7, 30):
        ends = after_open_us(*columns(hours_of)[:3], 5 * HOUR, amount * HOUR)
        if ends == FAR:
            continue  # open on the two holidays only
        assert (
            open_time_us(*columns(hours_of)[:3], ends) - open_time_us(*columns(hours_of)[:3], 5 * HOUR) == amount * HOUR
        )


def rows(plan, *kinds):
    """(kind, hour) of opening, closing and clearing."""
    of = np.isin(plan.roster.kind, kinds)
    return list(zip(plan.roster.kind[of].tolist(), (plan.roster.time_us[of] / HOUR).tolist(), strict=True))


def line(hours, ends="17:00", days=1):
    shift = {"start": "08:00", "end": ends, "staff": 1}
    talk = {"law": "exponential", "mean": "3 min"}
    return plan_of(
        clock={"start": "2026-03-07", "days": days},
        callers={"hours": hours},
        operators={"desk": {"talk": talk, "shifts": {"a": shift}}},
    )


def test_a_line_that_closes_over_lunch():
    """It opens and closes twice; whoever waits at noon is answered over lunch, and turned away when the desk leaves."""
    hours = [{"open": "09:00", "close": "12:00"}, {"open": "13:30", "close": "17:00"}]
    opens, closes, cleared = Duty.LINE_OPENS, Duty.LINE_CLOSES, Duty.QUEUE_CLEARED
    assert rows(line(hours), opens, closes) == [(opens, 9.0), (closes, 12.0), (opens, 13.5), (closes, 17.0)]
    assert rows(line(hours), cleared) == [(cleared, 17.0)]
    assert rows(line(hours, ends="12:30"), cleared) == [(cleared, 12.5), (cleared, 17.0)]
    half = [dict(hours[0]), {**hours[1], "days": "working_days"}]  # Saturday
    assert rows(line(half), opens, closes) == [(opens, 9.0), (closes, 12.0)]


def test_each_closing_has_its_own_rule():
    """Those who wait at noon stay, those who wait in the evening are cleared at once."""
    hours = [
        {"open": "09:00", "close": "12:00", "at_close": "stay"},
        {"open": "13:30", "close": "17:00", "at_close": "clear"},
    ]
    plan = line(hours, ends="19:00")
    assert rows(plan, Duty.QUEUE_CLEARED) == [(Duty.QUEUE_CLEARED, 17.0)]
    assert not plan.callers.clear_at_close
    both = [{**spell, "at_close": "clear"} for spell in hours]
    assert line(both).callers.clear_at_close
    assert rows(line(both), Duty.QUEUE_CLEARED) == []


def test_spells_that_touch_are_one_opening():
    """Hours written in two parts, one after the other, do not close in between; the later part says what follows."""
    hours = [{"open": "12:00", "close": "17:00", "at_close": "stay"}, {"open": "09:00", "close": "12:00"}]
    assert rows(line(hours), Duty.LINE_OPENS, Duty.LINE_CLOSES) == [(Duty.LINE_OPENS, 9.0), (Duty.LINE_CLOSES, 17.0)]
    assert rows(line(hours), Duty.QUEUE_CLEARED) == []
    assert Callers.model_validate({"hours": hours[0]}).spells[0].at_close == "stay"
