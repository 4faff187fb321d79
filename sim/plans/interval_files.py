"""Interval tables as phone switches and spreadsheets write them: the date apart from the interval, totals below."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from sim.plans.tables import Table, open_table
from sim.scenario.schema_demand import Counts
from sim.scenario.schema_operators import StaffFile

TOTALS: Final = frozenset(
    (
        "total", "totals", "sum", "subtotal", "average", "mean",
        "合计", "合 计", "总计", "总和", "小计", "汇总", "平均",
    )
)  # fmt: skip
"""What stands in place of a time in a row that sums others up: the Chinese for total, sum, subtotal and average too."""
MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00)?$")
_BEHIND: Final = re.compile("\\s*[-\u2013\u2014~\uff5e\u81f3].*$", re.DOTALL)
"""The end of an interval such as 09:30-10:00, behind its beginning."""


def open_intervals(part: Counts | StaffFile, folder: str, columns: list[str]) -> Table:
    """A file that has a row for each interval: its date and time of day in one column, its rows of totals left out.

    Parameters
    ----------
    part, folder
        What the scenario says about the file, and where that lies.
    columns
        What is needed beside the times.

    Raises
    ------
    DataError
        As `open_table`.
    """
    if part.date is None:
        return without_totals(open_table(part, folder, [part.time, *columns]), part.time)
    table = open_table(part, folder, list(dict.fromkeys([part.date, part.time, *columns])))
    table = without_totals(table, part.date, part.time)
    both = zip(table.cells(part.date), table.cells(part.time), strict=True)
    times = [f"{MIDNIGHT.sub('', day)} {_BEHIND.sub('', clock)}".strip() for day, clock in both]
    return table.with_column(part.time, times)


def without_totals(table: Table, *times: str) -> Table:
    """The rows without those in whose columns of times a word such as 'Total' stands; how many go is a warning."""
    is_total = np.zeros(len(table), dtype=np.bool_)
    for column in times:
        is_total |= np.array([says_total(cell) for cell in table.cells(column)], dtype=np.bool_)
    if not is_total.any():
        return table
    first = int(np.flatnonzero(is_total)[0])
    words = (table.cells(column)[first] for column in times)
    word = next(cell for cell in words if says_total(cell))
    table.warnings.append(
        f"{table.name}:{table.line(first)}: rows of totals, such as {word[:40]!r}, are left out: {int(is_total.sum())}"
    )
    return table.take(~is_total)


def says_total(cell: str) -> bool:
    """Whether a cell says that its row sums others up."""
    return cell.casefold().rstrip(":\uff1a").strip() in TOTALS
