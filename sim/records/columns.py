"""Which columns of a file are meant: those that were named, else those whose names say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.lengths import HOUR_US
from sim.errors import DataError
from sim.plans.csv_files import headers_of
from sim.plans.parquet_files import columns_of_parquet, is_parquet
from sim.plans.sheet_files import first_rows_of, is_workbook
from sim.plans.tables import Table
from sim.plans.time_hints import formats_of
from sim.plans.times import NO_OFFSET, WrittenTimes
from sim.records.headings import guessed

Ints = npt.NDArray[np.int64]

MOST: Final = 0.5
DIGITS: Final = re.compile(r"\d")
TRIED: Final = 3
"""So many cells are looked at for ways of writing: the first of a dirty file may be none."""


def columns_of(path: Path, name: str, roles: Collection[str], named: Mapping[str, str | None]) -> dict[str, str]:
    """The columns of a file that play some roles.

    Parameters
    ----------
    path, name
        Where it lies, and what sentences call it.
    roles
        What is looked for, as in `sim.records.headings`.
    named
        The columns that the user named, by role; these are taken as they are.

    Raises
    ------
    DataError
        If it is no table, or a column is named for a role that is none.
    """
    for role in named:
        if role not in roles:
            raise DataError(f"'{role}' is no role of a column: there are {', '.join(roles)}")
    headers = _headers(path, name)
    if not any(headers):
        raise DataError(f"{name}: has nothing in it: export it again")
    wanted = [role for role in roles if not named.get(role)]
    stated = {role: column for role, column in named.items() if column}
    tried = [
        (_known(header, stated), guessed([c for c in header if c not in stated.values()], wanted)) for header in headers
    ]
    best = max(tried, key=lambda both: (both[0], len(both[1])), default=(0, {}))
    return {**best[1], **stated}


def _headers(path: Path, name: str) -> list[list[str]]:
    """Rows that may have the names of the columns."""
    if is_workbook(path):
        return first_rows_of(path, name)
    return [columns_of_parquet(path, name)] if is_parquet(path) else headers_of(path, name)


def _known(header: Collection[str], stated: Mapping[str, str]) -> int:
    return sum(column in header for column in stated.values())


def check_offsets(table: Table, column: str, written: WrittenTimes) -> None:
    """Times of one clock have one offset from UTC, and another where that clock is put forward: no others.

    Raises
    ------
    DataError
        If some have offsets that no one clock has, or some have one and others none.
    """
    has = written.offset_us != NO_OFFSET
    if not has.any():
        return
    first = int(np.flatnonzero(has)[0])
    far = ~has | (np.abs(written.offset_us - written.offset_us[first]) > HOUR_US)
    far &= np.array([bool(cell.strip()) for cell in table.columns[column]], dtype=np.bool_)
    for row in np.flatnonzero(far)[:1].tolist():
        other = table.columns[column][first]
        raise table.fault(row, column, f"is of another time zone than {other[:40]!r}; all are to be of one clock")


def in_zone(table: Table, column: str, written: WrittenTimes, zone: str | None) -> Ints:
    """Shape (n,): times by the clock of a zone, where they have offsets from UTC; else as they are written.

    Without a zone, and in UTC, which nobody may have asked for, they stay as they are written, too.
    """
    has = written.offset_us != NO_OFFSET
    if zone in (None, "UTC") or not has.any():
        return written.local_us
    utc = pd.DatetimeIndex((written.local_us - written.offset_us)[has].astype("datetime64[us]"), tz="UTC")
    local_us = written.local_us.copy()
    local_us[has] = utc.tz_convert(zone).tz_localize(None).as_unit("us").asi8
    if (local_us != written.local_us).any():
        table.warnings.append(f"{table.name}: {column}: times with an offset from UTC are read by the clock of {zone}")
    return local_us


def time_format_of(table: Table, column: str) -> str | None:
    """How a column writes its times: None if year first, else the format that fits most of its rows.

    Raises
    ------
    DataError
        If several ways fit as many rows and mean other days, such as 03/04/2026 in each row.
    """
    cells = table.columns[column]
    if table.times_that_are(column)[1].mean() >= MOST:
        return None
    written = [cell for cell in cells if DIGITS.search(cell)]
    found: dict[str, tuple[int, bytes]] = {}
    for cell in written[:TRIED]:
        for form in formats_of([cell, *written]):
            if form not in found:
                times, readable = table.times_that_are(column, form)
                found[form] = int(readable.sum()), times.local_us[readable].tobytes()
    best = max((count for count, _ in found.values()), default=0)
    if not best:
        return None
    fitting = {times: form for form, (count, times) in reversed(found.items()) if count == best}
    if len(fitting) > 1:
        forms = " or ".join(f"'{form}'" for form in list(fitting.values())[:2])
        row = next(row for row, cell in enumerate(cells) if DIGITS.search(cell))
        raise table.fault(row, column, f"may be read in two ways: say which with --time-format {forms}")
    return next(iter(fitting.values()))
