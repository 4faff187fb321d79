"""The floor: lines of waiting contacts and tasks, and who takes what.

Inside a line the order never changes (resumed work first, then the key of the line's order, then first entry into the
queue, then id), so the head of each line decides: if the head may not be taken, nobody behind it may.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable

from sim.model.entities import ABANDONED, CLOSED, Contact, Item, Person
from sim.model.environment import HotlineEnvironment
from sim.model.people import People
from sim.plans.plan import Plan
from sim.rules.callers import is_cleared_at_close
from sim.rules.codes import Rank, Stage, Timer
from sim.rules.floor import goes_before, may_take, serves_before, standing
from sim.rules.people import is_put_down

Place = tuple[bool, int, int, int, Item]


class Line:
    """One queue, and which groups may take from it."""

    __slots__ = (
        "ageing_us",
        "base_class",
        "groups",
        "is_open",
        "order",
        "overflows_us",
        "pool",
        "stage",
        "top_class",
        "waiting",
    )

    def __init__(self, plan: Plan, number: int) -> None:
        line = plan.lines[number]
        self.stage = line.stage
        self.is_open = not line.has_window
        self.base_class = line.base_class
        self.top_class = line.top_class
        self.ageing_us = line.ageing_us
        self.pool = line.pool
        self.order = line.order
        rows = zip(
            plan.preference[number].tolist(),
            plan.overflow_us[number].tolist(),
            plan.reserve[number].tolist(),
            strict=True,
        )
        self.groups = [(group, *row) for group, row in enumerate(rows) if row[0] >= 0]
        self.overflows_us = sorted({overflow_us for _, _, overflow_us, _ in self.groups if overflow_us > 0})
        self.waiting: list[Place] = []


class Floor:
    """Lines and people, and the hand-out of work at the end of an instant."""

    def __init__(self, plan: Plan, people: People) -> None:
        self.people = people
        people.when_idle = self.note_idle
        people.when_shift_ends_at_work = self.end_shift_at_work
        self.lines = [Line(plan, number) for number in range(len(plan.lines))]
        self._pool_of_group = [group.pool for group in plan.groups]
        pools = max([line.pool for line in self.lines] + self._pool_of_group, default=-1) + 1
        self._pool_lines = [[line for line in self.lines if line.pool == pool] for pool in range(pools)]
        self._pool_idle = [
            [idle for idle, own in zip(people.idle, self._pool_of_group, strict=True) if own == pool]
            for pool in range(pools)
        ]
        self._waiting = [0] * pools
        self._touched: list[int] = []
        self._newcomers: list[Contact] = []
        self.env: HotlineEnvironment
        self.start_patience: Callable[[Contact], None]

    def join(self, contact: Contact) -> None:
        """A contact enters its queue; a caller's patience starts unless the call is taken at once."""
        contact.queued_us = self.env.now
        line = self.wait(contact)
        if line.stage == Stage.CALL:
            self._newcomers.append(contact)
        for overflow_us in line.overflows_us:
            self.env.at(
                contact.queued_us + overflow_us,
                Rank.TIMER,
                Timer.OVERFLOW,
                contact.id,
                lambda _: self._touch(line.pool) if contact.is_waiting else None,
            )

    def leave(self, item: Item, outcome: int) -> None:
        """Something that waits goes away undone."""
        self._take_out(item)
        item.is_waiting = False
        item.outcome = outcome
        item.left_us = self.env.now
        item.next_step.succeed()

    def change_line(self, item: Item, line: int) -> None:
        """Something that waits moves to another line of the same order and keeps its place in that order."""
        self._take_out(item)
        item.line = line
        self.wait(item)

    def set_window(self, number: int, is_open: bool) -> None:
        """The window of a line's calls opens or closes."""
        line = self.lines[number]
        line.is_open = is_open
        if is_open:
            self._touch(line.pool)

    def close_line(self, clear_at_close: bool) -> None:
        """The line closes: waiting callers stay for now, or are turned away."""
        for number, line in enumerate(self.lines):
            if is_cleared_at_close(clear_at_close, line.stage != Stage.CALL):
                self.clear_queue(number)

    def clear_queue(self, number: int) -> None:
        """All who wait in a line are turned away."""
        for *_, item in list(self.lines[number].waiting):
            self.leave(item, CLOSED)

    def note_idle(self, group: int) -> None:
        """Somebody of a group is free: if anybody waits, there is work to hand out."""
        pool = self._pool_of_group[group]
        if self._waiting[pool]:
            self._touch(pool)

    def end_shift_at_work(self, person: Person, item: Item, puts_down: bool) -> None:
        """A shift ends in the middle of work: deferred work may be put down, everything else is finished."""
        left_us = item.due_us - self.env.now
        if is_put_down(puts_down, item.may_be_put_down, item.in_wrap_up, left_us):
            self.people.put_down(person, item)
            item.put_down(left_us, self.env)
            self.wait(item)
            if item.leads_nowhere:
                self.leave(item, ABANDONED)

    def hand_out(self) -> None:
        """Give out work in every pool where something changed, then start the patience of callers left waiting."""
        for pool in self._touched:
            self._match(pool)
        self._touched.clear()
        if self._newcomers:
            for contact in self._newcomers:
                if contact.is_waiting:
                    self.start_patience(contact)
            self._newcomers.clear()

    def wait(self, item: Item) -> Line:
        """Something takes its place in its line: resumed work first, then its key, first entry into the queue, id."""
        line = self.lines[item.line]
        item.is_waiting = True
        self._waiting[line.pool] += 1
        insort(line.waiting, _place(item))
        self._touch(line.pool)
        return line

    def _take_out(self, item: Item) -> None:
        line = self.lines[item.line]
        self._waiting[line.pool] -= 1
        del line.waiting[bisect_left(line.waiting, _place(item))]

    def _touch(self, pool: int) -> None:
        if pool not in self._touched:
            self._touched.append(pool)
        self.env.work_to_hand_out = True

    def _match(self, pool: int) -> None:
        """Repeat: the first item in order that has an eligible person goes to the best of them."""
        lines, idle = self._pool_lines[pool], self._pool_idle[pool]
        now = self.env.now
        while self._waiting[pool] and any(idle):
            best = None
            for line in lines:
                if not line.waiting or not line.is_open:
                    continue
                item = line.waiting[0][-1]
                waited_us = now - item.queued_us
                stands = standing(line.base_class, line.top_class, line.ageing_us, waited_us)
                if best is not None and not goes_before(
                    stands, item.queued_us, item.id, best[0], best[1].queued_us, best[1].id
                ):
                    continue
                person = self._person_for(line, waited_us)
                if person is not None:
                    best = stands, item, person
            if best is None:
                return
            self._assign(best[1], best[2])

    def _person_for(self, line: Line, waited_us: int) -> Person | None:
        """The eligible person of best preference, then longest idle, then lowest number."""
        chosen: Person | None = None
        chosen_preference = 0
        for group, preference, overflow_us, reserve in line.groups:
            idle = self.people.idle[group]
            if idle and may_take(preference, overflow_us, waited_us, len(idle), reserve):
                person = idle[0][2]
                if chosen is None or serves_before(
                    preference, person.idle_since_us, person.id, chosen_preference, chosen.idle_since_us, chosen.id
                ):
                    chosen, chosen_preference = person, preference
        return chosen

    def _assign(self, item: Item, person: Person) -> None:
        line = self.lines[item.line]
        line.waiting.pop(0)
        self._waiting[line.pool] -= 1
        self.people.take(person, item)
        item.begin_work(person, self.env)


def _place(item: Item) -> Place:
    """Where something stands in its line; lower goes first."""
    return not item.is_resumed, item.order_key, item.queued_us, item.id, item
