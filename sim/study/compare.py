"""Two designs before the same citizens: what the change is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.measures.definitions import definition_of
from sim.measures.estimate import differing, figures_of, spread_of
from sim.measures.worth_naming import is_clear, names_a_difference
from sim.scenario.schema import Scenario
from sim.statistics.intervals import Interval
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
        Unit, and number of replications with data on the side that has fewer of them.
    differing
        Number of pairs that differ: with fewer than five the interval misses the truth more often than it says
        (docs/intervals.md).
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
    differing: int
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """Two designs run with the same seeds, so that each replication has the same citizens under both."""

    base: Replications
    variant: Replications

    def __repr__(self) -> str:
        return f"<Comparison of {self.base!r} with {self.variant!r}>"

    def _repr_html_(self) -> str:
        """All measures, where a notebook shows it."""
        return str(self.to_frame().to_html(index=False, na_rep=""))

    def difference(self, key: str, confidence: float = 0.95) -> Difference:
        """One measure's paired difference: the variant's estimate less the base's."""
        figures = [figures_of(key, side.measures) for side in (self.base, self.variant)]
        base, variant = (spread_of(key, of_side) for of_side in figures)
        interval = variant.less(base).interval_of_difference(confidence)
        return Difference(
            base=base.estimate,
            variant=variant.estimate,
            difference=interval.estimate,
            low=interval.low,
            high=interval.high,
            unit=definition_of(key).unit,
            n=interval.n,
            differing=differing(*figures),
            verdict=_verdict(key, interval, base.estimate),
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
                "differing": [d.differing for d in rows.values()],
                "verdict": [d.verdict for d in rows.values()],
            }
        )


def compare(
    base: Scenario,
    variant: Scenario,
    replications: int | None = None,
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
    replications
        How many of each; the base's `replications`, or 30, if left out.
    seed, engine, progress, workers
        As `sim.replicate`.

    Returns
    -------
    Comparison
        Variant less base for every measure: `to_frame` has difference, low, high and a verdict.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town", ["clock.days=1"])
    >>> more = town.replace({"operators.desk.shifts.day.staff": 14})
    >>> table = sim.compare(town, more, replications=3).to_frame().set_index("measure")
    >>> bool(table.loc["asa", "difference"] < 0)
    True
    """
    first = replicate(base, replications, seed, engine, progress, workers=workers)
    second = replicate(variant, first.n, seed, engine, progress, workers=workers)
    return Comparison(first, second)


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
