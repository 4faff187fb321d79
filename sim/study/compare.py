"""Two designs before the same citizens: what the change is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sim.measures.definitions import definition_of
from sim.measures.figures import Figure
from sim.measures.run import counts_open, settled
from sim.measures.statistics import Interval, paired_difference, paired_ratio_difference
from sim.measures.worth_naming import is_clear, names_a_difference
from sim.scenario.schema import Scenario
from sim.study.replicate import Replications, replicate

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine

Verdict = Literal["better", "worse", "higher", "lower", "hardly any difference", "no clear difference", "no data"]


@dataclass(frozen=True)
class Difference:
    """One measure under both designs.

    Attributes
    ----------
    base, variant
        Estimates of the two; None means "no data".
    difference, low, high
        variant - base with its paired interval, in `unit`.
    unit, n
        Unit, and number of pairs of replications with data.
    verdict
        `better` or `worse` (`higher` or `lower` where neither direction is the better one) if the interval lies on
        one side of zero and the difference is worth naming (`sim.measures.worth_naming`); `hardly any difference` if
        it is clear, but too small for that.
    """

    base: float | None
    variant: float | None
    difference: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """Two designs run with the same seeds, so that each replication has the same citizens under both."""

    base: Replications
    variant: Replications

    def difference(self, key: str, confidence: float = 0.95) -> Difference:
        """One measure's paired difference, variant - base."""
        pairs = [
            (a.values[key], b.values[key])
            for a, b in zip(self.base.measures, self.variant.measures, strict=True)
            if a.values[key].value is not None and b.values[key].value is not None
        ]
        interval = _paired(key, pairs, confidence)
        base = self.base.estimate(key).estimate
        return Difference(
            base=base,
            variant=self.variant.estimate(key).estimate,
            difference=interval.estimate,
            low=interval.low,
            high=interval.high,
            unit=definition_of(key).unit,
            n=interval.n,
            verdict=_verdict(key, interval, base),
        )

    def differences(self, confidence: float = 0.95) -> dict[str, Difference]:
        """Every measure that both designs have."""
        keys = [key for key in self.base.measures[0].values if key in self.variant.measures[0].values]
        return {key: self.difference(key, confidence) for key in keys}

    def to_frame(self, confidence: float = 0.95) -> pd.DataFrame:
        """One row per measure; empty cells are "no data" or "no interval"."""
        import pandas as pd

        rows = self.differences(confidence)
        reals = ("base", "variant", "difference", "low", "high")
        return pd.DataFrame(
            {
                "measure": list(rows),
                **{name: pd.array([getattr(d, name) for d in rows.values()], dtype="Float64") for name in reals},
                "unit": [d.unit for d in rows.values()],
                "n": [d.n for d in rows.values()],
                "verdict": [d.verdict for d in rows.values()],
            }
        )


def compare(
    base: Scenario,
    variant: Scenario,
    n: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    progress: bool = False,
    workers: int | None = None,
) -> Comparison:
    """Run two designs before the same citizens.

    Parameters
    ----------
    base, variant
        The designs.
    n
        Number of replications of each; the base's `replications`, or 30, if left out.
    seed, engine, progress, workers
        As `sim.study.replicate.replicate`.
    """
    first = replicate(base, n, seed, engine, progress, workers=workers)
    second = replicate(variant, first.n, seed, engine, progress, workers=workers)
    # Both sides count open tickets in the same way.
    open_count = counts_open((*first.measures, *second.measures))
    first, second = (replace(r, measures=settled(r.measures, open_count)) for r in (first, second))
    return Comparison(first, second)


def _paired(key: str, pairs: list[tuple[Figure, Figure]], confidence: float) -> Interval:
    base, variant = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if definition_of(key).kind in ("ratio", "mean"):
        return paired_ratio_difference(
            _reals(base, "numerator"),
            _reals(base, "denominator"),
            _reals(variant, "numerator"),
            _reals(variant, "denominator"),
            confidence,
        )
    return paired_difference(_reals(base, "value"), _reals(variant, "value"), confidence)


def _reals(figures: list[Figure], part: str) -> list[float]:
    return [float(getattr(figure, part)) for figure in figures]


def _verdict(key: str, interval: Interval, base: float | None) -> Verdict:
    if interval.estimate is None:
        return "no data"
    if not is_clear(interval):
        return "no clear difference"
    if not names_a_difference(interval, base, definition_of(key).unit):
        return "hardly any difference"
    direction: Verdict = "higher" if interval.estimate > 0 else "lower"
    wanted = definition_of(key).better
    if wanted == "neither":
        return direction
    return "better" if wanted == direction else "worse"
