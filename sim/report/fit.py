"""What `hotline fit` prints: what was read and left out, every number with its interval, what is not to be trusted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US
from sim.records.calls import ANSWERED, GAVE_UP, TURNED_AWAY
from sim.report.chinese import in_language
from sim.report.fit_words import HOW_WORDS, LAW_WORDS, WHY_WORDS
from sim.report.numbers import percent
from sim.report.text_tables import in_columns
from sim.report.views import say_date
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from sim.fitting.fit import Fit, Parameter

FAR: Final = 0.05
"""A law that is off by more than this share somewhere is no good one."""


def fit_text(found: Fit, lang: str = "en") -> str:
    """What was read, what was left out, the numbers, and what to mind."""
    blocks = [
        "\n".join([*fit_sentences(found, lang), *_left_out(found, lang)]),
        "\n".join(f"  ! {in_language(note, lang)}" for note in found.records.notes),
        _numbers(found, lang),
        "\n".join(cautions(found, lang)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def fit_sentences(found: Fit, lang: str = "en") -> list[str]:
    """The file in two sentences."""
    records = found.records
    first, last = (
        EPOCH + timedelta(days=int(end // DAY_US)) for end in (records.arrived_us.min(), records.arrived_us.max())
    )
    counts = np.bincount(records.outcome, minlength=TURNED_AWAY + 1)
    columns = word("comma", lang).join(f"{role} = {column}" for role, column in records.columns.items())
    return [
        word(
            "fit_answer", lang, file=records.name, calls=f"{len(records):,}", first=say_date(first, lang),
            last=say_date(last, lang), answered=f"{counts[ANSWERED]:,}", gave_up=f"{counts[GAVE_UP]:,}",
            turned=f"{counts[TURNED_AWAY]:,}",
        ),
        word("fit_columns", lang, columns=columns),
    ]  # fmt: skip


def cautions(found: Fit, lang: str = "en") -> list[str]:
    """What the file does not say, and laws that are far from what was seen."""
    told = []
    if not found.patience.laws:
        told.append(word("fit_no_patience", lang))
    if found.redials.share is None:
        told.append(word("fit_no_redials", lang))
    for what, laws in (
        (word("fit_patience", lang), found.patience.laws),
        (word("fit_talk", lang), found.talk[""]),
        (word("fit_wrap", lang), found.wrap),
    ):
        if laws and laws[0].distance > FAR:
            told.append(word("fit_far", lang, what=what, distance=percent(laws[0].distance)))
    return told if found.is_rostered else [*told, word("fit_staff", lang)]


def fit_answer(found: Fit, lang: str = "en") -> dict[str, Any]:
    """The same as numbers for `--json`."""
    return {
        "file": found.records.name,
        "rows": found.records.rows,
        "calls": len(found.records),
        "left_out": {reason: len(lines) for reason, lines in found.records.left_out.items()},
        "columns": found.records.columns,
        "parameters": [_plain(one) for one in found.parameters],
        "document": found.document,
        "sentences": [*fit_sentences(found, lang), *cautions(found, lang)],
        "warnings": list(found.records.notes),
    }


def parameter_words(value: float, unit: str) -> str:
    """A number of a scenario as people read it."""
    if unit == "s":
        return f"{value:,.1f} s"
    return f"{value:,.0f}" if unit == "calls" else f"{100 * value:.1f} %"


def _left_out(found: Fit, lang: str) -> list[str]:
    left_out = found.records.left_out
    if not left_out:
        return []
    total = sum(map(len, left_out.values()))
    told = [word("fit_left_out", lang, n=f"{total:,}", rows=f"{found.records.rows:,}")]
    for reason, lines in left_out.items():
        why = phrase(WHY_WORDS[reason], lang)
        told.append("  " + word("fit_why", lang, n=f"{len(lines):,}", why=why, line=lines[0]))
    return told


def _numbers(found: Fit, lang: str) -> str:
    heads = (
        word("fit_number", lang), word("fit_value", lang), word("fit_interval", lang), word("fit_rows", lang),
        word("fit_from", lang),
    )  # fmt: skip
    rows = [[*heads]]
    for one in found.parameters:
        between = f"{parameter_words(one.low, one.unit)} - {parameter_words(one.high, one.unit)}"
        rows.append([one.key, parameter_words(one.value, one.unit), between, f"{one.rows:,}", _from(one, lang)])
    return in_columns(rows, {1, 2, 3})


def _from(one: Parameter, lang: str) -> str:
    how = phrase(HOW_WORDS[one.how], lang)
    return how + word("fit_by_law", lang, law=phrase(LAW_WORDS[one.law], lang)) if one.law else how


def _plain(one: Parameter) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in vars(one).items()
    }
