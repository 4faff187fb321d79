"""How files of records are read: by a map of columns, and by the options of a command, which go before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from sim.records import call_intervals, calls, tickets
from sim.scenario.map_file import read_map


class ReadFiles(Protocol):
    """What commands on records are asked about their files and columns."""

    @property
    def calls(self) -> Path | None:
        """The file of calls."""

    @property
    def tickets(self) -> Path | None:
        """The file of tickets."""

    @property
    def staff(self) -> Path | None:
        """People at work by interval."""

    @property
    def since(self) -> datetime | None:
        """The day before which all is left out."""

    @property
    def at(self) -> datetime | None:
        """The day at whose end the file of tickets was made."""

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


def files_read(asked: ReadFiles) -> tuple[Path, ...]:
    """The files that were named, records first."""
    named = (asked.calls, asked.tickets, asked.staff, asked.map)
    return tuple(file for file in named if file is not None)


def reading_options(asked: ReadFiles) -> dict[str, Any]:
    """The options that say what is read and how, by their names."""
    return {
        "calls": asked.calls, "tickets": asked.tickets, "column": asked.columns, "ticket_column": asked.ticket_columns,
        "map": asked.map, "time_format": asked.time_format, "from": _day(asked.since), "at": _day(asked.at),
        "staff": asked.staff,
    }  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


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
        roles = tuple(dict.fromkeys((*calls.ROLES, *call_intervals.INTERVAL_ROLES)))
        found = read_map(asked.map, {"calls": roles, "tickets": tickets.ROLES})
        columns, ticket_columns = {**found.calls.columns, **columns}, {**found.tickets.columns, **ticket_columns}
        formats = [asked.time_format or part.time_format for part in (found.calls, found.tickets)]
    return Reading({
        "columns": columns, "ticket_columns": ticket_columns, "time_format": formats[0],
        "ticket_time_format": formats[1],
    })  # fmt: skip
