"""What `hotline fit` prints: what was read and left out, every number with its interval, what is not to be trusted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US
from sim.fitting.intervals_fit import IntervalFit
from sim.fitting.parameters import A_MONTH
from sim.fitting.stages import FAR
from sim.records.calls import ANSWERED, GAVE_UP, TURNED_AWAY, UNKNOWN
from sim.report.chinese import in_language
from sim.report.fit_found import found_sentences, lengths_words
from sim.report.fit_intervals import interval_cautions, interval_sentences
from sim.report.fit_tickets import ticket_cautions, ticket_rules, ticket_sentences, units_table
from sim.report.fit_words import HOW_WORDS, LAW_WORDS, WHY_WORDS
from sim.report.numbers import percent
from sim.report.text_tables import in_columns
from sim.report.views import say_date
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.fitting.calls_fit import CallFit
    from sim.fitting.fit import Fit
    from sim.fitting.parameters import Parameter
    from sim.records.call_intervals import IntervalRecords
    from sim.records.calls import CallRecords
    from sim.records.tickets import TicketRecords


def fit_text(found: Fit, lang: str = "en") -> str:
    """What was read, what was left out, the numbers, and what to mind."""
    blocks = []
    if found.calls is not None:
        blocks.append("\n".join([*_said_of_calls(found.calls, lang), *_left_out(found.calls.records, lang)]))
    if found.tickets is not None:
        told = [*ticket_sentences(found.tickets, lang), *_left_out(found.tickets.records, lang)]
        blocks.append("\n".join([*told, *ticket_rules(found.tickets.records, lang)]))
        blocks.append(units_table(found.tickets, lang))
    blocks.append("\n".join(f"  ! {in_language(note, lang)}" for note in fit_notes(found)))
    blocks += [_numbers(found, lang), "\n".join([*found_sentences(found, lang), *cautions(found, lang)])]
    return "\n\n".join(block for block in blocks if block) + "\n"


def fit_sentences(found: Fit, lang: str = "en") -> list[str]:
    """Each file in two sentences."""
    return [sentence for told in file_sentences(found, lang) for sentence in told]


def file_sentences(found: Fit, lang: str) -> list[tuple[str, str]]:
    """What each file has, and which of its columns were read."""
    calls = [] if found.calls is None else [_said_of_calls(found.calls, lang)]
    return calls if found.tickets is None else [*calls, ticket_sentences(found.tickets, lang)]


def cautions(found: Fit, lang: str = "en") -> list[str]:
    """What the files do not say, and laws that are far from what was seen."""
    told = [] if found.call_rows is None else _call_cautions(found.call_rows, lang)
    if isinstance(found.calls, IntervalFit):
        told = interval_cautions(found.calls, lang)
    if found.zone == "UTC":
        told.append(word("fit_zone", lang))
    if found.born is not None:
        told.append(word("fit_born", lang, share=percent(found.born.direct.share)))
    elif found.calls is not None and found.tickets is not None:
        told.append(word("fit_unborn_table", lang) if found.call_rows is None else word("fit_unborn", lang))
    return told if found.tickets is None else [*told, *ticket_cautions(found.tickets, lang)]


def fit_answer(found: Fit, lang: str = "en") -> dict[str, Any]:
    """The same as numbers for `--json`."""
    halves = {"calls": found.calls, "tickets": found.tickets}
    return {
        "files": {
            name: {
                "file": half.records.name, "rows": half.records.rows, "read": len(half.records),
                "left_out": {reason: len(lines) for reason, lines in half.records.left_out.items()},
                "columns": half.records.columns,
            }
            for name, half in halves.items() if half is not None
        },
        "parameters": [_plain(one) for one in found.parameters],
        "document": found.document,
        "sentences": [*fit_sentences(found, lang), *found_sentences(found, lang), *cautions(found, lang)],
        "warnings": fit_notes(found),
    }  # fmt: skip


def parameter_words(values: Sequence[float], unit: str, lang: str = "en") -> list[str]:
    """Numbers of a scenario that stand beside each other as people read them, in a unit as `shown_unit` gives it."""
    if unit == "s":
        return lengths_words(values, lang)
    if unit in ("share", A_MONTH):
        return [f"{100 * value:.1f} %" for value in values]
    return [f"{value:,.0f}" if unit else f"{value:,.3f}" for value in values]


def shown_unit(key: str, unit: str) -> str:
    """The unit of a number of a scenario: what has none is a share or a spread, but for the shape of a law."""
    return unit or ("" if key.endswith(".shape") else "share")


def fit_notes(found: Fit) -> list[str]:
    """What is odd about the files."""
    return [note for half in (found.calls, found.tickets) if half is not None for note in half.records.notes]


def _said_of_calls(found: CallFit | IntervalFit, lang: str) -> tuple[str, str]:
    return interval_sentences(found, lang) if isinstance(found, IntervalFit) else _call_sentences(found, lang)


def _call_sentences(found: CallFit, lang: str) -> tuple[str, str]:
    records = found.records
    first, last = (
        EPOCH + timedelta(days=int(end // DAY_US)) for end in (records.arrived_us.min(), records.arrived_us.max())
    )
    counts = np.bincount(records.outcome, minlength=TURNED_AWAY + 1)
    columns = word("comma", lang).join(f"{role} = {column}" for role, column in records.columns.items())
    return (
        word(
            "fit_answer", lang, file=records.name, calls=f"{len(records):,}", first=say_date(first, lang),
            last=say_date(last, lang), answered=f"{counts[ANSWERED]:,}", gave_up=f"{counts[GAVE_UP]:,}",
            turned=f"{counts[TURNED_AWAY]:,}",
        ),
        word("fit_columns", lang, columns=columns),
    )  # fmt: skip


def _call_cautions(found: CallFit, lang: str) -> list[str]:
    told = []
    gave_up = found.records.outcome == GAVE_UP
    if not found.patience.laws and (found.records.wait_us[gave_up] == UNKNOWN).sum() > gave_up.sum() / 2:
        told.append(word("fit_no_hanging_up", lang, n=f"{gave_up.sum():,}"))
    elif not found.patience.laws:
        told.append(word("fit_no_patience", lang))
    if found.redials.share is None:
        told.append(word("fit_no_redials", lang))
    for what, laws in (
        (word("fit_patience", lang), found.patience.laws),
        (word("fit_talk", lang), found.talk.together),
        (word("fit_wrap", lang), found.wrap.together),
    ):
        if laws and laws[0].distance > FAR:
            told.append(word("fit_far", lang, what=what, distance=percent(laws[0].distance)))
    return told if found.is_rostered else [*told, word("fit_staff", lang)]


def _left_out(records: CallRecords | IntervalRecords | TicketRecords, lang: str) -> list[str]:
    left_out = records.left_out
    if not left_out:
        return []
    total = sum(map(len, left_out.values()))
    told = [word("fit_left_out", lang, n=f"{total:,}", rows=f"{records.rows:,}")]
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
        unit = shown_unit(one.key, one.unit)
        value, low, high = parameter_words((one.value, one.low, one.high), unit, lang)
        rows.append([one.key, value, f"{low} - {high}", f"{one.rows:,}", from_words(one.how, one.law, one.part, lang)])
    return in_columns(rows, {1, 2, 3})


def from_words(how: str, law: str, part: str, lang: str) -> str:
    """What a number rests on, of which hours or which type if its key does not say it, and by which law."""
    told = phrase(HOW_WORDS[how], lang) + (f" ({part})" if part else "")
    return told + word("fit_by_law", lang, law=phrase(LAW_WORDS[law], lang)) if law else told


def _plain(one: Parameter) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in vars(one).items()
    }
