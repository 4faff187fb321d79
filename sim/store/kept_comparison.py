"""What a comparison found, kept in its folder: its page can be made again without running anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from sim.measures.estimate import Estimate
from sim.measures.targets import TargetResult
from sim.scenario.loading import kept_scenario
from sim.store.kept import FINDINGS, read_kept, rebuilding
from sim.store.manifest import read_manifest
from sim.store.records import plain_record, record_of
from sim.store.sealed import json_bytes
from sim.study.citizens import Citizens
from sim.study.compare import Comparison, Row, Together
from sim.study.kept_comparison import KeptComparison, KeptDesign
from sim.study.replicate import Replications
from sim.study.until import Stopping


def kept_comparison_files(
    found: Together, citizens: Sequence[Citizens], asked: int, warnings: Sequence[str], again: str
) -> dict[str, bytes]:
    """What a comparison found, as files by name: `read_kept_comparison` reads them.

    Parameters
    ----------
    found, citizens, asked, warnings, again
        As `KeptComparison` has them.
    """
    kept = {
        "asked": asked,
        "warnings": list(warnings),
        "again": again,
        "designs": [
            {
                "seed": int(design.seed),
                "n": design.n,
                "engine": design.engine,
                "measures": plain_record(design.summary()),
                "judged": plain_record(design.targets()),
            }
            for design in found.comparison.designs
        ],
        "stopping": plain_record(found.comparison.stopping),
        "citizens": plain_record(list(citizens)),
        "measures": list(found.measures),
        "confidence": found.confidence,
        "of_each": found.of_each,
        "rows": plain_record(found.rows),
    }
    return {FINDINGS: json_bytes(kept)}


def read_kept_comparison(folder: Path) -> KeptComparison:
    """What the comparison that a folder holds found.

    Raises
    ------
    StoreError
        If it is no comparison, or a file is missing or not what was written.
    """
    manifest = read_manifest(folder)
    data = read_kept(folder, FINDINGS, manifest)
    with rebuilding(folder):
        kept = json.loads(data)
        designs = [_design(folder, about, one) for about, one in zip(manifest["designs"], kept["designs"], strict=True)]
        base, variant, *others = cast("list[Replications]", designs)  # pages ask them for what is kept only
        comparison = Comparison(base, variant, tuple(others), record_of(Stopping, kept["stopping"]))
        rows = tuple(record_of(Row, row) for row in kept["rows"])
        found = Together(comparison, tuple(kept["measures"]), kept["confidence"], kept["of_each"], rows)
        citizens = tuple(record_of(Citizens, one) for one in kept["citizens"])
        return KeptComparison(found, citizens, kept["asked"], manifest, tuple(kept["warnings"]), kept["again"])


def _design(folder: Path, about: dict[str, Any], kept: dict[str, Any]) -> KeptDesign:
    return KeptDesign(
        scenario=kept_scenario(about["document"], str(folder), about["scenario"]),
        seed=kept["seed"],
        n=kept["n"],
        engine=kept["engine"],
        measures={key: record_of(Estimate, one) for key, one in kept["measures"].items()},
        judged=tuple(record_of(TargetResult, one) for one in kept["judged"]),
    )
