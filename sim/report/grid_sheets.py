"""Tables as sheets of a workbook: real dates, times, lengths of time and shares in cells, each shown as it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.report.tables import Grid, Kind

if TYPE_CHECKING:
    import pandas as pd

LOOKS: Final[Mapping[Kind, str]] = {
    "share": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "seconds": "[h]:mm:ss",
    "hours": "[h]:mm",
    "amount": "#,##0.00",
    "date": "yyyy\\-mm\\-dd",
    "moment": "yyyy\\-mm\\-dd\\ hh:mm",
    "clock": "hh:mm",
}
"""How each kind of cell is shown, in Excel's language of number formats; counts by whether they are whole."""
WHOLE, MEAN = "#,##0", "#,##0.0"
SCALES: Final[Mapping[Kind, float]] = {"points": 100.0, "seconds": 1 / 86_400, "hours": 1 / 24, "clock": 1 / 24}
"""By what a value is multiplied: lengths and times of day are parts of a day in a workbook."""


def grid_sheets(grids: Sequence[Grid]) -> tuple[dict[str, pd.DataFrame], dict[str, dict[str, str]]]:
    """Frames by the names of their sheets, and how their columns are shown.

    Parameters
    ----------
    grids
        Tables whose names are those of the sheets.
    """
    frames, formats = {}, {}
    for grid in grids:
        frames[grid.name] = grid_frame(grid)
        formats[grid.name] = {
            field.heading: _look(field.kind, [row[place] for row in grid.rows])
            for place, field in enumerate(grid.fields)
            if field.kind != "text"
        }
    return frames, formats


def grid_frame(grid: Grid) -> pd.DataFrame:
    """A table as a workbook holds it; an empty cell where there is no data."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for place, field in enumerate(grid.fields):
        scale = SCALES.get(field.kind)
        cells = [row[place] for row in grid.rows]
        if scale is not None:
            cells = [None if cell is None else cell * scale for cell in cells]
        columns[_once(field.heading, columns)] = pd.Series(cells, dtype=object)
    return pd.DataFrame(columns)


def _once(heading: str, taken: Mapping[str, Any]) -> str:
    """A heading that no column before has."""
    while heading in taken:
        heading += " "
    return heading


def _look(kind: Kind, cells: Sequence[Any]) -> str:
    if kind != "count":
        return LOOKS[kind]
    return WHOLE if all(cell is None or float(cell).is_integer() for cell in cells) else MEAN


def grid_csv(grid: Grid) -> pd.DataFrame:
    """A table for CSV, as spreadsheets read it: 2022-07-10, 09:30, 0:04:30, 81.2%, 1234.5; empty: no data.

    Amounts are numbers, as text that begins with a minus is kept from being a formula.
    """
    import pandas as pd

    columns: dict[str, Any] = {}
    for place, field in enumerate(grid.fields):
        told = [_said(row[place], field.kind) for row in grid.rows]
        columns[_once(field.heading, columns)] = pd.Series(told, dtype=object)
    return pd.DataFrame(columns)


def _said(value: Any, kind: Kind) -> str | float:
    if value is None:
        return ""
    match kind:
        case "share":
            return f"{value * 100:.1f}%"
        case "points":
            return _plain(round(value * 100, 1))
        case "seconds" | "hours" | "clock":
            seconds = round(value if kind == "seconds" else value * 3600)
            hours, minutes = seconds // 3600, seconds // 60 % 60
            return f"{hours:02d}:{minutes:02d}" if kind == "clock" else f"{hours}:{minutes:02d}:{seconds % 60:02d}"
        case "date":
            return f"{value:%Y-%m-%d}"
        case "moment":
            return f"{value:%Y-%m-%d %H:%M}"
        case "count" | "amount":
            return _plain(float(f"{value:.10g}"))
    return str(value)


def _plain(value: float) -> float:
    """A number that is written without a point where it is whole."""
    return int(value) if value.is_integer() else value
