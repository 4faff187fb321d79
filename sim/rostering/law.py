"""What the law on working time allows, by country, as rules of a roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from inspect import signature
from types import MappingProxyType
from typing import Any, Final, Literal

from sim.errors import DataError
from sim.rostering.parts import DAY, HOUR, Rules, Shift

Overtime = Literal["none", "usual", "special"]


def china(*, overtime: Overtime = "none", weeks_averaged: int = 1) -> Rules:
    """China's rules: 8 hours a day, 40 a week, a rest day in seven, 11 hours from one shift to the next.

    Parameters
    ----------
    overtime
        `none`; `usual`: up to 1 hour a day; `special`: up to 3 hours a day for special reasons, in agreement with the
        union and the workers. With either at most 36 hours more a month than a month's standard hours, and no limit a
        week but the days'.
    weeks_averaged
        Over so many weeks 40 hours hold on average, where the labour office has allowed averaged working hours
        (综合计算工时); a day may then have up to 12 hours, which is custom in rotas of two shifts and no limit by law.

    Notes
    -----
    Labour Law of 1994, art. 36 (8 hours a day, 44 a week), 38 (a rest day a week), 41 (overtime); State Council order
    174 of 1995, art. 3 (8 hours a day, 40 a week); Ministry of Labour notice 1994 no. 503 (averaged hours). A month's
    standard hours are those of 20.67 days since 2025 (365 days less 104 days of rest and 13 holidays, by 12). The law
    says nothing of rest between two shifts: 11 hours, as in directive 2003/88/EC, are a habit and not a duty.
    """
    more_a_day = {"none": 0, "usual": 1, "special": 3}[overtime]
    a_day = (12 if weeks_averaged > 1 else 8 + more_a_day) * HOUR
    standard_month = 20.67 * 8 * HOUR
    return Rules(
        rest_minutes=11 * HOUR,
        most_minutes_a_day=a_day,
        most_minutes_a_week=40 * HOUR if overtime == "none" or weeks_averaged > 1 else None,
        weeks_averaged=weeks_averaged,
        most_minutes_a_month=None if overtime == "none" else int(standard_month) + 36 * HOUR,
        rest_days_in_seven=1,
    )


def european_union(*, weeks_averaged: int = 1) -> Rules:
    """The European Union's rules: 48 hours a week on average, 11 hours of rest a day, a rest day in seven.

    Parameters
    ----------
    weeks_averaged
        Over so many weeks the 48 hours hold on average, up to 17 by the directive.

    Notes
    -----
    Directive 2003/88/EC, art. 3 (rest a day), 5 (rest a week), 6 and 16 (hours a week).
    """
    return Rules(
        rest_minutes=11 * HOUR,
        most_minutes_a_day=13 * HOUR,
        most_minutes_a_week=48 * HOUR,
        weeks_averaged=weeks_averaged,
        rest_days_in_seven=1,
    )


LAWS: Final[Mapping[str, Callable[..., Rules]]] = MappingProxyType({"china": china, "european_union": european_union})
NIGHTS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"china": (22 * HOUR, 30 * HOUR), "european_union": (24 * HOUR, 29 * HOUR)}
)
"""From and to in minutes of the day, beyond midnight the next day's. China: 22:00 to
6:00 (explanations of the Labour Law, 1994, art. 61); the European Union's directive leaves it to its members and names
midnight to 5:00 as the least."""


def rules_of(country: str, **options: Any) -> Rules:
    """The rules of a country.

    Parameters
    ----------
    country
        A name of `LAWS`.
    options
        What the country's own function takes, and rules by their names in `Rules` that replace its own, such as
        `most_minutes_a_week=44 * 60`.

    Raises
    ------
    DataError
        If the country is not one of them, or there is no such option or rule.
    """
    if country not in LAWS:
        raise DataError(f"there are no working-time rules of '{country}' (known: {', '.join(sorted(LAWS))})")
    asked = signature(LAWS[country]).parameters
    rules = {rule.name for rule in fields(Rules)}
    for name in options:
        if name not in asked and name not in rules:
            known = ", ".join(sorted({*asked, *rules}))
            raise DataError(f"working-time rules of '{country}': there is no '{name}' (known: {known})")
    found = LAWS[country](**{name: value for name, value in options.items() if name in asked})
    return replace(found, **{name: value for name, value in options.items() if name not in asked})


def is_night(country: str, start: int, minutes: int, *, least: int = HOUR) -> bool:
    """Whether a shift counts as a night: it has at least so many minutes in the night hours of a country."""
    begin, end = NIGHTS[country]
    inside = sum(max(0, min(start + minutes, end + days * DAY) - max(start, begin + days * DAY)) for days in (-1, 0, 1))
    return inside >= least


def with_nights(country: str, shifts: tuple[Shift, ...], *, least: int = HOUR) -> tuple[Shift, ...]:
    """Shifts marked as nights or not, by a country's night hours."""
    return tuple(
        replace(shift, is_night=is_night(country, shift.start, shift.minutes, least=least)) for shift in shifts
    )
