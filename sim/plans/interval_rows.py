"""Files with a row for each interval: their spacing, changes of the clock, what stands twice or is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.chance.keyed import SLOTS_IN_A_DAY
from sim.errors import DataError
from sim.plans.gaps import missing_rows
from sim.plans.local_times import Instants, clock_of, end_instants_us, shown_us, skipped_by
from sim.plans.tables import Table
from sim.scenario.schema_demand import Counts
from sim.scenario.schema_operators import StaffFile
from sim.scenario.units import say_duration

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
RARE: Final = 0.05
SHORTEST: Final = "22 s"


@dataclass(frozen=True)
class IntervalRows:
    """The rows of a file that lie in the horizon, in order of time.

    Attributes
    ----------
    row
        Shape (n,): number of each in the table.
    start_us, end_us
        Shape (n,): the intervals. Each ends where its local clock shows its end: on the day the clocks are put back, a
        row that stands alone for an hour that comes twice is two hours long, and a shorter one is there twice.
    day, clock_us
        Shape (n,): local date (days since 1970) and clock time of each start.
    slot
        Shape (n,): number within the day; one that the clock shows for the second time stands behind all others.
    parts
        Shape (n,): how many intervals stand for the same row of the file, 1 or 2.
    day_of_row
        Shape (rows of the table,): local date of each row, of those outside the horizon too.
    """

    row: Ints
    start_us: Ints
    end_us: Ints
    day: Ints
    clock_us: Ints
    slot: Ints
    parts: Ints
    day_of_row: Ints

    def counts(self, numbers: Floats, whole: bool) -> Floats:
        """The count of each interval by those of the file; of an odd `whole` number the first pass has one more."""
        counts: Floats = numbers[self.row] / self.parts
        if whole:
            first = np.zeros(len(self.row), dtype=np.bool_)
            first[np.unique(self.row, return_index=True)[1]] = True
            counts = np.where(first, np.ceil(counts), np.floor(counts))
        return counts


def interval_rows(
    table: Table, part: Counts | StaffFile, calendar: LocalCalendar, nobody: str, matters: Marks
) -> IntervalRows:
    """The rows of a file that has one for each interval; what is odd about them goes to the table's warnings.

    Parameters
    ----------
    table, part
        The file, and what the scenario says about it.
    calendar
        The horizon.
    nobody
        What holds where there are no rows: 'nobody calls then'.
    matters
        Shape (rows of the table,): where a row may not stand in an hour that the clocks left out.

    Raises
    ------
    DataError
        If rows overlap, stand twice, are spaced otherwise than `interval` says, or none lies in the horizon.
    """
    cells = table.cells(part.time)
    by_date = "; 'per_date' takes counts by date" if isinstance(part, Counts) and len(set(cells)) == len(cells) else ""
    found = table.local_times(part.time, calendar, part.time_format, one_an_interval=True, date_hint=by_date)
    inside = (found.at_us >= 0) & (found.at_us < calendar.horizon_us)
    ends_us = shown_us(np.sort(found.at_us)[[0, -1]], calendar)
    if not inside.any():
        check_inside(table, part.time, inside, ends_us, calendar)
    row = np.flatnonzero(inside)
    row = row[np.lexsort((found.local_us[row], found.at_us[row]))]
    _refuse_repeated(table, part, row, found)
    interval_us = _interval_us(table, part, row if len(row) > 1 else np.arange(len(table)), found)
    row, start_us, parts = _both_passes(row, found, interval_us)
    day, clock_us, again = clock_of(start_us, calendar)
    one_pass = (found.again_us[row] > start_us) & ((parts == 2) | ~found.repeated[row])
    end_us = end_instants_us(found.local_us[row] + interval_us, calendar)
    end_us = np.where(again | one_pass, start_us + interval_us, end_us)
    end_us[:-1] = np.minimum(end_us[:-1], start_us[1:])
    exists = end_us > start_us
    inside[row[end_us <= calendar.begin_us]] = False
    check_inside(table, part.time, inside, ends_us, calendar)
    if isinstance(part, Counts) and interval_us >= DAY_US:
        table.warnings.append(
            f"{table.name}: the rows are {say_duration(interval_us)} apart: their counts are spread evenly over day "
            "and night; counts of a day go under 'per_date', which follows the profile"
        )
    for odd in row[~exists & matters[row]][:1]:
        raise table.fault(int(odd), part.time, skipped_by(calendar))
    once = np.unique(row[found.repeated[row]])
    if len(once):
        half = ", half of the count in each" if isinstance(part, Counts) and (parts == 2).any() else ""
        first = table.columns[part.time][int(once[0])].strip()[:40]
        table.warnings.append(
            f"{table.name}: {len(once)} rows such as {first!r} stand once for a time that comes twice as the clocks "
            f"are put back, and are taken for both{half}"
        )
    slot = clock_us // interval_us + np.where(again, -(-DAY_US // interval_us), 0)
    if DAY_US // interval_us >= SLOTS_IN_A_DAY or slot.max() >= SLOTS_IN_A_DAY:
        raise DataError(f"{table.name}: intervals of less than {SHORTEST} are not supported")
    kept = np.flatnonzero(exists)
    rows = IntervalRows(
        row[kept], start_us[kept], end_us[kept], day[kept], clock_us[kept], slot[kept], parts[kept],
        day_of_row=found.local_us // DAY_US + day_number(calendar.start),
    )  # fmt: skip
    gaps = missing_rows(rows.day, rows.clock_us, interval_us, calendar, closed_hours=isinstance(part, Counts))
    table.warnings.extend(f"{table.name}: {gap}: {nobody}" for gap in gaps)
    return rows


def _both_passes(row: Ints, found: Instants, interval_us: int) -> tuple[Ints, Ints, Ints]:
    """Rows, when each begins, and how many intervals its row has: two where it stands alone for a time that comes
    twice and is shorter than the time between its two passes."""
    apart_us = found.again_us[row] - found.at_us[row]
    twice = found.repeated[row] & (apart_us > interval_us) & (apart_us % interval_us == 0)
    rows = np.concatenate([row, row[twice]])
    start_us = np.concatenate([found.at_us[row], found.again_us[row[twice]]])
    parts = np.concatenate([1 + twice, np.full(twice.sum(), 2)])
    order = np.lexsort((found.local_us[rows], start_us))
    return rows[order], start_us[order], parts[order]


def check_inside(table: Table, column: str, inside: Marks, ends_us: Ints, calendar: LocalCalendar) -> None:
    """Refuse a file none of whose rows lies in the horizon, and say how many do not.

    `ends_us` are the first and the last of its local times, since 1970.
    """
    if not inside.any():
        first, last = (ends_us // DAY_US).astype("datetime64[D]").tolist()
        end = calendar.dates()[-1]
        raise DataError(
            f"{table.name}: {column}: no row lies in the horizon, {calendar.start} to {end}: the file has {first} to "
            f"{last}; clock.start and clock.days say which dates are simulated"
        )
    if not inside.all():
        table.warnings.append(f"{table.name}: {(~inside).sum()} of {len(inside)} rows are outside the horizon")


def _refuse_repeated(table: Table, part: Counts | StaffFile, row: Ints, found: Instants) -> None:
    """Refuse two rows of one interval; those in an hour that the clocks left out share its end, and are compared as
    written."""
    same = (np.diff(found.at_us[row]) == 0) & (np.diff(found.local_us[row]) == 0)
    for place in np.flatnonzero(same)[:1]:
        earlier, later = sorted((int(row[place]), int(row[place + 1])))
        right = "'where' chooses rows by their other columns"
        if isinstance(part, Counts):
            right += ", 'type' names the column with the request type" if part.type is None else ""
        raise table.fault(later, part.time, f"stands twice in the file (line {table.line(earlier)} too): {right}")


def _interval_us(table: Table, part: Counts | StaffFile, row: Ints, found: Instants) -> int:
    """The length of the intervals: as stated, if the rows are so far apart, else as they are."""
    stated_us = part.interval
    local_us = np.unique(found.local_us[row])
    steps = np.diff(local_us)
    if not len(steps):
        if stated_us is None:
            raise DataError(f"{table.name}: one row does not show how long an interval is: write 'interval'")
        return stated_us
    spacing_us = int(np.gcd.reduce(steps))
    usual_us, often = Counter(steps.tolist()).most_common(1)[0]
    if stated_us is None:
        if spacing_us != usual_us and often > len(steps) / 2:
            place = int(np.flatnonzero(steps % usual_us != 0)[0])
            what = f"is {say_duration(int(steps[place]))} after the row before it, most are {say_duration(usual_us)}"
            what += ": put it right, or write how long an 'interval' is"
            raise table.fault(int(row[found.local_us[row] == local_us[place + 1]][0]), part.time, what)
        if spacing_us != steps.min() or DAY_US % spacing_us != 0:
            raise DataError(f"{table.name}: the rows are {_say_steps(steps)} apart: write how long an 'interval' is")
        return spacing_us
    if usual_us < stated_us or spacing_us > stated_us:
        right = say_duration(min(usual_us, spacing_us) if usual_us < stated_us else spacing_us)
        raise DataError(
            f"{table.name}: the rows are {_say_steps(steps)} apart, but 'interval' is {say_duration(stated_us)}: write "
            f"interval: {right}, or leave it out"
        )
    for place in np.flatnonzero((steps < stated_us) | (steps % stated_us != 0))[:1]:
        what = "overlaps the interval before it"
        if steps[place] > stated_us:
            what = f"is no whole number of intervals of {say_duration(stated_us)} after the one before it"
        raise table.fault(int(row[found.local_us[row] == local_us[place + 1]][0]), part.time, what)
    return stated_us


def _say_steps(steps: Ints) -> str:
    """The distances between rows that are more than rare, the usual ones first."""
    usual = Counter(steps.tolist()).most_common(3)
    return " or ".join(say_duration(step) for step, count in usual if count >= RARE * len(steps) or step == usual[0][0])
