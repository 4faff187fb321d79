"""From a staffing file, or a mapping that says the same, to a checked Staffing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.asked_file import AskedFile, is_asked_file, read_asked
from sim.scenario.schema_staffing import Staffing


@dataclass(frozen=True)
class StaffingFile(AskedFile):
    """A staffing file that has been read: what it says, and where."""

    staffing: Staffing


def read_staffing(given: str | Path | dict[str, Any]) -> StaffingFile:
    """Read a staffing file, or a mapping of the same keys, and check it; errors as `read_asked`."""
    staffing, file = read_asked(given, Staffing, "staffing")
    return StaffingFile(file.name, file.folder, file.places, file.text, staffing)


def is_staffing_file(path: str | Path) -> bool:
    """Whether a file has the key 'staffing' at its top."""
    return is_asked_file(path, "staffing")
