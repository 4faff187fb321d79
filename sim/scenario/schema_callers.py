"""What a scenario may say about kinds of request and how callers behave."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Clock, Date, Days, Many, Named, Part, PositiveDuration, Share
from sim.scenario.laws import LawByTime


class RequestType(Named):
    """What a kind of request asks of the queue and the operators."""

    id: str | None = Field(
        default=None,
        description="name for the random numbers: keep it when you rename the part, and its draws stay the same",
    )
    priority: int = Field(
        default=5,
        ge=1,
        le=99,
        description="place of this type in the queue: 1 goes first; messages stand behind all calls",
    )
    ageing: PositiveDuration | None = Field(
        default=None, description="waiting lifts a contact one class for each such length; never if left out"
    )
    patience: LawByTime | None = Field(
        default=None,
        description="longest wait that callers with this type of request accept; that of all callers if left out",
    )
    direct_answer: Share | None = Field(
        default=None,
        description="share of this type that the operator settles at once; that of the whole line if left out",
    )


class Redial(Part):
    """What a caller does after giving up or finding every trunk taken."""

    after_abandon: Share = Field(default=0.0, description="share of those who gave up that call again")
    after_block: Share = Field(default=0.0, description="share of those who found the line busy that call again")
    delay: LawByTime = Field(description="time from hanging up to the next call")
    max_tries: int = Field(
        default=3, ge=1, le=100, description="most contacts that one request makes in all, the first one counted"
    )
    to_online: Share = Field(default=0.0, description="share of those who try again that send a message instead")


class Repeat(Part):
    """After an unsatisfying direct answer the citizen calls again on the same matter."""

    after_direct_answer: Share = Field(
        description="share of the direct answers after which the citizen calls again on the same matter"
    )
    delay: LawByTime = Field(description="time from the end of the talk to the next call on the same matter")


class OpeningHours(Part):
    """When the line takes calls."""

    open: Clock = Field(description="when the line opens")
    close: Clock = Field(description="when the line closes; at or before the opening: on the next day")
    days: Days = Field(default="all", description="on which days the line opens at that time")
    at_close: Literal["finish", "stay", "clear"] = Field(
        default="finish",
        description="what becomes of those waiting: finish: answered as long as somebody works who can, then turned "
        "away; stay: until answered, through the night too; clear: turned away at once",
    )


class Callers(Part):
    """How callers wait, and what they do when they are not answered."""

    patience: LawByTime | None = Field(
        default=None, description="longest wait that callers accept before they hang up; nobody gives up if left out"
    )
    balk: Share = Field(default=0.0, description="share of callers that hang up at once if nobody answers at once")
    trunks: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="how many callers fit into the line, waiting and talking together; the next one finds it busy; "
        "no limit if left out",
    )
    redial: Redial | None = Field(
        default=None,
        description="what callers do after giving up or finding the line busy: some call again; nobody does if left "
        "out",
    )
    repeat: Repeat | None = Field(
        default=None,
        description="after an unsatisfying direct answer some citizens call again on the same matter; nobody does "
        "if left out",
    )
    hours: OpeningHours | Many[OpeningHours] | None = Field(
        default=None, description="when the line takes calls, a list if it opens twice a day; always open if left out"
    )

    @property
    def spells(self) -> tuple[OpeningHours, ...]:
        """When the line takes calls, spell by spell; none for a line that is always open."""
        if self.hours is None:
            return ()
        return self.hours if isinstance(self.hours, tuple) else (self.hours,)

    @model_validator(mode="after")
    def _some_hours(self) -> Callers:
        if self.hours == ():
            raise ValueError("'hours' is an empty list: leave it out for a line that is always open")
        return self


class AnswerChange(Part):
    """From a date on (a better knowledge base, say), another share of direct answers."""

    start: Date = Field(description="first day of the other share")
    share: Share = Field(description="share of direct answers from that day on")
    types: Many[str] | None = Field(default=None, description="request types with the other share; all if left out")


class Online(Part):
    """How messages are taken in."""

    polled_every: PositiveDuration | None = Field(
        default=None, description="messages are seen only every so often, counted from midnight; at once if left out"
    )
