"""A strict reader of YAML 1.2: plain values with the line of each, and nothing that surprises or explodes.

The events are checked before anything is built: no anchors, tags, merge keys, directives or second documents, no key
twice, and bounds on size, depth and length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from sim.errors import ScenarioError

KeyPath = tuple[str | int, ...]
"""Keys and list places from the top of the document down to a value."""
Marks = dict[KeyPath, tuple[int, int]]
"""Line and column, counted from 1, of each key and list item."""

MOST_BYTES: Final = 1 << 20
MOST_EVENTS: Final = 20_000
"""The parser reads some 10 000 events a second; longer tables belong in a CSV file."""
DEEPEST: Final = 40
LARGEST: Final = 2**63
LONGEST_KEY: Final = 200
"""Names stand in messages, tables, charts and the names of measures."""

_LINE_BREAKS: Final = re.compile(r"\r\n|\r|\n")
_HIDDEN: Final = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff"
_TURNING: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNFIT_TEXT: Final = re.compile(f"[{_HIDDEN}{_TURNING}]")
_UNFIT_VALUE: Final = re.compile(f"[\r{_HIDDEN}{_TURNING}]")
_UNFIT_KEY: Final = re.compile(f"[\n\t\r{_HIDDEN}{_TURNING}]")
_TURNS: Final = re.compile(f"[{_TURNING}]")
_INT: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_PROBLEMS: Final = (
    ("character '\\t'", "a tab stands where spaces belong: indent with spaces"),
    ("mapping values are not allowed", "unexpected ':': indent by the lines above, and put a text with ': ' in quotes"),
    ("unexpected end of stream", "a quotation mark is not closed"),
    ("could not find expected ':'", "a key without ': ' after it"),
    ("but found '}'", "a bracket '}' closes what was not opened"),
    ("but found ']'", "a bracket ']' closes what was not opened"),
    ("expected <block end>", "the indentation does not fit the lines above, or a quotation mark before is not closed"),
    ("inconsistent indentation", "the indentation does not fit the lines above"),
    ("sequence entries are not allowed", "a '- ' item cannot begin here: put it on a line of its own"),
    ("node content", "a value is missing, or a bracket is not closed"),
    ("escape", "an unknown escape after '\\': use single quotes for a text with '\\'"),
    ("found character '%'", "the character '%' cannot start a value: put it in quotes"),
)
_WORD: Final = re.compile(r"[^\s,:{}\[\]]+")
_ENDLESS: Final = 1020
"""The parser gives up on keys of more than 1,024 characters, and says something else."""
_WIDE_COLON: Final = re.compile(r"\s*(- )?[\w.]+\s*：")
_TOLD_WHERE_IT_BEGAN: Final = ("unexpected end of stream", "could not find expected ':'")
"""Faults that the parser finds out about much later than where they are."""


class _FaultError(Exception):
    """Something refused, with its line and column (from 1; 0 for the file as a whole)."""

    def __init__(self, line: int, column: int, text: str) -> None:
        super().__init__(text)
        self.line, self.column, self.text = line, column, text


def read_document(text: str | bytes, where: str) -> tuple[dict[str, Any], Marks]:
    """Read the text of a scenario file.

    Parameters
    ----------
    text
        The file's text or bytes, UTF-8 with or without a byte order mark, at most 1 MiB.
    where
        The file's name as the user gave it.

    Returns
    -------
    tuple
        The mapping in plain values (text, whole numbers, decimals, true, false, null, lists, mappings), and the line
        and column of every key and list item by its path.

    Raises
    ------
    ScenarioError
        Naming file, line and column, what was found and what would be right.
    """
    try:
        reader = _Reader(_checked_text(text))
        value = reader.document()
        if not isinstance(value, dict):
            raise _FaultError(1, 1, "the file must consist of 'key: value' lines")
    except _FaultError as fault:
        place = f"{where}:{fault.line}:{fault.column}" if fault.line else where
        raise ScenarioError(f"{place}: {fault.text}") from None
    return value, reader.marks


def read_value(text: str, where: str) -> Any:
    """Read one value as written after ``key.path=``: a number, a text, or a list or mapping in brackets.

    Raises
    ------
    ScenarioError
        If it is none of these; the message begins with `where`.
    """
    try:
        value = _Reader(_checked_text(text), flow_only=True).document()
    except _FaultError as fault:
        raise ScenarioError(f"{where}: {fault.text}") from None
    return value


def check_text(text: str, is_key: bool = False) -> str | None:
    """What is wrong with a text: control or direction-turning characters, in a key its length; None if nothing is."""
    if is_key and len(text) > LONGEST_KEY:
        return f"a name of {len(text):,} characters is too long: names and keys have at most {LONGEST_KEY}"
    unfit = (_UNFIT_KEY if is_key else _UNFIT_VALUE).search(text)
    return None if unfit is None else _unfit(unfit[0])


def _unfit(character: str) -> str:
    if _TURNS.match(character):
        return f"the invisible character U+{ord(character):04X}, which turns the direction of text, is not allowed"
    return f"the control character U+{ord(character):04X} is not allowed"


def _checked_text(text: str | bytes) -> str:
    size = len(text)
    if size > MOST_BYTES:
        raise _FaultError(0, 0, "is larger than 1 MiB: put long tables into CSV files that the scenario names")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _FaultError(0, 0, "is not UTF-8 text: save it as UTF-8") from None
    text = text.removeprefix("\ufeff")
    unfit = _UNFIT_TEXT.search(text)
    if unfit is not None:
        if unfit[0] == "\0":
            raise _FaultError(0, 0, "is not UTF-8 text: save it as UTF-8")
        line, column = _line_and_column(text, unfit.start())
        raise _FaultError(line, column, _unfit(unfit[0]))
    return text


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    lines = _LINE_BREAKS.split(text[:offset])
    return len(lines), len(lines[-1]) + 1


def _refuse(event: Event, text: str) -> NoReturn:
    raise _FaultError(event.start_mark.line + 1, event.start_mark.column + 1, text)


class _Reader:
    """Walks the events of one text once, builds the plain value and notes the place of every key and item."""

    def __init__(self, text: str, flow_only: bool = False) -> None:
        self.marks: Marks = {}
        self._flow_only = flow_only
        self._count = 0
        self._text = text
        self._events: Iterator[Event] = iter(())

    def document(self) -> Any:
        """The one document of the text."""
        self._refuse_directives()
        # Built here and not earlier: the parser reads (and may refuse) the first characters at once.
        self._events = _parse(self._text)
        event = self._next()
        if isinstance(event, StreamStartEvent):
            event = self._next()
        if isinstance(event, StreamEndEvent):
            if self._flow_only:
                return None
            raise _FaultError(0, 0, "is empty: a scenario begins with 'hotline: 1'")
        self._next_check_start(event)
        value = self._value(self._next(), (), 1)
        self._next()
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            _refuse(event, "a second document begins: a scenario file holds one")
        return value

    def _next_check_start(self, event: Event) -> None:
        if getattr(event, "version", None) or getattr(event, "tags", None):
            _refuse(event, "directives such as %YAML are not allowed: delete them")

    def _refuse_directives(self) -> None:
        for number, line in enumerate(_LINE_BREAKS.split(self._text), start=1):
            if line.startswith("%") and not self._flow_only:
                raise _FaultError(number, 1, "directives such as %YAML are not allowed: delete the line")
            if line.strip() and not line.lstrip().startswith("#"):
                return

    def _next(self) -> Event:
        self._count += 1
        if self._count > MOST_EVENTS:
            raise _FaultError(0, 0, f"holds more than {MOST_EVENTS:,} values and keys: put long tables into CSV files")
        event = next(self._events)
        if isinstance(event, AliasEvent):
            _refuse(event, f"references such as '*{event.anchor}' are not allowed: write the value out")
        if isinstance(event, NodeEvent) and event.anchor is not None:
            _refuse(event, f"anchors such as '&{event.anchor}' are not allowed: write the value out where it is used")
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            _refuse(event, f"tags such as '{event.tag}' are not allowed: delete it")
        return event

    def _value(self, event: Event, path: KeyPath, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth > DEEPEST:
            _refuse(event, f"lists and mappings are nested more than {DEEPEST} deep")
        if self._flow_only and isinstance(event, CollectionStartEvent) and not event.flow_style:
            _refuse(event, "write one value, a list as [a, b], a mapping as {a: 1}; a text with ': ' goes in quotes")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth)
        return self._list(path, depth)

    def _list(self, path: KeyPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            place = (*path, len(items))
            self.marks[place] = (event.start_mark.line + 1, event.start_mark.column + 1)
            items.append(self._value(event, place, depth + 1))
        return items

    def _mapping(self, path: KeyPath, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event)
            place = (*path, key)
            if key in found:
                _refuse(event, f"key '{key}' appears twice (first on line {self.marks[place][0]})")
            self.marks[place] = (event.start_mark.line + 1, event.start_mark.column + 1)
            found[key] = self._value(self._next(), place, depth + 1)
        return found

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            _refuse(event, "a list or mapping cannot be a key: write 'key: value'")
        if event.value == "<<":
            _refuse(event, "merge keys '<<' are not allowed: write the values out, or use 'extends'")
        key = self._scalar(event)
        if not isinstance(key, str):
            shown = event.value or "(nothing)"
            _refuse(
                event, f"key {shown} is not text: put it in quotes, '{shown}'" if event.value else "a key is missing"
            )
        unfit = check_text(key, is_key=True)
        if unfit is not None:
            _refuse(event, unfit)
        return key

    def _scalar(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            unfit = check_text(text)
            if unfit is not None:
                _refuse(event, unfit)
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return _whole_number(event, text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if not math.isfinite(number):
                _refuse(event, f"{text[:40]} is too large a number")
            return number
        if _NO_NUMBER.fullmatch(text):
            _refuse(event, f"{text} is not a number a scenario can hold: write a finite number")
        return text


def _whole_number(event: Event, text: str) -> int:
    # The length is looked at first: reading a million digits takes the square of the time.
    if len(text.lstrip("+-0xo")) <= 25:
        number = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if abs(number) < LARGEST:
            return number
    return _refuse(event, f"{text[:20]}{'...' if len(text) > 20 else ''} is too large a number: it must be below 2^63")


def _parse(text: str) -> Iterator[Event]:
    """The parser's events, its errors turned into sentences."""
    last: Event | None = None
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            last = event
            yield event
    except MarkedYAMLError as error:
        begun = any(part in str(error.problem) for part in _TOLD_WHERE_IT_BEGAN)
        mark = (error.context_mark if begun else None) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        lines = text.splitlines()
        for number in (line, line - 1):  # the parser stops at the next key
            colon = _WIDE_COLON.match(lines[number - 1]) if 0 < number <= len(lines) else None
            if colon is not None:
                sentence = "the wide colon '：' does not end a key: write a plain ':' and a space"
                raise _FaultError(number, colon.end(), sentence) from None
        for word in _WORD.finditer(text):
            if len(word[0]) > _ENDLESS and text[word.end() : word.end() + 2].strip()[:1] == ":":
                line, column = _line_and_column(text, word.start())
                raise _FaultError(line, column, check_text(word[0].strip("\"'"), is_key=True) or "") from None
        raise _FaultError(line, column, _sentence(error)) from None
    except _FaultError:
        raise
    except Exception:  # the parser itself stumbles over some escapes and odd texts
        line, column = (last.end_mark.line + 1, last.end_mark.column + 1) if last else (1, 1)
        raise _FaultError(line, column, "cannot be read from here on: look for odd characters or escapes") from None


def _sentence(error: MarkedYAMLError) -> str:
    problem = str(error.problem or "")
    opening = error.context_mark.line + 1 if error.context_mark else 0
    if problem.startswith("expected ',' or"):
        bracket = "[" if problem.startswith("expected ',' or ']'") else "{"
        return f"the bracket '{bracket}' opened on line {opening} is not closed, or a comma is missing"
    for part, sentence in _PROBLEMS:
        if part in problem:
            return sentence
    if "cannot start any token" in problem:
        character = problem.removeprefix("found character").removesuffix("that cannot start any token").strip()
        return f"the character {character} cannot start a value: put it in quotes"
    return "cannot be read as YAML here" + (f" ({' '.join(problem.split())})" if problem else "")
