"""Breakdowns as `hotline run --by` tells them: tables below the summary, rows for machines, files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.calendar.lengths import HOUR_US
from sim.measures.definitions import definition_of, label
from sim.report.answer import plain
from sim.report.breakdown_words import CUT_WORDS, PART_WORDS
from sim.report.numbers import count_words, percent, say_length
from sim.report.text_tables import left, right
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.breakdown import By, Name
    from sim.measures.definition import Definition
    from sim.measures.estimate import Estimate
    from sim.study.replicate import Replications

Parts = dict["Name", dict[str, "Estimate"]]
MOST_ROWS: Final = 40
NAME_WIDTH: Final = 22
WIDTH: Final = 12
OF_TIME: Final = ("hour", "day", "weekday")


@dataclass(frozen=True)
class BreakdownPage:
    """What a run tells part by part, beside its summary; all of it empty if it was not asked for.

    Attributes
    ----------
    text
        Tables of the main measures.
    rows
        All of them for machines, under `by`.
    frames
        All of them as tables, by name.
    """

    text: str
    rows: dict[str, Any]
    frames: dict[str, pd.DataFrame]


def breakdown_page(results: Replications, within_us: Sequence[int], lang: str) -> BreakdownPage:
    """Every breakdown of some replications; `within_us` and `lang` as `breakdown_text` takes them."""
    from sim.study.by_part import breakdown_frame

    found = parts_of(results)
    frames = {
        f"by_{by}": breakdown_frame([(name, key, e) for name, row in parts.items() for key, e in row.items()])
        for by, parts in found.items()
    }
    rows = {"by": breakdown_rows(found)} if found else {}
    return BreakdownPage(breakdown_text(found, within_us, lang), rows, frames)


def parts_of(results: Replications) -> dict[By, Parts]:
    """Every breakdown of some replications: each part's measures with their intervals."""
    from sim.study.by_part import estimates_by_part

    found: dict[By, Parts] = {}
    for by, breakdowns in results.breakdowns.items():
        parts = found.setdefault(by, {})
        for name, key, estimate in estimates_by_part(breakdowns):
            parts.setdefault(name, {})[key] = estimate
    return found


def breakdown_rows(breakdowns: dict[By, Parts]) -> dict[str, list[dict[str, Any]]]:
    """The same for machines: of each cut a list of parts, with `part` (None for what has none) and `measures`."""
    return {
        by: [
            {
                "part": name if name is None or isinstance(name, int | str) else str(name),
                "measures": {
                    key: {column: plain(getattr(e, column)) for column in ("estimate", "low", "high", "unit", "n")}
                    for key, e in measures.items()
                },
            }
            for name, measures in parts.items()
        ]
        for by, parts in breakdowns.items()
    }


def breakdown_text(breakdowns: dict[By, Parts], within_us: Sequence[int], lang: str) -> str:
    """Tables of the main measures of each part, calls and people before tickets; empty without breakdowns.

    Parameters
    ----------
    breakdowns
        As `parts_of` gives them.
    within_us
        Thresholds asked for: those under an hour stand for the service level, the others for closure.
    lang
        'en' or 'zh'.
    """
    blocks = []
    for by, parts in breakdowns.items():
        keys = list(dict.fromkeys(key for measures in parts.values() for key in measures))
        columns = list(_columns(keys, within_us))
        of_tickets = [key for key in columns if definition_of(key).about == "tickets"]
        of_people = [key for key in columns if key not in of_tickets]
        blocks += [_table(by, parts, some, lang) for some in (of_people, of_tickets) if some]
    return "".join(f"\n{block}\n" for block in [*blocks, f"  {word('parts_note', lang)}"]) if blocks else ""


def _columns(keys: Sequence[str], within_us: Sequence[int]) -> Iterable[str]:
    """The measures that have a column, in the order of the definitions; of thresholds those asked for or the first."""
    by_definition: dict[str, list[str]] = {}
    for key in keys:
        by_definition.setdefault(definition_of(key).id, []).append(key)
    for id_, own in by_definition.items():
        definition = definition_of(id_)
        if definition.shown.column:
            asked = [key for key in _asked(definition, within_us) if key in own]
            yield from asked or own[:1]


def _asked(definition: Definition, within_us: Sequence[int]) -> list[str]:
    if not definition.needs_within:
        return []
    short = definition.needs == "wait"
    return [definition.key(us) for us in sorted(within_us) if (us < HOUR_US) == short]


def _table(by: By, parts: Parts, keys: Sequence[str], lang: str) -> str:
    heads = [_wrapped(label(key, lang)) for key in keys]
    height = max(len(head) for head in heads)
    lines = []
    for i in range(height):
        name = phrase(CUT_WORDS[by], lang) if i == height - 1 else ""
        cells = [([""] * (height - len(head)) + head)[i] for head in heads]
        lines.append(left(name, NAME_WIDTH) + "".join(right(cell, WIDTH) for cell in cells))
    told = [part for part, measures in parts.items() if any(_is_something(measures.get(key)) for key in keys)]
    for part in told[:MOST_ROWS]:
        cells = [_cell(parts[part].get(key), lang) for key in keys]
        lines.append(left(f"  {_part(by, part, lang)}", NAME_WIDTH) + "".join(right(cell, WIDTH) for cell in cells))
    if len(told) > MOST_ROWS:
        lines.append(f"  {word('parts_more', lang, n=f'{len(told) - MOST_ROWS:,}')}")
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(text: str) -> list[str]:
    """A heading in lines that fit above a column."""
    if text.isascii():
        return textwrap.wrap(text, WIDTH - 1, break_long_words=False)
    lines = -(-len(text) // ((WIDTH - 1) // 2))
    size = -(-len(text) // lines)
    return [text[i : i + size] for i in range(0, len(text), size)]


def _part(by: By, name: Name, lang: str) -> str:
    """A part's name as it is printed, cut to its column."""
    if by == "hour" and isinstance(name, int):
        return f"{name:02}:00"
    shown = "" if name is None else str(name)
    if name is None or by in ("weekday", "urgency"):
        shown = phrase(PART_WORDS[shown], lang)
    most = NAME_WIDTH - 4 if shown.isascii() else NAME_WIDTH // 2 - 2
    return shown if len(shown) <= most else shown[: most - 3] + "..."


def _is_something(estimate: Estimate | None) -> bool:
    """Whether a part has anything to tell in a column."""
    return estimate is not None and bool(estimate.estimate or estimate.low)


def _cell(estimate: Estimate | None, lang: str) -> str:
    """An estimate as short as can be; what is beyond all that was seen is told by its lower end."""
    if estimate is None or (estimate.estimate is None and not estimate.low):
        return "-"
    if estimate.estimate is None:
        return word("more_than", lang, low=_short(estimate.low or 0.0, estimate.unit, lang))
    return _short(estimate.estimate, estimate.unit, lang)


def _short(value: float, unit: str, lang: str) -> str:
    return percent(value) if unit == "share" else say_length(value, lang) if unit == "s" else count_words(value)
