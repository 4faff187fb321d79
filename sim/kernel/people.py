"""The people of the floor: on duty, on a pause, at work, idle. What the calendar does to them."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.events import push
from sim.kernel.lines import is_contact, touch, wait
from sim.kernel.lists import put_in, take_out
from sim.kernel.tasks import leave
from sim.kernel.tickets import let_go
from sim.kernel.world import World
from sim.rules.codes import NOT_YET, Duty, Rank, ShiftEnd, StaffState
from sim.rules.instant import place_in_instant
from sim.rules.people import is_put_down, may_be_put_down, may_go_on_break, rest_us

PUTS_DOWN = int(ShiftEnd.PAUSE)
ON_DUTY, ABSENT, STRETCH = int(StaffState.ON_DUTY), int(StaffState.ABSENT), int(StaffState.STRETCH)


@inner
def roster_row(w: World, row: int) -> None:
    """Do what one row of the roster says about a person."""
    entry = w.roster[row]
    who = entry.id
    person = w.person[who]
    if w.duty[entry.duty].absent:
        if entry.kind == Duty.SHIFT_START:
            duty = w.duty[entry.duty]
            _log(w, who, entry.duty, ABSENT, duty.start_us, duty.end_us, NOT_YET, NOT_YET, NOT_YET, NOT_YET)
    elif entry.kind == Duty.SHIFT_START:
        _come(w, who, entry.duty)
    elif entry.kind == Duty.SHIFT_END:
        _go(w, who)
    elif entry.kind == Duty.PAUSE_LOST:
        _log_pause(w, who, row, NOT_YET, NOT_YET)
    elif person.duty != entry.duty or not person.on_duty:
        return  # the row is of a shift that has ended
    elif entry.kind == Duty.LAST_START:
        # Who is idle can no longer be chosen; who is at work takes nothing more after it.
        idle = _is_idle(w, who)
        person.may_start = 0
        if idle:
            _stop_idling(w, who)
    else:
        _await_pause(w, who, row)


@inner
def _stand_by(w: World, who: int) -> None:
    """The person is free: gone home if off duty, else pausing if a pause is due, else idle."""
    person = w.person[who]
    person.in_hand = NOT_YET
    if not person.on_duty:
        _end_stint(w, who)
    else:
        row = _next_pause(w, who)
        if row != NOT_YET:
            _rest(w, who, row)
        elif person.may_start:
            _become_idle(w, who)


@inner
def begin_work(w: World, who: int, slot: int) -> None:
    """An idle person takes something; one of people without limit stays free for more."""
    person = w.person[who]
    if not w.settings[0].unlimited:
        _stop_idling(w, who)
        person.in_hand = slot
    # People without limit have much in hand: each piece has an event of its own at the shift's end.
    elif w.group[person.group].shift_end == PUTS_DOWN:
        push(w, person.shift_end_us, place_in_instant(Rank.CALENDAR, Duty.SHIFT_END, who), slot)


@inner
def end_work(w: World, who: int) -> None:
    """A person is done with something."""
    if not w.settings[0].unlimited:
        _stand_by(w, who)


@inner
def end_shift_of_many(w: World, who: int, slot: int) -> None:
    """The shift ends in which one of people without limit took something; if it is still in hand, it is put down."""
    item = w.item[slot]
    # It may be done, or in other hands: then the shift's end is nothing to it.
    if item.person == who and item.due_us > w.clock[0].now:
        _put_down(w, who, slot)


@inner
def _stop_idling(w: World, who: int) -> None:
    """An idle person begins work, pauses or goes."""
    group = w.group[w.person[who].group]
    take_out(group, w.person, who)
    group.idle -= 1


@inner
def end_pause(w: World, who: int) -> None:
    """A pause has lasted its length."""
    if w.person[who].pause != NOT_YET:  # else the shift ended at the same instant
        _finish_pause(w, who)
        _stand_by(w, who)


@inner
def log_unfinished_person(w: World, who: int) -> None:
    """Log what lasts beyond the horizon."""
    person = w.person[who]
    if person.pause != NOT_YET:
        _log_pause(w, who, person.pause, person.pause_start_us, NOT_YET)
    if person.stint_start_us != NOT_YET:
        duty = w.duty[person.duty]
        _log(w, who, person.duty, ON_DUTY, duty.start_us, duty.end_us, person.stint_start_us, NOT_YET, NOT_YET, NOT_YET)


@inner
def _become_idle(w: World, who: int) -> None:
    person = w.person[who]
    group = w.group[person.group]
    person.since_us = w.clock[0].now
    put_in(group, w.person, who)
    group.idle += 1
    # Where nothing waits nobody need look: most people become idle in quiet hours.
    if w.pool[group.pool].waiting:
        touch(w, group.pool)


@inner
def _come(w: World, who: int, duty: int) -> None:
    person = w.person[who]
    if person.in_hand != NOT_YET:  # still at work from the shift before: it ends as this one begins
        _end_stint(w, who)
    person.on_duty = 1
    person.may_start = 1
    person.duty = duty
    person.stint_start_us = w.clock[0].now
    person.shift_end_us = w.duty[duty].end_us
    if person.in_hand == NOT_YET:
        _stand_by(w, who)


@inner
def _go(w: World, who: int) -> None:
    """The shift is over: those at work finish first, unless their group puts such work down."""
    person = w.person[who]
    # Asked first: off duty nobody counts as idle, and they would stay in their group's list.
    idle = _is_idle(w, who)
    person.on_duty = 0
    # What was due and found no time is logged as lost, and nobody waits for its turn any more.
    row = person.first_due
    while row != NOT_YET:
        _log_pause(w, who, row, NOT_YET, NOT_YET)
        _leave_turn(w, row)
        row = w.roster[row].after
    person.first_due = NOT_YET
    if person.in_hand != NOT_YET:
        if _put_down(w, who, person.in_hand):
            person.in_hand = NOT_YET
            _end_stint(w, who)
        return
    if idle:
        _stop_idling(w, who)
    elif person.pause != NOT_YET:
        _finish_pause(w, who)
    _end_stint(w, who)


@inner
def _put_down(w: World, who: int, slot: int) -> bool:
    """A shift ends in the middle of work: deferred work may be put down, everything else is finished."""
    item = w.item[slot]
    left_us = item.due_us - w.clock[0].now
    puts_down = w.group[w.person[who].group].shift_end == PUTS_DOWN
    in_wrap_up = is_contact(item.stage) and w.contact[slot].talk_end_us != NOT_YET
    if not is_put_down(puts_down, may_be_put_down(item.stage), in_wrap_up, left_us):
        return False
    _log_stretch(w, who, slot)
    item.left_over_us = left_us
    item.due_us = NOT_YET
    # Work that was begun goes before all that was not, whenever that came.
    item.resumed = 1
    wait(w, slot)
    # Of a ticket that is over it leads nowhere: nobody takes it up again.
    if not is_contact(item.stage) and w.ticket[w.task[slot].ticket].is_over:
        leave(w, slot)
        let_go(w, w.task[slot].ticket)
    return True


@inner
def _log_stretch(w: World, who: int, slot: int) -> None:
    """Log the stretch of work that a shift's end cuts short."""
    person, item = w.person[who], w.item[slot]
    start_us, now = item.resumed_us, w.clock[0].now
    contact, task = NOT_YET, NOT_YET
    if is_contact(item.stage):
        contact = item.id
    else:
        task = w.task[slot].name
    _log(w, who, person.duty, STRETCH, start_us, now, start_us, now, contact, task)


@inner
def _await_pause(w: World, who: int, row: int) -> None:
    person = w.person[who]
    if person.first_due == NOT_YET:
        person.first_due = row
    else:
        w.roster[person.last_due].after = row
    person.last_due = row
    _join_turn(w, row)
    _rest_if_free(w, who)


@inner
def _next_pause(w: World, who: int) -> int:
    """The row of the first pause due that may begin now."""
    person = w.person[who]
    # The first that was due and may begin: a pause without a turn never waits.
    row = person.first_due
    while row != NOT_YET:
        cap = w.roster[row].cap
        if cap < 0 or may_go_on_break(w.turn[cap].away, w.turn[cap].most, w.clock[0].now, person.shift_end_us):
            return int(row)
        row = w.roster[row].after
    return NOT_YET


@inner
def _rest_if_free(w: World, who: int) -> None:
    """Somebody who is not at work goes on a pause that is due and may begin."""
    person = w.person[who]
    if person.in_hand == NOT_YET and person.pause == NOT_YET:
        row = _next_pause(w, who)
        if row != NOT_YET:
            if person.may_start:
                _stop_idling(w, who)
            _rest(w, who, row)


@inner
def _rest(w: World, who: int, row: int) -> None:
    person = w.person[who]
    now = w.clock[0].now
    _forget_pause(w, who, row)
    _leave_turn(w, row)
    entry = w.roster[row]
    if entry.cap >= 0:
        w.turn[entry.cap].away += 1
    person.pause = row
    person.pause_start_us = now
    end_us = now + rest_us(entry.length_us, now, person.shift_end_us)
    push(w, end_us, place_in_instant(Rank.CALENDAR, Duty.BREAK_END, who), who)


@inner
def _forget_pause(w: World, who: int, row: int) -> None:
    """Take a pause out of the list of those that are due."""
    person = w.person[who]
    before = NOT_YET
    place = person.first_due
    while place != row:
        before = place
        place = w.roster[place].after
    after = w.roster[row].after
    if before == NOT_YET:
        person.first_due = after
    else:
        w.roster[before].after = after
    if after == NOT_YET:
        person.last_due = before
    w.roster[row].after = NOT_YET


@inner
def _join_turn(w: World, row: int) -> None:
    """A pause that is due waits for its turn, behind those that were due before."""
    cap = w.roster[row].cap
    if cap >= 0:
        turn = w.turn[cap]
        w.roster[row].turn_before = turn.last
        if turn.last == NOT_YET:
            turn.first = row
        else:
            w.roster[turn.last].turn_after = row
        turn.last = row


@inner
def _leave_turn(w: World, row: int) -> None:
    """A pause that begins, or is lost, waits no longer."""
    entry = w.roster[row]
    if entry.cap >= 0:
        turn = w.turn[entry.cap]
        # Taken out of the middle, too: another of the turn may have begun before it.
        if entry.turn_before == NOT_YET:
            turn.first = entry.turn_after
        else:
            w.roster[entry.turn_before].turn_after = entry.turn_after
        if entry.turn_after == NOT_YET:
            turn.last = entry.turn_before
        else:
            w.roster[entry.turn_after].turn_before = entry.turn_before


@inner
def _finish_pause(w: World, who: int) -> None:
    """A pause is over; whoever has waited longest for this turn and is free takes it."""
    person = w.person[who]
    cap = w.roster[person.pause].cap
    _log_pause(w, who, person.pause, person.pause_start_us, w.clock[0].now)
    person.pause = NOT_YET
    if cap >= 0:
        # First the place is free, then it is offered: in the order in which they were due.
        w.turn[cap].away -= 1
        row = w.turn[cap].first
        while row != NOT_YET:
            after = w.roster[row].turn_after
            # Not to the one who comes back: what comes next for that person follows.
            if w.roster[row].id != who:
                _rest_if_free(w, w.roster[row].id)
            row = after


@inner
def _end_stint(w: World, who: int) -> None:
    person = w.person[who]
    duty = w.duty[person.duty]
    now = w.clock[0].now
    _log(w, who, person.duty, ON_DUTY, duty.start_us, duty.end_us, person.stint_start_us, now, NOT_YET, NOT_YET)
    person.stint_start_us = NOT_YET


@inner
def _is_idle(w: World, who: int) -> bool:
    person = w.person[who]
    return bool(person.on_duty and person.may_start and person.in_hand == NOT_YET and person.pause == NOT_YET)


@inner
def _log_pause(w: World, who: int, row: int, start_us: int, end_us: int) -> None:
    entry = w.roster[row]
    due_us = entry.time_us
    _log(w, who, entry.duty, entry.state, due_us, due_us + entry.length_us, start_us, end_us, NOT_YET, NOT_YET)


@inner
def _log(
    w: World,
    who: int,
    duty: int,
    state: int,
    planned_start_us: int,
    planned_end_us: int,
    start_us: int,
    end_us: int,
    contact: int,
    task: int,
) -> None:
    clock = w.clock[0]
    row = w.staff_log[clock.staff_rows]
    clock.staff_rows += 1
    row["person"] = who
    row["group"] = w.person[who].group
    row["shift"] = w.duty[duty].shift
    row["state"] = state
    row["planned_start_us"] = planned_start_us
    row["planned_end_us"] = planned_end_us
    row["start_us"] = start_us
    row["end_us"] = end_us
    row["contact"] = contact
    row["task"] = task
