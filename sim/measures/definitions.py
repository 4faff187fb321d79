"""Every measure by its name in scenarios, results and reports.

Each is defined beside its figure, in the module of its family. Reports, charts and the documentation are written from
the definitions; `sim.measures.run` computes what they say.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from typing import Final

from sim.errors import ScenarioError
from sim.measures.definition import Definition, filters_text
from sim.measures.families import FAMILIES

__all__ = ["DEFINITIONS", "Definition", "definition_of", "glossary_table", "label", "measure_key"]

DEFINITIONS: Final[dict[str, Definition]] = {d.id: d for family in FAMILIES for d in family}
"""Every measure by its id, in the order of a report."""
SOME_MEASURES: Final = ("answered", "abandonment_rate", "service_level", "asa", "occupancy", "same_day_closure")

_THRESHOLDS: Final = {
    "wait": re.compile(r"^(?P<id>.+)_(?P<amount>\d+(?:\.\d+)?)(?P<unit>s)$"),
    "length": re.compile(r"^(?P<id>.+)_(?P<amount>\d+(?:\.\d+)?)(?P<unit>h|min|s)$"),
    "working_days": re.compile(r"^(?P<id>.+)_(?P<amount>\d+)(?P<unit>)$"),
}
_FILTER: Final = re.compile(r'(?P<name>\w+)=(?P<value>"(?:[^"\\]|\\.)*"|[^,\]]*)')
_CHINESE: Final = {
    "at": "截至", "stream": "渠道", "type": "类型", "urgency": "等级", "unit": "单位", "received": "受理日期",
    "critical": "紧急", "urgent": "急", "normal": "普通", "h": "小时", "min": "分钟", "s": "秒",
}  # fmt: skip
_HEADINGS: Final = {
    "en": ("Measure", "Id", "Unit", "Meaning", "Numerator", "Denominator", "Unfinished"),
    "zh": ("指标", "英文名", "代码", "单位", "定义", "分子", "分母", "未完结的处理"),
}


def definition_of(name: str) -> Definition:
    """The definition behind an id or a key such as ``service_level_15s`` or ``same_day_closure[urgency=critical]``.

    Raises
    ------
    ScenarioError
        If there is no such measure, with the nearest name.
    """
    if name in DEFINITIONS:
        return DEFINITIONS[name]
    base = name.partition("[")[0]
    if base in DEFINITIONS:
        return DEFINITIONS[base]
    match = _threshold(base)
    if match is not None:
        return DEFINITIONS[match["id"]]
    close = difflib.get_close_matches(base[:80], DEFINITIONS, n=1)
    some = ", ".join(SOME_MEASURES)
    hint = f": did you mean '{close[0]}'?" if close else f": choose one of docs/measures.md, such as {some}"
    raise ScenarioError(f"there is no measure '{name[:60]}'{hint}")


def _threshold(base: str) -> re.Match[str] | None:
    """The threshold that a key without its filters ends in, if it does."""
    for needs, pattern in _THRESHOLDS.items():
        match = pattern.match(base)
        if match and match["id"] in DEFINITIONS and DEFINITIONS[match["id"]].needs == needs:
            return match
    return None


def measure_key(
    id: str,  # noqa: A002  # a measure's id
    within_us: int | None = None,
    working_days: int | None = None,
    filters: Mapping[str, str] | None = None,
) -> str:
    """The name of a measure in results: its id, with the threshold and the filters it has.

    Such as ``service_level_15s``, ``closed_within_24h``, ``closed_within_working_days_5``,
    ``same_day_closure[urgency=critical]``.

    Parameters
    ----------
    id
        A measure's id.
    within_us, working_days
        The threshold; ignored by measures without one.
    filters
        Which tickets or calls, name to value; all of them if left out.

    Raises
    ------
    ScenarioError
        If there is no such measure, or its threshold is missing.
    """
    definition = definition_of(id)
    if id != definition.id:
        return id + filters_text(filters)
    return definition.key(within_us, working_days, filters)


def label(key: str, language: str = "en") -> str:
    """The name of a measure in a report: ``service level, 15 s`` or ``15秒接通率``; filters stand in brackets."""
    definition = definition_of(key)
    base, _, ending = key.partition("[")
    match = _threshold(base) if base != definition.id else None
    name = _in_chinese(definition, match) if language == "zh" else _in_english(definition, match)
    filters = [(found["name"], _unquoted(found["value"])) for found in _FILTER.finditer(ending)]
    if not filters:
        return name
    if language == "zh":
        return f"{name}（{'，'.join(f'{_CHINESE.get(k, k)}：{_CHINESE.get(v, v)}' for k, v in filters)}）"
    return f"{name} ({', '.join(f'{k}: {v}' for k, v in filters)})"


def parts_of_key(key: str) -> tuple[Definition, str | None, dict[str, str]]:
    """A key taken apart: its definition, its threshold ('15 s', '5' working days) if it has one, and its filters.

    Raises
    ------
    ScenarioError
        If there is no such measure, or what stands in brackets cannot be read.
    """
    definition = definition_of(key)
    base, bracket, ending = key.partition("[")
    match = _threshold(base) if base != definition.id else None
    found = {one["name"]: _unquoted(one["value"]) for one in _FILTER.finditer(ending)}
    if bracket and f"[{ending}" != filters_text(found):
        raise ScenarioError(f"'{key[:80]}' cannot be read: write filters as in same_day_closure[urgency=critical]")
    return definition, None if match is None else f"{match['amount']} {match['unit']}".strip(), found


def _unquoted(value: str) -> str:
    return str(json.loads(value)) if value.startswith('"') else value


def _in_english(definition: Definition, threshold: re.Match[str] | None) -> str:
    if threshold is None:
        return definition.english
    if definition.needs == "wait":
        return f"{definition.english}, {threshold['amount']} s"
    if definition.needs == "length":
        return definition.english.replace("a time", f"{threshold['amount']} {threshold['unit']}")
    return definition.english.replace("working days", f"{threshold['amount']} working days")


def _in_chinese(definition: Definition, threshold: re.Match[str] | None) -> str:
    if threshold is None:
        return definition.chinese
    if definition.needs == "working_days":
        return f"{threshold['amount']}个{definition.chinese.removeprefix('限')}"
    return f"{threshold['amount']}{_CHINESE[threshold['unit']]}{definition.chinese.removeprefix('限时')}"


def glossary_table(language: str = "en") -> str:
    """All definitions as a Markdown table; in Chinese (``zh``) the Chinese names come first."""
    headings = _HEADINGS["zh" if language == "zh" else "en"]
    lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    for d in DEFINITIONS.values():
        names = [d.chinese, d.english] if language == "zh" else [d.english]
        cells = [*names, f"`{d.id}`", d.unit, d.definition, d.numerator, d.denominator or "-", d.unfinished]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
