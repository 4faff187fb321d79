"""Breakdowns over replications: each measure of each part with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.errors import ScenarioError
from sim.measures.breakdown import Breakdown, By, Name
from sim.measures.definitions import definition_of
from sim.measures.estimate import Estimate, estimate_measure
from sim.measures.figures import NO_DATA, total

if TYPE_CHECKING:
    import pandas as pd


def estimates_by_part(
    breakdowns: Sequence[Breakdown], confidence: float = 0.95
) -> Iterator[tuple[Name, str, Estimate]]:
    """Each part, each measure's key, and the measure over all replications.

    A part that one of them lacks, such as tickets without a unit, had nothing in it there.
    """
    names: dict[Name, dict[str, None]] = {}
    for parts in breakdowns:
        for name, figures in parts.items():
            names.setdefault(name, {}).update(dict.fromkeys(figures))
    for name, keys in names.items():
        for key in keys:
            nothing = total(0) if definition_of(key).kind == "count" else NO_DATA
            found = [parts.get(name, {}).get(key, nothing) for parts in breakdowns]
            yield name, key, estimate_measure(key, found, confidence)


def breakdown_of_runs(breakdowns: Mapping[By, Sequence[Breakdown]], by: By, confidence: float) -> pd.DataFrame:
    """A breakdown as `Replications.breakdown` tells it."""
    if by not in breakdowns:
        raise ScenarioError(f"these runs were not cut by '{str(by)[:60]}': ask for it with replicate(..., by=['{by}'])")
    return breakdown_frame(list(estimates_by_part(breakdowns[by], confidence)))


def breakdown_frame(rows: Sequence[tuple[Name, str, Estimate]]) -> pd.DataFrame:
    """A breakdown as a table: one row for each part and measure."""
    import pandas as pd

    return pd.DataFrame(
        {
            "part": pd.Series([name for name, _, _ in rows], dtype=object),
            "measure": [key for _, key, _ in rows],
            **{
                column: pd.array([getattr(estimate, column) for _, _, estimate in rows], dtype="Float64")
                for column in ("estimate", "low", "high")
            },
            "unit": [estimate.unit for _, _, estimate in rows],
            "n": [estimate.n for _, _, estimate in rows],
        }
    )
