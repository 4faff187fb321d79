"""The one loop over replications."""

from __future__ import annotations

import ast
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.study.loop import each_run

SIM = Path(__file__).parents[2] / "sim"
ONE_RUN = {"study/loop.py", "exports/exporting.py", "verification/books.py"}
"""The loop, an export of one replication, one run of each scenario whose books are balanced."""


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands for a scenario; its runs take no time, and each tells at half of it and at its end how far it is."""

    def fake(_scenario: Any, *, seed: int, replication: int, engine: str, progress: Any) -> SimpleNamespace:
        for share in (0.5, 1.0):
            if progress is not None:
                progress(share)
        return SimpleNamespace(seed=seed, replication=replication, engine=engine)

    monkeypatch.setattr("sim.simulation.simulate", fake)
    return SimpleNamespace()


def test_nobody_else_loops_over_replications() -> None:
    """Run, need, compare and verify all simulate through the loop."""
    callers = set()
    for path in SIM.rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        if any(isinstance(call.func, ast.Name) and call.func.id == "simulate" for call in calls):
            callers.add(path.relative_to(SIM).as_posix())
    assert callers == ONE_RUN


@pytest.mark.parametrize("workers", [1, 3])
def test_what_is_kept_comes_in_order_and_what_follows_comes_last(town: Any, workers: int) -> None:
    """Every replication asked for is looked at where it was simulated, and further tasks come after all of them."""
    here = threading.current_thread()
    found = each_run(
        town, [3, 1, 2], lambda log: (log.replication, threading.current_thread() is here), seed=1, engine="model",
        workers=workers, then=[lambda: (-1, True), lambda: (-2, True)],
    )  # fmt: skip
    kept = list(found)
    assert [number for number, _ in kept] == [3, 1, 2, -1, -2]
    assert [in_caller for _, in_caller in kept[:3]] == [workers == 1] * 3


def test_what_ran_before_is_not_simulated_again(town: Any) -> None:
    """Earlier logs are looked at as they are; progress is told of the others alone."""
    before: Any = SimpleNamespace(replication=1)
    told: list[tuple[int, float]] = []
    logs = list(
        each_run(
            town, range(3), lambda log: log, seed=7, engine="model", progress=lambda *of_run: told.append(of_run),
            earlier=lambda replication: before if replication == 1 else None,
        )
    )  # fmt: skip
    assert logs[1] is before
    assert [(log.replication, log.seed, log.engine) for log in logs[::2]] == [(0, 7, "model"), (2, 7, "model")]
    assert told == [(0, 0.5), (0, 1.0), (2, 0.5), (2, 1.0)]


def test_what_progress_raises_ends_the_loop(town: Any) -> None:
    """A stop in the second replication: the first is handed over, and nothing is begun after it."""
    begun: list[int] = []

    def stop_in_the_second(replication: int, _share: float) -> None:
        begun.append(replication)
        if replication == 1:
            raise KeyboardInterrupt

    runs = each_run(town, range(9), lambda log: log.replication, seed=1, engine="model", progress=stop_in_the_second)
    assert next(runs) == 0
    with pytest.raises(KeyboardInterrupt):
        next(runs)
    assert max(begun) == 1
