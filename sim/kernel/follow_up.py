"""Follow-up: the citizen is called back until reached, or often enough, and says whether the matter is solved."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.deadlines import begin_standstill
from sim.kernel.draws import happens
from sim.kernel.events import push
from sim.kernel.tasks import wait_for
from sim.kernel.world import World
from sim.rules.closing import is_open
from sim.rules.codes import NOT_YET, Rank, Stage, Standstill, Timer
from sim.rules.draws import share_that_holds
from sim.rules.follow_up import share_satisfied, tries_once_more
from sim.rules.instant import place_in_instant
from sim.rules.names import arm_visit

AT_FOLLOW_UP = int(Stage.FOLLOW_UP)
IN_FOLLOW_UP = int(Standstill.FOLLOW_UP)
AGAIN: Final = 0
"""The citizen will be called once more."""
SOLVED: Final = 1
UNSOLVED: Final = 2


@inner
def is_followed_up(w: World, slot: int) -> bool:
    """Whether the citizen of a ticket is called back."""
    ticket = w.ticket[slot]
    if not w.path[0].has_follow_up:
        return False
    return happens(w, Purpose.FOLLOWED_UP, ticket, ticket.handling, w.path_shares[0].followed_up)


@inner
def call_back(w: World, slot: int) -> None:
    """A try to call the citizen waits for somebody."""
    ticket = w.ticket[slot]
    visit = arm_visit(ticket.handling, ticket.tries, 0)
    law = NOT_YET
    if happens(w, Purpose.REACHED, ticket, visit, w.path_shares[0].unreached):
        law = w.path[0].unreached_law
    wait_for(w, slot, AT_FOLLOW_UP, arm=NOT_YET, visit=ticket.tries, draw_visit=visit, own_law=law)


@inner
def end_try(w: World, slot: int, visit: int) -> int:
    """A try is over: `AGAIN`, or it was the last one and the matter is `SOLVED` or `UNSOLVED`."""
    ticket, path, shares, now = w.ticket[slot], w.path[0], w.path_shares[0], w.clock[0].now
    # The same draw as in `call_back`, by the same visit: there it chose the law of the try.
    reached = not happens(w, Purpose.REACHED, ticket, visit, shares.unreached)
    ticket.tries += 1
    ticket.reached = int(reached)
    if tries_once_more(reached, ticket.tries, path.tries):
        begin_standstill(w, slot, IN_FOLLOW_UP, now)
        push(w, now + path.gap_us, place_in_instant(Rank.TIMER, Timer.NEXT_TRY, ticket.id), slot)
        return AGAIN
    ticket.followed_up_us = now
    if not reached:
        return SOLVED
    if path.has_reopening and happens(
        w, Purpose.REOPEN, ticket, ticket.handling, share_that_holds(w.reopen_share, ticket.handling)
    ):
        return UNSOLVED
    share = share_satisfied(
        is_open(ticket), now, ticket.closed_us, ticket.due_us, shares.satisfied_in_time, shares.satisfied_late
    )
    ticket.satisfied = int(happens(w, Purpose.SATISFIED, ticket, ticket.handling, share))
    return SOLVED
