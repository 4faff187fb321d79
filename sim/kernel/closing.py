"""The end of a ticket's path: handled, reviewed, called back, closed. See `sim.kernel.path`."""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.draws import chance
from sim.kernel.tasks import wait_for
from sim.kernel.ticket_tables import FOLLOWED_UP, HANDLED, REVIEWED
from sim.kernel.tickets import end_ticket, exists, is_at
from sim.rules.codes import NOT_YET, Stage, TicketState
from sim.rules.names import arm_visit

AT_REVIEW, AT_FOLLOW_UP = int(Stage.REVIEW), int(Stage.FOLLOW_UP)
CLOSED = int(TicketState.CLOSED)


@inner
def is_closed(w: Any, of: int, milestone: int) -> None:
    """At the milestone that closes tickets, or the last one, the ticket is closed."""
    ticket = w.ticket[of]
    if ticket.closed_us == NOT_YET and (milestone == w.path[0].closed_at or milestone == FOLLOWED_UP):
        ticket.closed_us = w.clock[0].now
        ticket.state = CLOSED


@inner
def is_solved(w: Any, of: int) -> None:
    """Nobody need do anything more."""
    is_closed(w, of, FOLLOWED_UP)
    end_ticket(w, of)


@inner
def is_called_back(w: Any, of: int) -> None:
    """A try to call the citizen back waits for somebody."""
    ticket = w.ticket[of]
    visit = arm_visit(ticket.handling, ticket.tries, 0)
    law = NOT_YET
    if chance(w, Purpose.REACHED, ticket, visit, w.path_shares[0].unreached):
        law = w.path[0].unreached_law
    wait_for(w, of, AT_FOLLOW_UP, NOT_YET, ticket.tries, visit, law)


@inner
def is_reviewed(w: Any, of: int) -> None:
    """The review is over, or there is none: some are followed up, the others are solved."""
    is_closed(w, of, REVIEWED)
    ticket = w.ticket[of]
    if w.path[0].has_follow_up and chance(
        w, Purpose.FOLLOWED_UP, ticket, ticket.handling, w.path_shares[0].followed_up
    ):
        is_at(w, of, AT_FOLLOW_UP)
        is_called_back(w, of)
    else:
        is_solved(w, of)


@inner
def goes_to_review(w: Any, of: int) -> None:
    """Handled, or a ticket of the backlog that was."""
    if exists(w, AT_REVIEW):
        is_at(w, of, AT_REVIEW)
        wait_for(w, of, AT_REVIEW, NOT_YET, 0, arm_visit(w.ticket[of].handling, 0, 0), NOT_YET)
    else:
        is_reviewed(w, of)


@inner
def is_handled(w: Any, of: int) -> None:
    """The last arm is done."""
    w.ticket[of].handled_us = w.clock[0].now
    is_closed(w, of, HANDLED)
    goes_to_review(w, of)
