#!/usr/bin/env bash
# Public holidays of China in opening hours are one day a festival.
#
# Library: opening-hours-py 2.1.4 (the opening_hours syntax of OpenStreetMap), country CN; holidays 0.109 beside it. An
# office "Mo-Fr 09:00-17:00; PH off" in the Spring Festival of 2026, which was off from 15 to 23 February, with
# Saturdays 14 and 28 February worked.
# Expected: shut on the weekdays 16-20 and 23 February.
# Seen: shut only on 17 February: the office is open, and deadlines run, on five days when nobody worked. PH is there
# and works, so nothing looks wrong. (The worked Saturdays cannot be written at all.)
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q opening-hours-py==2.1.4 holidays==0.109
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import date, datetime, timedelta

import holidays
from opening_hours import OpeningHours

office = OpeningHours("Mo-Fr 09:00-17:00; PH off", country="CN")
china = holidays.country_holidays("CN", years=2026)
days = [date(2026, 2, 13) + timedelta(days=i) for i in range(16)]
opened = [day.day for day in days if office.is_open(datetime(day.year, day.month, day.day, 10))]
worked = [day.day for day in days if china.is_working_day(day)]
print("open by opening_hours:", opened)
print("worked in fact:       ", worked)
assert worked == [13, 14, 24, 25, 26, 27, 28], "holidays says otherwise"
assert opened == [13, 16, 18, 19, 20, 23, 24, 25, 26, 27], "opening_hours knows other public holidays now"
PY
