"""What a sweep file may say: which designs of one scenario are run, how often, and what is measured."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.scenario.fields import Many, Part, language_version
from sim.scenario.ranges import RANGE_PATTERN, Levels, Range, parse_levels, parse_range
from sim.scenario.schema_results import Selection

RESERVED = (
    "point", "name", "scenario", "scenario_sha256", "measure", "replication", "seed", "value", "unit", "numerator",
    "denominator", "estimate", "low", "high", "n",
)  # fmt: skip
"""Names of columns in results, which no factor may have."""
MOST_POINTS = 100_000
DESIGN_SEED = 12345


def _factor(value: object) -> object:
    if value in RESERVED:
        raise ValueError(f"{value!r} is the name of a column in results: give the factor another name")
    return value


def _measure(value: object) -> object:
    return Selection(measure=value) if isinstance(value, str) else value


Changes = dict[str, Any]
"""Key path to value, as `--set` takes them; null takes a key away."""
Factor = Annotated[str, BeforeValidator(_factor)]
_LEVELS = {
    "description": "the levels: a list of values, {together: ...} or {files: ...}",
    "anyOf": [
        {"type": "array", "minItems": 1},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {"together": {"type": ["array", "object"]}, "files": {"type": ["array", "object"]}},
        },
    ],
}
_RANGE_TEXT = {"type": "string", "pattern": RANGE_PATTERN}
_RANGE = {
    "description": "a range: '30 s .. 90 s', '70 % .. 95 %', 5 .. 12",
    "anyOf": [
        _RANGE_TEXT,
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["range", "keys"],
            "properties": {"range": _RANGE_TEXT, "keys": {"type": "array", "items": {"type": "string"}}},
        },
    ],
}
GridLevels = Annotated[Levels, BeforeValidator(parse_levels), WithJsonSchema(_LEVELS)]
FactorRange = Annotated[Range, BeforeValidator(parse_range), WithJsonSchema(_RANGE)]


class Row(Part):
    """One design of a list."""

    name: str = Field(min_length=1, max_length=200, description="what the design is called in results")
    scenario: str | None = Field(default=None, description="another scenario file than that of the sweep")
    set: Changes = Field(default={}, description="values of its own, by key path")


class Ranges(Part):
    """Factors that go from one end of a range to the other, and points between these by chance."""

    ranges: dict[Factor, FactorRange] = Field(
        min_length=1, description="range of each factor by key path, such as operators.desk.wrap_up.mean: 30 s .. 90 s"
    )
    seed: int = Field(
        default=DESIGN_SEED, ge=0, le=2**32 - 1,
        description="seed of the points, apart from that of the citizens: another one gives other points",
    )  # fmt: skip


class Filling(Ranges):
    """Points that fill the room between ranges."""

    points: int = Field(ge=2, le=MOST_POINTS, description="how many points")


class Screening(Ranges):
    """Walks through the room between ranges, on which each factor takes one step."""

    trajectories: int = Field(ge=2, le=MOST_POINTS, description="how many walks: 10 to 20 are usual")
    levels: int = Field(default=4, ge=2, le=1_000, description="how many values of each range are used: an even number")

    @model_validator(mode="after")
    def _even(self) -> Screening:
        if self.levels % 2:
            raise ValueError(
                f"{self.levels} levels are not taken equally often by steps of half a range: write {self.levels + 1}"
            )
        return self


class Design(Part):
    """Which designs are run; one of these kinds."""

    grid: dict[Factor, GridLevels] | None = Field(
        default=None, min_length=1, description="every level of each factor with every level of all others"
    )
    list: Many[Row] | None = Field(default=None, min_length=1, description="designs one by one, each with a name")
    latin_hypercube: Filling | None = Field(
        default=None, description="points of which each has a slice of every range to itself"
    )
    sobol: Filling | None = Field(
        default=None, description="points of a scrambled Sobol' sequence; their number is a power of two"
    )
    sobol_indices: Filling | None = Field(
        default=None, description="points from which Sobol' indices are estimated: so many times (factors + 2) designs"
    )
    morris: Screening | None = Field(
        default=None,
        description="which of many factors matter, by walks of (factors + 1) designs on which each takes one step",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Design:
        given = [kind for kind in type(self).model_fields if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(
                "a design is one of 'grid', 'list', 'latin_hypercube', 'sobol', 'sobol_indices', 'morris': write one "
                "of them"
            )
        sequence = self.sobol or self.sobol_indices
        if sequence is not None and sequence.points & (sequence.points - 1):
            below = 1 << (sequence.points.bit_length() - 1)
            raise ValueError(
                f"{sequence.points} points of a Sobol' sequence are unbalanced: write {below} or {2 * below}"
            )
        return self

    @property
    def filling(self) -> Ranges | None:
        """The design between ranges; None where factors have levels instead."""
        return self.latin_hypercube or self.sobol or self.sobol_indices or self.morris

    @property
    def ranges(self) -> dict[str, Range] | None:
        """Range of each factor; None where factors have levels instead."""
        return None if self.filling is None else self.filling.ranges


class Sweep(Part):
    """An experiment: designs of one scenario, before the same citizens, and what is measured of each."""

    sweep: Annotated[Literal[1], BeforeValidator(language_version("sweep"))] = Field(
        description="version of the sweep language"
    )
    title: str = Field(default="", max_length=200, description="what the experiment is called in reports")
    description: str = Field(default="", description="what is asked and what was found; it changes nothing")
    scenario: str = Field(description="the scenario: a file in this folder or below it, or the name of a shipped one")
    set: Changes = Field(default={}, description="values that all designs have, by key path, such as clock.days: 1")
    replications: int | None = Field(
        default=None, ge=1, le=100_000, description="how often each design is run; the scenario's number, or 30"
    )
    seed: int = Field(default=1, ge=0, le=2**32 - 1, description="seed of all chance: the same citizens in each design")
    design: Design = Field(description="which designs are run")
    metamodel: Literal["linear", "quadratic"] | None = Field(
        default=None,
        description="a polynomial of the factors that is fitted to each measure, for designs with ranges and "
        "grids of numbers",
    )
    measures: Many[Annotated[Selection, BeforeValidator(_measure)]] = Field(
        min_length=1, description="what is measured: ids of docs/measures.md, or as in a target, such as "
        "{measure: service_level, within: 15 s}"
    )  # fmt: skip
