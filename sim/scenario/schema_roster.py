"""What a roster file may say: whose shifts are given to whom, by which rules, and what weighs how much."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.fields import Duration, Many, Part, PositiveDuration, language_version
from sim.scenario.schema_staffing import Overtime, WorkingTimeLaw
from sim.scenario.schema_sweep import Changes

Weight = Annotated[float, Field(ge=0, le=1e9)]
Count = Annotated[int, Field(ge=1, le=1_000)]


class RosterRules(Part):
    """Rules for everybody, instead of those of the law."""

    rest: Duration | None = Field(default=None, description="least time from the end of a shift to the next one")
    hours_a_day: PositiveDuration | None = Field(default=None, description="most working time of a shift")
    hours_a_week: PositiveDuration | None = Field(default=None, description="most working time from Monday to Sunday")
    hours_a_month: PositiveDuration | None = Field(default=None, description="most working time in a calendar month")
    days_in_row: Count | None = Field(default=None, description="most days of work in a row")
    nights_in_row: Count | None = Field(default=None, description="most nights in a row")
    rest_days_in_seven: Annotated[int, Field(ge=0, le=6)] | None = Field(
        default=None, description="fewest days off in any seven days in a row"
    )


class RosterCover(Part):
    """What it costs that a shift has other heads than the scenario wants."""

    too_few: Weight = Field(default=100.0, description="cost of each head too few on a shift")
    too_many: Weight = Field(default=20.0, description="cost of each head too many on a shift")
    must: bool = Field(default=False, description="whether no shift may have too few, whatever the cost")


class SkillCover(Part):
    """People with a skill who have to be on a shift."""

    skill: str = Field(description="the skill, as in the people's file")
    shift: str | None = Field(default=None, description="the shift; each of them if left out")
    least: Count = Field(default=1, description="fewest people with the skill")
    too_few: Weight = Field(default=50.0, description="cost of each one too few")


class RosterFairness(Part):
    """What it costs that some have more nights, weekends or hours than others; a part of a week counts by its share."""

    nights: Weight = Field(default=5.0, description="cost of each night that one has more than another")
    weekends: Weight = Field(default=5.0, description="cost of each worked weekend that one has more than another")
    hours: Weight = Field(
        default=1.0, description="cost of each working hour that one has more than another, days absent included"
    )


class Rostering(Part):
    """Who works the shifts of a group of people on which day; the days are those of the scenario."""

    roster: Annotated[Literal[1], BeforeValidator(language_version("roster"))] = Field(
        description="version of the roster language"
    )
    title: str = Field(default="", max_length=200, description="what the roster is called in reports")
    description: str = Field(default="", description="what is asked and what was found; it changes nothing")
    scenario: str = Field(description="the scenario: a file in this folder or below it, or the name of a shipped one")
    set: Changes = Field(default={}, description="values changed in it, by key path, such as clock.days: 28")
    pool: str = Field(description="the group of operators, desk or unit whose shifts get names")
    people: str = Field(description="who there is: a CSV file or an Excel workbook in this folder or below it")
    wishes: str | None = Field(default=None, description="wishes in a file of their own, a row for each")
    before: str | None = Field(
        default=None, description="the roster that ends the day before: its last shifts count for rest, runs and weeks"
    )
    law: WorkingTimeLaw = Field(
        default="china", description="whose working-time law holds: china, european_union, or none"
    )
    overtime: Overtime = Field(
        default="none", description="by China's law: none, usual (1 h a day), or special (3 h a day, by agreement)"
    )
    weeks_averaged: Annotated[int, Field(ge=1, le=52)] = Field(
        default=1, description="over how many weeks the hours of a week hold on average, where that is allowed"
    )
    rules: RosterRules = Field(default=RosterRules(), description="rules for everybody, instead of those of the law")
    cover: RosterCover = Field(default=RosterCover(), description="what too few and too many heads on a shift cost")
    skills: Many[SkillCover] = Field(default=(), description="skills that have to be on a shift")
    fairness: RosterFairness = Field(
        default=RosterFairness(), description="what it costs that nights, weekends and hours are shared out unevenly"
    )
    seconds: Annotated[int, Field(ge=1, le=86_400)] = Field(
        default=60, description="longest search for a better roster, in seconds"
    )
    replications: int | None = Field(
        default=None, ge=2, le=100_000, description="how often the roster is run; the scenario's number, or 20"
    )
    seed: int = Field(default=1, ge=0, le=2**32 - 1, description="seed of all chance")

    @model_validator(mode="after")
    def _overtime_is_of_china(self) -> Rostering:
        if self.overtime != "none" and self.law != "china":
            raise ValueError(f"'overtime' is of China's law, but 'law' is {self.law}: write the hours under 'rules'")
        return self
