#!/usr/bin/env bash
# A year whose make-up days nobody has announced yet looks like any other year in one calendar, and stops the other.
#
# Libraries: holidays 0.109, chinesecalendar 1.11.0. China's State Council announces in autumn which weekend days of the
# next year are worked in exchange for longer holidays; neither release knows 2027.
# Expected: a mark on the estimate, such as the "(estimated)" that holidays writes after lunar dates elsewhere.
# Seen: holidays gives 2027 nineteen days off with their plain names, no worked weekend day, no mark and no warning, so
# a deadline of working days that runs into 2027 is late or early in silence; chinesecalendar refuses the year.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q holidays==0.109 chinesecalendar==1.11.0
cd "$work"
"$work/venv/bin/python" - <<'PY'
import warnings
from datetime import date

import chinese_calendar
import holidays

with warnings.catch_warnings():
    warnings.simplefilter("error")
    for year in (2026, 2027):
        calendar = holidays.country_holidays("CN", years=year)
        made_up = sorted(str(day) for day in calendar.weekend_workdays if day.year == year)
        marked = [name for name in calendar.values() if "estimated" in name]
        print(f"holidays {year}: {len(calendar)} days off, worked weekend days {made_up}, marked as estimates {marked}")
        assert (len(made_up) == 6, len(made_up) == 0)[year - 2026], "another number of worked weekend days"
        assert not marked, "estimates are marked now"
assert len(calendar) == 19, "another number of days off"
eid = holidays.country_holidays("AE", years=2027)
print("the same library, Emirates 2027:", next(name for name in eid.values() if "estimated" in name))
try:
    chinese_calendar.is_workday(date(2027, 2, 9))
except NotImplementedError as refused:
    print("chinesecalendar 2027: refused,", str(refused)[:60])
else:
    raise AssertionError("chinesecalendar knows 2027 now")
PY
