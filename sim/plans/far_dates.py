"""Dates that cannot be: so far from a run's start that they are slips of the pen, or stand for no date."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US
from sim.errors import DataError
from sim.plans.tables import Table, blank_hint

YEAR_US: Final = 365 * DAY_US + DAY_US // 4
MOST_YEARS: Final = 100
"""Nothing that counts in a file began, ended or falls due so many years from the start."""


def is_far(at_us: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which instants, in microseconds since the start, cannot be."""
    far: npt.NDArray[np.bool_] = np.abs(at_us) > MOST_YEARS * YEAR_US
    return far


def far_fault(table: Table, row: int, column: str, at_us: int, others: str, may_be_blank: bool) -> DataError:
    """The sentence for a cell with such a date.

    Parameters
    ----------
    table, row, column
        Where it stands.
    at_us
        When it is, in microseconds since the start.
    others
        How many rows more have such dates, in words with a blank before; may be empty.
    may_be_blank
        Whether `blank` can say that the cell stands for no date.
    """
    what = (
        f"is {round(abs(at_us) / YEAR_US):,} years {'before' if at_us < 0 else 'after'} the start, which cannot be"
        f"{others}: put it right, or write leave_out: [impossible_dates] to do without such rows"
    )
    return table.fault(row, column, what + (blank_hint(table.columns[column][row]) if may_be_blank else ""))
