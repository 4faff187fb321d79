#!/usr/bin/env bash
# A calendar's own weekend contradicts its own working days in the years around a change of weekend.
#
# Library: holidays 0.109. The Emirates moved their weekend from Friday and Saturday to Saturday and Sunday on
# 1 January 2022; Saudi Arabia moved from Thursday and Friday to Friday and Saturday in June 2013.
# Expected: `weekend` of a calendar made for 2021 names the days that the same calendar counts as not worked.
# Seen: `is_working_day` follows the year, `weekend` is always today's. Whoever builds office hours from `weekend`
# opens the Emirates' offices on Fridays of 2021 and shuts them on its Sundays, and says nothing.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q holidays==0.109
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import date, timedelta

import holidays


def days_off(country, year):
    """Weekdays (0: Monday) on which the calendar works at most once in the year."""
    calendar = holidays.country_holidays(country, years=year)
    worked = [0] * 7
    day = date(year, 1, 1)
    while day.year == year:
        worked[day.weekday()] += calendar.is_working_day(day)
        day += timedelta(days=1)
    return calendar.weekend, {weekday for weekday, count in enumerate(worked) if count <= 1}


for country, year, right in (("AE", 2021, {4, 5}), ("AE", 2023, {5, 6}), ("SA", 2012, {3, 4}), ("SA", 2015, {4, 5})):
    said, kept = days_off(country, year)
    print(f"{country} {year}: weekend says {sorted(said)}, days off by is_working_day {sorted(kept)}")
    assert kept == right, "is_working_day no longer follows the year"
    assert (said == kept) == (year in (2023, 2015)), "weekend follows the year now"
PY
