"""What may stand at a key path, by the schema."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.schema import Scenario
from sim.scenario.schema_map import ColumnMap
from sim.scenario.schema_match import Match
from sim.scenario.schema_roster import Rostering
from sim.scenario.schema_staffing import Staffing
from sim.scenario.schema_sweep import Sweep
from sim.scenario.yaml_reader import KeyPath

LANGUAGES: Final[dict[str, type[BaseModel]]] = {
    "hotline": Scenario, "sweep": Sweep, "staffing": Staffing, "roster": Rostering, "match": Match,
    "map": ColumnMap,
}  # fmt: skip
"""What a file may say, by the key at its top that names its language."""
TAKEN_BY: Final = {
    "hotline": "is a scenario, which `hotline run` takes",
    "sweep": "is a sweep file, which `hotline sweep` takes",
    "staffing": "is a staffing file, which `hotline plan` takes",
    "roster": "is a roster file, which `hotline roster` takes",
    "map": "is a map of columns, which `hotline fit --map` takes",
    "match": "is a matching file, which `hotline match` takes",
}
"""What a file of each language is, and which command takes it."""


def is_part(member: Any) -> bool:
    """Whether a kind of value is a part of a scenario, with keys of its own."""
    return isinstance(member, type) and issubclass(member, BaseModel)


def is_law(member: Any) -> bool:
    """Whether a kind of value is one of the laws."""
    return is_part(member) and "law" in member.model_fields


def kinds_of(annotation: Any) -> list[Any]:
    """The alternatives of an annotation, None left out."""
    if get_origin(annotation) is Annotated:
        return kinds_of(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [member for part in get_args(annotation) for member in kinds_of(part)]
    return [] if annotation is type(None) else [annotation]


def language_of(document: Any) -> str:
    """The key at the top of a document that names its language: that of scenarios, unless it names another one only."""
    keys = document if isinstance(document, dict) else {}
    return next((key for key in LANGUAGES if key in keys), "hotline")


def kinds_at(path: KeyPath, document: Any) -> list[Any]:
    """What may stand at a path, by the schema."""
    members: list[Any] = [LANGUAGES[language_of(document)]]
    node = document
    for key in path:
        members = [below for member in members for below in _below(member, key)]
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            node = None
        law = node.get("law") if isinstance(node, dict) else None
        named = [m for m in members if is_law(m) and law in get_args(m.model_fields["law"].annotation)]
        members = named or members
    return members


def _below(member: Any, key: str | int) -> list[Any]:
    if is_part(member):
        field = member.model_fields.get(key)
        return kinds_of(field.annotation) if field is not None else []
    if get_origin(member) is dict:
        return kinds_of(get_args(member)[1])
    if get_origin(member) is tuple:
        return kinds_of(get_args(member)[0])
    return []


def keys_of(part: type[BaseModel]) -> list[str]:
    """Keys of a part, its own before those it shares with others."""
    own = [key for key in part.__annotations__ if key in part.model_fields]
    return [*own, *(key for key in part.model_fields if key not in own)]


def known_keys(path: KeyPath, document: Any) -> list[str]:
    """Keys a mapping may have, by the schema."""
    keys: list[str] = []
    for member in kinds_at(path, document):
        if is_part(member):
            keys += [key for key in keys_of(member) if key not in keys]
        elif get_origin(member) is dict:
            names = kinds_of(get_args(member)[0])
            keys += [word for name in names if get_origin(name) is Literal for word in get_args(name)]
    return keys
