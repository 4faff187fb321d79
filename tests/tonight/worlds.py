"""A unit with one crew, whose day goes on with what is open at some time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sim.scenario.loading import of_document
from sim.scenario.schema import Scenario
from sim.tonight.outlook import Outlook, outlook
from sim.tonight.rest_of_day import rest_of_day

NOON = datetime(2026, 3, 5, 12, 0)


def town(work: dict[str, Any], staff: int = 1, end: str = "24:00", demand: Any = None, **unit: Any) -> Scenario:
    """Tickets are handled by one unit, and then closed."""
    crew = {"shifts": {"all": {"start": "00:00", "end": end, "staff": staff}}, "work": work, **unit}
    return scenario({"town": crew}, [{"units": {"town": 1}}], demand)


def scenario(units: dict[str, Any], routes: list[dict[str, Any]], demand: Any = None, **tickets: Any) -> Scenario:
    """A scenario of the units alone."""
    document = {
        "hotline": 1,
        "clock": {"start": "2026-03-01", "days": 7},
        "types": {"repair": {}},
        "demand": demand or {},
        "tickets": {"closed_at": "handled", "routes": routes, **tickets},
        "units": units,
    }
    return of_document(document, name="town")


def fixed(length: str) -> dict[str, Any]:
    """A law of one length."""
    return {"law": "deterministic", "value": length}


def exponential(mean: str) -> dict[str, Any]:
    """A law without memory."""
    return {"law": "exponential", "mean": mean}


def tonight(world: Scenario, folder: Path, rows: list[str], replications: int = 2, **more: Any) -> Outlook:
    """The rest of the day from noon on, with the rows of a file of open tickets."""
    path = folder / "open.csv" if rows else None
    if path is not None:
        path.write_text("\n".join(["ticket,type,received,stage,stage_since,unit", *rows]) + "\n", encoding="utf-8")
    rest = rest_of_day(world, more.pop("at", NOON), tickets=path, **more.pop("rest", {}))
    return outlook(rest, replications=replications, **more)
