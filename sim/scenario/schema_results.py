"""What a scenario may say about its results: targets, published figures, origins, intervals, budgets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Date, Duration, Many, Moment, Part, PositiveDuration, Share, Threshold


class Selection(Part):
    """Which measure, and of which tickets."""

    measure: str = Field(description="which measure, by its id, such as service_level; docs/measures.md lists them")
    within: Duration | None = Field(
        default=None, description="threshold of a measure that has one: answered within 15 s, closed within 24 h"
    )
    working_days: int | None = Field(
        default=None, ge=1, le=1000, description="the threshold in working days, instead of 'within'"
    )
    at: Moment | None = Field(default=None, description="the instant of a closure rate; the end if left out")
    stream: str | None = Field(default=None, description="only contacts or tickets of this stream")
    type: str | None = Field(default=None, description="only this request type")
    urgency: Literal["critical", "urgent", "normal"] | None = Field(
        default=None, description="only tickets of this urgency"
    )
    unit: str | None = Field(default=None, description="only tickets of this unit")
    received_from: Date | None = Field(default=None, description="only what was received on this date or later")
    received_to: Date | None = Field(default=None, description="only what was received on this date or earlier")


class Target(Selection):
    """A promise about a measure."""

    at_least: Threshold | None = Field(default=None, description="the least value that keeps the promise")
    at_most: Threshold | None = Field(default=None, description="the largest value that keeps the promise")
    confidence: Annotated[Share, Field(gt=0.5, lt=1)] = Field(default=0.95, description="how sure the verdict shall be")
    per: Literal["run", "interval"] = Field(
        default="run", description="run: over the whole run; interval: in each interval of the day"
    )

    @model_validator(mode="after")
    def _one_side(self) -> Target:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give 'at_least' or 'at_most'")
        return self


class Published(Selection):
    """A published figure beside which the simulated one is printed."""

    value: Threshold = Field(description="the published figure")
    rounding: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="the unit the figure was rounded to: 0.01 for whole per cent"
    )
    range: Annotated[Many[Threshold], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[low, high] that the words allow, such as [120, 130] for '120-odd'"
    )
    mean_of: int = Field(
        default=1,
        ge=1,
        description="of how many runs' length it is the mean, such as 103 days; one realisation if left out",
    )
    kind: Literal["echo", "fitted", "predicted"] = Field(
        description="echo: it went into the scenario; fitted: numbers were chosen to hit it; predicted: neither"
    )
    free: Many[str] = Field(default=(), description="the free parameters of a fitted figure")
    source: str = Field(description="who published it, and where")

    @model_validator(mode="after")
    def _names_its_freedom(self) -> Published:
        if (self.kind == "fitted") != bool(self.free):
            raise ValueError("a fitted figure names its free parameters in 'free', and only a fitted one does")
        if self.range is not None and self.range[0] > self.range[1]:
            raise ValueError("'range' is [low, high]")
        return self


class Origin(Part):
    """Where a number comes from."""

    kind: Literal["stated", "derived", "assumed"] = Field(
        description="stated: the source says it; derived: worked out from what it says; assumed: nobody says it"
    )
    source: str = Field(default="", description="where the number comes from, in the source's own words if possible")


class Report(Part):
    """How results are cut and counted."""

    interval: PositiveDuration = Field(
        default=1_800_000_000, description="length of the intervals by which results are cut"
    )
    answer_within: Many[PositiveDuration] = Field(
        default=(15_000_000, 20_000_000, 30_000_000), description="thresholds of the service level that reports show"
    )
    short_abandon: Duration = Field(
        default=5_000_000, description="callers who hang up after waiting no longer than this count as short abandons"
    )


class Budget(Part):
    """Where a run stops although it is not done."""

    events: int = Field(default=500_000_000, ge=1, description="most events of one replication")
    contacts_open: int = Field(
        default=5_000_000, ge=1, description="most contacts and tickets that may be open at one time"
    )
    memory_mb: int = Field(default=16_000, ge=100, description="most memory, in megabytes")
    wall_time: PositiveDuration = Field(
        default=6 * 3_600_000_000, description="most time that one replication may take on the computer"
    )
