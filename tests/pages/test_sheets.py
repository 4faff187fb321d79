"""Workbooks and CSV of a run: real dates and times, the headings that planners know, no formula, the same values."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from sim import store
from sim.measures.definitions import label
from sim.report.column_words import STATE_WORDS
from sim.report.comparison_words import VERDICT_WORDS
from sim.report.grid_sheets import grid_csv, grid_sheets
from sim.report.run_sheets import interval_grid
from sim.report.tables import Field, Grid
from sim.report.ticket_chart_words import CURVE_WORDS
from sim.report.words import phrase
from sim.store.workbook import sheet_name, workbook_bytes

from .conftest import HOSTILE, call

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAY = 86_400
TOWN = Path(__file__).parents[2] / "scenarios" / "template_town.yaml"
TOLD = """
published:
  - {measure: service_level_15s, value: 0.935, rounding: 0.001, kind: echo, source: made up for this test}
"""


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    """Cells of a workbook by sheet, read without the program's own reader: numbers as they are stored."""
    book = zipfile.ZipFile(io.BytesIO(data))
    names = [one.get("name") for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        items = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in items]
    found = {}
    for number, name in enumerate(names, 1):
        rows = []
        for row in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{MAIN}row"):
            cells: list[Any] = []
            for cell in row:
                place = sum(
                    (ord(char) - 64) * 26**k for k, char in enumerate(re.sub(r"\d", "", cell.get("r") or "")[::-1])
                )
                cells += [None] * (place - 1 - len(cells))
                value, text = cell.find(f"{MAIN}v"), "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
                assert cell.find(f"{MAIN}f") is None, "a formula"
                if cell.get("t") in ("inlineStr", "s"):
                    cells.append(shared[int(value.text or 0)] if cell.get("t") == "s" and value is not None else text)
                else:
                    cells.append(None if value is None else float(value.text or 0))
            rows.append(cells)
        found[str(name)] = rows
    return found


@pytest.fixture(scope="module")
def written(chain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, workbook and CSV of the hostile chain, in both languages, in a folder of their own."""
    box = tmp_path_factory.mktemp("sheets")
    call("report", chain, "--out", box / "en.html", "--xlsx", "--csv", "--quiet")
    call("report", chain, "--out", box / "zh.html", "--lang", "zh", "--xlsx", "--quiet")
    return box


def test_the_interval_sheet_has_the_headings_planners_know(chain: Path, written: Path) -> None:
    """Date, interval, calls, AHT, SL, ASA, abandon, occupancy, required, scheduled, over/under, all as numbers."""
    rows = sheets_of((written / "en.xlsx").read_bytes())["intervals"]
    assert rows[0] == [
        "date", "interval", "offered", "answered", "AHT", "SL 15 s", "SL 20 s", "SL 30 s", "ASA", "abandoned",
        "abandon", "occupancy", "required", "scheduled", "at work", "over/under",
    ]  # fmt: skip
    frame = store.read_kept_run(chain).intervals_frame()
    assert len(rows) - 1 == len(frame) == 9 * 48
    for at in (0, 20, 47, 48, 300):
        row, own = rows[at + 1], frame.iloc[at]
        row += [None] * (len(rows[0]) - len(row))
        moment = own["interval_start"].to_pydatetime()
        assert row[0] == (moment.replace(hour=0, minute=0) - datetime(1899, 12, 30)).days
        assert row[1] == pytest.approx((moment.hour * 60 + moment.minute) / 1440)
        assert row[2] == own["offered"]
        for place, name, scale in ((4, "aht", DAY), (5, "service_level_15s", 1), (8, "asa", DAY), (14, "present", 1)):
            if pd.isna(own[name]):
                assert row[place] is None
            else:
                assert row[place] == pytest.approx(own[name] / scale)
    chinese = sheets_of((written / "zh.xlsx").read_bytes())["分时段"]
    assert chinese[0][:5] == ["日期", "时段", "来电量", "接通量", "平均处理时长"]
    assert chinese[1:] == rows[1:] or len(chinese) == len(rows)


def test_tickets_have_real_times_and_a_real_length(chain: Path, written: Path) -> None:
    """One row for each ticket of the first replication; the time to closure is that between two stamps."""
    rows = sheets_of((written / "en.xlsx").read_bytes())["tickets"]
    head, first = rows[0], rows[1]
    assert len(rows) - 1 == len(store.read_logs(chain, 0)["tickets"]["ticket"])
    received, closed, length = (first[head.index(name)] for name in ("received", "closed", "processing time"))
    assert closed - received == pytest.approx(length)
    assert 44_000 < received < 45_000  # January 2022


def test_hostile_names_are_text_in_every_cell(written: Path) -> None:
    """No formula, no link, and each name as it is; in CSV none begins like a formula."""
    for name in ("en.xlsx", "zh.xlsx"):
        data = (written / name).read_bytes()
        texts = {cell for rows in sheets_of(data).values() for row in rows for cell in row if isinstance(cell, str)}
        assert {HOSTILE[0], HOSTILE[1]} <= texts
        book = zipfile.ZipFile(io.BytesIO(data))
        assert not [part for part in book.namelist() if "extern" in part or "hyperlink" in part or "rels/sheet" in part]
    for path in written.glob("en_*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
            assert not [cell for cell in row if cell[:1] in "=@" and cell]
    units = (written / "en_units.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in units


def test_files_stay_in_the_folder(written: Path) -> None:
    """Names that are paths lead nowhere: all files are those whose names were chosen."""
    stems = {path.name for path in written.iterdir()}
    assert {"en.html", "en.xlsx", "zh.html", "zh.xlsx", "en_intervals.csv", "en_tickets.csv"} <= stems
    assert all(re.fullmatch(r"(en|zh)(_\w+)?\.(html|xlsx|csv)", name) for name in stems)


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here: install Debian's package 'libreoffice-calc-nogui'")
def test_libreoffice_reads_the_same_values(written: Path, tmp_path: Path) -> None:
    """Opened and saved as CSV by another program: the targets' numbers and the names are those that were written."""
    assert OFFICE is not None
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [OFFICE, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(written / "en.xlsx")], capture_output=True, timeout=170, check=True)
    read = {
        path.stem.removeprefix("en-"): list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        for path in tmp_path.glob("en-*.csv")
    }
    stored = sheets_of((written / "en.xlsx").read_bytes())
    assert set(read) == set(stored)
    for sheet, rows in stored.items():
        assert len(read[sheet]) >= len(rows), sheet
        assert read[sheet][0][: len(rows[0])] == rows[0]
    units = {row[0]: row for row in stored["units"][1:]}
    for row in read["units"][1:]:
        assert float(row[2].replace(",", "")) == pytest.approx(units[row[0]][2], abs=0.05)
    assert [row[0] for row in read["units"][1:]] == list(units)


def test_equal_tables_give_equal_bytes(chain: Path) -> None:
    """Whenever they are written."""
    grid = interval_grid(store.read_kept_run(chain).intervals_frame())
    assert workbook_bytes(*grid_sheets([grid])) == workbook_bytes(*grid_sheets([grid]))


def test_each_kind_of_cell_is_what_it_is() -> None:
    """A length of 90 s is a part of a day, a share a share, and a missing one is empty; as text they read likewise."""
    kinds = ("text", "count", "share", "points", "seconds", "hours", "amount", "clock")
    fields = tuple(Field(kind, kind) for kind in kinds)  # type: ignore[arg-type]
    grid = Grid("g", "", fields, (("x", 2, 0.5, -0.04, 90, 1.5, 3.25, 9.5), ("y", *[None] * 7)))
    frames, formats = grid_sheets([grid])
    assert frames["g"].iloc[0].tolist() == ["x", 2, 0.5, -4.0, 90 / DAY, 1.5 / 24, 3.25, 9.5 / 24]
    assert formats["g"]["seconds"] == "[h]:mm:ss"
    assert formats["g"]["count"] == "#,##0"
    written = store.table_bytes(grid_csv(grid)).decode("utf-8-sig").splitlines()
    assert written == [",".join(kinds), "x,2,50.0%,-4,0:01:30,1:30:00,3.25,09:30", "y,,,,,,,"]
    below = Grid("g", "", fields[:2], (("=1", -1.5), ("-x", -2), ("z", 1e-7)))
    assert store.table_bytes(grid_csv(below)).decode("utf-8-sig").splitlines()[1:] == ["'=1,-1.5", "'-x,-2", "z,1e-07"]
    cells = sheets_of(workbook_bytes(frames, formats))["g"]
    assert cells[1][4] == pytest.approx(90 / DAY)
    assert [cell for cell in cells[2] if cell is not None] == ["y"]


def test_sheets_have_names_that_excel_takes() -> None:
    """No forbidden character, not too long, and no two alike, whatever their case."""
    taken: set[str] = set()
    names = [sheet_name(name, taken) for name in ("a/b", "A:B", "x" * 40, "x" * 50, "", "'q'")]
    assert names == ["a_b", "A_B 2", "x" * 31, "x" * 29 + " 2", "_", "_q_"]


def test_a_control_character_or_a_very_long_text_does_no_harm() -> None:
    """What XML cannot hold is marked, and a cell holds as much as Excel allows."""
    cells = sheets_of(workbook_bytes({"t": pd.DataFrame({"a": ["x\x00y\x1bz", "l" * 40_000, "  s  ", "https://x"]})}))[
        "t"
    ]
    assert cells[1][0] == "x\ufffdy\ufffdz"
    assert len(cells[2][0]) == 32_767
    assert cells[3][0] == "  s  "
    assert cells[4][0] == "https://x"
    assert np.isfinite(len(cells))


def test_targets_are_the_stored_ones_and_shares_are_in_per_cent(chain: Path, written: Path) -> None:
    """Threshold, estimate and interval of each, as the summary in the folder has them."""
    head, *rows = sheets_of((written / "en.xlsx").read_bytes())["targets"]
    stored = json.loads((chain / "summary.json").read_text(encoding="utf-8"))["targets"]
    assert len(rows) == len(stored) == 2
    assert head[2:6] == ["threshold", "estimate", "low", "high"]
    for row, target in zip(rows, stored, strict=True):
        numbers = [target[name] for name in ("threshold", "estimate", "low", "high")]
        assert row[2:6] == pytest.approx([100 * value for value in numbers])
        assert row[1] == ">="
        assert row[6] == "%"


def test_differences_are_the_stored_ones_and_shares_are_in_points(pair: Path, tmp_path: Path) -> None:
    """Each number of the comparison's sheet is that of the table in the folder, shares times a hundred."""
    call("report", pair, "--out", tmp_path / "pair.html", "--xlsx", "--quiet")
    _, *rows = sheets_of((tmp_path / "pair.xlsx").read_bytes())["differences"]
    stored = pd.read_csv(pair / "comparison.csv")
    assert len(rows) == len(stored) > 2
    assert (stored["unit"] == "share").any()
    for row, (_, own) in zip(rows, stored.iterrows(), strict=True):
        scale = 100 if own["unit"] == "share" else 1
        cells = (*row[3:5], *row[6:9])
        for cell, name in zip(cells, ("base", "variant", "difference", "low", "high"), strict=True):
            assert cell is None if pd.isna(own[name]) else cell == pytest.approx(scale * own[name], rel=1e-9)
        assert (row[5], row[9]) == ("%", "points") if own["unit"] == "share" else row[5] == row[9]
        assert row[10] == ("the same" if own["differing"] == 0 else phrase(VERDICT_WORDS[own["verdict"]], "en"))


def test_measures_are_the_stored_ones(chain: Path, written: Path) -> None:
    """Each number of the sheet of measures is that of the summary in the folder, shares in per cent."""
    head, *rows = sheets_of((written / "en.xlsx").read_bytes())["measures"]
    assert head == ["group", "measure", "estimate", "low", "high", "unit"]
    stored = {
        label(key, "en"): found
        for key, found in json.loads((chain / "summary.json").read_text(encoding="utf-8"))["measures"].items()
    }
    known = [(row, stored[row[1]]) for row in rows if row[1] in stored]
    assert len(known) > 40
    for row, own in known:
        scale = 100 if own["unit"] == "share" else 1
        for cell, name in zip(row[2:5], ("estimate", "low", "high"), strict=True):
            assert cell is None if own[name] is None else cell == pytest.approx(scale * own[name])


def test_no_two_columns_of_a_sheet_have_one_heading_and_no_cell_a_code(written: Path) -> None:
    """Planners name columns; what the program calls stages and states is said in words, in Chinese too."""
    for name in ("en.xlsx", "zh.xlsx"):
        for sheet, rows in sheets_of((written / name).read_bytes()).items():
            heads = [str(cell).strip() for cell in rows[0]]
            assert len(heads) == len(set(heads)), sheet
    chinese = sheets_of((written / "zh.xlsx").read_bytes())["工单"]
    for heading in ("紧急程度", "状态"):
        place = chinese[0].index(heading)
        assert {row[place] for row in chinese[1:]} <= {*(pair[1] for pair in CURVE_WORDS.values()),
                                                       *(pair[1] for pair in STATE_WORDS.values())}  # fmt: skip


def test_published_figures_stand_in_their_unit(tmp_path: Path) -> None:
    """Shares in per cent, with the unit beside them."""
    out = tmp_path / "out"
    (tmp_path / "town.yaml").write_text(TOWN.read_text(encoding="utf-8") + TOLD, encoding="utf-8")
    call("run", tmp_path / "town.yaml", "--set", "clock.days=1", "--reps", 2, "--out", out, "--quiet")
    call("report", out, "--xlsx", "--quiet")
    head, row = sheets_of((out / "report.xlsx").read_bytes())["published"]
    found = json.loads((out / "summary.json").read_text(encoding="utf-8"))["published"][0]
    assert head[:6] == ["measure", "published", "found", "low", "high", "unit"]
    assert row[1:5] == pytest.approx([93.5, *(100 * found[name] for name in ("estimate", "low", "high"))])
    assert row[5] == "%"
