"""People: on duty, on a pause, at work, idle. What the calendar does to them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable

from sim.logs.rows import RowBlock
from sim.model.entities import Item, Pause, Person
from sim.model.environment import HotlineEnvironment
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, Duty, Rank, ShiftEnd, StaffState
from sim.rules.people import may_go_on_break, rest_us


class People:
    """All operators, and per group those who are idle, longest idle first.

    Attributes
    ----------
    when_idle
        Called with the group when somebody becomes idle.
    when_shift_ends_at_work
        Called with the person, the work in hand, and whether the group puts such work down.
    """

    def __init__(self, plan: Plan, absent: list[bool]) -> None:
        self._plan = plan
        self._absent = absent
        self._unlimited = plan.unlimited
        self._shift_end = [group.shift_end for group in plan.groups]
        self._duty_shift = plan.roster.duty_shift.tolist()
        self._duty_start = plan.roster.duty_start_us.tolist()
        self._duty_end = plan.roster.duty_end_us.tolist()
        self.everyone = [Person(number, group) for number, group in enumerate(plan.person_group.tolist())]
        self.idle: list[list[tuple[int, int, Person]]] = [[] for _ in plan.groups]
        self._most_away = plan.roster.cap_most.tolist()
        self._away = [0] * len(self._most_away)
        self._in_turn: list[list[Person]] = [[] for _ in self._most_away]
        self.log = RowBlock("staff")
        self.env: HotlineEnvironment
        self.when_idle: Callable[[int], None]
        self.when_shift_ends_at_work: Callable[[Person, Item, bool], None]

    def roster_row(self, kind: int, number: int, duty: int, pause: Pause) -> None:
        """Do what one row of the roster says; only the rows of pauses have one."""
        person = self.everyone[number]
        if self._absent[duty]:
            if kind == Duty.SHIFT_START:
                self._log(person, duty, StaffState.ABSENT, self._duty_start[duty], self._duty_end[duty])
        elif kind == Duty.SHIFT_START:
            self._come(person, duty)
        elif kind == Duty.SHIFT_END:
            self._go(person)
        elif kind == Duty.PAUSE_LOST:
            self._log(person, duty, pause.state, pause.due_us, pause.due_us + pause.length_us)
        elif person.duty != duty or not person.on_duty:
            return  # the row is of a shift that has ended
        elif kind == Duty.LAST_START:
            self._take_nothing_more(person)
        else:
            person.pauses_due.append(pause)
            if pause.cap >= 0:
                self._in_turn[pause.cap].append(person)
            self._rest_if_free(person)

    def end_work(self, person: Person) -> None:
        """The person is done with something."""
        if not self._unlimited:
            self._stand_by(person)

    def _stand_by(self, person: Person) -> None:
        """The person is free: gone home if off duty, else pausing if a pause is due, else idle."""
        person.item = None
        if not person.on_duty:
            self._end_stint(person)
        elif (pause := self._next_pause(person)) is not None:
            self._rest(person, pause)
        elif person.may_start:
            person.idle_since_us = self.env.now
            insort(self.idle[person.group], (person.idle_since_us, person.id, person))
            self.when_idle(person.group)

    def take(self, person: Person, item: Item) -> None:
        """The longest idle person of a group begins work on something; one of people without limit stays free."""
        if not self._unlimited:
            self.idle[person.group].pop(0)
            person.item = item
        elif self._shift_end[person.group] == ShiftEnd.PAUSE:
            self.env.at(
                person.shift_end_us,
                Rank.CALENDAR,
                Duty.SHIFT_END,
                person.id,
                lambda _: self.when_shift_ends_at_work(person, item, True),
            )

    def put_down(self, person: Person, item: Item) -> None:
        """Log the stretch of work that a shift's end cuts short; the person goes home, if people are counted."""
        now = self.env.now
        start_us = item.resumed_us
        self._log(person, person.duty, StaffState.STRETCH, start_us, now, start_us, now, *item.names_in_log)
        if not self._unlimited:
            person.item = None
            self._end_stint(person)

    def log_unfinished(self) -> None:
        """Log what lasts beyond the horizon."""
        for person in self.everyone:
            if person.pause is not None:
                self._log_pause(person, person.pause, person.pause_start_us, NOT_YET)
            if person.stint_start_us != NOT_YET:
                planned = self._duty_start[person.duty], self._duty_end[person.duty]
                self._log(person, person.duty, StaffState.ON_DUTY, *planned, person.stint_start_us, NOT_YET)

    def _come(self, person: Person, duty: int) -> None:
        if person.item is not None:  # still at work from the shift before: it ends as this one begins
            self._end_stint(person)
        person.on_duty = True
        person.may_start = True
        person.duty = duty
        person.stint_start_us = self.env.now
        person.shift_end_us = self._duty_end[duty]
        if person.item is None:
            self._stand_by(person)

    def _go(self, person: Person) -> None:
        """The shift is over: those at work finish first, unless their group puts such work down."""
        idle = self._is_idle(person)
        person.on_duty = False
        for pause in person.pauses_due:
            self._log_pause(person, pause, NOT_YET, NOT_YET)
            if pause.cap >= 0:
                self._in_turn[pause.cap].remove(person)
        person.pauses_due.clear()
        if person.item is not None:
            self.when_shift_ends_at_work(person, person.item, self._shift_end[person.group] == ShiftEnd.PAUSE)
            return
        if idle:
            self._stop_idling(person)
        elif person.pause is not None:
            self._finish_pause(person)
        self._end_stint(person)

    def _take_nothing_more(self, person: Person) -> None:
        idle = self._is_idle(person)
        person.may_start = False
        if idle:
            self._stop_idling(person)

    def _next_pause(self, person: Person) -> Pause | None:
        """The first pause due that may begin now."""
        now, end_us = self.env.now, person.shift_end_us
        for pause in person.pauses_due:
            if pause.cap < 0 or may_go_on_break(self._away[pause.cap], self._most_away[pause.cap], now, end_us):
                return pause
        return None

    def _rest_if_free(self, person: Person) -> None:
        """Somebody who is not at work goes on a pause that is due and may begin."""
        pause = self._next_pause(person) if person.item is None and person.pause is None else None
        if pause is not None:
            if person.may_start:
                self._stop_idling(person)
            self._rest(person, pause)

    def _rest(self, person: Person, pause: Pause) -> None:
        person.pauses_due.remove(pause)
        if pause.cap >= 0:
            self._in_turn[pause.cap].remove(person)
            self._away[pause.cap] += 1
        now = self.env.now
        person.pause, person.pause_start_us = pause, now
        end_us = now + rest_us(pause.length_us, now, person.shift_end_us)
        self.env.at(end_us, Rank.CALENDAR, Duty.BREAK_END, person.id, lambda _: self._end_pause(person))

    def _end_pause(self, person: Person) -> None:
        if person.pause is not None:  # else the shift ended at the same instant
            self._finish_pause(person)
            self._stand_by(person)

    def _finish_pause(self, person: Person) -> None:
        """A pause is over; whoever has waited longest for this turn and is free takes it."""
        pause = person.pause
        if pause is None:
            raise AssertionError("a pause that has not begun cannot end")
        self._log_pause(person, pause, person.pause_start_us, self.env.now)
        person.pause = None
        if pause.cap >= 0:
            self._away[pause.cap] -= 1
            for other in list(self._in_turn[pause.cap]):
                if other is not person:
                    self._rest_if_free(other)

    def _end_stint(self, person: Person) -> None:
        planned = self._duty_start[person.duty], self._duty_end[person.duty]
        self._log(person, person.duty, StaffState.ON_DUTY, *planned, person.stint_start_us, self.env.now)
        person.stint_start_us = NOT_YET

    def _is_idle(self, person: Person) -> bool:
        return person.on_duty and person.may_start and person.item is None and person.pause is None

    def _stop_idling(self, person: Person) -> None:
        idle = self.idle[person.group]
        del idle[bisect_left(idle, (person.idle_since_us, person.id))]

    def _log_pause(self, person: Person, pause: Pause, start_us: int, end_us: int) -> None:
        self._log(person, person.duty, pause.state, pause.due_us, pause.due_us + pause.length_us, start_us, end_us)

    def _log(
        self,
        person: Person,
        duty: int,
        state: int,
        planned_start_us: int,
        planned_end_us: int,
        start_us: int = NOT_YET,
        end_us: int = NOT_YET,
        contact: int = NOT_YET,
        task: int = NOT_YET,
    ) -> None:
        self.log.add(
            {
                "person": person.id,
                "group": person.group,
                "shift": self._duty_shift[duty],
                "state": state,
                "planned_start_us": planned_start_us,
                "planned_end_us": planned_end_us,
                "start_us": start_us,
                "end_us": end_us,
                "contact": contact,
                "task": task,
            }
        )
