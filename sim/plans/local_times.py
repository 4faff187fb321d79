"""From written times to instants: by their offsets, else by the local clock, the hour that comes twice included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.calendar.days import NO_INSTANT, LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.plans.clocks import instants_us
from sim.plans.times import NO_OFFSET, UnreadCellError, WrittenTimes

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Instants:
    """When the rows of a column were.

    Attributes
    ----------
    at_us
        Shape (n,): microseconds since the horizon's start.
    local_us
        Shape (n,): what the local clock shows, since its midnight of the horizon's start.
    left_out
        Shape (n,): whether the row shows a local time that was left out as the clocks were put forward; its instant
        is then that of the change.
    repeated
        Shape (n,): whether the row shows a local time that came twice, with nothing in the file that says which.
    again_us
        Shape (n,): when the local clock shows the same time again; the same instant where it does not.
    """

    at_us: Ints
    local_us: Ints
    left_out: Marks
    repeated: Marks
    again_us: Ints


def resolve(
    written: WrittenTimes, calendar: LocalCalendar, one_an_interval: bool = False, not_before_us: Ints | None = None
) -> Instants:
    """The instants of written times.

    Parameters
    ----------
    written
        A column as it stands in the file: its order tells the two passes of an hour that comes twice apart. Where the
        file goes back within that hour, the second pass begins.
    calendar
        The scenario's zone.
    one_an_interval
        Whether each row is an interval of its own: then of two equal times the second is of the second pass.
    not_before_us
        Shape (n,): a row that would be before this in the first pass is of the second. Such rows, ends of something
        that began, may go back as often as they like.

    Raises
    ------
    UnreadCellError
        If some times have an offset and others not, or a file goes back more than once in the hour that comes twice.
    """
    start_us = day_number(calendar.start) * DAY_US
    stated = written.offset_us != NO_OFFSET
    if stated.any() and not stated.all():
        odd = int(np.flatnonzero(stated != stated[0])[0])
        has, others = ("an", "without one") if stated[odd] else ("no", "with one")
        raise UnreadCellError(odd, f"has {has} offset from UTC, but the times before it are written {others}")
    nowhere = np.zeros(len(stated), dtype=np.bool_)
    if stated.any():
        at_start_us = int(calendar.utc_offsets_us(np.zeros(1, dtype=np.int64))[0])
        at_us = written.local_us - written.offset_us - (start_us - at_start_us)
        return Instants(at_us, shown_us(at_us, calendar) - start_us, nowhere, nowhere, at_us)
    local_us = written.local_us - start_us
    at_us = instants_us(np.zeros_like(local_us), local_us, calendar)
    left_out, repeated, again_us = nowhere.copy(), nowhere.copy(), at_us.copy()
    twice = _changes_seen(local_us, calendar)
    within = np.zeros(len(local_us), dtype=np.int64)
    for number, (low_us, high_us, step_us, _) in enumerate(twice, start=1):
        within[(local_us >= low_us) & (local_us < high_us)] = number if step_us < 0 else -number
    rising = _rising(local_us, within)
    for number, (_, _, step_us, change_us) in enumerate(twice, start=1):
        if step_us > 0:
            rows = within == -number
            left_out |= rows
            at_us[rows] = again_us[rows] = change_us
        else:
            shown = np.flatnonzero(within == number)
            second = _second_pass(local_us, shown, rising, one_an_interval, not_before_us is not None)
            again_us[shown] -= step_us
            at_us[second] -= step_us
            repeated[shown] = len(second) == 0
            if not_before_us is not None:
                first = np.setdiff1d(shown, second)
                late = first[at_us[first] < not_before_us[first]]
                at_us[late] -= step_us
                repeated[late] = False
    return Instants(at_us, local_us, left_out, repeated, again_us)


def clock_of(instants: Ints, calendar: LocalCalendar) -> tuple[Ints, Ints, Marks]:
    """Day (days since 1970), clock time and whether it is the second time that the clock of that day shows this."""
    local_us = shown_us(instants, calendar)
    first_us = instants_us(np.zeros_like(local_us), local_us - day_number(calendar.start) * DAY_US, calendar)
    return local_us // DAY_US, local_us % DAY_US, instants > first_us


def shown_us(instants: Ints, calendar: LocalCalendar) -> Ints:
    """What the local clock shows at some instants, in microseconds since 1970 of that clock."""
    local = calendar.local_times(np.where(instants == NO_INSTANT, NO_INSTANT - 1, instants))
    return local.astype(np.int64)


def end_instants_us(local_us: Ints, calendar: LocalCalendar) -> Ints:
    """When the local clock first shows some times since its midnight of the horizon's start, or has passed them."""
    at_us = instants_us(np.zeros_like(local_us), local_us, calendar)
    skipped = shown_us(at_us, calendar) - day_number(calendar.start) * DAY_US != local_us
    changes_us, _ = calendar.clock_changes
    at_us[skipped] = changes_us[np.searchsorted(changes_us, at_us[skipped], side="right") - 1]
    return at_us


def skipped_by(calendar: LocalCalendar) -> str:
    """The rest of the sentence for a local time that the clocks leave out."""
    return f"does not exist: the clocks of {calendar.zone} skip it; is that the zone of the file?"


def _changes_seen(local_us: Ints, calendar: LocalCalendar) -> list[tuple[int, int, int, int]]:
    """Local times left out or shown twice that the column may have: from, to, how far clocks move, and when."""
    changes_us, offsets_us = calendar.clock_changes
    found = []
    for change, before, after in zip(
        changes_us.tolist(), offsets_us[:-1].tolist(), offsets_us[1:].tolist(), strict=True
    ):
        low, high = change + min(before, after), change + max(before, after)
        if len(local_us) and low <= local_us.max() and high > local_us.min():
            found.append((low, high, after - before, change))
    return found


def _rising(local_us: Ints, within: Ints) -> bool | None:
    """Whether the file, double hours aside, is in order of time, or (False) in reverse order; None: neither."""
    steps = np.diff(local_us)[(within[1:] <= 0) | (within[1:] != within[:-1])]
    if (steps >= 0).all():
        return True
    return False if (steps <= 0).all() else None


def _second_pass(local_us: Ints, shown: Ints, rising: bool | None, one_an_interval: bool, may_go_back: bool) -> Ints:
    """Which of the rows that show a time that comes twice are of the second time."""
    if rising is None or len(shown) < 2:
        return shown[:0]
    in_order = shown if rising else shown[::-1]
    steps = np.diff(local_us[in_order])
    back = np.flatnonzero(steps < 0)
    if len(back) > 1 and may_go_back:
        return shown[:0]
    if len(back) > 1:
        what = "goes back for the second time within an hour that comes twice as the clocks are put back"
        raise UnreadCellError(int(in_order[back[1] + 1]), what)
    if one_an_interval and not len(back):
        equal: Ints = in_order[1:][steps == 0]
        return equal
    second: Ints = in_order[back[0] + 1 :] if len(back) else shown[:0]
    return second
