"""Tables as one workbook that Excel and its like open: text is text, whatever it begins with, and a time is a time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.sax.saxutils import escape

from sim.store.tables import Table

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS: Final = 1_048_575
"""Of a sheet, below its heading; a longer table is left out."""
ROWS_AT_A_TIME: Final = 10_000
LONGEST_CELL: Final = 32_767
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
"""Style 1 shows a number of days since `_FIRST` as a date and a time."""
_FIRST: Final = datetime(1899, 12, 30)
_DAY: Final = timedelta(days=1)
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables that are there as a whole as `write_workbook` writes them."""
    found = io.BytesIO()
    write_workbook({name: Table.of(frame) for name, frame in frames.items()}, found)
    return found.getvalue()


def write_workbook(tables: Mapping[str, Table], file: BinaryIO) -> None:
    """Write tables as sheets by their names, the same bytes for the same tables; one that is too long for a sheet is
    not among them."""
    sheets = {name: table for name, table in tables.items() if table.rows <= MOST_ROWS}
    numbers = range(1, len(sheets) + 1)
    has_times = any(kind.kind == "M" for table in sheets.values() for kind in table.part(0, 0).dtypes)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
        )
        + (f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>' if has_times else "")
        + "</Types>",
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name[:31])}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
            | ({"rIdStyles": ("styles", "styles.xml")} if has_times else {})
        ),
        **({"xl/styles.xml": _STYLES} if has_times else {}),
    }
    written: dict[str, Iterable[str]] = {name: [text] for name, text in parts.items()}
    written |= {f"xl/worksheets/sheet{n}.xml": _sheet(table) for n, table in zip(numbers, sheets.values(), strict=True)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, texts in written.items():
            about = zipfile.ZipInfo(name, _EARLIEST)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 0
            with book.open(about, "w") as part:
                part.write(_HEAD.encode())
                for text in texts:
                    part.write(text.encode())


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="{key}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _sheet(table: Table) -> Iterator[str]:
    """The text of a sheet, piece by piece: as a whole it is many times as large as its table."""
    frozen = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
        "</sheetViews>"
    )
    yield f'<worksheet xmlns="{_MAIN}">{frozen}<sheetData>'
    for number, part in enumerate(table.parts(ROWS_AT_A_TIME)):
        if number == 0:
            yield _row(map(str, part.columns))
        yield "".join(map(_row, zip(*(part[name].tolist() for name in part.columns), strict=True)))
    yield "</sheetData></worksheet>"


def _row(cells: Iterable[Any]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    if isinstance(value, str):
        text = escape(_UNFIT.sub("\ufffd", value[:LONGEST_CELL]))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime) and value == value:
        return f'<c s="1"><v>{(value - _FIRST) / _DAY!r}</v></c>'
    if isinstance(value, int | float) and value == value:
        return f"<c><v>{value!r}</v></c>"
    return "<c/>"
