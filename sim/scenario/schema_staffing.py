"""What a staffing file may say: which shifts may be used for which people of a scenario, and what they cost."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.scenario.fields import Change, Clock, Duration, Many, Part, PositiveDuration, Some, language_version
from sim.scenario.schema_sweep import Changes

MOST_LENGTH_US = DAY_US
OFF = "off"
_LIKE_HOURS = re.compile(r"\d{4}-\d{4}")
Price = Annotated[float, Field(ge=0, le=1e9)]
WorkingTimeLaw = Literal["china", "european_union", "none"]
Overtime = Literal["none", "usual", "special"]
Alike = Literal["all_days", "workweek", "each_day"]


class Starts(Part):
    """A grid of clock times."""

    first: Clock = Field(default=0, description="first clock time at which a shift may begin")
    last: Clock = Field(default=DAY_US - 1, description="last clock time at which a shift may begin")
    every: PositiveDuration = Field(description="distance of the clock times in between")


class BreakWindow(Part):
    """A break that every shift of some length has, at a time that the plan chooses."""

    after: Duration = Field(description="earliest beginning, counted from the start of the shift")
    until: Duration = Field(description="latest beginning, counted from the start of the shift")
    length: PositiveDuration = Field(description="how long it lasts")
    paid: bool = Field(default=False, description="whether the time is paid")
    least_shift: Duration = Field(default=0, description="only shifts at least this long have it")

    @model_validator(mode="after")
    def _a_window(self) -> BreakWindow:
        if self.until < self.after:
            raise ValueError("a break begins 'after' a while and no later than 'until': 'until' comes first here")
        return self


class Split(Part):
    """A shift in two parts with time off in between, which is not paid."""

    first: PositiveDuration = Field(description="how long the first part lasts")
    apart: PositiveDuration = Field(description="how much later the second part begins after the end of the first")
    second: PositiveDuration = Field(description="how long the second part lasts")
    supplement: Change = Field(default=0.0, ge=0, description="what its hours cost beside the wage, for the day cut up")


class Turn(Part):
    """A shift that crews take in turn."""

    start: Clock = Field(description="clock time at which it begins")
    length: PositiveDuration = Field(description="how long it lasts, breaks included")


class Turns(Part):
    """Crews that take turns through a cycle of shifts, one step a day; the plan says how many people each has."""

    shifts: dict[str, Turn] = Field(min_length=1, description="the shifts of the cycle, by name")
    cycle: Some[str] = Field(description="names of these shifts, or 'off', one per day")
    crews: int = Field(ge=2, le=28, description="how many crews; each begins that part of the cycle later")

    @model_validator(mode="after")
    def _names_and_steps(self) -> Turns:
        for name in self.cycle:
            if name != OFF and name not in self.shifts:
                raise ValueError(f"'cycle' has a shift '{name[:40]}' that is not under 'shifts'")
        if OFF in self.shifts:
            raise ValueError("a shift is called 'off', which in 'cycle' is a day off: give it another name")
        for name in self.shifts:
            if "." in name:
                raise ValueError(f"a shift is called '{name[:40]}': write a name without dots")
            if _LIKE_HOURS.match(name):
                raise ValueError(f"a shift is called '{name[:40]}', as the plan calls others: write letters")
        unused = [name for name in self.shifts if name not in self.cycle]
        if unused:
            raise ValueError(f"'cycle' never comes to the shift '{unused[0][:40]}': add it, or leave the shift out")
        if len(self.cycle) % self.crews:
            raise ValueError(
                f"a cycle of {len(self.cycle)} days cannot be shared by {self.crews} crews evenly: write a cycle whose "
                "days the number of crews divides"
            )
        return self


class Shifts(Part):
    """The shifts that the people of one group, desk or unit may work."""

    starts: Starts | Some[Clock] | None = Field(
        default=None, description="clock times at which shifts may begin: a list, or a grid of them"
    )
    lengths: Some[PositiveDuration] = Field(default=(), description="how long shifts may be, breaks included")
    splits: Some[Split] = Field(default=(), description="shifts in two parts, at the same starts")
    rotation: Turns | None = Field(default=None, description="crews that take turns, beside these shifts or alone")
    breaks: Many[BreakWindow] = Field(default=(), description="breaks of each shift, in their order")
    alike: Alike = Field(
        default="workweek",
        description="which days have the same head counts: workweek: Monday to Friday, and Saturday and Sunday; "
        "all_days: all; each_day: none",
    )
    most_shifts: int | None = Field(default=None, ge=1, le=1_000, description="how many different shifts may be used")
    least_heads: int = Field(default=1, ge=1, le=20_000, description="fewest people of a shift that is used")
    most_heads: int = Field(default=2_000, ge=1, le=20_000, description="most people of one shift")
    least_present: int = Field(
        default=1, ge=0, le=20_000, description="fewest people at work while calls of theirs come in, breaks taken off"
    )
    wage_per_hour: Price | None = Field(
        default=None, description="what a paid hour costs; the scenario's wage_per_hour, or 1, if left out"
    )

    @model_validator(mode="after")
    def _can_be(self) -> Shifts:
        has_shifts = bool(self.lengths or self.splits)
        if has_shifts != (self.starts is not None):
            missing = "starts" if has_shifts else "lengths"
            raise ValueError(f"shifts need both 'starts' and 'lengths' (or 'splits'): '{missing}' is missing")
        if not has_shifts and self.rotation is None:
            raise ValueError("no shifts are allowed: write 'starts' and 'lengths', or a 'rotation'")
        lengths = {"lengths": self.lengths, "splits": [one.first + one.apart + one.second for one in self.splits]}
        if self.rotation is not None:
            lengths["rotation"] = [turn.length for turn in self.rotation.shifts.values()]
        for key, length in ((key, length) for key, each in lengths.items() for length in each):
            if length > MOST_LENGTH_US:
                raise ValueError(f"'{key}' has a shift of {length / HOUR_US:g} h, which is longer than a day")
        if self.least_heads > self.most_heads:
            raise ValueError(
                f"'least_heads' ({self.least_heads}) is more than 'most_heads' ({self.most_heads}): change one of them"
            )
        return self


class Supplements(Part):
    """What hours cost beside the wage: 50 % makes an hour cost 1.5 times the wage; several add up."""

    night: Change = Field(default=0.0, ge=0, description="for hours in the night, which 'night' tells")
    weekend: Change = Field(default=0.0, ge=0, description="for hours on Saturday and Sunday")
    holiday: Change = Field(default=0.0, ge=0, description="for hours on a holiday of the scenario's calendar")


class Hours(Part):
    """From one clock time to another, over midnight if the second one comes first."""

    start: Clock = Field(description="clock time at which they begin")
    end: Clock = Field(description="clock time at which they end")


class Staffing(Part):
    """Which shifts may be used for whom; what must hold are the targets of the scenario."""

    staffing: Annotated[Literal[1], BeforeValidator(language_version("staffing"))] = Field(
        description="version of the staffing language"
    )
    title: str = Field(default="", max_length=200, description="what the plan is called in reports")
    description: str = Field(default="", description="what is asked and what was found; it changes nothing")
    scenario: str = Field(description="the scenario: a file in this folder or below it, or the name of a shipped one")
    set: Changes = Field(default={}, description="values changed in it, by key path, such as clock.days: 7")
    interval: PositiveDuration = Field(
        default=1_800_000_000, description="people are counted for intervals of this length; a day holds whole ones"
    )
    pools: dict[str, Shifts] = Field(
        min_length=1, description="the groups of operators, desks and units that are planned, and their shifts"
    )
    supplements: Supplements = Field(default=Supplements(), description="what some hours cost beside the wage")
    night: Hours = Field(
        default=Hours.model_validate({"start": "22:00", "end": "06:00"}), description="which hours are night"
    )
    law: WorkingTimeLaw = Field(
        default="none", description="whose working-time law shifts must keep: china, european_union, or none"
    )
    overtime: Overtime = Field(
        default="none", description="by China's law: none, usual (1 h a day), or special (3 h a day, by agreement)"
    )
    replications: int | None = Field(
        default=None, ge=2, le=100_000, description="how often each plan is run; the scenario's number, or 20"
    )
    seed: int = Field(default=1, ge=0, le=2**32 - 1, description="seed of all chance: the same citizens for each plan")

    @model_validator(mode="after")
    def _fits_a_day(self) -> Staffing:
        if DAY_US % self.interval:
            raise ValueError("'interval' does not divide a day: write 15 min, 30 min or 1 h")
        if self.overtime != "none" and self.law != "china":
            raise ValueError(
                f"'overtime' is of China's law, but 'law' is {self.law}: leave it out, or write law: china"
            )
        return self
