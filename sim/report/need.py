"""What `hotline need` prints: the answer in sentences and as plain numbers, what was tried, and the day it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.measures.definitions import label
from sim.report.answer import frame_rows
from sim.report.chinese import in_language
from sim.report.labels import labelled_rows
from sim.report.need_pools import lawful_sentence
from sim.report.need_words import ANSWER_WORDS, MARK_WORDS, NO_ANSWER_WORDS
from sim.report.numbers import found_words
from sim.report.target_lines import SIGNS, promise_words
from sim.report.text_tables import in_columns
from sim.report.views import views_of
from sim.report.words import counted, phrase, word
from sim.scenario.labels import pool_labels
from sim.staffing.trials import runs_to_decide

if TYPE_CHECKING:
    from sim.staffing.need import HeadsTried, Need

SHIFT_HEADS: Final = ("now", "needed", "formula")
"""Columns of a table of shifts with head counts."""
MOST_ROWS: Final = 96
"""Intervals that are printed at most; a longer horizon is in intervals.csv."""


def need_text(found: Need, lang: str = "en", boxes: Sequence[str] = ()) -> str:
    """The answer in sentences, then what was tried, the shifts, and the day by interval; `boxes` are more warnings."""
    blocks = [
        "\n".join(need_sentences(found, lang)),
        "\n".join(f"  ! {in_language(warning, lang)}" for warning in (*found.scenario.warnings, *boxes)),
        _tried(found, lang),
        _shifts(found, lang),
        _day(found, lang) if found.answer is not None else "",
        word("need_ran", lang, replications=counted("replication", found.replications, lang), seed=found.seed,
             engine=found.engine),
    ]  # fmt: skip
    return "\n\n".join(block for block in blocks if block) + "\n"


def need_sentences(found: Need, lang: str = "en") -> list[str]:
    """The answer, how sure it is, and what the formulas say."""
    name = pool_labels(found.scenario, lang).get(found.posts.name, found.posts.name)
    people = {"now": f"{found.posts.now:,}", "name": name, "most": f"{found.most_heads:,}"}
    sentences = []
    if found.answer is not None:
        heads = counted("person", found.answer.heads, lang)
        sentences.append(phrase(ANSWER_WORDS[found.posts.what], lang, heads=heads, **people))
        sentences.append(_border(found, lang))
        sentences.append(lawful_sentence(found.lawful_heads(), lang))
    else:
        sentences.append(phrase(NO_ANSWER_WORDS[found.posts.what], lang, **people))
        if found.undecided is not None and found.enough is None:
            span = _span(found.undecided.heads, found.most_heads, lang)
            most = runs_to_decide(found.shown.targets, found.replications)
            sentences.append(word("need_undecided", lang, span=span, most=most))
        obstacles = labelled_rows(found.obstacles, found.scenario, lang)
        short = "; ".join(f"{label(t.measure, lang)} {found_words(t, lang)}" for t in obstacles)
        sentences.append(word("need_obstacles", lang, heads=f"{found.shown.heads:,}", short=short))
        sentences.append(word("need_why" if found.enough is None else "need_fewer", lang))
    if not found.is_monotone:
        sentences.append(word("need_not_monotone", lang))
    if found.formula is not None:
        heads = counted("person", found.formula.heads, lang)
        pooled = word("need_pooled", lang) if found.is_pooled else ""
        sentences.append(word("need_formula", lang, heads=heads, pooled=pooled))
    else:
        sentences.append(word("need_no_formula", lang))
    return sentences


def need_answer(found: Need, lang: str = "en", boxes: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as plain numbers, and text in a language; `boxes` are more warnings.

    Returns
    -------
    dict
        `scenario`, `seed`, `replications`, `engine`; `what` (`shift`, `group` or `all`) and `name`; `now`, `heads`
        (None: none found) and `formula`; `status` (`found`: one step fewer is clearly too few; `enough`: whether
        fewer would do is undecided; `undecided`; `none`), `below`, `undecided_from`, `most_heads`, `monotone`;
        `shifts`, `tried` (a row per head count and target) and `intervals` (required, scheduled and present heads),
        each a list of rows; `sentences` and `warnings`. None stands where there is no data. Without an answer there is
        no day to plan, and `intervals` is empty.
    """
    day = found.intervals_frame()[["interval_start", "required", "scheduled", "present"]]
    return {
        "scenario": found.scenario.name,
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.engine,
        "what": found.posts.what,
        "name": found.posts.name,
        "now": found.posts.now,
        "heads": found.heads,
        "formula": None if found.formula is None else found.formula.heads,
        "status": _status(found),
        "below": None if found.below is None else found.below.heads,
        "undecided_from": None if found.undecided is None else found.undecided.heads,
        "most_heads": found.most_heads,
        "monotone": found.is_monotone,
        "shifts": frame_rows(found.staff_frame()),
        "tried": frame_rows(found.tried_frame()),
        "intervals": frame_rows(day) if found.answer is not None else [],
        "sentences": need_sentences(found, lang),
        "warnings": [in_language(warning, lang) for warning in (*found.scenario.warnings, *boxes)],
    }


def _status(found: Need) -> str:
    if found.answer is None:
        return "none" if found.undecided is None or found.enough is not None else "undecided"
    return "found" if found.is_sharp else "enough"


def _border(found: Need, lang: str) -> str:
    """What one step fewer would do."""
    if found.below is None:
        return word("need_fewest", lang)
    if found.undecided is None:
        failed = next(t for t in labelled_rows(found.below.targets, found.scenario, lang) if t.status == "not met")
        short = f"{label(failed.measure, lang)} {found_words(failed, lang)}"
        return word("need_sharp", lang, below=f"{found.below.heads:,}", short=short)
    span = _span(found.undecided.heads, found.below.heads, lang)
    return word("need_enough", lang, span=span, most=runs_to_decide(found.undecided.targets, found.replications))


def _span(low: int, high: int, lang: str) -> str:
    return f"{low:,}" if low == high else word("range", lang, low=f"{low:,}", high=f"{high:,}")


def _tried(found: Need, lang: str) -> str:
    """A row per head count, a column per target."""
    return in_columns(tried_rows(found.heads_tried, need_marks(found), lang), {0})


def tried_rows(tried: Sequence[HeadsTried], marks: Sequence[Sequence[str]], lang: str) -> list[list[str]]:
    """The headings, and a row for each head count: how each target fared, and what is special about it."""
    _, targets = tried[0]
    rows = [[word("need_people", lang), *(promise_words(target, lang) for target in targets), ""]]
    for (heads, targets), own in zip(tried, marks, strict=True):
        cells = [f"{SIGNS[target.status]} {found_words(target, lang)}" for target in targets]
        rows.append([f"{heads:,}", *cells, mark_words(own, lang)])
    return rows


def mark_words(marks: Sequence[str], lang: str) -> str:
    """What is special about a head count, as `need_marks` has it."""
    return ", ".join(phrase(MARK_WORDS[mark], lang) for mark in marks)


def need_marks(found: Need) -> list[list[str]]:
    """Of each head count that was tried whether it is the answer, the formula's, or today's."""
    marks = []
    for trial in found.tried:
        staff = trial.candidate.staff
        holds = {
            "answer": found.answer is not None and staff == found.answer.candidate.staff,
            "formula": found.formula is not None and staff == found.formula.staff,
            "now": staff == tuple(post.heads for post in found.posts.posts),
        }
        marks.append([name for name, is_so in holds.items() if is_so])
    return marks


def _shifts(found: Need, lang: str) -> str:
    """A row per shift or crew: heads now, needed, and by formula."""
    rows = frame_rows(found.staff_frame())
    if len(rows) == 1:
        return ""
    table = [
        [f"{row['group']} / {row['shift']}", *("-" if row[name] is None else f"{row[name]:,}" for name in SHIFT_HEADS)]
        for row in rows
    ]
    return in_columns([shift_columns(lang), *table], {1, 2, 3})


def shift_columns(lang: str) -> list[str]:
    """The headings of a table of shifts: the shift, and `SHIFT_HEADS`."""
    return [
        word("need_shift_column", lang), word("need_now", lang), word("need_needed", lang),
        word("need_by_formula", lang),
    ]  # fmt: skip


def _day(found: Need, lang: str) -> str:
    """Required, scheduled and present heads by interval of the day (of the mean day for a long horizon)."""
    view = views_of(found.intervals_frame())["by_interval"]
    if len(view) > MOST_ROWS:
        return word("need_long", lang)
    names = ("required", "scheduled", "present")
    rows = [[word("need_from", lang), word("required", lang), word("scheduled", lang), word("present", lang)]]
    for k in range(len(view)):
        cells = [view.columns[name][k] if name in view.columns else float("nan") for name in names]
        clock = view.start[k]
        at = f"{clock:%H:%M}" if view.kind != "span" else view.at(k, lang)
        rows.append([at, *("-" if cell != cell else f"{cell:,.1f}" for cell in cells)])
    return word("need_day", lang) + "\n" + in_columns(rows, {1, 2, 3})
