#!/usr/bin/env bash
# Work that is put down in the evening and taken up in the morning counts as work through the night.
#
# Library: pm4py 2.7.23.11, `interval_lifecycle.to_interval`, which makes "from ... to ..." of the events of a log in the
# standard lifecycle of XES. A repair: start 16:00, suspend 17:00, resume 08:00 the next day, complete 09:00.
# Expected: two hours of work, or an hour and an hour; or a refusal of the two transitions that are not understood.
# Seen: 17 hours. Only `start` and `complete` are read, all else is left out without a word. They are paired by activity
# and `concept:instance`: a `complete` without the instance of its `start` finds none, and that work lasts 0 s. With
# `suspend` read as `complete` and `resume` as `start`, both paired by instance, it is the two hours.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pm4py==2.7.23.11
cd "$work"
"$work/venv/bin/python" - <<'PY'
import pandas
import pm4py
from pm4py.objects.log.util.interval_lifecycle import to_interval

TIMES = {"start": "01T16:00", "suspend": "01T17:00", "resume": "02T08:00", "complete": "02T09:00"}


def hours(events):
    log = pm4py.convert_to_event_log(pm4py.format_dataframe(
        events, case_id="case", activity_key="activity", timestamp_key="time"))
    return [event["@@duration"] / 3600 for trace in to_interval(log) for event in trace]


events = pandas.DataFrame({
    "case": "1", "activity": "repair", "concept:instance": "0", "lifecycle:transition": list(TIMES),
    "time": pandas.to_datetime([f"2026-03-{time}:00Z" for time in TIMES.values()], utc=True),
})
as_it_is = hours(events)
without = hours(events.assign(**{"concept:instance": ["0", "0", "0", "1"]}))
renamed = events["lifecycle:transition"].replace({"suspend": "complete", "resume": "start"})
mended = hours(events.assign(**{"lifecycle:transition": renamed}))
print("as it is:", as_it_is, "another instance:", without, "renamed:", mended)
assert as_it_is == [17.0], "suspend and resume are understood now"
assert without == [0.0], "start and complete are paired without their instance now"
assert mended == [1.0, 1.0]
PY
