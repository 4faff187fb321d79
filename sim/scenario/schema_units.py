"""What a scenario may say about the units that handle tickets: their hours, people, times and delays."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.calendar.lengths import DAY_US
from sim.scenario.fields import Clock, Days, EveryBut, Many, Part, Share
from sim.scenario.laws import LawByTime
from sim.scenario.schema_operators import Staff


class Hours(Part):
    """Opening hours of an office."""

    open: Clock = Field(description="when the office opens")
    close: Clock = Field(description="when the office closes; at or before the opening: on the next day")
    days: Days | None = Field(
        default=None,
        description="on which days it opens at that time; every day but holidays if left out, holidays too where it "
        "never closes",
    )

    @property
    def is_round_the_clock(self) -> bool:
        """Whether it is open until the next day's opening."""
        return self.close == self.open or self.close - self.open >= DAY_US

    @property
    def open_days(self) -> Days:
        """The days on which it is open."""
        if self.days is not None:
            return self.days
        return "all" if self.is_round_the_clock else EveryBut(every="all", but="holidays")


Offices = Hours | Many[Hours]
"""Opening hours: one spell a day, or a list of spells with days of their own."""


def spells_of(hours: Hours | tuple[Hours, ...] | None) -> tuple[Hours, ...]:
    """The spells of written hours."""
    if hours is None:
        return ()
    return hours if isinstance(hours, tuple) else (hours,)


class Outside(Part):
    """Waiting for others after the crew's work: spare parts, quarantine, a decision. It holds nobody."""

    share: Share = Field(default=1.0, description="share of the tickets that wait for others")
    delay: LawByTime = Field(description="how long they wait")
    in_hours: bool = Field(default=False, description="whether the delay counts the unit's office hours only")


class FieldTimes(Part):
    """Other times than the unit's own."""

    travel: LawByTime | None = Field(default=None, description="travel for this type, instead of the unit's own")
    work: LawByTime | None = Field(default=None, description="work for this type, instead of the unit's own")
    outside: Outside | None = Field(
        default=None, description="waiting for others for this type, instead of the unit's own"
    )


class Unit(Staff):
    """A handling unit: a department, a district, a grid; its people are crews."""

    copies: int = Field(default=1, ge=1, le=1000, description="so many alike, numbered; shares are split evenly")
    hours: Offices | None = Field(
        default=None,
        description="when its office is open, a list if it opens twice a day; the hours of its shifts if left out, "
        "always where it has none",
    )
    acceptance: LawByTime | None = Field(
        default=None, description="how long until it accepts, in its hours; at once if none"
    )
    notice: LawByTime | None = Field(
        default=None, description="how long until it returns a ticket that is not its own, in its hours"
    )
    travel: LawByTime | None = Field(
        default=None, description="time a crew travels before the work; it holds the crew; none if left out"
    )
    work: LawByTime | None = Field(
        default=None,
        description="time a crew works at the spot; it holds the crew; no crew is needed if neither travel nor work "
        "is given",
    )
    by_type: dict[str, FieldTimes] = Field(
        default={}, description="other travel and work times, and other waiting for others, for some request types"
    )
    outside: Outside | None = Field(
        default=None,
        description="waiting for others after the crew's work: spare parts, a decision, another authority; it holds "
        "nobody",
    )
    order: Literal["first_come", "newest_first", "random", "shortest_first"] = Field(
        default="first_come",
        description="which ticket of those of one urgency a crew takes next: first_come: the one that waits longest; "
        "newest_first: the last one that came; random: by a lot that each draws as it comes; shortest_first: the one "
        "with the least travel and work",
    )
    availability: Annotated[Share, Field(gt=0)] = Field(
        default=1.0, description="share of each shift that crews have for tickets"
    )
