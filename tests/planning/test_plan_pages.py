"""What `hotline plan` leaves beside its text: charts that can be read, and a workbook."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.measures.requirement import UNKNOWN
from sim.planning.loop import plan
from sim.planning.staff_plan import StaffPlan
from sim.planning.tables import pools_frame
from sim.report.plan_charts import plan_chart_names, plan_charts
from sim.report.plan_workbook import COLUMNS, plan_sheets
from sim.scenario.fields import WEEKDAYS
from sim.store import read_manifest

from ..report.layout import problems
from .floors import SHIFTS, staffing_file

LUNCH = {"after": "1 h", "until": "6 h", "length": "30 min", "least_shift": "8 h"}
DAY = 48


def _shifts(days: str, count: int, pools: tuple[str, ...] = ("desk",)) -> list[tuple[Any, ...]]:
    """So many shifts, each with two ways to have its break, over midnight too."""
    rows = []
    for number in range(count):
        start = number % 24
        for heads, rest in ((3, start + 3), (40 * (number == 5) + 1, start + 4)):
            pool = pools[number % len(pools)]
            clock = f"{rest % 24:02}:30"
            rows.append((pool, "", days, f"{start:02}:00", f"{(start + 8) % 24:02}:00", heads, clock, "30", 7.5, 30.0))
    return rows


def _tables(week: bool, count: int, pools: tuple[str, ...] = ("desk",)) -> list[pd.DataFrame]:
    """A plan as tables: those of a day or a week, with so many shifts."""
    chance = np.random.default_rng(3)
    days = list(WEEKDAYS) if week else [""]
    times = [f"{slot // 2:02}:{slot % 2 * 30:02}" for slot in range(DAY)]
    slots = pd.DataFrame([(day, time) for day in days for time in times], columns=["day", "time"])
    load = 20 + 15 * np.sin(np.arange(len(slots)) / 7)
    for name in ("offered", "required", "scheduled", "today", "present"):
        slots[name] = np.maximum(load + chance.normal(size=len(slots)) * 2, 0)
    slots["over_under"] = slots["present"] - slots["required"]
    columns = ["pool", "kind", "days", "start", "end", "heads", "breaks", "break_minutes", "paid_hours", "cost"]
    kinds = ("workdays", "weekend") if week else ("",)
    shifts = pd.DataFrame([row for days in kinds for row in _shifts(days, count, pools)], columns=columns)
    steps = ["designed"] * 3 + ["one fewer"] * 20 + ["fresh chance"]
    rows = [
        (
            number,
            step,
            50 - number,
            1e6 - 1000.0 * number,
            20,
            1,
            name,
            "at_least",
            0.8,
            0.82,
            0.79,
            0.85,
            "share",
            status,
        )
        for number, step in enumerate(steps)
        for name, status in (
            ("service_level_20s", ("met", "undecided", "not met")[number % 3]),
            ("connection_rate", "met"),
        )
    ]
    rounds = pd.DataFrame(
        rows,
        columns=[
            "round", "step", "heads", "cost", "replications", "seed", "measure", "side", "threshold", "estimate", "low",
            "high", "unit", "status",
        ],
    )  # fmt: skip
    parts = [slots[["day", "time"]].assign(pool=pool, present=slots["present"] / len(pools)) for pool in pools]
    return [slots, shifts, rounds, pd.concat(parts, ignore_index=True)]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("week", "count", "pools"),
    [
        (False, 1, ("desk",)),
        (True, 12, ("desk",)),
        (True, 60, ("早班组", "a group with a name that is long", "$x$")),
        (False, 6, tuple(f"group {number}" for number in range(7))),
    ],
    ids=["one shift", "a week", "many shifts", "many pools"],
)
def test_every_chart_can_be_read(week: bool, count: int, pools: tuple[str, ...], lang: str) -> None:
    """No label meets another or leaves the paper, and the names that are announced are those that are drawn."""
    tables = _tables(week, count, pools)
    figures = plan_charts(*tables, lang=lang, note="a floor, 20 replications, seed 1", bound=900_000.0)
    assert list(figures) == plan_chart_names(tables[0], tables[1])
    assert {name: problems(figure) for name, figure in figures.items() if problems(figure)} == {}


def test_a_bar_shows_who_has_a_break() -> None:
    """Of 44 people three have theirs at 08:30 and 41 at 09:30: so much of the bar; over midnight it goes on."""
    slots, shifts, rounds, pools = _tables(False, 24)
    figure = plan_charts(slots, shifts, rounds, pools)["plan_shifts"]
    (axes,) = figure.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    place = names.index("05:00-13:00 x 44")
    breaks = [patch for patch in axes.patches if patch.get_hatch() and int(patch.get_y() + 0.5) == place]
    found = {(bar.get_x(), bar.get_width()): bar.get_height() / 0.78 for bar in breaks}
    assert found == {(8.5, 0.5): pytest.approx(3 / 44), (9.5, 0.5): pytest.approx(41 / 44)}
    night = [patch for patch in axes.patches if not patch.get_hatch()][names.index("23:00-07:00 x 4")]
    assert (night.get_x(), night.get_width()) == (23.0, 8.0)


def test_titles_state_what_was_found() -> None:
    """Person-hours beside today's, where the plan lacks most, what it costs and how far that is from the bound."""
    slots, shifts, rounds, pools = _tables(True, 3)
    slots["present"], slots["today"], slots["required"] = 10.0, 8.0, 10.0
    slots.loc[[50, 60], "required"] = [12.0, 13.5]
    slots.loc[70, "required"] = 1.0
    slots["over_under"] = slots["present"] - slots["required"]
    figures = plan_charts(slots, shifts, rounds, pools, bound=940_000.0)
    titles = {name: figure._suptitle.get_text().replace("\n", " ") for name, figure in figures.items()}  # type: ignore[attr-defined]
    assert titles["plan_day"].startswith("The plan has 25 % more person-hours at work than now")
    assert titles["plan_over_under"] == (
        "In 2 of 336 intervals the plan has fewer people than the formula asks, at most 3.5 (Tue 06:00); in 1 it has "
        "more"
    )
    assert titles["plan_rounds"].startswith("After 24 simulated plans it costs 977,000, and its targets are: not met")
    assert titles["plan_rounds"].endswith("at most 3.9 % above what any such plan must cost")
    slots["over_under"] = np.nan
    over_under = plan_charts(slots, shifts, rounds, pools)["plan_over_under"]
    assert "names no number" in over_under._suptitle.get_text()  # type: ignore[attr-defined]


def test_sheets_have_the_headings_that_planners_know() -> None:
    """In both languages, intervals with their ends, days and verdicts in words."""
    slots, shifts, rounds, _ = _tables(True, 2)
    costs = pd.DataFrame([dict.fromkeys(COLUMNS["costs"], 1)]).rename(columns={"hours": "paid_hours"})
    sheets = plan_sheets(slots, shifts, costs, rounds, 30)
    assert list(sheets) == ["shifts", "costs", "intervals", "rounds"]
    assert list(sheets["costs"])[:4] == ["pool", "people", "paid hours", "at night"]
    assert list(sheets["intervals"])[:7] == [
        "day", "interval", "offered", "required", "scheduled (rostered)", "present", "over/under",
    ]  # fmt: skip
    assert sheets["intervals"].iloc[[0, -1]][["day", "interval"]].to_numpy().tolist() == [
        ["Mon", "00:00-00:30"], ["Sun", "23:30-24:00"],
    ]  # fmt: skip
    chinese = plan_sheets(slots, shifts, costs, rounds, 30, "zh")
    assert list(chinese) == ["班次", "费用", "时段", "轮次"]
    assert list(chinese["时段"])[:4] == ["日期", "时段", "来电量", "需求人数"]
    assert set(chinese["轮次"]["结论"]) == {"达标", "尚不能判定", "未达标"}


def _planned(folder: Path) -> StaffPlan:
    return plan(staffing_file(folder, {**SHIFTS, "breaks": [LUNCH]}), replications=2, bound=False, engine="kernel")


def test_tables_say_what_the_plan_does(tmp_path: Path) -> None:
    """Who is rostered is who stands in the shifts; heads by pool are those at work; breaks have their lengths."""
    found = _planned(tmp_path)
    slots, shifts, pools = found.slots_frame(), found.shifts_frame(), pools_frame(found)
    hours = sum(row.heads * (int(row.end[:2]) - int(row.start[:2])) for row in shifts.itertuples())
    assert slots["scheduled"].sum() / 2 == pytest.approx(hours)
    assert pools["present"].to_numpy() == pytest.approx(found.present[0])
    for row in shifts.itertuples():
        assert len(row.breaks.split()) == len(row.break_minutes.split()) == (row.paid_hours == 7.5)


def test_where_no_formula_names_a_number_there_is_none(tmp_path: Path) -> None:
    """Where nobody can say how many people it takes there is no data, and no -1 people."""
    found = _planned(tmp_path)
    for table in found.runs.intervals:
        table.required[20] = UNKNOWN
    slots = found.slots_frame()
    assert slots.loc[20, ["required", "over_under"]].isna().all()
    assert (slots["required"].drop(20) >= 0).all()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_folder_has_charts_and_a_workbook(tmp_path: Path, lang: str) -> None:
    """All of them in the manifest; no cell of the workbook is a formula, whatever a pool is called."""
    file = staffing_file(tmp_path, {**SHIFTS, "breaks": [LUNCH]})
    for name in ("floor.yaml", "staffing.yaml"):
        path = tmp_path / name
        path.write_text(path.read_text(encoding="utf-8").replace('"desk"', '"=1+2"'), encoding="utf-8")
    out = tmp_path / "out"
    options = ["--reps", "2", "--no-bound", "--quiet", "--lang", lang, "--out", str(out)]
    done = CliRunner().invoke(main, ["plan", str(file), *options])
    assert done.exit_code == 0, done.stderr
    files = set(read_manifest(out)["files"])
    charts = {f"charts/{name}.{kind}" for name in ("plan_day", "plan_shifts", "plan_over_under", "plan_rounds")
              for kind in ("png", "svg")}  # fmt: skip
    assert charts | {"plan.xlsx", "slots.csv", "shifts.csv", "rounds.csv", "summary.txt", "summary.json"} <= files
    assert all((out / name).is_file() for name in files)
    with zipfile.ZipFile(out / "plan.xlsx") as book:
        texts = [book.read(name).decode() for name in book.namelist() if "worksheets" in name]
        names = re.findall('sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == (["shifts", "costs", "intervals", "rounds"] if lang == "en" else ["班次", "费用", "时段", "轮次"])
    assert any(">=1+2<" in text for text in texts)
    assert not any("<f" in text.replace("frozen", "") for text in texts)
