#!/usr/bin/env bash
# Hours of a deadline that runs through the night when clocks change are hours of the clock on the wall.
#
# Library: pandas 3.1.1, CustomBusinessHour for a desk that works every day from 00:00 to 23:59 (24:00 cannot be
# written), with times of Europe/Berlin. A deadline of three working hours begins at 00:30 on 29 March 2026.
# Expected: three hours later, at 04:30 summer time, as adding a Timedelta of three hours gives.
# Seen: 03:30, two hours later; and in October 03:30, four hours later. The working time between two stamps and the
# deadline from a working time so disagree by an hour twice a year.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pandas==3.1.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import pandas
from pandas.tseries.offsets import CustomBusinessHour

desk = CustomBusinessHour(start="00:00", end="23:59", weekmask="1111111")
for day, seen in (("2026-03-28", 3), ("2026-03-29", 2), ("2026-10-25", 4)):
    begins = pandas.Timestamp(f"{day} 00:30", tz="Europe/Berlin")
    due = begins + 3 * desk
    print(f"{begins} + 3 working hours = {due}, {due - begins} later (3:00:00 expected)")
    assert due - begins == pandas.Timedelta(hours=seen), "the clock change is counted differently now"
PY
