"""What a question about people found, kept in its folder: its page can be made again without asking it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from sim.measures.targets import TargetResult
from sim.scenario.loading import kept_scenario
from sim.store.kept import FINDINGS, frame_of_columns, plain_columns, read_kept, rebuilding
from sim.store.manifest import read_manifest
from sim.store.records import plain_record, record_of
from sim.store.sealed import json_bytes
from sim.study.kept_answer import KeptAnswer

PLAIN: Final = ("titles", "seed", "n", "again", "facts")
"""What is kept as it is."""


def kept_answer_files(answer: KeptAnswer) -> dict[str, bytes]:
    """What was found, as files by name: `read_kept_answer` reads them."""
    kept = {name: plain_record(getattr(answer, name)) for name in (*PLAIN, "warnings", "sentences", "targets")}
    tables = {name: plain_columns(frame) for name, frame in answer.tables.items()}
    return {FINDINGS: json_bytes({**kept, "tables": tables})}


def read_kept_answer(folder: Path) -> KeptAnswer:
    """What the question about people found whose results a folder holds.

    Raises
    ------
    StoreError
        If there is none, or a file is missing or not what was written.
    """
    manifest = read_manifest(folder)
    data = read_kept(folder, FINDINGS, manifest)
    with rebuilding(folder):
        kept = json.loads(data)
        return KeptAnswer(
            scenario=kept_scenario(manifest["document"], str(folder), manifest["scenario"]),
            **{name: kept[name] for name in PLAIN},
            warnings=tuple(kept["warnings"]),
            sentences={
                part: {lang: tuple(said) for lang, said in by_language.items()}
                for part, by_language in kept["sentences"].items()
            },
            targets={
                case: tuple(record_of(TargetResult, one) for one in targets)
                for case, targets in kept["targets"].items()
            },
            tables={name: frame_of_columns(columns) for name, columns in kept["tables"].items()},
            manifest=manifest,
        )
