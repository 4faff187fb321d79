#!/usr/bin/env bash
# A plan in seconds of work is infeasible, and the same plan in hours is solved.
#
# Library: scipy 1.17.1, whose `milp` and `linprog` hand linear programs to HiGHS. A line has 30 million calls a year of 180
# seconds each. How much work answers 80 % of them? A second of it answers the 5.4 billionth part of the year's calls, an
# hour 3,600 times as much.
# Expected: 4.32 billion seconds, or 1.2 million hours; whoever picks a small unit gets rounding errors at worst.
# Seen: in seconds both functions say that the problem is infeasible, without a word on why: factors of less than a
# billionth are taken for nothing. With the same row in hours, or times a thousand, it is solved. The documentation of
# either function names no such limit.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q scipy==1.17.1 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

CALLS, HANDLED_S = 30_000_000, 180.0


def least(unit_s: float, row_times: float = 1.0) -> tuple[str, ...]:
    share = row_times * unit_s / HANDLED_S / CALLS
    whole = milp(
        [1.0], integrality=[1], bounds=Bounds(0, 1e10), constraints=LinearConstraint(np.array([[share]]), lb=0.8 * row_times)
    )
    parts = linprog([1.0], A_ub=[[-share]], b_ub=[-0.8 * row_times], bounds=[(0, 1e10)])
    return tuple("infeasible" if one.status == 2 else f"{one.x[0]:.6g}" for one in (whole, parts))


found = {"seconds": least(1.0), "seconds, row times 1000": least(1.0, 1e3), "hours": least(3600.0)}
for name, told in found.items():
    print(f"{name}: milp {told[0]}, linprog {told[1]}")
assert found == {
    "seconds": ("infeasible", "infeasible"),
    "seconds, row times 1000": ("4.32e+09", "4.32e+09"),
    "hours": ("1.2e+06", "1.2e+06"),
}, "small factors are taken otherwise"
PY
