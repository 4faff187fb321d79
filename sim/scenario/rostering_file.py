"""From a roster file, or a mapping that says the same, to a checked Rostering."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.asked_file import AskedFile, is_asked_file, read_asked
from sim.scenario.schema_roster import Rostering


@dataclass(frozen=True)
class RosteringFile(AskedFile):
    """A roster file that has been read: what it says, and where."""

    rostering: Rostering


def read_rostering(given: str | Path | dict[str, Any]) -> RosteringFile:
    """Read a roster file, or a mapping of the same keys, and check it; errors as `read_asked`."""
    rostering, file = read_asked(given, Rostering, "roster")
    return RosteringFile(file.name, file.folder, file.places, file.text, rostering)


def is_rostering_file(path: str | Path) -> bool:
    """Whether a file has the key 'roster' at its top."""
    return is_asked_file(path, "roster")
