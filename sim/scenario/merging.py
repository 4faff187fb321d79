"""Scenario documents with the place of each value: laying one over another, and changing single values."""

from __future__ import annotations

import copy
import math
import numbers
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sim.errors import ScenarioError, printable
from sim.scenario.taken_away import not_there
from sim.scenario.yaml_reader import DEEPEST, LARGEST, KeyPath, check_text

VOLUMES: Final = ("per_day", "per_weekday", "per_date", "counts", "stamps")
"""Keys of a stream of which it has exactly one."""
BY_LANGUAGE: Final = {"title": "titles", "label": "labels", "description": "descriptions"}
"""A new name or description for all languages pushes out the old ones by language."""
NUMBER: Final = re.compile(r"\[(\d+)\]")
"""The number of an item as it may stand behind the name of its list."""
LONGEST_SOURCE: Final = 120
"""Of a longer path to a file its end is told."""


@dataclass(frozen=True)
class Place:
    """Where a value was written: a file (or what stands for it) and a line, 0 for none."""

    source: str
    line: int = 0

    def __str__(self) -> str:
        source = printable(self.source, breaks=False)
        source = source if len(source) <= LONGEST_SOURCE else "..." + source[3 - LONGEST_SOURCE :]
        return f"{source}:{self.line}" if self.line else source


Places = dict[KeyPath, Place]


@dataclass(frozen=True)
class Document:
    """A document in plain values, and the place of each key and list item; the place of () is the whole's."""

    value: dict[str, Any]
    places: Places


def merged(base: Document, over: Document) -> Document:
    """`over` laid over `base`: mappings merge, lists and single values replace, null removes.

    A law named anew replaces the whole law, a new volume of a stream replaces the old one, and a new title or label
    replaces those by language.
    """
    places: Places = {(): over.places[()]}
    value = _merge(base, over, base.value, over.value, (), places)
    _drop_lost_origins(base.value, value)
    return Document(value, places)


def _merge(
    base: Document, over: Document, low: dict[str, Any], high: dict[str, Any], path: KeyPath, places: Places
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kept = _what_remains(low, high, path)
    for key in [*kept, *(key for key in high if key not in kept)]:
        place = (*path, key)
        if key not in high:
            found[key] = kept[key]
            _copy_places(kept[key], place, base.places, places)
        elif isinstance(high[key], dict):
            below = kept.get(key)
            places[place] = over.places[place]
            found[key] = _merge(base, over, below if isinstance(below, dict) else {}, high[key], place, places)
        elif high[key] is not None:
            found[key] = high[key]
            _copy_places(high[key], place, over.places, places)
    return found


def _what_remains(low: dict[str, Any], high: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    """The base's entries that an override does not push out as a whole."""
    if isinstance(high.get("law"), str) or (path[-1:] == ("per_date",) and ("file" in low) != ("file" in high)):
        return {}
    volumes = [key for key in VOLUMES if high.get(key) is not None] if _is_stream(path) else []
    renamed = {many for one, many in BY_LANGUAGE.items() if one in high and many not in high}
    return {
        key: value
        for key, value in low.items()
        if key not in renamed and (not volumes or key not in VOLUMES or key in volumes)
    }


def _is_stream(path: KeyPath) -> bool:
    return len(path) == 2 and path[0] == "demand"


def _drop_lost_origins(before: dict[str, Any], after: dict[str, Any]) -> None:
    """A number that was taken away takes its origin with it."""
    origins = after.get("origins")
    if isinstance(origins, dict):
        lost = set(key_paths(before)) - set(key_paths(after))
        after["origins"] = {path: origin for path, origin in origins.items() if path not in lost}


def key_paths(node: Any, path: str = "") -> Iterator[str]:
    """Every key path of a document with dots between the keys; origins are left out."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, entry in entries:
        below = f"{path}.{key}" if path else str(key)
        if below != "origins":
            yield below
            yield from key_paths(entry, below)


def _copy_places(value: Any, path: KeyPath, source: Places, target: Places) -> None:
    if path in source:
        target[path] = source[path]
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        _copy_places(entry, (*path, key), source, target)


def changed(document: Document, changes: list[tuple[str, Any]], place: Place) -> Document:
    """A document with other values at some key paths, such as 'operators.floor.wrap_up.mean' or 'targets.0.within'.

    Raises
    ------
    ScenarioError
        If a path leads nowhere or a value is none a scenario can hold.
    """
    value, places = copy.deepcopy(document.value), dict(document.places)
    for path_text, new in changes:
        try:
            if new is None:
                _take_away(value, places, path_text)
            else:
                _put(value, places, path_text, as_plain(new), place)
        except ScenarioError as error:
            raise ScenarioError(f"{place}: {path_text[:200]}: {error}") from None
    _drop_lost_origins(document.value, value)
    return Document(value, places)


def _put(value: dict[str, Any], places: Places, path_text: str, new: Any, source: Place) -> None:
    node: Any = value
    path: KeyPath = ()
    steps = _steps(path_text)
    while True:
        key, steps = _next_key(node, steps, path)
        if isinstance(node, dict) and _is_stream(path) and key in VOLUMES and node.get(str(key)) is None:
            for other in VOLUMES:
                node.pop(other, None)
        path = (*path, key)
        if not steps:
            break
        if isinstance(node, dict) and node.get(str(key)) is None:
            node[str(key)] = {}
            places[path] = source
        node = node[key]
    _forget(path, places)
    node[key] = new
    _mark(new, path, source, places)


def _take_away(value: dict[str, Any], places: Places, path_text: str) -> None:
    """Take a key or the item of a list away; one that is known but not there may stay absent."""
    node: Any = value
    path: KeyPath = ()
    steps = _steps(path_text)
    while True:
        key, steps = _next_key(node, steps, path)
        is_there = isinstance(node, list) or node.get(key) is not None
        if not is_there and key not in node:
            slip = not_there((*path, key), node, value)
            if slip is not None:
                raise ScenarioError(slip)
        path = (*path, key)
        if not steps:
            break
        node = node[key] if is_there else {}
    _forget(path, places)
    if isinstance(node, list):
        del node[int(key)]
        _close_up(path, value, places)
    else:
        node.pop(key, None)


def key_path(value: Any, path_text: str) -> KeyPath:
    """The keys that a key path goes through in a document that it leads somewhere in."""
    node, steps = value, _steps(path_text)
    path: KeyPath = ()
    while steps:
        key, steps = _next_key(node, steps, path)
        node, path = node[key], (*path, key)
    return path


def steps_of(path_text: str) -> tuple[str, ...]:
    """The names and numbers of a key path, whose numbers may stand in brackets: 'accuracy[0]' is 'accuracy.0'."""
    return tuple(NUMBER.sub(r".\1", path_text.strip()).split("."))


def _steps(path_text: str) -> list[str]:
    steps = path_text.strip().split(".")
    if len(steps) > DEEPEST:
        raise ScenarioError(f"is more than {DEEPEST} keys deep")
    return steps


def _forget(path: KeyPath, places: Places) -> None:
    for place in [place for place in places if place[: len(path)] == path]:
        del places[place]


def _close_up(gone: KeyPath, value: dict[str, Any], places: Places) -> None:
    """The items behind one that is gone from its list move up, and so do their places and their numbers' origins."""
    here, number = gone[:-1], int(gone[-1])

    def moved(path: KeyPath) -> KeyPath:
        at = path[len(here)] if len(path) > len(here) and path[: len(here)] == here else -1
        return (*here, int(at) - 1, *path[len(here) + 1 :]) if int(at) > number else path

    after = {moved(path): place for path, place in places.items()}
    places.clear()
    places.update(after)
    origins = value.get("origins")
    if isinstance(origins, dict):
        start = ".".join(map(str, here)) + "."
        kept: dict[str, Any] = {}
        for text, origin in origins.items():
            item, _, below = text.removeprefix(start).partition(".")
            if text.startswith(start) and item.isdecimal() and int(item) >= number:
                text = f"{start}{int(item) - 1}{'.' if below else ''}{below}" if int(item) > number else ""
            if text:
                kept[text] = origin
        value["origins"] = kept


def _next_key(node: Any, steps: list[str], path: KeyPath) -> tuple[str | int, list[str]]:
    """The next key of a path; names may hold dots themselves, so the longest that exists is taken."""
    here = ".".join(map(str, path)) or "the scenario"
    if not steps[0]:
        raise ScenarioError("is not a key path: write names with dots between, such as operators.floor.wrap_up.mean")
    if isinstance(node, dict):
        for taken in range(len(steps), 1, -1):
            if (name := ".".join(steps[:taken])) in node:
                return name, steps[taken:]
        numbered = steps_of(steps[0])
        if steps[0] not in node and isinstance(node.get(numbered[0]), list):
            return numbered[0], [*numbered[1:], *steps[1:]]
        unfit = check_text(steps[0], is_key=True)
        if unfit is not None:
            raise ScenarioError(unfit)
        return steps[0], steps[1:]
    if isinstance(node, list):
        if steps[0].isdecimal() and len(steps[0]) < 7 and int(steps[0]) < len(node):
            return int(steps[0]), steps[1:]
        raise ScenarioError(f"{here} is a list of {len(node)}: '{steps[0]}' is none of its numbers, which begin at 0")
    raise ScenarioError(f"{here} is a single value, so nothing can be set below it")


def _mark(value: Any, path: KeyPath, source: Place, places: Places) -> None:
    places[path] = source
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        _mark(entry, (*path, key), source, places)


def as_plain(value: Any, depth: int = 1) -> Any:
    """A value given by a program in the plain values of a YAML file.

    Raises
    ------
    ScenarioError
        For what a scenario file could not hold either: other objects, NaN, infinities, control characters.
    """
    if depth > DEEPEST:
        raise ScenarioError(f"lists and mappings are nested more than {DEEPEST} deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        unfit = check_text(value)
        if unfit is not None:
            raise ScenarioError(unfit)
        return str(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, numbers.Integral) and abs(int(value)) < LARGEST:
        return int(value)
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral) and math.isfinite(value):
        return float(value)
    if isinstance(value, list | tuple):
        return [as_plain(entry, depth + 1) for entry in value]
    if isinstance(value, dict):
        return {_plain_key(key): as_plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, numbers.Real):
        raise ScenarioError(f"{str(value)[:40]} is not a number a scenario can hold")
    raise ScenarioError(f"a {type(value).__name__} is not a value a scenario can hold: give text, a number or a list")


def _plain_key(key: Any) -> str:
    if isinstance(key, date):
        return key.isoformat()[:10]
    if not isinstance(key, str):
        raise ScenarioError(f"key {str(key)[:40]} is not text")
    unfit = check_text(key, is_key=True)
    if unfit is not None:
        raise ScenarioError(unfit)
    return str(key)
