"""What a scenario may say about people: operators and desks, skills, shifts, breaks, pace."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.calendar.lengths import DAY_US
from sim.scenario.fields import Channel, Clock, Date, Days, Duration, Factor, Many, Named, Part, PositiveDuration, Share
from sim.scenario.laws import LawByTime
from sim.scenario.schema_data import DATE_FORMAT_HINT, DataFile, DateFormat


class Pause(Part):
    """A break, a meal, or a paid slice off the phone, taken in waves by person index."""

    after: Duration | None = Field(default=None, description="earliest start, counted from the start of the shift")
    at: Clock | None = Field(default=None, description="or the clock time of its earliest start")
    length: PositiveDuration = Field(description="how long it lasts")
    waves: int = Field(
        default=8,
        ge=1,
        le=96,
        description="wave w starts w lengths later; at most 1/waves of a shift (rounded up) are away at once",
    )
    kind: Literal["break", "off_phone"] = Field(
        default="break", description="break: rest, no working time; off_phone: paid work of another kind"
    )

    @model_validator(mode="after")
    def _one_start(self) -> Pause:
        if (self.after is None) == (self.at is None):
            raise ValueError("a break begins either 'after' a while or 'at' a clock time: write one of them")
        return self

    def into_shift_us(self, shift_start: int) -> int:
        """How long after the start of a shift, by the clock, the first wave begins."""
        return self.after if self.after is not None else ((self.at or 0) - shift_start) % DAY_US


class Shift(Named):
    """A shift by its clock times; an end at or before the start means the next day."""

    start: Clock = Field(description="when the shift begins")
    end: Clock = Field(description="when the shift ends; at or before the start: on the next day")
    staff: int = Field(
        default=0, ge=0, le=20_000, description="how many people are rostered on it, crews of a rotation not counted"
    )
    days: Days = Field(default="all", description="on which days it is worked")
    same_people_as: str | None = Field(
        default=None,
        description="another shift whose people work this one too, on the same days and just as many if not said",
    )
    breaks: Many[Pause] | None = Field(default=None, description="breaks of this shift, instead of the group's own")


class StaffException(Part):
    """Another head count for a shift on some dates."""

    shift: str = Field(description="which shift")
    start: Date = Field(description="first date with the other head count")
    end: Date | None = Field(
        default=None, description="last date with the other head count; the first one alone if left out"
    )
    staff: int = Field(ge=0, le=20_000, description="how many work the shift on those dates in all, crews included")


class Rotation(Part):
    """Crews that take turns through a cycle of shifts, one step a day; crew k starts k/crews of the cycle later."""

    crews: dict[str, Annotated[int, Field(ge=0, le=20_000)]] = Field(
        description="the crews and how many people each has"
    )
    cycle: Many[str] = Field(description="names of shifts, or 'off', one per day")
    first_day: Date | None = Field(
        default=None, description="day of the first crew's first step; the start if left out"
    )


class StaffFile(DataFile):
    """Head counts per interval from a file: a column with the local start, one with the staff."""

    time: str = Field(default="time", description="column with the local start of each interval")
    date: str | None = Field(
        default=None, description="column with the date, where 'time' has the time of day alone, such as 09:30-10:00"
    )
    staff: str = Field(default="staff", description="column with the number of people")
    interval: PositiveDuration | None = Field(
        default=None, description="length of each interval; the distance of the rows if left out"
    )
    repeat: Literal["none", "week"] = Field(
        default="none", description="week: the file has one week, whose days stand for the same weekdays of all weeks"
    )
    extra: int = Field(
        default=0, ge=-100_000, le=100_000, description="so many people more in each interval in which anyone works"
    )


class RosterFile(DataFile):
    """Who works which shift on which date, from a CSV file: a row for each shift of each person."""

    name: str = Field(default="name", description="column with the person's name or number")
    date: str = Field(default="date", description="column with the date on which the shift begins")
    shift: str = Field(default="shift", description="column with the name of the shift, as under 'shifts'")
    time_format: DateFormat | None = Field(default=None, description=DATE_FORMAT_HINT)


class Skill(Part):
    """Work a group may take; the list of skills is in order of preference."""

    channel: Channel = Field(default="phone", description="calls (phone) or messages (online)")
    types: Literal["all"] | Many[str] = Field(default="all", description="request types that the group takes, or all")
    overflow_after: Duration = Field(default=0, description="the group takes only what has waited at least this long")
    reserve: int = Field(
        default=0,
        ge=0,
        description="taken only while more than so many of the group are free, so that calls find somebody",
    )


class Times(Part):
    """Other times than the group's own."""

    talk: LawByTime | None = Field(default=None, description="talk time of this type, instead of the group's own")
    wrap_up: LawByTime | None = Field(default=None, description="wrap-up of this type, instead of the group's own")
    wrap_up_ticket: LawByTime | None = Field(
        default=None,
        description="wrap-up of this type when it becomes a ticket; that of the type, or the group's, if left out",
    )


class OnlineWork(Part):
    """How long a message takes."""

    work: LawByTime = Field(description="how long the work on a message takes")
    wrap_up: LawByTime | None = Field(default=None, description="work after the answer to a message; none if left out")


class Speed(Part):
    """Pace of work at some hours or from some date: at 90 % the same work takes 1/0.9 as long."""

    factor: Factor = Field(description="pace of work: at 90 % the same work takes 1/0.9 as long")
    start: Clock = Field(default=0, description="clock time from which it holds")
    end: Clock = Field(
        default=86_400_000_000, description="clock time until which it holds; at or before the start: on the next day"
    )
    from_date: Date | None = Field(
        default=None, description="first date on which it holds; from the start of the run if left out"
    )
    to_date: Date | None = Field(
        default=None, description="last date on which it holds; to the end of the run if left out"
    )


class Staff(Named):
    """People with the same hours and rules: when they are there, how fast they are, what becomes of work in hand."""

    id: str | None = Field(
        default=None,
        description="name for the random numbers: keep it when you rename the part, and its draws stay the same",
    )
    shifts: dict[str, Shift] = Field(
        default={}, description="the shifts of these people by name: clock times, days and head counts"
    )
    exceptions: Many[StaffException] = Field(default=(), description="other head counts for a shift on some dates")
    rotation: Rotation | None = Field(
        default=None, description="crews that take turns through a cycle of shifts, one step a day"
    )
    staff_file: StaffFile | None = Field(default=None, description="head counts per interval from a CSV file")
    roster_file: RosterFile | None = Field(
        default=None, description="who works which shift on which date, by name, from a CSV file"
    )
    breaks: Many[Pause] = Field(
        default=(), description="breaks, meals and time off the phone of every shift that has none of its own"
    )
    shrinkage: Share = Field(
        default=0.0, description="share of each shift spent on paid work of another kind, such as training or study"
    )
    shrinkage_slice: PositiveDuration = Field(
        default=1_800_000_000, description="longest piece in which that time is taken"
    )
    absence: Share = Field(default=0.0, description="chance that a person misses a whole shift")
    speed: Many[Speed] = Field(default=(), description="pace of work at some hours or on some dates")
    shift_end: Literal["finish", "pause", "no_late_start"] = Field(
        default="finish",
        description="what becomes of work at the end of a shift: finish: it is ended first, as overtime; pause: "
        "messages and work on tickets are put down; no_late_start: nothing is begun in the last minutes",
    )
    no_late_start_margin: Duration = Field(
        default=0, description="with no_late_start: how long before the end of the shift nothing is begun any more"
    )
    wage_per_hour: Annotated[float, Field(ge=0, le=1e9)] | None = Field(
        default=None, description="what an hour on duty costs, in any currency; no cost is shown if left out"
    )


class Group(Staff):
    """Operators with the same skills and rules."""

    talk: LawByTime | None = Field(default=None, description="time from the answer of a call to hanging up")
    wrap_up: LawByTime | None = Field(
        default=None,
        description="time from hanging up until the operator is free for the next contact; none if left out",
    )
    wrap_up_ticket: LawByTime | None = Field(
        default=None, description="wrap-up of a contact that becomes a ticket; as any other if left out"
    )
    by_type: dict[str, Times] = Field(default={}, description="other talk and wrap-up times for some request types")
    online: OnlineWork | None = Field(
        default=None, description="how long messages take; the group takes none if left out"
    )
    skills: Many[Skill] | None = Field(
        default=None,
        description="which contacts the group takes, in order of preference; all calls, then all messages, if left out",
    )


class Desk(Staff):
    """Back-office people: audit, dispatch, review, follow-up, supervision; which of these, the stages say."""
