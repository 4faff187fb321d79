"""Deadlines: when a time limit has run out, by calendar time, by working hours, by working days, on the same day.

Instants and lengths are whole microseconds since the scenario's first midnight; instants before it are negative.
The columns of an office stand in one order everywhere: `open_us`, `close_us`, `before_us` (its opening spells, and the
open time before each), `closing_us`, `closing_day_us` (the closing of each open day, and that day's midnight),
`midnight_us` (every local midnight). See `sim.plans.clocks.OfficeHours`.
"""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET, LimitClock
from sim.rules.columns import Ints

FAR: Final = 1 << 60
"""An instant after everything: the office never opens for so long."""
CALENDAR: Final = int(LimitClock.CALENDAR)
WORKING_HOURS: Final = int(LimitClock.WORKING_HOURS)
WORKING_DAYS: Final = int(LimitClock.WORKING_DAYS)
SAME_DAY: Final = int(LimitClock.SAME_DAY)


Instants = Ints
"""A sorted column of instants."""


@rule
def place_in(instants: Instants, t: int) -> int:
    """How many of the sorted instants have come by `t`; one exactly at `t` has."""
    # A bisection: calendars of years have thousands of entries.
    low, high = 0, len(instants)
    while low < high:
        middle = (low + high) // 2
        if instants[middle] <= t:
            low = middle + 1
        else:
            high = middle
    return low


@rule
def entry_or_far(instants: Instants, place: int) -> int:
    """The instant at a place of a column; the first one for places before it, `FAR` after its end."""
    if place >= len(instants):
        return FAR
    # Before the first known day there is nothing better than that day.
    return instants[max(place, 0)]


@rule
def open_time_us(open_us: Instants, close_us: Instants, before_us: Instants, t: int) -> int:
    """How long the office has been open up to `t`, counted from its first opening."""
    spell = place_in(open_us, t) - 1
    if spell < 0:
        return 0
    return before_us[spell] + min(t, close_us[spell]) - open_us[spell]


@rule
def instant_of(open_us: Instants, close_us: Instants, before_us: Instants, total: int) -> int:
    """The earliest instant by which the office has been open for `total`; `FAR` if it never is.

    A total that is reached as the office closes is reached then, not at the next opening. For 0 or less it is the first
    opening.
    """
    # The spell that ends with the total, not the one that begins with it: due at closing, not next morning.
    spell = max(place_in(before_us, total - 1) - 1, 0)
    if spell >= len(open_us):
        return FAR
    reached = open_us[spell] + max(total - before_us[spell], 0)
    return reached if reached <= close_us[spell] else FAR


@rule
def after_open_us(open_us: Instants, close_us: Instants, before_us: Instants, start: int, length: int) -> int:
    """The instant at which so much open time has passed since the start; the start itself if the length is 0."""
    if length <= 0:
        return start
    return instant_of(open_us, close_us, before_us, open_time_us(open_us, close_us, before_us, start) + length)


@rule
def due_us(
    clock: int,
    amount: int,
    start: int,
    open_us: Instants,
    close_us: Instants,
    before_us: Instants,
    closing_us: Instants,
    closing_day_us: Instants,
    midnight_us: Instants,
) -> int:
    """The instant at which a time limit has run out; closed exactly then is on time.

    Parameters
    ----------
    clock
        A `LimitClock`. Calendar time runs on; working hours accumulate while the office is open; n working days end
        with the closing of the n-th open day after the local day of the start; the same day ends at the next midnight.
    amount
        Microseconds of calendar or open time; a number of working days; without meaning for the same day.
    start
        The instant from which it runs.

    Returns
    -------
    int
        `NOT_YET` without a limit, `FAR` if the known days of the office are not enough.
    """
    if clock == CALENDAR:
        return start + amount
    if clock == WORKING_HOURS:
        return after_open_us(open_us, close_us, before_us, start, amount)
    if clock == WORKING_DAYS:
        # `place_in` counts the open days up to that of the start: the n-th after it stands n - 1 further on.
        return entry_or_far(closing_us, place_in(closing_day_us, start) + amount - 1)
    if clock == SAME_DAY:
        return entry_or_far(midnight_us, place_in(midnight_us, start))
    return NOT_YET


@rule
def due_if_known_us(due: int) -> int:
    """A due time as it is logged: `NOT_YET` if the known days of the office are not enough for it."""
    return due if due < FAR else NOT_YET


@rule
def clock_length_us(
    clock: int, start: int, due: int, open_us: Instants, close_us: Instants, before_us: Instants
) -> int:
    """How long a limit is by its own clock: open time for working hours, calendar time for all others."""
    if clock == WORKING_HOURS:
        return open_time_us(open_us, close_us, before_us, due) - open_time_us(open_us, close_us, before_us, start)
    return due - start


@rule
def moved_due_us(
    clock: int,
    due: int,
    paused_from: int,
    resumed_at: int,
    open_us: Instants,
    close_us: Instants,
    before_us: Instants,
    closing_us: Instants,
    closing_day_us: Instants,
) -> int:
    """When a limit runs out after its clock stood still for a while.

    Calendar time moves by the pause, working hours by the open time in it, working days by the open days after the day
    on which it began, up to the day on which it ended. The end of the same day does not move.
    """
    if due >= FAR:
        return due
    if clock == CALENDAR:
        return due + resumed_at - paused_from
    if clock == WORKING_HOURS:
        passed = open_time_us(open_us, close_us, before_us, resumed_at)
        passed -= open_time_us(open_us, close_us, before_us, paused_from)
        return after_open_us(open_us, close_us, before_us, due, passed)
    if clock == WORKING_DAYS:
        # Days on which the office opened while the clock stood still are given back.
        days = place_in(closing_day_us, resumed_at) - place_in(closing_day_us, paused_from)
        if days <= 0:
            return due
        return entry_or_far(closing_us, _open_day_of(due, closing_us, closing_day_us) + days)
    return due


@rule
def _open_day_of(due: int, closing_us: Instants, closing_day_us: Instants) -> int:
    """The number of the open day that ends at `due`, or of the last one that has begun before it."""
    closed = place_in(closing_us, due)
    if closed > 0 and closing_us[closed - 1] == due:
        return closed - 1
    return place_in(closing_day_us, due - 1) - 1


@rule
def reminder_us(
    clock: int, share: float, length_us: int, due: int, open_us: Instants, close_us: Instants, before_us: Instants
) -> int:
    """The instant at which a share of a limit is used up, so that the rest is left before it is due.

    Parameters
    ----------
    clock
        A `LimitClock`: the rest is open time for working hours, calendar time for all others.
    share
        The share that is used up, from 0 to 1.
    length_us
        The whole limit by its own clock (`clock_length_us`).
    due
        When it is due.
    """
    if due >= FAR:
        return FAR
    # Counted back from the due time, which may have moved, and not on from a start that may be unknown.
    left = length_us - int(share * length_us + 0.5)
    if left <= 0:
        return due
    if clock == WORKING_HOURS:
        return instant_of(open_us, close_us, before_us, open_time_us(open_us, close_us, before_us, due) - left)
    return due - left
