"""Random but lawful logs of tickets: every stage, joint arms, returns, pauses, reopenings, withdrawals, open ends."""

from __future__ import annotations

import random
from typing import Any

from sim.logs.columns import ASSIGNMENT_COLUMNS, STAFF_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, ArmState, Cause, Channel, Source, StaffState, Stage, TicketState
from sim.rules.names import task_name

from .fabricated import call, make_log, message, scenario_of, shift

S = 1_000_000
HOUR = 3600 * S
DAY = 24 * HOUR
UNITS = ("office", "road 1", "road 2")
GROUPS = ("floor", "back", *UNITS)
WORK = {"law": "exponential", "mean": "10 min"}
STAFFED = {"by": "back", "time": WORK}
SECTIONS: dict[str, Any] = {
    "demand": {"calls": {"per_day": 100, "types": {"inquiry": 1.0}}, "web": {"per_day": 9, "types": {"help": 1.0}}},
    "operators": {"floor": {"talk": WORK, "wage_per_hour": 30.0}},
    "desks": {"back": {"wage_per_hour": 20.0}},
    "units": {
        "office": {"acceptance": WORK, "outside": {"delay": WORK}},
        "road": {"copies": 2, "acceptance": WORK, "work": WORK},
    },
    "tickets": {
        "confirm": {"by": "floor", "time": WORK},
        "audit": STAFFED,
        "dispatch": STAFFED,
        "routes": [{"units": {"office": 0.5, "road": 0.5}}],
        "review": STAFFED,
        "follow_up": {"by": "floor", "time": WORK},
        "reopen": {"share": 0.2, "to": "handling"},
        "silence": {"time": {"law": "exponential", "mean": "1 d"}, "share": 0.5},
    },
}


class _Cut(Exception):  # no error: the ticket's story ends here
    """The run, or the ticket, is over."""


class _Story:
    """One ticket's life, told step by step until its end or that of the run."""

    def __init__(self, world: _World, number: int, source: Source, received: int) -> None:
        rng = world.rng
        self.world, self.rng, self.now = world, rng, max(received, 0)
        self.row: dict[str, Any] = dict.fromkeys(TICKET_COLUMNS, NOT_YET)
        self.row |= {"ticket": number, "request": number, "citizen": number, "source": source, "received_us": received}
        self.row |= {"stream": NOT_YET if source == Source.BACKLOG else rng.randrange(2), "type": rng.randrange(2)}
        self.row |= {"urgency": rng.randrange(3), "requests": 1, "arms": rng.choice((1, 1, 2)), "state": 2}
        self.row |= dict.fromkeys(("dispatches", "returns", "handlings", "tries", "reminders", "extended"), 0)
        self.row["chase_ups"] = rng.choice((0, 0, 0, 2))
        self.row["reminders"] = rng.choice((0, 0, 1))
        if rng.random() < 0.7:
            self.row["due_us"] = received + self.length(1.5 * DAY)
        leaves = self.now + self.length(8 * DAY) if rng.random() < 0.3 else world.end
        self.end = min(leaves, world.end)
        if rng.random() < 0.1:
            at = self.now + self.length(DAY)
            self.row["long_term_us"] = at if at < self.end else NOT_YET

    def length(self, mean: float) -> int:
        return self.world.whole(1 + round(self.rng.expovariate(1 / mean)))

    def reach(self, instant: int) -> int:
        """Go on to an instant, if the ticket's life lasts so long."""
        if instant > self.end:
            raise _Cut
        self.now = instant
        return instant

    def can_begin(self, instant: int) -> bool:
        """Whether the ticket still lives, and people are still on duty: their shifts end with the run."""
        return instant <= self.end and instant < self.world.end

    def task(self, stage: Stage, handling: int, arm: int = 0, visit: int = 0, unit: int = NOT_YET) -> None:
        """A task from its line to its end, perhaps put down on the way."""
        row: dict[str, Any] = dict.fromkeys(TASK_COLUMNS, NOT_YET)
        number = self.row["ticket"]
        row |= {"task": task_name(number, handling, stage, arm, visit), "ticket": number, "stage": stage}
        row |= {"handling": handling, "arm": arm, "visit": visit, "unit": unit, "class": self.row["urgency"]}
        row |= {"queued_us": self.now, "group": NOT_YET, "person": NOT_YET}
        self.world.tasks.append(row)
        start = self.now + self.length(HOUR / 2)
        if not self.can_begin(start):
            self.leave(row)
        group = 2 + unit if unit != NOT_YET else int(stage not in (Stage.CONFIRM, Stage.FOLLOW_UP))
        row |= {"started_us": start, "resumed_us": start, "group": group, "person": self.world.person(group)}
        self.now = start
        if self.rng.random() < 0.2:
            self.pause(row)
        end = self.now + self.length(HOUR / 3)
        if end <= self.world.end:
            row["ended_us"] = end
        self.reach(end)

    def pause(self, row: dict[str, Any]) -> None:
        put_down = min(self.now + self.length(HOUR / 6), self.world.end)
        stretch: dict[str, Any] = dict.fromkeys(STAFF_COLUMNS, NOT_YET)
        stretch |= {"person": row["person"], "group": row["group"], "shift": 0, "state": StaffState.STRETCH}
        stretch |= {"planned_start_us": self.now, "planned_end_us": put_down, "task": row["task"]}
        stretch |= {"start_us": self.now, "end_us": put_down}
        self.world.staff.append(stretch)
        again = put_down + self.length(HOUR)
        if not self.can_begin(again):
            self.now = put_down
            self.leave(row)
        self.now = row["resumed_us"] = again

    def leave(self, row: dict[str, Any]) -> None:
        """It waits when the ticket is withdrawn or the run ends."""
        if self.end < self.world.end:
            row["left_us"] = max(self.end, self.now)
        raise _Cut

    def tell(self, stage: Stage) -> None:
        """From a stage on."""
        row, rng = self.row, self.rng
        try:
            if stage <= Stage.CONFIRM and rng.random() < 0.5:
                row["state"] = TicketState.CONFIRM
                self.task(Stage.CONFIRM, 0)
                row["confirmed_us"] = self.now
            if stage <= Stage.AUDIT:
                row["state"] = TicketState.AUDIT
                self.task(Stage.AUDIT, 0)
                row["audited_us"] = self.now
            row["handlings"] = 1
            self.handle(stage)
        except _Cut:
            pass
        if self.end < self.world.end and row["closed_us"] == NOT_YET:
            row |= {"withdrawn_us": self.end, "state": TicketState.WITHDRAWN}
            for arm in self.world.assignments:
                if arm["ticket"] == row["ticket"] and arm["state"] == ArmState.OPEN:
                    arm |= {"state": ArmState.WITHDRAWN, "ended_us": max(self.end, arm["dispatched_us"])}
        self.world.tickets.append(row)

    def handle(self, stage: Stage) -> None:
        row, rng, handling = self.row, self.rng, 0
        while True:
            if stage <= Stage.HANDLING:
                self.units(handling, stage)
            if stage <= Stage.REVIEW:
                row["state"] = TicketState.REVIEW
                self.task(Stage.REVIEW, handling)
                row["reviewed_us"] = self.now
            if rng.random() < 0.8:
                row["state"] = TicketState.FOLLOW_UP
                self.follow_up(handling)
            if row["reached"] != 1 or rng.random() < 0.8 or handling == 3:
                row["satisfied"] = int(rng.random() < 0.9) if row["reached"] == 1 else NOT_YET
                if rng.random() < 0.4:
                    row |= {"silent_since_us": self.now, "state": TicketState.SILENCE}
                    self.reach(self.now + self.length(DAY))
                row |= {"closed_us": self.now, "state": TicketState.CLOSED}
                return
            handling, stage = handling + 1, Stage.HANDLING
            row["handlings"] += 1

    def follow_up(self, handling: int) -> None:
        row = self.row
        for visit in range(3):
            self.task(Stage.FOLLOW_UP, handling, visit=visit)
            row["tries"], row["reached"] = visit + 1, int(self.rng.random() < 0.6)
            if row["reached"] or visit == 2:
                row["followed_up_us"] = self.now
                return
            self.reach(self.now + 4 * HOUR)

    def units(self, handling: int, stage: Stage) -> None:
        """All arms from dispatch to their end."""
        row, rng = self.row, self.rng
        sent = stage <= Stage.DISPATCH
        by_machine = sent and rng.random() < 0.5
        if sent:
            row["state"] = TicketState.DISPATCH
            if by_machine:
                self.reach(self.now + self.length(5 * S))
            else:
                self.task(Stage.DISPATCH, handling)
        right = [rng.random() < 0.8 or not sent for _ in range(row["arms"])]
        if row["dispatched_us"] == NOT_YET and sent:
            row |= {"dispatched_us": self.now, "right_first": int(all(right))}
        row["state"] = TicketState.HANDLING
        begun, ends, is_cut = self.now, [], False
        for arm in range(row["arms"] if handling == 0 else 1):
            self.now = begun
            try:
                self.arm(handling, arm, by_machine, right[arm], sent)
                ends.append(self.now)
            except _Cut:
                is_cut = True
        if is_cut:
            raise _Cut
        self.now = row["handled_us"] = max(ends)

    def arm(self, handling: int, arm: int, by_machine: bool, is_right: bool, sent: bool) -> None:
        row, rng, dispatch = self.row, self.rng, 0
        while True:
            unit = rng.randrange(3)
            a: dict[str, Any] = dict.fromkeys(ASSIGNMENT_COLUMNS, NOT_YET)
            a |= {"ticket": row["ticket"], "handling": handling, "arm": arm, "dispatch": dispatch, "unit": unit}
            a |= {"machine": int(by_machine), "right": int(is_right), "dispatched_us": self.now, "state": ArmState.OPEN}
            if rng.random() < 0.8:
                a["accept_due_us"] = self.now + 2 * HOUR
            self.world.assignments.append(a)
            row["dispatches"] += 1
            if sent:
                self.reach(self.now + self.length(2 * HOUR))
            if is_right:
                break
            a |= {"returned_us": self.now, "ended_us": self.now, "state": ArmState.RETURNED}
            row["returns"] += 1
            dispatch, is_right, by_machine = dispatch + 1, rng.random() < 0.7 or dispatch == 3, False
            self.task(Stage.DISPATCH, handling, arm, dispatch)
        a["accepted_us"] = self.now
        if row["accepted_us"] == NOT_YET or row["accepted_us"] > self.now:
            row["accepted_us"] = self.now
        if unit > 0:
            try:
                self.task(Stage.HANDLING, handling, arm, unit=unit)
            finally:
                task = self.world.tasks[-1]
                a |= {"started_us": task["started_us"], "worked_us": task["ended_us"]}
        if rng.random() < 0.5:
            self.reach(self.now + self.length(6 * HOUR))
        a |= {"ended_us": self.now, "state": ArmState.HANDLED}


class _World:
    """All rows of one run, and a new person for each task."""

    def __init__(self, seed: int, days: int, grain: int) -> None:
        self.rng, self.end, self.grain = random.Random(seed), days * DAY, grain
        self.contacts: list[dict[str, Any]] = []
        self.staff: list[dict[str, Any]] = []
        self.tickets: list[dict[str, Any]] = []
        self.assignments: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.people = 0

    def whole(self, time: int) -> int:
        """A time in whole grains, the next longer one."""
        return -(-time // self.grain) * self.grain

    def moment(self) -> int:
        """An instant of the run, its end excluded."""
        return self.rng.randrange(self.end) // self.grain * self.grain

    def person(self, group: int) -> int:
        self.staff.append(shift(self.people, 0, self.end / S, group=group))
        self.people += 1
        return self.people - 1


def random_ticket_log(seed: int, tickets: int = 150, days: int = 4, grain: int = 1, **changes: Any) -> RunLog:
    """Tickets of every source with all that can happen to them; `changes` go over the scenario's sections.

    Every instant is a whole multiple of `grain` microseconds: with a coarse one, much falls on the limits.
    """
    world = _World(seed, days, grain)
    rng = world.rng
    for received in sorted(min(world.whole(-rng.randrange(5 * DAY)), -grain) for _ in range(tickets // 10)):
        stage = rng.choice((Stage.CONFIRM, Stage.DISPATCH, Stage.HANDLING, Stage.REVIEW, Stage.FOLLOW_UP))
        _Story(world, len(world.tickets), Source.BACKLOG, received).tell(stage)
    births = [(world.moment(), NOT_YET) for _ in range(tickets // 5)]
    for number, arrived in enumerate(sorted(world.moment() for _ in range(tickets))):
        births.append((_contact(world, arrived), number))
    for received, contact in sorted(births):
        if received < world.end:
            _birth(world, received, contact)
    world.assignments.sort(key=lambda a: (a["ticket"], a["handling"], a["arm"], a["dispatch"]))
    world.tasks.sort(key=lambda task: task["task"])
    return make_log(
        world.contacts,
        world.staff,
        scenario=scenario_of(days, **{**SECTIONS, **changes}),
        names={"group_names": GROUPS, "unit_names": UNITS},
        tickets=world.tickets,
        assignments=world.assignments,
        tasks=world.tasks,
    )


def _contact(world: _World, arrived: int) -> int:
    """A call or a message; returns when its wrap-up ends."""
    rng = world.rng
    talk, wrap, is_call = 1 + rng.randrange(300 * S), rng.randrange(60 * S), rng.random() < 0.7
    talk, wrap = world.whole(talk), world.whole(wrap)
    end = arrived + talk + (wrap if is_call else 0)
    row = call(0) if is_call else message(0)
    row |= dict.fromkeys(("arrived_us", "queued_us", "answered_us", "resumed_us"), arrived)
    row |= {"person": world.person(0), "stream": rng.randrange(2), "type": rng.randrange(2)}
    row |= {"talk_end_us": arrived + talk, "wrap_up_end_us": end, "direct": int(rng.random() < 0.3)}
    if is_call and rng.random() < 0.1:
        row |= {"cause": Cause.CHASE_UP, "direct": NOT_YET}
    if end >= world.end:
        row |= dict.fromkeys(("talk_end_us", "wrap_up_end_us", "direct"), NOT_YET)
    world.contacts.append(row)
    return end


def _birth(world: _World, received: int, contact: int) -> None:
    """A ticket comes, or a contact joins the one before."""
    if contact == NOT_YET:
        _Story(world, len(world.tickets), Source.TRANSFER, received).tell(Stage.CONFIRM)
        return
    row = world.contacts[contact]
    if row["direct"] != 0:
        return
    source = Source.MESSAGE if row["channel"] == Channel.ONLINE else Source.CALL
    if world.rng.random() < 0.05 and world.tickets and world.tickets[-1]["contact"] != NOT_YET:
        world.tickets[-1]["requests"] += 1
        return
    story = _Story(world, len(world.tickets), source, received)
    story.row |= {"contact": contact, "stream": row["stream"], "type": row["type"]}
    story.tell(Stage.CONFIRM)
