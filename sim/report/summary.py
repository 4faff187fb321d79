"""The printed summary of a run: what a planner and a manager read first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from sim.measures.definitions import definition_of, label
from sim.report.numbers import estimate_words, found_words, plain_number, unit_word
from sim.report.origins import origins_count
from sim.report.words import counted, word

if TYPE_CHECKING:
    from sim.measures.estimate import Estimate
    from sim.measures.targets import PublishedResult, TargetResult
    from sim.study.replicate import Replications

SIGNS: Final = {"met": "+", "not met": "-", "undecided": "?"}
"""A sign beside each status, in characters that every console has."""

MAIN_MEASURES: Final = {
    "calls": (
        "attempts", "blocked", "turned_away", "offered", "answered", "abandoned", "cleared_at_close", "waiting_at_end",
        "redials", "repeats", "connection_rate", "abandonment_rate", "connection_rate_citizens",
    ),
    "waiting": ("service_level", "asa", "mean_wait", "wait_p90", "longest_wait"),
    "people": (
        "aht", "occupancy", "required_heads", "scheduled_heads", "present_heads", "calls_per_person_day",
        "calls_answered_per_person_shift", "on_duty_share", "person_hours", "overtime_hours", "lost_breaks",
        "absent_shifts",
    ),
    "requests": (
        "direct_answer_rate", "tickets", "accepted_per_day", "messages_received", "messages_handled", "messages_open",
        "message_delay_mean", "deflected",
    ),
}  # fmt: skip
"""The measures of the summary by group, in order; all others are in summary.json."""

_SHOWN_IF_NOT_ZERO: Final = frozenset(
    (
        "blocked", "turned_away", "cleared_at_close", "waiting_at_end", "redials", "repeats", "overtime_hours",
        "lost_breaks", "absent_shifts", "messages_received", "messages_handled", "messages_open", "deflected",
        "message_delay_mean", "on_duty_share",
    )
)  # fmt: skip


def summary_text(
    results: Replications, warnings: Sequence[str] = (), lang: str = "en", asked: int | None = None
) -> str:
    """The whole summary.

    Parameters
    ----------
    results
        The replications that were done.
    warnings
        What was found odd about the scenario.
    lang
        'en' or 'zh'.
    asked
        How many replications were asked for.
    """
    blocks = [
        _head(results, lang, asked),
        _listed("warnings", [f"  ! {warning}" for warning in warnings], lang),
        *_measures(results.summary(), lang),
        _targets(results.targets(), lang),
        _published(results.published(), lang),
        word("origins", lang, **origins_count(results.scenario)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(results: Replications, lang: str, asked: int | None) -> str:
    scenario, clock = results.scenario, results.scenario.clock
    lines = [
        scenario.title or scenario.name,
        word(
            "ran",
            lang,
            start=clock.start,
            end=clock.start + timedelta(days=clock.days - 1),
            days=counted("day", clock.days, lang),
            replications=counted("replication", results.n, lang),
            seed=results.seed,
            engine=results.engine,
        ),
    ]
    if asked is not None and asked != results.n:
        lines.append(word("partial", lang, kept=results.n, asked=asked))
    if results.n == 1:
        lines.append(word("one_run", lang))
    return "\n".join(lines)


def _measures(measures: dict[str, Estimate], lang: str) -> list[str]:
    blocks = []
    for group, ids in MAIN_MEASURES.items():
        rows = []
        for key in sorted(measures, key=lambda key: _place(key, ids)):
            found = measures[key]
            if _place(key, ids) == len(ids) or (key in _SHOWN_IF_NOT_ZERO and not found.estimate):
                continue
            middle, interval = estimate_words(found, lang)
            rows.append((label(key, lang), middle, unit_word(found.unit, lang), interval))
        if rows:
            blocks.append(_table(group, rows, lang))
    return blocks


def _place(key: str, ids: tuple[str, ...]) -> int:
    id_ = definition_of(key).id
    return ids.index(id_) if id_ in ids else len(ids)


def _table(group: str, rows: list[tuple[str, str, str, str]], lang: str) -> str:
    head = (word(group, lang), word("estimate", lang), "", word("interval_95", lang))
    lines = [
        f"{_left(name, 42)}{_right(middle, 12)} {_left(unit, 22)} {interval}".rstrip()
        for name, middle, unit, interval in (head, *((f"  {row[0]}", *row[1:]) for row in rows))
    ]
    return "\n".join(lines)


def _targets(rows: list[TargetResult], lang: str) -> str:
    lines = []
    for row in rows:
        words = word(
            row.side,
            lang,
            measure=label(row.measure, lang),
            each=word("each_interval", lang) if row.per == "interval" else "",
            threshold=plain_number(row.threshold, row.unit, lang),
            found=found_words(row, lang),
        )
        lines.append(f"  {SIGNS[row.status]} {_left(word(row.status, lang), 12)} {words}")
    if any(row.status == "undecided" for row in rows):
        lines.append(f"    {word('more_reps', lang)}")
    return _listed("targets", lines, lang)


def _published(rows: list[PublishedResult], lang: str) -> str:
    lines = []
    for row in rows:
        words = word(
            "published_line",
            lang,
            measure=label(row.measure, lang),
            value=_stated(row, lang),
            found=found_words(row, lang),
            status=word(f"published {row.status}", lang),
        )
        lines.append(f"  {SIGNS[row.status]} {_left(word(row.kind, lang), 12)} {words}")
    if lines:
        lines.append(f"    {word('published_note', lang)}")
    return _listed("published", lines, lang)


def _stated(row: PublishedResult, lang: str) -> str:
    """The published value, and how it is read if its words or its rounding leave room."""
    unit = row.unit if row.unit == "share" else ""
    value, low, high = (plain_number(x, unit, lang) for x in (row.value, row.published_low, row.published_high))
    return value if low == high else word("read_as", lang, value=value, low=low, high=high)


def _listed(heading: str, lines: list[str], lang: str) -> str:
    return "\n".join([word(heading, lang), *lines]) if lines else ""


def width_of(text: str) -> int:
    """Columns of a console that a text takes: Chinese characters take two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _left(text: str, width: int) -> str:
    return text + " " * max(0, width - width_of(text))


def _right(text: str, width: int) -> str:
    return " " * max(0, width - width_of(text)) + text
