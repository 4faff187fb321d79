"""What is finished is not lost: to a reader who goes, a file that changes, a folder that is closed, a second look."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim import store
from sim.checks import checked_plan, load_scenario, planned
from sim.cli import main
from sim.commands.interrupts import Interrupts
from sim.errors import DataError, StoreError
from sim.scenario.data_files import data_sums
from sim.staffing.variant import write_variant

from .test_resuming import chain, contents, run

__all__ = ["chain"]


def test_a_data_file_that_changes_while_it_is_read_stops_the_run(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could say of which file the results are."""
    real = planned.build_plan

    def swapped(scenario: Any) -> Any:
        plan = real(scenario)
        (chain.parent / "calls.csv").write_text("time,count\n2022-01-10 09:00,1\n")
        return plan

    monkeypatch.setattr(planned, "build_plan", swapped)
    with pytest.raises(DataError, match=r"^calls.csv was changed while it was read or used: begin again"):
        load_scenario(chain)


def test_variants_of_a_scenario_are_of_the_same_data(chain: Path, tmp_path: Path) -> None:
    """A file that changes later stops a search; what was read first is what the manifest says."""
    scenario = load_scenario(chain)
    read = data_sums(scenario)
    (tmp_path / "calls.csv").write_text("time,count\n2022-01-10 09:00,1\n")
    assert store.make_manifest(scenario, 1, 1, "model", "2026-01-01T00:00:00+00:00")["data_sha256"] == read
    with pytest.raises(DataError, match=r"^calls.csv was changed"):
        checked_plan(scenario.replace({"operators.floor.shifts.all.staff": 5}))
    assert load_scenario(chain).data_sums != read


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
@pytest.mark.parametrize("closing", ["| true", ">&-", "2>&-", ">&- 2>&-"])
def test_results_are_whole_though_nobody_reads_along(chain: Path, tmp_path: Path, closing: str) -> None:
    """A pager that is quit, or a stream that is closed from the start, costs no file."""
    out = tmp_path / "out"
    words = f"'{sys.executable}' -m sim run '{chain}' --reps 2 --engine model --no-ceiling --quiet --out '{out}'"
    subprocess.run(["bash", "-c", f"{words} {closing}"], check=False, capture_output=True, timeout=300)
    assert store.check_results(out)["finished"]
    assert (out / "summary.txt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with pipes")
def test_a_search_is_kept_though_nobody_reads_its_answer(chain: Path, tmp_path: Path) -> None:
    """The folder of `need` is written before the answer is printed."""
    target = "targets=[{measure: service_level, within: 20 s, at_least: 50 %}]"
    words = f"'{sys.executable}' -m sim need '{chain}' --reps 4 --group floor --set '{target}' --quiet"
    done = subprocess.run(["bash", "-c", f"{words} --out '{tmp_path / 'out'}' | true"], check=False, timeout=300)
    assert done.returncode in (0, 1)
    assert store.check_results(tmp_path / "out")["command"] == "need"


def test_a_raised_budget_goes_on_with_what_is_there(chain: Path, tmp_path: Path) -> None:
    """No log depends on the budget, or on how many replications the file asks for."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    again = run(chain, out, "--set", "budget.events=400000000", "--set", "replications=9", reps=3)
    assert f"2 of 3 replications taken from {out}" in again.stderr
    assert "replacing" not in again.stderr


def test_stopping_a_second_look_at_a_finished_run_changes_nothing(
    chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its summary and charts are of all its replications, not of those that were measured again so far."""
    out = tmp_path / "out"
    run(chain, out, reps=3)
    before = contents(out)
    asked: list[int] = []

    def stop_at_the_second(_self: Any) -> None:
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Interrupts, "obey", stop_at_the_second)
    words = ["run", str(chain), "--reps", "3", "--engine", "model", "--no-ceiling", "--out", str(out)]
    stopped = CliRunner().invoke(main, words)
    assert stopped.exit_code == 130
    assert contents(out) == before
    assert store.read_manifest(out)["finished"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_ceiling_that_needs_too_much_memory_costs_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """The run ends as one without a ceiling, and says why it has none."""

    def no_memory(_replication: int, _progress: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr("sim.study.ceiling.same_day_ceiling", lambda *_: no_memory)
    words = ["run", "template_chain", "--reps", "2", "--set", "clock.days=2", "--lang", lang]
    done = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    why = "no ceiling of same-day closure: out of memory" if lang == "en" else "无法给出当日办结率上限：内存不足"
    assert why in done.stderr
    assert store.check_results(tmp_path / "out")["finished"]


def test_a_closed_folder_is_refused_before_anything_goes(
    chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another seed would replace the run; where its logs cannot be written, all of it stays."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    before = contents(out)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "logs")
    words = ["run", str(chain), "--reps", "2", "--engine", "model", "--seed", "2", "--out", str(out), "--quiet"]
    refused = CliRunner().invoke(main, words)
    assert refused.exit_code == 4
    assert f"cannot write to {out / 'logs'}: permission denied; nothing was changed" in refused.stderr
    assert contents(out) == before


def test_records_of_another_engine_are_not_taken(chain: Path, tmp_path: Path) -> None:
    """A killed run may leave records of an engine that its manifest does not name."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    with store.results_in(out) as folder:
        assert folder is not None
        assert folder.before is not None
        assert sorted(folder.finished_before(folder.before)[0]) == [0, 1]
        folder.before["engine"] = "kernel"
        assert folder.finished_before(folder.before) == ({}, [])


def test_a_search_says_that_it_replaces_a_run(chain: Path, tmp_path: Path) -> None:
    """Before it begins, so that it can be stopped."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    target = "targets=[{measure: service_level, within: 20 s, at_least: 50 %}]"
    words = ["need", str(chain), "--reps", "4", "--group", "floor", "--set", target, "--out", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.stderr
    assert f"replacing the results of chain in {out}: they are of another command" in done.stderr


def test_a_check_compares_exports_and_what_a_stopped_run_wrote(chain: Path, tmp_path: Path) -> None:
    """Whatever has a note of its sum."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    assert CliRunner().invoke(main, ["export", str(out)]).exit_code == 0
    assert store.check_results(out)["finished"]
    export = next((out / "exports").glob("contacts*.csv"))
    export.write_text("x")
    with pytest.raises(StoreError, match="exports"):
        store.check_results(out)
    run(chain, out, "--seed", 2, reps=2)
    with store.results_in(out) as folder:
        assert folder is not None
        assert folder.before is not None
        folder.manifest = {**folder.before, "in_progress": True}
        folder.finish(False)
    (out / "summary.json").write_text("{}")
    with pytest.raises(StoreError, match=r"summary.json is not what was written"):
        store.check_results(out)


def test_a_file_that_appears_is_not_written_over(tmp_path: Path) -> None:
    """A variant's name was free as the search began."""
    (tmp_path / "v.yaml").write_text("precious")
    with pytest.raises(StoreError, match="is there by now: it is not replaced"):
        write_variant(tmp_path / "v.yaml", "town.yaml", {"hotline": 1}, [], "x")
    assert (tmp_path / "v.yaml").read_text() == "precious"


def test_a_manifest_that_cannot_be_read_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the one there is."""
    (tmp_path / "manifest.json").write_text("{}")

    def closed(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", closed)
    with pytest.raises(StoreError, match=r"manifest.json cannot be read: permission denied$"):
        store.read_manifest(tmp_path)


def test_notes_of_exports_are_no_manifest(chain: Path, tmp_path: Path) -> None:
    """One sealed file in the place of another."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    assert CliRunner().invoke(main, ["export", str(out)]).exit_code == 0
    (out / "manifest.json").write_bytes((out / "exports" / "exports.json").read_bytes())
    refused = CliRunner().invoke(main, ["check", str(out)])
    assert refused.exit_code == 4
    assert "manifest.json is not the manifest of a run" in refused.stderr


def test_a_lock_of_somebody_else_stays(chain: Path, tmp_path: Path) -> None:
    """Other programs have a '.lock' too."""
    out = tmp_path / "theirs"
    out.mkdir()
    (out / ".lock").write_text("held by another program")
    refused = CliRunner().invoke(main, ["run", str(chain), "--reps", "2", "--out", str(out), "--quiet"])
    assert refused.exit_code == 4
    assert "holds other files (.lock)" in refused.stderr
    assert (out / ".lock").read_text() == "held by another program"
