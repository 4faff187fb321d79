"""Who and what the floor is about: citizens, their contacts, and the people who answer them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from simpy.events import Event

from sim.model.environment import HotlineEnvironment
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome
from sim.rules.instant import place_of_completion
from sim.rules.people import may_be_put_down

WAITING, ANSWERED, ABANDONED = int(Outcome.WAITING), int(Outcome.ANSWERED), int(Outcome.ABANDONED)
BLOCKED, CLOSED = int(Outcome.BLOCKED), int(Outcome.CLOSED)
PHONE, ONLINE = int(Channel.PHONE), int(Channel.ONLINE)


class Citizen(NamedTuple):
    """Who a request is from and what it is about; the keys of all its draws."""

    request: int
    stream: int
    type: int
    entity: int
    name_key: int


class Pause(NamedTuple):
    """A break or a slice off the phone: when it is due, how long, of which kind, and the turn it takes (-1: none)."""

    due_us: int
    length_us: int
    state: int
    cap: int


class Person:
    """One operator, one desk worker, or one crew."""

    __slots__ = (
        "duty", "group", "id", "idle_since_us", "item", "may_start", "on_duty", "pause", "pause_start_us",
        "pauses_due", "shift_end_us", "stint_start_us",
    )  # fmt: skip

    def __init__(self, number: int, group: int) -> None:
        self.id = number
        self.group = group
        self.on_duty = False
        self.may_start = False
        self.item: Item | None = None
        self.idle_since_us = NOT_YET
        self.duty = NOT_YET
        self.stint_start_us = NOT_YET
        self.shift_end_us = NOT_YET
        self.pause: Pause | None = None
        self.pause_start_us = NOT_YET
        self.pauses_due: list[Pause] = []


NOBODY = Person(NOT_YET, NOT_YET)
"""Has what nobody has taken."""


class Item:
    """Something that waits in a line for a person: a contact, or a task of a ticket."""

    is_waiting = False
    may_be_put_down = True
    in_wrap_up = False
    leads_nowhere = False
    """Whether its end no longer matters: it is finished if in hand, but not taken up again."""
    outcome = WAITING
    queued_us = left_us = resumed_us = due_us = NOT_YET
    left_over_us = 0
    is_resumed = False
    """Whether the work was begun and put down."""
    order_key = 0
    """Its key in a line that does not go by entry."""
    person = NOBODY
    """Whoever has taken it, the last one if it was put down."""
    started_us = NOT_YET
    names_in_log = (NOT_YET, NOT_YET)
    """The contact and the task in the staff log."""
    completion: int
    """Its place among the events of the instant at which its work ends."""
    length_of: Callable[[Any], int]
    """How long the work on an item takes whoever has taken it; asked once, when the work begins."""

    def __init__(self, number: int, line: int, env: HotlineEnvironment) -> None:
        self.id = number
        self.line = line
        self.next_step = Event(env)
        """Comes at the end of its work, or when it leaves its line undone."""

    def begin_work(self, person: Person, env: HotlineEnvironment) -> None:
        """A person takes it, for the first time or again after it was put down."""
        now = env.now
        self.is_waiting = False
        self.person = person
        self.resumed_us = now
        if self.is_resumed:
            self.due_us = now + self.left_over_us
        else:
            self.outcome = ANSWERED
            self.started_us = now
            self.due_us = now + self.length_of(self)
        env.come_at(self.next_step, self.due_us, self.completion)

    def put_down(self, left_us: int, env: HotlineEnvironment) -> None:
        """Its work stops with so much left; whoever waits for its end goes on waiting."""
        self.is_resumed = True
        self.left_over_us = left_us
        self.due_us = NOT_YET
        stale, self.next_step = self.next_step, Event(env)
        self.next_step.callbacks, stale.callbacks = stale.callbacks, []


class Contact(Item):
    """One call or message."""

    cause: int = int(Cause.FIRST)
    attempt = 0
    answers = 0
    earlier_visits = 0
    """Visits of the draws that other contacts of the same request have used."""
    chases: int = NOT_YET
    """The ticket it asks after."""
    talk_end_us = wrap_up_end_us = NOT_YET
    direct = NOT_YET

    def __init__(self, number: int, who: Citizen, line: int, channel: int, env: HotlineEnvironment) -> None:
        self.id = number
        self.completion = place_of_completion(number)
        self.line = line
        self.next_step = Event(env)
        self.who = who
        self.channel = channel
        self.arrived_us = env.now

    @property
    def may_be_put_down(self) -> bool:  # type: ignore[override]  # a constant of tasks, a question of contacts
        """Messages come after every live call, and may be put down at a shift's end."""
        return may_be_put_down(self.channel)  # a channel has the number of its stage

    @property
    def in_wrap_up(self) -> bool:  # type: ignore[override]  # as above
        """Whether the talk is over."""
        return self.talk_end_us != NOT_YET

    @property
    def names_in_log(self) -> tuple[int, int]:  # type: ignore[override]  # as above
        """The contact and the task in the staff log."""
        return self.id, NOT_YET

    def row(self) -> dict[str, int]:
        """The contact as a row of the contact log."""
        who, person = (self.who, self.person)
        return {
            "contact": self.id,
            "request": who.request,
            "citizen": who.entity,
            "attempt": self.attempt,
            "cause": self.cause,
            "stream": who.stream,
            "type": who.type,
            "channel": self.channel,
            "arrived_us": self.arrived_us,
            "queued_us": self.queued_us,
            "outcome": self.outcome,
            "left_us": self.left_us,
            "answered_us": self.started_us,
            "resumed_us": self.resumed_us,
            "talk_end_us": self.talk_end_us,
            "wrap_up_end_us": self.wrap_up_end_us,
            "group": person.group,
            "person": person.id,
            "direct": self.direct,
        }
