"""The laws a length of time may follow, by their named parameters.

Where a law is given by `mean` and `cv` (the coefficient of variation: standard deviation / mean), those are the mean
and spread of the drawn lengths themselves.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Duration, Many, Part, PositiveDuration, Share, Spread
from sim.scenario.schema_data import DataFile

SHARE_TOLERANCE = 1e-6
"""How far shares may miss 100 % in all (rounding of decimals), and no further."""


class Deterministic(Part):
    """Always the same length."""

    law: Literal["deterministic"]
    value: PositiveDuration


class Exponential(Part):
    """No memory; cv 1."""

    law: Literal["exponential"]
    mean: PositiveDuration


class Lognormal(Part):
    """The usual law of talk times (Brown et al. 2005)."""

    law: Literal["lognormal"]
    mean: PositiveDuration
    cv: Spread = Field(description="standard deviation / mean of the lengths")


class Gamma(Part):
    law: Literal["gamma"]
    mean: PositiveDuration
    cv: Annotated[Spread, Field(gt=0.01, le=20)]


class Erlang(Part):
    """A sum of `stages` equal exponential stages."""

    law: Literal["erlang"]
    mean: PositiveDuration
    stages: int = Field(ge=1, le=1000)


class Weibull(Part):
    """Shape below 1: the longer one has waited, the longer one will; above 1: the reverse."""

    law: Literal["weibull"]
    mean: PositiveDuration
    shape: float = Field(ge=0.1, le=100)


class Uniform(Part):
    law: Literal["uniform"]
    low: Duration
    high: PositiveDuration

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.low > self.high:
            raise ValueError("'low' is above 'high'")
        return self


class Triangular(Part):
    law: Literal["triangular"]
    low: Duration
    mode: Duration
    high: PositiveDuration

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("'low', 'mode' and 'high' must rise in this order")
        return self


class Branch(Part):
    """One branch of a hyperexponential law."""

    share: Share
    mean: PositiveDuration


class Hyperexponential(Part):
    """A mix of exponentials, by `mean` and `cv` above 1 (two branches with balanced means), or by `branches`."""

    law: Literal["hyperexponential"]
    mean: PositiveDuration | None = None
    cv: Annotated[Spread, Field(gt=1, le=50)] | None = None
    branches: Many[Branch] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Hyperexponential:
        by_moments = self.mean is not None and self.cv is not None
        if (self.branches is None) != by_moments or (self.branches is not None and (self.mean or self.cv)):
            raise ValueError("give either 'mean' and 'cv' (above 1), or 'branches'")
        if self.branches is not None:
            total = sum(branch.share for branch in self.branches)
            if abs(total - 1) > SHARE_TOLERANCE:
                raise ValueError(f"the shares of 'branches' add up to {total * 100:g} %, not 100 %")
        return self


class Empirical(DataFile):
    """Lengths drawn from those in a column of a CSV file (gzip allowed), each equally likely."""

    law: Literal["empirical"]
    column: str
    unit: Literal["s", "min", "h"] = "s"


Law = Annotated[
    Deterministic
    | Exponential
    | Lognormal
    | Gamma
    | Erlang
    | Weibull
    | Uniform
    | Triangular
    | Hyperexponential
    | Empirical,
    Field(discriminator="law"),
]
