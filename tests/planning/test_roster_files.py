"""Rosters as CSV, Excel and iCalendar, and in again after a change by hand."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from sim.errors import DataError
from sim.planning.roster_files import read_roster, roster_calendar, roster_csv, roster_workbook
from sim.plans.sheets import read_sheets
from sim.rostering.check import breaches, check_roster
from sim.rostering.parts import Person, Rules, Shift
from sim.rostering.problem import Problem, Roster

SHIFTS = (Shift("白班", 480, 540, 480), Shift("night, late", 1320, 480, is_night=True), Shift("+1", 600, 60))
PEOPLE = (Person("张三"), Person("=1+1"), Person("@sum(A1)"), Person("a,b;c\\d"), Person("三" * 40))
PROBLEM = Problem(date(2026, 6, 1), 5, SHIFTS, PEOPLE, rules=Rules(rest_minutes=660))
ROSTER = Roster.of(
    PROBLEM,
    {
        "张三": ["白班", "night, late", None, "+1", None],
        "=1+1": [None, None, "白班", None, "night, late"],
        "a,b;c\\d": ["+1", None, None, None, None],
        "三" * 40: ["night, late", None, None, None, None],
    },
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_roster_comes_back_as_it_was(tmp_path: Path, lang: str, form: str) -> None:
    """Names that look like formulas among its people and shifts."""
    path = tmp_path / f"roster.{form}"
    path.write_bytes((roster_csv if form == "csv" else roster_workbook)(PROBLEM, ROSTER, lang))
    assert np.array_equal(read_roster(path, PROBLEM).roster.cells, ROSTER.cells)


def test_no_cell_is_a_formula() -> None:
    """In CSV what begins like one has an apostrophe; in Excel all texts are texts."""
    lines = roster_csv(PROBLEM, ROSTER).decode("utf-8-sig").splitlines()
    cells = [cell.strip('"') for line in lines for cell in line.split(",")]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert "'=1+1" in cells
    with zipfile.ZipFile(BytesIO(roster_workbook(PROBLEM, ROSTER))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "sheet" in name]
    assert all("<f>" not in sheet and "<f " not in sheet for sheet in sheets)
    assert any("=1+1</t>" in sheet for sheet in sheets)


def test_the_list_has_dates_and_times(tmp_path: Path) -> None:
    """Numbers that Excel shows as times, night shifts ending on the next day."""
    path = tmp_path / "roster.xlsx"
    path.write_bytes(roster_workbook(PROBLEM, ROSTER))
    _, listed = read_sheets(path, set())
    assert listed.rows[0] == ["name", "shift", "start", "end", "working hours"]
    assert listed.rows[1] == ["张三", "白班", "2026-06-01 08:00", "2026-06-01 17:00", "8"]
    assert listed.rows[2] == ["张三", "night, late", "2026-06-02 22:00", "2026-06-03 06:00", "8"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_change_by_hand_is_read_and_checked(tmp_path: Path, form: str) -> None:
    """What it breaks is said of the roster that is read."""
    changed = ROSTER.cells.copy()
    changed[0, 2] = 0
    path = tmp_path / f"roster.{form}"
    path.write_bytes((roster_csv if form == "csv" else roster_workbook)(PROBLEM, Roster(changed)))
    there = read_roster(path, PROBLEM)
    place = "roster.csv:2" if form == "csv" else "roster.xlsx:roster!D2"
    (breach,) = breaches(PROBLEM, there.roster)
    assert there.place("张三", breach.day) == place
    assert check_roster(PROBLEM, there.roster) == [
        "张三: has 2 h of rest between 'night, late' on 2026-06-02 and '白班' on 2026-06-03, but needs 11 h"
    ]


HEAD = "name,2026-06-01,6/2,6月3日,2026/6/4 Thu,2026-06-05"
ROWS = '张三,,,,,\n\'=1+1,,off,休,,\n@sum(A1),,,,,\n"a,b;c\\d",,,,,\n' + "三" * 40 + ",,,,,\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{HEAD}\n{ROWS}", None),
        ("", "roster.csv: no table of a roster: its first row has 'name' or '姓名', then a date for each day such as"),
        ("name,2026-06-01\n", "roster.csv:1: 2026-06-02 has no column: each day of the roster needs one"),
        ("name,2026-06-01,2026-07-01,sum\n", "roster.csv:1: 2026-06-02 has no column: each day of"),
        ("name,2026-06-01,6/1\n", "roster.csv:1: '6/1' stands there twice"),
        (f"{HEAD}\n{ROWS}zoe,,,,,\n", "roster.csv:7: 'zoe' is not one of the people"),
        (f"{HEAD}\n{ROWS}张三,,,,,\n", "roster.csv:7: '张三' stands there twice"),
        (f"{HEAD}\n张三,,,,,\n", "roster.csv: '=1+1' has no row: each of the people needs one"),
        (f"{HEAD}\n张三,X,,,,\n", "roster.csv:2: 张三: 'X' on 2026-06-01 is no shift (known: '白班', 'night, late',"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, sentence: str | None) -> None:
    """File, line, value, and what would be right."""
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    if sentence is None:
        assert (read_roster(path, PROBLEM).roster.cells == -1).all()
        return
    with pytest.raises(DataError) as error:
        read_roster(path, PROBLEM)
    assert sentence in str(error.value)


def test_a_calendar_keeps_to_rfc_5545() -> None:
    """Lines of at most 75 bytes that end in CR LF, each event with its own UID, UTC times, texts escaped."""
    made = datetime(2026, 5, 20, tzinfo=UTC)
    text = roster_calendar(PROBLEM, ROSTER, "Asia/Shanghai", made)
    assert text == roster_calendar(PROBLEM, ROSTER, "Asia/Shanghai", made)
    lines = text.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and line.decode("utf-8") is not None for line in lines)
    unfolded = text.decode().replace("\r\n ", "").split("\r\n")
    assert unfolded[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    worked = int((ROSTER.cells >= 0).sum())
    uids = [line for line in unfolded if line.startswith("UID:")]
    assert len(set(uids)) == len(uids) == worked == unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT")
    assert unfolded[4:12] == [
        "BEGIN:VEVENT",
        uids[0],
        "DTSTAMP:20260520T000000Z",
        "DTSTART:20260601T000000Z",
        "DTEND:20260601T090000Z",
        "SUMMARY:白班 张三",
        "CATEGORIES:白班",
        "END:VEVENT",
    ]
    assert "SUMMARY:+1 a\\,b\\;c\\\\d" in unfolded
    assert "SUMMARY:night\\, late " + "三" * 40 in unfolded
    assert re.search(r"DTSTART:20260602T140000Z\nDTEND:20260602T220000Z", "\n".join(unfolded))


def test_styles_are_whole_ones() -> None:
    """Readers that are strict take no fill without its kind; each format that a cell names is there."""
    with zipfile.ZipFile(BytesIO(roster_workbook(PROBLEM, ROSTER))) as book:
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    fills = styles.findall(f"{main}fills/{main}fill")
    assert [pattern.get("patternType") for fill in fills for pattern in fill] == ["none", "gray125"]
    for part in styles:
        assert "count" not in part.attrib or int(part.attrib["count"]) == len(part), part.tag
