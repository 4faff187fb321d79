#!/usr/bin/env bash
# An event log written by the most used library breaks the schema of its own standard.
#
# Library: pm4py 2.7.23.11, `write_xes`. Two events of one case, one of which has a second time that has not come.
# Expected: a file that keeps the XML schema of IEEE 1849: `xes.version` is an xs:decimal such as 1849.2016, the key of an
# attribute an xs:Name, and what has not come is left out or of the type of its column.
# Seen: the version "1849-2016", keys "@@index" and "@@case_index" on every event, and the missing time as the text "NaT",
# beside a date under the same key in the next event. A reader that checks the schema refuses all such files.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q pm4py==2.7.23.11
cd "$work"
"$work/venv/bin/python" - <<'PY'
import re
import xml.etree.ElementTree as ET

import pandas
import pm4py

events = pandas.DataFrame({
    "case": "1", "activity": ["call", "close"], "time": pandas.to_datetime(["2026-03-02T08:00:00Z"] * 2, utc=True),
    "due": [pandas.NaT, pandas.Timestamp("2026-03-02")],
})
log = pm4py.format_dataframe(events, case_id="case", activity_key="activity", timestamp_key="time")
pm4py.write_xes(log, "events.xes")
root = ET.parse("events.xes").getroot()
version = root.get("xes.version")
keys = {part.get("key") for part in root.iter() if part.get("key")}
odd = sorted(key for key in keys if not re.fullmatch(r"[A-Za-z_:][\w:.-]*", key))
due = [(part.tag.rpartition("}")[2], part.get("value")) for part in root.iter() if part.get("key") == "due"]
print("version:", version, "keys:", odd, "due:", due)
assert version == "1849-2016", "the version is a decimal number now"
assert odd == ["@@case_index", "@@index"], "the keys are names now"
assert due[0] == ("string", "NaT"), "a missing time is no text any more"
PY
