"""A contact's life: the ring, the queue, the talk, the wrap-up; and what brings the same citizen back."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.calendar.lengths import MINUTE_US
from sim.chance.compiled import inner
from sim.chance.keyed import Purpose, uniform
from sim.chance.laws import length_us
from sim.kernel.events import order, push
from sim.kernel.lines import stop_waiting, wait
from sim.kernel.people import stand_by
from sim.rules.codes import NOT_YET, ArrivalKind, Cause, Channel, Outcome, Rank
from sim.rules.decisions import happens, is_blocked, is_cleared_at_close, next_poll_us, tries_again

WAITING, ANSWERED, ABANDONED = int(Outcome.WAITING), int(Outcome.ANSWERED), int(Outcome.ABANDONED)
BLOCKED, CLOSED = int(Outcome.BLOCKED), int(Outcome.CLOSED)
PHONE, ONLINE = int(Channel.PHONE), int(Channel.ONLINE)
FIRST, REDIAL, REPEAT = int(Cause.FIRST), int(Cause.REDIAL), int(Cause.REPEAT)
OVERFLOW = 0


@inner
def first_contact(w: Any, request: int) -> None:
    """A request comes in for the first time."""
    stream = w.arrival_stream[request]
    slot = _new_slot(w)
    contact = w.contact[slot]
    contact.request = request
    contact.stream = stream
    contact.type = w.arrival_type[request]
    contact.entity = w.arrival_entity[request]
    contact.name_key = w.arrival_name_key[request]
    contact.channel = w.stream_channel[stream]
    contact.cause, contact.attempt, contact.answers = FIRST, 0, 0
    _begin(w, slot)


@inner
def comes_again(w: Any, earlier: int) -> None:
    """The citizen of an earlier contact calls or writes again, for the reason that contact noted."""
    slot = _new_slot(w)
    contact, before = w.contact[slot], w.contact[earlier]
    contact.request, contact.stream, contact.type = before.request, before.stream, before.type
    contact.entity, contact.name_key = before.entity, before.name_key
    if before.outcome == ANSWERED:
        contact.cause, contact.answers, contact.channel = REPEAT, before.answers + 1, before.channel
    else:
        contact.cause, contact.answers = REDIAL, before.answers
        writes = _chance(w, Purpose.REDIAL_CHANNEL, earlier, before.attempt, w.shares[0].redial_to_online)
        contact.channel = ONLINE if writes else before.channel
    contact.attempt = before.attempt + 1
    _let_go(w, earlier)
    _begin(w, slot)


@inner
def is_seen(w: Any, slot: int) -> None:
    """A contact enters its queue (a message, at the poll)."""
    contact = w.contact[slot]
    now = w.clock[0].now
    contact.queued_us = now
    wait(w, slot)
    clock = w.clock[0]
    w.newcomers[clock.newcomers] = slot
    clock.newcomers += 1
    for wait_us in w.timers_us[contact.line]:
        if wait_us > 0:
            push(w, now + wait_us, order(Rank.TIMER, OVERFLOW, contact.id), slot)


@inner
def start_patience(w: Any, slot: int) -> None:
    """Those who balk leave now; the others when their patience ends, if they are still waiting."""
    contact = w.contact[slot]
    patience_us = 0
    if not _chance(w, Purpose.BALK, slot, contact.attempt, w.shares[0].balk):
        law = w.patience_law[contact.type]
        if law < 0:
            return
        patience_us = _length_us(w, Purpose.PATIENCE, slot, contact.attempt, law, 1.0)
    push(w, w.clock[0].now + patience_us, order(Rank.PATIENCE, 0, contact.id), slot)


@inner
def gives_up(w: Any, slot: int) -> None:
    """A waiting caller's patience ends."""
    _leaves(w, slot, ABANDONED)
    _may_call_again(w, slot, w.shares[0].redial_after_abandon)
    _finish(w, slot)


@inner
def line_closes(w: Any) -> None:
    """The line closes: waiting callers stay until they are answered, or are turned away."""
    w.clock[0].line_is_open = 0
    for number in range(w.line.size):
        line = w.line[number]
        if is_cleared_at_close(w.settings[0].clear_at_close != 0, line.stage == ONLINE):
            while line.head != NOT_YET:
                slot = line.head
                _leaves(w, slot, CLOSED)
                _finish(w, slot)


@inner
def is_taken(w: Any, slot: int, who: int) -> None:
    """A person begins work on a contact, or takes up what was put down."""
    contact = w.contact[slot]
    now = w.clock[0].now
    contact.person = who
    contact.resumed_us = now
    if contact.left_over_us > 0:
        contact.due_us = now + contact.left_over_us
        push(w, contact.due_us, order(Rank.COMPLETION, 0, contact.id), slot)
    else:
        contact.outcome = ANSWERED
        contact.answered_us = now
        group = w.person[who].group
        _work(w, slot, Purpose.TALK, w.talk_law[contact.channel, contact.type, group])


@inner
def phase_ends(w: Any, slot: int) -> None:
    """A talk or a wrap-up is over."""
    contact = w.contact[slot]
    now = w.clock[0].now
    if contact.talk_end_us == NOT_YET:
        contact.talk_end_us = now
        if contact.channel == PHONE:
            w.clock[0].trunks_taken -= 1
        _is_answered(w, slot)
        group = w.person[contact.person].group
        laws = w.wrap_up_law if contact.direct else w.ticket_law
        law = laws[contact.channel, contact.type, group]
        if law >= 0:
            _work(w, slot, Purpose.WRAP_UP, law)
            return
    contact.wrap_up_end_us = now
    stand_by(w, contact.person)
    _finish(w, slot)


@inner
def log_contact(w: Any, slot: int) -> None:
    """Write the contact's row."""
    clock = w.clock[0]
    row = w.contact_log[clock.contact_rows]
    clock.contact_rows += 1
    c = w.contact[slot]
    row[0], row[1], row[2], row[3], row[4] = c.id, c.request, c.entity, c.attempt, c.cause
    row[5], row[6], row[7], row[8], row[9] = c.stream, c.type, c.channel, c.arrived_us, c.queued_us
    row[10], row[11], row[12], row[13] = c.outcome, c.left_us, c.answered_us, c.resumed_us
    row[14], row[15] = c.talk_end_us, c.wrap_up_end_us
    row[16] = NOT_YET if c.person == NOT_YET else w.person[c.person].group
    row[17], row[18] = c.person, c.direct


@inner
def _new_slot(w: Any) -> int:
    clock = w.clock[0]
    slot = clock.free_slot
    clock.free_slot = w.contact[slot].after
    return int(slot)


@inner
def _begin(w: Any, slot: int) -> None:
    """The ring, or the message's arrival."""
    clock = w.clock[0]
    c = w.contact[slot]
    c.id = clock.created
    clock.created += 1
    clock.open += 1
    c.line = w.line_of[c.channel, c.type]
    c.arrived_us = clock.now
    c.queued_us = c.left_us = c.answered_us = c.resumed_us = c.talk_end_us = c.wrap_up_end_us = NOT_YET
    c.outcome = WAITING
    c.direct = c.person = c.due_us = c.before = c.after = NOT_YET
    c.is_waiting = c.left_over_us = 0
    c.holds = 1
    if c.channel == PHONE:
        if not clock.line_is_open or is_blocked(w.settings[0].trunks, clock.trunks_taken):
            _turn_away(w, slot)
            return
        clock.trunks_taken += 1
    elif w.line[c.line].poll_us > 0:
        day = np.searchsorted(w.midnights_us, c.arrived_us, side="right")
        midnight_us, next_us = w.midnights_us[day - 1], w.midnights_us[day]
        seen_us = next_poll_us(c.arrived_us, w.line[c.line].poll_us, midnight_us, next_us)
        if seen_us > c.arrived_us:
            push(w, seen_us, order(Rank.ARRIVAL, ArrivalKind.POLLED, c.id), slot)
            return
    is_seen(w, slot)


@inner
def _turn_away(w: Any, slot: int) -> None:
    """The line is closed, or every trunk is taken: the contact ends here."""
    contact = w.contact[slot]
    is_open = w.clock[0].line_is_open
    contact.outcome = BLOCKED if is_open else CLOSED
    contact.left_us = w.clock[0].now
    if is_open:
        _may_call_again(w, slot, w.shares[0].redial_after_block)
    _finish(w, slot)


@inner
def _leaves(w: Any, slot: int, outcome: int) -> None:
    stop_waiting(w, slot)
    contact = w.contact[slot]
    contact.outcome = outcome
    contact.left_us = w.clock[0].now
    if contact.channel == PHONE:
        w.clock[0].trunks_taken -= 1


@inner
def _finish(w: Any, slot: int) -> None:
    log_contact(w, slot)
    w.clock[0].open -= 1
    w.contact[slot].id = NOT_YET
    _let_go(w, slot)


@inner
def _let_go(w: Any, slot: int) -> None:
    """A slot is free again when the contact has ended and nothing will come of it."""
    contact = w.contact[slot]
    contact.holds -= 1
    if contact.holds == 0:
        contact.after = w.clock[0].free_slot
        w.clock[0].free_slot = slot


@inner
def _work(w: Any, slot: int, purpose: int, law: int) -> None:
    """Begin a phase of work; its length is drawn by key, and the pace is that of its start."""
    contact = w.contact[slot]
    pace = w.pace[w.person[contact.person].group, contact.answered_us // MINUTE_US]
    contact.due_us = w.clock[0].now + _length_us(w, purpose, slot, contact.answers, law, pace)
    push(w, contact.due_us, order(Rank.COMPLETION, 0, contact.id), slot)


@inner
def _is_answered(w: Any, slot: int) -> None:
    """Answered directly, or it becomes a ticket; an unsatisfying direct answer brings the citizen back."""
    contact = w.contact[slot]
    step = w.direct_from_us.size - 1
    while w.direct_from_us[step] > contact.talk_end_us:
        step -= 1
    share = w.direct_share[step, contact.type]
    contact.direct = int(_chance(w, Purpose.DIRECT_ANSWER, slot, contact.answers, share))
    if contact.direct and _chance(w, Purpose.REPEAT, slot, contact.answers, w.shares[0].repeat_share):
        law = w.settings[0].repeat_law
        _will_come_again(w, slot, _length_us(w, Purpose.REPEAT_DELAY, slot, contact.answers, law, 1.0))


@inner
def _may_call_again(w: Any, slot: int, share: float) -> None:
    contact = w.contact[slot]
    if share <= 0:
        return
    u = _uniform(w, Purpose.REDIAL, slot, contact.attempt)
    if tries_again(u, share, contact.attempt, w.settings[0].redial_max_tries):
        law = w.settings[0].redial_law
        _will_come_again(w, slot, _length_us(w, Purpose.REDIAL_DELAY, slot, contact.attempt, law, 1.0))


@inner
def _will_come_again(w: Any, slot: int, delay_us: int) -> None:
    contact = w.contact[slot]
    contact.holds += 1
    push(w, w.clock[0].now + delay_us, order(Rank.ARRIVAL, ArrivalKind.AGAIN, contact.id), slot)


@inner
def _uniform(w: Any, purpose: int, slot: int, visit: int) -> float:
    settings, contact = w.settings[0], w.contact[slot]
    return uniform(
        int(settings.seed), int(settings.replication), purpose, int(contact.name_key), int(contact.entity), int(visit)
    )


@inner
def _chance(w: Any, purpose: int, slot: int, visit: int, share: float) -> bool:
    """Whether something with a chance happens; certain things need no draw."""
    if share <= 0 or share >= 1:
        return bool(share >= 1)
    return happens(_uniform(w, purpose, slot, visit), share)


@inner
def _length_us(w: Any, purpose: int, slot: int, visit: int, law: int, pace: float) -> int:
    settings, contact = w.settings[0], w.contact[slot]
    return length_us(
        int(settings.seed), int(settings.replication), w.law_kind[law], w.law_a[law], w.law_b[law], w.law_c[law],
        w.law_table, purpose, int(contact.name_key), int(contact.entity), int(visit), pace,
    )  # fmt: skip
