"""Data files: what can be wrong with them is one sentence with file and row, never a traceback."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from sim.errors import DataError, HotlineError
from sim.plans.tables import open_table
from sim.scenario.schema_data import DataFile

from ..workload.building import outside, plan_of, write_csv

COUNTS = {"counts": {"file": "data.csv", "interval": "1 h"}, "types": {"any": 1.0}}
GOOD = "time,count\n2025-06-02 08:00,3\n2025-06-02 09:00,4\n"


def planned(folder: Path, raw: bytes | str, stream: dict | None = None):
    """The plan of a stream with this file."""
    (folder / "data.csv").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return plan_of(folder, demand={"calls": stream or COUNTS})


def refused(folder: Path, raw: bytes | str, stream: dict | None = None) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(DataError) as caught:
        planned(folder, raw, stream)
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 300
    return text


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("hour,count\n1,2\n", r"data.csv:1: no column 'time': the columns are hour, count"),
        ("", r"data.csv: the file is empty, or its first line is"),
        ("time,count\n2025-06-02 08:00,3\n2025-06-02 09:00,many\n", r"data.csv:3: count: 'many' is not a number"),
        ("time,count\n2025-06-02 08:00,-1\n", r"data.csv:2: count: '-1' is not a number of at least 0"),
        ("time,count\n2025-06-02 08:00,nan\n", r"data.csv:2: count: 'nan' is not a number"),
        ("time,count\n2025-06-02 08:00,inf\n", r"data.csv:2: count: 'inf' is not a number"),
        ("time,count\n2025-06-02 08:00,2.5\n", r"data.csv:2: count: '2.5' is not a whole number"),
        ("time,count\n2025-06-02 08:00,\n", r"data.csv:2: count: '' is not a number"),
        ("time,count\n2025-06-02 25:00,1\n", r"data.csv:2: time: '2025-06-02 25:00' is not a local time"),
        ("time,count\n2025-06-02 08:00,3\n2025-06-02 09:00\n", r"data.csv:3: only 1 cells, but the header has 2"),
        ("time,count\n2025-06-02 08:00,3\n2025-06-02 08:30,4\n", r"data.csv: the rows are 30 min apart, but "),
    ],
)  # fmt: skip
def test_faults_name_file_and_row(tmp_path, raw, sentence):
    """A missing column, a bad cell, a short row or an overlap names file, row, column and cell."""
    assert re.match(sentence, refused(tmp_path, raw))


@pytest.mark.parametrize(
    "before",
    ["2025-06-02 08:00,3,\n\n", '2025-06-02 08:00,3,"a note\nover two lines"\n'],
    ids=["empty line", "cell of two lines"],
)
def test_rows_are_counted_as_an_editor_shows_them(tmp_path, before):
    """After an empty line, or a cell that spans two lines, the row named is still the file's line."""
    raw = f"time,count,note\n{before}2025-06-02 09:00,"
    assert refused(tmp_path, raw + "many,\n").startswith("data.csv:4: count: 'many'")
    assert refused(tmp_path, f"time,count,note\n{before}2025-06-02 09:00\n").startswith("data.csv:4: only 1 cells")


def test_damaged_gzip(tmp_path):
    """A gzip file that is cut short, or damaged in the middle, is refused; a whole one is read."""
    packed = gzip.compress((GOOD + "2025-06-02 10:00,1\n").encode())
    assert planned(tmp_path, packed).streams[0].exact.tolist() == [3, 4, 1]
    assert refused(tmp_path, packed[:-9]).startswith("data.csv: cannot be read")
    broken = bytearray(packed)
    broken[len(packed) // 2] ^= 0xFF
    assert refused(tmp_path, bytes(broken)).startswith("data.csv: ")


@pytest.mark.parametrize("raw", [b"time,count\n2025-06-02 08:00\0,3\n", b"\0\0\0\0", b"\xff\xfe\x00\xdc" * 8])
def test_what_is_not_text(tmp_path, raw):
    """Zero bytes and other binary files are refused as not being text."""
    assert refused(tmp_path, raw) == "data.csv: not a text file in UTF-8 or GB18030"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_columns(tmp_path, encoding):
    """Columns in Chinese are read in UTF-8, with or without a mark, and in GB18030."""
    raw = "时间,来电数\n2025-06-02 08:00,3\n2025/06/02 09:00,4\n".encode(encoding)
    stream = {
        "counts": {"file": "data.csv", "interval": "1 h", "time": "时间", "count": "来电数"},
        "types": {"any": 1.0},
    }
    assert planned(tmp_path, raw, stream).streams[0].exact.tolist() == [3, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_line_ends(tmp_path, end):
    """Windows line ends, and no line end at the end of the file, are read."""
    raw = GOOD.strip().replace("\n", end or "\n") + end
    assert planned(tmp_path, raw).streams[0].exact.tolist() == [3, 4]


def test_a_missing_file(tmp_path):
    """A file that is not there, or is a folder, is refused in one sentence that names it."""
    (tmp_path / "folder.csv").mkdir()
    for name in ("nothing.csv", "folder.csv", "../outside.csv"):
        with pytest.raises(HotlineError, match=re.escape(name)):
            open_table(DataFile(file=name), str(tmp_path), ["time"])


@pytest.mark.parametrize("count", ["1e300", "9e18", "17000000"])
def test_counts_beyond_reason(tmp_path, count):
    """A count that cannot be simulated is refused in a sentence, not drawn as something else."""
    with pytest.raises(DataError):
        outside(planned(tmp_path, f"time,count\n2025-06-02 08:00,{count}\n"))


@pytest.mark.parametrize(
    ("stream", "raw", "sentence"),
    [
        ({"per_date": {"file": "data.csv"}}, "date,count\n2025-06-02,3\n2025-06-02,4\n", "data.csv:3: date: .* twice"),
        ({"per_date": {"file": "data.csv"}}, "date,count\n2/6/2025,3\n", "data.csv:2: date: '2/6/2025' is not a date"),
        ({"stamps": {"file": "data.csv"}}, "time\nyesterday\n", "data.csv:2: time: 'yesterday' is not a local time"),
        (
            {"stamps": {"file": "data.csv", "type": "kind"}},
            "time,kind\n2025-06-02 08:00,other\n",
            "data.csv:2: kind: 'other' is not a request type",
        ),
    ],
)
def test_other_files_of_demand(tmp_path, stream, raw, sentence):
    """Volumes per date and time stamps are refused as exactly."""
    assert re.match(sentence, refused(tmp_path, raw, {"types": {"any": 1.0}} | stream))


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("time,staff\n", "staff.csv: no rows"),
        ("time,staff\n2025-06-02 08:00,1.5\n", "staff.csv:2: staff: '1.5' is not a whole number"),
        (
            "time,staff\n2025-06-02 08:00,2\n2025-06-02 08:30,2\n",
            "staff.csv: the rows are 30 min apart, but 'interval' is 1 h",
        ),
        ("time,staff\n2025-06-02 08:00,60000\n", "staff.csv:2: staff: '60000'"),
    ],
)
def test_staff_files(tmp_path, raw, sentence):
    """Head counts per interval: none, half a person, overlapping intervals, and more than a shift may have (20,000)."""
    (tmp_path / "staff.csv").write_text(raw, encoding="utf-8")
    group = {
        "talk": {"law": "exponential", "mean": "1 min"},
        "staff_file": {"file": "staff.csv", "interval": "1 h"},
    }
    with pytest.raises(DataError, match=f"^{sentence}"):
        plan_of(tmp_path, operators={"floor": group})


def test_lengths_from_a_file(tmp_path):
    """Observed lengths: an empty column and a bad cell are refused."""
    for rows, sentence in (
        (["x"], "talk.csv:2: seconds: 'x' is not a number"),
        ([], "talk.csv: no rows below the column names"),
    ):
        write_csv(tmp_path, "talk.csv", "seconds", rows)
        group = {"talk": {"law": "empirical", "file": "talk.csv", "column": "seconds"}}
        with pytest.raises(DataError, match=f"^{sentence}"):
            plan_of(tmp_path, operators={"floor": group})


def test_rows_outside_the_horizon_are_a_warning(tmp_path):
    """Rows of other days are left out, and the plan says how many."""
    plan = planned(tmp_path, GOOD + "2025-06-03 00:00,9\n2025-06-01 23:00,9\n")
    assert plan.streams[0].exact.tolist() == [3, 4]
    assert plan.warnings[0] == "data.csv: 2 of 4 rows are outside the horizon"
