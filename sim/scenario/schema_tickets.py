"""What a scenario may say about tickets: their stages, the units that handle them, deadlines, supervision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from sim.calendar.lengths import DAY_US
from sim.scenario import units
from sim.scenario.fields import (
    Clock,
    Date,
    Days,
    Duration,
    EveryBut,
    Factor,
    Many,
    Part,
    PositiveDuration,
    Share,
    Urgency,
)
from sim.scenario.laws import SHARE_TOLERANCE, Law
from sim.scenario.schema_backlog import BacklogFile, OpenTickets
from sim.scenario.schema_demand import Profile
from sim.scenario.schema_operators import Staff
from sim.scenario.time_limits import Limit

ClosedAt = Literal["handled", "reviewed", "followed_up"]
MOST_ARMS = 8
"""So many units at most handle one ticket together."""


def _listed(value: object) -> object:
    """A single value stands for a list of one."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _one_or_more(one: dict[str, Any], most: int | None = None) -> WithJsonSchema:
    several: dict[str, Any] = {"type": "array", "items": one, "minItems": 1}
    return WithJsonSchema({"anyOf": [one, several if most is None else {**several, "maxItems": most}]})


def _whole(shares: tuple[float, ...]) -> tuple[float, ...]:
    total = sum(shares)
    if abs(total - 1) > SHARE_TOLERANCE:
        raise ValueError(f"the shares add up to {total * 100:g} %, not 100 %")
    return shares


def _whole_by_name(shares: Mapping[str, float]) -> Mapping[str, float]:
    _whole(tuple(shares.values()))
    return shares


def _whole_if_any(shares: Mapping[str, float]) -> Mapping[str, float]:
    return _whole_by_name(shares) if shares else shares


def _times_returned(value: object) -> object:
    if value in ("never", "从不"):
        return None
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_RETURNS):
        return value
    raise ValueError(f"{value!r} is not a number of returns: write a whole number up to {MOST_RETURNS}, or never")


MOST_RETURNS = 1000
_SHARE: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": units.PERCENT_PATTERN},
    ]
}
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1), _one_or_more({"type": "string"})]
"""One name, or a list of names in order of preference."""
Shares = Annotated[tuple[Share, ...], BeforeValidator(_listed), Field(min_length=1), _one_or_more(_SHARE)]
"""One share, or a list: the first time, the second time, ...; the last one holds from then on."""
ArmShares = Annotated[
    tuple[Share, ...],
    BeforeValidator(_listed),
    Field(min_length=1, max_length=MOST_ARMS),
    AfterValidator(_whole),
    _one_or_more(_SHARE, MOST_ARMS),
]
"""Shares of 100 % in all: of one arm, of two, ..."""
UrgencyShares = Annotated[dict[Urgency, Share], AfterValidator(_whole_by_name)]
SharesByName = Annotated[dict[str, Share], AfterValidator(_whole_by_name)]
AreaShares = Annotated[dict[str, Share], AfterValidator(_whole_if_any)]
MaxReturns = Annotated[
    int | None,
    BeforeValidator(_times_returned),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_RETURNS}, {"enum": ["never", "从不", None]}]}
    ),
]
"""A number of returns; None for without end."""


class Hours(Part):
    """Opening hours of an office."""

    open: Clock
    close: Clock
    days: Days | None = Field(
        default=None, description="every day but holidays if left out; holidays too where it never closes"
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


class Window(Part):
    """When citizens may be called."""

    open: Clock = 30_600_000_000
    close: Clock = 73_800_000_000


class ByPeople(Part):
    """Work of operators or desks on a ticket."""

    by: Names = Field(description="groups of operators or desks, in order of preference")
    time: Law = Field(description="time one ticket takes")
    time_by_type: dict[str, Law] = Field(default={}, description="over 'time' for some types")
    reserve: int = Field(default=0, ge=0, description="taken only while more than so many of the group are free")


class Call(ByPeople):
    """A call to the citizen, only in its window; never interrupted."""

    window: Window = Field(default=Window(), description="08:30-20:30 if left out; 00:00-24:00: at any hour")


class Confirm(Call):
    """The citizen is called to confirm the matter before anything else is done."""

    share: Share = Field(default=1.0, description="share of tickets that are confirmed first")


class Smart(Part):
    """Dispatch by machine: seconds, round the clock."""

    share: Share = Field(default=1.0, description="share of dispatches that the machine looks at")
    from_date: Date | None = Field(default=None, description="in use from this date on")
    time: Law
    accuracy: Shares = Field(description="over all it looks at; a list: first dispatch, second dispatch, ...")
    accuracy_by_type: dict[str, Shares] = Field(default={})
    hand_over_below: Share = Field(
        default=0.0, description="where its confidence (0 to 1, evenly spread) is lower, a person dispatches"
    )


class Dispatch(Part):
    """Tickets are sent to the units that shall handle them, by a desk, a machine, or both."""

    by: Names | None = Field(default=None, description="groups of operators or desks; nobody: the machine does all")
    time: Law | None = Field(default=None, description="time one dispatch takes a person")
    time_by_type: dict[str, Law] = Field(default={}, description="over 'time' for some types")
    reserve: int = Field(default=0, ge=0, description="taken only while more than so many of the group are free")
    accuracy: Shares = Field(default=(1.0,), description="of a person; a list: first dispatch, second dispatch, ...")
    accuracy_by_type: dict[str, Shares] = Field(default={})
    smart: Smart | None = None
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


class Outside(Part):
    """Waiting for others after the crew's work: spare parts, quarantine, a decision. It holds nobody."""

    share: Share = 1.0
    delay: Law
    in_hours: bool = Field(default=False, description="counts only the unit's hours")


class FieldTimes(Part):
    """Other times than the unit's own."""

    travel: Law | None = None
    work: Law | None = None


class Unit(Staff):
    """A handling unit: a department, a district, a grid; its people are crews."""

    copies: int = Field(default=1, ge=1, le=1000, description="so many alike, numbered; shares are split evenly")
    hours: Offices | None = Field(
        default=None, description="its office, a list if it opens twice a day; the hours of its shifts if left out"
    )
    acceptance: Law | None = Field(default=None, description="how long until it accepts, in its hours; at once if none")
    notice: Law | None = Field(
        default=None, description="how long until it returns a ticket that is not its own, in its hours"
    )
    travel: Law | None = Field(default=None, description="before the work; holds the crew")
    work: Law | None = Field(default=None, description="at the spot; holds the crew; no crew needed if left out")
    by_type: dict[str, FieldTimes] = Field(default={})
    outside: Outside | None = None
    availability: Annotated[Share, Field(gt=0)] = Field(
        default=1.0, description="share of each shift that crews have for tickets"
    )


class Route(Part):
    """Which units handle which tickets; the first route that fits holds."""

    types: Many[str] | None = Field(default=None, description="all types if left out")
    areas: Many[str] | None = Field(default=None, description="all areas if left out")
    units: SharesByName
    choose: Literal["shares", "least_loaded", "round_robin"] = Field(
        default="shares",
        description="how a unit is chosen: by chance with these shares; the one with the fewest tickets for its share; "
        "each in turn, by its share",
    )
    arms: ArmShares = Field(default=(1.0,), description="shares that go to one unit, to two, ...")


class FollowUp(Call):
    """The citizen is called back after the handling."""

    share: Share = Field(
        default=1.0, description="share of tickets that are followed up; the others are closed at once"
    )
    unreached: Share = Field(default=0.0, description="chance that a try does not reach the citizen")
    unreached_time: Law | None = Field(default=None, description="time of such a try; 'time' if left out")
    tries: int = Field(default=3, ge=1, le=1000)
    gap: Duration = Field(default=4 * 3_600_000_000, description="from one try to the next")
    satisfied_in_time: Share = Field(default=1.0, description="share of those reached who are satisfied, if not late")
    satisfied_late: Share | None = Field(default=None, description="the same when it was late; the same if left out")


class Reopen(Part):
    """A citizen who was reached says that the matter is not solved."""

    share: Shares = Field(description="a list: after the first handling, the second, ...")
    to: Literal["handling", "dispatch"] = "handling"
    arms: Literal["lead", "all"] = "lead"


class Extension(Part):
    """Once, when it falls due, a ticket may get more time."""

    share: Share
    by: Limit = Field(description="the time granted, from the due time on")


class Deadline(Part):
    """A time limit by urgency and type."""

    limits: dict[Urgency, Limit]
    by_type: dict[str, dict[Urgency, Limit]] = Field(default={}, description="over 'limits' for some types")


class ClosureDeadline(Deadline):
    """Until when a ticket shall be closed; a return does not reset it, and it never removes a ticket."""

    start: Literal["receipt", "dispatch", "acceptance", "next_day"] = "receipt"
    pauses_in: Many[Literal["confirm", "outside", "follow_up"]] = Field(
        default=(), description="states in which the clock stands still"
    )
    extension: Extension | None = None


class Deadlines(Part):
    """Time limits of acceptance (by the unit's hours, from each dispatch) and of closure (by the line's hours)."""

    acceptance: Deadline | None = None
    closure: ClosureDeadline | None = None


class Supervision(Part):
    """Reminders before the deadline, and an act of supervision when it has passed."""

    reminders: Many[Share] = Field(default=(), description="shares of the time limit; each raises the ticket a class")
    act: ByPeople | None = Field(default=None, description="when a ticket is overdue; raises it to the highest class")
    speed_up: Factor = Field(default=1.0, description="pace of work that begins after the act")


class ChaseUp(Part):
    """While a ticket is overdue its citizen calls again and again: a call, but no new ticket."""

    every: PositiveDuration = Field(description="mean time between calls; exponential")
    profile: Profile = Field(default="hotline_day", description="when in the day they call")
    talk: Law | None = Field(default=None, description="the group's own talk time if left out")
    wrap_up: Law | None = None


class Withdrawal(Part):
    """Some citizens withdraw their ticket if it is still open after a while."""

    share: Share
    after: Law


class LongTerm(Part):
    """Some tickets go on the long-term list if they are still open after a while: no deadline holds from then on."""

    share: Share
    after: Law


class Tickets(Part):
    """What becomes of a request that is not answered directly, from receipt to closure. Every stage is optional."""

    urgency: UrgencyShares = Field(default={"normal": 1.0}, description="shares of the three urgencies")
    urgency_by_type: dict[str, UrgencyShares] = Field(default={})
    areas: AreaShares = Field(default={}, description="where matters arise, for routes by area")
    confirm: Confirm | None = None
    audit: ByPeople | None = None
    dispatch: Dispatch | None = None
    routes: Many[Route] = ()
    review: ByPeople | None = None
    follow_up: FollowUp | None = None
    reopen: Reopen | None = None
    closed_at: ClosedAt | None = Field(
        default=None, description="which milestone closes a ticket; the last if left out"
    )
    office_hours: Offices | None = Field(
        default=None, description="of the line, for its deadlines, a list if it opens twice a day; 09:00-17:00 if none"
    )
    deadlines: Deadlines = Deadlines()
    supervision: Supervision | None = None
    chase_up: ChaseUp | None = None
    withdrawal: Withdrawal | None = None
    long_term: LongTerm | None = None
    backlog: Many[OpenTickets] = ()
    backlog_file: BacklogFile | None = None

    @model_validator(mode="after")
    def _sound(self) -> Tickets:
        if self.reopen is not None and self.follow_up is None:
            raise ValueError("'reopen' needs 'follow_up': only a citizen who is called says that it is not solved")
        if self.closed_at == "followed_up" and self.follow_up is None:
            raise ValueError("'closed_at' is followed_up, but there is no 'follow_up'")
        if self.closed_at == "reviewed" and self.review is None:
            raise ValueError("'closed_at' is reviewed, but there is no 'review'")
        return self
