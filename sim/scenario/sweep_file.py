"""From a sweep file, or a mapping that says the same, to a checked Sweep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.asked_file import AskedFile, is_asked_file, read_asked
from sim.scenario.schema_sweep import Sweep


@dataclass(frozen=True)
class SweepFile(AskedFile):
    """A sweep that has been read: what it says, and where."""

    sweep: Sweep


def read_sweep(given: str | Path | dict[str, Any]) -> SweepFile:
    """Read a sweep file, or a mapping of the same keys, and check it; errors as `read_asked`."""
    sweep, file = read_asked(given, Sweep, "sweep")
    return SweepFile(file.name, file.folder, file.places, file.text, sweep)


def is_sweep_file(path: str | Path) -> bool:
    """Whether a file has the key 'sweep' at its top."""
    return is_asked_file(path, "sweep")
