"""A sweep that goes on until every design is known well enough."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.study.until import PASSES
from sim.sweeps.results import SweepResults

from .small import GRID, desk, tables

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
