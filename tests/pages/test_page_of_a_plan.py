"""What the page of a plan says is what was planned, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim import store
from sim.report.page.html import text
from sim.report.page.plan_page import plan_page

from ..planning.floors import SHIFTS, staffing_file
from .conftest import call
from .test_page_of_a_run import read
from .test_sheets import sheets_of

LUNCH = {"after": "1 h", "until": "6 h", "length": "30 min", "least_shift": "8 h"}
NAME = "<b>=1+2</b>"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of a small floor whose pool has a hostile name, with its pages and workbook."""
    box = tmp_path_factory.mktemp("plan")
    file = staffing_file(box, {**SHIFTS, "breaks": [LUNCH]})
    for name in ("floor.yaml", "staffing.yaml"):
        path = box / name
        path.write_text(path.read_text(encoding="utf-8").replace('"desk"', f'"{NAME}"'), encoding="utf-8")
    out = box / "out"
    call("plan", file, "--reps", 2, "--no-bound", "--quiet", "--out", out, "--report")
    call("report", out, "--lang", "zh", "--xlsx", "--quiet")
    return out


def test_what_is_kept_is_what_was_planned(planned: Path) -> None:
    """Sentences, verdicts and tables come back as they were, and the page is a function of them."""
    kept, answer = store.read_kept_answer(planned), json.loads((planned / "summary.json").read_text(encoding="utf-8"))
    assert list(kept.sentences["answer"]["en"]) == answer["sentences"][: len(kept.sentences["answer"]["en"])]
    assert [target.status for target in kept.targets["plan"]]
    assert kept.facts["bound"] is None
    shifts = pd.read_csv(planned / "shifts.csv")
    assert kept.tables["shifts"]["heads"].tolist() == shifts["heads"].tolist()
    assert kept.tables["rounds"]["cost"].astype(float).tolist() == pytest.approx(
        pd.read_csv(planned / "rounds.csv")["cost"].tolist()
    )
    assert plan_page(kept, "en") == (planned / "report.html").read_bytes()
    assert store.check_results(planned)["finished"]


@pytest.mark.parametrize(("name", "lang"), [("report.html", "en"), ("report_zh.html", "zh")])
def test_the_page_has_every_shift_and_sentence(planned: Path, name: str, lang: str) -> None:
    """A row for each shift, its cost, its charts; the pool's name is text, and no id stands twice."""
    kept, source = store.read_kept_answer(planned), (planned / name).read_text(encoding="utf-8")
    assert all(text(sentence) in source for sentence in kept.sentences["answer"][lang])
    assert NAME not in source
    assert text(NAME) in source
    page = read(planned / name)
    assert len(page.ids) == len(set(page.ids))
    assert {"chart-plan_day", "chart-plan_shifts", "chart-plan_over_under", "chart-plan_rounds"} <= set(page.ids)
    shifts = next(table for table in page.tables if len(table) == len(kept.tables["shifts"]) + 1)
    assert [row[0] for row in shifts[1:]] == [NAME] * (len(shifts) - 1)
    assert all(cell for table in page.tables for cell in table[0])


def test_the_workbook_has_the_same_shifts(planned: Path) -> None:
    """Heads and cost as numbers, under Chinese headings; no cell is a formula."""
    rows = sheets_of((planned / "report_zh.xlsx").read_bytes())["班次"]
    kept = store.read_kept_answer(planned).tables["shifts"]
    assert [row[rows[0].index("人数")] for row in rows[1:]] == kept["heads"].tolist()
