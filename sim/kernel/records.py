"""Record arrays: objects by number, their attributes as fields of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import is_compiled, numba
from sim.plan.plan import Ints
from sim.rules.codes import NOT_YET

Records = npt.NDArray[np.void]


def records(names: str, count: int, start: int = 0, of: type = np.int64) -> Records:
    """So many records, all fields of one type."""
    table = np.full(count * len(names.split()), start, dtype=of).view(_fields(names, of))
    return table if is_compiled() and not numba.config.DISABLE_JIT else table.view(np.recarray)


@cache
def _fields(names: str, of: type) -> np.dtype[np.void]:
    return np.dtype([(name, of) for name in names.split()])


def one_record(names: str, values: Sequence[float], of: type = np.int64) -> Records:
    """A single record."""
    table = records(names, 1, of=of)
    for name, value in zip(names.split(), values, strict=True):
        table[name] = value
    return table


def filled(names: str, *columns: Iterable[int] | Ints, start: int = NOT_YET) -> Records:
    """Records whose first fields are given; the rest starts as it says."""
    given = [np.asarray(column if isinstance(column, np.ndarray) else list(column)) for column in columns]
    table = records(names, len(given[0]), start)
    for name, column in zip(names.split(), given, strict=False):
        table[name] = column
    return table


def longer(table: Records, names: str, count: int) -> Records:
    """The same records and empty ones behind them."""
    grown = records(names, count, NOT_YET)
    grown[: len(table)] = table
    return grown


def empty(*shape: int, of: type = np.int64) -> Any:
    """An array whose values are not set yet."""
    return np.empty(shape, dtype=of)


def longer_column(column: Ints, count: int) -> Ints:
    """The same column with room behind it."""
    grown: Ints = empty(count)
    grown[: len(column)] = column
    return grown


def stacked(rows: Sequence[Any], of: type = np.int64) -> Any:
    """Columns of equal length as the rows of one table; none make an empty table."""
    return np.stack(rows) if len(rows) else empty(0, 0, of=of)
