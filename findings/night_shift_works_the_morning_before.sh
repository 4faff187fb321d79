#!/usr/bin/env bash
# A night shift works the hours before it begins.
#
# Library: pyworkforce 0.5.1 (the last for Python 3.11). Its documentation writes a night shift as the hours of one day
# that it covers: from midnight to six, and from nine in the evening on. A planner has calls in one night only, from 21:00
# on Monday to 06:00 on Tuesday, and asks how many are needed on the night shifts of Monday and Tuesday.
# Expected: five on Monday's night shift, who stay until Tuesday morning, and nobody on Tuesday's.
# Seen: five on each: the morning of a date belongs to the shift that begins on its evening, so Tuesday's early hours are
# worked by people who come at 21:00 on Tuesday, and Monday's people are counted for Monday's early hours. Twice the heads,
# all called optimal.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pyworkforce==0.5.1 ortools==9.15.6755
cd "$work"
"$work/venv/bin/python" - <<'PY'
from pyworkforce.scheduling import MinRequiredResources

monday = [0] * 21 + [5] * 3
tuesday = [5] * 6 + [0] * 18
night = [1] * 6 + [0] * 15 + [1] * 3
found = MinRequiredResources(
    num_days=2, periods=24, shifts_coverage={"night": night}, required_resources=[monday, tuesday],
    max_period_concurrency=20, max_shift_concurrency=20, max_search_time=60.0,
).solve()
print(found["status"], found["resources_shifts"])
heads = [row["resources"] for row in found["resources_shifts"]]
assert (found["status"], heads) == ("OPTIMAL", [5, 5]), "night shifts are counted otherwise"
PY
