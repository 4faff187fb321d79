"""Interval tables as spreadsheets save them: workbooks, two columns for the time, merged cells, totals, encodings."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from xlsxwriter import Workbook

from sim.checks import checked_plan, load_scenario
from sim.cli import main
from sim.errors import DataError
from sim.plans.tables import open_table
from sim.scenario.schema_demand import Counts

SCENARIO = """
hotline: 1
clock: {{start: 2022-01-10, days: 2}}
types: {{inquiry: {{direct_answer: 100 %}}}}
demand:
  calls:
    types: {{inquiry: 100 %}}
    counts: {counts}
operators:
  floor:
    talk: {{law: exponential, mean: 150 s}}
    {staff}
"""
SHIFTS = 'shifts: {all: {start: "00:00", end: "24:00", staff: 4}}'
HOURS = range(48)
HEAD = ["date", "interval", "offered"]


def book(path: Path, rows: list[list[Any]], merged: tuple[str, ...] = (), name: str = "Sheet 1") -> None:
    """A workbook: text, numbers, dates, and (number, format) for cells with a format."""
    data = io.BytesIO()
    with Workbook(data) as made:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, made.add_format({"num_format": "yyyy/m/d h:mm"}))
                elif isinstance(cell, tuple):
                    sheet.write_number(number, column, cell[0], made.add_format({"num_format": cell[1]}))
                elif cell is not None:
                    sheet.write(number, column, cell)
        for span in merged:
            first = rows[int(span.split(":")[0][1:]) - 1]["ABCDEF".index(span[0])]
            sheet.merge_range(span, first if isinstance(first, str) else first[0],
                              made.add_format({"num_format": "@" if isinstance(first, str) else first[1]}))  # fmt: skip
    path.write_bytes(data.getvalue())


def town(folder: Path, counts: str, staff: str = SHIFTS) -> Any:
    """The plan of a small line with these counts."""
    (folder / "town.yaml").write_text(SCENARIO.format(counts=counts, staff=staff), encoding="utf-8")
    return checked_plan(load_scenario(folder / "town.yaml"))


def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    """One column of real dates with times, numbers as numbers."""
    rows: list[list[Any]] = [["at", "n"]]
    rows += [[datetime(2022, 1, 10 + k // 24, k % 24), k % 7] for k in HOURS]
    book(tmp_path / "c.xlsx", rows)
    table = open_table(Counts(file="c.xlsx", time="at", count="n"), str(tmp_path), ["at", "n"])
    assert table.cells("at")[:2] == ["2022-01-10 00:00", "2022-01-10 01:00"]
    assert table.numbers("n").tolist() == [k % 7 for k in HOURS]
    assert table.line(0) == 2


def test_date_and_interval_apart_merged_cells_and_totals(tmp_path: Path) -> None:
    """A title above, the date merged over its intervals, intervals from to, a total below each day."""
    rows: list[list[Any]] = [["Report of the line", None, None], [None], ["date", "interval", "offered"]]
    for day in (10, 11):
        for hour in range(24):
            rows.append([f"2022-01-{day}", f"{hour:02d}:00-{hour + 1:02d}:00", hour])
        rows.append(["Total", None, 276])
    book(tmp_path / "c.xlsx", rows, ("A4:A27", "A29:A52"))
    asked = "{file: c.xlsx, date: date, time: interval, count: offered}"
    plan = town(tmp_path, asked)
    (tmp_path / "plain.csv").write_text(
        "time,n\n" + "".join(f"2022-01-{10 + k // 24} {k % 24:02d}:00,{k % 24}\n" for k in HOURS), encoding="utf-8"
    )
    same = town(tmp_path, "{file: plain.csv, count: n}")
    for column in ("start_us", "end_us", "exact"):
        assert _slots(plan, column) == _slots(same, column)
    assert any("rows of totals, such as 'Total', are left out: 2" in warning for warning in plan.warnings)


def test_a_block_merged_over_several_columns_says_nothing_of_its_rows(tmp_path: Path) -> None:
    """Date and interval merged into one cell over two rows: the second row has neither, and is refused by its cell."""
    rows: list[list[Any]] = [["date", "interval", "offered"]]
    rows += [[f"2022-01-{10 + k // 24}", f"{k % 24:02d}:00", k] for k in HOURS]
    book(tmp_path / "c.xlsx", rows, ("A3:B4",))
    with pytest.raises(DataError, match=r"c\.xlsx:Sheet 1!.4: "):
        town(tmp_path, "{file: c.xlsx, date: date, time: interval, count: offered}")


def _slots(plan: Any, column: str) -> list[int]:
    """A column of the only stream's intervals."""
    return [int(value) for value in getattr(plan.streams[0], column)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_chinese_headings_in_both_encodings(tmp_path: Path, encoding: str) -> None:
    """日期 and 时段 apart, 合计 below, saved by a spreadsheet in GBK or UTF-8, with semicolons."""
    lines = ["日期;时段;来电量"]
    lines += [f"2022/1/{10 + k // 24};{k % 24}:00~{k % 24 + 1}:00;{k % 24}" for k in HOURS] + ["合计;;552"]
    (tmp_path / "c.csv").write_bytes("\n".join(lines).encode(encoding))
    asked = '{file: c.csv, date: 日期, time: 时段, count: 来电量, time_format: "%Y/%m/%d %H:%M"}'
    plan = town(tmp_path, asked)
    assert sum(_slots(plan, "exact")) == 552
    assert any("'合计'" in warning for warning in plan.warnings)


def test_what_is_exported_is_read_again(tmp_path: Path) -> None:
    """The interval sheet of a run, as counts and as staff of another: the same calls, the same people."""
    out = tmp_path / "out"
    words = ["run", "template_town", "--set", "clock.days=2", "--reps", "1", "--out", str(out), "--quiet"]
    assert CliRunner().invoke(main, words).exit_code == 0
    for lang, name in (("en", "report.xlsx"), ("zh", "report_zh.xlsx")):
        assert CliRunner().invoke(main, ["report", str(out), "--lang", lang, "--xlsx", "--csv"]).exit_code == 0
        (tmp_path / name).write_bytes((out / name).read_bytes())
    (tmp_path / "i.csv").write_bytes((out / "report_intervals.csv").read_bytes())
    import pandas as pd

    frame = pd.read_csv(out / "intervals.csv")
    start = str(frame["interval_start"][0])[:10]
    english = "date: date, time: interval, count: offered"
    for file, keys in (
        ("report.xlsx", english), ("i.csv", english),
        ("report_zh.xlsx", "date: 日期, time: 时段, count: 来电量"),
    ):  # fmt: skip
        staff_keys = keys.replace("count: offered", "staff: scheduled").replace("count: 来电量", "staff: 排班人数")
        text = SCENARIO.format(
            counts=f"{{file: {file}, {keys}}}", staff=f"staff_file: {{file: {file}, {staff_keys}}}"
        ).replace("2022-01-10", start)
        (tmp_path / "again.yaml").write_text(text, encoding="utf-8")
        plan = checked_plan(load_scenario(tmp_path / "again.yaml"))
        assert sum(_slots(plan, "exact")) == frame["offered"].sum()
        rostered = (plan.roster.duty_end_us - plan.roster.duty_start_us).sum() / 3.6e9
        assert rostered == pytest.approx(frame["scheduled"].sum() / 2)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([HEAD, ["2022-01-10", "09:00", "many"]], r"c\.xlsx:Sheet 1!C2: offered: 'many' is not"),
        ([["x"], [], HEAD, ["2022-01-10", "soon", 3]], r"c\.xlsx:Sheet 1!B4: interval: .*soon"),
        ([[*HEAD[:2], "calls"], ["2022-01-10", "09:00", 3]], r"c\.xlsx:Sheet 1!1: no column 'offered': the columns"),
        ([[*HEAD, "offered"]], r"c\.xlsx:Sheet 1!1: the column 'offered' stands twice in this row"),
        ([HEAD], r"c\.xlsx:Sheet 1: no rows below the column names"),
        ([], r"c\.xlsx: no sheet of it has anything in it"),
        ([HEAD, ["2022-01-10", "09:00", -3]], r"c\.xlsx:Sheet 1!C2: offered: '-3' is not"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_cell(tmp_path: Path, rows: list[list[Any]], told: str) -> None:
    """File, sheet, cell, value and reason."""
    book(tmp_path / "c.xlsx", rows)
    with pytest.raises(DataError, match=told):
        town(tmp_path, "{file: c.xlsx, date: date, time: interval, count: offered}")


@pytest.mark.parametrize("column", ["offered", "talk"])
def test_a_merged_number_is_refused(tmp_path: Path, column: str) -> None:
    """20 calls merged over two half hours are 20 in all or in each: nobody knows; so are 3 minutes."""
    times = [f"{k // 2:02d}:{k % 2 * 30:02d}" for k in range(48)]
    rows: list[list[Any]] = [["date", "interval", "offered", "talk"]]
    rows += [["2022-01-10", time, (20, "0"), (200 / 86_400, "[h]:mm:ss")] for time in times]
    place = "CD"[["offered", "talk"].index(column)]
    book(tmp_path / "c.xlsx", rows, ("A2:A49", f"{place}4:{place}5"))
    table = open_table(Counts(file="c.xlsx"), str(tmp_path), rows[0])
    assert set(table.cells("date")) == {"2022-01-10"}
    with pytest.raises(DataError) as caught:
        (table.numbers if column == "offered" else table.lengths_us)(column)
    assert str(caught.value) == (
        f"c.xlsx:Sheet 1!{place}4: {column}: this cell is merged with {place}5, so it is not known what each row has: "
        "write a number in each"
    )
    other = "talk" if column == "offered" else "offered"
    assert len((table.numbers if other == "offered" else table.lengths_us)(other)) == 48
    for left in ({2, 3}, {2}, {3}):  # it is the number of neither row alone
        apart = table.take([row not in {2, 3} - left for row in range(48)])
        with pytest.raises(DataError, match=f"{place}4: {column}: this cell is merged with {place}5"):
            (apart.numbers if column == "offered" else apart.lengths_us)(column)
    apart = table.take([row not in (2, 3) for row in range(48)])
    assert len((apart.numbers if column == "offered" else apart.lengths_us)(column)) == 46


def test_a_second_sheet_with_the_same_columns_is_told(tmp_path: Path) -> None:
    """A sheet a month is usual; the first is read, and the planner hears of the others."""
    data = io.BytesIO()
    with Workbook(data) as made:
        for name, heads in (("notes", ["offered"]), ("May", HEAD), ("June", HEAD), ("July", HEAD[1:])):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, heads)
            sheet.write_row(1, 0, ["2022-01-10", "09:00", 3][-len(heads) :])
    (tmp_path / "c.xlsx").write_bytes(data.getvalue())
    table = open_table(Counts(file="c.xlsx"), str(tmp_path), HEAD)
    assert table.name == "c.xlsx:May"
    assert table.warnings == [
        "c.xlsx:May: other sheets of it have these columns too and are not read: June: "
        "put the rows of all into one sheet"
    ]


def test_a_length_of_time_keeps_its_seconds(tmp_path: Path) -> None:
    """Durations shown as [h]:mm:ss, beyond a day too, and times of day with seconds."""
    rows: list[list[Any]] = [["a", "b"], [(200 / 86_400, "[h]:mm:ss"), (26.5 / 24, "[h]:mm")]]
    book(tmp_path / "c.xlsx", rows)
    table = open_table(Counts(file="c.xlsx"), str(tmp_path), ["a", "b"])
    assert (table.cells("a"), table.cells("b")) == (["00:03:20"], ["26:30"])
    assert table.lengths_us("a").tolist() == [200e6]
