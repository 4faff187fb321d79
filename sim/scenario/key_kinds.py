"""What may be written at a key, read from the type that the schema gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from sim.scenario import fields
from sim.scenario.expected import is_law, is_part
from sim.scenario.fields import Part
from sim.scenario.units import say_clock, say_duration

What = Literal[
    "hint", "words", "whole", "number", "text", "yes_no", "law", "part", "list", "one_or_list", "mapping"
]  # fmt: skip
Say = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """One kind of value.

    Attributes
    ----------
    what
        'hint': as the schema says in words (`hint`); 'words': one of `words`; 'whole', 'number', 'text', 'yes_no';
        'law': one of the laws in `parts`; 'part': the keys of its one part; 'list', 'one_or_list': of what is in `of`;
        'mapping': from names, or from `words` alone, to what is in `of`.
    bounds
        Words and numbers in pairs, such as ('least', 0) and ('below', 1).
    say
        How a value that has been read is written; None where `str` does.
    """

    what: What
    hint: str = ""
    words: tuple[str, ...] = ()
    bounds: tuple[tuple[str, float], ...] = ()
    of: tuple[Kind, ...] = ()
    parts: tuple[type[Part], ...] = ()
    say: Say | None = None


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


_SAY: Final[Sequence[tuple[Any, Say]]] = (
    (fields.Duration, say_duration),
    (fields.PositiveDuration, say_duration),
    (fields.Clock, say_clock),
    (fields.Share, _percent),
    (fields.Factor, "{:g}".format),
    (fields.Spread, "{:g}".format),
)
"""Values that are not kept as they were written, and how they are written."""
_BOUNDS: Final = {"ge": "least", "le": "most", "gt": "above", "lt": "below"}
_SIMPLE: Final[dict[Any, What]] = {int: "whole", float: "number", str: "text", bool: "yes_no"}


def kinds_of_value(annotation: Any, notes: Sequence[Any] = ()) -> tuple[Kind, ...]:
    """The kinds of value that a type of the schema takes; `notes` are the limits that stand beside it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *own = get_args(annotation)
        return _annotated(inner, [*own, *notes])
    if origin in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        laws = tuple(member for member in members if is_law(member))
        rest = [kind for member in members if member not in laws for kind in kinds_of_value(member, notes)]
        return (*([Kind("law", parts=laws)] if laws else []), *rest)
    if origin is Literal:
        return (Kind("words", words=tuple(map(str, get_args(annotation)))),)
    if origin is dict:
        names, values = get_args(annotation)
        words = tuple(word for kind in kinds_of_value(names) for word in kind.words)
        return (Kind("mapping", words=words, of=kinds_of_value(values)),)
    if origin is tuple:
        return (Kind("list", of=kinds_of_value(get_args(annotation)[0])),)
    if is_part(annotation):
        return (Kind("part", parts=(annotation,)),)
    return (Kind(_SIMPLE[annotation], bounds=_bounds(notes)),)


def _annotated(inner: Any, notes: Sequence[Any]) -> tuple[Kind, ...]:
    hints = [note.json_schema["description"] for note in notes if _has_hint(note)]
    if hints:
        return (Kind("hint", hint=hints[0], bounds=_bounds(notes), say=_saying(notes)),)
    found = kinds_of_value(inner, notes)
    may_be_one = any(isinstance(note, BeforeValidator) and note.func is fields.listed for note in notes)
    return (Kind("one_or_list", of=found[0].of),) if may_be_one else found


def _has_hint(note: Any) -> bool:
    return isinstance(note, WithJsonSchema) and "description" in (note.json_schema or {})


def _saying(notes: Sequence[Any]) -> Say | None:
    for known, say in _SAY:
        own = list(get_args(known)[1:])
        if list(notes[: len(own)]) == own:
            return say
    return None


def _bounds(notes: Sequence[Any]) -> tuple[tuple[str, float], ...]:
    plain = [each for note in notes for each in (note.metadata if isinstance(note, FieldInfo) else [note])]
    found = [(word, getattr(note, name)) for note in plain for name, word in _BOUNDS.items() if hasattr(note, name)]
    return tuple(dict.fromkeys(found))


def default_text(value: Any, kinds: Sequence[Kind]) -> str:
    """A default as one would write it; empty where nothing is written by default, or a part with its own defaults."""
    if value is None or value == () or value == {} or isinstance(value, BaseModel):
        return ""
    if isinstance(value, dict):
        inner = [kind for own in kinds if own.what == "mapping" for kind in own.of]
        return "{" + ", ".join(f"{key}: {default_text(entry, inner)}" for key, entry in value.items()) + "}"
    if isinstance(value, tuple):
        inner = [kind for own in kinds if own.what in ("list", "one_or_list") for kind in own.of]
        texts = [default_text(entry, inner) for entry in value]
        is_single = len(texts) == 1 and any(kind.what == "one_or_list" for kind in kinds)
        return texts[0] if is_single else "[" + ", ".join(texts) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    say = next((kind.say for kind in kinds if kind.say is not None), "{:g}".format if isinstance(value, float) else str)
    return value if isinstance(value, str) else say(value)
