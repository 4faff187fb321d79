"""Records of calls as switches write them, and rows that cannot be right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.calendar.lengths import DAY_US, SECOND_US
from sim.errors import DataError
from sim.records.calls import ANSWERED, GAVE_UP, TURNED_AWAY, UNKNOWN, CallRecords, read_calls
from sim.report.chinese import in_language

STAMPS = """call id,caller id,queue,received at,answered at,talk end,acw end,abandoned at,result
1,555,tax,2026-03-02 09:00:00,2026-03-02 09:00:10,2026-03-02 09:02:10,2026-03-02 09:02:40,,answered
2,556,water,2026-03-02 09:01:00,,,,2026-03-02 09:01:45,abandoned
3,,tax,2026-03-02 09:02:00,2026-03-02 09:02:00,2026-03-02 09:05:00,2026-03-02 09:05:00,,answered
4,558,water,2026-03-02 09:03:00,,,,,blocked
"""


def read(folder: Path, text: str, encoding: str = "utf-8", **named: str) -> CallRecords:
    path = folder / "calls.csv"
    path.write_bytes(text.encode(encoding))
    return read_calls(path, named)


def seconds(column: np.ndarray) -> list[float]:
    return [float(value) if value == UNKNOWN else float(value / SECOND_US) for value in column]


def test_waits_talks_and_wrap_ups_are_between_stamps(tmp_path: Path) -> None:
    """Four calls by hand: answered, given up, answered at once, turned away."""
    found = read(tmp_path, STAMPS)
    assert found.outcome.tolist() == [ANSWERED, GAVE_UP, ANSWERED, TURNED_AWAY]
    assert seconds(found.wait_us) == [10, 45, 0, UNKNOWN]
    assert seconds(found.talk_us) == [120, UNKNOWN, 180, UNKNOWN]
    assert seconds(found.wrap_us) == [30, UNKNOWN, 0, UNKNOWN]
    assert [found.types[k] for k in found.type] == ["tax", "water", "tax", "water"]
    assert found.caller[2] == UNKNOWN
    assert len(set(found.caller.tolist())) == 4
    assert found.steps == {
        "wait": (60 * SECOND_US, -59_500_000),
        "talk": (SECOND_US, -SECOND_US // 2),
        "wrap": (SECOND_US, -SECOND_US // 2),
    }
    assert found.arrived_us[0] % DAY_US == 9 * 3600 * SECOND_US


def test_lengths_may_stand_in_columns(tmp_path: Path) -> None:
    """Waits and talks as numbers and as h:mm:ss, results in Chinese, the file in GB18030."""
    text = "流水号,主叫号码,来电时间,等待时长,通话时长,话后时长,呼叫结果\n" + "".join(
        f"{k},555{k},2026/3/2 9:0{k}:07,0:00:{10 + k},{60 * k},15,{'接通' if k else '放弃'}\n" for k in range(4)
    )
    found = read(tmp_path, text, "gb18030")
    assert found.outcome.tolist() == [GAVE_UP, ANSWERED, ANSWERED, ANSWERED]
    assert seconds(found.wait_us) == [10, 11, 12, 13]
    assert seconds(found.talk_us)[1:] == [60, 120, 180]
    assert found.steps == {"wait": (SECOND_US, 0), "talk": (60 * SECOND_US, 0), "wrap": (SECOND_US, 0)}


def test_without_a_result_the_answering_time_tells(tmp_path: Path) -> None:
    """No column of results: who has an answering time was answered, the others gave up when the call ended."""
    text = "time,answered,ended\n2026-03-02 09:00:01,2026-03-02 09:00:05,2026-03-02 09:01:00\n"
    text += "2026-03-02 09:00:30,,2026-03-02 09:00:50\n"
    found = read(tmp_path, text)
    assert found.outcome.tolist() == [ANSWERED, GAVE_UP]
    assert seconds(found.wait_us) == [4, 20]


def test_rows_that_cannot_be_right_are_left_out_and_told(tmp_path: Path) -> None:
    """Each kind once: its line is named, and the other rows are read as if it were not there."""
    more = {
        "no_time": "5,559,tax,soon,,,,,abandoned",
        "backwards": "6,560,tax,2026-03-02 10:00:00,2026-03-02 09:59:00,2026-03-02 10:01:00,,,answered",
        "too_long": "7,561,tax,2026-03-02 10:00:00,2026-03-02 10:00:05,2026-03-04 10:01:00,,,answered",
        "again": STAMPS.splitlines()[1],
        "test": "8,562,test,2026-03-02 10:00:00,2026-03-02 10:00:05,2026-03-02 10:01:00,,,answered",
        "total": ",,,Total,,,,,",
    }
    found = read(tmp_path, STAMPS + "\n".join(more.values()) + "\n")
    assert found.left_out == {kind: [6 + k] for k, kind in enumerate(more)}
    assert (len(found), found.rows) == (4, 10)
    assert seconds(found.wait_us) == [10, 45, 0, UNKNOWN]
    text = "time,wait,talk\n2026-03-02 09:00:01,5,-60\n2026-03-02 09:00:01,5,60\n"
    assert read(tmp_path, text).left_out == {"negative": [2]}


def test_nobody_is_counted_twice_or_lost(tmp_path: Path) -> None:
    """Rows read and rows left out are all rows, whatever is in them."""
    rng = np.random.default_rng(3)
    lines = STAMPS.splitlines()
    rows = []
    for k in range(400):
        cells = lines[1 + k % 4].split(",")
        cells[0] = str(rng.integers(300))
        cells[rng.integers(9)] = rng.choice(["", "x", "-1", "2026-02-30 09:00:00", "测试"])
        rows.append(",".join(cells))
    found = read(tmp_path, "\n".join([lines[0], *rows]))
    assert len(found) + sum(map(len, found.left_out.values())) == found.rows == 400


BROKEN = {
    "no time": ("a,b\n1,2\n", {}, "no column is known to hold the times at which calls came"),
    "no outcome": ("time,caller\n2026-03-02 09:00,5\n", {}, "no column says which calls were answered"),
    "no role": ("time,talk\n2026-03-02 09:00,5\n", {"when": "time"}, "'when' is no role of a column: there are time, "),
    "no column": ("time,talk\n2026-03-02 09:00,5\n", {"wait": "w"}, "no column 'w': the columns are time, talk"),
    "no call": ("time,talk\nsoon,5\nlater,6\n", {}, "none of its 2 rows can be read as a call"),
    "two ways": ("time,talk\n03/04/2026 09:00,5\n", {}, "may be read in two ways"),
    "two zones": (
        "time,talk\n2026-03-02T09:00:00+08:00,5\n2026-03-02T02:00:00Z,5\n",
        {},
        "calls.csv:3: time: '2026-03-02T02:00:00Z' is of another time zone than '2026-03-02T09:00:00+08:00'",
    ),
    "one zone": (
        "time,talk\n2026-03-02T09:00:00+08:00,5\n2026-03-02 10:00:00,5\n",
        {},
        "calls.csv:3: time: '2026-03-02 10:00:00' is of another time zone",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_files_that_cannot_be_read_are_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    """The file, the row and the cell where there is one; never a traceback."""
    text, named, said = BROKEN[kind]
    with pytest.raises(DataError) as caught:
        read(tmp_path, text, **named)
    assert said in str(caught.value)


def test_one_clock_may_have_two_offsets(tmp_path: Path) -> None:
    """Summer time: +01:00 before the change and +02:00 after it are one clock; what it shows is read."""
    found = read(tmp_path, "time,talk\n2026-03-28T09:00:00+01:00,5\n2026-03-30T09:00:00+02:00,5\n")
    assert (found.arrived_us % DAY_US // SECOND_US).tolist() == [9 * 3600] * 2


@pytest.mark.parametrize("kind", BROKEN)
def test_refusals_are_told_in_chinese(tmp_path: Path, kind: str) -> None:
    """Each sentence has its Chinese, cells and all: none of ours stays English."""
    text, named, _ = BROKEN[kind]
    with pytest.raises(DataError) as caught:
        read(tmp_path, text, **named)
    said = in_language(f"error: {caught.value.sentence}", "zh")
    assert said.startswith("错误：")
