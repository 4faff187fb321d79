"""Axes can be read and are true: every chart, short and long horizons, both languages, small and large numbers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.measures.chart_tables import ChartTables
from sim.measures.ticket_side import TicketSide
from sim.report.charts import draw_charts
from sim.report.need import need_sentences
from sim.report.need_charts import need_charts
from sim.report.run_charts import draw_results
from sim.report.style import labels_of, plain_tick
from sim.report.ticket_charts import draw_ticket_charts
from sim.report.views import MOST_DATE_TICKS, days_shown
from sim.scenario.loading import load_scenario
from sim.staffing.need import need
from sim.study.replicate import replicate

from .conftest import make_interval_frame, staffing_of_frame
from .layout import problems
from .test_ticket_charts import stages, tables

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
COUNTS = ["attempts", "blocked", "offered", "answered", "abandoned", "required", "scheduled", "present"]
NAMES = {"en": "Department of works", "zh": "街道"}
LONG = {
    "en": "Office for roads, parks and waste water of the district of the town number {}",
    "zh": "天津市滨海新区塘沽街道办事处城市管理综合行政执法第{}中队",
}


def charts(
    days: int, lang: str, scale: float = 1.0, minutes: int = 30, name: str = "", units: int = 12
) -> dict[str, Figure]:
    """Every chart that a run can leave, from made-up tables: counts and heads times `scale`."""
    frame = make_interval_frame(days, minutes)
    frame[COUNTS] = frame[COUNTS] * scale
    note = "a town, 30 replications, seed 1"
    figures = draw_charts(frame, lang, ("service_level_15s", 0.8), note, staffing_of_frame(frame))
    of_tickets = tables(days, units, scale)
    of_tickets["units"]["unit"] = [name.format(n) if name else f"{NAMES[lang]} {n}" for n in range(units)]
    return figures | draw_ticket_charts(of_tickets, stages(), days, lang, note)


def all_problems(figures: dict[str, Figure]) -> list[str]:
    """What is wrong with some charts."""
    return [f"{name}: {problem}" for name, figure in figures.items() for problem in problems(figure)]


@pytest.mark.parametrize(("days", "lang"), [(1, "en"), (14, "zh"), (103, "en")])
def test_no_label_covers_another(days: int, lang: str) -> None:
    """From one day to 103 days all labels, legends and titles stand beside one another and on the paper."""
    assert not all_problems(charts(days, lang, minutes=30 if days < 8 else 60))


@pytest.mark.long
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("days", [1, 2, 5, 7, 8, 14, 31, 32, 60, 103])
def test_no_label_covers_another_however_long(days: int, lang: str) -> None:
    """The same for more lengths of the horizon, each in both languages."""
    assert not all_problems(charts(days, lang))


@pytest.mark.parametrize(("scale", "minutes"), [(0.05, 15), (400_000, 1440)], ids=lambda value: f"{value:g}")
def test_every_tick_says_its_place(scale: float, minutes: int) -> None:
    """A few calls and thousands of millions: each number at an axis, read back, is where it stands."""
    assert not all_problems(charts(3, "en" if scale < 1 else "zh", scale, minutes))


@pytest.mark.long
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("scale", [0.003, 0.05, 7, 30_000, 300_000])
def test_every_tick_says_its_place_however_large(scale: float, lang: str) -> None:
    """The same for more sizes, in both languages."""
    assert not all_problems(charts(3, lang, scale))
    assert not all_problems(charts(31, lang, scale, 60))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_forty_units_with_long_names_stay_apart(lang: str) -> None:
    """Names that begin alike are cut where they differ; all of them fit beside one another."""
    figures = charts(1, lang, name=LONG[lang], units=40)
    labels = [label.get_text() for label in figures["tickets_units"].axes[0].get_yticklabels()]
    assert len(labels) == len(set(labels)) == 30
    assert not any(problems(figures["tickets_units"]))


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["a" * 40 + "x", "a" * 40 + "y"], ["a" * 29 + "…ax", "a" * 29 + "…ay"]),
        (["north", "north", "south"], ["north (1)", "north (2)", "south"]),
        (["和平区" + name + "街道综合便民服务中心承办组" for name in ("中山路", "中山西路")], None),
        (["\U00020000里", "\U00020001里"], ["□里 (1)", "□里 (2)"]),
        (["z" * 35, "z" * 36, "z" * 37], None),
    ],
)
def test_names_that_would_be_cut_alike_are_told_apart(names: list[str], labels: list[str] | None) -> None:
    """No two labels are the same, and none is much longer than a label may be."""
    found = labels_of(names)
    assert len(set(found)) == len(names)
    assert labels is None or found == labels
    assert all(len(label) <= 36 for label in found)


def test_dates_are_whole_weeks_apart_on_long_axes() -> None:
    """Up to ten dates, every day, every other one, or on the same weekday; none is there twice."""
    for days in range(1, 400):
        shown = days_shown(days)
        assert 1 <= len(shown) <= MOST_DATE_TICKS
        step = shown.step
        assert step in (1, 2) or step % 7 == 0
    assert [days_shown(days).step for days in (10, 11, 20, 21, 70, 71, 103)] == [1, 2, 2, 7, 7, 14, 14]


@pytest.mark.parametrize("days", [5, 14, 103])
def test_dates_at_an_axis_are_not_repeated(days: int) -> None:
    """Each date is written once, in the order of time."""
    for figure in charts(days, "en", minutes=60).values():
        labels = [text.get_text() for text in figure.axes[0].get_xticklabels()]
        dates = [pd.Timestamp(f"{label.split(chr(10))[1]} 2022") for label in labels if "\n" in label]
        assert all(one < other for one, other in pairwise(dates))


def test_long_horizons_are_put_together() -> None:
    """No chart draws more than a week of intervals: beyond, the mean day and one step per day."""
    for days in (8, 60):
        figures = charts(days, "en", minutes=60)
        for name in ("calls", "service_level", "staffing"):
            steps = [len(patch.get_data().values) for patch in figures[f"{name}_by_interval"].axes[0].patches]
            assert set(steps) == {24}
            steps = [len(patch.get_data().values) for patch in figures[f"{name}_by_day"].axes[0].patches]
            assert set(steps) == {days}


def test_titles_of_long_horizons_name_the_worst_day() -> None:
    """The day of the lowest service level, the most calls and the most missing people, with weekday and date."""
    frame = make_interval_frame(31, 60)
    titles = {name: figure.get_suptitle().replace("\n", " ") for name, figure in charts(31, "en", minutes=60).items()}
    day = frame["interval_start"].dt.normalize()
    in_time = (frame["service_level_15s"] * frame["offered"]).groupby(day).sum() / frame["offered"].groupby(day).sum()
    worst = in_time.astype(float).idxmin()
    assert f"; lowest on {worst:%a} {worst.day} {worst:%b} (" in titles["service_level_by_day"]
    missing = (frame["required"] - frame["present"]).astype(float)
    short = missing.where(missing >= 0.5, 0.0).groupby(day).sum()
    worst = short.idxmax()
    assert f"worst day {worst:%a} {worst.day} {worst:%b} ({short.max():,.0f} person-hours)" in titles["staffing_by_day"]
    most = frame["offered"].groupby(day).sum().idxmax()
    assert f"on {most:%a} {most.day} {most:%b};" in titles["calls_by_day"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(2.5, "2.5"), (0.1 + 0.2, "0.3"), (12_000_000, "12,000,000"), (0.0075, "0.0075"), (-3, "-3"), (1234.5, "1,234.5")],
)
def test_a_tick_has_all_its_digits(value: float, said: str) -> None:
    """Nothing is rounded but the dust of floating point, and read back it is the same number."""
    assert plain_tick(value) == said
    assert np.isclose(float(said.replace(",", "")), value, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "changes", "lang"),
    [
        ("template_town", {"demand.calls.per_day": 40, "clock.days": 2}, "en"),
        ("template_chain", {"clock.days": 9}, "zh"),
    ],
)
def test_charts_of_runs_can_be_read(name: str, changes: dict[str, Any], lang: str) -> None:
    """What runs of shipped hotlines leave, busy and nearly idle, has true ticks and no labels over one another."""
    tables_of_runs = ChartTables()
    scenario = load_scenario(SCENARIOS / f"{name}.yaml").replace(changes)
    results = replicate(scenario, replications=2, on_log=tables_of_runs.add)
    side = TicketSide(tables_of_runs.closed_at, tables_of_runs.frames())
    assert not all_problems(draw_results(results, lang, side))


def test_charts_of_need_can_be_read() -> None:
    """Head counts tried, the share with its interval, the target: nothing covers anything else."""
    found = need(load_scenario(SCENARIOS / "template_town.yaml"), replications=2)
    figures = need_charts(
        found.heads_tried, need_sentences(found, "zh")[0], "zh", "a town: 20 people, 2 replications, seed 1"
    )
    assert figures
    assert not all_problems(figures)
