"""What a command found, kept in its folder: its page can be made again without asking it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from sim.measures.targets import TargetResult
from sim.scenario.loading import kept_scenario
from sim.store.kept import FINDINGS, frame_of_columns, plain_columns, read_kept, rebuilding
from sim.store.manifest import read_manifest
from sim.store.records import plain_record, record_of
from sim.store.sealed import json_bytes
from sim.study.kept_answer import KeptAnswer, KeptFinding

PLAIN: Final = ("titles", "seed", "n", "again", "facts")
"""What is kept as it is."""
APART: Final = ("scenario", "manifest", "tables")
"""What stands in the manifest, is the manifest, or is kept by columns."""


def kept_answer_files(answer: KeptFinding) -> dict[str, bytes]:
    """What was found, as files by name: `read_kept_finding` reads them, or `read_kept_answer` if it has targets."""
    kept = {part.name: plain_record(getattr(answer, part.name)) for part in fields(answer) if part.name not in APART}
    tables = {name: plain_columns(frame) for name, frame in answer.tables.items()}
    return {FINDINGS: json_bytes({**kept, "tables": tables})}


def read_kept_finding(folder: Path) -> KeptFinding:
    """What the command found whose results a folder holds.

    Raises
    ------
    StoreError
        If there is nothing, or a file is missing or not what was written.
    """
    with _kept(folder) as (_, parts):
        return KeptFinding(**parts)


def read_kept_answer(folder: Path) -> KeptAnswer:
    """What the question about people found whose results a folder holds.

    Raises
    ------
    StoreError
        If there is none, or a file is missing or not what was written.
    """
    with _kept(folder) as (kept, parts):
        manifest = parts["manifest"]
        return KeptAnswer(
            scenario=kept_scenario(manifest["document"], str(folder), manifest["scenario"]),
            targets={
                case: tuple(record_of(TargetResult, one) for one in targets)
                for case, targets in kept["targets"].items()
            },
            **parts,
        )


@contextmanager
def _kept(folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What the file holds, and of it the parts that every finding has; what is wrong with it is a StoreError."""
    manifest = read_manifest(folder)
    data = read_kept(folder, FINDINGS, manifest)
    with rebuilding(folder):
        kept = json.loads(data)
        yield (
            kept,
            {
                **{name: kept[name] for name in PLAIN},
                "warnings": tuple(kept["warnings"]),
                "sentences": {
                    part: {lang: tuple(said) for lang, said in by_language.items()}
                    for part, by_language in kept["sentences"].items()
                },
                "tables": {name: frame_of_columns(columns) for name, columns in kept["tables"].items()},
                "manifest": manifest,
            },
        )
