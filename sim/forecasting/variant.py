"""A stream of a scenario with the volumes of a forecast in the place of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.forecasting.forecast import Forecast
from sim.scenario.merging import VOLUMES
from sim.scenario.schema_data import DataFile
from sim.scenario.schema_demand import Counts, DatedVolume, Phase, Stream

COLUMNS = ("time", "count")
"""Columns of the file of volumes: the date or the local begin of an interval, and the mean of its contacts."""


@dataclass(frozen=True)
class StreamAhead:
    """What a variant says of a stream.

    Attributes
    ----------
    keys
        By key of the stream, what it is now; None where it is taken out.
    taken_out
        Paths below the stream of what the recorded contacts, and so the forecast, have in them already.
    on_top
        Paths of what begins on the days ahead only, and changes the forecast as it is.
    is_flat
        Whether the forecast has whole days only and the stream does not say how these spread over the day.
    """

    keys: dict[str, Any]
    taken_out: tuple[str, ...]
    on_top: tuple[str, ...]
    is_flat: bool


def stream_ahead(stream: Stream, found: Forecast, file: str) -> StreamAhead:
    """The stream of the days ahead: volumes of a file as means, with what chance adds to them.

    Counts of whole days go by the profile of the stream; counts of intervals say themselves when contacts come. Growth,
    factors of phases and incidents of the scenario are in the recorded contacts; so are surges and self-service that
    begin before the days ahead.

    Parameters
    ----------
    stream
        As the scenario has it.
    found
        The forecast.
    file
        The name of the file of volumes.
    """
    time, count = COLUMNS
    busy, fine = found.busyness
    keys: dict[str, Any]
    if found.history.is_daily:
        volume = {"file": file, "date": time, "count": count}
        keys = {"per_date": _instead(volume, stream.per_date, DatedVolume)}
    else:
        width = f"{found.history.width_minutes} min"
        volume = {"file": file, "time": time, "count": count, "use": "mean", "interval": width}
        keys = {
            "counts": _instead(volume, stream.counts, Counts),
            "fine_busyness_cv": round(fine, 4), "fine_busyness_every": width,
        }  # fmt: skip
    keys["busyness_cv"] = round(busy, 4)
    dropped = [*VOLUMES, *(() if found.history.is_daily else ("profile",)), "growth", "incidents"]
    gone: dict[str, Any] = {key: None for key in dropped if key in stream.model_fields_set and key not in keys}
    first = found.days["date"].iloc[0]
    begun = {name: _begun(getattr(stream, name), first) for name in ("events", "deflection")}
    gone |= {name: dict.fromkeys(old) for name, old in begun.items() if old}
    if any(phase.factor is not None or phase.per_day is not None for phase in stream.phases):
        gone["phases"] = [_types_only(phase) for phase in stream.phases if phase.types is not None] or None
    return StreamAhead(
        {**keys, **gone},
        tuple(_taken_out(stream, begun, gone)),
        tuple(f"{name}.{label}" for name, old in begun.items() for label in getattr(stream, name) if label not in old),
        found.history.is_daily and "profile" not in stream.model_fields_set,
    )


def _instead(volume: dict[str, Any], before: object, kind: type[DataFile]) -> dict[str, Any]:
    """A volume of a file, without what the scenario says of the file that stood there before."""
    others = before.model_fields_set if isinstance(before, kind) else frozenset()
    return {**volume, **{key: None for key in sorted(others) if key not in volume}}


def _begun(parts: dict[str, Any], first: date) -> tuple[str, ...]:
    """Those of a stream's surges, or of its self-service, that begin before the days ahead."""
    return tuple(label for label, part in parts.items() if part.start < first)


def _types_only(phase: Phase) -> dict[str, Any]:
    """A phase with the mix of its types alone, as a scenario writes it."""
    ends = {"start": str(phase.start)} | ({} if phase.end is None else {"end": str(phase.end)})
    return {**ends, "types": dict(phase.types or {})}


def _taken_out(stream: Stream, begun: dict[str, tuple[str, ...]], gone: dict[str, Any]) -> Iterator[str]:
    if "growth" in gone:
        yield "growth"
    if "phases" in gone:
        yield "phases"
    for label in stream.incidents:
        yield f"incidents.{label}"
    for name, old in begun.items():
        yield from (f"{name}.{label}" for label in old)
