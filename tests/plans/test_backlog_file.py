"""Exports of tickets as the starting backlog: which rows count, what is told about the others, and what they say."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import LONGEST_LINE, DataError
from sim.plans.backlog import BacklogPlan
from sim.plans.build import build_plan
from sim.rules.codes import NOT_YET, AtUnit, Stage, Urgency

from ..workload.building import scenario_of
from .test_backlog import DAY, HOUR, MINUTE, planned, planned_with_words

START = "2025-06-02"


def read(folder: Path, *rows: str, **part: Any) -> tuple[BacklogPlan, list[str]]:
    """The tickets of a file with these lines, and what is told about it."""
    return planned_with_words(folder, "\n".join(rows) + "\n", START, backlog_file={"file": "open.csv", **part})


def test_rows_closed_by_the_start_are_left_out(tmp_path):
    """A row counts if it is not closed, or is closed after the start; the others are counted, none is lost unsaid."""
    plan, told = read(
        tmp_path,
        "type,got,done",
        "help,2025-05-20 08:00,",
        "help,2025-05-20 09:00,2025-06-01 23:59:59",
        "water,2025-05-20 10:00,2025-06-02 00:00",
        "water,2025-05-20 11:00,2025-06-02 00:01",
        "noise,2025-06-02 08:00,",
        "noise,2025-06-02 09:00,2025-06-02 10:00",
        "unheard,2025-05-20 09:00,2025-06-01 12:00",
        received="got",
        closed="done",
    )
    assert plan.type.tolist() == [0, 2]
    assert plan.received_us.tolist() == [-13 * DAY + 8 * HOUR, -13 * DAY + 11 * HOUR]
    assert plan.entity.tolist() == [0, 3], "leaving rows out leaves the others' draws"
    assert told == [
        "open.csv: 3 rows are left out as closed by the start, by 'done'",
        "open.csv: 2 rows are left out as received after the start",
    ]


def test_rows_received_later_are_left_out_where_that_is_said(tmp_path):
    """Without a closed column rows from after the start are refused, unless they may be left out."""
    rows = ("type,got", "help,2025-05-20 08:00", "help,2025-06-02 08:00", "help,2025-06-03 08:00")
    with pytest.raises(DataError, match=r"open.csv:3: got: .* is after the start .*and 1 more row.*received_later"):
        read(tmp_path, *rows, received="got")
    plan, told = read(tmp_path, *rows, received="got", leave_out=["received_later"])
    assert len(plan.type) == 1
    assert told == ["open.csv: 2 rows are left out as received after the start"]


def test_a_date_alone(tmp_path):
    """A day alone is its first moment for the receipt, its last for due and closing; the first day is no day before."""
    plan, told = read(
        tmp_path,
        "type,got,due,done",
        "help,2025-05-31,2025-06-02,",
        "help,2025-05-31,,2025-06-01",
        "help,2025-05-31,,2025-06-02",
        "help,2025-06-02,,",
        received="got",
        due="due",
        closed="done",
    )
    assert plan.received_us.tolist() == [-2 * DAY, -2 * DAY]
    assert plan.due_us.tolist() == [DAY - 1, NOT_YET]
    assert told == [
        "open.csv: 1 row is left out as closed by the start, by 'done'",
        "open.csv: 1 row is left out as received after the start",
    ]


@pytest.mark.parametrize("form", ["%d.%m.%Y %H:%M", "%d.%m.%Y, %I:%M %p"])
def test_dates_alone_beside_times(tmp_path, form):
    """A format with a clock reads days alone by its date: a due day ends at its end, times beside it are as written."""
    clock = "14:30" if "%H" in form else "2:30 PM"
    comma = "," if "," in form else ""
    plan, _ = read(
        tmp_path,
        "type;got;due",
        f"help;31.05.2025{comma} {clock};02.06.2025",
        f"help;1.6.2025;02.06.2025{comma} {clock}",
        "help;1.6.2025;",
        received="got",
        due="due",
        time_format=form,
    )
    assert plan.received_us.tolist() == [-2 * DAY + 14 * HOUR + 30 * MINUTE, -DAY, -DAY]
    assert plan.due_us.tolist() == [DAY - 1, 14 * HOUR + 30 * MINUTE, NOT_YET]


def test_one_ticket_for_each_number(tmp_path):
    """Rows alike of one number are one ticket; where they differ it has to be said which counts."""
    rows = ("nr,type", "7,help", "8,noise", " 7 , help ", "7,help")
    plan, told = read(tmp_path, *rows, id="nr")
    assert plan.type.tolist() == [0, 1]
    assert told == ["open.csv: 2 rows repeat an id in 'nr': the first row of each counts"]
    rows = (*rows, "7,water", "9,water")
    for which, types, entities in (("first", [0, 1, 2], [0, 1, 5]), ("last", [1, 2, 2], [1, 4, 5])):
        plan, told = read(tmp_path, *rows, id="nr", same_id=which)
        assert (plan.type.tolist(), plan.entity.tolist()) == (types, entities)
        assert told == [f"open.csv: 3 rows repeat an id in 'nr': the {which} row of each counts"]


def test_the_choice_by_number_comes_before_the_filter(tmp_path):
    """A ticket whose last row says closed is closed, whichever rows are kept; rows nobody asks for need no number."""
    rows = ("nr,type,state", "1,help,open", "2,noise,open", "1,help,closed", ",water,sum", ",water,sum", "3,help,new")
    for which, types, entities in (("last", [1], [1]), ("first", [0, 1], [0, 1])):
        plan, told = read(tmp_path, *rows, id="nr", same_id=which, where={"state": "open"})
        assert (plan.type.tolist(), plan.entity.tolist()) == (types, entities)
        assert told == [f"open.csv: 1 row repeats an id in 'nr': the {which} row of each counts"]
    with pytest.raises(DataError, match=r"open.csv:4: nr: '1' stands at line 2 too, with another state \('open'"):
        read(tmp_path, *rows, id="nr", where={"state": "open"})
    assert read(tmp_path, *rows, id="nr", where={"state": "new"})[0].entity.tolist() == [5]
    plan, told = read(tmp_path, *rows[:2], rows[3], id="nr", same_id="last", where={"state": "open"})
    assert len(plan.type) == 0
    assert told[-1] == "open.csv: none of its rows is a ticket that is open at the start"
    with pytest.raises(DataError, match=r"open.csv:5: nr: '' is empty"):
        read(tmp_path, *rows, id="nr", where={"state": "sum"})


def test_impossible_years(tmp_path):
    """A date more than a hundred years away is refused; with a word the row is left out, or the date alone is."""
    rows = (
        "type,got,due,done",
        "help,2025-05-20 08:00,3020-03-02 12:00,",
        "help,2025-05-20 08:00,2025-06-10 12:00,9999-12-31 00:00",
        "help,1020-05-20 08:00,,",
        "noise,1925-07-01 08:00,2125-05-01 08:00,",
    )
    named = {"received": "got", "due": "due", "closed": "done"}
    with pytest.raises(DataError, match=r"open.csv:2: due: '3020-03-02 12:00' is 995 years after .*and 2 more rows"):
        read(tmp_path, *rows, **named)
    plan, told = read(tmp_path, *rows, **named, leave_out=["impossible_dates"])
    assert plan.type.tolist() == [1]
    assert told == [
        "open.csv: 3 rows are left out for a date more than 100 years from the start (lines 2, 3, 4)",
    ]
    blank = ["3020-03-02 12:00", "9999-12-31 00:00"]
    plan, told = read(tmp_path, *rows, **named, leave_out=["impossible_dates"], blank=blank)
    assert plan.type.tolist() == [0, 0, 1]
    assert plan.due_us.tolist()[:2] == [NOT_YET, 8 * DAY + 12 * HOUR]
    assert told == ["open.csv: 1 row is left out for a date more than 100 years from the start (line 4)"]


def test_dates_in_the_wrong_order(tmp_path):
    """A due date or a stage before the receipt, and a closing before it, are counted and named with their lines."""
    plan, told = read(
        tmp_path,
        "type,got,due,done,there",
        "help,2025-05-20 08:00,2025-05-19 08:00,,",
        "help,2025-05-20 08:00,,2025-05-18 08:00,",
        "help,2025-05-20 08:00,2025-05-20 08:00,,2025-05-01 08:00",
        "noise,2025-05-20 08:00,,,2025-05-21 08:00",
        received="got",
        due="due",
        closed="done",
        stage_since="there",
        fixed={"stage": "outside"},
    )
    received = -13 * DAY + 8 * HOUR
    assert plan.received_us.tolist() == [received] * 3
    assert plan.waits_since_us.tolist() == [received, received, received + DAY]
    assert plan.due_us.tolist() == [received - DAY, received, NOT_YET]
    assert told == [
        "open.csv: 1 row is closed before the receipt, and left out (line 3; the earliest done is '2025-05-18 08:00'); "
        "if it stands for no date, write blank: ['2025-05-18 08:00']",
        "open.csv: 1 row is at a stage since before the receipt, which counts instead (line 4)",
        "open.csv: 1 row is due before the receipt, and so late from the start (line 2, due: '2025-05-19 08:00')",
    ]


def test_cells_that_may_stand_for_no_date(tmp_path):
    """The refusal of '-' or '0' among due times names `blank`, that of a time in another format or a receipt does
    not; among closings before the receipt the earliest is named, which `blank` makes an open ticket."""
    named = {"received": "got", "due": "due", "closed": "done"}
    head, got = "type,got,due,done", "2025-05-20 08:00"
    for nothing in ("-", "NULL", "0", "0000-00-00 00:00:00"):
        for row in (f"help,{got},{nothing},", f"help,{got},,{nothing}"):
            with pytest.raises(DataError, match="is not a local time") as caught:
                read(tmp_path, head, row, **named)
            assert str(caught.value).endswith(f"; if it stands for no date, write blank: ['{nothing}']")
            assert len(read(tmp_path, head, row, **named, blank=[nothing])[0].type) == 1
    for row in (f"help,{got},5/21/2025 8:00 AM,", "help,-,,"):
        with pytest.raises(DataError, match="is not a local time") as caught:
            read(tmp_path, head, row, **named)
        assert "blank" not in str(caught.value)
    rows = (head, f"help,{got},,2025-05-20 07:59", f"noise,{got},,1970-01-01 00:00")
    told = "(lines 2, 3; the earliest done is '1970-01-01 00:00'); if it stands for no date, write blank: "
    assert read(tmp_path, *rows, **named)[1][0].endswith(told + "['1970-01-01 00:00']")
    assert read(tmp_path, *rows, **named, blank=["1970-01-01 00:00"])[0].type.tolist() == [1]
    rows = (head, f"noise,{got},,", "help,2025-06-20 08:00,,2025-06-10 08:00")
    assert "(line 3; the earliest done is '2025-06-10 08:00')" in read(tmp_path, *rows, **named)[1][0]


def test_long_lists_of_unknown_words_are_cut_by_whole_words(tmp_path):
    """However long the words are, the sentence is whole: those that find no place are counted."""
    words = [f"{name} complaint of a citizen" for name in "abcdefghijklmnopqrst"]
    with pytest.raises(DataError) as caught:
        read(tmp_path, "type", *words)
    told = str(caught.value)
    assert len(told) < LONGEST_LINE
    assert " ... " not in told
    shown = [word for word in words if f"'{word}' (1)" in told]
    assert shown == words[1 : len(shown) + 1]
    assert f" and {19 - len(shown)} more (known: " in told
    assert told.endswith("or keep other rows only with 'where'")
    assert len(told) + len(words[0]) + 8 >= LONGEST_LINE


def test_words_read_as_others(tmp_path):
    """The file's own words stand for the scenario's: priorities, states, agencies; an unknown one is never guessed."""
    plan, told = read(
        tmp_path,
        "kind,prio,state,agency",
        "Noise,1,Assigned,NYPD",
        "Rodent,4,Pending,",
        "Noise,3,Open,none",
        type="kind",
        urgency="prio",
        stage="state",
        unit="agency",
        read_as={
            "type": {"Noise": "noise", "Rodent": "water"},
            "urgency": {"1": "critical", "3": "normal", "4": "normal"},
            "stage": {"Assigned": "acceptance", "Pending": "outside", "Open": "handling"},
            "unit": {"NYPD": "grid"},
        },
        blank=["none"],
    )
    assert plan.type.tolist() == [1, 2, 1]
    assert plan.urgency.tolist() == [Urgency.CRITICAL, Urgency.NORMAL, Urgency.NORMAL]
    assert plan.stage.tolist() == [Stage.HANDLING] * 3
    assert plan.at_unit.tolist() == [AtUnit.ACCEPTANCE, AtUnit.OUTSIDE, AtUnit.CREW]
    assert plan.unit.tolist() == [3, NOT_YET, NOT_YET]
    assert told == []


def test_fixed_words(tmp_path):
    """What the file does not say may be the same for all rows; a unit with copies gets them in turn."""
    fixed = {"type": "water", "urgency": "urgent", "stage": "handling", "unit": "district"}
    plan, _ = read(tmp_path, "nr", "1", "2", "3", "4", id="nr", fixed=fixed)
    assert plan.type.tolist() == [2] * 4
    assert plan.urgency.tolist() == [Urgency.URGENT] * 4
    assert plan.unit.tolist() == [0, 1, 2, 0]


def test_what_is_left(tmp_path):
    """Lengths are in the unit that is said, or h:mm:ss; at least a microsecond; at other stages they are named idle."""
    plan, told = read(
        tmp_path,
        "type,state,left",
        "help,outside,2",
        "help,handling,0:30:00",
        "help,acceptance,0",
        "help,outside,",
        "help,audit,3",
        stage="state",
        remaining="left",
        remaining_in="d",
    )
    assert plan.left_us.tolist() == [2 * DAY, 30 * MINUTE, 1, NOT_YET, NOT_YET]
    assert told == [
        "open.csv: left has no effect in 1 row (line 6): it counts at the stages acceptance, handling, work, outside, "
        "silence"
    ]


def test_no_row_is_open(tmp_path):
    """An export of closed rows alone gives no ticket, and a word."""
    rows = ("type,got,done", "help,2025-05-17 08:00,2025-05-18 08:00")
    plan, told = read(tmp_path, *rows, received="got", closed="done")
    assert len(plan.type) == 0
    assert told[-1] == "open.csv: none of its rows is a ticket that is open at the start"


def test_rows_of_other_kinds_are_filtered(tmp_path):
    """`where` keeps rows before anything else is looked at, semicolons and a byte order mark are understood."""
    text = "\ufeffAgency;type;got\nA;help;2025-05-20 08:00\nB;smoke;yesterday\nA;noise;2025-05-21 08:00\n"
    part = {"file": "open.csv.gz", "received": "got", "where": {"Agency": "A"}}
    (tmp_path / "open.csv.gz").write_bytes(gzip.compress(text.encode()))
    plan = planned(tmp_path, backlog_file=part)
    assert plan.type.tolist() == [0, 1]


def test_units_are_data_and_not_parsed(tmp_path):
    """A unit called 'ward 5' is one unit, beside a unit 'ward' of its own; numbers in names mean nothing."""
    delay = {"law": "deterministic", "value": "1 d"}
    units = {"ward": {"outside": {"delay": delay}}, "ward 1": {"outside": {"delay": delay}}}
    units["town"] = {"copies": 2, "outside": {"delay": delay}}
    backlog = [{"count": 3, "type": "any", "stage": "outside", "unit": name} for name in ("ward 1", "ward", "town")]
    shares = {"ward": 0.5, "ward 1": 0.3, "town": 0.2}
    plan = build_plan(scenario_of(units=units, tickets={"routes": [{"units": shares}], "backlog": backlog}))
    names = [plan.unit_names[number] for number in plan.tickets.backlog.unit]
    assert names == ["ward 1"] * 3 + ["ward"] * 3 + ["town 1", "town 2", "town 1"]


def test_a_large_export(tmp_path):
    """Fifty thousand rows keep their order and their draws; counts of those left out add up to all."""
    states = ("open", "shut")
    rows = [
        f"{i},{('help', 'noise', 'water')[i % 3]},2025-05-{i % 28 + 1:02d} 08:00,"
        f"{'2025-05-30 10:00' if i % 5 == 0 else ''},{states[i % 2]}"
        for i in range(50_000)
    ]
    plan, told = read(tmp_path, "nr,type,got,done,state", *rows, id="nr", received="got", closed="done",
                      where={"state": "open"})  # fmt: skip
    kept = np.array([i for i in range(0, 50_000, 2) if i % 5])
    assert plan.entity.tolist() == kept.tolist()
    assert plan.type.tolist() == (kept % 3).tolist()
    assert told == [f"open.csv: {25_000 - len(kept):,} rows are left out as closed by the start, by 'done'"]
