"""A small hotline and sweeps of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.measures.figures import Figure
from sim.scenario.ranges import range_of
from sim.scenario.sweep_file import read_sweep
from sim.sweeps.designs import coordinates
from sim.sweeps.experiment import experiment_of
from sim.sweeps.figures import Figures
from sim.sweeps.results import SweepResults

TOWN = """
hotline: 1
title: 小城热线
clock: {start: "2022-01-10", days: 1}
demand: {calls: {per_day: 120, types: {inquiry: 70 %, complaint: 30 %}}}
callers: {patience: {law: exponential, mean: 120 s}}
operators:
  floor:
    talk: {law: exponential, mean: 150 s}
    wrap_up: {law: exponential, mean: 30 s}
    shifts: {all: {start: "00:00", end: "24:00", staff: 2}}
"""
MEASURES = "measures: [asa, wait_p90, {measure: service_level, within: 25 s}]"
HEAD = f"sweep: 1\nscenario: town.yaml\nreplications: 2\n{MEASURES}\n"
STAFF = "operators.floor.shifts.all.staff"
WRAP_UP = "operators.floor.wrap_up.mean"
TALK = "operators.floor.talk.mean"
ASA = "sweep: 1\nscenario: town.yaml\nreplications: 2\nmeasures: [asa]\n"
RANGES = f"{{{WRAP_UP}: 30 s .. 90 s, {TALK}: 100 s .. 200 s, {STAFF}: 2 .. 5}}"
"""Two lengths of time and a whole number."""
GRID = f"{HEAD}design: {{grid: {{{WRAP_UP}: [30 s, 60 s], {STAFF}: [2, 3]}}}}\n"


def desk(folder: Path, sweep: str = GRID) -> Path:
    """A folder with the hotline and a sweep file, whose path is given back."""
    (folder / "town.yaml").write_text(TOWN, encoding="utf-8")
    path = folder / "sweep.yaml"
    path.write_text(sweep, encoding="utf-8")
    return path


def tables(folder: Path) -> dict[str, bytes]:
    """The tables of a sweep by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".parquet", ".xlsx")}


def levels(points: Any) -> list[tuple[Any, ...]]:
    """The levels of each point."""
    return [tuple(point.levels.values()) for point in points]


def without(found: SweepResults, *lost: tuple[int, int]) -> SweepResults:
    """The same results without some runs, which failed."""
    kept = {run: figures for run, figures in found.figures.items() if run not in lost}
    return replace(found, figures=Figures.of(found.experiment, kept), failures=dict.fromkeys(lost, "budget"))


def made_up(
    file: Path, value: Callable[[tuple[float, ...], int], float], replications: int = 2, measure: str = "asa"
) -> SweepResults:
    """Results of a sweep of ranges, as if a run had come to `value(where its factors lie in their ranges, number)`."""
    made = experiment_of(read_sweep(file), replications)
    design = made.file.sweep.design
    ranges = design.ranges or {factor: range_of(levels) for factor, levels in (design.grid or {}).items()}
    shares = coordinates(made.points, {factor: found for factor, found in ranges.items() if found is not None})
    figures = {}
    for point, place in zip(made.points, shares, strict=True):
        for replication in range(replications):
            told = value(tuple(map(float, place)), replication)
            figures[point.number, replication] = {measure: Figure(100 * told, 100.0, told)}
    return SweepResults(made, Figures.of(made, figures), {})
