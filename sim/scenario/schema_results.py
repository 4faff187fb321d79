"""What a scenario may say about its results: targets, published figures, origins, intervals, budgets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Date, Duration, Many, Moment, Part, PositiveDuration, Share, Threshold


class Selection(Part):
    """Which measure, and of which tickets."""

    measure: str
    within: Duration | None = None
    working_days: int | None = Field(default=None, ge=1, le=1000, description="a threshold in working days")
    at: Moment | None = Field(default=None, description="the instant of a closure rate; the end if left out")
    stream: str | None = None
    type: str | None = None
    urgency: Literal["critical", "urgent", "normal"] | None = None
    unit: str | None = None
    received_from: Date | None = Field(default=None, description="only tickets received on this date or later")
    received_to: Date | None = Field(default=None, description="only tickets received on this date or earlier")


class Target(Selection):
    """A promise about a measure."""

    at_least: Threshold | None = None
    at_most: Threshold | None = None
    confidence: Annotated[Share, Field(gt=0.5, lt=1)] = 0.95
    per: Literal["run", "interval"] = "run"

    @model_validator(mode="after")
    def _one_side(self) -> Target:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give 'at_least' or 'at_most'")
        return self


class Published(Selection):
    """A published figure beside which the simulated one is printed."""

    value: Threshold
    rounding: Annotated[float, Field(ge=0)] = Field(default=0.0, description="the unit it was rounded to")
    range: Annotated[Many[Threshold], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[low, high] that the words allow, such as [120, 130] for '120-odd'"
    )
    mean_of: int = Field(
        default=1,
        ge=1,
        description="of how many runs' length it is the mean, such as 103 days; one realisation if left out",
    )
    kind: Literal["echo", "fitted", "predicted"]
    free: Many[str] = Field(default=(), description="the free parameters of a fitted figure")
    source: str

    @model_validator(mode="after")
    def _names_its_freedom(self) -> Published:
        if (self.kind == "fitted") != bool(self.free):
            raise ValueError("a fitted figure names its free parameters in 'free', and only a fitted one does")
        if self.range is not None and self.range[0] > self.range[1]:
            raise ValueError("'range' is [low, high]")
        return self


class Origin(Part):
    """Where a number comes from."""

    kind: Literal["stated", "derived", "assumed"]
    source: str = ""


class Report(Part):
    """How results are cut and counted."""

    interval: PositiveDuration = 1_800_000_000
    answer_within: Many[PositiveDuration] = Field(
        default=(15_000_000, 20_000_000, 30_000_000), description="thresholds of the service level"
    )
    short_abandon: Duration = Field(default=5_000_000, description="abandons up to this long are 'short'")


class Budget(Part):
    """Where a run stops although it is not done."""

    events: int = Field(default=500_000_000, ge=1)
    contacts_open: int = Field(default=5_000_000, ge=1)
    memory_mb: int = Field(default=16_000, ge=100)
    wall_time: PositiveDuration = 6 * 3_600_000_000
