"""A run takes from its folder what an earlier one of the same scenario, data and seed has finished."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim import store
from sim.checks import load_scenario
from sim.cli import main
from sim.commands.result_names import result_names
from sim.errors import StoreError
from sim.store.sealed import sealed

from .command import OFFICES

CHAIN = (
    OFFICES
    + """
hotline: 1
title: 小城热线，从来电到办结
clock: {start: "2022-01-10", days: 1}
demand:
  calls: {counts: {file: calls.csv, time: time, count: count, interval: 1 h}, types: {repair: 100 %}}
  app: {channel: online, per_day: 40, types: {repair: 100 %}, deflection: {bot: {start: 2022-01-10, share: 30 %}}}
operators:
  floor:
    talk: {law: exponential, mean: 150 s}
    online: {work: {law: exponential, mean: 2 min}}
    shifts: {all: {start: "00:00", end: "24:00", staff: 4}}
direct_answer: 20 %
"""
)


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario with calls from a file, messages, self-service and tickets; charts are not drawn."""
    monkeypatch.setattr("sim.report.run_charts.draw_charts", lambda *_given: {})
    monkeypatch.setattr("sim.report.run_charts.draw_ticket_charts", lambda *_given: {})
    rows = [f"2022-01-10 {hour:02d}:00,{3 + hour % 5}" for hour in range(24)]
    (tmp_path / "calls.csv").write_text("\n".join(["time,count", *rows]) + "\n")
    path = tmp_path / "chain.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    return path


@pytest.fixture
def pictures(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are made all the same, but not painted."""
    monkeypatch.undo()
    monkeypatch.setattr("sim.report.charts.figure_bytes", lambda _figure, kind: kind.encode())


def run(chain: Path, out: Path, *more: object, reps: int = 4, engine: str = "model") -> Result:
    """The command in this process."""
    arguments = ["run", chain, "--reps", reps, "--engine", engine, "--no-ceiling", "--out", out, *more]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr
    return result


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a result folder, the manifest without what is different each time."""
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    manifest = json.loads(files.pop("manifest.json"))
    del manifest["created"], manifest["manifest_sha256"]
    return files | {"manifest.json": store.canonical_json(manifest).encode()}


def test_a_longer_run_goes_on_where_the_shorter_one_ended(chain: Path, tmp_path: Path) -> None:
    """Measured from stored logs, measures, intervals, tables and summary are byte for byte those of one run."""
    whole, out = tmp_path / "whole", tmp_path / "out"
    run(chain, whole)
    run(chain, out, reps=2)
    again = run(chain, out)
    assert f"2 of 4 replications taken from {out}" in again.stderr
    assert "replacing" not in again.stderr
    assert contents(out) == contents(whole)
    assert f"4 of 4 replications taken from {out}" in run(chain, out).stderr
    assert contents(out) == contents(whole)
    assert json.loads((out / "summary.json").read_text())["measures"]["deflected"]["estimate"] > 0


def test_fewer_replications_lose_none(chain: Path, tmp_path: Path) -> None:
    """Those beyond the number asked for stay, are whole, count for nothing now, and for all in a longer run."""
    whole, two, out = tmp_path / "whole", tmp_path / "two", tmp_path / "out"
    run(chain, whole, engine="auto")
    run(chain, two, reps=2, engine="auto")
    run(chain, out, engine="auto")
    shorter = run(chain, out, reps=2, engine="auto")
    assert f"2 of 2 replications taken from {out}" in shorter.stderr
    assert f"kept in {out} for a longer run: 2 replications beyond those asked for" in shorter.stderr
    fewer, left = contents(two), contents(out)
    assert {name for name in left if name not in fewer} == {name for name in contents(whole) if name not in fewer}
    assert all(left[name] == fewer[name] for name in fewer if name != "manifest.json")
    assert (store.read_manifest(out)["kept"], store.read_manifest(out)["replications"], store.kept(out)) == (2, 2, 4)
    assert store.check_results(out)["files"] == len(left)
    again = run(chain, out, engine="auto")
    assert f"4 of 4 replications taken from {out}" in again.stderr
    assert "longer run" not in again.stderr
    assert contents(out) == contents(whole)


def test_a_damaged_replication_beyond_those_asked_for_is_not_kept(chain: Path, tmp_path: Path) -> None:
    """It is neither named nor served, and the longer run simulates it again."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    run(chain, out)
    shutil.copytree(out, whole)
    (out / "logs/tasks-0003.parquet").write_bytes(b"")
    shorter = run(chain, out, reps=2)
    assert "for a longer run: 1 replication beyond those asked for" in shorter.stderr
    assert "not what was written" not in shorter.stderr
    assert "3 of 4 replications taken" in run(chain, out).stderr
    assert contents(out) == contents(whole)


@pytest.mark.parametrize(
    "name",
    ["summary.json", "intervals.csv", "tables/backlog.csv", "charts/occupancy.svg", "logs/tasks-0001.parquet", "logs"],
)
@pytest.mark.parametrize("is_folder", [True, False])
def test_a_refused_run_takes_nothing_away(chain: Path, tmp_path: Path, name: str, is_folder: bool) -> None:
    """Whatever is in the way, a folder or a file that is noted nowhere, is seen before the old results go."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    if (out / name).is_dir():
        shutil.rmtree(out / name)
    (out / name).unlink(missing_ok=True)
    if is_folder and name != "logs":
        (out / name).mkdir(parents=True)
        (out / name / "mine.txt").write_text("mine")
    else:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("mine")
        manifest = store.read_manifest(out)
        manifest["files"].pop(name, None)
        (out / "manifest.json").write_bytes(sealed(manifest))
    before = contents(out)
    words = ["run", chain, "--reps", 2, "--seed", 2, "--engine", "model", "--no-ceiling", "--out", out]
    result = CliRunner().invoke(main, [str(one) for one in words])
    assert result.exit_code == 4
    assert f"{out / name} was not written by this program" in result.stderr
    assert contents(out) == before


def test_every_file_of_a_run_is_known_before_it_begins(chain: Path, tmp_path: Path, pictures: None) -> None:
    """What a run with calls and tickets writes beside its logs is among the names that are looked at first."""
    out = tmp_path / "out"
    run(chain, out, reps=1)
    written = {name for name in contents(out) if not name.startswith("logs/")} - {"manifest.json"}
    assert written <= set(result_names(load_scenario(chain)))
    assert {"charts/tickets_units.png", "charts/staffing_by_interval.svg", "tables/people.csv"} <= written


@pytest.mark.parametrize("where", ["sim.report.run_charts.draw_ticket_charts", "sim.report.charts.chart_files"])
def test_results_outlive_a_chart_that_cannot_be_drawn(
    chain: Path, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Summaries, tables and logs are whole, one sentence says what failed, and the next run only draws."""
    from sim import simulation

    def broken(*_given: object) -> dict[str, bytes]:
        raise ValueError("cannot reshape array\nof size 300")

    out, whole = tmp_path / "out", tmp_path / "whole"
    run(chain, whole, reps=2)
    with monkeypatch.context() as patched:
        patched.setattr(where, broken)
        words = ["run", chain, "--reps", 2, "--engine", "model", "--no-ceiling", "--out", out]
        result = CliRunner().invoke(main, [str(one) for one in words], catch_exceptions=False)
    assert result.exit_code == 1
    why = "error: the charts could not be drawn (ValueError: cannot reshape array\\x0aof size 300)"
    told = [line for line in result.stderr.splitlines() if "drawn" in line]
    assert told == [f"{why}: all other results are in {out}"]
    assert result.stdout == (out / "summary.txt").read_text(encoding="utf-8")
    assert store.read_manifest(out)["finished"] is False
    there, expected = contents(out), contents(whole)
    assert all(there[name] == expected[name] for name in expected if name != "manifest.json")
    monkeypatch.setattr(simulation, "simulate", None)
    assert "2 of 2 replications taken" in run(chain, out, reps=2).stderr
    assert contents(out) == expected


def test_no_replication_is_simulated_twice(chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken from the folder is not run."""
    from sim import simulation

    simulate, begun = simulation.simulate, []

    def told(*given: object, replication: int, **more: object) -> object:
        begun.append(replication)
        return simulate(*given, replication=replication, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("sim.simulation.simulate", told)
    run(chain, tmp_path / "out", reps=2)
    run(chain, tmp_path / "out", reps=4)
    assert begun == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--seed", 2], "another seed"),
        (["--set", "operators.floor.shifts.all.staff=5"], "another scenario"),
        (["--engine", "kernel"], "another engine"),
        ([], "other data files"),
    ],
)
def test_nothing_of_another_run_is_taken(
    chain: Path, tmp_path: Path, more: list[object], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed seed, scenario, engine or data file is said, and the results are those of a run into a new folder."""
    monkeypatch.setattr("sim.commands.run.is_compiled", lambda: False)
    if "kernel" in more:
        from sim.model.run import run_model

        monkeypatch.setattr("sim.kernel.run.run_kernel", run_model)
    out, new = tmp_path / "out", tmp_path / "new"
    run(chain, out, reps=2)
    if not more:
        data = chain.with_name("calls.csv")
        data.write_text(data.read_text().replace(",7\n", ",9\n"))
    again = run(chain, out, *more, reps=2)
    assert f"replacing the results of chain in {out}: they are of {why}\n" in again.stderr
    assert "taken" not in again.stderr
    run(chain, new, *more, reps=2)
    assert contents(out) == contents(new)


def test_any_engine_goes_on_with_that_of_the_folder(
    chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the engine is free, the replications that are there decide which one runs the rest."""
    from sim.model.run import run_model

    out = tmp_path / "out"
    run(chain, out, reps=2)
    monkeypatch.setattr("sim.commands.run.is_compiled", lambda: False)
    monkeypatch.setattr("sim.simulation.choose_engine", lambda _scenario, _engine, _replications=1: "kernel")
    monkeypatch.setattr("sim.kernel.run.run_kernel", run_model)
    assert "2 of 2 replications taken" in run(chain, out, reps=2, engine="auto").stderr
    assert store.read_manifest(out)["engine"] == "model"
    assert "1 of 1 replications taken" in run(chain, out, reps=1, engine="auto").stderr
    assert "2 of 2 replications taken" in run(chain, out, reps=2, engine="auto").stderr
    assert (
        "they are of another engine" in run(chain, out, reps=3, engine="auto").stderr
    )  # the model was for a short run
    assert store.read_manifest(out)["engine"] == "kernel"


def test_damaged_replications_are_run_again(chain: Path, tmp_path: Path) -> None:
    """One is named and run again, the others are taken; the end is the same."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    run(chain, out)
    shutil.copytree(out, whole)
    for name in ("logs/tasks-0001.parquet", "logs/replication-0003.json"):
        data = bytearray((out / name).read_bytes())
        data[-20] ^= 1
        (out / name).write_bytes(data)
    again = run(chain, out)
    assert f"2 of 4 replications taken from {out}" in again.stderr
    assert f"replications in {out} that are not what was written are run again: 1, 3" in again.stderr
    assert contents(out) == contents(whole)


def test_finished_is_said_last(chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that fails as it writes its charts is not finished; its replications are there for the next one."""
    out = tmp_path / "out"

    def full(_figures: object) -> dict[str, bytes]:
        assert store.read_manifest(out)["finished"] is False
        raise StoreError(f"no space left writing results in {out}")

    with monkeypatch.context() as patched:
        patched.setattr("sim.report.charts.chart_files", full)
        result = CliRunner().invoke(main, ["run", str(chain), "--reps", "2", "--engine", "model", "--out", str(out)])
    assert result.exit_code == 4
    assert store.read_manifest(out)["finished"] is False
    assert "2 of 2 replications taken" in run(chain, out, reps=2).stderr
    assert store.read_manifest(out)["finished"] is True


def test_a_folder_in_use_is_refused(chain: Path, tmp_path: Path) -> None:
    """run, need and export: one sentence with the folder and since when, exit code 4, and nothing changes."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    before = contents(out)
    with store.locked(out):
        lock = (out / ".hotline-lock").read_bytes()
        for command in (["run", chain, "--out", out], ["need", chain, "--out", out], ["export", out]):
            result = CliRunner().invoke(main, [str(word) for word in command])
            assert (result.exit_code, result.stdout) == (4, "")
            assert f"another run has been writing to {out} since 20" in result.stderr
            assert len(result.stderr.splitlines()) == 1
        assert (out / ".hotline-lock").read_bytes() == lock
    assert contents(out) == before


def test_a_running_or_killed_run_can_be_exported(chain: Path, tmp_path: Path) -> None:
    """What is finished can be read, wherever the run stands."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    (out / "logs/replication-0000.json").unlink()
    for replication, code in ((0, 4), (1, 0)):
        words = ["export", out, "--replication", replication, "--out", tmp_path / "files"]
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exit_code == code, result.stderr
    assert {path.name for path in (tmp_path / "files").glob("*.csv")} >= {"contacts-0001.csv", "tasks-0001.csv"}


def test_a_result_folder_can_be_checked(chain: Path, tmp_path: Path) -> None:
    """`hotline check FOLDER` says ok, or names every file that is missing or was changed, tables included."""
    out = tmp_path / "out"
    run(chain, out, reps=2)
    ok = CliRunner().invoke(main, ["check", str(out)])
    count = sum(path.is_file() for path in out.rglob("*"))
    assert (ok.exit_code, ok.stdout.splitlines()[0]) == (0, f"ok: {count} files in {out} are what was written")
    (out / "measures.csv").write_bytes((out / "measures.csv").read_bytes()[:-1])
    (out / "tables/closure.csv").unlink()
    (out / "logs/staff-0001.parquet").write_bytes(b"")
    bad = CliRunner().invoke(main, ["check", str(out), "--json"])
    assert (bad.exit_code, bad.stdout) == (4, "")
    for name in ("measures.csv", "closure.csv", "staff-0001.parquet"):
        assert bad.stderr.count(name) == 1
    run(chain, out, reps=2)
    (out / "logs/replication-0001.json").unlink()
    manifest = store.read_manifest(out)
    del manifest["files"]["logs/replication-0001.json"]
    (out / "manifest.json").write_bytes(sealed({**manifest, "finished": False}))
    found = json.loads(CliRunner().invoke(main, ["check", str(out), "--json"]).stdout)
    assert (found["finished"], found["kept"], found["replications"]) == (False, 1, 2)
