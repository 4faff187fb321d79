"""Demand from files: counts per interval, stamps of single requests, volumes per date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.chance.keyed import MEMBERS_OF_A_SLOT
from sim.plans.gaps import SURELY_SOME, missing_dates, say_dates
from sim.plans.interval_files import open_intervals
from sim.plans.interval_rows import check_inside, interval_rows
from sim.plans.layers import DRAWN, Slots, day_counts
from sim.plans.local_times import clock_of, shown_us
from sim.plans.tables import Table, open_table
from sim.rules.codes import STATED_DUE
from sim.scenario.schema_demand import Counts, DatedVolume, Stamps

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MINUTES_OF_A_DAY = DAY_US // MINUTE_US
MOST_AT_MIDNIGHT: Final = 0.2
"""A larger share of times at 00:00:00 is no chance: even times rounded to the hour have a 24th there."""


@dataclass(frozen=True)
class RecordedFile:
    """A file that contacts stand in, and what it says of each besides its type, see `sim.plans.stated`."""

    table: Table
    stated: Ints


def open_recorded(part: Counts | Stamps, folder: str) -> Table:
    """A file of counts or stamps with the columns that the scenario names."""
    if isinstance(part, Counts):
        return open_intervals(part, folder, [part.count, *([] if part.type is None else [part.type])])
    named = [part.time, part.type, part.urgency, part.area, part.unit, part.due, part.talk, part.wrap_up, part.id]
    return open_table(part, folder, [name for name in named if name is not None])


def numbers_of(counts: Counts, table: Table) -> Floats:
    """The contacts of each row."""
    if counts.use == "exact":
        hint = ": means are read with 'use: mean'"
        return table.counts(counts.count, MEMBERS_OF_A_SLOT - 1, hint).astype(np.float64)
    return table.numbers(counts.count, low=0.0, high=MEMBERS_OF_A_SLOT / 2)


def counted(
    counts: Counts, table: Table, calendar: LocalCalendar, types: tuple[str, ...], warnings: list[str]
) -> Slots:
    """Counts per interval, of all types or of each; rows outside the horizon are left out.

    Raises
    ------
    DataError
        If the file cannot be used, or says something else than the scenario does.
    """
    by_type = numbers_of(counts, table)[:, None]
    if counts.type is not None:
        kind = _types_of(table, counts.type, types, mix=False)
        table, by_type = _by_type(table, counts, kind, len(types), by_type[:, 0], calendar)
    rows = interval_rows(table, counts, calendar, "nobody calls then", matters=by_type.sum(axis=1) > 0)
    whole, numbers = counts.use == "exact", by_type.sum(axis=1)
    by_type = np.column_stack([rows.counts(column, whole) for column in by_type.T])
    count = by_type.sum(axis=1)
    after = np.maximum(rows.end_us - calendar.horizon_us, 0) / (rows.end_us - rows.start_us) * count
    if after.any():
        last = str(shown_us(rows.start_us[[after.argmax()]], calendar).astype("datetime64[us]")[0])[:16]
        table.warnings.append(
            f"{table.name}: the interval from {last.replace('T', ' ')} ends after the run: about {after.sum():.3g} of "
            f"its {count[after > 0].sum():g} calls come after it and are left out"
        )
    warnings += table.warnings
    return Slots(
        rows.start_us,
        rows.end_us,
        rows.day,
        rows.clock_us,
        rows.slot,
        count,
        exact=whole,
        type=np.full(len(rows.row), DRAWN, dtype=np.int64),
        of_day=day_counts(rows.day, rows.day_of_row, numbers),
        by_type=by_type if counts.type is not None else None,
    )


def _by_type(
    table: Table, counts: Counts, kind: Ints, types: int, numbers: Floats, calendar: LocalCalendar
) -> tuple[Table, Floats]:
    """One row for each interval, and its counts by type: shape (intervals, types).

    Where the file is in order of time, neighbours of the same time are an interval, so that in an hour that comes twice
    its two passes stay apart. In any other order rows of one time are an interval, and where a type has a time twice
    the second row is of the second pass; types with one row then have half of it in each. Two rows of a type on an
    ordinary time are two intervals, and are refused.
    """
    written = table.written(counts.time, counts.time_format)
    keys, key = np.unique(np.column_stack([written.local_us, written.offset_us]), axis=0, return_inverse=True)
    key = key.ravel()
    once = table.take(np.unique(key, return_index=True)[1])
    shown = once.local_times(counts.time, calendar, counts.time_format)
    comes_twice = (shown.again_us != shown.at_us)[key]
    run = np.cumsum(np.diff(key, prepend=key[0]) != 0)
    steps = np.diff(keys[key, 0])[~(comes_twice[1:] & comes_twice[:-1])]
    group = run if (steps >= 0).all() or (steps <= 0).all() else key
    met: Counter[tuple[int, int]] = Counter()
    interval = np.empty((len(table), 2), dtype=np.int64)
    for row, pair in enumerate(zip(group.tolist(), kind.tolist(), strict=True)):
        interval[row] = pair[0], met[pair]
        met[pair] += 1
    intervals, first, of = np.unique(interval, axis=0, return_index=True, return_inverse=True)
    of = of.ravel()
    by_type, there = np.zeros((len(intervals), types)), np.zeros((len(intervals), types), dtype=np.bool_)
    by_type[of, kind], there[of, kind] = numbers, True
    for second in np.flatnonzero((intervals[:, 1] == 1) & comes_twice[first]):
        alone = there[second - 1] & ~there[second]
        halves = by_type[second - 1] / 2
        by_type[second, alone] = (np.floor(halves) if counts.use == "exact" else halves)[alone]
        by_type[second - 1, alone] -= by_type[second, alone]
    return table.take(first), by_type


def stamped(
    stamps: Stamps, file: RecordedFile, calendar: LocalCalendar, types: tuple[str, ...], mix: bool, warnings: list[str]
) -> Slots:
    """Real time stamps, each an interval of its own; those of one minute are told apart by their order.

    Parameters
    ----------
    stamps, file
        What the scenario says about the file, and the file.
    calendar
        The horizon.
    types
        The types that are known.
    mix
        Whether there are shares of types to draw from where the file does not say the type.
    warnings
        Takes what is odd about the file.

    Raises
    ------
    DataError
        If the file cannot be used.
    """
    table = file.table
    at_us = table.instants(stamps.time, calendar, stamps.time_format)
    order = np.argsort(at_us, kind="stable")
    if stamps.id is not None:
        order = _first_of_each(table, stamps.id, order)
    inside = (at_us[order] >= calendar.begin_us) & (at_us[order] < calendar.horizon_us)
    check_inside(table, stamps.time, inside, shown_us(at_us[order[[0, -1]]], calendar), calendar)
    row = order[inside]
    start_us = at_us[row]
    day, clock_us, again = clock_of(start_us, calendar)
    all_days = day
    if calendar.is_cut:  # of its first and its last day the file may have more
        from_us, to_us = calendar.day_starts_us[0], calendar.instant_us(calendar.dates()[-1], DAY_US)
        all_days = clock_of(at_us[order][(at_us[order] >= from_us) & (at_us[order] < to_us)], calendar)[0]
    _warn_of_dates(table, stamps.time, day, clock_us, calendar)
    kind = np.full(len(row), DRAWN, dtype=np.int64)
    if stamps.type is not None:
        kind = _types_of(table, stamps.type, types, mix)[row]
    if stamps.due is not None and len(file.stated):
        due_us = file.stated[row, STATED_DUE]
        early = np.flatnonzero((due_us != DRAWN) & (due_us < start_us))
        if len(early):
            first = int(row[early[0]])
            table.warnings.append(
                f"{table.name}:{table.line(first)}: {stamps.due[:40]}: {len(early)} of {len(row)} rows are due before "
                f"their receipt, and so late from the start: {table.columns[stamps.due][first][:40]!r}"
            )
    warnings += table.warnings
    slot = clock_us // MINUTE_US + MINUTES_OF_A_DAY * again
    return Slots(
        start_us,
        start_us + 1,
        day,
        clock_us,
        slot,
        np.ones(len(row)),
        True,
        kind,
        of_day=day_counts(day, all_days, np.ones(len(all_days))),
        stated=file.stated[row] if len(file.stated) else file.stated,
    )


def dated(volume: DatedVolume, calendar: LocalCalendar, folder: str, warnings: list[str]) -> dict[str, float]:
    """Volumes by date (year-month-day); dates of the horizon that have none are named.

    Raises
    ------
    DataError
        If the file cannot be used, or has a date twice.
    """
    table = open_table(volume, folder, [volume.date, volume.count])
    days = table.dates(volume.date, volume.time_format)
    numbers = table.numbers(volume.count, low=0.0, high=1e7)
    seen: dict[str, int] = {}
    for row, day in enumerate(days):
        earlier = seen.setdefault(day.isoformat(), row)
        if earlier != row:
            raise table.fault(row, volume.date, f"stands twice in the file (line {table.line(earlier)} too)")
    number = np.array([day_number(day) for day in days], dtype=np.int64)
    first = day_number(calendar.start)
    inside = (number >= first) & (number < first + calendar.days)
    check_inside(table, volume.date, inside, np.array([number.min(), number.max()]) * DAY_US, calendar)
    lost = missing_dates(number, calendar)
    if lost:
        table.warnings.append(f"{table.name}: no rows {say_dates(lost, calendar)}: nobody calls then")
    warnings += table.warnings
    return dict(zip(seen, numbers.tolist(), strict=True))


def _first_of_each(table: Table, column: str, order: Ints) -> Ints:
    """The rows in order of time without those whose id has come before."""
    cells = table.cells(column)
    for row, cell in enumerate(cells):
        if not cell:
            raise table.fault(row, column, "is empty: every row needs the id of its request")
    first_row: dict[str, int] = {}
    for row in order.tolist():
        first_row.setdefault(cells[row], row)
    first = list(first_row.values())
    if len(first) < len(order):
        again = len(order) - len(first)
        table.warnings.append(
            f"{table.name}: {again} of {len(order)} rows repeat an '{column[:40]}' that came before: each counts once, "
            "when it first came"
        )
    return np.array(first, dtype=np.int64)


def _types_of(table: Table, column: str, types: tuple[str, ...], mix: bool) -> Ints:
    """The type of each row; an empty cell is drawn if there are shares to draw from."""
    codes = {name: number for number, name in enumerate(types)}
    if mix and "" not in codes:
        empty = table.cells(column).count("")
        if empty:
            codes[""] = DRAWN
            said = f"{empty} of {len(table)} rows have no '{column[:40]}'"
            table.warnings.append(f"{table.name}: {said}: their type is drawn from the shares of 'types'")
    named = ", ".join(types[:12]) + (", ..." if len(types) > 12 else "")
    right = "list it under 'types', with 0 % if only the file brings it"
    return table.words(column, codes, lambda: f"is not a request type (known: {named or 'none'}): {right}")


def _warn_of_dates(table: Table, column: str, day: Ints, clock_us: Ints, calendar: LocalCalendar) -> None:
    """Say it where many times are midnight, and where dates without a row cannot be chance."""
    midnight = int((clock_us == 0).sum())
    if midnight > 1 and midnight >= MOST_AT_MIDNIGHT * len(clock_us):
        many = f"all {midnight}" if midnight == len(clock_us) else f"{midnight} of {len(clock_us)}"
        table.warnings.append(f"{table.name}: {column}: {many} times are midnight: did the file lose the time of day?")
    lost = missing_dates(day, calendar)
    if lost and len(day) / len(np.unique(day)) >= SURELY_SOME:
        table.warnings.append(f"{table.name}: no rows {say_dates(lost, calendar)}: nobody calls then")
