"""From a matching file, or a mapping that says the same, to a checked Match."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.asked_file import AskedFile, is_asked_file, read_asked
from sim.scenario.schema_match import Match


@dataclass(frozen=True)
class MatchFile(AskedFile):
    """A matching file that has been read: what it says, and where."""

    match: Match


def read_match(given: str | Path | dict[str, Any]) -> MatchFile:
    """Read a matching file, or a mapping of the same keys, and check it; errors as `read_asked`."""
    match, file = read_asked(given, Match, "match")
    return MatchFile(file.name, file.folder, file.places, file.text, match)


def is_match_file(path: str | Path) -> bool:
    """Whether a file has the key 'match' at its top."""
    return is_asked_file(path, "match")
