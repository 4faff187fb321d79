"""What a run found, kept in its folder beside the logs: its pages can be made again without measuring anything."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.checks import checked_plan
from sim.checks.reading import reading_of
from sim.errors import StoreError
from sim.measures.estimate import Estimate
from sim.measures.headlines import Headlines
from sim.measures.shortage import Staffing
from sim.measures.targets import PublishedResult, TargetResult
from sim.measures.ticket_side import TicketSide
from sim.scenario.loading import kept_scenario
from sim.store.kept import FINDINGS, frame_of_columns, plain_columns, read_kept, rebuilding
from sim.store.manifest import read_manifest
from sim.store.records import plain_record, record_of
from sim.store.sealed import json_bytes
from sim.store.tables import Table, write_parquet
from sim.study.kept_run import KeptRun
from sim.study.until import Stopping

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.replicate import Replications

INTERVALS: Final = "tables/intervals.parquet"
HEADS: Final = "tables/heads.parquet"
KEPT_FILES: Final = (FINDINGS, INTERVALS, HEADS)
_HEADS: Final = ("required", "rostered", "present")
_ROWS: Final = ("local_start", "length_us", "is_counted")


def kept_files(
    results: Replications, tickets: TicketSide, asked: int, warnings: tuple[str, ...], again: str
) -> dict[str, bytes]:
    """What a run found, as files by name: `read_kept_run` reads them.

    Parameters
    ----------
    results, tickets, asked, warnings, again
        As `KeptRun` has them.
    """
    calendar = checked_plan(results.scenario).calendar
    found = {
        "seed": int(results.seed),
        "n": results.n,
        "engine": results.engine,
        "asked": asked,
        "warnings": list(warnings),
        "again": again,
        "reading": reading_of(results.scenario),
        "days": {day.isoformat(): calendar.kind(day) for day in calendar.dates()},
        "measures": plain_record(results.summary()),
        "targets": plain_record(results.targets()),
        "published": plain_record(results.published()),
        "growth": results.weekly_growth(),
        "stopping": plain_record(results.stopping),
        "closed_at": tickets.closed_at,
        "ceiling": plain_record(tickets.ceiling),
        "headlines": plain_record(tickets.headlines),
        "tables": {name: plain_columns(frame) for name, frame in tickets.tables.items()},
    }
    return {
        FINDINGS: json_bytes(found),
        INTERVALS: _parquet(results.intervals_frame()),
        HEADS: _parquet(_heads_frame(results.staffing())),
    }


def read_kept_run(folder: Path) -> KeptRun:
    """What the run that a folder holds found.

    Raises
    ------
    StoreError
        If it is no finished run, or a file is missing or not what was written.
    """
    manifest = read_manifest(folder)
    if manifest["command"] != "run":
        raise StoreError(f"{folder} holds no run but what 'hotline {manifest['command']}' wrote")
    files = {name: read_kept(folder, name, manifest) for name in KEPT_FILES}
    with rebuilding(folder):
        found = json.loads(files[FINDINGS])
        return KeptRun(
            scenario=kept_scenario(manifest["document"], str(folder), manifest["scenario"]),
            seed=found["seed"],
            n=found["n"],
            engine=found["engine"],
            asked=found["asked"],
            manifest=manifest,
            warnings=tuple(found["warnings"]),
            again=found["again"],
            reading=found["reading"],
            days={date.fromisoformat(day): kind for day, kind in found["days"].items()},
            tickets=TicketSide(
                found["closed_at"],
                {name: frame_of_columns(columns) for name, columns in found["tables"].items()},
                record_of(Estimate, found["ceiling"]),
                record_of(Headlines, found["headlines"]),
            ),
            measures={key: record_of(Estimate, one) for key, one in found["measures"].items()},
            judged=tuple(record_of(TargetResult, one) for one in found["targets"]),
            compared=tuple(record_of(PublishedResult, one) for one in found["published"]),
            growth=found["growth"],
            stopping=record_of(Stopping, found["stopping"]),
            intervals=_read_parquet(files[INTERVALS]),
            heads=_staffing(_read_parquet(files[HEADS])),
        )


def _heads_frame(heads: Staffing) -> pd.DataFrame:
    """A row per replication and interval."""
    import pandas as pd

    n = len(heads.required)
    columns = {name: np.tile(getattr(heads, name), n) for name in _ROWS}
    columns |= {name: getattr(heads, name).ravel() for name in _HEADS}
    return pd.DataFrame({"replication": np.repeat(np.arange(n), len(heads.local_start)), **columns}).assign(
        width_us=heads.width_us
    )


def _staffing(frame: pd.DataFrame) -> Staffing:
    n = int(frame["replication"].iloc[-1]) + 1
    first = frame.iloc[: len(frame) // n]
    heads = {name: frame[name].to_numpy(dtype=np.float64).reshape(n, -1) for name in _HEADS}
    return Staffing(
        first["local_start"].to_numpy(dtype="datetime64[us]"),
        int(frame["width_us"].iloc[0]),
        first["length_us"].to_numpy(dtype=np.float64),
        first["is_counted"].to_numpy(dtype=np.bool_),
        **heads,
    )


def _parquet(frame: pd.DataFrame) -> bytes:
    found = io.BytesIO()
    write_parquet(Table.of(frame), found)
    return found.getvalue()


def _read_parquet(data: bytes) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(io.BytesIO(data))
