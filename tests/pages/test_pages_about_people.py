"""The pages of `hotline need`, `need --by-interval` and `plan --front` say what was found, in both languages."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from sim import store
from sim.cli import main
from sim.report.page.front_page import front_page
from sim.report.page.html import text
from sim.report.page.need_page import need_page
from sim.report.requirement_charts import requirement_charts
from sim.report.style import drawable
from sim.scenario.labels import pool_labels
from sim.shipped import load_scenario as load_shipped

from ..planning.floors import SHIFTS, staffing_file
from .conftest import HOSTILE, call
from .test_page_of_a_run import read
from .test_sheets import sheets_of

ASKED = {
    "need": ("need", "hotline.yaml", "--reps", 3),
    "requirement": ("need", "hotline.yaml", "--by-interval", "--method", "formula", "--reps", 2),
    "front": ("plan", "staffing.yaml", "--front", "service_level: 60 %, 70 %, 99.9 %", "--reps", 2, "--no-bound"),
}
LINE = """
hotline: 1
title: A small line
titles: {zh: 一条小热线}
description: "What it is for: <i>testing</i>."
clock: {start: 2026-03-02, days: 3, zone: Asia/Shanghai}
demand: {calls: {per_day: 300, types: {all: 1}}}
callers: {patience: {law: exponential, mean: 2 min}}
operators:
  "%s":
    labels: {zh: 话务员}
    talk: {law: exponential, mean: 150 s}
    shifts:
      day: {start: "08:00", end: "20:00", staff: 1}
      night: {start: "20:00", end: "08:00", staff: 1}
targets:
  - {measure: service_level, within: 20 s, at_least: 80 %%}
  - {measure: abandonment_rate, at_most: 5 %%}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The results of each question, with their pages in both languages and workbooks."""
    box = tmp_path_factory.mktemp("people")
    (box / "hotline.yaml").write_text(LINE % HOSTILE[0], encoding="utf-8")
    staffing_file(box, SHIFTS)
    folders = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(box)
        for command, words in ASKED.items():
            folders[command] = box / command
            call(*words, "--quiet", "--out", command, "--report")
            call("report", command, "--lang", "zh", "--xlsx", "--quiet")
    return folders


@pytest.mark.parametrize("command", ASKED)
def test_each_page_has_the_sentences_and_is_made_of_what_is_kept(found: dict[str, Path], command: str) -> None:
    """Every sentence of the answer, in its language; remade, the page has the same bytes."""
    folder = found[command]
    kept = store.read_kept_answer(folder)
    for lang, name in (("en", "report.html"), ("zh", "report_zh.html")):
        source = (folder / name).read_text(encoding="utf-8")
        assert all(text(sentence) in source for said in kept.sentences.values() for sentence in said[lang])
        assert text(kept.titles[lang]) in source
        page = read(folder / name)
        assert len(page.ids) == len(set(page.ids))
        assert "script" not in page.tags
        assert all(cell for table in page.tables for cell in table[0])
    before = (folder / "report.html").read_bytes()
    call("report", folder, "--quiet")
    assert (folder / "report.html").read_bytes() == before
    assert store.check_results(folder)["finished"]
    if command != "front":
        answer = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        assert list(kept.sentences["answer"]["en"]) == answer["sentences"]


@pytest.mark.parametrize("command", ASKED)
def test_the_command_on_the_page_asks_for_the_same(
    found: dict[str, Path], command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands under 'How to get it again', run as it stands, gives the same table of results."""
    monkeypatch.chdir(found[command].parent)
    again = shlex.split(store.read_kept_answer(found[command]).again)
    call(*again[1:], "--out", tmp_path / "again", "--quiet")
    names = {"need": "summary.tried.csv", "requirement": "requirement.csv", "front": "front.csv"}
    name = names[command]
    assert (tmp_path / "again" / name).read_bytes() == (found[command] / name).read_bytes()


def test_need_shows_each_head_count_that_was_tried(found: dict[str, Path]) -> None:
    """A row for each with every target, a chart for each target, the shifts and the day; Chinese labels."""
    folder = found["need"]
    tried = pd.read_csv(folder / "summary.tried.csv")
    page = read(folder / "report.html")
    rows = next(table for table in page.tables if table[0][0] == "people")
    assert [int(row[0]) for row in rows[1:]] == list(dict.fromkeys(tried["heads"]))
    measures = [f"chart-need_{measure}" for measure in dict.fromkeys(tried["measure"])]
    assert {*measures, "chart-staffing_by_interval", "chart-calls_by_interval"} <= set(page.ids)
    answer = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert rows[[int(row[0]) for row in rows[1:]].index(answer["heads"]) + 1][-1].startswith("<- needed")
    book = sheets_of((folder / "report_zh.xlsx").read_bytes())
    shifts = pd.read_csv(folder / "summary.shifts.csv")
    assert [row[0] for row in book["班次"][1:]] == [f"话务员 / {shift}" for shift in shifts["shift"]]
    assert [row[2] for row in book["班次"][1:]] == shifts["needed"].tolist()
    assert len(book["分时段"]) - 1 == len(pd.read_csv(folder / "intervals.csv")) == 3 * 48


def test_the_requirement_is_told_by_kind_of_day(found: dict[str, Path]) -> None:
    """The folded tables are the mean days of the table in the folder; the sheet has every interval."""
    folder = found["requirement"]
    table = pd.read_csv(folder / "requirement.csv")
    page = read(folder / "report.html")
    days = [rows for rows in page.tables if rows[0][:2] == ["pool", "interval"]]
    assert [len(rows) - 1 for rows in days] == [48]
    mean = table[table["kind of day"] == "working day"].groupby("interval")["required"].mean()
    assert [float(row[2]) for row in days[0][1:]] == pytest.approx(mean.tolist(), abs=0.0501)
    assert len(sheets_of((folder / "report_zh.xlsx").read_bytes())["人力需求"]) - 1 == len(table)
    assert "话务员" in (folder / "report_zh.html").read_text(encoding="utf-8")
    kept = store.read_kept_answer(folder)
    assert pool_labels(kept.scenario, "en") == {HOSTILE[0]: HOSTILE[0]}


def test_no_line_of_a_requirement_leaves_its_chart() -> None:
    """The kinds of days share one axis, which reaches above the highest of them, wherever that stands."""
    for highest in range(3):
        moments = pd.date_range("2026-03-06", periods=3 * 24, freq="h")
        heads = [20.0 + k % 24 if k // 24 == highest else 3.0 for k in range(72)]
        kinds = [("working_day", "rest_day", "holiday")[k // 24] for k in range(72)]
        frame = pd.DataFrame(
            {"pool": "desk", "interval_start": moments, "day_kind": kinds, "required": heads, "rostered": 2.0,
             "present": 2.0}
        )  # fmt: skip
        (figure,) = requirement_charts(frame).values()
        assert len(figure.axes) == 3
        assert [axes.get_ylim() for axes in figure.axes] == [pytest.approx((0.0, 43 * 1.05))] * 3


def test_a_front_has_a_row_for_each_level(found: dict[str, Path]) -> None:
    """Cost and people as numbers; a level without a plan says so, with the reason."""
    folder = found["front"]
    frame = pd.read_csv(folder / "front.csv").drop_duplicates("level")
    rows = sheets_of((folder / "report_zh.xlsx").read_bytes())["费用与要求"]
    assert [row[0] for row in rows[1:]] == frame["level"].tolist() == ["60 %", "70 %", "99.9 %"]
    known = frame[frame["cost"].notna()]
    assert len(known) >= 2
    assert [row[3] for row in rows[1 : 1 + len(known)]] == pytest.approx(known["cost"].tolist())
    assert [row[1] for row in rows[1 : 1 + len(known)]] == known["heads"].tolist()
    page = read(folder / "report.html")
    assert "chart-front" in page.ids
    kept = store.read_kept_answer(folder)
    assert len(kept.sentences["refused"]["en"]) == len(frame) - len(known)
    assert list(kept.targets) == known["level"].tolist()


@pytest.mark.parametrize(("command", "page"), [("need", need_page), ("front", front_page)])
def test_a_label_that_is_the_name_of_another_is_put_once(found: dict[str, Path], command: str, page: Any) -> None:
    """Two types that go by each other's names: put twice, their labels would be the names again."""
    kept = store.read_kept_answer(found[command])
    swapped = load_shipped("template_chain", ["types.repair.label=inquiry", "types.inquiry.label=repair"])
    targets = {
        case: tuple(replace(row, measure="same_day_closure[type=repair]") for row in rows)
        for case, rows in kept.targets.items()
    }
    told = page(replace(kept, scenario=swapped, targets=targets), "en").decode()
    assert "type: inquiry" in told
    assert "type: repair" not in told


@pytest.mark.parametrize("words", [("need", "template_town"), ("plan", "x.yaml", "--front", "asa: 9 s")])
def test_a_page_needs_a_folder(words: tuple[str, ...]) -> None:
    """The page stands among the results; without a folder it is refused before any work."""
    done = CliRunner().invoke(main, [*words, "--report"])
    assert done.exit_code == 2
    assert "--report needs --out" in done.output


def test_hostile_names_are_drawn_as_text(found: dict[str, Path]) -> None:
    """The pool's name is no markup on any page."""
    for command in ("need", "requirement"):
        source = (found[command] / "report.html").read_text(encoding="utf-8")
        assert "<script" not in source
        assert text(HOSTILE[0]) in source or text(drawable(HOSTILE[0])) in source
        assert "<i>testing</i>" not in source
