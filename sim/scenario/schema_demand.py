"""What a scenario may say about demand: who contacts the line, how much, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.fields import (
    Change,
    Clock,
    Date,
    Duration,
    Factor,
    KindOfDay,
    Many,
    Part,
    PositiveDuration,
    Share,
    Spread,
    StreamChannel,
)
from sim.scenario.laws import SHARE_TOLERANCE, Law
from sim.scenario.schema_data import DATE_FORMAT_HINT, LENGTH_FORM_HINT, DataFile, DateFormat, LengthForm

MIX_HINT = "the mix of request types; shares add up to 100 %; none needed where a file has a 'type' column"
Profile = str | Many[float]
Volume = Annotated[float, Field(ge=0, le=1e7)]
"""Expected contacts of a day."""
VolumeByKind = dict[KindOfDay, Volume]


def _add_up(shares: dict[str, float], what: str) -> None:
    total = sum(shares.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        raise ValueError(f"the shares of {what} add up to {total * 100:g} %, not 100 %")


class Counts(DataFile):
    """Counts per interval from a CSV file, gzip allowed."""

    time: str = Field(default="time", description="column with the local start of each interval")
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
    talk_in: LengthForm = Field(default="s", description=f"that column: {LENGTH_FORM_HINT}")
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
        return self


class DatedVolume(DataFile):
    """Volume per date from a CSV file, gzip allowed."""

    time_format: DateFormat | None = Field(default=None, description=DATE_FORMAT_HINT)
    date: str = "date"
    count: str = "count"


class Growth(Part):
    """Steady growth: the volume is multiplied by (1 + rate) over each period since `since`."""

    rate: Change = Field(description="share per period, such as '5 %' (or -0.05)")
    per: Literal["week", "month", "year"] = "year"
    since: Date | None = Field(default=None, description="the date with factor 1; the first day if left out")


class DemandEvent(Part):
    """A surge: rises in a straight line over `ramp` to `peak` times the usual, holds, then its excess halves
    every `half_life`."""

    start: Date
    at: Clock = 0
    ramp: Duration = 0
    peak: Factor
    hold: Duration = 0
    half_life: PositiveDuration
    types: Many[str] | None = Field(default=None, description="the types it touches; all if left out")


class Phase(Part):
    """From one date to another (inclusive), other numbers hold."""

    start: Date
    end: Date | None = None
    per_day: Volume | None = None
    factor: Factor | None = None
    types: dict[str, Share] | None = None

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

    start: Date
    share: Share
    types: Many[str] | None = None


class Incidents(Part):
    """One cause, a random batch of similar requests: causes arrive as Poisson, each with 1 + Poisson(mean - 1)
    requests that come in after the cause by `delay`."""

    per_day: float = Field(ge=0, le=1e6)
    mean_size: float = Field(ge=1, le=4000)
    delay: Law
    type: str
    merge: Share = Field(default=0.0, description="share of them that join the open ticket of the same cause")


class Stream(Part):
    """One source of contacts."""

    id: str | None = Field(default=None, description="keeps the draws when the stream is renamed")
    channel: StreamChannel = "phone"
    per_day: Volume | VolumeByKind | None = Field(
        default=None, description="contacts a day: one number, or one per kind of day"
    )
    per_weekday: VolumeByKind | None = Field(
        default=None, description="contacts by weekday, and by kind of day where that goes first: holiday, eve, ..."
    )
    per_date: dict[str, Volume] | DatedVolume | None = None
    counts: Counts | None = None
    stamps: Stamps | None = None
    profile: Profile | dict[KindOfDay, Profile] = Field(
        default="flat", description="a named profile, 24, 48 or 96 shares of the day, or one per kind of day"
    )
    types: dict[str, Share] = Field(default={}, description=MIX_HINT)
    busyness_cv: Spread = 0.0
    busyness_key: str | None = Field(
        default=None, description="streams with the same key share their day factor; all share one by default"
    )
    fine_busyness_cv: Spread = Field(default=0.0, description="a second factor, per `fine_busyness_every`")
    fine_busyness_every: PositiveDuration = 3_600_000_000
    growth: Growth | None = None
    events: dict[str, DemandEvent] = Field(default={})
    phases: Many[Phase] = ()
    deflection: dict[str, Deflection] = Field(default={})
    incidents: dict[str, Incidents] = Field(default={})

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
