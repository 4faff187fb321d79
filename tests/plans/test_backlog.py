"""The starting backlog: counts of the scenario, then rows of a file, each ticket with its own name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.calendar.days import make_calendar
from sim.chance.keyed import name_key
from sim.errors import DataError, ScenarioError
from sim.plans.backlog import BacklogPlan, open_tickets
from sim.rules.codes import NOT_YET, Stage, Urgency
from sim.scenario.schema_tickets import Tickets
from sim.scenario.units import parse_date

MINUTE, HOUR = 60_000_000, 3_600_000_000
DAY = 24 * HOUR
TYPES = ("help", "noise", "water")
UNITS = {"district": [0, 1, 2], "grid": [3], "ward 5": [4]} | {f"district {copy + 1}": [copy] for copy in range(3)}
FILE = {
    "file": "open.csv", "urgency": "urgency", "stage": "stage", "unit": "unit", "received": "received", "due": "due"
}  # fmt: skip
HEADER = "type,urgency,stage,unit,received,due\n"


def planned(
    folder: Path | str = "", raw: str | bytes | None = None, start="2025-06-02", zone="Asia/Shanghai", **tickets
) -> BacklogPlan:
    """The backlog of some tickets, with the text of `open.csv`."""
    return planned_with_words(folder, raw, start, zone, **tickets)[0]


def planned_with_words(
    folder: Path | str = "", raw: str | bytes | None = None, start="2025-06-02", zone="Asia/Shanghai", **tickets
) -> tuple[BacklogPlan, list[str]]:
    """The same, and what was odd in the file."""
    if raw is not None:
        (Path(folder) / "open.csv").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    calendar, _ = make_calendar(parse_date(start), 10, zone, "none")
    plan, _, odd = open_tickets(Tickets.model_validate(tickets), calendar, TYPES, UNITS, str(folder))
    return plan, odd


def rows_of(plan: BacklogPlan) -> list[tuple[int, ...]]:
    """Type, urgency, stage, unit, received, due of each ticket."""
    return list(zip(*(column.tolist() for column in list(vars(plan).values())[:6]), strict=True))


def test_no_backlog():
    """Without a backlog there are no tickets, but all columns."""
    plan = planned()
    assert [(len(column), column.dtype.name) for column in vars(plan).values()] == [(0, "int64")] * 12


def test_counts():
    """Each entry gives so many tickets alike; age counts back from the start, time left from it on."""
    plan = planned(
        backlog=[
            {"count": 2, "type": "water"},
            {"count": 0, "type": "noise"},
            {"count": 1, "type": "help", "urgency": "critical", "stage": "handling", "unit": "grid", "age": "3 d",
             "due_in": "2 h"},
        ]
    )  # fmt: skip
    waiting = (2, Urgency.NORMAL, Stage.DISPATCH, -1, 0, NOT_YET)
    assert rows_of(plan) == [waiting, waiting, (0, Urgency.CRITICAL, Stage.HANDLING, 3, -3 * DAY, 2 * HOUR)]
    assert plan.entity.tolist() == [0, 1, 2]
    assert set(plan.name_key.tolist()) == {name_key("backlog")}


def test_copies_get_tickets_in_turn(tmp_path):
    """Tickets of a unit with copies go to its copies in turn, over all entries and rows; a copy can be named too."""
    plan = planned(
        tmp_path,
        "type,unit\nnoise,district\nnoise,grid\nnoise,district\nnoise,district 3\nnoise,ward 5\nnoise,district\n",
        backlog=[
            {"count": 4, "type": "help", "stage": "handling", "unit": "district"},
            {"count": 2, "type": "help", "stage": "handling", "unit": "district 2"},
            {"count": 1, "type": "help", "stage": "handling", "unit": "district"},
        ],
        backlog_file={"file": "open.csv", "unit": "unit"},
    )
    assert plan.unit.tolist() == [0, 1, 2, 0, 1, 1, 1, 2, 3, 0, 2, 4, 1]


def test_rows_of_a_file(tmp_path):
    """Rows follow the counts in order, with local times as instants; an empty due time is by the deadlines."""
    plan = planned(
        tmp_path,
        HEADER
        + "noise,urgent,audit,,2025-06-01 23:00,2025-06-03 09:30\n"
        + " water , normal , follow_up , grid , 2025-05-02 00:00:00.5 ,\n"
        + "help,critical,handling,district 2,2025-06-02 00:00,2025-05-31 17:00\n",
        backlog=[{"count": 1, "type": "help"}],
        backlog_file=FILE,
    )
    assert rows_of(plan) == [
        (0, Urgency.NORMAL, Stage.DISPATCH, -1, 0, NOT_YET),
        (1, Urgency.URGENT, Stage.AUDIT, -1, -HOUR, DAY + 9 * HOUR + 30 * MINUTE),
        (2, Urgency.NORMAL, Stage.FOLLOW_UP, 3, -31 * DAY + 500_000, NOT_YET),
        (0, Urgency.CRITICAL, Stage.HANDLING, 1, 0, -2 * DAY + 17 * HOUR),
    ]
    assert plan.entity.tolist() == [0, 0, 1, 2]
    assert plan.name_key.tolist() == [name_key("backlog")] + [name_key("backlog_file")] * 3
    assert name_key("backlog") != name_key("backlog_file")


def test_only_types_are_needed(tmp_path):
    """A file of types alone: normal tickets that wait for dispatch, received at the start."""
    plan = planned(tmp_path, "kind\nnoise\nwater\n", backlog_file={"file": "open.csv", "type": "kind"})
    assert rows_of(plan) == [(kind, Urgency.NORMAL, Stage.DISPATCH, -1, 0, NOT_YET) for kind in (1, 2)]


@pytest.mark.parametrize("stage", ["confirm", "audit", "dispatch", "handling", "review", "follow_up"])
@pytest.mark.parametrize("urgency", ["critical", "urgent", "normal"])
def test_every_word(tmp_path, stage, urgency):
    """Each stage and urgency that the scenario's language knows is read by its name, in counts and in the file."""
    entry = {"count": 1, "type": "help", "stage": stage, "urgency": urgency}
    plan = planned(
        tmp_path, HEADER + f"help,{urgency},{stage},,2025-06-01 00:00,\n", backlog=[entry], backlog_file=FILE
    )
    assert {(Urgency(u).name.lower(), Stage(s).name.lower()) for _, u, s, *_ in rows_of(plan)} == {(urgency, stage)}


def test_local_times_where_clocks_are_moved(tmp_path):
    """Noon before a night that has an hour less is an hour nearer: 35 hours before the end of the next day."""
    plan = planned(
        tmp_path,
        HEADER + "help,normal,audit,,2025-03-29 12:00,2025-03-30 12:00\nhelp,normal,audit,,2025-03-28 12:00,\n",
        start="2025-03-30",
        zone="Europe/Berlin",
        backlog_file=FILE,
    )
    assert plan.received_us.tolist() == [-12 * HOUR, -36 * HOUR]
    assert plan.due_us.tolist() == [11 * HOUR, NOT_YET]
    later = planned(
        tmp_path, HEADER + "help,normal,audit,,2025-03-29 12:00,\n", start="2025-03-31", zone="Europe/Berlin",
        backlog_file=FILE,
    )  # fmt: skip
    assert later.received_us.tolist() == [-35 * HOUR]


def test_an_instant_that_looks_like_none(tmp_path):
    """The last microsecond before the start is read as the one before it: -1 stands for what has not come."""
    plan = planned(
        tmp_path,
        HEADER + "help,normal,audit,,2025-06-01 23:59:59.999999,2025-06-01 23:59:59.999999\n",
        backlog_file=FILE,
    )
    assert plan.received_us.tolist() == plan.due_us.tolist() == [-2]


def test_time_format(tmp_path):
    """Times in a stated format are read by it, empty due times included."""
    part = {"file": "open.csv", "received": "got", "due": "due", "time_format": "%d.%m.%Y %H:%M"}
    plan = planned(tmp_path, "type,got,due\nhelp,01.06.2025 22:00,\nhelp,01.06.2025 23:00,02.06.2025 01:00\n",
                   backlog_file=part)  # fmt: skip
    assert plan.received_us.tolist() == [-2 * HOUR, -HOUR]
    assert plan.due_us.tolist() == [NOT_YET, HOUR]


GOOD = "help,normal,audit,grid,2025-06-01 08:00,2025-06-02 08:00\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("smoke,normal,audit,,2025-06-01 08:00,", r"type: 'smoke' is not a request type \(known: help, noise, water"),
        (",normal,audit,,2025-06-01 08:00,", r"type: '' is not a request type"),
        ("help,high,audit,,2025-06-01 08:00,", r"urgency: 'high' is not an urgency \(known: critical, urgent, n"),
        ("help,,audit,,2025-06-01 08:00,", r"urgency: '' is not an urgency"),
        ("help,normal,closed,,2025-06-01 08:00,", r"stage: 'closed' is not a stage \(known: confirm, audit, d"),
        ("help,normal,critical_call,,2025-06-01 08:00,", r"stage: 'critical_call' is not a stage"),
        ("help,normal,audit,grids,2025-06-01 08:00,", r"unit: 'grids' is not a unit \(known: district, grid, wa"),
        ("help,normal,audit,district 4,2025-06-01 08:00,", r"unit: 'district 4' is not a unit .*leave it empty if"),
        ("help,normal,audit,,2025-06-02 00:01,", r"received: '2025-06-02 00:01' is after the start \(2025-06-02, m"),
        ("help,normal,audit,,,", r"received: '' is not a local time"),
        ("help,normal,audit,,2025-06-31,", r"received: '2025-06-31' is not a local time"),
        ("help,normal,audit,,2025-06-01 08:00,soon", r"due: 'soon' is not a local time such as"),
    ],
)  # fmt: skip
def test_faults_name_file_and_row(tmp_path, row, sentence):
    """A bad cell is one sentence with file, line, column, cell and what would be right."""
    with pytest.raises(DataError) as caught:
        planned(tmp_path, HEADER + GOOD + GOOD.replace("2025-06-02 08:00", "") + row + "\n" + GOOD, backlog_file=FILE)
    assert re.match("open.csv:4: " + sentence, str(caught.value)), str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_column(tmp_path):
    """A column that is not there is named, with those that are."""
    with pytest.raises(DataError, match=r"open.csv:1: no column 'due': the columns are type, unit$"):
        planned(tmp_path, "type,unit\nhelp,\n", backlog_file={"file": "open.csv", "due": "due"})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"type": "smoke"}, r"tickets.backlog.1.type: 'smoke' is not a request type \(known: help, noise, water\)"),
        ({"type": "help", "unit": "grids"}, r"tickets.backlog.1.unit: 'grids' is not a unit \(known: "),
    ],
)
def test_entries_of_nobody(wrong, sentence):
    """A type or unit that is not known is named with its place in the scenario."""
    with pytest.raises(ScenarioError, match=sentence):
        planned(backlog=[{"count": 1, "type": "help"}, {"count": 1} | wrong])


def test_many_rows(tmp_path):
    """A column keeps its order over thousands of rows, and each row has its own name."""
    rows = [f"{TYPES[i % 3]},normal,dispatch,district,2025-05-{i % 31 + 1:02d} 08:00,\n" for i in range(5000)]
    plan = planned(tmp_path, HEADER + "".join(rows), backlog_file=FILE)
    assert plan.type.tolist() == [i % 3 for i in range(5000)]
    assert plan.unit.tolist() == [i % 3 for i in range(5000)]
    assert plan.received_us.tolist() == [(i % 31 - 32) * DAY + 8 * HOUR for i in range(5000)]
    assert plan.entity.tolist() == list(range(5000))
