"""What a file of stamps states of each request: read, refused, carried into the workload and its copies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import DataError
from sim.plans.plan import Plan

from .building import outside, plan_of, write_csv

ROWS = ["2026-03-02 09:00,north,urgent,town", "2026-03-02 08:00,south,critical,", "2026-03-02 10:00,,,town",
        "2026-03-02 11:00,north,normal,town 2"]  # fmt: skip

STATED = [[0, 1, -1, -1, -1, -1], [1, 0, 0, -1, -1, -1], [-1, -1, 1, -1, -1, -1], [2, 0, 1, -1, -1, -1]]
"""What these rows state, in order of time."""


def planned(folder: Path, rows: list[str], **stream: Any) -> Plan:
    write_csv(folder, "t.csv", "time,area,urgency,unit", rows)
    stamps = {"file": "t.csv", "area": "area", "urgency": "urgency", "unit": "unit"}
    law = {"law": "deterministic", "value": "1 h"}
    crew = {"work": law, "shifts": {"day": {"start": "08:00", "end": "18:00", "staff": 1}}}
    return plan_of(
        folder,
        clock={"start": "2026-03-02"},
        demand={
            "a": {"channel": "transfer", "stamps": stamps, "types": {"any": 1.0}} | stream,
            "b": {"channel": "transfer", "per_day": 20, "types": {"any": 1.0}},
        },
        units={"town": crew | {"copies": 2}},
        tickets={"areas": {"north": 0.5, "south": 0.5}, "routes": [{"units": {"town": 1.0}}]},
    )


def test_the_workload_carries_what_rows_state(tmp_path):
    """Requests of the file have its area, urgency and unit, copies of a unit in turn; others and empty cells are -1."""
    plan = planned(tmp_path, ROWS)
    world = outside(plan)
    of_file = world.stream == plan.stream_names.index("a")
    assert world.stated[of_file].tolist() == STATED
    assert (world.stated[~of_file] == -1).all()
    assert len(world.stated) == len(world.arrival_us)


def test_copies_state_what_their_original_does(tmp_path):
    """Under a factor of three, each row comes three times with its own area, urgency and unit."""
    plan = planned(tmp_path, ROWS, phases=[{"start": "2026-03-02", "factor": 3.0}])
    world = outside(plan)
    found = world.stated[world.stream == plan.stream_names.index("a")].tolist()
    assert sorted(found) == sorted(STATED * 3)


def test_without_such_columns_nothing_is_carried(tmp_path):
    """A workload without stated tickets has no rows for them."""
    assert outside(plan_of(tmp_path)).stated.shape == (0, 6)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("east,urgent,town", r"^t.csv:2: area: 'east' is not an area of tickets.areas \(known: north, south\)"),
        ("north,asap,town", r"^t.csv:2: urgency: 'asap' is not an urgency \(known: critical, urgent, "),
        ("north,urgent,city", r"^t.csv:2: unit: 'city' is not a unit \(known: town, town 1, town 2\)"),
    ],
)  # fmt: skip
def test_other_words_are_refused(tmp_path, row, sentence):
    """The sentence lists the words that are known."""
    with pytest.raises(DataError, match=sentence):
        planned(tmp_path, [f"2026-03-02 09:00,{row}"])


def test_a_run_that_begins_inside_a_day_keeps_each_row_with_what_it_states(tmp_path):
    """Rows before the run are left out with what they state."""
    write_csv(tmp_path, "t.csv", "time,urgency", ["2026-03-02 08:00,critical", "2026-03-02 10:00,urgent"])
    plan = plan_of(
        tmp_path,
        clock={"start": "2026-03-02", "begins_at": "09:00"},
        demand={"a": {"channel": "transfer", "stamps": {"file": "t.csv", "urgency": "urgency"}, "types": {"any": 1.0}}},
        tickets={},
    )
    assert outside(plan).stated.tolist() == [[1, -1, -1, -1, -1, -1]]


def test_due_times_are_carried_and_those_before_the_receipt_are_told(tmp_path):
    """A date alone ends its day, no time is taken for an empty cell; due as it comes is not before the receipt."""
    rows = ["2026-03-02 08:00,2026-03-02 08:00", "2026-03-02 09:00,", "2026-03-02 10:00,2026-03-01"]
    write_csv(tmp_path, "t.csv", "time,due", rows)
    stamps = {"file": "t.csv", "due": "due"}
    part = {"a": {"channel": "transfer", "stamps": stamps, "types": {"any": 1.0}}}
    plan = plan_of(tmp_path, clock={"start": "2026-03-02"}, demand=part, tickets={})
    assert outside(plan).stated[:, 3].tolist() == [28_800_000_000, -1, -2]
    told = [text for text in plan.warnings if text.startswith("t.csv:4: due: 1 of 3 rows are due before their receipt")]
    assert len(told) == 1


def test_a_due_time_that_cannot_be_read_is_refused(tmp_path):
    """File, line, column and cell."""
    write_csv(tmp_path, "t.csv", "time,due", ["2026-03-02 08:00,soon"])
    part = {"a": {"channel": "transfer", "stamps": {"file": "t.csv", "due": "due"}, "types": {"any": 1.0}}}
    with pytest.raises(DataError, match=r"^t.csv:2: due: 'soon' is not a local time"):
        plan_of(tmp_path, clock={"start": "2026-03-02"}, demand=part, tickets={})


def talking(folder: Path, talks: list[str], columns: str = "secs", **keys: Any) -> Plan:
    """The plan of calls at 8:00, 9:00 and so on with these cells in the column of talks, or in `columns`."""
    rows = [f"2026-03-02 {8 + hour:02d}:00,{cell}" for hour, cell in enumerate(talks)]
    write_csv(folder, "t.csv", f"time,{columns}", rows)
    part = {"a": {"stamps": {"file": "t.csv", "talk": "secs"} | keys, "types": {"any": 1.0}}}
    return plan_of(folder, clock={"start": "2026-03-02"}, demand=part)


def test_talks_are_carried_and_those_of_length_zero_are_drawn(tmp_path):
    """Numbers of seconds or h:mm:ss; empty cells and words for nothing are drawn without a word, zeros with a count."""
    plan = talking(tmp_path, ["90", "0:02:10", "", "-", "NULL", "0", "0:00:00", "1.5"])
    assert outside(plan).stated[:, 4].tolist() == [90_000_000, 130_000_000, -1, -1, -1, -1, -1, 1_500_000]
    assert [text for text in plan.warnings if "secs" in text] == [
        "t.csv: 2 of 8 rows have a 'secs' of zero: their talk is drawn"
    ]


def test_wrap_ups_are_carried_and_none_counts_where_there_was_a_talk(tmp_path):
    """Zero is no wrap-up; beside a talk that is drawn nothing is known of it, and so it is drawn, too."""
    cells = ["90,20", "90,0", "0,0", ",0", ",20", "90,"]
    plan = talking(tmp_path, cells, wrap_up="wrap", columns="secs,wrap")
    assert outside(plan).stated[:, 5].tolist() == [20_000_000, 0, -1, -1, 20_000_000, -1]
    alone = talking(tmp_path, ["20", "0", "", "NULL"], talk=None, wrap_up="secs", wrap_up_in="min")
    world = outside(alone)
    assert world.stated[:, 4].tolist() == [-1] * 4
    assert world.stated[:, 5].tolist() == [1_200_000_000, 0, -1, -1]


def test_copies_talk_as_their_original_does(tmp_path):
    """Under a factor of two, each row comes twice with its own talk."""
    write_csv(tmp_path, "t.csv", "time,secs", ["2026-03-02 08:00,90", "2026-03-02 09:00,"])
    part = {"stamps": {"file": "t.csv", "talk": "secs"}, "types": {"any": 1.0}}
    part["phases"] = [{"start": "2026-03-02", "factor": 2.0}]
    plan = plan_of(tmp_path, clock={"start": "2026-03-02"}, demand={"a": part})
    assert sorted(outside(plan).stated[:, 4].tolist()) == [-1, -1, 90_000_000, 90_000_000]


@pytest.mark.parametrize(
    ("talks", "keys", "sentence"),
    [
        (["90", "-5"], {}, r"^t.csv:3: secs: '-5' is not a number of at least 0 or a length such as 0:03:20$"),
        (["90", "long"], {}, r"^t.csv:3: secs: 'long' is not a number of at least 0 or a length such"),
        (["3:20"], {}, r"^t.csv:2: secs: '3:20' may be 3 min 20 s or 3 h 20 min: write talk_in: 'mm:ss', or 'h:mm'$"),
        (["0", "0"], {}, r"^t.csv:2: secs: '0' is zero, as all its lengths are: no talk can be taken"),
        (["40000"], {"talk_in": "d"}, r"^t.csv:2: secs: '40000' is more than 100 years$"),
    ],
)  # fmt: skip
def test_talks_that_cannot_be_are_refused(tmp_path, talks, keys, sentence):
    """File, line, column, cell, and the key that helps."""
    with pytest.raises(DataError, match=sentence):
        talking(tmp_path, talks, **keys)


def due_of(folder: Path, cells: list[str], time_format: str = "%d.%m.%Y %H:%M", **keys: Any) -> list[int]:
    """Due times in hours of a run from 2 March, of stamps that come at 9:00 on it."""
    write_csv(folder, "t.csv", "T;D", [f"02.03.2026 09:00;{cell}" for cell in cells])
    stamps = {"file": "t.csv", "time": "T", "due": "D", "time_format": time_format} | keys
    part = {"a": {"channel": "transfer", "stamps": stamps, "types": {"any": 1.0}}}
    plan = plan_of(folder, clock={"start": "2026-03-02"}, demand=part, tickets={})
    return [round(due / 3_600_000_000) if due >= 0 else -1 for due in outside(plan).stated[:, 3].tolist()]


def test_a_due_date_alone_is_read_by_the_date_of_the_format(tmp_path):
    """It is the end of that day, beside due times with a clock."""
    assert due_of(tmp_path, ["05.03.2026", "02.03.2026 17:00", ""]) == [96, 17, -1]


def test_due_cells_that_stand_for_nothing(tmp_path):
    """What `blank` lists is as empty; else the sentence names that key, for dates that cannot be too."""
    assert due_of(tmp_path, ["NULL", "02.03.2026 17:00", "31.12.9999"], blank=["NULL", "31.12.9999"]) == [-1, 17, -1]
    with pytest.raises(DataError, match=r"^t.csv:2: D: 'NULL' is not .* for no date, write blank: \['NULL'\]"):
        due_of(tmp_path, ["NULL"])
    with pytest.raises(DataError, match=r"^t.csv:2: D: '31.12.9999' is 7,974 years .*write blank: \['31"):
        due_of(tmp_path, ["31.12.9999"])
