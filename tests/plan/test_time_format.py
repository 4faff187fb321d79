"""Files that write times their own way are read by their stated format, and refused by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import DataError
from sim.plan.tables import read_table


def test_times_in_the_stated_format(tmp_path: Path) -> None:
    """An American export is read month first, because the scenario says so."""
    (tmp_path / "a.csv").write_text("time\n3/14/2025 1:20\n", encoding="utf-8")
    moment = read_table(str(tmp_path), "a.csv", ["time"]).times("time", "%m/%d/%Y %H:%M")[0]
    assert (moment.year, moment.month, moment.day, moment.hour, moment.minute) == (2025, 3, 14, 1, 20)


def test_other_times_are_refused(tmp_path: Path) -> None:
    """A time that does not fit the stated format is named by file and row; without a format it is never guessed."""
    (tmp_path / "a.csv").write_text("time\n2025-03-14 01:20\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a.csv:2: time: '2025-03-14 01:20' is not a local time in the format"):
        read_table(str(tmp_path), "a.csv", ["time"]).times("time", "%m/%d/%Y %H:%M")
    (tmp_path / "b.csv").write_text("time\n3/14/2025 1:20\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"b.csv:2: time: '3/14/2025 1:20' is not a local time such as"):
        read_table(str(tmp_path), "b.csv", ["time"]).times("time")
