"""Rosters as people reported them: nights, crews, split days, clock changes, and who is there at an instant."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.logs.run_log import RunLog
from sim.measures.by_interval import interval_table
from sim.measures.run import measure

from .situations import Document, calls, clock_times, desk_of, fixed, local, run, shift, stamps, written


def floor(start: str, days: int, shifts: Document, arrivals: tuple[str, ...], **more: object) -> tuple[Document, str]:
    """A line with one group whose talks last five minutes, and the table of its calls."""
    demand, table = calls(*arrivals)
    group = {"talk": fixed("5 min"), "shifts": shifts, **more}
    return {"clock": {"start": start, "days": days}, "demand": demand, "operators": {"floor": group}}, table


def rostered_hours(log: RunLog, width_us: int = HOUR_US) -> list[float]:
    """Rostered hours of people in each interval."""
    return (interval_table(log, width_us).scheduled_us / HOUR_US).tolist()


def test_five_hours_from_eight_in_the_evening(tmp_path: Path) -> None:
    """A shift of five hours from 20:00 ends at 01:00 on the next day (odoo/odoo#146658)."""
    arrivals = ("2023-12-19 00:54", "2023-12-19 01:00")
    document, table = floor("2023-12-18", 2, {"late": shift("20:00", "01:00")}, arrivals)
    log = run(written(tmp_path, document, calls=table))
    first = log.staff["planned_start_us"] == 20 * HOUR_US
    assert (log.staff["planned_end_us"] - log.staff["planned_start_us"])[first].tolist() == [5 * HOUR_US]
    assert local(log, log.contacts["answered_us"]) == ["2023-12-19T00:54:00+08:00", "2023-12-19T20:00:00+08:00"]


def test_a_night_has_hours_on_both_dates(tmp_path: Path) -> None:
    """From 20:00 to 04:00 are four hours on either date (odoo/odoo#255534)."""
    document, table = floor("2026-03-02", 3, {"night": shift("20:00", "04:00", days=["tue"])}, ("2026-03-03 21:00",))
    log = run(written(tmp_path, document, calls=table))
    assert rostered_hours(log, 24 * HOUR_US) == [0, 4, 4]


def test_night_hours_of_a_shift_in_the_small_hours(tmp_path: Path) -> None:
    """Of a shift from 01:00 to 09:00 five hours lie before 06:00 and three after (OCA/hr-attendance#237)."""
    document, table = floor("2026-03-02", 1, {"early": shift("01:00", "09:00")}, ("2026-03-02 02:00",))
    hours = rostered_hours(run(written(tmp_path, document, calls=table)))
    assert (sum(hours[:6]), sum(hours[6:])) == (5, 3)


def test_the_night_team_is_there_until_the_day_team(tmp_path: Path) -> None:
    """At 01:55 on Monday the team of Sunday night answers, not the one of Monday night (point85/ShiftSharp#2)."""
    demand, table = calls("2019-02-04 01:55", "2019-02-04 06:00", "2019-02-04 18:00")
    teams = {
        "green": shift("06:00", "18:00", days=["sun"]),
        "red": shift("18:00", "06:00", days=["sun"]),
        "blue": shift("06:00", "18:00", days=["mon"]),
        "yellow": shift("18:00", "06:00", days=["mon"]),
    }
    document = {
        "clock": {"start": "2019-02-03", "days": 2},
        "demand": demand,
        "operators": {name: {"talk": fixed("5 min"), "shifts": {"own": own}} for name, own in teams.items()},
    }
    log = run(written(tmp_path, document, calls=table))
    assert [log.plan.group_names[group] for group in log.contacts["group"]] == ["red", "blue", "yellow"]


def test_shifts_that_touch_hand_over_at_once(tmp_path: Path) -> None:
    """A night that ends at 06:00 and a day that begins then leave no gap and do not overlap (ONE-F-M/one_fm#6575)."""
    shifts = {"night": shift("22:00", "06:00"), "day": shift("06:00", "14:00")}
    document, table = floor("2026-03-02", 2, shifts, ("2026-03-03 05:58", "2026-03-03 06:00"))
    log = run(written(tmp_path, document, calls=table))
    assert clock_times(log, log.contacts["answered_us"]) == ["05:58:00", "06:00:00"]
    assert len(set(log.contacts["person"].tolist())) == 2
    assert set(rostered_hours(log)[22:38]) == {1}


def test_what_overlaps_on_one_date(tmp_path: Path) -> None:
    """From 22 to 4 and from 2 to 8 of one date share no hour; 14 to 18 and 16 to 20 share two (frappe/hrms#1932)."""
    apart = {"late": shift("22:00", "04:00", days=["mon"]), "small": shift("02:00", "08:00", days=["mon"])}
    document, table = floor("2026-03-02", 2, apart, ("2026-03-02 03:00",))
    assert max(rostered_hours(run(written(tmp_path, document, calls=table)))) == 1
    three = {"a": shift("08:00", "12:00"), "b": shift("14:00", "18:00"), "c": shift("16:00", "20:00")}
    document, table = floor("2026-03-02", 1, three, ("2026-03-02 09:00",))
    assert rostered_hours(run(written(tmp_path, document, calls=table)))[14:20] == [1, 1, 2, 2, 1, 1]


def test_a_shift_stays_by_the_clock(tmp_path: Path) -> None:
    """From 08:30 to 17:30 in London it stays so when clocks go back (grafana-cold-storage/oncall#3261)."""
    document, table = floor("2023-10-28", 3, {"day": shift("08:30", "17:30")}, ("2023-10-29 09:00",))
    document["clock"]["zone"] = "Europe/London"
    log = run(written(tmp_path, document, calls=table))
    assert local(log, log.staff["planned_start_us"]) == [
        "2023-10-28T08:30:00+01:00",
        "2023-10-29T08:30:00+00:00",
        "2023-10-30T08:30:00+00:00",
    ]
    assert (log.staff["planned_end_us"] - log.staff["planned_start_us"]).tolist() == [9 * HOUR_US] * 3


def test_work_while_clocks_go_forward(tmp_path: Path) -> None:
    """A job from 01:49 to 03:15 in the night of the change took 26 minutes (abrain/einsatzverwaltung#200)."""
    document = desk_of("2020-03-29 01:49", {"open": "00:00", "close": "24:00"}, "30 d")
    document["units"]["office"] = {"work": fixed("26 min"), "shifts": {"all": shift("00:00", "24:00")}}
    log = run(written(tmp_path, document, tickets=stamps("2020-03-29 01:49")))
    assert local(log, log.tickets["received_us"]) == ["2020-03-29T01:49:00+01:00"]
    assert local(log, log.tickets["closed_us"]) == ["2020-03-29T03:15:00+02:00"]
    assert (log.tickets["closed_us"] - log.tickets["received_us"]).tolist() == [26 * MINUTE_US]


def test_people_come_go_and_come_again(tmp_path: Path) -> None:
    """With one person from 5 to 10 and from 15 on, three jobs of 5 end at 10, 20 and 25 (r-simmer/simmer#64)."""
    spells = {"first": shift("09:05", "09:10"), "second": shift("09:15", "10:00")}
    document, table = floor("2026-03-02", 1, spells, ("2026-03-02 09:00",) * 3)
    log = run(written(tmp_path, document, calls=table))
    assert clock_times(log, log.contacts["talk_end_us"]) == ["09:10:00", "09:20:00", "09:25:00"]


def test_whoever_waits_when_the_line_shuts_is_let_go(tmp_path: Path) -> None:
    """A caller still queued when everybody has left is not kept until tomorrow (2600hz/kazoo#1334)."""
    document, table = floor("2026-03-02", 2, {"day": shift("09:00", "17:00")}, ("2026-03-02 16:58", "2026-03-02 16:59"))
    document["callers"] = {"hours": {"open": "09:00", "close": "17:00", "at_close": "clear"}}
    log = run(written(tmp_path, document, calls=table))
    assert clock_times(log, log.contacts["talk_end_us"]) == ["17:03:00", "-"]
    assert clock_times(log, log.contacts["left_us"]) == ["-", "17:00:00"]


def test_nobody_calls_outside_the_calendar_of_arrivals(tmp_path: Path) -> None:
    """A run from midnight has its first arrival in the hours of arrivals (AutomatedProcessImprovement/Prosimos#50)."""
    document, _ = floor("2026-03-02", 3, {"all": shift("00:00", "24:00", 5)}, ())
    hours = [1.0 if 9 <= hour < 17 else 0.0 for hour in range(24)]
    document["demand"] = {"calls": {"per_day": 200, "profile": hours, "types": {"any": 1}}}
    log = run(written(tmp_path, document))
    of_day = log.contacts["arrived_us"] % (24 * HOUR_US)
    assert len(of_day) > 400
    assert np.all((of_day >= 9 * HOUR_US) & (of_day < 17 * HOUR_US))


def test_a_night_in_kolkata_is_no_overtime(tmp_path: Path) -> None:
    """From 20:00 to 04:00 by the clock of Kolkata are eight hours, none of them overtime (odoo/odoo#245247)."""
    night = {"night": shift("20:00", "04:00", days=["thu"])}
    document, table = floor("2026-01-15", 2, night, ("2026-01-16 03:50",))
    document["clock"]["zone"] = "Asia/Kolkata"
    found = measure(run(written(tmp_path, document, calls=table))).values
    assert (found["person_hours"].value, found["overtime_hours"].value) == (8, 0)


def test_a_split_day_is_one_persons_day(tmp_path: Path) -> None:
    """From 07:00 to 11:00 and from 16:00 to 20:00 one person works one day of eight hours (OCA/shift-planning#39)."""
    spells = {
        "morning": shift("07:00", "11:00"),
        "evening": {"start": "16:00", "end": "20:00", "same_people_as": "morning"},
    }
    document, table = floor("2026-03-02", 5, spells, ("2026-03-02 10:30", "2026-03-02 16:00"))
    document["targets"] = [{"measure": "days_over_8_hours", "at_most": "0 %"}]
    log = run(written(tmp_path, document, calls=table))
    assert log.contacts["person"].tolist() == [0, 0]
    found = measure(log).values
    assert found["person_hours"].value == 5 * 8
    assert (found["days_over_8_hours"].numerator, found["days_over_8_hours"].denominator) == (0, 5)


def test_work_rests_while_everybody_is_at_lunch(tmp_path: Path) -> None:
    """With a break from 13:00 to 14:00 for all, a call of 13:10 is answered at 14:00 (qcadoo/mes#58)."""
    day = {"day": shift("09:00", "17:00", 2, breaks=[{"at": "13:00", "length": "1 h", "waves": 1}])}
    document, table = floor("2026-03-02", 1, day, ("2026-03-02 12:50", "2026-03-02 13:10", "2026-03-02 14:20"))
    log = run(written(tmp_path, document, calls=table))
    assert clock_times(log, log.contacts["answered_us"]) == ["12:50:00", "14:00:00", "14:20:00"]
