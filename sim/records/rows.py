"""What files with a row for each call, or each ticket, have in common: times, codes, rows that are left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.plans.interval_files import says_total
from sim.plans.tables import Table
from sim.plans.times import NO_OFFSET
from sim.records.columns import check_offsets, in_zone, time_format_of

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
OTHER: Final = "other"
"""What a type without a name is called."""
UNNAMED: Final = -1
"""Stands for a text that is not there."""
FAR_DAYS: Final = 180
SELDOM: Final = 0.01
"""So few rows, so many days away from all others, have a date that was typed wrongly."""
BLANK: Final = frozenset(("", "-", "--", "n/a", "na", "nan", "none", "null", "/", "无"))
"""What stands in a cell where there is nothing."""
NOBODY: Final = BLANK | {
    "0", "anonymous", "unknown", "withheld", "private", "restricted", "unavailable", "blocked", "no caller id",
    "匿名", "未知", "隐藏", "隐藏号码", "匿名号码", "未知号码", "号码隐藏", "无号码",
}  # fmt: skip
"""What stands in place of a caller's number that is withheld."""
_TEST: Final = re.compile(r"\btest\b|测试", re.IGNORECASE)
_TEST_ALONE: Final = re.compile(
    r"(this is a )?test([\s_-]*(call|ticket|case|data|only|ignore|please))*[\s_-]*\d*"
    r"|测试(来电|电话|工单|件|数据|用)?\d*",
    re.IGNORECASE,
)
"""A type may have the word in its name, as tests of water have."""


@dataclass(frozen=True)
class Stamps:
    """A column of times.

    Attributes
    ----------
    local_us
        Shape (n,): by the local clock, in microseconds since 1970-01-01 00:00 of that clock; 0 where there is none.
    there
        Shape (n,): whether the cell is a time.
    has_clock
        Shape (n,): whether it has a time of day.
    """

    local_us: Ints
    there: Marks
    has_clock: Marks


def stamps_of(
    table: Table, columns: Mapping[str, str], roles: Collection[str], main: str, time_format: str | None,
    zone: str | None = None,
) -> dict[str, Stamps]:  # fmt: skip
    """The columns of times by role, as `in_zone`; all are written in one way, found in that of the role `main`.

    Raises
    ------
    DataError
        If that may be read in two ways, or times are of several zones.
    """
    form = time_format or time_format_of(table, columns[main])
    found = {}
    for role in roles:
        if role in columns:
            written, there = table.times_that_are(columns[role], form)
            if (written.offset_us[there] != NO_OFFSET).any():  # few files have offsets, and a part of a table is a copy
                check_offsets(table.take(there), columns[role], written.take(there))
            found[role] = Stamps(
                np.where(there, in_zone(table, columns[role], written, zone), 0), there, there & written.has_clock
            )
    return found


def whole_step_us(values_us: Ints, steps_us: Sequence[int]) -> int:
    """The first of some steps of which all values are whole numbers; 0 for none, and where there is no value."""
    return next((step for step in steps_us if len(values_us) and not (values_us % step).any()), 0)


def far_days(day: Ints) -> tuple[int, int]:
    """The first and the last day that are not far from nearly all: what lies beyond was typed wrongly.

    Parameters
    ----------
    day
        Shape (n,), n > 0: the day of each row.
    """
    days, rows = np.unique(day, return_counts=True)
    part = np.concatenate([[0], np.cumsum(np.diff(days) > FAR_DAYS)])
    of_part = np.bincount(part, weights=rows)
    kept = days[np.isin(part, np.flatnonzero(of_part > SELDOM * of_part.sum()))]
    return int(kept[0]), int(kept[-1])


def where(cells: list[str], test: Callable[[str], bool]) -> Marks:
    """The rows whose cell passes a test, which each different cell is asked once."""
    passing = {cell for cell in set(cells) if test(cell)}
    if not passing:
        return np.zeros(len(cells), dtype=np.bool_)
    return np.fromiter((cell in passing for cell in cells), dtype=np.bool_, count=len(cells))


def codes_of(table: Table, column: str | None) -> tuple[tuple[str, ...], Ints]:
    """The different texts of a column, in order of their names, and a number for each row."""
    if column is None:
        return ("",), np.zeros(len(table), dtype=np.int64)
    cells = table.cells(column)
    names = tuple(sorted(set(cells)))
    number = {name: k for k, name in enumerate(names)}
    return names, np.fromiter((number[cell] for cell in cells), dtype=np.int64, count=len(cells))


def types_of(table: Table, column: str | None) -> tuple[tuple[str, ...], Ints]:
    """Types of request, as `codes_of`; rows without one are of the type 'other' where the file has that, too."""
    names, codes = codes_of(table, column)
    if "" not in names or OTHER not in names:
        return names, codes
    place = {name: k for k, name in enumerate(name for name in names if name)}
    return tuple(place), np.array([place[name or OTHER] for name in names], dtype=np.int64)[codes]


def numbers_of(cells: list[str]) -> Ints:
    """A number for each caller by what stands there, `UNNAMED` for nobody; their order means nothing."""
    codes, texts = pd.factorize(np.array(cells, dtype=object))
    nameless = np.array([text.casefold() in NOBODY for text in texts], dtype=np.bool_)
    return np.where(nameless[codes], UNNAMED, codes)


@dataclass
class Sieve:
    """Rows that are left out, each for the first reason that was found."""

    table: Table
    columns: Mapping[str, str]
    why: npt.NDArray[np.str_] = field(init=False)

    def __post_init__(self) -> None:
        self.why = np.full(len(self.table), "", dtype="U9")

    def mark(self, reason: str, rows: npt.ArrayLike) -> None:
        """Leave rows out, by a mark for each, unless they are already."""
        self.why[np.asarray(rows) & (self.why == "")] = reason

    def mark_totals(self, role: str) -> None:
        """Rows of totals, as a column says."""
        cells = self.table.cells(self.columns[role])
        self.mark("total", where(cells, lambda cell: not cell[:1].isdigit() and says_total(cell)))

    def mark_tests(self, alone: Collection[str], within: Collection[str]) -> None:
        """Rows that say that they are tests: in some columns by the whole cell, in others by a word in it."""
        for role in (*alone, *within):
            if role in self.columns:
                cells = self.table.cells(self.columns[role])
                if _TEST.search("\n".join(cells)):  # mostly none of them does: a look at all at once is quick
                    says = _TEST_ALONE.fullmatch if role in alone else _TEST.search
                    self.mark("test", where(cells, lambda cell, says=says: says(cell) is not None))  # type: ignore[misc]

    def mark_repeats(self, keep_last: bool = False) -> None:
        """Rows with the id of another row that counts: the first, or the last; most ids are to be there once.

        Rows that are left out already count for nothing.
        """
        if "id" not in self.columns:
            return
        cells = np.array(self.table.cells(self.columns["id"]), dtype=object)
        counts = self.why == ""
        named = counts & (cells != "")
        again = np.zeros(len(cells), dtype=np.bool_)
        again[named] = pd.Series(cells[named]).duplicated("last" if keep_last else "first").to_numpy()
        if (named & ~again).sum() > counts.sum() / 2:  # else it is no id of these rows
            self.mark("again", again)

    @property
    def kept(self) -> Ints:
        """The rows that are kept."""
        return np.flatnonzero(self.why == "")

    def lines(self, reasons: Collection[str]) -> dict[str, list[int]]:
        """Reason -> lines of the rows that are left out for it."""
        found = {one: [self.table.line(row) for row in np.flatnonzero(self.why == one).tolist()] for one in reasons}
        return {reason: lines for reason, lines in found.items() if lines}

    def refused(self) -> pd.DataFrame:
        """The rows that are left out: `line`, `why`, and the columns that were read."""
        rows = np.flatnonzero(self.why != "").tolist()
        cells = {name: [column[row] for row in rows] for name, column in self.table.columns.items()}
        told = {"line": [self.table.line(row) for row in rows], "why": [str(self.why[row]) for row in rows]}
        return pd.DataFrame(told | {name: column for name, column in cells.items() if name not in told})
