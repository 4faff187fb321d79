"""Days as planners write them in a cell: dates, spans of dates, days of the week; in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

_ENGLISH: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE: Final = ("一", "二", "三", "四", "五", "六", "日")
_WEEKS: Final = ("周", "星期", "礼拜", "每周")
DAYS_OF_WEEK: Final = {
    **{name[:length]: number for number, name in enumerate(_ENGLISH) for length in (3, len(name))},
    **{f"{week}{day}": number for number, day in enumerate(_CHINESE) for week in _WEEKS},
    **{f"{week}天": 6 for week in _WEEKS},
}
"""Monday is 0."""
_DATE: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")
_SPAN: Final = re.compile(r"\s*(?:\bto\b|~|～|至|到|—|–|\.\.)\s*")
_BETWEEN: Final = re.compile(r"[;；、,，\n]+")


class UnreadDayError(ValueError):
    """What a cell says is no day of the roster; the message is the rest of the sentence."""


def items(cell: str) -> list[str]:
    """The parts of a cell that lists several things."""
    return [part.strip() for part in _BETWEEN.split(cell) if part.strip()]


def days_of(text: str, first: date, days: int) -> Iterator[int]:
    """The days of a roster that a text names, 0 the first; those outside of it are left out.

    Raises
    ------
    UnreadDayError
        If it names none, in or outside the roster.
    """
    word = text.strip().casefold()
    if word in DAYS_OF_WEEK:
        wanted = DAYS_OF_WEEK[word]
        yield from (day for day in range(days) if (first + timedelta(days=day)).weekday() == wanted)
        return
    begin, *end = (_date(part, first) for part in _SPAN.split(word, maxsplit=1))
    last = end[0] if end else begin
    if last < begin:
        raise UnreadDayError("ends before it begins: write the earlier date first")
    yield from (day for day in range(days) if begin <= first + timedelta(days=day) <= last)


def _date(text: str, first: date) -> date:
    """A date; without a year the one next to the roster's first day."""
    found = _DATE.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = found.groups()
        if year is not None:
            return date(int(year), int(month), int(day))
        near = []
        for one in (first.year - 1, first.year, first.year + 1):
            if not (int(month) == 2 and int(day) == 29 and one % 4):
                near.append(date(one, int(month), int(day)))
        return min(near, key=lambda one: abs(one - first))
    except ValueError:
        raise UnreadDayError("is no date and no day of the week: write a date such as 2026-06-01") from None
