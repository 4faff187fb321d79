"""What the `holidays` package knows of a country: holidays, weekend days that are worked, and weekends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sim.calendar.weekends import SATURDAY_SUNDAY, Weekends, weekends_of

ALIASES = {"china": "CN"}
NAMES_IN = "en_US"
"""Else the language of the machine would decide how the package words "substituted from"."""


@dataclass(frozen=True)
class CountryDays:
    """The days of a country.

    Attributes
    ----------
    holidays, make_up_days
        Public holidays, and weekend days that are worked.
    stands_for
        Make-up day -> the weekday (Monday 0) of the holiday that it makes up for.
    weekends
        Free days of the week.
    known_years
        The first and the last year of which anybody has listed the holidays.
    """

    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    stands_for: tuple[tuple[date, int], ...] = ()
    weekends: Weekends = SATURDAY_SUNDAY
    known_years: tuple[int, int] = (1, 9999)


def code_of(country: str) -> str:
    """The two-letter code of a country, in capitals, without its part."""
    return ALIASES.get(country, country.upper()).partition("-")[0]


def part_of(country: str) -> str | None:
    """The part of a country that is meant, such as 'ENG' in 'GB-ENG'; None for the whole."""
    return country.upper().partition("-")[2] or None


def country_days(country: str, years: range) -> CountryDays:
    """The days of a country in some years; 'none' has weekends only.

    Source
    ------
    Public holidays, make-up days and most weekends: the `holidays` package.
    """
    if country == "none":
        return CountryDays()
    import holidays as library

    code = code_of(country)
    known: Any = library.country_holidays(code, subdiv=part_of(country), years=years, language=NAMES_IN)
    return CountryDays(
        holidays=frozenset(known.keys()),
        known_years=(known.start_year, known.end_year),
        make_up_days=frozenset(day for day in getattr(known, "weekend_workdays", ()) if day.year in years),
        stands_for=tuple(sorted(_replaced_weekdays(known))),
        weekends=weekends_of(code, known._get_weekend, date(years[0], 1, 1), date(years[-1], 12, 31)),
    )


def _replaced_weekdays(known: Any) -> Iterator[tuple[date, int]]:
    """The package names a free day after the weekend day that is worked for it: "substituted from 02/08/2026"."""
    label = getattr(known, "substituted_label", None)
    if not label:
        return
    before, _, after = known.tr(label).partition("%s")
    wording = re.compile(re.escape(before) + "(.+)" + re.escape(after))
    for day, names in known.items():
        for name in names.split("; "):
            found = wording.fullmatch(name)
            if found is not None:
                with suppress(ValueError):
                    worked = datetime.strptime(found[1], known.tr(known.substituted_date_format)).date()
                    yield worked, day.weekday()
