"""What a sweep found, as its folder keeps it: the table of its designs, and what they say in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class KeptSweep:
    """What a sweep found.

    Attributes
    ----------
    title, name, scenario
        Of the sweep, and what it is of.
    seed, n
        Its seed, and replications of each design.
    measures, factors, units
        Keys of the measures, names of the columns of `summary` that hold levels, and the unit of each; empty: none.
    again
        The command that runs it again.
    warnings
        What was odd, in English.
    said, analyses
        By language: sentences, and each analysis of all designs as a table of text.
    points, summary
        As `SweepResults.points_frame` and `summary_frame` give them; a design whose runs failed is in the first only.
    manifest
        Of the folder.
    """

    title: str
    name: str
    scenario: str
    seed: int
    n: int
    measures: tuple[str, ...]
    factors: tuple[str, ...]
    units: tuple[str, ...]
    again: str
    warnings: tuple[str, ...]
    said: dict[str, tuple[str, ...]]
    analyses: dict[str, tuple[str, ...]]
    points: pd.DataFrame
    summary: pd.DataFrame
    manifest: Mapping[str, Any]
