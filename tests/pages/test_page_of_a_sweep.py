"""The page of a sweep: every design as it was found, and pictures that say what their table says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim import store
from sim.measures.definitions import label
from sim.report.page.sweep_page import design_grid, sweep_page
from sim.report.sweep import page_sentences
from sim.report.sweep_maps import effects_chart, sweep_map, trade_off_chart

from ..report.layout import problems
from .conftest import call
from .test_page_of_a_run import read

FACTORS = ("wrap up", "people")
SWEEP = """\
sweep: 1
title: <b>A town</b>
scenario: template_town
replications: 4
design:
  grid:
    operators.desk.wrap_up.mean: [20 s, 60 s]
    operators.desk.shifts.day.staff: [3, 4, 6]
measures: [person_hours, connection_rate, asa]
"""


def summary(across: int = 4, up: int = 3) -> pd.DataFrame:
    """Designs in which a second of wrap-up costs a tenth of a point and a person brings five."""
    rows = []
    for a in range(across):
        for b in range(up):
            point = a * up + b
            levels = {"point": point, "name": f"{20 + a} s, {b} more", "wrap up": f"{20 + a} s", "people": f"{b} more"}
            for key, value, half, unit in (
                ("connection_rate", 0.8 - 0.001 * a + 0.05 * b, 0.01, "share"),
                ("person_hours", 100.0 + 10 * b, 0.5, "h"),
            ):
                ends = {"estimate": value, "low": value - half, "high": value + half}
                rows.append({**levels, "measure": key, **ends, "unit": unit, "n": 9})
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(("estimate", "low", "high"), "Float64"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pictures_can_be_read_and_say_what_is_so(lang: str) -> None:
    """The best cell, the factor that moves most, and the designs that none beats."""
    frame = summary()
    figures = [
        sweep_map(frame, FACTORS, "connection_rate", lang, "a town"),
        effects_chart(frame, FACTORS, "connection_rate", lang, "a town"),
        trade_off_chart(frame, "connection_rate", lang, "a town"),
    ]
    assert [problem for figure in figures if figure is not None for problem in problems(figure)] == []
    if lang == "en":
        assert [figure.get_suptitle().replace("\n", " ") for figure in figures if figure is not None] == [
            "connection rate: 90 % at 20 s, 2 more",
            "connection rate: people moves it most, from 79.8 % to 89.9 %",
            "Cost against connection rate: 3 of 12 designs are beaten by none",
        ]


def test_no_picture_is_drawn_of_what_is_not_there() -> None:
    """One factor has no map, one level no effect, and without a cost there is no front."""
    frame = summary(across=1)
    assert sweep_map(frame, FACTORS, "connection_rate") is None
    assert effects_chart(frame, ("wrap up",), "connection_rate") is None
    assert trade_off_chart(frame[frame["measure"] == "connection_rate"], "connection_rate") is None
    assert trade_off_chart(frame, "person_hours") is None


def test_the_page_of_a_sweep(tmp_path: Path) -> None:
    """Written with the results, in both languages: each design with each measure; made again it is the same."""
    (tmp_path / "town.yaml").write_text(SWEEP, encoding="utf-8")
    out = tmp_path / "out"
    call("sweep", tmp_path / "town.yaml", "--out", out, "--quiet", "--report")
    call("report", out, "--lang", "zh", "--xlsx", "--quiet")
    kept = store.read_kept_sweep(out)
    assert sweep_page(kept, "en") == (out / "report.html").read_bytes()
    assert store.check_results(out)["finished"]
    frame = pd.read_csv(out / "summary.csv", dtype=str)
    assert kept.summary["estimate"].astype(float).tolist() == frame["estimate"].astype(float).tolist()
    for name, lang in (("report.html", "en"), ("report_zh.html", "zh")):
        page = read(out / name)
        assert "<b>A town" not in (out / name).read_text(encoding="utf-8")
        designs = next(table for table in page.tables if table[0][3:] == [label(key, lang) for key in kept.measures])
        assert len(designs) - 1 == 6
        assert [row[0] for row in designs[1:]] == [str(row[0]) for row in design_grid(kept, lang).rows]
        assert len(page.ids) == len(set(page.ids))
        assert {"chart-map-1", "chart-effects-1", "chart-front-1"} <= set(page.ids)


def test_a_design_whose_runs_failed_stays_on_the_page(tmp_path: Path) -> None:
    """It has no data, its levels are told, and the sentences that the terminal says of failures stand there, too."""
    (tmp_path / "town.yaml").write_text(SWEEP, encoding="utf-8")
    out = tmp_path / "out"
    call("sweep", tmp_path / "town.yaml", "--out", out, "--quiet")
    kept = store.read_kept_sweep(out)
    for points in ([2], range(6)):
        left = replace(kept, summary=kept.summary[~kept.summary["point"].isin(points)])
        rows = design_grid(left).rows
        assert [row[0] for row in rows] == [row[0] for row in design_grid(kept).rows]
        assert [number for number, row in enumerate(rows) if set(row[3:]) == {"no data"}] == list(points)
        assert "6 designs" in sweep_page(left).decode()
    results = sim.sweep(tmp_path / "town.yaml", replications=1)
    failed = replace(results, failures={(2, 0): "the run took longer than 3 s"})
    assert set(page_sentences(failed, "en")) > set(page_sentences(results, "en"))
    assert "the run took longer than 3 s" in " ".join(page_sentences(failed, "en"))
