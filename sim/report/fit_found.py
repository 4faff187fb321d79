"""What `hotline fit` found beside numbers: parts of the day, growth, and days that are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.calendar.days import EPOCH
from sim.fitting.growth import FEWEST_DAYS
from sim.fitting.volumes import FEWEST_OF_KIND
from sim.report.fit_words import KIND_WORDS
from sim.report.numbers import percent, span_unit, unit_word
from sim.report.views import say_date
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from sim.fitting.fit import Fit
    from sim.fitting.handling import Handling
    from sim.fitting.volumes import KindOfDays, Volumes

LONG_S: Final = 600.0
"""Longer lengths are told in minutes, hours or days."""
MOST_SPELLS: Final = 8
"""So many stretches of dates are told, the first ones."""


def found_sentences(found: Fit, lang: str) -> list[str]:
    """A sentence for each length that changes with the hour; growth and holidays of each volume."""
    told: list[str] = []
    rows = found.call_rows
    if rows is not None:
        told += _parts(word("fit_talk", lang), rows.talk, lang)
        told += _parts(word("fit_wrap", lang), rows.wrap, lang)
    if found.calls is not None:
        told += _days(word("fit_calls", lang), found.calls.volumes, found.calendar, lang)
    if found.tickets is not None and found.tickets.volumes is not None:
        told += _days(word("fit_tickets_word", lang), found.tickets.volumes, found.calendar, lang)
    return told


def seconds_words(value: float, lang: str) -> str:
    """A length as people read it."""
    return lengths_words((value,), lang)[0]


def lengths_words(values: Sequence[float], lang: str) -> list[str]:
    """Lengths that stand beside each other, in the unit that suits the first of them."""
    first = values[0]
    is_long = np.isfinite(first) and first >= LONG_S
    size, unit = span_unit(first) if is_long else (1, "s")
    decimals = 0 if is_long and first >= 20 * size else 1
    return [f"{value / size:,.{decimals}f} {unit_word(unit, lang)}" for value in values]


def _parts(what: str, handling: Handling, lang: str) -> Iterable[str]:
    for name, parts in handling.parts.items():
        others = word("comma", lang).join(
            word("fit_from_to", lang, mean=seconds_words(part.laws[0].mean, lang), start=part.clock[0],
                 end=part.clock[1])
            for part in parts.others
        )  # fmt: skip
        of_type = word("fit_of_type", lang, what=what, type=name) if name else what
        usual = seconds_words(parts.usual[0].mean, lang)
        yield word("fit_by_hour", lang, what=of_type, usual=usual, others=others)


def _days(what: str, volumes: Volumes, calendar: str, lang: str) -> Iterable[str]:
    yield _growth(what, volumes, lang)
    if calendar != "none" and not volumes.special:
        yield word("fit_no_holidays", lang, what=what, calendar=calendar)
    for one in volumes.special:
        yield _kind(what, one, calendar, lang)
    if volumes.between:
        yield word("fit_between", lang, what=what, dates=_dates(volumes.between, lang))
    if volumes.quiet:
        yield word("fit_quiet", lang, what=what, dates=_dates(volumes.quiet, lang))


def _growth(what: str, volumes: Volumes, lang: str) -> str:
    if volumes.growth is None:
        return word("fit_short", lang, what=what, days=FEWEST_DAYS)
    rate, low, high = (percent(value) for value in volumes.growth.monthly)
    growth = volumes.growth
    if growth.changes and growth.step is not None:
        day = EPOCH + timedelta(days=growth.step)
        return word("fit_step", lang, what=what, day=f"{day} ({say_date(day, lang)})", option=f"--from {day}")
    key = "fit_grows" if volumes.grows else "fit_steady"
    return word(key, lang, what=what, rate=rate, low=low, high=high, since=say_date(volumes.next_day, lang))


def _kind(what: str, one: KindOfDays, calendar: str, lang: str) -> str:
    kind, dates, n = phrase(KIND_WORDS[one.kind], lang), _dates(one.dates, lang), len(one.dates)
    if one.mean is None:
        why = "fit_mixed" if one.is_mixed else "fit_few"
        then = "fit_like_weekday" if one.kind == "holiday" else "fit_like_replaced"
        reason, instead = word(why, lang, fewest=FEWEST_OF_KIND), word(then, lang)
        return word("fit_no_mean", lang, what=what, kind=kind, dates=dates, calendar=calendar, why=reason, then=instead)
    mean, (low, high), _ = one.mean
    profile = "" if one.profile is None else word("fit_own_profile", lang)
    values = {"mean": f"{mean:,.0f}", "low": f"{low:,.0f}", "high": f"{high:,.0f}"}
    return word("fit_kind", lang, what=what, kind=kind, dates=dates, n=n, calendar=calendar, profile=profile, **values)


def _dates(days: Iterable[date], lang: str) -> str:
    """Stretches of days that follow one another."""
    spells: list[tuple[date, date]] = []
    for day in days:
        if spells and day - spells[-1][1] == timedelta(days=1):
            spells[-1] = (spells[-1][0], day)
        else:
            spells.append((day, day))
    words = [
        say_date(first, lang) if first == last else word(
            "fit_spell", lang, first=say_date(first, lang), last=say_date(last, lang)
        )
        for first, last in spells[:MOST_SPELLS]
    ]  # fmt: skip
    more = len(spells) - MOST_SPELLS
    return word("comma", lang).join(words) + (word("fit_more_spells", lang, n=more) if more > 0 else "")
