#!/usr/bin/env bash
# Office hours over midnight count a quarter of themselves.
#
# Library: business-duration 0.68 (with pandas 3.1.1). An office open from 22:00 to 06:00 on working days; a ticket is
# open from Monday 00:00 to Wednesday 00:00.
# Expected: 16 hours (Monday 00-06 and 22-24, Tuesday 00-06 and 22-24), or 12 if the night before Monday, which began
# on a Sunday, does not count. By day the same call is right: an office from 09:00 to 17:00 gives 16 hours.
# Seen: 4 hours, without an error: only what follows 22:00 counts on each day.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q business-duration==0.68 pandas==3.1.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import time

import pandas
from business_duration import businessDuration

monday, wednesday = pandas.Timestamp("2026-03-02 00:00"), pandas.Timestamp("2026-03-04 00:00")
by_day = businessDuration(monday, wednesday, time(9), time(17), unit="hour")
by_night = businessDuration(monday, wednesday, time(22), time(6), unit="hour")
print(f"09:00-17:00, two days: {by_day} h (16 expected)")
print(f"22:00-06:00, two days: {by_night} h (16 or 12 expected)")
assert by_day == 16, "the office by day is counted differently now"
assert by_night == 4, "the office over midnight is counted differently now"
PY
