"""Targets as lines: how each fared, and what would decide one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.measures.definitions import label
from sim.report.numbers import beside_words, bound_digits, found_words, number, readable, unit_word
from sim.report.summary_words import SIDE_WORDS, STATUS_WORDS
from sim.report.text_tables import left
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from sim.measures.targets import Asked, TargetResult

SIGNS: Final = {"met": "+", "not met": "-", "undecided": "?"}
"""A sign beside each status, in characters that every console has."""


def promise_words(target: TargetResult | Asked, lang: str) -> str:
    """What a target asks for, such as 'connection rate >= 95 %'."""
    threshold = beside_words(target.threshold, target.unit, target.threshold, lang)
    each = word("need_each", lang) if target.per == "interval" else ""
    return f"{label(target.measure, lang)}{each} {'>=' if target.side == 'at_least' else '<='} {threshold}"


def target_lines(rows: Sequence[TargetResult], lang: str, looks: bool = False) -> list[str]:
    """A line for each target with its verdict, estimate and interval; below an open one why it is open, once each.

    Parameters
    ----------
    rows
        The targets.
    lang
        'en' or 'zh'.
    looks
        Whether they are looked at again after more replications, each time with less error allowed: how many would do
        is not known then, and `--most` asks for them.
    """
    lines = []
    for row in rows:
        words = phrase(
            SIDE_WORDS[row.side],
            lang,
            measure=label(row.measure, lang),
            each=word("each_interval", lang) if row.per == "interval" else "",
            threshold=beside_words(row.threshold, row.unit, row.threshold, lang),
            found=found_words(readable(row, row.threshold), lang),
        )
        lines.append(f"  {SIGNS[row.status]} {left(phrase(STATUS_WORDS[row.status], lang), 12)} {words}")
        reason = why_undecided(row, lang, looks)
        if reason and f"      {reason}" not in lines:
            lines.append(f"      {reason}")
    return lines


def why_undecided(row: TargetResult, lang: str, looks: bool = False) -> str:
    """Why a promise is neither kept nor broken yet, and what would decide it; empty without an interval."""
    if row.status != "undecided" or (row.low is None and row.high is None):
        return ""
    option = "--most" if looks else "--reps"
    if row.low is None or row.high is None:
        return word("more_reps", lang, option=option)
    replications = counted("replication", row.n, lang)
    if row.low == row.high:
        return word("no_width", lang, replications=replications)
    kept = row.side == "at_most" if row.estimate == 0 else row.side == "at_least"
    if not (row.none_seen and kept):
        return word("more_reps", lang, option=option)
    bound = number(*bound_digits(row.low if row.side == "at_least" else row.high, row.unit))
    told = {"replications": replications, "bound": f"{bound} {unit_word(row.unit, lang)}".rstrip()}
    enough = None if looks else row.runs_to_decide()
    if row.asks_for_all:
        return word("none_seen_ever", lang, **told)
    if enough is None:
        return word("none_seen", lang, option=option, **told)
    return word("none_seen_enough", lang, option=option, enough=counted("replication", enough, lang), **told)
