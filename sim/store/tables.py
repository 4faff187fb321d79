"""Tables as CSV that a spreadsheet opens rightly."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

ROWS_AT_A_TIME: Final = 50_000
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def table_bytes(frame: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8 with its mark, and no cell that is a formula."""
    found = bytearray(codecs.BOM_UTF8)
    for begin in range(0, max(1, len(frame)), ROWS_AT_A_TIME):  # as one text it would take its memory twice
        part = _safe(frame.iloc[begin : begin + ROWS_AT_A_TIME])
        found += text_bytes(part.to_csv(index=False, header=begin == 0, lineterminator="\n"))
    return bytes(found)


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The same without a cell that a spreadsheet takes for a formula."""
    import pandas as pd

    safe = frame.rename(columns=harmless)
    for column in safe.columns:
        kind = safe[column].dtype
        if pd.api.types.is_string_dtype(kind) or isinstance(kind, pd.CategoricalDtype):
            safe[column] = safe[column].astype(object).map(harmless)
    return safe


def text_bytes(text: str) -> bytes:
    """A text in UTF-8."""
    return text.encode("utf-8", errors="backslashreplace")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that starts like one gets a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
