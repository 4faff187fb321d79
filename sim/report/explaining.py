"""`hotline explain`: what a key of the scenario language means, as text and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.report.chinese import in_language
from sim.report.key_words import BOUND_WORDS, FACT_WORDS, VALUE_WORDS
from sim.report.text_tables import left, width_of
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from sim.scenario.key_kinds import Kind
    from sim.scenario.key_reference import Key, Topic

WIDTH: Final = 100
"""Columns of a console that a line takes."""
_TOKEN: Final = re.compile(r"\s+|[（「“]*(?:[!-~]+|.)[，。；：、）」”]*")


def value_words(kinds: Sequence[Kind], lang: str, name: str = "") -> str:
    """What may be written, in words; `name` is what names of the planner's choice stand for."""
    return word("key_or", lang).join(dict.fromkeys(_kind_words(kind, lang, name) for kind in kinds))


def _kind_words(kind: Kind, lang: str, name: str) -> str:
    of = value_words(kind.of, lang)
    words = word("key_comma", lang).join(kind.words)
    match kind.what:
        case "hint":
            return in_language(kind.hint, lang) + _bounds(kind, lang)
        case "words":
            return words if len(kind.words) == 1 else word("key_one_of", lang, options=words)
        case "list":
            return word("key_list", lang, of=of)
        case "one_or_list":
            return word("key_one_or_list", lang, of=of)
        case "mapping":
            if kind.words:
                return word("key_for_words", lang, options=words, of=of)
            return word("key_for_names", lang, name=name or phrase(VALUE_WORDS["text"], lang), of=of)
    return phrase(VALUE_WORDS[kind.what], lang) + _bounds(kind, lang)


def _bounds(kind: Kind, lang: str) -> str:
    bounds = {name: _plain(value) for name, value in kind.bounds}
    if {"least", "most"} <= set(bounds):
        return word("key_from_to", lang, low=bounds["least"], high=bounds["most"])
    return "".join(phrase(BOUND_WORDS[name], lang, bound=bound) for name, bound in bounds.items())


def _plain(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:g}"


def key_values(key: Key, lang: str) -> dict[str, str | None]:
    """What is said of a key besides its meaning, by the names that JSON has; None where nothing is said."""
    text = key.text
    return {
        "value": value_words(key.kinds, lang, text.name.in_language(lang)),
        "default": key.default or None,
        "example": f"{key.name}: {text.example}" if text.example else None,
        "usual": text.usual.in_language(lang) or None,
        "measure": text.measured.in_language(lang) or None,
    }


def _values(topic: Topic, key: Key, lang: str) -> dict[str, str | None]:
    """The same at a place: a name or an item below the key has no default, and its own kind of value."""
    found = key_values(key, lang)
    if not topic.is_entry:
        return found
    return found | {"value": value_words(topic.kinds, lang), "default": None, "example": None}


def explain_answer(topic: Topic, lang: str) -> dict[str, Any]:
    """What is known about a place as one JSON object.

    Parameters
    ----------
    topic
        The place.
    lang
        Of the words, 'en' or 'zh'.

    Returns
    -------
    dict
        `path` with placeholders, `names` (those that the planner chose, and of what), `meaning`, `value`, `required`,
        `default`, `example`, `usual`, `measure` (None where nothing is said), `laws` it may follow, each with `law`,
        `meaning` and `keys`, `of_laws` (for a key of laws: what it is in each of them) and the `keys` below it, each
        with `key`, `path` and `meaning`.
    """
    from sim.scenario.key_reference import keys_below, laws_at

    key = topic.key
    of_key: dict[str, Any] = {"meaning": None, "required": None}
    if key is not None:
        of_key = {"meaning": key.meaning.in_language(lang), "required": key.required, **_values(topic, key, lang)}
    return {
        "path": topic.path_text(lang),
        "names": {given: name.in_language(lang) for given, name in topic.chosen},
        **of_key,
        "laws": [
            {"law": _law_name(law), "meaning": law.meaning.in_language(lang), "keys": [key.name for key in keys]}
            for law, keys in laws_at(topic)
        ],
        "of_laws": [
            {"law": law, "meaning": own.meaning.in_language(lang), "required": own.required, **key_values(own, lang)}
            for law, own in topic.laws
        ],
        "keys": [
            {"key": below.path[-1].english, "path": below.path_text(lang), "meaning": _meaning(below, lang)}
            for below in keys_below(topic)
        ],
    }


def explain_text(topic: Topic, lang: str) -> str:
    """The same for a reader: meaning, value, default, example, usual value and measurement, and what stands below."""
    from sim.scenario.key_reference import explaining, keys_below, laws_at

    rows: list[tuple[str, str]]
    if topic.key is None:
        rows = [(below.path_text(), _meaning(below, lang)) for below in keys_below(topic)]
        lines = [word("key_sections", lang), *_rows(rows), "", word("key_sections_more", lang)]
        return "\n".join(lines)
    lines = [topic.path_text(lang)]
    for given, name in topic.chosen:
        lines.append("  " + word("key_named", lang, given=given, name=name.in_language(lang)))
    lines += _own_lines(topic, topic.key, lang)
    if laws := laws_at(topic):
        rows = [(_law_name(law), _law_words(law, keys, lang)) for law, keys in laws]
        lines += ["", word("key_laws", lang, example="law: ..."), *_rows(rows)]
    if below := keys_below(topic):
        rows = [(one.path_text(lang).removeprefix(topic.path_text(lang) + "."), _meaning(one, lang)) for one in below]
        lines += [
            "",
            word("key_keys", lang),
            *_rows(rows),
            "",
            word("key_more", lang, command=explaining(below[0].written.split("."))),
        ]
    return "\n".join(lines)


def _own_lines(topic: Topic, key: Key, lang: str) -> list[str]:
    """What is said of the key itself; of one that laws have, once for all those laws in which it is the same."""
    lines = []
    told: set[tuple[str, str]] = set()
    for laws, own in _by_law(topic, key, lang):
        lines.append("")
        if laws:
            lines.append("  " + word("key_in_law", lang, laws=word("key_comma", lang).join(laws)))
        facts = [fact for fact in _facts(topic, own, lang) if fact not in told]
        once = [phrase(FACT_WORDS[name], lang) for name in ("usual", "measure")]
        told |= {fact for fact in facts if laws and fact[0] in once}
        lines += [*_wrapped(_sentence(own.meaning.in_language(lang), lang), "  ", WIDTH), "", *_rows(facts)]
    return lines


def _by_law(topic: Topic, key: Key, lang: str) -> Iterator[tuple[list[str], Key]]:
    if not topic.laws:
        yield [], key
        return
    groups: dict[tuple[str, str], tuple[list[str], Key]] = {}
    for law, own in topic.laws:
        same = own.meaning.english, value_words(own.kinds, lang)
        groups.setdefault(same, ([], own))[0].append(law)
    yield from groups.values()


def _facts(topic: Topic, key: Key, lang: str) -> list[tuple[str, str]]:
    told = _values(topic, key, lang)
    if not topic.is_entry:
        nothing = word("key_required", lang) if key.required else word("key_no_default", lang)
        told["default"] = told["default"] or nothing
    return [(phrase(FACT_WORDS[name], lang), text) for name, text in told.items() if text]


def _meaning(topic: Topic, lang: str) -> str:
    return topic.key.meaning.in_language(lang) if topic.key is not None else ""


def _law_name(law: Key) -> str:
    return law.kinds[0].words[0]


def _law_words(law: Key, keys: Sequence[Key], lang: str) -> str:
    names = word("key_comma", lang).join(key.name for key in keys)
    return word("key_law_keys", lang, meaning=law.meaning.in_language(lang), keys=names)


def _sentence(text: str, lang: str) -> str:
    """A meaning as a sentence of its own."""
    return text[:1].upper() + text[1:] + word("key_stop", lang)


def _rows(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Names and texts in two columns, the texts cut at the width of a console."""
    rows = list(rows)
    width = max((width_of(name) for name, _ in rows), default=0) + 2
    found = []
    for name, text in rows:
        first, *more = _wrapped(text, "", WIDTH - width - 2) or [""]
        found += [f"  {left(name, width)}{first}", *(" " * (width + 2) + line for line in more)]
    return found


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    """A text in lines of so many columns; Chinese is cut anywhere but before its punctuation."""
    lines = [""]
    for token in _TOKEN.findall(text):
        if width_of(indent + lines[-1] + token.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return [indent + line.rstrip() for line in lines if line.strip()]
