"""CSV files as they come out of spreadsheets and databases: what they are packed in, written in and divided by."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import os
import re
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from sim.errors import DataError

if TYPE_CHECKING:
    from _csv import Reader

MOST_BYTES: Final = 500_000_000
"""No data file is longer, unpacked."""
MOST_ROWS: Final = 10_000_000
BLOCK_BYTES: Final = 1 << 20
BLOCK_ROWS: Final = 256
"""So few that the collector of cycles, which counts new lists, seldom looks: it would take longer than the reading."""
DELIMITERS: Final = {",": ",", ";": ";", "tab": "\t", "|": "|"}
CALLED: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
ENCODINGS: Final = ("utf-8", "gb18030")
GUESSED: Final = "read as GB18030: if its words look wrong, save it as UTF-8"
"""What a file without a mark may be written in."""
NOT_TABLES: Final = {b"\xd0\xcf\x11\xe0": "an old Excel workbook", b"<?xml": "an XML file"}


@dataclass(frozen=True)
class CsvFile:
    """A file whose first row is known.

    Attributes
    ----------
    path, name
        Where it lies, and what the scenario calls it.
    encoding, delimiter
        How it is written.
    header
        Its columns.
    before
        Lines before the header.
    """

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: list[str]
    before: int

    def blocks(self) -> Iterator[list[list[str]]]:
        """The rows below the header, some at a time; rows without any text are left out.

        Raises
        ------
        DataError
            If a row cannot be read, or there are too many.
        """
        total = 0
        with _text(self.path, self.encoding) as text:
            try:
                rows = self._rows_below_header(text)
                while block := list(islice(rows, BLOCK_ROWS)):
                    total += len(block)
                    if total > MOST_ROWS:
                        raise DataError(f"{self.name}: more than {MOST_ROWS:,} rows: leave out what is not needed")
                    yield [row for row in block if any(row)]
            except csv.Error as error:
                raise DataError(f"{self.name}:{self._say_unread(str(error))}") from None

    def line_of(self, wanted: int) -> int:
        """The line of the file on which a row begins, as an editor shows it; the first row is number 0."""
        return self._lines[wanted]

    @cached_property
    def _lines(self) -> array[int]:
        """The line on which each row begins, up to one that cannot be read; whoever asks for one may ask for many."""
        found = array("q")
        with _text(self.path, self.encoding) as text, contextlib.suppress(csv.Error):
            rows = self._rows_below_header(text)
            ended = rows.line_num
            for row in rows:
                begun, ended = ended + 1, rows.line_num
                if any(row):
                    found.append(begun + self.before)
        return found

    def _rows_below_header(self, text: IO[str]) -> Reader:
        for _ in range(self.before):
            text.readline()
        rows = csv.reader(text, delimiter=self.delimiter, strict=True)
        next(rows, None)
        return rows

    def _say_unread(self, error: str) -> str:
        """The line of a row that cannot be read, and what is wrong with it: mostly a quote that is not closed."""
        begun, ended = 1, 0
        with _text(self.path, self.encoding) as text:
            for _ in range(self.before):
                text.readline()
            rows = csv.reader(text, delimiter=self.delimiter, strict=True)
            with contextlib.suppress(csv.Error):
                for _ in rows:
                    begun = rows.line_num + 1
            ended = rows.line_num
        is_closed = "expected after" in error
        opened = self._opened_on(begun, ended, is_closed)
        if is_closed:
            line = f"{ended + self.before}: a text goes on after its closing quote"
            where = "" if opened == ended else f"; the quote before it was opened on line {opened + self.before}"
            return f"{line}{where}: a quote within a text is written twice"
        if opened < ended or "end of data" in error:
            return f"{opened + self.before}: a quote opens here and is not closed"
        return f"{ended + self.before}: not a CSV row ({error})"

    def _opened_on(self, begun: int, ended: int, is_closed: bool) -> int:
        """On which line of a row the quote opens that is open at the row's end, or is closed on its last line."""
        opened, is_open = begun, False
        with _text(self.path, self.encoding) as text:
            for number, line in enumerate(islice(text, self.before, self.before + ended), start=1):
                marks = line.replace('""', "").count('"') if begun <= number else 0
                was_open, is_open = is_open, is_open ^ (marks % 2 == 1)
                if marks and is_open and not (was_open and is_closed and number == ended):
                    opened = number
        return opened


def in_plain_chinese(text: str) -> bool:
    """Whether every character is one of ASCII or of GB 2312 that Chinese names are written in.

    Words in another 8-bit encoding that are read as GB18030 mostly have others: 'M\u00fcll' becomes a rare character,
    and Shift-JIS and Big5 give kana, Greek letters and characters that GB 2312 does not have.
    """
    for character in text:
        try:
            first = character.encode("gb2312")[0]
        except UnicodeEncodeError:
            return False
        if not (first < 0x80 or 0xA1 <= first <= 0xA3 or 0xB0 <= first <= 0xF7):
            return False
    return True


def open_csv(path: Path, name: str, columns: list[str], delimiter: str | None) -> CsvFile:
    """Look at a file: whether it is text and not too long, and at its columns.

    Parameters
    ----------
    path, name
        Where it lies, and what the scenario calls it.
    columns
        Those that are needed; they tell which delimiter it is.
    delimiter
        ',', ';', 'tab' or '|'; None: found.

    Raises
    ------
    DataError
        If it is no text, too long, or a column is missing or stands twice.
    """
    encoding = _encoding_of(path, name)
    before, stated = _first_line(path, encoding)
    choices = [DELIMITERS[delimiter]] if delimiter else [stated] if stated else list(DELIMITERS.values())
    headers = {choice: _header(path, name, encoding, choice, before) for choice in choices}
    chosen = next((choice for choice in choices if set(columns) <= set(headers[choice])), None)
    if chosen is None:
        raise _no_column(name, columns, headers, delimiter, encoding)
    for column in columns:
        if headers[chosen].count(column) > 1:
            raise DataError(f"{name}:{before + 1}: the column '{column[:40]}' stands twice in the first line")
    return CsvFile(path, name, encoding, chosen, headers[chosen], before)


def headers_of(path: Path, name: str) -> list[list[str]]:
    """The first row of a file as each delimiter divides it, the one that finds most cells first.

    Raises
    ------
    DataError
        If it is no text, or too long.
    """
    encoding = _encoding_of(path, name)
    before, stated = _first_line(path, encoding)
    choices = [stated] if stated else list(DELIMITERS.values())
    return sorted((_header(path, name, encoding, choice, before) for choice in choices), key=len, reverse=True)


def _no_column(
    name: str, columns: list[str], headers: dict[str, list[str]], delimiter: str | None, encoding: str
) -> DataError:
    header = max(headers.values(), key=lambda header: (len(set(columns) & set(header)), len(header)))
    missing = next(column for column in columns if column not in header)
    shown = [cell[:40] for cell in header[:12]]
    if not any(header):
        return DataError(f"{name}: the file is empty, or its first line is")
    said = ", ".join(shown) + (", ..." if len(header) > 12 else "")
    alike = next((cell for cell in header if cell.casefold() == missing.casefold()), None)
    hint = f"; did you mean '{alike}'?" if alike else ""
    if not hint and len(header) == 1 and delimiter is not None:
        hint = "; perhaps another 'delimiter' stands between the cells"
    if not hint and encoding == ENCODINGS[1]:
        hint = f"; the file is {GUESSED}"
    return DataError(f"{name}:1: no column '{missing[:40]}': the columns are {said}{hint}")


def _header(path: Path, name: str, encoding: str, delimiter: str, before: int) -> list[str]:
    with _text(path, encoding) as text:
        for _ in range(before):
            text.readline()
        try:
            return [cell.strip() for cell in next(csv.reader(text, delimiter=delimiter), [])]
        except csv.Error as error:
            raise DataError(f"{name}:{before + 1}: not a CSV row ({error})") from None


def _first_line(path: Path, encoding: str) -> tuple[int, str | None]:
    """Lines before the header, and the delimiter that Excel writes there ('sep=;')."""
    with _text(path, encoding) as text:
        line = text.readline(100).strip().strip('"')
    found = re.fullmatch(r"sep=([,;\t|])", line, re.IGNORECASE)
    return (1, found[1]) if found else (0, None)


def _encoding_of(path: Path, name: str) -> str:
    """What the file is written in, once its bytes have all been seen.

    Nothing is kept, so that a small file that unpacks to gigabytes is refused in the memory of a block.
    """
    try:
        with unpacked(path) as stream:
            head = stream.read(5)
        kind = next((said for mark, said in NOT_TABLES.items() if head.startswith(mark)), None)
        if kind is not None:
            raise DataError(f"{name}: is {kind}, not a CSV file: save it as CSV (UTF-8)")
        marked = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)
        encodings = [marked] if marked else ENCODINGS
        for encoding in encodings:
            if _is_text(path, name, encoding):
                return encoding
        if any(_is_text(path, name, encoding, may_be_cut=True) for encoding in encodings):
            raise DataError(f"{name}: ends in the middle of a character: it was cut off; export or copy it again")
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name}: cannot be read ({error})") from None
    raise DataError(f"{name}: not a text file in UTF-8 or GB18030")


def _is_text(path: Path, name: str, encoding: str, may_be_cut: bool = False) -> bool:
    """Whether all of a file is text in an encoding; its last character may be there in part, if it may be cut.

    Raises
    ------
    DataError
        If it is too long.
    """
    too_long = f"{name}: more than {MOST_BYTES // 1_000_000} MB of text: leave out what is not needed"
    if os.path.getsize(path) > MOST_BYTES:
        raise DataError(too_long)
    decoder, total, block = codecs.getincrementaldecoder(encoding)(), 0, b""
    with unpacked(path) as stream:
        while following := stream.read(BLOCK_BYTES):
            total += len(following)
            if total > MOST_BYTES:
                raise DataError(too_long)
            if not _decodes(decoder, block, last=False):
                return False
            block = following
    return _decodes(decoder, block, last=not may_be_cut)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, last: bool) -> bool:
    try:
        return "\0" not in decoder.decode(block, last)
    except UnicodeDecodeError:
        return False


def unpacked(path: Path) -> IO[bytes]:
    """The bytes of a file, and of what a gzip file holds."""
    with open(path, "rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if packed else open(path, "rb")


def _text(path: Path, encoding: str) -> IO[str]:
    return io.TextIOWrapper(unpacked(path), encoding=encoding, newline="")
