"""All parts that stand in a scenario, each with its key path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.fields import Part
from sim.scenario.yaml_reader import KeyPath


def parts_in(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Part]]:
    """Key path and value of each part of a scenario (or of one of its parts), before those that stand in it."""
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, tuple):
        entries = list(enumerate(value))
    elif isinstance(value, Part):
        yield path, value
        entries = [(key, getattr(value, key)) for key in type(value).model_fields]
    else:
        return
    for key, entry in entries:
        yield from parts_in(entry, (*path, key))
