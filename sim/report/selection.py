"""The page of a selection: its answer, how sure it is, and a table of the designs."""

from __future__ import annotations

from typing import Any, Final

from sim.measures.definitions import definition_of, label
from sim.report.answer import picked
from sim.report.numbers import plain_number, value_words
from sim.report.precision import width_words
from sim.report.selection_words import COST_WORDS, LEFT_WORDS, VERDICT_WORDS
from sim.report.target_lines import target_lines
from sim.report.text_tables import in_columns
from sim.report.words import counted, phrase, word
from sim.study.planned_cost import UNITS
from sim.study.selection import Selection

_TARGET_KEYS: Final = (
    "measure", "side", "threshold", "per", "estimate", "low", "high", "unit", "n", "status", "confidence",
)  # fmt: skip


def selection_text(found: Selection, lang: str) -> str:
    """What a selection found, in sentences, a table of the designs, and how each promise fared in each of them."""
    lines = [_answer(found, lang)]
    error = plain_number(found.error, "share", lang)
    if found.worth is not None:
        worth = width_words(found.worth, _unit(found), lang)
        lines.append(word("select_another", lang, worth=worth, error=error))
        return "\n".join([*lines, "", _table(found, lang)])
    if found.best is not None:
        lines.append(word("select_breaks", lang, error=error))
    if found.undecided:
        of = counted("replication", max(one.replications for one in found.candidates), lang)
        key = "select_open" if found.best is None else "select_undecided"
        lines.append(word(key, lang, most=of, names=", ".join(found.undecided)))
    return "\n".join([*lines, "", _table(found, lang), "", *_promises(found, lang)])


def selection_answer(found: Selection) -> dict[str, Any]:
    """The same as plain numbers and text, for JSON."""
    return {
        "best": found.best,
        "by": found.by,
        "error": found.error,
        "worth": found.worth,
        "undecided": list(found.undecided),
        "alike": list(found.alike),
        "designs": [
            {
                "name": one.name,
                found.by: one.cost,
                "replications": one.replications,
                "verdict": one.verdict,
                "targets": [picked(target, _TARGET_KEYS) for target in one.targets],
            }
            for one in found.designs
        ],
    }


def _promises(found: Selection, lang: str) -> list[str]:
    """How each promise fared in each design that was run."""
    asked = found.candidates[0].targets[0].confidence
    lines = [word("select_promises", lang, confidence=f"{asked * 100:.4g} %")]
    for one in found.candidates:
        lines += [one.name, *target_lines(one.targets, lang, looks=True)]
    return lines


def _answer(found: Selection, lang: str) -> str:
    if found.best is None:
        return word("select_none", lang)
    answer, by = next(one for one in found.candidates if one.name == found.best), _by(found, lang)
    cost = value_words(answer.cost, _unit(found), lang)
    if found.worth is None:
        return word("select_cheapest", lang, name=found.best, by=by, cost=cost)
    names = ", ".join([found.best, *found.alike, *found.undecided])
    if found.alike:
        replications = counted("replication", answer.replications, lang)
        return word("select_alike", lang, names=names, by=by, cost=cost, replications=replications)
    if found.undecided:
        return word("select_maybe_best", lang, name=found.best, names=names, by=by, cost=cost)
    return word("select_best", lang, name=found.best, by=by, cost=cost)


def _by(found: Selection, lang: str) -> str:
    return phrase(COST_WORDS[found.by], lang) if found.by in COST_WORDS else label(found.by, lang)


def _unit(found: Selection) -> str:
    return UNITS[found.by] if found.by in UNITS else definition_of(found.by).unit


def _table(found: Selection, lang: str) -> str:
    verdicts = VERDICT_WORDS if found.worth is None else LEFT_WORDS
    rows = [[word("select_design", lang), _by(found, lang), word("select_runs", lang), word("select_verdict", lang)]]
    for one in found.designs:
        cost, verdict = value_words(one.cost, _unit(found), lang), phrase(verdicts[one.verdict], lang)
        rows.append([one.name, cost, f"{one.replications:,}" if one.replications else "-", verdict])
    return in_columns(rows, {1, 2})
