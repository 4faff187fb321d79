"""Deadlines by working time, as people who run help desks reported them: where they end, to the second."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from .situations import desk_of, due, fixed, local, run, shift, stamps, written

WEEK = ["mon", "tue", "wed", "thu", "fri"]


def office(opens: str, closes: str, days: list[str] | str = "working_days") -> dict:
    """Hours that count."""
    return {"open": opens, "close": closes, "days": days}


def test_hours_left_of_today_are_used_first(tmp_path: Path) -> None:
    """Four hours from Monday 17:00 in an office from 8 to 18 end on Tuesday at 11:00 (glpi-project/glpi#22678)."""
    assert due(tmp_path, "2026-03-02 10:00", office("08:00", "18:00"), "4 working hours") == "2026-03-02 14:00:00"
    assert due(tmp_path, "2026-03-02 17:00", office("08:00", "18:00"), "4 working hours") == "2026-03-03 11:00:00"


def test_a_reminder_before_the_deadline_counts_working_hours_too(tmp_path: Path) -> None:
    """With three of these four hours gone the reminder is at 10:00, not at midnight (glpi-project/glpi#22678)."""
    # urgent from the reminder on: it goes before the older ticket, once the one crew is free on Tuesday at 10:30
    document = desk_of("2026-03-02 17:00", office("08:00", "18:00"), "4 working hours")
    document["clock"]["days"] = 2
    document["units"]["office"] = {
        "work": fixed("150 min"),
        "shifts": {"day": shift("08:00", "18:00", days=["tue"])},
    }
    document["demand"]["tickets"] |= {"stamps": {"file": "tickets.csv", "type": "type"}, "types": {"any": 1, "old": 0}}
    document["tickets"]["supervision"] = {"reminders": [0.75]}
    document["tickets"]["deadlines"]["closure"]["by_type"] = {"old": {"normal": "30 d"}}
    table = "time,type\n2026-03-02 16:00,old\n2026-03-02 16:30,old\n2026-03-02 17:00,any\n"
    log = run(written(tmp_path, document, tickets=table))
    assert log.tickets["reminders"].tolist() == [0, 0, 1]
    started = local(log, log.assignments["started_us"])
    assert [text[:19] for text in started] == ["2026-03-03T08:00:00", "2026-03-03T13:00:00", "2026-03-03T10:30:00"]


def test_forty_eight_hours_of_eight_a_day_are_six_days(tmp_path: Path) -> None:
    """48 working hours from Thursday 12:55:49, 9 to 17: Friday of next week (lennym/moment-business-time#33)."""
    found = due(tmp_path, "2018-09-06 12:55:49", office("09:00", "17:00"), "48 working hours")
    assert found == "2018-09-14 12:55:49"


def test_an_hour_in_the_night_when_clocks_go_back(tmp_path: Path) -> None:
    """An hour after the first 02:00 is the second 02:00, in an office from 0 to 10 (lennym/moment-business-time#58)."""
    document = desk_of("2022-10-30 02:00", office("00:00", "10:00", "all"), "1 working hours")
    document["clock"]["zone"] = "Europe/Amsterdam"
    log = run(written(tmp_path, document, tickets=stamps("2022-10-30 02:00")))
    assert local(log, log.tickets["received_us"]) == ["2022-10-30T02:00:00+02:00"]
    assert local(log, log.tickets["due_us"]) == ["2022-10-30T02:00:00+01:00"]


def test_two_hours_at_noon_are_two_hours(tmp_path: Path) -> None:
    """Two hours from noon on a working day end at 14:00 (dnel/BusinessHours#2)."""
    assert due(tmp_path, "2014-07-21 12:00", office("09:00", "18:00"), "2 working hours") == "2014-07-21 14:00:00"


def test_time_between_two_spells_counts_nothing(tmp_path: Path) -> None:
    """From 02:00 to 04:48 an office from 17:00 to 01:00 does no work at all (gnaneshwar441/Business_Duration#7)."""
    evening = office("17:00", "01:00")
    after_closing = due(tmp_path, "2021-11-15 02:00", evening, "1 working hours")
    later = due(tmp_path, "2021-11-15 04:48", evening, "1 working hours")
    assert after_closing == later == "2021-11-15 18:00:00"


def test_a_monday_after_a_weekend_counts_whole(tmp_path: Path) -> None:
    """From Saturday night on, Monday round the clock is 24 hours, then Tuesday (gnaneshwar441/Business_Duration#2)."""
    found = due(tmp_path, "2019-06-08 23:07:02", office("00:00", "24:00"), "26 working hours")
    assert found == "2019-06-11 02:00:00"


def test_a_minute_after_closing_loses_only_the_minute(tmp_path: Path) -> None:
    """From 16:01 in an office from 7 to 16, as from 16:00: 7:20 hours by 14:20 next day (seatgeek/businesstime#7)."""
    for received in ("2015-02-23 16:00", "2015-02-23 16:01"):
        assert due(tmp_path, received, office("07:00", "16:00"), "7 working hours") == "2015-02-24 14:00:00"


def test_from_evening_to_evening_is_one_day(tmp_path: Path) -> None:
    """Nine hours asked for after closing, office 9 to 18, are all of the next day (seatgeek/businesstime#26)."""
    found = due(tmp_path, "2018-03-01 19:00", office("09:00", "18:00"), "9 working hours")
    assert found == "2018-03-02 18:00:00"


def test_a_working_day_from_saturday_is_mondays_closing(tmp_path: Path) -> None:
    """A working day from Saturday noon ends with Monday (josephmcmac/JosephM.Xrm.CalculatedFields#22)."""
    assert due(tmp_path, "2021-07-24 12:00", office("09:00", "17:00"), "1 working days") == "2021-07-26 17:00:00"


def test_a_working_day_from_before_opening_is_no_weekend(tmp_path: Path) -> None:
    """One working day from Friday 00:00 is Monday, never the Saturday between (hughgrigg/php-business-time#45)."""
    assert due(tmp_path, "2019-03-01 00:00", office("10:00", "18:00"), "1 working days") == "2019-03-04 18:00:00"


def test_an_office_of_tuesdays_only(tmp_path: Path) -> None:
    """Twelve hours of an office that is open on Tuesdays from 8 to 17 need two of them (osTicket/osTicket#6739)."""
    found = due(tmp_path, "2024-08-06 10:00", office("08:00", "17:00", ["tue"]), "12 working hours")
    assert found == "2024-08-13 13:00:00"


def test_from_friday_afternoon_to_monday_morning_is_an_hour(tmp_path: Path) -> None:
    """From Friday 16:00 to the opening of Monday one working hour passes, not 65 (ConductionNL/openregister#3868)."""
    assert due(tmp_path, "2026-09-18 16:00", office("09:00", "17:00"), "1 working hours") == "2026-09-18 17:00:00"
    assert due(tmp_path, "2026-09-18 16:00", office("09:00", "17:00"), "2 working hours") == "2026-09-21 10:00:00"


def test_a_late_closing_eats_no_hour(tmp_path: Path) -> None:
    """Four hours from Monday 21:00, open from 14:00 to 23:00, end on Tuesday at 16:00 (bokmann/business_time#230)."""
    found = due(tmp_path, "2024-09-30 21:00", office("14:00", "23:00"), "4 working hours")
    assert found == "2024-10-01 16:00:00"


def test_before_a_late_opening_nothing_counts(tmp_path: Path) -> None:
    """In an office that opens at 14:00 two hours asked for at 09:30 end at 16:00 (apache/incubator-kie-issues#1648)."""
    assert due(tmp_path, "2024-11-28 09:30", office("14:00", "18:00"), "2 working hours") == "2024-11-28 16:00:00"


def test_only_working_time_on_hold_moves_the_deadline(tmp_path: Path) -> None:
    """On hold from 16:30 until 09:00, open 9 to 17, a ticket gains half an hour, no more (frappe/erpnext#49414)."""
    # received at 09:00 with 8 working hours; the crew's work ends at 16:30, then others have it until 09:00
    document = desk_of("2025-09-01 09:00", office("09:00", "17:00"), "8 working hours", pauses_in=["outside"])
    document["clock"]["days"] = 2
    document["units"]["office"] = {
        "work": fixed("450 min"),
        "outside": {"delay": fixed("990 min")},
        "shifts": {"day": shift("09:00", "17:00")},
    }
    log = run(written(tmp_path, document, tickets=stamps("2025-09-01 09:00")))
    assert local(log, log.tickets["handled_us"])[0][:19] == "2025-09-02T09:00:00"
    assert local(log, log.tickets["due_us"])[0][:19] == "2025-09-02T09:30:00"


def test_a_worked_saturday_before_new_year(tmp_path: Path) -> None:
    """In China 29 December 2018 was worked and 31 December was off (vacanza/holidays#298)."""
    china = {"zone": "Asia/Shanghai", "calendar": "china"}
    days = [due(tmp_path, "2018-12-28 10:00", office("09:00", "17:00"), f"{n} working days", china) for n in (1, 2)]
    assert days == ["2018-12-29 17:00:00", "2019-01-02 17:00:00"]


def test_a_worked_saturday_after_labour_day(tmp_path: Path) -> None:
    """Saturday 8 May 2021 counts as a working day, Sunday does not (liriansu-opus/chinese-calendar#68)."""
    china = {"zone": "Asia/Shanghai", "calendar": "china"}
    hours = [due(tmp_path, "2021-05-07 16:00", office("09:00", "17:00"), f"{n} working hours", china) for n in (2, 10)]
    assert hours == ["2021-05-08 10:00:00", "2021-05-10 10:00:00"]


def next_working_day(folder: Path, received: str, country: str, zone: str) -> str:
    """The weekday on which one working day from a local time ends."""
    clock = {"zone": zone, "calendar": country}
    found = due(folder, received, office("08:00", "16:00"), "1 working days", clock)
    return date.fromisoformat(found[:10]).strftime("%A")


def test_the_saudi_weekend_before_and_after_2013(tmp_path: Path) -> None:
    """After Wednesday came Saturday in May 2013, in July it was Sunday (joaomatossilva/DateTimeExtensions#28)."""
    assert next_working_day(tmp_path, "2013-05-08 10:00", "SA", "Asia/Riyadh") == "Saturday"
    assert next_working_day(tmp_path, "2013-07-04 10:00", "SA", "Asia/Riyadh") == "Sunday"


def test_the_emirates_weekend_before_and_after_2022(tmp_path: Path) -> None:
    """After a Thursday of 2021 came Sunday, after a Friday of 2022 comes Monday (focus-shift/jollyday#1458)."""
    assert next_working_day(tmp_path, "2021-11-18 10:00", "AE", "Asia/Dubai") == "Sunday"
    assert next_working_day(tmp_path, "2022-11-18 10:00", "AE", "Asia/Dubai") == "Monday"


def test_sunday_is_worked_in_israel(tmp_path: Path) -> None:
    """After a Thursday comes Sunday (digitallyinduced/ihp#1100)."""
    assert next_working_day(tmp_path, "2021-10-07 10:00", "IL", "Asia/Jerusalem") == "Sunday"


def test_a_holiday_on_a_saturday_is_kept_on_friday(tmp_path: Path) -> None:
    """The Fourth of July 2020, a Saturday, was kept on Friday the third (seatgeek/businesstime#8)."""
    assert next_working_day(tmp_path, "2020-07-02 10:00", "US", "America/New_York") == "Monday"


def test_the_day_ends_at_midnight_where_people_are(tmp_path: Path) -> None:
    """Due the same day in Berlin is by 00:00 there, not by 02:00, Greenwich's midnight (margince/margince#3285)."""
    for received in ("2026-08-31 09:00", "2026-08-31 23:59"):
        assert due(tmp_path, received, office("09:00", "17:00"), "same day") == "2026-09-01 00:00:00"
    assert due(tmp_path, "2026-09-01 01:30", office("09:00", "17:00"), "same day") == "2026-09-02 00:00:00"


def with_lunch(opens: str, closes: str, lunch: tuple[str, str]) -> list[dict]:
    """Hours of an office that shuts for lunch."""
    return [office(opens, lunch[0]), office(lunch[1], closes)]


def test_a_deadline_stands_still_over_lunch(tmp_path: Path) -> None:
    """Four hours from noon, open 9 to 18 but for 13 to 14, end at 17:00 (osTicket/osTicket#6847)."""
    found = due(tmp_path, "2025-06-24 12:00", with_lunch("09:00", "18:00", ("13:00", "14:00")), "4 working hours")
    assert found == "2025-06-24 17:00:00"


def test_eight_to_five_are_eight_hours(tmp_path: Path) -> None:
    """From 8 to 5 with an hour for lunch are eight hours, not nine (logankd/ptoTracker#20)."""
    hours = with_lunch("08:00", "17:00", ("12:00", "13:00"))
    assert due(tmp_path, "2015-12-23 08:00", hours, "8 working hours") == "2015-12-23 17:00:00"
    assert due(tmp_path, "2015-12-23 08:00", hours, "9 working hours") == "2015-12-24 09:00:00"


def test_what_ends_by_noon_loses_no_lunch(tmp_path: Path) -> None:
    """Four hours from 8:00 end at noon, five end at 14:00 after lunch (bokmann/business_time#137)."""
    hours = with_lunch("08:00", "17:00", ("12:00", "13:00"))
    found = [due(tmp_path, "2016-09-05 08:00", hours, f"{n} working hours") for n in (4, 5)]
    assert found == ["2016-09-05 12:00:00", "2016-09-05 14:00:00"]


def test_a_saturday_has_hours_of_its_own(tmp_path: Path) -> None:
    """Three hours from Friday 17:00 end on Saturday, open 10 to 15, at noon (bokmann/business_time#46)."""
    week = [office("09:00", "12:00", WEEK), office("13:00", "18:00", WEEK), office("10:00", "15:00", ["sat"])]
    assert due(tmp_path, "2013-09-06 17:00", week, "3 working hours") == "2013-09-07 12:00:00"
    assert due(tmp_path, "2013-09-07 14:00", week, "5 working hours") == "2013-09-09 14:00:00"
