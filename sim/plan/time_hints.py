"""What a cell that is no time may be, and the key that helps: found by trying the usual ways of writing."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import datetime, timedelta
from itertools import product
from typing import Final

from sim.scenario.time_formats import MONTHS, PART_LIMITS, time_pattern

_DATES: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y.%m.%d",
    "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%Y年%m月%d日", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%y", "%d/%b/%Y",
    "%Y%m%d",
)  # fmt: skip
_CLOCKS: Final = (
    "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p",
    "%p%I:%M", "%p%I:%M:%S", "%p %I:%M", "%p %I:%M:%S",
    "%H.%M", "%H.%M.%S", "%H时%M分", "%H时%M分%S秒", "%H点%M分", "%H:%M:%S %z", "%H:%M:%S%z", "%H%M", "%H%M%S", "%H",
)  # fmt: skip
_TWO_CLOCKS: Final = re.compile(
    r"(?:.*\D)?(\d{1,2}:\d{2})(?::\d{2})?\s*(?:[-\u2013\u2014~\uff5e至到]|to|bis)\s*(\d{1,2}:\d{2})(?::\d{2})?"
)
_BETWEEN: Final = (" ", "", "T", ", ")
_TRIED_ROWS: Final = 2_000


def no_such_time(text: str, patterns: tuple[re.Pattern[str], ...], time_format: str | None) -> str | None:
    """The rest of the sentence for a date that its month does not have, or for 24:00, the end of a day.

    Parameters
    ----------
    text, patterns
        The cell, and the ways of writing in which it was to be read.
    time_format
        How the times were to be read, for the right time to be written in the same way.
    """
    found = next((match for match in (pattern.fullmatch(text) for pattern in patterns) if match), None)
    part = {name: written for name, written in found.groupdict().items() if written} if found else {}
    name = part.get("month_name", "")[:3].lower()
    month = MONTHS.index(name) + 1 if name in MONTHS else int(part.get("month", 0))
    year, day = int(part.get("year", 0)), int(part.get("day", 0))
    if "short_year" in part:
        year = (2000 if int(part["short_year"]) < 69 else 1900) + int(part["short_year"])
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9998):
        return None
    if day > monthrange(year, month)[1]:
        return f": {year} has no {day} {month_name[month]}"
    if part.get("hour") == "24" and not int(part.get("minute", 0)) and not int(part.get("second", 0)):
        following = datetime(year, month, day) + timedelta(days=1)
        return f": 24:00 is 00:00 of the next day: write {following.strftime(time_format or '%Y-%m-%d %H:%M').strip()}"
    return None


def hint_for(text: str, cells: list[str], time_format: str | None, only_date: bool = False) -> str:
    """The rest of the sentence for a cell that is no time: what it looks like, and what helps.

    Parameters
    ----------
    text, cells
        The cell and its column: a format that fits the whole column is the better advice.
    time_format
        How the times were to be read.
    only_date
        Whether dates are wanted, not instants.
    """
    for pattern, said in _KINDS:
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return f": {said}"
    forms = _DATES if only_date else tuple("".join(form) for form in product(_DATES, _BETWEEN, _CLOCKS))
    fitting = [form for form in forms if form != time_format and _fits(form, text)]
    if not fitting:
        clocks = _TWO_CLOCKS.fullmatch(text)
        if clocks is not None and clocks[1].zfill(5) < clocks[2].zfill(5):
            return f": it looks like an interval {clocks[1]} to {clocks[2]}: keep the start only"
        alone = not only_date and any(_fits(form, text) for form in _DATES)
        return ": it is a date without a time of day" if alone else ""
    written = [cell.strip() for cell in cells[:_TRIED_ROWS] if cell.strip()]
    whole = [form for form in fitting if all(_fits(form, cell) for cell in written)]
    if not whole and time_format is not None:
        return ": the file writes its times in more than one way"
    if len(whole) > 1:
        return f": write time_format: '{whole[0]}' or '{whole[1]}', whichever is meant"
    return f": write time_format: '{(whole or fitting)[0]}'"


_KINDS: Final = (
    (r"", "the cell is empty"),
    (r"total|sum|summe|gesamt|合计|总计|小计|总数|subtotal|grand total", "a row of totals is no interval: delete it"),
    (r"\d{5}(?:[.,]\d+)?", "a spreadsheet's own number for a time: let it show year-month-day hour:minute, then save"),
    (r"1\d{9}(?:\.\d+)?|1\d{12}", "it counts seconds since 1970: write times such as '2022-01-08T09:30:00Z' instead"),
    (r"\d{1,2}:\d{2}(?::\d{2})?", "it has no date"),
)


def _fits(form: str, text: str) -> bool:
    found = time_pattern(form).fullmatch(text)
    if found is None:
        return False
    parts = {name: int(written) for name, written in found.groupdict().items() if written and written.isdecimal()}
    name = found.groupdict().get("month_name")
    return all(low <= parts.get(part, low) <= high for part, (low, high) in PART_LIMITS.items()) and (
        name is None or name[:3].lower() in MONTHS
    )
