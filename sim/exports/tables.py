"""Logs as CSV files for spreadsheets: names instead of numbers, local times, empty cells for what has not come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.exports.histories import Histories, sent_of, units_of
from sim.logs.columns import LOGS, Column
from sim.rules.codes import NOT_YET
from sim.rules.names import parts_of_task
from sim.store import harmless, whole_file

if TYPE_CHECKING:
    import pyarrow as pa

MARK: Final = b"\xef\xbb\xbf"
"""Tells spreadsheets that a file is UTF-8."""
ROWS_AT_ONCE: Final = 100_000


def write_tables(histories: Histories, folder: Path) -> list[str]:
    """Write each log as `<log>-<replication>.csv`; the names of the files."""
    names = []
    for log in histories.logs:
        names.append(f"{log}-{histories.replication:04d}.csv")
        with whole_file(folder, names[-1]) as file:
            write_rows(decoded(histories, log), file)
    return names


def decoded(histories: Histories, log: str) -> pa.Table:
    """A log as in the CSV: names for numbers, local times, and at the end the same times in UTC."""
    import pyarrow as pa

    rows, calendar = histories.logs[log], histories.calendar
    columns = {}
    shape = LOGS[log].columns
    for name, column in rows.items():
        words = shape[name].words(histories.names)
        if shape[name].holds == "instant":
            columns[shape[name].shown] = pa.array(calendar.local_times(column))
        elif words is not None:
            columns[name] = _named(column, words)
        elif name in SPOKEN:
            columns[name] = SPOKEN[name](column)
        else:
            columns[name] = pa.array(column, mask=column == NOT_YET)
    if log == "assignments":
        columns["sent"] = pa.array(sent_of(histories).astype(np.int8))
    if log == "tickets":
        columns["unit"] = _named(units_of(histories), LOGS["assignments"].columns["unit"].words(histories.names) or ())
    times = [name for name in rows if shape[name].holds == "instant"]
    columns |= {f"{shape[name].shown}_utc": pa.array(calendar.utc_times(rows[name])) for name in times}
    return pa.table(columns)


def _spoken_tasks(column: Column) -> pa.Array:
    """Tasks by the words and numbers that name them, such as `17.handling.0.0.0`; none for NOT_YET."""
    import pyarrow as pa
    from pyarrow import compute

    known = np.maximum(column.astype(np.int64), 0)
    ticket, handling, stage, arm, visit = parts_of_task(known)
    words = _named(stage, LOGS["tasks"].columns["stage"].words({}) or ())
    first = pa.array(ticket, mask=column == NOT_YET).cast(pa.string())
    rest = [pa.array(part).cast(pa.string()) for part in (handling, arm, visit)]
    return compute.binary_join_element_wise(first, words, *rest, ".")


def _spoken_citizens(column: Column) -> pa.Array:
    """Keys of requests as texts: of a whole number of so many digits a spreadsheet keeps the first 15 only."""
    import pyarrow as pa
    from pyarrow import compute

    return compute.binary_join_element_wise("c", pa.array(column, mask=column == NOT_YET).cast(pa.string()), "")


SPOKEN: Final[dict[str, Callable[[Column], Any]]] = {"task": _spoken_tasks, "citizen": _spoken_citizens}
"""Columns of long whole numbers, which spreadsheets round and pandas rounds beside empty cells: here they are texts."""


def _named(column: Column, words: Sequence[str | None]) -> pa.Array:
    """Words by number; none where there is no such number."""
    import pyarrow as pa

    numbers = [number for number, word in enumerate(words) if word is not None]
    places = np.full(len(words) + 1, -1, dtype=np.int64)
    places[numbers] = np.arange(len(numbers))
    found = places[np.where((column < 0) | (column >= len(places)), len(places) - 1, column)]
    dictionary = pa.array([harmless(str(words[number])) for number in numbers], type=pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(found, mask=found < 0), dictionary).cast(pa.string())


def write_rows(table: pa.Table, file: Any) -> None:
    """Write a table with the mark of UTF-8 and a head line; texts stand in quotation marks, empty cells are empty."""
    from pyarrow import csv

    file.write(MARK)
    file.write((",".join(table.column_names) + "\n").encode())
    options = csv.WriteOptions(include_header=False, quoting_style="needed", batch_size=ROWS_AT_ONCE)
    csv.write_csv(table, file, options)
