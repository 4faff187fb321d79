"""What is wrong with a scenario, in sentences a planner understands, each with its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.errors import ScenarioError
from sim.scenario.expected import is_law, is_part, keys_of, kinds_at, kinds_of, known_keys, language_of
from sim.scenario.key_reference import explaining, unknown_key
from sim.scenario.merging import Document, Place, Places
from sim.scenario.spelling import did_you_mean, listed, nearest
from sim.scenario.units import parse_duration
from sim.scenario.yaml_reader import KeyPath

MOST_LINES: Final = 5
NOWHERE: Final = Place("scenario")
"""The place of all keys of a scenario that no file was read for."""
MOST_WORDED: Final = 60
MOST_KEYS: Final = 10
_QUOTED: Final = re.compile(r"'([^']*)'")
BY_TIME: Final = "by_time"
"""The law that some lengths may follow and others not."""
_LAW_EXAMPLE: Final = "{law: exponential, mean: 150 s}"
_HOURS: Final = 'write {open: "09:00", close: "17:00"}, or a list of such spells'
_EITHER: Final = {
    "days": "write all, working_days, rest_days, holidays, a list such as [mon, tue], or {every: all, but: holidays}",
    "hours": _HOURS,
    "office_hours": _HOURS,
    "make_up_days": "write like_replaced_weekday, or dates and weekdays, such as {2026-02-14: mon}",
    "types": "write all, or a list of types such as [inquiry, help]",
    "profile": "write the name of a profile, a list of 24, 48 or 96 shares, or one of these per kind of day",
    "chase_up.profile": "write the name of a profile, or a list of 24, 48 or 96 shares",
    "per_day": "write a number from 0 to 10,000,000, or one per kind of day, such as {working_day: 900, rest_day: 300}",
    "starts": 'write clock times, such as ["08:00", "12:00"], or {first: "07:00", last: "14:00", every: 30 min}',
    "per_date": "write dates and volumes, such as {2022-01-08: 28600}, or {file: volumes.csv}",
}
"""What would be right where a key takes values of several kinds."""
_BOUNDS: Final = {
    "greater_than_equal": ("ge", "must be at least"),
    "greater_than": ("gt", "must be above"),
    "less_than_equal": ("le", "must be at most"),
    "less_than": ("lt", "must be below"),
}
_PLAIN: Final = {
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a finite number",
    "bool_type": "is not true or false",
    "list_type": "is not a list: write [a, b], or one '- ' line for each",
    "tuple_type": "is not a list: write [a, b], or one '- ' line for each",
    "string_type": "is not text: put it in quotes",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or only odd: the key path of the value, what was found and what would be right."""

    path: KeyPath
    text: str
    only_odd: bool = False


@dataclass(frozen=True)
class _Finding:
    """A checker's error: its path in the document, and the alternatives (length of path, name) it was tried as."""

    path: KeyPath
    tried: tuple[tuple[int, str], ...]
    about_key: bool
    detail: ErrorDetails


def gathered(problems: Sequence[Problem], places: Places) -> ScenarioError:
    """All problems as one error of at most five lines, by file and line."""
    lines: dict[str, Place] = {}
    for problem in problems:
        place = place_of(problem.path, places)
        path = say_path(problem.path)
        text = " ".join(f"{place}: {path}: {problem.text}".split() if path else f"{place}: {problem.text}".split())
        lines.setdefault(text, place)
    told = sorted(lines, key=lambda text: _place_order(lines[text]))
    if len(told) > MOST_LINES:
        told = [*told[: MOST_LINES - 1], f"... and {len(told) - MOST_LINES + 1} more"]
    return ScenarioError("\n".join(told))


def place_of(path: KeyPath, places: Places) -> Place:
    """Where a key path was written: its own place, or that of the nearest part around it."""
    return next((places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in places), NOWHERE)


def _place_order(place: Place) -> tuple[str, int]:
    return place.source, place.line


def say_path(path: Sequence[str | int]) -> str:
    """A key path as planners write it, such as 'operators.floor.talk'."""
    return ".".join(_clipped(str(key)) for key in path)


def shown(value: Any) -> str:
    """A value as it might stand in the file, cut to a readable length."""
    return _clipped(_flow(value))


def _clipped(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _flow(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value[:70]) if "'" not in value else f'"{value[:70]}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(value[key])}" for key in list(value)[:6]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(entry) for entry in value[:12]) + "]"
    return str(value)


def problems_of(error: ValidationError, document: Document) -> list[Problem]:
    """The checker's errors as sentences, one per wrong value."""
    details = error.errors(include_url=False)
    findings = [_finding(detail, document.value) for detail in details if not _counts_good_entries(detail)]
    findings.sort(key=lambda finding: _place_order(place_of(finding.path, document.places)))
    # Only the first few are told: the others are counted, and finding words for thousands would take long.
    rest = [Problem(finding.path, "does not fit here") for finding in findings[MOST_WORDED:]]
    return _problems(findings[:MOST_WORDED], document.value) + rest


def _counts_good_entries(detail: ErrorDetails) -> bool:
    """Whether a list is only too short because some of its entries are wrong, which is told of each."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _finding(detail: ErrorDetails, document: Any) -> _Finding:
    """Tell apart, in a checker's location, keys of the document from the names of the alternatives tried."""
    node: Any = document
    path: KeyPath = ()
    tried: list[tuple[int, str]] = []
    law_passed = False
    for place, part in enumerate(detail["loc"]):
        last = place == len(detail["loc"]) - 1
        if part == "[key]":
            return _Finding(path, tuple(tried), True, detail)
        if isinstance(node, dict) and not law_passed and node.get("law") == part:
            law_passed = True
        elif part in _keys(node):
            node, path, law_passed = node[part], (*path, part), False
        elif last and detail["type"] == "missing":
            path = (*path, part)
        elif last and part == 0 and not isinstance(node, list):
            continue  # a single value stands for a list of one
        else:
            tried.append((len(path), str(part)))
    return _Finding(path, tuple(tried), False, detail)


def _keys(node: Any) -> Collection[str | int]:
    return node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()


def _problems(findings: list[_Finding], document: Any) -> list[Problem]:
    """One sentence for each finding; those of one value tried as several kinds become those of the fitting kind."""
    found: list[Problem] = []
    groups: dict[KeyPath, list[_Finding]] = {}
    for finding in findings:
        if finding.tried:
            groups.setdefault(finding.path[: finding.tried[0][0]], []).append(finding)
        else:
            found.append(_problem(finding, document))
    for path, group in groups.items():
        value = _at(document, path)
        names = {f.tried[0][1] for f in group}
        fitting = [f for f in group if _fits(value, f.tried[0][1], names) and (len(f.path) > len(path) or f.about_key)]
        inner = [_Finding(f.path, f.tried[1:], f.about_key, f.detail) for f in fitting]
        if inner:
            found += _problems(inner, document)
        else:
            number = None if isinstance(value, dict | list) else next((f for f in group if _is_number(f)), None)
            found.append(_neither(path, value, group, document) if number is None else _problem(number, document))
    return list({problem.path: problem for problem in reversed(found)}.values())[::-1]


def _fits(value: Any, tried: str, alternatives: Collection[str]) -> bool:
    """Whether an alternative is of the same kind as the value, so that its errors are the ones to tell."""
    if isinstance(value, dict):
        names_a_part = not any(name.startswith("dict[") for name in alternatives) or _names_file(value)
        return tried.startswith("dict[") != names_a_part
    return isinstance(value, list) and "tuple[" in tried


def _is_number(finding: _Finding) -> bool:
    """Whether a value was tried as a number."""
    return finding.tried[0][1].endswith("float")


def _names_file(value: dict[str, Any]) -> bool:
    """Whether a mapping is meant to name a file, perhaps with a slip in that very word."""
    return any(key in ("file", "date", "count") or nearest(key, ["file"]) for key in value)


def _neither(path: KeyPath, value: Any, group: list[_Finding], document: Any) -> Problem:
    names = [".".join(map(str, path[-2:])), *reversed(path)]
    right = next((_EITHER[str(name)] for name in names if name in _EITHER), "something else is expected here")
    if isinstance(value, str):
        options = [word for finding in group for word in _options(finding.detail)]
        near = difflib.get_close_matches(value, options, n=1)
        if near:
            return Problem(path, f"{shown(value)} is not known - did you mean '{near[0]}'?")
    if value is None:
        return Problem(path, _empty(path, f": {right}", document))
    return Problem(path, f"{shown(value)} does not fit here: {right}")


def _problem(finding: _Finding, document: Any) -> Problem:
    path, detail = finding.path, finding.detail
    kind, value = detail["type"], detail["input"]
    if finding.about_key and kind == "value_error":
        return _own_words(path, detail)
    if finding.about_key or kind == "extra_forbidden":
        return Problem(path, _unknown_key(path, known_keys(path[:-1], document), document))
    if kind == "missing":
        return Problem(path[:-1], f"'{path[-1]}' is missing{_hint(path, document)}")
    if kind == "value_error" and value is not None:
        return _own_words(path, detail)
    if kind == "union_tag_not_found":
        slip = nearest("law", [str(key) for key in value if key not in known_keys(path, document)])
        if slip is not None:
            return Problem((*path, slip), _unknown_key((*path, slip), ["law"], document))
        return Problem(path, f"{shown(value)} has no law: write it as in {_LAW_EXAMPLE}")
    if kind in ("literal_error", "union_tag_invalid"):
        return _unknown_choice(path, detail)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return Problem(path, _no_mapping(path, value, document))
    if value is None:
        return Problem(path, _empty(path, _hint(path, document), document))
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return Problem(path, f"{shown(value)} is out of range: it {words} {detail['ctx'][bound]:g}")
    if kind in ("too_short", "too_long"):
        bound, words = ("min_length", "at least") if kind == "too_short" else ("max_length", "at most")
        return Problem(path, f"{shown(value)} has {len(value)} entries: write {words} {detail['ctx'][bound]}")
    if kind == "string_too_long":
        most = detail["ctx"]["max_length"]
        return Problem(path, f"{shown(value)} has {len(value):,} characters: write at most {most}")
    if kind == "float_type" and isinstance(value, str) and value.strip().endswith(("%", "％")):
        return Problem(path, f"{shown(value)} is not a plain number: write 80 % as 0.8")
    return Problem(path, f"{shown(value)} {_PLAIN.get(kind, 'does not fit here')}")


def _unknown_key(path: KeyPath, known: Collection[str], document: Any) -> str:
    if language_of(document) != "hotline":  # what stands elsewhere in a scenario does not help here
        return f"unknown key '{str(path[-1])[:60]}'{did_you_mean(str(path[-1]), known)}"
    return unknown_key(path[:-1], str(path[-1]), known, _keys(_at(document, path[:-1])))


def _own_words(path: KeyPath, detail: ErrorDetails) -> Problem:
    """The sentence of one of our own checks, at the key it speaks of, with the value as a planner would write it."""
    text, value = detail["msg"].removeprefix("Value error, "), detail["input"]
    if isinstance(value, dict):
        spoken_of = _QUOTED.findall(text.replace(repr(value), ""))
        path = (*path, *[key for key in spoken_of if key in value][:1])
    return Problem(path, text.replace(repr(value), shown(value)))


def _options(detail: ErrorDetails) -> list[str]:
    context = detail.get("ctx", {})
    return _QUOTED.findall(str(context.get("expected_tags", context.get("expected", ""))))


def _unknown_choice(path: KeyPath, detail: ErrorDetails) -> Problem:
    options, value = _options(detail), detail["input"]
    if detail["type"] == "union_tag_invalid":
        path, value = (*path, "law"), value["law"]
    if value is None:
        return Problem(path, f"is empty{did_you_mean('', options)}")
    if detail["type"] == "union_tag_invalid" and value == BY_TIME:
        text = f"lengths do not change with the time here: name a law that always holds, one of {', '.join(options)}"
        return Problem(path, text)
    what = "is not a known law" if detail["type"] == "union_tag_invalid" else "is not known"
    return Problem(path, f"{shown(value)} {what}{did_you_mean(str(value), options)}")


def _no_mapping(path: KeyPath, value: Any, document: Any) -> str:
    members = kinds_at(path, document)
    if sum(is_law(member) for member in members):
        return _no_law(value)
    parent = next(iter(kinds_at(path[:-1], document)), None) if path else None
    model = next((member for member in members if is_part(member)), None)
    if model is not None and get_origin(parent) is dict and path[-1] in model.model_fields:
        return (
            f"stands where a name belongs: write a name of your choice first, then '{path[-1]}' and the rest below it"
        )
    known = f" (keys: {listed(keys_of(model), MOST_KEYS, explaining(path))})" if model else ""
    found = "is empty" if value is None else f"{shown(value)} is a single value" if not isinstance(value, list) else (
        f"{shown(value)} is a list"
    )  # fmt: skip
    return f"{found}: 'key: value' lines belong here{known}"


def _no_law(value: Any) -> str:
    try:
        parse_duration(value)
    except ValueError:
        return f"{shown(value)} is not a law: write it as in {_LAW_EXAMPLE}"
    return f"{shown(value)} is a length without a law: write {{law: exponential, mean: {value}}}"


def _hint(path: KeyPath, document: Any) -> str:
    """What kind of value belongs at a path, where the schema says so in words."""
    field = _field(path, document)
    if field is None:
        return ""
    if any(is_law(member) for member in kinds_of(field.annotation)):
        return f": write it as in {_LAW_EXAMPLE}"
    for note in field.metadata:
        words = getattr(note, "json_schema", None)
        if isinstance(words, dict) and "description" in words:
            return f": write {words['description']}"
    return f": {field.description}" if field.description else ""


def _empty(path: KeyPath, hint: str, document: Any) -> str:
    """What may be done about a key without a value: where there is a default, leave it out."""
    field = _field(path, document)
    if field is None or field.is_required():
        return f"is empty{hint}"
    form = hint if hint.startswith(": write") else ""
    return f"is empty{form.replace(': write', ': leave it out or write', 1) or ': leave it out'}"


def _field(path: KeyPath, document: Any) -> FieldInfo | None:
    """The key of a part that stands at a path; None where a name or an item does."""
    parent = next((member for member in kinds_at(path[:-1], document) if is_part(member)), None)
    return parent.model_fields.get(str(path[-1])) if parent is not None else None


def _at(document: Any, path: KeyPath) -> Any:
    for key in path:
        document = document[key]
    return document
