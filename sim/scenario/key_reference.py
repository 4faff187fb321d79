"""Every key that a scenario may have: where it stands, what it means, what may be written there.

A path is asked for as a planner writes it, with names of their own: 'operators.floor.talk', 'targets[0].at_least'.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from inspect import get_annotations
from typing import Final, get_type_hints

from pydantic_core import PydanticUndefined

from sim.errors import ScenarioError
from sim.scenario.expected import keys_of
from sim.scenario.fields import Part
from sim.scenario.key_kinds import Kind, default_text, kinds_of_value
from sim.scenario.key_texts import NOTHING, KeyText, Said, key_texts
from sim.scenario.schema import Scenario
from sim.scenario.spelling import did_you_mean, is_slip

NUMBER: Final = Said("<n>", "<n>")
"""Stands for the place of an item in a list."""
MOST_PLACES: Final = 4
"""Where a key that stands at no more places is written elsewhere, they are named."""
WORD: Final = Said("word", "名称")


@dataclass(frozen=True)
class Key:
    """One key of a part of the language.

    Attributes
    ----------
    name
        As it is written.
    owner
        The part of the schema that has it and the key, such as 'Staff.absence'; keys that parts share have one.
    meaning
        What it means, in both languages.
    kinds
        What may be written there.
    required
        Whether it has to be written.
    default
        What holds if it is left out, as one would write it; empty if nothing does.
    text
        Example, usual value, how to measure it.
    """

    name: str
    owner: str
    meaning: Said
    kinds: tuple[Kind, ...]
    required: bool
    default: str
    text: KeyText


@dataclass(frozen=True)
class Topic:
    """A place in a scenario.

    Attributes
    ----------
    path
        Keys from the top, with '<group>' and the like in place of names, in both languages.
    key
        The key that stands there, or that a name or an item belongs to; None at the top.
    kinds
        What may be written there.
    chosen
        Names of the path that the planner chose, each with what it is the name of.
    is_entry
        Whether it is a name or an item below the key, not the key itself.
    written
        The path as one may ask for it again, with the planner's own names; those that were left out stay so.
    laws
        Where it is a key of laws: their names, each with the key as that law has it.
    """

    path: tuple[Said, ...] = ()
    key: Key | None = None
    kinds: tuple[Kind, ...] = (Kind("part", parts=(Scenario,)),)
    chosen: tuple[tuple[str, Said], ...] = ()
    is_entry: bool = False
    written: str = ""
    laws: tuple[tuple[str, Key], ...] = ()

    def path_text(self, lang: str = "en") -> str:
        """The path as one writes it, with placeholders."""
        return ".".join(part.in_language(lang) for part in self.path)


@cache
def keys_of_part(part: type[Part]) -> tuple[Key, ...]:
    """The keys of a part, its own before those it shares with others."""
    hints = get_type_hints(part, include_extras=True)
    texts = key_texts()
    found = []
    for name in keys_of(part):
        field = part.model_fields[name]
        owner = f"{owner_of(part, name).__name__}.{name}"
        kinds = kinds_of_value(hints[name], field.metadata)
        text = texts.get(owner, KeyText(""))
        default = "" if field.is_required() else default_text(field.get_default(call_default_factory=False), kinds)
        meaning = Said(field.description or "", text.chinese)
        found.append(Key(name, owner, meaning, kinds, field.default is PydanticUndefined, default, text))
    return tuple(found)


def key_with(part: type[Part]) -> Key:
    """The first key of the language whose value is of a part, or has such parts in a list or by name."""
    return next(key for owner in all_parts() for key in keys_of_part(owner) if part in _parts_in(key.kinds))


def owner_of(part: type[Part], name: str) -> type[Part]:
    """The part in which a key is written down: itself, or one that it shares the key with."""
    return next(base for base in part.__mro__ if name in get_annotations(base))


def meanings() -> dict[str, str]:
    """English to Chinese of every description in the schema."""
    return {key.meaning.english: key.meaning.chinese for part in all_parts() for key in keys_of_part(part)}


def all_parts() -> list[type[Part]]:
    """Every part of the language, each before those that stand in it."""
    return list(dict.fromkeys(_with_parts_below(Scenario)))


def _with_parts_below(part: type[Part]) -> Iterator[type[Part]]:
    yield part
    for key in keys_of_part(part):
        for below in _parts_in(key.kinds):
            yield from _with_parts_below(below)


def _parts_in(kinds: Sequence[Kind]) -> Iterator[type[Part]]:
    for kind in kinds:
        yield from kind.parts
        yield from _parts_in(kind.of)


def places(topic: Topic | None = None) -> Iterator[Topic]:
    """Every key at every place where it stands, in order, with placeholders for names; laws are not entered."""
    for below in keys_below(topic or Topic()):
        yield below
        yield from places(below)


def parts_at(topic: Topic) -> Iterator[tuple[type[Part], Topic]]:
    """The parts whose keys may stand at a place or below its names and items, each with the place of its keys."""
    for kind in topic.kinds:
        if kind.what == "part":
            yield kind.parts[0], topic
        for entry in [_entry(topic, kind, _placeholder(topic, kind))] if kind.of else []:
            yield from parts_at(entry)


def shared_parts(part: type[Part]) -> list[type[Part]]:
    """A part and those from which it has keys, itself first."""
    return [base for base in part.__mro__ if issubclass(base, Part) and base is not Part]


def keys_below(topic: Topic) -> list[Topic]:
    """The keys that may stand below a place, in its nearest part, with placeholders for names."""
    found: dict[str, Topic] = {}
    for kind in topic.kinds:
        if kind.what == "part":
            for key in keys_of_part(kind.parts[0]):
                found.setdefault(key.name, _at_key(topic, key))
        elif kind.of:
            for below in keys_below(_entry(topic, kind, _placeholder(topic, kind))):
                found.setdefault(below.path[-1].english, below)
    return list(found.values())


def laws_at(topic: Topic) -> list[tuple[Key, tuple[Key, ...]]]:
    """The laws that a length at a place may follow: what each is, and the keys it has."""
    parts = [part for kind in topic.kinds if kind.what == "law" for part in kind.parts]
    found = []
    for part in parts:
        law, *keys = sorted(keys_of_part(part), key=lambda key: key.name != "law")
        found.append((law, tuple(keys)))
    return found


def find_topic(asked: str) -> Topic:
    """The place that a path leads to.

    Parameters
    ----------
    asked
        Keys from the top with points between them. Names that a planner chose may stand in it, be left out, or be
        placeholders in <>; items of lists go by number, as in ``targets.0`` or ``targets[0]``.

    Raises
    ------
    ScenarioError
        If no key of that path is known, with the one that was meant, or the places of a key that stands elsewhere.
    """
    words = [word for word in re.sub(r"\[([^\[\].]*)\]", r".\1", asked.strip()).split(".") if word]
    reached: list[tuple[int, Topic]] = [(0, Topic())]
    for topic in _ways(Topic(), words, reached):
        return topic
    depth, last = max(reached, key=lambda one: one[0])
    raise ScenarioError(_nothing_there(words, depth, last))


def _ways(topic: Topic, words: Sequence[str], reached: list[tuple[int, Topic]], depth: int = 0) -> Iterator[Topic]:
    """Every way to read the words below a place, the likeliest first; notes how far each of them leads."""
    reached.append((depth, topic))
    if not words:
        yield topic
        return
    here = list(_steps(topic, words[0]))
    unnamed = [step for entry in _unnamed(topic) for step in _steps(entry, words[0]) if not step.is_entry]
    keys, names = [step for step in here if not step.is_entry], [step for step in here if step.is_entry]
    for step in [*keys, *unnamed, *names] if len(words) == 1 else [*keys, *names, *unnamed]:
        yield from _ways(step, words[1:], reached, depth + 1)


def _steps(topic: Topic, word: str) -> Iterator[Topic]:
    """What one word may be below a place: a key, a key of a law, a name or the number of an item."""
    for kind in sorted(topic.kinds, key=lambda kind: kind.what != "part"):
        if kind.what == "part":
            yield from (_at_key(topic, key) for key in keys_of_part(kind.parts[0]) if key.name == word)
        elif kind.what == "law":
            yield from _law_key(topic, word)
        elif kind.what == "mapping" and (not kind.words or word in kind.words or word.startswith("<")):
            yield _entry(topic, kind, _placeholder(topic, kind), word)
        elif kind.what in ("list", "one_or_list") and (word.isdigit() or word.startswith("<")):
            yield _entry(topic, kind, NUMBER, word)


def _unnamed(topic: Topic) -> Iterator[Topic]:
    """The entries of a place of which the path leaves out the name or number."""
    for kind in topic.kinds:
        if kind.of and not kind.words:
            yield _entry(topic, kind, _placeholder(topic, kind))


def _at_key(topic: Topic, key: Key) -> Topic:
    path = (*topic.path, Said(key.name, key.name))
    written = f"{topic.written}.{key.name}".lstrip(".")
    return Topic(path, key, key.kinds, topic.chosen, written=written)


def _law_key(topic: Topic, word: str) -> Iterator[Topic]:
    having = tuple(
        (law.kinds[0].words[0], key) for law, keys in laws_at(topic) for key in (law, *keys) if key.name == word
    )
    if having:
        yield replace(_at_key(topic, having[0][1]), laws=having)


def _placeholder(topic: Topic, kind: Kind) -> Said:
    if kind.what != "mapping":
        return NUMBER
    name = topic.key.text.name if topic.key is not None and not topic.is_entry else NOTHING
    name = name if name.english else WORD
    return Said(f"<{name.english}>", f"<{name.chinese}>")


def _entry(topic: Topic, kind: Kind, placeholder: Said, given: str = "<>") -> Topic:
    """A name or an item below a place; words of the language stay as they are."""
    is_word = given in kind.words
    part = Said(given, given) if is_word else placeholder
    is_chosen = not is_word and not given.startswith("<") and placeholder != NUMBER
    bare = Said(*(text.strip("<>") for text in placeholder))
    chosen = (*topic.chosen, (given, bare)) if is_chosen else topic.chosen
    written = topic.written if given.startswith("<") else f"{topic.written}.{given}"
    return Topic((*topic.path, part), topic.key, kind.of, chosen, is_entry=True, written=written)


def _nothing_there(words: Sequence[str], depth: int, last: Topic) -> str:
    """Why a path leads nowhere, with what was meant."""
    given = words[depth]
    before = f"{'.'.join(words[:depth])}: " if depth else ""
    known = [below.path[-1].english for below in keys_below(last)]
    known += [word for kind in last.kinds if kind.what == "mapping" for word in kind.words]
    known += dict.fromkeys(key.name for law, keys in laws_at(last) for key in (law, *keys))
    if not known:
        return f"{before}'{given[:60]}' cannot stand here: there are no keys below"
    return before + unknown_key(words[:depth], given, known)


def unknown_key(
    path: Sequence[str | int], given: str, known: Collection[str], taken: Collection[str | int] = ()
) -> str:
    """That a key is not known in a part: what was meant, where a key of that name stands, or which keys there are."""
    shown = given if len(given) <= 60 else given[:57] + "..."
    elsewhere = [] if is_slip(given, known) else places_by_name().get(given, [])
    if 0 < len(elsewhere) <= MOST_PLACES:
        return f"unknown key '{shown}' here: it stands at {', '.join(elsewhere)}"
    return f"unknown key '{shown}'{did_you_mean(given, known, taken=taken, whole_list=explaining(path))}"


@cache
def places_by_name() -> dict[str, list[str]]:
    """All places at which a key of each name stands, laws left out."""
    found: dict[str, list[str]] = {}
    for place in places():
        found.setdefault(place.path[-1].english, []).append(place.path_text())
    return found


def explaining(path: Sequence[str | int]) -> str:
    """The command that lists all keys of a part."""
    where = ".".join(str(step)[:60] for step in path)
    return f'hotline explain "{where}"' if " " in where else f"hotline explain {where}".rstrip()
