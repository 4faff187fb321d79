"""The machine's answer: one plain object per run, the same on stdout and in summary.json."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.report.precision import horizon_answer, stopping_answer
from sim.report.ticket_summary import CEILING

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.estimate import Estimate
    from sim.measures.targets import PublishedResult, TargetResult
    from sim.study.replicate import Replications

TARGET_KEYS = ("measure", "threshold", "estimate", "low", "high", "status")
_PUBLISHED_KEYS = ("measure", "kind", "value", "mean_of", "estimate", "low", "high", "status", "source")


def answer_of(results: Replications, warnings: Sequence[str] = (), ceiling: Estimate | None = None) -> dict[str, Any]:
    """What a run found, as plain numbers and text.

    Parameters
    ----------
    results
        The replications that were done.
    warnings
        What was found odd about the scenario.
    ceiling
        Of same-day closure, if it was found; from runs of its own, it stands among the measures.

    Returns
    -------
    dict
        `scenario`, `seed`, `replications`, `engine`, `horizon`, `until` (None where nobody asked), `measures` (id to
        estimate, low, high, unit, n), `targets`, `published`, `warnings`. None stands where there is no data, or
        nothing bounds it; no number is NaN or infinite.
    """
    found = results.summary() | ({} if ceiling is None else {CEILING: ceiling})
    measures = {
        key: {name: plain(getattr(estimate, name)) for name in ("estimate", "low", "high", "unit", "n")}
        for key, estimate in found.items()
    }
    return {
        "scenario": results.scenario.name,
        "seed": plain(results.seed),
        "replications": plain(results.n),
        "engine": results.engine,
        "horizon": horizon_answer(results),
        "until": stopping_answer(results.stopping),
        "measures": measures,
        "targets": [picked(row, TARGET_KEYS) for row in results.targets()],
        "published": [picked(row, _PUBLISHED_KEYS) for row in results.published()],
        "warnings": list(warnings),
    }


def plain(value: Any) -> Any:
    """A value as JSON knows it: numpy numbers become Python's, and what is not finite becomes None."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def frame_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain values; times as text, None for empty cells."""
    columns = {str(name): _cells(frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cells(column: pd.Series[Any]) -> list[Any]:
    if column.dtype.kind == "M":
        return [moment.isoformat() for moment in column]
    return [None if empty else plain(cell) for cell, empty in zip(column, column.isna(), strict=True)]


def picked(row: TargetResult | PublishedResult, keys: tuple[str, ...]) -> dict[str, Any]:
    """Some of what is known of a target or a published figure, as JSON knows it."""
    return {key: plain(getattr(row, key)) for key in keys}
