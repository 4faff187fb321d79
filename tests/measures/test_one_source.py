"""What is printed in two places is one number: people's hours, rostered hours, direct answers, means of laws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel

import sim
from sim.checks import checked_plan
from sim.checks.reading import reading_of
from sim.logs.run_log import RunLog
from sim.measures.breakdown import breakdown
from sim.measures.by_interval import interval_table
from sim.measures.chart_tables import ChartTables
from sim.measures.people import people_table
from sim.measures.work import call_groups
from sim.plans.expectations import staffed_us, time_in
from sim.plans.laws import LawRows
from sim.rules.codes import Channel
from sim.scenario.laws import Deterministic
from sim.staffing.formula import present_heads

ROOT = Path(__file__).parent.parent.parent
PATHS = [*sorted((ROOT / "scenarios").glob("*.yaml")), ROOT / "tests" / "scenario" / "rich" / "rich.yaml"]
HOUR_US = 3_600_000_000


def scenario_of(path: Path) -> sim.Scenario:
    """A scenario; of months, the first two days."""
    return sim.load_scenario(path, ("clock.days=2",) if path.stem.startswith("tianjin_2022") else ())


def laws_in(part: Any) -> Iterator[BaseModel]:
    """Every law that a scenario says, wherever it stands."""
    if isinstance(part, BaseModel):
        if hasattr(part, "law"):
            yield part
        for _, value in part:
            yield from laws_in(value)
    elif isinstance(part, dict):
        for value in part.values():
            yield from laws_in(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from laws_in(value)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_figures_of_one_thing_are_one(path: Path) -> None:
    """Of all shipped scenarios and the one with every key, to the last digit."""
    scenario = scenario_of(path)
    log = sim.simulate(scenario, seed=4)
    check_hours_of_people(log)
    check_rostered_hours(log)
    check_direct_answers(log)
    check_means_of_laws(scenario)


def check_hours_of_people(log: RunLog) -> None:
    """Hours, occupancy and cost in the measures, the table of people, the breakdown and the table of the chart."""
    values, table = sim.measure(log).values, people_table(log).set_index("group")
    pools = dict(table.iterrows())
    groups = breakdown(log, "group").set_index(["part", "measure"])
    for name in log.plan.group_names:
        for key in ("person_hours", "overtime_hours", "occupancy"):
            assert same(groups.loc[(name, key), "value"], pools[name][key])
    tables = ChartTables()
    tables.add(log)
    chart = tables.frames()["people"].set_index("pool")
    operators = [name for name in chart.index if name in log.plan.scenario.operators]
    assert chart.loc[operators, "busy_hours"].sum() == pytest.approx(values["occupancy"].numerator, rel=1e-14)
    assert chart.loc[operators, "ready_hours"].sum() == pytest.approx(values["occupancy"].denominator, rel=1e-14)
    for name in (name for name in chart.index if name in pools and chart.loc[name, "groups"] == 1):
        assert same(chart.loc[name, "occupancy"], pools[name]["occupancy"])
        for key in ("heads_for_40_hours", "heads_for_44_hours", "heads_for_rest_day"):
            assert chart.loc[name, key] == pools[name][key]
    if log.plan.scenario.tickets is not None:
        cost = table["cost"].dropna().sum() if table["cost"].notna().any() else None
        assert same(values["staff_cost"].value, cost)


def same(a: Any, b: Any) -> bool:
    """Whether two figures are equal, or there is no data for either."""
    if pd.isna(a) or pd.isna(b):
        return bool(pd.isna(a) and pd.isna(b))
    return bool(a == b)


def check_rostered_hours(log: RunLog) -> None:
    """People rostered in the intervals of the log are those of the plan; people expected at work stand in one place."""
    plan, table = log.plan, interval_table(log)
    edges_us = np.append(table.start_us, plan.horizon_us)
    takes_calls = np.isin(plan.person_group[plan.roster.duty_person], call_groups(plan))
    spells = plan.roster.duty_start_us[takes_calls], plan.roster.duty_end_us[takes_calls]
    np.testing.assert_array_equal(table.scheduled_us, np.diff(time_in(*spells, edges_us)))
    expected = staffed_us(plan, edges_us)[call_groups(plan)].sum(axis=0) / table.length_us
    np.testing.assert_array_equal(present_heads(plan.scenario, table.width_us), expected)
    there = staffed_us(plan, plan.calendar.day_starts_us).sum(axis=1)
    read = {tuple(row["names"]): row["staffed_hours_per_day"] for row in reading_of(plan.scenario)["pools"]}
    for (name,), hours in ((names, hours) for names, hours in read.items() if len(names) == 1):
        mine = [number for number, (_, part) in enumerate(plan.group_parts) if part == name]
        assert hours == round(float(there[mine].sum()) / HOUR_US / plan.calendar.days, 2)


def check_direct_answers(log: RunLog) -> None:
    """Direct answers of calls and of messages are those that same-day closure counts beside the tickets."""
    values, contacts = sim.measure(log).values, log.contacts
    if log.plan.tickets is None:
        return
    online = int(((contacts["channel"] == Channel.ONLINE) & (contacts["direct"] == 1)).sum())
    direct = (values["direct_answer_rate"].numerator or 0) + online
    for part in ("numerator", "denominator"):
        whole, tickets = (getattr(values[key], part) or 0 for key in ("same_day_closure_all", "same_day_closure"))
        assert whole - tickets == direct


def check_means_of_laws(scenario: sim.Scenario) -> None:
    """The plan's mean of a law that states one is that number."""
    plan = checked_plan(scenario)
    rows = LawRows(scenario.folder, plan.calendar)
    for law in laws_in(scenario):
        said = law.value if isinstance(law, Deterministic) else getattr(law, "mean", None)
        if said is not None:
            row = rows.add(law)  # type: ignore[arg-type]
            assert rows.packed().mean_us[row] == said
