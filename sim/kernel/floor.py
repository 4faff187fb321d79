"""The floor: who takes what. Work is handed out in every pool where something changed, at the end of an instant."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.callers import begin_talk, start_patience
from sim.kernel.events import push
from sim.kernel.lines import is_contact, stop_waiting
from sim.kernel.people import begin_work
from sim.kernel.tasks import begin_task
from sim.kernel.world import World
from sim.rules.codes import NOT_YET
from sim.rules.floor import goes_before, may_take, serves_before, standing
from sim.rules.instant import place_of_completion


@inner
def _person_for(w: World, pool: int, line: int, waited_us: int) -> int:
    """The eligible person of best preference, then longest idle, then lowest number."""
    chosen, chosen_preference = NOT_YET, 0
    for place in range(w.pool_group_at[pool], w.pool_group_at[pool + 1]):
        number = w.pool_group[place]
        group = w.group[number]
        preference = w.preference[line, number]
        if group.idle and may_take(
            preference, w.overflow_us[line, number], waited_us, group.idle, w.reserve[line, number]
        ):
            # The head has been idle longest: nobody behind it can be before it.
            who = group.head
            if chosen == NOT_YET or serves_before(
                preference,
                w.person[who].since_us,
                who,
                chosen_preference,
                w.person[chosen].since_us,
                chosen,
            ):
                chosen, chosen_preference = who, preference
    return int(chosen)


@inner
def _assign(w: World, slot: int, who: int) -> None:
    """A person begins work on something, or takes up what was put down."""
    stop_waiting(w, slot)
    begin_work(w, who, slot)
    item = w.item[slot]
    item.person = who
    # The rest of the work was drawn when it began: whoever takes it up needs as long.
    item.resumed_us = w.clock[0].now
    if item.resumed:
        item.due_us = item.resumed_us + item.left_over_us
        push(w, item.due_us, place_of_completion(item.id), slot)
    elif is_contact(item.stage):
        begin_talk(w, slot)
    else:
        begin_task(w, slot)


@inner
def _match(w: World, pool: int) -> None:
    """Repeat: the first item in order that has an eligible person goes to the best of them."""
    now = w.clock[0].now
    # One at a time: each assignment changes who is idle and which head is first.
    while w.pool[pool].waiting:
        best, best_class, best_person = NOT_YET, 0, NOT_YET
        for place in range(w.pool_line_at[pool], w.pool_line_at[pool + 1]):
            number = w.pool_line[place]
            line = w.line[number]
            head = line.head
            # If the head may not be taken, nobody behind it may: all of the line are alike but for their wait.
            if head == NOT_YET or not line.is_open:
                continue
            item = w.item[head]
            waited_us = now - item.since_us
            stands = standing(line.base_class, line.top_class, line.ageing_us, waited_us)
            if best != NOT_YET and not goes_before(
                stands, item.since_us, item.id, best_class, w.item[best].since_us, w.item[best].id
            ):
                continue
            who = _person_for(w, pool, number, waited_us)
            if who != NOT_YET:
                best, best_class, best_person = head, stands, who
        # Heads wait without anybody for them: the next change of the pool looks again.
        if best == NOT_YET:
            return
        _assign(w, best, best_person)


@inner
def hand_out(w: World) -> None:
    """Give out work in every pool where something changed, then start the patience of callers left waiting."""
    clock = w.clock[0]
    for place in range(clock.touched):
        pool = w.touched[place]
        w.pool[pool].is_touched = 0
        _match(w, pool)
    clock.touched = 0
    # After the hand-out: a call that is answered at once has no patience to draw.
    for place in range(clock.newcomers):
        slot = w.newcomers[place]
        if w.item[slot].is_waiting:
            start_patience(w, slot)
    clock.newcomers = 0
