"""Tasks: what one person, or one crew, does for a ticket; waiting in a line, in hand, done."""

from __future__ import annotations

from typing import Any

from sim.calendar.lengths import MINUTE_US
from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.chance.laws import whole_us
from sim.kernel.draws import length
from sim.kernel.events import order, push
from sim.kernel.lines import change_line, free_slot, new_slot, start_anew, stop_waiting, wait
from sim.rules.codes import NOT_YET, AtUnit, Outcome, Rank, Stage
from sim.rules.decisions import had_begun
from sim.rules.names import TIME_OF, WHOLE_TICKET, task_id, task_name

HANDLING = int(Stage.HANDLING)
CREW = int(AtUnit.CREW)
ABANDONED = int(Outcome.ABANDONED)


@inner
def needs_crew(w: Any, unit: int, kind: int) -> bool:
    """Whether tickets of a type take a crew of a unit."""
    return bool(w.travel_law[unit, kind] >= 0 or w.work_law[unit, kind] >= 0)


@inner
def wait_for(w: Any, of: int, stage: int, arm: int, visit: int, draw_visit: int, own_law: int) -> None:
    """A task of a ticket waits for somebody; it concerns one arm, or (-1) the whole ticket."""
    ticket, clock = w.ticket[of], w.clock[0]
    slot = new_slot(w)
    item, task = w.item[slot], w.task[slot]
    task.ticket = of
    task.handling = ticket.handling
    task.arm = max(arm, 0)
    task.place = WHOLE_TICKET if arm == NOT_YET else arm
    task.visit, task.draw_visit, task.own_law = visit, draw_visit, own_law
    task.unit = w.arm[of * w.path[0].most_arms + arm].unit if stage == HANDLING else NOT_YET
    task.stands = ticket.stands
    task.started_us = task.ended_us = NOT_YET
    task.name = task_name(ticket.id, ticket.handling, stage, task.arm, visit)
    task.next_task = ticket.first_task
    ticket.first_task = slot
    ticket.tasks += 1
    clock.most_tasks = max(clock.most_tasks, ticket.tasks)
    start_anew(w, slot, task_id(ticket.id, stage, task.place, visit), stage, 0)
    item.line = _line(w, slot, ticket.stands)
    item.since_us = clock.now
    wait(w, slot)


@inner
def task_begins(w: Any, slot: int) -> None:
    """A person takes it for the first time; the pace is that of its start."""
    item, task = w.item[slot], w.task[slot]
    ticket = w.ticket[task.ticket]
    now = w.clock[0].now
    task.started_us = now
    pace = w.pace[w.group[w.person[item.person].group].pace, now // MINUTE_US]
    if item.stage == HANDLING:
        w.arm[task.ticket * w.path[0].most_arms + task.arm].started_us = now
        if ticket.supervised_us != NOT_YET:
            pace *= w.path_shares[0].speed_up
        if ticket.left_us != NOT_YET and had_begun(ticket.at_unit, CREW, task.handling):
            length_us = whole_us(ticket.left_us / pace)
        else:
            length_us = _work_us(w, slot, pace)
    else:
        law = task.own_law if task.own_law >= 0 else w.task_law[item.stage, ticket.type]
        length_us = length(w, TIME_OF[item.stage], ticket, task.draw_visit, law, pace)
    item.due_us = now + length_us
    push(w, item.due_us, order(Rank.COMPLETION, 0, item.id), slot)


@inner
def _work_us(w: Any, slot: int, pace: float) -> int:
    """The time of a crew's travel and work."""
    task, length_us = w.task[slot], 0
    ticket = w.ticket[task.ticket]
    law = w.travel_law[task.unit, ticket.type]
    if law >= 0:
        length_us += length(w, Purpose.TRAVEL, ticket, task.draw_visit, law, pace)
    law = w.work_law[task.unit, ticket.type]
    if law >= 0:
        length_us += length(w, Purpose.WORK, ticket, task.draw_visit, law, pace)
    return length_us


@inner
def put_away(w: Any, slot: int) -> None:
    """A task is over: it is logged, and no longer its ticket's."""
    log_task(w, slot)
    of = w.task[slot].ticket
    ticket = w.ticket[of]
    ticket.tasks -= 1
    if ticket.first_task == slot:
        ticket.first_task = w.task[slot].next_task
    else:
        other = ticket.first_task
        while w.task[other].next_task != slot:
            other = w.task[other].next_task
        w.task[other].next_task = w.task[slot].next_task
    w.item[slot].id = NOT_YET
    free_slot(w, slot)


@inner
def leave(w: Any, slot: int) -> None:
    """A task that waits leaves its line undone."""
    stop_waiting(w, slot)
    w.item[slot].outcome = ABANDONED
    w.item[slot].left_us = w.clock[0].now
    put_away(w, slot)


@inner
def leave_all(w: Any, of: int) -> None:
    """What still waits of a ticket's tasks leaves its line undone; what is in hand is finished."""
    slot = w.ticket[of].first_task
    while slot != NOT_YET:
        after = w.task[slot].next_task
        if w.item[slot].is_waiting:
            leave(w, slot)
        slot = after


@inner
def raise_to(w: Any, of: int, stands: int) -> None:
    """The ticket's work stands in a better class from now on; what waits moves to that line."""
    ticket = w.ticket[of]
    if stands == ticket.stands:
        return
    ticket.stands = stands
    slot = ticket.first_task
    while slot != NOT_YET:
        if w.item[slot].is_waiting:
            w.task[slot].stands = stands
            change_line(w, slot, _line(w, slot, stands))
        slot = w.task[slot].next_task


@inner
def log_task(w: Any, slot: int) -> None:
    """Write the task's row."""
    clock = w.clock[0]
    row = w.task_log[clock.task_rows]
    clock.task_rows += 1
    t, item = w.task[slot], w.item[slot]
    row[0], row[1], row[2], row[3], row[4] = t.name, w.ticket[t.ticket].id, item.stage, t.handling, t.arm
    row[5], row[6], row[7], row[8], row[9] = t.visit, t.unit, t.stands, item.since_us, t.started_us
    row[10], row[11], row[12] = item.resumed_us, t.ended_us, item.left_us
    row[13] = NOT_YET if item.person == NOT_YET else w.person[item.person].group
    row[14] = item.person


@inner
def _line(w: Any, slot: int, stands: int) -> int:
    unit = w.task[slot].unit
    if unit != NOT_YET:
        return int(w.unit_line[unit, stands])
    return int(w.task_line[w.item[slot].stage, stands])
