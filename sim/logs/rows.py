"""The finished rows of a log, as an engine hands them over, packed into narrow columns at once: memory stays small."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Mapping
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import compiled, is_compiled
from sim.logs.columns import LOGS, Column, no_rows

Rows = npt.NDArray[np.int64]

OWN_PAGES = 1 << 20
"""From so many bytes on a column has memory pages of its own, which go back to the system as soon as it is dropped. Of
blocks of up to 32 MB that are dropped in another order than they came, the C library keeps the room: 400 MB of 1.8 GB
for three million contacts."""
TABLE_OWN_PAGES = 8 * OWN_PAGES
"""A table is dropped as a whole. What a day of calls leaves is kept for the next replication."""
FEWEST = 4_096
"""Rows there is room for at first."""
_PRIVATE: dict[str, Any] = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}


def _keep_what_is_given_back() -> None:
    """Let the C library keep some tens of megabytes between replications instead of asking for fresh pages each time.

    Fresh pages are a fifth of the time of a small replication. The library gives back to the system what is more than
    twice the largest block it has taken back so far, blocks of over 32 MB left out (`mallopt`, M_MMAP_THRESHOLD).
    """
    np.empty(31 << 20, dtype=np.uint8)


_keep_what_is_given_back()


class RowBlock:
    """Collects the rows of one log.

    Parameters
    ----------
    log
        Its name in `LOGS`.
    expected
        About how many rows will come, if that is known; memory that no row comes to is not used.
    """

    BLOCK_ROWS = 16_384

    def __init__(self, log: str, expected: int = 0) -> None:
        self._log = log
        self._rows: list[tuple[int, ...]] = []
        self._in_order: Callable[[Mapping[str, int]], tuple[int, ...]] = itemgetter(*LOGS[log].columns)
        self._packed = _Numbered(log, expected) if LOGS[log].is_numbered else _AsTheyCome(log)

    def add(self, row: Mapping[str, int]) -> None:
        """Append one finished row, by the names of its columns.

        Raises
        ------
        KeyError
            If it lacks a column.
        """
        self._rows.append(self._in_order(row))
        if len(self._rows) == self.BLOCK_ROWS:
            self._pack()

    def add_all(self, rows: Rows) -> None:
        """Append finished rows, shape (rows, columns)."""
        if len(rows):
            self._packed.add_all(rows)

    def columns(self) -> dict[str, Column]:
        """All rows as columns, in the order of the log; the block is empty afterwards."""
        self._pack()
        return self._packed.columns()

    def _pack(self) -> None:
        if self._rows:
            shape = len(self._rows), len(self._rows[0])
            numbers = np.fromiter(chain.from_iterable(self._rows), dtype=np.int64, count=shape[0] * shape[1])
            self._rows.clear()
            self.add_all(numbers.reshape(shape))


class _Numbered:
    """Rows that say their place: the number in the first column. Columns of one width share a table."""

    def __init__(self, log: str, expected: int) -> None:
        self._names = tuple(LOGS[log].columns)
        self._room = expected + expected // 8 + FEWEST
        self._count = self._end = 0
        self._which = _by_width(log)
        self._tables = {kind: _table(len(which), self._room, kind) for kind, which in self._which.items()}

    def add_all(self, rows: Rows) -> None:
        self._count += len(rows)
        self._end = max(self._end, int(rows[:, 0].max()) + 1)
        if self._end > self._room:
            self._make_room()
        for kind, which in self._which.items():
            if is_compiled():
                _put(rows, which, self._tables[kind])
            else:
                self._tables[kind][:, rows[:, 0]] = rows[:, which].T

    def columns(self) -> dict[str, Column]:
        if self._count != self._end:
            raise AssertionError(f"{self._count} rows are numbered up to {self._end - 1}")
        found = {
            self._names[number]: column[: self._end]
            for kind, which in self._which.items()
            for number, column in zip(which.tolist(), self._tables[kind], strict=True)
        }
        return {name: found[name] for name in self._names}

    def _make_room(self) -> None:
        had, self._room = self._room, 2 * self._end
        for kind, table in self._tables.items():
            self._tables[kind] = _table(len(table), self._room, kind)
            self._tables[kind][:, :had] = table


@cache
def _by_width(log: str) -> dict[np.dtype[np.signedinteger[Any]], npt.NDArray[np.int64]]:
    """The places of a log's columns of each width."""
    kinds = [column.dtype for column in LOGS[log].columns.values()]
    return {kind: np.flatnonzero([kind == of for of in kinds]) for kind in dict.fromkeys(kinds)}


@compiled
def _put(rows: Rows, which: npt.NDArray[np.int64], table: Column) -> None:
    """Write some columns of each row to the row's place in a table, shape (columns, places), in one walk."""
    for row in range(rows.shape[0]):
        place = rows[row, 0]
        for column in range(which.size):
            table[column, place] = rows[row, which[column]]


class _AsTheyCome:
    """Rows in chunks as they come, stably sorted at the end."""

    LARGEST_CHUNK = 262_144

    def __init__(self, log: str) -> None:
        self._log = log
        self._chunks: list[dict[str, Column]] = []
        self._free = 0

    def add_all(self, rows: Rows) -> None:
        while len(rows):
            if self._free == 0:
                self._free = min(max(2 * self._size(), FEWEST), self.LARGEST_CHUNK)
                self._chunks.append(
                    {name: _room(self._free, column.dtype) for name, column in LOGS[self._log].columns.items()}
                )
            taken = min(len(rows), self._free)
            for column, values in zip(self._chunks[-1].values(), rows[:taken].T, strict=True):
                first = len(column) - self._free
                column[first : first + taken] = values
            self._free -= taken
            rows = rows[taken:]

    def columns(self) -> dict[str, Column]:
        if not self._chunks:
            return no_rows(self._log)
        names, sort_by = LOGS[self._log].columns, LOGS[self._log].sort_by
        self._chunks[-1] = {n: column[: len(column) - self._free] for n, column in self._chunks[-1].items()}
        keys = [np.concatenate([chunk[name] for chunk in self._chunks]) for name in sort_by]
        order = np.argsort(keys[0], kind="stable") if len(keys) == 1 else np.lexsort(keys[::-1])
        # One column after the other, so that no more than one of them is there twice.
        room = np.empty(len(order), dtype=np.int64)
        return {name: self._sorted(name, order, room) for name in names}

    def _sorted(self, name: str, order: npt.NDArray[np.int64], room: npt.NDArray[np.int64]) -> Column:
        """A column in order; its chunks are dropped. `room` is for the whole of it as it came."""
        kind = LOGS[self._log].columns[name].dtype
        whole = np.concatenate([chunk.pop(name) for chunk in self._chunks], out=room.view(kind)[: len(order)])
        return np.take(whole, order, out=_room(len(order), kind), mode="clip")

    def _size(self) -> int:
        return len(next(iter(self._chunks[-1].values()))) if self._chunks else 0


def _table(columns: int, count: int, kind: np.dtype[np.signedinteger[Any]]) -> Column:
    """Room for columns side by side, shape (columns, count)."""
    return _room(columns * count, kind, TABLE_OWN_PAGES).reshape(columns, count)


def _room(count: int, kind: np.dtype[np.signedinteger[Any]], own_pages: int = OWN_PAGES) -> Column:
    """Room for so many numbers, with memory pages of its own from so many bytes on."""
    if count * kind.itemsize < own_pages:
        return np.empty(count, dtype=kind)
    return np.frombuffer(mmap.mmap(-1, count * kind.itemsize, **_PRIVATE), dtype=kind)
