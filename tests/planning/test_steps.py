"""A plan that is stopped goes on where it was, and comes to the same end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.planning import steps as room
from sim.planning.loop import plan
from sim.planning.staff_plan import StaffPlan
from sim.planning.steps import Steps
from sim.rostering.design import design
from sim.store.ledger import LEDGER, opened

from .floors import SHIFTS, staffing_file

REPLICATIONS = 6
STOP = 5


def _told(found: StaffPlan) -> tuple[Any, ...]:
    """All that pages tell of a plan."""
    frames = (found.rounds_frame(), found.shifts_frame(), found.slots_frame())
    return (found.verdict, found.bound, *(frame.to_csv() for frame in frames))


def _planned(file: Path, folder: Path, stop_at: int | None = None) -> tuple[StaffPlan | None, Steps]:
    """A plan whose steps are kept in a folder; it is stopped at such a call of its progress."""
    told = 0

    def progress(_heads: int, _replication: int, _of: int, _share: float) -> None:
        nonlocal told
        told += 1
        if told == stop_at:
            raise KeyboardInterrupt

    with opened(folder) as ledger:
        steps = Steps(ledger)
        try:
            found = plan(file, replications=REPLICATIONS, engine="kernel", progress=progress, steps=steps)
        except KeyboardInterrupt:
            return None, steps
    return found, steps


def test_stopped_again_and_again_it_comes_to_the_same_plan(tmp_path: Path) -> None:
    """Each call is stopped a little later; what the last one tells is what a plan in one go does."""
    file = staffing_file(tmp_path, SHIFTS)
    whole = plan(file, replications=REPLICATIONS, engine="kernel")
    kept, stops = [0], 0
    for _ in range(60):
        found, steps = _planned(file, tmp_path, stop_at=STOP)
        assert len(steps.taken) == kept[-1]
        kept.append(len(steps.taken | steps.made))
        if found is not None:
            break
        stops += 1
    assert stops >= 3
    assert found is not None
    assert _told(found) == _told(whole)


def test_what_is_kept_is_neither_designed_nor_simulated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finished plan needs but the runs of which it shows tables; other replications are other steps."""
    file = staffing_file(tmp_path, SHIFTS)
    first, steps = _planned(file, tmp_path)

    def never(*_given: Any, **_more: Any) -> None:
        raise AssertionError("designed again")

    monkeypatch.setattr(room, "design", never)
    again, more = _planned(file, tmp_path)
    assert more.taken == steps.made
    assert not more.made
    assert first is not None
    assert again is not None
    assert _told(again) == _told(first)
    monkeypatch.setattr(room, "design", design)
    with opened(tmp_path) as ledger:
        other = Steps(ledger)
        plan(file, replications=REPLICATIONS + 1, engine="kernel", bound=False, steps=other)
    assert not other.taken


def test_a_step_that_is_not_what_was_written_is_done_again(tmp_path: Path) -> None:
    """One flipped bit in each row that is kept, one after the other."""
    file = staffing_file(tmp_path, SHIFTS)
    first, steps = _planned(file, tmp_path)
    assert first is not None
    with closing(sqlite3.connect(tmp_path / LEDGER)) as there:
        rows = there.execute("SELECT task, lengths FROM measures").fetchall()
    assert len(rows) == len(steps.made) > 10
    for task, data in rows:
        with closing(sqlite3.connect(tmp_path / LEDGER)) as there, there:
            there.execute("UPDATE measures SET lengths = ? WHERE task = ?", (bytes([data[0] ^ 4]) + data[1:], task))
        again, more = _planned(file, tmp_path)
        assert more.made == {task}
        assert again is not None
        assert _told(again) == _told(first)


def _command(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [*map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in its second design: with a folder its steps are kept, without one nothing is."""
    file = staffing_file(tmp_path, SHIFTS)
    words: tuple[str | Path, ...] = ("plan", file, "--reps", str(REPLICATIONS), "--no-bound")
    out = tmp_path / "out"
    calls: list[int] = []

    def stopped(*given: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) % 2 == 0:
            raise KeyboardInterrupt
        return design(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(room, "design", stopped)
        assert _command(*words)[::2] == (
            130,
            "stopped: nothing is kept; with --out DIR the same command would go on where it stopped\n",
        )
        code, text, said = _command(*words, "--out", out)
    assert (code, text) == (130, "")
    assert said == f"stopped: 3 steps are kept in {out}; the same command goes on\n"
    code, text, _ = _command("check", out)
    assert "the plan is not finished: the same command goes on with what is there" in text
    code, text, said = _command(*words, "--out", out)
    assert code == 0
    assert f"3 steps (designs and simulated plans) taken from {out}" in said
    assert text == _command(*words)[1]
    assert "the run is finished" in _command("check", out)[1]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A run's results are not replaced by a plan's."""
    file = staffing_file(tmp_path, SHIFTS)
    out = tmp_path / "out"
    assert _command("run", tmp_path / "floor.yaml", "--reps", "2", "--out", out)[0] == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    code, _, said = _command("plan", file, "--reps", "2", "--out", out)
    assert code == 4
    assert f"{out} holds results of `hotline run`: give another folder" in said
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
