"""Tables as people read them: each column with its heading in a language and the kind of its cells.

A page shows them, and a workbook holds them with real dates, times and numbers; neither says a heading of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from sim.report.column_words import COLUMN_WORDS
from sim.report.numbers import amount, count_words, percent, say_length
from sim.report.views import say_date
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "count", "share", "points", "seconds", "hours", "amount", "date", "moment", "clock"]
"""What a cell is: text; a count or a mean of counts; a share, or a difference of shares, 1 for all; a length of time in
seconds or in hours; money or hours with two decimals; a date, a date with a time, or a time of day in hours."""
NUMBERS: Final = frozenset(get_args(Kind)) - {"text", "date", "moment", "clock"}

_COLUMNS_OF: Final[dict[Kind, str]] = {
    "date": "date week_from",
    "text": "ticket type state kind_of_day urgency stage place cause unit pool promise relief wait",
    "moment": "interval_start moment dispatched accepted handled closed_at due received_at",
    "clock": "time_of_day hour",
    "count": "days taken attempts blocked offered answered abandoned required scheduled present over_under "
    "missing_hours low high open tickets closed watched cut received closed_same_day copies people needed_by_law "
    "heads_for_40_hours heads_for_rest_day returns",
    "share": "abandonment service_level occupancy closed_share same_day_closure same_day_closure_low "
    "same_day_closure_high ceiling share on_time_closure on_time_closure_low on_time_closure_high "
    "days_over_8_hours weeks_over_44_hours weeks_without_rest_day",
    "seconds": "asa aht",
    "hours": "hours_there age_hours hours mean_hours handling_hours",
    "amount": "weekly_hours ready_hours busy_hours",
    "points": "gain gain_low gain_high",
}
KINDS: Final[dict[str, Kind]] = {column: kind for kind, columns in _COLUMNS_OF.items() for column in columns.split()}
"""What the cells of each column are."""


@dataclass(frozen=True)
class Field:
    """A column: its heading, and what its cells are."""

    heading: str
    kind: Kind = "text"

    @property
    def is_number(self) -> bool:
        """Whether its cells are amounts."""
        return self.kind in NUMBERS


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes
    ----------
    name
        What its sheet is called.
    caption
        What stands above it; empty where its place says it all.
    fields
        Its columns.
    rows
        Its cells as values: text, numbers, dates; None where there is no data.
    """

    name: str
    caption: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]

    def shown(self, lang: str) -> list[list[str]]:
        """Every cell as it is read."""
        return [
            [cell_words(cell, field.kind, lang) for cell, field in zip(row, self.fields, strict=True)]
            for row in self.rows
        ]


def cell_words(value: Any, kind: Kind, lang: str) -> str:
    """A cell as it is read; 'no data' where there is none."""
    if value is None:
        return word("no_data", lang)
    match kind:
        case "count":
            return count_words(float(value))
        case "share":
            return percent(float(value))
        case "points":
            return f"{float(value) * 100:+.1f}"
        case "seconds":
            return say_length(float(value), lang)
        case "hours":
            return say_length(float(value) * 3600, lang)
        case "amount":
            return amount(float(value))
        case "date":
            return say_date(value, lang)
        case "moment":
            return f"{say_date(value, lang)} {value:%H:%M}"
        case "clock":
            minutes = round(float(value) * 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


def column(name: str, lang: str) -> Field:
    """The column of a table of results under its heading; service levels are told with their threshold."""
    if name.startswith("service_level_") and name.endswith("s"):
        seconds = name.removeprefix("service_level_").removesuffix("s")
        return Field(phrase(COLUMN_WORDS["service_level"], lang, seconds=seconds), KINDS["service_level"])
    return Field(phrase(COLUMN_WORDS[name], lang), KINDS[name])


def grid_of(frame: pd.DataFrame, name: str, columns: Sequence[str], lang: str, caption: str = "") -> Grid:
    """Some columns of a table of results, in this order, as far as it has them."""
    return grid_with(frame, name, {key: column(key, lang) for key in columns if key in frame.columns}, caption)


def grid_with(frame: pd.DataFrame, name: str, fields: Mapping[str, Field], caption: str = "") -> Grid:
    """Columns of a table, each under the heading and of the kind that is given for it, as far as the table has them."""
    there = {key: field for key, field in fields.items() if key in frame.columns}
    cells = [[_value(cell, field.kind) for cell in frame[key]] for key, field in there.items()]
    return Grid(name, caption, tuple(there.values()), tuple(zip(*cells, strict=True)))


def without_empty(grid: Grid) -> Grid:
    """The same without columns of text in which nothing stands, such as remarks that nobody made."""
    kept = [
        place
        for place, field in enumerate(grid.fields)
        if field.kind != "text" or any(row[place] not in (None, "") for row in grid.rows)
    ]
    rows = tuple(tuple(row[place] for place in kept) for row in grid.rows)
    return Grid(grid.name, grid.caption, tuple(grid.fields[place] for place in kept), rows)


def grid_as_it_is(name: str, frame: pd.DataFrame) -> Grid:
    """A table that has headings already; its numbers are amounts, all else is text."""
    import pandas as pd

    fields = tuple(
        Field(str(column), "amount" if pd.api.types.is_numeric_dtype(frame[column].dtype) else "text")
        for column in frame.columns
    )
    cells = [[None if pd.isna(cell) else cell for cell in frame[column].tolist()] for column in frame.columns]
    return Grid(name, name, fields, tuple(zip(*cells, strict=True)))


def _value(cell: Any, kind: Kind) -> Any:
    """A cell of a table of pandas as Python has it; None where it is empty."""
    import pandas as pd

    if pd.isna(cell):
        return None
    if hasattr(cell, "to_pydatetime"):
        cell = cell.to_pydatetime()
    elif hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell.date() if kind == "date" and isinstance(cell, datetime) else cell


def day_of(moment: datetime | date) -> date:
    """The date of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
