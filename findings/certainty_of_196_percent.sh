#!/usr/bin/env bash
# With too few operators the probability of waiting is 196 %.
#
# Library: pyworkforce 0.5.1 (the last for Python 3.11). 100 calls in 30 minutes of 3 minutes each are 10 erlang; a
# planner asks what 8, 9, 10 or 11 operators mean, since that is what the roster has in a bad half-hour.
# Expected: at or below the load the queue grows without end, everybody waits: 100 %, as the Erlang C formula's limit
# and as the library itself says for 10 operators; the occupancy is at most 100 %.
# Seen: 1.96 and 1.42 as probabilities for 8 and 9, 125 % occupancy, no error. The service level of the same object is a
# sensible 0.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pyworkforce==0.5.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
from pyworkforce.queuing import ErlangC

half_hour = ErlangC(transactions=100, asa=20 / 60, aht=3, interval=30)
found = {}
for operators in (8, 9, 10, 11):
    found[operators] = half_hour.waiting_probability(operators)
    level, occupancy = half_hour.service_level(operators), half_hour.achieved_occupancy(operators)
    print(f"{operators} operators: wait {found[operators]:.3f}, service level {level:.3f}, occupancy {occupancy:.3f}")
assert abs(found[8] - 1.957) < 0.001 and abs(found[9] - 1.420) < 0.001, "another probability for too few operators"
assert abs(found[10] - 1) < 1e-9 and abs(found[11] - 0.682) < 0.001, "another probability for enough operators"
PY
