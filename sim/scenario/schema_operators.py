"""What a scenario may say about people: operators and desks, skills, shifts, breaks, pace."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.calendar.lengths import DAY_US
from sim.scenario.fields import Channel, Clock, Date, Days, Duration, Factor, Many, Part, PositiveDuration, Share
from sim.scenario.laws import Law
from sim.scenario.schema_data import DataFile


class Pause(Part):
    """A break, a meal, or a paid slice off the phone, taken in waves by person index."""

    after: Duration | None = Field(default=None, description="earliest start, counted from the start of the shift")
    at: Clock | None = Field(default=None, description="or the clock time of its earliest start")
    length: PositiveDuration
    waves: int = Field(
        default=8,
        ge=1,
        le=96,
        description="wave w starts w lengths later; at most 1/waves of a shift (rounded up) are away at once",
    )
    kind: Literal["break", "off_phone"] = "break"

    @model_validator(mode="after")
    def _one_start(self) -> Pause:
        if (self.after is None) == (self.at is None):
            raise ValueError("a break begins either 'after' a while or 'at' a clock time: write one of them")
        return self

    def into_shift_us(self, shift_start: int) -> int:
        """How long after the start of a shift, by the clock, the first wave begins."""
        return self.after if self.after is not None else ((self.at or 0) - shift_start) % DAY_US


class Shift(Part):
    """A shift by its clock times; an end at or before the start means the next day."""

    start: Clock
    end: Clock
    staff: int = Field(default=0, ge=0, le=20_000)
    days: Days = "all"
    same_people_as: str | None = Field(
        default=None,
        description="another shift whose people work this one too, on the same days and just as many if not said",
    )
    breaks: Many[Pause] | None = Field(default=None, description="over the group's own breaks")


class StaffException(Part):
    """Another head count for a shift on some dates."""

    shift: str
    start: Date
    end: Date | None = None
    staff: int = Field(ge=0, le=20_000)


class Rotation(Part):
    """Crews that take turns through a cycle of shifts, one step a day; crew k starts k/crews of the cycle later."""

    crews: dict[str, Annotated[int, Field(ge=0, le=20_000)]]
    cycle: Many[str] = Field(description="names of shifts, or 'off', one per day")
    first_day: Date | None = Field(
        default=None, description="day of the first crew's first step; the start if left out"
    )


class StaffFile(DataFile):
    """Head counts per interval from a CSV file: a column with the local start, one with the staff."""

    time: str = "time"
    staff: str = "staff"
    interval: PositiveDuration | None = Field(
        default=None, description="length of each interval; the distance of the rows if left out"
    )


class Skill(Part):
    """Work a group may take; the list of skills is in order of preference."""

    channel: Channel = "phone"
    types: Literal["all"] | Many[str] = "all"
    overflow_after: Duration = Field(default=0, description="only work that has waited at least this long")
    reserve: int = Field(default=0, ge=0, description="taken only while more than so many of the group are free")


class Times(Part):
    """Other times than the group's own."""

    talk: Law | None = None
    wrap_up: Law | None = None
    wrap_up_ticket: Law | None = None


class OnlineWork(Part):
    """How long a message takes."""

    work: Law
    wrap_up: Law | None = None


class Speed(Part):
    """Pace of work at some hours or from some date: at 90 % the same work takes 1/0.9 as long."""

    factor: Factor
    start: Clock = 0
    end: Clock = 86_400_000_000
    from_date: Date | None = None
    to_date: Date | None = None


class Staff(Part):
    """People with the same hours and rules: when they are there, how fast they are, what becomes of work in hand."""

    id: str | None = Field(default=None, description="keeps the draws when the part is renamed")
    shifts: dict[str, Shift] = Field(default={})
    exceptions: Many[StaffException] = ()
    rotation: Rotation | None = None
    staff_file: StaffFile | None = None
    breaks: Many[Pause] = ()
    shrinkage: Share = Field(default=0.0, description="share of each shift spent on paid work of another kind")
    shrinkage_slice: PositiveDuration = 1_800_000_000
    absence: Share = Field(default=0.0, description="chance that a person misses a whole shift")
    speed: Many[Speed] = ()
    shift_end: Literal["finish", "pause", "no_late_start"] = "finish"
    no_late_start_margin: Duration = 0
    wage_per_hour: Annotated[float, Field(ge=0, le=1e9)] | None = None


class Group(Staff):
    """Operators with the same skills and rules."""

    talk: Law | None = None
    wrap_up: Law | None = None
    wrap_up_ticket: Law | None = Field(default=None, description="wrap-up of a contact that becomes a ticket")
    by_type: dict[str, Times] = Field(default={})
    online: OnlineWork | None = None
    skills: Many[Skill] | None = Field(default=None, description="all calls, then all messages, if left out")


class Desk(Staff):
    """Back-office people: audit, dispatch, review, follow-up, supervision; which of these, the stages say."""
