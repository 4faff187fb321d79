"""What a scenario may say about kinds of request and how callers behave."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Clock, Date, Days, Many, Part, PositiveDuration, Share
from sim.scenario.laws import Law


class RequestType(Part):
    """What a kind of request asks of the queue and the operators."""

    id: str | None = Field(default=None, description="keeps the draws when the type is renamed")
    priority: int = Field(default=5, ge=1, le=99, description="1 goes first")
    ageing: PositiveDuration | None = Field(
        default=None, description="one class up for each such length waited; never if left out"
    )
    patience: Law | None = None
    direct_answer: Share | None = None


class Redial(Part):
    """What a caller does after giving up or finding every trunk taken."""

    after_abandon: Share = 0.0
    after_block: Share = 0.0
    delay: Law
    max_tries: int = Field(default=3, ge=1, le=100, description="contacts of one request in all, the first counted")
    to_online: Share = Field(default=0.0, description="share of those who try again that send a message instead")


class Repeat(Part):
    """After an unsatisfying direct answer the citizen calls again on the same matter."""

    after_direct_answer: Share
    delay: Law


class OpeningHours(Part):
    """When the line takes calls."""

    open: Clock
    close: Clock
    days: Days = "all"
    at_close: Literal["finish", "stay", "clear"] = Field(
        default="finish",
        description="what becomes of those waiting: finish: answered as long as somebody works who can, then turned "
        "away; stay: until answered, through the night too; clear: turned away at once",
    )


class Callers(Part):
    """How callers wait, and what they do when they are not answered."""

    patience: Law | None = Field(default=None, description="nobody gives up if left out")
    balk: Share = Field(default=0.0, description="share that leaves at once if not assigned on arrival")
    trunks: int | None = Field(default=None, ge=1, le=1_000_000)
    redial: Redial | None = None
    repeat: Repeat | None = None
    hours: OpeningHours | Many[OpeningHours] | None = Field(
        default=None, description="a list if the line opens twice a day; always open if left out"
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

    start: Date
    share: Share
    types: Many[str] | None = None


class Online(Part):
    """How messages are taken in."""

    polled_every: PositiveDuration | None = Field(
        default=None, description="messages are seen only at such times, counted from midnight"
    )
