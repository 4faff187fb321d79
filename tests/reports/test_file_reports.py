"""Tables as people export them: orders of day and month, and what must be refused rather than guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.errors import DataError, ScenarioError
from sim.logs.run_log import RunLog
from sim.measures.by_interval import interval_table

from .situations import clock_times, fixed, local, run, shift, stamps, written


def arrivals(folder: Path, start: str, days: int, time_format: str | None, *times: str, **clock: str) -> RunLog:
    """A line that replays calls from a file with times written in some way."""
    document = {
        "clock": {"start": start, "days": days, **clock},
        "demand": {"calls": {"stamps": {"file": "calls.csv"}, "types": {"any": 1}}},
        "operators": {"floor": {"talk": fixed("1 min"), "shifts": {"all": shift("00:00", "24:00")}}},
    }
    if time_format:
        document["demand"]["calls"]["stamps"]["time_format"] = time_format
    return run(written(folder, document, calls=stamps(*times)))


def dates(log: RunLog) -> list[str]:
    """The local dates of the calls."""
    return [text[:10] for text in local(log, log.contacts["arrived_us"])]


def test_the_first_of_december_stays_in_december(tmp_path: Path) -> None:
    """12/01 and 12/31 of an American export are both in December, or both are asked about (dannymcc/may#250)."""
    times = ("12/01/2026 09:00", "12/31/2026 09:00")
    log = arrivals(tmp_path, "2026-12-01", 31, "%m/%d/%Y %H:%M", *times)
    assert dates(log) == ["2026-12-01", "2026-12-31"]
    with pytest.raises(DataError, match=r"calls.csv:2: time: '12/01/2026 09:00'.*time_format: '%m/%d/%Y %H:%M'"):
        arrivals(tmp_path, "2026-12-01", 31, None, *times)


def test_day_first_is_read_day_first_and_never_dropped(tmp_path: Path) -> None:
    """03/04 is in April and 15/04 is no reason to leave a row out (submersion-app/submersion#1828)."""
    times = ("03/04/1991 09:00", "15/04/1991 09:00")
    assert dates(arrivals(tmp_path, "1991-04-01", 30, "%d/%m/%Y %H:%M", *times)) == ["1991-04-03", "1991-04-15"]
    with pytest.raises(DataError, match=r"calls.csv:3: time: '15/04/1991 09:00'"):
        arrivals(tmp_path, "1991-03-01", 61, "%m/%d/%Y %H:%M", *times)


def test_half_past_midnight_and_half_past_noon(tmp_path: Path) -> None:
    """12:12 AM is twelve past midnight, 12:12 PM twelve past noon (abritinthebay/datejs#140)."""
    log = arrivals(tmp_path, "2026-03-02", 1, "%m/%d/%Y %I:%M %p", "03/02/2026 12:12 AM", "03/02/2026 12:12 PM")
    assert clock_times(log, log.contacts["arrived_us"]) == ["00:12:00", "12:12:00"]


def test_two_in_the_afternoon_is_no_morning(tmp_path: Path) -> None:
    """02:00:00 PM is 14:00, and a format that would read it as 02:00 is refused (submersion-app/submersion#63)."""
    log = arrivals(tmp_path, "1998-08-04", 1, "%Y-%m-%d %I:%M:%S %p", "1998-08-04 02:00:00 PM")
    assert clock_times(log, log.contacts["arrived_us"]) == ["14:00:00"]
    with pytest.raises(ScenarioError, match="%p"):
        arrivals(tmp_path, "1998-08-04", 1, "%Y-%m-%d %H:%M:%S %p", "1998-08-04 02:00:00 PM")


def test_times_of_the_whole_world_become_local(tmp_path: Path) -> None:
    """Times ending in Z are an hour earlier than the clock in a British summer (mysociety/fixmystreet#1373)."""
    log = arrivals(
        tmp_path, "2016-04-01", 1, None, "2016-04-01T09:00:00Z", "2016-04-01T23:30:00Z", zone="Europe/London"
    )
    assert local(log, log.contacts["arrived_us"]) == ["2016-04-01T10:00:00+01:00"]


def test_a_request_without_a_time_of_day_is_asked_about(tmp_path: Path) -> None:
    """Nine of ten service dates at midnight are dates, not a rush at midnight (hackforla/access-the-data#83)."""
    with pytest.raises(DataError, match="date without a time of day"):
        arrivals(tmp_path, "2020-06-01", 30, None, "2020-06-01", "2020-06-02")


def test_a_table_with_semicolons(tmp_path: Path) -> None:
    """A table as a German spreadsheet saves it is read, no row lost (oroinc/crm#96)."""
    table = "Eingang;Anliegen\n01.06.2026 09:30;Auskunft, Termin\n01.06.2026 10:30;Beschwerde\n"
    document = {
        "clock": {"start": "2026-06-01", "days": 1, "zone": "Europe/Berlin"},
        "demand": {
            "calls": {
                "stamps": {"file": "calls.csv", "time": "Eingang", "time_format": "%d.%m.%Y %H:%M", "type": "Anliegen"},
                "types": {"Auskunft, Termin": 0.5, "Beschwerde": 0.5},
            }
        },
        "operators": {"floor": {"talk": fixed("1 min"), "shifts": {"all": shift("00:00", "24:00")}}},
    }
    log = run(written(tmp_path, document, calls=table))
    assert clock_times(log, log.contacts["arrived_us"]) == ["09:30:00", "10:30:00"]
    assert [log.plan.type_names[number] for number in log.contacts["type"]] == ["Auskunft, Termin", "Beschwerde"]


def counted(folder: Path, start: str, zone: str, rows: list[tuple[str, int]], interval: str) -> RunLog:
    """A line whose calls of one day are counted by interval."""
    table = "\n".join(["time,count", *(f"{time},{count}" for time, count in rows), ""])
    document = {
        "clock": {"start": start, "days": 1, "zone": zone},
        "demand": {"calls": {"counts": {"file": "calls.csv", "interval": interval}, "types": {"any": 1}}},
        "operators": {"floor": {"talk": fixed("1 s"), "shifts": {"all": shift("00:00", "24:00", 99)}}},
    }
    return run(written(folder, document, calls=table))


def by_interval(log: RunLog, width_us: int) -> list[int]:
    """Calls that came in each interval of the day."""
    return interval_table(log, width_us).counts["attempts"].tolist()


def test_ninety_two_quarter_hours(tmp_path: Path) -> None:
    """In a day of 92 quarter-hours the ninth follows 01:45 and is 03:00 (nds-group/netmob2023challenge#1)."""
    clock = [f"{hour:02d}:{minute:02d}" for hour in range(24) if hour != 2 for minute in (0, 15, 30, 45)]
    rows = [(f"2019-03-31 {time}", number + 1) for number, time in enumerate(clock)]
    log = counted(tmp_path, "2019-03-31", "Europe/Paris", rows, "15 min")
    assert by_interval(log, 15 * MINUTE_US) == list(range(1, 93))


def test_the_repeated_hour_in_order(tmp_path: Path) -> None:
    """Of 25 rows in order the third is the second hour from 01:00 (gridstatus/gridstatus#473)."""
    clock = ["00:00", "01:00", "01:00", *(f"{hour:02d}:00" for hour in range(2, 24))]
    rows = [(f"2024-11-03 {time}", number + 1) for number, time in enumerate(clock)]
    log = counted(tmp_path, "2024-11-03", "America/Chicago", rows, "1 h")
    assert by_interval(log, HOUR_US) == list(range(1, 26))


def test_the_repeated_hour_by_offset(tmp_path: Path) -> None:
    """02:00+02:00 and 02:00+01:00 are two hours of a day of 25 (custom-components/nordpool#427)."""
    hours = [f"{hour:02d}:00:00+02:00" for hour in range(3)] + [f"{hour:02d}:00:00+01:00" for hour in range(2, 24)]
    rows = [(f"2024-10-27T{time}", number + 1) for number, time in enumerate(hours)]
    log = counted(tmp_path, "2024-10-27", "Europe/Berlin", rows, "1 h")
    assert by_interval(log, HOUR_US) == list(range(1, 26))


def test_rows_that_come_twice_are_one_request(tmp_path: Path) -> None:
    """Rows that paging gave twice, with one id, are one request each, and that is said (afeld/sodapy#85)."""
    rows = (
        "7,2026-03-02 09:00",
        "8,2026-03-02 09:00",
        "7,2026-03-02 09:00",
        "9,2026-03-02 09:10",
        "8,2026-03-02 09:00",
    )
    table = "\n".join(["key,time", *rows, ""])
    document = {
        "clock": {"start": "2026-03-02", "days": 1},
        "demand": {"calls": {"stamps": {"file": "calls.csv", "id": "key"}, "types": {"any": 1}}},
        "operators": {"floor": {"talk": fixed("1 min"), "shifts": {"all": shift("00:00", "24:00", 5)}}},
    }
    scenario = written(tmp_path, document, calls=table)
    log = run(scenario)
    assert clock_times(log, log.contacts["arrived_us"]) == ["09:00:00", "09:00:00", "09:10:00"]
    assert any("2" in warning and "key" in warning for warning in log.plan.warnings), log.plan.warnings


def test_a_day_that_did_not_come_is_named(tmp_path: Path) -> None:
    """Where paging lost a day of rows the file is said to have none on it, not a quiet day (afeld/sodapy#79)."""
    rows = [f"2026-03-{day:02d} {hour:02d}:00,10" for day in range(2, 9) if day != 5 for hour in range(24)]
    document = {
        "clock": {"start": "2026-03-02", "days": 7},
        "demand": {"calls": {"counts": {"file": "calls.csv"}, "types": {"any": 1}}},
        "operators": {"floor": {"talk": fixed("1 min"), "shifts": {"all": shift("00:00", "24:00", 5)}}},
    }
    log = run(written(tmp_path, document, calls="\n".join(["time,count", *rows, ""])))
    assert len(log.contacts["contact"]) == 6 * 240
    assert any("2026-03-05" in warning for warning in log.plan.warnings), log.plan.warnings


def test_an_offset_moves_the_clock_and_is_not_dropped(tmp_path: Path) -> None:
    """10:00 with an offset of five hours is 05:00 in Greenwich (process-intelligence-solutions/pm4py#561)."""
    log = arrivals(tmp_path, "2026-07-23", 1, None, "2026-07-23T10:00:00+05:00", zone="Etc/UTC")
    assert clock_times(log, log.contacts["arrived_us"]) == ["05:00:00"]
