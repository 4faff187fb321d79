"""Lengths of time from a data file: by a column of lengths or two columns of times, some of them cut off."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.errors import DataError
from sim.plans.far_dates import MOST_YEARS, YEAR_US, far_fault, is_far
from sim.plans.local_times import shown_us
from sim.plans.tables import Table, blank_hint, open_table, rows_with
from sim.plans.time_hints import written_apart
from sim.rules.codes import NOT_YET
from sim.scenario.laws import Empirical
from sim.scenario.schema_data import LengthForm

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
SAYS_NOTHING: Final = frozenset({"", "-", "--", "null", "none", "nan", "na", "n/a", "#n/a", "nil", "(null)"})
"""How exports write a cell without a value."""
ENTRIES: Final = 65_536
"""Equally likely entries by which lengths of unequal weight are kept: each weight is right to 1 in 65,536."""
MOST_UNSAID: Final = 0.1
"""A larger share of lengths beyond the longest that ended is not completed without being asked."""


@dataclass(frozen=True)
class Lengths:
    """Lengths in microseconds, and whether each ended; one that did not lasted at least so long."""

    us: Floats
    ended: Marks


def read_lengths(law: Empirical, folder: str, calendar: LocalCalendar, warnings: list[str]) -> Lengths:
    """The lengths of a file that count; what is odd about them is added to `warnings`.

    Raises
    ------
    DataError
        If the file cannot be used, or has rows that are no length and are not left out.
    """
    columns = law.between or (law.column or "",)
    table = _without_empty(open_table(law, folder, [*columns, *law.ended_where]), columns[0], law)
    if law.between is not None:
        table, lengths = _between(table, law, calendar)
    else:
        table, lengths = _of_column(table, columns[0], law)
    if law.ended_where:
        lengths = replace(lengths, ended=lengths.ended & rows_with(table, law.ended_where, "ended_where"))
    zero = lengths.us == 0
    if "zero" in (law.leave_out or ()):
        lengths = Lengths(lengths.us[~zero], lengths.ended[~zero])
    elif law.leave_out != () and (zero & lengths.ended).any():
        found = int((zero & lengths.ended).sum())
        said = f"leave_out: [{', '.join((*(law.leave_out or ()), 'zero'))}] leaves them out"
        table.warnings.append(
            f"{law.file}: {found} of {len(zero)} lengths {_of(columns)} ({_percent(found / len(zero))}) are zero: "
            + (said if law.leave_out else f"{said}, leave_out: [] keeps them")
        )
    warnings += table.warnings
    if not lengths.ended.any():
        what = "are left" if not len(lengths.us) else "ended, so nothing says how long they last"
        raise DataError(f"{law.file}: no lengths {_of(columns)} {what}")
    return lengths


def sample_of(lengths: Lengths, law: Empirical, warnings: list[str]) -> Floats:
    """Equally likely lengths that stand for the law, in order; the lengths themselves where all of them ended.

    Raises
    ------
    DataError
        If many lengths are beyond the longest that ended, and the scenario does not say what they are.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481. Beyond the longest length: Efron (1967), Proc. Fifth Berkeley Symposium
    4, 831-853, takes the longest seen; Brown, Hollander and Korwar (1974), Reliability and Biometry, 327-354, an
    exponential curve through what is left at it.
    """
    sample: Floats = np.sort(lengths.us)
    if lengths.ended.all():
        return sample
    times, left = product_limit(lengths)
    beyond, longest = float(left[-1]), float(lengths.us.max())
    found = f"{law.file}: {_percent(beyond)} of the lengths are beyond {_said(times[-1])}, the longest that ended"
    if beyond > MOST_UNSAID and law.tail is None:
        raise DataError(f"{found}: write tail: exponential, or tail: longest for {_said(longest)}, the longest seen")
    if beyond > 0:
        then = "follow an exponential curve" if law.tail == "exponential" else f"take {_said(longest)}"
        warnings.append(f"{found}: they {then}")
    share = (np.arange(ENTRIES) + 0.5) / ENTRIES
    place = np.searchsorted(1.0 - left, share, side="left")
    sample = np.append(times, longest)[place]
    if law.tail == "exponential" and beyond > 0:
        tail = place == len(times)
        sample[tail] = np.log1p(-share[tail]) * longest / math.log(beyond)
    return sample


def optional_lengths_us(table: Table, column: str, unit: LengthForm, key: str, blank: Collection[str]) -> Ints:
    """A column of lengths in whole microseconds; `NOT_YET` where the cell is empty or one of `blank`.

    Parameters
    ----------
    unit, key
        How the lengths are written, and what the scenario calls this.
    blank
        Cells that stand for no length, in small letters.

    Raises
    ------
    DataError
        If another cell is no length, or is below zero or beyond all sense.
    """
    cells = table.cells(column)
    rows = np.array([row for row, text in enumerate(cells) if text and text.casefold() not in blank], dtype=np.int64)
    lengths_us = table.take(rows).lengths_us(column, unit, key=key)
    for row in rows[lengths_us > MOST_YEARS * YEAR_US][:1].tolist():
        raise table.fault(row, column, f"is more than {MOST_YEARS} years")
    found = np.full(len(table), NOT_YET, dtype=np.int64)
    found[rows] = np.round(lengths_us).astype(np.int64)
    return found


def product_limit(lengths: Lengths) -> tuple[Floats, Floats]:
    """Each length at which some ended, and the share of lengths that are longer than it."""
    times, ends = np.unique(lengths.us[lengths.ended], return_counts=True)
    at_risk = len(lengths.us) - np.searchsorted(np.sort(lengths.us), times, side="left")
    left: Floats = np.cumprod(1.0 - ends / at_risk, dtype=np.float64)
    return times.astype(np.float64), left


def _without_empty(table: Table, column: str, law: Empirical) -> Table:
    """The rows that have a value in a column; a file with others says that they do not count."""
    empty = _empty(table, column, law)
    if empty.any() and "empty" not in (law.leave_out or ()):
        raise table.fault(int(empty.argmax()), column, "is no length of time: leave_out: [empty] leaves such rows out")
    return table.take(~empty) if empty.any() else table


def _empty(table: Table, column: str, law: Empirical) -> Marks:
    blank = {cell.strip() for cell in law.blank}
    cells = table.cells(column)
    return np.array([cell.casefold() in SAYS_NOTHING or cell in blank for cell in cells], dtype=np.bool_)


def _of_column(table: Table, column: str, law: Empirical) -> tuple[Table, Lengths]:
    """Lengths as they are written; none of them is below zero."""
    lengths_us = table.lengths_us(column, law.unit, low=None)
    negative = lengths_us < 0
    if negative.any() and "negative" not in (law.leave_out or ()):
        row = int(negative.argmax())
        raise table.fault(row, column, "is below zero: leave_out: [negative] leaves such rows out")
    kept = table.take(~negative) if negative.any() else table
    return kept, Lengths(lengths_us[~negative], np.ones(len(kept), dtype=np.bool_))


def _between(table: Table, law: Empirical, calendar: LocalCalendar) -> tuple[Table, Lengths]:
    """Lengths from one column of times to another; rows without an end lasted until the file was made."""
    begins, ends = law.between or ("", "")
    still_open = _empty(table, ends, law)
    if "open" in (law.leave_out or ()) and still_open.any():
        table, still_open = table.take(~still_open), np.zeros(int((~still_open).sum()), dtype=np.bool_)
    try:
        far, about_us = _far(table, begins, ends, still_open, law, calendar)
    except DataError:
        there = table.take(~still_open)
        if not written_apart([there.cells(begins), there.cells(ends)], law.time_format):
            raise
        what = f"and '{begins[:40]}', {table.cells(begins)[0][:40]}, are written in two ways: write both in one"
        raise table.fault(int((~still_open).argmax()), ends, what) from None
    if far.any():
        table, still_open, about_us = table.take(~far), still_open[~far], about_us[~far]
    if not len(table):
        return table, Lengths(np.zeros(0), np.zeros(0, dtype=np.bool_))
    own = _calendar_of(about_us, calendar)
    begin_us = table.instants(begins, own, law.time_format)
    end_us = np.empty(len(table), dtype=np.int64)
    ended = table.take(~still_open)
    end_us[~still_open] = ended.instants(ends, own, law.time_format, not_before_us=begin_us[~still_open])
    if still_open.any():
        end_us[still_open] = _made_us(table, law, own, begin_us, end_us[~still_open], int(still_open.sum()))
    negative = end_us < begin_us
    if (negative & still_open).any():
        raise table.fault(int((negative & still_open).argmax()), begins, f"is after 'censored_at', {law.censored_at}")
    if negative.any() and "negative" not in (law.leave_out or ()):
        row = int(negative.argmax())
        what = f"is before '{begins[:40]}', {table.cells(begins)[row][:40]}: leave_out: [negative] leaves such rows out"
        if begin_us[row] - end_us[row] > YEAR_US:
            what += blank_hint(table.columns[ends][row])
        raise table.fault(row, ends, what)
    lengths = Lengths((end_us - begin_us)[~negative].astype(np.float64), ~still_open[~negative])
    return table.take(~negative) if negative.any() else table, lengths


def _far(
    table: Table, begins: str, ends: str, still_open: Marks, law: Empirical, calendar: LocalCalendar
) -> tuple[Marks, Ints]:
    """Rows with a date that cannot be: refused, or left out if that is allowed, which is said; and when rows begin."""
    begin_us = table.local_times(begins, calendar, law.time_format, may_be_blank=True).at_us
    end_us = begin_us.copy()
    ended = table.take(~still_open)
    end_us[~still_open] = ended.local_times(
        ends, calendar, law.time_format, may_be_blank=True, not_before_us=begin_us[~still_open]
    ).at_us
    far: Marks = is_far(begin_us) | is_far(end_us)
    count = int(far.sum())
    if count and "impossible_dates" not in (law.leave_out or ()):
        row = int(far.argmax())
        column, at_us = (begins, begin_us[row]) if is_far(begin_us)[row] else (ends, end_us[row])
        others = f" (and {count - 1:,} more row{'s' if count > 2 else ''})" if count > 1 else ""
        raise far_fault(table, row, column, int(at_us), others, may_be_blank=True)
    if count:
        table.warnings.append(
            f"{table.name}: {count:,} row{'s are' if count > 1 else ' is'} left out for a date more than {MOST_YEARS} "
            "years from the start"
        )
    return far, begin_us


def _calendar_of(at_us: Ints, calendar: LocalCalendar) -> LocalCalendar:
    """The calendar of a file's own dates: a file of old times has clock changes that the horizon's does not know."""
    first = calendar.start + timedelta(days=int(at_us.min() // DAY_US) - 1)
    return replace(calendar, start=first, days=int((at_us.max() - at_us.min()) // DAY_US) + 3)


def _made_us(
    table: Table, law: Empirical, calendar: LocalCalendar, begin_us: Ints, end_us: Ints, still_open: int
) -> int:
    """When the file was made: what the scenario says, else its latest time, which is said."""
    if law.censored_at is not None:
        at = law.censored_at
        clock_us = at.hour * HOUR_US + at.minute * MINUTE_US + at.second * SECOND_US + at.microsecond
        return calendar.instant_us(at.date(), clock_us)
    latest_us = int(np.concatenate([begin_us, end_us]).max())
    shown = shown_us(np.array([latest_us]), calendar).astype("datetime64[us]")[0].astype("datetime64[s]")
    table.warnings.append(
        f"{table.name}: {still_open} of {len(table)} rows have no '{(law.between or ('', ''))[1][:40]}': they are open "
        f"until {str(shown).replace('T', ' ')}, the latest time in the file; 'censored_at' says when it was made"
    )
    return latest_us


def _of(columns: tuple[str, ...]) -> str:
    return f"in '{columns[0][:40]}'" if len(columns) == 1 else f"from '{columns[0][:40]}' to '{columns[1][:40]}'"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _said(length_us: float) -> str:
    """A length as hours, minutes and seconds."""
    seconds = round(length_us / SECOND_US)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
