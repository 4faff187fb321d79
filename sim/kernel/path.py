"""The path of a ticket: what it enters when it leaves a stage.

A function calls only those that stand above it, and a reopening waits for a call to the citizen: nothing that takes no
time can go in circles.
"""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.kernel.closing import draw_event, reach, solve
from sim.kernel.deadlines import begin, begin_standstill, end_standstill, reopen_deadline
from sim.kernel.dispatch import assign, dispatch, find_arms, send
from sim.kernel.draws import happens
from sim.kernel.follow_up import AGAIN, SOLVED, call_back, end_try, is_followed_up
from sim.kernel.handling import answer, end_arm, end_critical_call, end_work, handle, reach_unit
from sim.kernel.people import end_work as free_person
from sim.kernel.silence import fall_silent
from sim.kernel.tasks import put_away, raise_class, wait_for
from sim.kernel.tickets import arm_of, exists, let_go
from sim.kernel.world import World
from sim.rules.closing import move_to, reopen
from sim.rules.codes import NOT_YET, AtUnit, ClockStart, Milestone, Stage, Standstill, TicketState, Timer, Urgency
from sim.rules.follow_up import arms_reopened
from sim.rules.names import arm_visit
from sim.rules.receipt import dispatched_before_us

AT_CONFIRM, AT_AUDIT, AT_DISPATCH = int(Stage.CONFIRM), int(Stage.AUDIT), int(Stage.DISPATCH)
AT_CALL, AT_HANDLING, AT_REVIEW = int(Stage.CRITICAL_CALL), int(Stage.HANDLING), int(Stage.REVIEW)
AT_FOLLOW_UP, AT_SILENCE = int(Stage.FOLLOW_UP), int(TicketState.SILENCE)
HANDLED, REVIEWED = int(Milestone.HANDLED), int(Milestone.REVIEWED)
FROM_RECEIPT, FROM_NEXT_DAY = int(ClockStart.RECEIPT), int(ClockStart.NEXT_DAY)
CRITICAL = int(Urgency.CRITICAL)
IN_CONFIRM, IN_OUTSIDE, IN_FOLLOW_UP = int(Standstill.CONFIRM), int(Standstill.OUTSIDE), int(Standstill.FOLLOW_UP)
IN_SILENCE = int(Standstill.SILENCE)
AWAITS_ACCEPTANCE = int(AtUnit.ACCEPTANCE)


@inner
def enter_silence(w: World, slot: int, begun: bool) -> None:
    """The last thing is done for it: it waits in silence before it is closed, or is closed at once."""
    if not fall_silent(w, slot, begun):
        solve(w, slot)


@inner
def leave_review(w: World, slot: int) -> None:
    """The review is over, or there is none: some are followed up, of the others nothing is left to do."""
    reach(w, slot, REVIEWED)
    if is_followed_up(w, slot):
        move_to(w.ticket[slot], AT_FOLLOW_UP)
        call_back(w, slot)
    else:
        enter_silence(w, slot, False)


@inner
def enter_review(w: World, slot: int) -> None:
    """Its handling is over."""
    if exists(w, AT_REVIEW):
        ticket = w.ticket[slot]
        move_to(ticket, AT_REVIEW)
        wait_for(w, slot, AT_REVIEW, arm=NOT_YET, visit=0, draw_visit=arm_visit(ticket.handling, 0, 0), own_law=NOT_YET)
    else:
        leave_review(w, slot)


@inner
def leave_handling(w: World, slot: int) -> None:
    """The last arm is done."""
    w.ticket[slot].handled_us = w.clock[0].now
    reach(w, slot, HANDLED)
    enter_review(w, slot)


@inner
def enter_handling(w: World, slot: int, is_accepted: bool) -> None:
    """All arms are at their units."""
    if handle(w, slot, is_accepted):
        leave_handling(w, slot)


@inner
def enter_dispatch(w: World, slot: int, arms: int) -> None:
    """The first `arms` arms are dispatched; where nobody does that, they are at their units at once."""
    if w.path[0].has_dispatch and arms > 0:
        dispatch(w, slot, 0)
    else:
        send(w, slot, 0, arms, False)
        enter_handling(w, slot, False)


@inner
def leave_dispatch(w: World, slot: int, arm: int, by_machine: bool) -> None:
    """A dispatch is over: of an arm that came back, or of all that are dispatched together."""
    ticket = w.ticket[slot]
    # Only an arm that came back was dispatched before in this handling.
    if arm_of(w, slot, arm).dispatches > 0:
        send(w, slot, arm, 1, by_machine)
        if reach_unit(w, slot, arm):
            leave_handling(w, slot)
    else:
        all_arms = ticket.handling == 0 or w.path[0].reopens_all_arms != 0
        send(w, slot, 0, arms_reopened(ticket.arms, all_arms), by_machine)
        enter_handling(w, slot, False)


@inner
def leave_follow_up(w: World, slot: int, visit: int) -> None:
    """A try to call the citizen is over; an unsolved ticket goes back to its units, or to dispatch."""
    found = end_try(w, slot, visit)
    if found == AGAIN:
        return
    if found == SOLVED:
        enter_silence(w, slot, False)
        return
    ticket, path = w.ticket[slot], w.path[0]
    if reopen(ticket):
        reopen_deadline(w, slot)
    arms = arms_reopened(ticket.arms, path.reopens_all_arms != 0)
    for arm in range(arms):
        arm_of(w, slot, arm).dispatches = 0
    if path.reopens_to_dispatch:
        enter_dispatch(w, slot, arms)
    else:
        for arm in range(arms):
            assign(w, slot, arm, by_machine=False, is_right=True, dispatched_us=w.clock[0].now)
        enter_handling(w, slot, True)


@inner
def leave_audit(w: World, slot: int) -> None:
    """The audit is over, or there is none."""
    find_arms(w, slot)
    enter_dispatch(w, slot, w.ticket[slot].arms)


@inner
def leave_confirm(w: World, slot: int) -> None:
    """The confirm call is over, or there is none."""
    if exists(w, AT_AUDIT):
        move_to(w.ticket[slot], AT_AUDIT)
        wait_for(w, slot, AT_AUDIT, arm=NOT_YET, visit=0, draw_visit=0, own_law=NOT_YET)
    else:
        leave_audit(w, slot)


@inner
def receive(w: World, slot: int, stage: int) -> None:
    """A ticket begins, at its first stage or, from the backlog, at a later one."""
    ticket, path, shares = w.ticket[slot], w.path[0], w.path_shares[0]
    begin(w, slot, FROM_RECEIPT, ticket.received_us)
    begin(w, slot, FROM_NEXT_DAY, ticket.received_us)
    draw_event(w, slot, shares.withdrawal, path.withdrawal_law, Purpose.WITHDRAWAL, Timer.WITHDRAWAL)
    draw_event(w, slot, shares.long_term, path.long_term_law, Purpose.LONG_TERM, Timer.LONG_TERM)
    # A ticket of the backlog enters where it stands: what was before is not done again.
    if stage <= AT_CONFIRM:
        if exists(w, AT_CONFIRM) and happens(w, Purpose.CONFIRMED, ticket, 0, shares.confirmed):
            move_to(ticket, AT_CONFIRM)
            begin_standstill(w, slot, IN_CONFIRM, w.clock[0].now)
            wait_for(w, slot, AT_CONFIRM, arm=NOT_YET, visit=0, draw_visit=0, own_law=NOT_YET)
        else:
            leave_confirm(w, slot)
    elif stage == AT_AUDIT:
        leave_confirm(w, slot)
    elif stage == AT_DISPATCH:
        leave_audit(w, slot)
    else:
        find_arms(w, slot)
        if stage == AT_HANDLING:
            is_accepted = ticket.at_unit != AWAITS_ACCEPTANCE
            dispatched_us = dispatched_before_us(ticket.at_unit, ticket.received_us, ticket.waits_since_us)
            for arm in range(ticket.arms):
                assign(w, slot, arm, by_machine=False, is_right=True, dispatched_us=dispatched_us)
            enter_handling(w, slot, is_accepted)
        elif stage == AT_REVIEW:
            enter_review(w, slot)
        elif stage == AT_FOLLOW_UP:
            leave_review(w, slot)
        else:
            enter_silence(w, slot, True)


@inner
def end_task(w: World, item_slot: int) -> None:
    """A person is done with a task: the ticket goes on, unless it is over."""
    now, task, item = w.clock[0].now, w.task[item_slot], w.item[item_slot]
    slot, stage, arm, place, visit = task.ticket, item.stage, task.arm, task.place, task.visit
    handling, draw_visit = task.handling, task.draw_visit
    ticket = w.ticket[slot]
    task.ended_us = now
    if stage == AT_HANDLING:
        arm_of(w, slot, arm).worked_us = now
    free_person(w, item.person)
    # Read above, since the slot may be another's after this.
    put_away(w, item_slot)
    if ticket.is_over:
        let_go(w, slot)
    elif stage == AT_CONFIRM:
        end_standstill(w, slot, IN_CONFIRM)
        ticket.confirmed_us = now
        leave_confirm(w, slot)
    elif stage == AT_AUDIT:
        ticket.audited_us = now
        leave_audit(w, slot)
    elif stage == AT_DISPATCH:
        leave_dispatch(w, slot, arm, False)
    # The units of all arms, or of the one that came back: the task's place tells.
    elif stage == AT_CALL:
        if end_critical_call(w, slot, arm, ticket.arms if place != arm else 1, handling, visit):
            leave_handling(w, slot)
    elif stage == AT_HANDLING:
        if end_work(w, slot, arm):
            leave_handling(w, slot)
    elif stage == AT_REVIEW:
        ticket.reviewed_us = now
        leave_review(w, slot)
    elif stage == AT_FOLLOW_UP:
        leave_follow_up(w, slot, draw_visit)
    else:
        ticket.supervised_us = now
        raise_class(w, slot, CRITICAL)


@inner
def end_wait(w: World, slot: int, kind: int, arm: int) -> None:
    """The machine, a unit, or a matter outside is done; silence is over; or it is time for another try."""
    if kind == Timer.MACHINE_DONE:
        leave_dispatch(w, slot, arm, True)
    elif kind == Timer.UNIT_ANSWERS:
        if arm_of(w, slot, arm).answers_us == w.clock[0].now and answer(w, slot, arm):
            leave_handling(w, slot)
    elif kind == Timer.OUTSIDE_OVER:
        end_standstill(w, slot, IN_OUTSIDE)
        if end_arm(w, slot, arm):
            leave_handling(w, slot)
    elif kind == Timer.SILENCE_OVER:
        end_standstill(w, slot, IN_SILENCE)
        solve(w, slot)
    else:
        end_standstill(w, slot, IN_FOLLOW_UP)
        call_back(w, slot)
