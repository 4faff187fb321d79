#!/usr/bin/env bash
# Two calls of the same minute are put an hour apart on the night when clocks go back.
#
# Library: pandas 3.1.1, `tz_localize(..., ambiguous="infer")`, which is meant for regular series but is what people
# reach for with logs. A call log to the minute, in order, Berlin, 25 October 2026, when 02:00-03:00 happens twice.
# Expected: calls at 02:10, 02:10 and 03:30 may be any of three readings; so an error, as for 02:10, 02:20, 03:30.
# Seen: no error. A repeated stamp is taken for the change itself: the first call at 02:10 is before it, the second an
# hour after, and a queue that was never there appears and clears within the hour.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pandas==3.1.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import pandas


def inferred(*times):
    log = pandas.DatetimeIndex([f"2026-10-25 {time}" for time in times])
    try:
        return log.tz_localize("Europe/Berlin", ambiguous="infer")
    except ValueError as refused:
        return f"refused: {refused}"


once, twice = inferred("01:30", "02:10", "02:20", "03:30"), inferred("01:30", "02:10", "02:10", "03:30")
print("02:10 and 02:20:", once)
print("02:10 and 02:10:", list(map(str, twice)))
assert isinstance(once, str), "rising times in the repeated hour are accepted now"
assert twice[2] - twice[1] == pandas.Timedelta(hours=1), "two calls of a minute are no longer an hour apart"
PY
