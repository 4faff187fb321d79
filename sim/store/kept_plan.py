"""What a plan of shifts found, kept in its folder: its page can be made again without planning anything."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from sim.measures.targets import TargetResult
from sim.store.kept import FINDINGS, frame_of_columns, plain_columns, read_kept, rebuilding
from sim.store.manifest import read_manifest
from sim.store.records import plain_record, record_of
from sim.store.sealed import json_bytes
from sim.study.kept_plan import KeptPlan

PLAIN = ("title", "seed", "n", "minutes", "bound", "again")
"""What is kept as it is."""


def kept_plan_files(plan: KeptPlan) -> dict[str, bytes]:
    """What a plan found, as files by name: `read_kept_plan` reads them."""
    kept = {part.name: plain_record(getattr(plan, part.name)) for part in fields(plan) if part.name != "tables"}
    del kept["manifest"]
    tables = {name: plain_columns(frame) for name, frame in plan.tables.items()}
    return {FINDINGS: json_bytes({**kept, "tables": tables})}


def read_kept_plan(folder: Path) -> KeptPlan:
    """What the plan that a folder holds found.

    Raises
    ------
    StoreError
        If it is no plan, or a file is missing or not what was written.
    """
    manifest = read_manifest(folder)
    data = read_kept(folder, FINDINGS, manifest)
    with rebuilding(folder):
        kept = json.loads(data)
        return KeptPlan(
            **{name: kept[name] for name in PLAIN},
            manifest=manifest,
            warnings=tuple(kept["warnings"]),
            answer={lang: tuple(said) for lang, said in kept["answer"].items()},
            misses={lang: tuple(said) for lang, said in kept["misses"].items()},
            targets=tuple(record_of(TargetResult, one) for one in kept["targets"]),
            today=tuple(record_of(TargetResult, one) for one in kept["today"]),
            tables={name: frame_of_columns(columns) for name, columns in kept["tables"].items()},
        )
