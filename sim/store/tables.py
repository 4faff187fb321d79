"""Tables as CSV that a spreadsheet opens rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def table_bytes(frame: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8 with its mark, and no cell that is a formula."""
    import pandas as pd

    safe = frame.rename(columns=harmless)
    for column in safe.columns:
        kind = safe[column].dtype
        if pd.api.types.is_string_dtype(kind) or isinstance(kind, pd.CategoricalDtype):
            safe[column] = safe[column].astype(object).map(harmless)
    text = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig", errors="backslashreplace")


def text_bytes(text: str) -> bytes:
    """A text in UTF-8."""
    return text.encode("utf-8", errors="backslashreplace")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that starts like one gets a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
