"""What `hotline fit` says of an interval table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.views import say_date
from sim.report.words import word

if TYPE_CHECKING:
    from sim.fitting.intervals_fit import IntervalFit


def interval_sentences(found: IntervalFit, lang: str) -> tuple[str, str]:
    """What the table has, and which of its columns were read."""
    records = found.records
    first, last = found.days
    columns = word("comma", lang).join(f"{role} = {column}" for role, column in records.columns.items())
    return (
        word(
            "fit_intervals", lang, file=records.name, rows=f"{len(records):,}", minutes=records.width_minutes,
            first=say_date(first, lang), last=say_date(last, lang), calls=f"{records.numbers['count'].sum():,.0f}",
            answered=f"{records.number('taken').sum():,.0f}", gave_up=f"{found.left:,}",
        ),
        word("fit_columns", lang, columns=columns),
    )  # fmt: skip


def interval_cautions(found: IntervalFit, lang: str) -> list[str]:
    """What a table of counts and means does not say."""
    told = [word("fit_means_only", lang)]
    if found.patience is None:
        told.append(word("fit_no_patience", lang))
    elif not found.is_wait_of_all:
        told.append(word("fit_waits_of_answered", lang))
    return told if found.is_rostered else [*told, word("fit_staff_needed", lang)]
