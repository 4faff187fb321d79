"""Data files: CSV with named columns, gzip allowed, each fault named by file and row."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US
from sim.errors import DataError
from sim.plans.csv_files import CALLED, ENCODINGS, GUESSED, CsvFile, in_plain_chinese, open_csv
from sim.plans.local_times import Instants, resolve, skipped_by
from sim.plans.numbers import UNIT_US, read_lengths_us, read_numbers, why_no_number
from sim.plans.offsets import say_offset
from sim.plans.parquet_files import ParquetFile, is_parquet, open_parquet
from sim.plans.sheet_files import SheetFile, is_workbook, open_sheet
from sim.plans.times import UnreadCellError, WrittenTimes, read_times, read_times_that_are
from sim.rules.codes import NOT_YET
from sim.scenario.schema_data import Cell, DataFile, LengthForm
from sim.scenario.time_formats import time_pattern

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
DATE_DIGIT: Final = re.compile("[1-9]")
"""Every date has one; cells such as '-', 'NULL' and '0000-00-00' have none."""
MOST: Final = 1e15
"""No number in a data file is larger."""
DateAlone = Literal["refused", "start", "end"]
"""What a date without a time of day is where an instant is wanted: no instant, or its first or last moment."""


@dataclass(frozen=True)
class Table:
    """Chosen columns of a CSV file as text, row by row.

    Attributes
    ----------
    name
        The file as the scenario calls it.
    columns
        The cells of each column.
    delimiter
        What stands between them.
    rows
        Shape (n,): the number of each row in the file, without the header and rows without text.
    line_of
        The line of the file on which a row of such a number begins.
    warnings
        What was found odd while reading, a sentence each.
    doubt
        The rest of a sentence about a word that is not known, where the file may be in another encoding.
    sheet
        The sheet of a workbook that it was read from.
    """

    name: str
    columns: dict[str, list[str]]
    delimiter: str
    rows: Ints
    line_of: Callable[[int], int]
    warnings: list[str] = field(default_factory=list)
    doubt: str = ""
    sheet: SheetFile | None = None
    _stripped: dict[str, list[str]] = field(default_factory=dict)
    _times: dict[tuple[str, str | None], tuple[WrittenTimes, Marks]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lines(self) -> list[int]:
        return [self.line_of(int(row)) for row in self.rows]

    def line(self, row: int) -> int:
        """The line of the file on which a row begins."""
        return self.line_of(int(self.rows[row]))

    def take(self, rows: npt.ArrayLike) -> Table:
        """Some rows: their numbers, or a mark for each row."""
        chosen = np.arange(len(self))[np.asarray(rows)]
        columns = {name: [cells[row] for row in chosen] for name, cells in self.columns.items()}
        return replace(self, columns=columns, rows=self.rows[chosen], _stripped={}, _times={})

    def with_column(self, column: str, cells: list[str]) -> Table:
        """The same with other texts in a column."""
        return replace(self, columns={**self.columns, column: cells}, _stripped={}, _times={})

    def cells(self, column: str) -> list[str]:
        """A column of texts without blanks around them."""
        if column not in self._stripped:
            self._stripped[column] = [cell.strip() for cell in self.columns[column]]
        return self._stripped[column]

    def numbers(self, column: str, low: float | None = None, high: float = MOST) -> Floats:
        """A column of numbers, at least `low` and at most `high`."""
        self._refuse_shared(column)
        try:
            values = read_numbers(self.columns[column], self.delimiter)
        except UnreadCellError as unread:
            raise self.fault(unread.row, column, unread.what) from None
        return self._within(values, column, low, high)

    def counts(self, column: str, high: int, hint: str = "") -> Ints:
        """A column of whole numbers, from 0 to `high`; `hint` is what else to say of a number that is none."""
        values = self.numbers(column, low=0.0, high=high)
        for row in np.flatnonzero(values != np.floor(values))[:1]:
            raise self.fault(int(row), column, "is not a whole number" + hint)
        return values.astype(np.int64)

    def lengths_us(self, column: str, unit: LengthForm = "s", low: float | None = 0.0, key: str = "unit") -> Floats:
        """A column of lengths in microseconds: numbers in a unit (the scenario's `key`), at least `low`, or h:mm:ss."""
        self._refuse_shared(column)
        try:
            lengths = read_lengths_us(self.columns[column], unit, self.delimiter, key)
        except UnreadCellError as unread:
            raise self.fault(unread.row, column, unread.what) from None
        return self._within(lengths / UNIT_US[unit], column, low, MOST, " or a length such as 0:03:20") * UNIT_US[unit]

    def instants(
        self,
        column: str,
        calendar: LocalCalendar,
        time_format: str | None = None,
        date_alone: DateAlone = "refused",
        may_be_blank: bool = False,
        not_before_us: Ints | None = None,
    ) -> Ints:
        """A column of times as microseconds since the horizon's start.

        Parameters
        ----------
        column
            Times by the scenario's local clock, or with an offset from UTC.
        calendar
            The scenario's zone and first day.
        time_format
            How they are written, if not year, month, day, hour, minute.
        date_alone
            What a date without a time of day is: refused, or the start or the last microsecond of that day.
        may_be_blank
            Whether `blank` can say of a cell that cannot be read that it stands for no date.
        not_before_us
            Shape (n,): of the two times of an hour that comes twice the second is meant where the first is before this.

        Raises
        ------
        DataError
            If a cell is no such time, or shows a local time that was left out as the clocks were put forward.
        """
        found = self.local_times(column, calendar, time_format, date_alone, may_be_blank, not_before_us=not_before_us)
        for row in np.flatnonzero(found.left_out)[:1]:
            raise self.fault(int(row), column, skipped_by(calendar))
        if found.repeated.any():
            row = int(np.flatnonzero(found.repeated)[0])
            offset = say_offset(int(calendar.utc_offsets_us(found.at_us[[row]])[0]))
            count = int(found.repeated.sum())
            come, are, them = ("comes", "is", "it") if count == 1 else ("come", "are", "them")
            self.warnings.append(
                f"{self.name}:{self.line(row)}: {column}: {count} time{'s' if count != 1 else ''} such as "
                f"{self.columns[column][row][:40]!r} {come} twice as the clocks are put back, and {are} taken for the "
                f"first; an offset such as {offset} tells {them} apart"
            )
        return found.at_us

    def written(self, column: str, time_format: str | None) -> WrittenTimes:
        """A column of times as they are written."""
        try:
            return read_times(self.columns[column], time_format, of_interval=True)
        except UnreadCellError as unread:
            raise self.fault(unread.row, column, unread.what) from None

    def times_that_are(self, column: str, time_format: str | None = None) -> tuple[WrittenTimes, Marks]:
        """A column in which some cells are no times, and which are, by the mark of each row; read once."""
        if (column, time_format) not in self._times:
            self._times[column, time_format] = read_times_that_are(self.columns[column], time_format)
        return self._times[column, time_format]

    def local_times(
        self,
        column: str,
        calendar: LocalCalendar,
        time_format: str | None = None,
        date_alone: DateAlone = "refused",
        may_be_blank: bool = False,
        one_an_interval: bool = False,
        not_before_us: Ints | None = None,
        date_hint: str = "",
    ) -> Instants:
        """`instants`, and which of them the local clock left out or showed twice.

        `date_hint` is what else to say of a date without a time of day.
        """
        try:
            date_too = date_alone != "refused"
            written = read_times(self.columns[column], time_format, date_too=date_too, of_interval=one_an_interval)
            if not date_too:
                for row in np.flatnonzero(~written.has_clock)[:1].tolist():
                    rare = may_be_blank and written.has_clock.any()
                    right = blank_hint(self.columns[column][row]) if rare else f": both stand in one cell{date_hint}"
                    raise UnreadCellError(row, f"is a date without a time of day{right}")
            if date_alone == "end":
                written.local_us[~written.has_clock] += DAY_US - 1
            return resolve(written, calendar, one_an_interval, not_before_us)
        except UnreadCellError as unread:
            cell = self.columns[column][unread.row]
            is_told = ": " in unread.what
            hint = blank_hint(cell) if may_be_blank and not is_told and not DATE_DIGIT.search(cell) else ""
            raise self.fault(unread.row, column, unread.what + hint) from None

    def instants_or_dates(
        self,
        column: str,
        calendar: LocalCalendar,
        time_format: str | None,
        date_alone: DateAlone,
        may_be_blank: bool = True,
    ) -> Ints:
        """A column of times; in a format with a clock behind the date, dates alone are read by its date."""
        found = np.zeros(len(self), dtype=np.int64)
        dates = re.split(r"%[HI]", time_format)[0].rstrip(" T,") if time_format is not None else None
        is_date = np.zeros(len(self), dtype=np.bool_)
        if dates is not None and {"%Y", "%m", "%d"} <= set(re.findall(r"%.", dates)):
            pattern = time_pattern(dates)
            is_date = np.array([pattern.fullmatch(cell) is not None for cell in self.cells(column)], dtype=np.bool_)
        for rows, form in ((is_date, dates), (~is_date, time_format)):
            if rows.any():
                found[rows] = self.take(rows).instants(column, calendar, form, date_alone, may_be_blank)
        return found

    def optional_instants(
        self,
        column: str,
        calendar: LocalCalendar,
        time_format: str | None,
        date_alone: DateAlone,
        blank: Collection[str] = (),
    ) -> Ints:
        """A column of times or dates; a cell that is empty or one of `blank` is `NOT_YET`.

        An instant that equals that mark is a microsecond less.
        """
        there = np.array([bool(cell) and cell not in blank for cell in self.cells(column)], dtype=np.bool_)
        found = np.full(len(self), NOT_YET, dtype=np.int64)
        instants = self.take(there).instants_or_dates(column, calendar, time_format, date_alone)
        found[there] = np.where(instants == NOT_YET, NOT_YET - 1, instants)
        return found

    def dates(self, column: str, time_format: str | None = None) -> list[date]:
        """A column of dates; midnight may follow."""
        try:
            written = read_times(self.columns[column], time_format, only_date=True)
            for row in np.flatnonzero((written.local_us % DAY_US != 0) & (time_format is None))[:1]:
                raise UnreadCellError(int(row), "has a time of day: a date such as '2022-01-08' is wanted")
        except UnreadCellError as unread:
            raise self.fault(unread.row, column, unread.what) from None
        days: list[date] = (written.local_us // DAY_US).astype("datetime64[D]").tolist()
        return days

    def words(self, column: str, codes: Mapping[str, int], what: Callable[[], str]) -> Ints:
        """A column of words as numbers; `what` is the rest of the sentence for another word."""
        cells = self.cells(column)
        try:
            return np.fromiter(map(codes.__getitem__, cells), dtype=np.int64, count=len(cells))
        except KeyError:
            row = next(row for row, cell in enumerate(cells) if cell not in codes)
            raise self.fault(row, column, what() + self.doubt) from None

    def fault(self, row: int, column: str, what: str) -> DataError:
        """The sentence for a bad cell."""
        place = f"{self.name}:{self.line(row)}"
        if self.sheet is not None:
            place = self.sheet.cell_of(int(self.rows[row]), column)
        return DataError(f"{place}: {column}: {self.columns[column][row][:40]!r} {what}")

    def _refuse_shared(self, column: str) -> None:
        if self.sheet is not None:
            self.sheet.refuse_shared(map(int, self.rows), column)

    def _within(self, values: Floats, column: str, low: float | None, high: float, other: str = "") -> Floats:
        least = -np.inf if low is None else low
        for row in np.flatnonzero(~np.isfinite(values) | (values < least) | (values > high))[:1]:
            if high < values[row] < np.inf:
                raise self.fault(int(row), column, f"is more than {high:,.0f}")
            of_at_least = "" if low is None else f" of at least {low:g}"
            why = why_no_number(self.columns[column][row])
            raise self.fault(int(row), column, f"is not a number{of_at_least}{other}{why}")
        return values


def open_table(part: DataFile, folder: str, columns: list[str]) -> Table:
    """Read some columns of a data file: those rows that its `where` keeps, see `open_whole`."""
    table = open_whole(part, folder, columns)
    return table.take(wanted_rows(table, part.where)) if part.where else table


def open_whole(part: DataFile, folder: str, columns: list[str]) -> Table:
    """Read some columns of a data file, and those that its `where` names: all rows.

    Parameters
    ----------
    part
        What the scenario says about the file.
    folder
        The scenario's folder.
    columns
        The columns that are needed.

    Raises
    ------
    DataError
        If the file or a column is missing, it is not text, a row is short, or there is no row.
    """
    from sim.scenario.loading import resolve_file

    needed = list(dict.fromkeys([*columns, *part.where]))
    path = resolve_file(folder, part.file)
    source = _opened(path, part, needed)
    places = [source.header.index(column) for column in needed]
    cells: list[list[str]] = [[] for _ in needed]
    for block in source.blocks():
        if min(map(len, block), default=len(source.header)) <= max(places):
            row = next(row for row, there in enumerate(block) if len(there) <= max(places))
            line = source.line_of(len(cells[0]) + row)
            raise DataError(
                f"{source.name}:{line}: only {len(block[row])} cells, but the header has {len(source.header)}"
            )
        if isinstance(source, CsvFile) and max(map(len, block), default=0) > len(source.header):
            _refuse_surplus(source, block, len(cells[0]))
        for column, place in zip(cells, places, strict=True):
            column.extend(map(itemgetter(place), block))
    table = Table(
        source.name,
        dict(zip(needed, cells, strict=True)),
        source.delimiter,
        np.arange(len(cells[0])),
        source.line_of,
        sheet=source if isinstance(source, SheetFile) else None,
        doubt=f"; the file is {GUESSED}" if source.encoding == ENCODINGS[1] else "",
    )
    if not len(table):
        raise DataError(f"{source.name}: no rows below the column names")
    if table.doubt and not all(map(in_plain_chinese, set().union(*cells))):
        table.warnings.append(f"{part.file}: {GUESSED}")
    if table.sheet is not None and table.sheet.others:
        table.warnings.append(
            f"{table.name}: other sheets of it have these columns too and are not read: "
            f"{', '.join(table.sheet.others[:4])}: put the rows of all into one sheet"
        )
    return table


def _opened(path: Path, part: DataFile, columns: list[str]) -> CsvFile | SheetFile | ParquetFile:
    """The file, by what it begins with."""
    if is_workbook(path):
        return open_sheet(path, part.file, columns)
    if is_parquet(path):
        return open_parquet(path, part.file, columns)
    return open_csv(path, part.file, columns, part.delimiter)


def _refuse_surplus(source: CsvFile, block: list[list[str]], first: int) -> None:
    """Refuse a row with more texts than the header has columns; `first` is the number of the block's first row."""
    for row, there in enumerate(block):
        if any(cell.strip() for cell in there[len(source.header) :]):
            raise DataError(
                f"{source.name}:{source.line_of(first + row)}: {len(there)} cells, but the header has "
                f"{len(source.header)}: a {CALLED[source.delimiter]} inside a number or text needs quotes"
            )


def wanted_rows(table: Table, where: Mapping[str, tuple[Cell, ...]]) -> npt.NDArray[np.bool_]:
    """Which rows have one of the wanted values in each column.

    Raises
    ------
    DataError
        If no row has.
    """
    kept = rows_with(table, where, "where")
    if not kept.any():
        columns = " and ".join(f"'{column[:40]}'" for column in where)
        raise DataError(f"{table.name}: where: no row has the wanted values in {columns} at once")
    return kept


def rows_with(table: Table, where: Mapping[str, tuple[Cell, ...]], key: str) -> npt.NDArray[np.bool_]:
    """Which rows have one of the wanted values in each column.

    Raises
    ------
    DataError
        If a column has none of its values in any row; `key` is what the scenario calls this.
    """
    kept = np.ones(len(table), dtype=np.bool_)
    for column, wanted in where.items():
        values = {_as_cell(value) for value in wanted}
        cells = [cell.casefold() for cell in table.cells(column)]
        has = np.array([cell in values for cell in cells], dtype=np.bool_)
        there = set(cells)
        absent = [repr(str(value)[:40]) for value in wanted if _as_cell(value) not in there]
        if not has.any():
            known = sorted(set(table.cells(column)))
            shown = ", ".join(repr(value[:40]) for value in known[:12]) + (", ..." if len(known) > 12 else "")
            asked = " or ".join(repr(str(value)[:40]) for value in wanted[:4])
            raise DataError(f"{table.name}: {key}: no row has {asked} in '{column[:40]}'; it has {shown}{table.doubt}")
        if absent:
            table.warnings.append(f"{table.name}: {key}: no row has {' or '.join(absent[:4])} in '{column[:40]}'")
        kept &= has
    return kept


def blank_hint(cell: str) -> str:
    """The rest of a sentence about a cell that may stand for no date."""
    return f"; if it stands for no date, write blank: ['{cell.strip()[:40]}']"


def _as_cell(value: Cell) -> str:
    return str(value).strip().casefold()
