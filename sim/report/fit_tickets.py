"""What `hotline fit` says of tickets: what was read, by which rules odd rows count, hours and lengths of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.fitting.ticket_keys import DESK
from sim.report.fit_words import LAW_WORDS, NO_HOURS_WORDS, ODD_WORDS
from sim.report.numbers import percent, say_length
from sim.report.text_tables import in_columns
from sim.report.views import say_date
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from datetime import date

    from sim.fitting.hours import SeenHours
    from sim.fitting.stages import Stage
    from sim.fitting.tickets_fit import TicketFit
    from sim.records.tickets import TicketRecords

MOST_UNITS: Final = 20
"""So many units are told; the tables have the others."""


def ticket_sentences(found: TicketFit, lang: str) -> tuple[str, str]:
    """The file in two sentences."""
    records, (first, last) = found.records, found.days
    end = records.columns[records.end_of_work]
    columns = word("comma", lang).join(f"{role} = {column}" for role, column in records.columns.items())
    return (
        word(
            "fit_tickets", lang, file=records.name, tickets=f"{len(records):,}", first=_date(first, last, lang),
            last=_date(last, first, lang), open=f"{len(found.opened):,}", end=end,
        ),
        word("fit_columns", lang, columns=columns),
    )  # fmt: skip


def _date(day: date, other: date, lang: str) -> str:
    """With its year where the other one is of another."""
    return say_date(day, lang) if day.year == other.year else str(day)


def ticket_rules(records: TicketRecords, lang: str) -> list[str]:
    """How many rows are odd and kept, and by which rule."""
    if not records.odd:
        return []
    told = [word("fit_odd", lang)]
    for what, lines in records.odd.items():
        why = phrase(ODD_WORDS[what], lang)
        told.append("  " + word("fit_why", lang, n=f"{len(lines):,}", why=why, line=lines[0]))
    return told


def ticket_cautions(found: TicketFit, lang: str) -> list[str]:
    """What the file does not say."""
    told = [] if any(unit.work is not None for unit in found.units) else [word("fit_no_crews", lang)]
    if found.desk_hours is not None and found.desk_hours.are_seen:
        told.append(word("fit_desk", lang, desk=DESK))
    if found.drift is not None:
        before, after = map(percent, found.drift)
        told.append(word("fit_drift", lang, before=before, after=after))
    return told


def units_table(found: TicketFit, lang: str) -> str:
    """Each unit: tickets, hours with the share of stamps inside, how long tickets stay."""
    rows = [
        [
            word("fit_unit", lang), word("fit_rows", lang), word("fit_hours", lang), word("fit_inside", lang),
            word("fit_stay", lang),
        ]
    ]  # fmt: skip
    for unit in found.units[:MOST_UNITS]:
        stay = "" if unit.stay is None else _stay(unit.stay, lang)
        inside = percent(unit.hours.inside) if unit.hours.stamps and unit.hours.why_none != "few" else ""
        rows.append([unit.name, f"{unit.tickets:,}", say_office_hours(unit.hours, lang), inside, stay])
    more = len(found.units) - MOST_UNITS
    rest = [word("fit_more_units", lang, n=more)] if more > 0 else []
    return "\n".join([in_columns(rows, {1, 3}), *rest])


def say_office_hours(hours: SeenHours, lang: str) -> str:
    """Days and clock times, or why none are stated."""
    if not hours.are_seen:
        return phrase(NO_HOURS_WORDS[hours.why_none], lang)
    names = word("weekdays", lang).split()
    runs: list[list[int]] = []
    for day in hours.days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    days = word("comma", lang).join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}" for run in runs
    )
    return f"{days} {_clock(hours.open_us)}-{_clock(hours.close_us)}"


def _clock(clock_us: int) -> str:
    minutes = (clock_us % DAY_US or clock_us) // MINUTE_US
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def middle_of(one: Stage) -> float | None:
    """The middle length in seconds; None where fewer than half ended, or no law was fitted."""
    seconds, ended = one.points()
    middle = float(np.quantile(np.where(ended, seconds, np.inf), 0.5, method="nearest"))
    return middle if np.isfinite(middle) and one.laws else None


def _stay(one: Stage, lang: str) -> str:
    """The middle length, in which hours, and by which law."""
    middle = middle_of(one)
    if middle is None:
        return ""
    law = "empirical" if one.is_empirical else one.laws[0].law
    half = word("fit_half", lang, length=say_length(middle, lang)) + (word("fit_open_hours", lang) * one.in_hours)
    return half + word("fit_by_law", lang, law=phrase(LAW_WORDS[law], lang))
