"""A small hotline and sweeps of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
