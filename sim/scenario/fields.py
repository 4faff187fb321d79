"""The kinds of value a scenario may hold, each with its reader and its JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from sim.scenario import units

T = TypeVar("T")


class Part(BaseModel):
    """Base of every part of a scenario: frozen, strict, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Labels(Part):
    """What something is called in each language."""

    en: str | None = Field(default=None, max_length=80, description="in English; the name itself if left out")
    zh: str | None = Field(default=None, max_length=80, description="in Chinese; the name itself if left out")


class Texts(Part):
    """A text in each language."""

    en: str | None = Field(default=None, description="in English; that of all languages if left out")
    zh: str | None = Field(default=None, description="in Chinese; that of all languages if left out")


class Named(Part):
    """A part that goes by a name, and what that is called where people read it; nothing else depends on it."""

    label: str | None = Field(
        default=None, max_length=80, description="what it is called in reports, in every language; its name if left out"
    )
    labels: Labels | None = Field(default=None, description="the same, by language")


def _text(pattern: str, hint: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": hint})


def _ratio_schema(low: float, top: float, hint: str) -> WithJsonSchema:
    number: dict[str, Any] = {"type": "number", "minimum": low, "maximum": top}
    return WithJsonSchema(
        {"anyOf": [number, {"type": "string", "pattern": units.PERCENT_PATTERN}], "description": hint}
    )


def _above_zero(read: Callable[[object], int]) -> Callable[[object], int]:
    def checked(value: object) -> int:
        length_us = read(value)
        if length_us <= 0:
            raise ValueError(f"{value!r} is not above zero")
        return length_us

    return checked


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def language_version(name: str) -> Callable[[object], object]:
    """A reader of the version of a language: 1 is the only one there is."""

    def read(value: object) -> object:
        if type(value) is not int or value != 1:
            raise ValueError(f"{value!r} is not a version of the {name} language that is known here: write 1")
        return value

    return read


def listed(value: object) -> object:
    """A list as it is; a single value stands for a list of one."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


Duration = Annotated[
    int, BeforeValidator(units.parse_duration), _text(units.DURATION_PATTERN, "a length of time: '30 s', '5 min'")
]
"""A length of time; microseconds once read."""
PositiveDuration = Annotated[
    int,
    BeforeValidator(_above_zero(units.parse_duration)),
    _text(units.DURATION_PATTERN, "a length of time above zero: '30 s', '5 min'"),
]
Clock = Annotated[
    int, BeforeValidator(units.parse_clock), _text(units.CLOCK_PATTERN, 'a clock time in quotes: "08:30"')
]
"""A clock time; microseconds after midnight once read."""
Share = Annotated[float, BeforeValidator(units.parse_share), _ratio_schema(0, 1, "a share: '70 %' or 0.7")]
Factor = Annotated[
    float,
    BeforeValidator(units.parse_factor),
    _ratio_schema(units.SMALLEST_FACTOR, units.LARGEST_FACTOR, "a factor: 1.2 or '120 %'"),
]
Spread = Annotated[
    float,
    BeforeValidator(units.parse_spread),
    _ratio_schema(0, units.LARGEST_SPREAD, "a coefficient of variation: '15 %' or 0.15"),
]
Change = Annotated[
    float,
    BeforeValidator(units.parse_change),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": units.CHANGE_PATTERN}],
            "description": "a rate: '5 %', '-5 %' or -0.05",
        }
    ),
]
Threshold = Annotated[
    float,
    BeforeValidator(units.parse_threshold),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": units.THRESHOLD_PATTERN}],
            "description": "a number, a share such as '80 %' or a length of time such as '15 s'",
        }
    ),
]
"""A threshold in the measure's unit; a length of time becomes seconds."""
Date = Annotated[date, BeforeValidator(units.parse_date), _text(units.DATE_PATTERN, "a date: 2022-01-08")]
Moment = Annotated[
    datetime, BeforeValidator(units.parse_moment), _text(units.MOMENT_PATTERN, 'a local time: "2022-07-14 13:00"')
]
Many = Annotated[tuple[T, ...], BeforeValidator(_as_tuple)]
"""A YAML list, held as a tuple."""
Some = Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(_as_tuple)]
"""One with an entry at least."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WeekdaysByDate = Annotated[
    dict[Date, Weekday],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": units.DATE_PATTERN},
            "additionalProperties": {"type": "string", "enum": list(WEEKDAYS)},
        }
    ),
]
KindOfDay = Literal[
    "working_day", "rest_day", "holiday", "eve", "make_up_day", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
]  # fmt: skip
DayName = Literal[
    "all", "working_days", "rest_days", "holidays", "make_up_days", "eves",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
]  # fmt: skip
SomeDays = DayName | Many[DayName]


class EveryBut(Part):
    """Some days without some others, such as every day but holidays."""

    every: SomeDays = Field(default="all", description="days to begin with; every day if left out")
    but: SomeDays = Field(description="days that are left out: holidays, eves, weekdays, or a list of these")


Days = SomeDays | EveryBut


class Growth(Part):
    """Steady growth, of a volume or of lengths: they are multiplied by (1 + rate) over each period since `since`."""

    rate: Change = Field(description="growth per period, such as '5 %'; below zero for a decline")
    per: Literal["week", "month", "year"] = Field(default="year", description="the period of the rate")
    since: Date | None = Field(default=None, description="the date with factor 1; the first day if left out")


Channel = Literal["phone", "online"]
StreamChannel = Literal["phone", "online", "transfer"]
"""How requests come in; transferred ones arrive as ready-made tickets."""
Urgency = Literal["critical", "urgent", "normal"]
URGENCIES: tuple[Urgency, ...] = ("critical", "urgent", "normal")
