"""What a command found, kept in its folder: how such files are read, and tables as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import HotlineError, StoreError
from sim.store.names import own_file
from sim.store.records import plain_record
from sim.store.sealed import sum_of

if TYPE_CHECKING:
    import pandas as pd

FINDINGS: Final = "findings.json"


@contextmanager
def rebuilding(folder: Path) -> Iterator[None]:
    """Build what a folder's findings say; whatever is wrong with them is a StoreError."""
    try:
        yield
    except HotlineError as error:
        raise StoreError(f"{folder} cannot be read: {error.sentence}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{folder / FINDINGS} cannot be read: it is not what was written") from error


def read_kept(folder: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    """The bytes of a file that the manifest knows.

    Raises
    ------
    StoreError
        If the manifest does not know it, or it is not what was written.
    """
    path, noted = own_file(folder, name), manifest["files"].get(name)
    if noted is None:
        raise StoreError(f"{folder} has no {name}: the command ended early or was of an earlier version; give it again")
    if path is None:
        raise StoreError(f"{folder / name} cannot be read: it is not there; give the command again")
    data = path.read_bytes()
    if sum_of(data)["sha256"] != noted["sha256"]:
        raise StoreError(f"{folder / name} is not what was written: give the command again")
    return data


def plain_columns(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """A table as plain values; an empty cell is None."""
    return {
        str(name): {
            "type": str(column.dtype),
            "cells": [
                None if empty else cell.isoformat() if column.dtype.kind == "M" else plain_record(cell)
                for cell, empty in zip(column, column.isna(), strict=True)
            ],
        }
        for name, column in frame.items()
    }


def frame_of_columns(columns: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """The table that `plain_columns` made these of."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(part["cells"], dtype=part["type"]) for name, part in columns.items()})
