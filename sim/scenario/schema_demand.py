"""What a scenario may say about demand: who contacts the line, how much, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema, model_validator

from sim.scenario.fields import (
    Clock,
    Date,
    Duration,
    Factor,
    Growth,
    KindOfDay,
    Many,
    Named,
    Part,
    PositiveDuration,
    Share,
    Spread,
    StreamChannel,
)
from sim.scenario.laws import SHARE_TOLERANCE, LawByTime
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema_data import DATE_FORMAT_HINT, DataFile, DateFormat, LengthForm

MIX_HINT = "the mix of request types; shares add up to 100 %; none needed where a file has a 'type' column"
ProfileName = Annotated[
    str,
    WithJsonSchema({"type": "string", "description": f"the name of a profile: {', '.join(NAMED_PROFILES)}"}),
]
Profile = ProfileName | Many[float]
Volume = Annotated[float, Field(ge=0, le=1e7)]
"""Expected contacts of a day."""
VolumeByKind = dict[KindOfDay, Volume]


def _add_up(shares: dict[str, float], what: str) -> None:
    total = sum(shares.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        raise ValueError(f"the shares of {what} add up to {total * 100:g} %, not 100 %")


class Counts(DataFile):
    """Counts per interval from a CSV file (gzip allowed) or an Excel workbook."""

    time: str = Field(default="time", description="column with the local start of each interval")
    date: str | None = Field(
        default=None, description="column with the date, where 'time' has the time of day alone, such as 09:30-10:00"
    )
    count: str = Field(default="count", description="column with the number of contacts in it")
    type: str | None = Field(
        default=None, description="column with the request type, if the file has a row for each interval and type"
    )
    interval: PositiveDuration | None = Field(
        default=None, description="length of each interval; the distance of the rows if left out"
    )
    use: Literal["exact", "mean"] = Field(
        default="exact", description="exact: just so many; mean: a Poisson count with this mean"
    )


class Stamps(DataFile):
    """Real time stamps from a CSV file (gzip allowed), replayed as they are."""

    time: str = Field(default="time", description="column with the local arrival time")
    type: str | None = Field(default=None, description="column with the request type, if the file has one")
    urgency: str | None = Field(default=None, description="column with its ticket's urgency; empty: drawn")
    area: str | None = Field(default=None, description="column with one of tickets.areas; empty: drawn")
    unit: str | None = Field(default=None, description="column with its ticket's unit; empty: drawn")
    due: str | None = Field(default=None, description="column with its ticket's local due time; empty: by the limits")
    talk: str | None = Field(
        default=None, description="column with the length of its talk, or work on a message; empty or zero: drawn"
    )
    talk_in: LengthForm = Field(
        default="s",
        description="what numbers of the column 'talk' count; or what two numbers with a colon are, such as 3:20",
    )
    wrap_up: str | None = Field(
        default=None,
        description="column with the length of its wrap-up, zero if there was none; empty: drawn, and so is zero where "
        "the talk is drawn",
    )
    wrap_up_in: LengthForm = Field(
        default="s",
        description="what numbers of the column 'wrap_up' count; or what two numbers with a colon are, such as 3:20",
    )
    blank: Many[str] = Field(
        default=(), description="cells that stand for nothing, such as 'NULL' or '9999-12-31'; an empty one always does"
    )
    id: str | None = Field(
        default=None, description="column with the id of the request: where it comes again, the row is left out"
    )

    @model_validator(mode="after")
    def _sound(self) -> Stamps:
        if "talk_in" in self.model_fields_set and self.talk is None:
            raise ValueError("'talk_in' needs 'talk': the column with the length of the talk")
        if "wrap_up_in" in self.model_fields_set and self.wrap_up is None:
            raise ValueError("'wrap_up_in' needs 'wrap_up': the column with the length of the wrap-up")
        return self


class DatedVolume(DataFile):
    """Volume per date from a CSV file, gzip allowed."""

    time_format: DateFormat | None = Field(default=None, description=DATE_FORMAT_HINT)
    date: str = Field(default="date", description="column with the date")
    count: str = Field(default="count", description="column with the number of contacts of that date")


class DemandEvent(Part):
    """A surge: rises in a straight line over `ramp` to `peak` times the usual, holds, then its excess halves
    every `half_life`."""

    start: Date = Field(description="date on which it begins")
    at: Clock = Field(default=0, description="clock time at which it begins on that date")
    ramp: Duration = Field(default=0, description="how long the volume rises until the peak")
    peak: Factor = Field(description="how many times the usual volume comes at the peak")
    hold: Duration = Field(default=0, description="how long it stays at the peak")
    half_life: PositiveDuration = Field(
        description="after the peak the excess over the usual halves in each such length"
    )
    types: Many[str] | None = Field(default=None, description="the types it touches; all if left out")


class Phase(Part):
    """From one date to another (inclusive), other numbers hold."""

    start: Date = Field(description="first date on which it holds")
    end: Date | None = Field(default=None, description="last date on which it holds; to the end of the run if left out")
    per_day: Volume | None = Field(default=None, description="contacts a day, instead of the stream's own volume")
    factor: Factor | None = Field(default=None, description="the stream's volume times this")
    types: dict[str, Share] | None = Field(
        default=None, description="the mix of request types in that time, 100 % in all"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Phase:
        if self.end is not None and self.end < self.start:
            raise ValueError("'end' is before 'start'")
        if self.per_day is None and self.factor is None and self.types is None:
            raise ValueError("a phase needs 'per_day', 'factor' or 'types'")
        if self.per_day is not None and self.factor is not None:
            raise ValueError("give 'per_day' or 'factor', not both")
        if self.types is not None:
            _add_up(self.types, "'types'")
        return self


class Deflection(Part):
    """From a date on, self-service or a knowledge base keeps a share of the requests of some types away."""

    start: Date = Field(description="first date on which it works")
    share: Share = Field(description="share of the requests that it keeps away")
    types: Many[str] | None = Field(default=None, description="request types that it keeps away; all if left out")


class Incidents(Part):
    """One cause, a random batch of similar requests: causes arrive as Poisson, each with 1 + Poisson(mean - 1)
    requests that come in after the cause by `delay`."""

    per_day: float = Field(ge=0, le=1e6, description="mean number of causes a day")
    mean_size: float = Field(ge=1, le=4000, description="mean number of requests that a cause brings")
    delay: LawByTime = Field(description="time from the cause to each of its requests")
    type: str = Field(description="request type of its requests")
    merge: Share = Field(
        default=0.0,
        description="share of its requests that join the open ticket of the same cause instead of making one of "
        "their own",
    )


class Stream(Named):
    """One source of contacts."""

    id: str | None = Field(
        default=None,
        description="name for the random numbers: keep it when you rename the part, and its draws stay the same",
    )
    channel: StreamChannel = Field(
        default="phone",
        description="how its requests come in: phone: calls; online: messages; transfer: ready-made tickets from "
        "elsewhere, which no operator takes",
    )
    per_day: Volume | VolumeByKind | None = Field(
        default=None, description="contacts a day, redials not counted: one number, or one per kind of day"
    )
    per_weekday: VolumeByKind | None = Field(
        default=None,
        description="contacts a day by weekday, and by kind of day where that goes first: holiday, eve, ...",
    )
    per_date: dict[str, Volume] | DatedVolume | None = Field(
        default=None, description="contacts of each date: dates and numbers, or a CSV file"
    )
    counts: Counts | None = Field(default=None, description="recorded contacts per interval, from a CSV file")
    stamps: Stamps | None = Field(
        default=None,
        description="recorded contacts with their times, from a CSV file with a row for each, replayed as they are",
    )
    profile: Profile | dict[KindOfDay, Profile] = Field(
        default="flat",
        description="how the contacts spread over the day: a named profile, 24, 48 or 96 shares of the day, or one "
        "per kind of day",
    )
    types: dict[str, Share] = Field(default={}, description=MIX_HINT)
    busyness_cv: Spread = Field(
        default=0.0,
        description="how much whole days differ by chance, beyond calendar and profile: coefficient of variation of "
        "a random factor of the day",
    )
    busyness_key: str | None = Field(
        default=None, description="streams with the same key share their day factor; all share one by default"
    )
    fine_busyness_cv: Spread = Field(
        default=0.0,
        description="how much shorter stretches of a day differ by chance: coefficient of variation of a second "
        "factor, per `fine_busyness_every`",
    )
    fine_busyness_every: PositiveDuration = Field(
        default=3_600_000_000, description="how long each value of the second factor holds"
    )
    growth: Growth | None = Field(default=None, description="steady growth or decline of the volume")
    events: dict[str, DemandEvent] = Field(
        default={},
        description="surges: the volume rises in a straight line to a peak, stays there, then its excess halves "
        "again and again",
    )
    phases: Many[Phase] = Field(
        default=(), description="stretches of dates in which another volume, factor or mix of types holds"
    )
    deflection: dict[str, Deflection] = Field(
        default={}, description="self-service or knowledge that keeps a share of the requests away from some date on"
    )
    incidents: dict[str, Incidents] = Field(
        default={}, description="causes that bring a batch of similar requests each, such as a burst pipe"
    )

    @model_validator(mode="after")
    def _one_volume(self) -> Stream:
        given = [
            name
            for name in ("per_day", "per_weekday", "per_date", "counts", "stamps")
            if getattr(self, name) is not None
        ]
        if len(given) != 1:
            found = " and ".join(f"'{name}'" for name in given) or "none"
            raise ValueError(f"give exactly one of per_day, per_weekday, per_date, counts, stamps (found {found})")
        if "types" not in self.model_fields_set and self.types_in_file is None:
            raise ValueError(f"'types' is missing: {MIX_HINT}")
        if "types" in self.model_fields_set:
            _add_up(self.types, "'types'")
        return self

    @property
    def recorded(self) -> Counts | Stamps | None:
        """The file that its contacts stand in, if one does."""
        return self.counts or self.stamps

    @property
    def types_in_file(self) -> Counts | Stamps | None:
        """The file that says the type of each request, where there is no mix to draw from."""
        return None if self.types or self.recorded is None or self.recorded.type is None else self.recorded
