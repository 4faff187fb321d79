"""Finished rows come in any order and stand in the log's order, as wide as their columns."""

from __future__ import annotations

import numpy as np
import pytest

from sim.logs import rows as log_rows
from sim.logs.columns import LOGS
from sim.logs.rows import FEWEST, RowBlock


def _rows(log: str, count: int, seed: int) -> np.ndarray:
    """Rows in a random order with small random numbers; the first column numbers them."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(-1, 100, (count, len(LOGS[log].columns)))
    rows[:, 0] = rng.permutation(count)
    return rows


def _filled(log: str, rows: np.ndarray, expected: int, in_parts_of: int) -> dict[str, np.ndarray]:
    block = RowBlock(log, expected)
    for first in range(0, len(rows), in_parts_of):
        block.add_all(rows[first : first + in_parts_of])
    return block.columns()


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("is_compiled", [True, False])
@pytest.mark.parametrize("expected", [0, 5 * FEWEST])
def test_rows_stand_in_order(log, is_compiled, expected, monkeypatch):
    """With room for all of them from the start or not, compiled or not, all columns are those of a plain sort."""
    if not is_compiled:
        monkeypatch.setattr(log_rows, "is_compiled", lambda: False)
    rows = _rows(log, 5 * FEWEST, seed=len(log))
    names = list(LOGS[log].columns)
    found = _filled(log, rows, expected, in_parts_of=1_000)
    by = [rows[:, names.index(name)] for name in LOGS[log].sort_by]
    in_order = rows[np.lexsort(by[::-1])]
    assert list(found) == names
    for number, (name, column) in enumerate(found.items()):
        assert column.dtype == LOGS[log].columns[name].dtype
        assert np.array_equal(column, in_order[:, number]), name


def test_rows_one_by_one_are_those_at_once():
    """The model adds rows singly, more of them than are packed at a time."""
    rows = _rows("tickets", RowBlock.BLOCK_ROWS + 10, seed=1)
    block = RowBlock("tickets")
    for row in rows.tolist():
        block.add(dict(zip(LOGS["tickets"].columns, row, strict=True)))
    at_once = _filled("tickets", rows, len(rows), len(rows))
    assert all(np.array_equal(column, at_once[name]) for name, column in block.columns().items())


def test_a_row_that_never_came_is_noticed():
    """Rows of a numbered log leave no gap."""
    rows = _rows("contacts", 100, seed=2)
    with pytest.raises(AssertionError, match="99 rows are numbered up to 99"):
        _filled("contacts", rows[rows[:, 0] != 50], 100, 30)


@pytest.mark.parametrize("log", LOGS)
def test_no_rows(log):
    """A log of nothing has all its columns."""
    lengths = {name: len(column) for name, column in RowBlock(log).columns().items()}
    assert lengths == dict.fromkeys(LOGS[log].columns, 0)
