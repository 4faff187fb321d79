#!/usr/bin/env bash
# How long a ticket was open, read from a spreadsheet, is a time of day, a date of 1900, or a length, by its own size.
#
# Libraries: openpyxl 3.1.5 and python-calamine 0.9.1 (both behind pandas.read_excel). A report of handling times with
# cells formatted h:mm:ss, as spreadsheets propose it, instead of [h]:mm:ss.
# Expected: lengths of time, whatever their size; at least one type in the column.
# Seen: 0:45 is a datetime.time, 30:00 (shown as 6:00:00) is 1 January 1900 06:00, and exactly 24:00 is a datetime in
# openpyxl but a date without a time in calamine. With [h]:mm:ss all are timedelta in both.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q openpyxl==3.1.5 python-calamine==0.9.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import datetime

import openpyxl
import python_calamine

book = openpyxl.Workbook()
sheet = book.active
LENGTHS = [datetime.timedelta(minutes=45), datetime.timedelta(hours=24), datetime.timedelta(hours=30)]
for row, length in enumerate(LENGTHS, start=1):
    for column, form in ((1, "h:mm:ss"), (2, "[h]:mm:ss")):
        cell = sheet.cell(row, column, length / datetime.timedelta(days=1))
        cell.number_format = form
book.save("handling.xlsx")
opened = [list(row) for row in openpyxl.load_workbook("handling.xlsx").active.iter_rows(values_only=True)]
light = python_calamine.CalamineWorkbook.from_path("handling.xlsx").get_sheet_by_index(0).to_python()
for length, first, second in zip(LENGTHS, opened, light):
    print(f"{length}: openpyxl {first[0]!r}, calamine {second[0]!r}; as [h]:mm:ss {first[1]!r}")
assert [row[1] for row in opened] == [row[1] for row in light] == LENGTHS, "[h]:mm:ss is no length any more"
new_year = datetime.datetime(1900, 1, 1)
assert [row[0] for row in opened] == [datetime.time(0, 45), new_year, new_year.replace(hour=6)], "openpyxl changed"
thirty = new_year.replace(hour=6)
assert [row[0] for row in light] == [datetime.time(0, 45), new_year.date(), thirty], "calamine changed"
assert type(light[1][0]) is datetime.date
PY
