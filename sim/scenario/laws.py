"""The laws a length of time may follow, by their named parameters.

Where a law is given by `mean` and `cv` (the coefficient of variation: standard deviation / mean), those are the mean
and spread of the drawn lengths themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.fields import (
    Clock,
    Date,
    Days,
    Duration,
    Factor,
    Growth,
    Many,
    Moment,
    Part,
    PositiveDuration,
    Share,
    Spread,
)
from sim.scenario.schema_data import LENGTH_FORM_HINT, Cells, DataFile, LengthForm

SHARE_TOLERANCE = 1e-6
"""How far shares may miss 100 % in all (rounding of decimals), and no further."""


def _check_whole(key: str, shares: Sequence[float]) -> None:
    total = sum(shares)
    if abs(total - 1) > SHARE_TOLERANCE:
        raise ValueError(f"the shares of '{key}' add up to {total * 100:g} %, not 100 %")


class Deterministic(Part):
    """Always the same length."""

    law: Literal["deterministic"] = Field(description="always the same length")
    value: PositiveDuration = Field(description="the length")


class Exponential(Part):
    """No memory; cv 1."""

    law: Literal["exponential"] = Field(
        description="short lengths are the most frequent, and the time left does not depend on the "
        "time passed; spread as large as the mean"
    )
    mean: PositiveDuration = Field(description="mean of the lengths")


class Lognormal(Part):
    """The usual law of talk times (Brown et al. 2005)."""

    law: Literal["lognormal"] = Field(
        description="many short lengths and a long tail, the usual law of talk times (Brown et al. 2005)"
    )
    mean: PositiveDuration = Field(description="mean of the lengths")
    cv: Spread = Field(description="coefficient of variation: standard deviation / mean of the lengths")


class Gamma(Part):
    law: Literal["gamma"] = Field(description="from nearly constant (small cv) to a long tail (cv above 1)")
    mean: PositiveDuration = Field(description="mean of the lengths")
    cv: Annotated[Spread, Field(gt=0.01, le=20)] = Field(
        description="coefficient of variation: standard deviation / mean of the lengths"
    )


class Erlang(Part):
    """A sum of `stages` equal exponential stages."""

    law: Literal["erlang"] = Field(description="a sum of equal exponential stages, more regular than one of them")
    mean: PositiveDuration = Field(description="mean of the lengths")
    stages: int = Field(
        ge=1, le=1000, description="number of stages; the coefficient of variation is 1 / its square root"
    )


class Weibull(Part):
    """Shape below 1: the longer one has waited, the longer one will; above 1: the reverse."""

    law: Literal["weibull"] = Field(
        description="with a shape below 1, the longer it has lasted, the longer it will; above 1, the reverse"
    )
    mean: PositiveDuration = Field(description="mean of the lengths")
    shape: float = Field(
        ge=0.1, le=100, description="shape: 1 is exponential, less has a longer tail, more is more regular"
    )


class Uniform(Part):
    law: Literal["uniform"] = Field(description="any length between two bounds, all alike")
    low: Duration = Field(description="shortest length")
    high: PositiveDuration = Field(description="longest length")

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.low > self.high:
            raise ValueError("'low' is above 'high'")
        return self


class Triangular(Part):
    law: Literal["triangular"] = Field(
        description="from a shortest over a most frequent to a longest length; for estimates by experts"
    )
    low: Duration = Field(description="shortest length")
    mode: Duration = Field(description="most frequent length")
    high: PositiveDuration = Field(description="longest length")

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("'low', 'mode' and 'high' must rise in this order")
        return self


class Branch(Part):
    """One branch of a hyperexponential law."""

    share: Share = Field(description="share of the lengths that follow this branch")
    mean: PositiveDuration = Field(description="mean of the lengths of this branch")


class Hyperexponential(Part):
    """A mix of exponentials, by `mean` and `cv` above 1 (two branches with balanced means), or by `branches`."""

    law: Literal["hyperexponential"] = Field(
        description="a mix of exponentials, for lengths more uneven than one of them"
    )
    mean: PositiveDuration | None = Field(default=None, description="mean of the lengths, with 'cv'")
    cv: Annotated[Spread, Field(gt=1, le=50)] | None = Field(
        default=None, description="coefficient of variation above 1, with 'mean': two branches with balanced means"
    )
    branches: Many[Branch] | None = Field(
        default=None,
        description="the exponentials of the mix and their shares, 100 % in all, instead of 'mean' and 'cv'",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Hyperexponential:
        by_moments = self.mean is not None and self.cv is not None
        if (self.branches is None) != by_moments or (self.branches is not None and (self.mean or self.cv)):
            raise ValueError("give either 'mean' and 'cv' (above 1), or 'branches'")
        if self.branches is not None:
            _check_whole("branches", [branch.share for branch in self.branches])
        return self


PlainLaw = Annotated[
    Deterministic | Exponential | Lognormal | Gamma | Erlang | Weibull | Uniform | Triangular | Hyperexponential,
    Field(discriminator="law"),
]
"""A law that is written out by its parameters, by itself."""


class MixturePart(Part):
    """One kind of length in a mixture."""

    share: Share = Field(description="share of the lengths that are of this kind")
    length: PlainLaw = Field(description="their law")


class Mixture(Part):
    """Several kinds of length, such as tickets closed on the day and tickets that take weeks."""

    law: Literal["mixture"] = Field(
        description="several kinds of length, each with a share and a law of its own: some closed on the day, others "
        "after weeks"
    )
    parts: Many[MixturePart] = Field(description="the kinds: their shares, 100 % in all, and their laws")

    @model_validator(mode="after")
    def _whole(self) -> Mixture:
        _check_whole("parts", [part.share for part in self.parts])
        return self


class Empirical(DataFile):
    """Lengths drawn from those in a data file, each equally likely: a column of lengths, or two columns of times.

    Lengths that were cut off before they ended count as longer than they were (Kaplan-Meier).
    """

    law: Literal["empirical"] = Field(
        description="lengths from a data file, each as likely as the others; those that were cut off "
        "count as longer (Kaplan-Meier)"
    )
    column: str | None = Field(default=None, description="column with lengths: numbers in 'unit', or h:mm:ss")
    unit: LengthForm = Field(default="s", description=LENGTH_FORM_HINT)
    between: Annotated[Many[str], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="two columns with times, instead: [begins, ends]; without an end it is still open"
    )
    leave_out: Many[Literal["zero", "empty", "negative", "open", "impossible_dates"]] | None = Field(
        default=None,
        description="rows that do not count: zero, empty, negative, open, impossible_dates; [] keeps zeros unasked",
    )
    blank: Many[str] = Field(
        default=(), description="cells that stand for nothing, such as '9999-12-31 00:00'; an empty one always does"
    )
    ended_where: dict[str, Cells] = Field(
        default={}, description="a length ended in rows with one of these values in each column, else it was cut off"
    )
    censored_at: Moment | None = Field(
        default=None, description="when the file was made: how long open rows lasted; its latest time if left out"
    )
    tail: Literal["longest", "exponential"] | None = Field(
        default=None, description="lengths beyond the longest that ended: as long as the longest seen, or exponential"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Empirical:
        if (self.column is None) == (self.between is None):
            raise ValueError("give 'column' (of lengths), or 'between' (two columns of times)")
        if self.between is not None and "unit" in self.model_fields_set:
            raise ValueError("'unit' belongs to 'column': times have none")
        if self.between is None and self.censored_at is not None:
            raise ValueError("'censored_at' belongs to 'between': a column of lengths has no open rows")
        return self


_OneLaw = (
    Deterministic
    | Exponential
    | Lognormal
    | Gamma
    | Erlang
    | Weibull
    | Uniform
    | Triangular
    | Hyperexponential
    | Mixture
    | Empirical
)
Law = Annotated[_OneLaw, Field(discriminator="law")]
"""A law that holds at all times."""


class OtherTime(Part):
    """Hours or days at which lengths are others than usual."""

    start: Clock = Field(default=0, description="clock time from which it holds")
    end: Clock = Field(
        default=86_400_000_000, description="clock time until which it holds; at or before the start: on the next day"
    )
    days: Days = Field(default="all", description="on which days it begins to hold")
    from_date: Date | None = Field(
        default=None, description="first date on which it begins to hold; from the start of the run if left out"
    )
    to_date: Date | None = Field(
        default=None, description="last date on which it begins to hold; to the end of the run if left out"
    )
    factor: Factor | None = Field(default=None, description="lengths are the usual ones times this")
    instead: Law | None = Field(default=None, description="or the law that holds then, instead of the usual one")

    @model_validator(mode="after")
    def _one_change(self) -> OtherTime:
        if (self.factor is None) == (self.instead is None):
            raise ValueError("lengths are the usual ones times a 'factor', or follow another law 'instead': write one")
        if self.from_date is not None and self.to_date is not None and self.to_date < self.from_date:
            raise ValueError("'to_date' is before 'from_date'")
        return self


class ByTime(Part):
    """One law usually, others at some times; the first of the list that holds at an instant counts."""

    law: Literal["by_time"] = Field(
        description="one law usually, and others at some hours, on some days or from some date on, such as longer "
        "talks at night; or lengths that grow or shrink from day to day"
    )
    usual: Law = Field(description="the law that holds where none of 'at_times' does")
    at_times: Many[OtherTime] = Field(
        default=(),
        description="hours, days and dates at which lengths are others; of several that hold at once the first counts",
    )
    trend: Growth | None = Field(
        default=None, description="steady growth or decline of all lengths, the other ones of 'at_times' included"
    )

    @model_validator(mode="after")
    def _changes(self) -> ByTime:
        if not self.at_times and self.trend is None:
            raise ValueError("a law by time has other lengths 'at_times', a 'trend', or both: write one of them")
        return self


LawByTime = Annotated[_OneLaw | ByTime, Field(discriminator="law")]
"""A law, or one usually and others at some times."""
