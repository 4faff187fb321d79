"""The page of all keys of the scenario language, `docs/keys.md`, and its Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sim.report.explaining import key_values
from sim.report.key_words import FACT_WORDS, SHARED_PART_WORDS
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from sim.scenario.fields import Part
    from sim.scenario.key_reference import Key

MOST_PLACES: Final = 4
APART: Final = {"DataFile", "EveryBut"}
"""Parts that stand nearly everywhere: each has a section of its own."""
INTRODUCTION: Final = {
    "en": """Made by `python docs/make.py` from the schema and `sim/scenario/keys/`. Of one key this says the same:
`hotline explain operators.floor.wrap_up`. What stands in <> is a name of your choice, or the place in a list. How
lengths of time, shares and dates are written: [writing scenarios](scenarios.md). 中文：[方案的键](keys.zh.md)。""",
    "zh": """由 `python docs/make.py` 根据方案结构和 `sim/scenario/keys/` 生成；
`hotline explain operators.floor.wrap_up --lang zh` 显示单个键的同样内容。<> 中为自选名称，或列表中的序号。
English: [the keys of a scenario](keys.md).""",
}


def keys_page(lang: str) -> str:
    """All keys in Markdown: a section for each key at the top, in it a table for each part, 'en' or 'zh'."""
    sections = _sections(lang)
    titles = list(sections)
    contents = " · ".join(f"[{title}](#{_anchor(title)})" for title in titles)
    lines = [f"# {word('key_page_title', lang)}", "", INTRODUCTION[lang], "", contents, ""]
    for title, blocks in sections.items():
        lines += [f"## {title}", "", *blocks]
    return "\n".join(lines)


def _sections(lang: str) -> dict[str, list[str]]:
    """Heading to lines of each section; that of a part is the key at the top where it first stands."""
    from sim.scenario.expected import is_law
    from sim.scenario.key_reference import all_parts, key_with, keys_of_part, owner_of, shared_parts
    from sim.scenario.schema import Scenario

    places = _places(lang)
    top, laws = word("key_page_top", lang), word("key_page_laws", lang)
    found: dict[str, list[str]] = {top: [], **{key.name: [] for key in keys_of_part(Scenario)}, laws: []}
    done = set()
    for part in (base for known in all_parts() for base in shared_parts(known)):
        own = [key for key in keys_of_part(part) if owner_of(part, key.name) is part]
        if part in done or not (own or places.get(part)):
            continue
        done.add(part)
        title = _title(part, lang)
        if part is Scenario:
            found[top] += _block(part, own, "", "", lang)
        elif is_law(part):
            law = own[0].kinds[0].words[0]
            found[laws] += _block(
                part, own, word("key_page_law", lang, law=law), own[0].meaning.in_language(lang), lang
            )
        elif part.__name__ in APART:
            found[title] = _block(part, own, "", "", lang)
        else:
            paths = places.get(part, [])
            first = paths[0].split(".")[0] if paths else laws
            heading = title or ("" if first in paths else f"`{paths[0] if paths else key_with(part).name}`")
            where = _at(paths if title or len(paths) > 1 else [], lang)
            found[first] += _block(part, own, heading, where, lang)
    return {title: lines for title, lines in found.items() if lines}


def _places(lang: str) -> dict[type[Part], list[str]]:
    """Where the keys of each part stand, those of its kinds included."""
    from sim.scenario.key_reference import Topic, parts_at, places, shared_parts

    found: dict[type[Part], list[str]] = {}
    for topic in (Topic(), *places()):
        for part, at in parts_at(topic):
            for base in shared_parts(part):
                paths = found.setdefault(base, [])
                paths += [] if at.path_text(lang) in paths else [at.path_text(lang)]
    return found


def _title(part: type[Part], lang: str) -> str:
    words = SHARED_PART_WORDS.get(part.__name__)
    return phrase(words, lang) if words is not None else ""


def _at(paths: list[str], lang: str) -> str:
    if not paths:
        return ""
    told = word("key_comma", lang).join(f"`{path}`" for path in paths[:MOST_PLACES])
    if len(paths) > MOST_PLACES:
        n = len(paths) - MOST_PLACES if lang == "en" else len(paths)
        told = word("key_page_more_places", lang, paths=told, n=n)
    return word("key_page_at", lang, paths=told)


def _block(part: type[Part], own: list[Key], heading: str, where: str, lang: str) -> list[str]:
    """A part: its heading, where it stands, the table of its own keys, and what is usual."""
    from sim.scenario.key_reference import shared_parts

    lines = [f"### {heading}", ""] if heading else []
    lines += [where, ""] if where else []
    if own:
        columns = [word("key_column", lang), word("key_meaning", lang)]
        columns += [phrase(FACT_WORDS[name], lang) for name in ("value", "default", "example")]
        lines += [_row(columns), "|---" * len(columns) + "|"]
        lines += [_row(_cells(key, lang)) for key in own] + [""]
    shared = [_title(base, lang) for base in shared_parts(part)[1:]]
    if shared:
        links = word("key_comma", lang).join(f"[{title}](#{_anchor(title)})" for title in shared)
        alone = word("key_page_shared_alone", lang, parts=links)
        lines += [word("key_page_shared", lang, parts=links) if own else alone, ""]
    usual = list(_usual(own, lang))
    return lines + ([f"**{word('key_page_usual', lang)}**", "", *usual, ""] if usual else [])


def _cells(key: Key, lang: str) -> list[str]:
    values = key_values(key, lang)
    default = f"`{values['default']}`" if values["default"] else word("key_page_required", lang) if key.required else ""
    example = f"`{key.text.example}`" if key.text.example else ""
    return [f"`{key.name}`", key.meaning.in_language(lang), str(values["value"]), default, example]


def _usual(own: list[Key], lang: str) -> Iterator[str]:
    stop = word("key_stop", lang)
    for key in own:
        said = (("usual", key.text.usual), ("measure", key.text.measured))
        told = [
            f"*{phrase(FACT_WORDS[name], lang)}*: {text.in_language(lang)}{stop}" for name, text in said if text.english
        ]
        if told:
            yield f"- `{key.name}`: " + " ".join(told)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _anchor(title: str) -> str:
    """The anchor that a browser's Markdown makes of a heading."""
    return title.lower().replace(" ", "-").strip("`")
