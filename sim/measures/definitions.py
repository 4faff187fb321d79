"""Every measure, defined once: its name, unit, fraction, and what becomes of the unfinished; and its name in results.

Reports, charts and the documentation are written from this table; `sim.measures.run` computes what it says.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from typing import Final

from sim.errors import ScenarioError
from sim.measures.definition import Definition
from sim.measures.definitions_calls import CALLS, FLOOR, REQUESTS
from sim.measures.definitions_tickets import PEOPLE, STAGES, TICKETS

__all__ = ["DEFINITIONS", "Definition", "definition_of", "glossary_table", "label", "measure_key"]

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US

DEFINITIONS: Final[dict[str, Definition]] = {d.id: d for d in (*CALLS, *FLOOR, *REQUESTS, *TICKETS, *STAGES, *PEOPLE)}
"""Every measure by its id, in the order of a report."""
SOME_MEASURES: Final = ("answered", "abandonment_rate", "service_level", "asa", "occupancy", "same_day_closure")

_THRESHOLDS: Final = {
    "wait": re.compile(r"^(?P<id>.+)_(?P<amount>\d+(?:\.\d+)?)(?P<unit>s)$"),
    "length": re.compile(r"^(?P<id>.+)_(?P<amount>\d+(?:\.\d+)?)(?P<unit>h|min|s)$"),
    "working_days": re.compile(r"^(?P<id>.+)_(?P<amount>\d+)(?P<unit>)$"),
}
_FILTER: Final = re.compile(r'(?P<name>\w+)=(?P<value>"(?:[^"\\]|\\.)*"|[^,\]]*)')
_PLAIN_VALUE: Final = re.compile(r'[^,\[\]="]+')
_CHINESE: Final = {
    "at": "截至", "stream": "渠道", "type": "类型", "urgency": "等级", "unit": "单位", "received": "受理日期",
    "critical": "紧急", "urgent": "急", "normal": "普通", "h": "小时", "min": "分钟", "s": "秒",
}  # fmt: skip
_HEADINGS: Final = {
    "en": ("Measure", "Id", "Unit", "Meaning", "Numerator", "Denominator", "Unfinished"),
    "zh": ("指标", "英文名", "代码", "单位", "定义", "分子", "分母", "未完结的处理"),
}
BY_ROSTER: Final = frozenset(
    (
        "scheduled_heads", "person_hours", "staff_cost", "on_duty_share", "on_duty_share_peak", "backlog_at_start",
        "heads_for_40_hours", "heads_for_44_hours", "heads_for_rest_day", "days_over_8_hours", "weeks_over_40_hours",
        "weeks_over_44_hours", "weeks_without_rest_day",
    )
)  # fmt: skip
"""What the scenario says itself, unless absence or overtime change it: equal in all replications it is known."""


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
    ending = "".join(f", {name}={_quoted(value)}" for name, value in (filters or {}).items())
    ending = f"[{ending[2:]}]" if ending else ""
    if definition.needs == "nothing" or id != definition.id:
        return id + ending
    if definition.needs == "working_days":
        if working_days is None:
            raise ScenarioError(f"'{id}' needs a number of days: add 'working_days', such as 'working_days: 5'")
        return f"{id}_{working_days}{ending}"
    if within_us is None:
        example = "15 s" if definition.needs == "wait" else "24 h"
        raise ScenarioError(f"'{id}' needs a threshold: add 'within', such as 'within: {example}'")
    return f"{id}_{_length(within_us, whole_units=definition.needs == 'length')}{ending}"


def _quoted(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _length(length_us: int, whole_units: bool) -> str:
    if whole_units and length_us % HOUR_US == 0:
        return f"{length_us // HOUR_US}h"
    if whole_units and length_us % MINUTE_US == 0:
        return f"{length_us // MINUTE_US}min"
    seconds, rest_us = divmod(length_us, SECOND_US)
    decimals = f".{rest_us:06d}".rstrip("0") if rest_us else ""
    return f"{seconds}{decimals}s"


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
