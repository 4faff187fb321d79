"""What a matching file may say: which numbers of a scenario are unknown, and which published figures bear on them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.scenario.fields import Many, Part, Threshold, language_version
from sim.scenario.ranges import RANGE_PATTERN, Range, parse_unknown
from sim.scenario.schema_results import Selection
from sim.scenario.schema_sweep import Changes, Factor
from sim.scenario.units import THRESHOLD_PATTERN
from sim.scenario.written import Written, parse_written

MOST_UNKNOWN = 12
LEAST_REPLICATIONS = 5
"""With fewer, what one run differs from the next by is hardly known."""
_RANGE_TEXT = {"type": "string", "pattern": RANGE_PATTERN}
_UNKNOWN = {
    "description": "a range: '30 s .. 90 s', or {range: 1 h .. 12 h, scale: log, keys: [one.key, another.key]}",
    "anyOf": [
        _RANGE_TEXT,
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["range"],
            "properties": {
                "range": _RANGE_TEXT,
                "scale": {"enum": ["linear", "log"]},
                "keys": {"type": "array", "minItems": 1, "items": {"type": "string"}},
            },
        },
    ],
}
_FIGURE = {
    "description": "a figure as it was published, such as '98 %', '23 s' or 541",
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": THRESHOLD_PATTERN}],
}
Unknown = Annotated[Range, BeforeValidator(parse_unknown), WithJsonSchema(_UNKNOWN)]
Published = Annotated[Written, BeforeValidator(parse_written), WithJsonSchema(_FIGURE)]


class Figure(Selection):
    """A published figure that the scenario shall reproduce."""

    value: Published = Field(
        description="the figure as it was published: its last digit says how it was rounded, so that '98 %' is 97.5 to "
        "98.5 %; a percentage keeps its zeros, as in '98.0 %'"
    )
    decimals: int | None = Field(
        default=None, ge=-12, le=12,
        description="how many decimals it was rounded to, if its zeros do not say so: -2 for 326,800",
    )  # fmt: skip
    between: Annotated[Many[Threshold], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[low, high] that the words allow instead, such as [93 %, 94 %] for 'over 93 %'"
    )
    mean_of: int = Field(
        default=1, ge=1, le=100_000,
        description="of how many times the scenario's period it is the mean; 1: of that one period, as it happened",
    )  # fmt: skip
    compared_with: Changes | None = Field(
        default=None, min_length=1,
        description="the figure is how many times the measure is that of the same scenario with these changes, before "
        "the same citizens: 'a fifth less than by hand' is 80 %, compared with {tickets.dispatch.smart: null}",
    )  # fmt: skip
    discrepancy: Threshold = Field(
        default=0.0,
        description="by how much the model itself may be off, as a standard deviation in the unit of the figure",
    )
    source: str = Field(default="", description="who published it, and where")

    @model_validator(mode="after")
    def _one_tolerance(self) -> Figure:
        if self.between is None:
            return self
        if self.decimals is not None:
            raise ValueError("'between' and 'decimals' both say how exact the figure is: leave one out")
        if not self.between[0] < self.between[1]:
            raise ValueError("'between' is [low, high]: the lower end stands first")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """Between which values what was published lay before it was rounded, in the unit of the measure."""
        if self.between is not None:
            return self.between[0], self.between[1]
        half = self.value.width(self.decimals) / 2
        return self.value.value - half, self.value.value + half

    @property
    def selection(self) -> Selection:
        """What is measured."""
        return Selection.model_validate({name: getattr(self, name) for name in Selection.model_fields})


class Match(Part):
    """History matching: which values of unknown numbers do not contradict published figures."""

    match: Annotated[Literal[1], BeforeValidator(language_version("match"))] = Field(
        description="version of the matching language"
    )
    title: str = Field(default="", max_length=200, description="what it is called in reports")
    description: str = Field(default="", description="what is asked and what was found; it changes nothing")
    scenario: str = Field(description="the scenario: a file in this folder or below it, or the name of a shipped one")
    set: Changes = Field(default={}, description="values that hold at every point, by key path, such as clock.days: 1")
    unknown: dict[Factor, Unknown] = Field(
        min_length=1,
        max_length=MOST_UNKNOWN,
        description="range of each unknown number by key path; with 'keys' by a name of its own, for several keys that "
        "have one value",
    )
    figures: Many[Figure] = Field(min_length=1, max_length=50, description="the published figures")
    waves: int = Field(default=4, ge=1, le=20, description="at most so many waves; each looks only at what remains")
    points: int | None = Field(
        default=None, ge=10, le=1_000, description="points a wave; ten for each unknown number, at least twenty"
    )
    replications: int = Field(default=10, ge=LEAST_REPLICATIONS, le=100_000, description="how often each point is run")
    cut_off: float = Field(
        default=3.0, gt=0, le=100, description="the largest implausibility that does not rule a point out"
    )
    rule: Literal["maximum", "second_maximum"] = Field(
        default="maximum",
        description="maximum: no figure may be implausible; second_maximum: one of them may be",
    )
    draws: int = Field(
        default=10, ge=1, le=1_000, description="how many of the points that remain are drawn and simulated at the end"
    )
    seed: int = Field(default=1, ge=0, le=2**32 - 2, description="seed of all chance: the same citizens at each point")

    @model_validator(mode="after")
    def _has_a_second(self) -> Match:
        if self.rule == "second_maximum" and len(self.figures) < 2:
            raise ValueError("'rule: second_maximum' leaves the worst figure aside: there is only one, write maximum")
        return self

    @property
    def points_a_wave(self) -> int:
        """As the file says, or ten for each unknown number (Loeppky, Sacks and Welch, 2009, Technometrics 51, 366)."""
        return self.points or max(10 * len(self.unknown), 20)
