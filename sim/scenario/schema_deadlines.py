"""What a scenario may say about time limits of tickets, and what happens when they stay open for long."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.fields import Factor, Many, Part, PositiveDuration, Share, Urgency
from sim.scenario.laws import LawByTime
from sim.scenario.schema_demand import Profile
from sim.scenario.schema_stages import ByPeople
from sim.scenario.time_limits import Limit


class Extension(Part):
    """Once, when it falls due, a ticket may get more time."""

    share: Share = Field(description="share of the tickets falling due that get more time, once")
    by: Limit = Field(description="the time granted, from the due time on")


class Deadline(Part):
    """A time limit by urgency and type."""

    limits: dict[Urgency, Limit] = Field(description="the time limit for each urgency; none for one that is not named")
    by_type: dict[str, dict[Urgency, Limit]] = Field(
        default={}, description="time limits for some request types, instead of 'limits'"
    )


class ClosureDeadline(Deadline):
    """Until when a ticket shall be closed; a return does not reset it, and it never removes a ticket."""

    start: Literal["receipt", "dispatch", "acceptance", "next_day"] = Field(
        default="receipt",
        description="when the time begins to run: at receipt, at the first dispatch, at acceptance, or with the day "
        "after receipt",
    )
    pauses_in: Many[Literal["confirm", "outside", "follow_up", "silence"]] = Field(
        default=(), description="states in which the time stands still"
    )
    extension: Extension | None = Field(
        default=None, description="more time that some tickets get when they fall due; none if left out"
    )


class Deadlines(Part):
    """Time limits of acceptance (by the unit's hours, from each dispatch) and of closure (by the line's hours)."""

    acceptance: Deadline | None = Field(
        default=None, description="until when a unit shall accept a ticket, by its office hours, from each dispatch"
    )
    closure: ClosureDeadline | None = Field(
        default=None,
        description="until when a ticket shall be closed, by the line's office hours; it never removes a ticket",
    )


class Supervision(Part):
    """Reminders before the deadline, and an act of supervision when it has passed."""

    reminders: Many[Share] = Field(
        default=(),
        description="shares of the time limit at which the unit is reminded; each raises the ticket one class",
    )
    act: ByPeople | None = Field(
        default=None,
        description="work of people when a ticket becomes overdue; it raises the ticket to the highest class; none "
        "if left out",
    )
    speed_up: Factor = Field(default=1.0, description="pace of the work on a ticket that begins after that act")


class ChaseUp(Part):
    """While a ticket is overdue its citizen calls again and again: a call, but no new ticket."""

    every: PositiveDuration = Field(
        description="mean time between the calls of a citizen whose ticket is overdue; exponential"
    )
    profile: Profile = Field(
        default="hotline_day", description="when in the day they call: a named profile, or 24, 48 or 96 shares"
    )
    talk: LawByTime | None = Field(default=None, description="talk time of such a call; the group's own if left out")
    wrap_up: LawByTime | None = Field(default=None, description="wrap-up of such a call; the group's own if left out")


class Withdrawal(Part):
    """Some citizens withdraw their ticket if it is still open after a while."""

    share: Share = Field(
        description="share of the tickets that their citizen would withdraw if they stay open long enough"
    )
    after: LawByTime = Field(
        description="how long after receipt they withdraw it; after the start, of tickets open then"
    )


class LongTerm(Part):
    """Some tickets go on the long-term list if they are still open after a while: no deadline holds from then on."""

    share: Share = Field(description="share of the tickets that go on the long-term list if they stay open long enough")
    after: LawByTime = Field(description="how long after receipt they go on it; after the start, of tickets open then")
