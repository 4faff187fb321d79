"""The path of a ticket. Each handler is named after the milestone it writes, and says what comes after it.

A handler calls only those that stand above it in this file: nothing that takes no time can go in circles.
"""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.clock import after_us
from sim.kernel.deadlines import begin, is_open, reopened, run_on, stand_still
from sim.kernel.draws import chance, length, number
from sim.kernel.events import order, push
from sim.kernel.people import stand_by
from sim.kernel.tasks import put_away, raise_to, wait_for
from sim.kernel.ticket_tables import ACCEPTANCE, DISPATCH, FOLLOWED_UP, HANDLED, NEXT_DAY, RECEIPT, REVIEWED
from sim.kernel.tickets import assign, end_assignment, end_ticket, find_units, let_go, may_happen_later
from sim.rules.codes import NOT_YET, ArmState, Rank, Stage, TicketState, Timer, Urgency
from sim.rules.decisions import (
    hands_over,
    is_designated,
    machine_dispatches,
    share_right,
    tries_once_more,
    was_in_time,
)
from sim.rules.names import arm_visit

AT_CONFIRM, AT_AUDIT, AT_DISPATCH = int(Stage.CONFIRM), int(Stage.AUDIT), int(Stage.DISPATCH)
AT_CALL, AT_HANDLING, AT_REVIEW = int(Stage.CRITICAL_CALL), int(Stage.HANDLING), int(Stage.REVIEW)
AT_FOLLOW_UP = int(Stage.FOLLOW_UP)
OPEN, ARM_HANDLED, RETURNED = int(ArmState.OPEN), int(ArmState.HANDLED), int(ArmState.RETURNED)
CLOSED = int(TicketState.CLOSED)
CRITICAL = int(Urgency.CRITICAL)


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
        _is_at(w, of, AT_FOLLOW_UP)
        is_called_back(w, of)
    else:
        is_solved(w, of)


@inner
def goes_to_review(w: Any, of: int) -> None:
    """Handled, or a ticket of the backlog that was."""
    if _exists(w, AT_REVIEW):
        _is_at(w, of, AT_REVIEW)
        wait_for(w, of, AT_REVIEW, NOT_YET, 0, 0, NOT_YET)
    else:
        is_reviewed(w, of)


@inner
def is_handled(w: Any, of: int) -> None:
    """The last arm is done."""
    w.ticket[of].handled_us = w.clock[0].now
    is_closed(w, of, HANDLED)
    goes_to_review(w, of)


@inner
def arm_is_handled(w: Any, of: int, arm: int) -> None:
    """One arm is done."""
    end_assignment(w, of, arm, ARM_HANDLED)
    ticket = w.ticket[of]
    ticket.open_arms -= 1
    if ticket.open_arms == 0:
        is_handled(w, of)


@inner
def is_worked(w: Any, of: int, arm: int) -> None:
    """The crew is done, or none was needed; some wait for others, which holds nobody."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    unit = record.unit
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    if not chance(w, Purpose.OUTSIDE, ticket, visit, w.outside_share[unit]):
        arm_is_handled(w, of, arm)
        return
    now = w.clock[0].now
    length_us = length(w, Purpose.OUTSIDE_DELAY, ticket, visit, w.unit[unit].outside_law, 1.0)
    end_us = after_us(w, w.hours_of[unit], now, length_us) if w.unit[unit].outside_in_hours else now + length_us
    if w.path[0].pauses_in_outside:
        stand_still(w, of)
    push(w, end_us, order(Rank.TIMER, Timer.OUTSIDE_OVER, ticket.id << 4 | arm), of)


@inner
def is_accepted(w: Any, of: int, arm: int, accepted_us: int) -> None:
    """The right unit takes the arm: a crew sets out when there is one."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    record.accepted_us = accepted_us
    if ticket.accepted_us == NOT_YET:
        ticket.accepted_us = accepted_us
        begin(w, of, ACCEPTANCE, w.clock[0].now)
    if w.travel_law[record.unit, ticket.type] >= 0 or w.work_law[record.unit, ticket.type] >= 0:
        visit = arm_visit(ticket.handling, record.dispatches, arm)
        wait_for(w, of, AT_HANDLING, arm, 0, visit, NOT_YET)
    else:
        is_worked(w, of, arm)


@inner
def is_to_be_dispatched(w: Any, of: int, arm: int) -> None:
    """Some arms are given to units, by the machine or a person: one that came back, or from arm 0 on."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    now, path, shares = w.clock[0].now, w.path[0], w.path_shares[0]
    again = record.dispatches > 0
    if not again:
        _is_at(w, of, AT_DISPATCH)
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    by_machine = path.machine_law >= 0 and machine_dispatches(
        number(w, Purpose.MACHINE, ticket, visit), shares.machine, now, path.machine_from_us, again, path.by_people
    )
    if by_machine and shares.hand_over_below > 0:
        by_machine = not hands_over(number(w, Purpose.CONFIDENCE, ticket, visit), shares.hand_over_below)
    if by_machine:
        length_us = length(w, Purpose.MACHINE_TIME, ticket, visit, path.machine_law, 1.0)
        push(w, now + length_us, order(Rank.TIMER, Timer.MACHINE_DONE, ticket.id << 4 | arm), of)
    else:
        wait_for(w, of, AT_DISPATCH, arm if again else NOT_YET, record.dispatches, visit, NOT_YET)


@inner
def is_returned(w: Any, of: int, arm: int) -> None:
    """A wrong unit gives the arm back: it is dispatched again, on its own."""
    w.arm[of * w.path[0].most_arms + arm].returned_us = w.clock[0].now
    w.ticket[of].returns += 1
    end_assignment(w, of, arm, RETURNED)
    is_to_be_dispatched(w, of, arm)


@inner
def is_answered(w: Any, of: int, arm: int) -> None:
    """The unit accepts the arm, or notices that it is not its own."""
    record = w.arm[of * w.path[0].most_arms + arm]
    record.answers_us = NOT_YET
    record.has_call = 0
    if record.is_right:
        is_accepted(w, of, arm, w.clock[0].now)
    else:
        is_returned(w, of, arm)


@inner
def is_at_unit(w: Any, of: int, arm: int) -> None:
    """A unit has got an arm, and takes its time to answer."""
    ticket, record = w.ticket[of], w.arm[of * w.path[0].most_arms + arm]
    unit = w.unit[record.unit]
    law = unit.acceptance_law if record.is_right else unit.notice_law
    if law < 0:
        is_answered(w, of, arm)
        return
    visit = arm_visit(ticket.handling, record.dispatches, arm)
    purpose = Purpose.ACCEPTANCE if record.is_right else Purpose.NOTICE
    length_us = length(w, purpose, ticket, visit, law, 1.0)
    record.answers_us = after_us(w, w.hours_of[record.unit], w.clock[0].now, length_us)
    push(w, record.answers_us, order(Rank.TIMER, Timer.UNIT_ANSWERS, ticket.id << 4 | arm), of)


@inner
def is_in_handling(w: Any, of: int, accepted: bool) -> None:
    """All arms side by side; the last one to end ends the handling."""
    ticket, first = w.ticket[of], of * w.path[0].most_arms
    _is_at(w, of, AT_HANDLING)
    arms = ticket.arms
    ticket.open_arms = 0
    for arm in range(arms):
        ticket.open_arms += w.arm[first + arm].state == OPEN
    if ticket.open_arms == 0:
        is_handled(w, of)
        return
    for arm in range(arms):
        record = w.arm[first + arm]
        if record.state == OPEN:
            if accepted:
                record.has_call = 0
                is_accepted(w, of, arm, record.dispatched_us)
            else:
                is_at_unit(w, of, arm)


@inner
def is_called_up(w: Any, of: int, arm: int, arms: int, handling: int, dispatch: int) -> None:
    """The call about a dispatch is over: the units that have not answered do so now."""
    for one in range(arm, arm + arms):
        record = w.arm[of * w.path[0].most_arms + one]
        is_meant = record.handling == handling and record.dispatch == dispatch
        if is_meant and record.has_call and record.answers_us != NOT_YET:
            is_answered(w, of, one)


@inner
def is_dispatched(w: Any, of: int, arm: int, arms: int, by_machine: bool) -> None:
    """So many arms are given to units: each to the right one, or by mistake to another."""
    ticket, first = w.ticket[of], of * w.path[0].most_arms
    path, shares, now = w.path[0], w.path_shares[0], w.clock[0].now
    table = w.machine_accuracy if by_machine else w.accuracy
    confidence = 1.0
    if by_machine and shares.hand_over_below > 0:
        visit = arm_visit(ticket.handling, w.arm[first + arm].dispatches, arm)
        confidence = number(w, Purpose.CONFIDENCE, ticket, visit)
    all_right = True
    for one in range(arm, arm + arms):
        record = w.arm[first + one]
        is_right = not path.has_dispatch or is_designated(record.dispatches, path.max_returns)
        if not is_right:
            share = table[ticket.type, min(record.dispatches, table.shape[1] - 1)]
            if by_machine:
                share = share_right(share, confidence, shares.hand_over_below)
            visit = arm_visit(ticket.handling, record.dispatches, one)
            is_right = chance(w, Purpose.ACCURACY, ticket, visit, share)
        all_right = all_right and is_right
        assign(w, of, one, by_machine, is_right, now)
    if arms == 0:
        return
    if ticket.dispatched_us == NOT_YET:
        ticket.dispatched_us = now
        ticket.right_first = int(all_right)
        begin(w, of, DISPATCH, now)
    if ticket.urgency == CRITICAL and _exists(w, AT_CALL):
        for one in range(arm, arm + arms):
            w.arm[first + one].has_call = 1
        dispatches = w.arm[first + arm].dispatches
        visit = arm_visit(ticket.handling, dispatches, arm)
        wait_for(w, of, AT_CALL, NOT_YET if arms == ticket.arms else arm, dispatches - 1, visit, NOT_YET)


@inner
def goes_to_dispatch(w: Any, of: int, arms: int) -> None:
    """The first so many arms are dispatched; where nobody does that, they are at their units at once."""
    if w.path[0].has_dispatch and arms > 0:
        is_to_be_dispatched(w, of, 0)
    else:
        is_dispatched(w, of, 0, arms, False)
        is_in_handling(w, of, False)


@inner
def is_reopened(w: Any, of: int) -> None:
    """The citizen says that it is not solved: back to the units, or to dispatch; the lead's part, or all."""
    ticket, path = w.ticket[of], w.path[0]
    ticket.handling += 1
    ticket.tries = 0
    if ticket.closed_us != NOT_YET:
        ticket.closed_us = NOT_YET
        reopened(w, of)
    arms = _arms_at_once(w, of)
    for arm in range(arms):
        w.arm[of * path.most_arms + arm].dispatches = 0
    if path.reopens_to_dispatch:
        goes_to_dispatch(w, of, arms)
    else:
        for arm in range(arms):
            assign(w, of, arm, False, True, w.clock[0].now)
        is_in_handling(w, of, True)


@inner
def is_followed_up(w: Any, of: int, visit: int) -> None:
    """A try to call the citizen back is over: there is another one, or it was the last."""
    ticket, path, shares, now = w.ticket[of], w.path[0], w.path_shares[0], w.clock[0].now
    reached = not chance(w, Purpose.REACHED, ticket, visit, shares.unreached)
    ticket.tries += 1
    ticket.reached = int(reached)
    if tries_once_more(reached, ticket.tries, path.tries):
        if path.pauses_in_follow_up:
            stand_still(w, of)
        push(w, now + path.gap_us, order(Rank.TIMER, Timer.NEXT_TRY, ticket.id), of)
        return
    ticket.followed_up_us = now
    if not reached:
        is_solved(w, of)
        return
    if path.has_reopening:
        share = w.reopen_share[min(ticket.handling, w.reopen_share.size - 1)]
        if chance(w, Purpose.REOPEN, ticket, ticket.handling, share):
            is_reopened(w, of)
            return
    ended_us = now if is_open(w, of) else ticket.closed_us
    share = shares.satisfied_in_time if was_in_time(ended_us, ticket.due_us) else shares.satisfied_late
    ticket.satisfied = int(chance(w, Purpose.SATISFIED, ticket, ticket.handling, share))
    is_solved(w, of)


@inner
def is_audited(w: Any, of: int) -> None:
    """The audit is over, or there is none: the units are found."""
    find_units(w, of)
    goes_to_dispatch(w, of, w.ticket[of].arms)


@inner
def is_confirmed(w: Any, of: int) -> None:
    """The confirm call is over, or there is none."""
    if _exists(w, AT_AUDIT):
        _is_at(w, of, AT_AUDIT)
        wait_for(w, of, AT_AUDIT, NOT_YET, 0, 0, NOT_YET)
    else:
        is_audited(w, of)


@inner
def is_received(w: Any, of: int, stage: int) -> None:
    """A ticket begins, at its first stage or, from the backlog, at a later one."""
    ticket, path, shares = w.ticket[of], w.path[0], w.path_shares[0]
    begin(w, of, RECEIPT, ticket.received_us)
    begin(w, of, NEXT_DAY, ticket.received_us)
    may_happen_later(w, of, shares.withdrawal, path.withdrawal_law, Purpose.WITHDRAWAL, Timer.WITHDRAWAL)
    may_happen_later(w, of, shares.long_term, path.long_term_law, Purpose.LONG_TERM, Timer.LONG_TERM)
    if stage <= AT_CONFIRM:
        if _exists(w, AT_CONFIRM) and chance(w, Purpose.CONFIRMED, ticket, 0, shares.confirmed):
            _is_at(w, of, AT_CONFIRM)
            if path.pauses_in_confirm:
                stand_still(w, of)
            wait_for(w, of, AT_CONFIRM, NOT_YET, 0, 0, NOT_YET)
        else:
            is_confirmed(w, of)
    elif stage == AT_AUDIT:
        is_confirmed(w, of)
    elif stage == AT_DISPATCH:
        is_audited(w, of)
    else:
        find_units(w, of)
        if stage == AT_HANDLING:
            for arm in range(ticket.arms):
                assign(w, of, arm, False, True, ticket.received_us)
            is_in_handling(w, of, True)
        elif stage == AT_REVIEW:
            goes_to_review(w, of)
        else:
            is_reviewed(w, of)


@inner
def task_ends(w: Any, slot: int) -> None:
    """A person is done with a task: the ticket goes on, unless it is over."""
    now, task, item = w.clock[0].now, w.task[slot], w.item[slot]
    of, stage, arm, place, visit = task.ticket, item.stage, task.arm, task.place, task.visit
    handling, draw_visit = task.handling, task.draw_visit
    ticket = w.ticket[of]
    task.ended_us = now
    if stage == AT_HANDLING:
        w.arm[of * w.path[0].most_arms + arm].worked_us = now
    stand_by(w, item.person)
    put_away(w, slot)
    if ticket.is_over:
        let_go(w, of)
    elif stage == AT_CONFIRM:
        if w.path[0].pauses_in_confirm:
            run_on(w, of)
        ticket.confirmed_us = now
        is_confirmed(w, of)
    elif stage == AT_AUDIT:
        ticket.audited_us = now
        is_audited(w, of)
    elif stage == AT_DISPATCH:
        dispatch_ends(w, of, arm, False)
    elif stage == AT_CALL:
        is_called_up(w, of, arm, ticket.arms if place != arm else 1, handling, visit)
    elif stage == AT_HANDLING:
        is_worked(w, of, arm)
    elif stage == AT_REVIEW:
        ticket.reviewed_us = now
        is_reviewed(w, of)
    elif stage == AT_FOLLOW_UP:
        is_followed_up(w, of, draw_visit)
    else:
        ticket.supervised_us = now
        raise_to(w, of, CRITICAL)


@inner
def dispatch_ends(w: Any, of: int, arm: int, by_machine: bool) -> None:
    """A dispatch is over: of an arm that came back, or of all that are dispatched together."""
    if w.arm[of * w.path[0].most_arms + arm].dispatches > 0:
        is_dispatched(w, of, arm, 1, by_machine)
        is_at_unit(w, of, arm)
    else:
        is_dispatched(w, of, 0, _arms_at_once(w, of), by_machine)
        is_in_handling(w, of, False)


@inner
def timer_goes_off(w: Any, of: int, kind: int, arm: int) -> None:
    """The machine, a unit, or a matter outside is done; or it is time for another try."""
    if kind == Timer.MACHINE_DONE:
        dispatch_ends(w, of, arm, True)
    elif kind == Timer.UNIT_ANSWERS:
        if w.arm[of * w.path[0].most_arms + arm].answers_us == w.clock[0].now:
            is_answered(w, of, arm)
    elif kind == Timer.OUTSIDE_OVER:
        if w.path[0].pauses_in_outside:
            run_on(w, of)
        arm_is_handled(w, of, arm)
    else:
        if w.path[0].pauses_in_follow_up:
            run_on(w, of)
        is_called_back(w, of)


@inner
def _arms_at_once(w: Any, of: int) -> int:
    """How many arms are dispatched together: all, or after a reopening perhaps only the lead."""
    ticket = w.ticket[of]
    return int(ticket.arms if ticket.handling == 0 or w.path[0].reopens_all_arms else min(ticket.arms, 1))


@inner
def _is_at(w: Any, of: int, stage: int) -> None:
    """It is in a stage now; a closed ticket stays closed while it is reviewed or followed up."""
    if is_open(w, of):
        w.ticket[of].state = stage


@inner
def _exists(w: Any, stage: int) -> bool:
    """Whether people do a stage."""
    return bool(w.task_line[stage, 0] != NOT_YET)
