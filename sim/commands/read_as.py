"""How files of records are read: by a map of columns, and by the options of a command, which go before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sim.records import calls, tickets
from sim.scenario.map_file import read_map


class ReadFiles(Protocol):
    """What commands on records are asked about their columns."""

    @property
    def columns(self) -> dict[str, str | None]:
        """Columns of calls by role."""

    @property
    def ticket_columns(self) -> dict[str, str | None]:
        """Columns of tickets by role."""

    @property
    def time_format(self) -> str | None:
        """How times are written, in both files."""

    @property
    def map(self) -> Path | None:
        """A map of columns."""


@dataclass(frozen=True)
class Reading:
    """Columns by role and ways of writing times, of both files, as `sim.fit` takes them."""

    options: dict[str, Any]

    def document(self, read: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
        """The map of the columns that were read, by file, as its own file says it."""
        formats = {"calls": self.options["time_format"], "tickets": self.options["ticket_time_format"]}
        parts = {
            name: {"columns": dict(columns), **({"time_format": formats[name]} if formats[name] else {})}
            for name, columns in read.items()
        }
        return {"map": 1, **parts}


def reading_of(asked: ReadFiles) -> Reading:
    """The map's columns, with those of the options in their place.

    Raises
    ------
    ScenarioError
        If the map cannot be read.
    """
    columns, ticket_columns = asked.columns, asked.ticket_columns
    formats = [asked.time_format, asked.time_format]
    if asked.map is not None:
        found = read_map(asked.map, {"calls": calls.ROLES, "tickets": tickets.ROLES})
        columns, ticket_columns = {**found.calls.columns, **columns}, {**found.tickets.columns, **ticket_columns}
        formats = [asked.time_format or part.time_format for part in (found.calls, found.tickets)]
    return Reading({
        "columns": columns, "ticket_columns": ticket_columns, "time_format": formats[0],
        "ticket_time_format": formats[1],
    })  # fmt: skip
