"""The JSON Schemas of scenario, sweep, staffing, roster and matching files, for editors that check while one writes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from pydantic import BaseModel

from sim.scenario.schema import Scenario
from sim.scenario.schema_map import ColumnMap
from sim.scenario.schema_match import Match
from sim.scenario.schema_roster import Rostering
from sim.scenario.schema_staffing import Staffing
from sim.scenario.schema_sweep import Sweep

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DEFS: Final = "#/$defs/"
_OVERRIDE: Final = " override"


def scenario_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a scenario file.

    Returns
    -------
    dict
        A file with `extends` need not be complete, and null takes a key of the base away; any other file must be.
    """
    full = copy.deepcopy(Scenario.model_json_schema(by_alias=False))
    parts = full.pop("$defs")
    full.pop("title", None)
    parts["Scenario"] = full
    for part in parts.values():
        _tidy(part)
    overrides = {f"{name}{_OVERRIDE}": _loosened(part) for name, part in parts.items()}
    overrides[f"Scenario{_OVERRIDE}"]["properties"]["extends"] = {"type": "string"}
    return {
        "$schema": _DIALECT,
        "$id": "hotline scenario 1",
        "title": "hotline scenario 1",
        "description": full.get("description", ""),
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{_DEFS}Scenario{_OVERRIDE}"},
        "else": {"$ref": f"{_DEFS}Scenario"},
        "$defs": {**parts, **overrides},
    }


def sweep_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a sweep file."""
    schema = _asked_schema(Sweep, "hotline sweep 1")
    measures = schema["properties"]["measures"]
    measures["items"] = {"anyOf": [{"type": "string"}, measures["items"]]}  # an id alone stands for {measure: id}
    return schema


def staffing_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a staffing file."""
    return _asked_schema(Staffing, "hotline staffing 1")


def roster_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a roster file."""
    return _asked_schema(Rostering, "hotline roster 1")


def map_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a map of columns."""
    return _asked_schema(ColumnMap, "hotline map 1")


def match_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a matching file."""
    return _asked_schema(Match, "hotline match 1")


SCHEMAS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "hotline": scenario_schema,
    "sweep": sweep_schema,
    "staffing": staffing_schema,
    "roster": roster_schema,
    "map": map_schema,
    "match": match_schema,
}
"""By the key at the top of a file that names its language."""


def _asked_schema(language: type[BaseModel], name: str) -> dict[str, Any]:
    full = copy.deepcopy(language.model_json_schema(by_alias=False))
    for part in (full, *full["$defs"].values()):
        _tidy(part)
    return {"$schema": _DIALECT, "$id": name, "title": name, **full}


def _tidy(node: Any) -> None:
    """Take out what would mislead an editor: defaults in microseconds, and class names as titles."""
    if isinstance(node, list):
        for entry in node:
            _tidy(entry)
    if not isinstance(node, dict):
        return
    if _is_number(node.get("default")) and not _takes_numbers(node):
        del node["default"]
    if isinstance(node.get("default", ""), list | dict | None):
        del node["default"]
    node.pop("discriminator", None)
    if isinstance(node.get("title"), str):
        del node["title"]
    for entry in node.values():
        _tidy(entry)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _takes_numbers(node: dict[str, Any]) -> bool:
    kinds = [node, *node.get("anyOf", ())]
    return any(kind.get("type") in ("number", "integer") or "const" in kind for kind in kinds)


def _loosened(part: Any) -> Any:
    """A part as an override may give it: any of its keys, null for those it takes away; lists stay whole."""
    if isinstance(part, list):
        return [_loosened(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    found: dict[str, Any] = {}
    for key, entry in part.items():
        if key in ("items", "propertyNames", "enum", "const", "default"):
            found[key] = copy.deepcopy(entry)
        elif key == "properties":
            found[key] = {name: _or_null(_loosened(below)) for name, below in entry.items()}
        elif key == "additionalProperties" and isinstance(entry, dict):
            found[key] = _or_null(_loosened(entry))
        elif key == "oneOf":
            found["anyOf"] = _loosened(entry)
        elif key == "$ref":
            found[key] = f"{entry}{_OVERRIDE}"
        elif key != "required":
            found[key] = _loosened(entry)
    return found


def _or_null(node: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [node, {"type": "null"}]}
