"""Sound scenarios with one fault each, made from the schema: what was done to them, and where the fault lies.

A mutant is written as a text of which the line of every key is known here, apart from the reader under test.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from sim.checks.asked import asked_problems
from sim.errors import ScenarioError
from sim.scenario.loading import _checked, load_scenario
from sim.scenario.merging import Document, Place, merged
from sim.scenario.schema import Scenario
from sim.scenario.time_limits import LIMIT_PATTERN
from sim.scenario.units import CLOCK_PATTERN, DATE_PATTERN, DURATION_PATTERN, PERCENT_PATTERN
from sim.scenario.yaml_reader import read_document

HERE: Final = Path(__file__).parent
SHIPPED: Final = sorted((HERE.parents[1] / "scenarios").rglob("*.yaml"))
SOUND: Final = (HERE / "rich" / "rich.yaml", *SHIPPED)
NAME: Final = "mutant.yaml"
SCHEMA: Final = Scenario.model_json_schema(by_alias=False)
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz_"
LAW: Final = {"law": "exponential", "mean": "1 min"}
KeyPath = tuple[str | int, ...]

WRONG_KINDS: Final[dict[str, Any]] = {
    "a number": 7,
    "a decimal": -1.5,
    "true": True,
    "a text": "no such thing",
    "an empty text": "",
    "nothing": None,
    "a list": ["no such thing"],
    "a mapping": {"no_such_key": 7},
}
"""Values of every kind; at each key, those that the schema takes there are no fault and are left out."""
BAD_FORMS: Final = {
    DURATION_PATTERN: (300, "300", "5 months", "-3 s", "1:30", "40000 d"),
    CLOCK_PATTERN: ("8:30", "24:30", "25:00", "12:60", 830, "noon"),
    DATE_PATTERN: ("2026-02-30", "2026-13-01", "1.3.2026", "2026-3-1", 20260301),
    PERCENT_PATTERN: ("seventy", "70 % %", "-5 %", "70 percent"),
    LIMIT_PATTERN: (
        5,
        "5",
        "5 workdays",
        "1.5 working days",
        "0 h",
        "0 working hours",
        "next week",
        "9999 working days",
    ),
}
"""Values out of range or in a wrong form, by the form that the schema asks for."""


@dataclass(frozen=True)
class Site:
    """A key of a sound scenario, and what the schema says of it; `siblings` are the keys that may stand beside it."""

    path: KeyPath
    schema: dict[str, Any]
    pointer: str
    siblings: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Mutant:
    """A scenario with one fault: the rule that made it, the path at fault, and for a slip the key that was meant."""

    rule: str
    path: KeyPath
    value: dict[str, Any]
    meant: str = ""


@dataclass(frozen=True)
class Base:
    """A sound scenario: the document that is spoiled, and the one that it builds on, if any.

    `is_variant` says that a file builds on another and stands here in full, much like that other.
    """

    name: str
    folder: str
    value: dict[str, Any]
    whole: dict[str, Any]
    below: Document | None = None
    is_variant: bool = False


@cache
def bases() -> tuple[Base, ...]:
    """Every sound scenario in full, and those that build on another once more, by what they say themselves."""
    found = []
    for path in SOUND:
        scenario = load_scenario(path)
        own = read_document(path.read_bytes(), path.name)[0]
        document, folder = scenario.document, scenario.folder
        found.append(Base(path.stem, folder, document, document, is_variant="extends" in own))
        if "extends" in own:
            lower = load_scenario(path.parent / str(own.pop("extends"))).document
            below = Document(lower, {(): Place("base.yaml", 1)})
            found.append(Base(f"{path.stem} over its base", folder, own, document, below))
    return tuple(found)


def _resolved(schema: dict[str, Any], value: Any) -> tuple[dict[str, Any], str]:
    """The alternative of a schema that a sound value follows, and its name."""
    name = ""
    while True:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = SCHEMA["$defs"][name]
            continue
        alternatives = schema.get("anyOf") or schema.get("oneOf")
        if not alternatives:
            return schema, name
        schema = next(one for one in alternatives if is_valid(one, value))


@cache
def _checker(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "$defs": SCHEMA["$defs"]})


def is_valid(schema: dict[str, Any], value: Any) -> bool:
    """Whether the schema takes a value."""
    return _checker(json.dumps(schema)).is_valid(value)


def sites(value: Any, schema: dict[str, Any] = SCHEMA, path: KeyPath = ()) -> Iterator[Site]:
    """Every key, name and list item of a sound document with its schema."""
    node, name = _resolved(schema, value)
    if isinstance(value, dict):
        own = node.get("properties", {})
        names = node.get("propertyNames", {})
        choices = tuple(own) or tuple(names.get("enum", ()))
        for key, below in value.items():
            inner = own.get(key, node.get("additionalProperties"))
            pointer = f"{name or 'Scenario'}.{key}" if key in own else ""
            yield Site((*path, key), inner, pointer, choices, key in node.get("required", ()))
            yield from sites(below, inner, (*path, key))
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield Site((*path, place), node["items"], "")
            yield from sites(below, node["items"], (*path, place))


def all_pointers() -> set[str]:
    """Every key of every part of the language, by the schema; `extends` never stands in a resolved scenario."""
    parts = {"Scenario": SCHEMA, **SCHEMA["$defs"]}
    found = {f"{name}.{key}" for name, part in parts.items() for key in part.get("properties", ())}
    return found - {"Scenario.extends"}


def at(value: Any, path: KeyPath) -> Any:
    """The value at a path."""
    for key in path:
        value = value[key]
    return value


def _holds(value: Any, path: KeyPath) -> bool:
    try:
        at(value, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _open(value: dict[str, Any], path: KeyPath) -> tuple[dict[str, Any], Any]:
    """A copy that may be changed at a path, and the part at that path; the rest is shared with the original."""
    found = dict(value)
    part: Any = found
    for key in path:
        part[key] = copy.copy(part[key])
        part = part[key]
    return found, part


def with_value(value: dict[str, Any], path: KeyPath, new: Any) -> dict[str, Any]:
    """A copy with another value at a path."""
    found, part = _open(value, path[:-1])
    part[path[-1]] = new
    return found


def with_key(value: dict[str, Any], path: KeyPath, key: str) -> dict[str, Any]:
    """A copy in which the key at a path has another name, at the same place."""
    found, part = _open(value, path[:-1])
    renamed = {(key if old == path[-1] else old): below for old, below in part.items()}
    part.clear()
    part.update(renamed)
    return found


def without(value: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    """A copy without the key at a path."""
    found, part = _open(value, path[:-1])
    del part[path[-1]]
    return found


def slips(key: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """One-letter slips of a key by their kind: every letter left out or swapped, two put in, two others instead."""
    for place in range(len(key)):
        yield "left out", key[:place] + key[place + 1 :]
    for place in range(len(key) - 1):
        yield "swapped", key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    for _ in range(2):
        place, letter = chance.randrange(len(key) + 1), chance.choice(LETTERS)
        yield "put in", key[:place] + letter + key[place:]
        place = chance.randrange(len(key))
        yield "other", key[:place] + letter + key[place + 1 :]


def _bounds(schema: dict[str, Any]) -> Iterator[Any]:
    """Values just beyond the bounds that a schema names, at any depth of its alternatives."""
    step = 1 if schema.get("type") == "integer" else 1e-6
    if "minimum" in schema:
        yield schema["minimum"] - step
    if "maximum" in schema:
        yield schema["maximum"] + step
    yield from (schema[bound] for bound in ("exclusiveMinimum", "exclusiveMaximum") if bound in schema)
    yield from BAD_FORMS.get(schema.get("pattern", ""), ())
    if "above zero" in schema.get("description", ""):
        yield "0 s"
    for one in schema.get("anyOf", ()):
        yield from _bounds(one)


def mutants(base: Base) -> Iterator[Mutant]:
    """Every one-fault mutant of a sound scenario; what stays sound by nature is left out by the rule beside it."""
    chance = random.Random(base.name)
    over = base.below is not None
    mappings: dict[KeyPath, None] = {(): None}
    for site in sites(base.whole):
        if not _holds(base.value, site.path):
            continue
        given = at(base.value, site.path)
        if isinstance(given, dict) and not _is_free(site.schema, at(base.whole, site.path)):
            mappings[site.path] = None
        for kind, wrong in WRONG_KINDS.items():
            # What the schema takes is no fault. Over a base, nothing takes a key away, and a mapping is laid over.
            if is_valid(site.schema, wrong) or (over and (wrong is None or isinstance(wrong, dict))):
                continue
            yield Mutant(f"wrong kind: {kind}", site.path, with_value(base.value, site.path, wrong))
        for wrong in _bounds(site.schema):
            yield Mutant("out of range", site.path, with_value(base.value, site.path, wrong))
        if site.required:
            # Over a base, a key left out is the base's; nothing in its place takes it away.
            lost = with_value(base.value, site.path, None) if over else without(base.value, site.path)
            # Whoever takes a law's name away over a base lays the other parameters over the base's law.
            if not (over and site.path[-1] == "law"):
                yield Mutant("missing", site.path, lost)
        key = str(site.path[-1])
        if site.siblings:
            for kind, slip in slips(key, chance):
                # A slip that gives another key of the same part, or none at all, is another kind of fault or none.
                # A slip of 'law' over a base lays the other parameters over the base's law, as above.
                if slip and slip not in site.siblings and not (over and key == "law"):
                    yield Mutant(f"slip: {kind}", (*site.path[:-1], slip), with_key(base.value, site.path, slip), key)
    for path in mappings:
        yield Mutant("unknown key", (*path, "no_such_key"), with_value(base.value, (*path, "no_such_key"), 7))


def _is_free(schema: dict[str, Any], value: Any) -> bool:
    """Whether a mapping has names of the planner's choice, so that no name is unknown."""
    node, _ = _resolved(schema, value)
    return "properties" not in node and "enum" not in node.get("propertyNames", {})


def written(value: dict[str, Any]) -> tuple[str, dict[KeyPath, int]]:
    """A document as YAML with each key and item on a line of its own, and those lines."""
    lines: list[str] = []
    places: dict[KeyPath, int] = {(): 1}

    def write(node: Any, path: KeyPath, indent: str, lead: str) -> None:
        entries = node.items() if isinstance(node, dict) else enumerate(node)
        for number, (key, entry) in enumerate(entries):
            before = lead if number == 0 else indent
            mark = f"{json.dumps(key)}:" if isinstance(node, dict) else "-"
            places[(*path, key)] = len(lines) + 1
            if isinstance(entry, dict | list) and entry:
                if isinstance(node, dict):
                    lines.append(before + mark)
                    write(entry, (*path, key), indent + "  ", indent + "  ")
                else:
                    write(entry, (*path, key), indent + "  ", before + "- ")
            else:
                lines.append(f"{before}{mark} {json.dumps(entry, ensure_ascii=False)}")

    write(value, (), "", "")
    return "\n".join(lines) + "\n", places


def told_of(base: Base, mutant: Mutant, lines: dict[KeyPath, int]) -> str:
    """What the checks say of a mutant, "" if it passes; its places are those of the text written for it."""
    document = Document(mutant.value, {path: Place(NAME, line) for path, line in lines.items()})
    if base.below is not None:
        document = merged(base.below, document)
    try:
        _checked(document, base.folder, "mutant", asked_problems)
    except ScenarioError as error:
        return str(error)
    return ""


def wrong_places(told: str, mutant: Mutant, lines: dict[KeyPath, int]) -> list[str]:
    """Those lines of a message that speak of another place than the fault; all of them if none speaks of it.

    Right are: the path at fault or one below it, each at its line; and beside it (or, for a key that is missing, alone)
    the part around, for the lack of the key.
    """
    named = [path for path in lines if path[: len(mutant.path)] == mutant.path] or [mutant.path]
    said = {".".join(map(str, path)): lines.get(path, 0) for path in named}
    heads = tuple(f"{NAME}:{line}: {path}: " for path, line in said.items())
    around = mutant.path[:-1]
    lost = mutant.meant or str(mutant.path[-1])
    line = lines.get(around, 1)
    place = ": ".join([f"{NAME}:{line}", *([".".join(map(str, around))] if around else [])])
    lacks = (f"{place}: '{lost}' is missing",)
    if lost == "law":
        lacks = (f"{place}: {{",)
    told_lines = told.splitlines()
    spoken = any(line.startswith(heads) for line in told_lines)
    spoken |= mutant.rule == "missing" and any(line.startswith(lacks) for line in told_lines)
    if not spoken:
        return told_lines or ["it is read"]
    return [line for line in told_lines if not line.startswith((*heads, *lacks))]
