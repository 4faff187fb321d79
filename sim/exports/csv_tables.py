"""A run's logs as CSV files that spreadsheets and other programs open: names, local times, empty cells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runlog import RunLog

if TYPE_CHECKING:
    import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so is taken for a formula by spreadsheets."""


def write_csv(log: RunLog, folder: Path) -> list[Path]:
    """Write every log of a run.

    Parameters
    ----------
    log
        The run.
    folder
        Where to; it is made if it is not there.

    Returns
    -------
    list of Path
        contacts.csv and staff.csv, and with tickets tickets.csv, assignments.csv and tasks.csv. UTF-8 with its mark;
        one row per contact, ticket, ... with the columns of `sim.runlog`, instants as local times
        (2022-07-14 13:00:00.000000) without the `_us` of their name, and an empty cell for what has not come.
    """
    frames = {"contacts": log.to_frame(), "staff": log.staff_frame()}
    if log.plan.tickets is not None:
        frames |= {"tickets": log.ticket_frame(), "assignments": log.assignment_frame(), "tasks": log.task_frame()}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in frames.items():
        path = folder / f"{name}.csv"
        as_text(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        written.append(path)
    return written


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with instants to the microsecond, empty cells for what has not come, and no cell that is a formula."""
    import numpy as np
    import pandas as pd

    columns: dict[str, Any] = {}
    for name, column in frame.items():
        name = str(name)
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            text = np.char.replace(np.datetime_as_string(column.to_numpy().astype("datetime64[us]")), "T", " ")
            columns[name] = np.where(column.isna(), "", text)
        elif isinstance(column.dtype, pd.CategoricalDtype):
            columns[name] = column.cat.rename_categories([_harmless(label) for label in column.cat.categories])
        else:
            columns[name] = column.astype(object).where(column != -1, "")
    return pd.DataFrame(columns)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
