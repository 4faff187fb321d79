"""People from CSV and Excel: what planners write is read, and what cannot be used is told by its place."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import DataError
from sim.planning.people_file import PeopleFile, read_people, read_wishes
from sim.rostering.parts import Person, Shift, Wish
from sim.store.workbook import workbook_bytes

SHIFTS = (Shift("白班", 480, 480), Shift("D", 540, 480), Shift("夜班", 1320, 480, is_night=True))
MONDAY = date(2026, 6, 1)

CHINESE = (
    "姓名,技能,可上班次,周工时,最少工时,最多工时,休息日,请假,固定班次,"
    "愿望,最多连班,最少连休,最多周末,可上夜班,最多夜班,工时比例\n"
    '张三,"普通话、英语","白班, 夜班(4)",40,72,80,周日,2026-06-03至2026-06-05,6月8日=夜班,'
    '"6-9 休(3); 6/10 不上夜班",5,2,1,是,4,\n'
    '李四,-,,20,,,"2026/6/1;2026-06-30",,,2026-06-02=D,,,,否,,50%\n'
)
ENGLISH = """name;skills;may work;hours a week;most hours;days off;absences;fixed shifts;wishes
Ann;english;D, 白班 x 2;37.5;75;Sat, sunday;2026-06-03 to 2026-06-04;2026-06-08 = D;2026-06-02 not d (2), mon = off
Bob;-;;;;;;;
"""


def read(folder: Path, text: str | bytes, name: str = "people.csv") -> PeopleFile:
    """A file of people, read."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_people(folder / name, SHIFTS, MONDAY, 14)


def told(folder: Path, text: str | bytes, name: str = "people.csv") -> str:
    """What is said of a file that cannot be used."""
    with pytest.raises(DataError) as error:
        read(folder, text, name)
    return str(error.value)


EXPECTED = PeopleFile(
    (
        Person(
            "张三", may_work={"白班": None, "夜班": 4}, skills=frozenset({"普通话", "英语"}), most_minutes_a_week=2400,
            fewest_minutes=72 * 60, most_minutes=4800, days_off=frozenset({6, 13}), absences=frozenset({2, 3, 4}),
            fixed={7: "夜班"}, most_days_in_a_row=5, fewest_days_off_in_a_row=2, most_weekends=1, most_nights=4,
        ),
        Person("李四", most_minutes_a_week=1200, days_off=frozenset({0}), may_work_nights=False, share=0.5),
    ),
    (Wish("张三", 8, None, False, 3.0), Wish("张三", 9, "夜班", False), Wish("李四", 1, "D", True)),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_columns_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Whatever the file is written in and divided by."""
    cells = pd.read_csv(io.StringIO(CHINESE), dtype=str, keep_default_na=False)
    found = read(tmp_path, cells.to_csv(index=False, sep=delimiter).encode(encoding))
    assert found == replace(EXPECTED, outside=("2026-06-30",))


def test_english_columns_are_read(tmp_path: Path) -> None:
    """Days of the week, spans, limits, weights."""
    found = read(tmp_path, ENGLISH)
    assert found.people[0] == Person(
        "Ann", may_work={"D": None, "白班": 2}, skills=frozenset({"english"}), most_minutes_a_week=2250,
        most_minutes=4500, days_off=frozenset({5, 6, 12, 13}), absences=frozenset({2, 3}), fixed={7: "D"},
    )  # fmt: skip
    assert found.people[1] == Person("Bob")
    assert found.wishes == (Wish("Ann", 1, "D", False, 2.0), Wish("Ann", 0), Wish("Ann", 7))


def test_an_excel_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    """Its first sheet of people, and a sheet of wishes."""
    people = pd.read_csv(io.StringIO(CHINESE), dtype=str, keep_default_na=False)
    wishes = pd.DataFrame({"姓名": ["李四"], "日期": ["周三"], "愿望": ["休"], "权重": [2]})
    found = read(tmp_path, workbook_bytes({"人员": people, "愿望": wishes}), "people.xlsx")
    assert found.people == EXPECTED.people
    assert found.wishes == (*EXPECTED.wishes, Wish("李四", 2, None, False, 2.0), Wish("李四", 9, None, False, 2.0))


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(sheet: str, name: str = "Sheet1") -> bytes:
    """A workbook as Excel writes it: shared texts, dates by style, one sheet of that XML."""
    parts = {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{LINKS}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>姓名</t></si><si><r><t>休息</t></r><r><t>日</t></r>"
        "<rPh><t>xiu</t></rPh></si><si><t>张三</t></si><si><t>周工时</t></si></sst>",
        "xl/styles.xml": f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{sheet}</worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for part, text in parts.items():
            book.writestr(part, text)
    return packed.getvalue()


HEADS = '<c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>3</v></c>'


def test_a_workbook_of_excel_is_read(tmp_path: Path) -> None:
    """A title above the heads, shared texts, a date that is a number, a column left empty."""
    title = '<row r="1"><c r="A1" t="inlineStr"><is><t>六月</t></is></c></row>'
    row = '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3" s="1"><v>46176</v></c><c r="D3"><v>40</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:D1"/></mergeCells>'
    book = by_hand(f'<sheetData>{title}<row r="2">{HEADS}</row>{row}</sheetData>{merged}')
    (person,) = read(tmp_path, book, "people.xlsx").people
    assert person == Person("张三", days_off=frozenset({2}), most_minutes_a_week=2400)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "people.csv: no column of names: call it 'name' or '姓名', in the row above the people"),
        ("name\n", "people.csv:1: nobody stands below the column names"),
        ("name,may work\na,X\n", "people.csv:2: may work: 'X' is no shift (known: '白班', 'D', '夜班')"),
        ("name,may work\na,D\n", "people.csv: nobody may work '白班': name it in the column 'may work' of those who "
                                 "may, or leave it out of the shifts"),
        ("name,skills\na,\n", "people.csv:2: skills: '' names no skill of a: write one or more, or '-' for none"),
        ("name,age\n,5\na,6\n,\n", None),
        ("name,skills\na,b\n,c\n", "people.csv:3: name: '' is no name: each row needs one"),
        ("name\na\n\na\n", "people.csv:4: name: 'a' stands in people.csv:2 too: each person has one row"),
        ("姓名,周工时\na,四十\n", "people.csv:2: 周工时: '四十' is not read: write hours, such as 40, or nothing"),
        ("姓名,最多夜班\na,2.5\n", "people.csv:2: 最多夜班: '2.5' is not read: write a whole number, such as 5"),
        ("name,days off\na,someday\n", "people.csv:2: days off: 'someday' is no date and no day of the week: write"),
        ("name,days off\na,2026-02-30\n", "people.csv:2: days off: '2026-02-30' is no date and no day of the week"),
        ("name,leave\na,2026-06-05 to 2026-06-01\n", "ends before it begins: write the earlier date first"),
        ("name,fixed shifts\na,D\n", "fixed shifts: 'D' is not read: write a date, '=' and what is on that day"),
        ("name,wishes\na,2026-06-01=party\n", "wishes: 'party' is no wish: write a shift ('白班', 'D', '夜班'), 'not'"),
        ("name,wishes\na,2026-06-01=D(much)\n", "wishes: 'much' is no weight: write a number of at least 0"),
        ("name,nights\na,perhaps\n", "nights: 'perhaps' is neither yes nor no"),
        ("name,part time\na,150%\n", "part time: '150%' is no share of full time: write '50 %' or 0.5"),
        ("name,skill,skills\na,b,c\n", "people.csv:1: 'skills' tells the same as 'skill': leave one of the two"),
        ("name,days of\na,mon\n", "people.csv:1: 'days of' is no known column: did you mean 'days off'?"),
        ('name\n"a\n', "people.csv:2: a quote opens here and is not closed"),
        (b"\xd0\xcf\x11\xe0abc", "people.csv: is an old Excel workbook: save it as .xlsx or as CSV (UTF-8)"),
        (b"PKabc", "people.csv: is no Excel workbook that can be read: open it and save it"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str | bytes, sentence: str | None) -> None:
    """File, line, column, value, and what would be right."""
    if sentence is None:  # a column of the planner's own; rows in which nothing is asked for are no people
        assert [person.name for person in read(tmp_path, text).people] == ["a"]
    else:
        assert sentence in told(tmp_path, text)


def test_cells_of_excel_are_told_by_sheet_and_cell(tmp_path: Path) -> None:
    """As Excel calls them; heads that are merged are refused."""
    frame = pd.DataFrame({"姓名": ["a"], "可上班次": ["X"]})
    said = told(tmp_path, workbook_bytes({"人员": frame}), "people.xlsx")
    assert said == "people.xlsx:人员!B2: 可上班次: 'X' is no shift (known: '白班', 'D', '夜班')"
    merged = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    said = told(tmp_path, by_hand(f'<sheetData><row r="2">{HEADS}</row></sheetData>{merged}'), "people.xlsx")
    assert said == "people.xlsx:Sheet1!2: the cells A1:B2 are merged: give each column a name of its own, in one row"


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    """They could fill the memory, and no spreadsheet writes them."""
    book = by_hand("<sheetData/>")
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text if "sheet1" in part else text)
    assert "is no Excel workbook that can be read" in told(tmp_path, packed.getvalue(), "people.xlsx")


def test_damaged_workbooks_are_refused_with_a_sentence(tmp_path: Path) -> None:
    """Cut anywhere, or with any byte turned over: a sentence or people, never a traceback."""
    people = pd.read_csv(io.StringIO(CHINESE), dtype=str, keep_default_na=False)
    whole = workbook_bytes({"人员": people})
    for at in range(2, len(whole), 37):
        flipped = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        for text in (whole[:at], flipped):
            (tmp_path / "people.xlsx").write_bytes(text)
            try:
                read_people(tmp_path / "people.xlsx", SHIFTS, MONDAY, 14)
            except DataError as error:
                assert str(error).startswith("people.xlsx")  # noqa: PT017


def test_wishes_of_a_file_of_their_own(tmp_path: Path) -> None:
    """One of somebody unknown is told."""
    path = tmp_path / "wishes.csv"
    path.write_text("person,date,wish,weight\na,2026-06-02,D,2\na,2026-06-03 to 2026-06-04,off,\n", encoding="utf-8")
    found = read_wishes(path, [Person("a")], SHIFTS, MONDAY, 14)
    assert found == (Wish("a", 1, "D", True, 2.0), Wish("a", 2), Wish("a", 3))
    path.write_text("person,date,wish\nzoe,2026-06-02,D\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"wishes\.csv:2: person: 'zoe' is not one of the people: write the name as it"):
        read_wishes(path, [Person("a")], SHIFTS, MONDAY, 14)
    path.write_text("who,when\nzoe,2026-06-02\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"wishes\.csv: no columns of names, days and wishes: call them"):
        read_wishes(path, [Person("a")], SHIFTS, MONDAY, 14)
