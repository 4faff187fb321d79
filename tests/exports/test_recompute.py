"""docs/recompute.md: its recipes, run on exports, give the figures of the program; every measure is on the page."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.calendar.days import LocalCalendar
from sim.exports.histories import histories_of
from sim.exports.tables import write_tables
from sim.logs.run_log import RunLog
from sim.measures.definitions import DEFINITIONS, definition_of
from sim.measures.figures import Figure
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.study.replicate import replicate

from ..engines.generated import scenario
from ..engines.test_equality import SHIPPED, shortened
from .both_readings import CHAIN, QUICK
from .test_times import NOVEMBER

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "recompute.md").read_text(encoding="utf-8")
CLOSE = 1e-12
"""Relative: both sides divide the same whole numbers of microseconds, the page after it has made them seconds."""
STAGES = ("audit", "dispatch", "acceptance", "handling", "outside", "review", "follow_up", "silence")
READING, ROWS, *FUNCTIONS = re.findall("```python\n(.*?)```", PAGE, flags=re.DOTALL)
RECIPES = dict(re.findall(r"^\| `([a-z_0-9]+)` \| `([^`]+)` \|$", PAGE, flags=re.MULTILINE))
RECIPES |= {
    name.replace("confirm", stage): recipe.replace("confirm", stage)
    for stage in STAGES
    for name, recipe in RECIPES.items()
    if name.startswith("confirm_")
}
UNSAID = set(re.findall(r"`([a-z_0-9]+)`", PAGE.partition("## What the files do not say")[2]))
COUNTED = {
    name
    for name in RECIPES
    if definition_of(name).unit in ("share", "calls", "tickets", "citizens", "messages", "requests")
    and not name.endswith(("_waiting_share", "_virtual_15s", "backlog_mean"))
}
"""Numbers of things, and ratios of them."""
WORLDS = ("chain", "quick", "november", "county", "short")


@dataclass(frozen=True)
class Recomputed:
    """What the program measured, and what the recipes gave."""

    program: dict[str, Figure]
    recipes: dict[str, Any]


def scenario_of(name: str, folder: Path) -> Scenario:
    """Lines with every stage, with few open tickets, over a change of clocks; the template, also short of people."""
    texts = {"chain": CHAIN, "quick": QUICK, "november": NOVEMBER}
    if name in texts:
        path = folder / "scenario.yaml"
        path.write_text(texts[name], encoding="utf-8")
        return load_scenario(path)
    county = load_scenario(ROOT / "scenarios" / "template_chain.yaml").replace({"clock.days": 5})
    if name == "county":
        return county
    if name == "half a day":
        return county.replace({"clock.days": 1, "clock.begins_at": "12:00"})
    return county.replace(
        {
            "clock.days": 3,
            "callers.hours": [
                {"open": "08:00", "close": "13:00", "at_close": "clear"},
                {"open": "14:00", "close": "24:00", "at_close": "stay"},
            ],
            "callers.patience": {"law": "exponential", "mean": "2 h"},
            "callers.repeat": {"after_direct_answer": 0.1, "delay": {"law": "exponential", "mean": "1 h"}},
            "demand.messages": {"channel": "online", "per_day": 60, "types": {"repair": 0.5, "complaint": 0.5}},
            "operators.floor.shifts": {"day": {"start": "07:00", "end": "20:00", "staff": 2}},
            "operators.floor.online": {"work": {"law": "exponential", "mean": "4 min"}},
            "operators.floor.breaks": [],
            "tickets.reopen.to": "dispatch",
        }
    )


def recomputed(name: str, folder: Path) -> Recomputed:
    """One run of a line: its figures, and the recipes run on its files, as a reader of the page would."""
    return recomputed_of(scenario_of(name, folder), folder)


def recomputed_of(scenario: Scenario, folder: Path) -> Recomputed:
    """The same of any scenario."""
    logs: list[RunLog] = []
    results = replicate(scenario, replications=1, on_log=logs.append)
    write_tables(histories_of(logs[0]), folder)
    calendar = logs[0].plan.calendar
    first, last = calendar.local_times(np.array([calendar.begin_us, calendar.horizon_us]))
    asked = READING.replace("results/exports", str(folder)).replace("Asia/Shanghai", calendar.zone)
    asked = asked.replace("2026-03-02 00:00", str(first)).replace("2026-03-16 00:00", str(last))
    asked = asked.replace("days = 14", f"days = {calendar.length_days}")
    asked = asked.replace('"2026-03-16"', f'"{str(last)[:10]}"')
    names: dict[str, Any] = {}
    exec(asked, names)
    names["working_days"] = pd.Index([str(day) for day in calendar.dates(after=30) if is_worked(calendar, day)])
    exec("\n".join([ROWS, *FUNCTIONS]), names)
    program = results.measures[0].values
    known = {name: recipe for name, recipe in RECIPES.items() if name in program and program[name].value is not None}
    return Recomputed(program, {name: eval(recipe, names) for name, recipe in known.items()})


def is_worked(calendar: LocalCalendar, day: date) -> bool:
    """Whether a date is a working day: the page leaves this to the reader's calendar."""
    return calendar.kind(day) == "working_day"


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recomputed]:
    """Every line."""
    return {name: recomputed(name, tmp_path_factory.mktemp(name)) for name in WORLDS}


def differences(world: Recomputed) -> dict[str, tuple[float | None, Any]]:
    """Figures that are not those of the program: counts and shares of things to the last digit, times to rounding."""
    return {
        key: (world.program[key].value, found)
        for key, found in world.recipes.items()
        if not is_same(world.program[key].value, found, exact=key in COUNTED)
    }


@pytest.mark.parametrize("name", WORLDS)
def test_recipes_give_the_figures_of_the_program(worlds: dict[str, Recomputed], name: str) -> None:
    """On lines with every stage, with few open tickets, over a change of clocks, and short of people."""
    assert not differences(worlds[name])


def test_recipes_need_no_paused_work(tmp_path: Path) -> None:
    """They hold too where nothing is put down, and the column of the stretches' tasks is empty."""
    path = ROOT / "scenarios" / "zhujing_2020_like_the_line.yaml"
    assert not differences(recomputed_of(shortened(path, 500), tmp_path))


def test_recipes_hold_on_random_lines(tmp_path: Path) -> None:
    """On generated lines, the same ones every time: open tickets at any stage, closed early, withdrawn, reopened."""
    tried = 0
    for number in (0, 1, 3, 5, 6, 8, 9, 10, 11, 15, 17, 20):
        folder = tmp_path / str(number)
        folder.mkdir()
        line = scenario(number, folder)
        if line.tickets is not None:
            assert not differences(recomputed_of(line, folder)), number
            tried += 1
    assert tried == 12


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_recipes_hold_on_every_shipped_scenario(path: Path, tmp_path: Path) -> None:
    """On the first days of each that has tickets."""
    scenario = shortened(path, 1_500)
    assert scenario.tickets is None or not differences(recomputed_of(scenario, tmp_path))


def test_a_run_that_begins_at_noon_lasts_half_a_day(tmp_path: Path) -> None:
    """Means over time, and the length of time up to which a stay is counted, are of the twelve hours that were run."""
    world = recomputed("half a day", tmp_path)
    assert not differences(world)
    assert world.recipes["backlog_mean"] > 50
    assert 3600 < world.recipes["processing_time_mean"] < 12 * 3600


def test_every_recipe_is_tried(worlds: dict[str, Recomputed]) -> None:
    """Each has data on some line, none of them only zeros; on some lines hardly a ticket is open at the end."""
    known = {key for world in worlds.values() for key, found in world.recipes.items() if found}
    assert RECIPES.keys() == known
    shares = [world.program["open_share"].value or 0 for world in worlds.values()]
    assert min(shares) < 0.01 < max(shares)


def is_same(program: float | None, found: Any, exact: bool) -> bool:
    """Whether two figures are one."""
    if program is None or found is None:
        return program is found
    return float(found) == program if exact else math.isclose(float(found), program, rel_tol=CLOSE)


def test_every_measure_is_on_the_page() -> None:
    """Each has its recipe, or the page says what is missing."""
    with_recipe = {definition_of(name).id for name in RECIPES}
    assert not with_recipe & UNSAID
    assert with_recipe | UNSAID == DEFINITIONS.keys()
