"""Tables as planners keep them, from CSV and from Excel, each cell with the place that a sentence can name."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from sim.errors import DataError, reason
from sim.plans.csv_cells import as_written
from sim.plans.csv_files import DELIMITERS, open_csv

MOST_BYTES: Final = 100_000_000
"""Of a workbook, unpacked."""
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 2_000
"""Of a sheet."""
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DATES: Final = {*range(14, 18), *range(27, 32), 36, *range(50, 59)}
_TIMES: Final = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47}
"""Numbers of formats that come with Excel: of dates, and of times of day."""
_MOMENT: Final = 22
_OLD: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """A table: rows of texts, without those that are empty.

    Attributes
    ----------
    file, name
        What the file is called, and the sheet; '' in a CSV file.
    rows
        The texts of each row.
    line
        The number of a row in the file, 1 the first.
    merged
        Cells that stand for several: first and last row, first and last column, as in the file from 1 and from 0.
    """

    file: str
    name: str
    rows: list[list[str]]
    line: Callable[[int], int]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def place(self, row: int, column: int | None = None) -> str:
        """Where a row stands, or in a workbook a cell of it, as a sentence begins."""
        if not self.name:
            return f"{self.file}:{self.line(row)}"
        return f"{self.file}:{self.name}!{'' if column is None else letters(column)}{self.line(row)}"

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, '' beyond the row's end."""
        return self.rows[row][column] if column < len(self.rows[row]) else ""


def letters(column: int) -> str:
    """A column as Excel calls it: 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_sheets(path: str | Path, heads: Collection[str]) -> list[Sheet]:
    """The tables of a file: those of an Excel workbook, or the one of a CSV file.

    Parameters
    ----------
    path
        The file, `.xlsx` or CSV in UTF-8 or GB18030, divided by commas, semicolons, tabs or bars.
    heads
        Column names that may stand in it, in lower case: they tell what divides the cells.

    Raises
    ------
    DataError
        If it cannot be read: the message says why, and what would be right.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            begin = file.read(4)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read: {reason(error)}") from None
    if begin[:2] == b"PK":
        return _workbook(path)
    if begin == _OLD:
        raise DataError(f"{path.name}: is an old Excel workbook: save it as .xlsx or as CSV (UTF-8)")
    return [_csv(path, heads)]


def _csv(path: Path, heads: Collection[str]) -> Sheet:
    files = [open_csv(path, path.name, [], delimiter) for delimiter in DELIMITERS]
    file = max(files, key=lambda one: (sum(plain(cell) in heads for cell in one.header), len(one.header)))
    rows = [[as_written(cell.strip()) for cell in row] for block in file.blocks() for row in block]
    if len(rows) >= MOST_ROWS:
        raise DataError(f"{path.name}: more than {MOST_ROWS:,} rows: leave out what is not needed")

    def line(row: int) -> int:
        return file.line_of(row - 1) if row else file.before + 1

    return Sheet(path.name, "", [file.header, *rows], line)


def plain(head: str) -> str:
    """A column's name as it is looked up: without spaces around it or doubled, in lower case."""
    return re.sub(r"[\s_]+", " ", head).strip().casefold()


def _workbook(path: Path) -> list[Sheet]:
    return read_workbook(path, path.name)


def read_workbook(path: Path, name: str, most_rows: int = MOST_ROWS, to_the_second: bool = False) -> list[Sheet]:
    """The visible sheets of an Excel workbook.

    Parameters
    ----------
    path, name
        Where it lies, and what sentences call it.
    most_rows
        Of a sheet.
    to_the_second
        Whether times tell their seconds where they have some, and dates their time of day where it is shown; else times
        are to the minute, and a date at midnight is a date alone.

    Raises
    ------
    DataError
        If it cannot be read, or is too long.
    """
    try:
        with zipfile.ZipFile(path) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
                raise DataError(f"{name}: more than {MOST_BYTES // 1_000_000} MB: leave out what is not needed")
            return _Workbook(name, book, most_rows, to_the_second).sheets()
    except _DAMAGE:
        raise DataError(
            f"{name}: is no Excel workbook that can be read: open it and save it as .xlsx, or as CSV (UTF-8)"
        ) from None


_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, ValueError, TypeError, OverflowError, EOFError,
    OSError, RuntimeError,
)  # fmt: skip
"""What reading a workbook can raise: `zipfile` says RuntimeError of a part that is encrypted, or compressed in a way
that it does not know; the others are of damage."""


class _Workbook:
    """The parts of an open workbook."""

    def __init__(self, name: str, book: zipfile.ZipFile, most_rows: int, to_the_second: bool) -> None:
        self._name = name
        self._most_rows = most_rows
        self._to_the_second = to_the_second
        self._book = book
        self._names = set(book.namelist())
        self._shared = self._shared_texts()
        self._kinds = self._kinds_of_styles()

    def sheets(self) -> list[Sheet]:
        top = self._part("xl/workbook.xml")
        properties = top.find(f"{_MAIN}workbookPr")
        from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._zero = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
        links = {link.get("Id"): link.get("Target", "") for link in self._part("xl/_rels/workbook.xml.rels")}
        found = []
        for sheet in top.iter(f"{_MAIN}sheet"):
            target = links[sheet.get(_LINK)]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheets" in part and sheet.get("state", "visible") == "visible":
                found.append(self._sheet(sheet.get("name", ""), self._part(part)))
        return found

    def _part(self, name: str) -> ElementTree.Element:
        text = self._book.read(name)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # neither is in a workbook; entities could fill the memory
            raise ValueError(name)
        return ElementTree.fromstring(text)  # noqa: S314

    def _shared_texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._names:
            return []
        return [_text(item) for item in self._part("xl/sharedStrings.xml").iter(f"{_MAIN}si")]

    def _kinds_of_styles(self) -> list[str]:
        """For each style of cells whether it shows a date, a date with a time, a time or none of them."""
        if "xl/styles.xml" not in self._names:
            return []
        styles = self._part("xl/styles.xml")
        own = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in styles.iter(f"{_MAIN}numFmt")}
        formats = styles.find(f"{_MAIN}cellXfs")
        return [_kind(int(one.get("numFmtId", 0)), own) for one in ([] if formats is None else formats)]

    def _sheet(self, name: str, root: ElementTree.Element) -> Sheet:
        rows: list[list[str]] = []
        lines: list[int] = []
        line = 0
        for row in root.iter(f"{_MAIN}row"):
            line = int(row.get("r", line + 1))
            cells: list[str] = []
            for cell in row.iter(f"{_MAIN}c"):
                reference = cell.get("r")
                column = _column(reference) if reference else len(cells)
                if column >= MOST_COLUMNS or len(rows) >= self._most_rows:
                    raise DataError(
                        f"{self._name}:{name}: more than {self._most_rows:,} rows or {MOST_COLUMNS:,} columns: "
                        "leave out what is not needed"
                    )
                cells += [""] * (column - len(cells)) + [self._value(cell)]
            if any(cells):
                rows.append(cells)
                lines.append(line)
        merged = [_span(one.get("ref", "")) for one in root.iter(f"{_MAIN}mergeCell")]
        return Sheet(self._name, name, rows, lines.__getitem__, merged)

    def _value(self, cell: ElementTree.Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell).strip()
        value = cell.findtext(f"{_MAIN}v", "")
        if kind == "s":
            return self._shared[int(value)].strip()
        if kind != "n" or not value:
            return value.strip()
        style = int(cell.get("s", 0))
        return self._number(float(value), self._kinds[style] if style < len(self._kinds) else "")

    def _number(self, value: float, kind: str) -> str:
        seconds = round(value * 86400)
        if kind in ("date", "moment"):
            moment = self._zero + timedelta(seconds=seconds)
            has_clock = value % 1 != 0 or (kind == "moment" and self._to_the_second)
            told = "%Y-%m-%d %H:%M:%S" if self._to_the_second and seconds % 60 else "%Y-%m-%d %H:%M"
            return moment.strftime(told if has_clock else "%Y-%m-%d")
        if kind == "time" and self._to_the_second and seconds % 60:
            return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        if kind == "time":
            minutes = round(value * 1440)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        return f"{value:.15g}"


def _text(element: ElementTree.Element) -> str:
    """The text of a cell, without the reading aids that East Asian versions keep beside it."""
    texts = []
    for child in element:
        if child.tag in (f"{_MAIN}t",):
            texts.append(child.text or "")
        elif child.tag in (f"{_MAIN}r", f"{_MAIN}is"):
            texts.append(_text(child))
    return "".join(texts)


def _kind(number: int, own: dict[int, str]) -> str:
    if number in own:
        code = re.sub(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.', "", own[number].lower())
        has_clock = "h" in code or "s" in code
        if "y" in code or "d" in code or ("m" in code and not has_clock):
            return "moment" if has_clock else "date"
        return "time" if has_clock else ""
    if number == _MOMENT:
        return "moment"
    return "date" if number in _DATES else "time" if number in _TIMES else ""


def _column(reference: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", reference)[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - 64
    return number - 1


def _span(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    ends = [(int(re.sub("[A-Z]+", "", one)), _column(one)) for one in (first, last or first)]
    return ends[0][0], ends[1][0], ends[0][1], ends[1][1]


def merged_over(sheet: Sheet, row: int) -> Iterator[str]:
    """The merged cells that a row is part of, as Excel calls them."""
    line = sheet.line(row)
    for first, last, left, right in sheet.merged:
        if first <= line <= last:
            yield f"{letters(left)}{first}:{letters(right)}{last}"
