"""Logs as researchers get them: what there is none of is missing, never a number; what was before the run is a time."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

import sim
from sim.logs.columns import LOGS
from sim.logs.run_log import RunLog
from sim.measures.breakdown import CUTS, breakdown
from sim.measures.by_interval import interval_table
from sim.measures.chart_tables import ChartTables
from sim.measures.people import people_table
from sim.measures.ticket_tables import backlog_by_day

from ..engines.generated import scenario
from ..engines.world import hotline, team

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
RICH = ROOT / "tests" / "scenario" / "rich" / "rich.yaml"
NOTHING = -1


def frames_of(log: RunLog) -> dict[str, pd.DataFrame]:
    """Every log as a table, by its name."""
    return {
        "contacts": log.to_frame(), "staff": log.staff_frame(), "tickets": log.ticket_frame(),
        "assignments": log.assignment_frame(), "tasks": log.task_frame(),
    }  # fmt: skip


def check_frames(log: RunLog) -> int:
    """Hold every cell of every table against the raw log; the number of missing ones."""
    frames, missing = frames_of(log), 0
    assert list(frames) == list(LOGS)
    for name, frame in frames.items():
        raw = getattr(log, name)
        assert list(frame.columns) == [column.removesuffix("_us") for column in raw]
        for column, numbers in raw.items():
            cells = frame[column.removesuffix("_us")]
            nothing = numbers == NOTHING
            missing += int(nothing.sum())
            np.testing.assert_array_equal(cells.isna(), nothing, f"{name}.{column}")
            there = cells[~nothing]
            if column.endswith("_us"):
                assert np.array_equal(there.to_numpy(), local_times(log, numbers[~nothing])), f"{name}.{column}"
            elif isinstance(cells.dtype, pd.CategoricalDtype):
                assert all(isinstance(text, str) for text in there.cat.categories), f"{name}.{column}"
            else:
                assert pd.api.types.is_extension_array_dtype(cells.dtype), f"{name}.{column}: {cells.dtype}"
                assert (there >= 0).all(), f"{name}.{column}"
                np.testing.assert_array_equal(there.to_numpy(dtype=np.int64), numbers[~nothing], f"{name}.{column}")
    return missing


def local_times(log: RunLog, instants_us: np.ndarray) -> np.ndarray:
    """What the local clock shows, by the zone's own rules."""
    clock = log.plan.calendar
    start = pd.Timestamp(clock.start, tz=ZoneInfo(clock.zone))
    local = start + pd.to_timedelta(instants_us, unit="us")
    return local.tz_localize(None).to_numpy().astype("datetime64[us]")


@pytest.mark.parametrize("path", [*SHIPPED, RICH], ids=lambda path: path.stem)
def test_frames_of_shipped_scenarios_hold_no_code_for_nothing(path: Path) -> None:
    """Each cell of each log is the raw value or missing; months are cut to two days."""
    sets = ("clock.days=2",) if path.stem.startswith("tianjin_2022") else ()
    assert check_frames(sim.simulate(sim.load_scenario(path, sets), seed=3)) > 0


def test_frames_of_generated_worlds_hold_no_code_for_nothing(tmp_path: Path) -> None:
    """Sixty random worlds: messages, paused work, merged and withdrawn tickets, backlogs, and none of them."""
    missing = [check_frames(sim.simulate(scenario(number, tmp_path), seed=number)) for number in range(60)]
    assert min(missing) > 0


@pytest.mark.parametrize("path", [RICH, ROOT / "scenarios" / "template_chain.yaml"], ids=lambda path: path.stem)
def test_frames_of_results_hold_no_code_for_nothing(path: Path) -> None:
    """No table of measures, intervals, people or tickets holds a negative number but the people over or under."""
    log = sim.simulate(sim.load_scenario(path), seed=3)
    check_results(log)
    tables = ChartTables()
    tables.add(log)
    frames = [people_table(log), backlog_by_day(log), *tables.frames().values()]
    frames += [breakdown(log, column) for column in CUTS if column != "area" or log.plan.area_names]
    check_no_negative(frames)


def test_operators_required_are_missing_where_no_handle_time_is_known(tmp_path: Path) -> None:
    """Calls come and nobody is there: nobody knows how many it would take."""
    log = sim.simulate(hotline(tmp_path, {"calls": "14:00 14:01"}, {"desk": team(1, "1 min", "12:00-13:00")}))
    check_results(log)
    assert interval_table(log).to_frame()["required"].isna().sum() == 1


def check_results(log: RunLog) -> None:
    """The measures and the intervals of a run, alone and as one replication."""
    runs = sim.replicate(log.plan.scenario, replications=1, seed=log.seed)
    frames = [sim.measure(log).to_frame(), runs.summary_frame(), interval_table(log).to_frame(), runs.intervals_frame()]
    check_no_negative(frames)


def check_no_negative(frames: list[pd.DataFrame]) -> None:
    """No number is below zero, and none is NaN in disguise of a value."""
    for frame in frames:
        for column in frame.columns.difference(["over_under"]):
            if pd.api.types.is_numeric_dtype(frame[column]):
                assert not (frame[column].dropna() < 0).any(), column


def test_a_time_before_the_run_is_no_missing_one(tmp_path: Path) -> None:
    """A ticket of a microsecond before the start, due by then, has both times; without deadline it has no due time."""
    rows = ["2026-03-01 23:59:59.999999,2026-03-01", "2026-02-27 08:30,", "2026-02-28 10:00,2026-03-02 09:00"]
    (tmp_path / "open.csv").write_text("type,received,due\n" + "".join(f"any,{row}\n" for row in rows))
    (tmp_path / "chain.yaml").write_text(
        """
hotline: 1
title: three open tickets
clock: {start: 2026-03-02, days: 1}
demand: {hand_downs: {channel: transfer, per_day: 0, types: {any: 100 %}}}
tickets:
  dispatch: {smart: {share: 100 %, time: {law: deterministic, value: 1 s}, accuracy: 100 %}}
  routes: [{units: {office: 100 %}}]
  backlog_file: {file: open.csv, received: received, due: due}
units:
  office: {outside: {share: 100 %, delay: {law: deterministic, value: 1 h}}}
""",
        encoding="utf-8",
    )
    log = sim.simulate(sim.load_scenario(tmp_path / "chain.yaml"))
    check_frames(log)
    tickets, midnight = log.ticket_frame(), pd.Timestamp("2026-03-02")
    assert tickets["received"].notna().all()
    assert (tickets["received"] < midnight).all()
    assert midnight - tickets["received"].max() <= pd.Timedelta("2 us")
    assert tickets["due"].isna().sum() == 1
    assert midnight - tickets["due"].min() <= pd.Timedelta("2 us")
    assert tickets["contact"].isna().all()
