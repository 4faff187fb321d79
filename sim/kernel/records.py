"""Record arrays: objects by number, their attributes as fields.

A class that is derived from `Record` names the fields, for the reader and the type checker; at run time a table of such
records is a structured array, and one of them is a row of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload

import numpy as np

from sim.chance.compiled import is_compiled, numba
from sim.logs.columns import LOGS
from sim.plans.plan import Ints
from sim.rules.codes import NOT_YET


class Record:
    """One row of a table; the annotations of a derived class are its fields: all `int`, or all `float`."""

    if TYPE_CHECKING:  # rows of logs are written by the names of columns, one of which (`class`) is a keyword

        def __getitem__(self, field: str) -> int: ...

        def __setitem__(self, field: str, value: float) -> None: ...


R = TypeVar("R", bound=Record)
Kind = TypeVar("Kind", bound=Record, covariant=True)


class Table(Protocol[Kind]):
    """A structured array of records of one kind."""

    size: int
    shape: tuple[int, ...]

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, row: int | np.unsignedinteger[Any], /) -> Kind: ...

    @overload
    def __getitem__(self, rows: slice, /) -> Table[Kind]: ...

    @overload
    def __getitem__(self, field: str, /) -> Ints: ...

    def __setitem__(self, field: str | slice, values: Any, /) -> None: ...


def records(kind: type[R], count: int, start: int = 0) -> Table[R]:
    """So many records of a kind; all their fields start alike."""
    names, of = _fields(kind)
    # One fill for all fields, then a view: fields by name would each be a walk through memory.
    table = np.full(count * len(names), start, dtype=of).view([(name, of) for name in names])
    # Plain Python reads fields as attributes of numpy's recarray only; compiled code reads both.
    return cast("Table[R]", table if is_compiled() and not numba.config.DISABLE_JIT else table.view(np.recarray))


def _fields(kind: type[Record]) -> tuple[tuple[str, ...], type]:
    """The names of a kind's fields, those of the classes it is derived from first, and what they hold."""
    found: dict[str, str] = {}
    for part in reversed(kind.__mro__):
        found |= inspect.get_annotations(part)
    if len(set(found.values())) != 1:
        raise TypeError(f"{kind.__name__}: all fields are int, or all are float")
    return tuple(found), {"int": np.int64, "float": np.float64}[next(iter(found.values()))]


def one_record(kind: type[R], values: Mapping[str, float]) -> Table[R]:
    """A single record.

    Raises
    ------
    KeyError
        If a field of the kind is not given.
    """
    table = records(kind, 1)
    for name in _fields(kind)[0]:
        table[name] = values[name]
    return table


def filled(kind: type[R], count: int, columns: Mapping[str, Iterable[int] | Ints]) -> Table[R]:
    """So many records, some of whose fields are given; the rest is `NOT_YET`."""
    table = records(kind, count, NOT_YET)
    for name, column in columns.items():
        table[name] = column if isinstance(column, np.ndarray) else list(column)
    return table


def log_rows(log: str, count: int) -> Table[Record]:
    """A block of so many rows of a log, not written yet."""
    fields = [(name, np.int64) for name in LOGS[log].columns]
    table = np.empty(count, dtype=fields)
    return cast("Table[Record]", table if is_compiled() and not numba.config.DISABLE_JIT else table.view(np.recarray))


def numbers(block: Any, rows: int) -> Ints:
    """The first rows of a block of a log as a table of numbers, shape (rows, columns), without a copy."""
    table: Ints = block[:rows].view(np.int64, np.ndarray).reshape(rows, len(block.dtype))
    return table


def copied(table: Any) -> Any:
    """The same records, or the same column, in an array of its own."""
    own = flat(table).copy()
    return own if table.dtype.names is None else own.view(table.dtype, type(table))


def flat(table: Any) -> Any:
    """The numbers of some records one after the other, or a column, in the same memory."""
    # All fields of a record hold numbers of one kind, and field by field a copy takes several times as long.
    return table if table.dtype.names is None else table.view(table.dtype[0], np.ndarray)


def longer(table: Table[R], kind: type[R], count: int) -> Table[R]:
    """The same records and empty ones behind them."""
    grown = records(kind, count, NOT_YET)
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


def stacked(rows: Sequence[np.ndarray[Any, Any]], of: type = np.int64) -> Any:
    """Columns of equal length as the rows of one table; none make an empty table."""
    return np.array(rows, dtype=of) if len(rows) else empty(0, 0, of=of)
