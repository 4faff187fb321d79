#!/usr/bin/env bash
# Overtime is counted from the last change of the schedule, not from the end of the operator's shift.
#
# Library: Ciw 3.2.7, a node with a schedule: one operator from 9 to 17, nobody before and after, the cycle ends at 24.
# A customer who comes at 8.5 is served from 9 and needs 20 hours (a case that may not be put down): until 29.
# Expected: the operator's shift ended at 17, so 12 hours of overtime; for a service until 18.5 the library says 1.5.
# Seen: 5 hours, the time since the cycle began anew at 24, although no operator's shift begins or ends there. Every
# schedule with a row boundary at midnight loses the hours before it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q ciw==3.2.7
cd "$work"
"$work/venv/bin/python" - <<'PY'
import ciw


def overtime(came, needs):
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([came, 1e9])],
        service_distributions=[ciw.dists.Deterministic(needs)],
        number_of_servers=[ciw.Schedule(numbers_of_servers=[0, 1, 0], shift_end_dates=[9, 17, 24])],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(60)
    (record,) = simulation.get_all_records()
    return record.service_end_date, simulation.transitive_nodes[0].overtime[0]


short, long = overtime(16.5, 2), overtime(8.5, 20)
print(f"served until {short[0]}: overtime {short[1]} (1.5 expected)")
print(f"served until {long[0]}: overtime {long[1]} (12.0 expected)")
assert short == (18.5, 1.5), "overtime within the day is counted differently now"
assert long == (29.0, 5.0), "overtime past the end of the cycle is counted differently now"
PY
