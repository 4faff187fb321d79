"""What a question about people found, as its folder keeps it: tables, verdicts, and its sentences in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.measures.targets import TargetResult
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class KeptAnswer:
    """What `hotline need`, `need --by-interval`, `plan` or `plan --front` found.

    Attributes
    ----------
    scenario
        That which was asked about.
    titles
        What the page is about, by language.
    seed, n
        Of the last look, and its replications.
    again
        The command that asks it again.
    warnings
        What was odd about the scenario, in English.
    sentences
        By part of the answer and by language.
    targets
        How the targets fare in each of the cases that were looked at.
    tables
        By name.
    facts
        Plain values by name.
    manifest
        Of the folder.
    """

    scenario: Scenario
    titles: Mapping[str, str]
    seed: int
    n: int
    again: str
    warnings: tuple[str, ...]
    sentences: Mapping[str, Mapping[str, tuple[str, ...]]]
    targets: Mapping[str, tuple[TargetResult, ...]]
    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any]
    manifest: Mapping[str, Any]
