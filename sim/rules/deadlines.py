"""The deadline of a ticket: it begins, stands still, runs on, is extended once, falls due; reminders and chase-ups.

These functions read and write the ticket itself, which is an object of the model or a record of the compiled engine.
Instants by calendars, hours and days are worked out before (`sim.rules.clocks`).
"""

from __future__ import annotations

from typing import Final, Protocol

from sim.calendar.lengths import DAY_US
from sim.chance.compiled import rule
from sim.rules.clocks import FAR, Instants, place_in
from sim.rules.closing import Closable, is_open
from sim.rules.codes import NOT_YET, ClockStart
from sim.rules.columns import Floats

NEXT_DAY: Final = int(ClockStart.NEXT_DAY)


class Timed(Closable, Protocol):
    """What a deadline asks of its ticket."""

    clock: int
    """The `LimitClock` by which it runs; NOT_YET before it was set."""
    due_us: int
    """When it is due; NOT_YET without a deadline, before it begins and while it stands still."""
    limit_length_us: int
    pauses: int
    """States at present in which the clock stands still."""
    paused_at_us: int
    suspended_due_us: int
    watched_us: int
    """When its timers were last set: what was due before that comes at once."""
    is_extended: int
    is_late: int
    is_supervised: int
    chase_due_us: int
    long_term_us: int
    reminders: int


@rule
def begins(ticket: Timed, milestone: int, starts_at: int, clock: int) -> bool:
    """Whether a milestone sets the deadline: the limit runs from it, by some clock, and none was set before."""
    if milestone != starts_at or clock == NOT_YET:
        return False
    return ticket.clock == NOT_YET and ticket.long_term_us == NOT_YET


@rule
def starts_us(milestone: int, at_us: int, midnights_us: Instants) -> int:
    """From when on a limit runs whose milestone is reached: at once, or from the first midnight after that."""
    # A ticket received at midnight waits for the next one.
    return midnights_us[place_in(midnights_us, at_us)] if milestone == NEXT_DAY else at_us


@rule
def set_due(ticket: Timed, clock: int, due_us: int, length_us: int) -> bool:
    """Set the deadline, unless the known days of the office are not enough for it. Returns whether it was set."""
    if due_us >= FAR:
        return False
    ticket.clock = clock
    ticket.due_us = due_us
    ticket.limit_length_us = length_us
    return True


@rule
def stand_still(ticket: Timed, from_us: int) -> None:
    """A state begins in which the clock stands still. Nothing is moved that is closed, or was due by `from_us`."""
    ticket.pauses += 1
    # A second unit that waits finds the due time suspended already: it only counts as one more reason.
    if is_open(ticket) and ticket.due_us != NOT_YET and ticket.due_us > from_us:
        ticket.paused_at_us, ticket.suspended_due_us = from_us, ticket.due_us
        ticket.due_us = NOT_YET


@rule
def leave_standstill(ticket: Timed) -> bool:
    """A state ends in which the clock stood still. Returns whether it runs on: no other such state lasts."""
    ticket.pauses -= 1
    return ticket.pauses == 0 and ticket.paused_at_us != NOT_YET


@rule
def run_on(ticket: Timed, due_us: int) -> bool:
    """The clock runs on towards a moved due time. Returns whether that holds: none does on the long-term list."""
    ticket.paused_at_us = ticket.suspended_due_us = NOT_YET
    if ticket.long_term_us != NOT_YET:
        return False
    ticket.due_us = due_us
    return True


@rule
def lift(ticket: Timed, now_us: int) -> None:
    """The ticket comes on the long-term list: from now on no deadline holds."""
    ticket.long_term_us = now_us
    ticket.due_us = NOT_YET
    ticket.is_late = 0


@rule
def resume_deadline(ticket: Timed) -> bool:
    """A closed ticket is open again, and its deadline holds as before. Returns whether it has one."""
    if ticket.due_us == NOT_YET:
        return False
    ticket.is_late = 0
    return True


@rule
def is_due(ticket: Timed, now_us: int) -> bool:
    """Whether an open ticket falls due now: a timer whose due time was moved comes at another instant."""
    if ticket.due_us == NOT_YET:
        return False
    return max(ticket.due_us, ticket.watched_us) == now_us and is_open(ticket)


@rule
def extend(ticket: Timed, later_us: int, now_us: int) -> bool:
    """A ticket that falls due gets more time, but only once. Returns whether it did: not if that time is over, too."""
    # A ticket that was overdue long before the start gets no time that is over as well.
    if ticket.is_extended or later_us <= now_us:
        return False
    ticket.is_extended = 1
    ticket.due_us = min(later_us, FAR)
    return True


@rule
def become_late(ticket: Timed, acts: bool) -> bool:
    """The ticket is overdue from now on. Returns whether an act of supervision begins: once, where there are such."""
    ticket.is_late = 1
    if not acts or ticket.is_supervised:
        return False
    ticket.is_supervised = 1
    return True


@rule
def is_chased(ticket: Timed, now_us: int) -> bool:
    """Whether the citizen of an overdue ticket calls about it now, and not at another instant since."""
    return ticket.is_late != 0 and ticket.chase_due_us == now_us and is_open(ticket)


@rule
def is_reminded(ticket: Timed, number: int, reminder_us: int, now_us: int) -> bool:
    """Whether a reminder of that number comes now: the one before has, and its instant was not moved."""
    if ticket.reminders != number or ticket.due_us == NOT_YET:
        return False
    return max(reminder_us, ticket.watched_us) == now_us and is_open(ticket)


@rule
def next_chase_up_us(up_to: Floats, midnights_us: Instants, now_us: int, gap_us: int) -> int:
    """When the citizen of an overdue ticket calls next: after a time on the profile of the day, `up_to`.

    NOT_YET after the last day that is known.
    """
    # Time counts in shares of a day's calls: a night without calls has no length.
    day = place_in(midnights_us, now_us) - 1
    share = day_share_at(up_to, now_us, midnights_us[day], midnights_us[day + 1]) + gap_us / DAY_US
    day += int(share)
    if day + 1 >= len(midnights_us):
        return NOT_YET
    # Interpolation rounds down, perhaps to just before now.
    return max(instant_in_day(up_to, share - int(share), midnights_us[day], midnights_us[day + 1]), now_us)


@rule
def day_share_at(up_to: Floats, instant_us: int, midnight_us: int, next_midnight_us: int) -> float:
    """Share of a day's calls up to an instant of it; `up_to` has the share at the end of each equal slot, from 0."""
    slots = len(up_to) - 1
    place = (instant_us - midnight_us) / (next_midnight_us - midnight_us) * slots
    slot = min(int(place), slots - 1)
    return float(up_to[slot] + (place - slot) * (up_to[slot + 1] - up_to[slot]))


@rule
def instant_in_day(up_to: Floats, share: float, midnight_us: int, next_midnight_us: int) -> int:
    """The first instant of a day up to which it has had a share, below 1, of its calls."""
    slots = len(up_to) - 1
    slot = 0
    while slot < slots - 1 and up_to[slot + 1] < share:
        slot += 1
    step = up_to[slot + 1] - up_to[slot]
    within = (share - up_to[slot]) / step if step > 0.0 else 0.0
    return midnight_us + int((slot + min(max(within, 0.0), 1.0)) / slots * (next_midnight_us - midnight_us))
