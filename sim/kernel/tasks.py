"""Tasks: what one person, or one crew, does for a ticket; waiting in a line, in hand, done."""

from __future__ import annotations

from sim.calendar.lengths import MINUTE_US
from sim.chance.compiled import inner
from sim.chance.keyed import Purpose
from sim.chance.laws import whole_us
from sim.kernel.draws import length, uniform, work_left
from sim.kernel.events import push
from sim.kernel.lines import change_line, free_slot, new_slot, start_anew, stop_waiting, wait
from sim.kernel.tickets import arm_of
from sim.kernel.world import World
from sim.rules.codes import NOT_YET, AtUnit, Outcome, Stage
from sim.rules.handling import class_of_work, had_begun, is_in_hand
from sim.rules.instant import place_of_completion
from sim.rules.names import TIME_OF, WHOLE_TICKET, task_id, task_name
from sim.rules.tasks import is_by_entry, order_key, pace_of_crew

HANDLING = int(Stage.HANDLING)
CREW = int(AtUnit.CREW)
ABANDONED = int(Outcome.ABANDONED)


@inner
def needs_crew(w: World, unit: int, kind: int) -> bool:
    """Whether tickets of a type take a crew of a unit."""
    return bool(w.travel_law[unit, kind] >= 0 or w.work_law[unit, kind] >= 0)


@inner
def _crew_us(w: World, item_slot: int, at_us: int, pace: float) -> int:
    """The time of a crew's travel and work begun at an instant; what is left of it at the start, if it is known."""
    task, length_us = w.task[item_slot], 0
    ticket = w.ticket[task.ticket]
    # What is known of the rest of the work holds in the first handling only.
    in_hand = is_in_hand(ticket.at_unit, task.handling)
    if ticket.left_us != NOT_YET and (in_hand or had_begun(ticket.at_unit, CREW, task.handling)):
        return int(whole_us(ticket.left_us / pace))
    if in_hand:
        travel_law, work_law = w.travel_law[task.unit, ticket.type], w.work_law[task.unit, ticket.type]
        since_us = ticket.waits_since_us
        return int(work_left(w, ticket, travel_law, work_law, since_us, w.settings[0].begin_us - since_us, pace))
    law = w.travel_law[task.unit, ticket.type]
    if law >= 0:
        length_us += length(w, Purpose.TRAVEL, ticket, task.draw_visit, law, at_us, pace)
    law = w.work_law[task.unit, ticket.type]
    if law >= 0:
        length_us += length(w, Purpose.WORK, ticket, task.draw_visit, law, at_us, pace)
    return length_us


@inner
def wait_for(w: World, slot: int, stage: int, arm: int, visit: int, draw_visit: int, own_law: int) -> None:
    """A task of a ticket waits for somebody; it concerns one arm, or (-1) the whole ticket."""
    ticket, clock = w.ticket[slot], w.clock[0]
    item_slot = new_slot(w)
    item, task = w.item[item_slot], w.task[item_slot]
    task.ticket = slot
    task.handling = ticket.handling
    task.arm = max(arm, 0)
    # The lead's own task and one of the whole ticket must have different ids.
    task.place = WHOLE_TICKET if arm == NOT_YET else arm
    task.visit, task.draw_visit, task.own_law = visit, draw_visit, own_law
    task.unit = arm_of(w, slot, arm).unit if stage == HANDLING else NOT_YET
    in_hand = stage == HANDLING and is_in_hand(ticket.at_unit, ticket.handling)
    task.stands = class_of_work(in_hand, ticket.stands)
    task.started_us = task.ended_us = NOT_YET
    task.name = task_name(ticket.id, ticket.handling, stage, task.arm, visit)
    task.next_task = ticket.first_task
    ticket.first_task = item_slot
    ticket.tasks += 1
    # What one event can finish at most: the log's block must have room for so many rows.
    clock.most_tasks = max(clock.most_tasks, ticket.tasks)
    start_anew(w, item_slot, task_id(ticket.id, stage, task.place, visit), stage, 0)
    item.line = _line(w, item_slot, task.stands)
    item.since_us = clock.now
    order = w.line[item.line].order
    if not is_by_entry(order):
        u = uniform(w, Purpose.ORDER, ticket, draw_visit)
        item.order_key = order_key(order, item.since_us, u, _crew_us(w, item_slot, item.since_us, 1.0))
    wait(w, item_slot)


@inner
def begin_task(w: World, item_slot: int) -> None:
    """A person takes it for the first time; pace and law are those of its start."""
    item, task = w.item[item_slot], w.task[item_slot]
    ticket = w.ticket[task.ticket]
    now = w.clock[0].now
    task.started_us = now
    pace = w.pace[w.group[w.person[item.person].group].pace, now // MINUTE_US]
    if item.stage == HANDLING:
        arm_of(w, task.ticket, task.arm).started_us = now
        length_us = _crew_us(w, item_slot, now, pace_of_crew(pace, ticket.supervised_us, w.path_shares[0].speed_up))
    else:
        law = task.own_law if task.own_law >= 0 else w.task_law[item.stage, ticket.type]
        length_us = length(w, TIME_OF[item.stage], ticket, task.draw_visit, law, now, pace)
    item.due_us = now + length_us
    push(w, item.due_us, place_of_completion(item.id), item_slot)


@inner
def put_away(w: World, item_slot: int) -> None:
    """A task is over: it is logged, and no longer its ticket's."""
    log_task(w, item_slot)
    ticket = w.ticket[w.task[item_slot].ticket]
    ticket.tasks -= 1
    # A ticket has few tasks at a time: the list is walked.
    if ticket.first_task == item_slot:
        ticket.first_task = w.task[item_slot].next_task
    else:
        other = ticket.first_task
        while w.task[other].next_task != item_slot:
            other = w.task[other].next_task
        w.task[other].next_task = w.task[item_slot].next_task
    w.item[item_slot].id = NOT_YET
    free_slot(w, item_slot)


@inner
def leave(w: World, item_slot: int) -> None:
    """A task that waits leaves its line undone."""
    stop_waiting(w, item_slot)
    w.item[item_slot].outcome = ABANDONED
    w.item[item_slot].left_us = w.clock[0].now
    put_away(w, item_slot)


@inner
def leave_lines(w: World, slot: int) -> None:
    """What still waits of a ticket's tasks leaves its line undone; what is in hand is finished."""
    item_slot = w.ticket[slot].first_task
    while item_slot != NOT_YET:
        # Taken before: a task that leaves gives its slot back.
        after = w.task[item_slot].next_task
        if w.item[item_slot].is_waiting:
            leave(w, item_slot)
        item_slot = after


@inner
def raise_class(w: World, slot: int, stands: int) -> None:
    """The ticket's work stands in a better class from now on; what waits moves to that line."""
    ticket = w.ticket[slot]
    if stands == ticket.stands:
        return
    ticket.stands = stands
    item_slot = ticket.first_task
    while item_slot != NOT_YET:
        # What is in hand keeps the class in which it was taken.
        if w.item[item_slot].is_waiting:
            # What was in hand at the start stands before all else already.
            w.task[item_slot].stands = min(w.task[item_slot].stands, stands)
            change_line(w, item_slot, _line(w, item_slot, w.task[item_slot].stands))
        item_slot = w.task[item_slot].next_task


@inner
def log_task(w: World, item_slot: int) -> None:
    """Write the task's row."""
    clock, task, item = w.clock[0], w.task[item_slot], w.item[item_slot]
    row = w.task_log[clock.task_rows]
    clock.task_rows += 1
    row["task"] = task.name
    row["ticket"] = w.ticket[task.ticket].id
    row["stage"] = item.stage
    row["handling"] = task.handling
    row["arm"] = task.arm
    row["visit"] = task.visit
    row["unit"] = task.unit
    row["class"] = task.stands
    row["queued_us"] = item.since_us
    row["started_us"] = task.started_us
    row["resumed_us"] = item.resumed_us
    row["ended_us"] = task.ended_us
    row["left_us"] = item.left_us
    row["group"] = NOT_YET if item.person == NOT_YET else w.person[item.person].group
    row["person"] = item.person


@inner
def _line(w: World, item_slot: int, stands: int) -> int:
    unit = w.task[item_slot].unit
    if unit != NOT_YET:
        return int(w.unit_line[unit, stands])
    return int(w.task_line[w.item[item_slot].stage, stands])
