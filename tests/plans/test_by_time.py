"""From which instant on which of the other times of a law holds: against the local clock, read minute by minute."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.calendar.days import LocalCalendar, make_calendar
from sim.checks import checked_plan
from sim.checks.load import line_loads
from sim.plans.build import build_plan
from sim.plans.by_time import USUAL, steps_of
from sim.plans.expectations import mean_patience_us
from sim.plans.plan import Plan
from sim.scenario.laws import ByTime, OtherTime
from sim.scenario.schema import Scenario

MINUTE_US = 60_000_000
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe", "America/Havana")
"""With changes of the clock at night by an hour or by half of one, and at midnight."""
STARTS = tuple(date(2026, *day) for day in ((3, 7), (3, 27), (4, 3), (4, 23), (10, 3), (10, 30)))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""When the clocks of Berlin are moved."""
KINDS = ("all", "mon", "working_days", "rest_days", ("sat", "holidays"))


def held(time: OtherTime, local: datetime, calendar: LocalCalendar) -> bool:
    """Whether an other time holds at an instant at which the local clock shows this, by its words."""
    clock_us = (local.hour * 60 + local.minute) * MINUTE_US
    day = local.date()
    if time.start < time.end:
        shows = time.start <= clock_us < time.end
    else:
        shows = clock_us >= time.start or clock_us < time.end
        day -= timedelta(days=clock_us < time.start)
    begun = time.from_date is None or time.from_date <= day
    over = time.to_date is not None and time.to_date < day
    return shows and begun and not over and calendar.is_one_of(day, time.days)


@pytest.mark.parametrize("number", range(30))
def test_steps_are_those_of_the_local_clock(number: int) -> None:
    """In every minute of some days around a change of the clock, of days before the run too, the first time counts."""
    dice = random.Random(number)
    calendar, _ = make_calendar(dice.choice(STARTS), 4, dice.choice(ZONES), "none", holidays=[date(2026, 3, 29)])
    times = [
        {
            "start": f"{dice.randrange(24):02d}:{dice.choice((0, 15, 30)):02d}",
            "end": f"{dice.randrange(25):02d}:00",
            "days": dice.choice(KINDS),
            "from_date": dice.choice((None, calendar.start, calendar.start + timedelta(days=1))),
            "to_date": dice.choice((None, calendar.start + timedelta(days=2))),
            "factor": 2,
        }
        for _ in range(dice.randint(1, 3))
    ]
    law = ByTime.model_validate({"law": "by_time", "usual": fixed("1 min"), "at_times": times})
    before = dice.choice((0, 1, 3))
    steps = steps_of(law, calendar, before)
    from_us, place = steps.from_us, steps.place
    assert from_us[0] == -before * 24 * 60 * MINUTE_US
    assert (np.diff(from_us) > 0).all()
    assert (np.diff(place) != 0).all()
    zone = ZoneInfo(calendar.zone)
    origin = datetime(calendar.start.year, calendar.start.month, calendar.start.day, tzinfo=zone).astimezone(UTC)
    for minute in range(-before * 24 * 60, calendar.horizon_us // MINUTE_US):
        local = (origin + timedelta(minutes=minute)).astimezone(zone)
        right = next((n for n, time in enumerate(law.at_times) if held(time, local, calendar)), USUAL)
        assert place[np.searchsorted(from_us, minute * MINUTE_US, side="right") - 1] == right, local


@pytest.mark.parametrize(
    ("day", "hours", "right"),
    [
        # Clocks are put forward from 2:00 to 3:00, two hours after midnight: 2:30 is not shown, 3:00 is past it.
        (SPRING, ("02:30", "04:00"), [2, 3]),
        (SPRING, ("01:00", "02:30"), [1, 2]),
        (SPRING, ("02:15", "02:45"), []),
        # In October they are put back from 3:00 to 2:00, three hours after midnight: 2:30 is shown twice.
        (AUTUMN, ("02:30", "04:00"), [2.5, 3, 3.5, 5]),
        (AUTUMN, ("02:15", "02:45"), [2.25, 2.75, 3.25, 3.75]),
    ],
)
def test_an_hour_left_out_and_one_that_comes_twice(day: date, hours: tuple[str, str], right: list[float]) -> None:
    """What begins within an hour left out begins with the next one; in one that comes twice it begins twice."""
    calendar, _ = make_calendar(day, 1, "Europe/Berlin", "none")
    time = {"start": hours[0], "end": hours[1], "factor": 2}
    steps = steps_of(ByTime.model_validate({"law": "by_time", "usual": fixed("1 min"), "at_times": [time]}), calendar)
    assert (steps.from_us / (60 * MINUTE_US)).tolist() == [0, *right]
    assert steps.place.tolist() == [USUAL, 0, USUAL, 0, USUAL][: len(right) + 1]


def test_a_trend_is_a_step_at_each_midnight() -> None:
    """By the rate over the days since its date, be they of 23 hours; another time begins and ends where it does."""
    calendar, _ = make_calendar(date(2026, 3, 28), 3, "Europe/Berlin", "none")
    law = ByTime.model_validate(
        {
            "law": "by_time",
            "usual": fixed("1 min"),
            "at_times": [{"start": "12:00", "to_date": date(2026, 3, 28), "factor": 2}],
            "trend": {"rate": "-10 %", "per": "week", "since": date(2026, 3, 21)},
        }
    )
    steps = steps_of(law, calendar)
    assert (steps.from_us / (60 * MINUTE_US)).tolist() == [0, 12, 24, 47]
    assert steps.place.tolist() == [USUAL, 0, USUAL, USUAL]
    assert steps.trend == pytest.approx([0.9 ** (days / 7) for days in (7, 7, 8, 9)], rel=1e-12)


def town(patience: dict[str, Any], talk: dict[str, Any], wrap_up: dict[str, Any]) -> Plan:
    """The plan of a small line with a hundred calls in each hour of two days."""
    floor = {"talk": talk, "wrap_up": wrap_up, "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 9}}}
    document = {
        "hotline": 1,
        "clock": {"start": "2026-03-07", "days": 2},
        "demand": {"calls": {"per_day": 2400, "profile": "flat", "types": {"any": 1}}},
        "callers": {"patience": patience},
        "operators": {"floor": floor},
    }
    return build_plan(Scenario.from_document(document))


def fixed(length: str) -> dict[str, str]:
    """A law without spread."""
    return {"law": "deterministic", "value": length}


def test_means_follow_the_time() -> None:
    """Mean patience is that of the callers of all hours; the work of calls is that of their interval."""
    # Patience 2 min, but 6 min in 6 of 24 hours: 3 min. Talk 1 min, 3 min on Sunday from 12:00 on; wrap-up 30 s, half
    # of it there on both days.
    sunday = {"start": "12:00", "days": "sun", "instead": fixed("3 min")}
    plan = town(
        {"law": "by_time", "usual": fixed("2 min"), "at_times": [{"end": "06:00", "factor": 3}]},
        {"law": "by_time", "usual": fixed("1 min"), "at_times": [sunday]},
        {"law": "by_time", "usual": fixed("30 s"), "at_times": [{"start": "12:00", "factor": 0.5}]},
    )
    assert mean_patience_us(plan) == pytest.approx(3 * MINUTE_US, rel=1e-12)
    hours = line_loads(plan).calls_us.sum(axis=0) / MINUTE_US
    assert hours == pytest.approx([1200 * 1.5 + 1200 * 1.25, 1200 * 1.5 + 1200 * 3.25], rel=1e-12)


def test_work_on_tickets_follows_the_date() -> None:
    """A day's work at a desk is that of its tickets by the mean of its hours; tries in vain have their own law."""
    # 96 tickets a day. Audit 10 min, twice that from 18:00 to 24:00, so 12.5 min, and 2 min from Sunday on. Follow-up:
    # half of the tries are in vain, two at most, so 1.5 tries of which 0.75 reach: 4 min, in vain 1 min, on Sunday 3.
    night, sunday = {"start": "18:00", "factor": 2}, {"from_date": "2026-03-08"}
    audit = {"law": "by_time", "usual": fixed("10 min"), "at_times": [sunday | {"instead": fixed("2 min")}, night]}
    in_vain = {"law": "by_time", "usual": fixed("1 min"), "at_times": [sunday | {"factor": 3}]}
    follow_up = {"by": "desk", "time": fixed("4 min"), "unreached": 0.5, "unreached_time": in_vain, "tries": 2}
    document = {
        "hotline": 1,
        "clock": {"start": "2026-03-07", "days": 2},
        "demand": {"letters": {"channel": "transfer", "per_day": 96, "profile": "flat", "types": {"any": 1}}},
        "desks": {"desk": {"shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 5}}}},
        "tickets": {"audit": {"by": "desk", "time": audit}, "follow_up": follow_up},
    }
    plan = build_plan(Scenario.from_document(document))
    days = line_loads(plan).deferred_us.sum(axis=0) / MINUTE_US
    assert days == pytest.approx([96 * (12.5 + 3 + 0.75), 96 * (2 + 3 + 0.75 * 3)], rel=1e-12)


def crews(work: dict[str, Any], **tickets: Any) -> dict[str, Any]:
    """A unit round the clock that gets 96 ready-made tickets on each of two days."""
    return {
        "hotline": 1,
        "clock": {"start": "2026-03-07", "days": 2},
        "demand": {"letters": {"channel": "transfer", "per_day": 96, "profile": "flat", "types": {"a": 0.5, "b": 0.5}}},
        "units": {
            "road": {
                "travel": fixed("5 min"),
                "work": work,
                "by_type": {"b": {"work": fixed("1 h")}},
                "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 5}},
            }
        },
        "tickets": {"routes": [{"units": {"road": 1}}], **tickets},
    }


def test_work_of_crews_follows_the_date() -> None:
    """A day's work of crews is that of its tickets by the mean of its hours, type by type; the backlog's of day one."""
    # Of 'a' 30 min, on Saturday twice that from 18:00 to 24:00, so 37.5 min, on Sunday 10 min; of 'b' an hour.
    night, sunday = {"start": "18:00", "factor": 2}, {"from_date": "2026-03-08", "instead": fixed("10 min")}
    work = {"law": "by_time", "usual": fixed("30 min"), "at_times": [sunday, night]}
    backlog = [{"count": 10, "type": "a", "stage": "handling", "age": "1 h"}]
    loads = line_loads(build_plan(Scenario.from_document(crews(work, backlog=backlog))))
    days = loads.deferred_us.sum(axis=0) / MINUTE_US
    assert days == pytest.approx([48 * 42.5 + 48 * 65, 48 * 15 + 48 * 65], rel=1e-12)
    assert loads.backlog_us.sum() / MINUTE_US == pytest.approx(10 * 42.5, rel=1e-12)


def test_steps_before_the_start_are_there_for_open_tickets() -> None:
    """Days before the run are told where tickets may have begun to wait on them, a trend there as far as it may go."""
    trend = {"rate": "90 %", "per": "week", "since": "2026-03-07"}
    work = {"law": "by_time", "usual": fixed("30 min"), "trend": trend}
    plain = build_plan(Scenario.from_document(crews(work))).laws
    assert plain.step_from_us.tolist() == [0, 24 * 60 * MINUTE_US]
    backlog = [{"count": 1, "type": "a", "stage": "work", "age": "9 d"}]
    plan = build_plan(Scenario.from_document(crews(work, backlog=backlog)))
    laws, day_us = plan.laws, 24 * 60 * MINUTE_US
    row = int(plan.tickets.units[0].work_law[0]) if plan.tickets is not None else -1
    days = np.array([-2000, -800, -700, -7, 0, 1])
    expected = [1e-6, 1e-6, 1e-6, 1 / 1.9, 1.0, 1.9 ** (1 / 7)]
    assert laws.means_at(row, days * day_us) / (30 * MINUTE_US) == pytest.approx(expected, rel=1e-12)
    assert laws.step_from_us[0] == -800 * day_us


def test_open_tickets_outlive_the_law_of_then() -> None:
    """Whether a delay has lasted longer than it may is told by the law of its beginning, times what held then."""
    # Outside 20 h, from Saturday, the first day, on 4 h; half of that, as it was, in nights.
    night = {"start": "22:00", "end": "06:00", "to_date": "2026-03-06", "factor": 0.5}
    saturday = {"from_date": "2026-03-07", "instead": fixed("4 h")}
    document = crews(fixed("1 h"), backlog=[
        {"count": 1, "type": "a", "stage": "outside", "age": age} for age in ("1 h", "9 h", "19 h", "21 h", "25 h")
    ])  # fmt: skip
    delay = {"law": "by_time", "usual": fixed("20 h"), "at_times": [night, saturday]}
    document["units"]["road"]["outside"] = {"delay": delay}
    told = [text for text in build_plan(Scenario.from_document(document)).warnings if "for longer than" in text]
    # Begun at 23:00 (10 h) and 15:00 (20 h): not yet. At 5:00 (10 h) after 19 h; at 3:00 (10 h), and 25 h ago at 23:00.
    assert len(told) == 1
    assert told[0].startswith("3 tickets are open at unit 'road' for longer than its outside delay ever lasts")


def test_equal_laws_share_their_rows() -> None:
    """A law by time is one row and its parts are rows that others have too; without one there are no steps."""
    law = {"law": "by_time", "usual": fixed("2 min"), "at_times": [{"end": "06:00", "instead": fixed("1 min")}]}
    laws = town(law, law, fixed("1 min")).laws
    assert len(laws.kind) == 3
    assert laws.step_from_us.tolist() == [hour * 60 * MINUTE_US for hour in (0, 6, 24, 30)]
    assert laws.step_law.tolist() == [1, 0, 1, 0]
    edges_us = np.array([0, 6 * 60 * MINUTE_US - 1, 6 * 60 * MINUTE_US, 24 * 60 * MINUTE_US])
    assert (laws.means_at(2, edges_us) / MINUTE_US).tolist() == [1, 1, 2, 1]
    assert laws.means_at(-1, edges_us).tolist() == [0, 0, 0, 0]
    assert len(town(fixed("1 min"), fixed("2 min"), fixed("3 min")).laws.step_from_us) == 0


def test_what_never_holds_is_told() -> None:
    """An other time of which the run has no day or which comes too late in the list, and a usual law for nothing."""
    talk = {
        "law": "by_time",
        "usual": fixed("1 min"),
        "at_times": [
            {"days": "mon", "factor": 2},
            {"start": "08:00", "end": "12:00", "factor": 3},
            {"start": "09:00", "end": "10:00", "factor": 4},
            {"factor": 5},
        ],
    }
    plan = checked_plan(town(fixed("1 min"), talk, fixed("1 min")).scenario)
    why = "never holds: the run has none of its days, or what stands before it in the list goes first"
    assert [text for text in plan.warnings if "never holds" in text] == [
        "operators.floor.talk.usual: never holds: 'at_times' take the whole run",
        f"operators.floor.talk.at_times.0: {why}",
        f"operators.floor.talk.at_times.2: {why}",
    ]


def test_laws_of_units_hold_before_the_run_for_open_tickets() -> None:
    """A usual law of a unit that only what is open may have begun by is none that never holds; elsewhere it is one."""
    changed = {"law": "by_time", "usual": fixed("1 h"), "at_times": [{"from_date": "2026-03-07", "factor": 2}]}
    backlog = [{"count": 1, "type": "a", "stage": "work", "age": "1 d"}]
    why = "units.road.work.usual: never holds: 'at_times' take the whole run"
    for tickets, told in (({}, True), ({"backlog": backlog}, False)):
        assert (why in checked_plan(Scenario.from_document(crews(changed, **tickets))).warnings) == told
