"""The tables of a sweep as files: CSV and Parquet each, and all of them as one workbook."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final

from sim.store.tables import Table, write_csv, write_parquet
from sim.store.workbook import write_workbook
from sim.sweeps.metamodel import coefficients_frame, metamodels_frame, predictions_frame
from sim.sweeps.tidy import tidy_table

if TYPE_CHECKING:
    from sim.sweeps.results import SweepResults

_NAMES: Final = (
    "summary",
    "points",
    "factors",
    "results",
    "indices",
    "effects",
    "metamodel",
    "coefficients",
    "predictions",
    "failures",
)
WORKBOOK: Final = "tables.xlsx"
TABLES: Final = (*(f"{name}.{kind}" for name in _NAMES for kind in ("csv", "parquet")), WORKBOOK)
"""Names of all files that `table_files` may write."""
CHARTS: Final = ("charts/metamodel.png", "charts/metamodel.svg")
"""Those of what may be drawn beside them."""


def table_files(results: SweepResults) -> dict[str, Callable[[BinaryIO], None]]:
    """What writes every table of a sweep, by the name of its file; the same bytes for the same results."""
    frames = {
        "summary": results.summary_frame(),
        "points": results.points_frame(),
        "factors": results.factors_frame(),
    }
    sweep = results.experiment.file.sweep
    if sweep.design.sobol_indices is not None and results.is_whole:
        frames["indices"] = results.indices_frame()
    if sweep.design.morris is not None and results.is_whole:
        frames["effects"] = results.effects_frame()
    if sweep.metamodel is not None and results.is_whole:
        frames["metamodel"] = metamodels_frame(results)
        frames["coefficients"] = coefficients_frame(results)
        frames["predictions"] = predictions_frame(results)
    if results.failures:
        frames["failures"] = results.failures_frame()
    whole = {name: Table.of(frame) for name, frame in frames.items()} | {"results": tidy_table(results)}
    tables: dict[str, Table] = {name: whole[name] for name in _NAMES if name in whole}
    files: dict[str, Callable[[BinaryIO], None]] = {WORKBOOK: partial(write_workbook, tables)}
    for name, table in tables.items():
        files[f"{name}.csv"] = partial(write_csv, table)
        files[f"{name}.parquet"] = partial(write_parquet, table)
    return files
