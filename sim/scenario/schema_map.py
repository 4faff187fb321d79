"""What a map of columns may say: which column of a file of records holds what, and how its times are written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.fields import Part, language_version
from sim.scenario.schema_data import TIME_FORMAT_HINT, DateFormat


class FileMap(Part):
    """How one file is read."""

    columns: dict[str, str] = Field(
        default={}, description="which column plays which role; a role without one is found by the names of the columns"
    )
    time_format: DateFormat | None = Field(default=None, description=TIME_FORMAT_HINT)


class ColumnMap(Part):
    """How files of records are read."""

    map: Annotated[Literal[1], BeforeValidator(language_version("map"))] = Field(
        description="version of the map language"
    )
    calls: FileMap = Field(default=FileMap(), description="how the file with a row for each call is read")
    tickets: FileMap = Field(default=FileMap(), description="how the file with a row for each ticket is read")
