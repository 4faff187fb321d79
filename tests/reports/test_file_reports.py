"""Tables as people export them: orders of day and month, and what must be refused rather than guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import DataError
from sim.runlog import RunLog

from .situations import fixed, local, run, shift, stamps, written


def arrivals(folder: Path, start: str, days: int, time_format: str | None, *times: str) -> RunLog:
    """A line that replays calls from a file with times written in some way."""
    document = {
        "clock": {"start": start, "days": days},
        "demand": {"calls": {"stamps": {"file": "calls.csv"}, "types": {"any": 1}}},
        "operators": {"floor": {"talk": fixed("1 min"), "shifts": {"all": shift("00:00", "24:00")}}},
    }
    if time_format:
        document["demand"]["calls"]["stamps"]["time_format"] = time_format
    return run(written(folder, document, calls=stamps(*times)))


def dates(log: RunLog) -> list[str]:
    """The local dates of the calls."""
    return [text[:10] for text in local(log, log.contacts["arrived_us"])]


def test_the_first_of_december_stays_in_december(tmp_path: Path) -> None:
    """12/01 and 12/31 of an American export are both in December, or both are asked about (dannymcc/may#250)."""
    times = ("12/01/2026 09:00", "12/31/2026 09:00")
    log = arrivals(tmp_path, "2026-12-01", 31, "%m/%d/%Y %H:%M", *times)
    assert dates(log) == ["2026-12-01", "2026-12-31"]
    with pytest.raises(DataError, match=r"calls.csv:2: time: '12/01/2026 09:00'"):
        arrivals(tmp_path, "2026-12-01", 31, None, *times)


def test_day_first_is_read_day_first_and_never_dropped(tmp_path: Path) -> None:
    """03/04 is in April and 15/04 is no reason to leave a row out (submersion-app/submersion#1828)."""
    times = ("03/04/1991 09:00", "15/04/1991 09:00")
    assert dates(arrivals(tmp_path, "1991-04-01", 30, "%d/%m/%Y %H:%M", *times)) == ["1991-04-03", "1991-04-15"]
    with pytest.raises(DataError, match=r"calls.csv:3: time: '15/04/1991 09:00'"):
        arrivals(tmp_path, "1991-03-01", 61, "%m/%d/%Y %H:%M", *times)
