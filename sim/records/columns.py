"""Which columns of a file are meant: those that were named, else those whose names say so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import itemgetter
from pathlib import Path

from sim.plans.csv_files import headers_of
from sim.plans.sheet_files import first_rows_of, is_workbook
from sim.plans.tables import Table
from sim.plans.time_hints import formats_of
from sim.plans.times import UnreadCellError, read_times
from sim.records.headings import guessed


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
        If it is no table.
    """
    headers = first_rows_of(path, name) if is_workbook(path) else headers_of(path, name)
    wanted = [role for role in roles if not named.get(role)]
    stated = {role: column for role, column in named.items() if column}
    tried = [
        (_known(header, stated), guessed([c for c in header if c not in stated.values()], wanted)) for header in headers
    ]
    best = max(tried, key=lambda both: (both[0], len(both[1])), default=(0, {}))
    return {**best[1], **stated}


def _known(header: Collection[str], stated: Mapping[str, str]) -> int:
    return sum(column in header for column in stated.values())


def time_format_of(table: Table, column: str) -> str | None:
    """How a column writes its times: None if year first, else the format that fits all of its rows.

    Raises
    ------
    DataError
        If several ways fit all rows and mean other days, such as 03/04/2026 in each row; or none fits any.
    """
    cells = table.columns[column]
    try:
        read_times(cells, date_too=True)
        return None
    except UnreadCellError as unread:
        fitting = []
        for form in formats_of([cells[unread.row], *cells]):
            try:
                fitting.append((form, read_times(cells, form, date_too=True).local_us.tobytes()))
            except UnreadCellError:
                continue
        if not fitting:
            return None
        different = dict(map(itemgetter(1, 0), reversed(fitting)))
        if len(different) > 1:
            forms = " or ".join(f"'{form}'" for form in list(different.values())[:2])
            raise table.fault(
                unread.row, column, f"may be read in two ways: say which with --time-format {forms}"
            ) from None
        return fitting[0][0]
