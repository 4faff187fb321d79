"""Who and what the floor is about: citizens, their contacts, and the people who answer them."""

from __future__ import annotations

from typing import NamedTuple

from simpy.events import Event

from sim.model.environment import HotlineEnvironment
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome

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


class Item:
    """Something that waits in a line for a person: a contact, or a task of a ticket."""

    is_waiting = False
    is_deferred = True
    in_wrap_up = False
    outcome = WAITING
    queued_us = left_us = resumed_us = due_us = NOT_YET
    left_over_us = 0
    person: Person | None = None
    names_in_log = (NOT_YET, NOT_YET)
    """The contact and the task in the staff log."""

    def __init__(self, number: int, line: int, env: HotlineEnvironment) -> None:
        self.id = number
        self.line = line
        self.next_step = Event(env)

    def begins(self, now: int) -> None:
        """A person takes it for the first time."""
        raise NotImplementedError

    @property
    def is_resumed(self) -> bool:
        """Whether the work was begun and put down."""
        return self.left_over_us > 0

    @property
    def taker(self) -> Person:
        """Whoever has taken it."""
        if self.person is None:
            raise AssertionError("nobody has taken this yet")
        return self.person


class Contact(Item):
    """One call or message."""

    cause: int = int(Cause.FIRST)
    attempt = 0
    answers = 0
    earlier_visits = 0
    """Visits of the draws that other contacts of the same request have used."""
    chases: int = NOT_YET
    """The ticket it asks after."""
    answered_us = talk_end_us = wrap_up_end_us = NOT_YET
    direct = NOT_YET

    def __init__(self, number: int, who: Citizen, line: int, channel: int, env: HotlineEnvironment) -> None:
        self.id = number
        self.line = line
        self.next_step = Event(env)
        self.who = who
        self.channel = channel
        self.arrived_us = env.now

    def begins(self, now: int) -> None:
        """An operator answers."""
        self.outcome = ANSWERED
        self.answered_us = now

    @property
    def is_deferred(self) -> bool:  # type: ignore[override]  # a constant of tasks, a question of contacts
        """Messages come after every live call, and may be put down at a shift's end."""
        return self.channel == ONLINE

    @property
    def in_wrap_up(self) -> bool:  # type: ignore[override]  # as above
        """Whether the talk is over."""
        return self.talk_end_us != NOT_YET

    @property
    def names_in_log(self) -> tuple[int, int]:  # type: ignore[override]  # as above
        """The contact and the task in the staff log."""
        return self.id, NOT_YET

    def row(self) -> tuple[int, ...]:
        """The contact as a row of the contact log."""
        who, person = self.who, self.person
        return (
            self.id, who.request, who.entity, self.attempt, self.cause, who.stream, who.type, self.channel,
            self.arrived_us, self.queued_us, self.outcome, self.left_us, self.answered_us, self.resumed_us,
            self.talk_end_us, self.wrap_up_end_us, NOT_YET if person is None else person.group,
            NOT_YET if person is None else person.id, self.direct,
        )  # fmt: skip


class Person:
    """One operator, one desk worker, or one crew."""

    __slots__ = (
        "duty", "group", "id", "idle_since_us", "item", "may_start", "on_duty", "pause", "pauses_due",
        "shift_end_us", "stint_start_us",
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
        self.pause: tuple[int, int, int, int] | None = None
        self.pauses_due: list[tuple[int, int, int]] = []
