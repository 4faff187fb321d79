"""What a plan of shifts found, as its folder keeps it: tables, verdicts, and its sentences in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.measures.targets import TargetResult

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class KeptPlan:
    """What a plan found.

    Attributes
    ----------
    title
        Of the plan, or of its scenario.
    seed, n
        Of the last look, with fresh chance, and its replications.
    minutes
        Length of an interval.
    bound
        What no plan of these shifts costs less than; None if it is not known.
    manifest
        Of the folder.
    again
        The command that plans it again.
    warnings
        What was odd about the scenario, in English.
    answer, misses
        Sentences by language: the plan, and where tickets that miss a promise lose their time.
    targets, today
        How the targets fare under the plan, with fresh chance, and under today's shifts.
    tables
        `slots`, `shifts`, `costs`, `rounds` and `pools`: see `sim.planning.tables`.
    """

    title: str
    seed: int
    n: int
    minutes: int
    bound: float | None
    manifest: Mapping[str, Any]
    again: str
    warnings: tuple[str, ...]
    answer: dict[str, tuple[str, ...]]
    misses: dict[str, tuple[str, ...]]
    targets: tuple[TargetResult, ...]
    today: tuple[TargetResult, ...]
    tables: dict[str, pd.DataFrame]
