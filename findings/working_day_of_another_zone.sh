#!/usr/bin/env bash
# Hours of work in an event log are counted in Greenwich, whatever zone the log was written in.
#
# Library: pm4py 2.7.23.11. An XES log of one ticket, taken at 09:00+08:00 on Monday and closed at 17:00+08:00, and the
# office hours of that city, Monday to Friday 09:00 to 17:00, given to the case duration by working hours.
# Expected: 8 hours, as for the same log written without an offset.
# Seen: the reader turns stamps into UTC (01:00 and 09:00) and drops the offset, the office hours are laid over UTC: 0
# hours. The one log is right and the other is not, and both are valid XES.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pm4py==2.7.23.11
cd "$work"
"$work/venv/bin/python" - <<'PY'
import warnings

import pm4py

warnings.simplefilter("ignore")
HOUR, DAY = 3600, 86400
OFFICE = [(day * DAY + 9 * HOUR, day * DAY + 17 * HOUR) for day in range(5)]
HEAD = '<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0" xmlns="http://www.xes-standard.org/">'


def event(name, stamp):
    return f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{stamp}"/></event>'


def hours(offset):
    events = event("take", "2026-03-02T09:00:00" + offset) + event("close", "2026-03-02T17:00:00" + offset)
    with open("log.xes", "w") as out:
        out.write(f'{HEAD}<trace><string key="concept:name" value="1"/>{events}</trace></log>')
    log = pm4py.read_xes("log.xes")
    seconds = pm4py.get_case_duration(log, "1", business_hours=True, business_hour_slots=OFFICE)
    return [str(stamp) for stamp in log["time:timestamp"]], seconds / HOUR


for offset in ("", "+08:00"):
    stamps, worked = hours(offset)
    print(f"offset {offset or 'none'}: read as {stamps}, {worked} working hours (8 expected)")
    assert worked == (0 if offset else 8), "working hours are counted differently now"
PY
