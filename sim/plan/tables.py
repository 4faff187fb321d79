"""Data files: CSV with named columns, gzip allowed, each fault named by file and row."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import DataError

MOST_BYTES = 2_000_000_000
MOST = 1e15
"""No number in a data file is larger."""
CLOCK_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M")


@dataclass(frozen=True)
class Table:
    """Chosen columns of a CSV file as text, and the line of the file on which each row begins."""

    name: str
    columns: dict[str, list[str]]
    lines: list[int]

    def numbers(self, column: str, low: float | None = None, high: float = MOST) -> npt.NDArray[np.float64]:
        """A column of numbers, at least `low` and at most `high`."""
        values = np.empty(len(self.columns[column]))
        for row, text in enumerate(self.columns[column]):
            try:
                values[row] = float(text)
            except ValueError:
                values[row] = np.nan
            if high < values[row] < np.inf:
                raise self.fault(row, column, f"is more than {high:,.0f}")
            if not np.isfinite(values[row]) or (low is not None and values[row] < low):
                least = "" if low is None else f" of at least {low:g}"
                raise self.fault(row, column, f"is not a number{least}")
        return values

    def counts(self, column: str, high: int) -> npt.NDArray[np.int64]:
        """A column of whole numbers, from 0 to `high`."""
        values = self.numbers(column, low=0.0, high=high)
        for row in np.flatnonzero(values != np.floor(values))[:1]:
            raise self.fault(int(row), column, "is not a whole number")
        return values.astype(np.int64)

    def times(self, column: str, time_format: str | None = None) -> list[datetime]:
        """A column of local times such as '2022-01-08 09:30' (seconds and fractions allowed), or in `time_format`."""
        moments = []
        right = f"in the format '{time_format}'" if time_format else "such as '2022-01-08 09:30:00'"
        forms = (time_format,) if time_format else CLOCK_FORMATS
        for row, text in enumerate(self.columns[column]):
            moment = _read_time(text.strip(), forms, iso=time_format is None)
            if moment is None:
                raise self.fault(row, column, f"is not a local time {right}")
            moments.append(moment)
        return moments

    def dates(self, column: str) -> list[date]:
        """A column of dates."""
        days = []
        for row, text in enumerate(self.columns[column]):
            try:
                days.append(date.fromisoformat(text.strip()))
            except ValueError:
                raise self.fault(row, column, "is not a date such as '2022-01-08'") from None
        return days

    def fault(self, row: int, column: str, what: str) -> DataError:
        """The sentence for a bad cell."""
        return DataError(f"{self.name}:{self.lines[row]}: {column}: {self.columns[column][row][:40]!r} {what}")


def read_table(folder: str, name: str, columns: list[str]) -> Table:
    """Read some columns of a CSV file in the scenario's folder.

    Raises
    ------
    DataError
        If the file or a column is missing, it is not text, or a row is short.
    """
    from sim.scenario.loading import resolve_file

    text = _read_text(resolve_file(folder, name), name)
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip() for cell in next(rows, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise DataError(f"{name}:1: no column '{missing[0]}': the columns are {', '.join(header[:12]) or 'none'}")
        places = [header.index(column) for column in columns]
        kept: list[list[str]] = [[] for _ in columns]
        lines: list[int] = []
        ended = rows.line_num
        for row in rows:
            line, ended = ended + 1, rows.line_num
            if not row:
                continue
            lines.append(line)
            if len(row) <= max(places):
                raise DataError(f"{name}:{line}: only {len(row)} cells, but the header has {len(header)}")
            for column, place in zip(kept, places, strict=True):
                column.append(row[place])
    except csv.Error as error:
        raise DataError(f"{name}:{rows.line_num}: not a CSV row ({error})") from None
    return Table(name, dict(zip(columns, kept, strict=True)), lines)


def _read_text(path: Path, name: str) -> str:
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(raw)) as stream:
                raw = stream.read(MOST_BYTES + 1)
            if len(raw) > MOST_BYTES:
                raise DataError(f"{name}: more than {MOST_BYTES // 1_000_000} MB when unpacked")
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name}: cannot be read ({error})") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise DataError(f"{name}: not a text file in UTF-8 or GB18030")


def _read_time(text: str, forms: tuple[str, ...], iso: bool) -> datetime | None:
    moment = None
    for form in (None, *forms) if iso else forms:
        try:
            moment = datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)
            break
        except ValueError:
            continue
    return None if moment is None or moment.tzinfo is not None else moment
