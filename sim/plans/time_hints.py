"""What a cell that is no time may be, and the key that helps: found by trying the usual ways of writing."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import datetime, timedelta
from itertools import product
from typing import Final

from sim.scenario.time_formats import MONTHS, PART_LIMITS, time_pattern

TOTAL: Final = re.compile(r"total|sum|summe|gesamt|合计|总计|小计|总数|subtotal|grand total", re.IGNORECASE)
"""How a file names a row that is the sum of others."""
_DATES: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y.%m.%d",
    "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%Y年%m月%d日", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%y", "%d/%b/%Y",
    "%Y%m%d",
)  # fmt: skip
_CLOCKS: Final = (
    "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p",
    "%p%I:%M", "%p%I:%M:%S", "%p %I:%M", "%p %I:%M:%S",
    "%H.%M", "%H.%M.%S", "%H时%M分", "%H时%M分%S秒", "%H点%M分", "%H:%M:%S %z", "%H:%M:%S%z", "%H:%M %z", "%H:%M%z",
    "%H%M", "%H%M%S", "%H",
)  # fmt: skip
_TWO_CLOCKS: Final = re.compile(
    r"(?:.*\D)?(\d{1,2}:\d{2})(?::\d{2})?\s*(?:[-\u2013\u2014~\uff5e至到]|to|bis)\s*(\d{1,2}:\d{2})(?::\d{2})?"
)
_WEEKDAY: Final = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s", re.IGNORECASE)
_NO_MINUTES: Final = re.compile(r".*\d:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?[+-]\d{2}:?[6-9]\d")
_BETWEEN: Final = (" ", "", "T", ", ")
_TRIED_ROWS: Final = 2_000
_COMPARED_ROWS: Final = 50


def no_such_time(
    text: str, patterns: tuple[re.Pattern[str], ...], time_format: str | None, of_interval: bool
) -> str | None:
    """The rest of the sentence for a date that its month does not have, or for 24:00, the end of a day.

    Parameters
    ----------
    text, patterns
        The cell, and the ways of writing in which it was to be read.
    time_format
        How the times were to be read, for the right time to be written in the same way.
    of_interval
        Whether the cell says which interval its row is about.
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
        if of_interval:
            return ": 24:00 is the end of a day: rows are named by the starts of their intervals, not by their ends"
        following = datetime(year, month, day) + timedelta(days=1)
        return f": 24:00 is 00:00 of the next day: write {following.strftime(time_format or '%Y-%m-%d %H:%M').strip()}"
    return None


def hint_for(
    text: str, cells: list[str], time_format: str | None, only_date: bool = False, date_too: bool = False
) -> str:
    """The rest of the sentence for a cell that is no time: what it looks like, and what helps.

    Parameters
    ----------
    text, cells
        The cell and its column: a format that fits most of the column is the better advice.
    time_format
        How the times were to be read.
    only_date, date_too
        Whether dates are wanted, not instants; or both may stand there.
    """
    for pattern, said in _KINDS:
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return f": {said}"
    if _NO_MINUTES.fullmatch(text):
        return ": an offset from UTC has at most 59 minutes"
    fitting = [form for form in _forms(text, only_date or date_too) if form != time_format and _fits(form, text)]
    if not fitting:
        clocks = _TWO_CLOCKS.fullmatch(text)
        if clocks is not None and clocks[1].zfill(5) < clocks[2].zfill(5):
            return f": it looks like an interval {clocks[1]} to {clocks[2]}: keep the start only"
        alone = not only_date and any(_fits(form, text) for form in _DATES)
        return ": it is a date without a time of day" if alone else ""
    written = [cell.strip() for cell in cells[:_TRIED_ROWS] if cell.strip()]
    fits = {form: sum(_fits(form, cell) for cell in written) for form in fitting}
    if time_format is not None and max(fits.values()) <= sum(_fits(time_format, cell) for cell in written):
        return ": the file writes its times in more than one way"
    return ": write time_format: " + " or ".join(f"'{form}'" for form in _best(fits)[:2]) + _whichever(_best(fits))


def formats_of(cells: list[str]) -> list[str]:
    """The usual ways of writing that fit most cells, of an instant or of a date alone; none if none fits the first."""
    written = [cell.strip() for cell in cells[:_TRIED_ROWS] if cell.strip()]
    fitting = [form for form in _forms(written[0], True) if _fits(form, written[0])] if written else []
    return _best({form: sum(_fits(form, cell) for cell in written) for form in fitting}) if fitting else []


def written_apart(columns: list[list[str]], time_format: str | None) -> bool:
    """Whether no usual way of writing fits some columns of times together, though one fits each by itself."""
    fitting: list[set[str]] = []
    for cells in columns:
        there = [cell.strip() for cell in cells if cell.strip()][:_COMPARED_ROWS]
        forms = {form for form in [*_forms(there[0], True), time_format or ""] if form} if there else set()
        fitting.append({form for form in forms if all(_fits(form, cell) for cell in there)})
    return all(fitting) and not set.intersection(*fitting)


def _best(fits: dict[str, int]) -> list[str]:
    """The formats that fit most cells."""
    return [form for form, count in fits.items() if count == max(fits.values())]


def _whichever(forms: list[str]) -> str:
    return ", whichever is meant" if len(forms) > 1 else ""


def _forms(text: str, dates_alone: bool) -> list[str]:
    """The usual ways of writing an instant, behind the name of a weekday if the text begins with a name."""
    forms = ["".join(form) for form in product(_DATES, _BETWEEN, _CLOCKS)]
    if _WEEKDAY.match(text):
        forms = [weekday + form for weekday in ("%a ", "%a, ") for form in [*_DATES, *forms]]
    return [*_DATES, *forms] if dates_alone else forms


_KINDS: Final = (
    (r"", "the cell is empty"),
    (TOTAL.pattern, "a row of totals is no interval: delete it"),
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
