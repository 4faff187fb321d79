#!/usr/bin/env bash
# One time format, one cell, four libraries, three answers.
#
# Libraries: duckdb 2.0.1, pandas 3.1.1, pyarrow 26.0.1, polars 2.1.0. The cell is 03/02/2026 01:10:00 PM, as 311
# exports write it; the format says %H (24 hours) with %p, a slip that planners copy from each other.
# Expected: the same answer everywhere; ten past one in the afternoon, or a refusal.
# Seen: duckdb 13:10, pandas and pyarrow 01:10 (the PM is read and dropped), polars refuses. An arrival profile made
# with pandas puts the whole afternoon into the night.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q duckdb==2.0.1 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import io

import duckdb
import pandas
import polars
import pyarrow.csv

CELL, FORMAT = "03/02/2026 01:10:00 PM", "%m/%d/%Y %H:%M:%S %p"
answers = {
    "duckdb": str(duckdb.sql(f"select strptime('{CELL}', '{FORMAT}')").fetchall()[0][0]),
    "pandas": str(pandas.to_datetime([CELL], format=FORMAT)[0]),
}
options = pyarrow.csv.ConvertOptions(timestamp_parsers=[FORMAT])
read = pyarrow.csv.read_csv(io.BytesIO(f"created\n{CELL}\n".encode()), convert_options=options)
answers["pyarrow"] = str(read["created"][0].as_py())
try:
    answers["polars"] = str(polars.Series([CELL]).str.to_datetime(FORMAT)[0])
except polars.exceptions.ComputeError:
    answers["polars"] = "refused"
for library, answer in answers.items():
    print(f"{library}: {answer}")
morning, afternoon = "2026-03-02 01:10:00", "2026-03-02 13:10:00"
assert answers == {"duckdb": afternoon, "pandas": morning, "pyarrow": morning, "polars": "refused"}, "answers changed"
PY
