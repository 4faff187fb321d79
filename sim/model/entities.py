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


class Contact:
    """One call or message."""

    cause: int = int(Cause.FIRST)
    attempt = 0
    answers = 0
    queued_us = left_us = answered_us = resumed_us = talk_end_us = wrap_up_end_us = NOT_YET
    outcome = WAITING
    direct = NOT_YET
    person: Person | None = None
    is_waiting = False
    due_us = NOT_YET
    left_over_us = 0

    def __init__(self, number: int, who: Citizen, line: int, channel: int, env: HotlineEnvironment) -> None:
        self.id = number
        self.who = who
        self.line = line
        self.channel = channel
        self.arrived_us = env.now
        self.next_step = Event(env)

    @property
    def is_resumed(self) -> bool:
        """Whether the work was begun and put down."""
        return self.left_over_us > 0

    @property
    def taker(self) -> Person:
        """Whoever has taken the contact."""
        if self.person is None:
            raise AssertionError("nobody has taken this contact yet")
        return self.person

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
    """One operator."""

    __slots__ = (
        "contact", "duty", "group", "id", "idle_since_us", "may_start", "on_duty", "pause", "pauses_due",
        "shift_end_us", "stint_start_us",
    )  # fmt: skip

    def __init__(self, number: int, group: int) -> None:
        self.id = number
        self.group = group
        self.on_duty = False
        self.may_start = False
        self.contact: Contact | None = None
        self.idle_since_us = NOT_YET
        self.duty = NOT_YET
        self.stint_start_us = NOT_YET
        self.shift_end_us = NOT_YET
        self.pause: tuple[int, int, int, int] | None = None
        self.pauses_due: list[tuple[int, int, int]] = []
