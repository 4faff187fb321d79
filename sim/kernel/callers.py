"""A contact's life: the ring, the queue, the talk, the wrap-up; and what brings the same citizen back."""

from __future__ import annotations

from sim.calendar.lengths import MINUTE_US
from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.draws import happens, length, stated
from sim.kernel.events import push
from sim.kernel.lines import free_slot, new_slot, start_anew, stop_waiting, touch, wait
from sim.kernel.people import end_work
from sim.kernel.receipt import receive_contact
from sim.kernel.world import World
from sim.rules.callers import (
    is_blocked,
    is_cleared_at_close,
    lasts_as_recorded,
    may_try_again,
    next_poll_us,
    recorded_at_pace_us,
    share_calling_again,
    turned_away_as,
)
from sim.rules.clocks import place_in
from sim.rules.codes import NOT_YET, STATED_TALK, STATED_WRAP_UP, ArrivalKind, Cause, Channel, Outcome, Rank, Timer
from sim.rules.instant import place_in_instant, place_of_completion
from sim.rules.names import VISITS_OF_A_CHASE

WAITING, ANSWERED, ABANDONED = int(Outcome.WAITING), int(Outcome.ANSWERED), int(Outcome.ABANDONED)
CLOSED = int(Outcome.CLOSED)
PHONE, ONLINE = int(Channel.PHONE), int(Channel.ONLINE)
FIRST, REDIAL, REPEAT, CHASE_UP = int(Cause.FIRST), int(Cause.REDIAL), int(Cause.REPEAT), int(Cause.CHASE_UP)


@inner
def first_contact(w: World, request: int) -> None:
    """A request comes in for the first time."""
    slot = new_slot(w)
    contact = w.contact[slot]
    contact.request, contact.stream, contact.type = request, w.arrival_stream[request], w.arrival_type[request]
    contact.entity, contact.name_key = w.arrival_entity[request], w.arrival_name_key[request]
    contact.cause, contact.chases = FIRST, NOT_YET
    contact.attempt = contact.answers = contact.earlier_visits = 0
    _begin(w, slot, w.stream_channel[contact.stream])


@inner
def chase_up(w: World, ticket_slot: int) -> None:
    """A citizen calls about an overdue ticket; the draws of its earlier contacts are not used again."""
    slot = new_slot(w)
    contact, ticket = w.contact[slot], w.ticket[ticket_slot]
    # The request's own key: the citizen who calls again is the one who called first.
    contact.request, contact.stream, contact.type = ticket.request, ticket.stream, ticket.type
    contact.entity, contact.name_key = ticket.entity, ticket.name_key
    contact.cause, contact.chases, contact.attempt = CHASE_UP, ticket.id, 0
    contact.earlier_visits = contact.answers = (ticket.chase_ups + 1) * VISITS_OF_A_CHASE
    _begin(w, slot, PHONE)


@inner
def call_again(w: World, earlier: int) -> None:
    """The citizen of an earlier contact calls or writes again, for the reason that contact noted."""
    slot = new_slot(w)
    contact, before = w.contact[slot], w.contact[earlier]
    contact.request, contact.stream, contact.type = before.request, before.stream, before.type
    contact.entity, contact.name_key = before.entity, before.name_key
    contact.attempt, contact.answers = before.attempt + 1, before.answers
    contact.earlier_visits, contact.chases = before.earlier_visits, before.chases
    channel = w.item[earlier].stage
    if w.item[earlier].outcome == ANSWERED:
        contact.cause = REPEAT
        contact.answers += 1
    else:
        contact.cause = REDIAL
        visit = before.earlier_visits + before.attempt
        if before.chases == NOT_YET and happens(w, Purpose.REDIAL_CHANNEL, before, visit, w.shares[0].redial_to_online):
            channel = ONLINE
    _let_go(w, earlier)
    _begin(w, slot, channel)


@inner
def join_queue(w: World, slot: int) -> None:
    """A contact enters its queue (a message, at the poll)."""
    item = w.item[slot]
    clock = w.clock[0]
    item.since_us = clock.now
    wait(w, slot)
    if item.stage == PHONE:
        w.newcomers[clock.newcomers] = slot
        clock.newcomers += 1
    # Nothing happens when the delay is over but a hand-out: the line's head is looked at again then.
    for wait_us in w.timers_us[item.line]:
        if wait_us > 0:
            push(w, clock.now + wait_us, place_in_instant(Rank.TIMER, Timer.OVERFLOW, item.id), slot)


@inner
def start_patience(w: World, slot: int) -> None:
    """Called by `hand_out` for a call that nobody took: who balks leaves now, others when their patience ends."""
    contact = w.contact[slot]
    visit = contact.earlier_visits + contact.attempt
    # They leave by an event: in one order with all whose patience ends now.
    patience_us = 0
    if not happens(w, Purpose.BALK, contact, visit, w.shares[0].balk):
        law = w.patience_law[contact.type]
        if law < 0:
            return
        patience_us = length(w, Purpose.PATIENCE, contact, visit, law, w.item[slot].since_us, 1.0)
    push(w, w.clock[0].now + patience_us, place_in_instant(Rank.PATIENCE, 0, w.item[slot].id), slot)


@inner
def give_up(w: World, slot: int, number: int) -> None:
    """A caller's patience ends, which counts if the call of that number is still waiting."""
    if not _still_waits(w, slot, number):
        return
    _leave(w, slot, ABANDONED)
    _perhaps_call_again(w, slot)
    _finish(w, slot)


@inner
def overflow(w: World, slot: int, number: int) -> None:
    """Another group may take a contact now, if it is still waiting: work is handed out."""
    if _still_waits(w, slot, number):
        touch(w, w.line[w.item[slot].line].pool)


@inner
def _still_waits(w: World, slot: int, number: int) -> bool:
    """Whether a slot still holds the contact of a number, and it waits."""
    return w.item[slot].id == number and w.item[slot].is_waiting != 0


@inner
def close_line(w: World) -> None:
    """The line closes: waiting callers stay for now, or are turned away."""
    w.clock[0].line_is_open = 0
    for place in range(w.line.size):
        line = w.line[place]
        if is_cleared_at_close(w.settings[0].clear_at_close != 0, line.stage != PHONE):
            clear_queue(w, place)


@inner
def clear_queue(w: World, number: int) -> None:
    """All who wait in a line are turned away."""
    line = w.line[number]
    # Head by head: leaving changes the list that is walked.
    while line.head != NOT_YET:
        slot = line.head
        _leave(w, slot, CLOSED)
        _perhaps_call_again(w, slot)
        _finish(w, slot)


@inner
def begin_talk(w: World, slot: int) -> None:
    """A person takes a contact for the first time. A call's talk that touches nobody when it ends needs no event."""
    item, contact = w.item[slot], w.contact[slot]
    item.outcome = ANSWERED
    contact.answered_us = w.clock[0].now
    ends_us = contact.answered_us + _talk_us(w, slot)
    if item.stage == PHONE and not _talk_frees_trunk(w):
        direct = _direct_answer(w, slot, ends_us)
        free_us = ends_us + _wrap_up_us(w, slot, direct)
        # Beyond the horizon the talk's end must be an event: it is logged only if it comes before the end of the run.
        if free_us < w.settings[0].horizon_us:
            _end_talk(w, slot, ends_us, direct)
            ends_us = free_us
    _be_busy_until(w, slot, ends_us)


@inner
def end_phase(w: World, slot: int) -> None:
    """A talk or a wrap-up is over."""
    item, contact = w.item[slot], w.contact[slot]
    now = w.clock[0].now
    if contact.talk_end_us == NOT_YET:
        direct = _direct_answer(w, slot, now)
        _end_talk(w, slot, now, direct)
        if item.stage == PHONE and _talk_frees_trunk(w):
            w.clock[0].calls -= 1
        wrap_up_us = _wrap_up_us(w, slot, direct)
        if wrap_up_us > 0:
            _be_busy_until(w, slot, now + wrap_up_us)
            return
    contact.wrap_up_end_us = now
    if item.stage == PHONE and not _talk_frees_trunk(w):
        w.clock[0].calls -= 1
    end_work(w, item.person)
    if contact.direct == 0 and w.task_line.size > 0:
        receive_contact(w, slot)
    _finish(w, slot)


@inner
def log_contact(w: World, slot: int) -> None:
    """Write the contact's row."""
    clock = w.clock[0]
    row = w.contact_log[clock.contact_rows]
    clock.contact_rows += 1
    contact, item = w.contact[slot], w.item[slot]
    row["contact"] = item.id
    row["request"] = contact.request
    row["citizen"] = contact.entity
    row["attempt"] = contact.attempt
    row["cause"] = contact.cause
    row["stream"] = contact.stream
    row["type"] = contact.type
    row["channel"] = item.stage
    row["arrived_us"] = contact.arrived_us
    row["queued_us"] = item.since_us
    row["outcome"] = item.outcome
    row["left_us"] = item.left_us
    row["answered_us"] = contact.answered_us
    row["resumed_us"] = item.resumed_us
    row["talk_end_us"] = contact.talk_end_us
    row["wrap_up_end_us"] = contact.wrap_up_end_us
    row["group"] = NOT_YET if item.person == NOT_YET else w.person[item.person].group
    row["person"] = item.person
    row["direct"] = contact.direct


@inner
def _begin(w: World, slot: int, channel: int) -> None:
    """The ring, or the message's arrival."""
    clock = w.clock[0]
    contact = w.contact[slot]
    start_anew(w, slot, clock.contacts, channel, w.line_of[channel, contact.type])
    clock.contacts += 1
    clock.contacts_open += 1
    contact.arrived_us = clock.now
    contact.answered_us = contact.talk_end_us = contact.wrap_up_end_us = contact.direct = NOT_YET
    contact.holds = 1
    item = w.item[slot]
    if channel == PHONE:
        if not clock.line_is_open or _finds_no_trunk(w):
            _turn_away(w, slot)
            return
        clock.calls += 1
    elif w.line[item.line].poll_us > 0:
        day = place_in(w.midnights_us, contact.arrived_us)
        midnight_us, next_us = w.midnights_us[day - 1], w.midnights_us[day]
        seen_us = next_poll_us(contact.arrived_us, w.line[item.line].poll_us, midnight_us, next_us)
        # At the poll itself nothing waits: the message is in its line at once.
        if seen_us > contact.arrived_us:
            push(w, seen_us, place_in_instant(Rank.ARRIVAL, ArrivalKind.POLLED, item.id), slot)
            return
    join_queue(w, slot)


@inner
def _talk_frees_trunk(w: World) -> bool:
    """Whether trunks are counted as talks end: nobody can look through all that people without limit have in hand."""
    return bool(w.settings[0].unlimited and w.settings[0].trunks > 0)


@inner
def _finds_no_trunk(w: World) -> bool:
    """Whether a caller is blocked. Calls whose talk is over hold no trunk: they are looked for if it matters."""
    trunks, taken = w.settings[0].trunks, w.clock[0].calls
    if is_blocked(trunks, taken):
        for who in range(w.person.size):
            slot = w.person[who].in_hand
            is_call = slot != NOT_YET and w.item[slot].stage == PHONE
            if is_call and NOT_YET < w.contact[slot].talk_end_us <= w.clock[0].now:
                taken -= 1
    return is_blocked(trunks, taken)


@inner
def _turn_away(w: World, slot: int) -> None:
    """The line is closed, or every trunk is taken: the contact ends here."""
    item = w.item[slot]
    item.outcome = turned_away_as(w.clock[0].line_is_open != 0)
    item.left_us = w.clock[0].now
    _perhaps_call_again(w, slot)
    _finish(w, slot)


@inner
def _leave(w: World, slot: int, outcome: int) -> None:
    stop_waiting(w, slot)
    item = w.item[slot]
    item.outcome = outcome
    item.left_us = w.clock[0].now
    if item.stage == PHONE:
        w.clock[0].calls -= 1


@inner
def _finish(w: World, slot: int) -> None:
    log_contact(w, slot)
    w.clock[0].contacts_open -= 1
    w.item[slot].id = NOT_YET
    _let_go(w, slot)


@inner
def _let_go(w: World, slot: int) -> None:
    """A slot is free again when the contact has ended and nothing will come of it."""
    contact = w.contact[slot]
    # A contact holds its slot, and so does each later contact that it will bring: the last one lets go.
    contact.holds -= 1
    if contact.holds == 0:
        free_slot(w, slot)


@inner
def _be_busy_until(w: World, slot: int, until_us: int) -> None:
    item = w.item[slot]
    item.due_us = until_us
    push(w, until_us, place_of_completion(item.id), slot)


@inner
def _talk_us(w: World, slot: int) -> int:
    """How long the talk takes: as a file has it, or drawn."""
    item, contact = w.item[slot], w.contact[slot]
    recorded_us = _recorded_us(w, slot, STATED_TALK)
    if recorded_us != NOT_YET:
        return recorded_us
    law = w.path[0].chase_talk_law if contact.chases != NOT_YET else NOT_YET
    if law < 0:
        law = w.talk_law[item.stage, contact.type, w.person[item.person].group]
    return _phase_us(w, slot, Purpose.TALK, law)


@inner
def _recorded_us(w: World, slot: int, what: int) -> int:
    """How long a phase of work takes as a file has it; NOT_YET: it is drawn."""
    item, contact = w.item[slot], w.contact[slot]
    if contact.answers == 0:
        recorded_us = stated(w, contact.request, what)
        if lasts_as_recorded(recorded_us, item.stage, w.stream_channel[contact.stream]):
            return recorded_at_pace_us(recorded_us, _pace(w, slot))
    return NOT_YET


@inner
def _phase_us(w: World, slot: int, purpose: int, law: int) -> int:
    """How long a phase of work takes, drawn by key; law and pace of all phases are those of the talk's start."""
    contact = w.contact[slot]
    return length(w, purpose, contact, contact.answers, law, contact.answered_us, _pace(w, slot))


@inner
def _pace(w: World, slot: int) -> float:
    return float(w.pace[w.group[w.person[w.item[slot].person].group].pace, w.contact[slot].answered_us // MINUTE_US])


@inner
def _wrap_up_us(w: World, slot: int, direct: int) -> int:
    """How long the wrap-up takes; 0 without one."""
    item, contact = w.item[slot], w.contact[slot]
    recorded_us = _recorded_us(w, slot, STATED_WRAP_UP)
    if recorded_us != NOT_YET:
        return recorded_us
    law = w.path[0].chase_wrap_up_law if contact.chases != NOT_YET else NOT_YET
    if law < 0:
        laws = w.wrap_up_law if direct else w.ticket_law
        law = laws[item.stage, contact.type, w.person[item.person].group]
    return _phase_us(w, slot, Purpose.WRAP_UP, law) if law >= 0 else 0


@inner
def _direct_answer(w: World, slot: int, talk_end_us: int) -> int:
    """Whether it is answered directly: 1, or becomes a ticket: 0; NOT_YET of a call about a ticket."""
    contact = w.contact[slot]
    if contact.chases != NOT_YET:
        return NOT_YET
    # From the latest change back to the one that holds: changes are few, and the first is from the start on.
    step = w.direct_from_us.size - 1
    while w.direct_from_us[step] > talk_end_us:
        step -= 1
    share = w.direct_share[step, contact.type]
    return int(happens(w, Purpose.DIRECT_ANSWER, contact, contact.answers, share))


@inner
def _end_talk(w: World, slot: int, at_us: int, direct: int) -> None:
    """The talk is over; an unsatisfying direct answer brings the citizen back."""
    contact = w.contact[slot]
    contact.talk_end_us, contact.direct = at_us, direct
    if direct == 1 and happens(w, Purpose.REPEAT, contact, contact.answers, w.shares[0].repeat_share):
        law = w.settings[0].repeat_law
        _come_again_at(w, slot, at_us + length(w, Purpose.REPEAT_DELAY, contact, contact.answers, law, at_us, 1.0))


@inner
def _perhaps_call_again(w: World, slot: int) -> None:
    """A caller who was not answered may call again later, or write."""
    contact, shares = w.contact[slot], w.shares[0]
    visit = contact.earlier_visits + contact.attempt
    share = share_calling_again(w.item[slot].outcome, shares.redial_after_abandon, shares.redial_after_block)
    if not may_try_again(contact.attempt, w.settings[0].redial_max_tries):
        return
    if happens(w, Purpose.REDIAL, contact, visit, share):
        law = w.settings[0].redial_law
        now = w.clock[0].now
        _come_again_at(w, slot, now + length(w, Purpose.REDIAL_DELAY, contact, visit, law, now, 1.0))


@inner
def _come_again_at(w: World, slot: int, at_us: int) -> None:
    if at_us < w.settings[0].horizon_us:
        # The later contact reads this one as it begins.
        w.contact[slot].holds += 1
        push(w, at_us, place_in_instant(Rank.ARRIVAL, ArrivalKind.AGAIN, w.item[slot].id), slot)
