"""One number for one thing: summary, JSON, targets, published figures, tables and charts tell each measure alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.checks import load_scenario
from sim.measures.chart_tables import ChartTables
from sim.measures.definitions import definition_of, label
from sim.measures.run import measure
from sim.measures.ticket_side import TicketSide
from sim.report.answer import answer_of
from sim.report.numbers import estimate_words, readable, say_length
from sim.report.summary import summary_text
from sim.report.ticket_charts import closure_chart
from sim.scenario.schema import Scenario
from sim.shipped import shipped_scenarios
from sim.simulation import simulate
from sim.study.compare import compare
from sim.study.replicate import Replications, replicate

QUICK = ("jingxi_2022", "zhujing_2020", "zhoukou_2022")
LONG = ("tianjin_2022", "baiyun_2021", "template_chain")
NAME_WIDTH = 42
HOTLINES = [*QUICK, *(pytest.param(name, marks=pytest.mark.long) for name in LONG)]
EVERY_TICKET = {"measure": "processing_time_mean", "at_most": "999 d"}


def load(name: str) -> Scenario:
    """A shipped scenario, asked for the processing time at each unit, too."""
    scenario = load_scenario(str(shipped_scenarios()[name]))
    if scenario.tickets is None:
        return scenario
    targets = scenario.document.get("targets") or []
    return scenario.replace({"targets": [*targets, *(EVERY_TICKET | {"unit": unit} for unit in scenario.units)]})


@pytest.fixture(scope="module", params=HOTLINES)
def run(request: pytest.FixtureRequest) -> tuple[Replications, dict[str, Any]]:
    """Two replications, and the tables of their charts."""
    tables = ChartTables()
    results = replicate(load(request.param), 2, on_log=tables.add)
    return results, tables.frames()


def test_targets_and_published_figures_are_those_of_the_summary(run: tuple[Replications, dict[str, Any]]) -> None:
    """Whoever judges a measure judges the number that is printed; JSON and frames hold it, too."""
    results, _ = run
    summary, answer, frame = results.summary(), answer_of(results), results.summary_frame().set_index("measure")
    for row in (*(target for target in results.targets() if target.per == "run"), *results.published()):
        assert row.estimate == summary[row.measure].estimate, row.measure
    for target in results.targets():
        if target.per == "run" and target.confidence == 0.95:
            assert (target.low, target.high) == (summary[target.measure].low, summary[target.measure].high)
    for key, estimate in summary.items():
        found = answer["measures"][key]
        assert (found["estimate"], found["low"], found["high"]) == (estimate.estimate, estimate.low, estimate.high)
        cell = frame.loc[key, "estimate"]
        assert (None if cell is frame["estimate"].dtype.na_value else cell) == estimate.estimate


def test_every_line_of_the_summary_tells_the_estimate(run: tuple[Replications, dict[str, Any]]) -> None:
    """Each measure of the printed tables stands there once, with its estimate and its interval in digits."""
    results, _ = run
    summary = results.summary()
    lines = summary_text(results, tickets=TicketSide()).splitlines()
    told = 0
    for key, estimate in summary.items():
        name = label(key)
        names = (f"  {name}", f"  {name}, mean of the runs")
        mine = [line for line in lines if line[:NAME_WIDTH].rstrip() in names]
        for line in mine:
            words, interval = estimate_words(readable(estimate), "en")
            assert words in line[NAME_WIDTH:], key
            assert interval in line[NAME_WIDTH:], key
            told += 1
        assert len(mine) <= 1, key
    assert told > 15


def test_tables_add_up_to_the_measures(run: tuple[Replications, dict[str, Any]]) -> None:
    """Sums over intervals, hours and units are the measures of the run; units have the time a target asks for."""
    results, tables = run
    summary, intervals = results.summary(), results.intervals_frame()
    for name in ("attempts", "blocked", "offered", "answered", "abandoned"):
        assert intervals[name].sum() == pytest.approx(summary[name].estimate)
    if not tables:
        return
    hours, units = tables["hours"], tables.get("units")
    assert hours["received"].sum() == pytest.approx(summary["tickets_received"].estimate)
    closed = hours["closed_same_day"].sum() / hours["received"].sum() if hours["received"].sum() else None
    assert closed == pytest.approx(summary["same_day_closure"].estimate)
    hours_open = tables["backlog"].groupby("elapsed_hours")["open"].sum()
    still = hours_open.iloc[-1]
    assert still == pytest.approx(summary["backlog_at_end"].estimate)
    people = tables["people"]
    for part in ("heads_for_40_hours", "heads_for_44_hours", "heads_for_rest_day"):
        assert people[part].sum() == pytest.approx(summary[part].estimate)
    for row in [] if units is None else units.to_dict("records"):
        mean = summary[f"processing_time_mean[unit={row['unit']}]"].estimate
        assert (None if mean is None else mean / 3600) == (
            None if not row["tickets"] else pytest.approx(row["mean_hours"])
        )


def test_the_closure_chart_tells_the_quantiles_of_the_summary(run: tuple[Replications, dict[str, Any]]) -> None:
    """The age at which half, and nine in ten, are closed is the same in the chart's title as in the summary."""
    results, tables = run
    if "closure" not in tables:
        return
    summary, title = results.summary(), closure_chart(tables["closure"]).get_suptitle().replace("\n", " ")
    for key in ("processing_time_p50", "processing_time_p90"):
        value = summary[key].estimate
        if value is not None:
            assert say_length(value, "en") in title, (key, title)
    whole = tables["closure"].query("urgency == 'all'").dropna(subset="closed_share")
    assert np.all(np.diff(whole["closed_share"].to_numpy(dtype=float)) >= 0)


@pytest.mark.parametrize("name", HOTLINES)
def test_one_run_is_measured_alike_everywhere(name: str) -> None:
    """`measure` of a run, one replication, and a comparison of one pair tell every measure alike."""
    scenario = load(name)
    figures = measure(simulate(scenario)).values
    single, pair = replicate(scenario, 1), compare(scenario, scenario, replications=1)
    assert list(figures) == list(single.summary())
    for key, figure in figures.items():
        difference = pair.difference(key)
        assert figure.value == single.summary()[key].estimate == difference.base == difference.variant, key
        assert difference.difference == (None if figure.value is None else 0), key
        assert single.summary()[key].unit == definition_of(key).unit
