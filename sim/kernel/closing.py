"""Closing: the milestone that closes a ticket, its end, withdrawal, the long-term list."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.draws import happens, length
from sim.kernel.events import push
from sim.kernel.tasks import leave_lines
from sim.kernel.tickets import arm_of, let_go, log_assignment, log_ticket
from sim.kernel.world import World
from sim.rules.closing import close_at, withdraw_at
from sim.rules.codes import ArmState, Milestone, Rank
from sim.rules.instant import place_in_instant

OPEN, WITHDRAWN = int(ArmState.OPEN), int(ArmState.WITHDRAWN)
SILENT = int(Milestone.SILENT)


@inner
def reach(w: World, slot: int, milestone: int) -> None:
    """A milestone is reached, which may be the one that closes tickets."""
    close_at(w.ticket[slot], milestone, w.path[0].closed_at, w.clock[0].now)


@inner
def solve(w: World, slot: int) -> None:
    """The matter is solved: the ticket closes, and its life ends."""
    reach(w, slot, SILENT)
    _end(w, slot)


@inner
def draw_event(w: World, slot: int, share: float, law: int, purpose: int, timer: int) -> None:
    """Draw whether the ticket is withdrawn, or comes on the long-term list, and when; it counts if it is open then."""
    ticket = w.ticket[slot]
    if happens(w, purpose, ticket, 0, share):
        # The delay's purpose is the next number after that of its chance.
        now = w.clock[0].now
        at_us = now + length(w, purpose + 1, ticket, 0, law, now, 1.0)
        push(w, at_us, place_in_instant(Rank.TIMER, timer, ticket.id), slot)


@inner
def withdraw(w: World, slot: int) -> None:
    """The citizen withdraws the ticket."""
    ticket = w.ticket[slot]
    withdraw_at(ticket, w.clock[0].now)
    for arm in range(ticket.arms):
        if arm_of(w, slot, arm).state == OPEN:
            end_assignment(w, slot, arm, WITHDRAWN)
    _end(w, slot)


@inner
def end_assignment(w: World, slot: int, arm: int, state: int) -> None:
    """A unit has done its part, returns it, or has nothing more to do with it."""
    record = arm_of(w, slot, arm)
    record.ended_us = w.clock[0].now
    record.state = state
    # Counted for routes that choose the least loaded unit.
    w.unit_load[record.unit] -= 1
    log_assignment(w, slot, arm)


@inner
def _end(w: World, slot: int) -> None:
    """The ticket's life is over: what still waits leaves its line, what is in hand is finished."""
    ticket = w.ticket[slot]
    ticket.is_over = 1
    # Before the slot is let go: a task's row names its ticket.
    leave_lines(w, slot)
    log_ticket(w, slot)
    w.clock[0].tickets_open -= 1
    let_go(w, slot)
