"""The tables of a sweep as files: CSV and Parquet each, and all of them as one workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from sim.store.tables import table_bytes
from sim.store.workbook import workbook_bytes
from sim.sweeps.metamodel import coefficients_frame, metamodels_frame, predictions_frame

if TYPE_CHECKING:
    import pandas as pd

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


def table_files(results: SweepResults) -> dict[str, bytes]:
    """Every table of a sweep, by the name of its file; the same bytes for the same results."""
    frames = {
        "summary": results.summary_frame(),
        "points": results.points_frame(),
        "factors": results.factors_frame(),
        "results": results.to_frame(),
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
    files: dict[str, bytes] = {WORKBOOK: workbook_bytes(frames)}
    for name, frame in frames.items():
        files[f"{name}.csv"] = table_bytes(frame)
        files[f"{name}.parquet"] = _parquet(frame)
    return files


def _parquet(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(
        pa.Table.from_pandas(frame, preserve_index=False), buffer, compression="zstd", write_page_checksum=True
    )
    return buffer.getvalue()
