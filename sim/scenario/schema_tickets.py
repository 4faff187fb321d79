"""What a scenario may say about tickets as a whole: urgency, areas, routes, and the stages on their way."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Many, Part
from sim.scenario.schema_backlog import BacklogFile, OpenTickets
from sim.scenario.schema_deadlines import ChaseUp, Deadlines, LongTerm, Supervision, Withdrawal
from sim.scenario.schema_stages import ByPeople, Confirm, Dispatch, FollowUp, Reopen, Silence
from sim.scenario.schema_units import Offices
from sim.scenario.shares import AreaShares, ArmShares, SharesByName, UrgencyShares

ClosedAt = Literal["handled", "reviewed", "followed_up", "silent"]


class Route(Part):
    """Which units handle which tickets; the first route that fits holds."""

    types: Many[str] | None = Field(default=None, description="request types that go this way; all types if left out")
    areas: Many[str] | None = Field(default=None, description="areas whose tickets go this way; all areas if left out")
    units: SharesByName = Field(description="the right units of these tickets and the share of each, 100 % in all")
    choose: Literal["shares", "least_loaded", "round_robin"] = Field(
        default="shares",
        description="how a unit is chosen: shares: by chance with these shares; least_loaded: the one with "
        "fewest tickets for its share; round_robin: each in turn, by its share",
    )
    arms: ArmShares = Field(
        default=(1.0,), description="shares of these tickets that go to one unit, to two at once, ..., 100 % in all"
    )


class Tickets(Part):
    """What becomes of a request that is not answered directly, from receipt to closure. Every stage is optional."""

    urgency: UrgencyShares = Field(
        default={"normal": 1.0},
        description="shares of the three urgencies, 100 % in all; all tickets are normal if left out",
    )
    urgency_by_type: dict[str, UrgencyShares] = Field(
        default={}, description="shares of the three urgencies for some request types"
    )
    areas: AreaShares = Field(
        default={}, description="where matters arise, and the share of each area, 100 % in all; for routes by area"
    )
    confirm: Confirm | None = Field(
        default=None,
        description="a call to the citizen that confirms the matter before anything else is done; none if left out",
    )
    audit: ByPeople | None = Field(
        default=None, description="a check of each ticket before it is dispatched; none if left out"
    )
    dispatch: Dispatch | None = Field(
        default=None,
        description="how tickets get to the units that shall handle them: by a desk, a machine, or both; at once "
        "and without error if left out",
    )
    routes: Many[Route] = Field(
        default=(), description="which units handle which tickets; the first route that fits holds"
    )
    review: ByPeople | None = Field(
        default=None, description="a check of what was done before the ticket is closed; none if left out"
    )
    follow_up: FollowUp | None = Field(
        default=None, description="the call to the citizen after the handling; none if left out"
    )
    reopen: Reopen | None = Field(
        default=None,
        description="citizens who say in the follow-up call that the matter is not solved; nobody does if left out",
    )
    silence: Silence | None = Field(
        default=None,
        description="a wait after the last thing done for a ticket, as in 'closed after 15 days of silence'; none if "
        "left out",
    )
    closed_at: ClosedAt | None = Field(
        default=None, description="which milestone closes a ticket; the last one if left out"
    )
    office_hours: Offices | None = Field(
        default=None,
        description="office hours of the line, by which its time limits count, a list if it opens twice a day; "
        "09:00-17:00 on working days if left out",
    )
    deadlines: Deadlines = Field(default=Deadlines(), description="time limits for acceptance and for closure")
    supervision: Supervision | None = Field(
        default=None, description="reminders before the due time, and an act of supervision when it has passed"
    )
    chase_up: ChaseUp | None = Field(
        default=None, description="while a ticket is overdue its citizen calls again and again; nobody does if left out"
    )
    withdrawal: Withdrawal | None = Field(
        default=None, description="tickets that their citizen withdraws while they are open; none if left out"
    )
    long_term: LongTerm | None = Field(
        default=None,
        description="tickets that go on the long-term list, where no deadline holds any more; none if left out",
    )
    backlog: Many[OpenTickets] = Field(default=(), description="tickets that are open at the start, by number")
    backlog_file: BacklogFile | None = Field(
        default=None, description="tickets that are open at the start, from a CSV file with a row for each"
    )

    @model_validator(mode="after")
    def _sound(self) -> Tickets:
        if self.reopen is not None and self.follow_up is None:
            raise ValueError("'reopen' needs 'follow_up': only a citizen who is called says that it is not solved")
        if self.closed_at == "followed_up" and self.follow_up is None:
            raise ValueError("'closed_at' is followed_up, but there is no 'follow_up'")
        if self.closed_at == "reviewed" and self.review is None:
            raise ValueError("'closed_at' is reviewed, but there is no 'review'")
        if self.closed_at == "silent" and self.silence is None:
            raise ValueError("'closed_at' is silent, but there is no 'silence'")
        if self.silence is not None and self.closed_at not in ("silent", None):
            raise ValueError(
                f"'silence' is a wait before closure, but 'closed_at' is {self.closed_at}: such a wait would change "
                "nothing; leave 'closed_at' out, or write silent"
            )
        return self
