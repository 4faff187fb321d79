"""Data files in Parquet: columns with types, read as the texts that a CSV file would have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.errors import DataError
from sim.plans.csv_files import MOST_BYTES, MOST_ROWS

if TYPE_CHECKING:
    import pyarrow as pa

_PARQUET: Final = b"PAR1"
_BLOCK_ROWS: Final = 1 << 16
_SECONDS: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file whose columns are known; it reads like `sim.plans.csv_files.CsvFile`.

    Attributes
    ----------
    path, name
        Where it lies, and what the scenario calls it.
    header
        The columns that are read.
    """

    path: Path
    name: str
    header: list[str]
    encoding: str = "utf-8"
    delimiter: str = ","

    def blocks(self) -> Iterator[list[list[str]]]:
        """The rows, some at a time.

        Raises
        ------
        DataError
            If the file is damaged, or a column holds neither texts, numbers nor times.
        """
        import pyarrow as pa
        from pyarrow import parquet

        try:
            with parquet.ParquetFile(self.path) as file:
                for batch in file.iter_batches(_BLOCK_ROWS, columns=self.header):
                    texts = [self._texts(batch, column) for column in self.header]
                    yield list(map(list, zip(*texts, strict=True)))
        except (pa.ArrowException, OSError):
            raise _damaged(self.name) from None

    def line_of(self, wanted: int) -> int:
        """The number of a row, 1 the first."""
        return wanted + 1

    def _texts(self, batch: pa.RecordBatch, column: str) -> list[str]:
        values = batch.column(batch.schema.get_field_index(column))
        written = _writer(values.type)
        if written is None:
            raise DataError(
                f"{self.name}: {column}: this column holds {values.type}, neither texts, numbers nor times: "
                "write it as one of these"
            )
        return ["" if text is None else text for text in written(values)]


def is_parquet(path: Path) -> bool:
    """Whether a file begins like a Parquet file."""
    with path.open("rb") as file:
        return file.read(len(_PARQUET)) == _PARQUET


def columns_of_parquet(path: Path, name: str) -> list[str]:
    """The names of a file's columns.

    Raises
    ------
    DataError
        If it is damaged, or too large.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            about = file.metadata
            size = sum(about.row_group(k).total_byte_size for k in range(about.num_row_groups))
            header: list[str] = file.schema_arrow.names
    except (pa.ArrowException, OSError):
        raise _damaged(name) from None
    if size > MOST_BYTES:
        raise DataError(f"{name}: more than {MOST_BYTES // 1_000_000} MB: leave out what is not needed")
    if about.num_rows > MOST_ROWS:
        raise DataError(f"{name}: more than {MOST_ROWS:,} rows: leave out what is not needed")
    return header


def open_parquet(path: Path, name: str, columns: list[str]) -> ParquetFile:
    """Look whether a file has some columns.

    Raises
    ------
    DataError
        If it is damaged, too large, or a column is missing or stands twice.
    """
    header = columns_of_parquet(path, name)
    for column in columns:
        if column not in header:
            shown = ", ".join(one[:40] for one in header[:12]) + (", ..." if len(header) > 12 else "")
            raise DataError(f"{name}: no column '{column[:40]}': the columns are {shown}")
        if header.count(column) > 1:
            raise DataError(f"{name}: the column '{column[:40]}' stands twice")
    return ParquetFile(path, name, columns)


def _damaged(name: str) -> DataError:
    return DataError(f"{name}: begins like a Parquet file but cannot be read to its end: it is damaged or cut short")


def _writer(kind: pa.DataType) -> Callable[[pa.Array], list[str | None]] | None:
    """How a column of a type is written as text; None for one that is no plain column."""
    from pyarrow import types

    if types.is_dictionary(kind):
        return None if _writer(kind.value_type) is None else _of_dictionary
    if types.is_timestamp(kind) or types.is_date(kind) or types.is_time(kind):
        return _of_times
    if types.is_duration(kind):
        return _of_lengths
    if types.is_floating(kind):
        return _of_numbers
    if types.is_nested(kind) or types.is_binary(kind) or types.is_large_binary(kind):
        return None
    return _as_text


def _as_text(values: pa.Array) -> list[str | None]:
    import pyarrow as pa

    texts: list[str | None] = values.cast(pa.string()).to_pylist()
    return texts


def _of_dictionary(values: pa.DictionaryArray) -> list[str | None]:
    write = _writer(values.type.value_type)
    assert write is not None
    return write(values.dictionary_decode())


def _of_times(values: pa.Array) -> list[str | None]:
    """As a database writes them: the local time of a zone with its offset, fractions only where there are some."""
    import pyarrow as pa
    from pyarrow import compute, types

    if not types.is_timestamp(values.type):
        return [text.removesuffix(".000000") if text else text for text in _as_text(values)]
    zone = values.type.tz
    try:
        values = values.cast(pa.timestamp("s", tz=zone))
    except pa.ArrowInvalid:  # some have fractions
        values = values.cast(pa.timestamp("us", tz=zone), safe=False)
    form = "%Y-%m-%d %H:%M:%S" + ("%z" if zone else "")
    texts: list[str | None] = compute.strftime(values, form).to_pylist()
    return texts


def _of_lengths(values: pa.Array) -> list[str | None]:
    """Hours, minutes and seconds, which need no unit beside them."""
    import pyarrow as pa

    size = _SECONDS[values.type.unit]
    counts = values.cast(pa.int64()).to_pylist()
    return [None if count is None else _length(count * size) for count in counts]


def _length(seconds: float) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{int(minutes // 60)}:{int(minutes % 60):02}:{rest:09.6f}".removesuffix(".000000")
    return f"-{text}" if seconds < 0 else text


def _of_numbers(values: pa.Array) -> list[str | None]:
    """Whole numbers without a fraction: a column of counts in which some are missing is of such numbers."""
    return [
        None if number is None or number != number else f"{number:.0f}" if number % 1 == 0 else repr(number)
        for number in values.to_pylist()
    ]
