"""Sweeps: the same citizens in each design, the same bytes however they are run, nothing lost and nothing mixed."""

from __future__ import annotations

import io
import sys
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import HotlineError, StoreError
from sim.measures.figures import Figure
from sim.plans.plan import Plan
from sim.report.sweep import sweep_answer, sweep_text
from sim.scenario.ranges import level_column
from sim.scenario.sweep_file import read_sweep
from sim.store.folder import results_in
from sim.store.tables import Table, table_bytes
from sim.store.workbook import write_workbook
from sim.sweeps import results, running, tasks
from sim.sweeps.experiment import experiment_of
from sim.sweeps.figures import Figures
from sim.sweeps.loop import run_experiment
from sim.sweeps.results import SweepResults
from sim.sweeps.tables import table_files
from sim.sweeps.tidy import tidy_table

from .small import GRID, HEAD, STAFF, WRAP_UP, desk, tables, without


def test_a_design_comes_to_what_replicate_says_of_it(tmp_path: Path) -> None:
    """Figures and intervals of each design are those of its scenario run alone, quantiles too."""
    found = sim.sweep(desk(tmp_path), replications=3).summary_frame().set_index(["point", "measure"])
    town = sim.load_scenario(tmp_path / "town.yaml").replace({WRAP_UP: "60 s", STAFF: 3})
    alone = sim.replicate(town, replications=3).summary_frame().set_index("measure")
    for measure in ("asa", "wait_p90"):
        columns = ["estimate", "low", "high", "n"]
        assert found.loc[(3, measure), columns].fillna(-1).tolist() == alone.loc[measure, columns].fillna(-1).tolist()
    within = town.replace({"report.answer_within": ["25 s"]})
    level = sim.replicate(within, replications=3).estimate("service_level_25s")
    assert found.loc[(3, "service_level_25s"), "estimate"] == level.estimate


def test_parts_are_measured_without_a_target(tmp_path: Path) -> None:
    """A measure of some calls only is asked for in the sweep file itself."""
    text = GRID.replace("asa,", "{measure: abandonment_rate, type: complaint},")
    found = sim.sweep(desk(tmp_path, text)).summary_frame()
    target = {"measure": "abandonment_rate", "type": "complaint", "at_most": "50 %"}
    town = sim.load_scenario(tmp_path / "town.yaml").replace({STAFF: 2, "targets": [target]})
    alone = sim.replicate(town, replications=2).estimate("abandonment_rate[type=complaint]")
    assert found.loc[found["measure"] == "abandonment_rate[type=complaint]", "estimate"].iloc[0] == alone.estimate


def test_the_same_bytes_come_out_however_it_is_run(tmp_path: Path) -> None:
    """Workers, going on, more replications later on: each table is that of a run at one go; the ledger is kept."""
    file = desk(tmp_path)
    sim.sweep(file, replications=4, out=tmp_path / "whole", workers=1)
    sim.sweep(file, replications=1, out=tmp_path / "bit by bit", workers=3)
    sim.sweep(file, replications=4, out=tmp_path / "bit by bit", workers=2)
    assert tables(tmp_path / "whole") == tables(tmp_path / "bit by bit")
    assert len(tables(tmp_path / "whole")) == 9


def test_what_is_there_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going on is the default: a finished sweep runs nothing, another seed or measure everything."""
    file, runs = desk(tmp_path), []
    run_plan = tasks.run_plan
    monkeypatch.setattr(tasks, "run_plan", lambda *given: (runs.append(given), run_plan(*given))[1])
    for seed, text, expected in ((1, GRID, 8), (1, GRID, 0), (2, GRID, 8), (1, GRID, 0)):
        runs.clear()
        file.write_text(text, encoding="utf-8")
        sim.sweep(file, seed=seed, out=tmp_path / "out")
        assert len(runs) == expected
    for measures, expected in (("[asa, abandoned]", 8), ("[abandoned]", 0), ("[asa, wait_p90, abandoned]", 0)):
        runs.clear()
        file.write_text(
            GRID.partition("measures:")[0] + f"measures: {measures}\ndesign: {GRID.partition('design:')[2]}"
        )
        sim.sweep(file, out=tmp_path / "out")
        assert len(runs) == expected


def test_a_design_that_cannot_run_is_kept_as_failed_and_the_others_go_on(tmp_path: Path) -> None:
    """Its sentence stands in the results; it is tried again next time."""
    talks = "{together: {short: {}, long: {operators.floor.talk.mean: 200 s, budget.events: 50}}}"
    text = f"{HEAD}design: {{grid: {{{STAFF}: [2, 3], talk: {talks}}}}}\n"
    found = sim.sweep(desk(tmp_path, text), out=tmp_path / "out")
    assert sorted(found.failures) == [(1, 0), (1, 1), (3, 0), (3, 1)]
    assert all("budget" in sentence for sentence in found.failures.values())
    assert sorted({point for point, _ in found.figures}) == [0, 2]
    assert len(pd.read_csv(tmp_path / "out" / "failures.csv")) == 4
    assert '"finished": false' in (tmp_path / "out" / "manifest.json").read_text()


def test_a_run_without_memory_is_kept_as_failed_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told what would do, and run again next time."""
    file, run_plan = desk(tmp_path), tasks.run_plan

    def run(plan: Plan, seed: int, replication: int, *more: Any) -> sim.RunLog:
        if replication == 1 and plan.scenario.operators["floor"].shifts["all"].staff == 3:
            raise MemoryError
        return run_plan(plan, seed, replication, *more)

    monkeypatch.setattr(tasks, "run_plan", run)
    found = sim.sweep(file, out=tmp_path / "out")
    assert found.failures == dict.fromkeys([(1, 1), (3, 1)], tasks.OUT_OF_MEMORY)
    assert sorted(found.figures) == [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (3, 0)]
    monkeypatch.undo()
    assert not sim.sweep(file, out=tmp_path / "out").failures


def test_frames_are_tidy(tmp_path: Path) -> None:
    """One row per design, replication and measure, with seed and hash; numbers stay numbers, in every format."""
    found = sim.sweep(desk(tmp_path), out=tmp_path / "out")
    frame = found.to_frame()
    assert len(frame) == 4 * 2 * 3
    assert frame[STAFF].tolist()[:7] == [2, 2, 2, 2, 2, 2, 3]
    assert frame["scenario_sha256"].nunique() == 4
    assert set(frame["seed"]) == {1}
    parquet = pd.read_parquet(tmp_path / "out" / "results.parquet")
    assert parquet["value"].tolist() == frame["value"].tolist()
    assert "<table" in found._repr_html_()
    assert repr(found) == "<Sweep sweep: 4 designs, 2 replications, seed 1>"
    with zipfile.ZipFile(io.BytesIO((tmp_path / "out" / "tables.xlsx").read_bytes())) as book:
        assert book.testzip() is None
        assert "<f>" not in "".join(book.read(name).decode() for name in book.namelist())


def test_estimates_are_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many tables and pages ask for them."""
    asked, estimate = [], results.estimate_measure
    monkeypatch.setattr(results, "estimate_measure", lambda *given: (asked.append(given), estimate(*given))[1])
    found = sim.sweep(desk(tmp_path), out=tmp_path / "out")
    sweep_text(found, "en")
    sweep_answer(found)
    assert found.is_whole
    assert len(asked) == 4 * 3
    found.summary_frame(confidence=0.9)
    assert len(asked) == 2 * 4 * 3


def test_axes_have_names_where_xarray_is_installed(tmp_path: Path) -> None:
    """Design, replication and measure, with levels, seed and hash; what failed is NaN."""
    pytest.importorskip("xarray", reason="xarray is not installed: an extra of its own")
    found = without(sim.sweep(desk(tmp_path), replications=3), (1, 2))
    array = found.to_xarray()
    assert array["value"].dims == ("point", "replication", "measure")
    assert array["value"].shape == (4, 3, 3)
    for row in found.to_frame().to_dict("records"):
        cell = array.sel(point=row["point"], replication=row["replication"], measure=row["measure"])
        for name in ("scenario_sha256", "seed", "unit", WRAP_UP, STAFF):
            assert cell[name].item() == row[name]
        for name in ("value", "numerator", "denominator"):
            assert cell[name].item() == row[name] or (pd.isna(row[name]) and np.isnan(cell[name]))
    assert np.isnan(array["value"].sel(point=1, replication=2)).all()
    alone = sim.replicate(sim.load_scenario(tmp_path / "town.yaml"), replications=2).to_xarray()
    assert alone["value"].dims == ("replication", "measure")
    assert alone["value"].sel(replication=0, measure="offered").item() > 0
    assert (alone["seed"], alone["scenario"]) == (1, "town")


def test_without_xarray_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else needs it."""
    monkeypatch.setitem(sys.modules, "xarray", None)
    found = sim.sweep(desk(tmp_path))
    with pytest.raises(HotlineError, match=r"xarray is not installed: python -m pip install 'hotline-sim\[xarray\]'"):
        found.to_xarray()


def test_a_folder_of_another_command_is_refused(tmp_path: Path) -> None:
    """Nothing of a run is replaced by a sweep."""
    from sim.store import make_manifest, results_in

    file = desk(tmp_path)
    with results_in(tmp_path / "out") as out:
        assert out is not None
        out.start(make_manifest(sim.load_scenario(tmp_path / "town.yaml"), 1, 2, "model", "now"))
        out.finish(True)
    with pytest.raises(StoreError, match="holds results of `hotline run`: give another folder"):
        sim.sweep(file, out=tmp_path / "out")


def test_designs_that_are_the_same_share_their_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its rows all the same; they are counted once."""
    others = f"{{name: more, set: {{{STAFF}: 3}}}}, {{name: two, set: {{{STAFF}: 2}}}}"
    text = f"{HEAD}design: {{list: [{{name: now}}, {others}]}}\n"
    file, runs = desk(tmp_path, text), []
    run_plan = tasks.run_plan
    monkeypatch.setattr(tasks, "run_plan", lambda *given: (runs.append(given), run_plan(*given))[1])
    found = sim.sweep(file, out=tmp_path / "out")
    assert len(runs) == len(found.experiment.tasks) == 4
    assert sorted(found.figures) == [(point, replication) for point in range(3) for replication in range(2)]
    assert found.figures[0, 1] == found.figures[2, 1] != found.figures[1, 1]
    runs.clear()
    sim.sweep(file, out=tmp_path / "out")
    assert runs == []


def test_other_results_are_told_by_design_and_seed(tmp_path: Path) -> None:
    """More replications of the same designs are none, nor other measures."""
    file, told = desk(tmp_path), []
    for seed, replications in ((1, 3), (1, 2), (2, 1), (1, 3)):
        made = experiment_of(read_sweep(file), replications, seed)
        with results_in(tmp_path / "out") as out:
            run_experiment(made, out, before=lambda done, others: told.append((done, others)))
    assert told == [(0, 0), (8, 0), (0, 12), (12, 4)]


def test_what_runs_at_a_time_fits_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the designs in work, not by the first one: one that takes all of it runs alone."""
    monkeypatch.setattr("sim.sweeps.running.processors", lambda: 4)
    monkeypatch.setattr("sim.study.parallel.processors", lambda: 4)
    monkeypatch.setattr("sim.study.parallel.BYTES_OF_AN_EVENT", 50e6 * 4 / 500)
    levels = "{together: {small: {}, large: {clock.days: 40}}}"
    made = experiment_of(read_sweep(desk(tmp_path, f"{HEAD}design: {{grid: {{days: {levels}}}}}\n")), 6)
    at_once, most, lock = Counter(), Counter(), threading.Lock()
    measured = running.measured

    def watched(work: Any, replication: int, progress: Any) -> Any:
        days = work.plan.scenario.clock.days
        with lock:
            at_once[days] += 1
            most[days] = max(most[days], at_once[days])
            assert at_once[40] <= 1
        try:
            time.sleep(0.05)
            return measured(work, replication, progress)
        finally:
            with lock:
                at_once[days] -= 1

    monkeypatch.setattr(running, "measured", watched)
    run_experiment(made, None, "kernel")
    assert most[40] == 1
    assert most[1] > 1


def test_levels_are_numbers_where_they_have_one_unit(tmp_path: Path) -> None:
    """The unit stands in a table of the factors; levels of two units, or words, stay text."""
    text = f"{HEAD}design: {{grid: {{{WRAP_UP}: [30 s, 60 s], operators.floor.talk.mean: [150 s, 2 min]}}}}\n"
    found = sim.sweep(desk(tmp_path, text))
    assert found.points_frame()[WRAP_UP].tolist() == [30.0, 30.0, 60.0, 60.0]
    assert found.points_frame()["operators.floor.talk.mean"].tolist() == ["150 s", "2 min", "150 s", "2 min"]
    assert found.to_frame()[WRAP_UP].dtype == "float64"
    assert found.factors_frame().to_dict("list") == {
        "factor": [WRAP_UP, "operators.floor.talk.mean"], "unit": ["s", ""], "levels": [2, 2],
    }  # fmt: skip
    assert level_column(["-1 %", "−2 %"]).values == [-1.0, -2.0]
    assert level_column([True, False]).values == ["True", "False"]


def test_long_tables_are_written_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if at one go."""
    frame = pd.DataFrame({"=a": ["=1", "b", "c", "d"], "n": [1.5, None, 3.0, 4.0]})

    def written() -> tuple[bytes, bytes]:
        book = io.BytesIO()
        write_workbook({"t": Table.of(frame)}, book)
        return table_bytes(frame), book.getvalue()

    whole, book = written()
    monkeypatch.setattr("sim.store.tables.ROWS_AT_A_TIME", 3)
    monkeypatch.setattr("sim.store.workbook.ROWS_AT_A_TIME", 3)
    assert written() == (whole, book)
    assert whole.decode("utf-8-sig") == "'=a,n\n'=1,1.5\nb,\nc,3.0\nd,4.0\n"


def many_runs(file: Path, replications: int) -> SweepResults:
    """Results of a sweep as if each run had come to its number, and every seventh to nothing."""
    made = experiment_of(read_sweep(file), replications)
    runs = [(point.number, n) for point in made.points for n in range(replications)]
    figures = {(point, n): Figure(n + 0.5, 3.0, (n + 0.5) / 3 if n % 7 else None) for point, n in runs}
    every = {run: dict.fromkeys(made.measures, figure) for run, figure in figures.items()}
    return SweepResults(made, Figures.of(made, every), {})


def written(found: SweepResults) -> dict[str, io.BytesIO]:
    """The tables as files in memory."""
    files = {name: io.BytesIO() for name in table_files(found)}
    for name, write in table_files(found).items():
        write(files[name])
    return files


def test_the_long_table_in_parts_is_that_of_the_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though a part has the whole numbers of a factor alone, and others only what is no number."""
    found = many_runs(desk(tmp_path, f"{HEAD}design: {{grid: {{operators.floor.absence: [0, 0.25]}}}}\n"), 9)
    frame, whole = found.to_frame(), written(found)
    monkeypatch.setattr("sim.store.tables.ROWS_AT_A_TIME", 2)
    monkeypatch.setattr("sim.store.workbook.ROWS_AT_A_TIME", 2)
    parts = written(found)
    assert frame["operators.floor.absence"].tolist() == [0.0] * 27 + [0.25] * 27
    assert parts["results.csv"].getvalue() == whole["results.csv"].getvalue() == table_bytes(frame)
    assert parts["tables.xlsx"].getvalue() == whole["tables.xlsx"].getvalue()
    for files in (parts, whole):
        pd.testing.assert_frame_equal(pd.read_parquet(files["results.parquet"]), frame)


def test_tables_are_never_there_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written asks for as many rows as it writes at a time: those of 100,000 runs take 300 MB at once.
    Columns alone may be asked for by themselves."""
    asked: list[tuple[int, int]] = []

    def watched(found: SweepResults) -> Table:
        table = tidy_table(found)
        return Table(table.rows, lambda begin, end: (asked.append((begin, end)), table.part(begin, end))[1])

    monkeypatch.setattr("sim.sweeps.tables.tidy_table", watched)
    monkeypatch.setattr("sim.store.tables.ROWS_AT_A_TIME", 20)
    monkeypatch.setattr("sim.store.workbook.ROWS_AT_A_TIME", 20)
    written(many_runs(desk(tmp_path, f"{HEAD}design: {{list: [{{name: now}}]}}\n"), 15))
    assert sorted(part for part in asked if part != (0, 0)) == sorted([(0, 20), (20, 40), (40, 45)] * 3)


def test_figures_are_known_by_design_and_replication(tmp_path: Path) -> None:
    """Lengths of time of quantiles too; what was not run is not there, nor what is behind the last."""
    found = without(sim.sweep(desk(tmp_path)), (1, 0))
    assert found.figures == {run: found.figures[run] for run in found.figures}
    assert list(found.figures) == [(0, 0), (0, 1), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)]
    for run in ((1, 0), (4, 0), (0, 2), (-1, 0), (0, -1)):
        assert found.figures.get(run) is None
    waits = found.figures.of_design(1, "wait_p90")
    assert waits == [found.figures[1, 1]["wait_p90"]]
    assert waits[0].lasting is not None
