"""Silence: a wait before closure in which nothing more is done for a ticket, and which holds nobody."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.deadlines import begin_standstill
from sim.kernel.draws import happens, length, length_left
from sim.kernel.events import push
from sim.kernel.world import World
from sim.rules.closing import move_to
from sim.rules.codes import NOT_YET, Rank, Standstill, TicketState, Timer
from sim.rules.handling import takes_time
from sim.rules.instant import place_in_instant

SILENCE = int(TicketState.SILENCE)
IN_SILENCE = int(Standstill.SILENCE)


@inner
def _length_us(w: World, slot: int, law: int, begun: bool) -> int:
    """Its length; what is left of one that had begun before the start: as stated, or given its age."""
    ticket = w.ticket[slot]
    if not begun:
        return length(w, Purpose.SILENCE_TIME, ticket, 0, law, w.clock[0].now, 1.0)
    if ticket.left_us != NOT_YET:
        return int(ticket.left_us)
    since_us = int(ticket.waits_since_us)
    return length_left(w, Purpose.SILENCE_TIME, ticket, 0, law, since_us, w.clock[0].now - since_us)


@inner
def fall_silent(w: World, slot: int, begun: bool) -> bool:
    """Whether a ticket waits in silence from now on; one that stood in it at the start waits for what is left."""
    ticket, now = w.ticket[slot], w.clock[0].now
    law = w.silence_law[ticket.type]
    if begun:
        is_silent = takes_time(law, begun, ticket.left_us)
    else:
        is_silent = happens(w, Purpose.SILENT, ticket, 0, w.path_shares[0].silent)
    if not is_silent:
        return False
    end_us = now + _length_us(w, slot, law, begun)
    move_to(ticket, SILENCE)
    ticket.silent_since_us = ticket.waits_since_us if begun else now
    begin_standstill(w, slot, IN_SILENCE, ticket.stands_still_from_us if begun else now)
    push(w, end_us, place_in_instant(Rank.TIMER, Timer.SILENCE_OVER, ticket.id), slot)
    return True
