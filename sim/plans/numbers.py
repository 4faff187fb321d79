"""Numbers and lengths as files write them: decimal commas and thousands where there is no doubt."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.plans.times import UnreadCellError

Floats = npt.NDArray[np.float64]
_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_SURELY_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}|[+-]?\d{1,3}(?:,\d{3})*\.\d+")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+")
_OTHER_GROUPS: Final = re.compile(
    r"([+-]?\d{1,3}(?:[ \u00a0\u2009\u202f'\u2019]\d{3})+|[+-]?\d{1,3}(?:\.\d{3}){2,}|[+-]?\d{1,3}(?:\.\d{3})+(?=,))"
    r"(?:[.,](\d+))?"
)
_THREE_BEHIND: Final = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_SAYS_NO_NUMBER: Final = re.compile(r"[+-]?(?:inf|infinity|nan|\d+(?:\.\d*)?e[+-]?\d+)", re.IGNORECASE)
PAIR: Final = re.compile(r"-?(\d{1,6}):([0-5]\d(?:[.,]\d{1,6})?)")
UNIT_US: Final = {
    "s": SECOND_US, "min": MINUTE_US, "h": HOUR_US, "d": DAY_US, "mm:ss": SECOND_US, "h:mm": MINUTE_US,
}  # fmt: skip
PAIR_US: Final = {"mm:ss": (MINUTE_US, SECOND_US), "h:mm": (HOUR_US, MINUTE_US)}
_CLOCK: Final = re.compile(r"-?(\d{1,6}):([0-5]\d):([0-5]\d(?:[.,]\d{1,6})?)")


def read_numbers(cells: list[str], delimiter: str = ",") -> Floats:
    """A column of numbers; a cell that is none becomes NaN.

    A comma within a number divides thousands or decimals, whichever the column shows: '3,5' cannot be thousands,
    '1,234,567' and '1,234.5' cannot be decimals. Where only '1,234' occurs it is thousands in a file divided by commas.
    A file divided by semicolons or tabs may be of a country whose decimal mark is a comma: there '1.234' is asked about
    unless the column has a number with another count of digits behind its point.

    Raises
    ------
    UnreadCellError
        If '1,234' or '1.234' may be either, or the column has both.
    """
    if delimiter in (";", "\t"):
        _ask_about_points(cells)
    try:
        return np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
    except ValueError:
        texts = [cell.strip() for cell in cells]
    comma = [row for row, text in enumerate(texts) if "," in text]
    decimal = [row for row in comma if _DECIMAL_COMMA.fullmatch(texts[row]) and not _GROUPS.fullmatch(texts[row])]
    groups = [row for row, text in enumerate(texts) if _SURELY_GROUPS.fullmatch(text)]
    if decimal and groups:
        raise UnreadCellError(max(decimal[0], groups[0]), "has another decimal mark than the numbers before it")
    if comma and not decimal and not groups and delimiter != "," and _GROUPS.fullmatch(texts[comma[0]]):
        thousands, decimals = texts[comma[0]].replace(",", ""), texts[comma[0]].replace(",", ".")
        raise UnreadCellError(comma[0], f"may be {thousands} or {decimals}: write it without a comma")
    form, mark = (_DECIMAL_COMMA, ".") if decimal else (_GROUPS, "")
    return np.array([_number(text.replace(",", mark) if form.fullmatch(text) else text) for text in texts])


def why_no_number(text: str) -> str:
    """The rest of the sentence for a cell that is no number: what it has, and what to write."""
    text = text.strip()
    if not text:
        return ": the cell is empty"
    grouped = _OTHER_GROUPS.fullmatch(text)
    if grouped is not None:
        whole = re.sub(r"[^\d+-]", "", grouped[1])
        return f": it separates thousands: write {whole}{'.' + grouped[2] if grouped[2] else ''}"
    is_word = re.search(r"[^\W\d_]", text) and not _SAYS_NO_NUMBER.fullmatch(text)
    return ": it has words" if is_word else ""


def _ask_about_points(cells: list[str]) -> None:
    points = [row for row, cell in enumerate(cells) if "." in cell]
    if points and all(_THREE_BEHIND.fullmatch(cells[row].strip()) for row in points):
        text = cells[points[0]].strip()
        what = f"may be {text.replace('.', '')} or {text}: write {text.replace('.', '')}, or {text}0"
        raise UnreadCellError(points[0], what)


def read_lengths_us(cells: list[str], unit: str, delimiter: str = ",", key: str = "unit") -> Floats:
    """A column of lengths in microseconds: numbers of a unit, or h:mm:ss; a cell that is neither becomes NaN.

    Parameters
    ----------
    cells, delimiter
        The column, and what stands between the file's cells.
    unit
        's', 'min', 'h' or 'd' for plain numbers; 'mm:ss' or 'h:mm' says what two numbers with a colon are.
    key
        What the scenario calls the unit.

    Raises
    ------
    UnreadCellError
        If two numbers with a colon may be either, or '1,234' may be.
    """
    texts = [cell.strip() for cell in cells]
    clocks = {row: found for row, text in enumerate(texts) if ":" in text and (found := _CLOCK.fullmatch(text))}
    pairs = {row: found for row, text in enumerate(texts) if ":" in text and (found := PAIR.fullmatch(text))}
    if pairs and unit not in PAIR_US:
        row, found = next(iter(pairs.items()))
        what = f"may be {found[1]} min {found[2]} s or {found[1]} h {found[2]} min: write {key}: 'mm:ss', or 'h:mm'"
        raise UnreadCellError(row, what)
    known = [*clocks, *pairs]
    plain = np.array(texts, dtype=object)
    plain[known] = "0"
    lengths = read_numbers(plain.tolist(), delimiter) * UNIT_US[unit]
    for row, found in clocks.items():
        seconds = float(found[3].replace(",", "."))
        lengths[row] = int(found[1]) * HOUR_US + int(found[2]) * MINUTE_US + seconds * SECOND_US
    for row, found in pairs.items():
        lengths[row] = int(found[1]) * PAIR_US[unit][0] + float(found[2].replace(",", ".")) * PAIR_US[unit][1]
    below = [row for row in known if texts[row].startswith("-")]
    lengths[below] *= -1
    return lengths


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
