"""What a scenario may say about the stages that people or the machine do: who, how long, how well."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Clock, Date, Duration, Part, Share
from sim.scenario.laws import LawByTime
from sim.scenario.shares import MaxReturns, Names, Shares


class Window(Part):
    """When citizens may be called."""

    open: Clock = Field(default=30_600_000_000, description="from when on citizens may be called")
    close: Clock = Field(default=73_800_000_000, description="until when citizens may be called")


class ByPeople(Part):
    """Work of operators or desks on a ticket."""

    by: Names = Field(description="groups of operators or desks, in order of preference")
    time: LawByTime = Field(description="time one ticket takes")
    time_by_type: dict[str, LawByTime] = Field(default={}, description="time for some request types, instead of 'time'")
    reserve: int = Field(
        default=0,
        ge=0,
        description="taken only while more than so many of the group are free, so that calls find somebody",
    )


class Call(ByPeople):
    """A call to the citizen, only in its window; never interrupted."""

    window: Window = Field(
        default=Window(),
        description="at which hours citizens may be called: 08:30-20:30 if left out; 00:00-24:00: at any hour",
    )


class Confirm(Call):
    """The citizen is called to confirm the matter before anything else is done."""

    share: Share = Field(default=1.0, description="share of tickets that are confirmed first")


class Smart(Part):
    """Dispatch by machine: seconds, round the clock."""

    share: Share = Field(default=1.0, description="share of dispatches that the machine looks at")
    from_date: Date | None = Field(default=None, description="in use from this date on")
    time: LawByTime = Field(description="time the machine takes for one dispatch")
    accuracy: Shares = Field(
        description="chance that the machine is right, over all it looks at; a list: first dispatch, second "
        "dispatch, ..."
    )
    accuracy_by_type: dict[str, Shares] = Field(
        default={}, description="accuracy for some request types, instead of 'accuracy'"
    )
    hand_over_below: Share = Field(
        default=0.0, description="where its confidence (0 to 1, evenly spread) is lower, a person dispatches"
    )


class Dispatch(Part):
    """Tickets are sent to the units that shall handle them, by a desk, a machine, or both."""

    by: Names | None = Field(default=None, description="groups of operators or desks; nobody: the machine does all")
    time: LawByTime | None = Field(default=None, description="time one dispatch takes a person")
    time_by_type: dict[str, LawByTime] = Field(default={}, description="time for some request types, instead of 'time'")
    reserve: int = Field(
        default=0,
        ge=0,
        description="taken only while more than so many of the group are free, so that calls find somebody",
    )
    accuracy: Shares = Field(
        default=(1.0,),
        description="chance that a person sends a ticket to the right unit; a list: first dispatch, second "
        "dispatch, ...",
    )
    accuracy_by_type: dict[str, Shares] = Field(
        default={}, description="accuracy for some request types, instead of 'accuracy'"
    )
    smart: Smart | None = Field(default=None, description="dispatch by machine: in seconds, round the clock")
    max_returns: MaxReturns = Field(
        default=3, description="after so many returns the right unit is designated; 'never' if it is not"
    )
    critical_call: ByPeople | None = Field(
        default=None, description="a phone call to the units after the dispatch of a critical ticket"
    )

    @model_validator(mode="after")
    def _somebody(self) -> Dispatch:
        if (self.by is None) != (self.time is None):
            raise ValueError("'by' and 'time' belong together: who dispatches, and how long it takes")
        if self.by is None and self.smart is None:
            raise ValueError("nobody dispatches: give 'by' and 'time', or 'smart'")
        if self.by is None and self.smart is not None and (self.smart.share < 1 or self.smart.hand_over_below > 0):
            raise ValueError("'smart' leaves some to people: give 'by' and 'time', or let it do all")
        if self.by is None and self.smart is not None and self.smart.from_date is not None:
            raise ValueError("'smart' begins on a date, and nobody dispatches before: give 'by' and 'time'")
        return self


class FollowUp(Call):
    """The citizen is called back after the handling."""

    share: Share = Field(default=1.0, description="share of tickets that are followed up; the others are not called")
    unreached: Share = Field(default=0.0, description="chance that a try does not reach the citizen")
    unreached_time: LawByTime | None = Field(
        default=None, description="time a try takes that does not reach the citizen; 'time' if left out"
    )
    tries: int = Field(
        default=3, ge=1, le=1000, description="most calls in all; after that the ticket is closed as unreached"
    )
    gap: Duration = Field(default=4 * 3_600_000_000, description="from one try to the next")
    satisfied_in_time: Share = Field(
        default=1.0, description="share of those reached who are satisfied, if the ticket was not late"
    )
    satisfied_late: Share | None = Field(
        default=None, description="the same for tickets that were late; as in time if left out"
    )


class Silence(Part):
    """A ticket for which all is done waits before it is closed; the wait holds nobody."""

    time: LawByTime = Field(description="how long it waits, round the clock: 15 days are 15 times 24 hours")
    time_by_type: dict[str, LawByTime] = Field(default={}, description="time for some request types, instead of 'time'")
    share: Share = Field(default=1.0, description="share of tickets that wait so; the others are closed at once")


class Reopen(Part):
    """A citizen who was reached says that the matter is not solved."""

    share: Shares = Field(
        description="share of the citizens reached who say that it is not solved; a list: after the first handling, "
        "the second, ..."
    )
    to: Literal["handling", "dispatch"] = Field(
        default="handling",
        description="where a reopened ticket goes: handling: to the unit that has it; dispatch: it is dispatched anew",
    )
    arms: Literal["lead", "all"] = Field(
        default="lead", description="which of several units handle it again: the lead alone, or all"
    )
