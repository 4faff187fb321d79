"""Parts of a sweep, and how they are put together again."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError, StoreError
from sim.report.kept_results import results_text
from sim.scenario.sweep_file import read_sweep
from sim.store import check_results, ledger
from sim.store.folder import results_in
from sim.store.ledger import LEDGER
from sim.sweeps.experiment import experiment_of
from sim.sweeps.results import SweepResults
from sim.sweeps.shards import Shard, merge

from .small import GRID, HEAD, STAFF, desk, tables


def merged(file: Path, out: Path, *folders: Path) -> SweepResults:
    """The parts put together."""
    with results_in(out) as folder:
        assert folder is not None
        return merge(experiment_of(read_sweep(file)), folder, folders)[0]


def test_parts_put_together_are_the_whole(tmp_path: Path) -> None:
    """Byte for byte, in whatever order they are named; every run is in one part."""
    file = desk(tmp_path)
    whole = sim.sweep(file, out=tmp_path / "whole")
    parts = [sim.sweep(file, out=tmp_path / f"part {n}", shard=f"{n}/3") for n in (1, 2, 3)]
    assert sorted(runs for part in parts for runs in part.figures) == sorted(whole.figures)
    assert tables(tmp_path / "part 1") == {}
    assert tables(tmp_path / "whole")
    found = merged(file, tmp_path / "out", *(tmp_path / f"part {n}" for n in (3, 1, 2)))
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")
    assert found.figures == whole.figures


def test_a_missing_part_is_told_and_can_be_run(tmp_path: Path) -> None:
    """What is there is kept; the same folder goes on."""
    file = desk(tmp_path)
    sim.sweep(file, out=tmp_path / "whole")
    sim.sweep(file, out=tmp_path / "part", shard="2/3")
    with pytest.raises(StoreError, match="5 of 8 runs are in none of these folders"):
        merged(file, tmp_path / "out", tmp_path / "part")
    taken: list[int] = []
    with results_in(tmp_path / "out") as folder:
        from sim.sweeps.loop import run_experiment

        run_experiment(experiment_of(read_sweep(file)), folder, before=lambda done, _others: taken.append(done))
    assert taken == [3]
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")


def test_parts_of_something_else_are_refused(tmp_path: Path) -> None:
    """Another sweep's, a folder without results; both by name."""
    file = desk(tmp_path)
    sim.sweep(file, seed=5, out=tmp_path / "other", shard="1/1")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="other holds nothing of this sweep"):
        merged(file, tmp_path / "out", tmp_path / "other")
    with pytest.raises(StoreError, match="empty holds no results of a sweep"):
        merged(file, tmp_path / "out", tmp_path / "empty")


def test_a_run_that_failed_in_one_part_is_taken_where_it_is_done(tmp_path: Path) -> None:
    """Whichever comes first."""
    few = "{together: {now: {}, short: {clock.days: 2, budget.events: 50}}}"
    many = few.replace("50", "50000")
    text = f"{HEAD}design: {{grid: {{{STAFF}: [2], days: %s}}}}\n"
    failing = sim.sweep(desk(tmp_path, text % few), out=tmp_path / "failing")
    assert len(failing.failures) == 2
    file = desk(tmp_path, text % many)
    assert not sim.sweep(file, out=tmp_path / "done").failures
    for name, order in (("a", ("failing", "done")), ("b", ("done", "failing"))):
        assert not merged(file, tmp_path / name, *(tmp_path / one for one in order)).failures
    assert len(merged(file, tmp_path / "c", tmp_path / "failing").failures) == 2


@pytest.mark.parametrize("text", ["0/3", "1", "1/0", "a/b", "1/3 ", "-1/3", "1/1000000000"])
def test_what_names_no_part_is_refused(text: str) -> None:
    """With what would be right."""
    with pytest.raises(ScenarioError, match="write its number and how many there are, such as 2/8"):
        Shard.read(text)


def test_a_part_behind_the_last_is_refused() -> None:
    """It is told how many there are."""
    with pytest.raises(ScenarioError, match="shard '3/2': there are only 2 parts, numbered from 1"):
        Shard.read("3/2")


def test_check_says_of_a_part_that_it_is_one(tmp_path: Path) -> None:
    """It has no tables yet; and of a sweep that is not done, that the same command goes on."""
    file = desk(tmp_path)
    sim.sweep(file, shard="1/2", out=tmp_path / "part")
    found = check_results(tmp_path / "part")
    end = "part 1/2 of the sweep is finished; `hotline merge` puts the parts together"
    assert results_text("part", found, "en").endswith(end)
    assert "第 1/2 部分已完成" in results_text("part", found, "zh")
    assert (found["shard"], found["kept"]) == ("1/2", 4)
    sim.sweep(file, out=tmp_path / "whole")
    assert results_text("whole", check_results(tmp_path / "whole"), "en").endswith("the run is finished")
    sim.sweep(file, out=tmp_path / "part")  # of which it is no part any more
    assert check_results(tmp_path / "part")["shard"] is None
    found = check_results(tmp_path / "whole") | {"finished": False}
    assert "the sweep is not finished: the same command goes on" in results_text("whole", found, "en")


def test_a_part_that_was_stopped_says_which_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its begin on: the same command goes on with it."""
    monkeypatch.setattr("sim.sweeps.loop.run_tasks", lambda *_given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(desk(tmp_path), shard="2/3", out=tmp_path / "part")
    told = results_text("part", check_results(tmp_path / "part"), "en")
    assert told.endswith("part 2/3 of the sweep is not finished: the same command goes on with what is there")


def test_runs_that_designs_share_are_counted_once(tmp_path: Path) -> None:
    """Of two designs that are the same by another name: what is kept is two runs, as many as are run."""
    file = desk(tmp_path, f"{HEAD}design: {{list: [{{name: a}}, {{name: b, set: {{{STAFF}: 2}}}}]}}\n")
    made = sim.sweep(file, out=tmp_path / "out").experiment
    assert check_results(tmp_path / "out")["kept"] == len(made.tasks) == 2


def test_every_task_is_in_one_part(tmp_path: Path) -> None:
    """More parts than tasks leave some empty."""
    made = experiment_of(read_sweep(desk(tmp_path, GRID)))
    for of in (1, 3, 8, 11):
        parts = [Shard(number, of).part(made.tasks) for number in range(1, of + 1)]
        tasks = [task for part in parts for task in part]
        assert sorted(tasks, key=lambda task: task.number) == list(made.tasks)
    assert [task.number for task in made.tasks] == list(range(8))


def test_parts_that_lack_a_measure_are_missing(tmp_path: Path) -> None:
    """A measure added to the file after the parts had run: they are told, and the sweep runs them."""
    file = desk(tmp_path, GRID.replace("asa, ", ""))
    for n in (1, 2):
        sim.sweep(file, out=tmp_path / f"part {n}", shard=f"{n}/2")
    file.write_text(GRID)
    with pytest.raises(StoreError, match="8 of 8 runs are in none of these folders"):
        merged(file, tmp_path / "out", tmp_path / "part 1", tmp_path / "part 2")
    sim.sweep(file, out=tmp_path / "out")
    sim.sweep(file, out=tmp_path / "whole")
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")


def test_a_part_without_tasks_is_none_to_be_missed(tmp_path: Path) -> None:
    """Nine parts of eight tasks: one had nothing to do."""
    file = desk(tmp_path)
    parts = [tmp_path / f"part {n}" for n in range(1, 10)]
    for n, part in enumerate(parts, 1):
        sim.sweep(file, out=part, shard=f"{n}/9")
    assert len(merged(file, tmp_path / "out", *parts).figures) == 8


def test_merging_leaves_the_parts_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that were written on a network folder, whose ledgers keep a rollback journal."""
    file = desk(tmp_path)
    with monkeypatch.context() as network:
        network.setattr(ledger, "network_kind", lambda _folder: "nfs4")
        sim.sweep(file, out=tmp_path / "part")
    before = (tmp_path / "part" / LEDGER).read_bytes()
    merged(file, tmp_path / "out", tmp_path / "part")
    assert (tmp_path / "part" / LEDGER).read_bytes() == before
    assert check_results(tmp_path / "part")["finished"]


def test_the_whole_is_no_part_of_itself(tmp_path: Path) -> None:
    """It is told at once, and not taken for another run."""
    file = desk(tmp_path)
    sim.sweep(file, out=tmp_path / "out", shard="1/2")
    with pytest.raises(StoreError, match="out is where the parts are put together: leave it out of them"):
        merged(file, tmp_path / "out", tmp_path / "out")
