#!/usr/bin/env bash
# The order of day and month in an export depends on how far into the month it was taken, and on the column.
#
# Libraries: duckdb 2.0.1 (`read_csv`, everything detected) and polars 2.1.0 (`try_parse_dates`). A city's export of
# requests with month/day/year, as American 311 systems write it: a date of receipt, a time of closure with AM or PM.
# Expected: the same order in both columns, on the 12th as on the 13th of the month, or a question.
# Seen: the export of 1-12 March is read as the third day of each month from January to December by both; duckdb reads
# the column beside it, which has a clock time, month first, so requests are closed months before they came. With the
# 13th in the file duckdb is right, and polars leaves text.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q duckdb==2.0.1 polars==2.1.0
cd "$work"
"$work/venv/bin/python" - <<'PY'
import io

import duckdb
import polars


def export(last):
    rows = [f"03/{day:02d}/2026,03/{day:02d}/2026 04:30:00 PM" for day in range(1, last + 1)]
    return "\n".join(["received,closed", *rows, ""])


for last in (12, 13):
    with open("export.csv", "w") as out:
        out.write(export(last))
    query = "select max(received), max(closed), sum((closed < received)::int) from 'export.csv'"
    (found,) = duckdb.sql(query).fetchall()
    other = polars.read_csv(io.StringIO(export(last)), try_parse_dates=True)["received"]
    print(f"1-{last} March: duckdb {found[0]} and {found[1]}, closed before received {found[2]}; polars {other[-1]}")
    newest = "2026-12-03" if last == 12 else "2026-03-13"
    assert str(found[0]) == newest, "duckdb detects another order of day and month now"
    assert str(found[1]) == f"2026-03-{last} 16:30:00", "duckdb reads the column with AM and PM otherwise"
    assert found[2] == (9 if last == 12 else 0)
    assert str(other[-1]) == ("2026-12-03" if last == 12 else "03/13/2026"), "polars reads dates otherwise"
PY
