"""Files that write times their own way are read by their stated format, and refused by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.calendar.days import make_calendar
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.errors import DataError
from sim.plans.tables import open_table
from sim.scenario.schema_data import DataFile

MARCH = make_calendar(date(2025, 3, 1), 31, "UTC", "none")[0]


def instants(folder: Path, name: str, time_format: str | None = None) -> list[int]:
    """The times of a file in microseconds since the first of March 2025."""
    return open_table(DataFile(file=name), str(folder), ["time"]).instants("time", MARCH, time_format).tolist()


def test_times_in_the_stated_format(tmp_path: Path) -> None:
    """An American export is read month first, because the scenario says so."""
    (tmp_path / "a.csv").write_text("time\n3/14/2025 1:20\n", encoding="utf-8")
    assert instants(tmp_path, "a.csv", "%m/%d/%Y %H:%M") == [13 * DAY_US + HOUR_US + 20 * MINUTE_US]


def test_other_times_are_refused(tmp_path: Path) -> None:
    """A time that does not fit the stated format is named by file and row; without a format it is never guessed."""
    (tmp_path / "a.csv").write_text("time\n2025-03-14 01:20\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a.csv:2: time: '2025-03-14 01:20' is not a local time in the format"):
        instants(tmp_path, "a.csv", "%m/%d/%Y %H:%M")
    (tmp_path / "b.csv").write_text("time\n3/14/2025 1:20\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"b.csv:2: time: '3/14/2025 1:20' is not a local time such as"):
        instants(tmp_path, "b.csv")
