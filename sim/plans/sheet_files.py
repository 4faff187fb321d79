"""Data files that are Excel workbooks: the sheet that has the columns, whatever stands above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Final

from sim.errors import DataError
from sim.plans.sheets import Sheet, letters, read_workbook

MOST_ROWS: Final = 200_000
"""Longer tables are soon read as CSV only."""
FIRST_ROWS: Final = 30
"""So far down the row with the column names is looked for."""
MOST_NAMED: Final = 12
_WORKBOOK: Final = b"PK"


@dataclass(frozen=True)
class SheetFile:
    """A sheet whose row of column names is known; it reads like `sim.plans.csv_files.CsvFile`.

    Attributes
    ----------
    name
        What the scenario calls the file, and the sheet.
    sheet
        The sheet.
    head
        Number of the row with the column names.
    header
        These names.
    others
        Further sheets that have these columns too; they are not read.
    """

    name: str
    sheet: Sheet
    head: int
    header: list[str]
    others: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","

    def blocks(self) -> Iterator[list[list[str]]]:
        """The rows below the column names; a cell that several were merged to stands in each row of them."""
        width = len(self.header)
        rows = [[*row, *[""] * (width - len(row))] for row in self.sheet.rows[self.head + 1 :]]
        for (row, place), first in self._shared().items():
            rows[row][place] = rows[first][place]
        yield rows

    def refuse_shared(self, rows: Iterable[int], column: str) -> None:
        """A number that several rows share is the number of none of them: no row of these may have one.

        Raises
        ------
        DataError
            If a cell of the column in one of these rows was merged with another one.
        """
        place = self.header.index(column)
        shared = {row: first for (row, there), first in self._shared().items() if there == place}
        merged = {first: row for row, first in reversed(shared.items())} | shared
        for row in rows:
            if row in merged:
                first, other = sorted((row, merged[row]))
                raise DataError(
                    f"{self.cell_of(first, column)}: {column}: this cell is merged with {letters(place)}"
                    f"{self.line_of(other)}, so it is not known what each row has: write a number in each"
                )

    def _shared(self) -> dict[tuple[int, int], int]:
        """Cells below the names, by row and place, that were merged with one above, and the row of that one."""
        lines = {self.line_of(row): row for row in range(len(self.sheet.rows) - self.head - 1)}
        return {
            (lines[line], left): lines[first]
            for first, last, left, right in self.sheet.merged
            if left == right < len(self.header) and first in lines
            for line in range(first + 1, last + 1)
            if line in lines
        }

    def line_of(self, wanted: int) -> int:
        """The row of the sheet, as Excel numbers it; the first one below the names is 0."""
        return self.sheet.line(self.head + 1 + wanted)

    def cell_of(self, row: int, column: str) -> str:
        """A cell as Excel calls it, behind its sheet."""
        return f"{self.sheet.file}:{self.sheet.name}!{letters(self.header.index(column))}{self.line_of(row)}"


def is_workbook(path: Path) -> bool:
    """Whether a file begins like a workbook."""
    with path.open("rb") as file:
        return file.read(len(_WORKBOOK)) == _WORKBOOK


def first_rows_of(path: Path, name: str) -> list[list[str]]:
    """The rows of a workbook among which the one with the column names is looked for.

    Raises
    ------
    DataError
        If it is no workbook.
    """
    return [
        row for sheet in read_workbook(path, name, MOST_ROWS, to_the_second=True) for row in sheet.rows[:FIRST_ROWS]
    ]


def open_sheet(path: Path, name: str, columns: list[str]) -> SheetFile:
    """Look for the sheet, and the row in it, that has some columns.

    Parameters
    ----------
    path, name
        Where the workbook lies, and what the scenario calls it.
    columns
        Those that are needed.

    Raises
    ------
    DataError
        If it is no workbook, no row has them all, or one of them twice.
    """
    sheets = read_workbook(path, name, MOST_ROWS, to_the_second=True)
    heads = [
        (len(set(columns) & set(row)), sheet, number)
        for sheet in sheets
        for number, row in enumerate(sheet.rows[:FIRST_ROWS])
    ]
    if not heads:
        raise DataError(f"{name}: no sheet of it has anything in it")
    found, sheet, number = max(heads, key=itemgetter(0))
    header = sheet.rows[number]
    if found < len(set(columns)):
        missing = next(column for column in columns if column not in header)
        shown = ", ".join(cell[:40] for cell in header[:MOST_NAMED] if cell)
        more = ", ..." if len(header) > MOST_NAMED else ""
        raise DataError(f"{sheet.place(number)}: no column '{missing[:40]}': the columns are {shown}{more}")
    for column in columns:
        if header.count(column) > 1:
            raise DataError(f"{sheet.place(number)}: the column '{column[:40]}' stands twice in this row")
    others = dict.fromkeys(other.name for known, other, _ in heads if known == found and other is not sheet)
    return SheetFile(f"{name}:{sheet.name}", sheet, number, header, tuple(others))
