"""A sweep that goes on until every design is known well enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.scenario.sweep_file import read_sweep
from sim.study.until import PASSES
from sim.sweeps.loop import run_experiment
from sim.sweeps.results import SweepResults
from sim.sweeps.running import Progress, Run, in_threads
from sim.sweeps.sweep import experiment_until

from .small import GRID, HEAD, desk, tables

UNTIL = "asa +- 1.0 s"


def half_widths(results: SweepResults) -> list[float]:
    """How far the further end of each design's interval lies."""
    frame = results.summary_frame()
    rows = frame[frame["measure"] == "asa"]
    return [max(e - low, high - e) for e, low, high in zip(rows["estimate"], rows["low"], rows["high"], strict=True)]


def test_it_ends_when_all_designs_were_known_twice(tmp_path: Path) -> None:
    """Not earlier: by the intervals of the sweep itself with so many replications; all designs have the same number."""
    file = desk(tmp_path)
    found = sim.sweep(file, until=UNTIL)
    n = found.experiment.replications
    assert found.stopping is not None
    assert found.stopping.reached
    assert found.stopping.n == n
    looks = [m for m in (10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60) if m <= n]
    held = [max(half_widths(sim.sweep(file, replications=m))) <= 1.0 for m in looks]
    assert held[-PASSES:] == [True] * PASSES
    assert not any(all(held[k : k + PASSES]) for k in range(len(held) - PASSES))
    assert {replication for _, replication in found.figures} == set(range(n))
    (finding,) = found.stopping.findings
    assert finding.half_width == pytest.approx(max(half_widths(found)))


def test_the_tables_are_those_of_so_many_replications(tmp_path: Path) -> None:
    """Also after going on from fewer, and whatever the workers."""
    file = desk(tmp_path)
    found = sim.sweep(file, until=UNTIL, out=tmp_path / "until", workers=2)
    n = found.experiment.replications
    sim.sweep(file, replications=n, out=tmp_path / "fixed")
    sim.sweep(file, replications=3, out=tmp_path / "on")
    sim.sweep(file, until=UNTIL, out=tmp_path / "on", workers=1)
    assert tables(tmp_path / "until") == tables(tmp_path / "fixed") == tables(tmp_path / "on")
    assert f'"replications": {n},' in (tmp_path / "until" / "manifest.json").read_text()


def test_the_most_ends_it_unknown(tmp_path: Path) -> None:
    """With what would be needed."""
    found = sim.sweep(desk(tmp_path), until="asa +- 0.01 s", most=15)
    assert found.experiment.replications == 15
    assert found.stopping is not None
    assert not found.stopping.reached
    assert found.stopping.findings[0].needed is not None


@pytest.mark.parametrize(
    ("until", "more", "told"),
    [
        ("decided", {}, "a sweep has no verdicts"),
        ("offered +- 2 %", {}, "until 'offered': the sweep does not measure it"),
        (UNTIL, {"shard": "1/2"}, "a part of a sweep cannot know"),
        (UNTIL, {"replications": 5}, "10 or more are needed"),
    ],
)
def test_what_cannot_be_asked_is_refused(until: str, more: dict[str, object], told: str, tmp_path: Path) -> None:
    """Before anything runs."""
    with pytest.raises(ScenarioError, match=told):
        sim.sweep(desk(tmp_path, GRID), until=until, **more)  # type: ignore[arg-type]


def test_a_design_that_fails_is_not_known(tmp_path: Path) -> None:
    """All others may be: it goes on to the most, and says that one is not."""
    days = "{together: {now: {}, short: {clock.days: 2, budget.events: 50}}}"
    file = desk(tmp_path, f"{HEAD}design: {{grid: {{days: {days}}}}}\n")
    found = sim.sweep(file, until="asa +- 60 s", most=15)
    assert len(found.failures) == found.experiment.replications == 15
    assert found.stopping is not None
    assert not found.stopping.reached
    assert found.stopping.findings[0].half_width is None


def test_the_runner_stays_open_over_all_looks(tmp_path: Path) -> None:
    """Processes and clusters are started once, and each design is planned once."""
    opened: list[str] = []

    @contextmanager
    def watched(progress: Progress) -> Iterator[Run]:
        opened.append("runner")
        with in_threads(progress) as run:
            yield run

    made, looks = experiment_until(read_sweep(desk(tmp_path)), until="asa +- 0.01 s", most=40)
    assert run_experiment(made, None, "kernel", watched, looks=looks).experiment.replications == 40
    assert opened == ["runner"]
