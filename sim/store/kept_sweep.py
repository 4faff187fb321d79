"""What a sweep found, kept in its folder: its page can be made again without running anything."""

from __future__ import annotations

import io
import json
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from sim.store.kept import FINDINGS, read_kept, rebuilding
from sim.store.manifest import read_manifest
from sim.store.records import plain_record
from sim.store.sealed import json_bytes
from sim.study.kept_sweep import KeptSweep

TABLES: Final = ("points", "summary")
"""Tables that stand in the folder anyway: the designs, and what was found of them."""
_LISTS: Final = ("measures", "factors", "units", "warnings")
_BY_LANGUAGE: Final = ("said", "analyses")
_PLAIN: Final = ("title", "name", "scenario", "seed", "n", "again")


def kept_sweep_files(sweep: KeptSweep) -> dict[str, bytes]:
    """What a sweep found beside its tables, as files by name: `read_kept_sweep` reads them."""
    apart = (*TABLES, "manifest")
    return {
        FINDINGS: json_bytes(
            {part.name: plain_record(getattr(sweep, part.name)) for part in fields(sweep) if part.name not in apart}
        )
    }


def read_kept_sweep(folder: Path) -> KeptSweep:
    """What the sweep that a folder holds found.

    Raises
    ------
    StoreError
        If it is no sweep, or a file is missing or not what was written.
    """
    import pandas as pd

    manifest = read_manifest(folder)
    data = read_kept(folder, FINDINGS, manifest)
    tables = {name: read_kept(folder, f"{name}.parquet", manifest) for name in TABLES}
    with rebuilding(folder):
        kept = json.loads(data)
        found: dict[str, Any] = {name: kept[name] for name in _PLAIN}
        found |= {name: tuple(kept[name]) for name in _LISTS}
        found |= {name: {lang: tuple(said) for lang, said in kept[name].items()} for name in _BY_LANGUAGE}
        found |= {name: pd.read_parquet(io.BytesIO(table)) for name, table in tables.items()}
        return KeptSweep(manifest=manifest, **found)
