"""What a command found, as its folder keeps it: tables, verdicts, and its sentences in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.measures.targets import TargetResult
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class KeptFinding:
    """What `hotline fit`, `forecast`, `backtest`, `match` or `tonight` found.

    Attributes
    ----------
    titles
        What the page is about, by language.
    seed, n
        Of the last look, and its replications; 0 where nothing was simulated.
    again
        The command that asks it again.
    warnings
        What was odd about the scenario or the file, in English.
    sentences
        By part of the answer and by language.
    tables
        By name.
    facts
        Plain values by name.
    manifest
        Of the folder; empty before there is one.
    """

    titles: Mapping[str, str]
    seed: int
    n: int
    again: str
    warnings: tuple[str, ...]
    sentences: Mapping[str, Mapping[str, tuple[str, ...]]]
    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any]
    manifest: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class KeptAnswer(KeptFinding):
    """What `hotline need`, `need --by-interval`, `plan` or `plan --front` found.

    Attributes
    ----------
    scenario
        That which was asked about.
    targets
        How the targets fare in each of the cases that were looked at.
    """

    scenario: Scenario
    targets: Mapping[str, tuple[TargetResult, ...]]
