"""Which data files a scenario names: found by its schema, so that a part which is named 'file' is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.expected import is_part, kinds_at
from sim.scenario.parts import parts_in
from sim.scenario.yaml_reader import KeyPath

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

FILE = "file"
"""The key of a part that names a data file."""


def data_files(scenario: Any) -> Iterator[tuple[KeyPath, str]]:
    """Key path and name of every data file that a scenario (or a part of one) names."""
    for path, part in parts_in(scenario):
        name = getattr(part, FILE, None)
        if isinstance(name, str):
            yield (*path, FILE), name


def data_sums(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every data file that a scenario names, in order of name; '' for one that cannot be read."""
    names = sorted({name for _, name in data_files(scenario)})
    return {name: _sum_of(Path(scenario.folder) / name) for name in names}


def _sum_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def files_in(document: Any) -> Iterator[dict[str, Any]]:
    """The mappings of an unchecked document in which `file` names a data file."""
    waiting: list[KeyPath] = [()]
    while waiting:
        path = waiting.pop()
        node = document
        for key in path:
            node = node[key]
        if isinstance(node, dict):
            kinds = kinds_at(path, document)
            if isinstance(node.get(FILE), str) and any(is_part(kind) and FILE in kind.model_fields for kind in kinds):
                yield node
            waiting += [(*path, key) for key in node]
        elif isinstance(node, list):
            waiting += [(*path, place) for place in range(len(node))]
