"""What a scenario may say about every data file: its name, how it is written, and which of its rows count."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sim.scenario.fields import Many, Part, listed
from sim.scenario.time_formats import check_time_format

TIME_FORMAT_HINT: Final = (
    "how the file writes times, such as '%m/%d/%Y %H:%M' or '%d.%m.%Y %I:%M %p'; year-month-day hour:minute if left out"
)
LENGTH_FORM_HINT: Final = "what numbers count; or what two numbers with a colon are, such as 3:20"
LengthForm = Literal["s", "min", "h", "d", "mm:ss", "h:mm"]
"""How a file writes lengths of time; h:mm:ss is always understood."""
DATE_FORMAT_HINT: Final = "how the file writes dates, such as '%d.%m.%Y'; year-month-day if left out"


def _date_format(time_format: str) -> str:
    return check_time_format(time_format, only_date=True)


TimeFormat = Annotated[str, AfterValidator(check_time_format)]
"""How a file writes instants: date and time of day."""
DateFormat = Annotated[str, AfterValidator(_date_format)]
"""How a file writes dates; it may have a time of day."""
_CELL: Final = {"type": ["string", "number", "boolean"], "description": "a value of the file"}
Cell = Annotated[str | int | float | bool, WithJsonSchema(_CELL)]
Cells = Annotated[
    Many[Cell],
    BeforeValidator(listed),
    WithJsonSchema({"anyOf": [_CELL, {"type": "array", "items": _CELL, "minItems": 1}]}),
]
"""One value, or several."""


class DataFile(Part):
    """A CSV file (gzip allowed) or an Excel workbook in the scenario's folder or below it."""

    file: str = Field(
        description="name of the CSV file (gzip allowed), Excel workbook or Parquet file, in the scenario's folder "
        "or below it"
    )
    delimiter: Literal[",", ";", "tab", "|"] | None = Field(
        default=None, description="what stands between the cells; found from the first line if left out"
    )
    time_format: TimeFormat | None = Field(default=None, description=TIME_FORMAT_HINT)
    where: dict[str, Cells] = Field(
        default={}, description="only rows that have one of these values in each of these columns"
    )

    def __hash__(self) -> int:
        return hash(self.file)  # a law may be the key of a table, and the mapping of `where` has no hash of its own
