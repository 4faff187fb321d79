"""The page of a selection: its answer, how sure it is, and a table of the designs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.measures.definitions import definition_of, label
from sim.report.numbers import decimals_for, number, plain_number, unit_word
from sim.report.selection_words import LEFT_WORDS, VERDICT_WORDS
from sim.report.text_tables import left, right, width_of
from sim.report.words import counted, phrase, word
from sim.study.selection import Selection


def selection_text(found: Selection, names: Sequence[str], by_measure: bool, lang: str) -> str:
    """What a selection found, in sentences and a table.

    Parameters
    ----------
    found
        The selection.
    names
        All designs that were given.
    by_measure
        Whether the best value of a measure was looked for, and not the cheapest design.
    lang
        'en' or 'zh'.
    """
    by = label(found.by, lang)
    lines = [_answer(found, by, by_measure, lang)]
    if found.best is not None:
        lines.append(word("select_error", lang, error=plain_number(found.error, "share", lang)))
    if not by_measure:
        looked = [one.name for one in found.candidates]
        dearer = [name for name in names if name not in looked]
        if found.undecided:
            of = counted("replication", max(one.replications for one in found.candidates), lang)
            lines.append(word("select_undecided", lang, most=of, names=", ".join(found.undecided)))
        if dearer:
            lines.append(word("select_not_run", lang, names=", ".join(dearer)))
    return "\n".join([*lines, "", *_table(found, by, by_measure, lang)])


def selection_answer(found: Selection) -> dict[str, Any]:
    """The same as plain numbers and text, for JSON."""
    return {
        "best": found.best,
        "by": found.by,
        "error": found.error,
        "undecided": list(found.undecided),
        "designs": [
            {"name": one.name, found.by: one.cost, "replications": one.replications, "verdict": one.verdict}
            for one in found.candidates
        ],
    }


def _answer(found: Selection, by: str, by_measure: bool, lang: str) -> str:
    if found.best is None:
        return word("select_none", lang)
    cost = _cost(found, next(one.cost for one in found.candidates if one.name == found.best), lang)
    if not by_measure:
        return word("select_cheapest", lang, name=found.best, by=by, cost=cost)
    if found.undecided:
        names = ", ".join([found.best, *found.undecided])
        return word("select_maybe_best", lang, name=found.best, names=names, by=by, cost=cost)
    return word("select_best", lang, name=found.best, by=by, cost=cost)


def _cost(found: Selection, cost: float | None, lang: str) -> str:
    if cost is None:
        return word("no_data", lang)
    unit = definition_of(found.by).unit
    return f"{number(cost, unit, decimals_for([cost], unit))} {unit_word(unit, lang)}".rstrip()


def _table(found: Selection, by: str, by_measure: bool, lang: str) -> list[str]:
    verdicts = LEFT_WORDS if by_measure else VERDICT_WORDS
    rows = [(word("select_design", lang), by, word("select_runs", lang), word("select_verdict", lang))]
    for one in found.candidates:
        runs, verdict = f"{one.replications:,}", phrase(verdicts[one.verdict], lang)
        rows.append((one.name, _cost(found, one.cost, lang), runs, verdict))
    wide = [max(width_of(row[column]) for row in rows) for column in range(3)]
    return [
        f"  {left(name, wide[0])}  {right(cost, wide[1])}  {right(runs, wide[2])}  {verdict}"
        for name, cost, runs, verdict in rows
    ]
