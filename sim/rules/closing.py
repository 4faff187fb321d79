"""Closing: whether a ticket is open, what closes it, withdraws it or opens it again, whether it was in time."""

from __future__ import annotations

from typing import Final, Protocol

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET, Milestone, TicketState

SILENT: Final = int(Milestone.SILENT)
CLOSED: Final = int(TicketState.CLOSED)
WITHDRAWN: Final = int(TicketState.WITHDRAWN)


class Closable(Protocol):
    """What closing asks of a ticket, in either engine."""

    closed_us: int
    withdrawn_us: int
    state: int
    handling: int
    tries: int


@rule
def is_open(ticket: Closable) -> bool:
    """Whether it is neither closed nor withdrawn."""
    return ticket.closed_us == NOT_YET and ticket.withdrawn_us == NOT_YET


@rule
def move_to(ticket: Closable, state: int) -> None:
    """It is in a stage now; a closed ticket stays closed while it is reviewed or followed up."""
    if is_open(ticket):
        ticket.state = state


@rule
def close_at(ticket: Closable, milestone: int, closed_at: int, now_us: int) -> None:
    """A milestone is reached: if it is the one that closes tickets, or the last one, the ticket is closed."""
    # The last milestone closes in any case: a backlog ticket may begin after the one that closes.
    if ticket.closed_us == NOT_YET and milestone in (closed_at, SILENT):
        ticket.closed_us = now_us
        ticket.state = CLOSED


@rule
def withdraw_at(ticket: Closable, now_us: int) -> None:
    """The citizen withdraws the ticket: nothing opens or closes it any more."""
    ticket.withdrawn_us = now_us
    ticket.state = WITHDRAWN


@rule
def reopen(ticket: Closable) -> bool:
    """The matter is not solved: the ticket is handled once more. Returns whether it had been closed until now."""
    ticket.handling += 1
    ticket.tries = 0
    if ticket.closed_us == NOT_YET:
        return False
    ticket.closed_us = NOT_YET
    return True


@rule
def was_in_time(closed_us: int, due_us: int) -> bool:
    """Whether a closure was in time: at the due time is in time; nothing is late without one."""
    return due_us == NOT_YET or closed_us <= due_us
