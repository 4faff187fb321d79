"""Tables as CSV that a spreadsheet opens rightly, and as Parquet, written some rows at a time."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final

from sim.plans.csv_cells import harmless

if TYPE_CHECKING:
    import pandas as pd

ROWS_AT_A_TIME: Final = 50_000


@dataclass(frozen=True)
class Table:
    """A table in parts, each made when it is written: as a whole, a long one takes hundreds of megabytes.

    Attributes
    ----------
    rows
        How many it has.
    part
        Its rows from one number up to another one; columns and their types are those of the whole.
    """

    rows: int
    part: Callable[[int, int], pd.DataFrame]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Table:
        """One that is there as a whole."""
        return cls(len(frame), lambda begin, end: frame.iloc[begin:end])

    def parts(self, rows: int) -> Iterator[pd.DataFrame]:
        """Its parts of so many rows; of an empty table one that has its columns."""
        for begin in range(0, max(1, self.rows), rows):
            yield self.part(begin, min(begin + rows, self.rows))


def table_bytes(frame: pd.DataFrame) -> bytes:
    """A table as `write_csv` writes it."""
    found = io.BytesIO()
    write_csv(Table.of(frame), found)
    return found.getvalue()


def write_csv(table: Table, file: BinaryIO) -> None:
    """Write a table as CSV: UTF-8 with its mark, and no cell that is a formula."""
    file.write(codecs.BOM_UTF8)
    for number, part in enumerate(table.parts(ROWS_AT_A_TIME)):
        file.write(text_bytes(_safe(part).to_csv(index=False, header=number == 0, lineterminator="\n")))


def write_parquet(table: Table, file: BinaryIO) -> None:
    """Write a table as Parquet, each part as a group of rows; the same bytes for the same table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = (pa.Table.from_pandas(part, preserve_index=False) for part in table.parts(ROWS_AT_A_TIME))
    first = next(parts)
    with pq.ParquetWriter(file, first.schema, compression="zstd", write_page_checksum=True) as writer:
        for part in chain([first], parts):
            writer.write_table(part)


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The same without a cell that a spreadsheet takes for a formula."""
    import pandas as pd

    safe = frame.rename(columns=harmless)
    for column in safe.columns:
        kind = safe[column].dtype
        if pd.api.types.is_string_dtype(kind) or isinstance(kind, pd.CategoricalDtype):
            cells = [harmless(cell) for cell in safe[column].astype(object)]
            safe[column] = pd.Series(cells, index=safe.index, dtype=object)
    return safe


def text_bytes(text: str) -> bytes:
    """A text in UTF-8."""
    return text.encode("utf-8", errors="backslashreplace")
