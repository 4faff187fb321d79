#!/usr/bin/env bash
# A closing time of 24:00 comes out of a column of clock times as text.
#
# Library: duckdb 2.0.1. A table of opening hours or shift ends says 24:00:00 for midnight at the end of the day, as
# rosters and ISO 8601 do; the column is detected as TIME, which may hold 24:00:00.
# Expected: one type for the whole column (all times, or all text), or an error.
# Seen: TIME for duckdb, but in Python every row is a datetime.time and the midnight rows are str: comparing or sorting
# the column fails far from here, on the first roster that has a late shift.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q duckdb==2.0.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import datetime

import duckdb

with open("shifts.csv", "w") as out:
    out.write("shift,ends\nearly,14:00:00\nlate,24:00:00\n")
table = duckdb.sql("select * from 'shifts.csv'")
kind = str(table.types[1])
(_, early), (_, late) = table.fetchall()
print(f"column {kind}: early {early!r}, late {late!r}")
assert kind == "TIME", "the column has another type now"
assert early == datetime.time(14), "an ordinary time is not a time"
assert late == "24:00:00", "24:00:00 is no text now"
try:
    sorted([early, late])
except TypeError as failed:
    print("sorting the two:", failed)
PY
