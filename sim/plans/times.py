"""Times as files write them: each way of writing in a column is understood once, then all its rows at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.plans.offsets import offset_fault
from sim.plans.time_hints import hint_for, no_such_time
from sim.scenario.time_formats import MONTHS, OFFSET, PART_LIMITS, time_pattern

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
NO_OFFSET: Final = np.iinfo(np.int64).min
"""In a column of offsets: the time was written without one."""
BLOCK: Final = 65_536
FEW: Final = 8
LONGEST: Final = 60
"""No time takes more letters."""
_AS_ZEROS: Final = str.maketrans("123456789", "000000000")
_CLOCK: Final = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
_BASIC_CLOCK: Final = r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
USUAL: Final = (
    re.compile(
        rf"(?P<year>\d{{4}})(?P<between>[-/])(?P<month>\d{{1,2}})(?P=between)(?P<day>\d{{1,2}})"
        rf"(?:(?:T|\s+){_CLOCK}(?:\s?{OFFSET})?)?"
    ),
    re.compile(rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})T{_BASIC_CLOCK}{OFFSET}?"),
)
"""Year, month, day: what is read without a `time_format`."""


class UnreadCellError(Exception):
    """A cell that is not what it should be: its row, and what is wrong with it."""

    def __init__(self, row: int, what: str) -> None:
        super().__init__(what)
        self.row, self.what = row, what


@dataclass(frozen=True)
class WrittenTimes:
    """A column of times as written.

    Attributes
    ----------
    local_us
        Shape (n,): the clock time shown, in microseconds since 1970-01-01 00:00 of the same clock.
    offset_us
        Shape (n,): how far that clock is ahead of UTC, where it is written; else `NO_OFFSET`.
    has_clock
        Shape (n,): whether there is a time of day, not a date alone.
    """

    local_us: Ints
    offset_us: Ints
    has_clock: npt.NDArray[np.bool_]

    def take(self, rows: Marks) -> WrittenTimes:
        """Some rows, by a mark for each."""
        return WrittenTimes(self.local_us[rows], self.offset_us[rows], self.has_clock[rows])


@dataclass(frozen=True)
class _Layout:
    """Where the digits of each part stand in a text, and what its letters say; a digit is written as 0 here."""

    spans: dict[str, tuple[int, int]]
    text: str

    def number(self, digits: Ints, part: str) -> Ints:
        """A part of all rows; zeros if there is none."""
        first, end = self.spans.get(part, (0, 0))
        return digits[:, first:end] @ 10 ** np.arange(end - first - 1, -1, -1, dtype=np.int64)

    def letters(self, part: str) -> str:
        first, end = self.spans.get(part, (0, 0))
        return self.text[first:end].lower()


def read_times(
    cells: list[str],
    time_format: str | None = None,
    only_date: bool = False,
    date_too: bool = False,
    of_interval: bool = False,
) -> WrittenTimes:
    """Read a column of times, year first, or as `time_format` (checked before) says.

    For sentences about other cells: `only_date`, dates are wanted; `date_too`, they may stand there; `of_interval`,
    the column says which interval each row is about.

    Raises
    ------
    UnreadCellError
        For the first row that is not such a time, or has an offset from UTC that cannot be meant.
    """
    patterns = USUAL if time_format is None else (time_pattern(time_format),)
    n = len(cells)
    found = WrittenTimes(np.zeros(n, dtype=np.int64), np.full(n, NO_OFFSET), np.zeros(n, dtype=np.bool_))
    known: dict[str, _Layout | None] = {}
    for first in range(0, n, BLOCK):
        texts = [cell.strip() for cell in cells[first : first + BLOCK]]
        rows = slice(first, first + BLOCK)
        part = WrittenTimes(found.local_us[rows], found.offset_us[rows], found.has_clock[rows])
        wrong = _read_block(texts, part, patterns, known)
        if wrong is not None:
            hint = no_such_time(texts[wrong], patterns, time_format, of_interval)
            if hint is None:
                hint = hint_for(texts[wrong], cells, time_format, only_date, date_too)
            raise UnreadCellError(first + wrong, f"is not {_a_time(time_format, only_date)}{hint}")
    stated = np.flatnonzero(found.offset_us != NO_OFFSET)
    fault = offset_fault(found.local_us[stated], found.offset_us[stated])
    if fault is not None:
        raise UnreadCellError(int(stated[fault[0]]), fault[1])
    return found


def read_times_that_are(cells: list[str], time_format: str | None = None) -> tuple[WrittenTimes, Marks]:
    """Read a column in which some cells are no times; which are, shape (n,), by the mark of each row."""
    patterns = USUAL if time_format is None else (time_pattern(time_format),)
    n = len(cells)
    found = WrittenTimes(np.zeros(n, dtype=np.int64), np.full(n, NO_OFFSET), np.zeros(n, dtype=np.bool_))
    readable = np.zeros(n, dtype=np.bool_)
    known: dict[str, _Layout | None] = {}
    for first in range(0, n, BLOCK):
        texts = _cut([cell.strip() for cell in cells[first : first + BLOCK]])
        letters = _letters(texts)
        block = slice(first, first + BLOCK)
        part = WrittenTimes(found.local_us[block], found.offset_us[block], found.has_clock[block])
        for shape, rows in _by_shape(texts, letters):
            if shape not in known:
                known[shape] = _layout(shape, patterns)
            layout = known[shape]
            if layout is not None:
                wrong = _read_rows(rows, letters[rows].astype(np.int64) - ord("0"), layout, part)
                readable[first + rows] = ~wrong
    return found, readable


def _a_time(time_format: str | None, only_date: bool) -> str:
    what, such = ("a date", "2022-01-08") if only_date else ("a local time", "2022-01-08 09:30:00")
    return f"{what} in the format '{time_format}'" if time_format else f"{what} such as '{such}'"


def _read_block(
    texts: list[str], into: WrittenTimes, patterns: tuple[re.Pattern[str], ...], known: dict[str, _Layout | None]
) -> int | None:
    """Fill in some rows; the first one that cannot be read, if there is one."""
    cut = _cut(texts)
    letters, wrong = _letters(cut), len(cut)
    for shape, rows in _by_shape(cut, letters):
        if shape not in known:
            known[shape] = _layout(shape, patterns)
        layout = known[shape]
        if layout is None:
            wrong = min(wrong, int(rows[0]))
            break
        bad = _read_rows(rows, letters[rows].astype(np.int64) - ord("0"), layout, into)
        wrong = min(wrong, *rows[bad][:1].tolist(), len(cut))
    return wrong if wrong < len(cut) else None


def _cut(texts: list[str]) -> list[str]:
    """Without what no time has: of texts that are longer a letter more than the longest time is enough."""
    is_long = max(map(len, texts), default=0) > LONGEST
    return [text[: LONGEST + 1] for text in texts] if is_long else texts


def _letters(texts: list[str]) -> npt.NDArray[np.uint32]:
    """The letters of each text, a row of numbers each."""
    return np.array(texts).view(np.uint32).reshape(len(texts), -1)


def _by_shape(texts: list[str], letters: npt.NDArray[np.uint32]) -> Iterator[tuple[str, Ints]]:
    """Shapes of texts, digits as zeros, and their rows; the shape of the first row first.

    The first few shapes are told apart all rows at once, which is fast; a dirty column may have as many as rows.
    """
    zero = np.uint32(ord("0"))
    shapes = np.where((letters >= zero) & (letters <= ord("9")), zero, letters)
    left = np.arange(len(texts))
    for _ in range(FEW):
        if not len(left):
            return
        same = (shapes[left] == shapes[left[0]]).all(axis=1)
        yield texts[left[0]].translate(_AS_ZEROS), left[same]
        left = left[~same]
    others: dict[str, list[int]] = {}
    for row in left.tolist():
        others.setdefault(texts[row].translate(_AS_ZEROS), []).append(row)
    for shape, rows in others.items():
        yield shape, np.array(rows)


def _layout(shape: str, patterns: tuple[re.Pattern[str], ...]) -> _Layout | None:
    match = next((match for match in (pattern.fullmatch(shape) for pattern in patterns) if match), None)
    if match is None or len(shape) > LONGEST:
        return None
    layout = _Layout({name: match.span(name) for name, text in match.groupdict().items() if text}, shape)
    is_month = layout.letters("month_name")[:3] in MONTHS or "month_name" not in layout.spans
    return layout if is_month else None


def _read_rows(rows: Ints, digits: Ints, layout: _Layout, into: WrittenTimes) -> npt.NDArray[np.bool_]:
    """Fill in rows of one layout; which of them name no day or time that exists."""
    part = {name: layout.number(digits, name) for name in (*PART_LIMITS, "fraction")}
    year = layout.number(digits, "year")
    if "short_year" in layout.spans:
        short = layout.number(digits, "short_year")
        year = np.where(short < 69, 2000, 1900) + short
    if "month_name" in layout.spans:
        part["month"] = np.full(len(rows), MONTHS.index(layout.letters("month_name")[:3]) + 1)
    wrong = np.zeros(len(rows), dtype=np.bool_)
    for name, (low, high) in PART_LIMITS.items():
        if name in layout.spans or name in ("month", "day"):
            wrong |= (part[name] < low) | (part[name] > high)
    if "half" in layout.spans:
        afternoon = layout.letters("half")[0] in "p下"
        part["hour"] = part["hour_of_half"] % 12 + 12 * afternoon
    month = ((year - 1970) * 12 + part["month"] - 1).astype("datetime64[M]")
    day = month.astype("datetime64[D]") + (part["day"] - 1)
    wrong |= day.astype("datetime64[M]") != month
    first, end = layout.spans.get("fraction", (0, 0))
    fraction_us = part["fraction"] * 10**6 // 10 ** (end - first)
    clock_us = part["hour"] * HOUR_US + part["minute"] * MINUTE_US + part["second"] * SECOND_US + fraction_us
    into.local_us[rows] = day.astype(np.int64) * DAY_US + clock_us
    into.has_clock[rows] = "hour" in layout.spans or "hour_of_half" in layout.spans
    if "offset" in layout.spans:
        into.offset_us[rows], no_minute = _offsets_us(digits, layout)
        wrong |= no_minute
    return wrong


def _offsets_us(digits: Ints, layout: _Layout) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The offsets of rows of one layout, such as +08:00, -0500, +8 (hours) or Z; which have more than 59 minutes."""
    first, end = layout.spans["offset"]
    if layout.text[first] not in "+-":
        return np.zeros(len(digits), dtype=np.int64), np.zeros(len(digits), dtype=np.bool_)
    hours = digits[:, first + 1 : first + 3] @ np.array([10, 1])
    minutes = digits[:, end - 2 : end] @ np.array([10, 1]) if end - first > 3 else np.zeros(len(digits), dtype=np.int64)
    offset: Ints = (hours * HOUR_US + minutes * MINUTE_US) * (-1 if layout.text[first] == "-" else 1)
    return offset, minutes > 59
