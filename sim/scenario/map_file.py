"""From a file that maps columns to a checked ColumnMap."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sim.scenario.asked_file import read_asked
from sim.scenario.schema_map import ColumnMap


def read_map(path: str | Path, roles: dict[str, Collection[str]]) -> ColumnMap:
    """Read a map of columns and check it; errors as `read_asked`.

    Parameters
    ----------
    path
        The file.
    roles
        The roles that there are in each part, `calls` and `tickets`.

    Raises
    ------
    ScenarioError
        What the language does not allow, and roles that there are not, with file, line and key.
    """
    found, file = read_asked(path, ColumnMap, "map")
    for part, known in roles.items():
        for role in getattr(found, part).columns:
            if role not in known:
                raise file.refused(
                    (part, "columns", role), f"'{role}' is no role of a column: there are {', '.join(known)}"
                )
    return found
