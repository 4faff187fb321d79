"""The path of a ticket. Each handler is named after the milestone it writes, and says what comes after it.

A handler calls only those that stand above it, here, in `handling` or in `closing`: nothing that takes no time can go
in circles.
"""

from __future__ import annotations

from typing import Any

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.closing import goes_to_review, is_called_back, is_reviewed, is_solved
from sim.kernel.deadlines import begin, reopened, run_on, stand_still
from sim.kernel.draws import chance, number
from sim.kernel.events import order, push
from sim.kernel.handling import (
    arm_is_handled,
    is_answered,
    is_at_unit,
    is_called_up,
    is_in_handling,
    is_to_be_dispatched,
    is_worked,
)
from sim.kernel.people import work_over
from sim.kernel.tasks import put_away, raise_to, wait_for
from sim.kernel.ticket_tables import DISPATCH, NEXT_DAY, RECEIPT
from sim.kernel.tickets import assign, exists, find_units, is_at, is_open, let_go, may_happen_later
from sim.rules.codes import NOT_YET, AtUnit, Rank, Stage, Timer, Urgency
from sim.rules.decisions import is_designated, share_right, tries_once_more, was_in_time
from sim.rules.names import arm_visit

AT_CONFIRM, AT_AUDIT, AT_DISPATCH = int(Stage.CONFIRM), int(Stage.AUDIT), int(Stage.DISPATCH)
AT_CALL, AT_HANDLING, AT_REVIEW = int(Stage.CRITICAL_CALL), int(Stage.HANDLING), int(Stage.REVIEW)
AT_FOLLOW_UP = int(Stage.FOLLOW_UP)
CRITICAL = int(Urgency.CRITICAL)
AWAITS_ACCEPTANCE = int(AtUnit.ACCEPTANCE)


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
    if ticket.urgency == CRITICAL and exists(w, AT_CALL):
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
            stand_still(w, of, now)
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
    if exists(w, AT_AUDIT):
        is_at(w, of, AT_AUDIT)
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
        if exists(w, AT_CONFIRM) and chance(w, Purpose.CONFIRMED, ticket, 0, shares.confirmed):
            is_at(w, of, AT_CONFIRM)
            if path.pauses_in_confirm:
                stand_still(w, of, w.clock[0].now)
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
            is_accepted = ticket.at_unit != AWAITS_ACCEPTANCE
            for arm in range(ticket.arms):
                assign(w, of, arm, False, True, ticket.received_us if is_accepted else ticket.waits_since_us)
            is_in_handling(w, of, is_accepted)
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
    work_over(w, item.person)
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
