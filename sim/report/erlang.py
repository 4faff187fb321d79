"""The planner's calculator in words: a table of operators and what they give, by Erlang's formulas."""

from __future__ import annotations

from typing import Any, Final

from sim.measures.definitions import label, measure_key
from sim.queueing.calculator import Asked
from sim.queueing.erlang import SERVICE_LEVELS
from sim.report.erlang_words import MODEL_WORDS
from sim.report.numbers import percent
from sim.report.text_tables import width_of
from sim.report.words import phrase, word
from sim.scenario.units import say_duration

CHINESE_LENGTHS: Final = {"s": "秒", "min": "分钟", "h": "小时", "d": "天"}


def erlang_text(asked: Asked, answer: dict[str, Any], lang: str) -> str:
    """The answer as a planner reads it: what was asked, the fewest operators, and the table."""
    definitions = SERVICE_LEVELS if asked.patience_us is not None else SERVICE_LEVELS[:1]
    blocks = [
        _head(asked, answer, lang),
        _fewest(asked, answer, definitions, lang),
        _table(asked, answer, definitions, lang),
    ]
    if asked.trunks is not None:
        blocks.append(word("erlang_blocked_note", lang))
    if any(row["mean_wait_s"] is None for row in answer["rows"]):
        blocks.append(word("erlang_grows_note", lang))
    return "\n\n".join(blocks) + "\n"


def _head(asked: Asked, answer: dict[str, Any], lang: str) -> str:
    words = [
        word("erlang_calls", lang, calls=f"{asked.calls:,g}", per=_length_words(asked.per_us, lang)),
        word("erlang_aht", lang, aht=_length_words(asked.aht_us, lang)),
        word("erlang_load", lang, load=f"{asked.load:,.2f}"),
        word("erlang_endless", lang)
        if asked.patience_us is None
        else word("erlang_patience", lang, patience=_length_words(asked.patience_us, lang)),
    ]
    if asked.trunks is not None:
        words.append(word("erlang_lines", lang, lines=f"{asked.trunks:,}"))
    model = phrase(MODEL_WORDS[answer["model"]], lang)
    return word("erlang_comma", lang).join(words) + word("erlang_model", lang, model=model)


def _fewest(asked: Asked, answer: dict[str, Any], definitions: tuple[str, ...], lang: str) -> str:
    promise = {"share": percent(asked.share), "within": _length_words(asked.within_us, lang)}
    lines = [word("erlang_fewest", lang, **promise)]
    for i, name in enumerate(definitions, 1):
        mark = ">" if name == asked.definition or len(definitions) == 1 else " "
        number = f"{answer['least_operators'][name]:,}"
        lines.append(f"{mark} [{i}] {number:>8}  {label(measure_key(name, asked.within_us), lang)}")
    if asked.shrinkage:
        heads = asked.heads(answer["operators"])
        values = {"heads": f"{answer['heads']:,}", "exact": f"{heads:,.2f}", "shrinkage": percent(asked.shrinkage)}
        lines.append(word("erlang_heads_line", lang, **values))
    return "\n".join(lines)


def _table(asked: Asked, answer: dict[str, Any], definitions: tuple[str, ...], lang: str) -> str:
    heads = ["", word("erlang_operators", lang)]
    heads += [word("erlang_heads", lang)] if asked.shrinkage else []
    heads += [word("erlang_waits", lang), word("erlang_asa", lang), word("erlang_mean", lang)]
    heads += [f"[{i}]" for i in range(1, len(definitions) + 1)]
    heads += [word("erlang_abandoned", lang)] if asked.patience_us is not None else []
    heads += [word("erlang_blocked", lang)] if asked.trunks is not None else []
    heads.append(word("erlang_occupancy", lang))
    rows = [heads, *(_cells(asked, answer, row, definitions, lang) for row in answer["rows"])]
    widths = [max(width_of(row[i]) for row in rows) for i in range(len(heads))]
    return "\n".join(
        "  ".join(" " * (width - width_of(cell)) + cell for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cells(
    asked: Asked, answer: dict[str, Any], row: dict[str, Any], definitions: tuple[str, ...], lang: str
) -> list[str]:
    operators = row["operators"]
    cells = [">" if operators == answer["operators"] else "", f"{operators:,}"]
    cells += [f"{row['heads']:,.2f}"] if asked.shrinkage else []
    cells.append(_percent(row["share_waiting"]))
    cells += [_seconds(row["asa_s"], lang), _seconds(row["mean_wait_s"], lang)]
    for name in definitions:
        cells.append(_percent(row[name]) + ("*" if operators == answer["least_operators"][name] else " "))
    cells += [_percent(row["share_abandoned"])] if asked.patience_us is not None else []
    cells += [_percent(row["share_blocked"])] if asked.trunks is not None else []
    cells.append(_percent(row["occupancy"]))
    return cells


def _length_words(length_us: int, lang: str) -> str:
    number, unit = say_duration(length_us).split(" ")
    return f"{number} {CHINESE_LENGTHS[unit] if lang == 'zh' else unit}"


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %"


def _seconds(length_s: float | None, lang: str) -> str:
    return word("erlang_grows", lang) if length_s is None else f"{length_s:,.2f}"
