"""Tables as one workbook that Excel and its like open: text is text, whatever it begins with, and a time is a time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sim.store.tables import Table

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS: Final = 1_048_575
"""Of a sheet, below its heading; a longer table is left out."""
ROWS_AT_A_TIME: Final = 10_000
LONGEST_CELL: Final = 32_767
LONGEST_NAME: Final = 31
MOMENT: Final = "\\ ".join(("yyyy\\-mm\\-dd", "hh:mm"))
"""How a date with a time is shown where nothing else is said."""
Formats = Mapping[str, Mapping[str, str]]
"""How the cells of a column are shown, in Excel's language of number formats: by sheet and heading."""
NO_FORMATS: Final[Formats] = MappingProxyType({})
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_MADE: Final = datetime(1980, 1, 1)
"""When every workbook says that it was made: equal tables give equal bytes."""
_WIDEST, _NARROWEST, _LOOKED_AT = 48, 8, 200
_OPTIONS: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
}  # fmt: skip


def workbook_bytes(frames: Mapping[str, pd.DataFrame], formats: Formats = NO_FORMATS) -> bytes:
    """Tables that are there as a whole as `write_workbook` writes them."""
    found = io.BytesIO()
    write_workbook({name: Table.of(frame) for name, frame in frames.items()}, found, formats)
    return found.getvalue()


def write_workbook(tables: Mapping[str, Table], file: BinaryIO, formats: Formats = NO_FORMATS) -> None:
    """Write tables as sheets by their names, the same bytes for the same tables; one that is too long for a sheet is
    not among them. Headings stay in sight, and nothing that a cell holds is ever a formula or a link."""
    from xlsxwriter import Workbook

    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": _MADE})
        styles = {MOMENT: book.add_format({"num_format": MOMENT})}
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        names: set[str] = set()
        for name, table in tables.items():
            if table.rows > MOST_ROWS:
                continue
            shown = formats.get(name, {})
            for look in shown.values():
                styles.setdefault(look, book.add_format({"num_format": look}))
            sheet = book.add_worksheet(sheet_name(name, names))
            sheet.freeze_panes(1, 0)
            row, widths = 0, list[int]()
            for part in table.parts(ROWS_AT_A_TIME):
                headings = list(map(str, part.columns))
                looks = [styles.get(shown.get(heading, "")) for heading in headings]
                widths = widths or [_width(heading) for heading in headings]
                if row == 0:
                    for column, heading in enumerate(headings):
                        sheet.write_string(0, column, _text(heading), bold)
                for cells in zip(*(part[name].tolist() for name in part.columns), strict=True):
                    row += 1
                    if row <= _LOOKED_AT:
                        widths = [max(width, _width(cell)) for width, cell in zip(widths, cells, strict=True)]
                    for column, cell in enumerate(cells):
                        _write(sheet, row, column, cell, looks[column], styles[MOMENT])
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and that no other sheet has; it is among those taken afterwards."""
    plain = _NOT_IN_NAMES.sub("_", _text(name)).strip()[:LONGEST_NAME] or "_"
    found, number = plain, 2
    while found.lower() in taken:
        ending = f" {number}"
        found, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(found.lower())
    return found


def _write(sheet: Any, row: int, column: int, cell: Any, look: Any, moment: Any) -> None:
    """One cell: text, truth, a date, a time or a number; nothing where there is no data."""
    if isinstance(cell, str):
        sheet.write_string(row, column, _text(cell), look)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, look)
    elif isinstance(cell, date) and cell == cell:  # a missing time is like no other, not even itself
        sheet.write_datetime(row, column, cell, look or moment)
    elif isinstance(cell, int | float) and cell == cell:
        sheet.write_number(row, column, cell, look)


def _text(value: str) -> str:
    return _UNFIT.sub("\ufffd", value[:LONGEST_CELL])


def _width(cell: Any) -> int:
    """How wide a column is to be for a cell; Chinese characters take two places."""
    length = sum(1 + (ord(char) > 0x2E7F) for char in cell) if isinstance(cell, str) else 0
    return min(max(length + 2, _NARROWEST), _WIDEST)
