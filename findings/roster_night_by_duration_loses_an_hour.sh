#!/usr/bin/env bash
# A duty of eight hours, written as eight hours, lasts seven in the night when clocks go forward.
#
# Libraries: recurring-ical-events 3.8.2 with icalendar 7.3.2. A roster in iCalendar form: every night from 22:00,
# Europe/Berlin, once with DURATION:PT8H and once with an end at 06:00. RFC 5545 counts hours of a duration exactly
# (3.3.6), and gives the repetitions of an event with an end the exact length of the first (3.8.5.3).
# Expected: from 28 March 2026 22:00 to 29 March 07:00, eight hours, for the first at least.
# Seen: both end at 06:00 by the clock, after seven hours, and in October after nine; the two ways to write a night
# cannot be told apart, so neither can the hours that were ordered and those that were worked.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q icalendar==7.3.2 recurring-ical-events==3.8.2
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

ROSTER = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//roster//example//
BEGIN:VEVENT
UID:night
SUMMARY:Night duty
DTSTART;TZID=Europe/Berlin:20260320T220000
{length}
RRULE:FREQ=DAILY
END:VEVENT
END:VCALENDAR
"""
berlin = ZoneInfo("Europe/Berlin")
for length in ("DURATION:PT8H", "DTEND;TZID=Europe/Berlin:20260321T060000"):
    calendar = icalendar.Calendar.from_ical(ROSTER.format(length=length).replace("\n", "\r\n"))
    for day, seen in (((2026, 3, 27), 8), ((2026, 3, 28), 7), ((2026, 10, 24), 9)):
        noon = datetime(*day, 12, tzinfo=berlin)
        (night,) = recurring_ical_events.of(calendar).between(noon, noon + timedelta(hours=14))
        lasts = night.end.astimezone(timezone.utc) - night.start.astimezone(timezone.utc)
        print(f"{length}: {night.start} to {night.end}, {lasts} (8:00:00 expected)")
        assert lasts == timedelta(hours=seen), "the night has another length now"
PY
