#!/usr/bin/env bash
# A worked Saturday is known to the calendar, and lost on the way to those who count working time.
#
# Libraries: holidays 0.109 handed to business-duration 0.68, numpy 2.4.6 and pandas 3.1.1, each in its documented place
# for holidays. From Friday 13 to Tuesday 24 February 2026 China worked on three days: Friday 13, Saturday 14 (in
# exchange for the Spring Festival) and Tuesday 24.
# Expected: 3 working days, 24 hours of an office from 09:00 to 17:00; the calendar itself says so.
# Seen: 2 days and 16 hours in all three: a list of holidays can close a weekday, and nothing can open a weekend day.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q business-duration==0.68 holidays==0.109 numpy==2.4.6 pandas==3.1.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import date, time, timedelta

import holidays
import numpy
import pandas
from business_duration import businessDuration
from pandas.tseries.offsets import CustomBusinessDay

china = holidays.country_holidays("CN", years=2026)
first, last = date(2026, 2, 13), date(2026, 2, 24)
days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
right = sum(china.is_working_day(day) for day in days)
hours = businessDuration(
    pandas.Timestamp("2026-02-13 09:00"), pandas.Timestamp("2026-02-24 17:00"), time(9), time(17),
    holidaylist=china, unit="hour",
)
off = numpy.array(sorted(china), dtype="datetime64[D]")
counted = int(numpy.busday_count(first, last + timedelta(days=1), holidays=off))
ranged = len(pandas.date_range(first, last, freq=CustomBusinessDay(holidays=list(china))))
print(f"by the calendar itself: {right} working days; business-duration: {hours} h")
print(f"numpy.busday_count: {counted} days; pandas.CustomBusinessDay: {ranged} days")
assert right == 3, "the calendar no longer knows the worked Saturday"
assert (hours, counted, ranged) == (16, 2, 2), "somebody counts the worked Saturday now"
PY
