"""Replications in threads: the same rows in the same order, however many threads there are."""

from __future__ import annotations

import hashlib
import platform
import threading
import time
from pathlib import Path

import pytest

from sim.logs.run_log import RunLog
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.study.parallel import BYTES_OF_AN_EVENT, give_memory_back, in_order, workers_for
from sim.study.replicate import replicate

ROOT = Path(__file__).parent.parent.parent

LOGS = ("contacts", "staff", "tickets", "assignments", "tasks")


def scenario(name: str = "template_chain", days: int = 2) -> Scenario:
    return load_scenario(ROOT / "scenarios" / f"{name}.yaml").replace({"clock.days": days})


def digest(log: RunLog) -> str:
    """All bytes of all logs."""
    found = hashlib.sha256(str(log.replication).encode())
    for name in LOGS:
        for column in getattr(log, name).values():
            found.update(column.tobytes())
    return found.hexdigest()


def test_any_number_of_workers_gives_the_same_bytes():
    """Every log of every replication, and the measures down to the last digit, with 1, 2, 3 and 8 threads."""
    seen = []
    for workers in (1, 2, 3, 8):
        logs: list[str] = []
        results = replicate(
            scenario(),
            replications=9,
            seed=4,
            engine="kernel",
            workers=workers,
            on_log=lambda log, to=logs: to.append(digest(log)),
        )
        seen.append((logs, results.to_frame().to_csv(), results.intervals_frame().to_csv()))
    assert len(set(seen[0][0])) == 9
    assert seen.count(seen[0]) == 4


def test_results_come_in_order_though_work_does_not():
    """The first number takes longest, and yet comes first; several are in work at once, and never too many."""
    at_once, most, lock = 0, 0, threading.Lock()

    def task(number: int) -> int:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05 if number == 0 else 0.002)
        with lock:
            at_once -= 1
        return number

    assert list(in_order(task, range(20), 3)) == list(range(20))
    assert 2 <= most <= 3


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_no_more_results_exist_than_threads(workers):
    """While the k-th result is looked at, no more are done or in work than threads, that one counted."""
    begun = []

    def task(number: int) -> int:
        begun.append(number)
        return number

    for number in in_order(task, range(12), workers):
        time.sleep(0.01)
        assert len(begun) <= number + workers


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_after_a_failure_nothing_new_begins(workers):
    """What was done before the failing one is handed over, and few of those after it were begun."""
    begun, got = [], []

    def task(number: int) -> int:
        begun.append(number)
        if number == 4:
            raise ValueError("number 4")
        return number

    with pytest.raises(ValueError, match="number 4"):
        got.extend(in_order(task, range(1_000), workers))
    assert got == [0, 1, 2, 3]
    assert len(begun) <= 4 + 2 * workers + 1


def test_threads_as_far_as_they_help(monkeypatch):
    """One for the model and for a single run; else one for each processor, as long as there is memory."""
    monkeypatch.setattr("sim.study.parallel.processors", lambda: 6)
    town = scenario("template_town")
    assert workers_for(town, "model", 30) == 1
    assert workers_for(town, "model", 30, asked=4) == 1
    assert workers_for(town, "kernel", 1) == 1
    assert workers_for(town, "kernel", 30) == 6
    assert workers_for(town, "kernel", 3) == 3
    assert workers_for(town, "kernel", 30, asked=9) == 9
    large = scenario("tianjin_2022", 50)
    several = large.replace({"budget.memory_mb": 5_000})
    tight = large.replace({"budget.memory_mb": 500})
    assert 1 < workers_for(several, "kernel", 30) < 6
    assert workers_for(tight, "kernel", 30) == 1
    assert BYTES_OF_AN_EVENT > 0


def test_memory_is_given_back_where_that_can_be_asked_for() -> None:
    """A library without the settings changes nothing, and nothing fails."""
    assert give_memory_back("no-such-library.so") is False
    assert give_memory_back() == (platform.libc_ver()[0] == "glibc")
